"""From a mention to the entities that it may be a name of: those near it by key and by sound, each described by features."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from normalise.names.candidate import Candidate, Mention, candidate
from normalise.names.compare import fuzz, similarity
from normalise.names.features import detail, features, outline
from normalise.names.model import logits, probability
from normalise.names.phones import keys, skeleton
from normalise.names.store import BARE

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from normalise.names.store import Store

# Entities looked at closely, of all that share a key, and how much less alike than the nearest they may be; and further ones
# of the same consonants in Arabic script.
_CLOSE = 4
_FURTHER = 0.12
_BARE = 3
# Forms that share no more than this with the mention are no candidates; in a base that large, where nearly every word has
# neighbours, they must share more.
_LEAST_ALIKE = 0.6
VERY_LARGE = 30_000
_MORE_ALIKE = 0.7
# Where one of the same consonants is as much like the mention, the name is among them: forms with others are not sought.
_ALIKE = 0.9
# Sounds by which a form may be longer or shorter than a short mention.
_SPREAD = 1
_LARGE = 2000
# Entities that the model is asked about: so many, and none whose cost is so much above the least.
_RANKED = 4
_BEHIND = 0.3
# A mention that costs more than this for each sound is not sure enough for running text.
_FAR_IN_TEXT = 0.25
# Where a candidate costs no more than this, other readings of the mention are not tried.
_NEAR = 0.9
MORE_LIKELY_THAN_NOT = 0.5
# Of two entities as near as each other, of which each is likelier than this, none is taken.
NOT_UNLIKELY = 0.25
# What the comparison tells speaks so much against a candidate (in logits) that the spellings cannot make it likely.
_HOPELESS = -3.4
# Endings with a consonant that Lithuanian and Greek hang on a name, and of the stem's keys those with nothing left out.
_HUNG = re.compile(r"(?<=[^aeiou ][aeiou][^aeiou ])i?(?:[aeiou]s|on)\Z")
_HUNG_LAST = "sn"
_EXACT = 2


class Likeliest(NamedTuple):
    """The entity that a mention is most likely a name of, how likely (0 to 1), and whether it is a way to write a native spelling."""

    score: float
    candidate: Candidate
    is_rendering: bool


def likeliest(store: Store, mention: Mention, *, strict: bool = False) -> Likeliest | None:
    """The likeliest candidate, if there is any; none if two as near may both be meant. One that is ends the search: none further off can be.

    `strict`: none if all are further off than running text allows.
    """
    best: Likeliest | None = None
    near = candidates(store, mention, strict=strict)
    if strict and not any(map(_is_near, near)):
        return None
    for one, others in _ranked(near):
        if best is not None and best.score > MORE_LIKELY_THAN_NOT and one.cost > best.candidate.cost:
            break
        told = logits(outline(one, others, store.size))
        if told < _HOPELESS:
            continue
        spelled = detail(mention, one)
        score = probability(told + logits(spelled))
        if best is not None and one.cost == best.candidate.cost and min(score, best.score) > NOT_UNLIKELY:
            return None
        if best is None or (score, best.candidate.number) > (best.score, one.number):
            best = Likeliest(score, one, "rendering" in spelled)
    return best


def described(store: Store, mention: Mention) -> Iterator[tuple[Candidate, dict[str, float]]]:
    """The candidates that are near enough to the nearest, nearest first, each with its features."""
    for one, others in _ranked(candidates(store, mention)):
        yield one, features(mention, one, others, store.size)


def _ranked(near: list[Candidate]) -> Iterator[tuple[Candidate, list[Candidate]]]:
    """The candidates worth describing, each with the others."""
    for place, one in enumerate(near[:_RANKED]):
        if one.cost <= near[0].cost + _BEHIND:
            yield one, [other for other in near if other is not one] if place else near[1:]


def candidates(store: Store, mention: Mention, *, strict: bool = False) -> list[Candidate]:
    """The entities near a mention, nearest first; `strict`: none if in a large base all are too far off as the mention reads at first."""
    found = _read(store, mention)
    if strict and store.size > _LARGE and not any(map(_is_near, found)):
        return []
    if all(one.cost > _NEAR for one in found) and not (store.size > _LARGE and all(mention.common())) and (others := mention.otherwise()):
        found = _merged(found, [one._replace(otherwise=True) for other in others for one in _read(store, other)])
    return found if len(found) < 2 else sorted(found, key=lambda one: (one.cost, one.place, one.number))


def _is_near(one: Candidate) -> bool:
    """True for a candidate near enough for running text."""
    return one.cost <= _FAR_IN_TEXT * (one.comparison.length + 1)


def _read(store: Store, mention: Mention) -> list[Candidate]:
    return [one for number in _near(store, mention) if (one := candidate(mention, store, number)) is not None]


def _merged(found: list[Candidate], others: list[Candidate]) -> list[Candidate]:
    """Each entity once, in the reading that comes nearest."""
    best = {one.number: one for one in found}
    for other in others:
        if other.number not in best or other.cost < best[other.number].cost:
            best[other.number] = other
    return list(best.values())


def _near(store: Store, mention: Mention) -> list[int]:
    """The numbers of the entities whose forms come nearest to the sounds of a mention, the nearest first."""
    if not mention.words:
        return []
    heard, bones, english = mention.heard, mention.bones, mention.is_english()
    near, numbers = _filed(store, mention, exact=english)
    if not near:
        return []
    if english:
        nearest = [near.index(heard)] if heard in near else []
    else:
        nearest = _nearest(heard, near, _MORE_ALIKE if store.size > VERY_LARGE else _LEAST_ALIKE)
        if not nearest and len(mention.words) > 1:
            nearest = _reordered(heard, near)
    if len(nearest) == 1:
        found = list(store.bearers(numbers[nearest[0]])[:_CLOSE])
    else:
        found = list(dict.fromkeys([number for place in nearest for number in store.bearers(numbers[place])]))[:_CLOSE]
    bare = BARE + bones
    if bare in near:
        found += [number for number in store.bearers(numbers[near.index(bare)])[:_BARE] if number not in found]
    return found


def _filed(store: Store, mention: Mention, *, exact: bool) -> tuple[list[str], array[int]]:
    """The sounds that share a key with the mention, and their numbers: those of the same consonants, and unless one of them is alike or asked
    for `exact`ly, all others."""
    heard, bones, length = mention.heard, mention.bones, len(mention.heard)
    spread = 0 if exact and store.size > _LARGE else _SPREAD + length // 6
    near, numbers = store.near((bones,), length - spread, length + spread)
    if exact or (near and fuzz().process.extractOne(heard, near, scorer=similarity(), score_cutoff=_ALIKE)):
        return near, numbers
    searches = [(keys(mention.words, bones)[1:], length - spread, length + spread)]
    if heard[-1] in _HUNG_LAST and (stem := _HUNG.sub("", heard)) != heard:
        searches.append((keys([stem], skeleton(stem))[:_EXACT], len(stem) - 1, length))
    for filed_under, shortest, longest in searches:
        more, their_numbers = store.near(filed_under, shortest, longest)
        near += more
        numbers += their_numbers
    return near, numbers


def _nearest(mention: str, near: list[str], least: float) -> list[int]:
    """The places of the sounds that are most like the mention; each once, though they are there several times."""
    places: dict[str, int] = {}
    for heard, score, place in (alike := fuzz().process.extract(mention, near, scorer=similarity(), limit=None, score_cutoff=least)):
        if score < alike[0][1] - _FURTHER:
            break
        places.setdefault(heard, place)
    return list(places.values())[:_CLOSE]


def _reordered(mention: str, near: list[str]) -> list[int]:
    """The places of the sounds that have most nearly the same words in another order."""
    alike = fuzz().process.extract(mention, near, scorer=fuzz().fuzz.token_sort_ratio, limit=None, score_cutoff=80)
    return list({heard: place for heard, _, place in alike}.values())[:2]
