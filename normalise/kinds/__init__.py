"""The kinds of rule: a module for each, and one table. A new kind is a type, a module and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.kinds import builtin, mention, pattern, unlisted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from normalise.decisions import Decisions
    from normalise.kinds.base import Entities, Proposer
    from normalise.schema import Rule

DEFAULT_STAGE = {"entity": "names", "phrase": "names", "pattern": "marks", "builtin": "marks", "unlisted": "names"}

COMPILERS: dict[str, Callable[[Sequence[Rule], Entities], list[Proposer]]] = {
    "entity": mention.compile_rules,
    "phrase": mention.compile_rules,
    "pattern": pattern.compile_rules,
    "builtin": builtin.compile_rules,
    "unlisted": unlisted.compile_rules,
}


def compile_stage(rules: Sequence[Rule], entities: Entities, decisions: Decisions | None = None) -> list[Proposer]:
    """The proposers of the rules of one stage, under the decisions; rules whose kinds share a compiler are compiled together."""
    by_compiler: dict[Callable[[Sequence[Rule], Entities], list[Proposer]], list[Rule]] = {}
    for rule in rules:
        by_compiler.setdefault(COMPILERS[rule.kind], []).append(rule)
    proposers = [proposer for compiler, some in by_compiler.items() for proposer in compiler(some, entities)]
    if not decisions:
        return proposers
    from normalise.kinds.decided import Decided

    return [Decided(proposer, decisions) for proposer in proposers]
