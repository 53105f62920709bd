"""What a built-in transform proposes: a few edits that belong together, and why."""

from __future__ import annotations

from typing import NamedTuple


class Repair(NamedTuple):
    """Edits (start, end, replacement) that stand or fall together; code points, half-open, in order, apart.

    `kind` is the class of damage in a word or two; `reason` one sentence for a reader. `sure` is False for what is
    only to be suggested.
    """

    edits: tuple[tuple[int, int, str], ...]
    kind: str
    reason: str
    sure: bool = True
    evidence: tuple[str, ...] = ()
