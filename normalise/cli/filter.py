"""The filter: each file, or standard input, unit by unit through the normaliser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from normalise.cli.errors import DONE, FAILED, FOUND, UNSETTLED, CliError, StopRun, say
from normalise.cli.forms import as_records, processes
from normalise.cli.inputs import Input, units
from normalise.cli.outputs import InPlace, Output, TextOutput
from normalise.cli.progress import Progress
from normalise.formats.encoding import EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalise.cli.inputs import Unit
    from normalise.cli.options import Options
    from normalise.cli.outputs import Listener
    from normalise.cli.reports import CheckOutput
    from normalise.normaliser import Normaliser
    from normalise.pipeline.annotate import Applier
    from normalise.result import Result

_WORTH_WHILE = 1 << 16  # code points
_WARNINGS = 10  # of units that did not settle; further ones are counted


def run(options: Options) -> int:
    """Do what the options say; gives the exit code. Raises CliError, OSError if nothing (more) can be done."""
    kind = as_records(options)
    normaliser = make_normaliser(options)
    applier: Applier = normaliser
    if options.mode == "annotate":
        from normalise.pipeline.annotate import Annotator

        applier = Annotator(normaliser)
    if kind:
        from normalise.cli.records import run_records

        return run_records(options, kind, normaliser, applier)
    heard, check = _listeners(options, normaliser)
    work = _Run(options, applier, heard)
    try:
        work.files()
        work.close()
    except BaseException as error:
        for listener in heard:
            listener.abandon()
        if type(error).__name__ == "WorkerDied":
            raise CliError(str(error)) from None
        raise
    finally:
        work.progress.clear()
    if work.failed:
        return FAILED
    if options.strict and work.unsettled:
        return UNSETTLED
    return FOUND if check and check.found else DONE


def make_normaliser(options: Options) -> Normaliser:
    """The normaliser that the options ask for. Raises CliError if its rules cannot be used."""
    from normalise import Normaliser, RuleError

    try:
        return Normaliser(options.rules, options.select, options.ignore, options.safety)
    except RuleError as error:
        raise CliError(str(error)) from None


class _Apply:
    """The work on some units, picklable."""

    def __init__(self, applier: Applier, options: Options) -> None:
        self._applier = applier
        self._meta = options.meta
        self._single = options.unit == "line"

    def __call__(self, units: list[Unit]) -> list[Result]:
        return [self._result(unit) for unit in units]

    def _result(self, unit: Unit) -> Result:
        try:
            return self._applier.apply(unit.text, unit.source, self._meta, single=self._single)
        except Exception as error:
            error.add_note(f"in unit {unit.number}, which begins {unit.text[:40]!r}")
            raise


class _Step:
    """What comes next, as it is read ahead: a file (`begin`), some units of it, its end, or what is wrong with it."""

    __slots__ = ("error", "file", "units")

    def __init__(self, file: Input | None = None, units: list[Unit] | None = None, error: CliError | None = None) -> None:
        self.file = file
        self.units = units
        self.error = error


class _Run:
    """One run over the files."""

    def __init__(self, options: Options, applier: Applier, heard: list[Listener]) -> None:
        self._options = options
        self._apply = _Apply(applier, options)
        self._heard = heard
        self._jobs = processes(options)
        to_terminal = not (options.in_place or options.output) and sys.stdout is not None and sys.stdout.isatty()
        self.progress = Progress(len(options.files), wanted=not to_terminal)
        self._file: Input | None = None
        self.failed = False
        self.unsettled = 0

    def files(self) -> None:
        """Do the files; what is wrong with one is said, and the next can come."""
        broken = False  # the file at hand
        for step, results in self._done():
            try:
                if step.error:
                    raise step.error
                if not broken or step.file:
                    self._do(step, results)
                    broken = False
            except StopRun:
                raise
            except CliError as error:
                broken = True
                for listener in self._heard:
                    listener.fail()
                self._fail(error)

    def _done(self) -> Iterator[tuple[_Step, list[Result] | None]]:
        """The steps with what came of their units."""
        if self._jobs == 1:
            return ((step, None if step.units is None else self._apply(step.units)) for step in self._steps())
        from normalise.pipeline.jobs import ordered

        return ordered(self._apply, ((step, step.units) for step in self._steps()), self._jobs)

    def _steps(self) -> Iterator[_Step]:
        """What is read, file by file."""
        for name in self._options.files:
            try:
                yield from self._steps_of(name)
            except CliError as error:
                yield _Step(error=error)

    def _steps_of(self, name: str) -> Iterator[_Step]:
        self.progress.next_file()
        for listener in self._heard:
            listener.expect(name)
        with Input(name, self._options, self._waiting) as file:
            yield _Step(file)
            if self._options.source:
                with Input(self._options.source, self._options) as source:
                    yield from self._batches(units(file, source, self._options))
            else:
                yield from self._batches(units(file, None, self._options))
        yield _Step()

    def _batches(self, of: Iterable[Unit]) -> Iterator[_Step]:
        """Units as they come; for several processes so many together that it is worth while to send them."""
        held: list[Unit] = []
        size = 0
        for unit in of:
            held.append(unit)
            size += len(unit.text)
            if self._jobs == 1 or size >= _WORTH_WHILE:
                yield _Step(units=held)
                held, size = [], 0
        if held:
            yield _Step(units=held)

    def _do(self, step: _Step, results: list[Result] | None) -> None:
        try:
            if step.file:
                self._file = step.file
                for listener in self._heard:
                    listener.begin(step.file)
            elif step.units is None:
                for listener in self._heard:
                    listener.end()
            for unit, result in zip(step.units or (), results or (), strict=True):
                for listener in self._heard:
                    listener.unit(unit, result)
                if result.unsettled:
                    self._warn(unit, result)
        except EncodingError as error:
            raise CliError(f"{self._file.title if self._file else ''}: {error}") from None

    def _waiting(self, done: int, of: int) -> None:
        for listener in self._heard:
            listener.pause()
        self.progress.show(done, of)

    def _warn(self, unit: Unit, result: Result) -> None:
        self.unsettled += 1
        if self.unsettled <= _WARNINGS:
            self.progress.clear()
            where = "" if self._options.unit == "document" and not self._options.separator else f", unit {unit.number}"
            blame = ", ".join(result.unsettled)
            why = f"the pattern of {blame} took too long" if result.timed_out else f"did not settle; look at {blame}"
            say(f"{self._file.title if self._file else ''}{where}: {why}. It is left as it was", kind="warning")

    def _fail(self, error: CliError) -> None:
        self.failed = True
        self.progress.clear()
        say(str(error))

    def close(self) -> None:
        """All files are done."""
        if self.unsettled > _WARNINGS:
            say(f"{self.unsettled - _WARNINGS:,} more units did not settle", kind="warning")
        for listener in self._heard:
            try:
                listener.close(whole=not self.failed)
            except CliError as error:
                self._fail(error)


def _listeners(options: Options, normaliser: Normaliser) -> tuple[list[Listener], CheckOutput | None]:
    """Who listens to a run with these options, in the order they are told; and who knows what --check found."""
    counted = options.stats or options.sample or options.limit_rate or options.manifest
    if not (options.in_place or options.diff or options.check or options.edits or options.report or counted):
        output = Output(options.output)
        return [TextOutput(output), output], None
    from normalise.cli.reports import Counts, ReportOutput

    heard: list[Listener] = []
    counts = Counts(options) if counted else None
    if options.limit_rate and counts:
        heard.append(counts)  # it stops the run before anything is done
    check = None if options.sample else _writers(options, heard)
    if options.report:
        heard.append(ReportOutput(options.report, normaliser))
    if counts and counts not in heard:
        heard.append(counts)
    if options.manifest and counts:
        from normalise.cli.manifest import ManifestOutput

        heard.append(ManifestOutput(options, normaliser.ruleset, counts.tally))
    return heard, check


def _writers(options: Options, heard: list[Listener]) -> CheckOutput | None:
    """Those who write, added to those who listen; and who knows what --check found."""
    from normalise.cli.reports import CheckOutput, DiffOutput, EditsOutput, wants_colour

    check = None
    edits = EditsOutput(options.edits) if options.edits else None
    if edits:
        heard.append(edits)
    if options.in_place:
        # The record of the changes is on the disk before the changes are.
        heard.append(InPlace(options.backup, edits.sync) if edits else InPlace(options.backup))
        return None
    output = Output(options.output)
    if options.check:
        # With a diff, or edits, on standard output the names are in it.
        check = CheckOutput(None if options.diff or options.edits == "-" else output)
        heard.append(check)
    if options.diff:
        heard.append(DiffOutput(output, colour=wants_colour(options)))
    elif not options.check:
        heard.append(TextOutput(output))
    heard.append(output)
    return check
