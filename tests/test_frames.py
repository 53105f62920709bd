"""Frames: what they match and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.document import Document
from normalise.frames import Frame, Sides, compile_frame, compile_words, first_of
from normalise.frametree import FrameError, expand, parse


def fits(frame: str, text: str, mention: str = "IG") -> bool:
    start = text.index(mention)
    return bool(compile_frame(frame).fit(text, start, start + len(mention), 0, len(text)))


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("the ~", "of the IG."),
        ("the ~", "of The  IG."),
        ("the ~", "of the\nIG."),
        ("(against|defeat of) (the)? ~", "the defeat of IG"),
        ("(against|defeat of) (the)? ~", "AGAINST THE IG"),
        ("(the)? ~ fighters", "IG fighters"),
        ("(the)? ~ fighters", "the IG fighters"),
        ("~ (militants|fighters)", "IG fighters."),
        ("~’s units", "IG's units"),
        ("~'s units", "IG’s units"),
        ("~(’s)? units", "IG units"),
        ("~(’s)? units", "IG’s units"),
        ('"~"', "the “IG” there"),
        ('"~"', 'the "IG" there'),
        ("defeat of … ~", "defeat of the so-called and much feared IG"),
        ("~-controlled", "IG-controlled town"),
        ("% of ~", "90% of IG"),
        ("of the ~", "of the “IG”"),
        ("Syria", "In Syria the IG"),
        ("(General|Gen.) ~", "Gen. IG"),
    ],
)
def test_fits(frame: str, text: str) -> None:
    assert fits(frame, text)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("the ~", "bathe IG"),
        ("the ~", "the old IG"),
        ("Lead ~", "the lead IG"),
        ("~ fighters", "IG firefighters"),
        ("~ fighter", "IG fighters"),
        ("defeat of … ~", "defeat of one two three four five six seven IG"),
        ("Syria", "in syria the IG"),
        ("Syria", "the Assyrian IG"),
        ('"~"', "the IG there"),
        ("~-controlled", "IG controlled"),
    ],
)
def test_does_not_fit(frame: str, text: str) -> None:
    assert not fits(frame, text)


@pytest.mark.parametrize("frame", ["", "(a", "a)", "(a|", "(|a) ~", "~ and ~", "(a ~) b", "(a|b))", "a … … … … … … ~"])
def test_frames_that_cannot_be_read(frame: str) -> None:
    with pytest.raises(FrameError):
        parse(frame)


def test_forms_are_written_out() -> None:
    assert expand("(a|b) c(d)?") == ["a cd", "a c", "b cd", "b c"]
    for form in ("~ x", "a … b", "(a", "(a|b)" * 30):
        with pytest.raises(FrameError):
            expand(form)


def test_words_anywhere() -> None:
    pattern = compile_words(("Inspector General", "search and rescue"))
    assert pattern.search("a Search  and rescue team")
    assert not pattern.search("an inspector general")


@given(st.text("ab ~()|?…'\".*+[\\", max_size=20), st.text("ab '\"~", max_size=20))
def test_no_frame_crashes(frame: str, text: str) -> None:
    try:
        compiled = compile_frame(frame)
    except FrameError:
        return
    compiled.fit(text, 0, min(1, len(text)), 0, len(text))


_frame_words = st.sampled_from(["the", "IG", "fighters", "won't", "Syria", "“so”", "é", "~", "…", "(of|in the)", "(a)?", "~-held"])
_text_words = st.sampled_from(["the", "The", "IG", "FIGHTERS", "won’t", "Won't", "Syria", "\"so\"", "É", "ſyria", "Kıng", "of", "in", "a", "IG-held", "IG’s"])


_gaps = st.sampled_from([" ", "  ", "\n", "\u2003", " “", "” ", "’ ", " " * 90])


@given(
    st.lists(_frame_words, min_size=1, max_size=5).map(" ".join),
    st.lists(st.tuples(_text_words, _gaps), max_size=6),
    st.lists(st.tuples(_gaps, _text_words), max_size=6),
)
def test_the_words_that_a_frame_needs_rule_out_no_match(frame: str, before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
    try:
        compiled = compile_frame(frame)
    except FrameError:
        return
    left = "".join(map("".join, before))
    text = left + "IG" + "".join(map("".join, after))
    start = len(left)
    unchecked = Frame(frame)
    unchecked._needs_before = unchecked._needs_after = frozenset()
    found = unchecked.fit(text, start, start + 2, 0, len(text))
    assert compiled.fit(text, start, start + 2, 0, len(text)) == found
    assert not found or compiled.may_fit(Sides.of(text, start, start + 2))


@given(st.lists(_frame_words.filter(lambda word: word not in "~…~-held"), min_size=1, max_size=4).map(tuple), st.lists(_text_words, max_size=8).map(" ".join))
def test_the_first_of_words_is_what_one_pattern_of_all_finds(words: tuple[str, ...], text: str) -> None:
    found = compile_words(words).search(text)
    assert first_of(words, Document(text)) == (found.group() if found else "")
