"""Cheap tests for what is no English prose: code, markup, another language."""

from __future__ import annotations

import re
from functools import cache

from normalise.quotes.marks import EVERY

# Code, markup and other languages have one of \ = { } @ ` < > # / _ $ & % ~ „ « » ‹ › in them, or a letter beyond ASCII;
# nearly every paragraph has none. The pattern names what is not looked for: classes of few ranges are made in no time.
_UNUSUAL = re.compile("[^\x00-\"'-.0-;?A-\\[\\]^a-z|\x7f-\xaa\xac-\xba\xbc-\xbf\u2000-\u201d\u201f-\u2038\u203b-\u2bff]")
_CALLS = ("(\"", "('", "\")", "')", "\";", "';", "','")
_GLYPHS = "„«»‹›"
_WORDS = "the|and|of|you|he|she|it|is|was|if|not|that|this|with|for|are|do|what|to|in|have|my|we|but"
_WORD = rf"\b(?:{_WORDS})\b"
_COMMON = frozenset(_WORDS.split("|"))


# Most texts do without what follows, so it is only compiled when it is asked for.
@cache
def _beyond_ascii() -> re.Pattern[str]:
    return re.compile("[^\x00-\xbf\u2000-\u2bff]")


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"{_WORD}.*?{_WORD}.*?{_WORD}", re.IGNORECASE | re.DOTALL)


@cache
def _some_english() -> re.Pattern[str]:
    return re.compile(rf"[a-z](?:n['’]t|['’](?:s|m|d|ll|re|ve))\b|{_WORD}", re.IGNORECASE)


@cache
def _code() -> re.Pattern[str]:
    return re.compile(
        r"""\\["'] | ['"]\s*[=:]\s*['"]\S*['"]\s*[,}] | =\s?["']\S*["'] | \w=["'] | [\w\]]\(["'] | ["']\)?;\s*(?:$|\}) | \{["'] | =='
          | ==\ ' | \w','\w | ^\ *(?:>>>|\$)[ ]""",
        re.VERBOSE | re.MULTILINE,
    )


@cache
def _stretch() -> re.Pattern[str]:
    """Signs that may protect more than the word they stand in."""
    return re.compile(r"```|~~~|(`+)(?!`)[^`]*\1|<[A-Za-z/!]|&[\w#]|[{%][\w({%]")


@cache
def _code_span() -> re.Pattern[str]:
    return re.compile(r"(?<!`)(`+)(?=[^`\s])[^`]*[^`\s]\1(?!`|[^\W_])")


# Signs of URLs, code and markup.
_UNPLAIN = re.compile(r"[@`<#\\/_$&{%~]|\w\.\w")
_EVERY = frozenset(EVERY)
_CODE_SIGNS = "_={}\\<>|"
MANY, RARE = 6, 1000  # signs of code in a text that speaks of it; at least one in so many code points
SAMPLE = 5000  # code points by which the language of a text is told
GLANCE = 300  # … nearly always


def is_plain_prose(text: str, start: int, end: int) -> bool:
    """True if nothing in `text[start:end]` looks like code, markup or another script or language.

    >>> is_plain_prose("“It’s late,” he said.", 0, 21), is_plain_prose("He said «oui».", 0, 14)
    (True, False)
    """
    if _UNUSUAL.search(text, start, end):
        return False
    return not _has_straight(text, start, end) or all(text.find(call, start, end) < 0 for call in _CALLS)


def is_english(text: str) -> bool:
    """True if the text begins plainly in English: with three of its function words."""
    # Most texts are told by words between blanks, which are found faster.
    return len(_COMMON.intersection(text[:GLANCE].split())) > 2 or _english().search(text, 0, SAMPLE) is not None


def is_foreign(paragraph: str, *, english: bool, abroad: bool) -> bool:
    """True if a paragraph is not in English, given whether the whole text plainly is, or plainly is not (`abroad`).

    Dialect is English, “dat” and “den” or not.

    >>> is_foreign("Er sagte: „Das ist nicht wahr.“", english=False, abroad=False)
    True
    """
    from normalise.language import looks_foreign

    foreign_marks = any(map(paragraph.__contains__, _GLYPHS))
    if foreign_marks and not english and not _some_english().search(paragraph):
        return True
    if is_english(paragraph) or not (foreign_marks or abroad or _beyond_ascii().search(paragraph)):
        return False
    return looks_foreign(paragraph)


def is_code(text: str, start: int, end: int) -> bool:
    """True if marks are used in `text[start:end]` as only code uses them.

    >>> is_code('char c = "a";', 0, 13), is_code('He said "a"; she said "b".', 0, 26)
    (True, False)
    """
    if _has_straight(text, start, end) or text.find(">>> ", start, end) >= 0 or text.find("$ ", start, end) >= 0:
        return _code().search(text, start, end) is not None
    return False


def _has_straight(text: str, start: int, end: int) -> bool:
    return text.find('"', start, end) >= 0 or text.find("'", start, end) >= 0


def is_about_code(text: str) -> bool:
    """True if a text has so many of the signs of code that it speaks of code, or of markup, throughout.

    >>> is_about_code("The “def” statement: f(x_0) = {x_1}, x_2 == x_3 <<= x_4."), is_about_code("The “def” word.")
    (True, False)
    """
    signs = sum(text.count(sign) for sign in _CODE_SIGNS if sign in text)
    return signs >= MANY and signs * RARE > len(text)


def code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `text[start:end]` between backticks, over line ends too.

    >>> code_spans("Run `git\\nlog` or ``not'' so.", 0, 28)
    [(4, 13)]
    """
    return [m.span() for m in _code_span().finditer(text, start, end)] if text.find("`", start, end) >= 0 else []


def may_be_protected(text: str, start: int, end: int) -> bool:
    """True if there may be a protected span (a URL, code, markup) with a mark in it."""
    done = start
    for match in _UNPLAIN.finditer(text, start, end):
        first, last = match.span()
        if _stretch().match(text, first, end):
            return True
        if text[first] == "`" or last <= done:
            continue
        while first > start and not text[first - 1].isspace():
            first -= 1
        while last < end and not text[last].isspace():
            last += 1
        if not _EVERY.isdisjoint(text[first:last]):
            return True
        done = last
    return False
