"""Which words may be names of a small base at all: told by the keys under which its forms are filed, at little cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.names.phones import keys, label, skeleton, sounded
from normalise.names.store import BARE, filed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.schema import Entity

# Forms that share no more than this of their sounds with a mention are no candidates (`linker`).
_LEAST_ALIKE = 0.6
# Letters that sound the same wherever they stand: a key has those of its word, but for a sound that it leaves out.
_FIRM = frozenset("blmnr")


class Sieve:
    """What it holds back `Gazetteer.link` would link to nothing.

    >>> from normalise.schema import Entity
    >>> sieve = Sieve([Entity("hmeimim", "Hmeimim", native=("Хмеймим",))])
    >>> sieve.let_through(["Khmeymeem", "Himself", "Thursday"])
    frozenset({'Khmeymeem'})
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._forms: dict[str, set[str]] = {}
        for entity in entities:
            for sounds, key in filed(entity):
                self._forms.setdefault(key, set()).add(sounds)
        firm = [_FIRM.intersection(key) for key in self._forms]
        self._needed = frozenset.intersection(*firm) if firm else frozenset()
        self._strange = _FIRM.difference(*firm)

    def let_through(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words that share a key with a form of the base, and may be like it."""
        return frozenset(word for word in words if self._has_letters(word.lower()) and self._shares_key(word))

    def _has_letters(self, low: str) -> bool:
        """False for most words that share no key."""
        if not (low.isascii() and low.isalpha()):
            return True
        for letter in self._needed:  # mostly one; a generator would take thrice as long
            if letter not in low:
                return False
        return sum(map(low.__contains__, self._strange)) < 2

    def _shares_key(self, word: str) -> bool:
        words, _ = sounded(word)
        bones = skeleton("".join(words))
        if f"={label(word)}" in self._forms:
            return True
        shared = self._forms.keys() & (keys(words, bones) if words else ())
        return any(len(words) > 1 or _may_be_like(words[0], form) for key in shared for form in self._forms[key])


def _may_be_like(heard: str, form: str) -> bool:
    """False if too few sounds are common to both, in whatever order."""
    common = sum(min(heard.count(sound), form.count(sound)) for sound in set(heard))
    return form.startswith(BARE) or common >= _LEAST_ALIKE * max(len(heard), len(form))
