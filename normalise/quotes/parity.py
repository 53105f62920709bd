"""Parity: quotation marks open and close in turn.

Where no mark is lost, doubled or nested this is the right reading nearly always. It is taken without further search
where what it asks to be done is so little that nothing else can come near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.quotes.marks import SINGLE
from normalise.quotes.reading import CLOSE, OPEN, PLAIN
from normalise.quotes.search import MISMATCH, WRONG_LEVEL, Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.quotes.marks import Mark
    from normalise.quotes.reading import Judge

LITTLE = 3.0  # what the damages may cost together …
MORE = 5.5  # … and if there is but one, or but one pair
PLAINLY = 0.3  # what costs no more as an apostrophe is one …
PERHAPS = 2.0  # … and what costs no more, perhaps


def parity(marks: Sequence[Mark], judge: Judge) -> Path | None:
    """The path on which the outer marks open and close in turn and the others are apostrophes, if it is beyond doubt.

    Its cost is 0 if nothing has to be done.
    """
    outer = judge.style.outer
    path, cost, damages, pairs = Path(0.0), 0.0, 0, 0
    for mark in marks:
        plain = judge.plain(mark)
        if plain < PERHAPS:
            if plain > PLAINLY:
                return None
            if outer == SINGLE and (closing := judge.quoting(mark, CLOSE, plain)) and closing.sound:
                return None  # the dogs’ or the end of a quotation?
            path = Path(cost, path.key, path.stack, 0, path, mark, PLAIN)
            continue
        opener = path.stack[0] if path.stack else None
        if mark.joined or (opener and mark.family != opener.family):
            return None
        reading = judge.quoting(mark, CLOSE if opener else OPEN, plain)
        if reading is None:
            return None
        damages += not reading.sound
        cost += reading.cost
        if cost > MORE:
            return None
        if opener is None:
            cost += WRONG_LEVEL if mark.family != outer else 0.0
            path = Path(cost, mark.kind, (mark,), 0, path, mark, OPEN)
        else:
            cost += MISMATCH if opener.script != mark.script else 0.0
            path = Path(cost, "", (), 0, path, mark, CLOSE, opener)
            pairs += 1
    if path.stack or (damages > 1 and pairs > 1 and cost > LITTLE):
        return None
    return path
