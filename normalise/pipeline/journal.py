"""What a run has done so far, beside its output, so that the next can go on where it broke off.

The output grows as `OUT.partial`. Every few megabytes what is written is brought to the disk, and then a line is added
to `OUT.journal`: how far was read and written, with digests, counts, and the state of whatever counts on. A run that
goes on cuts the files back to the last such line, so no record is lost or written twice, whenever the run before ended.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from itertools import takewhile
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from normalise.formats.atomic import naming, open_grown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.formats.records import Block

EVERY = 1 << 22  # bytes of input
_HEAD = b'{"normalise": '  # of every journal


class Place(NamedTuple):
    """How far it is: bytes read (decompressed), and what comes next."""

    read: int = 0
    record: int = 1
    line: int = 1
    names: Sequence[str] = ()

    def after(self, block: Block, records: int) -> Place:
        """When the block is done too, with so many records."""
        if not block.line:  # rows
            return Place(self.read + len(block.data), block.record + records)
        line = block.line + block.data.count(b"\n")
        # Where columns have names, a record may be of several lines.
        return Place(self.read + len(block.data), max(block.record, 1) + records if block.names else line, line, block.names)


class JournalError(ValueError):
    """A journal of another run, with other rules, options or input; or a file that is no journal."""


class Journal:
    """The journal of an output. Raises OSError."""

    def __init__(self, output: str) -> None:
        self.partial = f"{output}.partial"
        self.path = f"{output}.journal"
        self._file: IO[bytes] | None = None
        self._whole = 0  # bytes of lines that are
        self.entries = 0

    def last(self, run: dict[str, Any]) -> dict[str, Any] | None:
        """The last entry, if there is a journal of this run. Raises JournalError if there is another, or only the half of it."""
        entries = self._entries()
        if not entries:
            return None
        for key, value in run.items():
            if entries[0].get(key) != value:
                raise JournalError(f"it is of a run with other {key}: {_shown(entries[0].get(key))}, and now {_shown(value)}")
        return entries[-1] if len(entries) > 1 else None

    def begin(self, run: dict[str, Any], last: dict[str, Any] | None) -> None:
        """Begin anew, with what says which run it is; or go on after the last entry. Raises JournalError for files that are not ours."""
        if not last:
            self._entries()
        self._file = open_grown(self.path, self._whole)
        if last:
            self.entries = 1
            return
        with suppress(FileNotFoundError):
            os.unlink(self.partial)
        self._file.truncate(0)
        self._file.seek(0)
        self._add(_line(run))

    def add(self, entry: dict[str, Any]) -> None:
        """Note how far it is."""
        self._add(_line(entry))
        self.entries += 1

    def close(self, *, remove: bool) -> None:
        """No more is to come; `remove`: nor is anything to be gone on with."""
        if self._file:
            self._file.close()
        if remove:
            with suppress(FileNotFoundError):
                os.unlink(self.path)

    def _entries(self) -> list[dict[str, Any]]:
        """What was noted; first the run."""
        data = self._read()
        if data is None or (b"\n" not in data and _HEAD.startswith(data[: len(_HEAD)])):
            # Nothing was noted yet, so nothing was written.
            if os.path.exists(self.partial) and os.path.getsize(self.partial):
                raise JournalError(f"it does not say what {self.partial} is; see to that file, and move it away")
            return []
        lines = data.split(b"\n")[:-1]
        # A power cut may have left a line that is none; nothing after it counts.
        entries = list(takewhile(bool, map(_entry, lines)))
        if not data.startswith(_HEAD) or not entries:
            raise JournalError("it is no journal of normalise; see to that file, and move it away")
        self._whole = sum(len(line) + 1 for line in lines[: len(entries)])
        return entries

    def _read(self) -> bytes | None:
        try:
            with open(self.path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def _add(self, data: bytes) -> None:
        assert self._file
        with naming(self.path):
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())


def _entry(line: bytes) -> dict[str, Any]:
    """The entry in a line; nothing, if it is none."""
    try:
        made = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return made if isinstance(made, dict) else {}


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
