"""Edits: resolving depends on no order, accepted edits never conflict, applying them is what they say."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.edits import Edit, apply, conflict, resolve
from tests.strategies import proposed_edits


def test_the_worked_example_keeps_innocent_edits() -> None:
    a, b, c = Edit(0, 4, "A"), Edit(3, 8, "B", priority=-1), Edit(7, 12, "C")
    r = resolve([a, b, c])
    assert r.accepted == (a, c)
    assert r.rejected == ((b, a),)


def test_an_insertion_touches_nothing() -> None:
    insertion, neighbour = Edit(4, 4, "x"), Edit(4, 6, "y")
    assert resolve([insertion, neighbour]).accepted == (neighbour,)
    assert resolve([Edit(2, 4, "x"), neighbour]).accepted == (Edit(2, 4, "x"), neighbour)


def test_a_group_stands_or_falls_together() -> None:
    pair = [Edit(0, 1, "“", group="g"), Edit(9, 10, "”", group="g")]
    winner = Edit(8, 11, "x", priority=1)
    r = resolve([*pair, winner])
    assert r.accepted == (winner,)
    assert {e for e, _ in r.rejected} == set(pair)


def test_a_group_at_odds_with_itself_is_refused() -> None:
    pair = [Edit(0, 3, "a", group="g"), Edit(2, 4, "b", group="g")]
    r = resolve(pair)
    assert r.accepted == ()
    assert len(r.rejected) == 2


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_must_be_one(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="start"):
        Edit(start, end, "")


def test_apply_refuses_what_resolve_would_not_leave() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply("abcdef", [Edit(0, 3, "x"), Edit(2, 4, "y")])
    with pytest.raises(ValueError, match="past"):
        apply("abc", [Edit(2, 9, "x")])


@given(proposed_edits(), st.randoms(use_true_random=False))
def test_the_outcome_depends_on_no_order(edits: list[Edit], rng: random.Random) -> None:
    shuffled = list(edits)
    rng.shuffle(shuffled)
    first, second = resolve(edits), resolve(shuffled)
    assert first.accepted == second.accepted
    assert sorted(map(repr, first.rejected)) == sorted(map(repr, second.rejected))


@given(proposed_edits())
def test_accepted_edits_never_conflict_and_nothing_is_lost(edits: list[Edit]) -> None:
    r = resolve(edits)
    assert not any(conflict(a, b) for a, b in combinations(r.accepted, 2))
    assert sorted(map(repr, [*r.accepted, *(e for e, _ in r.rejected)])) == sorted(map(repr, edits))


@given(proposed_edits())
def test_what_is_rejected_has_a_reason(edits: list[Edit]) -> None:
    accepted = resolve(edits).accepted
    for loser, winner in resolve(edits).rejected:
        group = [e for e in edits if e.group == loser.group] if loser.group else [loser]
        assert any(conflict(member, winner) for member in group)
        assert winner in accepted or winner in group


@given(proposed_edits(), st.text("pqr", min_size=20, max_size=20))
def test_edits_reproduce_the_output(edits: list[Edit], text: str) -> None:
    accepted = resolve(edits).accepted
    out = apply(text, accepted)
    assert len(out) == len(text) + sum(len(e.replacement) - (e.end - e.start) for e in accepted)
    for edit in reversed(accepted):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    assert out == text
