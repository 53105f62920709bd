"""Text that speaks *about* a spelling: there the spelling is the point, and must stay."""

from __future__ import annotations

import re
from functools import cache

_VERBS = (
    "spelled|spelt|spelling|spellings|misspelled|misspelt|written|transliterated|transliteration|transliterations|romani[sz]ed|romani[sz]ation|rendered|pronounced|"
    "acronym|acronyms|abbreviation|abbreviations|abbreviated|initials|variant|variants|known as|aka|a\\.k\\.a\\.|stands for|the (?:word|term|name|form|letters)|alternatively|formerly|(?:Russ|Rus|Ukr|Arab|Ar|lit|abbr)\\."
)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(?<=[(,] )also|(?<=\()also|{_VERBS})[ ,:]*(?:(?:as|in|is|was|of|to|called|spelled|from|by|the|or)\s+){{0,3}}[\"“‘'«(]?\Z", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"[\"”’'»)]?,?\s*\(?(?:also|sometimes|often|or|which|is|was|are|more often|,|\s){0,3}\s*"
        r"(?:spelled|spelt|misspelled|misspelt|transliterated|romani[sz]ed|pronounced|stands for|abbreviated|(?:is|was) (?:an?|the) (?:\w+ ){0,2}(?:form|version|acronym|abbreviation|spelling|variant|misspelling|transliteration|mistranslation))",
        re.IGNORECASE,
    )


# The first two letters of what `_after` and `_called` find, behind what may part that from the mention; and how far that may reach.
_TELLING = frozenset("al so of or wh is wa ar mo sp mi tr ro pr st ab as".split())  # noqa: SIM905
_BETWEEN, _AHEAD = " \"”’'»),(", 40


@cache
def _called() -> re.Pattern[str]:
    return re.compile(r",? as (?:the )?(?:\w+ ){1,2}(?:call|write|spell|say|put|render) (?:it|him|her|them)\b", re.IGNORECASE)


@cache
def _initials(form: str) -> re.Pattern[str]:
    words = r"(?:[\s-]+(?:of|and|the|for|to|in|on|de|du|des|la)\b)*[\s-]+".join(rf"{letter}[a-z]\w+" for letter in form)
    if len(form) > 2:
        return re.compile(rf"\b{words}\b")
    # Two capitals are the initials of half of all names: they must be given as those of this.
    return re.compile(rf"\b({words})\s*\({form}\)|\b{form}\s*\(({words})\)")


def spelled_out(text: str, form: str, write: str) -> str:
    """The words that an acronym stands for in this text, if they are others than those that would be written; else empty.

    >>> spelled_out("The Rhodesian Front (RF) won. The RF …", "RF", "Russian"), spelled_out("the Russian Federation (RF)", "RF", "Russian")
    ('Rhodesian Front (RF)', '')
    """
    if not (form.isupper() and form.isascii() and form.isalpha() and 2 <= len(form) <= 6):
        return ""
    ours = {word[:4] for word in re.findall(r"[A-Z]\w+", write)}
    for found in _initials(form).finditer(text):
        words = [word[:4] for word in re.findall(r"[A-Z][a-z]\w+", found.group())]
        # Of two words the first tells: Rugby Federation (RF).
        if ours.isdisjoint(words[: 1 if len(form) == 2 else None]):
            return found.group()
    return ""


@cache
def _connective() -> re.Pattern[str]:
    return re.compile(r"[\"”’»]?\s*(?:[/=(\[]|,?\s+(?:or|also|aka|i\.e\.|as|not)\s|\s(?:is|means|for)\s)[ \"“‘«(]*")


def speaks_of_spelling(text: str, start: int, end: int, canonical: str) -> str:
    """The words by which the text speaks about the form `text[start:end]` itself; empty if it just uses it.

    >>> speaks_of_spelling("the base (also spelled Khmeimim) is", 23, 31, "Hmeimim")
    'also spelled '
    >>> speaks_of_spelling("the Syrian Arab Republic (SAR) is", 26, 29, "Syrian Arab Republic")
    'Syrian Arab Republic ('
    >>> speaks_of_spelling("took off from Khmeimim", 14, 22, "Hmeimim")
    ''
    """
    before = _before().search(text, max(0, start - 60), start)
    if before:
        return before.group()
    # The first letters of the next word nearly always tell that there is nothing.
    ahead = " ".join(text[end : end + _AHEAD].split()).lstrip(_BETWEEN).casefold()
    if len(ahead) < 2 or ahead[:2] in _TELLING:
        after = _after().match(text, end) or _called().match(text, end)
        if after:
            return after.group().strip()
    # Right beside the form that would be written: “Syrian Arab Republic (SAR)”, “UAR (Syrian Arab Republic)”.
    left = text[max(0, start - len(canonical) - 14) : start]
    if (at := left.rfind(canonical)) >= 0 and _connective().fullmatch(left[at + len(canonical) :]):
        return left[at:]
    right = text[end : end + len(canonical) + 14]
    if (at := right.find(canonical)) >= 0 and _connective().fullmatch(right[:at]):
        return right[: at + len(canonical)]
    return ""


_LINKS = (
    "the|or|and|a|an|aka|also|called|known|as|in|English|Russian|Ukrainian|Arabic|i\\.e\\.|that|is|are|was|namely|read|reads|means|stands|for|to|of|rather|than|instead|not|but|becomes|with|by|now|formerly"
)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s\"“”„«»‘’'()\[\]{{}},;:/|=→⇒<>–—-]|\b(?:{_LINKS})(?!\w)){{1,16}}")


def stands_beside(text: str, start: int, end: int, write: str) -> str:
    """The words in which the form `text[start:end]` and what would be written for it stand side by side in a list or a gloss; or nothing.

    >>> stands_beside("MAGATE; the IAEA", 0, 6, "IAEA"), stands_beside("MAGATE inspectors, said the IAEA", 0, 6, "IAEA")
    ('MAGATE; the IAEA', '')
    """
    low, high = max(0, start - _BESIDE), end + _BESIDE
    if text[start:end].isupper() and (gloss := _gloss().match(text, end)) and not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t*•|-"):
        return text[start:end] + gloss.group()
    at = text.rfind(write, low, start)
    if at >= 0 and not text[at - 1 : at].isalnum() and _between().fullmatch(text, at + len(write), start):
        return text[at:end]
    at = text.find(write, end, high + len(write))
    if at >= 0 and not text[at + len(write) : at + len(write) + 1].isalnum() and _between().fullmatch(text, end, at):
        return text[start : at + len(write)]
    return ""


@cache
def _gloss() -> re.Pattern[str]:
    return re.compile(r"(?:\s?[:=|–—]|\t)\s*[a-z][^.!?\n]{2,60}$", re.MULTILINE)


# What words are spoken of with, and languages: as plain texts, which are looked for before the patterns are made.
_STEMS = tuple(
    "spel orthograph translitera transcri romani toponym etymolog philolog phonetic vowel consonant diacritic cognate surname acronym abbreviation genitive dative locative "  # noqa: SIM905
    "declension esperanto loanword homonym namesake mondegreen anagram palindrome inflect nominative prepositional glossary render".split()
)
_PHRASES = (
    "case form", "style guide", "house style", "translator’s note", "translator's note", "may refer to", "what is ", "what are ", "what does ",
    *(f"{verb} {mark}" for verb in ("mean", "means") for mark in "\"“'‘"),
)  # fmt: skip
_LANGUAGES = tuple(
    "Russian Ukrainian Arabic Turkish Georgian Armenian Estonian Latvian Lithuanian Finnish Polish Czech Slovak Slovene Slovenian Serbian Croatian Bulgarian Romanian Hungarian "  # noqa: SIM905
    "German French Spanish Italian Portuguese Swedish Dutch Greek Latin Chinese Japanese Korean Hebrew Persian Kurdish Yiddish Sanskrit Hindi Welsh Irish English".split()
)


@cache
def _of_words() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:spell(?:ed|ing|ings|s)|spelt|misspell\w*|misspelt|orthograph\w*|transliterat\w*|transcri(?:bed|ption|ptions)|romani[sz](?:ed|ation)|toponym\w*|etymolog\w*|philolog\w*"
        r"|phonetic\w*|vowels?|consonants?|diacritics?|cognate|surnames?|acronyms?|abbreviations?|genitive|dative|locative|declension|esperanto|loanwords?|homonyms?|namesakes?|mondegreen"
        r"|anagrams?|palindromes?|inflect(?:ed|s|ion|ions)|nominatives?|prepositional|case forms?|glossary|style guide|house style|translator['’]s note|render(?:s|ed|ing)? (?:it|this|them|\w+) as"
        r"|may refer to|what (?:is|are|does) (?:the )?\w+(?: mean| stand for)?(?=\?)|means? [\"“'‘])\b",
        re.IGNORECASE,
    )


@cache
def _of_languages() -> re.Pattern[str]:
    languages = "|".join(_LANGUAGES)
    return re.compile(rf"\b(?:(?:[Ii]n|is) (?:{languages})(?=[,;:.?!)(]| \(| and | or | is | was |$)|(?:{languages}) (?:for|word|spelling|plural)|Slovak|Slovene)\b")


def speaks_of_language(text: str, low: int, high: int) -> str:
    """The word by which the sentence `text[low:high]` speaks of words and names as such; empty if it does not.

    >>> speaks_of_language("The spelling of the town varies.", 0, 32), speaks_of_language("The town was shelled.", 0, 21)
    ('spelling', '')
    """
    sentence = text[low:high]
    folded = sentence.lower()
    found = _of_words().search(sentence) if any(map(folded.__contains__, (*_STEMS, *_PHRASES))) else None
    if found is None and any(map(sentence.__contains__, _LANGUAGES)):
        found = _of_languages().search(sentence)
    return found.group() if found else ""


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(
        r"\(\d{4}[a-z]?\)[.,:]? |\bpp?\. ?\d+|\bvol\. ?\d+|\b[Nn]o\. ?\d+, (?=\d{4}|pp)|\d+ ?\(\d+\)[:,] ?(?:pp?\. ?)?\d+|\b(?:University )?Press\b|\bVerlag\b|\bISBN\b|\bdoi:|\b(?:eds?|trans)\.|\(ed(?:s|\.)?\.?\)"
        r"|^\W{0,3}\d*\W{0,2}[^\W\d_a-z][\w'’-]+, (?:[A-Z]\.[ -]?){1,3}(?= |,|\()|\b(?:London|New York|Oxford|Cambridge|Paris|Berlin|Moscow|Leipzig): [A-Z]|, (?:London|Paris|Oxford|Cambridge|Leipzig|Leiden|Moscow),? \d{4}",
        re.MULTILINE,
    )


def is_reference(text: str, low: int, high: int) -> bool:
    """True if the paragraph `text[low:high]` is an entry of a bibliography: two signs of one are in it. What it says is quoted.

    >>> text = "Hogarth, D. G. (1914). Carchemish: excavations at Djerablus. London: British Museum."
    >>> is_reference(text, 0, len(text)), is_reference("In 1914 (see p. 3) he dug there.", 0, 32)
    (True, False)
    """
    if high - low >= _ENTRY or not any(map(str.isdigit, text[low:high])):
        return False
    return len({found.group()[:3] for found in _reference().finditer(text, low, high)}) > 1


# How far (in characters) beside a form its translation is looked for, and how long an entry of a bibliography is.
_BESIDE, _ENTRY = 40, 600


def names_a_firm(text: str, end: int) -> str:
    """What behind the mention that ends at `end` makes it part of the name of a firm or the like, "" if nothing does.

    >>> names_a_firm("ODKB Technologies, Inc.", 4), names_a_firm("the ODKB summit", 8)
    ('Technologies', '')
    """
    ahead = text[end : end + 3].removeprefix(",")  # nearly always no capital
    match = _firm().match(text, end) if ahead[:1] in ("®", "™") or ahead[1:2].isupper() or ahead[1:2] in ("l", "p") else None
    return match[1] if match else ""


@cache
def _firm() -> re.Pattern[str]:
    return re.compile(
        r"(?:,? (?=[A-Zlp]))?((?<=[ ])(?:Inc|Ltd|LLC|LLP|PLC|plc|GmbH|Pty|Corp|Holdings|Technolog(?:y|ies)|Foundation|Industries|Ventures|Real Estate|Logistics|Consulting|Software|Solutions|Entertainment|Pictures|Studios?|Cosmetics"
        r"|Records|Motors|Magazine)\b|[®™])"
    )
