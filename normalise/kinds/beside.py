"""What the words right beside a name say that it stands for: somebody or something else than the entity.

A noun phrase in apposition (“Klichko, a bank clerk”, “the yacht Mariupole”), another given name (“Jane Kurske”), a title
before a place (“Mr Manbidge”), a word that makes a longer name of it (“Manbidge Lane”), quotation marks round it alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.kinds.bearers import TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a noun of one kind says against an entity of another. A person may be called what people in the news are, a place what
# places are; beside the name of an organisation, or an acronym, only persons and things tell.
_AGAINST = {
    "person": frozenset(("place", "site", "person", "thing", "group")),
    "place": frozenset(("site", "office", "person", "thing", "group")),
    "group": frozenset(("office", "person", "thing")),
}
_KIND = {"office": "person", "site": "group", "thing": "group"}
# How far beside the name one looks, and how many words a noun phrase has.
_REACH = 90
_PHRASE = 5
# What may follow a noun phrase in apposition; after “Klichko, a clerk said” it was none.
_GOES_ON = frozenset("of in from near at on for by with who whose which that born based named called known and then now also".split())  # noqa: SIM905
_ENDS_PHRASE = frozenset("a an the is are was were has have had to will would can could may his her its their this".split())  # noqa: SIM905
# Nouns that stand before a name as adjectives too: the rebel Donbas.
_ADJECTIVES = frozenset(
    "native local private forward patient principal chief head prime vice deputy major general liberal conservative socialist communist "  # noqa: SIM905
    "nationalist populist rebel separatist militant terrorist star single body mine model star incumbent adult giant".split()
)
_STYLES = frozenset("Miss Sir Dame Lady Lord Madame Monsieur Herr Frau Sister Brother Father Mother Aunt Uncle Baron Count Countess Don Doña Rabbi Imam Sheikh".split())  # noqa: SIM905
_PREFIXES = frozenset("FC SC AC FK HC CF CD RC BC MV MS SS HMS USS RMS HMAS St Ste Saint San Santa".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SAY = frozenset("said says told wrote added noted".split())  # noqa: SIM905
_CLOSING = (",", ".", ";", ":", "!", "?", ")")
_NEW = frozenset(("a", "an", "another", "one"))
_ARTICLE = "an?|another|one|the|my|our|his|her|their|your|its"


def kind_of(type_: str) -> str:
    """The kind of an entity by the noun that is its type: person, place or group; empty if the noun is not known.

    >>> kind_of("politician"), kind_of("airbase"), kind_of("company"), kind_of("topic")
    ('person', 'place', 'group', '')
    """
    kind = _nouns().get(type_, "")
    return _KIND.get(kind, kind)


def somebody_else_beside(text: str, start: int, end: int, kind: str, given: Sequence[str] = ()) -> str:
    """The words beside the name `text[start:end]` that say it is something or somebody else than an entity of that kind.

    `given` are the given names of a person who is named by the surname. Empty if nothing says so.

    >>> somebody_else_beside("Hamimim, a farm near Haifa", 0, 7, "place"), somebody_else_beside("Hamimim, a town near Haifa", 0, 7, "place")
    (', a farm', '')
    """
    if kind not in _AGAINST:
        return ""
    return _before(text, start, end, kind, given) or _behind(text, start, end, kind)


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
        if not said and kind == "person" and (longer := _compound().match(text, end)):
            said = longer.group()
        if said:
            return f"{name}{said}" if said[0] in " ,(–—-" else f"{said} {name}"
    return ""


def longer_name(text: str, start: int, end: int, kind: str) -> str:
    """The words that make of the name `text[start:end]` a part of another one, or a title; empty if there are none.

    >>> longer_name("Manbidge Lane was closed", 0, 8, "place"), longer_name("In “Odesse” nobody dies", 4, 10, "place")
    ('Lane', '“Odesse”')
    """
    if kind not in ("person", "place"):
        return ""
    if text[start - 1 : start] in ("“", '"', "‘", "'", "«") and text[end : end + 1] in ("”", '"', "’", "'", "»"):
        return text[start - 1 : end + 1]
    found = _compound().match(text, end) or (_compound_of_place() if kind == "place" else _compound_of_person()).match(text, end)
    return found.group().strip() if found else ""


def _nouns() -> dict[str, str]:
    from normalise.names.tables import nouns

    return nouns()


def _before(text: str, start: int, end: int, kind: str, given: Sequence[str]) -> str:
    low = max(0, start - _REACH)
    name = _capitals_before().search(text, low, start)
    first = name.start() if name and name.group() else start
    words = name.group().split() if name else []
    if kind == "place" and words and _is_part_of_a_name(words[-1]):
        return words[-1]
    if kind == "person" and words and given and (other := _other_given(text, first, words, given)):
        return other
    if kind == "person":
        if found := _certain().search(text, low, first) or _party().search(text, low, first):
            return found.group().strip()
        if (found := _place_of().search(text, low, first)) and _nouns().get(found[1]) in ("place", "site"):
            return found.group().strip()
    found = _noun_before().search(text, low, first if kind == "person" else start)
    if found is None or (found["explained"] and text[end : end + 1] not in _CLOSING):
        return ""
    noun = found["explained"] or found["noun"]
    # “The head of the region Petrov”: what stands before a person need not be said of him.
    against = _AGAINST[kind] - {"place", "site", "group"} if kind == "person" else _AGAINST[kind]
    return found.group().strip() if noun not in _ADJECTIVES and _nouns().get(noun) in against else ""


def _is_part_of_a_name(word: str) -> bool:
    """True if the word before the name of a place makes of it a person's, a club's, a ship's or a saint's."""
    from normalise.names.tables import given_names

    bare = word.rstrip(".")
    return bare in TITLES or bare in _STYLES or bare in _PREFIXES or word in given_names()


def given_of(native: Sequence[str]) -> tuple[str, ...]:
    """The given names in whole names in Cyrillic, as they are read.

    >>> given_of(["Путин", "Владимир Путин"])
    ('vladimir',)
    """
    from normalise.names.scripts import reading, script

    return tuple(name for spelled in native if " " in spelled and script(spelled) == "cyrillic" for name in reading(spelled).split()[:-1])


def _other_given(text: str, first: int, words: list[str], given: Sequence[str]) -> str:
    """The given name before a surname, if it is none of the bearer's."""
    from normalise.names.phones import folded, phones, skeleton
    from normalise.names.tables import given_names

    word = words[-1]
    if word not in given_names():
        return ""
    own = {skeleton(phones(folded(name))) for name in given}
    return "" if skeleton(phones(folded(word))) in own else " ".join(words)


def _behind(text: str, start: int, end: int, kind: str) -> str:
    if kind == "person" and (found := _aged_or_party().match(text, end)):
        return found.group()
    if found := _copula().match(text, end):
        words, _ = _phrase(text, found.end())
        says = _says(words)
        return found.group() + " ".join(words) if says in _AGAINST[kind] else ""
    if found := _epithet().match(text, end):
        is_subject = _preposition().search(text, max(0, start - 12), start)  # “In Mariupol the cat is fed”
        return found.group() if not is_subject and _nouns().get(found[1]) in ("person", "thing") else ""
    found = _apposition().match(text, end)
    if found is None or not (found["article"] or found["bracket"]):
        return ""
    words, closed = _phrase(text, found.end())
    if not words or not closed or (kind == "person" and _is_of_the_news(text, start, found.end())):
        return ""
    says, is_new = _nouns().get(words[-1], ""), found["article"] in _NEW
    if _preposition().search(text, max(0, start - 12), start) and not (closed == "," and says):
        return ""  # “In Mariupol, a man was killed”
    if says:
        is_against = says in _AGAINST[kind] and (is_new or closed == "," or kind == "person")
    else:
        # Who is well known is not introduced as “a …”: whatever the word, it is somebody else, or at least in doubt.
        is_against = kind == "person" and is_new and not words[-1].endswith(("ed", "ing")) and words[-1] not in _SAY
    return text[end : found.end()] + " ".join(words) if is_against else ""


def _says(words: list[str]) -> str:
    """What the last noun among the words that is known says; empty if none is."""
    nouns = _nouns()
    return next((nouns[word] for word in reversed(words) if word in nouns), "")


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


def _is_of_the_news(text: str, start: int, said: int) -> bool:
    """True if a word for people in the news stands right before the whole name, or in what is `said` of it: the mayor, a former boxer."""
    nouns = _nouns()
    low = max(0, start - _REACH)
    name = _capitals_before().search(text, low, start)
    title = _title_before().search(text, low, name.start() if name else start)
    before = [*(name.group().split() if name else []), *([title[1]] if title else [])]
    behind = _WORD.findall(re.split(r"[.,;:!?()\n]", text[said : said + _REACH])[0])
    return any("office" in (nouns.get(word), nouns.get(word.lower())) for word in before + behind)


@cache
def _apposition() -> re.Pattern[str]:
    return re.compile(rf"[\"”’»]?(?:(?P<bracket>\s\((?=[a-z]))|(?:,|\s?[–—]|\s-)\s(?:aged\s)?(?:\d{{1,2}},?\s)?)(?:(?P<article>{_ARTICLE})\s)?")


@cache
def _epithet() -> re.Pattern[str]:
    return re.compile(r"\sthe\s([a-z]+)\b")


@cache
def _copula() -> re.Pattern[str]:
    return re.compile(rf"[\"”’»]?\s(?:is|was|became|remains)\s(?:{_ARTICLE})\s")


@cache
def _aged_or_party() -> re.Pattern[str]:
    return re.compile(r",\s(?:aged\s)?\d{1,2},\s(?:of|from)\s[A-Z]\w*|\sv\.\s(?=[A-Z])")


@cache
def _preposition() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:in|at|from|near|outside|around|inside|into|to|towards|of|after|before|over|across|through|throughout|under|since|for|with|without|via|by|beyond|above|along|on)\s\Z",
        re.IGNORECASE,
    )


@cache
def _capitals_before() -> re.Pattern[str]:
    # A full stop ends the sentence before, unless it is behind a title or an initial.
    short = r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Maj|Lt|Capt|Sgt|St|Ste|Prof|Sen|Gov|Rev|Fr)\."
    return re.compile(rf"(?:\b(?:{short}|[^\W\d_a-zа-я][\w'’-]*)[ \xa0\n])*\Z")


@cache
def _title_before() -> re.Pattern[str]:
    return re.compile(r"\b([\w-]+)(?:\s(?:of|for)\s(?:the\s)?[\w'’-]+(?:\s[A-Z][\w'’-]+)?)?,?\s\Z")


@cache
def _noun_before() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:[Aa]n?|[Tt]he|[Oo]ur|[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Yy]our|[Ii]ts)\s(?:[\w'’-]+\s){0,2}(?P<explained>[a-z][\w'’-]*),"
        r"|(?P<noun>[a-z][\w'’-]*)(?:\s(?:called|named|nicknamed|christened|dubbed))?)\s[\"“‘'«(]?\Z"
    )


@cache
def _certain() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Aa] certain|[Aa]nother|[Tt]he other|[Oo]ne|namesake,?|no relation of|unrelated to)\s\Z")


@cache
def _place_of() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Tt]he|[Aa]n?)\s(?:\w+\s)?(village|town|city|hamlet|island|river|lake|settlement|district|commune|municipality|street|farm)\s(?:of|called|named)\s\Z")


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:&|and)\s(?:Sons?|Co|Brothers|Bros|Daughters?|Partners|Associates)\b|\s\(?(?:Lane|Street|Road|Avenue|Boulevard|Drive|Close|Terrace|Crescent|Mews|Row|Alley"
        r"|Hotel|Inn|Café|Cafe|Bistro|Restaurant|Bakery|Brewery|Winery|Bar|Pub|Books|Farms?|Press|Records|Studios?|Motors|Ltd|LLC|LLP|Inc|GmbH|PLC|plc|Pty|Corp|Holdings|Ventures|Capital|Partners"
        r"|Prize|Award|Medal|Trophy|Stakes|Foundation|Fellowship|Lecture|Quartet|Quintet|Trio|Ensemble|Church|Chapel|Jr|Sr|III|II)\b"
        r"|,\s(?:Jr|Sr|Ltd|Inc|LLC)\b"
    )


@cache
def _compound_of_place() -> re.Pattern[str]:
    return re.compile(
        r"(?:['’]s)?\s(?:family|clan|tribe|dynasty|class|brothers|sisters|dialect|cultivar|variety|manuscript|surname)\b"
        r"|['’]s\s(?:wife|husband|mother|father|son|daughter|brother|sister|aunt|uncle|girlfriend|boyfriend|fiancée?|widow|kitchen|bedroom|hands?|face|eyes|voice|novels?|poems?|diary|memoirs?|birthday|career)\b|,\s(?:" + _STATES + r")\b"
        r"|\s\((?:Albania|Argentina|Australia|Austria|Brazil|Bulgaria|Canada|Chile|China|Colombia|Croatia|Cuba|Czechia|Denmark|England|Estonia|Ethiopia|Finland|France|Germany|Ghana|Greece|Hungary"
        r"|India|Indonesia|Ireland|Italy|Japan|Kenya|Latvia|Lithuania|Mexico|Nigeria|Norway|Pakistan|Peru|Poland|Portugal|Romania|Serbia|Slovakia|Slovenia|Spain|Sweden|Switzerland|Uganda|UK|US|USA)\)"
    )


_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts"
    "|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|North Carolina|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|Tennessee|Texas|Utah|Vermont|Virginia|Washington State|Wisconsin|Wyoming|Ontario|Quebec|Alberta|Saskatchewan|Manitoba"
    "|Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Ky|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wisc|Wyo|Ont"
)


@cache
def _compound_of_person() -> re.Pattern[str]:
    return re.compile(r"[-–][A-Z][a-z]{2,}")


@cache
def _party() -> re.Pattern[str]:
    return re.compile(r"\bv\.\s\Z|\b[Ii]n re\s\Z")
