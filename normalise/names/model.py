"""The decision: a logistic model over named features, its weights data, its thresholds by the size of the base."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise, repeat
from operator import mul
from typing import TYPE_CHECKING

from normalise.names.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = table("weights")["weights"]
    return weights


def contributions(features: Mapping[str, float]) -> dict[str, float]:
    """What each feature adds to the score, in logits; what speaks against the link is negative."""
    weights = _weights()
    return {name: weights[name] * value for name, value in features.items() if value and name in weights}


def logits(features: Mapping[str, float], weights: Mapping[str, float] | None = None) -> float:
    """The weighted sum of the features, without the bias: what they speak for the link, or against it."""
    weighed: float = sum(map(mul, map((weights or _weights()).get, features, repeat(0.0)), features.values()))
    return weighed


def probability(logits: float, weights: Mapping[str, float] | None = None) -> float:
    """How likely it is, 0 to 1, that the mention is a name of the entity: the logistic of what all features speak."""
    total = (weights or _weights())["bias"] + logits
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def threshold(size: int, kind: str) -> float:
    """The least probability for a `link`, a link in running `text`, or a `suggestion`, in a base of that many entities.

    Between the sizes for which one was fitted it grows with the logarithm of the size.
    """
    fitted: list[tuple[float, float]] = [(math.log10(s), t) for s, t in table("weights")["thresholds"][kind]]
    at = math.log10(max(1, size))
    if at <= fitted[0][0]:
        return fitted[0][1]
    for (low, under), (high, over) in pairwise(fitted):
        if at <= high:
            return under + (over - under) * (at - low) / (high - low)
    return fitted[-1][1]
