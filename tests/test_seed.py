"""The real article must come out right: what is known to be damaged, what may be mended, what must stay."""

from __future__ import annotations

import json
import pathlib
import re

import pytest

from normalise import Normaliser, Result

ROOT = pathlib.Path(__file__).parent
SEED = (ROOT.parent / "seeds" / "000_c9036755b914990e.txt").read_text(encoding="utf-8")
KNOWN = json.loads((ROOT / "data" / "seed.json").read_text(encoding="utf-8"))
GOLDEN = ROOT / "data" / "seed.golden.txt"
MARKS = re.compile("[“”‘’\"]")


@pytest.fixture(scope="module")
def result() -> Result:
    return Normaliser().apply(SEED)


def now(result: Result, start: int, end: int) -> str:
    low, high = result.alignment.to_target(start, end)
    return result.text[low:high]


def test_the_golden_output(result: Result) -> None:
    assert result.text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(("start", "end", "before", "after", "kind"), KNOWN["change"])
def test_what_is_sure_is_changed(result: Result, start: int, end: int, before: str, after: str, kind: str) -> None:
    assert SEED[start:end] == before
    assert now(result, start, end) == after


@pytest.mark.parametrize(("start", "end", "before", "after", "kind"), KNOWN["off"])
def test_house_style_is_not_made_by_default(result: Result, start: int, end: int, before: str, after: str, kind: str) -> None:
    assert now(result, start, end) != after


@pytest.mark.parametrize(("start", "end", "text", "why"), KNOWN["keep"])
def test_what_only_looks_wrong_stays(result: Result, start: int, end: int, text: str, why: str) -> None:
    assert now(result, start, end) == text, why


@pytest.mark.parametrize(("start", "end", "accepted"), KNOWN["quotes"])
def test_damaged_quotations_come_out_right(start: int, end: int, accepted: list[str]) -> None:
    quotes_alone = Normaliser(select=["core.quotes"]).apply(SEED)
    assert now(quotes_alone, start, end) in accepted


def test_no_other_quotation_is_touched(result: Result) -> None:
    damaged = [(start, end) for start, end, _ in KNOWN["quotes"]]
    for c in result.changes:
        if MARKS.findall(c.before) != MARKS.findall(c.after):
            assert any(start <= c.start and c.end <= end for start, end in damaged), c


def test_what_may_be_mended_is_mostly_mended_or_suggested(result: Result) -> None:
    reached = 0
    for start, end, _, after, _ in KNOWN["either"]:
        suggested = any(s.start < end and start < s.end for s in result.suggestions)
        reached += now(result, start, end) == after or suggested
    assert reached >= 26, f"{reached} of {len(KNOWN['either'])}"


def test_a_second_run_changes_nothing(result: Result) -> None:
    again = Normaliser().apply(result.text)
    assert again.text == result.text
    assert not again.changes


def test_undo_gives_the_article_back(result: Result) -> None:
    assert result.undo() == SEED


def test_every_change_explains_itself(result: Result) -> None:
    for c in result.changes:
        assert c.rules
        assert c.reason
        assert SEED[c.start : c.end] == c.before
