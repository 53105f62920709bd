"""The bundled rules pass their own checks; the check finds what it should; generated files are fresh."""

from __future__ import annotations

import json
import pathlib

import pytest

from normalise import Normaliser
from normalise.check import check
from normalise.jsonschema import json_schema
from normalise.load import bundled_names, load_sets
from normalise.rulepages import page
from normalise.survey import compare, coverage

RULES = pathlib.Path(__file__).parent.parent / "rules"
HEAD = "schema: 1\nset: mine\ndefault: true\nrules:\n"
KEEP = "    examples:\n      - {wrong: the foo is, right: the bar is}\n      - keep: nothing here\n"


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_rules_pass_the_check(name: str) -> None:
    assert [str(f) for f in check([name]) if f.level == "error"] == []


def test_the_default_sets_together_pass_the_check() -> None:
    assert [str(f) for f in check(["default"]) if f.level == "error"] == []


@pytest.mark.parametrize("name", bundled_names())
def test_every_set_loads_alone(name: str) -> None:
    assert Normaliser(rules=[name]).ruleset.names == (name,)


def test_every_rule_has_a_title_and_its_set_a_name_like_its_file() -> None:
    for rule_set in load_sets(bundled_names(), documented=True):
        assert rule_set.path.endswith(f"{rule_set.set}.yaml")
        assert rule_set.title
        for rule in rule_set.rules:
            assert rule.title, rule.full_id


def test_the_json_schema_is_fresh() -> None:
    written = json.loads((RULES / "schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(), "run: normalise rules schema > rules/schema.json"


def test_the_json_schema_takes_the_bundled_rules() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    import yaml

    for path in sorted(RULES.glob("*.yaml")):
        jsonschema.validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader), _as_text(json_schema()))


def _as_text(schema: object) -> object:
    """The schema for a file read as strings: true, false and numbers are text there."""
    if isinstance(schema, dict):
        if schema.get("type") in ("boolean", "integer"):
            return {"type": "string"}
        return {key: _as_text(value) for key, value in schema.items()}
    return [_as_text(value) for value in schema] if isinstance(schema, list) else schema


def found(tmp_path: pathlib.Path, rules: str) -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + rules, encoding="utf-8")
    return [str(f) for f in check([path])]


def rule(name: str, form: str, write: str, rest: str = "") -> str:
    keep = f"    examples:\n      - {{wrong: the {form} is, right: the {write} is}}\n      - keep: nothing here\n"
    return f"  - id: {name}\n    kind: phrase\n    title: {name}\n    for: {form}\n    write: {write}\n{rest}" + keep


def test_a_good_rule_has_no_findings(tmp_path: pathlib.Path) -> None:
    assert found(tmp_path, rule("a", "foo", "bar")) == []


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (rule("a", "foo", "bar").replace("      - keep: nothing here\n", ""), "it has no `keep`"),
        (rule("a", "foo", "bar").replace("the bar is", "the baz is"), "not 'the baz is'"),
        (rule("a", "foo", "bar").replace("nothing here", "a foo here"), "'a foo here' becomes 'a bar here'"),
        (rule("a", "foo", "bar") + rule("b", "bar", "baz"), "a cascade: what it writes is changed by mine.b"),
        (rule("a", "foo", "bar") + rule("b", "bar", "foo"), "a cycle"),
        (rule("a", "foo", "bar") + rule("b", "foo", "baz"), "no frames or stops part them"),
        (rule("a", "foo", "bar").replace("title: a", "note: a"), "no title"),
        ("  - id: a\n    kind: pattern\n    title: t\n    pattern: (a|aa)+$\n    replace: b\n" + KEEP.replace("foo", "aaa").replace("bar is", "b"), "takes for ever"),
        ("  - id: a\n    kind: pattern\n    title: t\n    pattern: foo\n    glance: (a|fo|foo)+ $\n    replace: bar\n" + KEEP, "the glance takes for ever"),
        ("  - {id: a, kind: builtin, title: t, transform: quotes, status: retired, replaced_by: mine.b}\n", "replaced by `mine.b`, which is not there"),
        ("  - {id: a, kind: entity, title: t, name: UAR, unseen: false, document mentions: [nobody]}\n", "nobody"),
        (rule("a", "foo", "bar").replace("- keep: nothing here", "- keep: nothing here\n      - report: nothing either"), "should bring a suggestion"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: pathlib.Path, rules: str, said: str) -> None:
    assert any(said in f for f in found(tmp_path, rules)), found(tmp_path, rules)


@pytest.mark.parametrize("name", bundled_names())
def test_the_page_of_a_set_is_fresh(name: str) -> None:
    written = (RULES.parent / "docs" / "rules" / f"{name}.md").read_text(encoding="utf-8")
    (rule_set,) = load_sets([name], documented=True)
    assert written == page(rule_set), f"run: normalise rules page {name} > docs/rules/{name}.md"


def test_coverage_and_comparison() -> None:
    n = Normaliser(rules=["syria"])
    texts = ["Militants left the airspace of the UAR over Damascus.", "The union of Egypt and Syria, the United Arab Republic, was the UAR."]
    uar = next(c for c in coverage(n, texts) if c.rule == "syria.uar")
    assert (uar.counts["changed"], uar.counts["stopped"]) == (1, 1)
    assert not uar.never
    assert "[UAR → Syrian Arab Republic]" in uar.contexts["changed"][0]
    assert "United Arab Republic" in uar.contexts["stopped"][0]
    gone = list(compare(n, Normaliser(rules=["syria"], ignore=["syria.uar"]), texts))
    assert [(i, what, c.before) for i, what, c in gone] == [(0, "gone", "UAR")]
