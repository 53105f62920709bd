"""What each mark of a sound text is: for those who want to restyle it rather than to repair it.

The search is asked for the ways to read a stretch in which nothing need be done. Where there is none, the stretch is
not sound, and nothing is said of it; where there are two of nearly the same cost, what is said is in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from normalise.document import lazy
from normalise.quotes.check import left_open, suspects
from normalise.quotes.marks import SINGLE
from normalise.quotes.parity import parity
from normalise.quotes.reader import Reader
from normalise.quotes.reading import CLOSE, OPEN, PLAIN, Reading
from normalise.quotes.search import search
from normalise.quotes.style import style_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalise.quotes.marks import Mark
    from normalise.quotes.search import Paragraph, Path

    Span = tuple[int, int]

MARGIN = 0.6  # how much dearer any other reading must be for there to be no doubt
MARGIN_OPEN = 1.0  # … if one of them leaves a quotation open, and the other does not
STRANGE, GOING = 1.0, 0.1  # an apostrophe behind a letter that none stands behind; behind an n
LONG, WORDS = 0.5, 4  # so much more, if a quotation of more blanks than this ends in mid-sentence
BROKEN = 3.0  # … if it is of more than one sentence: then there is always doubt
BRIDGE = 6  # paragraphs that a quotation may run on through
LETTER = 120  # … if each of them opens it anew


@dataclass(frozen=True, slots=True)
class Quotation:
    """Its marks in order, each with True if it opens: two, and one more for each paragraph that opens it anew.

    `level` is 0 for a quotation that is in no other.
    """

    level: int
    marks: tuple[tuple[Mark, bool], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a few that a quotation holds together, with its quotations by their ends; `plain` are the marks
    that are apostrophes, primes and the like. `sure` is False if there is another way to read it."""

    quotations: tuple[Quotation, ...]
    plain: tuple[Mark, ...]
    sure: bool


def passages(text: str, paragraphs: Sequence[Span], *, single: bool, protected: Callable[[], Sequence[Span]]) -> Iterator[Passage]:
    """The sound passages of `text` that have marks, in order. The parameters are those of `normalise.quotes.repair`.

    >>> text = "‘They said “no” to the boys’ plan,’ he said."
    >>> for passage in passages(text, [(0, len(text))], single=True, protected=tuple):
    ...     print([(q.level, *(mark.start for mark, _ in q.marks)) for q in passage.quotations], len(passage.plain))
    [(1, 11, 14), (0, 0, 34)] 1
    """
    # Which script is in order is not asked here: a text in two of them is sound, only not in one style.
    style = replace(style_of(text, single=single), strict=False)
    reader = _Trusting(text, paragraphs, style, adrift=single or len(paragraphs) < 2, protected=protected)
    i = 0
    while i < len(paragraphs):
        part = reader.paragraph(i)
        last, path, sure = i, None, True
        if part.marks and part.may_be_sound():
            path = parity(part.marks, reader.judge(i))
            if path is None or path.cost:
                last, path, sure = _closed(reader, i)
        if path is not None:
            yield Passage(*_read(path), sure=sure)
        i = last + 1


_AS_IT_LOOKS = {"“": (Reading(OPEN, 0.0, True),), "”": (Reading(CLOSE, 0.0, True),), "’": (Reading(PLAIN, 0.0, True),)}


class _Trusting(Reader):
    """A reader that takes a mark for what it looks like, unlikely or not, where the checker has nothing against it."""

    @lazy
    def _suspects(self) -> frozenset[int]:
        return frozenset(suspects(self.text, self.paragraphs, self.style))

    def paragraph(self, i: int) -> Paragraph:
        """Paragraph `i` by itself."""
        part = super().paragraph(i)
        if part.may_be_sound() or i in self._suspects:
            return part
        pairs = zip(part.marks, part.readings, strict=True)
        trusted = [options if any(r.sound for r in options) else _AS_IT_LOOKS.get(mark.glyph, options) for mark, options in pairs]
        return replace(part, readings=trusted)


def _closed(reader: Reader, first: int) -> tuple[int, Path | None, bool]:
    """The path through paragraph `first` and as many more as it takes for all quotations to be closed, if there is one;
    with the last of them, and whether it is beyond doubt."""
    opened_anew = True
    for last in range(first, min(first + LETTER, len(reader.paragraphs))):
        part = reader.paragraph(last)
        if not part.may_be_sound() or not (opened_anew or last - first < BRIDGE):
            break
        if not left_open(reader.text, reader.paragraphs[last], reader.style) and (last == first or _may_close(part)):
            paths = search(reader.region(first, last), reader.style, strict=True)
            if paths:
                path, sure = _likeliest(paths, reader.text)
                if not path.stack:
                    return last, path, sure
        opened_anew = opened_anew and part.opens
    return first, None, False


def _may_close(part: Paragraph) -> bool:
    return any(reading.role == CLOSE and reading.sound for options in part.readings for reading in options)


def _likeliest(paths: Sequence[Path], text: str) -> tuple[Path, bool]:
    """The likeliest path, and True if it is beyond doubt: none that reads some mark otherwise comes near.

    To the search it is all one which of several marks behind words is the apostrophe, since none has to be changed.
    """
    ranked = sorted((path.cost + sum(_strangeness(step, text) for step in path.steps()), i) for i, path in enumerate(paths))
    least, best = ranked[0][0], paths[ranked[0][1]]
    broken = max((_brokenness(step, text) for step in best.steps()), default=0.0)
    sure = broken < BROKEN
    for cost, other in ((cost, paths[i]) for cost, i in ranked[1:]):
        margin = MARGIN if bool(other.stack) == bool(best.stack) else MARGIN_OPEN
        sure = sure and (cost >= least + margin + broken or _roles(other) == _roles(best))
    return best, sure


def _strangeness(step: Path, text: str) -> float:
    """What speaks against a reading beyond its cost: an apostrophe behind other words than boys’ or th’; a quoted ‘n’."""
    mark = step.mark
    if mark is not None and step.partner is not None and text[step.partner.end : mark.start] in "nN":
        return BROKEN
    if step.role != PLAIN or mark is None or mark.family != SINGLE or mark.space_before or not mark.before.isalpha():
        return 0.0
    word = text[max(0, mark.start - 4) : mark.start].split()[-1:]
    return 0.0 if mark.before in "sS" or word in _DIALECT else GOING if mark.before in "nN" else STRANGE


def _brokenness(step: Path, text: str) -> float:
    """What makes one doubt the end of a quotation in single marks: that it is in mid-sentence, and may be an apostrophe."""
    mark, opener = step.mark, step.partner
    if mark is None or opener is None or mark.family != SINGLE or not mark.before.isalpha():
        return 0.0
    if mark.script != "straight" and not (mark.space_after and mark.after.islower()):
        return 0.0
    inside = text[opener.end : mark.start]
    return BROKEN if _sentence_end().search(inside) else LONG if inside.count(" ") >= WORDS else 0.0


_DIALECT = [[word] for word in ("ha", "o", "th", "wi", "an", "tha", "ol", "'n", "’n")]


@cache
def _sentence_end() -> re.Pattern[str]:
    return re.compile(r" [a-z’-]+[.!?…;] ")


def _roles(path: Path) -> list[str]:
    return [step.role for step in path.steps() if step.mark is not None]


def _read(path: Path) -> tuple[tuple[Quotation, ...], tuple[Mark, ...]]:
    """The quotations and the other marks along a path that leaves nothing open."""
    quotations: list[Quotation] = []
    plain: list[Mark] = []
    open_: list[list[tuple[Mark, bool]]] = []  # the marks so far of each quotation that is open, the outermost first
    for step in path.steps():
        if step.mark is None:
            continue
        if step.role == OPEN:
            level = next(i for i, mark in enumerate(step.stack) if mark is step.mark)
            if level == len(open_):
                open_.append([])
            open_[level].append((step.mark, True))
        elif step.role == CLOSE:
            marks = open_.pop()
            quotations.append(Quotation(len(open_), (*marks, (step.mark, False))))
        elif step.role == PLAIN:
            plain.append(step.mark)
    return tuple(quotations), tuple(plain)
