"""What fuzzing found, and that what is fuzzed still runs (`tests.hard.fuzz` goes on for hours)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Normaliser, RuleError
from normalise.schema import Rule, RuleSet
from normalise.transforms import _OPTIONS, restyle
from tests.hard import targets

FOUND = [
    "in was aa aaa aaaa a aaaaaaa  he aaaaaaaaaaaaaa aaaaaaaaaaaaaa aaaa aaaaaaaa aaaaaaa  aaa  a  aaaaaaa aaaaaaaa a     aaa \r7\"»;」 \"",
]  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_what_fuzzing_found(text: str) -> None:
    targets.sound(targets.normaliser(), text)


@pytest.mark.parametrize("pattern", ["x{9999999}", "(?:[ab]y{9}){999999}", "(?:x{9999}){9999,}", "(?:(?:a|b){999}c){999}"])
def test_a_pattern_that_would_fill_the_memory_is_refused(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "big.yaml").write_text(f"schema: 1\nset: m\ntitle: t\nrules:\n  - {{id: a, kind: pattern, title: t, pattern: '{pattern}', replace: y}}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"big\.yaml:5: m\.a: the pattern repeats too much"):
        Normaliser(rules=[tmp_path / "big.yaml"])


def test_a_pattern_without_an_end_is_refused_or_given_up(tmp_path: Path) -> None:
    endless = tmp_path / "endless.yaml"
    endless.write_text("schema: 1\nset: m\ntitle: t\nrules:\n  - {id: a, kind: pattern, title: t, pattern: (?R), replace: y}\n", encoding="utf-8")
    with pytest.raises(RuleError, match="calls itself without an end"):
        Normaliser(rules=[endless])
    rule = Rule(id="a", set="m", kind="pattern", pattern="(?R)", replace="y")
    result = Normaliser.of_sets([RuleSet(schema="1", set="m", language="", rules=(rule,))]).apply("x")
    assert (result.text, result.timed_out, result.unsettled) == ("x", True, ("m.a",))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("transform: quote-style", "`style` is one of us, uk, german, french, straight, curly, not ''"),
        ("transform: quote-style, options: {style: us, spaces: wide}", "`spaces` is one of"),
        ("transform: quotes, options: {style: us}", "`quotes` has no option `style`"),
    ],
)
def test_options_are_refused_before_there_is_a_text(tmp_path: Path, said: str, wrong: str) -> None:
    (tmp_path / "a.yaml").write_text(f"schema: 1\nset: m\ntitle: t\nrules:\n  - {{id: a, kind: builtin, title: t, {said}}}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=wrong):
        Normaliser(rules=[tmp_path / "a.yaml"])


def test_the_options_of_the_house_styles_are_all_there() -> None:
    known = _OPTIONS["quote-style"]
    assert {*known["style"]} - {""} == {*restyle._HOUSES}
    assert {*known["spaces"]} == {*restyle._SPACES}


@given(st.sampled_from(targets.ALL), st.binary(min_size=1, max_size=200))
@settings(max_examples=60)
def test_any_bytes_go_through(target: targets.Target, data: bytes) -> None:
    target(data)
