"""What speaks for and against a mention being a name of an entity, as named numbers."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from normalise.names.compare import Comparison, compare, kind_of, levenshtein
from normalise.names.habits import letters, likelihood, tradition
from normalise.names.phones import folded, named, read_otherwise, skeleton, sounds, unmarked, without_articles
from normalise.names.scripts import reading, script, spelling_cost
from normalise.names.store import BARE
from normalise.names.tables import frequency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.names.store import Store
    from normalise.schema import Entity

# Letters of scholarly romanisation: who writes them means each of them.
_LEARNED = re.compile(r"[āīūēōḩşţḑẕẓṣṭḍḥĀĪŪĒŌḨŞŢḐẒṢṬḌḤ’‘ʿʾ]")
_COMMON = 2.4
_ENGLISH = 3.0
# A mention no further off than this from one form is not compared with another.
_NEAR = 0.5
# Forms that are so much less like the mention than the nearest (0 to 1) agree with it.
_AS_NEAR = 0.12
# A mention further off than this is not looked for among the renderings of the native spellings.
_RENDERED = 2.0
# An entity that costs more than this for each sound is none.
_FAR = 0.45
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
        words = low.split()
        kept = without_articles(words)
        self.articles = len(words) - len(kept)
        self.kept = named(self.plain.split() if kept is words else without_articles(self.plain.split()))
        self.letters = " ".join(self.kept if low == self.plain else named(kept))
        self.words = sounds(kept)
        self.heard = " ".join(self.words)
        self.bones = skeleton(self.heard)
        self.frequencies: list[float] | None = None

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
    form: str
    place: int
    comparison: Comparison
    agreeing: int
    second: float
    bare: bool
    otherwise: bool = False


def candidate(mention: Mention, store: Store, number: int) -> Candidate | None:
    """The entity of that number beside the mention, by its nearest form; None if that is too far off."""
    likeness = levenshtein().normalized_similarity
    heard = mention.heard
    forms = store.forms(number)
    bare = BARE + mention.bones in forms
    alike = sorted([(-likeness(heard, form), place) for place, form in enumerate(forms) if form and form[0] != BARE])
    if not alike:
        return None
    nearest, place = alike[0]
    compared = compare(mention.words, forms[place].split(" "))
    second = alike[1][0] if len(alike) > 1 else 0.0
    if compared.cost > _NEAR and second and forms[alike[1][1]] != forms[place]:
        other = compare(mention.words, forms[alike[1][1]].split(" "))
        if other.cost < compared.cost:
            compared, place = other, alike[1][1]
    cost = compared.cost - 0.1 if bare else compared.cost
    if cost > _FAR * (compared.length + 1):
        return None
    entity = store.entity(number)
    spelled = (entity.name, *entity.aliases, *entity.native)[place]
    if place > len(entity.aliases):
        spelled = reading(spelled)
    agreeing = sum([other < nearest + _AS_NEAR for other, _ in alike])
    return Candidate(cost, number, entity, spelled, place, compared, agreeing, second - nearest if second else -1.0, bare)


def features(mention: Mention, best: Candidate, others: Sequence[Candidate], size: int) -> dict[str, float]:
    """The features of the decision; those not named are nought. `others` are the further candidates, nearest first."""
    c = best.comparison
    found: dict[str, float] = {}
    for name in c.worst:
        kind = kind_of(name)
        found[kind] = found.get(kind, 0.0) + 1.0
        if kind != name:
            found[name] = found.get(name, 0.0) + 1.0
    kinds = list(found)
    _add_shape(found, c)
    form = folded(best.form)
    _add_words(found, mention, best, unmarked(form))
    _add_habits(found, mention, best, form)
    _add_others(found, best, others)
    if found["letters"] == 1.0:
        found.update([(f"one_letter_{kind}", 1.0) for kind in kinds if ":" not in kind])
    if best.entity.native and c.cost < _RENDERED:
        _add_renderings(found, mention, best.entity)
    if best.entity.type == "person":
        found["person"] = 1.0
    scale = _scale(size)
    found["size"] = scale
    found["size_short"] = scale * found["short"]
    found["size_cost"] = scale * c.worst_cost
    return found


@cache
def _scale(size: int) -> float:
    return math.log10(min(max(size, 300), 100_000)) - 4


def _add_others(found: dict[str, float], best: Candidate, others: Sequence[Candidate]) -> None:
    """How far behind the other candidates are, and what the other forms of this one say."""
    margin = min(3.0, others[0].cost - best.cost) if others else 3.0
    found["margin"] = margin
    found["tie"] = float(margin < 0.2)
    found["rivals"] = float(sum([other.cost < best.cost + 0.6 for other in others]))
    found["second_form"] = max(0.0, best.second)
    found["only_form"] = float(best.second < 0)
    found["agreeing"] = float(min(3, best.agreeing) - 1)
    found["arabic_agrees"] = float(best.bare)
    found["read_otherwise"] = float(best.otherwise)


def _add_renderings(found: dict[str, float], mention: Mention, entity: Entity) -> None:
    """That the mention is a way to write a native spelling; Arabic, which leaves vowels to the reader, weighs less."""
    for native in entity.native:
        cost = spelling_cost(native, mention.plain)
        if cost is not None:
            kind = "rendering" if script(native) == "cyrillic" else "arabic_rendering"
            found[kind] = 1.0
            found[f"{kind}_cost"] = min(cost, found.get(f"{kind}_cost", 99.0))


def _add_shape(found: dict[str, float], c: Comparison) -> None:
    """How much differs, for how long a name."""
    short = max(0, 6 - c.worst_length)
    found["differences"] = float(len(c.worst))
    found["differences_beyond_one"] = float(max(0, len(c.worst) - 1))
    found["cost_by_length"] = c.worst_cost / (c.worst_length + 1)
    found["length"] = math.log(c.worst_length + 1) - 2
    found["short"] = float(short)
    found["short_cost"] = short * c.worst_cost
    found["long_cost"] = max(0, c.worst_length - 7) * c.worst_cost
    found["consonants_differ"] = float(sum([kind_of(name) in _HARD for name in c.worst]))
    found["same_sounds"] = float(not c.worst and not c.rest)
    found["whole_length"] = math.log(c.length + 1) - 2.5
    if c.words > 1:
        found["rest_cost"] = c.rest
        found["words_same"] = float(min(3, c.same))
        found["words"] = float(min(4, c.words) - 1)
    if c.words == 1:
        found["one_of_more"] = float(c.less)
        found["more_than_one"] = float(c.more)
    found["words_more"], found["words_less"] = float(c.more), float(c.less)
    found["reordered"], found["joined"] = float(c.reordered), float(c.joined)


def _add_words(found: dict[str, float], mention: Mention, best: Candidate, spelled: str) -> None:
    """What the spellings tell by themselves: that they look alike, that one is a word of English, that one is learned."""
    words = spelled.split()
    common = mention.common()
    if len(common) == 1 and common[0]:
        found["english"] = 1.0
        found["english_common"] = common[0] - _COMMON
        found["english_very_common"] = max(0.0, common[0] - 3.4)
    elif len(common) > 1:
        found["english_words"] = max(0.0, min(common) - _COMMON)
        others = [often for word, often in zip(mention.plain.split(), common, strict=True) if often and word not in words]
        found["other_known_word"] = float(bool(others))
        found["other_common_word"] = max(others, default=_COMMON) - _COMMON
    kept = without_articles(words)
    differing = _differing(mention.kept, kept, reordered=best.comparison.reordered)
    differences = len(best.comparison.worst)
    found["letters"] = float(differing)
    found["letters_by_length"] = differing / (len(mention.plain) + 1)
    found["letters_beyond_sounds"] = float(max(0, differing - differences))
    found["same_on_sight"] = float(mention.plain == spelled)
    found["articles_differ"] = float(mention.articles != len(words) - len(kept))
    found["alias"] = float(best.place > 0)
    found["native"] = float(best.place > len(best.entity.aliases))
    if _LEARNED.search(mention.text):
        found["learned"] = 1.0
        found["both_learned"] = float(bool(_LEARNED.search(best.form)))
        found["learned_differences"] = float(min(3, differences))


def _add_habits(found: dict[str, float], mention: Mention, best: Candidate, form: str) -> None:
    """How usual the differences of the letters are among spellings of one name; what they weigh in each tradition of spelling."""
    origin = tradition(best.entity)
    usual = likelihood(mention.letters, letters(form), origin)
    of_habits, of_letters, of_origin = _named_after(origin)
    found["habits"] = found[of_habits] = usual
    found["habits_against"] = min(0.0, usual)
    found[of_letters] = found["letters"]
    found[of_origin] = 1.0


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
