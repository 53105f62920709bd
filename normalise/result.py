"""What `apply` gives back: the text, and every change with its grounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from normalise.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalise.align import Alignment


class Part(NamedTuple):
    """What one rule had to do with a change: `before` is what it saw there, which another rule may have made."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """`before` at `start:end` of the given text (code points, half-open) became, or might become, `after`.

    `rules` are the ids of the rules that had a part in it; `evidence` is what decided, piece by piece, and `reason`
    says it in words. Changes with the same non-empty `group` belong together: both marks of a pair, an article and its noun.
    `parts` takes a change apart that several edits went into, in the order in which they were made.
    """

    start: int
    end: int
    before: str
    after: str
    rules: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]
    safety: str
    group: str = ""
    # Empty where one rule did all of it.
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSetInfo:
    """Which rules made a result: names and versions of the sets, and all else that decides the outcome."""

    names: tuple[str, ...]
    versions: tuple[str, ...]
    ingredients: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with anything that can change an outcome: rules, selection, safety, version."""
        import hashlib  # loads OpenSSL, which the start of the filter can do without

        return hashlib.sha256(self.ingredients.encode()).hexdigest()[:16]


class Account(NamedTuple):
    """What a result says besides its text; see there."""

    changes: tuple[Change, ...]
    suggestions: tuple[Change, ...]
    rejected: tuple[tuple[Change, Change | str], ...]
    alignment: Alignment


class _Accountable:
    """A result whose account is drawn up when something of it is first asked for: many want the text alone."""

    __slots__ = ("_draw_up",)

    if not TYPE_CHECKING:  # else any name would pass for an attribute

        def __getattr__(self, name: str) -> Any:
            """An attribute that is not there yet."""
            if name in Account._fields and (draw_up := self._draw_up) is not None:
                for field_name, value in zip(Account._fields, draw_up(), strict=True):
                    object.__setattr__(self, field_name, value)
                object.__setattr__(self, "_draw_up", None)  # last: another thread may be here too
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class Result(_Accountable):
    """The text with its changes, and what was weighed and not done.

    `suggestions` are changes for a person to decide; `rejected` pairs a change with the change or guard it lost to;
    `unsettled` names the rules to blame if the text did not settle, and then nothing was changed; `timed_out` says that
    the pattern of that rule took too long.
    """

    text: str
    changes: tuple[Change, ...]
    suggestions: tuple[Change, ...]
    rejected: tuple[tuple[Change, Change | str], ...]
    alignment: Alignment
    unsettled: tuple[str, ...]
    ruleset: RuleSetInfo
    timed_out: bool = False

    @classmethod
    def accounted_later(
        cls, text: str, draw_up: Callable[[], Account], unsettled: tuple[str, ...], ruleset: RuleSetInfo, *, timed_out: bool
    ) -> Result:
        """A result that calls `draw_up` once its account is asked for; nobody can tell it from one that has it."""
        made, put = cls.__new__(cls), object.__setattr__
        put(made, "text", text)
        put(made, "unsettled", unsettled)
        put(made, "ruleset", ruleset)
        put(made, "timed_out", timed_out)
        put(made, "_draw_up", draw_up)
        return made

    def undo(self) -> str:
        """The given text, from `text` and `changes` alone."""
        return undo(self.text, self.changes)


def undo(text: str, changes: Iterable[Change]) -> str:
    """The text to which `changes` were made to give `text`. Raises ValueError if they cannot have been.

    >>> undo("the IS", [Change(4, 6, "IG", "IS", ("syria.ig",), "", (), "safe")])
    'the IG'
    """
    return apply(text, reverse(text, changes))


def reverse(text: str, changes: Iterable[Change]) -> list[Edit]:
    """The edits of `text` that undo the changes which gave it. Raises ValueError if they cannot have."""
    edits = []
    shift = 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        start = change.start + shift
        end = start + len(change.after)
        if text[start:end] != change.after:
            raise ValueError(f"at {start} there should be {change.after!r}, not {text[start:end]!r}: not the text these changes gave")
        edits.append(Edit(start, end, change.before))
        shift += len(change.after) - len(change.before)
    return edits
