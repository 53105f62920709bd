"""`normalise rules`: what rules there are, one of them in full, a check of rule files, and their schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalise.cli.errors import DONE, FAILED, CliError, os_reason, tell
from normalise.cli.parser import Parser

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from normalise.schema import Rule, RuleSet

_DESCRIPTION = "Look at rules, and check those you write."

_EXAMPLES = """\
examples:
  normalise rules list                       every bundled rule, in a line each
  normalise rules list mine.yaml             those of a file
  normalise rules show syria.hmeimim         all that one rule says
  normalise rules check mine.yaml            try its examples, find its traps
  normalise rules check                      the bundled sets
  normalise rules coverage texts/*.txt       what each rule met in a corpus
  normalise rules diff old.yaml new.yaml texts/*.txt
                                             what a change of rules changes there
  normalise rules page syria                 a set as a page in Markdown
  normalise rules schema > schema.json       for editors that complete YAML

`check` exits 2 if something must be mended."""


def rules(arguments: Sequence[str]) -> int:
    """Run `normalise rules`; gives the exit code. Raises CliError."""
    from normalise.schema import RuleError

    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except RuleError as error:
        raise CliError(str(error)) from None
    return code


def _parser() -> Parser:
    parser = Parser(
        prog="normalise rules",
        usage="normalise rules list | show ID | check PATH ... | coverage FILE ... | diff OLD NEW FILE ... | page SET | schema",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Any, title: str) -> Parser:
        made: Parser = commands.add_parser(name, help=title, description=title)
        made.set_defaults(run=run)
        return made

    listing = command("list", _list, "the rules, in a line each: id, kind, safety, title")
    listing.add_argument("sets", nargs="*", default=[], metavar="SET", help="bundled sets, YAML files, folders (all bundled)")
    show = command("show", _show, "all that a rule says")
    show.add_argument("id", metavar="ID", help="as in syria.hmeimim; a set shows its rules in a line each")
    show.add_argument("--rules", default=[], action="append", metavar="SET", help="look in this set, file or folder too")
    check = command("check", _check, "try examples, and look for traps, clashes and cycles")
    check.add_argument("--notes", action="store_true", default=False, help="show sentences that the author may have forgotten")
    check.add_argument("paths", nargs="*", default=[], metavar="PATH", help="YAML files or folders (the bundled sets)")
    survey = command("coverage", _coverage, "how often each rule fired, lost, was stopped, with contexts")
    survey.add_argument("files", nargs="+", metavar="FILE", help="texts, a document each")
    survey.add_argument("--rules", default=[], action="append", metavar="SET", help="sets, files or folders (default)")
    survey.add_argument("--contexts", type=int, default=3, metavar="N", help="show this many of each (3)")
    diff = command("diff", _diff, "what other rules change in a corpus")
    diff.add_argument("old", metavar="OLD", help="sets, files or folders, parted by commas")
    diff.add_argument("new", metavar="NEW", help="the same, as it shall be")
    diff.add_argument("files", nargs="+", metavar="FILE", help="texts, a document each")
    page = command("page", _page, "a set as a page in Markdown: rules, guards, examples")
    page.add_argument("set", metavar="SET", help="a bundled set, or a YAML file")
    command("schema", _schema, "the JSON Schema of rule files")
    return parser


def _list(given: Namespace) -> int:
    from normalise.load import bundled_names, load_sets

    for number, rule_set in enumerate(load_sets(given.sets or bundled_names(), documented=True)):
        if number:
            print()
        _print_set(rule_set)
    return DONE


def _print_set(rule_set: RuleSet) -> None:
    print(f"{rule_set.set}: {rule_set.title} ({'on by default' if rule_set.default else 'on request'})")
    width = max((len(rule.full_id) for rule in rule_set.rules), default=0)
    for rule in rule_set.rules:
        status = "" if rule.status == "stable" else f" [{rule.status}]"
        print(f"  {rule.full_id:{width}}  {rule.kind:7}  {rule.safety:7}  {rule.title}{status}")
    for one in rule_set.decisions:
        print(f"  {one.verdict:12}  {one.form or one.write}  {one.rule}")


def _show(given: Namespace) -> int:
    from normalise.load import bundled_names, load_sets

    sets = load_sets((*bundled_names(), *given.rules), documented=True)
    name = given.id.partition("/")[0]  # an entry of a bulk file is shown by its rule
    for rule_set in sets:
        if rule_set.set == name:
            _print_set(rule_set)
            return DONE
        for rule in rule_set.rules:
            if rule.full_id == name:
                print("\n".join(_told(rule)))
                return DONE
    raise CliError(f"no rule is called `{given.id}`{_hint(name, sets)}; `normalise rules list` shows what there is")


def _told(rule: Rule) -> Iterable[str]:
    """The rule as its file has it, without what it leaves unsaid."""
    from dataclasses import MISSING, fields

    from normalise.schema import keys

    yield f"{rule.full_id}: {rule.title}"
    defaults = {f.name: f.default for f in fields(rule) if f.default is not MISSING}
    for key, field in keys(type(rule), rule.kind).items():
        value = getattr(rule, field.name)
        if key in ("id", "title", "examples") or (value == defaults.get(field.name, {}) and key not in ("safety", "status")):
            continue
        yield from _entry(key, value, field.metadata["doc"])
    for example in rule.examples:
        yield ""
        for key, field in keys(type(example)).items():
            if text := getattr(example, field.name):
                yield f"  {key + ':':8} {text}"
    yield f"\nfrom {rule.path}:{rule.line}"


def _entry(key: str, value: object, doc: str) -> Iterable[str]:
    if isinstance(value, tuple):
        yield f"  {key}:"
        yield from (f"    - {text}" for text in value)
    elif isinstance(value, dict):
        yield f"  {key}:"
        yield from (f"    {name}: {text if isinstance(text, str) else ', '.join(text)}" for name, text in value.items())
    elif hasattr(value, "__dataclass_fields__"):
        yield f"  {key}:"
        for name in value.__dataclass_fields__:
            yield from (f"    {name}: {text}" for text in getattr(value, name))
    else:
        yield f"  {key}: {value}"


def _hint(name: str, sets: Sequence[RuleSet]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [rule.full_id for rule_set in sets for rule in rule_set.rules], 1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _check(given: Namespace) -> int:
    from normalise.check import check
    from normalise.load import bundled_names, load_sets

    if given.paths:
        findings = check(given.paths)
    else:  # house styles contradict one another, and the default sets, by design: each is checked by itself
        house = [s.set for s in load_sets(bundled_names()) if not s.default]
        findings = [f for sets in (["default"], *([name] for name in house)) for f in check(sets)]
    by_level = {level: [f for f in findings if f.level == level] for level in ("error", "warning", "note")}
    for finding in [*by_level["error"], *by_level["warning"], *(by_level["note"] if given.notes else ())]:
        print(finding)
    errors, warnings, notes = map(len, by_level.values())
    shown = "" if given.notes or not notes else "; --notes shows them"
    tell(f"{errors} to mend, {warnings} doubtful, {notes} sentences to think about{shown}" if findings else "all is well")
    return FAILED if errors else DONE


def _texts(files: Sequence[str]) -> Iterable[str]:
    for name in files:
        try:
            with open(name, encoding="utf-8-sig", newline="") as file:
                yield file.read()
        except OSError as error:
            raise CliError(f"{name}: {os_reason(error)}") from None
        except UnicodeDecodeError:
            raise CliError(f"{name}: not UTF-8") from None


def _coverage(given: Namespace) -> int:
    from normalise import Normaliser
    from normalise.survey import OUTCOMES, coverage

    found = coverage(Normaliser(given.rules or ["default"]), _texts(given.files), contexts=given.contexts)
    for rule in sorted(found, key=lambda c: [-n for n in c.counts.values()]):
        if not rule.never:
            print(f"{rule.rule}: {', '.join(f'{n} {what}' for what, n in rule.counts.items() if n)}")
            for what in OUTCOMES:
                for context in rule.contexts.get(what, ()):
                    print(f"    {what:9}  {context}")
    silent = [rule.rule for rule in found if rule.never]
    print(f"never: {', '.join(silent) or 'none'}")
    return DONE


def _diff(given: Namespace) -> int:
    from normalise import Normaliser
    from normalise.survey import compare, in_context

    old, new = (Normaliser(sets.split(",")) for sets in (given.old, given.new))
    texts = list(_texts(given.files))
    number = 0
    for text, what, change in compare(old, new, texts):
        print(f"{given.files[text]}: {what:4}  {in_context(texts[text], change)}  [{', '.join(change.rules)}]")
        number += 1
    tell(f"{number} changes came or are gone")
    return DONE


def _page(given: Namespace) -> int:
    from normalise.load import load_sets
    from normalise.rulepages import page

    for rule_set in load_sets([given.set], documented=True):
        print(page(rule_set), end="")
    return DONE


def _schema(given: Namespace) -> int:
    import json

    from normalise.jsonschema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return DONE
