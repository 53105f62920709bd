"""The paragraphs of a text as the search wants them: each mark with what it can be. Each paragraph is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from normalise.document import lazy
from normalise.language import looks_foreign
from normalise.quotes.apostrophes import detached, may_be_detached
from normalise.quotes.check import runs_into_tag
from normalise.quotes.lost import places
from normalise.quotes.marks import Mark, tokenise
from normalise.quotes.prose import SAMPLE, code_spans, is_code, is_english, is_foreign, is_plain_prose, may_be_protected
from normalise.quotes.reading import Judge
from normalise.quotes.search import Paragraph

if TYPE_CHECKING:
    from normalise.quotes.reading import Reading
    from normalise.quotes.style import Style
    from normalise.repair import Repair

Span = tuple[int, int]
Protected = Sequence[Span] | Callable[[], Sequence[Span]]

WRAPPED = 100  # code points in a line of wrapped text, at most
VERSE = 90  # code points in a line of verse, at most
_OPENING = frozenset("“‘\"'«„”「`")  # the closing mark is among them: it may be turned


class Reader:
    """Reads the paragraphs of `text`. `adrift`: it is only a piece; `protected`: spans, or a function that finds them.

    `apart` are the repairs of detached apostrophes in the paragraphs read so far.
    """

    def __init__(
        self, text: str, paragraphs: Sequence[Span], style: Style, *, adrift: bool, protected: Protected
    ) -> None:
        self.text, self.paragraphs, self.style, self.adrift = text, paragraphs, style, adrift
        self.apart: list[Repair] = []
        self._protected = protected
        self._known: dict[int, Paragraph] = {}
        self._marks: dict[int, list[Mark]] = {}

    def opens(self, i: int) -> bool:
        """True if there is a paragraph `i` and it begins with an opening mark."""
        if i >= len(self.paragraphs):
            return False
        start, end = self.paragraphs[i]
        return start < end and self.text[start] in _OPENING

    def _goes_on(self, i: int) -> bool:
        """True if what is open at the end of paragraph `i` is opened anew by the next one; by the next stanza, in verse."""
        paragraphs, k = self.paragraphs, i + 1
        while k < len(paragraphs) and paragraphs[k][0] - paragraphs[k - 1][1] == 1 and self._is_plain_verse(*paragraphs[k]):
            k += 1
        return self.opens(k)

    def _is_plain_verse(self, start: int, end: int) -> bool:
        return end - start <= VERSE and not any(self.text.find(mark, start, end) >= 0 for mark in self.style.pair(self.style.outer))

    def paragraph(self, i: int) -> Paragraph:
        """Paragraph `i` by itself. One that is not English, or code, has no marks that concern us."""
        if i not in self._known:
            marks = self.marks(i)
            options = [*map(self.judge(i).readings, marks)]
            # A method of ours would keep us alive.
            telling = partial(runs_into_tag, self.text, self.paragraphs, i, self.style) if self.opens(i) else bool
            self._known[i] = Paragraph(marks, options, opens=self._goes_on(i), adrift=self.adrift, telling=telling)
        return self._known[i]

    def marks(self, i: int) -> list[Mark]:
        """The marks of paragraph `i`, as they stand."""
        if i not in self._marks:
            self._marks[i] = self._tokenise(*self.paragraphs[i])
        return self._marks[i]

    def judge(self, i: int) -> Judge:
        """The judge of the marks of paragraph `i`."""
        return Judge(self.text, *self.paragraphs[i], self.style, adrift=self.adrift)

    def region(self, first: int, last: int) -> list[Paragraph]:
        """A run of paragraphs, all but the last of which may run on into the next."""
        return [*(replace(self.paragraph(i), last=False) for i in range(first, last)), self.paragraph(last)]

    def with_places(self, first: int, last: int, family: str) -> list[Paragraph]:
        """The same, with empty marks of `family` wherever a lost mark could have stood; [] if there is no such place."""
        parts = self.region(first, last)
        found = False
        for k, part in enumerate(parts):
            extra = self._places(first + k, family) if part.marks else []
            if extra:
                both = sorted([*zip(part.marks, part.readings, strict=True), *extra], key=lambda item: item[0].start)
                marks, readings = [mark for mark, _ in both], [options for _, options in both]
                parts[k] = Paragraph(marks, readings, part.opens, part.adrift, part.telling, part.last)
                found = True
        return parts if found else []

    def _places(self, i: int, family: str) -> list[tuple[Mark, list[Reading]]]:
        edges = self._is_edge(i), self._is_edge(i + 1)
        return places(self.text, *self.paragraphs[i], family, edges=edges, commas=self._commas)

    def _is_edge(self, i: int) -> bool:
        """True if a paragraph surely ends, and the next begins, where paragraph `i` does.

        Not at the ends of the text: a quotation may begin before it and end after it. Nor at a mere line end among short
        lines: a paragraph of two lines may be wrapped where a sentence ends.
        """
        if not 0 < i < len(self.paragraphs):
            return False
        return not self._is_narrow or self.text.count("\n", self.paragraphs[i - 1][1], self.paragraphs[i][0]) != 1

    @lazy
    def _is_narrow(self) -> bool:
        """True if no line of the text is long."""
        return all(len(line) <= WRAPPED for line in self.text.splitlines())

    def _tokenise(self, start: int, end: int) -> list[Mark]:
        text = self.text
        protected: Sequence[Span] = ()
        if self._is_abroad or not is_plain_prose(text, start, end):
            sample = text[start : min(end, start + SAMPLE)]
            if is_foreign(sample, english=self._is_english, abroad=self._is_abroad) or is_code(text, start, end):
                return []
            protected = self._protected_spans(start, end)
            if code := code_spans(text, start, end):
                protected = sorted([*protected, *code])
        marks = tokenise(text, start, end, protected)
        if may_be_detached(marks, text, start, end):
            apart = [r for r in detached(text, start, end) if not _overlaps(r, protected)]
            if apart:
                self.apart += apart
                marks = tokenise(text, start, end, sorted([*protected, *(r.edits[0][:2] for r in apart)]))
        typed = self.style.strict and text.find("'", start, end) >= 0  # the whole paragraph is straight: from elsewhere
        for mark in marks:
            if mark.script != "curly":
                mark.alien = self.style.is_alien(mark) and not (typed and mark.script == "straight")
        return marks

    def _protected_spans(self, start: int, end: int) -> Sequence[Span]:
        """The protected spans, which are not even looked for where no mark can be in one."""
        if callable(self._protected):
            if not may_be_protected(self.text, start, end):
                return ()
            self._protected = self._protected()
        return self._protected

    @lazy
    def _commas(self) -> int:
        """1 if commas and full stops stand before closing marks here, -1 if behind, 0 if there is no telling."""
        closing = self.style.pair(self.style.outer)[1]
        sample = self.text[:SAMPLE]
        inside = sample.count("," + closing) + sample.count("." + closing)
        outside = sample.count(closing + ",") + sample.count(closing + ".")
        return (inside > outside) - (inside < outside)

    @lazy
    def _is_english(self) -> bool:
        """True if the text as a whole is plainly in English."""
        return is_english(self.text)

    @lazy
    def _is_abroad(self) -> bool:
        """True if the text as a whole is not in English."""
        return not self._is_english and looks_foreign(self.text[:SAMPLE])


def _overlaps(repair: Repair, spans: Sequence[Span]) -> bool:
    at, until, _ = repair.edits[0]
    return any(start < until and at < end for start, end in spans)
