"""Look-alike letters: Cyrillic and Greek letters in Latin words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import Near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalise.document import Document

# Letters that print alike. Not the Greek small letters that mean something in a formula (α, ν, μ), but omicron.
_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅЇЁаеорсухіјѕїё", "ABEKMHOPCTYXIJSÏËaeopcyxijsïë", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_LATIN_TWIN = {**_CYRILLIC, **_GREEK}
# Latin letters that a Russian or Ukrainian word may show: they do not tell which alphabet was meant.
_EITHER = frozenset("ABEKMHOPCTYXIÏËaeopcyxiïë")
_ROMAN = r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"


@cache
def _foreign_letters() -> re.Pattern[str]:
    return re.compile("[\u0370-\u03ff\u0400-\u052f]")


@cache
def _mention() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:cyrillic|greek|homoglyphs?|homographs?|look-?alikes?|unicode|code ?points?|alphabets?|letters?|vowels?|consonants?|"
        r"transliterat\w+|phish\w*|spoof\w*|punycode)\b",
        re.IGNORECASE,
    )


def homoglyphs(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """Cyrillic and Greek letters in words that are otherwise Latin become their Latin twins.

    Only suggested where the word might be a Cyrillic one, stands with digits (Су-35), or the paragraph is about letters.
    Words that are Cyrillic throughout stay, but for a lone letter that can only be the English word (“He is а doctor”).

    >>> from normalise.document import Document
    >>> [(r.edits, r.sure) for r in homoglyphs(Document("Vladimir Рutin"), {})]
    [(((9, 10, 'P'),), True)]
    """
    text, done, about_letters = document.text, 0, Near(_mention, document)
    for hit in _foreign_letters().finditer(text):
        if hit.start() < done:
            continue
        start, done = _word_around(text, hit.start(), done)
        word = text[start:done]
        # A sign of a foreign block may be no letter and stand outside the word: then the word has nothing to mend.
        if not any(c in _LATIN_TWIN for c in word) or not all(c in _LATIN_TWIN or not _foreign_letters().match(c) for c in word):
            continue
        sure = _is_sure(document, start, done)
        if sure is None or document.is_foreign(start):
            continue
        sure = sure and start not in about_letters
        edits = tuple((i, i + 1, _LATIN_TWIN[text[i]]) for i in range(start, done) if text[i] in _LATIN_TWIN)
        script = "Cyrillic" if any(c in _CYRILLIC for c in word) else "Greek"
        latin = "".join(_LATIN_TWIN.get(c, c) for c in word)
        yield Repair(edits, "look-alike letter", f"{script} letters in “{latin}” that look Latin", sure, (f"“{word}” is written in two alphabets",))


def _word_around(text: str, at: int, low: int) -> tuple[int, int]:
    """The run of letters, digits and combining marks around `at`, from `low` on."""
    start = end = at
    while start > low and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(char: str) -> bool:
    return char.isalnum() or "\u0300" <= char <= "\u036f" or char == "_"


def _is_sure(document: Document, start: int, end: int) -> bool | None:
    """True if the word is certainly Latin, False if it may be, None if there is no reason to think so."""
    text = document.text
    word = text[start:end]
    latin = [c for c in word if c.isalpha() and c not in _LATIN_TWIN]
    if not latin:
        return _lone_letter(text, start) if len(word) == 1 else None
    if len(latin) < 2 and any(c in _GREEK for c in word):
        return None  # a symbol with an index, a unit
    if _has_digits_near(text, start, end):
        return False
    if not all(c in _EITHER for c in latin):
        return True
    if re.fullmatch(_ROMAN, "".join(_LATIN_TWIN.get(c, c) for c in word)):
        return True
    return False if len(latin) * 2 >= len(word) else None


def _has_digits_near(text: str, start: int, end: int) -> bool:
    """True if the word has digits in it, or a number joined on by a hyphen."""
    after = re.compile(r"[-–‑/.]\d").match(text, end)
    before = start > 1 and text[start - 1] in "-–‑/." and text[start - 2].isdigit()
    return bool(after) or before or any(c.isdigit() for c in text[start:end])


@cache
def _lone() -> dict[str, re.Pattern[str]]:
    """For each letter that is an English word: what follows where it can be nothing else.

    The Russian conjunction а and the Ukrainian і are left over in translations too, before a clause.
    """
    clause = "he|she|it|they|we|you|I|the|an?|this|that|these|those|his|her|its|our|their|my|your|in|on|at|is|was|are|if|when|not|and|or|so|then|now"
    article = re.compile(rf" (?!(?:{clause})\b)[a-z]{{2,}}")
    return {
        "а": article, "А": article, "О": re.compile(r"!|, (?=[A-Za-z])| (?:God|Lord|no)\b"),
        "І": re.compile(r"(?:['’](?:m|ll|ve|d)\b| (?:am|was|have|had|will|would|can|could|do|did|don|think|know|want|need|hope|believe|went|said|saw|like|love)\b)"),
    }  # fmt: skip


def _lone_letter(text: str, at: int) -> bool | None:
    if text[at] in _CYRILLIC and re.compile(r"[-‑][a-z]{3}").match(text, at + 1):
        return True  # е-mail, Х-ray
    follows = _lone().get(text[at])
    if follows is None or not follows.match(text, at + 1):
        return None
    before = text[max(0, at - 2) : at]
    if text[at] == "а":
        # “He is а doctor”, within a clause: a comma before it may make it the Russian “and, but”.
        return True if re.fullmatch(r"[A-Za-z] ", before) else None
    return True if not before or re.search(r"[\s\"“‘'«(]\Z", before) else None
