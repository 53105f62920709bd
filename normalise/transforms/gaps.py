"""Spaces inside brackets, and doubled spaces inside a sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import Tokenised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document


@cache
def _bracketed() -> re.Pattern[str]:
    """A pair of round brackets on one line, nothing but words, numbers and their marks inside, a space at an end.

    Without formulas and code, smileys, boxes to tick.
    """
    other = r"()\[\]{}<>|=+*\\^~_"
    inside = rf"[^\s/;{other}](?:[^\n{other}]{{0,400}}?[^\s/{other}])?"
    return re.compile(rf"\((?<![(:;=8].)(?!\()(?P<left> {{0,2}})(?P<inside>{inside})(?P<right> {{0,2}})\)(?!\))")


def brackets(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """Spaces go from the inner sides of a pair of round brackets in prose; a stray bracket may be a smiley and stays.

    >>> from normalise.document import Document
    >>> [r.edits for r in brackets(Document("the League ( KHL) won"), {})]
    [((12, 13, ''),)]
    """
    tokenised = Tokenised(document)
    for m in _bracketed().finditer(document.text):
        edits = tuple((*m.span(side), "") for side in ("left", "right") if m.group(side))
        if edits and _is_prose(document.text, m) and not tokenised.at(m.start()):
            yield Repair(edits, "space in brackets", f"“{m.group('inside')[:40]}” stands apart from its bracket")


@cache
def _code_before() -> re.Pattern[str]:
    return re.compile(r"\b(?:if|while|for|switch|catch|function|return|def|elif|foreach) \Z")


@cache
def _code_after() -> re.Pattern[str]:
    return re.compile(r" ?[{=;]| ?->")


def _is_prose(text: str, m: re.Match[str]) -> bool:
    inside, before = m.group("inside"), text[max(0, m.start() - 2) : m.start()]
    if len(inside) < 2:
        # “minute( s)” is a plural, “( x )” and “f( x )” are not.
        return inside == "s" and before.isalpha()
    if inside in ("or", "and") or _code_before().search(text, max(0, m.start() - 12), m.start()) or _code_after().match(text, m.end()):
        return False
    # Without a space before it may be a call: print( name ).
    return before[-1:] in ("", " ", "\n", "\t", "“", '"') and any(c.isalnum() for c in inside)


# Two or three spaces inside a sentence, before what goes on with it. After a full stop they are a typist's habit.
_GAP = re.compile(r"  (?<=[a-z,]  ) ?(?=[a-z0-9“\"(]|[A-Z])(?! )")


# Any gap that may be an alignment, or text set to an even margin.
@cache
def _any_gap() -> re.Pattern[str]:
    return re.compile(r"(?<=[^\s.?!:\"”)])[ \t]{2,}(?=\S)|\t")


@cache
def _wide_gap() -> re.Pattern[str]:
    return re.compile(r"  (?<=[^\s.?!:\"”)]  ) *(?=\S)")


_LEAST_WORDS = 8


def double_spaces(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """Two spaces between the words of a sentence become one, where the line and its neighbours have no other gaps.

    >>> from normalise.document import Document
    >>> [r.edits for r in double_spaces(Document("He fell, and then  twenty years of silence came on."), {})]
    [((17, 19, ' '),)]
    """
    text = document.text
    if not _GAP.search(text):
        return ()
    return _double_spaces(text)


def _double_spaces(text: str) -> Iterator[Repair]:
    # Without tabs the same gaps are found many times faster by two spaces.
    gaps = sum(1 for _ in (_any_gap() if "\t" in text else _wide_gap()).finditer(text))
    if gaps > 3 and gaps * 300 > len(text):
        return
    for m in _GAP.finditer(text):
        start, end = m.span()
        if _is_in_sentence(text, start, end) and not _is_aligned(text, start, end):
            yield Repair(((start, end, " "),), "double space", "two spaces between words of a sentence")


def _is_in_sentence(text: str, start: int, end: int) -> bool:
    """A capital goes on with the sentence after a comma or a word that wants another (“the  President”)."""
    if not text[end].isupper() or text[start - 1] == ",":
        return True
    before = text[max(0, start - 6) : start].rpartition(" ")[2]
    return bool(_wants_more().match(before))


@cache
def _wants_more() -> re.Pattern[str]:
    return re.compile(r"(?:the|an?|of|in|on|at|to|for|from|by|with|and|or|as|that|is|was|were|are|his|her|their|its)\Z")


def _is_aligned(text: str, start: int, end: int) -> bool:
    """True if the line is too short for prose, or it or a line beside it has another gap: a table, verse, a form."""
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    high = len(text) if high < 0 else high
    line = text[max(low, start - 500) : min(high, end + 500)]
    if len(line.split(None, _LEAST_WORDS)) < _LEAST_WORDS or "|" in line or sum(1 for _ in _any_gap().finditer(line)) > 2:
        return True
    above = text[text.rfind("\n", max(0, low - 500), max(0, low - 1)) + 1 : max(0, low - 1)]
    below = text[high + 1 : high + 500].partition("\n")[0]
    return bool(_any_gap().search(above) or _any_gap().search(below))
