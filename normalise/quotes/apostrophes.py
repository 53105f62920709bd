"""Apostrophes that stand apart from their word: “don 't”, “I ’ll”, “did n’t”, “the town ’s gate”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalise.quotes.marks import SINGLE
from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalise.quotes.marks import Mark

_REST = re.compile(r"['’](?P<gap>[ \xa0]*)(?P<rest>t|s|m|d|ll|re|ve)(?![^\W_]|['’-])")
_WHO = frozenset(("i", "you", "he", "she", "it", "we", "they"))  # not “what ’re”, “that ’d”: dialect has them of its own
_NOT = (
    "don", "doesn", "didn", "isn", "aren", "wasn", "weren", "won", "wouldn", "can", "couldn", "shouldn", "hasn", "haven",
    "hadn", "mustn", "needn", "mightn", "ain",
)  # fmt: skip
_NEGATED = (
    "do", "does", "did", "is", "are", "was", "were", "wo", "would", "ca", "could", "should", "has", "have", "had", "must",
    "need", "might", "ai",
)  # fmt: skip
_BEFORE = {
    "t": frozenset(_NOT),
    "nt": frozenset(_NEGATED),
    "s": _WHO | {"who", "what", "that", "there", "here", "let"},
    "m": frozenset(("i",)),
}


def may_be_detached(marks: Sequence[Mark], text: str, start: int, end: int) -> bool:
    """True if there may be a detached apostrophe in `text[start:end]`, which has these marks."""
    for mark in marks:
        apart = mark.family == SINGLE and (mark.space_before or mark.space_after)
        if apart and mark.after in "tsmdlrv" and _REST.match(text, mark.start):
            return True
    return text.find(" n't", start, end) >= 0 or text.find(" n’t", start, end) >= 0


def detached(text: str, start: int, end: int) -> Iterator[Repair]:
    """The repairs that join the detached apostrophes of `text[start:end]` to their words.

    Behind a noun they are only suggested: “as soon ’s” is dialect.

    >>> [(r.edits, r.sure) for r in detached("I don 't know the town 's gate.", 0, 31)]
    [(((5, 7, "'"),), True), (((22, 24, "'"),), False)]
    """
    for match in _REST.finditer(text, start, end):
        mark, rest = match.start(), match["rest"]
        n = "n" if text[max(start, mark - 2) : mark] in (" n", "\xa0n") else ""
        at = _gap_before(text, start, mark - len(n))
        if at == mark and not match["gap"]:
            continue
        word = _word_before(text, start, at)
        sure = word.lower() in _BEFORE.get(n + rest, _WHO)
        of_noun = rest == "s" and word and at == mark - 1 and text[at] == " " and text[match.end() : match.end() + 1] in " ,.;:!?"
        if sure or of_noun:
            until = match.start("rest")
            new = text[at:until].replace(" ", "").replace("\xa0", "")
            evidence = text[at - len(word) : match.end()]
            yield Repair(((at, until, new),), "detached apostrophe", "An apostrophe stood apart from its word.", sure, (evidence,))


def _gap_before(text: str, start: int, at: int) -> int:
    while at > start and text[at - 1] in " \xa0":
        at -= 1
    return at


def _word_before(text: str, start: int, at: int) -> str:
    first = at
    while first > start and text[first - 1].isalpha():
        first -= 1
    return text[first:at]
