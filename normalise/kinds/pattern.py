"""Rules of kind `pattern`: a verbose regular expression, for those who program."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from normalise.edits import Edit
from normalise.kinds.base import PatternTimeout, Proposal, frame_that_matches
from normalise.lexicon import encodable
from normalise.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalise.document import Document
    from normalise.kinds.base import Entities, Evidence, Proposer
    from normalise.schema import Rule

# Seconds that one pattern may take on one text, and more for each million characters.
TIMEOUT, TIMEOUT_PER_MILLION = 2.0, 5.0


def compile_rules(rules: Sequence[Rule], entities: Entities) -> list[Proposer]:
    """One proposer for all patterns. Raises RuleError if an entity is not known; a pattern is compiled when first needed."""
    return [PatternProposer(rules, entities)]


class PatternProposer:
    """All patterns of one stage; only those run of which a needed literal stands in the text."""

    def __init__(self, rules: Sequence[Rule], entities: Entities) -> None:
        self._patterns = [Pattern(rule, entities) for rule in rules]
        self._always = frozenset(i for i, rule in enumerate(rules) if not rule.needs)
        needs: dict[str, list[int]] = {}
        for i, rule in enumerate(rules):
            for literal in rule.needs:
                needs.setdefault(literal, []).append(i)
        self._literals, self._owners = list(needs), list(needs.values())

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick(self._literals)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each match. Raises PatternTimeout if a pattern takes too long."""
        due = set(self._always)
        if self._literals:
            hits = self._automaton.find_matches_as_indexes(encodable(document.text), overlapping=True)
            for literal in {index for index, _, _ in hits}:
                due.update(self._owners[literal])
        for i in sorted(due):
            yield from self._patterns[i].propose(document, evidence)


class Pattern:
    """One pattern with its replacement."""

    def __init__(self, rule: Rule, entities: Entities) -> None:
        self._rule = rule
        self._language = entities.language(rule)
        self._mentions = entities.resolve_all(rule.document_mentions, rule, rule.set)

    @cached_property
    def _pattern(self) -> Any:
        return compile_pattern(self._rule)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each match. Raises PatternTimeout if the pattern takes too long."""
        rule, text = self._rule, document.text
        timeout = TIMEOUT + TIMEOUT_PER_MILLION * len(text) / 1e6
        try:
            found = [(m.start(), m.end(), m.expand(rule.replace)) for m in self._pattern.finditer(text, timeout=timeout)]
        except TimeoutError:
            raise PatternTimeout(rule.full_id) from None
        for start, end, new in found:
            if text[start:end] == new:
                continue
            said = evidence.mention(self._mentions, start, end) if self._mentions else ""
            edit = Edit(start, end, new, rule.full_id, rule.title, (said,) if said else (), rule.priority)
            yield Proposal((edit,), rule.safety, self._held(document, evidence, start, end, said), self._language)

    def _held(self, document: Document, evidence: Evidence, start: int, end: int, said: str) -> str:
        if why := evidence.asleep(self._rule) or evidence.stopped(self._rule):
            return why
        if self._mentions and not said:
            return "the document mentions none of " + ", ".join(sorted(self._mentions))
        stop = frame_that_matches(self._rule.stop.sentence, document, start, end)
        return f"stop: “{stop}” in the sentence" if stop else ""
