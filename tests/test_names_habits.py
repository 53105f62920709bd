"""Names: which differences of letters are usual among spellings of one name, and the readings that traditions give to letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Entity, Gazetteer
from normalise.names import fit_habits
from normalise.names.candidate import Mention
from normalise.names.habits import habits, letters, likelihood, tradition
from normalise.names.linker import candidates
from normalise.names.phones import folded, read_otherwise

words = st.text("abcdefghijklmnoprstuvyzščžāīḩё’ -", max_size=12)
origins = st.sampled_from(["person", "arabic", "greek", "slavic", "cyrillic", "semitic", "other"])


@given(words, words, origins)
def test_habits_tell_where_letters_differ(a: str, b: str, origin: str) -> None:
    a, b = letters(folded(a)), letters(folded(b))
    found = list(habits(a, b, origin))
    assert (not found) == (sorted(a.split()) == sorted(b.split()))
    assert all(len(habit) <= 22 for habit in found)


@pytest.mark.parametrize(
    ("usual", "unusual", "form", "origin"),
    [
        ("Bojarka", "Bolarka", "Boyarka", "slavic"),
        ("Zjuzino", "Zluzino", "Zyuzino", "slavic"),
        ("Wolhynka", "Dolhynka", "Volhynka", "slavic"),
        ("Chamisiya", "Lamisiya", "Khamisiya", "arabic"),
        ("Djisr", "Dlisr", "Jisr", "arabic"),
    ],
)
def test_what_a_convention_writes_otherwise_is_likelier_than_another_letter(usual: str, unusual: str, form: str, origin: str) -> None:
    assert likelihood(usual.lower(), form.lower(), origin) > likelihood(unusual.lower(), form.lower(), origin)


@pytest.mark.parametrize(
    ("entity", "origin"),
    [
        (Entity("a", "Al Quşūr"), "arabic"), (Entity("a", "Khasanlu", native=("حسنلو",)), "semitic"), (Entity("a", "Velykopillya", native=("Великопілля",)), "cyrillic"),
        (Entity("a", "Agrá"), "greek"), (Entity("a", "Zelenivka"), "slavic"), (Entity("a", "Ivan Zelenivka", type="person"), "person"), (Entity("a", "Ulm"), "other"),
    ],
)  # fmt: skip
def test_traditions(entity: Entity, origin: str) -> None:
    assert tradition(entity) == origin


def test_an_entity_is_a_candidate_in_the_reading_that_another_tradition_gives() -> None:
    base = Gazetteer([Entity("b", "Boyaryshnykove"), Entity("k", "Khotynychi"), Entity("d", "Dorogsk"), *(Entity(f"x{k}", f"Filler{k}ton") for k in range(9))])
    for mention, id in (("Bojaryšnykove", "b"), ("Bojaryshnykove", "b"), ("Chotynyci", "k"), ("Dorogskas", "d")):
        assert [one.entity.id for one in candidates(base._store, Mention(mention))[:1]] == [id], mention


@given(st.text("abcehjkstz ", max_size=10))
def test_readings_are_others_and_hold_no_letter_that_asks_for_one(word: str) -> None:
    made = read_otherwise(word)
    assert word not in made
    assert len(set(made)) == len(made)
    assert all("j" not in low for low in made)


def test_what_is_usual_is_learnt_from_forms_held_out() -> None:
    stems = [a + b for a in ("bal", "dor", "fim", "gar", "kol", "lud", "mor", "nal") for b in ("tin", "ver", "zon", "pas", "rek")]
    one = [Entity(f"o{stem}", f"{stem}aya".title(), (f"{stem}aja".title(),)) for stem in stems]
    two = [Entity(f"t{stem}", f"{stem}ara".title()) for stem in stems]
    found = [pair for time in range(12) for pair in fit_habits.pairs(one + two, frozenset(), time)]
    assert {is_one for *_, is_one in found} == {True, False}
    weights = fit_habits.fit(found)
    assert weights["j/y"] > 0 > weights["j/r"]
    named = frozenset(entity.name for entity in one)
    assert not any(is_one for time in range(3) for *_, is_one in fit_habits.pairs(one + two, named, time))
