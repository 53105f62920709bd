"""Where records go: standard output, a file that can be gone on with, the files themselves, or nowhere."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any

from normalise.cli.errors import CliError, os_reason
from normalise.cli.outputs import check_replaceable, is_special, open_for_writing, standard_output
from normalise.formats.atomic import Replacement, naming, open_grown
from normalise.pipeline.journal import Journal, JournalError

if TYPE_CHECKING:
    from normalise.cli.options import Options

_BLOCK = 1 << 20


class Sink:
    """Takes what comes out. This one throws it away, as dry runs want it."""

    def __init__(self) -> None:
        self.name = ""
        self.size = 0
        self.digest = sha256()
        self.changed = False  # anything is not as it was
        self.finished = False  # by a run before this one
        self.last: dict[str, Any] | None = None

    def write(self, data: bytes) -> None:
        """Take further bytes."""
        self.size += len(data)
        self.digest.update(data)

    def flush(self) -> None:
        """There may be a while to wait for more."""

    def note(self, entry: dict[str, Any]) -> None:
        """All up to here is done, as the entry says: a run may go on from here."""

    def commit(self) -> None:
        """All is done."""

    def close(self) -> None:
        """All is done and said."""

    def abandon(self) -> str:
        """The run is broken off; what the user should know of what remains."""
        return ""


class Stream(Sink):
    """Standard output, or a pipe or device that has a name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name or "-"
        self._file = open_for_writing(name) if name not in ("", "-") else standard_output()

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        super().write(data)
        self._file.write(data)

    def flush(self) -> None:
        """What is done can be read."""
        self._file.flush()

    def commit(self) -> None:
        """All is written."""
        self._file.close()


class NewFile(Sink):
    """The file of --output; `run` says which run it is, for the journal (None: the format cannot be gone on with)."""

    def __init__(self, name: str, run: dict[str, Any] | None, *, resume: bool) -> None:
        super().__init__()
        self.name = name
        self._journal = Journal(os.path.realpath(name)) if run is not None else None
        if self._journal is None:
            self._file = Replacement(name)
            return
        try:
            self.last = self._journal.last(run or {}) if resume else None
        except JournalError as error:
            raise CliError(f"--resume: {self._journal.path}: {error}. Say what was said then, or run without --resume to begin anew") from None
        if self.last:
            self.size = self.last["out"]
            self.finished = "done" in self.last and not os.path.exists(self._journal.partial)
        try:
            self._journal.begin(run or {}, self.last)
        except OSError as error:
            raise CliError(f"{self._journal.path}: {os_reason(error)}") from None
        self._file = Replacement(name, partial=self._journal.partial, size=self.size)
        if self.last:
            self._read_again(self._journal.path)

    def _read_again(self, journal: str) -> None:
        """The digest of what is written, which must be what the journal says."""
        assert self._journal
        assert self.last
        path = self.name if self.finished else self._journal.partial
        left = self.size
        try:
            with open(path, "rb") as file:
                while left and (block := file.read(min(left, _BLOCK))):
                    self.digest.update(block)
                    left -= len(block)
        except OSError as error:
            raise CliError(f"--resume: {path}: {os_reason(error)}") from None
        if left or self.digest.hexdigest() != self.last["sha256"]["out"]:
            raise CliError(f"--resume: {path} is not what {journal} says was written; run without --resume to begin anew")

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        super().write(data)
        self._file.write(data)

    def note(self, entry: dict[str, Any]) -> None:
        """Bring what is written to the disk, then say so in the journal."""
        if self._journal and not self.finished:
            self._file.sync()
            self._journal.add(entry)

    def commit(self) -> None:
        """Put the file in its place."""
        if not self.finished:
            self._file.write(b"")
            with self._file:
                self._file.commit()
            self.finished = True

    def close(self) -> None:
        """There is nothing to be gone on with."""
        if self._journal:
            self._journal.close(remove=True)

    def copy(self, path: str) -> None:
        """Begin anew, with what another file holds."""
        self._file.discard()
        self.size, self.digest = 0, sha256()
        with open(path, "rb") as file:
            while block := file.read(_BLOCK):
                self.write(block)

    def abandon(self) -> str:
        """What is in the journal stays, if there is anything."""
        if self._journal is None or not self._journal.entries:
            self._file.discard()
            if self._journal:
                self._journal.close(remove=True)
            return ""
        self._file.leave()
        self._journal.close(remove=False)
        if self.finished:
            return f"\n{self.name} is whole; the same command with --resume does what is missing."
        return f"\nWhat is done so far is in {self._journal.partial}; the same command with --resume goes on from there."


class InPlace(Sink):
    """The file itself, rewritten if anything in it changes; `copied`: from its start, what is not changed is as it was."""

    def __init__(self, name: str, backup: str, *, copied: bool) -> None:
        super().__init__()
        check_replaceable(name)
        self.name = name
        self._file = Replacement(name, backup=backup)
        self._copied = copied
        self._same = True

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        if self._copied and self._same:
            self._file.keep(self.size)
            self._same = False
        super().write(data)
        self._file.write(data)

    def keep(self, data: bytes) -> None:
        """Further bytes, as they were: nothing is written before something changes."""
        if self._copied and self._same:
            super().write(data)
        else:
            self.write(data)

    def commit(self) -> None:
        """Replace the file, if it changed."""
        with self._file:
            if self.changed:
                self._file.commit()

    def abandon(self) -> str:
        """The file stays as it was."""
        self._file.discard()
        return ""


class SideFile:
    """Edits or rejects: written beside the output, brought to the disk with it, cut back with it."""

    def __init__(self, path: str, size: int) -> None:
        self._file: IO[bytes] | None = None
        self._path = path
        self.size = size
        if path == "-" or is_special(path):
            self._file = standard_output() if path == "-" else open_for_writing(path)
        elif path:
            try:
                self._file = open_grown(path, size)
            except OSError as error:
                raise CliError(f"{path}: {os_reason(error)}") from None

    def write(self, data: bytes) -> None:
        """Write further bytes, if anybody wants them."""
        if self._file and data:
            with naming(self._path):
                self._file.write(data)
            self.size += len(data)

    def sync(self) -> None:
        """Bring what is written to the disk."""
        if self._file:
            with naming(self._path):
                self._file.flush()
            if self._path != "-" and not is_special(self._path):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """All is written."""
        if self._file:
            self._file.close()


def make_sink(options: Options, name: str, run: dict[str, Any] | None, *, copied: bool) -> Sink:
    """What the options ask for; `name` is the file that is read. Raises CliError."""
    if options.check or options.sample:
        return Sink()
    if options.in_place:
        return InPlace(name, options.backup, copied=copied)
    if options.output in ("", "-") or is_special(options.output):
        if not options.output and sys.stdout is None:
            raise CliError("standard output is closed; use --output FILE")
        return Stream(options.output)
    return NewFile(options.output, run, resume=options.resume)
