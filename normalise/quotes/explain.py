"""Each group of edits as a repair: its kind, one sentence why, what speaks for it, and whether that is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.quotes.marks import FOREIGN
from normalise.quotes.reading import CLOSE, DROP, OPEN
from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.quotes.render import Decision, Edit

LONG = 48  # code points of a quotation that are shown in full
LOST = "lost"
_WHAT = {
    LOST: "A quotation mark was missing",
    "doubled": "A mark stood twice",
    "wrong side": "A mark stood on the wrong side of its space",
    "turned": "A mark faced the wrong way",
    "foreign": "Marks of another language stood in English text",
    "wrong glyph": "The marks were not of the kind used around them",
    "space inside": "A space stood inside the marks",
    "no space": "The space outside a mark was missing",
}


def kind_of(decisions: Sequence[Decision]) -> str:
    """The class of damage that the decisions of one group undo, the weightiest first."""
    found = [kind for decision in decisions for kind in _kinds(decision)]
    if len(found) == 1:
        return found[0]
    return next((kind for kind in _WHAT if kind in found), "space inside")


def _kinds(decision: Decision) -> tuple[str, ...]:
    mark, role = decision.mark, decision.role
    if role == DROP:
        return ("doubled",)
    if role not in (OPEN, CLOSE):
        return ()
    if not mark.glyph:
        return (LOST,)
    if role == OPEN:
        inner, outer, far, wrong = mark.space_after, mark.space_before, mark.before, -1
    else:
        inner, outer, far, wrong = mark.space_before, mark.space_after, mark.after, 1
    glued = not outer and far.isalnum()
    gap = ("wrong side" if glued else "space inside",) if inner else ("no space",) if glued else ()
    if decision.glyph == mark.glyph:
        return gap
    return (*gap, "foreign" if mark.script in FOREIGN else "turned" if mark.turn == wrong else "wrong glyph")


def repair_of(decisions: Sequence[Decision], edits: Sequence[Edit], text: str, *, sure: bool) -> Repair:
    """The repair that makes `edits` for one group of `decisions`."""
    kind = kind_of(decisions)
    evidence: tuple[str, ...] = ()
    first, last = decisions[0], decisions[-1]
    if len(decisions) > 1 and {OPEN, CLOSE}.issubset([decision.role for decision in decisions]):
        inside = text[first.mark.end : last.mark.start].strip()
        evidence = (f"quotation: {inside if len(inside) <= LONG else inside[:22] + ' … ' + inside[-22:]}",)
        why = "so the marks pair off" if sure else "so the marks would pair off, but there is another way"
    elif not sure:
        why = "but its partner was not found"
    elif all(decision.role == CLOSE for decision in decisions):
        why = "what it closes began before this text"
    else:
        why = "so the quotation goes on in the next paragraph"
    return Repair(tuple(edits), kind, f"{_WHAT[kind]}; {why}.", sure, evidence)
