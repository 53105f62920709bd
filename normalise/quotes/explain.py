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
    LOST: "a quotation mark was missing",
    "doubled": "a mark stood twice",
    "wrong side": "a mark stood on the wrong side of its space",
    "turned": "a mark faced the wrong way",
    "foreign": "marks of another language stood in English text",
    "wrong glyph": "the marks were not of the kind used around them",
    "space inside": "a space stood inside the marks",
    "no space": "the space outside a mark was missing",
}


def kind_of(decisions: Sequence[Decision]) -> str:
    """The class of damage that the decisions of one group undo, the weightiest first."""
    found = {kind for decision in decisions for kind in _kinds(decision)}
    if len(found) == 1:
        return found.pop()
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
    roles = {decision.role for decision in decisions}
    evidence: tuple[str, ...] = ()
    if {OPEN, CLOSE} <= roles:
        inside = text[decisions[0].mark.end : decisions[-1].mark.start].strip()
        evidence = (f"quotation: {inside if len(inside) <= LONG else inside[:22] + ' … ' + inside[-22:]}",)
        why = "so the marks pair off" if sure else "so the marks would pair off, but there is another way"
    elif sure and roles == {CLOSE}:
        why = "what it closes began before this text"
    elif sure:
        why = "so the quotation goes on in the next paragraph"
    else:
        why = "but its partner was not found"
    return Repair(tuple(edits), kind, f"{_WHAT[kind].capitalize()}; {why}.", sure, evidence)
