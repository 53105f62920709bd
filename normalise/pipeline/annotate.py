"""`--mode annotate`: what was given stays, and what a word should be stands behind it: `Khemeymim [Hmeimim]`.

Without its annotations the text is the given one, code point for code point. Only changes of words are annotated; marks
and spaces are left as they are, and what would be done to them is a suggestion. A word in square brackets, or before
them, is left, so annotations are not annotated. What is annotated may be evidence for more; rounds go on until one adds
nothing, and a text that does not settle is given back as it was: annotating an annotated text changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from normalise.align import Alignment
from normalise.edits import Edit, apply
from normalise.engine import MAX_PASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalise.result import Change, Result


class Applier(Protocol):
    """A Normaliser, or what stands for one."""

    def apply(self, text: str, source: str | None = None, meta: Mapping[str, str] | None = None, *, single: bool = False) -> Result:
        """The text with all that was changed, suggested and held back."""


class Annotator:
    """Applies a normaliser and annotates what it changes."""

    def __init__(self, normaliser: Applier) -> None:
        self._normaliser = normaliser

    def apply(self, text: str, source: str | None = None, meta: Mapping[str, str] | None = None, *, single: bool = False) -> Result:
        """The annotated text; each change puts an annotation in behind its word.

        >>> from normalise import Normaliser
        >>> Annotator(Normaliser(["syria"])).apply("Militants attacked the army of the UAR near Damascus.").text
        'Militants attacked the army of the UAR [Syrian Arab Republic] near Damascus.'
        """
        first = result = self._normaliser.apply(text, source, meta, single=single)
        others = _others(result)
        noted = text
        notes: list[Change] = []
        for _ in range(MAX_PASSES):
            new = _notes(noted, result)
            if not new:
                return replace(
                    first, text=noted, changes=tuple(notes), suggestions=_suggested(first, others), alignment=_alignment(text, notes)
                )
            notes = _joined(notes, new)
            noted = apply(text, [_edit(c) for c in notes])
            result = self._normaliser.apply(noted, source, meta, single=single)
        blame = tuple(sorted({rule for c in _notes(noted, result) for rule in c.rules}))
        return replace(first, text=text, changes=(), alignment=Alignment.identity(len(text)), unsettled=blame)


def _notes(text: str, result: Result) -> list[Change]:
    """The changes of words as annotations of them, but for words in brackets or before them."""
    notes: list[Change] = []
    for change in result.changes:
        if not _of_words(change):
            continue
        before, after = change.before.strip(), change.after.strip()
        start = change.start + change.before.index(before)
        end = start + len(before)
        if not text.startswith(" [", end) and "[" not in before and "]" not in before and not _in_brackets(text, start, end):
            notes.append(replace(change, start=end, end=end, before="", after=f" [{after}]"))
    return notes


def _in_brackets(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    return text.rfind("[", line, start) > text.rfind("]", line, start) and text.find("]", end, stop) >= 0


def _joined(notes: list[Change], new: list[Change]) -> list[Change]:
    """The notes of a text, and those of the text that they gave, in terms of the first."""
    made = list(notes)
    for change in new:
        shift = 0
        for note in notes:
            if note.start + shift >= change.start:
                break
            shift += len(note.after)
        made.append(replace(change, start=change.start - shift, end=change.end - shift))
    return sorted(made, key=lambda c: c.start)


def _alignment(text: str, notes: list[Change]) -> Alignment:
    return Alignment.of_edits(len(text), [_edit(c) for c in notes]) if notes else Alignment.identity(len(text))


def _edit(change: Change) -> Edit:
    return Edit(change.start, change.end, change.after)


def _others(result: Result) -> list[Change]:
    """The changes that are not annotated."""
    return [change for change in result.changes if not _of_words(change)]


def _of_words(change: Change) -> bool:
    before, after = _words(change.before), _words(change.after)
    return bool(before) and bool(after) and before != after


def _suggested(result: Result, others: list[Change]) -> tuple[Change, ...]:
    return tuple(sorted((*result.suggestions, *others), key=lambda c: (c.start, c.end, c.rules, c.after)))


def _words(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
