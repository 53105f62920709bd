"""What a noun phrase behind a name says of it: “Klichko, a bank clerk”, “Rostove is a brewery”, “Buchi the cat”."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# What a noun of one kind says against an entity of another. A person may be called what people in the news are, a place what
# places are; beside the name of an organisation, or an acronym, only persons and things tell.
AGAINST = {
    "person": frozenset(("place", "site", "person", "thing", "group")),
    "place": frozenset(("site", "office", "person", "thing", "group")),
    "group": frozenset(("office", "person", "thing")),
}
_KIND = {"office": "person", "site": "group", "thing": "group"}
_PHRASE = 5
# What may follow a noun phrase in apposition; after “Klichko, a clerk said” it was none.
_GOES_ON = frozenset("of in from near at on for by with who whose which that born based named called known and then now also".split())  # noqa: SIM905
_ENDS_PHRASE = frozenset("a an the is are was were has have had to will would can could may his her its their this".split())  # noqa: SIM905
_SAY = frozenset("said says told wrote added noted".split())  # noqa: SIM905
_NEW = frozenset(("a", "an", "another", "one"))
_ARTICLE = "an?|another|one|the|my|our|his|her|their|your|its"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# How far behind the name one looks.
_REACH = 90


def noun_kind(noun: str) -> str:
    """The kind of thing that a noun, or its singular, names (see `names.tables.nouns`); empty if it is not known.

    >>> noun_kind("plumber"), noun_kind("editors"), noun_kind("xyz")
    ('person', 'person', '')
    """
    from normalise.names.tables import nouns

    kinds = nouns()
    return kinds.get(noun) or kinds.get(noun.removesuffix("s"), "")


def kind_of(type_: str) -> str:
    """The kind of an entity by the noun that is its type: person, place or group; empty if the noun is not known.

    >>> kind_of("politician"), kind_of("airbase"), kind_of("company"), kind_of("topic")
    ('person', 'place', 'group', '')
    """
    kind = noun_kind(type_)
    return _KIND.get(kind, kind)


def said_behind(text: str, end: int, kind: str, *, is_of_the_news: Callable[[], bool], is_after_preposition: bool) -> str:
    """The words behind the name that ends at `end` that say it is something else than an entity of that kind; empty if none do.

    `is_of_the_news` tells if what stands before a person's name says so; a phrase behind “in Mariupol” is oftener the subject of
    its sentence.

    >>> said_behind("Hamimim, a farm near Haifa", 7, "place", is_of_the_news=bool, is_after_preposition=False)
    ', a farm'
    >>> said_behind("In Mariupol, a man was killed", 11, "place", is_of_the_news=bool, is_after_preposition=True)
    ''
    """
    ahead = text[end : end + 9].lstrip("\"”’»")
    if ahead.startswith((" is ", " was ", " became ", " remains ")):
        return _said_of(text, end, kind)
    if ahead.startswith(" the "):
        found = _EPITHET.match(text, end)
        return found.group() if found and not is_after_preposition and noun_kind(found[1]) in ("person", "thing") else ""
    if not ahead.startswith((", ", ",\n", " –", " —", "–", "—", " - ", " (")):
        return ""
    found = _apposition().match(text, end)
    if found is None or not (found["article"] or found["bracket"]):
        return ""
    words, closed = _phrase(text, found.end())
    if not words or not closed or (kind == "person" and (is_of_the_news() or _names_an_office(text, found.end()))):
        return ""
    says, is_new = noun_kind(words[-1]), found["article"] in _NEW
    if is_after_preposition and not (closed == "," and says):
        return ""
    if says:
        is_against = says in AGAINST[kind] and (is_new or closed == "," or kind == "person")
    else:
        # Who is well known is not introduced as “a …”: whatever the word, it is somebody else, or at least in doubt.
        is_against = kind == "person" and is_new and not words[-1].endswith(("ed", "ing")) and words[-1] not in _SAY
    return text[end : found.end()] + " ".join(words) if is_against else ""


def _said_of(text: str, end: int, kind: str) -> str:
    """What “is a …” says against an entity of the kind: by the last noun that is known."""
    found = _copula().match(text, end)
    words = _phrase(text, found.end())[0] if found else []
    says = next(filter(None, map(noun_kind, reversed(words))), "")
    return found.group() + " ".join(words) if found and says in AGAINST[kind] else ""


def _phrase(text: str, at: int) -> tuple[list[str], str]:
    """The words of a noun phrase that begins there, and what it is closed by (a sign, or a word with which it goes on)."""
    words: list[str] = []
    while len(words) < _PHRASE:
        word = _WORD.match(text, at)
        if not word or word.group() in _ENDS_PHRASE:
            return words, ""
        if word.group() in _GOES_ON:
            return words, word.group()
        words.append(word.group())
        at = word.end()
        if text[at : at + 1] not in (" ", "\n", "\xa0"):
            return words, "," if not text[at : at + 1].isalnum() else ""
        at += 1
    return words, ""


def _names_an_office(text: str, at: int) -> bool:
    """True if a word for people in the news stands in what is said from there on: the mayor, a former boxer."""
    said = re.split(r"[.,;:!?()\n]", text[at : at + _REACH])[0]
    return any("office" in (noun_kind(word), noun_kind(word.lower())) for word in _WORD.findall(said))


_EPITHET = re.compile(r"\sthe\s([a-z]+)\b")


@cache
def _apposition() -> re.Pattern[str]:
    return re.compile(rf"[\"”’»]?(?:(?P<bracket>\s\((?=[a-z]))|(?:,|\s?[–—]|\s-)\s(?:aged\s)?(?:\d{{1,2}},?\s)?)(?:(?P<article>{_ARTICLE})\s)?")


@cache
def _copula() -> re.Pattern[str]:
    return re.compile(rf"[\"”’»]?\s(?:is|was|became|remains)\s(?:{_ARTICLE})\s")
