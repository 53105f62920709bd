"""What persons decided on single spellings: the review of a report, which is a rule file like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.schema import ACCEPT, SOMEONE_ELSE, Decision, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalise.schema import RuleSet


def spelling(text: str) -> str:
    """A form as decisions know it: white space is one space, unless there is nothing but signs, where each one tells.

    >>> spelling("gang\\n formations "), spelling(" ,")
    ('gang formations', ' ,')
    """
    return " ".join(text.split()) if any(map(str.isalnum, text)) else text


class Decisions:
    """The decisions of all loaded sets, by spelling. Where two contradict each other, that which leaves the text alone holds.

    Raises RuleError if one names a rule of a set that is not loaded: it would silently do nothing.

    >>> from normalise.schema import RuleSet
    >>> kept = Decision(form="Suchel", verdict="refuse")
    >>> decisions = Decisions([RuleSet(set="review", decisions=(kept,))])
    >>> decisions.on("syria.suheil", "Suchel", "Suheil") == (kept, "review")
    True
    """

    def __init__(self, sets: Iterable[RuleSet]) -> None:
        self._by_form: dict[str, list[tuple[Decision, str]]] = {}
        sets = tuple(sets)
        loaded = {s.set for s in sets}
        for rule_set in sets:
            for one in rule_set.decisions:
                named = one.rule.partition(".")[0]
                if named and named not in loaded:
                    message = f"a decision on `{one.rule}`, and the set `{named}` is not loaded; load it too, as in --rules default,{rule_set.path or named}"
                    raise RuleError(message, path=rule_set.path, line=one.line)
                self._by_form.setdefault(spelling(one.form), []).append((one, rule_set.set))
        for found in self._by_form.values():
            found.sort(key=lambda pair: (pair[0].verdict == ACCEPT, pair[1]))

    def __bool__(self) -> bool:
        return bool(self._by_form)

    def __iter__(self) -> Iterator[tuple[Decision, str]]:
        """Every decision with the set it comes from."""
        return (pair for found in self._by_form.values() for pair in found)

    def is_someone_else(self, form: str, rule: str) -> bool:
        """True if the form is no mention of the entity that is the rule of that id."""
        return any(one.rule == rule and one.verdict == SOMEONE_ELSE for one, _ in self._by_form.get(spelling(form), ()))

    def on(self, rule: str, before: str, after: str) -> tuple[Decision, str] | None:
        """The decision that holds where the rule of that id would write `after` for `before`, and the set it comes from."""
        for pair in self._by_form.get(spelling(before), ()):
            one = pair[0]
            if one.rule in ("", rule, rule.partition("/")[0]) and (not one.write or spelling(one.write) == spelling(after)):
                return pair
        return None
