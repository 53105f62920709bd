"""A mention taken apart, and an entity beside it that it may be a name of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalise.names.compare import Comparison, compare, similarity
from normalise.names.phones import folded, named, phones, read_otherwise, skeleton, sounds, unmarked, without_articles
from normalise.names.scripts import reading
from normalise.names.store import BARE
from normalise.names.tables import frequency

if TYPE_CHECKING:
    from normalise.names.store import Store
    from normalise.schema import Entity

# How common in English (Zipf) a word is that only its very sounds make a name.
_ENGLISH = 3.0
# A mention no further off than this from one form is not compared with another.
_NEAR = 0.5
# The next form is, if it is no further behind.
_SECOND = 0.2
# Forms that are so much less like the mention than the nearest (0 to 1) agree with it.
_AS_NEAR = 0.12
# An entity that costs more than this for each sound is none.
_FAR = 0.35


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
    agreeing: int  # forms as near, three for more
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
    alike = sorted([(-likeness(heard, form), place) for place, form in enumerate(forms) if form and form[0] != BARE])
    if not alike:
        return None
    nearest, place = alike[0]
    compared = compare(mention.words, forms[place])
    agreeing = 1
    if len(alike) > 1 and (second := alike[1][0]):
        behind = second - nearest
        if compared.cost > _NEAR and behind < _SECOND and forms[alike[1][1]] != forms[place]:
            other = compare(mention.words, forms[alike[1][1]])
            if other.cost < compared.cost:
                compared, place = other, alike[1][1]
        if behind < _AS_NEAR:
            agreeing = 3 if len(alike) > 2 and alike[2][0] < nearest + _AS_NEAR else 2
    cost = compared.cost - 0.1 if BARE + mention.bones in forms else compared.cost
    if cost > _FAR * (compared.length + 1):
        return None
    return Candidate(cost, number, store.entity(number), place, compared, agreeing)
