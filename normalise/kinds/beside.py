"""What the words right beside a name say that it stands for: somebody or something else than the entity.

A noun before it (“the yacht Mariupole”), one behind it (see `apposition`), another given name (“Jane Kurske”), a title before a
place (“Mr Manbidge”), what is only said of private persons.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from normalise.kinds.apposition import AGAINST, noun_kind, said_behind
from normalise.kinds.bearers import TITLES
from normalise.kinds.longer import compound

if TYPE_CHECKING:
    from collections.abc import Sequence

# How far before a name one looks.
_REACH = 90
_SHORT = frozenset("Mr. Mrs. Ms. Dr. Gen. Col. Maj. Lt. Capt. Sgt. St. Ste. Prof. Sen. Gov. Rev. Fr.".split())  # noqa: SIM905
_STYLES = frozenset("Miss Sir Dame Lady Lord Madame Monsieur Herr Frau Sister Brother Father Mother Aunt Uncle Baron Count Countess Don Doña Rabbi Imam Sheikh".split())  # noqa: SIM905
_PREFIXES = frozenset("FC SC AC FK HC CF CD RC BC MV MS SS HMS USS RMS HMAS St Ste Saint San Santa".split())  # noqa: SIM905
# Nouns that stand before a name as adjectives too: the rebel Donbas.
_ADJECTIVES = frozenset(
    "native local private forward patient principal chief head prime vice deputy major general liberal conservative socialist communist "  # noqa: SIM905
    "nationalist populist rebel separatist militant terrorist star single body mine model incumbent adult giant".split()
)
_PREPOSITIONS = frozenset(
    "in at from near outside around inside into to towards of after before over across through throughout under since for with without via by beyond above along on".split()  # noqa: SIM905
)
_POSSESSIVES = frozenset(("our", "my", "your", "his", "her"))
_DETERMINERS = _POSSESSIVES | {"a", "an", "the", "their", "its"}
_CALLED = frozenset(("called", "named", "nicknamed", "christened", "dubbed"))
_SETTLEMENTS = frozenset("village town city hamlet island river lake settlement district commune municipality street farm".split())  # noqa: SIM905
_CLOSING = (",", ".", ";", ":", "!", "?", ")")
# A capitalised word behind a place that is less common (Zipf) is taken for a surname: Mosule Khumalo, but Marinsk Drama Theatre.
_COMMON = 3.0


class _Before(NamedTuple):
    """The words before a mention: those with a capital right before it, and what stands before them."""

    name: list[str]
    rest: list[str]

    @property
    def last(self) -> str:
        """The word right before the mention."""
        return (self.name or self.rest or [""])[-1]

    @property
    def is_preposition(self) -> bool:
        return self.last.lower() in _PREPOSITIONS


def somebody_else_named(text: str, name: str, kind: str, native: Sequence[str] = ()) -> str:
    """The words by which the text says in any place that the name is somebody or something else; empty if it does not.

    What is part of a longer name says so of a person alone: the towns of a Manbidge Lane may be right.

    >>> somebody_else_named("Klichko smiled. Vitali Klichko, a bank clerk, is 40.", "Klichko", "person")
    'Klichko, a bank clerk'
    """
    given = given_of(native)
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        start, end = found.span()
        said = somebody_else_beside(text, start, end, kind, given)
        if not said and kind == "person" and (longer := compound(text, end)):
            said = longer
        if said:
            return f"{name}{said}" if said[0] in " ,(–—-’'" else f"{said} {name}"
    return ""


def somebody_else_beside(text: str, start: int, end: int, kind: str, given: Sequence[str] = ()) -> str:
    """The words beside the name `text[start:end]` that say it is something or somebody else than an entity of that kind.

    `given` are the given names of a person who is named by the surname. Empty if nothing says so.

    >>> somebody_else_beside("Hamimim, a farm near Haifa", 0, 7, "place"), somebody_else_beside("Hamimim, a town near Haifa", 0, 7, "place")
    (', a farm', '')
    >>> somebody_else_beside("the yacht Mariupole won", 10, 19, "place"), somebody_else_beside("Mr Manbidge", 3, 11, "place")
    ('yacht', 'Mr')
    """
    if kind not in AGAINST:
        return ""
    before = _before(text, start)
    if kind == "person":
        said = _other_person(before, given) or _private(text, end)
    else:
        said = _other_place(text, end, before) if kind == "place" else ""
    return said or _noun_before(before, text[end : end + 1], kind) or said_behind(
        text, end, kind, is_of_the_news=lambda: _is_of_the_news(before), is_after_preposition=before.is_preposition
    )  # fmt: skip


def given_of(native: Sequence[str]) -> tuple[str, ...]:
    """The given names in whole names in Cyrillic, as they are read.

    >>> given_of(["Путин", "Владимир Путин"])
    ('vladimir',)
    """
    if not any(" " in spelled for spelled in native):
        return ()
    from normalise.names.scripts import reading, script

    return tuple(name for spelled in native if " " in spelled and script(spelled) == "cyrillic" for name in reading(spelled).split()[:-1])


def _before(text: str, start: int) -> _Before:
    lead = text[max(0, start - _REACH) : start].rstrip("\"“‘'«(")
    if not lead[-1:].isspace():
        return _Before([], [])
    words = lead.split()[-9:]
    first = len(words)
    while first and _is_of_a_name(words[first - 1]):
        first -= 1
    return _Before(words[first:], words[:first])


def _is_of_a_name(word: str) -> bool:
    """True for a word with a capital that no sign parts from the next: a full stop does, unless it is a title's or an initial's."""
    if word[-1] == ".":
        return word in _SHORT or (len(word) == 2 and word[0].isupper())
    return word[0].isupper() and word[-1].isalnum()


def _other_person(before: _Before, given: Sequence[str]) -> str:
    """Another given name than the bearer's, “a certain”, a village of the name, a party to a suit."""
    from normalise.names.tables import given_names

    name, rest = before
    if name and given and name[-1] in given_names():
        from normalise.names.phones import folded, phones, skeleton

        if skeleton(phones(folded(name[-1]))) not in {skeleton(phones(folded(own))) for own in given}:
            return " ".join(name)
    *_, second, last = ["", *(word.lower() for word in rest)] if rest else ["", ""]
    if last in ("another", "one", "v.", "namesake", "namesake,") or (second, last) in (("a", "certain"), ("the", "other"), ("in", "re"), ("unrelated", "to")):
        return " ".join(rest[-2:])
    if last in ("of", *_CALLED) and second in _SETTLEMENTS and not _DETERMINERS.isdisjoint(word.lower() for word in rest[-4:-2]):
        return " ".join(rest[-3:])
    return ""


def _other_place(text: str, end: int, before: _Before) -> str:
    """A title, a given name, a club's or a ship's prefix before the name; a surname or an age behind it; “our”."""
    from normalise.names.tables import frequency, given_names

    word = before.last
    bare = word.rstrip(".")
    if bare in TITLES or bare in _STYLES or bare in _PREFIXES or word in given_names():
        return word
    if found := _PARTY.match(text, end) or (not before.is_preposition and _REST_OF_NAME.match(text, end)) or None:
        from normalise.names.phones import plain

        if not found["surname"] or frequency(plain(found["surname"])) < _COMMON:
            return found.group()
    if word.lower() in _POSSESSIVES or (word.lower() == "the" and text.startswith((" sank", " sailed", " docked", "-class", "–class"), end)):
        return word
    return ""


def _noun_before(before: _Before, behind: str, kind: str) -> str:
    """The noun before the name, or before a comma that the sign `behind` the name answers, if it is of another kind."""
    words = before.rest if kind == "person" else [*before.rest, *before.name]
    if not words:
        return ""
    noun, said = words[-1], words[-1]
    if noun.endswith(","):
        is_explained = behind in _CLOSING and any(word.lower() in _DETERMINERS or word.endswith(("'s", "’s")) for word in words[-4:-1])
        noun = noun[:-1] if is_explained else ""
    elif noun in _CALLED and len(words) > 1:
        noun, said = words[-2], " ".join(words[-2:])
    # “The head of the region Petrov”: what stands before a person need not be said of him.
    against = AGAINST[kind] - {"place", "site", "group"} if kind == "person" else AGAINST[kind]
    return said if noun not in _ADJECTIVES and noun_kind(noun) in against else ""


def _is_of_the_news(before: _Before) -> bool:
    """True if a word for people in the news stands right before the whole name: the mayor; the head of the department."""
    if any(noun_kind(word.lower()) == "office" for word in before.name):
        return True
    words = [word.removesuffix(",") for word in before.rest[-5:]]
    return any(noun_kind(word) == "office" and _is_name_of_office(words[i + 1 :]) for i, word in enumerate(words))


def _is_name_of_office(behind: list[str]) -> bool:
    """True for what may stand between the word for an office and the name: nothing, of Ukraine, of the department, for Foreign Affairs."""
    if not behind:
        return True
    if behind[0] not in ("of", "for"):
        return False
    of = [word for word in behind[1:] if word != "the"]
    return len(of) == 1 or (len(of) == 2 and of[1][0].isupper())


def _private(text: str, end: int) -> str:
    """What is only said of people who are not, or not yet, or no more, in the news."""
    if text[end : end + 1] not in (" ", ",", "'", "’"):
        return ""
    found = _private_life().match(text, end)
    return found.group() if found else ""


_PARTY = re.compile(r"\sv\.\s(?=[A-Z])(?P<surname>)")
_REST_OF_NAME = re.compile(r"\s(?P<surname>[A-Z][a-z]{2,})\b|,\s\d{1,2},\s(?=[a-z])")


@cache
def _private_life() -> re.Pattern[str]:
    return re.compile(
        r"\s\(\d{4}\s?[–-]\s?\d{4}\)|,? who (?:has )?died\b|\set al\b|\sv\.\s(?=[A-Z])|,\s(?:aged\s)?\d{1,2},\s(?:of|from)\s[A-Z]\w*"
        r"|\s\((?:[A-Z][\w'’&-]+ ){1,4}(?:School|University|College|Hospital|Institute|Academy|Clinic)\b"
        r"|['’]s\s(?:[a-z]+\s){0,2}(?:albums?|single|song|songs|debut|sonata|symphony|poems?|goals?|hat-trick|bakery|restaurant|farm|shop|garage|recipes?)\b"
    )
