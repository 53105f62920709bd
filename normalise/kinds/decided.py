"""Any kind of rule under the decisions of a review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from normalise.schema import ACCEPT, SOMEONE_ELSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise.decisions import Decisions
    from normalise.document import Document
    from normalise.kinds.base import Evidence, Proposal, Proposer
    from normalise.schema import Decision


class Decided:
    """A proposer whose proposals are held back where a person refused them, and made where one accepted them.

    What a guard holds back stays held back: a decision is on a spelling, a guard on the place where it stands.
    """

    def __init__(self, proposer: Proposer, decisions: Decisions) -> None:
        self._proposer, self._decisions = proposer, decisions
        self.needs = proposer.needs

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """What the rule would do, judged."""
        for proposal in self._proposer.propose(document, evidence):
            yield self._judge(proposal, document.text)

    def _judge(self, proposal: Proposal, text: str) -> Proposal:
        found = [pair for e in proposal.edits if (pair := self._decisions.on(e.rule, text[e.start : e.end], e.replacement))]
        against = next((pair for pair in found if pair[0].verdict != ACCEPT), None)
        if against:
            return proposal._replace(held=_said(*against))
        if not found or proposal.held or proposal.safety == "safe":
            return proposal
        said = f"accepted in {found[0][1]}"
        edits = tuple(replace(e, reason=f"{e.reason}; {said}" if e.reason else said, evidence=(*e.evidence, said)) for e in proposal.edits)
        return proposal._replace(edits=edits, safety="safe")


def _said(decision: Decision, rule_set: str) -> str:
    what = "someone else" if decision.verdict == SOMEONE_ELSE else "to stay as it is"
    return f"{rule_set} says that “{decision.form or decision.write}” is {what}"
