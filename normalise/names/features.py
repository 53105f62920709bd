"""What speaks for and against a mention being a name of an entity, as named numbers."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from normalise.names.compare import Comparison, compare
from normalise.names.phones import plain, skeleton, sounded, without_articles
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
# Forms of an entity that are compared sound by sound, of all it has.
_COMPARED = 2
# A mention further off than this is not looked for among the renderings of the native spellings.
_RENDERED = 2.0
_HARD = ("consonant", "voice", "half_vowel", "end_consonant")


class Mention:
    """A spelling that is to be linked, taken apart once."""

    __slots__ = ("articles", "bones", "frequencies", "heard", "plain", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = plain(text)
        self.words, self.articles = sounded(text)
        self.heard = " ".join(self.words)
        self.bones = skeleton(self.heard)
        self.frequencies: list[float] | None = None

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


def candidate(mention: Mention, store: Store, number: int) -> Candidate | None:
    """The entity of that number beside the mention, by its nearest form."""
    entity = store.entity(number)
    forms = store.forms(number)
    alike: list[tuple[float, int]] = []
    bare = False
    for place, heard in enumerate(forms):
        if heard.startswith(BARE):
            bare = bare or heard[1:] == mention.bones
        elif heard:
            alike.append((-Levenshtein.normalized_similarity(mention.heard, heard), place))
    if not alike:
        return None
    alike.sort()
    compared, place = min(((compare(mention.words, forms[place].split(" ")), place) for _, place in alike[:_COMPARED]), key=_by_cost)
    spelled = (entity.name, *entity.aliases, *entity.native)[place]
    if place > len(entity.aliases):
        spelled = reading(spelled)
    likeness = -alike[0][0]
    agreeing = sum(-other > likeness - 0.12 for other, _ in alike)
    second = likeness + alike[1][0] if len(alike) > 1 else -1.0
    return Candidate(compared.cost - 0.1 * bare, number, entity, spelled, place, compared, agreeing, second, bare)


def _by_cost(one: tuple[Comparison, int]) -> tuple[float, int]:
    return one[0].cost, one[1]


def features(mention: Mention, best: Candidate, others: Sequence[Candidate], size: int) -> dict[str, float]:
    """The features of the decision, those that are nought left out. `others` are the further candidates, nearest first."""
    c = best.comparison
    found: dict[str, float] = {}
    for name in c.worst:
        kind, _, _ = name.partition(":")
        for each in {kind, name}:
            found[each] = found.get(each, 0.0) + 1.0
    _add_shape(found, c)
    _add_words(found, mention, best)
    margin = min(3.0, others[0].cost - best.cost) if others else 3.0
    found["margin"] = margin
    found["tie"] = float(margin < 0.2)
    found["rivals"] = float(sum(other.cost < best.cost + 0.6 for other in others))
    found["second_form"] = max(0.0, best.second)
    found["only_form"] = float(best.second < 0)
    found["agreeing"] = float(min(3, best.agreeing) - 1)
    found["arabic_agrees"] = float(best.bare)
    if best.entity.native and best.comparison.cost < _RENDERED:
        _add_renderings(found, mention, best.entity)
    if best.entity.type == "person":
        found["person"] = 1.0
        found["person_cost_by_length"] = c.worst_cost / (c.worst_length + 1)
        found["person_short"] = float(max(0, 6 - c.worst_length) if c.worst else 0)
        found["person_differences"] = float(len(c.worst))
    scale = math.log10(min(max(size, 300), 100_000)) - 4
    found["size"] = scale
    found["size_short"] = scale * max(0, 6 - c.worst_length)
    found["size_cost"] = scale * c.worst_cost
    return {name: value for name, value in found.items() if value}


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
    found["consonants_differ"] = float(sum(name.startswith(_HARD) for name in c.worst))
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


def _add_words(found: dict[str, float], mention: Mention, best: Candidate) -> None:
    """What the spellings tell by themselves: that they look alike, that one is a word of English, that one is learned."""
    common = mention.common()
    if len(common) == 1 and common[0]:
        found["english"] = 1.0
        found["english_common"] = common[0] - _COMMON
        found["english_very_common"] = max(0.0, common[0] - 3.4)
    elif common:
        found["english_words"] = max(0.0, min(common) - _COMMON)
    learned = bool(_LEARNED.search(mention.text))
    spelled = plain(best.form)
    if len(common) > 1:
        own = set(spelled.split())
        others = [often for word, often in zip(mention.plain.split(), common, strict=True) if word not in own and often]
        found["other_known_word"] = float(bool(others))
        found["other_common_word"] = max(others, default=_COMMON) - _COMMON
    letters = _letters(mention.plain, spelled, reordered=best.comparison.reordered)
    found["letters"] = float(letters)
    found["letters_by_length"] = letters / (len(mention.plain) + 1)
    found["letters_beyond_sounds"] = float(max(0, letters - len(best.comparison.worst)))
    both = learned and bool(_LEARNED.search(best.form))
    found["same_on_sight"] = float(mention.plain == spelled)
    found["articles_differ"] = float(mention.articles != (sounded(best.form)[1] if " " in spelled else 0))
    found["alias"] = float(best.place > 0)
    found["native"] = float(best.place > len(best.entity.aliases))
    found["learned"], found["both_learned"] = float(learned), float(both)
    found["learned_differences"] = float(learned * min(3, len(best.comparison.worst)))


def _letters(a: str, b: str, *, reordered: bool) -> int:
    """How many letters differ, articles and, if the words are reordered, their order aside."""
    if " " in a or " " in b:
        words = without_articles(a.split()), without_articles(b.split())
        a, b = (" ".join(sorted(w) if reordered else w) for w in words)
    return Levenshtein.distance(a, b)
