"""What speaks for and against a mention being a name of an entity, as named numbers."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from normalise.names.compare import Comparison, compare, kind_of, levenshtein, similarity
from normalise.names.habits import letters, likelihood, tradition
from normalise.names.phones import folded, named, phones, read_otherwise, skeleton, sounds, unmarked, without_articles
from normalise.names.scripts import reading, script, spelling_cost
from normalise.names.store import BARE
from normalise.names.tables import frequency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.names.store import Store
    from normalise.schema import Entity

# Letters of scholarly romanisation: who writes them means each of them.
_LEARNED = re.compile(r"[āīūēōḩşţḑẕẓṣṭḍḥĀĪŪĒŌḨŞŢḐẒṢṬḌḤ’‘ʿʾ]")
# How common in English (Zipf) a word is that is well known, one that only its very sounds make a name, and one of the most common.
_COMMON, _ENGLISH, _VERY_COMMON = 2.4, 3.0, 3.4
# Sounds of a name that is short, or long; how far ahead of the next a candidate may be, at most.
_SHORT, _LONG = 6, 7
_MARGIN = 3.0
# A mention no further off than this from one form is not compared with another.
_NEAR = 0.5
# The next form is, if it is no further behind.
_SECOND = 0.2
# Forms that are so much less like the mention than the nearest (0 to 1) agree with it.
_AS_NEAR = 0.12
# A mention further off than this is not looked for among the renderings of the native spellings.
_RENDERED = 2.0
# An entity that costs more than this for each sound is none.
_FAR = 0.35
_HARD = frozenset(("consonant", "consonant_more", "consonant_less", "voice", "half_vowel", "end_consonant"))


class Mention:
    """A spelling that is to be linked, taken apart once; `low` is its `folded` form, if that is known."""

    __slots__ = ("articles", "bones", "frequencies", "heard", "kept", "letters", "low", "plain", "text", "words")

    def __init__(self, text: str, low: str | None = None) -> None:
        self.text = text
        if low is None:
            low = folded(text)
        self.low = low
        self.plain = unmarked(low)
        self.frequencies: list[float] | None = None
        if " " not in low:  # what follows comes to this for a single word
            self.articles, self.kept, self.letters, self.heard = 0, [self.plain], low, phones(low)
            self.words = [self.heard] if self.heard else []
        else:
            words = low.split()
            kept = without_articles(words)
            self.articles = len(words) - len(kept)
            self.kept = named(self.plain.split() if kept is words else without_articles(self.plain.split()))
            self.letters = " ".join(self.kept if low == self.plain else named(kept))
            self.words = sounds(kept)
            self.heard = " ".join(self.words)
        self.bones = skeleton(self.heard)

    def otherwise(self) -> list[Mention]:
        """The mention as other traditions would sound it, where they differ: j as in Jakarta or Jaroslav, ch as in Chile or Bach."""
        made = []
        for low in read_otherwise(self.low):
            other = Mention.__new__(Mention)
            other.text, other.low, other.plain, other.articles, other.kept, other.letters = self.text, low, self.plain, self.articles, self.kept, self.letters
            other.frequencies = self.frequencies
            other.words = sounds(without_articles(low.split()))
            other.heard = " ".join(other.words)
            other.bones = skeleton(other.heard)
            made.append(other)
        return made

    def common(self) -> list[float]:
        """How common each word is in English."""
        if self.frequencies is None:
            self.frequencies = [frequency(word) for word in self.plain.split()]
        return self.frequencies

    def is_english(self) -> bool:
        """True for a single word so common in English that only its very sounds make it a name."""
        common = self.common()
        return len(common) == 1 and common[0] >= _ENGLISH


class Candidate(NamedTuple):
    """An entity that a mention may be a name of: how far off (`cost`), in which of its forms, and how that differs."""

    cost: float
    number: int
    entity: Entity
    place: int
    comparison: Comparison
    agreeing: int
    second: float
    bare: bool
    otherwise: bool = False

    @property
    def form(self) -> str:
        """The form in Latin letters; of a native spelling its reading."""
        spelled = (self.entity.name, *self.entity.aliases, *self.entity.native)[self.place]
        return reading(spelled) if self.place > len(self.entity.aliases) else spelled


def candidate(mention: Mention, store: Store, number: int) -> Candidate | None:
    """The entity of that number beside the mention, by its nearest form; None if that is too far off."""
    heard, likeness = mention.heard, similarity()
    forms = store.forms(number)
    bare = BARE + mention.bones in forms
    alike = sorted([(-likeness(heard, form), place) for place, form in enumerate(forms) if form and form[0] != BARE])
    if not alike:
        return None
    nearest, place = alike[0]
    compared = compare(mention.words, forms[place].split(" "))
    second = alike[1][0] if len(alike) > 1 else 0.0
    if compared.cost > _NEAR and second and second < nearest + _SECOND and forms[alike[1][1]] != forms[place]:
        other = compare(mention.words, forms[alike[1][1]].split(" "))
        if other.cost < compared.cost:
            compared, place = other, alike[1][1]
    cost = compared.cost - 0.1 if bare else compared.cost
    if cost > _FAR * (compared.length + 1):
        return None
    agreeing = sum([other < nearest + _AS_NEAR for other, _ in alike])
    return Candidate(cost, number, store.entity(number), place, compared, agreeing, second - nearest if second else -1.0, bare)


def features(mention: Mention, best: Candidate, others: Sequence[Candidate], size: int) -> dict[str, float]:
    """The features of the decision; those not named are nought. `others` are the further candidates, nearest first."""
    c = best.comparison
    found: dict[str, float] = {}
    if c.worst:
        _add_differences(found, c)
    elif not c.rest:
        found["same_sounds"] = 1
    _add_shape(found, c)
    if c.words > 1 or c.more or c.less or c.joined:
        _add_number_of_words(found, c)
    form = folded(best.form)
    _add_words(found, mention, best, unmarked(form))
    _add_habits(found, mention, best, form)
    _add_others(found, best, others)
    if found.get("letters") == 1:
        for name in c.worst:
            found[_of_one_letter(name)] = 1
    if best.entity.native and c.cost < _RENDERED:
        _add_renderings(found, mention, best.entity)
    if best.entity.type == "person":
        found["person"] = 1
    scale = _scale(size)
    if scale:
        found["size"] = scale
        found["size_short"] = scale * found.get("short", 0)
        found["size_cost"] = scale * c.worst_cost
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
