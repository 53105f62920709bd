"""A cheap test whether a paragraph is in the language of a rule set, by its function words and its script."""

from __future__ import annotations

import re
from functools import cache

_FUNCTION_WORDS = {
    "en": "the of and to in is was for that with on as by at from his her he she it are were be has had have not but which this they "
    "you said will would been their an or its who we i there if into than what when",
    "de": "der die das und ist nicht ein eine einen mit von zu auf den dem des im für sich sie auch wurde nach bei aus wie dass",
    "fr": "le la les des et est une un dans que qui pour pas sur du au aux il elle ne ce cette par avec sont été",
    "es": "el la los las de que y en un una por con para no se del al es su fue como más lo",
    "it": "il la di che e un una per non con del della dei le gli è sono nel alla da si anche",
    "pt": "o a os as que e de do da em um uma não para com por dos das no na é foi ao",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als door",
    "pl": "nie się i w na z do że jest to o po jak za od przez dla są był",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi kadar sonra ancak",
    "fi": "ja on ei että se hän oli mutta kun niin ovat joka myös kuin tai",
    "sv": "och att det som en på är av för med den till inte var ett om han",
    "cs": "a se na je že v s z do o i to jako za byl pro ale podle",
    "ro": "și de la în a cu pe nu este care din o pentru să mai un au",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
# Words that other languages share with English say nothing ("in", "an"), nor do single letters ("what's" has an "s").
_TELLING = {
    language: words if language == "en" else frozenset(word for word in words - _WORDS["en"] if len(word) > 1)
    for language, words in _WORDS.items()
}
_OTHERS = frozenset().union(*(words for language, words in _TELLING.items() if language != "en"))
_FEW = 8  # words that tell something by the letters in them
_SOME = 3  # function words that tell something
_WORD = re.compile(r"[^\W\d_]+")
# In a text of plain letters words are found twice as fast in bytes: all that is no letter is made a space.
_PLAIN_OTHERS, _PLAIN_ENGLISH = ({word.encode() for word in words if word.isascii()} for words in (_OTHERS, _TELLING["en"]))
_IN_SMALL_LETTERS = bytes(ord(chr(byte).lower()) if byte < 0x80 and chr(byte).isalpha() else 0x20 for byte in range(256))


@cache
def _beyond_plain() -> re.Pattern[str]:
    """Neither ASCII nor common punctuation."""
    return re.compile("[^\x00-\x7f\xa0\u2010-\u2027]")


def looks_foreign(text: str, language: str = "en") -> bool:
    """True if `text` is plainly not in `language`: most letters are of another script, or other function words prevail.

    Text too short to tell is taken to be in `language`. Only English is known well enough to be refused by its words.

    >>> looks_foreign("Die Stadt Rakka wurde von der Armee befreit."), looks_foreign("Rakka was freed by the army.")
    (True, False)
    """
    if language == "en" and _is_plain(text):
        return False
    words = _WORD.findall(text.lower())
    if not words:
        return False
    plain = sum(map(str.isascii, words))
    if plain * 2 < len(words) and sum(word[0] < "\u0250" for word in words) * 2 < len(words):
        return True
    if language != "en":
        return False
    others, english = _count(words, _OTHERS), _count(words, _TELLING["en"])
    if others < _SOME:
        return _looks_accented(words, len(words) - plain)
    # Of all the others together there are at least as many as of any one.
    return others > english and max(_count(words, telling) for name, telling in _TELLING.items() if name != "en") > max(english, _SOME - 1)


def _is_plain(text: str) -> bool:
    """True if all letters are of ASCII and words of other languages are few, or fewer than of English: so it is of nearly all paragraphs."""
    if not text.isascii() and _beyond_plain().search(text):
        return False
    words = text.encode().translate(_IN_SMALL_LETTERS).split()
    others = sum(map(_PLAIN_OTHERS.__contains__, words))
    return others < _SOME or others <= sum(map(_PLAIN_ENGLISH.__contains__, words))


def is_foreign_phrase(text: str) -> bool:
    """True if `text`, which may be short, has words of another language and none of the function words of English.

    Names in capitals say nothing of the language.

    >>> is_foreign_phrase("plus ça change"), is_foreign_phrase("Nie ma problemu"), is_foreign_phrase("Le Monde")
    (True, True, False)
    """
    words = _WORD.findall(text)
    if all(map(str.istitle, words)) or not _WORDS["en"].isdisjoint(map(str.lower, words)):
        return False
    # Of the short ones, dialect has many: de, den, po’.
    return any(not word.isascii() or (len(word) > 2 and word.lower() in _OTHERS) for word in words)


def _looks_accented(words: list[str], accented: int) -> bool:
    """True if every fifth word is `accented`, has letters that English has not, and hardly any is an English function word: Rada się zebrała."""
    return len(words) >= _FEW and accented >= 3 and accented * 5 >= len(words) and _count(words, _WORDS["en"]) * 8 <= len(words)


def _count(words: list[str], telling: frozenset[str]) -> int:
    return sum(map(telling.__contains__, words))
