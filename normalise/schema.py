"""The rule language as types: the types are the schema.

The names of fields are the keys of a rule file (`for_` is `for`, `document_mentions` is `document mentions`); the
annotations say what a key takes. The loader, the JSON Schema and the precompiled form all read them from here.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMA_VERSION = "1"
KINDS = ("entity", "phrase", "pattern", "builtin", "unlisted")
SAFETIES = ("safe", "unsafe", "suggest")
STATUSES = ("stable", "trial", "retired")
STAGES = ("characters", "marks", "names")
ACCEPT, REFUSE, SOMEONE_ELSE = VERDICTS = ("accept", "refuse", "someone else")

Texts = tuple[str, ...]


class RuleError(ValueError):
    """A rule, or a file of rules, that cannot be used: says where, which rule, what is wrong and what to do."""

    def __init__(self, message: str, *, path: str = "", line: int = 0, rule: str = "") -> None:
        self.path, self.line, self.rule, self.message = path, line, rule, message
        where = f"{path}:{line}" if path and line else path
        super().__init__(": ".join(part for part in (where, rule, message) if part))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rule_error, (self.message, self.path, self.line, self.rule)


def _rule_error(message: str, path: str, line: int, rule: str) -> RuleError:
    return RuleError(message, path=path, line=line, rule=rule)


class Entity(NamedTuple):
    """A named thing: its canonical form `name`, other surface forms, and its spellings in the source script."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    type: str = ""


def _doc(text: str, default: Any = (), **more: Any) -> Any:
    return field(default=default, metadata={"doc": text, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where a rule must not act: any one of these wins over everything."""

    sentence: Texts = _doc("Frames; with ~ they are matched around the mention, without it anywhere in its sentence.")
    document: Texts = _doc("Words whose presence anywhere in the document stops the rule.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A test of a rule: `wrong` with `right`, or `keep`, or `report`."""

    wrong: str = _doc("Damaged text.", "")
    right: str = _doc("What `wrong` must become.", "")
    keep: str = _doc("Text that must come through byte for byte: a sentence that tempts the rule.", "")
    report: str = _doc("Text that must stay, but for which the rule must make a suggestion.", "")
    source: str = _doc("The text it was translated from.", "")
    why: str = _doc("What the example shows.", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Which keys a kind takes, besides the common ones, is said by `kinds` in the metadata of each field."""

    id: str = _doc("Short name, unique in the set; `set.id` is how it is spoken of. Never used again for another rule.", "")
    kind: str = _doc("What the rule is.", "", one_of=KINDS)
    title: str = _doc("One line for a reader.", "")
    safety: str = _doc("safe: changed; unsafe: changed only on request, else suggested; suggest: never changed.", "safe", one_of=SAFETIES)
    status: str = _doc("stable; trial: runs only when named by --select; retired: never runs.", "stable", one_of=STATUSES)
    replaced_by: str = _doc("For a retired rule: the id of the one that does its work.", "")
    since: str = _doc("The version that brought it.", "")
    override: str = _doc("The full id of a rule that this one replaces.", "")
    stage: str = _doc("When it runs; each kind has its own default.", "", one_of=STAGES)
    priority: int = _doc("The higher one wins where two rules want the same place.", 0)
    references: Texts = _doc("Addresses or titles that bear the rule out.")
    note: str = _doc("For those who look after the rule.", "")
    examples: tuple[Example, ...] = _doc("Tests of the rule; at least one `keep`.")

    name: str = _doc("The canonical form.", "", kinds=("entity",))
    type: str = _doc("What the entity is, a common noun: town, person, company, … Where the words beside a name say otherwise, a change is only suggested.", "", kinds=("entity",))
    native: Mapping[str, Texts] = field(
        default_factory=dict, metadata={"doc": "Spellings in the source script, by language.", "kinds": ("entity",)}
    )
    for_: Texts = _doc("The forms to change.", kinds=("entity", "phrase"))
    also: Texts = _doc(
        "Forms accepted elsewhere: recognised as evidence, not changed; of a person, the surname in them is, where the whole name stands.",
        kinds=("entity",),
    )
    never: Texts = _doc("Words that look like the entity and are not.", kinds=("entity",))
    unseen: bool = _doc("Also change spellings that are not listed, where the evidence is strong.", True, kinds=("entity",))
    write: str = _doc("What to write instead.", "", kinds=("phrase",))
    agreement: str = _doc(
        "plural: what is written is plural and the form is not; is, was, has, does right after it become are, were, have, do.",
        "", one_of=("plural",), kinds=("phrase",),
    )  # fmt: skip
    source: Texts = _doc("Its spelling in the source text, which decides where that is at hand.", kinds=("entity", "phrase"))
    document_mentions: Texts = _doc("Entities, in any spelling; one must be in the document.", kinds=("entity", "phrase", "pattern"))
    sure: Texts = _doc("Frames: changed where any one matches. With neither sure nor maybe, sure everywhere.", kinds=("entity", "phrase"))
    maybe: Texts = _doc("Frames: suggested where any one matches.", kinds=("entity", "phrase"))
    stop: Stop = _doc("Where not to act.", Stop(), kinds=("entity", "phrase", "pattern", "unlisted"))
    entries: str = _doc("A JSONL or TSV file with many entities or phrases, beside the rule file.", "", kinds=("entity", "phrase"))
    pattern: str = _doc("A verbose regular expression (the `regex` package).", "", kinds=("pattern",))
    replace: str = _doc("Its replacement; \\g<name> stands for a named group.", "", kinds=("pattern",))
    needs: Texts = _doc("Literal texts of which one must be there before the pattern is tried.", kinds=("pattern",))
    glance: str = _doc("A smaller expression, of Python's `re`, that finds something in every text in which the pattern does: it spares making that.", "", kinds=("pattern",))
    transform: str = _doc("The name of a built-in transform.", "", kinds=("builtin",))
    options: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "Options of the transform.", "kinds": ("builtin",)}
    )

    set: str = field(default="", metadata={"hidden": True})
    path: str = field(default="", metadata={"hidden": True})
    line: int = field(default=0, metadata={"hidden": True})
    bulk: tuple[Entity, ...] = field(default=(), metadata={"hidden": True})

    @property
    def full_id(self) -> str:
        """`set.id`, as rules are spoken of."""
        return f"{self.set}.{self.id}"

    @property
    def guarded(self) -> bool:
        """True if the rule looks at the context before it acts."""
        return bool(self.sure or self.maybe or self.document_mentions)

    def forms(self) -> Iterator[str]:
        """All names and forms that the rule lists, in bulk too."""
        yield from (self.name, self.write, *self.for_, *self.also, *self.never)
        for entry in self.bulk:
            yield entry.name
            yield from entry.aliases

    def error(self, message: str) -> RuleError:
        """A RuleError that names this rule and its place."""
        return RuleError(message, path=self.path, line=self.line, rule=self.full_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided on one spelling: it holds for all its mentions. A guard that holds a mention back still does."""

    form: str = _doc("The spelling, as it stands in text.", "")
    rule: str = _doc("The full id of the rule (or rule/entry) that would change it; for refuse it may be left out: no rule then may.", "")
    verdict: str = _doc(
        "accept: what the rule only suggests for it is made; refuse: it stays; someone else: it stays, and is no mention of the rule's entity.",
        "", one_of=VERDICTS,
    )  # fmt: skip
    write: str = _doc("What the rule would write; with it, the decision holds for that only.", "")
    note: str = _doc("For those who come after.", "")

    line: int = field(default=0, metadata={"hidden": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A file of rules."""

    schema: str = _doc("The version of the rule language.", "", one_of=(SCHEMA_VERSION,))
    set: str = _doc("Its name, the first part of the ids of its rules.", "")
    title: str = _doc("One line for a reader.", "")
    since: str = _doc("The version that brought it.", "")
    version: str = _doc("Its own version.", "")
    default: bool = _doc("False for house style and other sets that one asks for by name.", False)
    language: str = _doc("The language of the text it mends; paragraphs in another are left alone.", "en")
    topic: Texts = _doc("Entities: the set sleeps in documents that mention none of them.")
    meta: Mapping[str, Texts] = field(
        default_factory=dict,
        metadata={"doc": "Metadata: the set sleeps where the document's says something else under a key."},
    )
    rules: tuple[Rule, ...] = _doc("The rules.")
    decisions: tuple[Decision, ...] = _doc("What a person decided on single spellings, as the page of `--report` saves it.")

    path: str = field(default="", metadata={"hidden": True})
    digest: str = field(default="", metadata={"hidden": True})


TYPES: Mapping[str, type] = {"Stop": Stop, "Example": Example, "Rule": Rule, "Decision": Decision}


def key_of(name: str) -> str:
    """The key of a rule file for the name of a field.

    >>> key_of("for_"), key_of("document_mentions"), key_of("replaced_by")
    ('for', 'document mentions', 'replaced_by')
    """
    return {"document_mentions": "document mentions"}.get(name, name.rstrip("_"))


def keys(cls: type, kind: str = "") -> dict[str, Any]:
    """The keys that `cls` takes in a rule file (of that kind), with the fields they stand for."""
    return {
        key_of(f.name): f
        for f in fields(cls)
        if not f.metadata.get("hidden") and (not kind or kind in f.metadata.get("kinds", KINDS))
    }


def dump(value: Any) -> Any:
    """A rule set, rule or part of one as plain data, defaults left out: the precompiled form, which `restore` reads."""
    if isinstance(value, tuple):
        return [dump(v) for v in value]
    if not hasattr(type(value), "__dataclass_fields__"):
        return value
    plain = {}
    for f in fields(value):
        default = f.default if f.default is not MISSING else {}
        if (here := getattr(value, f.name)) != default:
            plain[f.name] = dump(here)
    return plain


_NESTED = {"examples": Example, "rules": Rule, "decisions": Decision}


def restore(cls: Any, plain: Mapping[str, Any]) -> Any:
    """What `dump` made plain, as an object of `cls` again."""
    made: dict[str, Any] = {}
    for name, value in plain.items():
        if name in _NESTED:
            made[name] = tuple(restore(_NESTED[name], v) for v in value)
        elif name == "stop":
            made[name] = restore(Stop, value)
        elif name == "bulk":
            made[name] = tuple(Entity(i, n, tuple(aliases), tuple(native), t) for i, n, aliases, native, t in value)
        elif isinstance(value, list):
            made[name] = tuple(value)
        elif isinstance(value, dict):
            made[name] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
        else:
            made[name] = value
    return cls(**made)
