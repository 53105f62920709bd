"""Rule files → rule sets: found, read, checked key by key, typed."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from normalise.schema import REFUSE, TYPES, Decision, Rule, RuleError, RuleSet, dump, keys, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalise.yamltree import Node

_HERE = os.path.dirname(os.path.abspath(__file__))
# In the installed package the rules lie inside it; in a checkout they lie beside it.
_BUNDLED = next((d for d in (os.path.join(_HERE, "rules"), os.path.join(os.path.dirname(_HERE), "rules")) if os.path.isdir(d)), "")
_INSTALLED = os.path.join(_HERE, "rules") == _BUNDLED
COMPILED = "compiled.json"
_TRUE_FALSE = {"true": True, "false": False}


def bundled_names() -> tuple[str, ...]:
    """The names of the rule sets that come with the package, sorted."""
    return tuple(sorted(name[:-5] for name in os.listdir(_BUNDLED) if name.endswith(".yaml"))) if _BUNDLED else ()


def load_sets(names: Iterable[str | os.PathLike[str]], *, documented: bool = False) -> tuple[RuleSet, ...]:
    """The rule sets of that names: "default" (every bundled set with `default: true`), bundled names, and paths of files or folders.

    Each set comes once, sorted by name: the order of `names` does not matter. `documented`: with examples, notes and
    references, which the precompiled form of the bundled sets leaves out. Raises RuleError if a set is not
    there, cannot be read, or two sets have one name.
    """
    found: dict[str, RuleSet] = {}
    for name in names:
        for rule_set in _find(os.fspath(name), _documented if documented else _bundled):
            same = found.setdefault(rule_set.set, rule_set)
            if same is not rule_set and same.digest != rule_set.digest:
                raise RuleError(f"the set `{rule_set.set}` is already loaded from {same.path}; give one of them another name", path=rule_set.path, line=1)
    return tuple(found[name] for name in sorted(found))


def _find(name: str, bundled: Callable[[str], RuleSet]) -> list[RuleSet]:
    if name == "default":
        return [s for n in bundled_names() if (s := bundled(n)).default]
    if name in bundled_names():
        return [bundled(name)]
    if os.path.isdir(name):
        files = sorted(f for f in os.listdir(name) if f.endswith((".yaml", ".yml")))
        if not files:
            raise RuleError("the folder holds no rule file (*.yaml)", path=name)
        return [load_file(os.path.join(name, f)) for f in files]
    if os.path.exists(name):
        return [load_file(name)]
    near = _near(name, bundled_names())
    raise RuleError(f"no rule set or file `{name}`{near}; the bundled sets are {', '.join(bundled_names())}")


def _near(word: str, known: Iterable[str]) -> str:
    """A hint at what may have been meant."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), 1, 0.6)
    return f" (did you mean `{close[0]}`?)" if close else ""


def _bundled(name: str) -> RuleSet:
    return _precompiled().get(name) or _documented(name)


@lru_cache(maxsize=64)
def _documented(name: str) -> RuleSet:
    return load_file(os.path.join(_BUNDLED, f"{name}.yaml"))


@lru_cache(maxsize=1)
def _precompiled() -> dict[str, RuleSet]:
    """The bundled sets from their precompiled form, as far as it is of the very files that lie beside it."""
    import json

    try:
        with open(os.path.join(_BUNDLED, COMPILED), encoding="utf-8") as file:
            plain = json.load(file)
    except (OSError, ValueError):
        return {}
    sets = {}
    for name, made in plain.items():
        path = os.path.join(_BUNDLED, f"{name}.yaml")
        # In a checkout the rules change under their precompiled form; in an installed package they do not.
        if _INSTALLED or made["digest"] == _digest(path, (rule.get("entries", "") for rule in made["rules"])):
            sets[name] = restore(RuleSet, {**made, "path": path})
    return sets


def pack(sets: Iterable[RuleSet]) -> bytes:
    """Rule sets as bytes, and nothing of them that has no part in outcomes: equal for equal rules, wherever they were read from."""
    return _json([dump(_bare_set(s)) for s in sets]).encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> tuple[RuleSet, ...]:
    """The rule sets of which `pack` made those bytes."""
    import json

    return tuple(restore(RuleSet, plain) for plain in json.loads(packed.decode("utf-8", "surrogatepass")))


def precompile(folder: str) -> str:
    """The rule sets of a folder as one JSON text, which loads many times faster than YAML; for the build of the package."""
    names = sorted(f[:-5] for f in os.listdir(folder) if f.endswith(".yaml"))
    return _json({name: dump(_bare_set(load_file(os.path.join(folder, f"{name}.yaml")))) for name in names})


def _json(plain: Any) -> str:
    import json

    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _bare_set(rule_set: RuleSet) -> RuleSet:
    return replace(rule_set, path="", rules=tuple(map(_bare, rule_set.rules)))


def _bare(rule: Rule) -> Rule:
    return replace(rule, examples=(), note="", references=(), path="")


def _digest(path: str, entries: Iterable[str]) -> str:
    """Of a rule file with its bulk entries; empty if one of them cannot be read."""
    import hashlib  # loads OpenSSL, which the start of the filter can do without

    made = hashlib.sha256()
    try:
        for name in (path, *(os.path.join(os.path.dirname(path), e) for e in sorted({e for e in entries if e}))):
            with open(name, "rb") as file:
                made.update(file.read() + b"\0")
    except OSError:
        return ""
    return made.hexdigest()[:16]


def load_file(path: str) -> RuleSet:
    """The rule set of one YAML file. Raises RuleError, with path, line and rule, for whatever is wrong with it."""
    from normalise.yamltree import read

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror}", path=path) from None
    return _Reader(path).rule_set(read(data, path))


class _Reader:
    """Turns the tree of one file into types; knows where it is, for the errors."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.rule = ""

    def error(self, message: str, line: int) -> RuleError:
        return RuleError(message, path=self.path, line=line, rule=self.rule)

    def rule_set(self, root: Node) -> RuleSet:
        made: RuleSet = self.mapping(RuleSet, root, known={"path": self.path})
        if not made.set:
            raise self.error("a rule file needs `set:`, the name of the set", root.line)
        if not made.schema:
            raise self.error("a rule file needs `schema: 1`", root.line)
        if not _is_id(made.set):
            raise self.error(f"the name of a set is made of a-z, 0-9 and -, not `{made.set}`", root.line)
        rules = []
        seen: dict[str, int] = {}
        for read in made.rules:
            rule = _finish(read, made)
            if rule.id in seen:
                raise rule.error(f"the id `{rule.id}` stands twice (first on line {seen[rule.id]}); ids are never reused")
            seen[rule.id] = rule.line
            rules.append(rule)
        return replace(made, rules=tuple(rules), digest=_digest(self.path, (rule.entries for rule in rules)))

    def mapping(self, cls: Any, node: Node, *, kind: str = "", known: dict[str, Any] | None = None) -> Any:
        if not isinstance(node.value, dict):
            raise self.error(f"here a mapping (key: value) is needed for {cls.__name__.lower()}", node.line)
        allowed = keys(cls, kind)
        made: dict[str, Any] = dict(known or {})
        for key, line, value in node.entries():
            if key not in allowed:
                elsewhere = key in keys(cls)
                hint = f"; only {' and '.join(keys(cls)[key].metadata['kinds'])} rules take it" if elsewhere else _near(key, allowed)
                raise self.error(f"unknown key `{key}`{hint}", line)
            field = allowed[key]
            made[field.name] = self.value(field, key, value, line)
        return cls(**made)

    def value(self, field: Any, key: str, node: Node, line: int) -> Any:
        kind = field.type
        if kind == "tuple[Rule, ...]":
            return tuple(self.one_rule(n) for n in self.items(node, key, line))
        if kind == "tuple[Example, ...]":
            return tuple(self.mapping(TYPES["Example"], n) for n in self.items(node, key, line))
        if kind == "tuple[Decision, ...]":
            return self.decisions(self.items(node, key, line))
        if kind == "Stop":
            return self.mapping(TYPES["Stop"], node)
        if kind == "Texts":
            return self.texts(node, key)
        if kind.startswith("Mapping"):
            if not isinstance(node.value, dict):
                raise self.error(f"`{key}` takes a mapping, as in `{{ru: Хмеймим}}`", line)
            one = self.text if kind.endswith("str]") else self.texts
            return {k: one(v, k) for k, _, v in node.entries()}
        text = self.text(node, key)
        if kind == "bool":
            if text not in _TRUE_FALSE:
                raise self.error(f"`{key}` takes true or false, not `{text}`", line)
            return _TRUE_FALSE[text]
        if kind == "int":
            if not text.removeprefix("-").isdecimal():
                raise self.error(f"`{key}` takes a whole number, not `{text}`", line)
            return int(text)
        choices = field.metadata.get("one_of")
        if choices and text not in choices:
            raise self.error(f"`{key}` is one of {', '.join(choices)}, not `{text}`{_near(text, choices)}", line)
        return text

    def items(self, node: Node, key: str, line: int) -> list[Node]:
        if not isinstance(node.value, list):
            raise self.error(f"`{key}` takes a list: a line for each, with `- ` before it", line)
        return node.value

    def text(self, node: Node, key: str) -> str:
        if not isinstance(node.value, str):
            raise self.error(f"`{key}` takes one text, not a {'list' if isinstance(node.value, list) else 'mapping'}", node.line)
        return node.value

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """A text or a list of them; a folded frame such as `the (a|b)` needs no quotes."""
        nodes = node.value if isinstance(node.value, list) else [node]
        made = tuple(" ".join(self.text(n, key).split()) for n in nodes)
        if not all(made):
            raise self.error(f"`{key}` holds an empty text", node.line)
        return made

    def one_rule(self, node: Node) -> Rule:
        if not isinstance(node.value, dict):
            raise self.error("a rule is a mapping that starts with `- id: …`", node.line)
        self.rule = self.text(node.value["id"][1], "id") if "id" in node.value else ""
        if not _is_id(self.rule):
            raise self.error("a rule needs an `id` made of a-z, 0-9 and -" + (f", not `{self.rule}`" if self.rule else ""), node.line)
        if "kind" not in node.value:
            raise self.error("a rule needs a `kind`: entity, phrase, pattern, builtin or unlisted", node.line)
        line, kind_node = node.value["kind"]
        kind = self.value(keys(Rule)["kind"], "kind", kind_node, line)
        rule: Rule = self.mapping(Rule, node, kind=kind, known={"path": self.path, "line": node.line})
        self.rule = ""
        return rule


    def decisions(self, nodes: Iterable[Node]) -> tuple[Decision, ...]:
        """Decisions, each whole, and no two that contradict each other."""
        made: dict[tuple[str, str, str], Decision] = {}
        for node in nodes:
            one: Decision = self.mapping(Decision, node, known={"line": node.line})
            if not one.verdict:
                raise self.error("a decision needs a `verdict`: accept, refuse or someone else", node.line)
            if not (one.form or one.write):
                raise self.error("a decision needs `form:`, the spelling it is on", node.line)
            if not one.rule and one.verdict != REFUSE:
                raise self.error(f"the verdict `{one.verdict}` needs `rule:`, the id of the rule it is on", node.line)
            same = made.setdefault((one.form, one.rule, one.write), one)
            if same.verdict != one.verdict:
                said = f"the decision on `{one.form}` is `{same.verdict}` on line {same.line} and `{one.verdict}` here; keep one"
                raise self.error(said, node.line)
        return tuple(made.values())


def _is_id(text: str) -> bool:
    return bool(text) and text.isascii() and text == text.lower() and text.replace("-", "").isalnum() and text[0] != "-"


def _finish(rule: Rule, rule_set: RuleSet) -> Rule:
    """What can be known wrong about a rule from itself; its bulk entries; the set it belongs to."""
    from normalise.bulk import read_entries
    from normalise.frametree import FrameError, expand, parse
    from normalise.patterns import check_pattern

    rule = replace(rule, set=rule_set.set)
    needed = {"entity": "name", "phrase": "write", "pattern": "pattern", "builtin": "transform", "unlisted": "id"}[rule.kind]
    if not getattr(rule, needed) and not rule.entries and rule.status != "retired":
        raise rule.error(f"a rule of kind {rule.kind} needs `{needed}:`")
    if rule.kind == "phrase" and not rule.for_ and not rule.entries and rule.status != "retired":
        raise rule.error("a phrase needs `for:`, what to change")
    for example in rule.examples:
        if sum(map(bool, (example.wrong, example.keep, example.report))) != 1 or bool(example.wrong) != bool(example.right):
            raise rule.error("an example is `wrong` with `right`, or `keep`, or `report`")
    if rule.kind == "pattern" and rule.pattern:
        check_pattern(rule)
    try:
        for frame in (*rule.sure, *rule.maybe, *rule.stop.sentence, *rule.stop.document):
            parse(frame)
        # Forms are written out here, once: whoever uses a rule need not know how they were abbreviated.
        forms = {
            key: tuple(form for line in getattr(rule, key) for form in expand(line)) for key in ("for_", "also", "never")
        }
    except FrameError as error:
        raise rule.error(str(error)) from None
    bulk = tuple(read_entries(rule)) if rule.entries else ()
    return replace(rule, for_=forms["for_"], also=forms["also"], never=forms["never"], bulk=bulk)
