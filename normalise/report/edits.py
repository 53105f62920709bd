"""Changes and suggestions as JSON, one object a line; and the given text back from them.

An object says: `kind` ("change" or "suggestion"; "unchanged" of a file that has neither, and nothing more), `file`, `unit` (counted from 0), `unit_start` (where in the file it
starts), `start` and `end` (of the unit as it was given, half-open), `line` and `column` (of the file as it was given,
from 1), `before`, `after`, `rules`, `reason`, `evidence`, `safety`, `group`. Offsets and columns are code points; a
byte order mark is not counted. The last object of each file has `sha256` too, of all its text before and after, as
UTF-8 (for a file in UTF-8 without byte order mark that is what `sha256sum` says): so undoing is sure of the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from normalise.offsets import Offsets
from normalise.result import Change, undo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import SupportsWrite

    from normalise.result import Result


class EditsError(ValueError):
    """A file of edits that cannot be read, or a text that is not the one they were made to give."""


class EditsWriter:
    r"""Writes the edits of one file, unit by unit.

    >>> import io
    >>> from normalise import Alignment, Result
    >>> from normalise.result import RuleSetInfo
    >>> change = Change(4, 6, "IG", "IS", ("syria.ig",), "IG is the Islamic State", (), "safe")
    >>> result = Result("the IS", (change,), (), (), Alignment.identity(6), (), RuleSetInfo((), (), ""))
    >>> out = io.BytesIO()
    >>> writer = EditsWriter(out, "a.txt")
    >>> writer.unit("the IG", result, "\n"); writer.close()
    >>> edits = read_edits(out.getvalue().splitlines())["a.txt"]
    >>> undo_file("the IS\n", edits)
    'the IG\n'
    """

    def __init__(self, out: SupportsWrite[bytes], file: str) -> None:
        from hashlib import sha256

        self._out = out
        self._file = file
        self._held: dict[str, Any] = {}  # the last object, until it is known whether it is the last of all
        self._units = self._start = 0
        self._line = self._column = 1
        self._before, self._after = sha256(), sha256()

    def unit(self, text: str, result: Result, separator: str = "") -> None:
        """Write what was done to the next unit, which a separator follows."""
        if result.changes or result.suggestions:
            offsets = Offsets(text)
            for change in result.changes:
                self._put("change", change, *offsets.line_column(change.start))
            for change in result.suggestions:
                self._put("suggestion", change, *offsets.line_column(change.start))
        self._before.update(_utf8(text + separator))
        self._after.update(_utf8(result.text + separator))
        self._units += 1
        self._go_on(text + separator)

    def close(self, *, whole: bool = True) -> None:
        """The file ends here; `whole` if all of it was seen."""
        if whole:
            # A file without changes has an object too, or nobody could tell it from edits that were lost.
            self._held = self._held or {"kind": "unchanged", "file": self._file}
            self._held["sha256"] = [self._before.hexdigest(), self._after.hexdigest()]
        if self._held:
            self._write_held()

    def _put(self, kind: str, change: Change, line: int, column: int) -> None:
        if self._held:
            self._write_held()
        self._held = {
            "kind": kind,
            "file": self._file,
            "unit": self._units,
            "unit_start": self._start,
            "start": change.start,
            "end": change.end,
            "line": self._line + line - 1,
            "column": column + (self._column - 1 if line == 1 else 0),
            "before": change.before,
            "after": change.after,
            "rules": change.rules,
            "reason": change.reason,
            "evidence": change.evidence,
            "safety": change.safety,
            "group": change.group,
        }

    def _write_held(self) -> None:
        try:
            line = json.dumps(self._held, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # a lone surrogate is no UTF-8, but may stand in JSON as \udXXX
            line = json.dumps(self._held).encode()
        self._out.write(line + b"\n")
        self._held = {}

    def _go_on(self, text: str) -> None:
        """Keep the line and column of where the next unit starts."""
        self._start += len(text)
        ends = text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)
        self._line += ends
        self._column = len(text) - max(text.rfind("\n"), text.rfind("\r")) if ends else self._column + len(text)


@dataclass(slots=True)
class FileEdits:
    """The changes of one file, by place in the file, and its digests before and after, if the run came to its end."""

    changes: list[Change] = field(default_factory=list)
    sha256: tuple[str, str] | None = None


def read_edits(lines: Iterable[bytes]) -> dict[str, FileEdits]:
    """What `EditsWriter` wrote, by file. Raises EditsError, with the line, if it is something else."""
    found: dict[str, FileEdits] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            plain = json.loads(line)
            edits = found.setdefault(plain["file"], FileEdits())
            if plain["kind"] != "unchanged":
                change = _change(plain)  # a suggestion is read too: it may be of a record
                edits.changes += [change] if plain["kind"] == "change" else []
            if "sha256" in plain:
                before, after = plain["sha256"]
                edits.sha256 = (before, after)
        except KeyError as error:
            if "record" in plain:
                raise EditsError(f"line {number} is of a record, and only files of text can be restored so; where --edits-field wrote them, `normalise undo --edits-field NAME FILE` restores records") from None
            raise EditsError(f"line {number} has no {error}; is it from `normalise --edits`?") from None
        except (ValueError, TypeError):
            raise EditsError(f"line {number} is not an object that `normalise --edits` writes") from None
    return found


def _change(plain: dict[str, Any]) -> Change:
    start = int(plain["unit_start"])
    return Change(
        start + int(plain["start"]),
        start + int(plain["end"]),
        str(plain["before"]),
        str(plain["after"]),
        tuple(plain["rules"]),
        str(plain["reason"]),
        tuple(plain["evidence"]),
        str(plain["safety"]),
        str(plain["group"]),
    )


def undo_file(text: str, edits: FileEdits) -> str:
    """The file as it was given, from its text now. Raises EditsError if that is not what the changes gave."""
    from hashlib import sha256

    if edits.sha256 is None:
        raise EditsError("the edits break off: the run that wrote them did not come to the end of this file")
    before, after = edits.sha256
    if sha256(_utf8(text)).hexdigest() != after:
        raise EditsError("it is not the text that the changes gave: changed since, or another file")
    try:
        given = undo(text, edits.changes)
    except ValueError as error:
        raise EditsError(f"these are not all the changes: {error}") from None
    if sha256(_utf8(given)).hexdigest() != before:
        raise EditsError("these are not all the changes, or not those of this file")
    return given


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
