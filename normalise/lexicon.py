"""Listed forms of many rules, found in one go.

A form with a capital is found by its longest capitalised word, which is looked up among the distinct words of the text;
a form without a telling one by an Aho–Corasick automaton. Either way the cost hardly grows with the number of forms.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u024f\u0400-\u042f]\w*")
# Words with a capital that stand in every text: no form is found by them.
_COMMON = frozenset(
    "A An The As At But By For From He Her His I If In It Its No Not Of On Or Our She So That They This To We What When Who With You And".split()  # noqa: SIM905
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")


class Hit(NamedTuple, Generic[T]):
    """A form found at `text[start:end]`; `form` is how it was listed."""

    start: int
    end: int
    form: str
    payload: T


def fold(form: str) -> str:
    """A form with its apostrophes straight and its spaces single.

    >>> fold("Sana’a  city")
    "Sana'a city"
    """
    return " ".join(form.translate(_APOSTROPHES).split())


def encodable(text: str) -> str:
    """The text with every lone surrogate as a replacement character: for libraries that take only what UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


class Lexicon(Generic[T]):
    """Forms with a payload each; several rules may list one form.

    A capitalised form is found as it is written and in capitals; one in lower case in any case.

    >>> lexicon = Lexicon()
    >>> lexicon.add("Khmeimim", "hmeimim")
    >>> [(hit.start, hit.end, hit.payload) for hit in lexicon.find("At KHMEIMIM, not Khmeimime.")]
    [(3, 11, 'hmeimim')]
    """

    def __init__(self) -> None:
        self._anchors: dict[str, list[tuple[str, T]]] = {}
        self._matchers: dict[str, _Matcher[T]] = {}
        self._lower: dict[str, list[tuple[str, T]]] = {}
        self._automaton: object = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_automaton": None, "_matchers": {}}

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

    def __contains__(self, word: str) -> bool:
        return word in self._anchors

    def words(self, text: str) -> set[str]:
        """The distinct capitalised words of a text."""
        return set(CAPITALISED.findall(text))

    def find(self, text: str, words: set[str] | None = None) -> list[Hit[T]]:
        """All hits, by position; a form within a longer one too. `words`: as `words(text)` gives them."""
        present = (self.words(text) if words is None else words) & self._anchors.keys()
        hits: list[Hit[T]] = []
        for word, at in _places(text, present):
            if word not in self._matchers:
                self._matchers[word] = _Matcher(word, self._anchors[word])
            hits += self._matchers[word].at(text, at)
        hits += self._find_lower(text)
        # A form that has its word twice is found twice.
        once = {(hit.start, -hit.end, hit.form, id(hit.payload)): hit for hit in hits}
        return sorted(once.values(), key=lambda hit: (hit.start, -hit.end, hit.form))

    def _find_lower(self, text: str) -> list[Hit[T]]:
        if not self._lower:
            return []
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(list(self._lower))
        plain, shifts = _plain(text)
        entries = list(self._lower.values())
        hits: list[Hit[T]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(encodable(plain), overlapping=True):  # type: ignore[attr-defined]
            if plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum():
                continue
            s, e = (start + bisect_left(shifts, start), end + bisect_left(shifts, end)) if shifts else (start, end)
            hits += [Hit(s, e, form, payload) for form, payload in entries[index] if _fits(text[s:e], form)]
        return hits


# With more words than this it is cheaper to go through the text once than to search it for each.
_MANY = 24


def _places(text: str, words: set[str]) -> Iterator[tuple[str, int]]:
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
        self._entries: dict[str, list[tuple[str, T]]] = {}
        for form, payload in entries:
            self._entries.setdefault(fold(form).lower(), []).append((form, payload))
        forms = sorted({fold(form) for form, _ in entries}, key=lambda form: (-len(form), form))
        body = "|".join(re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’ʼ‘]") for form in forms)
        self._pattern = re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)
        # How far before the word a form may start; a line end of two signs may stand for a space before it.
        before = [form[: max(form.find(word), form.upper().find(word))] for form in forms]
        self._leads = sorted({len(lead) for lead in before} | {len(lead) + 1 for lead in before if " " in lead})

    def at(self, text: str, at: int) -> Iterator[Hit[T]]:
        """The hits of the forms that have the word at that offset."""
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


def _fits(surface: str, form: str) -> bool:
    """True if a form is written as it may be: in lower case in any way, with a capital exactly so, or all in capitals."""
    if form == form.lower():
        return True
    folded, surface = fold(form), fold(surface)
    return surface == folded or (surface == folded.upper() and sum(map(str.isalpha, folded)) > 3)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in lower case with line ends as spaces, and the offsets (in it) before which a character was dropped."""
    shifts: list[int] = []
    if "\r\n" in text:
        at = [m.start() for m in re.finditer("\r\n", text)]
        shifts = [offset - i for i, offset in enumerate(at)]
        text = text.replace("\r\n", "\n")
    lower = text.replace("İ", "I").lower()
    for odd, plain in (("\n", " "), ("\xa0", " "), ("’", "'")):
        lower = lower.replace(odd, plain)
    return lower, shifts
