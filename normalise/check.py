"""Checks of rule sets: what the loader lets pass and a careful writer of rules would want to know.

Loading is laxer than checking: a set that loads can be used, a set that passes here can be trusted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from normalise.kinds.targets import targets
from normalise.load import load_sets
from normalise.normaliser import Normaliser
from normalise.patterns import compile_pattern
from normalise.schema import ACCEPT, SAFETIES, RuleError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from normalise.result import Result
    from normalise.schema import Example, Rule, RuleSet

# Seconds within which a pattern must be through with any of the texts made to try its patience.
PATIENCE = 0.5
_PUMPED = 4000


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong (`level` "error"), doubtful ("warning") or to be looked at ("note")."""

    path: str
    line: int
    rule: str
    message: str
    level: str = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level}: {self.rule}: {self.message}"


def check(paths: Iterable[str | os.PathLike[str]]) -> list[Finding]:
    """Everything that the checks find in the rule sets of those names or paths, by place; empty if all is well.

    Each set is checked alone and together with the others given and the bundled default sets. Raises RuleError if a
    set cannot even be loaded.
    """
    own = load_sets(paths, documented=True)
    names = {s.set for s in own}
    whole = [*own, *(s for s in load_sets(["default"], documented=True) if s.set not in names)]
    try:
        together = {safety: Normaliser.of_sets(whole, safety=safety) for safety in SAFETIES}
    except RuleError as error:
        return [Finding(error.path, error.line, error.rule, error.message)]
    findings = list(_forms_of_two(own))
    findings += _chains(whole, names)
    findings += _decisions(own, whole, together["safe"])
    for rule_set in own:
        for rule in rule_set.rules:
            if rule.status != "retired":
                findings += _check_rule(rule, rule_set, whole, together)
            elif rule.replaced_by and not any(r.full_id == rule.replaced_by for s in whole for r in s.rules):
                findings.append(_finding(rule, f"it is replaced by `{rule.replaced_by}`, which is not there"))
    return sorted(dict.fromkeys(findings))


def _finding(rule: Rule, message: str, level: str = "error") -> Finding:
    return Finding(rule.path, rule.line, rule.full_id, message, level)


def _check_rule(rule: Rule, rule_set: RuleSet, whole: Sequence[RuleSet], together: Mapping[str, Normaliser]) -> Iterator[Finding]:
    if not rule.title:
        yield _finding(rule, "it has no title: one line that says what is wrong and why it is known", "warning")
    if not any(example.keep for example in rule.examples):
        yield _finding(rule, "it has no `keep`: a sentence that looks like the damage and is sound")
    changes_something = rule.for_ or rule.bulk or rule.kind in {"pattern", "builtin", "unlisted"}
    if changes_something and not any(e.wrong or e.report for e in rule.examples):
        yield _finding(rule, "it has no `wrong` with `right`, and no `report`: nothing shows that it works")
    if rule.kind == "pattern":
        yield from _blow_up(rule)
    for frame in (*rule.sure, *rule.maybe, *rule.stop.sentence):
        if re.search(r"[][\\*+^{}]|\w\?", frame):
            yield _finding(rule, f"the frame {frame!r} has signs of a regular expression; in a frame they are only themselves", "warning")
    alone = _alone(rule, rule_set, whole)
    # An unsafe rule is tried as it is meant to run, the others as nearly everybody runs them.
    all_sets = together["unsafe" if rule.safety == "unsafe" else "safe"]
    running = {r.full_id for r in all_sets.rules}
    for example in rule.examples:
        yield from (_finding(rule, f"alone: {m}") for m in _try(example, alone, rule))
        if rule.full_id in running:
            yield from (_finding(rule, f"with all sets: {m}") for m in _try(example, all_sets, rule))
    if rule.name and rule.status == "stable":
        settled = all_sets.apply(rule.name)
        if settled.text != rule.name:
            yield _finding(rule, f"its canonical form {rule.name!r} is itself changed to {settled.text!r} by {_by(settled)}")
    yield from _forgotten(rule, rule_set, all_sets)


def _alone(rule: Rule, rule_set: RuleSet, whole: Sequence[RuleSet]) -> Normaliser:
    """A normaliser in which that rule runs alone; the other sets are there for the entities they name."""
    entities = [r for r in rule_set.rules if r.kind == "entity" and r.full_id != rule.full_id]
    small = replace(rule_set, rules=(replace(rule, override=""), *entities))
    try:
        return Normaliser.of_sets([small], select=[rule.full_id], safety="unsafe")
    except RuleError:
        return Normaliser.of_sets([*(s for s in whole if s.set != rule_set.set), small], select=[rule.full_id], safety="unsafe")


def _try(example: Example, n: Normaliser, rule: Rule) -> Iterator[str]:
    """What goes otherwise than the example says; its result is put through again."""
    given = example.wrong or example.keep or example.report
    wanted = example.right or given
    r = n.apply(given, source=example.source or None)
    if r.unsettled:
        yield f"{given!r} does not settle; to blame: {', '.join(r.unsettled)}"
    elif r.text != wanted:
        yield f"{given!r} becomes {r.text!r}, not {wanted!r} (by {_by(r) or 'nothing'}; held back: {_held(r, rule) or 'nothing'})"
    elif example.report and not any(_is_by(rule, c.rules) for c in r.suggestions):
        yield f"{given!r} should bring a suggestion; held back: {_held(r, rule) or 'nothing'}"
    elif n.apply(wanted).text != wanted:
        yield f"its result {wanted!r} is changed again, to {n.apply(wanted).text!r}"


def _is_by(rule: Rule, ids: Iterable[str]) -> bool:
    return any(i.partition("/")[0] == rule.full_id for i in ids)


def _by(r: Result) -> str:
    return ", ".join(sorted({rule for change in r.changes for rule in change.rules}))


def _held(r: Result, rule: Rule) -> str:
    return "; ".join(sorted({why for change, why in r.rejected if isinstance(why, str) and _is_by(rule, change.rules)}))


def _forms_of_two(sets: Iterable[RuleSet]) -> Iterator[Finding]:
    """A form may belong to two rules only if frames part them."""
    owners: dict[str, dict[str, Rule]] = {}
    for rule_set in sets:
        for rule in rule_set.rules:
            if rule.kind in {"entity", "phrase"} and rule.status == "stable" and not rule.override:
                for form, target in targets(rule):
                    if form != target.write and not target.full_names:
                        owners.setdefault(form, {})[rule.full_id] = rule
    for form, rules in sorted(owners.items()):
        bare = [rule for rule in rules.values() if not rule.guarded and not rule.stop.sentence]
        if len(rules) > 1 and bare:
            others = ", ".join(sorted(set(rules) - {bare[0].full_id}))
            yield _finding(bare[0], f"the form {form!r} is also that of {others}, and no frames or stops part them")


def _chains(sets: Iterable[RuleSet], own: set[str]) -> Iterator[Finding]:
    """Cascades (what one rule writes another changes) and cycles of them."""
    rules = [r for s in sets for r in s.rules if r.kind in {"entity", "phrase"} and r.status == "stable" and (s.default or s.set in own)]
    writes: dict[str, set[str]] = {}
    by_form: dict[str, set[str]] = {}
    place = {r.full_id: r for r in rules}
    for rule in rules:
        for form, target in targets(rule):
            if form != target.write and not target.full_names:
                by_form.setdefault(form, set()).add(rule.full_id)
                writes.setdefault(rule.full_id, set()).add(target.write)
    follows = {name: {other for text in texts for other in by_form.get(text, ())} for name, texts in writes.items()}
    for name in sorted(follows):
        for other in sorted(follows[name]):
            if place[name].set in own:
                cycle = name in _reachable(follows, other) or name == other
                what = "a cycle" if cycle else "a cascade"
                yield _finding(place[name], f"{what}: what it writes is changed by {other}", "error" if cycle else "warning")


def _decisions(own: Iterable[RuleSet], whole: Sequence[RuleSet], together: Normaliser) -> Iterator[Finding]:
    """A decision is on a rule that there is, is not outweighed by another, and what it lets through is left alone."""
    from difflib import get_close_matches

    known = {rule.full_id: {entry.id for entry in rule.bulk} for s in whole for rule in s.rules}
    for rule_set in own:
        for one in rule_set.decisions:
            said = partial(Finding, rule_set.path, one.line, one.rule or rule_set.set)
            name, _, entry = one.rule.partition("/")
            if name and (name not in known or (entry and entry not in known[name])):
                near = get_close_matches(one.rule, known, 1)
                yield said("there is no such rule" + (f" (did you mean `{near[0]}`?)" if near else ""))
            held = together.decisions.on(one.rule, one.form, one.write)
            if held and held[0].verdict != one.verdict:
                yield said(f"{held[1]} says `{held[0].verdict}` of “{one.form}”, and that holds", "warning")
            if one.verdict == ACCEPT and one.write and (again := together.apply(one.write)).text != one.write:
                yield said(f"what it lets through, {one.write!r}, is itself changed by {_by(again)}", "warning")


def _reachable(follows: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += follows.get(name, ())
    return seen


def _blow_up(rule: Rule) -> Iterator[Finding]:
    """Try the pattern, and its glance, on texts that make a careless one take for ever."""
    try:
        patterns = {"pattern": compile_pattern(rule), "glance": compile_pattern(replace(rule, pattern=rule.glance))}
    except RuleError as error:
        yield _finding(rule, error.message)
        return
    seeds = {" ", "a", "A", "0", ",", "\n", "a ", "aA", '"'}
    for example in rule.examples:
        text = example.wrong or example.keep or example.report
        seeds |= set(text) | {text[i : i + 2] for i in range(len(text) - 1)} | set(text.split()) | {text}
    for seed in sorted(seeds):
        for name, pattern in patterns.items():
            try:
                pattern.search(seed * (_PUMPED // len(seed) + 1) + "\x00", timeout=PATIENCE)
            except TimeoutError:
                yield _finding(rule, f"the {name} takes for ever on {seed!r} repeated: make its repeats possessive (++, *+) or bounded ({{0,40}})")
                return


def _forgotten(rule: Rule, rule_set: RuleSet, together: Normaliser) -> Iterator[Finding]:
    """Sentences the author forgot: the traps of other rules with a form of this one in them."""
    if rule.kind != "phrase" or rule.status != "stable" or not rule_set.default:
        return
    forms = sorted({form for form, target in targets(rule)})[:3]
    shown = 0
    for other in rule_set.rules:
        if other.full_id == rule.full_id or other.kind != "phrase":
            continue
        for trap, form in _traps(other, forms):
            r = together.apply(trap)
            if any(_is_by(rule, c.rules) for c in r.changes):
                yield _finding(rule, f"would change {form!r} in {trap!r}: is that right? If not, add a `stop` and keep the sentence", "note")
                shown += 1
                if shown == 3:
                    return


def _traps(other: Rule, forms: Iterable[str]) -> Iterator[tuple[str, str]]:
    theirs = {form for form, _ in targets(other)}
    for example in other.examples:
        for mine in forms:
            for form in sorted(theirs, key=len, reverse=True):
                if example.keep and f" {form} " in f" {example.keep} ":
                    yield example.keep.replace(form, mine), mine
                    break
