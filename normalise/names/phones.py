"""Spellings as sounds: what romanisations of one name have in common, from fine to coarse.

Three levels, each a plain ASCII string: `plain` (letters without marks), `phones` (one code for each sound, however it
is spelled: sh, sch, š, sj are all S) and `skeleton` (classes of consonants on which romanisations agree).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import itemgetter

# Letters that the loss of marks would rob of their sound; capitals are the codes of sounds that ASCII has no letter for:
# S sh, C ch, Z zh, J dzh, X kh, G gh, T ts, Q th, D dh. Sources: ISO 9, the Czech, Serbian and Baltic alphabets, Turkish, Azeri.
_LETTERS = str.maketrans({
    "š": "S", "č": "C", "ć": "C", "ž": "Z", "ß": "ss", "ø": "o", "ł": "l", "đ": "dj", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    "ə": "a", "ħ": "h", "ğ": "g", "ґ": "g", "ŋ": "n", "ѐ": "e", "–": " ", "-": " ", "‑": " ", "‐": " ", "_": " ", "\n": " ", "\t": " ", "\u00a0": " ", ".": " ", ",": " ",
    "ё": "e", "ǧ": "J", "ġ": "G", "ẖ": "X", "ḫ": "X", "ĥ": "h",
})  # fmt: skip
_CODES = str.maketrans({"S": "s", "C": "c", "Z": "z", "J": "g", "X": "h", "G": "g"})

# Spellings of one sound, in English, German (sch), French (ou, dj, tch), Dutch (sj, tsj), Polish (cz) and learned use.
# Source: the tables of BGN/PCGN 1947 and 1956, ISO 9:1995, GOST 16876 (shh, jj, eh), ALA-LC 1997, and those languages'
# own orthographies.
_SOUNDS = {
    "schtsch": "S", "chtch": "S", "shch": "S", "stsch": "S", "szcz": "S", "sz": "S", "zs": "Z", "cs": "C", "sjtsj": "S", "SC": "S", "sch": "S", "shh": "S", "sh": "S", "sj": "S",
    "tsch": "C", "tch": "C", "tsj": "C", "tsh": "C", "ch": "C", "cz": "C", "dzh": "J", "dZ": "J", "dsch": "J", "dj": "J", "dzj": "J", "zh": "Z", "zj": "Z",
    "kh": "X", "gh": "G", "dh": "D", "th": "Q", "ph": "f", "ts": "T", "tz": "T", "ks": "x", "ck": "k", "qu": "k", "w": "v",
    "ou": "u", "oo": "u", "ee": "i", "iy": "i", "yi": "i", "yj": "i", "yy": "i", "ii": "i", "y": "i", "jj": "i",
}  # fmt: skip
# Letters that sound by their neighbours: c before e and i, j after a vowel or consonant, h after e before a consonant, h at the end. A c
# before a, o, u stays as it is: k, or a č that has lost its mark. Each begins with the letter itself.
_PLACED = {
    r"c(?=[eiyj])": "T",
    r"j(?:(?<=[aeou]j)(?![aeiouyj])|(?<=[bcfgklmnprtvw]j)(?=[aeou]))": "i",
    r"i(?<=[hklnrstvz]i)j(?![bcdfghklmnpqrstvwxz])": "i",
    r"eh(?=[^aeiouyhr]|r[^aeiouy])": "e",
    r"o(?<=[bcdfghjklmnprstvwz]o)e(?=[bcdfghjklmnprstvwz])": "u",
    r"c(?![aou])": "k",
    r"h(?<=[aeiou]h)\Z": "",
}


def _sound_pattern() -> tuple[re.Pattern[str], list[str]]:
    """The longest spelling first, then the placed letters, each a group, then single ones; and the sounds of the groups.

    Told apart by their first letter, which lets a search pass over letters that begin none.
    """
    spellings = sorted(_SOUNDS, key=len, reverse=True)
    by_letter: dict[str, list[str]] = {}
    groups = []
    for spelling in (*(s for s in spellings if len(s) > 1), *_PLACED, *(s for s in spellings if len(s) == 1)):
        by_letter.setdefault(spelling[0], []).append(spelling)
    for letter, those in by_letter.items():
        groups += [_PLACED[one] for one in those if one in _PLACED]
        by_letter[letter] = [f"({one[1:]})" if one in _PLACED else one[1:] for one in those]
    return re.compile("|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())), groups


_SOUND, _PLACED_SOUNDS = _sound_pattern()
# A c that is ts in Slavic languages, and a ch that is kh in German and Czech.
_SLAVIC_C = re.compile(r"(?<!s)c(?![hkszSC])")
_GERMAN_CH = re.compile(r"(?<![ts])ch")
_DOUBLE, _ONCE = re.compile(r"(.)\1+"), itemgetter(1)  # a template would be read in Python
_NO_LETTER = re.compile(r"[^a-zA-Z ]+")

VOWELS = frozenset("aeiou")
_ARTICLES = frozenset(("al", "el", "il", "ul"))
# Words for the kind of a place, and titles, which one source writes and another leaves out: village, district, general.
_GENERIC = frozenset(
    "selo gorod misto poselok posyolok poselyok derevnya derevnia khutor aul stanitsa rayon raion rajon oblast somon sum qishloq kishlak "  # noqa: SIM905
    "qaryat city town village settlement district province general gen colonel col major president minister mr mrs dr prof".split()
)
# The classes of a skeleton: what one convention or another takes for the same consonant. Vowels are left out.
_CLASSES = str.maketrans({
    **dict.fromkeys("aeiou ", None), "f": "v", "q": "k", "c": "k", "x": "k", "g": "h", "G": "h", "X": "h", "T": "s", "S": "s", "z": "s", "Z": "s", "C": "s", "J": "s", "j": "s", "D": "d", "Q": "t",
})  # fmt: skip
_SOFT = str.maketrans({**{chr(k): v for k, v in _CLASSES.items() if v}, "i": "e", "u": "o", " ": None})
# Skeletons shorter than this do not stand a consonant left out: too many names share them.
_SHORT = 4


def folded(text: str) -> str:
    """ASCII letters in lower case, words parted by one space, with codes for letters whose marks carry a sound.

    >>> folded("Ma'arrat an-Nu‘mān"), folded("Draževo")
    ('maarrat an numan', 'draZevo')
    """
    low = text.lower()
    if not low.isascii():
        low = unicodedata.normalize("NFD", unicodedata.normalize("NFC", low).translate(_LETTERS))
    elif low.isalpha():
        return low
    else:
        low = low.translate(_LETTERS)
    return " ".join(_NO_LETTER.sub("", low).split())


def unmarked(folded: str) -> str:
    """A folded text without the codes for sounds."""
    return folded if folded.islower() else folded.translate(_CODES)


def plain(text: str) -> str:
    """Letters in lower case without marks, words parted by one space: what makes two spellings the same on sight.

    >>> plain("Ḥumaymīm"), plain("Deir ez-Zor")
    ('humaymim', 'deir ez zor')
    """
    return text.lower() if text.isascii() and text.isalpha() else unmarked(folded(text))


def label(name: str) -> str:
    """What the owner of a name is looked up by: its plain form, or if no letter is left in that the name itself, escaped; a blank has none.

    >>> label("Hmeimim"), label("Я"), label(" ")
    ('hmeimim', "'\\\\u044f'", '')
    """
    return plain(name) or (ascii(name.casefold()) if name.strip() else "")


def _sound(m: re.Match[str]) -> str:
    return _PLACED_SOUNDS[m.lastindex - 1] if m.lastindex else _SOUNDS[m.group()]


@lru_cache(maxsize=8192)
def phones(word: str) -> str:
    """The sounds of a folded word.

    >>> phones("khemeymim"), phones("hmeymeem"), phones("begitsjevskij"), phones("begichevskiy")
    ('Xemeimim', 'hmeimim', 'begiCevski', 'begiCevski')
    """
    return _undoubled(_SOUND.sub(_sound, word))


def read_otherwise(folded: str) -> list[str]:
    """A folded name respelled so that it sounds as in other traditions: Slavic j and c, German and Czech ch.

    >>> read_otherwise("jaroslav"), read_otherwise("charkow"), read_otherwise("homs")
    (['yaroslav'], ['kharkow'], [])
    """
    made = []
    slavic = _SLAVIC_C.sub("ts", folded.replace("cc", "tsk")).replace("j", "y") if "j" in folded or "c" in folded else folded
    if slavic != folded:
        made.append(slavic)
    if "ch" in folded:
        german = _GERMAN_CH.sub("kh", slavic)
        if german != slavic:
            made.append(german)
    return made


def sounded(text: str) -> tuple[list[str], int]:
    """The sounds of each word of a name, without Arabic articles, and how many articles were left out.

    >>> sounded("Deir ez-Zor"), sounded("al-Raqqa")
    ((['deir', 'zor'], 1), (['raqa'], 1))
    """
    words = folded(text).split()
    kept = without_articles(words)
    return sounds(kept), len(words) - len(kept)


def sounds(words: list[str]) -> list[str]:
    """The sounds of folded words, those for the kind of a place and titles left out where another is there.

    >>> sounds(["selo", "begitsjevo"])
    ['begiCevo']
    """
    return [heard for heard in map(phones, named(words)) if heard]


def named(words: list[str]) -> list[str]:
    """The words of a name without those for the kind of a place and titles, if any are left.

    >>> named(["general", "suhel"]), named(["general"])
    (['suhel'], ['general'])
    """
    if len(words) < 2 or _GENERIC.isdisjoint(words):
        return words
    return [word for word in words if word not in _GENERIC] or words


def is_generic(word: str) -> bool:
    """True for a title, or a word for the kind of a place, hyphenated ones too.

    >>> is_generic("Colonel-General"), is_generic("Gen"), is_generic("Suhel")
    (True, True, False)
    """
    return _GENERIC.issuperset(folded(word).split())


def without_articles(words: list[str]) -> list[str]:
    """The words of a name in lower case but for its Arabic articles.

    >>> without_articles(["deir", "ez", "zor"])
    ['deir', 'zor']
    """
    if len(words) < 2:
        return words
    return [word for word, after in zip(words, [*words[1:], ""], strict=False) if not (after and _is_article(word, after))]


def _is_article(word: str, after: str) -> bool:
    """al and el, or with l made like the consonant after it: ar-Raqqa, esh-Sham; eh is how some write э."""
    if word.startswith("eh"):
        word = "e" + word[2:]
    if len(word) > 3 or word[0] not in "aeiu":
        return False
    return word in _ARTICLES or (len(word) > 1 and after.startswith(word[1:]) and word[1] not in VOWELS)


def skeleton(sounds: str) -> str:
    """The classes of the consonants of a sounded name, on which romanisations agree.

    >>> skeleton("Xemeimim") == skeleton("hmeimim"), skeleton("begiCevski")
    (True, 'bhsvsk')
    """
    return _undoubled(sounds.translate(_CLASSES))


def _undoubled(text: str) -> str:
    return _DOUBLE.sub(_ONCE, text) if _DOUBLE.search(text) else text  # to look costs a quarter of a replacement


def keys(words: list[str], bones: str) -> list[str]:
    """The keys under which a name of such a skeleton is filed, and sought: two names of one entity nearly always share one.

    The skeleton of the whole name, and of a longer one that with any one consonant left out; of a short name also its
    sounds with any one left out; of a name of several words also each pair of their skeletons, so that order and further
    words do not matter. Source of the one deletion: SymSpell (Garbe 2012).

    >>> keys(["kiiv"], "kv"), keys(["Xarkov", "novi"], "hrkvn")[-2:]
    (['kv', '~kev', '~ev', '~kv', '~ke'], ['hrkv', 'hrkv nv'])
    """
    found = [bones]
    if len(bones) > _SHORT:
        found += [bones[:i] + bones[i + 1 :] for i in range(len(bones))]
    else:
        soft = "~" + _undoubled("".join(words).translate(_SOFT))
        found.append(soft)
        found += [soft[:i] + soft[i + 1 :] for i in range(1, len(soft))]
    if len(words) < 2:
        return found  # each once, since no letter of a skeleton is doubled
    parts = sorted(filter(None, map(skeleton, words)))
    found += [f"{a} {b}" for i, b in enumerate(parts) for a in parts[:i] if len(a) + len(b) > 3]
    return list(dict.fromkeys(found))


