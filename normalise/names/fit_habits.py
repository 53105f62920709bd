"""Fit the weights of the habits of spelling: `python -m normalise.names.fit_habits FILE… [--write]`, before `fit`.

The files are those of `fit`. From each base, aliases and whole entities are held out: what the base then offers for a
held-out alias is its own entity (a pair of spellings of one name) and others (pairs of two), for an entity only others.
Entities that the mentions of a file name are held out of all this, so that the cross-validation of `fit` stays honest.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING
from zlib import crc32

from normalise.names.candidate import Mention
from normalise.names.fit import descend, entities_of, load
from normalise.names.gazetteer import Gazetteer
from normalise.names.habits import habits, letters, tradition
from normalise.names.linker import candidates
from normalise.names.phones import folded, plain
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# One entity in so many is held out, each time others; so often a base is divided.
_OUT_OF = 7
_TIMES = 4
_CANDIDATES = 4
_LEAST_SEEN = 12
_LEAST_WEIGHT = 0.2
_PENALTY = 2.0
_EPOCHS = 25


def pairs(entities: Sequence[Entity], named: frozenset[str], time: int) -> Iterator[tuple[str, str, str, bool]]:
    """Pairs of spellings near each other, as letters, with the tradition of the second, and whether they are of one entity."""
    kept: list[Entity] = []
    sought: list[tuple[str, str]] = []
    for entity in entities:
        chance = crc32(f"{time}{entity.id}".encode())
        alias = entity.aliases[(chance >> 8) % len(entity.aliases)] if entity.aliases else ""
        others = tuple(other for other in entity.aliases if other != alias)
        if entity.name in named:
            kept.append(entity)
        elif chance % _OUT_OF == 0:
            sought.append((entity.name if chance >> 20 & 1 else alias or entity.name, ""))
        elif not alias or plain(alias) in map(plain, (entity.name, *others)):
            kept.append(entity)
        else:
            kept.append(Entity(entity.id, entity.name, others, entity.native, entity.type))
            sought.append((alias, entity.id))
    base = Gazetteer(kept)
    for name, owner in dict.fromkeys(sought):
        if base._exact(name, plain(name)) is None:
            for one in candidates(base._store, Mention(name))[:_CANDIDATES]:
                yield letters(folded(name)), letters(folded(one.form)), tradition(one.entity), one.entity.id == owner


def fit(examples: Iterable[tuple[str, str, str, bool]]) -> dict[str, float]:
    """The weights by habit, with the `bias`."""
    columns: dict[str, dict[int, float]] = {}
    right: list[tuple[float, float]] = []
    for mention, form, origin, is_one in examples:
        for habit in habits(mention, form, origin):
            column = columns.setdefault(habit, {})
            column[len(right)] = column.get(len(right), 0.0) + 1.0
        right.append((float(is_one), 1.0))
    frequent = {habit: list(column.items()) for habit, column in sorted(columns.items()) if len(column) >= _LEAST_SEEN}
    weights = descend(frequent, dict.fromkeys(frequent, _PENALTY), right, _EPOCHS)
    return {habit: round(weight, 2) for habit, weight in weights.items() if abs(weight) >= _LEAST_WEIGHT or habit == "bias"}


def main(arguments: Sequence[str]) -> None:
    """Read the files, and with `--write` replace the weights that ship."""
    files = [load(path) for path in arguments if not path.startswith("--")]
    named = frozenset(gold for data in files for _, gold, *_ in data["mentions"] if gold)
    examples = [pair for data in files for time in range(_TIMES) for pair in pairs(entities_of(data), named, time)]
    weights = fit(dict.fromkeys(examples))
    print(len(examples), "pairs,", len(weights), "habits")  # noqa: T201
    if "--write" in arguments:
        path = os.path.join(os.path.dirname(__file__), "data", "habits.json")
        with open(path, encoding="utf-8") as file:
            shipped = json.load(file)
        shipped["weights"] = weights
        with open(path, "w", encoding="utf-8") as file:
            json.dump(shipped, file, ensure_ascii=False, indent=0, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
