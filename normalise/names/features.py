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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.names.candidate import Candidate, Mention
    from normalise.names.compare import Comparison
    from normalise.schema import Entity

# Letters of scholarly romanisation: who writes them means each of them.
_LEARNED = re.compile(r"[āīūēōḩşţḑẕẓṣṭḍḥĀĪŪĒŌḨŞŢḐẒṢṬḌḤ’‘ʿʾ]")
# How common in English (Zipf) a word is that is well known, and one of the most common.
_COMMON, _VERY_COMMON = 2.4, 3.4
# Sounds of a name that is short, or long; how far ahead of the next a candidate may be, at most.
_SHORT, _LONG = 6, 7
_MARGIN = 3.0
# A mention further off than this is not looked for among the renderings of the native spellings.
_RENDERED = 1.0
_HARD = frozenset(("consonant", "consonant_more", "consonant_less", "voice", "half_vowel", "end_consonant"))


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
    elif not c.rest:
        found["same_sounds"] = 1
    _add_shape(found, c)
    if c.words > 1 or c.more or c.less or c.joined:
        _add_number_of_words(found, c)
    _add_others(found, best, others)
    if best.entity.type == "person":
        found["person"] = 1
    scale = _scale(size)
    if scale:
        found["size"] = scale
        found["size_short"] = scale * found.get("short", 0)
        found["size_cost"] = scale * c.worst_cost
    return found


def detail(mention: Mention, best: Candidate) -> dict[str, float]:
    """The features that the spellings tell."""
    found: dict[str, float] = {}
    form = folded(best.form)
    _add_words(found, mention, best, unmarked(form))
    _add_habits(found, mention, best, form)
    if found.get("letters") == 1:
        for name in best.comparison.worst:
            found[_of_one_letter(name)] = 1
    if best.entity.native and best.comparison.cost < _RENDERED:
        _add_renderings(found, mention, best.entity)
    return found


@cache
def _scale(size: int) -> float:
    return math.log10(min(max(size, 300), 100_000)) - 4


def _add_others(found: dict[str, float], best: Candidate, others: Sequence[Candidate]) -> None:
    """How far behind the other candidates are, and what the other forms of this one say."""
    margin = _MARGIN
    if others:
        margin = min(margin, others[0].cost - best.cost)
        if margin < 0.2:
            found["tie"] = 1
        near = best.cost + 0.6
        found["rivals"] = sum([other.cost < near for other in others])
    found["margin"] = margin
    if best.second < 0:
        found["only_form"] = 1
    else:
        found["second_form"] = best.second
    if best.agreeing > 1:
        found["agreeing"] = min(3, best.agreeing) - 1
    if best.bare:
        found["arabic_agrees"] = 1
    if best.otherwise:
        found["read_otherwise"] = 1


def _add_renderings(found: dict[str, float], mention: Mention, entity: Entity) -> None:
    """That the mention is a way to write a native spelling; Arabic, which leaves vowels to the reader, weighs less."""
    for native in entity.native:
        cost = spelling_cost(native, mention.plain)
        if cost is not None:
            kind = "rendering" if script(native) == "cyrillic" else "arabic_rendering"
            found[kind] = 1
            found[f"{kind}_cost"] = min(cost, found.get(f"{kind}_cost", 99.0))


def _add_differences(found: dict[str, float], c: Comparison) -> None:
    """What differs, and how much."""
    consonants = 0
    for name in c.worst:
        kind = kind_of(name)
        found[kind] = found.get(kind, 0) + 1
        if kind != name:
            found[name] = found.get(name, 0) + 1
        consonants += kind in _HARD
    found["consonants_differ"] = consonants
    found["cost_by_length"] = c.worst_cost / (c.worst_length + 1)
    found["differences"] = len(c.worst)
    found["differences_beyond_one"] = len(c.worst) - 1


@cache
def _of_one_letter(difference: str) -> str:
    """The name of the feature that the one letter that differs makes a difference of that kind."""
    return f"one_letter_{kind_of(difference)}"


def _add_shape(found: dict[str, float], c: Comparison) -> None:
    """How long the name is."""
    length, cost = c.worst_length, c.worst_cost
    found["length"] = _log(length + 1) - 2
    found["whole_length"] = _log(c.length + 1) - 2.5
    if length < _SHORT:
        found["short"] = _SHORT - length
        found["short_cost"] = (_SHORT - length) * cost
    elif length > _LONG:
        found["long_cost"] = (length - _LONG) * cost


_log = cache(math.log)


def _add_number_of_words(found: dict[str, float], c: Comparison) -> None:
    """What is told by names of several words, or by a word where the other has several."""
    if c.words > 1:
        found["rest_cost"] = c.rest
        found["words_same"] = min(3, c.same)
        found["words"] = min(4, c.words) - 1
    else:
        found["one_of_more"] = c.less
        found["more_than_one"] = c.more
    found["words_more"], found["words_less"] = c.more, c.less
    found["reordered"], found["joined"] = c.reordered, c.joined


def _add_words(found: dict[str, float], mention: Mention, best: Candidate, spelled: str) -> None:
    """What the spellings tell by themselves: that they look alike, that one is a word of English, that one is learned."""
    words = spelled.split()
    common = mention.common()
    if len(common) > 1:
        found["english_words"] = max(0.0, min(common) - _COMMON)
        others = [often for word, often in zip(mention.plain.split(), common, strict=True) if often and word not in words]
        if others:
            found["other_known_word"] = 1
            found["other_common_word"] = max(others) - _COMMON
    elif common and common[0]:
        found["english"] = 1
        found["english_common"] = common[0] - _COMMON
        found["english_very_common"] = max(0.0, common[0] - _VERY_COMMON)
    kept = without_articles(words)
    differences = len(best.comparison.worst)
    if mention.plain == spelled:
        found["same_on_sight"] = 1
    elif differing := _differing(mention.kept, kept, reordered=best.comparison.reordered):
        found["letters"] = differing
        found["letters_by_length"] = differing / (len(mention.plain) + 1)
        if differing > differences:
            found["letters_beyond_sounds"] = differing - differences
    if mention.articles != len(words) - len(kept):
        found["articles_differ"] = 1
    if best.place:
        found["alias"] = 1
        if best.place > len(best.entity.aliases):
            found["native"] = 1
    if not mention.text.isascii() and _LEARNED.search(mention.text):
        found["learned"] = 1
        found["both_learned"] = _LEARNED.search(best.form) is not None
        found["learned_differences"] = min(3, differences)


def _add_habits(found: dict[str, float], mention: Mention, best: Candidate, form: str) -> None:
    """How usual the differences of the letters are among spellings of one name; what they weigh in each tradition of spelling."""
    origin = tradition(best.entity)
    usual = likelihood(mention.letters, letters(form), origin)
    of_habits, of_letters, of_origin = _named_after(origin)
    found["habits"] = found[of_habits] = usual
    if usual < 0:
        found["habits_against"] = usual
    found[of_letters] = found.get("letters", 0)
    found[of_origin] = 1


@cache
def _named_after(origin: str) -> tuple[str, str, str]:
    """The names of the features of a tradition of spelling."""
    return f"habits_{origin}", f"letters_{origin}", f"origin_{origin}"


def _differing(a: list[str], b: list[str], *, reordered: bool) -> int:
    """How many letters of the words differ, their order aside if they are reordered."""
    if reordered:
        a, b = sorted(a), sorted(b)
    distance: int = levenshtein().distance(" ".join(a), " ".join(b))
    return distance
