"""Rules of kind `pattern`: a verbose regular expression, for those who program."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from normalise.edits import Edit
from normalise.kinds.base import PatternTimeout, Proposal, frame_that_matches
from normalise.patterns import compile_glance, compile_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from normalise.document import Document
    from normalise.kinds.base import Entities, Evidence, Proposer
    from normalise.schema import Rule

# Seconds that one pattern may take on one text, and more for each million characters.
TIMEOUT, TIMEOUT_PER_MILLION = 2.0, 5.0


def compile_rules(rules: Sequence[Rule], entities: Entities) -> list[Proposer]:
    """A proposer for each pattern. Raises RuleError if an entity is not known; a pattern is compiled when first needed."""
    return [Pattern(rule, entities) for rule in rules]


class Pattern:
    """One pattern with its replacement."""

    def __init__(self, rule: Rule, entities: Entities) -> None:
        self.needs = rule.needs
        self._rule = rule
        self._language = entities.language(rule)
        self._mentions = entities.resolve_all(rule.document_mentions, rule, rule.set)

    @cached_property
    def _pattern(self) -> Any:
        return compile_pattern(self._rule)

    @cached_property
    def _glance(self) -> re.Pattern[str]:
        return compile_glance(self._rule)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each match. Raises PatternTimeout if the pattern takes too long, or more memory than `regex` gives it."""
        rule, text = self._rule, document.text
        if rule.glance and not self._glance.search(text):
            return
        timeout = TIMEOUT + TIMEOUT_PER_MILLION * len(text) / 1e6
        try:
            found = [(m.start(), m.end(), m.expand(rule.replace)) for m in self._pattern.finditer(text, timeout=timeout)]
        except (TimeoutError, MemoryError):
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
