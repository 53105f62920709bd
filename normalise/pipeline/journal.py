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


class Place(NamedTuple):
    """How far it is: bytes read (decompressed), and what comes next."""

    read: int = 0
    record: int = 1
    line: int = 1
    names: Sequence[str] = ()

    def after(self, block: Block, records: int) -> Place:
        """When the block is done too, with so many records."""
        line = block.line + block.data.count(b"\n")
        # Where columns have names, a record may be of several lines.
        return Place(self.read + len(block.data), max(block.record, 1) + records if block.names else line, line, block.names)


class JournalError(ValueError):
    """A journal of another run: other rules, options or input."""


class Journal:
    """The journal of an output. Raises OSError."""

    def __init__(self, output: str) -> None:
        self.partial = f"{output}.partial"
        self.path = f"{output}.journal"
        self._file: IO[bytes] | None = None
        self._whole = 0  # bytes of lines that are
        self.entries = 0

    def last(self, run: dict[str, Any]) -> dict[str, Any] | None:
        """The last entry, if there is a journal of this run. Raises JournalError if it is of another."""
        try:
            with open(self.path, "rb") as file:
                lines = file.read().split(b"\n")[:-1]
        except FileNotFoundError:
            return None
        # A power cut may have left a line that is none; nothing after it counts.
        entries = [json.loads(line) for line in takewhile(_is_entry, lines)]
        if not entries:
            return None
        self._whole = sum(len(line) + 1 for line in lines[: len(entries)])
        for key, value in run.items():
            if entries[0].get(key) != value:
                raise JournalError(f"it is of a run with other {key}: {_shown(entries[0].get(key))}, and now {_shown(value)}")
        return entries[-1] if len(entries) > 1 else None

    def begin(self, run: dict[str, Any], last: dict[str, Any] | None) -> None:
        """Begin anew, with what says which run it is; or go on after the last entry."""
        self._file = open_grown(self.path, self._whole if last else 0)
        if last:
            self.entries = 1
        else:
            self._add(_line(run))

    def add(self, entry: dict[str, Any]) -> None:
        """Note how far it is."""
        self._add(_line(entry))
        self.entries += 1

    def _add(self, data: bytes) -> None:
        assert self._file
        with naming(self.path):
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self, *, remove: bool) -> None:
        """No more is to come; `remove`: nor is anything to be gone on with."""
        if self._file:
            self._file.close()
        if remove:
            with suppress(FileNotFoundError):
                os.unlink(self.path)


def _is_entry(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
