"""What a person decided on a spelling holds for all its mentions, and settles like any rule."""

from __future__ import annotations

import pathlib
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Normaliser, RuleError
from normalise.check import check
from normalise.decisions import Decisions, spelling
from normalise.load import load_file, load_sets
from normalise.result import Change, Part
from normalise.schema import VERDICTS, Decision, RuleSet, dump, restore
from tests.strategies import prose, rule_sets, rule_text

HEAD = "schema: 1\nset: review\ndecisions:\n"
UAR = "Militants attacked the army of the UAR near Damascus."


def reviewed(tmp_path: pathlib.Path, *decisions: str, rules: tuple[str, ...] = ("default",)) -> Normaliser:
    path = tmp_path / "review.yaml"
    path.write_text(HEAD + "".join(f"  - {{{one}}}\n" for one in decisions), encoding="utf-8")
    return Normaliser(rules=[*rules, str(path)])


def parts(change: Change) -> tuple[Part, ...]:
    return change.parts or tuple(Part(rule, change.before, change.after) for rule in change.rules)


def test_an_accepted_suggestion_is_made_everywhere(tmp_path: pathlib.Path) -> None:
    text = "The official representative of the Ministry and the official representative of the Ministry."
    assert Normaliser().apply(text).text == text
    n = reviewed(tmp_path, "form: official representative, rule: russian.official-representative, verdict: accept, write: official spokesperson")
    r = n.apply(text)
    assert r.text == text.replace("representative", "spokesperson")
    assert r.changes[0].evidence[-1] == "accepted in review"
    assert r.changes[0].safety == "safe"
    assert n.apply(r.text).text == r.text


def test_what_is_accepted_is_the_replacement_that_was_seen(tmp_path: pathlib.Path) -> None:
    text = "The official representative of the Ministry."
    n = reviewed(tmp_path, "form: official representative, rule: russian.official-representative, verdict: accept, write: speaker")
    assert n.apply(text).text == text


def test_a_guard_outweighs_what_was_accepted(tmp_path: pathlib.Path) -> None:
    text = "The Lead IG found that ISIL had lost rifles in Syria."
    assert reviewed(tmp_path, "form: IG, rule: syria.ig, verdict: accept").apply(text).text == text


@pytest.mark.parametrize("decision", ["form: UAR, verdict: refuse", "form: UAR, rule: syria.uar, verdict: refuse"])
def test_a_refused_spelling_stays_and_says_why(tmp_path: pathlib.Path, decision: str) -> None:
    rule = Normaliser().apply(UAR).changes[0].rules[0]
    r = reviewed(tmp_path, decision.replace("syria.uar", rule)).apply(UAR)
    assert r.text == UAR
    assert (rule, "review says that “UAR” is to stay as it is") in {(c.rules[0], why) for c, why in r.rejected}


def test_other_spellings_of_the_entity_are_changed_still(tmp_path: pathlib.Path) -> None:
    text = "The aircraft left Khmeimim, and others Khemeymim."
    n = reviewed(tmp_path, "form: Khmeimim, rule: syria.hmeimim, verdict: someone else")
    assert n.apply(text).text == "The aircraft left Khmeimim, and others Hmeimim."


def test_someone_else_is_no_evidence(tmp_path: pathlib.Path) -> None:
    rules = tmp_path / "mine.yaml"
    rules.write_text(
        "schema: 1\nset: mine\nrules:\n"
        "  - {id: raqqa, kind: entity, title: t, name: Raqqa, for: Rakka, unseen: false}\n"
        "  - {id: ig, kind: phrase, title: t, for: IG, write: IS, document mentions: [raqqa]}\n"
    )
    text = "Mr Rakka of the IG."
    assert Normaliser(rules=[rules]).apply(text).text == "Mr Raqqa of the IS."
    assert reviewed(tmp_path, "form: Rakka, rule: mine.raqqa, verdict: someone else", rules=(str(rules),)).apply(text).text == text
    refused = reviewed(tmp_path, "form: Rakka, rule: mine.raqqa, verdict: refuse", rules=(str(rules),))
    assert refused.apply(text).text == "Mr Rakka of the IS.", "a spelling that stays is still a mention"


@given(rule_sets(), rule_text, st.data())
def test_decisions_hold_and_settle(rules: RuleSet, text: str, data: st.DataObject) -> None:
    first = Normaliser.of_sets([rules]).apply(text)
    weighed = [*first.changes, *first.suggestions, *(c for c, _ in first.rejected)]
    seen = sorted({(part.rule, part.before, part.after) for change in weighed for part in parts(change)})
    made = []
    for rule, before, after in seen:
        verdict = data.draw(st.sampled_from([*VERDICTS, ""]))
        if verdict and (before or after):
            made.append(Decision(form=before, rule=rule, verdict=verdict, write=after if data.draw(st.booleans()) or not before else ""))
    decisions = RuleSet(schema="1", set="review", decisions=tuple(made))
    n = Normaliser.of_sets([rules, decisions])
    r = n.apply(text)
    assert n.apply(r.text).text == r.text
    held = {(d.rule, spelling(d.form)) for d in made if d.verdict != "accept" and not d.write}
    accepted = {(d.rule, spelling(d.form)) for d in made if d.verdict == "accept" and not d.write}
    assert not held & {(p.rule, spelling(p.before)) for c in r.changes for p in parts(c)}
    assert not (held | accepted) & {(p.rule, spelling(p.before)) for c in r.suggestions for p in parts(c)}


@given(prose)
def test_no_rule_changes_a_spelling_refused_to_all(text: str) -> None:
    refused = RuleSet(schema="1", set="review", decisions=(Decision(form="UAR", verdict="refuse"),))
    r = Normaliser.of_sets([*load_sets(["default"]), refused]).apply(text)
    assert not any(p.before == "UAR" for c in (*r.changes, *r.suggestions) for p in parts(c))


def test_decisions_go_with_a_pickled_normaliser(tmp_path: pathlib.Path) -> None:
    n = reviewed(tmp_path, "form: UAR, verdict: refuse")
    assert n.apply(UAR).text == UAR
    assert pickle.loads(pickle.dumps(n)).apply(UAR).text == UAR
    assert n.ruleset.fingerprint != Normaliser().ruleset.fingerprint


def test_contradictions_leave_the_text_alone_in_any_order() -> None:
    yes, no = (RuleSet(set=name, decisions=(Decision(form="x", rule="a.b", verdict=v),)) for name, v in (("one", "accept"), ("two", "refuse")))
    rules = RuleSet(set="a")
    for sets in ([rules, yes, no], [no, yes, rules]):
        found = Decisions(sets).on("a.b/entry", "x", "y")
        assert found
        assert found[0].verdict == "refuse"


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("form: a", "review.yaml:4: a decision needs a `verdict`"),
        ("verdict: refuse", "review.yaml:4: a decision needs `form:`"),
        ("form: a, verdict: accept", "`accept` needs `rule:`"),
        ("form: a, verdict: acept", "accept, refuse, someone else, not `acept` (did you mean `accept`?)"),
        ("form: a, verdict: refuse, rules: syria", "unknown key `rules` (did you mean `rule`?)"),
        ("form: a, rule: nobody.x, verdict: refuse", "review.yaml:4: a decision on `nobody.x`, and the set `nobody` is not loaded"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: pathlib.Path, decision: str, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        reviewed(tmp_path, decision)
    assert said in str(raised.value)


def test_two_verdicts_on_one_spelling_are_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(RuleError, match=r"review.yaml:5: the decision on `a` is `accept` on line 4 and `refuse` here; keep one"):
        reviewed(tmp_path, "form: a, rule: syria.ig, verdict: accept", "form: a, rule: syria.ig, verdict: refuse")


def test_the_check_of_decisions(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(
        HEAD + "  - {form: IG, rule: syria.igg, verdict: refuse}\n"
        "  - {form: Khmeimeem, rule: syria.hmeimim, verdict: accept, write: Khmeimim}\n"
        "  - {form: Khmeimim, rule: syria.hmeimim, verdict: someone else}\n"
        "  - {form: SAR, rule: syria.sar, verdict: accept, write: Syria}\n  - {form: SAR, verdict: refuse}\n",
        encoding="utf-8",
    )
    assert [str(f).partition("review.yaml:")[2] for f in check([path])] == [
        "4: error: syria.igg: there is no such rule (did you mean `syria.ig`?)",
        "7: warning: syria.sar: review says `refuse` of “SAR”, and that holds",
    ]
    path.write_text(HEAD + "  - {form: Hmeimeem, rule: syria.hmeimim, verdict: accept, write: Khmeimim}\n", encoding="utf-8")
    assert "what it lets through, 'Khmeimim', is itself changed by syria.hmeimim" in str(check([path])[0])


def test_a_set_of_decisions_goes_through_its_plain_form(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "review.yaml"
    path.write_text(HEAD + '  - {form: " ,", rule: core.x, verdict: refuse, write: ",", note: as it was}\n', encoding="utf-8")
    loaded = load_file(str(path))
    assert loaded.decisions == (Decision(form=" ,", rule="core.x", verdict="refuse", write=",", note="as it was", line=4),)
    assert restore(RuleSet, dump(loaded)) == loaded
    assert replace(loaded, decisions=()) != loaded
