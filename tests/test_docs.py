"""What the README shows is true."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import re

import pytest

from normalise import Normaliser
from normalise.check import check

README = (pathlib.Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def block(language: str, holding: str) -> str:
    return next(text for name, text in BLOCKS if name == language and holding in text)


def test_the_library_example_prints_what_it_says() -> None:
    code = block("python", "from normalise import Normaliser, normalise")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    said = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    assert out.getvalue().splitlines()[0] == said[0]
    assert len(out.getvalue().splitlines()) == 4


def test_the_pipeline_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"id": 7, "text": "Militants left the airspace of the UAR over Damascus."}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(record) + "\n"))
    exec(block("python", "import json"), {})
    out = json.loads(capsys.readouterr().out)
    assert out["id"] == 7
    assert "Syrian Arab Republic" in out["text"]
    assert out["edits"][0][2:] == ["Syrian Arab Republic", ["syria.uar"]]


def test_the_rule_passes_the_check_and_works(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(block("yaml", "schema: 1"), encoding="utf-8")
    assert [str(f) for f in check([path]) if f.level != "note"] == []
    assert Normaliser(rules=[path]).apply("The defeat of the IG and of Daesh.").text == "The defeat of the IS and of Daesh."


def test_before_and_after_are_those_of_the_sample() -> None:
    before, after = (
        [p.strip() for p in re.split(r"\[…\]", " ".join(re.findall(r"^> ?(.*)$", quoted, re.MULTILINE)))]
        for quoted in re.findall(r"^(?:Before|After).*?\n\n((?:>.*\n)+)", README, re.MULTILINE)
    )
    seed = (pathlib.Path(__file__).parent.parent / "seeds" / "000_c9036755b914990e.txt").read_text(encoding="utf-8")
    result = Normaliser().apply(seed).text
    for piece in before:
        assert piece.lstrip("“") in seed
    for piece in after:
        assert piece.lstrip("“") in result
