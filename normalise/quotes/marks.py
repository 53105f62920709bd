"""The marks of a paragraph, each with its surroundings: all that a reading of it is judged by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DOUBLE, SINGLE = "D", "S"

# glyph: (family, direction, script). Direction: 1 opens, -1 closes, 0 says nothing.
GLYPHS: dict[str, tuple[str, int, str]] = {
    "“": (DOUBLE, 1, "curly"),
    "”": (DOUBLE, -1, "curly"),
    '"': (DOUBLE, 0, "straight"),
    "„": (DOUBLE, 1, "low"),
    "‟": (DOUBLE, 1, "low"),
    "«": (DOUBLE, 1, "guillemet"),
    "»": (DOUBLE, -1, "guillemet"),
    "「": (DOUBLE, 1, "bracket"),
    "」": (DOUBLE, -1, "bracket"),
    "『": (DOUBLE, 1, "bracket"),
    "』": (DOUBLE, -1, "bracket"),
    "``": (DOUBLE, 1, "typed"),
    "''": (DOUBLE, 0, "typed"),
    "‘": (SINGLE, 1, "curly"),
    "’": (SINGLE, -1, "curly"),
    "'": (SINGLE, 0, "straight"),
    "‚": (SINGLE, 1, "low"),
    "‛": (SINGLE, 1, "low"),
    "‹": (SINGLE, 1, "guillemet"),
    "›": (SINGLE, -1, "guillemet"),
    "`": (SINGLE, 1, "typed"),
    "´": (SINGLE, -1, "typed"),
}
FOREIGN = frozenset({"low", "guillemet", "bracket", "typed"})
EVERY = "".join(sorted({char for glyph in GLYPHS for char in glyph}))
_FACTS = {glyph: (family, turn, script, family + script[0]) for glyph, (family, turn, script) in GLYPHS.items()}
MOST = 2000  # marks in a paragraph
LONGEST = 4  # marks in a row; more than this is no quotation
WORDY = 30  # code points of a literal at most
# Spaces that part two marks for the eye: no gap in the sense of the repair.
THIN = "\N{HAIR SPACE}\N{THIN SPACE}\N{SIX-PER-EM SPACE}\N{WORD JOINER}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"

# An apostrophe inside a word is no candidate for anything else; so it is not even listed.
# All alternatives hang on one character class, which the regex engine finds fast.
_MARK = re.compile(
    r"""["'`“”„‟«»「」『』‚‛‹›´‘’]
    (?: (?<=[“”„‟«»「」『』‚‛‹›´‘]) | (?<=") "* | (?<=`) `* | (?<=') (?: '+ | (?<![^\W_]') | (?![^\W_]) )
      | (?<=’) (?: (?<![^\W_]’) | (?![^\W_]) ) )""",
    re.VERBOSE,
)

_BRACKETS = "()[]{}"  # "" is in it
_NEAR = ",.!?;:()—–"  # what mostly stands beside a mark, besides letters; "" is in it


@dataclass(slots=True, eq=False)
class Mark:
    """One mark of `text[start:end]`; `kind` is its family and script in two letters.

    `before` and `after` are the nearest characters that are neither space nor a mark glued to this one, "" where the
    paragraph begins or ends; `space_before` and `space_after` whether there is space between. The white space around
    the mark reaches from `gap` to `gap_end`. `first`: nothing but marks and space stands before it in the paragraph.
    `final`: nor after it. `joined`: nothing but space parts it from the mark before. `alien`: its script is damage here.
    """

    start: int
    end: int
    glyph: str
    family: str
    turn: int
    script: str
    kind: str
    gap: int = 0
    gap_end: int = 0
    before: str = ""
    after: str = ""
    space_before: bool = False
    space_after: bool = False
    first: bool = False
    final: bool = False
    joined: bool = False
    alien: bool = False


def tokenise(text: str, start: int, end: int, protected: Sequence[tuple[int, int]] = ()) -> list[Mark]:
    """The marks of `text[start:end]` in order, leaving out those in the `protected` spans (sorted).

    Where there are more than `MOST`, the text is no prose, and none are given.

    >>> [(m.glyph, m.before, m.after) for m in tokenise("“It’s ‘so’,” he said.", 0, 21)]
    [('“', '', 'I'), ('‘', 's', 's'), ('’', 'o', ','), ('”', ',', 'h')]
    """
    marks: list[Mark] = []
    spans = iter(protected)
    span = next(spans, None)
    for match in _MARK.finditer(text, start, end):
        at, until = match.span()
        while span and span[1] <= at:
            span = next(spans, None)
        if span and span[0] < until:
            continue
        if text[until : until + 1] == ")" and text[at - 1 : at] == "(":
            continue  # the sign itself is meant
        glyph = match[0]
        if glyph in _FACTS:
            marks.append(Mark(at, until, glyph, *_FACTS[glyph], at, until))
        elif glyph == '""':
            marks += [Mark(i, i + 1, '"', *_FACTS['"'], i, i + 1) for i in (at, at + 1)]
        # Else a longer run of straight marks: code, markup.
        if len(marks) > MOST:
            return []
    joined = _look_before(marks, text, start)
    _look_behind(marks, text, end)
    return _without_runs(marks) if joined else marks


def _without_runs(marks: list[Mark]) -> list[Mark]:
    """The marks but for those in runs that are no quotation marks."""
    runs = [run for run in _runs(marks) if len(run) < 2 or (len(run) <= LONGEST and not _is_isolated(run))]
    for left, right in pairwise(runs):
        if _is_literal(left, right):
            del left[1], right[0]
    kept = [mark for run in runs for mark in run]
    last: Mark | None = None
    for mark in kept:
        mark.joined = last is not None and last.end == mark.gap
        last = mark
    return kept


def _runs(marks: list[Mark]) -> list[list[Mark]]:
    """The marks by runs in which each is glued to the next."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][-1].end == mark.start:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _is_isolated(run: list[Mark]) -> bool:
    """True of marks around nothing or around a mark, as in “the '"' sign”."""
    first, last = run[0], run[-1]
    opens = first.space_before or first.before in _BRACKETS
    return opens and (last.space_after or last.after in _BRACKETS or last.after in ".,;:")


def _is_literal(left: list[Mark], right: list[Mark]) -> bool:
    """True of “"word"”: straight marks inside curly ones belong to what is quoted, if that is no speech."""
    glyphs = "".join(mark.glyph for mark in (*left, *right))
    inner = right[0].before
    return glyphs == '“""”' and right[0].start - left[-1].end <= WORDY and not (inner in ",.!?…" or right[0].space_before)


def _look_before(marks: list[Mark], text: str, start: int) -> bool:
    """Find what stands before each of the marks; True if any is joined to the one before."""
    last: Mark | None = None
    any_joined = False
    for mark in marks:
        at = mark.start
        before = text[at - 1] if at > start else ""
        mark.before = before
        if before.isalnum() or before in _NEAR:  # that is all there is to see
            if not before:
                mark.first = True
            elif before == "," and last is not None and last.end == at - 1 and last.family == mark.family:
                mark.before = "—"  # parts “so”,“so” as a dash would
            last = mark
            continue
        while at > start and (text[at - 1].isspace() or text[at - 1] in THIN):
            at -= 1
        if at < mark.start:
            mark.gap = at
            mark.space_before = _parts(text[at : mark.start])
        mark.joined = last is not None and last.end == at
        any_joined = any_joined or mark.joined
        if last is not None and mark.joined and (not mark.space_before or _is_nested(last, mark)):
            mark.before, mark.space_before = last.before, last.space_before
        else:
            mark.before = text[at - 1] if at > start else ""
            if mark.before == "…" and at == mark.start and last is not None and last.end == at - 1:
                mark.before = "—"  # parts two quotations, “so”…“so”, as a dash would
        mark.first = at == start or (last is not None and mark.joined and last.first)
        last = mark
    return any_joined


def _look_behind(marks: list[Mark], text: str, end: int) -> None:
    following: Mark | None = None
    for mark in reversed(marks):
        at = mark.end
        after = text[at] if at < end else ""
        mark.after = after
        if after.isalnum() or after in _NEAR:
            mark.final = not after
            following = mark
            continue
        while at < end and (text[at].isspace() or text[at] in THIN):
            at += 1
        if at > mark.end:
            mark.gap_end = at
            mark.space_after = _parts(text[mark.end : at])
        if following is not None and following.start == at and (not mark.space_after or _is_nested(mark, following)):
            mark.after, mark.space_after = following.after, following.space_after
        else:
            mark.after = text[at] if at < end else ""
        mark.final = at == end or (following is not None and following.start == at and following.final)
        following = mark


def _parts(gap: str) -> bool:
    """True if white space has more in it than thin spaces."""
    return gap == " " or gap.strip(THIN) != ""


def _is_nested(first: Mark, second: Mark) -> bool:
    """True of “ ‘ and ’ ”, which many part by a space."""
    return first.family != second.family and first.turn == second.turn != 0 and second.start - first.end == 1
