"""What the sieve of a small base holds back, its gazetteer would link to nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalise import Entity, Gazetteer
from normalise.names import linker, sieve
from normalise.names.scripts import reading, renderings

HMEIMIM = Entity("hmeimim", "Hmeimim", ("Khmeimime", "Hemeimeem"), ("Хмеймим", "حميميم"), "airbase")
RAQQA = Entity("raqqa", "Raqqa", ("al-Raqqah",), ("Ракка", "الرقة"), "city")

letters = st.text("aeiouybdghjklmnprstvz", min_size=1, max_size=3)
spellings = st.lists(st.one_of(letters, st.sampled_from("kh sh shch tsch zh gh ts ou ee oe eh ij š č ğ é ’ - _ al".split())), min_size=2, max_size=5).map(lambda p: "".join(p).capitalize())
natives = st.lists(st.sampled_from([*"абвгдежзийклмнорстухцчшщыэюя", *"بتحخدرسشصعقكلمنهوي"]), min_size=4, max_size=7).map("".join)
entities = st.builds(lambda name, alias, native: Entity("e", name, (alias,), (native,)), spellings, spellings, natives)


@given(st.lists(st.one_of(entities, st.sampled_from([HMEIMIM, RAQQA])), max_size=3), st.data())
def test_what_is_held_back_is_linked_to_nothing(base, data):
    base = [entity._replace(id=f"e{k}") for k, entity in enumerate(base)]
    near = [s for e in base for n in e.native for s in [reading(n), *(r for r, _ in renderings(n, limit=8))]]
    near += [name for e in base for name in (e.name, *e.aliases)]
    word = data.draw(st.one_of(spellings, st.sampled_from(near)) if near else spellings)
    at = data.draw(st.integers(0, len(word)))
    word = (word[:at] + data.draw(st.one_of(st.just(""), letters)) + word[at + data.draw(st.integers(0, 2)) :]).capitalize()
    assert sieve.Sieve(base).let_through([word]) or Gazetteer(base).link(word, strict=True) is None


def test_it_knows_how_alike_candidates_must_be():
    assert sieve._LEAST_ALIKE <= linker._LEAST_ALIKE


def test_it_lets_through_what_is_linked_and_not_what_only_begins_so():
    made = sieve.Sieve([HMEIMIM])
    assert made.let_through(["Khmeymeem", "Hmeimim", "Gimme", "Himself", "Home", "Mohammed", "Thursday"]) == {"Khmeymeem", "Hmeimim"}
