"""Files of records: blocks of them read, worked on, written in order, with what is to be known of it all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from normalise._version import __version__
from normalise.cli.beside import Beside, diff_kind
from normalise.cli.counted import Counted
from normalise.cli.errors import DONE, FAILED, FOUND, UNSETTLED, CliError, os_reason, say
from normalise.cli.forms import make_format, processes, read_fields
from normalise.cli.manifest import write_manifest
from normalise.cli.progress import Progress
from normalise.cli.reading import Reading
from normalise.cli.sinks import InPlace, NewFile, Sink, Stream, make_sink
from normalise.formats.compression import CompressionError, compression_of
from normalise.formats.parquet import Parquet
from normalise.formats.records import Block, FormatError
from normalise.pipeline.jobs import WorkerDied, ordered
from normalise.pipeline.journal import EVERY, Place
from normalise.pipeline.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalise.cli.options import Options
    from normalise.formats.records import Fields
    from normalise.normaliser import Normaliser
    from normalise.pipeline.annotate import Applier
    from normalise.pipeline.work import Done, Reject


def run_records(options: Options, kind: str, normaliser: Normaliser, applier: Applier) -> int:
    """Do what the options say to files of records of that kind; gives the exit code. Raises CliError, OSError."""
    return _finish(_Run(options, kind, read_fields(options, kind), normaliser, applier))


def restore_records(options: Options, kind: str) -> int:
    """Take back what the field of edits says, in files of records of that kind; gives the exit code. Raises CliError, OSError."""
    return _finish(_Restoring(options, kind, read_fields(options, kind)._replace(restoring=True)))


def _finish(run: _Run) -> int:
    try:
        return run.files()
    except (CliError, WorkerDied) as error:
        raise CliError(f"{error}{run.broken_off()}") from None
    except BaseException:
        if said := run.broken_off():
            say(said.strip(), kind="note")
        raise
    finally:
        run.progress.clear()
        if run.beside:
            run.beside.release()


class _Run:
    """One run over the files."""

    def __init__(self, options: Options, kind: str, fields: Fields, normaliser: Normaliser | None = None, applier: Applier | None = None) -> None:
        self.options = options
        self.kind = kind
        self.normaliser = normaliser
        self.applier = applier
        self.format = make_format(kind, options, fields)
        self.jobs = processes(options)
        self.progress = Progress(len(options.files), wanted=bool(options.in_place or options.output or options.sample or options.check))
        wanted = [] if kind == "lines" else [fields.edits] if fields.restoring else [path.said for path in fields.texts]
        self.counted = Counted(options, wanted, self.progress.clear)
        self.sink: Sink | None = None
        self.beside: Beside | None = None
        self.inputs: list[dict[str, Any]] = []
        self.outputs: list[dict[str, Any]] = []
        self.failed = False
        self.changed = False  # anything that goes to this sink
        self._place = Place()
        self._noted = 0  # how much was read when it was noted last

    def files(self) -> int:
        """Do all the files, and say what is to be said."""
        for name in self.options.files:
            try:
                self._file(name)
                if self.options.in_place:
                    self._end()
            except CliError as error:
                if not self.options.in_place:
                    raise
                self.failed = True
                self.progress.clear()
                say(f"{error}{self._abandon_sink()}")
        if not self.options.in_place:
            self._end()
        if self.beside:
            self.beside.close()
        self.counted.tell()
        return self._code()

    def _file(self, name: str) -> None:
        self.progress.next_file()
        with Reading(name, self._waiting, full=name != "-" or self.jobs > 1, hashed=bool(self.options.manifest)) as reading:
            if self.sink is None:
                self._begin(reading)
            assert self.beside
            self.beside.begin(reading.title)
            work = self._work(reading)
            try:
                for block, done in ordered(work, ((block, block) for block in self._blocks(reading)), self.jobs):
                    assert done is not None
                    self._take(reading, block, done)
            except (FormatError, CompressionError) as error:
                raise CliError(f"{reading.title}: {error}") from None
            if isinstance(self.sink, NewFile):
                self._note(reading, done=True)
            if self.options.manifest:
                self.inputs.append(reading.said())

    def _begin(self, reading: Reading) -> None:
        """Open what is written to, where it was left if it is gone on with."""
        self._place, self._noted, self.changed = Place(), 0, False
        parquet = self.format if isinstance(self.format, Parquet) else None
        self.sink = make_sink(self.options, reading.name, self._which(reading), copied=not reading.compression, parquet=parquet)
        last = self.sink.last or {}
        try:
            if last:
                self._place = Place(**last["place"])
                self._noted = self._place.read
                self.counted.go_on(last)
                self.changed = bool(self.counted.tally.changed or self.counted.tally.rejected)
            sizes = {name: int(last.get(name, 0)) for name in ("edits", "rejects")}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise CliError(f"--resume: the last line of {self.sink.name}.journal cannot be read; run without --resume to begin anew") from None
        self.beside = self.beside or Beside(self.options, self.normaliser, sizes)
        if last:
            where = f"row {self._place.record - 1:,}" if parquet else f"line {self._place.line - 1:,}"
            say(f"going on after {where} of {reading.title}", kind="note")

    def _which(self, reading: Reading) -> dict[str, Any]:
        """What a run must have in common with one that it goes on with."""
        o = self.options
        return {
            "normalise": __version__,
            "rules": self.normaliser.ruleset.fingerprint if self.normaliser else "undo",
            "input": "-" if reading.name == "-" else os.path.realpath(reading.name),
            "options": json.loads(json.dumps([self.kind, o.field, o.source_field, o.edits_field, o.mode, o.meta, o.encoding, o.errors, o.edits])),
        }

    def _blocks(self, reading: Reading) -> Iterable[Block]:
        last = self.sink.last if self.sink else None
        if self.sink and self.sink.finished:
            return ()
        if isinstance(self.format, Parquet):
            if isinstance(self.sink, NewFile):
                reading.see_whole(last["sha256"]["in"] if last else "")
            return self.format.blocks(reading.file, Block(b"", self._place.record, 0))
        if last:
            chunks = reading.chunks_after(self._place.read, last["sha256"]["in"])
        else:
            chunks = reading.chunks()
            self._place = Place()
        place = self._place
        return self.format.blocks(chunks, Block(b"", place.record, place.line, tuple(place.names)))

    def _work(self, reading: Reading) -> Callable[[Block], Done]:
        assert self.applier
        options = self.options
        return Work(
            self.applier, self.format, file=reading.name, meta=options.meta, single=self.kind == "lines",
            edits_field=options.edits_field, edits=bool(options.edits), diff=diff_kind(options), found=bool(options.report),
            compression=self._compression(reading), samples=options.sample, seed=options.seed,
        )  # fmt: skip

    def _compression(self, reading: Reading) -> str:
        options = self.options
        if options.check or options.sample or options.diff or self.kind == "parquet":
            return ""
        return compression_of(reading.name if options.in_place else options.output)

    def _take(self, reading: Reading, block: Block, done: Done) -> None:
        """A block is done: write it, count it, and note it in the journal now and then."""
        assert self.sink
        assert self.beside
        for reject in done.rejects:
            self._reject(reading, reject)
        self.counted.add(reading.name, done, len(block.data))
        self.changed = self.changed or bool(done.tally.changed or done.rejects or self.options.edits_field)
        if isinstance(self.sink, Stream):
            self.sink.waiting = self.counted.sought.in_doubt
        if isinstance(self.sink, InPlace) and done.data == block.data:
            self.sink.keep(done.data)
        else:
            self.sink.write(done.data)
        self.beside.take(done)
        if not isinstance(self.sink, NewFile):
            return
        if self.kind != "parquet":
            reading.passed.update(block.data)
        self._place = self._place.after(block, done.tally.records + done.tally.rejected)
        if self._place.read - self._noted >= EVERY:
            self._note(reading)

    def _note(self, reading: Reading, **more: Any) -> None:
        assert self.sink
        assert self.beside
        self._noted = self._place.read
        self.beside.sync()
        digests = {"in": reading.passed.hexdigest(), "out": self.sink.digest.hexdigest()}
        self.sink.note(
            {"place": self._place._asdict(), "out": self.sink.size, "sha256": digests, **self.beside.sizes(), **self.counted.state(), **more}
        )

    def _reject(self, reading: Reading, reject: Reject) -> None:
        if not self.options.rejects:
            where = f"line {reject.line:,}" if reject.line else f"row {reject.record:,}"
            raise CliError(f"{reading.title}: {where}: {reject.reason}; mend it, or let --rejects FILE take such records")
        assert self.beside
        self.beside.reject(reject.json(reading.name))

    def _end(self) -> None:
        """All that goes to one place is written: put it there."""
        sink, options = self.sink, self.options
        if sink is None or self.beside is None:
            return
        self.counted.sought.end()
        self.beside.sync()
        try:
            sink.commit(changed=self.changed)
        except OSError as error:
            if options.in_place:
                raise CliError(f"{sink.name}: not rewritten, it is as it was: {os_reason(error)}") from None
            raise
        if options.manifest and self.normaliser:
            self.outputs.append({"path": sink.name, "bytes": sink.size, "sha256": sink.digest.hexdigest()})
            write_manifest(options, self.normaliser.ruleset, self.inputs, self.outputs, self.counted.tally)
        sink.close()
        self.sink = None

    def _waiting(self, done: int, of: int) -> None:
        if self.sink:
            self.sink.flush()
        if self.beside:
            self.beside.pause()
        self.progress.show(done, of)

    def _code(self) -> int:
        if self.failed:
            return FAILED
        if self.options.strict and self.counted.tally.unsettled:
            return UNSETTLED
        return FOUND if self.options.check and self.counted.changed else DONE

    def broken_off(self) -> str:
        """The run ends before its time; what the user should know of what remains."""
        if self.beside:
            self.beside.abandon()
        return self._abandon_sink()

    def _abandon_sink(self) -> str:
        said = self.sink.abandon() if self.sink else ""
        self.sink = None
        return said


class _Restoring(_Run):
    """One that takes edits back."""

    def _work(self, reading: Reading) -> Callable[[Block], Done]:
        from normalise.pipeline.restore import Restore

        return Restore(self.format, self.options.edits_field, self._compression(reading))
