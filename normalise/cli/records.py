"""Files of records: blocks of them read, worked on, written in order, with what is to be known of it all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from normalise.cli.errors import DONE, FAILED, FOUND, UNSETTLED, CliError, os_reason, say, tell
from normalise.cli.forms import make_format, processes, read_fields
from normalise.cli.manifest import write_manifest
from normalise.cli.progress import Progress
from normalise.cli.reading import Reading
from normalise.cli.reports import show_samples, tell_counts, too_often
from normalise.cli.sinks import InPlace, NewFile, SideFile, Sink, make_sink
from normalise.formats.compression import CompressionError, compression_of
from normalise.formats.parquet import Parquet, ParquetWriter
from normalise.formats.records import Block, FormatError
from normalise.pipeline.jobs import WorkerDied, ordered
from normalise.pipeline.journal import EVERY, Place
from normalise.pipeline.limits import RateLimit
from normalise.pipeline.tally import Tally
from normalise.pipeline.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.cli.options import Options
    from normalise.normaliser import Normaliser
    from normalise.pipeline.annotate import Applier
    from normalise.pipeline.work import Done, Reject

_WARNINGS = 10  # of records that did not settle; further ones are counted


def run_records(options: Options, kind: str, normaliser: Normaliser, applier: Applier) -> int:
    """Do what the options say to files of records of that kind; gives the exit code. Raises CliError, OSError."""
    run = _Run(options, kind, normaliser, applier)
    try:
        code = run.files()
    except WorkerDied as error:
        raise CliError(f"{error}{run.broken_off()}") from None
    except CliError as error:
        raise CliError(f"{error}{run.broken_off()}") from None
    except BaseException:
        if said := run.broken_off():
            say(said.strip(), kind="note")
        raise
    finally:
        run.progress.clear()
        run.close()
    return code


class _Run:
    """One run over the files."""

    def __init__(self, options: Options, kind: str, normaliser: Normaliser, applier: Applier) -> None:
        self.options = options
        self.kind = kind
        self.normaliser = normaliser
        self.applier = applier
        self.fields = read_fields(options, kind)
        self.format = make_format(kind, options, self.fields)
        self.jobs = processes(options)
        self.progress = Progress(len(options.files), wanted=bool(options.in_place or options.output or options.sample or options.check))
        self.tally = Tally(options.sample, options.seed)
        self.limit = RateLimit()
        self.seen: set[str] = set()
        self.sourced = False  # any text had its source beside it
        self.names: Iterable[str] = ()
        self.sink: Sink | None = None
        self.parquet: ParquetWriter | None = None
        self.edits: SideFile | None = None
        self.rejects: SideFile | None = None
        self.inputs: list[dict[str, Any]] = []
        self.outputs: list[dict[str, Any]] = []
        self.failed = False
        self.changed: list[str] = []
        self.warned = 0
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
                say(f"{error}{self.broken_off()}")
        if not self.options.in_place:
            self._end()
        self._tell()
        return self._code()

    def _file(self, name: str) -> None:
        self.progress.next_file()
        with Reading(name, self._waiting, full=name != "-" or self.jobs > 1, hashed=bool(self.options.manifest)) as reading:
            if self.sink is None:
                self._begin(reading)
            blocks = self._blocks(reading)
            work = self._work(reading)
            try:
                for block, done in ordered(work, ((block, block) for block in blocks), self.jobs):
                    assert done is not None
                    self._take(reading, block, done)
            except (FormatError, CompressionError) as error:
                raise CliError(f"{reading.title}: {error}") from None
            if not self.options.in_place and self.kind != "parquet" and len(self.options.files) == 1:
                self._note(reading, done=True)
            if self.options.manifest:
                self.inputs.append(reading.said())

    def _begin(self, reading: Reading) -> None:
        """Open what is written to, where it was left if it is gone on with."""
        options = self.options
        self._place, self._noted = Place(), 0
        resumable = self.kind != "parquet" and len(options.files) == 1
        self.sink = make_sink(options, reading.name, self._which(reading) if resumable else None, copied=not reading.compression)
        self.parquet = None
        if isinstance(self.format, Parquet) and type(self.sink) is not Sink:
            self.parquet = ParquetWriter(self.sink.write, self.format)
        last = self.sink.last
        if last:
            self._place = Place(**last["place"])
            self._noted = self._place.read
            self.tally = Tally.of_plain(last["tally"], samples=options.sample, seed=options.seed)
            vars(self.limit).update(last["limit"])
            self.seen = set(last["seen"])
            self.sourced = last["sourced"]
        if self.edits is None:
            self.edits = SideFile(options.edits, last["edits"] if last else 0)
            self.rejects = SideFile(options.rejects, last["rejects"] if last else 0)
        if last:
            say(f"going on after line {self._place.line - 1:,} of {reading.title}", kind="note")

    def _which(self, reading: Reading) -> dict[str, Any]:
        """What a run must have in common with one that it goes on with."""
        o = self.options
        return {
            "rules": self.normaliser.ruleset.fingerprint,
            "input": "-" if reading.name == "-" else os.path.realpath(reading.name),
            "options": json.loads(json.dumps([self.kind, o.field, o.source_field, o.edits_field, o.mode, o.meta, o.encoding, o.errors, o.edits])),
        }

    def _blocks(self, reading: Reading) -> Iterable[Block]:
        if self.kind == "parquet":
            return self.format.blocks(reading.file, Block(b"", 1, 1))
        if self.sink and self.sink.finished:
            return ()
        if self.sink and self.sink.last:
            chunks = reading.chunks_after(self._place.read, self.sink.last["sha256"]["in"])
        else:
            chunks = reading.chunks()
            self._place = Place()
        place = self._place
        return self.format.blocks(chunks, Block(b"", place.record, place.line, tuple(place.names)))

    def _work(self, reading: Reading) -> Work:
        options = self.options
        compression = "" if self.kind == "parquet" or options.check or options.sample else compression_of(reading.name if options.in_place else options.output)
        return Work(
            self.applier, self.format, file=reading.name, meta=options.meta, single=self.kind == "lines",
            edits_field=options.edits_field, edits=bool(options.edits), compression=compression, samples=options.sample, seed=options.seed,
        )  # fmt: skip

    def _take(self, reading: Reading, block: Block, done: Done) -> None:
        """A block is done: write it, count it, and note it in the journal now and then."""
        assert self.sink
        assert self.edits
        assert self.rejects
        for reject in done.rejects:
            self._reject(reading, reject)
        self._count(reading, done)
        if done.tally.changed and reading.name not in self.changed:
            self.changed.append(reading.name)
        self.sink.changed = self.sink.changed or bool(done.tally.changed or done.rejects or self.options.edits_field)
        if self.parquet:
            self.parquet.write(done.data)
        elif isinstance(self.sink, InPlace) and done.data == block.data:
            self.sink.keep(done.data)
        else:
            self.sink.write(done.data)
        self.edits.write(done.edits)
        if self.sink.__class__ is not NewFile or self.kind == "parquet":
            return
        reading.passed.update(block.data)
        self._place = self._place.after(block, done.tally.records + done.tally.rejected)
        if self._place.read - self._noted >= EVERY:
            self._note(reading)

    def _note(self, reading: Reading, **more: Any) -> None:
        assert self.sink
        assert self.edits
        assert self.rejects
        self._noted = self._place.read
        self.edits.sync()
        self.rejects.sync()
        self.sink.note(
            {
                "place": self._place._asdict(), "out": self.sink.size, "edits": self.edits.size, "rejects": self.rejects.size,
                "sha256": {"in": reading.passed.hexdigest(), "out": self.sink.digest.hexdigest()},
                "tally": self.tally.plain(), "limit": self.limit.plain(), "seen": sorted(self.seen), "sourced": self.sourced, **more,
            }
        )  # fmt: skip

    def _reject(self, reading: Reading, reject: Reject) -> None:
        if not self.options.rejects:
            where = f"line {reject.line:,}" if reject.line else f"row {reject.record:,}"
            raise CliError(f"{reading.title}: {where}: {reject.reason}; mend it, or let --rejects FILE take such records")
        assert self.rejects
        self.rejects.write(reject.json(reading.name))

    def _count(self, reading: Reading, done: Done) -> None:
        self.tally.add(done.tally)
        self.seen |= done.seen
        self.sourced = self.sourced or done.sourced
        self.names = self.names or done.names
        for line, rules in done.unsettled:
            self.warned += 1
            if self.warned <= _WARNINGS:
                self.progress.clear()
                say(f"{reading.title}, line {line:,}: did not settle; look at {', '.join(rules)}. It is left as it was", kind="warning")
        excess = self.limit.add(done.tally.records, done.tally.touched)
        if excess and self.options.limit_rate:
            raise CliError(too_often(excess, "records"))

    def _end(self) -> None:
        """All that goes to one place is written: put it there."""
        sink, options = self.sink, self.options
        if sink is None:
            return
        assert self.edits
        assert self.rejects
        self._check_seen()
        self.edits.sync()
        self.rejects.sync()
        if self.parquet:
            self.parquet.finish()
            if not sink.changed and isinstance(sink, NewFile) and options.files != ("-",):
                sink.copy(options.files[0])
        try:
            sink.commit()
        except OSError as error:
            if options.in_place:
                raise CliError(f"{sink.name}: not rewritten, it is as it was: {os_reason(error)}") from None
            raise
        self.outputs.append({"path": sink.name, "bytes": sink.size, "sha256": sink.digest.hexdigest()})
        if options.manifest:
            write_manifest(options, self.normaliser.ruleset, self.inputs, self.outputs, self.tally)
        sink.close()
        self.sink = None

    def _check_seen(self) -> None:
        """A field that no record has is a slip."""
        if self.kind == "lines" or not self.tally.records:
            return
        for path in self.fields.texts:
            if not any(seen == path.said or seen == ".".join(s for s in path.steps if s) for seen in self.seen):
                there = f"; the first record has {', '.join(list(self.names)[:20])}" if self.names else ""
                raise CliError(f"no record has a text at `{path.said}`{there}. Say --field NAME")

    def _waiting(self, done: int, of: int) -> None:
        if self.sink:
            self.sink.flush()
        self.progress.show(done, of)

    def _tell(self) -> None:
        self.progress.clear()
        if self.warned > _WARNINGS:
            say(f"{self.warned - _WARNINGS:,} more texts did not settle", kind="warning")
        if self.tally.rejected:
            say(f"{self.tally.rejected:,} of {self.tally.records + self.tally.rejected:,} records are in {self.options.rejects}", kind="note")
        if self.options.source_field and self.tally.texts and not self.sourced:
            say(f"no record has a text at `{'`, `'.join(self.options.source_field)}`; nothing was decided by its source", kind="warning")
        if self.options.check:
            for name in self.changed:
                print(name)
        if self.options.sample:
            show_samples(self.tally)
        if self.options.stats:
            tell(f"{self.tally.records:,} records, {self.tally.texts:,} texts, {self.tally.characters:,} characters")
            tell_counts(self.tally)

    def _code(self) -> int:
        if self.failed:
            return FAILED
        if self.options.strict and self.tally.unsettled:
            return UNSETTLED
        return FOUND if self.options.check and self.changed else DONE

    def broken_off(self) -> str:
        """The run ends before its time; what the user should know of what remains."""
        if self.parquet:
            self.parquet.abandon()
        said = self.sink.abandon() if self.sink else ""
        self.sink = None
        return said

    def close(self) -> None:
        """Whatever happened, no file stays open."""
        for side in (self.edits, self.rejects):
            with suppress(OSError):  # what must be on the disk is there
                if side:
                    side.close()


