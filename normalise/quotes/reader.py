"""The paragraphs of a text as the search wants them: each mark with what it can be. Each paragraph is read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from normalise.language import looks_foreign
from normalise.quotes.apostrophes import detached
from normalise.quotes.check import runs_into_tag
from normalise.quotes.lost import places
from normalise.quotes.marks import EVERY, Mark, tokenise
from normalise.quotes.reading import readings
from normalise.quotes.search import Paragraph

if TYPE_CHECKING:
    from normalise.quotes.style import Style
    from normalise.repair import Repair

Span = tuple[int, int]
Protected = Sequence[Span] | Callable[[], Sequence[Span]]

_OPENING = frozenset("“‘\"'«„”「`")  # the closing mark is among them: it may be turned


class Reader:
    """Reads the paragraphs of `text`. `adrift`: it is only a piece; `protected`: spans, or a function that finds them.

    `apart` are the repairs of detached apostrophes in the paragraphs read so far.
    """

    def __init__(self, text: str, paragraphs: Sequence[Span], style: Style, *, adrift: bool, protected: Protected) -> None:
        self.text, self.paragraphs, self.style, self.adrift = text, paragraphs, style, adrift
        self.apart: list[Repair] = []
        self._protected = protected
        self._known: dict[int, Paragraph] = {}

    def opens(self, i: int) -> bool:
        """True if there is a paragraph `i` and it begins with an opening mark."""
        return i < len(self.paragraphs) and self.text[self.paragraphs[i][0] : self.paragraphs[i][1]][:1] in _OPENING

    def paragraph(self, i: int) -> Paragraph:
        """Paragraph `i` by itself. One that is not English, or code, has no marks that concern us."""
        if i not in self._known:
            text, (start, end) = self.text, self.paragraphs[i]
            marks = [] if self._is_foreign(start, end) or _is_code(text, start, end) else self._marks(start, end)
            options = [readings(mark, text, start, end, self.style, adrift=self.adrift) for mark in marks]
            telling = self.opens(i) and runs_into_tag(text, self.paragraphs, i, self.style)
            self._known[i] = Paragraph(marks, options, opens=self.opens(i + 1), adrift=self.adrift, telling=telling)
        return self._known[i]

    def region(self, first: int, last: int) -> list[Paragraph]:
        """A run of paragraphs, all but the last of which may run on into the next."""
        return [replace(self.paragraph(i), last=i == last) for i in range(first, last + 1)]

    def with_places(self, first: int, last: int, family: str) -> list[Paragraph]:
        """The same, with empty marks of `family` wherever a lost mark could have stood."""
        out = []
        for i, part in enumerate(self.region(first, last), first):
            if part.marks:
                edges = i > 0, i + 1 < len(self.paragraphs)
                extra = places(self.text, *self.paragraphs[i], family, edges=edges, commas=self._commas)
                both = sorted([*zip(part.marks, part.readings, strict=True), *extra], key=lambda item: item[0].start)
                part = replace(part, marks=[mark for mark, _ in both], readings=[options for _, options in both])
            out.append(part)
        return out

    def _marks(self, start: int, end: int) -> list[Mark]:
        protected = self._protected_spans(start, end)
        apart = [r for r in detached(self.text, start, end) if not any(s < r.edits[0][1] and r.edits[0][0] < e for s, e in protected)]
        if apart:
            self.apart += apart
            protected = sorted([*protected, *(r.edits[0][:2] for r in apart)])
        marks = tokenise(self.text, start, end, protected)
        for mark in marks:
            mark.alien = self.style.is_alien(mark)
        if self.style.strict and self.text.find("'", start, end) >= 0:  # the whole paragraph is straight: from elsewhere
            for mark in marks:
                mark.alien = mark.alien and mark.script != "straight"
        return marks

    def _protected_spans(self, start: int, end: int) -> Sequence[Span]:
        """The protected spans, which are not even looked for where no mark can be in one."""
        if callable(self._protected):
            if not _may_be_protected(self.text, start, end):
                return ()
            self._protected = self._protected()
        return self._protected

    def _is_foreign(self, start: int, end: int) -> bool:
        """True if the paragraph is not in English. Dialect is, “dat” and “den” or not; its contractions show it."""
        paragraph = self.text[start : min(end, start + 2000)]
        foreign_marks = _GLYPH.search(paragraph) is not None
        if foreign_marks and not self._is_english and not _CONTRACTED.search(paragraph):
            return True
        if _ENGLISH.search(paragraph) or not (foreign_marks or self._is_abroad or _LETTER.search(paragraph)):
            return False
        return looks_foreign(paragraph)

    @cached_property
    def _commas(self) -> int:
        """1 if commas and full stops stand before closing marks here, -1 if behind, 0 if there is no telling."""
        closing = self.style.pair(self.style.outer)[1]
        inside = self.text.count("," + closing) + self.text.count("." + closing)
        outside = self.text.count(closing + ",") + self.text.count(closing + ".")
        return (inside > outside) - (inside < outside)

    @cached_property
    def _is_english(self) -> bool:
        """True if the text as a whole is plainly in English."""
        return _ENGLISH.search(self.text, 0, 5000) is not None

    @cached_property
    def _is_abroad(self) -> bool:
        """True if the text as a whole is not in English."""
        return not self._is_english and looks_foreign(self.text[:5000])


_LETTER = re.compile("[\xc0-\u1fff\u2c00-\uffff]")  # beyond ASCII
_GLYPH = re.compile("[„«»‹›]")
_WORD = r"\b(?:the|and|of|you|he|she|it|is|was|if|not|that|this|with|for|are|do|what|to|in|have|my|we|but)\b"
_ENGLISH = re.compile(rf"{_WORD}.*?{_WORD}.*?{_WORD}", re.IGNORECASE | re.DOTALL)
_CONTRACTED = re.compile(rf"[a-z](?:n['’]t|['’](?:s|m|d|ll|re|ve))\b|{_WORD}", re.IGNORECASE)

_CODE_SIGN = re.compile(r"[\\={};]|\(['\"]")
_CODE = re.compile(
    r"""\\["'] | ['"]\s*[=:]\s*['"]\S*['"]\s*[,}] | =\s?["']\S*["'] | [\w\]]\(["'] | ["']\)?;\s*(?:$|\}) | \{["'] | =='|==\ '""",
    re.VERBOSE,
)


def _is_code(text: str, start: int, end: int) -> bool:
    return _CODE_SIGN.search(text, start, end) is not None and _CODE.search(text, start, end) is not None


# Signs without which there is no URL, code or markup; and those of them that may protect more than the word they stand in.
_UNPLAIN = re.compile(r"[@`<#\\/_$&{%~]|\w\.\w")
_STRETCH = re.compile(r"```|~~~|(`+)(?!`)[^`]*\1|<[A-Za-z/!]|&[\w#]|[{%][\w({%]")
_QUOTE = re.compile(f"[{re.escape(EVERY)}]")


def _may_be_protected(text: str, start: int, end: int) -> bool:
    """True if there may be a protected span with a mark in it."""
    for match in _UNPLAIN.finditer(text, start, end):
        first, last = match.span()
        if _STRETCH.match(text, first, end):
            return True
        if text[first] == "`":
            continue
        while first > start and not text[first - 1].isspace():
            first -= 1
        while last < end and not text[last].isspace():
            last += 1
        if _QUOTE.search(text, first, last):
            return True
    return False
