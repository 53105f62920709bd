"""Edits: what a rule proposes, how a set of them is resolved, and how the accepted ones are applied.

Nothing here knows of rules, YAML or names: the layer is useful alone.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` by `replacement`; offsets are code points, half-open.

    `start == end` is an insertion. Edits with the same non-empty `group` stand or fall together. A higher
    `priority` wins over a lower one.

    >>> Edit(4, 7, "Syrian Arab Republic", rule="syria.sar")
    Edit(start=4, end=7, replacement='Syrian Arab Republic', rule='syria.sar', reason='', evidence=(), priority=0, group='')
    """

    start: int
    end: int
    replacement: str
    rule: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()
    priority: int = 0
    group: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit needs 0 <= start <= end, not {self.start}, {self.end}")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `resolve` gives back: `accepted` by position, and pairs (loser, the edit it lost to)."""

    accepted: tuple[Edit, ...]
    rejected: tuple[tuple[Edit, Edit], ...]


def conflict(a: Edit, b: Edit) -> bool:
    """True if both cannot be applied: they overlap, or one is an insertion that touches the other.

    >>> conflict(Edit(0, 4, "x"), Edit(4, 6, "y")), conflict(Edit(0, 4, "x"), Edit(4, 4, "y"))
    (False, True)
    """
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end


class _Accepted:
    """Edits without conflicts among them, by position; finds the one a newcomer conflicts with in log time."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self._at: list[tuple[int, int]] = []

    def rival(self, edit: Edit) -> Edit | None:
        # Accepted edits never overlap, so only the neighbours on either side can be in conflict.
        i = bisect_left(self._at, (edit.start, -1))
        for j in (i - 1, i):
            if 0 <= j < len(self.edits) and conflict(self.edits[j], edit):
                return self.edits[j]
        return None

    def add(self, edit: Edit) -> None:
        i = bisect_left(self._at, (edit.start, edit.end))
        self.edits.insert(i, edit)
        self._at.insert(i, (edit.start, edit.end))


def _order(members: Sequence[Edit]) -> tuple[object, ...]:
    """The total order of DESIGN: priority, longest reach, leftmost, rule id, replacement, and then all that is left."""
    start, end = members[0].start, max(e.end for e in members)
    detail = tuple((e.start, e.end, e.rule, e.replacement, e.group, e.reason, e.evidence) for e in members)
    return (-max(e.priority for e in members), start - end, start, members[0].rule, detail)


def _groups(edits: Iterable[Edit]) -> list[list[Edit]]:
    named: dict[str, list[Edit]] = {}
    groups: list[list[Edit]] = []
    for edit in edits:
        if not edit.group:
            groups.append([edit])
        elif edit.group in named:
            named[edit.group].append(edit)
        else:
            groups.append(named.setdefault(edit.group, [edit]))
    for group in groups:
        group.sort(key=lambda e: (e.start, e.end, e.rule, e.replacement, e.reason, e.evidence))
    return groups


def resolve(edits: Iterable[Edit]) -> Resolution:
    """Accept edits greedily in one total order: priority, longest (a group: its whole reach), leftmost, rule id, replacement.

    An edit or group is accepted if no member conflicts with one accepted before, or with another member of its own
    group. The outcome does not depend on the order of `edits`.

    >>> a, b, c = Edit(0, 4, "A"), Edit(3, 8, "B"), Edit(7, 12, "C")
    >>> [e.replacement for e in resolve([c, a, b]).accepted]
    ['B']
    >>> [e.replacement for e in resolve([c, a]).accepted]
    ['A', 'C']
    """
    edits = sorted(edits, key=attrgetter("start", "end"))
    if not any(conflict(a, b) for a, b in pairwise(edits)):
        return Resolution(tuple(edits), ())  # nearly always
    accepted = _Accepted()
    rejected: list[tuple[Edit, Edit]] = []
    for members in sorted(_groups(edits), key=_order):
        rival = next((r for e in members if (r := accepted.rival(e))), None)
        if rival is None:
            rival = next((b for a, b in pairwise(members) if conflict(a, b)), None)
        if rival is None:
            for edit in members:
                accepted.add(edit)
        else:
            rejected += [(edit, rival) for edit in members]
    return Resolution(tuple(accepted.edits), tuple(rejected))


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with `edits` made, which must be in order of position and free of conflicts (as `resolve` leaves them).

    Raises ValueError if they are not, or reach past the end of the text.

    >>> apply("in the UAR", [Edit(7, 10, "Syrian Arab Republic")])
    'in the Syrian Arab Republic'
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or edit.end > len(text):
            raise ValueError(f"edit {edit.start}-{edit.end} overlaps the one before it or reaches past the text")
        parts += (text[at : edit.start], edit.replacement)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)
