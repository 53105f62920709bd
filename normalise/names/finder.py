"""Mentions in running text: which stretches of capitalised words are names of the base."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from normalise.names.guards import accounts_for
from normalise.names.phones import plain
from normalise.names.tables import frequency, given_names, nouns
from normalise.protect import protected_spans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from normalise.names.gazetteer import Gazetteer, Match

# Words of one name at most; longer runs of capitals are headlines.
_LONGEST = 7
_LEAST_LETTERS = 4
# A word in capitals beside a mention that is less common than this is a part of its name, unless the link is so sure.
_BESIDE = 4.0
_SURE = 0.98
_BEYOND_DOUBT = 0.999
_AIN = frozenset("'’‘ʻʿʾ`")
_CLOSING = frozenset("'’")
# Words that stand in lower case inside names.
_PARTICLES = frozenset(
    "al el an ar as ash at ad az es ez en er et ed ul ol bin ben ibn bint abu abou umm de del della di da do dos das du la le les las los "  # noqa: SIM905
    "van von der den ter ten e ye i y u na nad pri pod und im am".split()
)

_FIRST = frozenset("al el ul ar az ez abu ibn bin".split())  # noqa: SIM905

# A capitalised word right before a surname, other than a title at the start of a sentence: another bearer of the name.
_NAME_BEFORE = re.compile(r"(?<![.!?]\s)(?<!\A)\b[A-Z][a-z]+\s+\Z")


@cache
def _word() -> re.Pattern[str]:
    # A word may hold hyphens and signs for ain, hamza and the soft sign; an apostrophe opens it before a small letter, and
    # closes it (a soft sign) after a consonant that is seldom a plural's. A number that is hung on belongs to the name.
    return re.compile(r"(?:[ʻʿʾ`‘]|(?<!\w)['’](?=[a-z]))?[^\W\d_]+(?:[-‑'’‘ʻʼʿʾ`´ʹˈ.]{0,2}[^\W\d_])*(?:[-‑–/]?\d+|(?<=[bdfgklmnprtvz])['’ʹ](?!\w))?")


@cache
def _address() -> re.Pattern[str]:
    return re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mme|Dr|Prof|Professor|Sir|Lady|Lord|Madame?)\.?\s+\Z")


def find(base: Gazetteer, text: str, *, around: Collection[int] = ()) -> list[Match]:
    """The mentions in `text`, left to right, apart from each other, none in a protected span.

    With `around` only those of several words are sought in which one of the words at these offsets stands.
    """
    if not len(base):
        return []
    found: list[Match] = []
    guarded = protected_spans(text)
    for run in _runs(text):
        if guarded:
            run = [span for span in run if not _meets(guarded, *span)]
        found.extend(_in_run(base, text, run, around))
    return sorted([*found, *_surnames(text, found, guarded)], key=lambda match: match.start)


def _meets(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """True if one of the spans, in order and apart, overlaps the span."""
    i = bisect_right(spans, start, key=itemgetter(1))
    return i < len(spans) and spans[i][0] < end


def _surnames(text: str, found: list[Match], guarded: list[tuple[int, int]]) -> list[Match]:
    """The surnames that stand alone after a full name, where no other bearer of the surname is in the text."""
    bearers: dict[str, Match] = {}
    for match in found:
        words = text[match.start : match.end].split()
        if match.entity.type == "person" and len(words) > 1 and len(words[-1]) >= _LEAST_LETTERS and match.score >= _BEYOND_DOUBT:
            known = bearers.setdefault(words[-1], match)
            if known.entity.id != match.entity.id:
                return []
    made, known_spans = [], [(match.start, match.end) for match in found]
    for surname, bearer in bearers.items():
        places = [(m.start(), m.end()) for m in re.finditer(rf"(?<![\w'’-]){re.escape(surname)}(?![\w-])", text)]
        alone = [(s, e) for s, e in places if not _meets(known_spans, s, e) and not _meets(guarded, s, e)]
        if any(_NAME_BEFORE.search(text, max(0, s - 40), s) for s, _ in alone):
            continue
        evidence = f"alias: the surname of {bearer.entity.name}, whose full name stands before"
        made += [bearer._replace(start=s, end=e, how="alias", evidence=evidence) for s, e in alone if s > bearer.start]
    return made


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Stretches of words that may be names, each as the spans of its words: capitalised, with particles between them."""
    run: list[tuple[int, int]] = []
    for m in _word().finditer(text):
        start, end = m.span()
        word = m.group()
        if word[-2:] in ("'s", "’s"):
            end -= 2
            word = word[:-2]
        if run and not _follows(text, run[-1][1], start):
            yield run
            run = []
        if word[-1:] in _CLOSING and _quoted(text, start):
            end, word = end - 1, word[:-1]
        if word != word.lower() or (word in _PARTICLES if run else word in _FIRST) or word[:1] in _AIN:
            run.append((start, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _quoted(text: str, start: int) -> bool:
    """True if a quotation that an apostrophe would close was opened shortly before."""
    return re.search(r"(?<!\w)['‘’]\S", text[max(0, start - 200) : start + 1]) is not None


def _follows(text: str, end: int, start: int) -> bool:
    """True if one name may go on over the gap: a space, or the end of a line."""
    gap = text[end:start]
    if "\n" in gap:
        gap = gap.removeprefix("-")  # “al-” at the end of a line
    return gap == " " or (0 < start - end < 4 and gap.isspace() and gap.count("\n") < 2)


def _in_run(base: Gazetteer, text: str, run: list[tuple[int, int]], around: Collection[int]) -> list[Match]:
    """The mentions of a run that do not overlap: names of as many words as stand there first, the longest, the likeliest."""
    hits: list[tuple[bool, int, float, int, int, Match]] = []
    for i in range(len(run)):
        for j in range(min(len(run), i + _LONGEST), i, -1):
            start, end = run[i][0], run[j - 1][1]
            if around and (not any(start <= at < end for at in around) or (j - i == 1 and text[start:end].isalpha())):
                continue
            match = _link(base, text, start, end)
            if match is not None and (match.how in ("exact", "alias") or _is_meant(text, run, i, j, match)):
                left_over = j - i > 1 and not accounts_for(text[start:end], match)
                hits.append((left_over, 0 if left_over else i - j, -match.score, i, j, match._replace(start=start, end=end)))
    hits.sort(key=lambda hit: hit[:4])
    taken: list[Match] = []
    used = bytearray(len(run))
    for *_, i, j, match in hits:
        if not any(used[i:j]):
            used[i:j] = b"\1" * (j - i)
            taken.append(match)
    return sorted(taken, key=lambda match: match.start)


def _is_meant(text: str, run: list[tuple[int, int]], i: int, j: int, match: Match) -> bool:
    """True if nothing beside the words i to j says that they are something else."""
    return (match.score >= _SURE or not _is_part(text, run, i, j)) and not _is_addressed(text, run[i][0], match)


def _is_addressed(text: str, start: int, match: Match) -> bool:
    """True for a place behind Mr or Dr: who is called so has its name, or one like it."""
    return nouns().get(match.entity.type) == "place" and _address().search(text, max(0, start - 12), start) is not None


def _is_part(text: str, run: list[tuple[int, int]], i: int, j: int) -> bool:
    """True if a capitalised word right beside the words i to j, and no common one but a given name, makes them part of a longer name."""
    beside = [run[k] for k in (i - 1, j) if 0 <= k < len(run)]
    words = [text[start:end] for start, end in beside]
    return any(word[:1].isupper() and (word in given_names() or frequency(plain(word)) < _BESIDE) for word in words)


def _link(base: Gazetteer, text: str, start: int, end: int) -> Match | None:
    surface = text[start:end]
    words = surface.split()
    if words[-1] in _PARTICLES or (words[0] in _PARTICLES and words[0] not in _FIRST):
        return None
    match = base.link(" ".join(words), strict=True)
    if match is None or (match.how != "exact" and len(surface) < _LEAST_LETTERS):
        return None
    return match
