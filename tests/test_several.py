"""Names of several words in running rules: unseen spellings found, parts and sound spellings left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Entity, Normaliser
from normalise.names.several import Several
from normalise.schema import Rule, RuleSet
from tests.strategies import texts


def rule(id: str, name: str, **more) -> Rule:
    return Rule(id=id, kind="entity", title=name, name=name, set="own", **more)


RULES = (
    rule("hassan", "Suheil al-Hassan", type="general", native={"ru": ("Сухель аль-Хасан",), "ar": ("سهيل الحسن",)}),
    rule("zor", "Deir ez-Zor", type="city", native={"ru": ("Дейр-эз-Зор",)}, also=("Deir al-Zor",)),
    rule("erdogan", "Recep Tayyip Erdogan", type="person", native={"ru": ("Реджеп Тайип Эрдоган",)}),
    rule("khan", "Khan Sheikhoun", type="town", native={"ru": ("Хан-Шейхун",)}, never=("Khan Shaykh",)),
)
OWN = Normaliser.of_sets([RuleSet(set="own", rules=RULES)], safety="unsafe")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("General Souheil al-Hasan went to Deir az-Zour.", "General Suheil al-Hassan went to Deir ez-Zor."),
        ("They met Redzhep Tayip Erdogan in May.", "They met Recep Tayyip Erdogan in May."),
        ("the men of Suhail\nal-Hasan’s brother", "the men of Suheil\nal-Hassan’s brother"),
        ("the men of Suhail al-\nHasan’s brother", "the men of Suheil al-\nHassan’s brother"),
        ("in Deyr-ez-\nZour it rained", "in Deir ez-\nZor it rained"),
        ("General Hasan Suhel led the Tigers.", "General Suheil al-Hassan led the Tigers."),
        ("Colonel-General Suhel al-Hasan spoke.", "Colonel-General Suheil al-Hassan spoke."),
        ("IN DEYR-EZ-ZOUR IT RAINED", "IN DEIR EZ-ZOR IT RAINED"),
        ("Han Sheyhun was bombed, and Han Sheyhun’s school too.", "Khan Sheikhoun was bombed, and Khan Sheikhoun’s school too."),
    ],
)
def test_unseen_spellings_are_found(text: str, right: str) -> None:
    result = OWN.apply(text)
    assert result.text == right
    assert all("an unseen spelling of" in c.reason for c in result.changes)
    assert OWN.apply(right).text == right
    assert result.undo() == text


@pytest.mark.parametrize(
    "text",
    [
        "General Suheila al-Hassan, his sister, met General Suheil al-Hassan.",
        "Suhail al-Hasani, a singer, and Suheil al-Hassan.",
        "They left Deir az-Zour.",
    ],
)
def test_by_default_they_are_only_suggested(text: str) -> None:
    assert Normaliser.of_sets([RuleSet(set="own", rules=RULES)]).apply(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Tayyip Erdogan spoke, and Erdogan left.",  # a part is not doubled
        "President Recep Tayyip Erdoğan spoke.",  # as its bearer writes it
        "Deir al-Zor, Deir Ez-Zor and Deir ez-Zor.",
        "Hassan met Suheil. The khan was a sheikh.",
        "S. al-Hassan wrote it.",
        "Hassan Nasrallah and Khan Shaykh spoke. Recep Ivedik is a film.",
        "They left Deir\n\nZour is a name.",
        "It is spelled Deyr ez-Zour there.",
        "See https://example.org/Deyr-ez-Zour and `Deyr ez-Zour`.",
        "The Khan of the Sheikhs, Genghis Khan, and Aga Khan.",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert OWN.apply(text).text == text


def test_a_listed_form_is_found_as_such() -> None:
    listed = Normaliser.of_sets([RuleSet(set="own", rules=(rule("zor", "Deir ez-Zor", for_=("Deyr ez-Zour",)),))])
    (change,) = listed.apply("They left Deyr ez-Zour.").changes
    assert "listed form" in change.reason


@given(texts)
def test_what_is_found_is_in_the_text_and_has_as_many_words(text: str) -> None:
    base = Several([Entity("a", "Deir ez-Zor"), Entity("b", "Hasan Suhel"), Entity("c", "Islamic State")])
    found = base.find(text, frozenset(word for word in text.replace("-", " ").split() if word[0].isupper()))
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


@given(st.lists(st.sampled_from(["Deyr ez-Zour", "Souheil al-Hasan", "Deir", "Zor", "al-Hassan", "Tayip Erdogan", "Recep", "Redzhep", "and", ",", ".", "Khan", "\n"]), max_size=25).map(" ".join))
def test_it_settles(text: str) -> None:
    result = OWN.apply(text)
    assert not result.unsettled
    assert OWN.apply(result.text).text == result.text
    assert result.undo() == text
