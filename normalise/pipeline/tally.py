"""What happened, counted: by rule, with contexts drawn at random. Tallies of parts add up to the tally of the whole.

Which contexts are drawn depends on the seed and on where each one stands, not on the order in which parts are added:
each has a pseudo-random key, and those with the smallest keys are kept (bottom-k sampling).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.result import Change, Result

_AROUND = 40  # code points of context on each side
_NUMBERS = ("records", "texts", "characters", "changed", "made", "suggested", "rejected", "unsettled")
_BY_RULE = ("changes", "suggestions", "touched")


class Sample(NamedTuple):
    """A change or suggestion in its context."""

    key: bytes
    where: str
    kind: str
    left: str
    before: str
    after: str
    right: str


@dataclass(slots=True)
class Tally:
    """Counts. `changes` and `suggestions` are by rule (what two rules did counts for both), and so is `touched`: records
    in which a rule changed something."""

    samples: int = 0
    seed: int = 0
    records: int = 0
    texts: int = 0
    characters: int = 0
    changed: int = 0
    made: int = 0
    suggested: int = 0
    rejected: int = 0
    unsettled: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    suggestions: dict[str, int] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, list[Sample]] = field(default_factory=dict)

    def record(self, texts: Iterable[tuple[str, str, Result]]) -> None:
        """A record is done: each of its texts with where it stands and what came of it."""
        self.records += 1
        touched: set[str] = set()
        for where, text, result in texts:
            self.texts += 1
            self.characters += len(text)
            self.unsettled += bool(result.unsettled)
            self.made += len(result.changes)
            self.suggested += len(result.suggestions)
            for kind, counts, found in (("change", self.changes, result.changes), ("suggestion", self.suggestions, result.suggestions)):
                for change in found:
                    for rule in change.rules:
                        counts[rule] = counts.get(rule, 0) + 1
                    if self.samples:
                        self._draw(where, kind, text, change)
            touched.update(rule for change in result.changes for rule in change.rules)
        self.changed += bool(touched)
        for rule in touched:
            self.touched[rule] = self.touched.get(rule, 0) + 1

    def _draw(self, where: str, kind: str, text: str, change: Change) -> None:
        from hashlib import blake2b

        start, end = change.start, change.end
        key = blake2b(f"{self.seed} {where} {kind} {start} {change.after}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        sample = Sample(key, where, kind, text[max(0, start - _AROUND) : start], change.before, change.after, text[end : end + _AROUND])
        for rule in change.rules:
            self._keep(rule, [sample])

    def _keep(self, rule: str, new: list[Sample]) -> None:
        drawn = self.drawn.setdefault(rule, [])
        drawn += new
        if len(drawn) > self.samples:
            drawn.sort()
            del drawn[self.samples :]

    def add(self, other: Tally) -> None:
        """Count what another counted."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _BY_RULE:
            counts = getattr(self, name)
            for rule, number in getattr(other, name).items():
                counts[rule] = counts.get(rule, 0) + number
        for rule, new in other.drawn.items():
            self._keep(rule, new)

    def plain(self) -> dict[str, object]:
        """The counts, as JSON has them: by rule, most first."""
        by_rule = {name: dict(most_first(getattr(self, name))) for name in _BY_RULE}
        return {name: getattr(self, name) for name in _NUMBERS} | by_rule

    @classmethod
    def of_plain(cls, plain: dict[str, object], *, samples: int = 0, seed: int = 0) -> Tally:
        """A tally from its counts."""
        made = cls(samples, seed)
        for name, value in plain.items():
            setattr(made, name, dict(value) if isinstance(value, dict) else value)
        return made


def most_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Rules by number, then by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
