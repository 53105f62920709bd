"""Names that no rule lists, spelled in more than one way within a document: unified, or that is suggested."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from normalise.casing import article_before
from normalise.document import CAPITALISED
from normalise.edits import Edit
from normalise.glance import Literals
from normalise.kinds.base import Proposal, frame_that_matches
from normalise.kinds.bearers import TITLES, names_before
from normalise.talk import speaks_of_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from normalise.document import Document
    from normalise.kinds.base import Entities, Evidence, Proposer
    from normalise.names.unlisted import Pair, Variation
    from normalise.schema import Rule

# Shorter words have too many neighbours; so have words that share their key with more than these. No name is longer.
_LEAST_LETTERS, _MOST_LETTERS = 5, 40
_MOST_NEIGHBOURS = 12
_MEMORY = 200_000
# One code for the consonants that some pair of spellings takes for one another; vowels but a say nothing.
# (Of bytes, since to translate a str takes four times as long.)
_CODES, _SILENT = bytes.maketrans(b"cdghjkqstxzw", b"kkkkkkkkkkkv"), b"eiouy"
# What a case ending may add to the end of a key, and what the first letter may be one of.
_ENDING = "kma"
_FIRST = {"e": "i", "y": "i", "o": "u", **dict.fromkeys("cdghjkqstxz", "k"), "w": "v", "f": "p"}

# In a document with so many names that look so, names are from there.
_ENOUGH = 3
# What stands between two names that a text sets side by side.
_BETWEEN = r"(?:,|/| \(|;)?\s*(?:(?:and|or|vs\.?|versus|&|not|aka|also|alias)\s+)*(?:[A-Z][\w.'’-]*\s+){0,2}?"
# More common words beside a name belong to the sentence.
_COMMON = 4.9


def compile_rules(rules: Sequence[Rule], entities: Entities) -> list[Proposer]:
    """A proposer for each rule."""
    return [UnlistedProposer(rule, entities) for rule in rules]


class _Keys:
    """The key of each word that may be a name of ours: the same for all spellings that may be paired.

    It stands here and is crude so that a text without two near words loads nothing of `names`. Words that share a key and
    are `common` are forgotten for good, so that in the long run a text costs one look-up a word.
    """

    def __init__(self, common: Callable[[str], bool], known: Callable[[str], bool]) -> None:
        self._common, self._known = common, known
        self._keys: dict[str, str] = {}
        self._none: set[str] = set()

    def near(self, words: frozenset[str]) -> list[tuple[str, str]]:
        """Pairs of words that share a key, in order; no common ones, but some that English knows."""
        words -= self._none
        keys = [*map(self._keys.get, words)]
        if None in keys:
            self._learn(word for word, key in zip(words, keys, strict=True) if key is None)
            return self.near(words)
        if len(set(keys)) == len(keys):
            return []
        groups: dict[str | None, list[str]] = {}
        for word, key in zip(words, keys, strict=True):
            groups.setdefault(key, []).append(word)
        groups_left = (self._left(group, self._common) for group in groups.values() if len(group) > 1)
        left = (group if len(group) <= _MOST_NEIGHBOURS else self._left(group, self._known) for group in groups_left)
        return sorted(pair for group in left if len(group) <= _MOST_NEIGHBOURS for pair in combinations(group, 2))

    def _learn(self, words: Iterable[str]) -> None:
        if len(self._keys) + len(self._none) >= _MEMORY:
            self._keys, self._none = {}, set()
        for word in words:
            if key := key_of(word):
                self._keys[word] = key
            else:
                self._none.add(word)

    def _left(self, group: list[str], known: Callable[[str], bool]) -> list[str]:
        """The words of the group that are not known, in order; the others are forgotten for good."""
        forgotten = {word for word in group if known(word)}
        self._none |= forgotten
        return sorted(word for word in group if word not in forgotten)


def key_of(word: str) -> str:
    """The key of a word; empty if it is no name of ours.

    >>> key_of("Beschastny"), key_of("Bestchastny"), key_of("Gerasimov") == key_of("Herasimow"), key_of("NATO")
    ('bbkakn', 'bbkakn', True, '')
    """
    if not (_LEAST_LETTERS <= len(word) <= _MOST_LETTERS and word.isascii() and word.isalpha() and word.istitle()):
        return ""
    low = word.lower()
    bones = (re.sub("j(?![aeiou])", "", low) if "j" in low else low).encode().translate(_CODES, _SILENT).decode()
    if "f" in bones:
        bones = bones.replace("f", "pk")
    while "kk" in bones:
        bones = bones.replace("kk", "k")
    stem = bones.rstrip(_ENDING)
    return _FIRST.get(low[0], low[0]) + (stem if len(stem) > 1 else bones) if len(bones) > 1 else ""


class _Name(NamedTuple):
    """A spelling with all places where it stands, and its mentions, in order."""

    word: str
    places: list[int]
    spans: list[tuple[int, int]]

    @property
    def said(self) -> str:
        count = len(self.spans)
        return f"“{self.word}” {'once' if count == 1 else f'{count} times'}"


class UnlistedProposer:
    """One rule for all names that no rule of the loaded sets lists."""

    needs = ()

    def __init__(self, rule: Rule, entities: Entities) -> None:
        self._rule = rule
        self._entities = entities
        self._language = entities.language(rule)
        self._keys = _Keys(_is_common, _is_known)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each spelling, that all its mentions become the one used most (if as often, first)."""
        near = self._keys.near(document.capitalised)
        if not near:
            return
        from normalise.names.unlisted import judge

        pairs = sorted(pair for pair in (judge(a, b) for a, b in near) if pair and not (_is_known(pair.word) or _is_known(pair.other)))
        if not pairs:
            return
        small = _in_lower_case(document, {word.lower() for pair in pairs for word in (pair.word, pair.other)})
        pairs = [p for p in pairs if p.word.lower() not in small and p.other.lower() not in small]
        places = _places(document.text, {word for pair in pairs for word in (pair.word, pair.other)})
        names = {word: _Name(word, at, self._mentions(document, word, at)) for word, at in places.items()}
        pairs = [p for p in pairs if names[p.word].spans and names[p.other].spans and _may_be_case(document, p.variation, names[p.word])]
        # The dearest question last: it needs all words of all rules.
        pairs = [p for p in pairs if not (self._entities.know(p.word) or self._entities.know(p.other))]
        for name, write, variation in _chosen(pairs, names):
            yield self._proposal(document, evidence, name, write, variation)

    def _mentions(self, document: Document, word: str, places: list[int]) -> list[tuple[int, int]]:
        """Where the word stands alone in prose of the rule's language; an Arabic article may hang on it."""
        spans = ((at, at + len(word)) for at in places if _may_start().match(document.text, at))
        return [
            (start, end) for start, end in spans
            if not document.text.startswith("-", end) and not document.is_protected(start, end) and not document.is_foreign(start, self._language)
        ]  # fmt: skip

    def _proposal(self, document: Document, evidence: Evidence, name: _Name, write: _Name, variation: Variation) -> Proposal:
        from normalise.names.unlisted import looks_foreign

        rule = self._rule
        said = [f"{write.said}, {name.said}", str(variation)]
        telling = variation.is_telling or looks_foreign(name.word) or looks_foreign(write.word)
        held = _held(document, evidence, rule, name, write)
        if not telling:
            like = evidence.once("foreign names", lambda: [w for w in sorted(document.capitalised) if looks_foreign(w) and _is_name(w)][: _ENOUGH + 2])
            others = [w for w in like if w not in (name.word, write.word)]
            said.append(f"names like {', '.join(others[:_ENOUGH])}")
            held = held or ("" if len(others) >= _ENOUGH else "nothing tells that the name is from Russian, Ukrainian or Arabic")
        reason = f"{rule.title}: {'; '.join(said)}" if rule.title else "; ".join(said)
        group = f"{rule.full_id}@{name.spans[0][0]}"
        edits = tuple(edit for s, e in name.spans for edit in self._edits(document.text, s, e, write.word, reason, tuple(said), group))
        return Proposal(edits, rule.safety if telling else "suggest", held, self._language)

    def _edits(self, text: str, start: int, end: int, write: str, reason: str, said: tuple[str, ...], group: str) -> Iterator[Edit]:
        article = article_before(text, start, text[start:end], write)
        if article is not None:
            yield Edit(*article, self._rule.full_id, f"agrees with “{write}”", (), self._rule.priority, group)
        yield Edit(start, end, write, self._rule.full_id, reason, said, self._rule.priority, group)


def _is_common(word: str) -> bool:
    """True if it is a common word of English: told without reading all words."""
    from normalise.names.tables import is_common

    return is_common(word.lower())


def _is_known(word: str) -> bool:
    """True if English knows the word."""
    from normalise.names.tables import frequency

    return bool(frequency(word.lower()))


@cache
def _name_after() -> re.Pattern[str]:
    return re.compile(r"\s+([A-Z][\w'’-]*)")


@cache
def _may_start() -> re.Pattern[str]:
    """What precedes a name: the end of no word, but for an Arabic article."""
    return re.compile(r"(?<![\w'’-])|(?<=\b[AaEe][lnrszd]-)|(?<=\b[AaEe]sh-)")


def _in_lower_case(document: Document, words: set[str]) -> set[str]:
    """Those of the words (in lower case) that stand so in a text."""
    listed = sorted(words)
    present = [listed[number] for number in Literals(listed).present(document.signs)]
    # A search that begins with the word itself is many times faster than one that begins with its edge.
    return {word for word in present if re.search(rf"{word}(?<!\w{word})(?!\w)", document.text)}


def _places(text: str, words: set[str]) -> dict[str, list[int]]:
    """Where each of the words stands in a text, which is gone through once."""
    places: dict[str, list[int]] = {word: [] for word in words}
    for m in re.finditer(rf"\b{CAPITALISED.pattern}", text):
        if m.group() in places:
            places[m.group()].append(m.start())
    return places


def _may_be_case(document: Document, variation: Variation, name: _Name) -> bool:
    """True but for an -e that does not stand where Russian has the prepositional case: in Khmeimime."""
    if variation.ending != "e":
        return True
    return all(re.search(r"\b(?:in|at|on|near|about)\s+\Z", document.text[max(0, s - 12) : s], re.IGNORECASE) for s, _ in name.spans)


def _chosen(pairs: Iterable[Pair], names: dict[str, _Name]) -> Iterator[tuple[_Name, _Name, Variation]]:
    """Each spelling that is to change with the one to write: of all that hang together the one used most (if as often, first).

    A spelling with a case ending is never the one to write. One that hangs on two spellings that do not hang on each other
    (Volkovu on Volkov and Volkova) stays.
    """
    linked: dict[str, dict[str, Variation]] = {}
    cases: set[str] = set()
    for a, b, variation in pairs:
        linked.setdefault(a, {})[b] = linked.setdefault(b, {})[a] = variation
        cases.update({a} if variation.ending else ())
    left = sorted(linked, key=lambda word: (word in cases, -len(names[word].spans), names[word].spans))
    while left:
        write = left[0]
        together, reached = {write}, [write]
        while reached:
            fresh = linked[reached.pop()].keys() - together
            together |= fresh
            reached += fresh
        for word, variation in sorted(linked[write].items()):
            if linked[word].keys() - {write} <= linked[write].keys():
                yield names[word], names[write], variation
        left = [word for word in left if word not in together]


def _held(document: Document, evidence: Evidence, rule: Rule, name: _Name, write: _Name) -> str:
    """What speaks against the two spellings being one name; empty if nothing does."""
    text = document.text
    if why := evidence.asleep(rule) or evidence.stopped(rule):
        return why
    for start, end in name.spans:
        if stop := frame_that_matches(rule.stop.sentence, document, start, end):
            return f"stop: “{stop}” in the sentence"
        if talk := speaks_of_spelling(text, start, end, write.word):
            return f"the text speaks of the spelling (“{talk}”)"
    for one, other in ((name, write), (write, name)):
        follows = re.compile(rf"{one.word}{_BETWEEN}{other.word}\b")
        if beside := next(filter(None, (follows.match(text, at) for at in one.places)), None):
            return f"the text sets them side by side (“{beside.group()}”)"
    for companions in (_names_before, _names_after):
        mine, yours = companions(text, name), companions(text, write)
        if mine and yours and not any(_is_one(a, b) for a in mine for b in yours):
            return f"the document has {', '.join(sorted(mine))} beside the one and {', '.join(sorted(yours))} beside the other"
    return ""


def _names_before(text: str, name: _Name) -> set[str]:
    """Given names, patronymics and initials right before the mentions."""
    return {word for start, _ in name.spans for word in names_before(text, start) if _is_name(word)}


def _names_after(text: str, name: _Name) -> set[str]:
    """Words in capitals right after the mentions: surnames, if these are given names."""
    return {m[1] for _, end in name.spans if (m := _name_after().match(text, end)) and _is_name(m[1])}


def _is_name(word: str) -> bool:
    from normalise.names.tables import frequency

    return word not in TITLES and (len(word) == 1 or frequency(word.lower()) < _COMMON)


def _is_one(a: str, b: str) -> bool:
    """True if two names, or an initial and a name, may be the same."""
    from normalise.names.unlisted import variation

    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) or variation(a.lower(), b.lower()) is not None
