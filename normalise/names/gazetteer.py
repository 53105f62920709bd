"""A base of entities that links unseen spellings of their names to them.

A first version, and a strict one: a spelling is linked only if it has the very consonants of the name, by the classes
on which romanisations agree, its vowels are near, and no other entity is as near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalise.names.keys import plain, skeleton, sounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.schema import Entity

# Endings that machine translation keeps from Russian and Ukrainian cases.
_CASE_ENDINGS = ("e", "a", "u", "i", "y", "om", "em", "oy")
_LEAST_CONSONANTS = 3
_LEAST_LETTERS = 5
_ACCEPT = 0.8


class Match(NamedTuple):
    """A link of a mention to an entity: how sure (0 to 1), where, how, and on what evidence."""

    entity: Entity
    score: float
    start: int
    end: int
    how: str
    evidence: str


class Gazetteer:
    """Entities by the keys of their names; picklable, and not changed after it is built.

    >>> from normalise.schema import Entity
    >>> g = Gazetteer([Entity("hmeimim", "Hmeimim")])
    >>> g.link("Khmeimime").entity.id, g.link("Khmer"), g.link("Hamim")
    ('hmeimim', None, None)
    """

    def __init__(self, entities: Iterable[Entity], *, never: Iterable[str] = ()) -> None:
        self._never = {plain(word) for word in never}
        self._exact: dict[str, Entity] = {}
        self._by_key: dict[str, list[tuple[str, Entity]]] = {}
        for entity in sorted(entities):
            for form in (entity.name, *entity.aliases):
                self._exact.setdefault(plain(form), entity)
                self._by_key.setdefault(skeleton(form), []).append((sounds(form), entity))

    def link(self, mention: str, context: str | None = None) -> Match | None:
        """The entity that `mention` is a spelling of, or None; None too where two entities are equally near."""
        word = plain(mention)
        if word in self._never:
            return None
        if word in self._exact:
            entity = self._exact[word]
            how = "exact" if plain(entity.name) == word else "alias"
            return Match(entity, 1.0, 0, len(mention), how, f"{how}: “{mention}”")
        key = skeleton(word)
        if len(word) < _LEAST_LETTERS or len(key) < _LEAST_CONSONANTS:
            return None
        return self._nearest(mention, sounds(word), self._by_key.get(key, ()))

    def _nearest(self, mention: str, sounded: str, candidates: Iterable[tuple[str, Entity]]) -> Match | None:
        best: dict[str, tuple[float, Entity]] = {}
        for form, entity in candidates:
            score = _similarity(sounded, form)
            if score > best.get(entity.id, (0.0, entity))[0]:
                best[entity.id] = (score, entity)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].id))
        if not ranked or ranked[0][0] < _ACCEPT or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.1):
            return None
        score, entity = ranked[0]
        evidence = f"the same consonants as {entity.name}, vowels {score:.0%} alike"
        return Match(entity, score, 0, len(mention), "fuzzy", evidence)


def _similarity(a: str, b: str) -> float:
    """Likeness of two sounded words, 0 to 1, with the case endings that translation keeps taken off."""
    from rapidfuzz.distance import Levenshtein

    stems = {a, *(a.removesuffix(ending) for ending in _CASE_ENDINGS)}
    return max(Levenshtein.normalized_similarity(stem, b) - 0.02 * (stem != a) for stem in stems if len(stem) > 3)
