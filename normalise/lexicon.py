"""Listed forms of many rules, found in one go.

A form with a capital is found by its longest capitalised word, which is looked up among the distinct words of the text;
a form without a telling one by an Aho–Corasick automaton. Either way the cost hardly grows with the number of forms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from normalise.document import CAPITALISED
from normalise.glance import Literals, spans_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from normalise.document import Document

T = TypeVar("T")

# Words with a capital that stand in every text: no form is found by them.
_COMMON = frozenset(
    "A An The As At But By For From He Her His I If In It Its No Not Of On Or Our She So That They This To We What When Who With You And".split()  # noqa: SIM905
)
_BROKEN = re.compile(r"-\r?\n[ \t]*")
# A capitalised word that a text with the form has too; one beside an apostrophe may there be longer, for ʼ is a letter.
_SURE = re.compile(rf"(?<![\w']){CAPITALISED.pattern}(?![\w'])")
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")


class Hit(NamedTuple, Generic[T]):
    """A form found at `text[start:end]`; `form` is how it was listed."""

    start: int
    end: int
    form: str
    payload: T


def fold(form: str) -> str:
    """A form with its apostrophes straight, its spaces single, and no line end behind a hyphen.

    >>> fold("Sana’a  city"), fold("al-\\nHassan")
    ("Sana'a city", 'al-Hassan')
    """
    if "-\n" in form or "-\r" in form:
        form = _BROKEN.sub("-", form)
    return " ".join(form.translate(_APOSTROPHES).split())


class Lexicon(Generic[T]):
    """Forms with a payload each; several rules may list one form.

    A capitalised form is found as it is written and in capitals; one in lower case in any case.

    >>> from normalise.document import Document
    >>> lexicon = Lexicon()
    >>> lexicon.add("Khmeimim", "hmeimim")
    >>> [(hit.start, hit.end, hit.payload) for hit in lexicon.find(Document("At KHMEIMIM, not Khmeimime."))]
    [(3, 11, 'hmeimim')]
    """

    def __init__(self) -> None:
        self._anchors: dict[str, list[tuple[str, T]]] = {}
        self._matchers: dict[str, _Matcher[T]] = {}
        self._lower: dict[str, list[tuple[str, T]]] = {}
        self._is_ascii = True  # all that is in lower case
        self._literals: Literals | None = None
        self._entries: list[list[tuple[str, T]]] = []

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_literals": None, "_matchers": {}}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    def add(self, form: str, payload: T) -> None:
        """List a form; its spaces stand for any white space, a line end too. All forms are listed before the first is looked for."""
        words = CAPITALISED.findall(form)
        anchor = form if words == [form] else max((word for word in words if word not in _COMMON), key=len, default="")
        if anchor:
            entry = (form, payload)
            self._anchors.setdefault(anchor, []).append(entry)
            if not anchor.isupper():
                self._anchors.setdefault(anchor.upper(), []).append(entry)
        elif folded := fold(form).lower():
            self._lower.setdefault(folded, []).append((form, payload))
            self._is_ascii &= folded.isascii()

    def __contains__(self, word: str) -> bool:
        return word in self._anchors

    def find(self, document: Document) -> list[Hit[T]]:
        """All hits, by position; a form within a longer one too."""
        text = document.text
        hits: list[Hit[T]] = []
        due: dict[str, tuple[_Matcher[T], list[_Longer[T]]]] = {}
        for word in document.capitalised & self._anchors.keys():
            matcher = self._matcher(word)
            longer = matcher.longer(document.capitalised)
            if longer or matcher.bare:
                due[word] = matcher, longer
        for word, at in _places(text, due):
            matcher, longer = due[word]
            hits += matcher.at(text, at)
            for forms in longer:
                hits += forms.at(text, at)
        if self._lower:
            hits += self._find_lower(document)
        # A form that has its word twice is found twice.
        once = {(hit.start, -hit.end, hit.form, id(hit.payload)): hit for hit in hits}
        return sorted(once.values(), key=lambda hit: (hit.start, -hit.end, hit.form))

    def _matcher(self, word: str) -> _Matcher[T]:
        matcher = self._matchers.get(word)
        if matcher is None:
            matcher = self._matchers[word] = _Matcher(word, self._anchors[word])
        return matcher

    def _find_lower(self, document: Document) -> Iterator[Hit[T]]:
        if self._literals is None:
            # In a text the apostrophes of a form are straight or curly.
            spelled = {way: entries for form, entries in self._lower.items() for way in (form, form.replace("'", "’"))}
            self._entries = list(spelled.values())  # first: another thread may see the literals at once
            self._literals = Literals(spelled)
        text, folded = document.text, document.folded if self._is_ascii else document.lower
        for number, start, end in spans_in(text, folded, self._literals.find(folded)):
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                for form, payload in self._entries[number]:
                    if _fits(text[start:end], form):
                        yield Hit(start, end, form, payload)


# With more words than this it is cheaper to go through the text once than to search it for each.
_MANY = 24


def _places(text: str, words: Collection[str]) -> Iterator[tuple[str, int]]:
    """Where each of the words, which are capitalised words of the text, stands in it or ends a word."""
    if len(words) > _MANY:
        yield from ((m.group(), m.start()) for m in CAPITALISED.finditer(text) if m.group() in words)
        return
    for word in words:
        at = text.find(word)
        while at >= 0:
            after = text[at + len(word) : at + len(word) + 1]
            if not after.isalnum() or after == "ʼ":
                yield word, at
            at = text.find(word, at + 1)


class _Matcher(Generic[T]):
    """The forms that are found by one word: the word itself, and longer ones."""

    def __init__(self, word: str, entries: list[tuple[str, T]]) -> None:
        self._word = word
        self.bare: list[tuple[str, T]] = []
        ways: dict[str, list[tuple[str, T]]] = {}
        for form, payload in entries:
            folded = fold(form)
            if folded.lower() == word.lower():
                if _fits(word, form):
                    self.bare.append((form, payload))
            else:
                for way in dict.fromkeys((folded, folded.upper())):
                    if word in way:
                        ways.setdefault(way, []).append((form, payload))
        # Each with the capitalised words that the text must have.
        self._longer = [(frozenset(_SURE.findall(way)), _Longer(word, way, entries)) for way, entries in ways.items()]

    def longer(self, capitalised: frozenset[str]) -> list[_Longer[T]]:
        """The longer forms that may stand in a text with those capitalised words."""
        return [longer for words, longer in self._longer if words <= capitalised]

    def at(self, text: str, at: int) -> Iterator[Hit[T]]:
        """The hits of the word itself, which stands at that offset."""
        end = at + len(self._word)
        if self.bare and not (_is_part_of_word(text[at - 1 : at]) or _is_part_of_word(text[end : end + 1])):
            yield from (Hit(at, end, form, payload) for form, payload in self.bare)


class _Longer(Generic[T]):
    """Forms as they are written in one way, with capitals as listed or all in capitals, found by a word of theirs."""

    def __init__(self, word: str, way: str, entries: list[tuple[str, T]]) -> None:
        self._parts, self._entries = _PARTS.findall(way), entries
        # How far before the word they may start; a line end of two signs may stand for a space, one of one or two behind a hyphen.
        lead = way.find(word)
        self._leads = [lead + more for more in range(3 if "-" in way[:lead] else 2 if " " in way[:lead] else 1)]

    def at(self, text: str, at: int) -> Iterator[Hit[T]]:
        """The hits of the forms that have the word at that offset."""
        for lead in self._leads:
            end = _end_of(self._parts, text, at - lead) if at >= lead else -1
            if end > at:
                surface = text[at - lead : end]
                yield from (Hit(at - lead, end, form, payload) for form, payload in self._entries if _fits(surface, form))


# A word of a form, or what of it stands before a hyphen, with the sign behind it.
_PARTS = re.compile(r"[^ -]*[ -]|[^ -]+")


def _end_of(parts: list[str], text: str, start: int) -> int:
    """Where the parts of a form end that stand in the text from `start`, any space, apostrophe and break behind a hyphen; -1 if others do."""
    end = start
    for part in parts:
        plain = part.rstrip(" ")
        before, apostrophe, _ = plain.partition("'")
        if not text.startswith(before, end) or (apostrophe and text[end : end + len(plain)].translate(_APOSTROPHES) != plain):
            return -1
        end += len(plain)
        if plain != part:
            gap = end
            while text[end : end + 1].isspace():
                end += 1
            if end == gap:
                return -1
        elif part.endswith("-") and (broken := _BROKEN.match(text, end - 1)):
            end = broken.end()
    return -1 if _is_part_of_word(text[start - 1 : start]) or _is_part_of_word(text[end : end + 1]) else end


def _is_part_of_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _fits(surface: str, form: str) -> bool:
    """True if a form is written as it may be: in lower case in any way, with a capital exactly so, or all in capitals."""
    if form == form.lower():
        return True
    folded, surface = fold(form), fold(surface)
    return surface == folded or (surface == folded.upper() and sum(map(str.isalpha, folded)) > 3)
