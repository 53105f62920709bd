"""A glance at a text must never miss what a closer look would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.document import Document
from normalise.glance import Literals, folded, in_utf8, spans_in
from normalise.lexicon import Lexicon
from normalise.load import load_sets
from normalise.patterns import compile_glance, compile_pattern
from normalise.transforms import find_transform
from normalise.transforms.needs import NEEDS, SIGNS
from tests.strategies import hurtful_text, texts

# What transforms look for, in pieces that can stand in any order.
damage = st.lists(
    st.sampled_from([
        "5", "64", "0", "a", "of", "word", "The", "I", "х", "С", "грн", "км", "é", "mln", "bln", "mlrd", "year", "old", "non", "well", "known",
        " ", " ", " ", "  ", "\t", "\n", "\r\n", "\r", "\xa0", ".", ",", ";", ":", "!", "?", "-", "–", "—", "(", ")", "\"", "”", "’", "»", "%", "$", "€", "°", "º",
        "/", "http", "www", "@", "#", "##", "@@", "▁", "<unk>", "</s>", "&quot;", "&#8217;", "№", "\u200b", "\u00ad", "\u0301", "\u0342", "Ã©", "â€™", "\x02", "\ufffd", "\ud800",
    ]),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("name", sorted({*NEEDS, *SIGNS} - {"quote-style"}))
@given(text=damage | hurtful_text)
def test_a_transform_has_nothing_to_say_where_its_needs_are_not_met(name, text):
    document = Document(text)
    met = Literals(NEEDS[name]).present(document.signs) if name in NEEDS else set(SIGNS[name]) & set(text)
    assert met or not list(find_transform(name)(document, {}))


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_needs_are_not_met_by_any_text(name):
    assert not Literals(NEEDS[name]).present(Document("He said: “No, we’re not.” She – well-known – left at 5 (or so).\n\n‘It’s 10% of it!’").signs)


with_glance = [rule for s in load_sets(["default"], documented=True) for rule in s.rules if rule.glance]


@pytest.mark.parametrize("rule", with_glance, ids=lambda rule: rule.full_id)
@given(data=st.data())
def test_a_glance_finds_something_wherever_its_pattern_does(rule, data):
    words = sorted({*re.findall(r"\w+", rule.pattern), ",", ".", "“", "\n", "The", "Smith", "department"})
    example = data.draw(st.sampled_from([example.wrong or example.report or example.keep for example in rule.examples]))
    text = example.split(" ")
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.sampled_from(words), max_size=2))
    damaged = " ".join(text).replace(" \n ", "\n").replace(" ,", ",")
    assert compile_glance(rule).search(damaged) or not compile_pattern(rule).search(damaged)


odd = st.text(st.sampled_from("aAzZ İKſß éÉ\r\n\xa0’'бБ\ud800🙂"), max_size=30)


@given(odd | texts, st.text("abc ", min_size=1, max_size=3))
def test_spans_in_a_folded_text_are_those_of_the_text(text, literal):
    data = folded(text, in_utf8(text))
    for _, start, end in spans_in(text, data, Literals([literal]).find(data)):
        assert folded(text[start:end], in_utf8(text[start:end])) == in_utf8(literal)


@given(odd, odd)
def test_a_form_in_lower_case_is_found_in_any_case(before, after):
    lexicon: Lexicon[str] = Lexicon()
    for form in ("az kb", "éa", "az'z"):
        lexicon.add(form, form)
    for surface, form in (("Az\r\nKB", "az kb"), ("aZ\xa0kb", "az kb"), ("ÉA", "éa"), ("éA", "éa"), ("AZ’Z", "az'z"), ("az'z", "az'z")):
        text = f"{before} {surface} {after}"
        start = len(before) + 1
        assert (start, start + len(surface), form) in {hit[:3] for hit in lexicon.find(Document(text))}
