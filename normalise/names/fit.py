"""Fit the weights of the decision: `python -m normalise.names.fit FILE… [--text FILE] [--write]`.

Each FILE is JSON (or .json.gz): {"entities": [{id, canonical, aliases, native, kind}], "mentions": [[mention, canonical
or null, …]], "absent_from_text": [id, …]}. The text is JSON Lines of [[word, …], …]: sentences that hold no name of the
entities listed as absent, so that all they offer is to be refused. The weights shipped were fitted on the development
half of the project's benchmark of names, at 300, 10 000 and 100 000 entities; thresholds were chosen by
cross-validation on the same.

The model is logistic over named features. It has an L2 penalty on features scaled by their spread, and is fitted by
coordinate descent; no other library is needed. Differences of single sounds that are seen too seldom are left out.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from normalise.names.candidate import Mention
from normalise.names.gazetteer import Gazetteer, Match
from normalise.names.guards import refusal
from normalise.names.linker import MORE_LIKELY_THAN_NOT, NOT_UNLIKELY, described
from normalise.names.model import logits, probability
from normalise.names.phones import plain
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Sequence

_PENALTY = 20.0
_EPOCHS = 60
_FOLDS = 8
_LEAST_SEEN = 4
# What a stretch of running text, and a name with the surname first, weighs beside a mention. One person in so many is turned.
_TEXT_WEIGHT = 0.3
_TURNED_WEIGHT = 0.4
_TURNED = 12
# Features are divided by their spread, but a rare one by no less than this, so that the penalty holds it down.
_LEAST_SPREAD = {True: 0.15, False: 0.05}
_SIZES = (300, 10_000, 100_000)
# The precision that a link must have in bases of those sizes.
_PRECISION = {300: 0.972, 10_000: 0.962, 100_000: 0.952}


class Row(NamedTuple):
    """A mention with its candidates and their features; `sure` if it was linked without the model; its `weight` in the fit."""

    mention: str
    gold: str | None
    candidates: list[tuple[str, dict[str, float]]]
    sure: bool
    fold: int
    weight: float = 1.0


class Data(NamedTuple):
    """The rows of a base of `size` entities: of its mentions, and those made from running text and by turning names."""

    size: int
    rows: list[Row]
    made: list[Row]


def read(path: str, sentences: Sequence[str] = ()) -> Data:
    """The rows of a file of entities and mentions, and of sentences without a name of those that are absent from text."""
    data = load(path)
    entities = entities_of(data)
    base = Gazetteer(entities)
    rows = [_row(base, mention, gold) for mention, gold, *_ in data["mentions"]]
    absent = frozenset(data.get("absent_from_text", ()))
    made = _refused(Gazetteer(e for e in entities if e.id in absent), sentences) + _turned(base, entities)
    return Data(len(base), rows, made)


def _turned(base: Gazetteer, entities: Sequence[Entity]) -> list[Row]:
    """Some persons with the surname first: mentions of full names seldom come so, but they do, and nothing else differs."""
    persons = [e for e in entities if e.type == "person" and " " in e.name and crc32(e.id.encode()) % _TURNED == 0]
    rows = []
    for person in persons:
        *given, surname = person.name.split()
        rows.append(_row(base, " ".join((surname, *given)), person.name)._replace(weight=_TURNED_WEIGHT))
    return rows


def load(path: str) -> Any:
    """What a file of entities and mentions holds."""
    with _opened(path) as file:
        return json.load(file)


def entities_of(data: Any) -> list[Entity]:
    """The entities of a file."""
    return [Entity(e["id"], e["canonical"], tuple(e["aliases"]), tuple(e["native"]), e["kind"]) for e in data["entities"]]


def _opened(path: str) -> Any:
    opener: Any = gzip.open if path.endswith(".gz") else open
    return opener(path, "rt", encoding="utf-8")


def _refused(base: Gazetteer, sentences: Sequence[str]) -> list[Row]:
    """The stretches of running text that come near a name of the base, none of which is one."""
    for sentence in sentences:
        base.find(sentence)
    rows = [_row(base, mention, None)._replace(weight=_TEXT_WEIGHT) for mention in base._judged]
    return [row for row in rows if row.candidates and not row.sure and not _is_refused(base, row)]


def _is_refused(base: Gazetteer, row: Row) -> bool:
    """True if the guards hold the nearest candidate back, whatever its score."""
    nearest = next(described(base._store, Mention(row.mention)))[0]
    return bool(refusal(row.mention, Match(nearest.entity, 0.9, 0, 0, "fuzzy", "")))


def _row(base: Gazetteer, mention: str, gold: str | None) -> Row:
    fold = crc32((gold or mention).encode()) % _FOLDS  # spellings of one entity are judged by weights that saw none of them
    exact = base._exact(mention, plain(mention))
    if exact is not None:
        return Row(mention, gold, [(exact.entity.name, {})], True, fold)
    return Row(mention, gold, [(c.entity.name, found) for c, found in described(base._store, Mention(mention))], False, fold)


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weights by name, with the `bias`."""
    examples = [(found, float(name == row.gold), row.weight) for row in rows if not row.sure for name, found in row.candidates]
    columns: dict[str, list[tuple[int, float]]] = {}
    for k, (found, *_) in enumerate(examples):
        for name, value in found.items():
            if value:
                columns.setdefault(name, []).append((k, value))
    columns = {name: column for name, column in sorted(columns.items()) if ":" not in name or len(column) >= _LEAST_SEEN}
    penalties = {
        name: _PENALTY * max(sum(v * v for _, v in column) / len(examples), _LEAST_SPREAD[":" in name] ** 2)
        for name, column in columns.items()
    }
    weights = descend(columns, penalties, [(y, weight) for _, y, weight in examples], _EPOCHS)
    return {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= 0.0005}


def descend(
    columns: dict[str, list[tuple[int, float]]], penalties: dict[str, float], right: list[tuple[float, float]], epochs: int,
) -> dict[str, float]:  # fmt: skip
    """The weights of a logistic model with an L2 penalty, by Newton steps for one weight at a time.

    `columns`: for each feature the examples that have it, and its value; `right`: what each score should be, and its weight.
    """
    scores = [0.0] * len(right)
    all_columns = {"bias": [(k, 1.0) for k in range(len(right))], **columns}
    weights = dict.fromkeys(all_columns, 0.0)
    for _ in range(epochs):
        for name, column in all_columns.items():
            penalty = penalties.get(name, 0.0)
            slope, curve = -penalty * weights[name], penalty + 1e-6
            for k, value in column:
                p = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, scores[k]))))
                wanted, heft = right[k]
                slope += heft * (wanted - p) * value
                curve += heft * p * (1.0 - p) * value * value
            step = max(-1.0, min(1.0, slope / curve))
            weights[name] += step
            for k, value in column:
                scores[k] += step * value
    return weights


def threshold(data: Data, weights: Sequence[dict[str, float]], precision: float) -> tuple[float, tuple[float, float, float]]:
    """The threshold with the best F0.5 at that precision or more, and its precision, recall and F0.5.

    `weights`: for each fold those that were fitted without it.
    """
    judged = sorted(((*_best(row, weights[row.fold]), row.gold) for row in data.rows if row.candidates), key=lambda j: -j[0])
    known = sum(row.gold is not None for row in data.rows)
    best = (1.0, (1.0, 0.0, 0.0))
    right = wrong = 0
    for least, got, gold in judged:
        right, wrong = right + (got == gold), wrong + (got != gold)
        p, r = right / (right + wrong), right / known
        f = 1.25 * p * r / (0.25 * p + r) if p + r else 0.0
        if p >= precision and f > best[1][2] and least < 1.0:
            best = (least, (p, r, f))
    return best


def _best(row: Row, weights: dict[str, float]) -> tuple[float, str]:
    if row.sure:
        return 1.0, row.candidates[0][0]
    best = (0.0, "")
    for name, found in row.candidates:  # as `linker.likeliest` has it; those further off than the first have a margin below nought
        if best[0] > MORE_LIKELY_THAN_NOT and found["margin"] < 0:
            break
        judged = probability(logits(found, weights), weights)
        if found["margin"] == 0 and min(judged, best[0]) > NOT_UNLIKELY:
            return 0.0, ""
        best = max(best, (judged, name))
    return best


def main(arguments: Sequence[str]) -> None:
    """Read the files, print the figures of a cross-validation, and with `--write` replace the weights that ship."""
    paths = [path for path in arguments if not path.startswith("--")]
    sentences: list[str] = []
    if "--text" in arguments:
        path = arguments[arguments.index("--text") + 1]
        paths.remove(path)
        with _opened(path) as file:
            sentences = [" ".join(json.loads(line)[0]) for line in file]
    data = [read(path, sentences) for path in paths]
    every = [row for part in data for row in (*part.rows, *part.made)]
    without = [fit([row for row in every if row.fold != fold]) for fold in range(_FOLDS)]
    links = []
    for part in data:
        nearest = min(_SIZES, key=lambda size: abs(size - part.size))
        least, figures = threshold(part, without, _PRECISION[nearest])
        links.append([part.size, round(least, 3)])
        print(part.size, f"threshold {least:.3f}: P {figures[0]:.4f} R {figures[1]:.4f} F0.5 {figures[2]:.4f}")  # noqa: T201
    if "--write" in arguments:
        path = os.path.join(os.path.dirname(__file__), "data", "weights.json")
        with open(path, encoding="utf-8") as file:
            shipped = json.load(file)
        shipped["weights"] = fit(every)
        shipped["thresholds"]["link"] = links
        with open(path, "w", encoding="utf-8") as file:
            json.dump(shipped, file, indent=1, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
