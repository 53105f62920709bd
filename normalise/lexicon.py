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
        anchor = max((word for word in CAPITALISED.findall(form) if word not in _COMMON), key=len, default="")
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
        due: dict[str, tuple[_Matcher[T], bool]] = {}
        for word in document.capitalised & self._anchors.keys():
            matcher = self._matcher(word)
            longer = matcher.may_have_longer(document.capitalised)
            if longer or matcher.bare:
                due[word] = matcher, longer
        for word, at in _places(text, due):
            matcher, longer = due[word]
            hits += matcher.at(text, at, longer=longer)
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
        hits = self._literals.find(folded)
        for number, start, end in spans_in(text, folded, hits) if hits else ():
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                for form, payload in self._entries[number]:
                    if _fits(text[start:end], form):
                        yield Hit(start, end, form, payload)


# With more words than this it is cheaper to go through the text once than to search it for each.
_MANY = 24


def _places(text: str, words: Collection[str]) -> Iterator[tuple[str, int]]:
    """Where each of the words, which are capitalised words of the text, stands in it."""
    if len(words) > _MANY:
        yield from ((m.group(), m.start()) for m in CAPITALISED.finditer(text) if m.group() in words)
        return
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield word, at
            at = text.find(word, at + 1)


class _Matcher(Generic[T]):
    """The forms that are found by one word."""

    def __init__(self, word: str, entries: list[tuple[str, T]]) -> None:
        self._word = word
        self.bare = [(form, payload) for form, payload in entries if fold(form).lower() == word.lower()]
        self._longer = [(form, payload) for form, payload in entries if fold(form).lower() != word.lower()]
        # The capitalised words of each longer form, which must all be in the text; where there is an apostrophe, or more than
        # ASCII, the text may have others.
        plain = [form for form, _ in self._longer if form.isascii() and "'" not in form]
        self._words = [frozenset(CAPITALISED.findall(way)) for form in plain for way in (form, form.upper())]
        self._always = len(plain) < len(self._longer)
        self._entries: dict[str, list[tuple[str, T]]] = {}

    def may_have_longer(self, capitalised: frozenset[str]) -> bool:
        """False if no form of more than the word itself can stand in a text with those capitalised words."""
        return self._always or bool(self._entries) or any(words <= capitalised for words in self._words)

    def _compile(self) -> None:
        """Make the pattern: it costs as much as going through a long text, so it waits for a text that has all words of a form."""
        entries: dict[str, list[tuple[str, T]]] = {}
        for form, payload in self._longer:
            entries.setdefault(fold(form).lower(), []).append((form, payload))
        forms = sorted({fold(form) for form, _ in self._longer}, key=lambda form: (-len(form), form))
        body = "|".join(re.escape(form).replace(r"\ ", r"\s+").replace(r"\-", r"-(?:\r?\n[ \t]*)?").replace("'", "['’ʼ‘]") for form in forms)
        self._pattern = re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)
        # How far before the word a form may start; a line end of two signs may stand for a space before it, one of one or two behind a hyphen.
        before = [form[: max(form.find(self._word), form.upper().find(self._word))] for form in forms]
        self._leads = sorted({len(lead) for lead in before} | {len(lead) + 1 for lead in before if " " in lead or "-" in lead} | {len(lead) + 2 for lead in before if "-" in lead})
        self._entries = entries  # last: another thread may see them at once

    def at(self, text: str, at: int, *, longer: bool) -> Iterator[Hit[T]]:
        """The hits of the forms that have the word at that offset: of the word itself, and of `longer` ones if there may be any."""
        end = at + len(self._word)
        if self.bare and not (_is_part_of_word(text[at - 1 : at]) or _is_part_of_word(text[end : end + 1])):
            yield from (Hit(at, end, form, payload) for form, payload in self.bare if _fits(self._word, form))
        if not longer:
            return
        if not self._entries:
            self._compile()
        for lead in self._leads:
            found = self._pattern.match(text, at - lead) if at >= lead else None
            if found and found.end() > at:
                yield from self._hits(text, *found.span())
                for start, end in self._shorter(text, *found.span()):
                    yield from self._hits(text, start, end)

    def _hits(self, text: str, start: int, end: int) -> Iterator[Hit[T]]:
        surface = text[start:end]
        for form, payload in self._entries.get(fold(surface).lower(), ()):
            if _fits(surface, form):
                yield Hit(start, end, form, payload)

    def _shorter(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where shorter forms stand that the pattern, which takes the longest, passed over: a prefix of the longer one each."""
        for form in self._entries:
            if len(form) < end - start and fold(text[start : start + len(form)]).lower() == form and not text[start + len(form)].isalnum():
                yield start, start + len(form)


def _is_part_of_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _fits(surface: str, form: str) -> bool:
    """True if a form is written as it may be: in lower case in any way, with a capital exactly so, or all in capitals."""
    if form == form.lower():
        return True
    folded, surface = fold(form), fold(surface)
    return surface == folded or (surface == folded.upper() and sum(map(str.isalpha, folded)) > 3)
