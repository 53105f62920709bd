"""Text that speaks *about* a spelling: there the spelling is the point, and must stay."""

from __future__ import annotations

import re
from functools import cache

_VERBS = (
    "spelled|spelt|spelling|spellings|misspelled|misspelt|written|transliterated|transliteration|transliterations|romani[sz]ed|romani[sz]ation|rendered|pronounced|"
    "acronym|acronyms|abbreviation|abbreviations|abbreviated|initials|variant|variants|known as|aka|a\\.k\\.a\\.|stands for|the (?:word|term|name|form|letters)|alternatively|formerly"
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
        if not ours & {word[:4] for word in re.findall(r"[A-Z][a-z]\w+", found.group())}:
            return found.group()
    return ""


_CONNECTIVE = re.compile(r"[\"”’»]?\s*(?:[/=(\[]|,?\s+(?:or|also|aka|i\.e\.|as|not)\s|\s(?:is|means|for)\s)[ \"“‘«(]*")


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
    after = _after().match(text, end) or _called().match(text, end)
    if after:
        return after.group().strip()
    # Right beside the form that would be written: “Syrian Arab Republic (SAR)”, “UAR (Syrian Arab Republic)”.
    left = text[max(0, start - len(canonical) - 14) : start]
    if (at := left.rfind(canonical)) >= 0 and _CONNECTIVE.fullmatch(left[at + len(canonical) :]):
        return left[at:]
    right = text[end : end + len(canonical) + 14]
    if (at := right.find(canonical)) >= 0 and _CONNECTIVE.fullmatch(right[:at]):
        return right[: at + len(canonical)]
    return ""


def names_a_firm(text: str, end: int) -> str:
    """What behind the mention that ends at `end` makes it part of the name of a firm or the like, "" if nothing does.

    >>> names_a_firm("ODKB Technologies, Inc.", 4), names_a_firm("the ODKB summit", 8)
    ('Technologies', '')
    """
    match = _firm().match(text, end)
    return match[1] if match else ""


@cache
def _firm() -> re.Pattern[str]:
    return re.compile(
        r"(?:,? (?=[A-Zlp]))?((?<=[ ])(?:Inc|Ltd|LLC|LLP|PLC|plc|GmbH|Pty|Corp|Holdings|Technolog(?:y|ies)|Foundation|Industries|Ventures"
        r"|Records|Motors|Magazine)\b|[®™])"
    )
