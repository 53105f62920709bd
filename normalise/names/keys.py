"""Keys on which romanisations of one name agree."""

from __future__ import annotations

import re
import unicodedata

# Spellings of one sound, longest first. Sources: BGN/PCGN and ISO 9 for Russian, ALA-LC and UN for Arabic, and the
# German, French and Polish habits that machine translation mixes in.
_SOUNDS = (
    ("shch", "š"), ("sch", "š"), ("sh", "š"), ("tch", "č"), ("tsch", "č"), ("zh", "ž"), ("dzh", "ž"), ("dj", "ž"), ("kh", "h"), ("ch", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ey", "ei"), ("ay", "ei"), ("ai", "ei"), ("aj", "ei"), ("ej", "ei"), ("iy", "i"), ("ij", "i"), ("yi", "i"), ("ii", "i"),
    ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"), ("ye", "e"), ("je", "e"), ("yo", "e"), ("q", "k"), ("ck", "k"), ("x", "h"), ("w", "v"), ("y", "i"), ("j", "ž"), ("c", "k"),
)  # fmt: skip
_RULES = dict(_SOUNDS)
_SOUND = re.compile("|".join(sorted(map(re.escape, _RULES), key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL = re.compile(r"[aeiou]")


def plain(word: str) -> str:
    """Letters only, in lower case, without diacritics.

    >>> plain("Sana‘a"), plain("Ḥumaymīm")
    ('sanaa', 'humaymim')
    """
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in decomposed if c.isalpha())


def sounds(word: str) -> str:
    """The word in sound classes, doubles folded.

    >>> sounds("Khmeimim"), sounds("Khemeymim"), sounds("Hmeymeem")
    ('hmeimim', 'hemeimim', 'hmeimim')
    """
    return _DOUBLE.sub(r"\1", _SOUND.sub(lambda m: _RULES[m.group()], plain(word)))


def skeleton(word: str) -> str:
    """The consonant classes of a word, with a vowel at its start kept as one sign.

    >>> skeleton("Khemeymim") == skeleton("Hmeimim") == skeleton("Khmeimime"), skeleton("Khmer")
    (True, 'hmr')
    """
    sounded = sounds(word)
    bare = _VOWEL.sub("", sounded)
    return ("a" if sounded[:1] in "aeiou" else "") + bare if sounded else ""
