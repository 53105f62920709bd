"""Alignment of a text with what it became: hunks, everything between them copied.

The idea is that of CodeMirror's change sets: maps compose, and can be turned round.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalise.edits import Edit


class Hunk(NamedTuple):
    """`source[source_start:source_end]` became `target[target_start:target_end]`; code points, half-open."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Maps offsets and spans of a text to those of what it became, and back.

    `hunks` are in order and do not overlap; what lies between them was copied. Lengths are code points.

    >>> a = Alignment.of_edits(10, [])
    >>> a.to_target(3, 5)
    (3, 5)
    """

    hunks: tuple[Hunk, ...]
    source_length: int
    target_length: int

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """The alignment of a text of `length` code points with itself."""
        return cls((), length, length)

    @classmethod
    def of_edits(cls, length: int, edits: Iterable[Edit]) -> Alignment:
        """The alignment made by applying resolved `edits`, in order of position, to a text of `length` code points.

        >>> from normalise.edits import Edit
        >>> a = Alignment.of_edits(9, [Edit(0, 3, "Syrian Arab Republic")])
        >>> a.to_target(0, 3), a.to_target(4, 9), a.to_source(0, 6)
        ((0, 20), (21, 26), (0, 3))
        """
        hunks: list[Hunk] = []
        shift = 0
        for edit in edits:
            start = edit.start + shift
            hunks.append(Hunk(edit.start, edit.end, start, start + len(edit.replacement)))
            shift += len(edit.replacement) - (edit.end - edit.start)
        return cls(tuple(hunks), length, length + shift)

    def to_target(self, start: int, end: int) -> tuple[int, int]:
        """The span of the target that holds what became of `source[start:end]`; whole hunks where it cuts one.

        Raises ValueError if the span is not within the source.
        """
        return _map(self.hunks, 0, 2, start, end, self.source_length)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source from which `target[start:end]` came; whole hunks where it cuts one.

        Raises ValueError if the span is not within the target.
        """
        return _map(self.hunks, 2, 0, start, end, self.target_length)

    def inverse(self) -> Alignment:
        """The alignment the other way round: of the target with the source."""
        turned = tuple(Hunk(h[2], h[3], h[0], h[1]) for h in self.hunks)
        return Alignment(turned, self.target_length, self.source_length)

    def compose(self, then: Alignment) -> Alignment:
        """The alignment of this source with the target of `then`; hunks of the two that touch become one.

        Associative, with `identity` as its neutral element. Raises ValueError if `then` starts from another length.
        """
        if self.target_length != then.source_length:
            raise ValueError(f"cannot compose: {self.target_length} code points go out, {then.source_length} come in")
        if not then.hunks or not self.hunks:
            hunks = self.hunks or then.hunks
            return Alignment(hunks, self.source_length, then.target_length)
        return Alignment(tuple(_compose(self.hunks, then.hunks)), self.source_length, then.target_length)


def _map(hunks: Sequence[Hunk], ours: int, theirs: int, start: int, end: int, length: int) -> tuple[int, int]:
    """Carry a span over from one side of the hunks to the other; `ours`, `theirs`: index of that side's start."""
    if not 0 <= start <= end <= length:
        raise ValueError(f"span {start}-{end} is not within the {length} code points of the text")
    i = bisect_right(hunks, start, key=lambda h: h[ours + 1])  # the first hunk that ends after `start`
    j = bisect_left(hunks, end, key=lambda h: h[ours]) - 1  # the last hunk that starts before `end`
    if start == end:
        insertions = [h for h in _at(hunks, ours, start, i) if h[ours] == h[ours + 1] or h[ours] < start < h[ours + 1]]
        if insertions:
            return insertions[0][theirs], insertions[-1][theirs + 1]
    cut_left = i < len(hunks) and hunks[i][ours] <= start
    cut_right = j >= 0 and end <= hunks[j][ours + 1]
    left = hunks[i][theirs] if cut_left else _shift(hunks, ours, theirs, i - 1, start)
    right = hunks[j][theirs + 1] if cut_right else _shift(hunks, ours, theirs, j, end)
    return left, max(left, right)


def _at(hunks: Sequence[Hunk], ours: int, offset: int, i: int) -> Sequence[Hunk]:
    """The hunks that touch `offset`; the one at `i` is the first to end after it."""
    while i and hunks[i - 1][ours + 1] == offset:
        i -= 1
    return hunks[i : bisect_right(hunks, offset, key=lambda h: h[ours])]


def _shift(hunks: Sequence[Hunk], ours: int, theirs: int, before: int, offset: int) -> int:
    """A copied offset: moved by as much as the hunk before it moved its end."""
    return offset if before < 0 else offset + hunks[before][theirs + 1] - hunks[before][ours + 1]


def _compose(first: Sequence[Hunk], second: Sequence[Hunk]) -> Iterable[Hunk]:
    """Sweep over the text between the two; a cluster is a run of hunks of either that touch one another there."""
    i = j = 0
    before = after = 0  # by how much the hunks passed so far have moved the offsets, in `first` and in `second`
    while i < len(first) or j < len(second):
        low = min(h for h in (first[i][2] if i < len(first) else None, second[j][0] if j < len(second) else None) if h is not None)
        high, i0, j0 = low, i, j
        last_first = last_second = None
        while True:
            if i < len(first) and first[i][2] <= high and _joins(first[i][2], last_second, i == i0 and j == j0):
                last_first = max(last_first or 0, first[i][3])
                high = max(high, first[i][3])
                i += 1
            elif j < len(second) and second[j][0] <= high and _joins(second[j][0], last_first, i == i0 and j == j0):
                last_second = max(last_second or 0, second[j][1])
                high = max(high, second[j][1])
                j += 1
            else:
                break
        moved_before = sum((h[3] - h[2]) - (h[1] - h[0]) for h in first[i0:i])
        moved_after = sum((h[3] - h[2]) - (h[1] - h[0]) for h in second[j0:j])
        yield Hunk(low - before, high - before - moved_before, low + after, high + after + moved_after)
        before += moved_before
        after += moved_after


def _joins(start: int, reach: int | None, first_of_cluster: bool) -> bool:
    """A hunk joins a cluster if it opens it or touches a hunk of the *other* alignment that is in it."""
    return first_of_cluster or (reach is not None and start <= reach)
