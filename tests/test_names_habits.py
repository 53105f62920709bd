"""Names: which differences of letters are usual among spellings of one name, and the readings that traditions give to letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Entity, Gazetteer
from normalise.names import fit_habits, fit_rare
from normalise.names.candidate import Mention
from normalise.names.habits import habits, letters, likelihood, tradition
from normalise.names.linker import candidates
from normalise.names.phones import folded, read_otherwise
from normalise.names.tables import frequency, is_rare, places

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


def test_rare_words_are_known_and_few_others() -> None:
    assert all(map(is_rare, ("iguazu", "sitara", "moskovsky", "wycliffe")))
    assert not any(map(frequency, ("iguazu", "sitara")))
    made = [a + b + c for a in ("khem", "zub", "tysh", "gluv") for b in ("ejo", "iva", "oro", "yku") for c in ("mk", "tsk", "zhd", "rvn")]
    assert sum(map(is_rare, made)) < 6


@given(st.sets(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9), max_size=30))
def test_a_table_of_rare_words_knows_each_of_them(words: set[str]) -> None:
    table = fit_rare.table_of(words)
    for word in words:
        assert frequency(word) or all(table[place >> 3] >> (place & 7) & 1 for place in places(word, 8 * len(table)))


def test_a_known_rare_word_is_less_likely_a_spelling_of_another_name() -> None:
    base = Gazetteer([Entity("y", "Yguazu"), Entity("k", "Yguzau")])
    (known, *_), (unknown, *_) = (base.suggest(mention) for mention in ("Iguazu", "Iguzau"))
    assert known.speaks["rare"] < 0
    assert "rare" not in unknown.speaks


@pytest.mark.parametrize(("mention", "name"), [("Sloucc", "Slutsk"), ("Gocc", "Gotsk"), ("Ehl-Aliya", "El Aliya"), ("Ehsh-Shaykh", "Esh Shaykh")])
def test_spellings_of_one_name_by_readings_and_articles(mention: str, name: str) -> None:
    base = Gazetteer([Entity("n", name), *(Entity(f"x{k}", f"Filler{k}ton") for k in range(9))])
    assert [one.entity.id for one in candidates(base._store, Mention(mention))[:1]] == ["n"]
