"""What speaks for and against a mention being a name of an entity, as named numbers."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.names.compare import kind_of, levenshtein
from normalise.names.habits import letters, likelihood, tradition
from normalise.names.phones import folded, unmarked, without_articles
from normalise.names.scripts import script, spelling_cost
from normalise.names.tables import is_rare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.names.candidate import Candidate, Mention
    from normalise.names.compare import Comparison

# Letters of scholarly romanisation: who writes them means each of them.
_LEARNED = re.compile(r"[āīūēōḩşţḑẕẓṣṭḍḥĀĪŪĒŌḨŞŢḐẒṢṬḌḤ’‘ʿʾ]")
# How common in English (Zipf) a word is that is well known.
_COMMON = 2.4
# Sounds of a name that is short; how far ahead of the next a candidate may be, and how unusual its differences, at most.
_SHORT = 6
_MARGIN = 3.0
_UNUSUAL = -10.0
# A mention further off than this is not looked for among the renderings of the native spellings.
_RENDERED = 1.5
_HARD = frozenset(("consonant", "consonant_more", "consonant_less", "voice", "half_vowel", "end_consonant"))
# Differences that may be all there is between two spellings of one name: what one of them alone weighs is told apart.
_SOFT = frozenset(("vowel_near", "vowel_far", "vowel_more", "vowel_less", "iota", "end", "convention", "voice", "kept_ending", "dropped_ending"))


def features(mention: Mention, best: Candidate, others: Sequence[Candidate], size: int) -> dict[str, float]:
    """The features of the decision; those not named are nought. `others` are the further candidates, nearest first."""
    found = outline(best, others, size)
    found.update(detail(mention, best))
    return found


def outline(best: Candidate, others: Sequence[Candidate], size: int) -> dict[str, float]:
    """The features that the comparison of the sounds tells, and the other candidates: soon made, they often suffice to refuse."""
    c = best.comparison
    found: dict[str, float] = {}
    if c.worst:
        _add_differences(found, c)
    found["length"] = _log(c.worst_length + 1) - 2
    found["whole_length"] = _log(c.length + 1) - 2.5
    if c.words > 1 or c.less:
        found["words"] = min(4, c.words) - 1
        found["words_less"], found["reordered"] = c.less, c.reordered
    _add_others(found, best, others)
    scale = _scale(size)
    if scale:
        found["size"] = scale
        if c.worst_length < _SHORT:
            found["size_short"] = scale * (_SHORT - c.worst_length)
    return found


def detail(mention: Mention, best: Candidate) -> dict[str, float]:
    """The features that the spellings tell."""
    found: dict[str, float] = {}
    form = folded(best.form)
    differing = _add_words(found, mention, best, unmarked(form))
    _add_habits(found, mention, best, form, differing)
    _add_look(found, mention.text)
    if differing == 1:
        for name in best.comparison.worst:
            if kind_of(name) in _SOFT:
                found[_of_one_letter(name)] = 1
    if best.entity.native:
        _add_renderings(found, mention, best)
    return found


@cache
def _scale(size: int) -> float:
    return math.log10(min(max(size, 300), 100_000)) - 4


def _add_others(found: dict[str, float], best: Candidate, others: Sequence[Candidate]) -> None:
    """How far behind the other candidates are, and what the other forms of this one say."""
    margin = _MARGIN
    if others:
        margin = min(margin, others[0].cost - best.cost)
        near = best.cost + 0.6
        found["rivals"] = sum([other.cost < near for other in others])
    found["margin"] = margin
    if best.agreeing > 1:
        found["agreeing"] = best.agreeing - 1
    if best.otherwise:
        found["read_otherwise"] = 1


def _add_renderings(found: dict[str, float], mention: Mention, best: Candidate) -> None:
    """That the mention is a way to write a native spelling in Cyrillic, or that it is none; Arabic leaves too much to the reader."""
    spelled = [native for native in best.entity.native if script(native) == "cyrillic"]
    if not spelled:
        return
    near = best.comparison.cost < _RENDERED
    costs = [cost for native in spelled if (cost := spelling_cost(native, mention.plain)) is not None] if near else ()
    if costs:
        found["rendering"] = 1
        found["rendering_cost"] = min(costs)
    else:
        found["unrendered"] = 1


def _add_differences(found: dict[str, float], c: Comparison) -> None:
    """What differs."""
    consonants = 0
    for name in c.worst:
        found[name] = found.get(name, 0) + 1
        consonants += kind_of(name) in _HARD
    found["consonants_differ"] = consonants
    found["differences"] = len(c.worst)


@cache
def _of_one_letter(difference: str) -> str:
    """The name of the feature that the one letter that differs makes a difference of that kind."""
    return f"one_letter_{kind_of(difference)}"


_log = cache(math.log)


def _add_words(found: dict[str, float], mention: Mention, best: Candidate, spelled: str) -> int:
    """What the spellings tell by themselves: that they look alike, that one is known in English. How many letters differ."""
    words = spelled.split()
    kept = without_articles(words)
    common = mention.common()
    differing = 0
    if mention.plain != spelled:
        differing = _differing(mention.kept, kept, reordered=best.comparison.reordered)
        if len(common) == 1 and not common[0] and is_rare(mention.plain):
            found["rare"] = 1
    if len(common) > 1:
        if any(often and word not in words for word, often in zip(mention.plain.split(), common, strict=True)):
            found["other_known_word"] = 1
    elif common and common[0]:
        found["english_common"] = common[0] - _COMMON
    if differing:
        found["letters_by_length"] = differing / (len(mention.plain) + 1)
        if differing > len(best.comparison.worst):
            found["letters_beyond_sounds"] = differing - len(best.comparison.worst)
    if mention.articles != len(words) - len(kept):
        found["articles_differ"] = 1
    if best.place:
        found["alias"] = 1
    return differing


def _add_look(found: dict[str, float], text: str) -> None:
    """How the mention is written."""
    if "-" in text:
        found["hyphenated"] = 1
    if " " in text:
        found["spaced"] = 1
    if not text.isascii():
        found["marked"] = 1
        if _LEARNED.search(text):
            found["learned"] = 1


def _add_habits(found: dict[str, float], mention: Mention, best: Candidate, form: str, differing: int) -> None:
    """How usual the differences of the letters are among spellings of one name, and those from the entity's own; in which tradition."""
    origin = tradition(best.entity)
    usual = of_name = likelihood(mention.letters, letters(form), origin)
    if best.place:
        of_name = likelihood(mention.letters, letters(folded(best.entity.name)), origin)
    found["habits"] = usual
    found["habits_of_name"] = max(_UNUSUAL, of_name)
    of_letters, of_origin = _named_after(origin)
    found[of_letters] = differing
    found[of_origin] = 1


@cache
def _named_after(origin: str) -> tuple[str, str]:
    """The names of the features of a tradition of spelling."""
    return f"letters_{origin}", f"origin_{origin}"


def _differing(a: list[str], b: list[str], *, reordered: bool) -> int:
    """How many letters of the words differ, their order aside if they are reordered."""
    if reordered:
        a, b = sorted(a), sorted(b)
    distance: int = levenshtein().distance(" ".join(a), " ".join(b))
    return distance
