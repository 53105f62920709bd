"""Names in Cyrillic and Arabic script, and the ways in which they are written in Latin letters."""

from __future__ import annotations

import heapq
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from normalise.names.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_UKRAINIAN = re.compile(r"[іїєґ]")
_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{2})")
# What a source spelling carries besides the name: a state or an explanation after a comma or in brackets.
_EXPLAINED = re.compile(r"[,،(\[].*")
# A rendering further from the likeliest than this is nobody's spelling.
_WIDTH = 4.0
# What a letter's first, second, third… way of being written costs.
_PRICES = (0.0, 0.9, 1.6, 2.1, 2.4, 2.4, 2.4)
_SHORT_VOWELS = frozenset("aeiou")


def script(text: str) -> str:
    """The script a name is written in: `cyrillic`, `arabic` or, for all else, `latin`.

    >>> script("Хмеймим"), script("حميميم"), script("Hmeimim")
    ('cyrillic', 'arabic', 'latin')
    """
    if text.isascii():
        return "latin"
    return "cyrillic" if _CYRILLIC.search(text) else "arabic" if _ARABIC.search(text) else "latin"


@cache
def _letters(kind: str) -> dict[str, Sequence[str]]:
    data: dict[str, Any] = table("scripts")
    if kind in ("arabic", "latin"):
        letters: dict[str, Sequence[str]] = data[kind]
        return letters
    russian = {**data["cyrillic"], **data["pairs"]}
    return {**russian, **data["ukrainian"]} if kind == "ukrainian" else russian


@cache
def _priced(kind: str) -> dict[str, tuple[dict[str, list[tuple[str, float]]], list[tuple[str, float]]]]:
    """The ways to write each letter, by their first letter, with what each costs; and those to leave it out, which are among each."""
    made = {}
    for letter, options in _letters(kind).items():
        priced = list(zip(options, _PRICES, strict=False))
        first = {option[0] for option in options if option}
        made[letter] = {c: [pair for pair in priced if pair[0][:1] in ("", c)] for c in first}, [pair for pair in priced if not pair[0]]
    return made


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _letters(kind)), key=len, reverse=True)))


def reading(native: str) -> str:
    """The likeliest spelling in Latin letters of a name in Cyrillic or Arabic; a name in Latin script comes back as it is.

    >>> reading("Хмеймим"), reading("Гостомель"), reading("Гресівський"), reading("الرقة")
    ('khmeymim', 'gostomel', 'hresivskyi', 'rqa')
    """
    native = _EXPLAINED.sub("", native).strip().lower()
    kind = script(native)
    if kind == "latin":
        return native
    if kind == "arabic":
        native = _ARABIC_ARTICLE.sub("", native)
    elif _UKRAINIAN.search(native):
        kind = "ukrainian"
        return "".join(_letters(kind)[c][0] if c in _letters(kind) else c for c in native)
    letters = _letters(kind)
    return _pattern(kind).sub(lambda m: letters[m.group()][0], native)


def renderings(native: str, *, limit: int = 60, cases: bool = True) -> list[tuple[str, float]]:
    """The plausible spellings in Latin letters, lower case, of a name in any script, likeliest first, each with its cost.

    `cases`: with the Russian and Ukrainian case endings that machine translation keeps. Source of the letters: the
    standards named in `data/scripts.json`.

    >>> [r for r, _ in renderings("Хмеймим", limit=4)]
    ['khmeymim', 'hmeymim', 'khmeimim', 'khmeymym']
    """
    name = _EXPLAINED.sub("", native).strip().lower()
    kind = script(name)
    best: dict[str, float] = {}
    letters = "ukrainian" if _UKRAINIAN.search(name) else kind
    for form, cost in _native_forms(name, kind, cases=cases):
        for spelled, more in _spellings(form, letters, limit * 2):
            best[spelled] = min(best.get(spelled, 99.0), cost + more)
    if kind == "latin":
        best[name] = -1.0
    return heapq.nsmallest(limit, best.items(), key=lambda pair: (pair[1], pair[0]))


def spelling_cost(native: str, plain: str) -> float | None:
    """What it costs to read `plain` (as `phones.plain` gives it) as a spelling of a native name; None if it is none.

    The same spellings as `renderings` has, with the case endings, but however unlikely; 0 is the likeliest.

    >>> spelling_cost("Хмеймим", "khmeymim"), spelling_cost("Хмеймим", "khmeimime"), spelling_cost("Хмеймим", "khmer")
    (0.0, 2.4, None)
    """
    kind, parts, held, endings = _taken_apart(native)
    if kind == "latin":
        return None
    wanted = plain.replace(" ", "")
    reached = _walk(parts, kind, wanted, {0: 0.0})
    if kind == "arabic":
        return round(reached[len(wanted)], 2) if len(wanted) in reached else None
    costs = [cost + more for at, cost in reached.items() if (more := _ended(kind, held, endings, wanted[at:])) is not None]
    return round(min(costs), 2) if costs else None


@lru_cache(maxsize=8192)
def _taken_apart(native: str) -> tuple[str, list[str], str, tuple[tuple[str, float], ...]]:
    """A native name's letters: those of which script, those of its stem, the last of them, and the endings that it may have.

    The last is held back from the stem, since with the ending it may make a pair that is written as one.
    """
    kind = script(native)
    name = _EXPLAINED.sub("", native).strip().lower()
    if kind == "latin":
        return kind, [], "", ()
    if kind == "arabic":
        return kind, _pattern(kind).findall(_ARABIC_ARTICLE.sub("", name)), "", ()
    kind = "ukrainian" if _UKRAINIAN.search(name) else kind
    stem, endings = _endings(name)
    parts: list[str] = _pattern(kind).findall(stem)
    held = parts.pop() if parts else ""
    return kind, parts, held, endings


@lru_cache(maxsize=8192)
def _ended(kind: str, held: str, endings: tuple[tuple[str, float], ...], rest: str) -> float | None:
    """What it costs at least to spell the last letter of a stem with one of the endings as `rest`; None if that is none of them."""
    costs = [
        reached[len(rest)] + more for ending, more in endings if len(rest) in (reached := _walk(_pattern(kind).findall(held + ending), kind, rest, {0: 0.0}))
    ]
    return min(costs, default=None)


def _walk(parts: Sequence[str], kind: str, wanted: str, reached: dict[int, float]) -> dict[int, float]:
    """The places in `wanted` that can be reached by spelling the letters of a name one after the other, with the cost."""
    priced = _priced(kind)
    for part in parts:
        onward: dict[int, float] = {}
        written, left_out = priced[part]
        for at, cost in reached.items():
            for option, price in written.get(wanted[at : at + 1], left_out):
                if wanted.startswith(option, at):
                    end = at + len(option)
                    if cost + price < onward.get(end, 99.0):
                        onward[end] = cost + price
        if kind == "arabic":
            for at, cost in list(onward.items()):
                after = wanted[at : at + 1]
                if after and (after in _SHORT_VOWELS or (at and after == wanted[at - 1])) and cost + 0.2 < onward.get(at + 1, 99.0):
                    onward[at + 1] = cost + 0.2  # a short vowel, or a doubled consonant, that the script leaves out
        if not onward:
            return onward
        reached = onward
    return reached


def _endings(name: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """A name without its ending, and the endings that it may have with what each costs."""
    last = name[-2:] if name[-2:] in ("ий", "ый") else name[-1:] if name[-1:] in "оаяь" else ""
    return name.removesuffix(last), _kept(last, bool(last) or name[-1:] not in "еиыуэюії")


@cache
def _kept(last: str, inflected: bool) -> tuple[tuple[str, float], ...]:
    cases: Sequence[tuple[str, str]] = table("scripts")["endings"][last] if inflected else ()
    return ((last, 0.0), *((new, 1.5 + 0.2 * k) for k, (new, _) in enumerate(cases)))


def _native_forms(name: str, kind: str, *, cases: bool) -> list[tuple[str, float]]:
    if kind == "arabic":
        return [(_ARABIC_ARTICLE.sub("", name), 0.0)]
    if kind == "latin" or not cases:
        return [(name, 0.0)]
    stem, endings = _endings(name)
    return [(stem + ending, cost) for ending, cost in endings]


def _spellings(name: str, kind: str, limit: int) -> list[tuple[str, float]]:
    """The cheapest spellings of a name: a beam over its letters."""
    letters = _letters(kind)
    beam: list[tuple[str, float]] = [("", 0.0)]
    at = 0
    for m in _pattern(kind).finditer(name):
        gap = name[at : m.start()]
        at = m.end()
        options = letters[m.group()]
        if kind == "arabic":
            options = _vowelled(options, m, name)
        grown: dict[str, float] = {}
        for text, cost in beam:
            for place, option in enumerate(options):
                spelled, price = text + gap + option, cost + _PRICES[place]
                if price < _WIDTH and price < grown.get(spelled, 99.0):
                    grown[spelled] = price
        beam = heapq.nsmallest(limit, grown.items(), key=lambda pair: (pair[1], pair[0]))
    return [(text + name[at:], cost) for text, cost in beam]


def _vowelled(options: Sequence[str], m: re.Match[str], name: str) -> Sequence[str]:
    """Arabic does not write short vowels: between two consonants one of them is read."""
    after = name[m.end() : m.end() + 1]
    if not after.strip() or after in "اويىةآ" or m.group() in "اويىةآأإ":
        return options
    return [option + vowel for option in options[:2] for vowel in ("a", "", "u", "i", "e")][:7]
