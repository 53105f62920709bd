"""What behind a name makes of it a part of another one: a street, a firm, a family, a place of the same name elsewhere; or a title in quotation marks."""

from __future__ import annotations

import re
from functools import cache

_STATES = frozenset(
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland"  # noqa: SIM905
    "|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|Ohio|Oklahoma"
    "|Oregon|Pennsylvania|Rhode Island|South Carolina|Tennessee|Texas|Utah|Vermont|Virginia|Washington State|Wisconsin|Wyoming|Ontario|Quebec|Alberta"
    "|Saskatchewan|Manitoba|Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Ky|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wisc"
    "|Wyo|Ont".split("|")
)
_COUNTRIES = frozenset(
    "Albania Argentina Australia Austria Brazil Bulgaria Canada Chile China Colombia Croatia Cuba Czechia Denmark England Estonia Ethiopia Finland France "  # noqa: SIM905
    "Germany Ghana Greece Hungary India Indonesia Ireland Italy Japan Kenya Latvia Lithuania Mexico Nigeria Norway Pakistan Peru Poland Portugal Romania "
    "Serbia Slovakia Slovenia Spain Sweden Switzerland Uganda UK US USA".split()
)
# What a person has, and no place.
_OWN = frozenset(
    "wife husband mother father son daughter brother sister aunt uncle girlfriend boyfriend fiancé fiancée widow kitchen bedroom hand hands face eyes voice "  # noqa: SIM905
    "novel novels poem poems diary memoir memoirs birthday career".split()
)
_BEHIND_PLACE = re.compile(r"['’]s\s(?P<own>\w+)|,\s(?P<state>(?P<first>\w+)(?: \w+)?)| \((?P<country>\w+)\)")

_FAMILY = frozenset("family clan tribe dynasty class brothers sisters dialect cultivar variety manuscript surname".split())  # noqa: SIM905
_MARKS = ("“”", '""', "‘’", "''", "«»")


def longer_name(text: str, start: int, end: int, kind: str) -> str:
    """The words that make of the name `text[start:end]` a part of another one, or a title; empty if there are none.

    >>> longer_name("Manbidge Lane was closed", 0, 8, "place"), longer_name("In “Odesse” nobody dies", 4, 10, "place")
    ('Lane', '“Odesse”')
    """
    if kind not in ("person", "place"):
        return ""
    if text[start - 1 : start] + text[end : end + 1] in _MARKS:
        return text[start - 1 : end + 1]
    if found := compound(text, end):
        return found.strip()
    if kind == "person":
        hyphenated = _HYPHENATED.match(text, end)
        return hyphenated.group() if hyphenated else ""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].islower():
        word = text[end + 1 : end + 14].split(maxsplit=1)[0].rstrip(".,;:")
        return word if word in _FAMILY else ""
    return _not_of_a_place(text, end)


def _not_of_a_place(text: str, end: int) -> str:
    """What behind the name that ends there tells of a person, or of another place: ’s wife, (Poland), “, Texas”; empty if nothing does."""
    found = _BEHIND_PLACE.match(text, end)
    if found is None:
        return ""
    if found["own"] in _OWN or found["state"] in _STATES or found["country"] in _COUNTRIES:
        return found.group().strip()
    return text[end : found.end("first")] if found["first"] in _STATES else ""


def compound(text: str, end: int) -> str:
    """What behind the name that ends there makes of it the name of a street, a firm, a prize; empty if nothing does.

    >>> compound("Manbidge & Sons", 8), compound("Manbidge fell", 8)
    (' & Sons', '')
    """
    behind = text[end : end + 5].replace("and ", "&").replace(", ", " ").replace("(", "")
    if behind[:1] != " " or not (behind[1:2].isupper() or behind[1:2] in ("&", "p")):
        return ""
    found = _compound().match(text, end)
    return found.group() if found else ""


_HYPHENATED = re.compile(r"[-–][A-Z][a-z]{2,}")


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:&|and)\s(?:Sons?|Co|Brothers|Bros|Daughters?|Partners|Associates)\b|\s\(?(?:Lane|Street|Road|Avenue|Boulevard|Drive|Close|Terrace|Crescent|Mews|Row|Alley"
        r"|Hotel|Inn|Café|Cafe|Bistro|Restaurant|Bakery|Brewery|Winery|Bar|Pub|Books|Farms?|Beer|Ale|Vodka|Wines?|Press|Records|Studios?|Motors|Ltd|LLC|LLP|Inc|GmbH|PLC|plc|Pty|Corp|Holdings|Ventures|Capital|Partners"
        r"|Prize|Award|Medal|Trophy|Stakes|Foundation|Fellowship|Lecture|Quartet|Quintet|Trio|Ensemble|Church|Chapel|Jr|Sr|III|II)\b"
        r"|,\s(?:Jr|Sr|Ltd|Inc|LLC)\b"
    )
