"""`--resume`: going on where a run broke off, and never with what is not its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.test_cli import folder, run
from tests.test_cli_files import names
from tests.test_records_cli import LONG, fixed, lines, records

__all__ = ["folder", "records"]


class TestResume:
    """`--resume`."""

    ARGUMENTS = ("a.jsonl", "-o", "o.jsonl", "--edits", "e.jsonl")

    def broken_off(self, folder: Path) -> bytes:
        """A run that stops at a bad record, far in; gives the records up to there."""
        good = LONG
        (folder / "a.jsonl").write_bytes(good + b"{bad\n" + lines(1000))
        code, _, said = run(*self.ARGUMENTS, folder=folder)
        assert code == 2
        assert "What is done so far is in" in said
        assert {"o.jsonl.partial", "o.jsonl.journal"} <= set(names(folder))
        assert "o.jsonl" not in names(folder)
        return good

    def test_going_on(self, folder: Path) -> None:
        good = self.broken_off(folder)
        code, _, said = run(*self.ARGUMENTS, "--resume", "--rejects", "r.jsonl", "--manifest", "m.json", folder=folder)
        assert code == 0
        assert "going on after line" in said
        assert (folder / "o.jsonl").read_bytes() == fixed(good + lines(1000))
        assert len((folder / "e.jsonl").read_bytes().splitlines()) == (good + lines(1000)).count(b"UAR")
        assert json.loads((folder / "m.json").read_bytes())["counts"]["records"] == 7_000
        assert not {"o.jsonl.partial", "o.jsonl.journal"} & set(names(folder))

    def test_refused(self, folder: Path) -> None:
        good = self.broken_off(folder)
        assert "other rules" in run(*self.ARGUMENTS, "--resume", "--ignore", "mine.raa", folder=folder)[2]
        assert "other options" in run(*self.ARGUMENTS, "--resume", "--mode", "annotate", folder=folder)[2]
        data = (folder / "a.jsonl").read_bytes()
        (folder / "a.jsonl").write_bytes(b"x" + data[1:])
        assert "is not what was read then" in run(*self.ARGUMENTS, "--resume", folder=folder)[2]
        (folder / "a.jsonl").write_bytes(data)
        partial = (folder / "o.jsonl.partial").read_bytes()
        (folder / "o.jsonl.partial").write_bytes(b"x" + partial[1:])
        assert "is not what" in run(*self.ARGUMENTS, "--resume", folder=folder)[2]
        # Without --resume it begins anew.
        (folder / "a.jsonl").write_bytes(good)
        assert run(*self.ARGUMENTS, folder=folder) == (0, b"", "")
        assert (folder / "o.jsonl").read_bytes() == fixed(good)

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("o.jsonl.journal", b"My dear diary\n", "o.jsonl.journal: it is no journal of normalise"),
            ("o.jsonl.journal", b"no line end", "o.jsonl.journal: it is no journal of normalise"),
            ("o.jsonl.journal", b'{"a": 1}\n{"b": 2}\n', "o.jsonl.journal: it is no journal of normalise"),
            ("o.jsonl.partial", b"a work in progress", "it does not say what"),
        ],
    )
    def test_what_is_not_ours_is_left_alone(self, records: Path, name: str, data: bytes, said: str) -> None:
        (records / name).write_bytes(data)
        for arguments in (self.ARGUMENTS, (*self.ARGUMENTS, "--resume")):
            code, _, error = run(*arguments, folder=records)
            assert code == 2
            assert said in error
            assert (records / name).read_bytes() == data
            assert "o.jsonl" not in names(records)

    def test_a_journal_that_cannot_be_read(self, records: Path) -> None:
        (records / "o.jsonl.journal").mkdir()
        code, _, said = run(*self.ARGUMENTS, "--resume", folder=records)
        assert (code, said) == (2, f"normalise: error: {records / 'o.jsonl.journal'}: it is a folder; name the files in it\n")

    def test_what_is_written_on_the_way_is_not_read(self, folder: Path) -> None:
        self.broken_off(folder)
        given = (folder / "o.jsonl.partial").read_bytes()
        code, _, said = run("o.jsonl.partial", "--format", "jsonl", "-o", "o.jsonl", folder=folder)
        assert code == 2
        assert "is written on the way to o.jsonl" in said
        assert (folder / "o.jsonl.partial").read_bytes() == given

    def test_a_journal_that_is_damaged(self, folder: Path) -> None:
        good = self.broken_off(folder)
        journal = folder / "o.jsonl.journal"
        head, *entries = journal.read_bytes().splitlines(keepends=True)
        assert entries
        empty = hashlib.sha256().hexdigest().encode()
        for last in (b'{"out": "x"}\n', b'{"place": 1, "sha256": {"in": "", "out": ""}, "out": 0}\n', b'{"out": 0, "sha256": {"out": "%s"}}\n' % empty):
            journal.write_bytes(head + last)
            code, _, said = run(*self.ARGUMENTS, "--resume", folder=folder)
            assert code == 2
            assert "run without --resume to begin anew" in said
            assert "fault of the program" not in said
        # A line that a power cut tore is as good as none.
        journal.write_bytes(b"".join((head, *entries)) + b'{"place": {"re')
        assert run(*self.ARGUMENTS, "--resume", "--rejects", "r.jsonl", folder=folder)[0] == 0
        assert (folder / "o.jsonl").read_bytes() == fixed(good + lines(1000))

    def test_parquet(self, folder: Path) -> None:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        texts = ["peace"] * 9_000 + ["the UAR"] * 9_000
        table = pa.table({"text": texts, "pad": [f"{number:600}" for number in range(len(texts))]})
        pq.write_table(table, folder / "a.parquet", row_group_size=5_000)
        parts = ("a.parquet", "-o", "c.parquet", "--edits", "f.jsonl")
        assert run("a.parquet", "-o", "b.parquet", "--edits", "e.jsonl", folder=folder) == (0, b"", "")
        code, _, said = run(*parts, "--limit-rate", folder=folder)
        assert code == 2
        assert "the same command with --resume goes on from there" in said
        assert "c.parquet" not in names(folder)
        said = run(*parts, "--resume", "--manifest", "m.json", folder=folder)[2]
        assert "going on after row" in said
        assert "error" not in said
        assert (folder / "c.parquet").read_bytes() == (folder / "b.parquet").read_bytes()
        assert (folder / "f.jsonl").read_bytes() == (folder / "e.jsonl").read_bytes()
        assert pq.read_table(folder / "c.parquet").column("text").to_pylist() == [text.replace("UAR", "Syrian Arab Republic") for text in texts]
        manifest = json.loads((folder / "m.json").read_bytes())
        assert manifest["outputs"][0]["sha256"] == hashlib.sha256((folder / "c.parquet").read_bytes()).hexdigest()
        assert manifest["counts"]["records"] == len(texts)
        assert [name for name in names(folder) if name.startswith("c.parquet.")] == []
        # Another input is not gone on with.
        run(*parts, "--limit-rate", folder=folder)
        pq.write_table(table, folder / "a.parquet", row_group_size=5_001)
        assert "is not what was read then" in run(*parts, "--resume", folder=folder)[2]

    def test_a_whole_parquet_file_whose_manifest_is_missing(self, folder: Path) -> None:
        pa = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pa.table({"text": ["the UAR"]}), folder / "a.parquet")
        (folder / "m.json").symlink_to("/nonexistent/m.json")
        command = ("a.parquet", "-o", "b.parquet", "--manifest", "m.json")
        assert "b.parquet is whole" in run(*command, folder=folder)[2]
        made = (folder / "b.parquet").read_bytes()
        (folder / "m.json").unlink()
        assert run(*command, "--resume", folder=folder)[0] == 0
        assert (folder / "b.parquet").read_bytes() == made
        outputs = json.loads((folder / "m.json").read_bytes())["outputs"]
        assert outputs == [{"path": "b.parquet", "bytes": len(made), "sha256": hashlib.sha256(made).hexdigest()}]

    def test_nothing_to_go_on_with(self, records: Path) -> None:
        assert run(*self.ARGUMENTS, "--resume", folder=records) == (0, b"", "")
        assert (records / "o.jsonl").read_bytes() == fixed(lines(20_000))
        assert run(*self.ARGUMENTS, "--resume", folder=records) == (0, b"", "")
        assert (records / "o.jsonl").read_bytes() == fixed(lines(20_000))
