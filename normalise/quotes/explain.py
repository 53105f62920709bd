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
    return next((kind for kind in _WHAT if kind in found), "space inside")


def _kinds(decision: Decision) -> set[str]:
    mark, role = decision.mark, decision.role
    if not mark.glyph and role in (OPEN, CLOSE):
        return {LOST}
    if role == DROP:
        return {"doubled"}
    if role not in (OPEN, CLOSE):
        return set()
    inner, outer = (mark.space_after, mark.space_before) if role == OPEN else (mark.space_before, mark.space_after)
    far = mark.before if role == OPEN else mark.after
    glued = far.isalnum() and not outer
    kinds = {"wrong side" if glued else "space inside"} if inner else {"no space"} if glued else set()
    if decision.glyph != mark.glyph:
        if mark.script in FOREIGN:
            kinds.add("foreign")
        elif mark.turn == (-1 if role == OPEN else 1):
            kinds.add("turned")
        else:
            kinds.add("wrong glyph")
    return kinds


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
