"""Two spellings compared: which differences there are, sound by sound, and which word differs most."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from normalise.names.phones import VOWELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

# Sounds that one convention of spelling writes like another: ch is C in English, X in German, S in French; j is Z, J or
# a half vowel; c is T or k; Ukrainian h is Russian g; q is k, g or G.
_CONVENTION = frozenset(
    frozenset(pair)
    for pair in "cC ck cT cs jZ jJ ji jX CX CS Ck CT Ch CJ kT Tz Ts TS Ss SX Zz ZS ZJ Jg JT gh gX gG hX GX Gk qk qg qG kX xX xk uv io xz Dz Dd Qt Qs Qf Dt".split()  # noqa: SIM905
)
_VOICE = frozenset(frozenset(pair) for pair in "pb td kg fv sz ZS JC TD vb Zs sZ Sz".split())  # noqa: SIM905
_NEAR_VOWELS = frozenset(frozenset(pair) for pair in "ao ou ei ae".split())  # noqa: SIM905

# How much a difference speaks against two spellings being of one name: for ranking; the decision has weights of its own.
COSTS = {
    "vowel_near": 0.3, "vowel_far": 0.55, "vowel_more": 0.45, "vowel_less": 0.45, "iota": 0.15, "end": 0.35, "half_vowel": 0.6, "kept_ending": 0.35, "dropped_ending": 0.35, "none": 9.0,
    "convention": 0.4, "voice": 0.8, "consonant": 1.4, "h": 0.4, "consonant_more": 1.1, "consonant_less": 1.1, "initial": 0.5, "end_consonant": 1.2,
}  # fmt: skip
# What it costs that words are joined or split, that one is left over, that their order differs.
_JOINED, _MORE_WORDS, _REORDERED = 0.3, 0.9, 0.3
_TAIL = "aeiou"
# Endings that a language hangs on a foreign name: Lithuanian (Minskas), Greek (Petros), Russian and Ukrainian cases.
_HUNG = ("as", "os", "is", "us", "on", "om", "em", "im", "ogo", "oho", "omu", "ov", "ami")
_HUNG_LAST = frozenset(ending[-1] for ending in _HUNG)
_NONE = ["none"]


@cache
def fuzz() -> ModuleType:
    """The package rapidfuzz, imported by the first comparison; an import statement would be paid by each."""
    import rapidfuzz

    return rapidfuzz


@cache
def levenshtein() -> ModuleType:
    """The part of `fuzz` for edits of letters, found once."""
    module: ModuleType = fuzz().distance.Levenshtein
    return module


@cache
def similarity() -> Callable[[str, str], float]:
    """How much of two words is common to both, in order (0 to 1)."""
    found: Callable[[str, str], float] = levenshtein().normalized_similarity
    return found


def differences(a: str, b: str) -> list[str]:
    """The differences of sounded word `a` from `b`, by name and sounds; none if they are the same.

    The vowels at the end of the words are one thing, in which endings differ; so is an ending that a language hangs on.

    >>> differences("Xmeimime", "hmeimim"), differences("hama", "hims")
    (['convention:X/h', 'initial', 'end:e/'], ['vowel_far:a/i', 'end_consonant:s_less', 'end:a/'])
    >>> differences("pinskas", "pinsk"), differences("katsika", "katsikas")
    (['kept_ending:as'], ['dropped_ending:as'])
    """
    if a == b:
        return []
    stem_a, stem_b = a.rstrip(_TAIL), b.rstrip(_TAIL)
    if len(stem_a) < 2 or len(stem_b) < 2:
        return _inner(a, b)
    found = _inner(stem_a, stem_b) if stem_a != stem_b else []
    tail_a, tail_b = a[len(stem_a) :], b[len(stem_b) :]
    if tail_a != tail_b:
        found.append(f"end:{tail_a}/{tail_b}")
    if stem_a != stem_b and not _HUNG_LAST.isdisjoint((a[-1], b[-1])) and (a.endswith(_HUNG) or b.endswith(_HUNG)):
        return min(found, _hung(a, stem_b, "kept"), _hung(b, stem_a, "dropped"), key=_cost)
    return found


def _hung(long: str, stem: str, how: str) -> list[str]:
    """The differences of a word without the ending that is hung on it from a stem; a dear one if there is no such ending."""
    for ending in _HUNG:
        if long.endswith(ending) and not stem.endswith(ending) and len(bare := long.removesuffix(ending).rstrip(_TAIL)) > 1:
            return [f"{how}_ending:{ending}", *(_inner(bare, stem) if bare != stem else ())]
    return _NONE


def _inner(a: str, b: str) -> list[str]:
    found: list[str] = []
    last_a, last_b = len(a) - 1, len(b) - 1
    operations: list[tuple[str, int, int]] = levenshtein().editops(a, b).as_list()
    for tag, i, j in operations:
        if tag == "replace":
            found.append(_replaced(a[i], b[j], i == last_a and j == last_b))
        else:
            found.append(_left_out(a, i, "more") if tag == "delete" else _left_out(b, j, "less"))
        if i == 0 and j == 0 and found[-1][:2] != "h:":
            found.append("initial")
    return found


@cache
def _replaced(x: str, y: str, end: bool) -> str:
    pair = frozenset((x, y))
    if x in VOWELS and y in VOWELS:
        kind = "vowel_near" if pair in _NEAR_VOWELS else "vowel_far"
    elif pair in _CONVENTION:
        kind = "convention"
    elif x in VOWELS or y in VOWELS:
        kind = "half_vowel"
    elif pair in _VOICE:
        kind = "voice"
    else:
        kind = "end_consonant" if end else "consonant"
    return f"{kind}:{min(x, y)}/{max(x, y)}"


def _left_out(word: str, at: int, side: str) -> str:
    """A sound that only one of the words has; `side` says which: the mention has more, or less."""
    x, last = word[at], at == len(word) - 1
    if x in VOWELS:
        if x == "i" and ((not last and word[at + 1] in VOWELS) or (at and word[at - 1] in VOWELS)):
            return f"iota:{side}"
        return f"vowel_{side}:{x}"
    if x in "hj":
        return f"h:{side}{'_end' if last else ''}"
    return f"end_consonant:{x}_{side}" if last else f"consonant_{side}:{x}"


@cache
def kind_of(difference: str) -> str:
    """The kind of a difference, without the sounds.

    >>> kind_of("convention:X/h")
    'convention'
    """
    return difference.partition(":")[0]


class Comparison(NamedTuple):
    """What two names differ in, above all in the word that differs most; `less`: words that only the second has."""

    cost: float
    worst: list[str]
    worst_cost: float
    worst_length: int
    words: int
    length: int
    less: int
    reordered: bool


@cache
def _price(difference: str) -> float:
    kind, _, sounds = difference.partition(":")
    return COSTS[kind] + (0.1 * (len(sounds) - 2) if kind == "end" else 0.0)


def _cost(found: list[str]) -> float:
    return sum(map(_price, found))


def compare(a: list[str], heard: str) -> Comparison:
    """The sounded words of a name beside those of another: word by word, in order or not, or as one where they are only joined or split."""
    if len(a) == 1 and " " not in heard:
        return _single(a[0], heard)
    b = heard.split(" ")
    if len(a) == len(b):
        best = _pairs(zip(a, b, strict=True), 0, 0, reordered=False)
        if best.worst_cost < 1.2:
            return best
    else:
        best = _single("".join(a), "".join(b), joined=True)
    other = _assigned(a, b)
    return other if other.cost < best.cost else best


def _single(x: str, y: str, *, joined: bool = False) -> Comparison:
    if x == y:
        return Comparison(_JOINED if joined else 0.0, [], 0.0, len(x), 1, len(x), 0, False)
    found = differences(x, y)
    cost, size = _cost(found), min(len(x), len(y))
    return Comparison(cost + _JOINED if joined else cost, found, cost, size, 1, size, 0, False)


def _assigned(a: list[str], b: list[str]) -> Comparison:
    distance = levenshtein().normalized_distance
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    scored = sorted(
        ((distance(x, y), abs(i - j), i, j) for i, x in enumerate(short) for j, y in enumerate(long)),
    )
    taken_i: dict[int, int] = {}
    taken_j: set[int] = set()
    for _, _, i, j in scored:
        if i not in taken_i and j not in taken_j:
            taken_i[i] = j
            taken_j.add(j)
    order = [taken_i[i] for i in range(len(short))]
    pairs = [(short[i], long[j]) if short is a else (long[j], short[i]) for i, j in enumerate(order)]
    more, less = max(0, len(a) - len(b)), max(0, len(b) - len(a))
    return _pairs(pairs, more, less, reordered=order != sorted(order))


def _pairs(pairs: Iterable[tuple[str, str]], more: int, less: int, *, reordered: bool) -> Comparison:
    worst: list[str] = []
    worst_cost, worst_length, total, words, length = -1.0, 99, 0.0, 0, 0
    for x, y in pairs:
        found = differences(x, y)
        cost = _cost(found)
        size = min(len(x), len(y))
        total += cost
        words += 1
        length += size
        if (cost / (size + 1), -size) > (worst_cost / (worst_length + 1), -worst_length):
            worst, worst_cost, worst_length = found, cost, size
    cost = total + _MORE_WORDS * (more + less) + _REORDERED * reordered
    return Comparison(cost, worst, worst_cost, worst_length, words, length, less, reordered)
