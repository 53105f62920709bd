"""Stops where a rule suddenly fires far more often than its rate so far: a wrong rule, or other text than was thought.

Records in which the rule changed something are counted, in windows of records. Under an unchanged rate, of all such
records those in the window are binomially distributed, with the window's share of all records: the exact conditional
test for two Poisson rates (Przyborowski and Wilenski, Biometrika 1940), here with Chernoff's bound on its tail. A rule
is stopped only if the window is that unlikely and the rate at least several times what it was.
"""

from __future__ import annotations

from math import exp, log
from typing import Any, NamedTuple

WINDOW = 1_000  # records
_BEFORE = 5 * WINDOW  # records that are needed to know a rate
_FEW = 30  # records in a window that say nothing yet
_TIMES = 5.0
_CHANCE = 1e-12  # that a window of one rule stops a sound run; there may be millions of windows and hundreds of rules


class Excess(NamedTuple):
    """A rule that fired in `now` of the last `window` records, and in `before` of the `records` before those."""

    rule: str
    now: int
    window: int
    before: int
    records: int


class RateLimit:
    """Counts records window by window."""

    def __init__(self) -> None:
        self.records = self.window = 0
        self.touched: dict[str, int] = {}
        self.now: dict[str, int] = {}

    def add(self, records: int, touched: dict[str, int]) -> Excess | None:
        """So many records more, and in how many of them each rule changed something; the worst excess, if there is one."""
        self.window += records
        for rule, number in touched.items():
            self.now[rule] = self.now.get(rule, 0) + number
        if self.window < WINDOW:
            return None
        found = [self._excess(rule) for rule in sorted(self.now)] if self.records >= _BEFORE else []
        for rule, number in self.now.items():
            self.touched[rule] = self.touched.get(rule, 0) + number
        self.records += self.window
        self.window, self.now = 0, {}
        return max((one for one in found if one), key=lambda one: one.now, default=None)

    def _excess(self, rule: str) -> Excess | None:
        now, before = self.now[rule], self.touched.get(rule, 0)
        if now < _FEW or now * self.records < _TIMES * before * self.window:
            return None
        unlikely = tail(now, now + before, self.window / (self.window + self.records)) < _CHANCE
        return Excess(rule, now, self.window, before, self.records) if unlikely else None

    def plain(self) -> dict[str, Any]:
        """What was counted, as JSON has it; the attributes of the same names."""
        return vars(self)


def tail(hits: int, trials: int, chance: float) -> float:
    """A bound on the chance of at least so many hits in so many trials (Chernoff).

    >>> tail(5, 10, 0.5), tail(10, 10, 0.5)
    (1.0, 0.0009765625)
    """
    share = hits / trials
    if share <= chance:
        return 1.0
    divergence = share * log(share / chance)
    if share < 1:
        divergence += (1 - share) * log((1 - share) / (1 - chance))
    return exp(-trials * divergence)
