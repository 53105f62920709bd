"""The parts of the page beside the texts: counts, charts, filters, and the list of spellings to decide on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from normalise.report.page.review import STATES
from normalise.report.page.show import escape, shown_closely, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.report.page.review import Group

KINDS = {"entity": "names", "phrase": "phrases", "pattern": "patterns", "builtin": "repairs"}
_VERBS = {"changed": "changed", "suggested": "suggested", "held": "held back"}
_BINS, _HEIGHT = 120, 40


def colour(number: int) -> str:
    """The class that gives the rule set of that number its colour."""
    return f"s{number % 12}"


def counted(number: int, what: str) -> str:
    """A number with its noun."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def told(counts: Mapping[str, int]) -> str:
    """How many are in each state, in words.

    >>> told({"changed": 3, "suggested": 0, "held": 1})
    '3 changed, 1 held back'
    """
    return ", ".join(f"{counts[state]:,} {_VERBS[state]}" for state in STATES if counts[state]) or "nothing found"


def strip(places: Iterable[tuple[float, int]]) -> str:
    """A chart of where in the texts how much was found, by rule set: `places` are (how far through, number of the set)."""
    bins: list[Counter[int]] = [Counter() for _ in range(_BINS)]
    for far, number in places:
        bins[min(_BINS - 1, int(far * _BINS))][number] += 1
    most = max((one.total() for one in bins), default=0) or 1
    bars = []
    for i, one in enumerate(bins):
        top = float(_HEIGHT)
        for number, times in sorted(one.items()):
            height = times / most * _HEIGHT
            top -= height
            bars.append(f'<rect class="{colour(number)}" x="{i * 10}" y="{top:.2f}" width="8" height="{height:.2f}"/>')
    said = f"Where it was found, from the first text to the last: at most {counted(most, 'place')} in a {_BINS}th of them"
    return f'<svg id="strip" role="img" aria-label="{said}" viewBox="0 0 {_BINS * 10} {_HEIGHT}" preserveAspectRatio="none">{"".join(bars)}</svg>'


def legend(by_set: Mapping[str, int], sets: Mapping[str, int]) -> str:
    """Which colour is which rule set's, and how much it found."""
    return "".join(f'<li class="{colour(n)}"><span>{escape(name)}</span> {by_set[name]:,}</li>' for name, n in sets.items() if by_set.get(name))


def state_filter(counts: Mapping[str, int]) -> str:
    """The boxes for changed, suggested, held back."""
    return "".join(_box("state", state, _VERBS[state], counts[state], f'<i class="key {state}"></i>') for state in STATES)


def kind_filter(by_kind: Mapping[str, int]) -> str:
    """The boxes for the kinds of rule."""
    return "".join(_box("kind", kind, title, by_kind[kind]) for kind, title in KINDS.items() if by_kind.get(kind))


def rule_filter(by_rule: Mapping[str, int], sets: Mapping[str, int]) -> Iterator[str]:
    """A list of boxes for each rule set, with a bar for each rule; the busiest rules first."""
    most = max(by_rule.values(), default=1)
    for name, number in sets.items():
        rules = sorted((r for r in by_rule if r.partition(".")[0] == name), key=lambda r: (-by_rule[r], r))
        if not rules:
            continue
        yield f'<fieldset class="{colour(number)}"><legend>{_box("set", name, name, sum(by_rule[r] for r in rules))}</legend>'
        for rule in rules:
            width = max(1.0, by_rule[rule] / most * 100)
            bar = f'<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="{width:.1f}" height="4"/></svg>'
            yield _box("rule", rule, rule.partition(".")[2], by_rule[rule], bar)
        yield "</fieldset>"


def _box(name: str, value: str, title: str, number: int, more: str = "") -> str:
    value, title = escape(value), escape(title)
    box = f'<input type="checkbox" name="{name}" value="{value}" checked disabled>'
    return f'<label class="{name}">{box}<span>{title}</span>{more}<b>{number:,}</b></label>'


def spellings(groups: Iterable[tuple[int, Group]], title: Mapping[str, str], sets: Mapping[str, int]) -> Iterator[str]:
    """The groups, those first that ask for a decision most; each with its rule, its reason and the way to its first place."""
    def order(numbered: tuple[int, Group]) -> tuple[object, ...]:
        group = numbered[1]
        return (-group.counts["suggested"], -group.counts["changed"], -group.counts["held"], group.rule, group.form)

    for number, group in sorted(groups, key=order):
        signs = not any(map(str.isalnum, group.form + group.write))
        form, write = (shown_closely(text, signs=signs) or "<i>nothing</i>" for text in (group.form, group.write))
        first = group.marks[0] if group.marks else ""
        yield (
            f'<li class="g {colour(sets.get(group.rule.partition(".")[0], 0))}" id="g{number}">'
            f'<p class="pair"><del>{form}</del> <span aria-label="to">→</span> <ins>{write}</ins></p>'
            f'<p class="why"><b>{escape(title.get(group.rule, ""))}</b> <code>{escape(group.rule)}</code></p>'
            f'<p class="said">{escape(group.reason.removeprefix(title.get(group.rule, "")).removeprefix(": "))}</p>'
            f'<p class="where"><a href="#m{first}" aria-label="first place of {spoken(group.form)}">{told(group.counts)}</a></p></li>'
        )
