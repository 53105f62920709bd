"""A surname alone: whose it is, by whole names, initials and other bearers."""

from __future__ import annotations

import pytest

from normalise import Normaliser
from normalise.schema import SOMEONE_ELSE, Decision, Rule, RuleSet, Stop

PERSON = Rule(
    id="person", kind="entity", title="The person", set="own", type="person", name="Vladimir Morozhny", also=("Volodymyr Morozhnyi", "Vladimir Morozhnyj"), unseen=False,
    stop=Stop(sentence=("footballer",)),
)  # fmt: skip
EVIDENCE = Rule(id="war", kind="entity", title="War", set="own", name="war", unseen=False)
GUARDED = Rule(
    id="guarded", kind="entity", title="The guarded person", set="own", type="person", name="Sergei Baranzhov", also=("Sergey Baranjov",), unseen=False, document_mentions=("war",),
)  # fmt: skip
OWN = Normaliser.of_sets([RuleSet(set="own", rules=(PERSON, EVIDENCE, GUARDED))])


def mended(text: str) -> str:
    result = OWN.apply(text)
    assert OWN.apply(result.text).text == result.text
    return result.text


def test_an_initial_that_fits_goes_with_the_whole_name() -> None:
    text = "Vladimir Morozhny came. A letter of V. Morozhnyi and of V.V. Morozhnyj was read."
    assert mended(text) == "Vladimir Morozhny came. A letter of V. Morozhny and of V.V. Morozhny was read."


def test_for_a_rule_that_looks_at_the_context_an_initial_is_enough() -> None:
    assert mended("In the war S. Baranjov led them.") == "In the war S. Baranzhov led them."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("In the war A. Baranjov led them.", "“A. Baranjov” is somebody else"),
        ("In peace S. Baranjov led them.", "the document mentions none of"),
        ("In the war Baranjov led them.", "a surname alone"),
        ("V. Morozhnyi wrote a book.", "a surname alone"),
        ("Vladimir Morozhny came. The book of A. Morozhnyi was read.", "“A. Morozhnyi” is somebody else"),
        ("Vladimir Morozhny came. A book by A. Morozhnyi lay there. Then Morozhnyi left.", "the document also has “A. Morozhnyi”"),
        ("Vladimir Morozhny came. Ostap Morozhnyi came. Then Morozhnyi left.", "the document also has “Ostap Morozhnyi”"),
        ("Vladimir Morozhny came. They saw Ostap Morozhnyi. Then Morozhnyi left.", "the document also has “Ostap Morozhnyi”"),
        ("The footballer Vladimir Morozhny scored. Then Morozhnyi left.", "somebody else (“footballer”)"),
    ],
)
def test_somebody_else_is_left_alone(text: str, why: str) -> None:
    assert mended(text) == text
    assert any(why in str(reason) for _, reason in OWN.apply(text).rejected)


def test_a_word_that_begins_a_sentence_is_no_given_name() -> None:
    text = "Vladimir Morozhny came. Yesterday Morozhnyi left. General Morozhnyi waved."
    assert mended(text) == text.replace("Morozhnyi", "Morozhny")


def test_an_initial_is_never_written_out() -> None:
    text = "V. Morozhny and Vladimir Morozhny are one."
    assert mended(text) == text


def test_a_decision_on_the_whole_name_holds_for_the_surname() -> None:
    decision = Decision(form="Volodymyr Morozhnyi", rule="own.person", verdict=SOMEONE_ELSE)
    reviewed = Normaliser.of_sets([RuleSet(set="own", rules=(PERSON,), decisions=(decision,))])
    text = "Volodymyr Morozhnyi sang. Then Morozhnyi left."
    assert mended(text) != text
    assert reviewed.apply(text).text == text
