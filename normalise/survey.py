"""What rules do to a corpus: how often each fired, lost or was stopped, and what a change of rules changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalise.result import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalise.normaliser import Normaliser
    from normalise.result import Result

OUTCOMES = ("changed", "suggested", "lost", "stopped")
_CONTEXT = 30


@dataclass(slots=True)
class Coverage:
    """How often one rule changed something, suggested, lost to another rule, was stopped by a guard; with a few contexts of each."""

    rule: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    contexts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def never(self) -> bool:
        """True if the rule met nothing at all."""
        return not any(self.counts.values())


def coverage(normaliser: Normaliser, texts: Iterable[str], *, contexts: int = 3) -> list[Coverage]:
    """What each rule of the normaliser met in the texts, by rule id; those that never fired too.

    Entries of a bulk file count as their rule.

    >>> from normalise import Normaliser
    >>> n = Normaliser(select=["core.headings", "core.degrees"])
    >>> [(c.rule, c.counts["changed"]) for c in coverage(n, ["– “Complete rout of the gangs” –"])]
    [('core.degrees', 0), ('core.headings', 2)]
    """
    found = {rule.full_id: Coverage(rule.full_id) for rule in normaliser.rules}
    for text in texts:
        for outcome, change, why in _outcomes(normaliser.apply(text)):
            for name in {rule.partition("/")[0] for rule in change.rules}:
                if name in found:
                    found[name].counts[outcome] += 1
                    shown = found[name].contexts.setdefault(outcome, [])
                    if len(shown) < contexts:
                        shown.append(in_context(text, change) + (f"  ({why})" if why else ""))
    return [found[name] for name in sorted(found)]


def _outcomes(r: Result) -> Iterator[tuple[str, Change, str]]:
    yield from (("changed", c, "") for c in r.changes)
    yield from (("suggested", c, "") for c in r.suggestions)
    for change, why in r.rejected:
        if isinstance(why, Change):
            yield "lost", change, f"to {', '.join(why.rules)}"
        else:
            yield "stopped", change, why


def in_context(text: str, change: Change) -> str:
    """A change with the words around it, on one line: `… of the [UAR → Syrian Arab Republic], but …`."""
    left = text[max(0, change.start - _CONTEXT) : change.start]
    right = text[change.end : change.end + _CONTEXT]
    return " ".join(f"{left}[{change.before} → {change.after}]{right}".split())


def compare(old: Normaliser, new: Normaliser, texts: Iterable[str]) -> Iterator[tuple[int, str, Change]]:
    """What the new rules do otherwise than the old ones: number of the text (from 0), "gone" or "came", and the change.

    >>> from normalise import Normaliser
    >>> some, more = Normaliser(select=["core.degrees"]), Normaliser(select=["core.degrees", "core.headings"])
    >>> [(i, what, c.before) for i, what, c in compare(some, more, ["– “Complete rout of the gangs” –"])]
    [(0, 'came', '– '), (0, 'came', ' –')]
    """
    for number, text in enumerate(texts):
        before, after = ({(c.start, c.end, c.after): c for c in n.apply(text).changes} for n in (old, new))
        both = {**before, **after}
        for key in sorted(before.keys() ^ after.keys()):
            yield number, "came" if key in after else "gone", both[key]
