"""A base of entities that links unseen spellings of their names to them: candidates by key, then a calibrated decision."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from normalise.names.candidate import Mention
from normalise.names.compare import kind_of
from normalise.names.guards import apart, refusal
from normalise.names.linker import VERY_LARGE, described, likeliest
from normalise.names.model import contributions, logits, probability, threshold
from normalise.names.phones import folded, label, plain, unmarked
from normalise.names.store import Store
from normalise.names.surnames import by_surname
from normalise.names.tables import frequency, is_rare
from normalise.schema import Entity

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from normalise.names.candidate import Candidate

# Distinct mentions remembered (the memory is dropped when it is full).
_MEMORY = 100_000
# A base of fewer entities reads the table of English words only after so many mentions.
_LARGE = 2000
_FEW = 50
# How sure it must be that a word alone is a surname; a word that common in English is not taken for one.
_SURE_OF_SURNAME = 0.8
_COMMON = 3.0


class Match(NamedTuple):
    """A link of a mention to an entity: how sure (0 to 1), where (code points, half-open), how, and on what evidence.

    `how` is `exact` (the name itself), `alias`, `rendering` (of a native spelling) or `fuzzy`.
    """

    entity: Entity
    score: float
    start: int
    end: int
    how: str
    evidence: str


# What a mention has been judged that has not been.
_NEW = Match(Entity("", ""), 0.0, 0, 0, "", "")


class Suggestion(NamedTuple):
    """A candidate for a mention: how likely, in which form, and what each feature adds to the score (in logits)."""

    entity: Entity
    score: float
    form: str
    speaks: dict[str, float]


class Gazetteer:
    """Entities by the keys of their names. Not changed after it is built; picklable; threads may share it.

    `never`: words that are no name of an entity here, however near they come. TypeError for what is no Entity of texts.

    >>> from normalise.schema import Entity
    >>> g = Gazetteer([Entity("hmeimim", "Hmeimim", native=("Хмеймим", "حميميم"))])
    >>> g.link("Khmeimime").entity.id, g.link("Khmer"), g.link("Hamim")
    ('hmeimim', None, None)
    """

    def __init__(self, entities: Iterable[Entity] = (), *, never: Iterable[str] = ()) -> None:
        if isinstance(never, str):
            raise TypeError(f"never takes words, as in never=[{never!r}], not one text")
        self._start(Store.build(map(_checked, entities)), frozenset(map(label, never)))

    def _start(self, store: Store, never: frozenset[str]) -> None:
        self._store, self._never, self._size = store, never, store.size
        # What mentions have been judged, and what in running text: each alone, so that what has been asked before changes nothing.
        self._judged: dict[str, Match | None] = {}
        self._judged_in_text: dict[str, Match | None] = {}
        self._surnames: tuple[Gazetteer, list[Entity]] | None = None
        if self._size >= _LARGE:  # in any text some word will be compared: the tables are read, the patterns made
            likeliest(Store.build([Entity("", "Hmeimim", native=("Хмеймим",))]), Mention("Khmeimime"))

    def __len__(self) -> int:
        return self._size

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._store.dump(), self._never)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the base to a file, for `load`. OSError if it cannot be written."""
        never = "\n".join(sorted(self._never)).encode()
        with open(path, "wb") as file:
            file.write(len(never).to_bytes(8, "little") + crc32(never).to_bytes(4, "little") + never + self._store.dump())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Gazetteer:
        """The base that `save` wrote. OSError if it cannot be read, ValueError if it is none."""
        with open(path, "rb") as file:
            data = file.read()
        cut = 12 + int.from_bytes(data[:8], "little")
        never = data[12:cut]
        if crc32(never) != int.from_bytes(data[8:12], "little"):
            raise ValueError("not a saved gazetteer of this version, or a damaged one")
        return _restored(data[cut:], frozenset(never.decode().split("\n")) - {""})

    def link(self, mention: str, context: str | None = None, *, strict: bool = False) -> Match | None:
        """The entity that `mention` is a spelling of, or None; None too where two entities are equally near.

        `context` is the text around: a native spelling of the entity in it (the source) speaks for the link, and so does
        the whole name of a person for the surname alone, which in a large base is not taken for a name without it.
        `strict` asks for the certainty that running text needs, where nearly every word is no name of the base.
        """
        match = self._judge(mention, strict=strict)
        if match is None or match.how in ("exact", "alias"):
            return match or self._by_surname(mention, context, strict=strict)
        least = threshold(self._size, "text" if strict else "link")
        if match.how == "rendering":
            least = min(least, threshold(self._size, "rendering"))
        if context is not None and any(native in context for native in match.entity.native):
            least = threshold(self._size, "suggestion")
        if match.score < least or apart(mention, match) or (strict and refusal(mention, match)):
            return self._by_surname(mention, context, strict=strict)
        return match

    def _by_surname(self, mention: str, context: str | None, *, strict: bool) -> Match | None:
        """The person whose surname the mention is: one of the context, or of the base if that is not large."""
        if strict or not mention.isalpha() or (context is None and self._size > _LARGE):
            return None
        name = plain(mention)
        common = frequency(name)
        if common >= _COMMON or name in self._never:
            return None
        surnames, bearers = self._bearers(context)
        match = surnames._judge(mention) if bearers else None
        if match is None or match.score < _SURE_OF_SURNAME or (match.score < 1 and common):
            return None
        whole = bearers[int(match.entity.id)]
        how = "alias" if match.how == "exact" else match.how
        return match._replace(entity=whole, how=how, evidence=f"the surname of {whole.name}: {match.evidence}")

    def _bearers(self, context: str | None) -> tuple[Gazetteer, list[Entity]]:
        """The persons of a base that is not large, else those of the context: by surname, with their place in the list for an id, and the list."""
        if self._surnames is not None:
            return self._surnames
        all_of_them = self._size <= _LARGE
        found = map(self._store.entity, range(self._size)) if all_of_them else (match.entity for match in self.find(context or ""))
        bearers = list(dict.fromkeys(entity for entity in found if entity.type == "person"))
        made = Gazetteer(by_surname(bearer._replace(id=str(k)) for k, bearer in enumerate(bearers))), bearers
        if all_of_them:
            self._surnames = made
        return made

    def find(self, text: str) -> list[Match]:
        """The mentions in a running text, left to right, apart from each other, none in a protected span.

        Each is one that `link` finds for its surface, with the certainty that running text needs.
        """
        from normalise.names.finder import find

        return find(self, text)

    def suggest(self, mention: str, limit: int = 5) -> list[Suggestion]:
        """The likeliest entities, best first, with what speaks for and against each; also such as `link` refuses."""
        near = described(self._store, Mention(mention))
        made = [Suggestion(one.entity, probability(logits(found)), one.form, contributions(found)) for one, found in near]
        return sorted(made, key=lambda s: (-s.score, s.entity.id))[:limit]

    def _is_word(self, mention: str) -> bool:
        """True for a word of English that no entity is named: `refusal` would refuse it, whatever it comes near.

        Beside a very large base a rare one is one too: of two hundred names found one is lost by it.
        It is asked first where that spares much: not before the table of words has paid for being read.
        """
        if (len(self._judged_in_text) < _FEW and self._size < _LARGE) or not mention.isalpha():
            return False
        name = plain(mention)
        known = frequency(name) or (self._size > VERY_LARGE and is_rare(name))
        return bool(known) and not self._store.owners_of(name)

    def _judge(self, mention: str, *, strict: bool = False) -> Match | None:
        """The likeliest entity whatever its score, remembered; None where there is none or two are the same.

        `strict`: None too where none is near enough for running text, which spares much of the work.
        """
        memory = self._judged_in_text if strict else self._judged
        judged = memory.get(mention, _NEW)
        if judged is not _NEW:
            return judged
        match = None
        if not (strict and self._is_word(mention)):
            low = folded(mention)
            match = self._exact(mention, unmarked(low) or label(mention)) or self._fuzzy(mention, low, strict=strict)
        if len(memory) >= _MEMORY:
            memory.clear()
        memory[mention] = match
        return match

    def _exact(self, mention: str, name: str) -> Match | None:
        if not name or name in self._never:
            return None
        owners = [self._store.entity(number) for number in self._store.owners_of(name)]
        if not owners:
            return None
        low = mention.casefold()
        for how in ("exact", "alias"):
            own = [e for e in owners if low in ([e.name.casefold()] if how == "exact" else [a.casefold() for a in e.aliases])]
            if own and (how == "exact" or len({e.name for e in own}) == 1):
                return Match(own[0], 1.0, 0, len(mention), how, f"{how}: “{mention}”")
        return None

    def _fuzzy(self, mention: str, low: str, *, strict: bool) -> Match | None:
        taken = Mention(mention, low)
        if not taken.heard or taken.plain in self._never:
            return None
        best = likeliest(self._store, taken, strict=strict)
        if best is None or best.score < threshold(self._size, "suggestion"):  # less than any link asks for
            return None
        how = "rendering" if best.is_rendering else "fuzzy"
        return Match(best.candidate.entity, best.score, 0, len(mention), how, _evidence(best.candidate, best.score, how))


def _checked(entity: Entity) -> Entity:
    """The entity, if it is one of texts, its lists as tuples."""
    if not isinstance(entity, Entity):
        raise TypeError(f"a Gazetteer takes entities, as in Entity('hmeimim', 'Hmeimim'), not {entity!r:.99}")
    id_, name, aliases, native, type_ = entity
    kinds: tuple[type, ...] = (type(aliases), type(native))
    if str in kinds:
        raise TypeError(f"aliases and native of an entity are lists of texts, not one text: {entity!r:.99}")
    try:
        "".join((id_, name, type_, *aliases, *native))
    except TypeError:
        raise TypeError(f"what an entity has are texts: {entity!r:.99}") from None
    return entity if kinds == (tuple, tuple) else Entity(id_, name, tuple(aliases), tuple(native), type_)


def _restored(dumped: bytes, never: frozenset[str]) -> Gazetteer:
    made = Gazetteer.__new__(Gazetteer)
    made._start(Store.restore(dumped), never)
    return made


@cache
def _shown(difference: str) -> str:
    return kind_of(difference).replace("_", " ")


def _evidence(best: Candidate, score: float, how: str) -> str:
    worst = best.comparison.worst
    differences = ", ".join(dict.fromkeys(map(_shown, worst))) if worst else "the same sounds"
    spelled = f", a way to write {' or '.join(best.entity.native)}" if how == "rendering" else ""
    return f"{score:.0%} sure: near “{best.form}” ({differences}){spelled}"
