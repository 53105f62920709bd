"""Records on the command line: formats, jobs, going on, rejects, samples, limits."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from normalise.cli.errors import CliError
from normalise.cli.forms import as_records
from normalise.cli.options import Options, read_options
from tests.hard import kill
from tests.test_cli import ENVIRONMENT, folder, run
from tests.test_cli_files import names

__all__ = ["folder"]


def lines(count: int, *, every: int = 3) -> bytes:
    return b"".join(b'{"id": %d, "text": "%s"}\n' % (n, b"the UAR" if n % every == 0 else b"peace") for n in range(count))


def fixed(data: bytes) -> bytes:
    return data.replace(b"UAR", b"Syrian Arab Republic")


# Records so long that a few of them are enough for the journal.
LONG = b"".join(b'{"id": %d, "text": "the UAR", "more": "%s"}\n' % (n, b"x" * 1500) for n in range(6_000))


@pytest.fixture
def records(folder: Path) -> Path:
    (folder / "a.jsonl").write_bytes(lines(20_000))
    return folder


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_jobs_make_no_difference(records: Path, jobs: str) -> None:
    assert run("--jobs", jobs, "a.jsonl", folder=records) == (0, fixed(lines(20_000)), "")
    text = b"the UAR\r\npeace\n" * 20_000
    assert run("--unit", "line", "--jobs", jobs, given=text, folder=records) == (0, fixed(text), "")
    text = b"the UAR\n\npeace\n\n" * 5_000
    assert run("--unit", "paragraph", "--jobs", jobs, "--stats", given=text, folder=records)[1] == fixed(text)


def test_jobs_over_files(folder: Path) -> None:
    texts = {f"{n}.txt": b"the UAR %d" % n for n in range(30)}
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    code, _, said = run("--jobs", "2", "-i", "--edits", "e.jsonl", *texts, "none.txt", folder=folder)
    assert (code, said) == (2, "normalise: error: none.txt: no such file\n")
    assert {name: (folder / name).read_bytes() for name in texts} == {name: fixed(data) for name, data in texts.items()}
    assert run("undo", "-i", "e.jsonl", *texts, folder=folder)[0] == 0
    assert {name: (folder / name).read_bytes() for name in texts} == texts


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".zst"])
def test_compressed(records: Path, ending: str) -> None:
    if ending == ".zst":
        pytest.importorskip("zstandard")
    packed, back = f"b.jsonl{ending}", f"c.txt{ending}"
    assert run("a.jsonl", "-o", packed, "--jobs", "2", folder=records)[0] == 0
    assert run(packed, folder=records)[1] == fixed(lines(20_000))
    assert run("--check", packed, folder=records)[0] == 0
    # In place, texts and undoing too.
    text = b"peace\n" * 1000 + b"the UAR\n"
    (records / "t.txt").write_bytes(text)
    assert run("--rules", "core", "t.txt", "-o", back, folder=records)[0] == 0
    assert run("-i", "--unit", "line", "--edits", "e.jsonl", back, folder=records)[0] == 0
    assert run(back, folder=records)[1] == fixed(text)
    assert run("undo", "-i", "e.jsonl", back, folder=records)[0] == 0
    assert run("--rules", "core", back, folder=records)[1] == text
    (records / packed).write_bytes((records / packed).read_bytes()[:-3])
    code, _, said = run(packed, "-o", "d.jsonl", folder=records)
    assert code == 2
    assert "it breaks off" in said
    assert "d.jsonl" not in names(records)


def test_csv_and_tsv_by_name(folder: Path) -> None:
    (folder / "a.csv").write_bytes(b'n,body\r\n"1","UAR, so"\r\n')
    (folder / "a.tsv").write_bytes(b"n\tbody\n1\tUAR, so\n")
    assert run("--field", "body", "a.csv", folder=folder)[1] == b'n,body\r\n"1","Syrian Arab Republic, so"\r\n'
    assert run("--field", "body", "-i", "a.tsv", folder=folder)[0] == 0
    assert (folder / "a.tsv").read_bytes() == b"n\tbody\n1\tSyrian Arab Republic, so\n"
    code, _, said = run("a.csv", folder=folder)
    assert (code, said) == (2, "normalise: error: a.csv: it has no column `text`; there are n, body\n")
    assert run("--field", "body", "--encoding", "utf-16", "a.csv", folder=folder)[0] == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"n;text\n1;UAR\n", "its cells seem to be parted by ';', and here ',' parts them: convert it first"),
        ("a.tsv", b"n,text\n1,UAR\n", "its cells seem to be parted by ',', and here '\\t' parts them: convert it first"),
        ("a.csv", "n,text\n1,UAR\n".encode("utf-16"), "it is in UTF-16; convert it to UTF-8 first"),
    ],
)
def test_a_table_that_is_written_otherwise(folder: Path, name: str, data: bytes, said: str) -> None:
    (folder / name).write_bytes(data)
    code, out, error = run(name, folder=folder)
    assert (code, out) == (2, b"")
    assert said in error
    assert error.isascii()


def test_in_place(records: Path) -> None:
    sound = lines(30_000, every=1_000_000).replace(b"the UAR", b"peace")
    (records / "sound.jsonl").write_bytes(sound)
    late = sound + b'{"text": "the UAR"}'
    (records / "late.jsonl").write_bytes(late)
    inode = (records / "sound.jsonl").stat().st_ino
    assert run("-i", "--jobs", "2", "sound.jsonl", "late.jsonl", "a.jsonl", "--backup", ".bak", folder=records) == (0, b"", "")
    assert (records / "sound.jsonl").stat().st_ino == inode
    assert (records / "late.jsonl").read_bytes() == fixed(late)
    assert (records / "late.jsonl.bak").read_bytes() == late
    assert (records / "a.jsonl").read_bytes() == fixed(lines(20_000))
    (records / "bad.jsonl").write_bytes(b'{"text": "UAR"}\n{')
    code, _, said = run("-i", "bad.jsonl", "late.jsonl.bak", "--format", "jsonl", folder=records)
    assert code == 2
    assert said.startswith("normalise: error: bad.jsonl: line 2: it is not JSON: ")
    assert (records / "bad.jsonl").read_bytes() == b'{"text": "UAR"}\n{'
    assert (records / "late.jsonl.bak").read_bytes() == fixed(late)


def test_several_files_into_one(records: Path) -> None:
    (records / "b.jsonl").write_bytes(LONG)
    assert run("a.jsonl", "b.jsonl", "-o", "o.jsonl", folder=records) == (0, b"", "")
    assert (records / "o.jsonl").read_bytes() == fixed(lines(20_000) + LONG)
    (records / "c.jsonl").write_bytes(b"{")
    code, _, said = run("b.jsonl", "c.jsonl", "-o", "p.jsonl", folder=records)
    assert code == 2
    assert "--resume" not in said
    assert [name for name in names(records) if name.startswith("p.jsonl")] == []


def test_rejects(records: Path) -> None:
    bad = [b"{broken\n", b'{"text": 1}\n', b'{"text": "\xff"}\n']
    data = lines(100) + bad[0] + lines(100) + bad[1] + bad[2] + lines(100)
    (records / "b.jsonl").write_bytes(data)
    code, out, said = run("b.jsonl", "-o", "o.jsonl", folder=records)
    assert (code, out) == (2, b"")
    assert said.startswith("normalise: error: b.jsonl: line 101: it is not JSON")
    assert "--rejects FILE" in said
    assert "o.jsonl" not in names(records)
    code, out, said = run("b.jsonl", "--rejects", "r.jsonl", "--jobs", "2", folder=records)
    assert (code, out) == (0, fixed(lines(100)) * 3)
    assert said == "normalise: note: 3 of 303 records are in r.jsonl\n"
    rejects = [json.loads(line) for line in (records / "r.jsonl").read_bytes().splitlines()]
    assert [r["line"] for r in rejects] == [101, 202, 203]
    assert rejects[0]["raw"] == bad[0].decode()
    assert "not UTF-8" in rejects[2]["reason"]
    assert "raw_base64" in rejects[2]


def test_a_field_that_no_record_has(records: Path) -> None:
    code, _, said = run("a.jsonl", "--field", "body", "-o", "o.jsonl", folder=records)
    assert code == 2
    assert "records has a field `body`; the first has id, text. Say --field NAME" in said
    (records / "few.jsonl").write_bytes(lines(10))
    # Where there are few records nothing is known before the end, and still nothing is written.
    for arguments in ([], ["-o", "o.jsonl"], ["--jobs", "2"], ["--check"]):
        code, out, said = run("few.jsonl", "--field", "txt", *arguments, folder=records)
        assert (code, out) == (2, b"")
        assert "no record has a field `txt`; the first has id, text (is `text` meant?). Say --field NAME" in said
    assert "o.jsonl" not in names(records)


def test_a_field_that_no_record_has_is_said_before_all_is_read(records: Path) -> None:
    command = [sys.executable, "-m", "normalise", "--format", "jsonl", "--field", "body"]
    with subprocess.Popen(command, cwd=records, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        with suppress(BrokenPipeError):
            process.stdin.write(lines(20_000))
            process.stdin.flush()
        assert b"records has a field `body`" in process.stderr.readline()  # and yet there may be more to come
        assert process.wait(timeout=60) == 2
        assert process.stdout.read() == b""


def test_a_field_that_some_records_have(records: Path) -> None:
    late = b'{"id": 1, "other": "the UAR"}\n' * 20_000 + b'{"text": "the UAR"}\n'
    (records / "late.jsonl").write_bytes(late)
    code, out, said = run("late.jsonl", "--field", "text", "--field", "other", folder=records)
    assert (code, out) == (0, fixed(late))
    assert said.startswith("normalise: warning: none of the first ")
    assert "records has a field `text`" in said
    # Null is a field too.
    (records / "null.jsonl").write_bytes(b'{"text": null, "p": [{"t": null}]}\n' * 2_000)
    assert run("null.jsonl", "--field", "text", "--field", "p[].t", folder=records)[0] == 0
    code, _, said = run("null.jsonl", "--field", "text", "--field", "p[].s", folder=records)
    assert code == 2
    assert "error: no record has a field `p[].s`" in said


def test_a_column_that_is_not_there(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": ["a"], "parts": [[{"t": "UAR", "u": 1}]]}), folder / "a.parquet")
    for field, said in (("txt", "no column `txt`; there are text, parts"), ("parts[].x", "it has no `parts[].x`; where `x` should be, there are t, u")):
        code, out, error = run("a.parquet", "--field", field, folder=folder)
        assert (code, out) == (2, b"")
        assert said in error


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_source_field_that_no_record_has(records: Path, jobs: str) -> None:
    code, out, said = run("a.jsonl", "--source-field", "ru", "--jobs", jobs, folder=records)
    assert (code, out) == (0, fixed(lines(20_000)))
    assert said == "normalise: warning: no record has a text at `ru`; nothing was decided by its source\n"
    (records / "s.jsonl").write_bytes(b'{"text": "a"}\n{"text": "b", "ru": "c"}\n')
    assert run("s.jsonl", "--source-field", "ru", "--jobs", jobs, folder=records)[2] == ""


@pytest.mark.parametrize("flag", ["--output", "--edits", "--rejects", "--manifest"])
def test_a_folder_that_is_not_there_is_said_before_the_work(records: Path, flag: str) -> None:
    (records / "d").mkdir()
    before = names(records)
    output = () if flag == "--output" else ("-o", "o.jsonl")
    for path, what in (("no/f", "there is no such folder to write to"), ("d", "it is a folder; name a file in it")):
        assert run("a.jsonl", *output, flag, path, folder=records) == (2, b"", f"normalise: error: {flag} {path}: {what}\n")
    assert names(records) == before


def test_a_manifest_that_cannot_be_written_leaves_the_output(records: Path) -> None:
    (records / "m.json").symlink_to("/nonexistent/m.json")
    command = ("a.jsonl", "-o", "o.jsonl", "--manifest", "m.json")
    code, _, said = run(*command, folder=records)
    assert code == 2
    assert "o.jsonl is whole; the same command with --resume does what is missing" in said
    assert (records / "o.jsonl").read_bytes() == fixed(lines(20_000))
    (records / "m.json").unlink()
    assert run(*command, "--resume", folder=records)[0] == 0
    assert json.loads((records / "m.json").read_bytes())["counts"]["records"] == 20_000
    assert (records / "o.jsonl").read_bytes() == fixed(lines(20_000))


def test_undo_says_that_it_is_not_for_records(records: Path) -> None:
    assert run("a.jsonl", "--edits", "e.jsonl", "-o", "o.jsonl", folder=records)[0] == 0
    code, out, said = run("undo", "e.jsonl", "o.jsonl", folder=records)
    assert (code, out) == (2, b"")
    assert "line 1 is of a record, and only files of text can be restored so; where --edits-field wrote them" in said


def test_sample_changes_nothing(records: Path) -> None:
    code, out, _ = run("a.jsonl", "--sample", "2", "--jobs", "2", folder=records)
    shown = out.decode().splitlines()
    assert code == 0
    assert shown[0] == "20,000 records, of which 6,667 would change: 6,667 changes, 0 suggestions"
    assert shown[2] == "mine.uar: 6,667 changes, 0 suggestions"
    assert len(shown) == 5
    assert "the [UAR → Syrian Arab Republic]" in shown[3]
    assert run("a.jsonl", "--sample", "2", folder=records)[1] == out
    assert run("a.jsonl", "--sample", "2", "--seed", "1", folder=records)[1] != out
    assert (records / "a.jsonl").read_bytes() == lines(20_000)
    assert b"mine.raa: 0 changes, 1 suggestion" in run("--sample", "1", "a.txt", folder=records)[1]


def test_manifest(records: Path) -> None:
    assert run("a.jsonl", "-o", "o.jsonl.gz", "--manifest", "m.json", folder=records)[0] == 0
    said = json.loads((records / "m.json").read_bytes())
    for kind, name in (("inputs", "a.jsonl"), ("outputs", "o.jsonl.gz")):
        data = (records / name).read_bytes()
        assert said[kind] == [{"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}]
    assert said["counts"]["changes"] == {"mine.uar": 6_667}
    assert len(said["rules"]["fingerprint"]) == 16
    text = (records / "a.txt").read_bytes()
    assert run("a.txt", "-i", "--manifest", "m.json", folder=records)[0] == 0
    said = json.loads((records / "m.json").read_bytes())
    assert said["inputs"][0]["sha256"] == hashlib.sha256(text).hexdigest()
    assert said["outputs"][0]["sha256"] == hashlib.sha256((records / "a.txt").read_bytes()).hexdigest()


def test_limit_rate(folder: Path) -> None:
    data = lines(10_000, every=1_000) + lines(2_000, every=2)
    (folder / "b.jsonl").write_bytes(data)
    assert run("b.jsonl", folder=folder) == (0, fixed(data), "")
    # Blocks are long, and so the excess must be too.
    (folder / "b.jsonl").write_bytes(lines(40_000, every=1_000) + lines(40_000, every=2))
    code, _, said = run("b.jsonl", "--limit-rate", "-o", "o.jsonl", folder=folder)
    assert code == 2
    assert "--limit-rate: mine.uar changed" in said
    assert "o.jsonl" not in names(folder)
    text = b"peace\n" * 10_000 + b"UAR\n" * 2_000
    assert "of the last 1,000 texts" in run("--unit", "line", "--limit-rate", given=text, folder=folder)[2]


def test_annotate(folder: Path) -> None:
    once = run("--mode", "annotate", "a.txt", folder=folder)[1]
    assert once == b"the UAR [Syrian Arab Republic]\r\nand the RAA\r\n\r\nthe UAR [Syrian Arab Republic]"
    assert run("--mode", "annotate", given=once, folder=folder)[1] == once
    run("--mode", "annotate", "--edits", "e.jsonl", "-o", "o.txt", "a.txt", folder=folder)
    assert run("undo", "e.jsonl", "o.txt", folder=folder)[1] == (folder / "a.txt").read_bytes()


def test_edits_of_records(folder: Path) -> None:
    (folder / "b.jsonl").write_bytes(b'{"text": "peace"}\n{"text": "UAR and RAA"}\n')
    assert run("b.jsonl", "--edits", "e.jsonl", "-o", "o.jsonl", folder=folder)[0] == 0
    edits = [json.loads(line) for line in (folder / "e.jsonl").read_bytes().splitlines()]
    assert [(e["kind"], e["line"], e["field"], e["start"], e["before"]) for e in edits] == [("change", 2, "text", 0, "UAR"), ("suggestion", 2, "text", 8, "RAA")]


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has them")
def test_killed_at_random_moments() -> None:
    assert "nothing lost" in kill.main(1, 3, records=6_000)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are found in /proc")
def test_a_worker_that_dies(records: Path) -> None:
    (records / "a.jsonl").write_bytes(LONG * 3)
    command = [sys.executable, "-m", "normalise", "--jobs", "2", "a.jsonl", "-o", "o.jsonl"]
    with subprocess.Popen(command, cwd=records, env=ENVIRONMENT, stderr=subprocess.PIPE) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        workers: list[str] = []
        while process.poll() is None and len(workers) < 2:
            time.sleep(0.01)
            workers = children.read_text().split()
        os.kill(int(workers[0]), signal.SIGKILL)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 2
    assert said.startswith("normalise: error: a worker process died")
    assert "o.jsonl" not in names(records)


def test_parquet(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = ["the UAR", None, "peace", "UAR"] * 500
    table = pa.table(
        {
            "id": pa.array(range(2000), pa.int16()),
            "text": pa.array(texts, pa.large_string()),
            "parts": [[{"t": text, "n": 1.5}] for text in texts],
            "kind": pa.array(texts).dictionary_encode(),
            "when": pa.array([1] * 2000, pa.timestamp("ns")),
        }
    ).replace_schema_metadata({"note": "kept"})
    pq.write_table(table, folder / "a.parquet", compression="gzip", row_group_size=700)
    fields = ("--field", "text", "--field", "parts[].t", "--field", "kind")
    assert run(*fields, "a.parquet", "-o", "b.parquet", "--jobs", "2", "--manifest", "m.json", folder=folder) == (0, b"", "")
    made = pq.read_table(folder / "b.parquet")
    assert made.schema.equals(pq.read_table(folder / "a.parquet").schema, check_metadata=True)
    wanted = [text and text.replace("UAR", "Syrian Arab Republic") for text in texts]
    assert made.column("text").to_pylist() == wanted
    assert made.column("kind").to_pylist() == wanted
    assert [part[0] for part in made.column("parts").to_pylist()] == [{"t": text, "n": 1.5} for text in wanted]
    assert made.column("when").equals(table.column("when"))
    assert pq.ParquetFile(folder / "b.parquet").metadata.row_group(0).column(1).compression == "GZIP"
    # Nothing to do: the same bytes.
    assert run(*fields, "b.parquet", "-o", "c.parquet", folder=folder)[0] == 0
    assert (folder / "c.parquet").read_bytes() == (folder / "b.parquet").read_bytes()
    assert run("--edits-field", "edits", "-i", "a.parquet", folder=folder)[0] == 0
    edits = pq.read_table(folder / "a.parquet").column("edits").to_pylist()
    assert [[e["before"] for e in of] for of in edits[:4]] == [["UAR"], [], [], ["UAR"]]
    (folder / "d.parquet").write_bytes(b"PAR1 and so on")
    assert "d.parquet: it cannot be read as Parquet" in run("d.parquet", folder=folder)[2]


@pytest.mark.parametrize("where", [("-i", "a.parquet"), ("a.parquet", "-o", "b.parquet")])
def test_a_parquet_file_that_breaks_off_leaves_nothing(folder: Path, where: tuple[str, ...]) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = [["the UAR"]] * 5000
    pq.write_table(pa.table({"a": [{"text": "the UAR"}] * 5000 + [{"text": None}], "text": [*texts, [None]]}), folder / "a.parquet", row_group_size=1000)
    before, there = (folder / "a.parquet").read_bytes(), names(folder)
    code, _, said = run("--field", "a.text", "--field", "text", *where, folder=folder)
    assert (code, "text is a list, not a text" in said) == (2, True)
    assert (folder / "a.parquet").read_bytes() == before
    assert names(folder) == there


def test_libraries_that_are_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyarrow.py").write_text("raise ImportError", encoding="utf-8")
    (folder / "zstandard.py").write_text("raise ImportError", encoding="utf-8")
    (folder / "a.parquet").write_bytes(b"PAR1")
    (folder / "a.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd")
    path = os.pathsep.join((str(folder), ENVIRONMENT["PYTHONPATH"]))
    assert "pip install 'normalise-mt[parquet]'" in run("a.parquet", folder=folder, PYTHONPATH=path)[2]
    assert "pip install 'normalise-mt[zstd]'" in run("a.jsonl.zst", folder=folder, PYTHONPATH=path)[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.jsonl", "b.csv"], "the files are csv and jsonl"),
        (["--resume", "a.txt"], "Other texts are done as a whole; run without it"),
        (["--resume", "--unit", "line", "a.txt"], "it goes with one FILE and --output"),
        (["--resume", "-o", "b.jsonl", "--report", "r.html", "a.jsonl"], "--report shows a run as a whole"),
        (["--field", "x", "a.txt"], "--field goes with records"),
        (["--unit", "line", "a.jsonl"], "--unit goes with --format text"),
        (["--resume", "a.jsonl"], "it goes with one FILE and --output"),
        (["a.csv", "b.csv"], "several files of csv do not make one"),
        (["--field", "a", "--field", "b", "--field", "c", "--source-field", "x", "--source-field", "y", "a.jsonl"], "3 --field and 2 --source-field"),
        (["--jobs", "-1"], "--jobs is a number"),
        (["--sample", "0"], "--sample is a number"),
        (["--sample", "1", "--in-place", "a.txt"], "leave --in-place out"),
        (["--manifest", "m.json", "a.txt"], "--manifest stands beside"),
    ],
)
def test_what_cannot_be(arguments: list[str], said: str) -> None:
    with pytest.raises(CliError) as error:
        as_records(read_options(["--no-config", *arguments]) or Options())
    assert said in str(error.value)


@pytest.mark.parametrize(("name", "kind"), [("a.JSONL.gz", "jsonl"), ("a.ndjson", "jsonl"), ("a.tab", "tsv"), ("a.pq", "parquet"), ("a.csv.zst", "csv"), ("a.json", ""), ("-", "")])
def test_formats_by_name(name: str, kind: str) -> None:
    assert as_records(Options(files=(name,))) == kind
    assert as_records(Options(files=("-",), output=name, format="")) == ("" if name == "-" else kind)
