"""Where records go: standard output, a file that can be gone on with, the files themselves, or nowhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from normalise.cli.errors import CliError, os_reason
from normalise.cli.outputs import Opened, check_replaceable, is_special, standard_output
from normalise.cli.reading import new_digest
from normalise.formats.atomic import Replacement
from normalise.pipeline.journal import Journal, JournalError

if TYPE_CHECKING:
    from normalise.cli.options import Options
    from normalise.formats.parquet import Parquet

_BLOCK = 1 << 20


class Sink:
    """Takes what comes out. This one throws it away, as dry runs want it."""

    def __init__(self, *, hashed: bool = False) -> None:
        self.name = ""
        self.size = 0
        self.digest: Any = new_digest() if hashed else None
        self.finished = False  # by a run before this one
        self.last: dict[str, Any] | None = None  # what that noted

    def write(self, data: bytes) -> None:
        """Take further bytes."""
        self.size += len(data)
        if self.digest:
            self.digest.update(data)

    def flush(self) -> None:
        """There may be a while to wait for more."""

    def note(self, entry: dict[str, Any]) -> None:
        """All up to here is done, as the entry says: a run may go on from here."""

    def commit(self, *, changed: bool) -> None:
        """All is done; `changed` if anything is not as it was."""

    def close(self) -> None:
        """All is done and said."""

    def abandon(self) -> str:
        """The run is broken off; what the user should know of what remains."""
        return ""


class Stream(Sink):
    """Standard output, or a pipe or device that has a name. While `waiting`, what comes is kept back."""

    def __init__(self, name: str, *, hashed: bool) -> None:
        super().__init__(hashed=hashed)
        self.name = name or "-"
        self.waiting = False
        self._kept: list[bytes] = []
        self._file = Opened(name) if name not in ("", "-") else standard_output()

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        super().write(data)
        self._kept.append(data)
        if not self.waiting:
            self._write()

    def _write(self) -> None:
        for data in self._kept:
            self._file.write(data)
        self._kept.clear()

    def flush(self) -> None:
        """What is done can be read."""
        self._file.flush()

    def commit(self, *, changed: bool) -> None:
        """All is written."""
        self._write()
        self._file.close()


class NewFile(Sink):
    """The file of --output; `run` says which run it is, for the journal (None: it cannot be gone on with)."""

    def __init__(self, name: str, run: dict[str, Any] | None, *, resume: bool) -> None:
        super().__init__(hashed=True)
        self.name = name
        self._journal = Journal(os.path.realpath(name)) if run is not None else None
        if self._journal is None:
            self._file = Replacement(name)
            return
        try:
            self.last = self._journal.last(run or {}) if resume else None
            if self.last:
                self._go_on(self.last)
            self._journal.begin(run or {}, self.last)
        except (KeyError, TypeError) as error:
            raise CliError(f"{self._journal.path}: its last line is none that normalise wrote; run without --resume to begin anew") from error
        except JournalError as error:
            what = ". Say what was said then, or run without --resume to begin anew" if "other" in str(error) else ""
            raise CliError(f"{self._journal.path}: {error}{what}") from None
        except OSError as error:
            raise CliError(f"{error.filename or self._journal.path}: {os_reason(error)}") from None
        self._file = Replacement(name, partial=self._journal.partial, size=self.size)

    def _go_on(self, last: dict[str, Any]) -> None:
        """See that what is written is what the journal says."""
        assert self._journal
        self.finished = "done" in last and not os.path.exists(self._journal.partial)
        path = self.name if self.finished else self._journal.partial
        whole = last.get("whole") if self.finished else None
        self.size, digest = whole or (last["out"], last["sha256"]["out"])
        left = self.size
        try:
            with open(path, "rb") as file:
                while left and (block := file.read(min(left, _BLOCK))):
                    self.digest.update(block)
                    left -= len(block)
        except OSError as error:
            raise CliError(f"--resume: {path}: {os_reason(error)}; without it nothing can be gone on with. Run without --resume to begin anew") from None
        if left or self.digest.hexdigest() != digest:
            raise CliError(f"--resume: {path} is not what {self._journal.path} says was written; run without --resume to begin anew")

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        super().write(data)
        self._file.write(data)

    def note(self, entry: dict[str, Any]) -> None:
        """Bring what is written to the disk, then say so in the journal."""
        if self._journal and not self.finished:
            self._file.sync()
            self._journal.add(entry)
            self.last = entry

    def commit(self, *, changed: bool) -> None:
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


class NewParquet(NewFile):
    """A file of Parquet, which can be written as a whole only: what is done is kept as Arrow streams until all is."""

    def __init__(self, name: str, run: dict[str, Any] | None, form: Parquet, copy: str, *, resume: bool) -> None:
        super().__init__(name, run, resume=resume)
        self._form = form
        self._copy = copy  # of what it is if nothing has changed

    def commit(self, *, changed: bool) -> None:
        """Make the file of what was kept, and put it in its place."""
        if self.finished:
            return
        assert self._journal
        from normalise.formats.parquet import ParquetWriter

        self._file.write(b"")
        self._file.leave()
        self.size, self.digest = 0, new_digest()
        with Replacement(self.name) as file:

            def write(data: bytes) -> None:
                Sink.write(self, data)
                file.write(data)

            if changed or not self._copy:
                writer = ParquetWriter(write, self._form)
                try:
                    writer.write_all(self._journal.partial)
                    writer.finish()
                finally:
                    writer.abandon()
            else:
                _copy(self._copy, write)
            self._journal.add({**(self.last or {}), "whole": [self.size, self.digest.hexdigest()]})
            file.commit()
        os.unlink(self._journal.partial)
        self.finished = True


class InPlace(Sink):
    """The file itself, rewritten if anything in it changes; `copied`: from its start, what is not changed is as it was."""

    def __init__(self, name: str, backup: str, *, copied: bool, hashed: bool) -> None:
        super().__init__(hashed=hashed)
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

    def commit(self, *, changed: bool) -> None:
        """Replace the file, if it changed."""
        with self._file:
            if changed:
                self._file.commit()

    def abandon(self) -> str:
        """The file stays as it was."""
        self._file.discard()
        return ""


class AsParquet(Sink):
    """Takes Arrow streams, and lets another have the file of Parquet that they make."""

    def __init__(self, sink: Sink, form: Parquet) -> None:
        from normalise.formats.parquet import ParquetWriter

        super().__init__()
        self.name = sink.name
        self._sink = sink
        self._writer = ParquetWriter(sink.write, form)

    def write(self, data: bytes) -> None:
        """Take further rows."""
        self._writer.write(data)

    def flush(self) -> None:
        """What is done can be read."""
        self._sink.flush()

    def commit(self, *, changed: bool) -> None:
        """Write the end of the file, without which it is none."""
        self._writer.finish()
        self._sink.commit(changed=changed)
        self.size, self.digest = self._sink.size, self._sink.digest

    def abandon(self) -> str:
        """There is no file."""
        self._writer.abandon()
        return self._sink.abandon()


def make_sink(options: Options, name: str, run: dict[str, Any], *, copied: bool, parquet: Parquet | None) -> Sink:
    """What the options ask for; `name` is the file that is read. Raises CliError."""
    if options.check or options.sample or options.diff:
        return Sink()
    if options.in_place:
        in_place = InPlace(name, options.backup, copied=copied, hashed=bool(options.manifest))
        return AsParquet(in_place, parquet) if parquet else in_place
    if options.output in ("", "-") or is_special(options.output):
        if not options.output and sys.stdout is None:
            raise CliError("standard output is closed; use --output FILE")
        stream = Stream(options.output, hashed=bool(options.manifest))
        return AsParquet(stream, parquet) if parquet else stream
    if len(options.files) > 1:
        return NewFile(options.output, None, resume=False)
    _check_names(options)
    if parquet:
        return NewParquet(options.output, run, parquet, "" if name == "-" else name, resume=options.resume)
    return NewFile(options.output, run, resume=options.resume)


def _check_names(options: Options) -> None:
    """Refuse to read what is written on the way."""
    output = os.path.realpath(options.output)
    read = {os.path.realpath(name) for name in options.files if name != "-"}
    for path in (f"{output}.partial", f"{output}.journal"):
        if path in read:
            raise CliError(f"{path} is written on the way to {options.output}, and cannot be read meanwhile; give another name to --output")


def _copy(path: str, write: Any) -> None:
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            write(block)
