"""Alignment laws: covering, associative, invertible, neutral; and the ways of counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.align import Alignment
from normalise.edits import Edit
from normalise.offsets import Offsets
from tests.strategies import chains, hurtful_text

Chain = tuple[list[str], list[Alignment]]


@given(chains())
def test_between_hunks_text_is_copied(chain: Chain) -> None:
    texts, (a, b, c) = chain
    whole = a.compose(b).compose(c)
    source = target = 0
    for hunk in whole.hunks:
        assert texts[0][source : hunk.source_start] == texts[-1][target : hunk.target_start]
        source, target = hunk.source_end, hunk.target_end
    assert texts[0][source:] == texts[-1][target:]


@given(chains())
def test_composition_is_associative(chain: Chain) -> None:
    _, (a, b, c) = chain
    assert a.compose(b).compose(c) == a.compose(b.compose(c))


@given(chains(2))
def test_inverse(chain: Chain) -> None:
    _, (a, b) = chain
    assert a.inverse().inverse() == a
    assert a.compose(b).inverse() == b.inverse().compose(a.inverse())


@given(chains(1))
def test_identity_is_neutral(chain: Chain) -> None:
    texts, (a,) = chain
    assert Alignment.identity(len(texts[0])).compose(a) == a == a.compose(Alignment.identity(len(texts[1])))


@given(chains(2), st.data())
def test_spans_stay_spans_and_copied_text_is_found_again(chain: Chain, data: st.DataObject) -> None:
    texts, (a, b) = chain
    whole = a.compose(b)
    start = data.draw(st.integers(0, len(texts[0])))
    end = data.draw(st.integers(start, len(texts[0])))
    low, high = whole.to_target(start, end)
    assert 0 <= low <= high <= len(texts[-1])
    if not any(h.source_start < end and start < h.source_end for h in whole.hunks) and start < end:
        inside = [h for h in whole.hunks if start < h.source_start < end]
        if not inside:
            assert texts[0][start:end] == texts[-1][low:high]
            assert whole.to_source(low, high) == (start, end)


@given(chains(1), st.data())
def test_a_wider_span_maps_to_a_wider_one(chain: Chain, data: st.DataObject) -> None:
    texts, (a,) = chain
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts[0])), min_size=4, max_size=4)))
    if cuts[1] < cuts[2]:
        inner, outer = a.to_target(cuts[1], cuts[2]), a.to_target(cuts[0], cuts[3])
        assert outer[0] <= inner[0]
        assert inner[1] <= outer[1]


def test_spans_outside_are_refused() -> None:
    a = Alignment.of_edits(5, [Edit(1, 2, "xyz")])
    assert a.to_target(1, 2) == (1, 4)
    for span in ((-1, 2), (3, 2), (0, 6)):
        with pytest.raises(ValueError, match="span"):
            a.to_target(*span)
    with pytest.raises(ValueError, match="compose"):
        a.compose(a)


def test_an_insertion_is_found_from_its_place() -> None:
    a = Alignment.of_edits(4, [Edit(2, 2, "xy")])
    assert a.to_target(2, 2) == (2, 4)
    assert a.to_target(0, 2) == (0, 2)
    assert a.to_target(2, 4) == (4, 6)
    assert a.to_source(2, 4) == (2, 2)


@given(hurtful_text)
def test_offsets_count_as_the_encodings_do(text: str) -> None:
    offsets = Offsets(text)
    for i in range(len(text) + 1):
        assert offsets.utf8(i) == len(text[:i].encode("utf-8", "surrogatepass"))
        assert offsets.utf16(i) == len(text[:i].encode("utf-16-le", "surrogatepass")) // 2


def test_lines_and_columns() -> None:
    offsets = Offsets("ab\r\ncd\re\nf")
    assert [offsets.line_column(i) for i in (0, 2, 4, 7, 9, 10)] == [(1, 1), (1, 3), (2, 1), (3, 1), (4, 1), (4, 2)]
