"""What is told of the results: a diff, names, edits, counts. Each way of telling listens to the run."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from normalise.cli.errors import StopRun, tell
from normalise.cli.outputs import Listener, Opened, Output, standard_output

if TYPE_CHECKING:
    from normalise.cli.inputs import Input, Unit
    from normalise.cli.options import Options
    from normalise.cli.outputs import Target
    from normalise.normaliser import Normaliser
    from normalise.pipeline.limits import Excess
    from normalise.pipeline.tally import Tally
    from normalise.report.diff import UnifiedDiff
    from normalise.report.edits import EditsWriter
    from normalise.result import Result


class DiffOutput(Listener):
    """A unified diff of each file that would change, in the encoding of the file."""

    def __init__(self, target: Target, *, colour: bool) -> None:
        self._target = target
        self._colour = colour
        self._diff: UnifiedDiff

    def begin(self, file: Input) -> None:
        """Each file has its own diff."""
        from normalise.report.diff import UnifiedDiff

        codec = file.coder.codec

        def write(text: str) -> None:
            self._target.write(diff_bytes(text, codec))

        self._diff = UnifiedDiff(file.name if file.name != "-" else "<stdin>", write, colour=self._colour)
        if file.coder.bom:
            self._diff.copy("\ufeff")

    def unit(self, unit: Unit, result: Result) -> None:
        """The changes, and what is between them."""
        self._diff.take(unit.text, result.changes)
        self._diff.copy(unit.separator)

    def end(self) -> None:
        """The last hunk closes."""
        self._diff.close()


def diff_bytes(text: str, codec: str) -> bytes:
    """A part of a diff as it is written, in the encoding of what it is of."""
    # Headers in UTF-16 would not be a diff; in all else they and the lines go together.
    wide = codec.startswith(("utf-16", "utf-32"))
    try:
        return text.encode("utf-8" if wide else codec, "surrogatepass" if wide else "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8" if wide else codec, "backslashreplace")


def wants_colour(options: Options) -> bool:
    """Whether a diff is looked at on a terminal that can show colours, or colours are asked for."""
    if options.color != "auto":
        return options.color == "always"
    return not options.output and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


class CheckOutput(Listener):
    """The names of the files that would change, one a line (to `target`, if there is one)."""

    def __init__(self, target: Target | None) -> None:
        self._target = target
        self._name = ""
        self._changes = False
        self.found = False

    def begin(self, file: Input) -> None:
        """Nothing is known against it yet."""
        self._name, self._changes = file.name, False

    def unit(self, unit: Unit, result: Result) -> None:
        """One change is enough."""
        self._changes = self._changes or result.text != unit.text

    def end(self) -> None:
        """Name the file."""
        self.found = self.found or self._changes
        if self._changes and self._target:
            self._target.write(os.fsencode(self._name) + b"\n")


class EditsOutput(Listener):
    """Changes and suggestions as JSON lines, for `normalise undo` and for whoever wants to know."""

    def __init__(self, path: str) -> None:
        self._out = standard_output() if path == "-" else Opened(path)
        self._writer: EditsWriter | None = None

    def begin(self, file: Input) -> None:
        """Each file has its own units and lines."""
        from normalise.report.edits import EditsWriter

        self._writer = EditsWriter(self._out, file.name)

    def unit(self, unit: Unit, result: Result) -> None:
        """Write what there is."""
        assert self._writer
        self._writer.unit(unit.text, result, unit.separator)

    def end(self) -> None:
        """The file is whole."""
        self._end(whole=True)

    def fail(self) -> None:
        """What was done is told; it cannot be undone, but then it was not written either, or not wholly."""
        self._end(whole=False)

    def _end(self, *, whole: bool) -> None:
        if self._writer:
            self._writer.close(whole=whole)
            self._writer = None

    def sync(self) -> None:
        """Bring what is written to the disk."""
        self._out.flush()
        with suppress(OSError):  # a pipe or terminal has no disk
            os.fsync(self._out.fileno())

    def close(self, *, whole: bool) -> None:
        """All is written."""
        self._out.close()


class ReportOutput(Listener):
    """One page about all the files, written when all is done; it is there whole, or as it was."""

    def __init__(self, path: str, normaliser: Normaliser) -> None:
        from normalise.report.page import Page

        self._output = Output(path)
        self._page = Page(normaliser)
        self._open = False

    def begin(self, file: Input) -> None:
        """The next file."""
        self._page.begin(file.title)
        self._open = True

    def unit(self, unit: Unit, result: Result) -> None:
        """Show what was done."""
        self._page.unit(unit.text, result, unit.separator)

    def end(self) -> None:
        """The file is whole."""
        self._page.end()
        self._open = False

    def fail(self) -> None:
        """What was seen of it is shown."""
        if self._open:
            self.end()

    def close(self, *, whole: bool) -> None:
        """Write the page, of what went well too."""
        self._output.write(self._page.html().encode())
        self._output.close(whole=True)

    def abandon(self) -> None:
        """There is no page."""
        self._output.abandon()


class Counts(Listener):
    """What is counted, for --stats, --sample and --limit-rate; told at the end."""

    def __init__(self, options: Options) -> None:
        from normalise.pipeline.limits import RateLimit
        from normalise.pipeline.tally import Tally

        self.tally = Tally(options.sample, options.seed)
        self._limit = RateLimit() if options.limit_rate else None
        self._stats = options.stats
        self._began = time.monotonic()
        self._files = 0
        self._name = ""

    def begin(self, file: Input) -> None:
        """One file more."""
        self._files += 1
        self._name = file.name

    def unit(self, unit: Unit, result: Result) -> None:
        """One unit more."""
        self.tally.record([(f"{self._name}:{unit.number}", unit.text, result)])
        if self._limit:
            touched = {rule: 1 for change in result.changes for rule in change.rules}
            if excess := self._limit.add(1, touched):
                raise StopRun(too_often(excess, "texts"))

    def close(self, *, whole: bool) -> None:
        """Tell them."""
        tally = self.tally
        if self._stats:
            seconds = time.monotonic() - self._began
            much = (_count(self._files, "file"), _count(tally.records, "unit"), _count(tally.characters, "character"))
            tell(f"{', '.join(much)}, {seconds:.2f} s")
            tell_counts(tally)
            if tally.unsettled:
                tell(f"{_count(tally.unsettled, 'unit')} did not settle")
        if tally.samples:
            show_samples(tally)


def tell_counts(tally: Tally) -> None:
    """How many changes and suggestions, by rule."""
    from normalise.pipeline.tally import most_first

    for number, what, by_rule in ((tally.made, "change", tally.changes), (tally.suggested, "suggestion", tally.suggestions)):
        tell(_count(number, what))
        for rule, hits in most_first(by_rule):
            tell(f"{hits:10,}  {rule}")


def show_samples(tally: Tally) -> None:
    """The rules by number of hits, each with the contexts drawn, on standard output."""
    from normalise.pipeline.tally import most_first

    both = {rule: tally.changes.get(rule, 0) + tally.suggestions.get(rule, 0) for rule in (*tally.changes, *tally.suggestions)}
    much = (_count(tally.made, "change"), _count(tally.suggested, "suggestion"))
    lines = [f"{_count(tally.records, 'record')}, of which {tally.changed:,} would change: {', '.join(much)}"]
    for rule, _ in most_first(both):
        lines.append(f"\n{rule}: {_count(tally.changes.get(rule, 0), 'change')}, {_count(tally.suggestions.get(rule, 0), 'suggestion')}")
        for one in tally.drawn[rule]:
            mark = "" if one.kind == "change" else "? "
            lines.append(f"  {one.where.strip()}: {mark}{_flat(one.left)}[{_flat(one.before)} → {_flat(one.after)}]{_flat(one.right)}")
    text = "\n".join(lines) + "\n"
    standard_output().write(text.encode("utf-8", "backslashreplace"))


def too_often(excess: Excess, what: str) -> str:
    """What --limit-rate says when it stops a run."""
    return (
        f"--limit-rate: {excess.rule} changed {excess.now:,} of the last {excess.window:,} {what}, and {excess.before:,} of the "
        f"{excess.records:,} before; look at it with --sample, then --ignore it or leave --limit-rate out"
    )


def _flat(text: str) -> str:
    """On one line, with nothing in it that a terminal would obey."""
    return "".join(char if char.isprintable() else "␤" if char == "\n" else "·" for char in text)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
