"""The way back from a name to all its spellings."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.cli import main
from normalise.names.expand import expand, written
from normalise.names.phones import plain
from normalise.names.scripts import renderings, spelling_cost


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Хмеймим", ["Khmeymim", "Hmeimim", "Khmeimim", "Khmeymime"]), ("Буча", ["Bucha", "Buche", "Buchi", "Boutcha"]), ("حميميم", ["Hamimim", "Humaimim"]),
        ("الرقة", ["al-Raqa", "Raqa"]), ("Щербина", ["Shcherbina"]), ("Deir ez-Zor", ["Deir Ez-zor"]),
    ],
)  # fmt: skip
def test_the_plausible_spellings_are_there(name: str, spelled: list[str]) -> None:
    found = expand(name, limit=150)
    assert [s for s in spelled if s not in found] == []
    assert len(found) == len(set(found)) <= 150


def test_forms() -> None:
    spellings = expand("Хмеймим", limit=5)
    pattern = re.compile(written(spellings, "regex"))
    assert all(pattern.fullmatch(s) for s in spellings)
    assert written(spellings, "list").split("\n") == spellings
    query = json.loads(written(spellings, "elasticsearch", field="body"))
    assert [s["match_phrase"]["body"] for s in query["query"]["bool"]["should"]] == spellings


def test_command_line(capsys) -> None:
    assert main(["expand", "Хмеймим", "--limit", "2", "--as", "boolean"]) == 0
    assert capsys.readouterr().out == '"Khmeymim" OR "Hmeymim"\n'
    assert main(["expand", "  "]) == 2
    assert main(["expand", "Хмеймим", "--limit", "0"]) == 2


@given(st.text("абвгґджзийклмнопрстуфхцчшщьюяєії", min_size=1, max_size=8))
def test_every_rendering_is_read_back(native: str) -> None:
    for spelled, cost in renderings(native, limit=20):
        read = spelling_cost(native, plain(spelled))
        assert read is not None
        assert read <= cost + 1e-6
