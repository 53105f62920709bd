"""What letters one way of spelling has for another's, and how much that speaks for one name: sj and sh, aja and aya, w and v.

Two spellings are laid side by side, letter by letter; each stretch in which they differ is a *habit*, known by its letters
and by those beside it. Its weight tells how often spellings of one name differ so, and how often those of two names do;
`fit` learnt it from the forms of the entities of a base and from their neighbours in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from normalise.names.compare import levenshtein
from normalise.names.phones import named, without_articles
from normalise.names.tables import table

if TYPE_CHECKING:

    from normalise.schema import Entity

# A stretch longer than this is no habit of letters.
_LONGEST = 4
_BORDER = "|"


_ARABIC = re.compile(r"[āīūēōḩşţḑẕẓ‘]")
# Letters by which a name shows that it is romanised from Greek.
GREEK = re.compile(r"[áéíóúý]")
_ARTICLES = tuple(article + after for article in "Al El Aḑ Aţ Aş As An Ar Az Ash At".split() for after in " -")  # noqa: SIM905
_SLAVIC = tuple("ka ki ky sk s’k s'k ske skoye skiy ov evo ovo eve ove no ivtsi ytsia niki yy aya ets yn ychi iv ev".split())  # noqa: SIM905
_SHCH = re.compile(r"shch\w*\Z")


def tradition(entity: Entity) -> str:
    """The tradition of spelling that an entity's name comes from, as far as its letters and native spellings tell.

    >>> from normalise.schema import Entity
    >>> tradition(Entity("x", "Zelenivka")), tradition(Entity("y", "Şāliḩ")), tradition(Entity("z", "Bern"))
    ('slavic', 'arabic', 'other')
    """
    if entity.type == "person":
        return "person"
    name = entity.name
    marked = not name.isascii()
    if name.startswith(_ARTICLES) or (marked and _ARABIC.search(name)):
        return "arabic"
    if marked and GREEK.search(name):
        return "greek"
    if name.endswith(_SLAVIC) or ("shch" in name and _SHCH.search(name)):
        return "slavic"
    return _by_script(entity.native)


@lru_cache(maxsize=4096)
def _by_script(native: tuple[str, ...]) -> str:
    spelled = "".join(native)
    if re.search(r"[\u0400-\u052f]", spelled):
        return "cyrillic"
    return "semitic" if re.search(r"[\u0600-\u06ff]", spelled) else "other"


def letters(folded: str) -> str:
    """The letters of a folded name that are compared: without articles and words for the kind of a place.

    >>> letters("homs"), letters("ar raqqa")
    ('homs', 'raqqa')
    """
    return " ".join(named(without_articles(folded.split()))) if " " in folded else folded


def habits(a: str, b: str, tradition: str) -> list[str]:
    """The habits by which spellings of such `letters` differ, each from its letters alone to its letters with those on both sides.

    >>> habits("sjukri", "shukri", "other")
    ['j/h', 'other:j/h', 's[j/h', 'j/h]u', 's[j/h]u', '1:1']
    """
    return [habit for stretch in _stretches(a, b) for habit in _named(*stretch, tradition)]


def _stretches(a: str, b: str) -> list[tuple[str, str, str, str]]:
    """The stretches in which the letters differ: those of `a`, those of `b`, and those of `a` before and after."""
    if " " in a and " " in b:
        a, b = _in_order(a, b)
    found = []
    start = other = -1
    for tag, i, _, j, _ in levenshtein().opcodes(a, b).as_list():
        if tag != "equal":
            if start < 0:
                start, other = i, j
        elif start >= 0:
            found.append((a[start:i], b[other:j], a[start - 1] if start else _BORDER, a[i]))
            start = -1
    if start >= 0:
        found.append((a[start:], b[other:], a[start - 1] if start else _BORDER, _BORDER))
    return found


def _named(own: str, other: str, before: str, after: str, tradition: str) -> tuple[str, ...]:
    """The names of a stretch that differs, with the letters beside it."""
    if len(own) > _LONGEST or len(other) > _LONGEST:
        return ("long",)
    habit = f"{own}/{other}"
    return habit, f"{tradition}:{habit}", f"{before}[{habit}", f"{habit}]{after}", f"{before}[{habit}]{after}", f"{len(own)}:{len(other)}"


def _in_order(a: str, b: str) -> tuple[str, str]:
    """The two, their words in alphabetical order if that makes them more alike."""
    distance = levenshtein().distance
    sorted_a, sorted_b = " ".join(sorted(a.split())), " ".join(sorted(b.split()))
    return (sorted_a, sorted_b) if distance(sorted_a, sorted_b) < distance(a, b) else (a, b)


def likelihood(a: str, b: str, tradition: str) -> float:
    """How much the habits by which spellings of such `letters` differ speak for one name (positive) or for two, in logits."""
    weights: dict[str, float] = table("habits")["weights"]
    if a == b:
        return weights["bias"]
    weight = weights.get
    return weights["bias"] + sum([weight(habit, 0.0) for stretch in _stretches(a, b) for habit in _named(*stretch, tradition)])
