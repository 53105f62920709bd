"""`--mode annotate`: what was given stays, and what a word should be stands behind it: `Khemeymim [Hmeimim]`.

Without its annotations the text is the given one, code point for code point. Only changes of words are annotated; marks
and spaces are left as they are, and what would be done to them is a suggestion. Annotating an annotated text changes
nothing: a word that has its annotation is left, and a text that is not settled by one round is given back as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from normalise.align import Alignment
from normalise.edits import Edit, apply

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
        """The annotated text; each change is the word with its annotation.

        >>> from normalise import Normaliser
        >>> Annotator(Normaliser(["syria"])).apply("Militants attacked the army of the UAR near Damascus.").text
        'Militants attacked the army of the UAR [Syrian Arab Republic] near Damascus.'
        """
        result = self._normaliser.apply(text, source, meta, single=single)
        notes, others = _notes(text, result)
        if not notes:
            return replace(result, text=text, changes=(), suggestions=_suggested(result, others), alignment=Alignment.identity(len(text)))
        edits = [Edit(c.start, c.end, c.after) for c in notes]
        noted = apply(text, edits)
        again, _ = _notes(noted, self._normaliser.apply(noted, source, meta, single=single))
        if again:
            blame = tuple(sorted({rule for c in again for rule in c.rules}))
            return replace(result, text=text, changes=(), alignment=Alignment.identity(len(text)), unsettled=blame)
        return replace(
            result, text=noted, changes=tuple(notes), suggestions=_suggested(result, others), alignment=Alignment.of_edits(len(text), edits)
        )


def _notes(text: str, result: Result) -> tuple[list[Change], list[Change]]:
    """The changes of words as annotations of them, but for those that stand there; and the other changes."""
    notes: list[Change] = []
    others: list[Change] = []
    for change in result.changes:
        before, after = change.before.strip(), change.after.strip()
        if not before or not after or _words(before) == _words(after):
            others.append(change)
            continue
        note = f" [{after}]"
        start = change.start + change.before.index(before)
        end = start + len(before)
        if not text.startswith(note, end):
            notes.append(replace(change, start=start, end=end, before=before, after=before + note))
    return notes, others


def _suggested(result: Result, others: list[Change]) -> tuple[Change, ...]:
    return tuple(sorted((*result.suggestions, *others), key=lambda c: (c.start, c.end, c.rules, c.after)))


def _words(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
