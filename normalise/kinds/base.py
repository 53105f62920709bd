"""What all kinds of rule share: proposals, and the evidence that a document gives."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from normalise.lexicon import Lexicon
from normalise.schema import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from normalise.decisions import Decisions
    from normalise.document import Document
    from normalise.edits import Edit
    from normalise.schema import Rule, RuleSet

R = TypeVar("R")

# No sentence is longer; a line of megabytes without a full stop is none.
_SENTENCE = 1000


class Proposal(NamedTuple):
    """Edits that stand or fall together. `held` says which guard holds them back; empty if none does.

    `safety` is that of the rule, or "suggest" where the rule itself is not sure. Paragraphs in another `language` are
    left alone, unless it is empty. `unprotected` lets a rule into protected spans (undoing markup is its business).
    """

    edits: tuple[Edit, ...]
    safety: str
    held: str = ""
    language: str = ""
    unprotected: bool = False


class Proposer(Protocol):
    """A compiled rule, or many of one kind compiled together.

    It is only asked about texts in which, or in the shape of which (`normalise.glance`), one of the literals stands that
    it `needs`; if it names none, about all.
    """

    @property
    def needs(self) -> Sequence[str | bytes]: ...

    def propose(self, document: Document, evidence: Evidence) -> Iterable[Proposal]:
        """What the rule would do to the document; it changes nothing itself."""
        ...


class PatternTimeout(Exception):
    """A pattern took too long on a text; `rule` is its full id."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"{rule} took too long")
        self.rule = rule


class Entities:
    """The entities of the loaded sets, for evidence: who is meant by an id, and all the spellings of each.

    Evidence is counted by entity, in whatever spelling, so that a rule's change of a spelling never takes it away.
    """

    def __init__(self, sets: Sequence[RuleSet], decisions: Decisions | None = None) -> None:
        self._ids: dict[str, list[str]] = {}
        self._sets = {s.set: s for s in sets}
        self._decisions = decisions
        self._rules: dict[str, list[Rule]] = {}
        self._lexicons: dict[str, Lexicon[None]] = {}
        self._words: set[str] | None = None
        self._types: dict[str, str] | None = None
        for rule in (r for s in sets for r in s.rules if r.kind == "entity" and r.status != "retired" and r.name):
            self._rules.setdefault(rule.full_id, []).append(rule)
            for key in (rule.id, rule.full_id):
                self._ids.setdefault(key, []).append(rule.full_id)

    def resolve(self, name: str, rule_set: str) -> str:
        """The full id that `name` stands for in that set. Raises KeyError with a message if there is none, or two."""
        own = f"{rule_set}.{name}"
        found = [own] if own in self._ids else self._ids.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise KeyError(f"`{name}` may be any of {', '.join(sorted(found))}: write which")
        raise KeyError(f"no loaded set has an entity `{name}`")

    def resolve_all(self, names: Iterable[str], rule: Rule | None, rule_set: RuleSet | str) -> frozenset[str]:
        """The full ids that `names` stand for. Raises RuleError."""
        try:
            set_name = rule_set if isinstance(rule_set, str) else rule_set.set
            return frozenset(self.resolve(name, set_name) for name in names)
        except KeyError as error:
            if rule is not None:
                raise rule.error(error.args[0]) from None
            raise RuleError(error.args[0], path="" if isinstance(rule_set, str) else rule_set.path) from None

    def set_of(self, rule: Rule) -> RuleSet:
        """The set a rule belongs to."""
        return self._sets[rule.set]

    def language(self, rule: Rule) -> str:
        """The language of the text that a rule mends."""
        return self._sets[rule.set].language

    def is_someone_else(self, form: str, rule: Rule) -> bool:
        """True if a review decided that the form is no mention of the rule's entity."""
        return self._decisions is not None and self._decisions.is_someone_else(form, rule.full_id)

    def know(self, word: str) -> bool:
        """True if a rule of a loaded set has the word in a name or form, in any case."""
        if self._words is None:
            forms = (form for s in self._sets.values() for rule in s.rules for form in rule.forms())
            self._words = {word.casefold() for form in forms for word in re.findall(r"\w+", form)}
        return word.casefold() in self._words

    def type_of(self, name: str) -> str:
        """The type of the entity whose name that is; empty if there is none, or several of different types."""
        if self._types is None:
            types: dict[str, set[str]] = {}
            for rule in (rule for rules in self._rules.values() for rule in rules):
                types.setdefault(rule.name, set()).add(rule.type)
            self._types = {known: min(of) for known, of in types.items() if len(of) == 1}
        return self._types.get(name, "")

    def mentions(self, entity: str, document: Document) -> list[tuple[int, int]]:
        """Where the document mentions the entity of that full id, in any listed spelling."""
        lexicon = self._lexicons.get(entity)
        if lexicon is None:
            lexicon = Lexicon()
            for rule in self._rules.get(entity, ()):
                # A guarded form is evidence of nothing by itself: Rakka is a surname too.
                for form in {rule.name, *rule.also, *(() if rule.guarded else rule.for_)}:
                    if not (self._decisions and self._decisions.is_someone_else(form, entity)):
                        lexicon.add(form, None)
            self._lexicons[entity] = lexicon
        return [(hit.start, hit.end) for hit in lexicon.find(document)]


class Evidence:
    """What one document, as it stands, says for and against the rules; found when first asked for."""

    def __init__(self, document: Document, entities: Entities) -> None:
        self.document = document
        self.entities = entities
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._asleep: dict[str, str] = {}
        self._known: dict[object, Any] = {}

    def spans(self, entity: str) -> list[tuple[int, int]]:
        """Where the document mentions the entity of that full id, in any listed spelling."""
        if entity not in self._spans:
            self._spans[entity] = self.entities.mentions(entity, self.document)
        return self._spans[entity]

    def mention(self, ids: Iterable[str], start: int, end: int) -> str:
        """Words for the mention of one of the entities that is nearest to `start`, outside `start:end`; empty if there is none."""
        near = [
            (abs(s - start), s, e, name) for name in ids for s, e in _around(self.spans(name), start, end)
        ]
        if not near:
            return ""
        distance, s, e, name = min(near)
        side = "before" if s < start else "after"
        surface = " ".join(self.document.text[s:e].split()).strip("“”\"")
        return f"the document mentions {name} (“{surface}”, {distance} characters {side})"

    def asleep(self, rule: Rule) -> str:
        """Why the set of that rule sleeps in this document; empty if it does not."""
        if rule.set not in self._asleep:
            self._asleep[rule.set] = self._why_asleep(self.entities.set_of(rule))
        return self._asleep[rule.set]

    def _why_asleep(self, rule_set: RuleSet) -> str:
        for key, values in rule_set.meta.items():
            said = self.document.meta.get(key)
            if said is not None and said not in values:
                return f"the set {rule_set.set} is for {key} {' or '.join(values)}, and the document's is {said}"
        topic = self.entities.resolve_all(rule_set.topic, None, rule_set)
        if topic and not any(self.spans(entity) for entity in topic):
            return f"the set {rule_set.set} sleeps: the document mentions none of its topics"
        return ""

    def stopped(self, rule: Rule) -> str:
        """Words for the text anywhere in the document that stops the rule; empty if there is none."""
        words = rule.stop.document
        return self.once(("stop", words), lambda: self._find_stop(words)) if words else ""

    def _find_stop(self, words: tuple[str, ...]) -> str:
        from normalise.frames import first_of

        found = first_of(words, self.document)
        return f"stop: the document has “{found}”" if found else ""

    def once(self, key: object, find: Callable[[], R]) -> R:
        """What `find` gives, found once a document for each `key`."""
        if key not in self._known:
            self._known[key] = find()
        found: R = self._known[key]
        return found


def _around(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Of spans in order, the last before `start:end` and the first after it."""
    i = j = bisect_left(spans, (start, start))
    while i > 0 and spans[i - 1][1] > start:
        i -= 1
    while j < len(spans) and spans[j][0] < end:
        j += 1
    return spans[max(0, i - 1) : i] + spans[j : j + 1]


def frame_that_matches(frames: Iterable[str], document: Document, start: int, end: int) -> str:
    """The words by which the first of the frames that does so fits the mention within its sentence; empty if none does."""
    from normalise.frames import Sides, compile_frame, plain

    sides, near = Sides.of(document.text, start, end), ""
    for text in frames:
        frame = compile_frame(text)
        if not frame.may_fit(sides):
            continue
        if not near:
            low, high = document.sentence(start)
            low, high = max(low, start - _SENTENCE), max(end, min(high, end + _SENTENCE))
            near = plain(document.text[low:high])
        if frame.may_stand(near):
            found = document.found(frame.anywhere, low, high) if frame.is_anywhere else frame.fit(document.text, start, end, low, high)
            if found:
                return found
    return ""
