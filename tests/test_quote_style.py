"""House styles of quotation marks: what becomes of sound text, and what holds for every text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Normaliser
from normalise.document import Document
from normalise.transforms.restyle import quote_style
from tests.strategies import texts

STYLES = ["us", "uk", "german", "french", "straight", "curly"]
SIGNS = "\"'“”‘’„‚«»\xa0\u202f"


@cache
def house(style: str, *, alone: bool = False) -> Normaliser:
    """The house style by itself, or with `core.quotes`."""
    name = f"house-quotes-{style}"
    return Normaliser(rules=[name]) if alone else Normaliser(rules=["default", name], select=["core.quotes", name])


@cache
def with_all(style: str) -> Normaliser:
    """The house style with all that runs by default."""
    return Normaliser(rules=["default", f"house-quotes-{style}"])


def styled(text: str, style: str, *, alone: bool = False) -> str:
    result = house(style, alone=alone).apply(text)
    assert not result.unsettled
    return result.text


# One text in all styles, in the order of STYLES
ONE_TEXT = [
    (
        "“They won’t,” he said. “The ‘old guard’ won’t.”",
        "‘They won’t,’ he said. ‘The “old guard” won’t.’",
        "„They won’t,“ he said. „The ‚old guard‘ won’t.“",
        "«\xa0They won’t,\xa0» he said. «\xa0The “old guard” won’t.\xa0»",
        "\"They won't,\" he said. \"The 'old guard' won't.\"",
    ),
    (
        "“‘No’ was all,” she said.",
        "‘“No” was all,’ she said.",
        "„‚No‘ was all,“ she said.",
        "«\xa0“No” was all,\xa0» she said.",
        "\"'No' was all,\" she said.",
    ),
    (
        "“The boys’ boat – the one from the ’90s – sank.”\n\nSo it was.",
        "‘The boys’ boat – the one from the ’90s – sank.’\n\nSo it was.",
        "„The boys’ boat – the one from the ’90s – sank.“\n\nSo it was.",
        "«\xa0The boys’ boat – the one from the ’90s – sank.\xa0»\n\nSo it was.",
        "\"The boys' boat – the one from the '90s – sank.\"\n\nSo it was.",
    ),
    (
        "“It rained.\n\n“It ‘poured’ for days.\n\n“Then it stopped.”\n\nThey went out.",
        "‘It rained.\n\n‘It “poured” for days.\n\n‘Then it stopped.’\n\nThey went out.",
        "„It rained.\n\n„It ‚poured‘ for days.\n\n„Then it stopped.“\n\nThey went out.",
        "«\xa0It rained.\n\n«\xa0It “poured” for days.\n\n«\xa0Then it stopped.\xa0»\n\nThey went out.",
        '"It rained.\n\n"It \'poured\' for days.\n\n"Then it stopped."\n\nThey went out.',
    ),
]
THREE_DEEP = (
    "“He cited ‘a man who said “no” to all’ there.”",
    "‘He cited “a man who said ‘no’ to all” there.’",
    "„He cited ‚a man who said „no“ to all‘ there.“",
)


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("versions", ONE_TEXT)
def test_a_text_in_one_style_comes_out_in_another(versions: tuple[str, ...], alone: bool) -> None:
    us, uk, german, french, straight = versions
    for given_text in (us, uk, straight):
        for style, wanted in zip(STYLES, (us, uk, german, french), strict=False):
            assert styled(given_text, style, alone=alone) == wanted
    assert styled(us, "straight", alone=alone) == straight
    assert styled(straight, "curly", alone=alone) == us
    assert styled(uk, "curly", alone=alone) == uk
    for style, own in zip(STYLES, (us, uk, german, french, straight, us), strict=True):
        assert styled(own, style, alone=alone) == own


def test_quotations_three_deep_take_the_marks_in_turn() -> None:
    us, uk, german = THREE_DEEP
    assert (styled(us, "uk"), styled(us, "german"), styled(uk, "us")) == (uk, german, us)


def test_marks_of_one_kind_within_each_other_are_told_apart() -> None:
    nested = "“The “old guard” has left,” he said."
    assert [styled(nested, style) for style in STYLES[:3]] == [
        "“The ‘old guard’ has left,” he said.",
        "‘The “old guard” has left,’ he said.",
        "„The ‚old guard‘ has left,“ he said.",
    ]


def test_french_and_german_text_comes_out_in_english_style() -> None:
    for versions in ONE_TEXT[:2]:
        for foreign in versions[2:4]:
            assert styled(foreign, "us") == versions[0]


def test_a_mixed_document_comes_out_in_one_style() -> None:
    mixed = '“It’s late,” he said.\n\n"It isn\'t," said she.\n\n‘It “is”,’ they said.'
    assert styled(mixed, "us") == "“It’s late,” he said.\n\n“It isn’t,” said she.\n\n“It ‘is’,” they said."
    assert styled(mixed, "straight") == '"It\'s late," he said.\n\n"It isn\'t," said she.\n\n\'It "is",\' they said.'


def test_the_spaces_of_french_marks_are_a_choice() -> None:
    document = Document("He said “no” and «yes».")
    found = quote_style(document, {"style": "french", "spaces": "narrow"})
    edits = [edit for r in found for edit in r.edits]
    assert edits == [(8, 9, "«\u202f"), (11, 12, "\u202f»"), (17, 18, "«\u202f"), (21, 22, "\u202f»")]


@pytest.mark.parametrize("options", [{}, {"style": "latin"}, {"style": "french", "spaces": "wide"}])
def test_options_that_there_are_not(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=" is one of "):
        quote_style(Document("He said “no”."), options)


def test_a_pair_is_one_group_and_says_why() -> None:
    (change, other) = house("uk").apply("He said “no” there.").changes
    assert change.group == other.group != ""
    assert change.reason == "house style: The house writes ‘…’ for quotations here."
    assert change.evidence == ("quotation: no",)


KEPT = """
She stands 5′10″ and he 6′2″, at 51° 30′ north.
A 6' 2" man and a 5' 4" woman.
Use `print("hello")` or `echo 'hello'` to test.
x = "a" if y == 'b' else "c"
{"name": "x", "list": ["a", "b"]}
The file C:\\'temp'\\a"b.txt is lost.
See https://example.org/?q="a'b" for the rest.
<a href="x.html" title='it'>here</a>
Let f' be the derivative of f, and x' a point.
Er sagte, dass er nicht „mit der Stadt“ und dem Volk und der 'Welt' sei.
ת"א and צה"ל are Hebrew abbreviations.
He opened "the box and never closed it.
""".strip().split("\n")


@pytest.mark.parametrize("text", KEPT)
@pytest.mark.parametrize("style", [s for s in STYLES if s != "straight"])
def test_what_is_no_quotation_or_is_not_sound_stays(text: str, style: str) -> None:
    assert styled(text, style, alone=True) == text


def test_what_can_be_read_in_two_ways_is_only_suggested() -> None:
    result = house("us").apply("‘He met the boys’ and the girls’ parents there.")
    assert not result.changes
    assert result.suggestions


def test_damage_is_mended_and_then_dressed() -> None:
    damaged = "“We shall go, “ said the mayor. “All of us.”"
    assert styled(damaged, "german") == "„We shall go,“ said the mayor. „All of us.“"
    assert styled(damaged, "uk") == "‘We shall go,’ said the mayor. ‘All of us.’"


# Sound texts from a small grammar, in American style. No plural possessive stands where it could end a quotation.

_plain = st.sampled_from(["the road was open", "they don’t wait", "O’Neill left", "it was 5′10″ long", "nobody asked", "the town’s gate fell"])
_inner = st.sampled_from(["‘old guard’", "‘peace’", "‘he won’t’", "‘so be it’"])
_clause = st.one_of(_plain, st.builds("he called it {}".format, _inner), st.builds("{} were the words".format, _inner))
_speech = st.lists(_clause, min_size=1, max_size=3).map(", ".join)
_sentence = st.one_of(
    st.builds("{}.".format, _plain),
    st.builds("“{},” he said.".format, _speech),
    st.builds("She said, “{}.”".format, _speech),
    st.builds("“{},” he said, “and {}.”".format, _speech, _speech),
    st.builds("“{}?” “{}!”".format, _speech, _speech),
    st.just("The boys’ house was open, and rock ’n’ roll was new in the ’90s."),
)
_paragraph = st.lists(_sentence, min_size=1, max_size=3).map(" ".join)
_letter = st.lists(_speech, min_size=2, max_size=3).map(lambda parts: "\n\n".join(f"“{part}." for part in parts) + "”")
sound = st.lists(st.one_of(_paragraph, _letter), min_size=1, max_size=4).map("\n\n".join)


def bare(text: str) -> str:
    return "".join(c for c in text if c not in SIGNS)


@given(sound)
def test_to_british_style_and_back(text: str) -> None:
    assert styled(text, "us") == text
    british = styled(text, "uk")
    assert "“" not in british or "‘" in british
    assert styled(british, "us") == text


@given(sound, st.sampled_from(STYLES), st.booleans())
def test_sound_text_is_dressed_and_stays_so(text: str, style: str, alone: bool) -> None:
    dressed = styled(text, style, alone=alone)
    assert styled(dressed, style, alone=alone) == dressed
    assert bare(dressed) == bare(text)


@given(sound)
def test_to_straight_marks_and_back(text: str) -> None:
    straight = styled(text, "straight")
    assert not set("“”‘’") & set(straight)
    back = styled(straight, "curly")
    # Where a straight single mark may be an apostrophe or the end of a quotation, it is left straight and suggested; none is wrong.
    for was, plain, now in zip(text, straight, back, strict=True):
        assert now in (was, plain)
    if "s’" not in text:
        assert back == text


@given(texts, st.sampled_from(STYLES))
def test_nothing_but_marks_and_their_spaces_changes(text: str, style: str) -> None:
    once = house(style, alone=True).apply(text)
    assert bare(once.text) == bare(text)
    assert house(style, alone=True).apply(once.text).text == once.text


@given(texts, st.sampled_from(STYLES))
def test_with_the_default_sets_all_texts_settle(text: str, style: str) -> None:
    once = with_all(style).apply(text)
    assert with_all(style).apply(once.text).text == once.text
