"""The promises of the engine, for random texts and random rule sets, cyclic ones too."""

from __future__ import annotations

import json
import pathlib
import pickle
import threading
from dataclasses import asdict, fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Change, Normaliser, RuleError, normalise, undo
from normalise.edits import Edit, apply
from normalise.protect import protected_spans
from normalise.result import Result
from normalise.schema import Rule, RuleSet
from normalise.transforms import UNPROTECTED
from tests.strategies import hurtful_text, plain_text, prose, rule_sets, rule_text, texts

DEFAULT = Normaliser()
UNSAFE = Normaliser(safety="unsafe")


def phrases(**forms: str) -> Normaliser:
    """A normaliser with a phrase rule for each form and what to write for it."""
    made = tuple(Rule(id=f"r{i}", set="t", kind="phrase", for_=(form,), write=write) for i, (form, write) in enumerate(forms.items()))
    return Normaliser.of_sets([RuleSet(schema="1", set="t", language="", rules=made)])


@given(texts)
def test_no_text_crashes_and_twice_is_once(text: str) -> None:
    r = DEFAULT.apply(text)
    again = DEFAULT.apply(r.text)
    assert again.text == r.text
    assert not again.changes


@given(prose)
@settings(max_examples=50)
def test_twice_is_once_with_unsafe_changes_too(text: str) -> None:
    out = UNSAFE.apply(text).text
    assert UNSAFE.apply(out).text == out


@given(rule_sets(), rule_text)
def test_twice_is_once_for_every_rule_set(rule_set: RuleSet, text: str) -> None:
    n = Normaliser.of_sets([rule_set])
    r = n.apply(text)
    assert n.apply(r.text).text == r.text
    assert r.undo() == text
    if r.unsettled:
        assert r.text == text
        assert not r.changes


@given(texts)
def test_the_changes_are_all_that_was_done(text: str) -> None:
    r = DEFAULT.apply(text)
    assert apply(text, [Edit(c.start, c.end, c.after) for c in r.changes]) == r.text
    assert r.undo() == text
    for c in r.changes:
        assert text[c.start : c.end] == c.before != c.after
        assert c.rules
        assert c.reason
        low, high = r.alignment.to_target(c.start, c.end)
        assert r.text[low:high] == c.after
    for c in r.suggestions:
        assert text[c.start : c.end] == c.before
        assert c.rules


@given(texts)
def test_a_result_is_the_same_whenever_its_account_is_asked_for(text: str) -> None:
    early, late = DEFAULT.apply(text), DEFAULT.apply(text)
    told = Result(text=early.text, **{f.name: getattr(early, f.name) for f in fields(Result) if f.name != "text"})
    assert pickle.loads(pickle.dumps(late)) == told
    assert early == late == told
    assert hash(late) == hash(told)
    assert repr(DEFAULT.apply(text)) == repr(told)
    with pytest.raises(AttributeError):
        late.alinement  # type: ignore[attr-defined]  # noqa: B018


@given(hurtful_text)
def test_protected_spans_never_change(text: str) -> None:
    r = DEFAULT.apply(text)
    for start, end in protected_spans(text):
        for c in r.changes:
            if any(rule.partition(".")[2] in UNPROTECTED for rule in c.rules):
                continue
            assert c.end <= start or end <= c.start or (c.start, c.end) == (start, start) or (c.start, c.end) == (end, end)


@given(plain_text)
def test_sound_text_is_untouched(text: str) -> None:
    r = DEFAULT.apply(text)
    assert r.text == text
    assert not r.changes


@given(rule_sets(), rule_text, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(rule_set: RuleSet, text: str, rng: object) -> None:
    shuffled = list(rule_set.rules)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    other = RuleSet(schema="1", set="random", language="", rules=tuple(shuffled))
    first, second = Normaliser.of_sets([rule_set]).apply(text), Normaliser.of_sets([other]).apply(text)
    assert (first.text, first.changes, first.suggestions) == (second.text, second.changes, second.suggestions)


def test_the_order_of_sets_does_not_matter() -> None:
    text = "The gang formations left the territory of the UAR, “Gerasimov said in Damascus."
    assert Normaliser(rules=["core", "syria", "russian"]).apply(text) == Normaliser(rules=["russian", "core", "syria"]).apply(text)


def test_a_cycle_leaves_the_text_and_names_the_rules() -> None:
    r = phrases(Alpha="Beta", Beta="Alpha").apply("Alpha and more")
    assert r.text == "Alpha and more"
    assert r.unsettled == ("t.r0", "t.r1")
    assert not r.changes


def test_growth_leaves_the_text() -> None:
    r = phrases(Alpha="Beta " * 30, Beta="Alpha " * 30).apply("Alpha")
    assert r.text == "Alpha"
    assert r.unsettled == ("t.r0", "t.r1")


def test_a_mention_within_what_is_written_is_left_alone() -> None:
    n = phrases(**{"Arab Republic": "Syrian Arab Republic"})
    assert n.apply("the Arab Republic").text == "the Syrian Arab Republic"
    assert n.apply("the Syrian Arab Republic").text == "the Syrian Arab Republic"


def test_a_cascade_is_one_change_by_two_rules() -> None:
    r = phrases(Alpha="Beta", Beta="Gamma").apply("the Alpha here")
    assert r.text == "the Gamma here"
    assert [(c.before, c.after, c.rules) for c in r.changes] == [("Alpha", "Gamma", ("t.r0", "t.r1"))]
    assert r.undo() == "the Alpha here"


def test_what_comes_to_nothing_is_no_change() -> None:
    made = (
        Rule(id="there", set="t", kind="phrase", for_=("Alpha",), write="Beta", sure=("the ~",)),
        Rule(id="back", set="t", kind="pattern", pattern=r"the\ Beta", replace="the Alpha", stage="names"),
    )
    r = Normaliser.of_sets([RuleSet(schema="1", set="t", language="", rules=made)]).apply("the Alpha")
    assert r.text == "the Alpha"
    assert r.unsettled


def test_a_pattern_that_takes_too_long_leaves_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalise.kinds.pattern.TIMEOUT", 0.05)
    slow = Rule(id="slow", set="t", kind="pattern", pattern="(a|aa)+$", replace="b")
    r = Normaliser.of_sets([RuleSet(schema="1", set="t", language="", rules=(slow,))]).apply("a" * 60 + "!")
    assert r.text == "a" * 60 + "!"
    assert r.unsettled == ("t.slow",)


def test_safety_decides_what_is_changed() -> None:
    made = tuple(Rule(id=s, set="t", kind="phrase", for_=(s,), write=f"{s}!", safety=s, title=s) for s in ("safe", "unsafe", "suggest"))
    rule_set = RuleSet(schema="1", set="t", language="", rules=made)
    text = "safe, unsafe, suggest"
    outcome = {}
    for safety in ("suggest", "safe", "unsafe"):
        r = Normaliser.of_sets([rule_set], safety=safety).apply(text)
        outcome[safety] = (sorted({c.before for c in r.changes}), sorted({c.before for c in r.suggestions}))
    assert outcome == {
        "suggest": ([], ["safe", "suggest", "unsafe"]),
        "safe": (["safe"], ["suggest", "unsafe"]),
        "unsafe": (["safe", "unsafe"], ["suggest"]),
    }


def test_pickling_keeps_the_outcome() -> None:
    text = "In the territory of the UAR, the Syrian militants said, near Khemeymim airbase."
    assert pickle.loads(pickle.dumps(DEFAULT)).apply(text) == DEFAULT.apply(text)


@given(rule_sets(), rule_text, st.sampled_from(["safe", "unsafe", "suggest"]))
def test_pickling_keeps_the_outcome_for_every_rule_set(rule_set: RuleSet, text: str, safety: str) -> None:
    n = Normaliser.of_sets([rule_set], ignore=["random.r0"], safety=safety)
    sent = pickle.dumps(n)
    assert pickle.loads(sent).apply(text) == n.apply(text)
    assert pickle.dumps(pickle.loads(sent)) == sent


def test_the_pickle_is_that_of_the_rules_not_of_their_place(tmp_path: pathlib.Path) -> None:
    rules = "schema: 1\nset: mine\ntitle: Mine\nrules:\n  - {id: ig, kind: phrase, title: IG, for: IG, write: IS}\n"
    sent = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.yaml").write_text(rules, encoding="utf-8")
        sent.append(pickle.dumps(Normaliser(rules=["core", tmp_path / folder / "mine.yaml"])))
    assert sent[0] == sent[1]
    assert sent[0] != pickle.dumps(Normaliser(rules=["core", tmp_path / "a" / "mine.yaml"], safety="unsafe"))


def test_a_process_compiles_what_it_unpickles_once() -> None:
    sent = pickle.dumps(DEFAULT)
    assert pickle.loads(sent) is pickle.loads(sent)


def test_a_pickle_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("normalise.normaliser.__version__", "0.0")
        sent = pickle.dumps(DEFAULT)
    with pytest.raises(ValueError, match=r"normalise-mt 0\.0 came to .*: install one version everywhere"):
        pickle.loads(sent)


@given(hurtful_text)
def test_changes_stored_as_plain_data_can_be_undone(text: str) -> None:
    r = DEFAULT.apply(text)
    stored = json.loads(json.dumps([asdict(c) for c in r.changes]))
    assert undo(r.text, [Change(**c) for c in stored]) == text


def test_threads_share_one_normaliser() -> None:
    n = Normaliser()
    text = "In the territory of the UAR, the Syrian militants said, near Khemeymim airbase. “Yes, “he said."
    wanted = DEFAULT.apply(text)
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(n.apply(text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [wanted] * 8


def test_select_and_ignore() -> None:
    text = "In the territory of the UAR, the Syrian militants said , in the city of Rakka."
    assert Normaliser(select=["core"]).apply(text).text == "In the territory of the UAR, the Syrian militants said, in the city of Rakka."
    assert "UAR" in Normaliser(ignore=["syria.uar"]).apply(text).text
    assert "UAR" not in Normaliser(select="syria.*").apply(text).text
    with pytest.raises(RuleError, match=r"nothing\.here"):
        Normaliser(select=["nothing.here"])
    with pytest.raises(ValueError, match="safety"):
        Normaliser(safety="reckless")


def test_bytes_are_refused_with_advice() -> None:
    with pytest.raises(TypeError, match="decode"):
        DEFAULT.apply(b"UAR")  # type: ignore[arg-type]


def test_map_is_lazy_and_in_order() -> None:
    given_texts = iter(["one", "Russia left the airspace of the UAR over Damascus."])
    results = DEFAULT.map(given_texts)
    assert next(results).text == "one"
    assert next(results).text == "Russia left the airspace of the Syrian Arab Republic over Damascus."


def test_the_function_is_the_default_normaliser() -> None:
    text = "Russia left the airspace of the UAR over Damascus."
    assert normalise(text) == DEFAULT.apply(text).text
