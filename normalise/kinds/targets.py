"""What the forms that rules list stand for, and the mentions that are found of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise.schema import Rule


class Target(NamedTuple):
    """What a listed form stands for: its rule, what to write, the entry of a bulk file it comes from.

    `full_names`: forms of the whole name, one of which must be in the document (for a surname alone). `type` and `native`
    are those of the entity.
    """

    rule: Rule
    write: str
    entry: str = ""
    full_names: tuple[str, ...] = ()
    type: str = ""
    native: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.rule.full_id}/{self.entry}" if self.entry else self.rule.full_id

    @property
    def is_one_word(self) -> bool:
        """True if what is written has neither space nor hyphen."""
        return " " not in self.write and "-" not in self.write


class Found(NamedTuple):
    """A mention: where, as which listed form (its own surface if unseen), for what, and how it was found."""

    start: int
    end: int
    form: str
    target: Target
    how: str = ""
    unseen: bool = False


def targets(rule: Rule) -> Iterator[tuple[str, Target]]:
    """The forms that a rule changes, each with what it stands for."""
    own = Target(rule, rule.write if rule.kind == "phrase" else rule.name, type=rule.type)
    for form in rule.for_:
        yield form, own
    if rule.kind == "entity" and rule.type == "person":
        yield from _surnames(rule)
    ambiguous = _ambiguous(rule) if rule.kind == "entity" and rule.bulk else frozenset[str]()
    for entry in rule.bulk:
        target = Target(rule, entry.name, entry.id, type=entry.type, native=entry.native)
        for alias in entry.aliases:
            if alias not in ambiguous:
                yield alias, target


def _ambiguous(rule: Rule) -> frozenset[str]:
    """The aliases of entries that are the name of another, or an alias of several: they tell nothing."""
    owners = {entry.name: entry.name for entry in rule.bulk}
    return frozenset(alias for entry in rule.bulk for alias in entry.aliases if owners.setdefault(alias, entry.name) != entry.name)


def _surnames(rule: Rule) -> Iterator[tuple[str, Target]]:
    """A surname alone stands for the person once the whole name, in any spelling, is in the document."""
    full = tuple(form for form in (rule.name, *rule.also, *rule.for_) if " " in form)
    surname = rule.name.split()[-1]
    target = Target(rule, surname, full_names=full, type=rule.type)
    for last in sorted({form.split()[-1] for form in full} - {surname}):
        if "-" not in last and last[0].isupper():
            yield last, target
