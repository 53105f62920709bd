"""Spellings of one name that no list has: two words of a text that differ only by ways to write one letter, or by a kept case ending.

The ways to write a letter are those of `data/scripts.json`: х is kh, h or ch, so any two of these are a pair. Only what is beyond doubt is
taken: endings that make another name (Ivanova, Ostrovnoye, Irpini) are no case endings here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from normalise.names.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

# A second pair of letters needs a longer name, a case ending a stem that is not too short.
_LETTERS_FOR_TWO, _STEM = 7, 4

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґ", "قجغخك"
# Ways to write a letter that are more often the way to write another one: Sara is not Shara, nor Zara, nor Lana Liana, nor Jakubek Jakubec.
_LOSSY = {
    "ж": "z", "ш": "s ch", "ч": "c", "щ": "sh", "ц": "z", "к": "c", "я": "a", "з": "s", "э": "eh", "эй": "ay", "ей": "ay", "х": "x", "ё": "io jo", "ї": "ji yi", "дж": "g",
    "ج": "g", "ق": "g", "ك": "c",
}  # fmt: skip
# Case endings that are nothing else after such a stem, and what the nominative has in their place. Missing on purpose: the genitive in
# -a, since women bear it, and all that might be the nominative of another name.
_ADJECTIVE = ("y", "iy", "yi", "yy", "ij", "ii", "i", "oy", "oi")
_ENDINGS = (
    (re.compile(r"[^aeiouy](?=(?:ogo|oho|omu)\Z)"), _ADJECTIVE),
    (re.compile(r"sk(?=im\Z)|[^aeiouyv](?=ym\Z)"), _ADJECTIVE),
    (re.compile(r"(?:ov|ev|in|yn)(?=(?:ym|om)\Z)|[^aeiouy](?=om\Z)|(?:[cszt]h|ts)(?=em\Z)|[^aeiouy](?=e\Z)"), ("",)),
    (re.compile(r"[^aeiouy](?=u\Z)"), ("", "a")),
)
_LAST = ("ogo", "oho", "omu", "ym", "im", "om", "em", "e", "u")
# Letters and endings that are rare but in names from Russian, Ukrainian or Arabic; and in pairs.
_LOOK = re.compile(
    r"kh|zh|shch|(?<!c)q(?![uv])|(?:[eo]v|[sz]k(?:y|iy|yi|ij|ii|i|yy|aya|oy)|n(?:yi|yy|iy)|(?:l|st|z)ny|enko|(?:ch|i|y)uk|[bkmnv][iy]ch|[ae]nets|[aiy]yan|shvili|adze|[hk]in)\Z"
)
_TELLING_PAIR = re.compile(r"kh|zh|[iy][iy]")


class Variation(NamedTuple):
    """How one spelling differs from another: by `pairs` of letters, each with the letter that both may stand for, and by a case
    `ending` which the first has."""

    pairs: tuple[tuple[str, str, str], ...] = ()
    ending: str = ""

    @property
    def is_telling(self) -> bool:
        """True if hardly any language but those of Cyrillic and Arabic script, written in Latin, mixes these letters."""
        return any(_TELLING_PAIR.search(f"{a} {b}") for a, b, _ in self.pairs)

    def __str__(self) -> str:
        said = [f"{a} and {b} are ways to write {letter}" for a, b, letter in self.pairs]
        return "; ".join([*said, *([f"-{self.ending} is a case ending"] if self.ending else [])])


class Pair(NamedTuple):
    """Two words that may spell one name, the first perhaps with a case ending that the second has not."""

    word: str
    other: str
    variation: Variation


@lru_cache(maxsize=100_000)
def judge(a: str, b: str) -> Pair | None:
    """Two capitalised words as spellings of one name; None if they are none.

    >>> judge("Beschastny", "Bestchastny").variation.pairs, judge("Iran", "Iraq")
    ((('ch', 'tch', 'ч'),), None)
    """
    for word, other in ((a, b), (b, a)):
        found = variation(word.lower(), other.lower())
        if found is not None:
            return Pair(word, other, found)
    return None


@cache
def _pairs() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Two ways to write a letter and the letter, by the first sign of the one."""
    data = table("scripts")
    found: dict[tuple[str, str], str] = {}
    for name, letters in (("cyrillic", _LETTERS[0]), ("pairs", _LETTERS[0]), ("arabic", _LETTERS[1])):
        for letter, ways in data[name].items():
            sound = [way for way in ways if way.isalpha() and way not in _LOSSY.get(letter, "").split()]
            for pair in permutations(sound if set(letter) <= set(letters) else (), 2):
                found.setdefault(pair, letter)
    for after in "aoulr":  # elsewhere c is ts
        found.setdefault((f"c{after}", f"k{after}"), "к")
        found.setdefault((f"k{after}", f"c{after}"), "к")
    return {sign: tuple((a, b, letter) for (a, b), letter in sorted(found.items()) if a[0] == sign) for sign in {a[0] for a, _ in found}}


def variation(a: str, b: str) -> Variation | None:
    """How `a` differs from `b` (both in lower case) if they may spell one name, `a` perhaps with a case ending; else None.

    >>> str(variation("gerassimow", "gerasimov")), str(variation("khmeimime", "hmeimim"))
    ('ss and s are ways to write с; w and v are ways to write в', 'kh and h are ways to write х; -e is a case ending')
    >>> variation("ivanova", "ivanov"), variation("irpini", "irpin"), variation("iraq", "iran")
    (None, None, None)
    """
    found = [Variation(pairs, ending) for base, ending in _bases(a) if (pairs := _differences(base, b)) is not None]
    found = [v for v in found if (v.pairs or v.ending) and (len(v.pairs) < 2 or min(len(a), len(b)) >= _LETTERS_FOR_TWO)]
    return min(found, key=lambda v: (len(v.pairs) + 2 * bool(v.ending), v), default=None)


def _bases(word: str) -> Iterator[tuple[str, str]]:
    """The word itself, and what it may be a case of, each with the ending."""
    yield word, ""
    if not word.endswith(_LAST):
        return
    for stem, nominatives in _ENDINGS:
        m = stem.search(word)
        if m and m.end() >= _STEM:
            for nominative in nominatives:
                yield word[: m.end()] + nominative, word[m.end() :]


def _differences(a: str, b: str) -> tuple[tuple[str, str, str], ...] | None:
    """The fewest pairs of letters, and of these the longest, by which `a` becomes `b`; None if no few do."""
    best: tuple[int, int, tuple[tuple[str, str, str], ...]] | None = None
    paths: list[tuple[int, int, tuple[tuple[str, str, str], ...]]] = [(0, 0, ())]
    while paths:
        i, j, pairs = paths.pop()
        if i == len(a) and j == len(b):
            rank = len(pairs), -sum(len(x) + len(y) for x, y, _ in pairs), pairs
            best = rank if best is None else min(best, rank)
        if i == len(a) or j == len(b):
            continue
        if a[i] == b[j]:
            paths.append((i + 1, j + 1, pairs))
        if len(pairs) < 2:
            paths += [
                (i + len(one), j + len(other), (*pairs, (one, other, letter)))
                for one, other, letter in _pairs().get(a[i], ()) if b.startswith(other, j) and a.startswith(one, i)
            ]  # fmt: skip
    return None if best is None else best[2]


def looks_foreign(word: str) -> bool:
    """True if the spelling of a name points to Russian, Ukrainian or Arabic.

    >>> looks_foreign("Bestchastny"), looks_foreign("Larsson")
    (True, False)
    """
    return _LOOK.search(word.lower()) is not None
