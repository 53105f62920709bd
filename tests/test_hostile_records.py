"""Records, names and devices as somebody may bring them who wishes us ill, or has slipped."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from normalise.formats.atomic import Replacement
from normalise.formats.delimited import Delimited
from normalise.formats.paths import read_path
from normalise.formats.records import Fields
from tests.test_cli import folder, run
from tests.test_cli_files import names
from tests.test_records import through

__all__ = ["folder"]


@pytest.mark.skipif(os.name != "posix", reason="a named pipe")
def test_a_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe or a device"):
        Replacement(str(tmp_path / "pipe"))
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("name", ["a.txt", "b.jsonl"])
def test_no_space_says_where(folder: Path, name: str) -> None:
    (folder / "b.jsonl").write_bytes(b'{"text": "UAR"}\n')
    for arguments in (["-o", "full"], ["--edits", "full", "--check"], ["--report", "full", "--check"], ["--diff", "-o", "full"], ["-o", "o", "--manifest", "full"]):
        (folder / "full").unlink(missing_ok=True)
        (folder / "full").symlink_to("/dev/full")
        code, _, said = run(*arguments, name, folder=folder)
        assert (code, "full: no space left on device" in said) == (2, True)
        assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_manifest_may_go_nowhere(folder: Path) -> None:
    assert run("a.txt", "-o", "o.txt", "--manifest", os.devnull, folder=folder)[0] == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode) or os.name == "nt"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--edits-field", "", "b.jsonl"], "--edits-field needs the name of a field"),
        (["--edits-field", "text", "b.jsonl"], "there the text is"),
        (["--field", "", "b.jsonl"], "is no path to a field"),
        (["--no-config", "undo", "b.jsonl"], "the command comes first: normalise undo"),
        (["deep.jsonl"], "line 1: it is nested too deeply"),
        (["b.jsonl", "--report", "nowhere.html"], "nowhere.html: no such file"),
    ],
)
def test_slips_are_named(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "b.jsonl").write_bytes(b'{"text": "UAR"}\n')
    (folder / "deep.jsonl").write_bytes(b'{"text": "a", "b": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")
    (folder / "nowhere.html").symlink_to("/nonexistent/out.html")
    code, _, error = run(*arguments, folder=folder)
    assert code == 2
    assert said in error
    assert "tmp" not in error


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "jsonl.gz"])
def test_nothing_becomes_nothing(folder: Path, kind: str) -> None:
    (folder / f"e.{kind}").write_bytes(b"")
    for arguments in ([], ["--diff"], ["--check"], ["-i"], ["--sample", "1"]):
        assert run(*arguments, f"e.{kind}", folder=folder)[0] == 0
    assert run(f"e.{kind}", "-o", f"f.{kind}", folder=folder)[0] == 0
    assert (folder / f"f.{kind}").read_bytes() == b""


def test_parquet_through_a_pipe(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    code, out, said = run("--format", "parquet", given=b"PAR1", folder=folder)
    assert (code, out) == (2, b"")
    assert "cannot be read from a pipe; name the file" in said
    assert [name for name in names(folder) if "parquet" in name] == []


def test_each_of_many_wrong_lines_is_rejected() -> None:
    done = through(Delimited(Fields((read_path("text"),)), ","), b'id,text\n' + b'1,"a\n"b"\n' * 500 + b"1,c\n", size=1 << 30)
    assert [(d.tally.rejected, d.tally.records) for d in done] == [(1_000, 1)]


def test_a_byte_order_mark_and_line_ends_stay(folder: Path) -> None:
    data = b'\xef\xbb\xbf"id","text"\r\n1,"the UAR, so"\r\n\r\n2,"a\0b"\r\n'
    (folder / "b.csv").write_bytes(data)
    assert run("b.csv", folder=folder) == (0, data.replace(b"UAR", b"Syrian Arab Republic"), "")
