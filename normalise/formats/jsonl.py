r"""JSON lines, changed in place: all of a line but the changed places of the changed texts stays byte for byte.

So numbers (`1.0`, `1e5`, integers of any length), duplicate keys, the order of keys, escapes and spacing stay as they
were written. A line is parsed with the standard library; only where a text of it changes are its literals looked up in
the line. What is put in is escaped where the line is pure ASCII, so that a file in ASCII stays one.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from normalise.formats.records import BadRecord, Block, Record, cut_lines, read_edits, spliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalise.formats.paths import Where
    from normalise.formats.records import Fields
    from normalise.result import Change

_BOM = b"\xef\xbb\xbf"
# Numbers are only counted through: they stay as they are, and Python would refuse the longest.
_decoder = JSONDecoder(parse_int=len, parse_float=len)
_SPACE = re.compile(r"[ \t\r\n]*")
_PIECE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_LONE = re.compile("[\ud800-\udfff]")


class JsonLines:
    """The format: a JSON value a line, in UTF-8."""

    def __init__(self, fields: Fields, errors: str = "strict") -> None:
        self.fields = fields
        self.errors = errors

    def blocks(self, chunks: Iterable[bytes], start: Block) -> Iterator[Block]:
        """Blocks of whole lines."""
        return cut_lines(chunks, start)

    def page(self, block: Block) -> JsonPage:
        """The block, opened."""
        return JsonPage(self, block)


class JsonPage:
    """Lines of JSON."""

    def __init__(self, form: JsonLines, block: Block) -> None:
        self._fields = form.fields
        self._errors = form.errors
        self._block = block
        self._out: list[bytes] = []

    def records(self) -> Iterator[tuple[Record, str]]:
        """A line is a record, if it is not blank."""
        data = self._block.data
        if self._block.line == 1 and data.startswith(_BOM):
            self._out.append(_BOM)
            data = data[len(_BOM) :]
        for number, raw in enumerate(BytesIO(data), self._block.record):
            if raw.isspace():
                self._out.append(raw)
            else:
                yield self._record(number, raw)

    def _record(self, number: int, raw: bytes) -> tuple[Record, str]:
        record = Record(number, number, raw)
        try:
            text = raw.decode("utf-8", self._errors)
            value = _decoder.decode(text)
            record.own = text
            self._fields.find(record, value)
        except UnicodeDecodeError as error:
            return record, f"it is not UTF-8: byte 0x{raw[error.start]:02X} at column {error.start + 1}"
        except json.JSONDecodeError as error:
            return record, f"it is not JSON: {error.msg} at column {error.colno}"
        except RecursionError:
            return record, "it is nested too deeply"
        except BadRecord as error:
            return record, str(error)
        if isinstance(value, dict):
            record.names = tuple(value)
            record.noted = bool(self._fields.edits) and self._fields.edits in value
        elif self._fields.edits:
            return record, "it is no object, and a field of edits needs one"
        return record, ""

    def keep(self, record: Record) -> None:
        """The line as it is."""
        self._out.append(record.raw)

    def replace(self, record: Record, changes: Sequence[Sequence[Change]], edits: list[dict[str, Any]] | None) -> None:
        """The line with what changed."""
        text: str = record.own
        changed = {spot.where: done for spot, done in zip(record.spots, changes, strict=True) if done}
        ascii_only = text.isascii()
        if changed:
            text = _changed(text, changed, ascii_only=ascii_only, errors=self._errors)
        if edits is not None:
            text = _beside(text, self._fields.edits, edits, ascii_only=ascii_only)
        self._out.append(text.encode("utf-8", self._errors if self._errors != "replace" else "strict"))

    def noted(self, record: Record) -> list[dict[str, Any]]:
        """The field, read again, since numbers count here. Raises BadRecord."""
        if not record.noted:
            return []
        try:
            return read_edits(json.loads(record.own)[self._fields.edits])
        except ValueError as error:  # a number of thousands of digits
            raise BadRecord(str(error)) from None

    def restore(self, record: Record, changes: Sequence[Sequence[Change]]) -> None:
        """The line with what changed, and without the field."""
        self.replace(record, changes, None)
        if record.noted:
            line = self._out.pop().decode("utf-8", self._errors)
            self._out.append(_without(line, self._fields.edits).encode("utf-8", self._errors if self._errors != "replace" else "strict"))

    def data(self) -> bytes:
        """The lines."""
        return b"".join(self._out)


def _changed(line: str, changed: dict[Where, Sequence[Change]], *, ascii_only: bool, errors: str) -> str:
    places = literals(line, set(changed))
    made: list[tuple[int, int, str]] = []
    for where, done in changed.items():
        start, end = places[where]
        raw = line[start:end]
        at = _Offsets(raw)
        made += [(start + at(c.start), start + at(c.end), _literal(c.after, ascii_only=ascii_only, errors=errors)) for c in done]
    return spliced(line, sorted(made))


def literals(line: str, wanted: set[Where]) -> dict[Where, tuple[int, int]]:
    r"""Where in a line of JSON the wanted texts stand (code points, without their quotation marks); of duplicate keys the last.

    >>> literals('{"a": 1e5, "p": ["x", "y\\n"]}', {("p", 1)})
    {('p', 1): (23, 26)}
    """
    found: dict[Where, tuple[int, int]] = {}
    above = {where[:depth] for where in wanted for depth in range(len(where))}

    def value(at: int, where: Where) -> int:
        if where in wanted and line[at] == '"':
            end: int = scanstring(line, at + 1)[1]
            found[where] = (at + 1, end - 1)
            return end
        if where in above and line[at] in "{[":
            return items(at, where)
        skipped: int = _decoder.raw_decode(line, at)[1]
        return skipped

    def items(at: int, where: Where) -> int:
        named = line[at] == "{"
        place = 0
        at = _space(line, at + 1)
        while line[at] not in "}]":
            key: str | int = place
            if named:
                key, at = scanstring(line, at + 1)
                at = _space(line, _space(line, at) + 1)
                for old in [old for old in found if old[: len(where) + 1] == (*where, key)]:
                    del found[old]  # the key comes again: the last one counts
            at = _space(line, value(at, (*where, key)))
            place += 1
            if line[at] == ",":
                at = _space(line, at + 1)
        return at + 1

    value(_space(line, 0), ())
    return found


def _space(line: str, at: int) -> int:
    return _SPACE.match(line, at).end()  # type: ignore[union-attr]


class _Offsets:
    """From code points of a text to those of its literal; asked in rising order it is linear."""

    def __init__(self, literal: str) -> None:
        self._escapes = _PIECE.finditer(literal) if "\\" in literal else iter(())
        self._shift = 0
        self._next = next(self._escapes, None)

    def __call__(self, offset: int) -> int:
        while self._next is not None and self._next.start() < offset + self._shift:
            self._shift += self._next.end() - self._next.start() - 1
            self._next = next(self._escapes, None)
        return offset + self._shift


def _literal(text: str, *, ascii_only: bool, errors: str) -> str:
    made = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    # A lone surrogate is no UTF-8; it was an escape, unless it stands for a byte that was let through.
    return made if ascii_only or errors == "surrogateescape" else _escaped(made)


def _beside(line: str, name: str, edits: list[dict[str, Any]], *, ascii_only: bool) -> str:
    """The line with one more member, spaced as the others are."""
    close = line.rindex("}")
    head = line[:close].rstrip()
    separators = (", ", ": ") if _is_wide(line) else (",", ":")
    member = json.dumps({name: edits}, ensure_ascii=ascii_only, separators=separators)[1:-1]
    member = member if ascii_only else _escaped(member)
    return f"{head}{'' if head.endswith('{') else separators[0]}{member}{line[len(head) :]}"


def _without(line: str, name: str) -> str:
    """The line without the last member of that name, as it was before `_beside`."""
    opened = before = at = _space(line, 0) + 1
    start = end = 0
    while line[at := _space(line, at)] != "}":
        begin = at
        key, at = scanstring(line, at + 1)
        at = _decoder.raw_decode(line, _space(line, _space(line, at) + 1))[1]
        rest = _space(line, at)
        if key == name:
            # With the comma before it; of the first of all with the one after it.
            start, end = (begin, _space(line, rest + 1) if line[rest] == "," else at) if before == opened else (before, at)
        before, at = at, rest + (line[rest] == ",")
    return line[:start] + line[end:]


def _escaped(text: str) -> str:
    return _LONE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _is_wide(line: str) -> bool:
    colon = re.search(r'":( ?)', line[:200])
    return not colon or bool(colon[1])
