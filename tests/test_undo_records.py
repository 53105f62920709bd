"""`normalise undo --edits-field`: records as they were given, from the edits that stand in them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.formats.delimited import Delimited
from normalise.formats.jsonl import JsonLines
from normalise.formats.paths import read_path
from normalise.formats.records import Fields
from normalise.pipeline.restore import Restore
from tests.strategies import cells, json_records
from tests.test_cli import folder, run
from tests.test_records import START, chunks, out, through
from tests.test_records_cli import fixed, lines, records

__all__ = ["folder", "records"]

FIELDS = Fields((read_path("text"), read_path("parts[].t")), edits="edits")
TEXT = Fields((read_path("text"),), edits="edits")


def restored(form: JsonLines | Delimited, data: bytes, size: int) -> bytes:
    form.fields = form.fields._replace(restoring=True)
    work = Restore(form, "edits")
    done = [work(block) for block in form.blocks(chunks(data, size), START)]
    assert not [reject for d in done for reject in d.rejects]
    return out(done)


@given(st.lists(json_records, max_size=4), st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :  ")]), st.sampled_from(["\n", "\r\n", " \n"]), st.integers(1, 99))
def test_json_lines_come_back(given_records: list[dict], separators: tuple[str, str], end: str, size: int) -> None:
    # In ASCII, where there is but one way to write a text.
    data = "".join(json.dumps(r, separators=separators) + end for r in given_records).encode()
    noted = out(through(JsonLines(FIELDS), data, edits_field="edits"))
    assert all("edits" in json.loads(line) for line in noted.splitlines())
    assert restored(JsonLines(FIELDS), noted, size) == data


@given(st.lists(st.tuples(cells, cells), max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 99))
def test_csv_comes_back(rows: list[tuple[str, str]], end: str, mark: bool, size: int) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=end).writerows([("id", "text"), *rows])
    data = (("\ufeff" if mark else "") + file.getvalue()).encode()
    noted = out(through(Delimited(TEXT, ","), data, edits_field="edits"))
    assert restored(Delimited(TEXT, ","), noted, size) == data


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b'{"edits": []}', b"{}"),
        (b'{ "edits": [] }\r\n', b"{  }\r\n"),
        (b'{"edits": [] , "n": 1.50}', b'{"n": 1.50}'),
        (b'{"n": 1e5,"edits":[],"text": null}', b'{"n": 1e5,"text": null}'),
        (b'{"edits": 1, "text": "a", "edits": [ ] }', b'{"edits": 1, "text": "a" }'),
        (b'{"edits": null}', b"{}"),
        (b'{"text": "peace"}', b'{"text": "peace"}'),
        (b'{"text": "a \\u0041S b", "edits": [{"field": "text", "start": 2, "end": 3, "before": "\xc3\xa9", "after": "AS"}]}', b'{"text": "a \xc3\xa9 b"}'),
    ],
)
def test_the_field_goes_wherever_it_stands(line: bytes, wanted: bytes) -> None:
    assert restored(JsonLines(TEXT), line, 100) == wanted


@pytest.mark.parametrize(
    ("edits", "text", "said"),
    [
        ('"x"', "UAR", "does not hold what --edits-field writes"),
        ('[{"field": "text", "start": "0", "end": 1, "before": "", "after": ""}]', "UAR", "does not hold what --edits-field writes"),
        ('[{"field": "text", "start": 0, "end": 2, "before": "IG", "after": "IS"}]', "UAR", "its text is not what the edits gave"),
        ('[{"field": "text", "start": -1, "end": 2, "before": "IG", "after": ""}]', "UAR", "its text is not what the edits gave"),
        ('[{"field": "body", "start": 0, "end": 2, "before": "IG", "after": "IS"}]', "UAR", "its edits are of `body`"),
        ("9" * 5000, "UAR", "Exceeds the limit"),
    ],
)
def test_edits_that_are_none(edits: str, text: str, said: str) -> None:
    work = Restore(JsonLines(TEXT._replace(restoring=True)), "edits")
    done = work(next(iter(work.format.blocks([f'{{"text": "{text}", "edits": {edits}}}'.encode()], START))))
    assert [said in reject.reason for reject in done.rejects] == [True]
    assert done.data == b""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_on_the_command_line(records: Path, jobs: str) -> None:
    given_lines = lines(20_000)
    assert run("--edits-field", "edits", "-o", "b.jsonl.gz", "a.jsonl", folder=records) == (0, b"", "")
    assert run("undo", "--edits-field", "edits", "--jobs", jobs, "b.jsonl.gz", folder=records) == (0, given_lines, "")
    assert run("undo", "--edits-field", "edits", "-i", "b.jsonl.gz", folder=records) == (0, b"", "")
    assert run("b.jsonl.gz", folder=records) == (0, fixed(given_lines), "")


def test_what_is_not_as_it_was(records: Path) -> None:
    code, out_, said = run("undo", "--edits-field", "edits", "a.jsonl", folder=records)
    assert (code, out_) == (2, b"")
    assert "records has a field `edits`; the first has id, text. Say --edits-field NAME" in said
    (records / "b.csv").write_bytes(b"id,text\n1,UAR\n")
    assert "b.csv: it has no column `edits`" in run("undo", "--edits-field", "edits", "b.csv", folder=records)[2]
    assert run("--edits-field", "edits", "-i", "b.csv", folder=records)[0] == 0
    changed = (records / "b.csv").read_bytes().replace(b"1,Syrian", b"1,Turkish")
    (records / "b.csv").write_bytes(changed)
    code, _, said = run("undo", "--edits-field", "edits", "-i", "b.csv", folder=records)
    assert code == 2
    assert "b.csv: line 2: its text is not what the edits gave" in said
    assert (records / "b.csv").read_bytes() == changed
    assert "EDITS and FILE are needed, or --edits-field NAME and FILE" in run("undo", "b.csv", folder=records)[2]
    assert "--edits-field goes with records" in run("undo", "--edits-field", "edits", "a.txt", folder=records)[2]


def test_parquet_comes_back(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = ["the UAR", None, "peace", "UAR – é"] * 500
    table = pa.table({"n": range(2000), "text": pa.array(texts, pa.large_string()), "parts": [[{"t": text, "n": 1.5}] for text in texts]})
    pq.write_table(table, folder / "a.parquet", row_group_size=700)
    table = pq.read_table(folder / "a.parquet")
    fields = ("--field", "text", "--field", "parts[].t", "--edits-field", "edits")
    assert run(*fields, "-o", "b.parquet", "a.parquet", folder=folder) == (0, b"", "")
    assert not pq.read_table(folder / "b.parquet").drop_columns(["edits"]).equals(table)
    assert run("undo", *fields, "-o", "c.parquet", "b.parquet", folder=folder) == (0, b"", "")
    assert pq.read_table(folder / "c.parquet").equals(table, check_metadata=True)
    assert run("undo", *fields, "-i", "b.parquet", folder=folder) == (0, b"", "")
    assert pq.read_table(folder / "b.parquet").equals(table, check_metadata=True)
