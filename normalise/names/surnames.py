"""Persons by their surname alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.names.phones import plain
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable


def by_surname(entities: Iterable[Entity]) -> list[Entity]:
    """Each person of several words as one who is named by the surname alone; none of two with the same surname.

    >>> by_surname([Entity("m", "Jim Mattis", ("James Mattis",), ("Джеймс Мэттис",), "person"), Entity("r", "Raqqa", type="city")])
    [Entity(id='m', name='Mattis', aliases=(), native=('Мэттис',), type='person')]
    """
    bearers: dict[str, list[Entity]] = {}
    for entity in entities:
        if entity.type == "person" and len(entity.name.split()) > 1:
            aliases = {_surname(alias) for alias in entity.aliases if len(alias.split()) > 1}
            native = {_surname(spelled) for spelled in entity.native if len(spelled.split()) > 1}
            surname = _surname(entity.name)
            alone = Entity(entity.id, surname, tuple(sorted(aliases - {surname})), tuple(sorted(native)), entity.type)
            bearers.setdefault(plain(surname), []).append(alone)
    return [entity for group in bearers.values() if len(group) == 1 for entity in group]


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]
