"""Where a lost mark could have stood: places that the search may fill when nothing else makes a paragraph sound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalise.quotes.marks import EVERY, Mark
from normalise.quotes.reading import CLOSE, OPEN, PLAIN, Reading
from normalise.quotes.speech import end_of_tag, has_verb, tag_at, tells_of_loss

if TYPE_CHECKING:
    from collections.abc import Iterator

TAGGED = 2.0  # right before or behind “he said”
OUTSIDE = 3.0  # … with the mark before its comma
EDGE = 2.5  # at the start or end of a paragraph
NARRATED = 5.0  # … although the paragraph seems to begin or end with narration
UNLIKELY = 7.0  # at the start of one that begins in mid-sentence
COLON = 2.0  # behind a colon
CLAUSE = 3.0  # behind what follows “he said”
SENTENCE = 4.5  # at another sentence boundary
MOST = 60  # places looked at in a paragraph


_BREAK = re.compile(r"[,!?.…—”’\"'] ")
_TO_WHOM = re.compile(r" (?:for|on|upon|him|her|them|me|us|it|that|to|the|an?)\b")  # “he told them that”: no tag
_BEHIND = re.compile(r"(?P<short>(?: [\w’-]+)?[,:.] )?(?P<long>[^,.:;!?“”‘\"]{1,80}[,:.] )?(?=[\w’])")
# “Holmes turned to me. I know it.”
_NARRATED = re.compile(
    r"(?:He|She|They|(?:The|My|Our|His|Her) \w+|[A-Z][a-z]+) "
    r"(?:\w+ed|was|were|had|went|came|took|rose|stood|sat|shook|gave|made|got|threw|drew|ran|fell) "
    r"[^.!?“”‘’]*[.!?] "
)
# What is rare first: it is found fast.
_COLON = re.compile(r": (?<=[a-z]: )(?=[A-Z])")
_SENTENCE = re.compile(r" (?:(?<=[.!?] )|(?<=… ))(?=[A-Z“‘])")
_EVERY = frozenset(EVERY)


def places(
    text: str, start: int, end: int, family: str, *, edges: tuple[bool, bool], commas: int
) -> list[tuple[Mark, list[Reading]]]:
    """Empty marks of `family` where one could be put in, with their readings, in order.

    `edges` says whether the start and the end of the paragraph `text[start:end]` are among them; `commas` is 1 if
    they stand before closing marks in this text, -1 if behind, 0 if there is no telling.
    """
    costs: dict[int, dict[str, float]] = {}
    for at, role, cost in sorted(_candidates(text, start, end, edges, commas), key=lambda place: -place[2]):
        costs.setdefault(at, {})[role] = cost
    nothing = Reading(PLAIN, 0.0, False)
    return [
        (_empty(at, text, start, end, family), [nothing, *(Reading(role, cost, False) for role, cost in by_role.items())])
        for at, by_role in sorted(costs.items())[:MOST]
        if _EVERY.isdisjoint(text[max(start, at - 1) : min(end, at + 1)])
    ]


def _candidates(
    text: str, start: int, end: int, edges: tuple[bool, bool], commas: int
) -> Iterator[tuple[int, str, float]]:
    """(place, role, cost); a place may come twice."""
    if edges[0]:
        narrated = tag_at(text, start, end) or _NARRATED.match(text, start, end)
        yield start, OPEN, UNLIKELY if text[start].islower() else NARRATED if narrated else EDGE
    if edges[1] and text[end - 1] in ".!?…—,-":
        yield end, CLOSE, NARRATED if tells_of_loss(text, start, end) else EDGE
    yield from _around_tags(text, start, end, any(edges), commas)
    for match in _COLON.finditer(text, start, end):
        spoken = any(edges) or _is_told(text, max(start, match.start() - 60), match.start())
        yield match.end(), OPEN, COLON if spoken else CLAUSE
    if any(edges):  # in a mere piece, weaker signs are too little
        for match in _SENTENCE.finditer(text, start, end):
            yield match.start(), CLOSE, SENTENCE
            yield match.start() + 1, OPEN, SENTENCE


def _is_told(text: str, start: int, end: int) -> bool:
    """True if the last clause of `text[start:end]` has a verb of speech."""
    return has_verb(text, max(start, *(text.rfind(sign, start, end) + 1 for sign in ".;:")), end)


def _around_tags(text: str, start: int, end: int, long: bool, commas: int) -> list[tuple[int, str, float]]:
    """The places before speech tags, and behind them; in a piece (not `long`), behind those that a quotation ends before."""
    before: list[tuple[int, str, float]] = []
    behind: list[tuple[int, str, float]] = []
    reached = start
    for match in _BREAK.finditer(text, start, end):
        tag_end = end_of_tag(text, match.end(), end)
        if tag_end < 0:
            continue
        at = match.start() + 1
        # In a mere piece, “Yes. I thought you” may go on in the same voice behind it.
        parts = text[at - 1] in ",!?.…—" and (long or text[at - 1] in ",—" or text[match.end()].islower())
        if parts and not _TO_WHOM.match(text, tag_end, end):
            if text[at - 2 : at] in ("!,", "?,") or (text[at - 1] == "," and commas < 0):
                before.append((at - 1, CLOSE, TAGGED))  # “Fire!”, he said
            else:
                before.append((at, CLOSE, TAGGED))
                if text[at - 1] == "," and not commas:
                    before.append((at - 1, CLOSE, OUTSIDE))
        follows = _BEHIND.match(text, tag_end, end) if at > reached else None
        if follows:
            reached = follows.end()
            # In a mere piece, `we went, he said, and came back.”` may be the end of a quotation in which all that stood.
            if follows["short"] and (long or match[0][0] in _EVERY):
                behind.append((follows.end("short"), OPEN, TAGGED))
            if follows["long"] and long:
                behind.append((follows.end("long"), OPEN, CLAUSE))
    return before + behind


def _empty(at: int, text: str, start: int, end: int, family: str) -> Mark:
    before = text[at - 1] if at > start else ""
    gap = at - before.isspace()
    after = text[at] if at < end else ""
    return Mark(
        at, at, "", family, 0, "curly", family + "c", gap, at, before, after, gap < at, first=at == start, final=at == end
    )
