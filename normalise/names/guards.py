"""What must not be linked in running text, however near it comes: words of English, known names, letters that tell a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalise.names.habits import GREEK
from normalise.names.phones import named, phones, plain, sounded
from normalise.names.scripts import script
from normalise.names.tables import frequency, given_names

if TYPE_CHECKING:
    from normalise.names.gazetteer import Match

# Letters of living alphabets: who writes Břeclav or Ålborg writes the name as its bearers do.
_NATIONAL = re.compile(r"[áàâäåãæçčćďđéèêëěğíìîïłľĺñńňóòôöøőõřŕśšşťţúùûüůűýÿźžżßœ]", re.IGNORECASE)
# What tells apart things that are named alike: 4th and 7th Division, Charles XII and XIII.
_NUMBER = re.compile(r"\d+|\b[IVX]{2,}\b")
# Endings of given names; Hamzeh, Hamze and Hamza are one.
_FEMALE, _MALE = re.compile(r"ah?\Z"), re.compile(r"[^aeiuyh]\Z")
# No case of Zelensky is Zelenskaya.
_OF_WOMEN, _OF_MEN = re.compile(r"sk(?:a|a[ijy]a)\Z"), re.compile(r"sk[ijy]{1,3}\Z")
_FAMILY = re.compile(r"..(?:[eo][vw]|[eo]ff)(?:[aeiuy]|[aou]?s|[eioy]m|o[iyj]|ykh|[iy]mi)?\Z")
_SHOUTED = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
# What English hangs on names: the Mykolaivs, a Berchtesgadener, Kenyans.
_DERIVED = re.compile(r"s|es|n|ns|ans?|ians?|ers?|ites?|ish|ese|ism|ists?")
# What Arabic hangs on them, and English with it: Idlibis.
_DERIVED_ARABIC = re.compile(r"is?")
# A word this common stands beside a name, not in it: “And I”, “A Charge”, “Bill Savier”.
_FUNCTION = 4.9
_KNOWN = 2.6
# How sure it must be that a stretch of known words is a name: as good as certain, since New Haven is no Newhaven; less so for a person.
_SURE, _SURE_OF_PERSON = 0.995, 0.98
# Differences between known surnames that do not tell them apart: of vowels alone.
_SOFT = frozenset(("vowel_near", "vowel_far", "vowel_more", "vowel_less", "iota", "end", "h"))
# A syllable that one of them has more: Lavrenov, Lavrov.
_SYLLABLE = (frozenset(("vowel_more", "consonant_more")), frozenset(("vowel_less", "consonant_less")))
_PART_OF_NAMES = frozenset("al el bin ben ibn abu de la del von van der san santa new old great ad as an at es en er".split())  # noqa: SIM905


def refusal(surface: str, match: Match) -> str:
    """Why `surface` is not to be taken for a name of the entity in running text, or nothing.

    >>> from normalise.names import Entity, Match
    >>> refusal("And I", Match(Entity("andi", "Andi"), 0.9, 0, 5, "fuzzy", ""))
    '“And” is a word of English'
    """
    if match.how in ("exact", "alias"):
        return ""
    words = plain(surface).split()
    entity = match.entity
    names = {plain(name) for name in (entity.name, *entity.aliases)} - {""}
    if " ".join(words) in names and len(words) > 1:
        return ""
    hung = [_DERIVED, _DERIVED_ARABIC] if any(script(native) == "arabic" for native in entity.native) else [_DERIVED]
    derived = any(how.fullmatch(words[-1], len(name)) for name in (n.split()[-1] for n in names) if words[-1].startswith(name) for how in hung)
    if derived and not GREEK.search(entity.name):  # Greek hangs an s or n on a name itself: Artemísio, Artemision
        return f"“{surface}” is an English word made of the name"
    if len(words) == 1:
        if frequency(words[0]) and words[0] not in names:
            return f"“{surface}” is known as a word or name of its own"
    else:
        edges = surface.split()
        for word, shown in ((words[0], edges[0]), (words[-1], edges[-1])):
            if shown.isalpha() and (len(word) == 1 or frequency(word) >= _FUNCTION) and word not in _PART_OF_NAMES and not any(word in name.split() for name in names):
                return f"“{shown}” is a word of English"
        if match.score < (_SURE_OF_PERSON if entity.type == "person" else _SURE) and all(frequency(word) >= 3.0 or len(word) < 3 for word in words):
            return f"“{surface}” is all words or names of their own"
    if _SHOUTED.search(surface):
        return f"“{surface}” draws a letter out"
    if not _national(surface) <= _national(" ".join((entity.name, *entity.aliases))):
        return f"“{surface}” is spelled as a language of its own has it"
    return ""


def _national(text: str) -> set[str]:
    return set() if text.isascii() else set(_NATIONAL.findall(text.lower()))


def apart(surface: str, match: Match) -> bool:
    """True for another number, and for persons who are two: a man and a woman, a Peskin and a Peskov, a Lavrenov and a Lavrov, a Mathis and a Mattis.

    >>> from normalise.names import Entity, Match
    >>> apart("Jim Mathis", Match(Entity("mattis", "Jim Mattis", type="person"), 0.99, 0, 10, "fuzzy", ""))
    True
    """
    if match.how in ("exact", "alias"):
        return False
    names = (match.entity.name, *match.entity.aliases)
    numbers, shouted = _numbers(surface), surface.isupper()
    if all(numbers != _numbers(name.upper() if shouted else name) for name in names):
        return True
    if match.entity.type != "person":
        return False
    words = plain(surface).split()
    parted = [plain(name).split() for name in names]
    family = _is_family(words)
    if all(_of_other_sex(words, others) or family != _is_family(others) for others in parted):
        return True
    *given, surname = words
    own = {words[-1] for words in parted if words}
    if not given or any(surname in words for words in parted):
        return False
    from normalise.names.compare import differences, kind_of

    kinds = [frozenset(map(kind_of, differences(phones(surname), phones(other)))) for other in own]
    known = min(frequency(surname), *map(frequency, own)) >= _KNOWN
    return all(any(more <= found <= more | {"vowel_near"} for more in _SYLLABLE) or (known and not _SOFT.issuperset(found)) for found in kinds)


def _of_other_sex(words: list[str], others: list[str]) -> bool:
    """True for Daniela and Daniel Ortega; not for Viktora Orbana, which may be a case of Viktor Orban."""
    words, others = named(words), named(others)
    if words and others and any(_OF_WOMEN.search(a[-1]) and _OF_MEN.search(b[-1]) for a, b in ((words, others), (others, words))):
        return True
    if len(words) < 2 or len(others) < 2 or words[-1][-1] != others[-1][-1]:
        return False
    given, other = words[0], others[0]
    is_pair = (_FEMALE.search(given) and _MALE.search(other)) or (_MALE.search(given) and _FEMALE.search(other))
    return bool(is_pair) and not given_names().isdisjoint((given.capitalize(), other.capitalize()))


def _is_family(words: list[str]) -> bool:
    """True for a Slavic surname in -ov or -ev, in whatever case: Peskov is none of the Peskins, nor is Petrovich a Petrov."""
    return any(_FAMILY.search(word) and word.capitalize() not in given_names() for word in words)


def _numbers(name: str) -> list[str]:
    return [] if name.isalpha() else sorted(_NUMBER.findall(name))


def accounts_for(surface: str, match: Match) -> bool:
    """True if the entity has a name of as many words as the surface: no word of it is left over."""
    count = len(sounded(surface)[0])
    return any(len(sounded(name)[0]) >= count for name in (match.entity.name, *match.entity.aliases))
