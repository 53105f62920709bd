"""The transforms of characters: what they do, what they leave, and what holds for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.document import Document
from normalise.transforms import find_transform

NAMES = ["invisible", "controls", "compose", "homoglyphs", "mojibake", "html-entities"]

# Letters of three alphabets, marks, joiners, garbage and the starts of mojibake, in words and out of them.
damaged = st.text(
    st.sampled_from('abcPeaoc рсаоеХІВ Ααοκ é\u0301\u0306\u0323 \u200b\u200d\ufeff\u00ad \x00\x02\x92\x94\ufffd\ud800 âÃ€™Ð©ñ &;aqmuopt#38 \n.,"“”’-0129'),
    max_size=40,
)


def repairs(name: str, text: str, *, sure: bool | None = None):
    return [r for r in find_transform(name)(Document(text), {}) if sure is None or r.sure == sure]


def apply(name: str, text: str) -> str:
    edits = [edit for r in repairs(name, text, sure=True) for edit in r.edits]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("name", NAMES)
@given(text=damaged | st.text(st.characters(), max_size=30))
def test_any_text_is_repaired_in_order_and_settles(name, text):
    edits = [edit for r in repairs(name, text) for edit in r.edits]
    assert all(0 <= start <= end <= len(text) for start, end, _ in edits)
    for r in repairs(name, text):
        assert all(a[1] <= b[0] for a, b in zip(r.edits, r.edits[1:], strict=False))
        assert r.reason
        assert r.kind
    seen = [text]
    while (after := apply(name, seen[-1])) != seen[-1]:
        seen.append(after)
        assert len(seen) < 8
    assert not [r for r in repairs(name, seen[-1], sure=True) if any(seen[-1][s:e] != new for s, e, new in r.edits)]


@given(text=damaged)
def test_composing_keeps_canonical_equivalence(text):
    assert unicodedata.normalize("NFD", apply("compose", text)) == unicodedata.normalize("NFD", text)


@given(text=st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_ascii_has_no_wrong_characters(text):
    assert all(not repairs(name, text) for name in NAMES if name != "html-entities")


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("invisible", "The air\u200bfield at Pal\u200b\u200bmyra", "The airfield at Palmyra"),
        ("compose", "Be\u0301la and Đoka\u0302", "Béla and Đokâ"),
        ("compose", "vie\u0323\u0302t", "việt"),
        ("compose", "Хмеи\u0306мим", "Хмеймим"),
        ("homoglyphs", "Russiа and Сhina", "Russia and China"),
        ("homoglyphs", "The ТV channel", "The TV channel"),
        ("homoglyphs", "Pro-Russiаn forces", "Pro-Russian forces"),
        ("homoglyphs", "Τhe end of it", "The end of it"),
        ("homoglyphs", "“І will go there”", "“I will go there”"),
        ("mojibake", "It\x92s over", "It’s over"),
        ("mojibake", "a pause â€“ and more", "a pause – and more"),
        ("mojibake", "donвЂ™t go", "don’t go"),
        ("mojibake", "fiancÃ©e and naÃ¯ve", "fiancée and naïve"),
        ("mojibake", "Ã¢â‚¬â„¢ is a mark", "’ is a mark"),
        ("html-entities", "in El Ni&ntilde;o years", "in El Niño years"),
        ("html-entities", "5&nbsp;km &mdash; no more", "5\xa0km — no more"),
        ("html-entities", "it&#39;s &#8220;so&#8221;", "it's “so”"),
        ("html-entities", "&amp;nbsp;and &amp;amp; more", "\xa0and &amp; more"),
    ],
)
def test_repaired(name, wrong, right):
    assert apply(name, wrong) == right


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("invisible", "نمی\u200cخواهم and 👩\u200d🚀 and ไทย\u200bไทย"),
        ("invisible", "\ufeffA byte order mark opens this."),
        ("invisible", "Der Ton\u00adfilm ist nicht von der Art, die man auch heute noch sieht."),
        ("compose", "\u212a \u212b \u2126 \u1f71 \u0374 \u037e q\u0307"),
        ("homoglyphs", "Москва, НАТО, ТАСС, БМП and КАМАЗ"),
        ("homoglyphs", "A Су-35С, a Т-90М and a 9М729"),
        ("homoglyphs", "α, Kα, ΔH, μm, Ω, π and the Ηβ line"),
        ("homoglyphs", "Он купил webа и PDFу, а она не стала этого делать"),
        ("homoglyphs", "Type А and the letter О are Cyrillic"),
        ("homoglyphs", "He said nothing, а she left"),
        ("homoglyphs", "А he came in then"),
        ("mojibake", "Êtes-vous là ? « Oui », dit-il à côté."),
        ("mojibake", "São Paulo, “Müller”, CAFÉ™, Ærø, Ñandú, ½ … €5–£6"),
        ("mojibake", "Россия, Сирия, РСФСР, ССС"),
        ("html-entities", "a &lt;b&gt; &amp; c; AT&T; &unknown; &copy &#60;"),
        ("html-entities", "<p>It&rsquo;s markup</p>"),
        ("html-entities", "The entity &nbsp; is a space in HTML."),
        ("html-entities", "`&quot;` and https://example.org/?a=b&quot;c"),
    ],
)
def test_left_alone(name, text):
    assert apply(name, text) == text


def test_a_sound_text_of_fifty_thousand_words_is_passed_over_quickly():
    text = "The “commander” said that the town’s bridge was rebuilt — at last. " * 5000
    assert all(not repairs(name, text) for name in NAMES)
