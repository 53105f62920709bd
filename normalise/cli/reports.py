"""What is told of the results: a diff, names, edits, counts. Each way of telling listens to the run."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from normalise.cli.errors import tell
from normalise.cli.outputs import Listener, Output, open_for_writing, standard_output

if TYPE_CHECKING:
    from normalise.cli.inputs import Input, Unit
    from normalise.cli.outputs import Target
    from normalise.normaliser import Normaliser
    from normalise.report.diff import UnifiedDiff
    from normalise.report.edits import EditsWriter
    from normalise.result import Change, Result


class DiffOutput(Listener):
    """A unified diff of each file that would change, in the encoding of the file."""

    def __init__(self, target: Target, *, colour: bool) -> None:
        self._target = target
        self._colour = colour
        self._diff: UnifiedDiff

    def begin(self, file: Input) -> None:
        """Each file has its own diff."""
        from normalise.report.diff import UnifiedDiff

        # Headers in UTF-16 would not be a diff; in all else they and the lines go together.
        wide = file.coder.codec.startswith(("utf-16", "utf-32"))
        codec = "utf-8" if wide else file.coder.codec
        errors = "surrogatepass" if wide else "surrogateescape"

        def write(text: str) -> None:
            try:
                self._target.write(text.encode(codec, errors))
            except UnicodeEncodeError:
                self._target.write(text.encode(codec, "backslashreplace"))

        self._diff = UnifiedDiff(file.name if file.name != "-" else "<stdin>", write, colour=self._colour)
        if file.coder.bom:
            self._diff.copy("\ufeff")

    def unit(self, unit: Unit, result: Result) -> None:
        """The changes, and what is between them."""
        at = 0
        for change in result.changes:
            self._diff.copy(unit.text[at : change.start])
            self._diff.replace(change.before, change.after, ", ".join(change.rules))
            at = change.end
        self._diff.copy(unit.text[at:] + unit.separator)

    def end(self) -> None:
        """The last hunk closes."""
        self._diff.close()


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
        self._out = standard_output() if path == "-" else open_for_writing(path)
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


class Stats(Listener):
    """Counts, told at the end."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._files = self._units = self._characters = self._unsettled = 0
        self._changes = _Tally("change")
        self._suggestions = _Tally("suggestion")

    def begin(self, file: Input) -> None:
        """One file more."""
        self._files += 1

    def unit(self, unit: Unit, result: Result) -> None:
        """One unit more."""
        self._units += 1
        self._characters += len(unit.text)
        self._unsettled += bool(result.unsettled)
        if result.changes or result.suggestions:
            self._changes.add(result.changes)
            self._suggestions.add(result.suggestions)

    def close(self, *, whole: bool) -> None:
        """Tell them."""
        seconds = time.monotonic() - self._began
        much = (_count(self._files, "file"), _count(self._units, "unit"), _count(self._characters, "character"))
        tell(f"{', '.join(much)}, {seconds:.2f} s")
        self._changes.tell()
        self._suggestions.tell()
        if self._unsettled:
            tell(f"{_count(self._unsettled, 'unit')} did not settle")


class _Tally:
    """How many of what, by rule; one that two rules made counts for both."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._number = 0
        self._by_rule: dict[str, int] = {}

    def add(self, changes: tuple[Change, ...]) -> None:
        self._number += len(changes)
        for change in changes:
            for rule in change.rules:
                self._by_rule[rule] = self._by_rule.get(rule, 0) + 1

    def tell(self) -> None:
        tell(_count(self._number, self._what))
        for rule, number in sorted(self._by_rule.items(), key=lambda item: (-item[1], item[0])):
            tell(f"{number:10,}  {rule}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
