"""The opening mark ‘ as a letter: Arabic ‘ayn as in ‘Umar and Ka‘ba, the Hawaiian ‘okina, the Uzbek o‘.

The romanisation of the Library of Congress writes ‘ayn so: https://www.loc.gov/catdir/cpso/romanization/arabic.pdf
"""

from __future__ import annotations

import re
from itertools import islice

_PLAIN = str.maketrans("āīūĀĪŪâîûáíúḍḥṣṭẓẒ", "aiuaiuaiuaiudhstzz")
# Arabic words that begin with it, and no English sentence does.
_WORDS = frozenset(
    (
        "abbas", "abbasid", "abbasids", "abd", "abda", "abdallah", "abdel", "abdu", "abdul", "abdullah", "adil", "adl", "adnan",
        "adud", "affan", "aflaq", "aisha", "ajman", "akka", "alawi", "alawis", "alawite", "alawites", "ali", "alid", "alids",
        "alim", "amid", "ammar", "amman", "amr", "antar", "antara", "aqaba", "aqida", "aqil", "aql", "arabi", "arafat", "arif",
        "asabiyya", "ashura", "asim", "asir", "askar", "askari", "asqalan", "asqalani", "attar", "awad", "awda", "ayn",
        "ayyash", "aziz", "azzam", "eid", "ibada", "ibadat", "idda", "ilm", "imad", "imran", "iraq", "iraqi", "irfan", "isa",
        "isha", "izz", "ubada", "ubayd", "ubaydallah", "ubaydullah", "udhri", "ujayli", "ukaz", "ulama", "ulema", "uman",
        "umar", "umari", "umayr", "umra", "unayza", "uqba", "urabi", "urf", "urwa", "usfur", "ushr", "utayba", "utba", "uthman",
        "uthmani",
    )
)  # fmt: skip
_INITIALS = frozenset(char for char in "aeiuāīūâîûáíú" for char in (char, char.upper()))
_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"‘(?<=[^\W\d_]‘)[a-zāīū]")  # the literal first: it is found fast
_FIRST = 20  # where none of so many marks is a letter, none is


def begins_with_ayn(text: str, at: int, end: int) -> bool:
    """True if the word at `at`, which a mark ‘ stands before, is a name or a word that ‘ayn begins.

    >>> begins_with_ayn("‘Uthmān’s reign", 1, 15), begins_with_ayn("‘No", 1, 3)
    (True, False)
    """
    if text[at : at + 1] not in _INITIALS:
        return False
    word = _WORD.match(text, at, end)
    return word is not None and word[0].translate(_PLAIN).lower() in _WORDS


def has_letter(text: str) -> bool:
    """True if ‘ stands inside a word of `text`: Ka‘ba, O‘ahu. Then it may be a letter at either end of a word too."""
    return _INSIDE.search(text) is not None


def count_initial(text: str) -> int:
    """How often ‘ is the first letter of a word in `text`, as far as that can be told from the words."""
    starts = [match.end() for match in islice(re.finditer("‘", text), _FIRST)]
    if not any(begins_with_ayn(text, at, len(text)) for at in starts):
        return 0
    return sum(begins_with_ayn(text, match.end(), len(text)) for match in re.finditer("‘", text))
