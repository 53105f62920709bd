"""Built-in transforms as rules: the repairs of a named function become proposals."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from normalise.edits import Edit
from normalise.kinds.base import Proposal
from normalise.transforms import ANY_LANGUAGE, UNPROTECTED, check_options, find_transform
from normalise.transforms.needs import NEEDS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalise.document import Document
    from normalise.kinds.base import Entities, Evidence, Proposer
    from normalise.schema import Rule
    from normalise.transforms import Transform


def compile_rules(rules: Sequence[Rule], entities: Entities) -> list[Proposer]:
    """A proposer for each rule. Raises RuleError if a rule names no transform that there is."""
    return [BuiltinProposer(rule, entities.language(rule)) for rule in rules]


class BuiltinProposer:
    """One transform with its options."""

    def __init__(self, rule: Rule, language: str) -> None:
        self._rule, self._full_id = rule, rule.full_id
        self._unprotected = rule.transform in UNPROTECTED
        self.needs = NEEDS.get(rule.transform, ())
        self._signs = SIGNS.get(rule.transform, "")
        self._language = "" if rule.stage == "characters" or rule.transform in ANY_LANGUAGE else language
        try:
            find_transform(rule.transform, load=False)
            check_options(rule.transform, rule.options)
        except (KeyError, ValueError) as error:
            raise rule.error(error.args[0]) from None

    @cached_property
    def _transform(self) -> Transform:
        return find_transform(self._rule.transform)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each repair that the transform makes."""
        rule, full_id, language, unprotected = self._rule, self._full_id, self._language, self._unprotected
        if self._signs and not any(map(document.text.__contains__, self._signs)):
            return
        for repair in self._transform(document, rule.options):
            first = repair.edits[0]
            group = f"{full_id}@{first[0]}" if len(repair.edits) > 1 else ""
            reason = f"{repair.kind}: {repair.reason}"
            edits = [Edit(s, e, new, full_id, reason, repair.evidence, rule.priority, group) for s, e, new in repair.edits]
            safety = rule.safety if repair.sure else "suggest"
            yield Proposal(tuple(edits), safety, language=language, unprotected=unprotected)
