"""What a reader of the page looks at and decides on: items at places in the text, gathered by spelling and rule."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalise.decisions import spelling
from normalise.result import Change, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.result import Result
    from normalise.schema import Rule

STATES = CHANGED, SUGGESTED, HELD = ("changed", "suggested", "held")
_OF_SPELLINGS = ("entity", "phrase")


@dataclass(slots=True)
class Item:
    """A change, a suggestion, or what was held back and why; with the groups it is decided by."""

    state: str
    change: Change
    why: str = ""
    groups: tuple[int, ...] = ()


@dataclass(slots=True)
class Mark:
    """A place in a text, with all that was weighed there; the first item is what is shown."""

    start: int
    end: int
    items: list[Item]


@dataclass(slots=True)
class Group:
    """One spelling under one rule: one decision for all its places. `marks` are the numbers of these, `more` how many are not shown."""

    form: str
    rule: str
    write: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    marks: list[int] = field(default_factory=list)
    more: int = 0
    reason: str = ""


class Groups:
    """The groups, numbered as they come."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._numbers: dict[tuple[str, str, str], int] = {}
        self.all: list[Group] = []

    def take(self, mark: Mark, number: int, heads: Mapping[str, Change]) -> None:
        """Put the items of a mark, which has that number on the page, into their groups."""
        for item in mark.items:
            numbers = dict.fromkeys(self._number(key) for key in _keys(item.change, heads))
            item.groups = tuple(numbers)
            for i in numbers:
                group = self.all[i]
                group.counts[item.state] += 1
                group.reason = group.reason or item.change.reason
                if group.marks[-1:] != [number]:
                    group.marks.append(number)

    def pass_over(self, mark: Mark, heads: Mapping[str, Change]) -> None:
        """Count the items of a mark that is not on the page in those groups that are."""
        for item in mark.items:
            for group in {id(group): group for group in self._known(item, heads) if group}.values():
                group.counts[item.state] += 1
                group.more += 1

    def often_shown(self, mark: Mark, heads: Mapping[str, Change]) -> int:
        """How many places are on the page of that spelling of the mark that has the fewest."""
        return min((len(group.marks) if group else 0 for item in mark.items for group in self._known(item, heads)), default=0)

    def _known(self, item: Item, heads: Mapping[str, Change]) -> Iterator[Group | None]:
        for key in _keys(item.change, heads):
            yield self.all[self._numbers[key]] if key in self._numbers else None

    def _number(self, key: tuple[str, str, str]) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(Group(*key))
        return self._numbers[key]

    def heads(self, result: Result) -> dict[str, Change]:
        """Of changes that belong together, that on which the others depend."""
        weighed = (*result.changes, *result.suggestions, *(change for change, _ in result.rejected))
        return {c.group: c for c in weighed if c.group and c.evidence and any(self.kind(rule) in _OF_SPELLINGS for rule in c.rules)}

    def kind(self, rule: str) -> str:
        """The kind of the rule of that id, or of the rule that has such an entry."""
        found = self._rules.get(rule.partition("/")[0])
        return found.kind if found else ""

    def title(self, rule: str) -> str:
        """Its title."""
        found = self._rules.get(rule.partition("/")[0])
        return found.title if found else ""


def _keys(change: Change, heads: Mapping[str, Change]) -> Iterator[tuple[str, str, str]]:
    """By what a change is decided on: form, rule and what is written, for each of its parts."""
    for part in parts(change):
        if not change.evidence and change.group in heads and part.rule in heads[change.group].rules:
            # An article that agrees with its noun is decided on with the noun.
            part = next(p for p in parts(heads[change.group]) if p.rule == part.rule)
        yield spelling(part.before), part.rule, spelling(part.after)


def parts(change: Change) -> tuple[Part, ...]:
    """What each rule had to do with a change."""
    return change.parts or tuple(Part(rule, change.before, change.after) for rule in change.rules)


def marks(result: Result) -> list[Mark]:
    """The places of a text, apart from each other, by position."""
    made = [Mark(c.start, c.end, [Item(CHANGED, c)]) for c in result.changes]
    starts = [mark.start for mark in made]
    own: list[Mark] = []
    for item in sorted(_weighed(result), key=lambda item: (item.change.start, -item.change.end)):
        start, end = item.change.start, item.change.end
        i = bisect_right(starts, start)
        near = [*made[max(0, i - 1) : i + 1], *own[-1:]]
        there = next((m for m in near if m.start == start or (m.start < end and start < m.end)), None)
        if there:
            there.items.append(item)
        else:
            own.append(Mark(start, end, [item]))
    return sorted([*made, *own], key=lambda mark: (mark.start, mark.end))


def _weighed(result: Result) -> Iterator[Item]:
    for change in result.suggestions:
        yield Item(SUGGESTED, change)
    for change, why in dict.fromkeys(result.rejected):
        yield Item(HELD, change, why if isinstance(why, str) else f"{', '.join(why.rules)} has the same place")


def count(items: Iterable[Item]) -> dict[str, int]:
    """How many are in each state."""
    counts = dict.fromkeys(STATES, 0)
    for item in items:
        counts[item.state] += 1
    return counts
