"""The public face: a `Normaliser` compiled from rule sets, and the function for those who need no more."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from normalise import engine
from normalise._version import __version__
from normalise.kinds import DEFAULT_STAGE, compile_stage
from normalise.kinds.base import Entities
from normalise.load import load_sets, pack, unpack
from normalise.result import Result, RuleSetInfo
from normalise.schema import SAFETIES, STAGES, Rule, RuleError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.decisions import Decisions
    from normalise.schema import RuleSet


class Normaliser:
    """Rule sets, compiled once, to be applied to any number of texts; immutable, picklable, safe to share between threads.

    `rules`: names of bundled sets ("default" stands for every set with `default: true`) and paths of YAML files or folders.
    `select`, `ignore`: globs over rule ids; a name also means its dotted children. `safety`: "safe" makes safe changes and
    suggests the rest, "unsafe" makes unsafe ones too, "suggest" makes none. Raises RuleError for rules that cannot be used,
    ValueError for an unknown `safety`.

    >>> n = Normaliser(rules=["syria"])
    >>> n.apply("Militants attacked the army of the UAR near Damascus.").text
    'Militants attacked the army of the Syrian Arab Republic near Damascus.'
    """

    def __init__(
        self,
        rules: Iterable[str | os.PathLike[str]] | str = ("default",),
        select: Iterable[str] | str | None = None,
        ignore: Iterable[str] | str | None = None,
        safety: str = "safe",
    ) -> None:
        self._build(load_sets(_listed(rules)), select, ignore, safety)

    @classmethod
    def of_sets(
        cls,
        sets: Iterable[RuleSet],
        select: Iterable[str] | str | None = None,
        ignore: Iterable[str] | str | None = None,
        safety: str = "safe",
    ) -> Normaliser:
        """A normaliser of rule sets that are already loaded."""
        made = cls.__new__(cls)
        made._build(tuple(sorted(sets, key=lambda s: s.set)), select, ignore, safety)
        return made

    def _build(
        self, sets: tuple[RuleSet, ...], select: Iterable[str] | str | None, ignore: Iterable[str] | str | None, safety: str
    ) -> None:
        if safety not in SAFETIES:
            raise ValueError(f"safety is one of {', '.join(SAFETIES)}, not {safety!r}")
        wanted = None if select is None else _listed(select)
        unwanted = _listed(ignore or ())
        self._recipe = (sets, wanted, unwanted, safety)
        self._safety = safety
        decisions = self.decisions if any(s.decisions for s in sets) else None
        self._entities = Entities(sets, decisions)
        for rule_set in sets:
            self._entities.resolve_all(rule_set.topic, None, rule_set)
        self._rules = tuple(chosen(sets, wanted, unwanted))
        by_stage: dict[str, list[Rule]] = {stage: [] for stage in STAGES}
        for rule in self._rules:
            by_stage[rule.stage or DEFAULT_STAGE[rule.kind]].append(rule)
        self._agenda = engine.Agenda(
            [engine.Stage(stage, tuple(compile_stage(rules, self._entities, decisions))) for stage, rules in by_stage.items() if rules]
        )
        self._info = _info(sets, self._rules, safety)

    def __reduce__(self) -> tuple[object, ...]:
        sets, *chosen = self._recipe
        return _unpickled, (__version__, pack(sets), *chosen)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that run."""
        return self._rules

    @property
    def decisions(self) -> Decisions:
        """What persons decided on single spellings."""
        from normalise.decisions import Decisions

        return Decisions(self._recipe[0])

    @property
    def ruleset(self) -> RuleSetInfo:
        """Names and versions of the sets, and the fingerprint of all that decides the outcome."""
        return self._info

    def apply(
        self, text: str, source: str | None = None, meta: Mapping[str, str] | None = None, *, single: bool = False
    ) -> Result:
        """The text with all that was changed, suggested and held back.

        `source` is the text it was translated from, where at hand; `meta` says things of the document that rule sets may
        ask for; `single` that the text is one line or part of a longer one, so that a quotation may begin before it.
        Running it on its own result changes nothing more. Raises TypeError if `text` is not a str.

        >>> r = Normaliser(rules=["syria"]).apply("Militants attacked the army of the UAR near Damascus.")
        >>> [(c.start, c.end, c.before, c.after, c.rules) for c in r.changes]
        [(35, 38, 'UAR', 'Syrian Arab Republic', ('syria.uar-state',))]
        >>> r.undo()
        'Militants attacked the army of the UAR near Damascus.'
        """
        if not isinstance(text, str):
            raise TypeError(f"apply takes a str, not {type(text).__name__}; decode bytes first")
        o = engine.run(
            text, self._agenda, self._entities, safety=self._safety, source=source or None, meta=meta, single=single
        )
        return Result.accounted_later(o.text, o.account, o.unsettled, self._info, timed_out=o.timed_out)

    def map(self, texts: Iterable[str]) -> Iterator[Result]:
        """The result of each text, in order, as they are asked for."""
        return map(self.apply, texts)


def normalise(text: str) -> str:
    """`text` with the safe changes of the bundled default sets made.

    >>> normalise("Militants attacked the army of the UAR near Damascus.")
    'Militants attacked the army of the Syrian Arab Republic near Damascus.'
    """
    return _default().apply(text).text


@lru_cache(maxsize=1)
def _default() -> Normaliser:
    return Normaliser()


@lru_cache(maxsize=8)
def _unpickled(version: str, packed: bytes, select: tuple[str, ...] | None, ignore: tuple[str, ...], safety: str) -> Normaliser:
    """The normaliser that was pickled. A process compiles it once, however many tasks bring it along."""
    if version != __version__:
        # Two versions in one job would give one record two outcomes.
        raise ValueError(f"a Normaliser of normalise-mt {version} came to {__version__}: install one version everywhere, or build it anew")
    return Normaliser.of_sets(unpack(packed), select, ignore, safety)


def _listed(names: Iterable[str | os.PathLike[str]] | str) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(str(name) for name in names)


def chosen(sets: Iterable[RuleSet], select: Iterable[str] | None, ignore: Iterable[str]) -> list[Rule]:
    """The rules of the sets that are to run, by id: overridden, retired and unwanted ones left out.

    Raises RuleError if an override or a glob names no rule.
    """
    rules = {rule.full_id: rule for rule_set in sets for rule in rule_set.rules}
    for rule in sorted(rules.values(), key=lambda r: r.full_id):
        if rule.override and rules.pop(rule.override, None) is None:
            raise rule.error(f"it overrides `{rule.override}`, which is not among the loaded rules; load that set too")
    select = None if select is None else tuple(select)
    ignore = tuple(ignore)
    for glob in (*(select or ()), *ignore):
        if not any(_named(rule, (glob,)) for rule in rules.values()):
            raise RuleError(f"no loaded rule is called `{glob}`; `normalise rules list` shows what there is")
    wanted = {"stable"} if select is None else {"stable", "trial"}
    return [
        rule
        for _, rule in sorted(rules.items())
        if rule.status in wanted and (select is None or _named(rule, select)) and not _named(rule, ignore)
    ]


def _named(rule: Rule, globs: Iterable[str]) -> bool:
    """True if a glob names the rule, or a dotted parent of it."""
    from fnmatch import fnmatchcase

    name = rule.full_id
    return any(fnmatchcase(name, glob) or name.startswith(glob + ".") for glob in globs)


def _info(sets: Iterable[RuleSet], rules: Iterable[Rule], safety: str) -> RuleSetInfo:
    said = [__version__, safety, *(f"{s.set}={s.digest}" for s in sets), *(rule.full_id for rule in rules)]
    return RuleSetInfo(tuple(s.set for s in sets), tuple(s.version or __version__ for s in sets), "\n".join(said))
