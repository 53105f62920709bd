"""Spellings of names that no rule lists: each distinct word is judged once and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.document import occurrences
from normalise.kinds.targets import Found, Target
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.lexicon import Lexicon
    from normalise.names import Gazetteer
    from normalise.names.several import Several
    from normalise.names.sieve import Sieve
    from normalise.schema import Rule

# What makes a word a part of another.
_HUNG_BEFORE, _HUNG_BEHIND = frozenset("'’-_"), frozenset("-_")


class Unseen:
    """The entities to which unlisted words of a text, or several words together, may be linked."""

    # Distinct words remembered as being no name of ours; the memory is dropped when it is full.
    _MEMORY = 200_000
    _LEAST_LETTERS = 5
    # In a base of few entities it is soon told which words may be none of their names. One of more is asked about nearly every text, and
    # takes so long to index that it is done when the rules are read, not at the first text.
    _SMALL = 100

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._entities: dict[str, tuple[Target, Entity]] = {}
        self._longer: dict[str, tuple[Target, Entity]] = {}
        self._never: set[str] = set()
        # What a rule accepts beside the canonical form is no misspelling of it.
        self._accepted: set[str] = set()
        for rule in rules:
            if rule.kind == "entity" and rule.unseen:
                self._never.update(rule.never)
                self._accepted.update(word for form in rule.also for word in (form, form.upper()))
                self._take(rule)
        self._barren: set[str] = set()
        # Of these, those that are no part of one of our names either: nearly all words.
        self._idle: set[str] = set()
        self._judged: dict[str, tuple[Target, str]] = {}
        self._sieve: Sieve | None = None
        self._gazetteer: Gazetteer | None = None
        self._several: Several | None = None
        if len(self._entities) > self._SMALL:
            self._base()
        if len(self._longer) > self._SMALL:
            self._longer_base()

    def _take(self, rule: Rule) -> None:
        """The entities of a rule; those named by one word apart from others, which are not looked for by a word alone."""
        native = tuple(s for spellings in rule.native.values() for s in spellings)
        own = Entity("", rule.name, rule.for_ + rule.also, native, rule.type)
        for entity in (own, *rule.bulk):
            if not entity.name:
                continue
            target = Target(rule, entity.name, entity.id, type=entity.type, native=entity.native)
            if target.is_one_word:
                aliases = tuple(form for form in entity.aliases if " " not in form)
                self._entities[target.id] = target, entity._replace(id=target.id, aliases=aliases)
            else:
                self._longer[target.id] = target, entity._replace(id=target.id)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_barren": set(), "_idle": set(), "_judged": {}, "_sieve": None, "_gazetteer": None, "_several": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    def find(self, text: str, words: frozenset[str], listed: Lexicon[Target]) -> list[Found]:
        """The mentions of unseen spellings in a text with those distinct words."""
        words -= self._idle
        if not words:
            return []
        found = self._find_longer(text, words) if self._longer else []
        if not self._entities:
            return found
        if len(self._barren) > self._MEMORY:
            self._barren, self._idle = set(), set()
        for word in self._worth_judging(words - self._barren):
            if word in listed:
                continue
            judged = self._judged.get(word) or self._judge(word)
            if judged is None:
                self._barren.add(word)
                continue
            found += [
                Found(start, end, word, *judged, unseen=True)
                for start, end in occurrences(text, word)
                if text[start - 1 : start] not in _HUNG_BEFORE and text[end : end + 1] not in _HUNG_BEHIND
            ]
        self._idle.update(word for word in words if word in self._barren and (self._several is None or self._several.is_far(word)))
        return sorted(found, key=lambda f: f.start)

    def _find_longer(self, text: str, words: frozenset[str]) -> list[Found]:
        """The mentions of names of several words in spellings that no rule lists."""
        return [
            Found(m.start, m.end, m.entity.name, self._longer[m.entity.id][0], f"an unseen spelling of {m.entity.name} ({m.evidence})", unseen=True)
            for m in self._longer_base().find(text, words)
        ]

    def _worth_judging(self, words: frozenset[str]) -> frozenset[str]:
        """Those of the words that may be names of the base; of a small one it is soon told, and the base need not be built."""
        if not words or len(self._entities) > self._SMALL:
            return words
        if self._sieve is None:
            from normalise.names.sieve import Sieve

            self._sieve = Sieve(entity for _, entity in self._entities.values())
        left = self._sieve.let_through(word for word in words if len(word) >= self._LEAST_LETTERS)
        self._barren.update(words - left)
        return left

    def _judge(self, word: str) -> tuple[Target, str] | None:
        if len(word) < self._LEAST_LETTERS or word in self._accepted:
            return None
        match = self._base().link(word, strict=True)
        if match is None or match.how == "exact":
            return None
        target = self._entities[match.entity.id][0]
        self._judged[word] = (target, f"an unseen spelling of {match.entity.name} ({match.evidence})")
        return self._judged[word]

    def _base(self) -> Gazetteer:
        if self._gazetteer is None:
            from normalise.names import Gazetteer

            self._gazetteer = Gazetteer((entity for _, entity in self._entities.values()), never=self._never)
        return self._gazetteer

    def _longer_base(self) -> Several:
        if self._several is None:
            from normalise.names.several import Several

            self._several = Several((entity for _, entity in self._longer.values()), never=self._never)
        return self._several
