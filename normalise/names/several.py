"""Names of several words in running text: where two words of one stand close together, the finder has a look.

A text in which no word sounds like one of theirs costs a look-up a word; one with such a word, a look at what stands beside it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from normalise.document import occurrences
from normalise.names.finder import find
from normalise.names.gazetteer import Gazetteer
from normalise.names.guards import refusal
from normalise.names.phones import folded, is_generic, phones, plain, skeleton, sounded
from normalise.names.scripts import reading, script
from normalise.names.tables import frequency, nouns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalise.names.gazetteer import Match
    from normalise.schema import Entity

# How far (in characters) around a word the rest of its name is looked for, and how far behind it the next word of that begins.
_REACH = 50
_AHEAD = 8
_LONGEST = 1000
_LEAST_LETTERS, _LEAST_BONES = 4, 4
# In a base of more names than this, words so common in English (Zipf) start nothing; a small one spares the table of words.
_LARGE, _COMMON = 200, 3.0
_MEMORY = 200_000


class Several:
    """A base of names of several words. Not changed after it is built; threads may share it.

    >>> from normalise.schema import Entity
    >>> base = Several([Entity("zor", "Deir ez-Zor", (), ("Дейр-эз-Зор",))])
    >>> text = "They left Deyr-ez-Zour for Homs."
    >>> [(text[m.start : m.end], m.entity.name) for m in base.find(text, frozenset(["They", "Deyr", "Zour", "Homs"]))]
    [('Deyr-ez-Zour', 'Deir ez-Zor')]
    """

    def __init__(self, entities: Iterable[Entity], never: Iterable[str] = ()) -> None:
        entities = list(entities)
        self._base = Gazetteer(entities, never=never)
        self._is_large = len(self._base) > _LARGE
        # The consonants of a word of a name, with those of all words that stand in a name with it.
        self._partners: dict[str, set[str]] = {}
        for entity in entities:
            for name in (entity.name, *entity.aliases, *(reading(n) for n in entity.native if script(n) == "cyrillic")):
                self._add(sounded(name)[0])
        self._bones: dict[str, str] = {}
        # Distinct words that have been met: those beside which it is worth to look, and the others.
        self._near: set[str] = set()
        self._far: set[str] = set()

    def _add(self, words: list[str]) -> None:
        for a, b in permutations(map(skeleton, words), 2):
            if len(a) + len(b) >= _LEAST_BONES:
                self._partners.setdefault(a, set()).add(b)

    def find(self, text: str, words: frozenset[str]) -> list[Match]:
        """The mentions in a text with those distinct capitalised words that have as many words as the name, and are not it; left to right."""
        near = [word for word in words - self._far if word in self._near or self._is_near(word)]
        if not near:
            return []
        places = sorted(span for word in near for span in occurrences(text, word))
        found: dict[tuple[int, int], Match] = {}
        places = [span for span in places if self._has_neighbour(text, *span)]
        for low, high in _stretches(text, places):
            for match in find(self._base, text[low:high], around=[start - low for start, _ in places if low <= start < high]):
                start, end = _without_title(text, match.start + low, match.end + low, match.entity), match.end + low
                if _is_whole(text[start:end], match.entity) and not _is_same(text[start:end], match.entity):
                    found[start, end] = match._replace(start=start, end=end)
            for match in self._titled(text, low, high):
                if all(match.end <= start or end <= match.start for start, end in found):
                    found[match.start, match.end] = match
        return [found[span] for span in sorted(found)]

    def is_far(self, word: str) -> bool:
        """True if the word has been met and starts nothing."""
        return word in self._far

    def _titled(self, text: str, low: int, high: int) -> Iterator[Match]:
        """The persons behind a title: it speaks for a name that is less sure by itself than running text asks for."""
        for title in _title().finditer(text, low, high):
            match = self._base.link(" ".join(title[1].split()))
            if match is None or nouns().get(match.entity.type) not in ("person", "office") or refusal(title[1], match):
                continue
            if _is_whole(title[1], match.entity) and not _is_same(title[1], match.entity):
                evidence = f"{match.evidence}, behind a title"
                yield match._replace(start=title.start(1), end=title.end(1), evidence=evidence)

    def _is_near(self, word: str) -> bool:
        """True if the word sounds like one of a name; of a common one that need not be said, the others of its name will do."""
        if len(self._far) >= _MEMORY:
            self._far.clear()
        common = len(word) < _LEAST_LETTERS or (self._is_large and frequency(word.lower()) >= _COMMON)
        found = not common and self._skeleton(word) in self._partners
        (self._near if found else self._far).add(word)
        return found

    def _skeleton(self, word: str) -> str:
        bones = self._bones.get(word)
        if bones is None:
            if len(self._bones) >= _MEMORY:
                self._bones.clear()
            bones = self._bones[word] = skeleton(phones(folded(word)))
        return bones

    def _has_neighbour(self, text: str, start: int, end: int) -> bool:
        """True if another word of a name that has the word `text[start:end]` stands right beside it."""
        partners = self._partners[self._skeleton(text[start:end])]
        # Nearly always no word beside it has a capital, which is cheap to see; of those before it, one of the last two must.
        ahead = text[end : end + _AHEAD]
        if ahead != ahead.lower() and (after := _after().match(text, end)) and self._skeleton(after[1]) in partners:
            return True
        near = max(0, start - _REACH // 2)
        behind = text[near:start]
        if behind.islower() or "".join(behind.rsplit(None, 2)[-2:]).islower():
            return False
        before = _before().search(text, near, start)
        return before is not None and self._skeleton(before[1]) in partners


def _stretches(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of text around places in order, from space to space, none of them long; those that touch are one."""
    low = high = -1
    for start, end in places:
        if low >= 0 and start - _REACH < high < low + _LONGEST:
            high = end + _REACH
            continue
        if low >= 0:
            yield _to_spaces(text, low, high)
        low, high = max(0, start - _REACH), end + _REACH
    if low >= 0:
        yield _to_spaces(text, low, high)


def _to_spaces(text: str, low: int, high: int) -> tuple[int, int]:
    first, last = text.rfind(" ", max(0, low - _REACH), low), text.find(" ", high, high + _REACH)
    return (first if first >= 0 else low), (last if last >= 0 else high)


def _without_title(text: str, start: int, end: int, entity: Entity) -> int:
    """Where the name itself begins, behind the titles that the finder took with it: they stay."""
    while (word := _first_word().match(text, start, end)) and is_generic(word[1]) and not plain(entity.name).startswith(plain(word[1])):
        start = word.end()
    return start


def _is_whole(surface: str, entity: Entity) -> bool:
    """True if the surface has as many words as the name: “Tayyip Erdogan” is not to become “Recep Tayyip Erdogan”."""
    return 1 < len(sounded(surface)[0]) == len(sounded(entity.name)[0])


def _is_same(surface: str, entity: Entity) -> bool:
    """True if only capitals, hyphens and marks differ: “Erdoğan” is how its bearer writes it."""
    return plain(surface) in map(plain, (entity.name, *entity.aliases))


# Between two words of a name a particle may stand: al, ez, von der is two and rare.
@cache
def _before() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)([A-Z]\w*)[\s-]{1,2}(?:[a-zA-Z]{1,3}[\s-]{1,2})?\Z")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(r"[\s-]{1,2}(?:[a-zA-Z]{1,3}[\s-]{1,2})?([A-Z]\w*)")


@cache
def _first_word() -> re.Pattern[str]:
    return re.compile(r"(\w[\w-]*)\.?\s+(?=\S)")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:General|Gen\.|Colonel|Col\.|Major|Maj\.|Captain|Capt\.|Lieutenant|Lt\.|Commander|Marshal|Admiral|President|Minister|Premier|Governor|Senator|Ambassador|Mayor|Sheikh|Ayatollah)\s+"
        r"([A-Z][\w'’]+(?:[\s-](?:al|el|ad|ar|as|ash|ez)[- \n]{1,2}|[\s-])[A-Z][\w'’]+)(?![\w-]|\s[A-Z])"
    )
