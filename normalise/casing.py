"""How a replacement takes over the looks of what it replaces: capitals, line ends, and the article before it."""

from __future__ import annotations

import re

_MIXED = re.compile(r"[A-Z]{2}|[a-z][A-Z]")
_VOWEL_LETTERS = "AEFHILMNORSX"  # an F-16, an MP: letters whose names begin with a vowel
_CONSONANT_SOUND = re.compile(r"(?:eu|ew|one\b|once\b|oui|ou[aiy]|u(?:ni(?!n|m|d)|k|ra|s[aeu]|t[eio]|b[ie]q|rin|to|ga))", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hono[u]?r|honest|hour|heir)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?<![\w'’.-])(?P<article>an?|An?)(?P<gap>\s+)(?P<mark>[\"“‘'(]?)\Z")


def carry_case(surface: str, form: str, write: str) -> str:
    """`write` with the capitals of `surface`, which was listed as `form`.

    >>> carry_case("KHMEIMIM", "Khmeimim", "Hmeimim"), carry_case("Gang formations", "gang formations", "armed gangs")
    ('HMEIMIM', 'Armed gangs')

    An acronym with small letters in it (MChS) is in capitals anyway: that says nothing.

    >>> carry_case("MCHS", "MChS", "Emergencies Ministry")
    'Emergencies Ministry'
    """
    if surface.isupper() and not form.isupper() and sum(map(str.isalpha, surface)) > 3:
        return write if _MIXED.search(form) else write.upper()
    if form[:1].islower() and surface[:1].isupper() and write[:1].islower():
        return write[0].upper() + write[1:]
    return write


def carry_breaks(surface: str, write: str) -> str:
    """`write` with the line end or odd space that stood in `surface`, at a place between its own words.

    A single word has no such place: the line end is dropped.

    >>> carry_breaks("gang\\nformations", "armed gangs"), carry_breaks("Hasan\\nSuhel", "Suheil")
    ('armed\\ngangs', 'Suheil')
    >>> carry_breaks("Sukheil al-\\nHasan", "Suheil al-Hassan")
    'Suheil al-\\nHassan'
    """
    if (broken := re.search(r"-(\s+)", surface)) and "-" in write:
        # “al-” at the end of a line: the line ends behind a hyphen of what is written too.
        parts = write.split("-")
        at = min(surface.count("-", 0, broken.start()), len(parts) - 2) + 1
        return "-".join(parts[:at]) + "-" + broken[1] + "-".join(parts[at:])
    gaps: list[str] = re.findall(r"\s+", surface)
    if all(gap == " " for gap in gaps):
        return write
    words = write.split(" ")
    if len(words) - 1 == len(gaps):
        return "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=True))
    odd = next(gap for gap in gaps if gap != " ")
    before = sum(gap == " " for gap in gaps[: gaps.index(odd)])
    if len(words) == 1:
        return write
    at = min(before + 1, len(words) - 1)
    return " ".join(words[:at]) + odd + " ".join(words[at:])


def needs_an(word: str) -> bool:
    """True if the indefinite article before `word` is “an”: by sound for words, by the names of letters for acronyms.

    >>> [needs_an(word) for word in ("IS", "UAR", "Syrian", "university", "hour", "Islamic")]
    [True, False, False, False, True, True]
    """
    head = re.match(r"[^\W_]+", word)
    if head is None:
        return False
    word = head.group()
    if word.isupper() and len(word) < 5 and not re.fullmatch(r"[AEIOU]?(?:[^AEIOU][AEIOU])+[^AEIOU]?", word):
        return word[0] in _VOWEL_LETTERS
    if word.isupper() and word[0] == "U" and len(word) < 5:
        return False
    if _SILENT_H.match(word):
        return True
    return word[0].lower() in "aeiou" and not _CONSONANT_SOUND.match(word)


_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do", "isn": "aren", "wasn": "weren", "hasn": "haven", "doesn": "don"}
_VERB = re.compile(rf"\s+(?:(?:also|still|already|now|reportedly|allegedly)\s+)?(?P<verb>{'|'.join(_PLURAL)})(?!\w)")


def plural_verb_after(text: str, end: int) -> tuple[int, int, str] | None:
    """The edit that makes the verb right after a word that ends at `end` agree with a plural, if there is one to change.

    >>> plural_verb_after("The combat work is over", 15)
    (16, 18, 'are')
    """
    m = _VERB.match(text, end)
    return (m.start("verb"), m.end("verb"), _PLURAL[m["verb"]]) if m else None


def article_before(text: str, start: int, old: str, new: str) -> tuple[int, int, str] | None:
    """The edit that makes “a” or “an” right before a word at `start` that changes from `old` to `new`, if one is needed.

    >>> article_before("an UAR airfield", 3, "UAR", "Syrian Arab Republic")
    (0, 2, 'a')
    """
    m = _ARTICLE.search(text, max(0, start - 8), start)
    if m is None or (m["article"][0] == "A" and m.start() and text[m.start() - 2 : m.start()].strip()[-1:] not in (*".!?…:", "")):
        return None
    article = m["article"][0] + "n" * needs_an(new)
    if article == m["article"]:
        return None
    return m.start("article"), m.end("article"), article
