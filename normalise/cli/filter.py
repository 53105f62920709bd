"""The filter: each file, or standard input, unit by unit through the normaliser."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from normalise.cli.errors import DONE, FAILED, FOUND, UNSETTLED, CliError, say
from normalise.cli.inputs import Input, units
from normalise.cli.outputs import InPlace, Output, TextOutput
from normalise.cli.progress import Progress
from normalise.formats.encoding import EncodingError

if TYPE_CHECKING:
    from normalise.cli.inputs import Unit
    from normalise.cli.options import Options
    from normalise.cli.outputs import Listener
    from normalise.cli.reports import CheckOutput
    from normalise.normaliser import Normaliser
    from normalise.result import Result

_WARNINGS = 10  # of units that did not settle; further ones are counted


def run(options: Options) -> int:
    """Do what the options say; gives the exit code. Raises CliError, OSError if nothing (more) can be done."""
    normaliser = make_normaliser(options)
    heard, check = _listeners(options, normaliser)
    work = _Run(options, normaliser, heard)
    try:
        for name in options.files:
            work.file(name)
        work.close()
    except BaseException:
        for listener in heard:
            listener.abandon()
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


class _Run:
    """One run over the files."""

    def __init__(self, options: Options, normaliser: Normaliser, heard: list[Listener]) -> None:
        self._options = options
        self._normaliser = normaliser
        self._heard = heard
        to_terminal = not (options.in_place or options.output) and sys.stdout is not None and sys.stdout.isatty()
        self.progress = Progress(len(options.files), wanted=not to_terminal)
        self.failed = False
        self.unsettled = 0

    def file(self, name: str) -> None:
        """Do one file; what is wrong with it is said, and the next can come."""
        try:
            self._file(name)
        except CliError as error:
            for listener in self._heard:
                listener.fail()
            self._fail(error)

    def _file(self, name: str) -> None:
        self.progress.next_file()
        for listener in self._heard:
            listener.expect(name)
        with Input(name, self._options, self._waiting) as file:
            if self._options.source:
                with Input(self._options.source, self._options) as source:
                    self._units(file, source)
            else:
                self._units(file, None)

    def _units(self, file: Input, source: Input | None) -> None:
        try:
            for listener in self._heard:
                listener.begin(file)
            for unit in units(file, source, self._options):
                result = self._apply(unit, file)
                for listener in self._heard:
                    listener.unit(unit, result)
                if result.unsettled:
                    self._warn(file, unit, result)
            for listener in self._heard:
                listener.end()
        except EncodingError as error:
            raise CliError(f"{file.title}: {error}") from None

    def _apply(self, unit: Unit, file: Input) -> Result:
        options = self._options
        try:
            return self._normaliser.apply(unit.text, unit.source, options.meta, single=options.unit == "line")
        except Exception as error:
            error.add_note(f"in {file.title}, unit {unit.number}")
            raise

    def _waiting(self, done: int, of: int) -> None:
        for listener in self._heard:
            listener.pause()
        self.progress.show(done, of)

    def _warn(self, file: Input, unit: Unit, result: Result) -> None:
        self.unsettled += 1
        if self.unsettled <= _WARNINGS:
            self.progress.clear()
            where = "" if self._options.unit == "document" and not self._options.separator else f", unit {unit.number}"
            blame = ", ".join(result.unsettled)
            why = f"the pattern of {blame} took too long" if result.timed_out else f"did not settle; look at {blame}"
            say(f"{file.title}{where}: {why}. It is left as it was", kind="warning")

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
    if not (options.in_place or options.diff or options.check or options.edits or options.report or options.stats):
        output = Output(options.output)
        return [TextOutput(output), output], None
    from normalise.cli.reports import CheckOutput, DiffOutput, EditsOutput, ReportOutput, Stats

    heard: list[Listener] = []
    check = None
    edits = EditsOutput(options.edits) if options.edits else None
    if edits:
        heard.append(edits)
    if options.in_place:
        # The record of the changes is on the disk before the changes are.
        heard.append(InPlace(options.backup, edits.sync) if edits else InPlace(options.backup))
    else:
        output = Output(options.output)
        if options.check:
            # With a diff, or edits, on standard output the names are in it.
            check = CheckOutput(None if options.diff or options.edits == "-" else output)
            heard.append(check)
        if options.diff:
            heard.append(DiffOutput(output, colour=_wants_colour(options)))
        elif not options.check:
            heard.append(TextOutput(output))
        heard.append(output)
    if options.report:
        heard.append(ReportOutput(options.report, normaliser))
    if options.stats:
        heard.append(Stats())
    return heard, check


def _wants_colour(options: Options) -> bool:
    if options.color != "auto":
        return options.color == "always"
    return not options.output and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()
