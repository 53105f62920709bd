"""Names that no rule lists: spellings of one name are suggested, unified on request; other names are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given

from normalise import Normaliser
from normalise.kinds.unlisted import key_of
from normalise.names.unlisted import looks_foreign, variation
from tests.strategies import documents_with_spellings, slavic_names

RULE = "core.unlisted-names"
SAFE = Normaliser(select=[RULE])
UNSAFE = Normaliser(select=[RULE], safety="unsafe")
ALL = Normaliser()


def unified(text: str) -> str:
    return UNSAFE.apply(text).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beschastny", "Bestchastny"), ("Podkharitonovka", "Podharitonovka"), ("Zhuravlyovo", "Zhuravlevo"), ("Gerasimenkov", "Gerassimenkow"),
        ("Voropyanov", "Voropianov"), ("Kuzhugetov", "Kujugetov"), ("Dzhaafarin", "Jaafarin"), ("Solovetsky", "Solovetskiy"), ("Yunakovsky", "Iunakovsky"),
        ("Khreshchatov", "Hreshchatov"), ("Tsvetayanov", "Tzvetayanov"), ("Qalaatin", "Kalaatin"), ("Mukhtarovka", "Muchtarovka"),
    ],
)  # fmt: skip
def test_ways_to_write_a_letter(one: str, other: str) -> None:
    text = f"The road from {one} was cut. Nobody saw {other} again, and {one} was quiet."
    result = SAFE.apply(text)
    assert result.text == text
    assert [(c.before, c.after, c.rules) for c in result.suggestions] == [(other, one, (RULE,))]
    assert unified(text) == text.replace(other, one)


@pytest.mark.parametrize(
    ("name", "case"),
    [("Beschastny", "Beschastnogo"), ("Solovetsky", "Solovetskim"), ("Voropyanov", "Voropyanovym"), ("Voropyanov", "Voropyanovu"), ("Klintovich", "Klintovichem")],
)
def test_a_kept_case_ending_gives_way_however_often_it_stands(name: str, case: str) -> None:
    text = f"A letter came to {case}. The wife of {case} read it. It was for {name}."
    assert unified(text) == text.replace(case, name)


def test_the_prepositional_case_needs_its_preposition() -> None:
    assert unified("They fled from Zhuravlin. It is cold in Zhuravline.") == "They fled from Zhuravlin. It is cold in Zhuravlin."
    assert unified("They saw Zhuravlin, and Zhuravline saw them.") == "They saw Zhuravlin, and Zhuravline saw them."


@pytest.mark.parametrize(
    "text",
    [
        "Petr Voropyanov slept. Then Voropyanova came, and Voropyanov woke.",  # man and wife
        "The lake of Ostrovnoye is far. The cape of Ostrovnoy is near.",
        "The Irpini fought Rome. The bridge of Irpin was rebuilt.",
        "Iran and Iraq, Georgia and a Georgian, Russia and the Russians.",
        "Mr Smith saw Smyth. Katherine was late, and Catherine never came. Marc is not Mark.",
        "Beschastny came. It was Beschastny’s dog. The Beschastnys slept.",
        "Beschastny came, as BESTCHASTNY in the headline says.",
        "Beschastny-Orlov came. Then Bestchastny-Orlov left.",
        "V. Beschastny wrote it. Now A. Bestchastny reads it.",
        "Ivan Beschastny sang. The song of Oleg Bestchastny was better.",
        "They saw Evgenyi Orlov. They heard Evgeniy Petrov.",
        "At noon Beschastny and Bestchastny met.",
        "The senator Beschastny (or Bestchastny) was ill.",
        "Beschastny, also spelled Bestchastny, came at noon.",
        "Beschastny sent it to https://example.org/Bestchastny at noon.",
        "Jadavin went to Pune. There Yadavin waited.",
        "Larssonen scored first. Then Larsonen scored.",
        "Volkovskin is not Volkovskina. A letter to Volkovskinu came back.",  # of him or of her
        "Novak lost to Nowak. Schmid won, and Schmidt did not.",
        "Khomsk is a town. Komsk is another.",
        "The ÉCOLE was closed. Vučićev is not Vuchićev.",
        "Der Bürgermeister Beschastny und die Stadt sind nicht mit dem Krieg.\n\nBestchastny came at noon.",
    ],
)
def test_other_names_are_left_alone(text: str) -> None:
    assert unified(text) == text
    assert not UNSAFE.apply(text).suggestions


def test_what_a_rule_knows_is_left_to_it() -> None:
    text = "President Zelensky spoke, as Zelenskyj had said."
    assert not SAFE.apply(text).suggestions


def test_the_reason_says_how_often_and_by_which_letters() -> None:
    (change,) = UNSAFE.apply("Beschastny came. Bestchastny left. Beschastny slept.").changes
    assert change.evidence == ("“Beschastny” 2 times, “Bestchastny” once", "ch and tch are ways to write ч")
    assert all(said in change.reason for said in change.evidence)


def test_letters_that_many_languages_mix_need_names_around_and_are_only_suggested() -> None:
    alone = "Tormessen won the race. The shoes of Tormesen were blue."
    among = alone + " He beat Zhdankov, Kharlamenko and Solovetsky."
    assert not UNSAFE.apply(alone).suggestions
    assert [c.before for c in UNSAFE.apply(among).suggestions] == ["Tormesen"]
    assert unified(among) == among


def test_mentions_stand_or_fall_together() -> None:
    result = UNSAFE.apply("Bestchastny left. So Beschastny wept; then Beschastny came. A Bestchastny letter and Bestchastny’s dog. It was Beschastny. And Beschastny.")
    assert result.text.count("Beschastny") == 7
    assert len({c.group for c in result.changes}) == 1
    assert result.undo().count("Bestchastny") == 3


def test_the_article_agrees() -> None:
    assert unified("Yevpatiyev came. An Evpatiyev letter. Yevpatiyev wept.") == "Yevpatiyev came. A Yevpatiyev letter. Yevpatiyev wept."


@given(documents_with_spellings())
def test_it_settles_and_can_be_undone(text: str) -> None:
    result = UNSAFE.apply(text)
    assert not result.unsettled
    assert result.undo() == text
    again = UNSAFE.apply(result.text)
    assert again.text == result.text
    assert SAFE.apply(text).text == text


@given(documents_with_spellings())
def test_only_capitalised_words_of_the_text_are_written(text: str) -> None:
    for change in UNSAFE.apply(text).changes:
        assert change.after in text
        assert change.before[0].isupper()


@given(slavic_names, slavic_names)
def test_what_may_be_paired_shares_a_key(one: str, other: str) -> None:
    if "j" not in one + other and variation(one.lower(), other.lower()) is not None and min(len(one), len(other)) > 4:
        assert key_of(one) == key_of(other)


def test_every_pair_of_letters_keeps_the_key() -> None:
    from normalise.names.unlisted import _pairs

    for pairs in _pairs().values():
        for one, other, _ in pairs:
            if "j" not in one + other:  # j is the y of Yermak or the zh of Zhukov
                assert key_of(f"Bor{one}mil") == key_of(f"Bor{other}mil"), (one, other)
                assert key_of(f"{one}ormil".capitalize()) == key_of(f"{other}ormil".capitalize()), (one, other)


@pytest.mark.parametrize("word", ["Whitman", "Hansen", "Thompson", "Garcia", "Tanaka", "Street", "Monday", "Charleston", "Peterson", "Rossi"])
def test_western_names_do_not_look_foreign(word: str) -> None:
    assert not looks_foreign(word)
