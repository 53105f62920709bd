"""`--diff` and `--report` of records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import folder, run
from tests.test_cli_files import names
from tests.test_records_cli import fixed, lines, records
from tests.test_report import data_of

__all__ = ["folder", "records"]

DATA = b'{"id": 1, "text": "peace"}\n\n{"id": 2, "text": "the UAR\\nand RAA\\n", "parts": [{"t": "a"}, {"t": "UAR \\u2013 \\ud83d"}]}\n'
FIELDS = ("--field", "text", "--field", "parts[].t")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_diff_of_each_text_that_changes(folder: Path, jobs: str) -> None:
    (folder / "b.jsonl").write_bytes(DATA)
    (folder / "c.jsonl").write_bytes(lines(4))
    code, out, said = run("--diff", *FIELDS, "--jobs", jobs, "b.jsonl", "c.jsonl", folder=folder)
    assert (code, said) == (0, "")
    assert out.decode().splitlines()[:12] == [
        "--- b.jsonl, record 3, text", "+++ b.jsonl, record 3, text", "@@ -1,2 +1,2 @@", "-the UAR", "+the Syrian Arab Republic", " and RAA",
        "--- b.jsonl, record 3, parts[1].t", "+++ b.jsonl, record 3, parts[1].t", "@@ -1 +1 @@", "-UAR – \\ud83d", "+Syrian Arab Republic – \\ud83d",
        "--- c.jsonl, record 1, text",
    ]  # fmt: skip
    assert (folder / "b.jsonl").read_bytes() == DATA
    assert run("--diff", *FIELDS, "-o", "d.diff", "--check", "b.jsonl", "c.jsonl", folder=folder) == (1, b"", "")
    assert (folder / "d.diff").read_bytes() == out


def test_a_diff_of_cells_and_rows(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    (folder / "b.csv").write_bytes(b'id,text\r\n1,"a\nb"\r\n2,caf\xe9 UAR\r\n')
    code, out, _ = run("--diff", "--encoding", "latin-1", "--color", "always", "b.csv", folder=folder)
    assert code == 0
    assert out.startswith(b"\x1b[1m--- b.csv, record 2 (line 4), text\x1b[0m\n")
    assert b"caf\xe9 \x1b[1;4mSyrian Arab Republic" in out
    pytest.importorskip("pyarrow.parquet").write_table(pa.table({"text": ["a", "UAR"]}), folder / "b.parquet")
    assert run("--diff", "b.parquet", folder=folder)[1].startswith(b"--- b.parquet, record 2, text\n+++ b.parquet, record 2, text\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_page(folder: Path, jobs: str) -> None:
    (folder / "b.jsonl").write_bytes(DATA)
    assert run(*FIELDS, "--report", "r.html", "--jobs", jobs, "-o", "o.jsonl", "b.jsonl", folder=folder) == (0, b"", "")
    assert (folder / "o.jsonl").read_bytes() == fixed(DATA)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "<h3>record 3, text</h3>" in page
    assert "<h3>record 3, parts[1].t</h3>" in page
    assert "record 1, " not in page
    assert "2 changed, 1 suggested in 29 characters." in page
    assert [mark[1] for mark in data_of(page)["marks"]] == ["record 3, text, line 1", "record 3, text, line 2", "record 3, parts[1].t, line 1"]
    # What is decided holds for records, and shows on the next page.
    review = "schema: 1\nset: review\ndecisions:\n  - {form: UAR, rule: mine.uar, verdict: refuse}\n"
    (folder / "review.yaml").write_text(review, encoding="utf-8")
    assert run("--rules", "mine.yaml,review.yaml", *FIELDS, "--report", "r.html", "--check", "b.jsonl", folder=folder)[:2] == (0, b"")
    assert "1 suggested, 2 held back" in (folder / "r.html").read_text(encoding="utf-8")


def test_what_is_not_on_the_page_is_counted(records: Path) -> None:
    assert run("--report", "r.html", "--sample", "1", "a.jsonl", folder=records)[0] == 0
    page = (records / "r.html").read_text(encoding="utf-8")
    assert page.count("<h3>") == 50
    assert "6,667 changed in" in page
    assert "50 of each spelling are; 6,617 more places in 6,617 texts are not." in page
    (group,) = data_of(page)["groups"]
    assert (group[5], len(group[6]), group[8]) == ([6_667, 0, 0], 50, 6_617)


def test_of_a_run_that_broke_off_there_is_no_diff_and_no_page(records: Path) -> None:
    (records / "b.jsonl").write_bytes(lines(10_000) + b"{bad\n")
    assert run("--diff", "-o", "d.diff", "b.jsonl", folder=records)[0] == 2
    assert run("--report", "r.html", "-o", "o.jsonl", "b.jsonl", folder=records)[0] == 2
    assert {"d.diff", "r.html", "o.jsonl"} & set(names(records)) == set()
    # In place, one file does not keep the others from being shown.
    assert run("--report", "r.html", "-i", "b.jsonl", "a.jsonl", folder=records)[0] == 2
    assert data_of((records / "r.html").read_text(encoding="utf-8"))["files"] == ["b.jsonl", "a.jsonl"]
