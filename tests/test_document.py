"""What a document knows of itself: paragraphs, sentences, protected spans, language, talk about spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.casing import article_before, carry_breaks, carry_case, needs_an, plural_verb_after
from normalise.document import Document
from normalise.language import looks_foreign
from normalise.lexicon import Lexicon
from normalise.protect import may_have_protected, protected_spans
from normalise.talk import speaks_of_spelling
from tests.strategies import texts


def pieces(text: str) -> list[str]:
    return [text[s:e] for s, e in Document(text).paragraphs]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\n\ntwo\n", ["one", "two"]),
        ("one\r\n\r\ntwo", ["one", "two"]),
        ("One line.\nAnother line.", ["One line.", "Another line."]),
        ("A wrapped paragraph that goes\non over the lines until\nits end.\n\nNext.", ["A wrapped paragraph that goes\non over the lines until\nits end.", "Next."]),
        ("a\n  \n\n b", ["a", "b"]),
        ("one\u2029two", ["one", "two"]),
        ("One.\nTwo.\nThree.\u2029Four.", ["One.", "Two.", "Three.", "Four."]),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert pieces(text) == paragraphs


@given(texts)
def test_paragraphs_are_in_order_and_hold_all_letters(text: str) -> None:
    document = Document(text)
    end = 0
    for s, e in document.paragraphs:
        assert not text[end:s].strip()
        assert s < e
        end = e
    assert not text[end:].strip()


@given(texts)
def test_every_offset_has_a_sentence_and_a_paragraph(text: str) -> None:
    document = Document(text)
    for i in range(len(text)):
        low, high = document.sentence(i)
        assert 0 <= low <= high <= len(text)
        document.is_protected(i, i + 1)
        document.is_foreign(i)


# What makes spans that are protected, in any order.
_SNIPPETS = ("word", " ", "\n", ".", ",", '"', ":", "`", "```", "~~~", "<b>", "&amp;", "${x}", "{{x}}", "%(x)s", "x.org", "@x", "#x", "a_b", "/x/y/z", "[1]", "=", "|", "1,2")


@given(st.lists(st.sampled_from(_SNIPPETS), max_size=12).map("".join))
def test_where_nothing_may_be_protected_nothing_is(text: str) -> None:
    assert may_have_protected(text) or not protected_spans(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Gen. Suhel won. He left.", "Gen. Suhel won. "),
        ("It cost 3.5 million. Nobody paid.", "It cost 3.5 million. "),
        ("“It is over.” He left.", "“It is over.” "),
        ("Who? He.", "Who? "),
        ("N. I. Pirogov spoke. He left.", "N. I. Pirogov spoke. "),
        ("The U.S. Army left. It was late.", "The U.S. Army left. "),
        ("It ended… “Why?” he asked.", "It ended… "),
    ],
)
def test_sentences(text: str, first: str) -> None:
    low, high = Document(text).sentence(0)
    assert text[low:high] == first


@pytest.mark.parametrize(
    "span",
    ["https://x.org/UAR?a=UAR", "www.uar.example/UAR", "uar@uar.org", "#UAR", "@UAR_news", "`UAR`", "``a `UAR` b``", "<b class='UAR'>", "UAR.pdf", "/home/UAR/x", "C:\\UAR\\x", "docs/UAR/list", "UAR_CODE", "$UAR", "uar.gov.sy", "&nbsp;", "{{UAR}}", "<code>UAR</code>"],
)
def test_what_is_protected(span: str) -> None:
    text = f"See {span}, then the UAR and all that was said of it there by the others."
    spans = [text[s:e] for s, e in protected_spans(text)]
    assert spans == [span]


@pytest.mark.parametrize("text", ["the UAR and/or the SAR", "3.5 million", "The end.Then more", "a < b and b > c", "e.g. the UAR", "AT&T", "UAR/SAR", "10 % @ 5", "he said…no", "# A heading", "5 * 3"])
def test_what_is_prose(text: str) -> None:
    assert protected_spans(text) == []


def test_a_fenced_block_is_protected() -> None:
    text = "Look:\n```\nthe UAR\n```\nthe UAR"
    assert [text[s:e] for s, e in protected_spans(text)] == ["```\nthe UAR\n```"]


@given(texts)
def test_a_span_is_protected_as_the_whole_text_has_it(text: str) -> None:
    spans = protected_spans(text)
    document = Document(text)
    for i in range(len(text)):
        assert document.is_protected(i, i + 1) == any(s <= i < e for s, e in spans)


@given(texts)
def test_protected_spans_are_in_order_and_apart(text: str) -> None:
    end = -1
    for s, e in protected_spans(text):
        assert end < s < e <= len(text)
        end = e


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("The army took Rakka.", False),
        ("Die Armee hat die Stadt Rakka und den Flughafen von Tabka eingenommen.", True),
        ("L’armée a pris la ville de Rakka et les villages du nord.", True),
        ("El ejército tomó la ciudad de Rakka y los pueblos del norte.", True),
        ("Армия взяла Ракку.", True),
        ("Rakka", False),
        ("Van der Berg de Vries, Leiden", False),
        ("Die Hard was shown in Rakka at the cinema.", False),
        ("", False),
        ("123", False),
    ],
)
def test_language(text: str, foreign: bool) -> None:
    assert looks_foreign(text) is foreign


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Khmeimim (also spelled Khemeymim) is a base.", "Khemeymim"),
        ("the base, also known as Khmeimim, is large", "Khmeimim"),
        ("Khmeimim is a transliteration of the Arabic", "Khmeimim"),
        ("The word “Khmeimim” is Arabic.", "Khmeimim"),
        ("Hmeimim (Khmeimim)", "Khmeimim"),
        ("Khmeimim (Hmeimim)", "Khmeimim"),
        ("Hmeimim or Khmeimim", "Khmeimim"),
        ("Khmeimim, sometimes spelled Hmeymim", "Khmeimim"),
        ("the spelling Khmeimim is Russian", "Khmeimim"),
    ],
)
def test_talk_about_a_spelling(text: str, mention: str) -> None:
    start = text.rindex(mention) if text.startswith("Hmeimim") else text.index(mention)
    assert speaks_of_spelling(text, start, start + len(mention), "Hmeimim")


@pytest.mark.parametrize("text", ["They flew from Khmeimim to Moscow.", "At Khmeimim he said that Hmeimim had been quiet.", "A letter was written. Khmeimim was shelled."])
def test_use_of_a_spelling(text: str) -> None:
    start = text.index("Khmeimim")
    assert not speaks_of_spelling(text, start, start + 8, "Hmeimim")


def test_capitals_line_ends_and_agreement() -> None:
    assert carry_case("KHMEIMIM", "Khmeimim", "Hmeimim") == "HMEIMIM"
    assert carry_case("IG", "IG", "Islamic State") == "Islamic State"
    assert carry_case("Gang Formations", "gang formations", "armed gangs") == "Armed gangs"
    assert carry_breaks("a\nb c", "d e f") == "d\ne f"
    assert carry_breaks("a b\nc", "d e") == "d\ne"
    assert article_before("He is an UAR man", 9, "UAR", "Syrian") == (6, 8, "a")
    assert article_before("a IG man", 2, "IG", "IS") == (0, 1, "an")
    assert article_before("Plan A IG", 7, "IG", "IS") is None
    assert article_before("the IG", 4, "IG", "IS") is None
    assert plural_verb_after("work isn’t", 4) == (5, 8, "aren")
    assert plural_verb_after("work island", 4) is None


@pytest.mark.parametrize(
    ("word", "an"),
    [("hour", True), ("European", False), ("one-off", False), ("onion", True), ("UN", False), ("SMS", True), ("NATO", False), ("IED", True), ("uniform", False), ("uninformed", True), ("FSB", True), ("herb", False), ("“IS", False)],
)
def test_a_or_an(word: str, an: bool) -> None:
    assert needs_an(word) is an


def listed(*forms: str) -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon()
    for form in forms:
        lexicon.add(form, form)
    return lexicon


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("Deir az-Zor", "in Deir az-Zor.", ["Deir az-Zor"]),
        ("Deir az-Zor", "in Deir\naz-Zor and Deir\r\naz-Zor", ["Deir\naz-Zor", "Deir\r\naz-Zor"]),
        ("al-Nusra", "the al-Nusra front, AL-NUSRA, Al-Nusra", ["al-Nusra", "AL-NUSRA"]),
        ("gang formations", "Gang formations, GANG\nFORMATIONS, gang\r\nformations", ["Gang formations", "GANG\nFORMATIONS", "gang\r\nformations"]),
        ("IG", "IG, ig, Ig, BIG, IGs, IG’s", ["IG", "IG"]),
        ("Sana'a", "Sana’a and Sana'a", ["Sana’a", "Sana'a"]),
        ("The Order", "The Order, the Order, THE ORDER", ["The Order", "THE ORDER"]),
        ("As is", "As is, as is", ["As is"]),
        ("Gamma Gamma", "Gamma Gamma", ["Gamma Gamma"]),
        ("İstanbul şehri", "İstanbul şehri", ["İstanbul şehri"]),
    ],
)
def test_listed_forms_are_found(form: str, text: str, found: list[str]) -> None:
    assert [text[h.start : h.end] for h in listed(form).find(Document(text))] == found


def test_many_forms_are_found_as_few_are() -> None:
    forms = [f"Name{chr(97 + i)}{chr(97 + j)}" for i in range(20) for j in range(3)]
    text = " and ".join(forms)
    assert [h.form for h in listed(*forms).find(Document(text))] == forms


def test_a_paragraph_with_letters_english_has_not_and_no_english_words_is_foreign() -> None:
    assert looks_foreign("Żołnierze śpiewali, wróg uciekł, świat milczał, nikt więcej nie płakał.")
    assert not looks_foreign("The guests were Łukasz Żółć, Piotr Zieliński and José Núñez of Málaga.")
