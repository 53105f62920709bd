"""Is a paragraph sound? One compiled pattern answers for nearly all of them.

The pattern accepts only what is beyond doubt in the document's own style; what it refuses is read mark by mark.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.quotes.marks import DOUBLE, EVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.quotes.style import Style

# Every alternative begins with its mark, and looks back from behind it: so that most are passed over at a glance.
_ENCLITICS = r"(?:[tsdm]|ll|[rv]e)\b"
_ELIDED = r"(?:[Tt](?:is|was|were|ill?)|[ei]m|[Cc]ause|bout|round|\d\d)\b"
# Two classes, since that of Latin letters is a small table, and nearly all is in it.
_TEXT = r"[\x00-!#-&(-_a-\xaa\xac-\xb3\xb5-\xba\xbc-\xff]*+"
_OTHER = rf"[^\x00-\xff{''.join(char for char in EVERY if char > chr(255))}]++"
_BEHIND_WORD = rf"(?<=\w.)(?<! n.)(?! {_ENCLITICS})"
# Beyond Latin letters the compiler takes its time over a class of more than two runs of characters: hence several.
_BEFORE = r"(?:(?<=[\s([{-].)|(?<=[–—].)|(?<!..))"  # nothing, space, a bracket or a dash
_FIRST = r"(?=[^\s,.;:!?)])"
# In front of a word, but not where a quotation may have ended: “he said, ’said she” is no elision.
_IN_FRONT = (
    r"(?:(?<=[\s(-].)|(?<=[–—].)|(?<=[“‘].)|(?<!..))"
    rf"(?=\w)(?:(?<![.,!?;:] .)(?<!… .)|(?={_ELIDED}))(?!{_ENCLITICS})"
)
_APOSTROPHE = rf"’(?:{_BEHIND_WORD}|{_IN_FRONT})|'(?<=\w.)(?=\w)"
_STRAIGHT_APOSTROPHE = rf"'(?:{_BEHIND_WORD}|(?<![\w\"'].)(?=\d0s\b|[Tt](?:is|was)\b|em\b))"


def _runs(*marked: str) -> str:
    """Text, and what is `marked`, in turn; to be made possessive by a “+” behind it."""
    return rf"{_TEXT}(?:(?:{'|'.join(marked)}|{_OTHER}){_TEXT})*"


def _quotation(opening: str, closing: str, inside: str, *, nested: bool = False) -> str:
    before = rf"(?:{_BEFORE}|(?<=[“‘].))" if nested else _BEFORE
    return rf"{opening}{before}{_FIRST}{inside}{_closed(closing)}"


def _closed(closing: str) -> str:
    return rf"(?<=\S){closing}(?!\w)"


def _perhaps_open(opening: str, closing: str, inside: str) -> str:
    """A quotation that is closed, or left open at the end: one pattern for both, where there is no going back into `inside`."""
    return rf"{opening}{_BEFORE}{_FIRST}{inside}(?:{_closed(closing)}|(\Z))"


def _curly(outer: str) -> str:
    # In single marks, what stands behind a word and before a gap may be their end, or not: both are tried.
    apostrophe = rf"’(?:(?<=\w.)(?<! n.)(?=\w)|{_IN_FRONT}|(?<=[a-z].)(?=[ ,;])(?! {_ENCLITICS}))"
    in_single = _runs(apostrophe)
    if outer == DOUBLE:
        nested = _quotation("‘", "’", in_single, nested=True)
        inside = _runs(_APOSTROPHE, nested) + "+"
        return _runs(_perhaps_open("“", "”", inside), _APOSTROPHE, _quotation("‘", "’", in_single)) + "+"
    nested = _quotation("“", "”", in_single, nested=True)
    inside = _runs(apostrophe, nested)
    first, second = _quotation("‘", "’", inside), _quotation("“", "”", in_single)
    return rf"{_runs(first, _APOSTROPHE, second)}+(‘{_BEFORE}{_FIRST}{inside})?+"


@cache
def sound_pattern(outer: str, straight: bool) -> re.Pattern[str]:
    """The pattern that a sound paragraph matches in full; its group 1 has a part in that if a quotation is left open at the end."""
    if straight:
        inside = _runs(_STRAIGHT_APOSTROPHE) + "+"
        inches = r"\"(?<=\d.)(?!\w)"
        return re.compile(_runs(inches, _perhaps_open('"', '"', inside), _STRAIGHT_APOSTROPHE) + "+", re.DOTALL)
    return re.compile(_curly(outer), re.DOTALL)


def is_plain(text: str) -> bool:
    """True if a text of one paragraph is sound in any style."""
    if "‘" in text or "«" in text:
        return False
    match = sound_pattern(DOUBLE, _is_straight(text)).fullmatch(text)
    return bool(match and not match.lastindex)


def _is_straight(text: str) -> bool:
    return '"' in text and "“" not in text and "”" not in text and "‘" not in text


def suspects(text: str, paragraphs: Sequence[tuple[int, int]], style: Style) -> list[int]:
    """The indices of the paragraphs that are not beyond doubt. One left open is sound if the next one opens anew."""
    straight = _is_straight(text)
    match = sound_pattern(style.outer, straight).fullmatch
    mark = '"' if straight else "“" if style.outer == DOUBLE else "‘"
    found = []
    for i, (start, end) in enumerate(paragraphs):
        sound = match(text, start, end)
        if not sound:
            found.append(i)
        elif sound.lastindex:
            continued = i + 1 < len(paragraphs) and text.startswith(mark, paragraphs[i + 1][0])
            if not continued or runs_into_tag(text, paragraphs, i, style):
                found.append(i)
    return found


def left_open(text: str, span: tuple[int, int], style: Style) -> bool:
    """True if more of the document's outer marks open than close in the paragraph, by their glyphs alone."""
    opening, closing = style.pair(style.outer)
    if opening == closing:
        return text.count(opening, *span) % 2 == 1
    return text.count(opening, *span) > text.count(closing, *span)


def runs_into_tag(text: str, paragraphs: Sequence[tuple[int, int]], i: int, style: Style) -> bool:
    """True if the quotation that begins paragraph `i` runs into “…, he said”, and is not carried on from the one before."""
    from normalise.quotes.speech import tells_of_loss  # sound text does without

    return not (i and left_open(text, paragraphs[i - 1], style)) and tells_of_loss(text, *paragraphs[i])
