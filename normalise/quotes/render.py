"""From a reading to edits: the glyph each mark should have and the spaces on its sides, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from normalise.quotes.marks import DOUBLE, FOREIGN, SINGLE, THIN
from normalise.quotes.reading import CLOSE, CLOSE_EARLIER, DROP, OPEN, is_suffixed
from normalise.quotes.style import CURLY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.quotes.marks import Mark
    from normalise.quotes.search import Path
    from normalise.quotes.style import Style

Edit = tuple[int, int, str]
_place = itemgetter(0, 1)
_NO_SPACE_BEFORE = frozenset("([{<*_—–‒-―/|“‘\"'«„")


@dataclass(slots=True, eq=False)
class Decision:
    """What becomes of one mark: its role and its glyph. The marks of a pair have the same `group`."""

    mark: Mark
    role: str
    glyph: str
    group: int

    @property
    def is_new(self) -> bool:
        """True if the mark is put in."""
        return not self.mark.glyph and self.role in (OPEN, CLOSE)


def decide(steps: Sequence[Path], style: Style) -> list[Decision]:
    """The decisions along the steps of a path, in order of the text."""
    decisions: list[Decision] = []
    openers: dict[int, tuple[Decision, int]] = {}
    for step in steps:
        mark = step.mark
        if mark is None:
            continue
        decision = Decision(mark, step.role, mark.glyph, len(decisions))
        if step.role == OPEN:
            level = len(step.stack) - 1
            if step.stack[-1] is not mark:  # opened anew
                level = next(i for i, other in enumerate(step.stack) if other is mark)
            openers[id(mark)] = decision, level
            if mark.turn < 0 or not mark.glyph or mark.alien:
                decision.glyph = style.pair(mark.family)[0]
        elif step.role == CLOSE and step.partner is not None:
            opener, level = openers[id(step.partner)]
            opener.group = decision.group = min(opener.group, decision.group)
            opener.glyph, decision.glyph = _glyphs(opener.mark, mark, level, style)
        elif step.role == CLOSE_EARLIER:
            decision.role = CLOSE
            decision.glyph = style.pair(mark.family)[1]
        elif step.role == DROP:
            decision.group = decisions[-1].group  # with the mark that it doubles
        decisions.append(decision)
    return decisions


def _glyphs(opener: Mark, closer: Mark, level: int, style: Style) -> tuple[str, str]:
    """The glyphs of a pair. What is right stays; what is not goes by the partner, then by the document."""
    alike = opener.script == closer.script
    if alike and opener.family == closer.family:
        if opener.script == "curly" and opener.glyph and closer.glyph:
            return CURLY[opener.family]
        if opener.script == "straight" and not opener.alien and not _is_rewritten(opener, closer, style):
            return opener.glyph, closer.glyph
    own = "curly" if style.curly or (style.unknown and alike) else "straight"
    for mark, turn in ((opener, 1), (closer, -1)):
        if mark.script == own and mark.turn in (0, turn):
            family = mark.family
            break
    else:
        by_level = level == 0 or opener.script in FOREIGN or style.outer == SINGLE
        family = (style.outer if level % 2 == 0 else _other(style.outer)) if by_level else opener.family
    return CURLY[family] if own == "curly" else style.pair(family)


def _other(family: str) -> str:
    return SINGLE if family == DOUBLE else DOUBLE


def _is_rewritten(opener: Mark, closer: Mark, style: Style) -> bool:
    """True if a pair of straight marks that has to be mended anyhow is to be curly like the rest.

    Where there is no rest to go by, marks set apart by spaces on both sides tell nothing of the style either.
    """
    if style.unknown:
        return opener.space_after and closer.space_before
    return style.curly and (opener.space_after or closer.space_before)


def is_astray(mark: Mark) -> bool:
    """True if the mark belongs to neither side: it stands free, or in the middle of a word."""
    if mark.space_before != mark.space_after:
        return False
    return mark.space_before or (mark.before.isalnum() and mark.after.isalnum())


class _Piece(NamedTuple):
    """An edit on its way, not yet joined with its neighbours."""

    start: int
    end: int
    new: str
    group: int


def edits_of(decisions: list[Decision], text: str) -> dict[int, list[Edit]]:
    """The edits of each group that has any. Those that touch are joined; groups that share one become one (for the
    decisions, too)."""
    if not any(decision.mark.joined or not decision.mark.glyph for decision in decisions):
        apart: dict[int, list[Edit]] = {}
        for decision in decisions:
            if edits := _edits_apart(decision, text):
                apart.setdefault(decision.group, []).extend(edits)
        return apart
    pieces: list[_Piece] = []
    last: Decision | None = None
    for decision in decisions:
        mark = decision.mark
        joined = last if mark.joined else None
        if last is not None and joined is None and (gap := _gap_after(last, text)):
            pieces.append(_Piece(*gap, last.group))
        if decision.role == DROP:
            pieces.append(_Piece(mark.gap, mark.end, "", decision.group))
        else:
            if joined is not None:
                _gap_between(joined, decision, text, pieces)
            elif gap := _gap_before(decision, text):
                pieces.append(_Piece(*gap, decision.group))
            if decision.glyph != mark.glyph:
                pieces.append(_Piece(mark.start, mark.end, decision.glyph, decision.group))
        last = decision
    if last is not None and (gap := _gap_after(last, text)):
        pieces.append(_Piece(*gap, last.group))
    return _join(pieces, decisions) if pieces else {}


def _edits_apart(decision: Decision, text: str) -> list[Edit]:
    """The edits of a mark that stood there and is glued to no other: none of them touches those of another mark."""
    mark, glyph = decision.mark, decision.glyph
    before, behind = _gap_before(decision, text), _gap_after(decision, text)
    if glyph == mark.glyph:
        return [gap for gap in (before, behind) if gap]
    start, end = mark.start, mark.end
    if before:
        start, glyph = before[0], before[2] + glyph
    if behind:
        end, glyph = behind[1], glyph + behind[2]
    return [(start, end, glyph)]


def _gap_before(decision: Decision, text: str) -> Edit | None:
    mark = decision.mark
    if decision.role == CLOSE:
        return (mark.gap, mark.start, "") if mark.space_before else None
    if decision.role == OPEN and mark.gap == mark.start and mark.before and mark.before not in _NO_SPACE_BEFORE:
        return mark.start, mark.start, text[mark.end : mark.gap_end] or " "
    return None


def _gap_after(decision: Decision, text: str) -> Edit | None:
    mark = decision.mark
    if decision.role == OPEN:
        return (mark.end, mark.gap_end, "") if mark.space_after else None
    if decision.role == CLOSE and mark.gap_end == mark.end and mark.after.isalnum() and mark.before != "-":
        if is_suffixed(mark, text, len(text)):
            return None
        return mark.end, mark.end, text[mark.gap : mark.start] or " "
    return None


def _gap_between(left: Decision, right: Decision, text: str, pieces: list[_Piece]) -> None:
    start, end = left.mark.end, right.mark.start
    spaced = text[start:end].strip(THIN) != ""
    if spaced and (left.role == OPEN or (left.role == CLOSE and right.role == CLOSE)):
        if left.mark.space_after or right.mark.space_before:  # else it is the space that parts “ ‘
            pieces.append(_Piece(start, end, "", left.group if left.role == OPEN else right.group))
    elif not spaced and left.role == CLOSE and right.role == OPEN:
        pieces.append(_Piece(start, end, " ", left.group))


def _join(pieces: list[_Piece], decisions: list[Decision]) -> dict[int, list[Edit]]:
    merged: list[_Piece] = []
    same: dict[int, int] = {}  # group: the group it has become part of

    def root(group: int) -> int:
        while group in same:
            group = same[group]
        return group

    pieces.sort(key=_place)
    for piece in pieces:
        if merged and merged[-1].end >= piece.start:
            before = merged[-1]
            if root(before.group) != root(piece.group):
                same[root(piece.group)] = root(before.group)
            merged[-1] = _Piece(before.start, piece.end, before.new + piece.new, before.group)
        else:
            merged.append(piece)
    groups: dict[int, list[Edit]] = {}
    for start, end, new, group in merged:
        groups.setdefault(root(group), []).append((start, end, new))
    if same:
        for decision in decisions:
            decision.group = root(decision.group)
    return groups
