"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import normalise
from normalise import Normaliser
from normalise.cli.options import Options, unescape
from normalise.cli.parser import build_parser
from normalise.cli.settings import KEYS

ROOT = Path(normalise.__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": ""}
RULES = """\
schema: 1
set: mine
title: For the tests
default: true
language: any
rules:
  - {id: uar, kind: phrase, title: UAR, for: UAR, write: Syrian Arab Republic, examples: [{keep: peace}]}
  - {id: raa, kind: phrase, title: RAA, for: RAA, write: Republic, safety: suggest}
  - {id: raqqa, kind: phrase, title: Rakka, for: Rakka, write: Raqqa, source: Ракка}
  - {id: quoted, kind: phrase, title: quoted, for: quoted, write: “quoted”, safety: unsafe}
"""
GROWING = """\
schema: 1
set: grows
rules:
  - {id: more, kind: pattern, title: grows for ever, pattern: x, replace: xx}
"""


def run(*arguments: str | Path, given: bytes = b"", folder: Path | None = None, **environment: str) -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error of a run."""
    done = subprocess.run(
        [sys.executable, "-m", "normalise", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where settings say to use the rules above, and with a text to repair."""
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "grows.yaml").write_text(GROWING, encoding="utf-8")
    (tmp_path / "normalise.toml").write_text('rules = ["mine.yaml"]\n', encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"the UAR\r\nand the RAA\r\n\r\nthe UAR")
    return tmp_path


FIXED = b"the Syrian Arab Republic\r\nand the RAA\r\n\r\nthe Syrian Arab Republic"


def seed() -> Path:
    """The sample article."""
    return next((ROOT / "seeds" if (ROOT / "seeds").is_dir() else Path(__file__).parent.parent / "seeds").glob("*.txt"))


def test_pipe_equals_library() -> None:
    data = seed().read_bytes()
    assert run("--no-config", given=data) == (0, Normaliser().apply(data.decode()).text.encode(), "")


def test_output_goes_in_unchanged() -> None:
    _, once, _ = run("--no-config", seed())
    assert run("--no-config", "--check", "-", given=once) == (0, b"", "")


@pytest.mark.parametrize(
    ("encoding", "arguments"),
    [("utf-8", []), ("utf-8-sig", []), ("utf-16", ["--encoding", "utf-16"]), ("cp1251", ["--encoding", "cp1251"])],
)
@pytest.mark.parametrize("unit", ["document", "paragraph", "line"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_bytes_stay_but_for_the_changes(folder: Path, encoding: str, arguments: list[str], unit: str, end: str) -> None:
    text = f" дом \t{end}the UAR  {end}{end}\n  {end}the UAR.{end}peace"
    wanted = text.replace("UAR", "Syrian Arab Republic")
    assert run("--unit", unit, *arguments, given=text.encode(encoding), folder=folder) == (0, wanted.encode(encoding), "")


def test_unreadable_bytes(folder: Path) -> None:
    code, out, said = run("--unit", "document", given=b"the UAR\nd\xe9j\xe0 UAR", folder=folder)
    assert (code, out) == (2, b"")
    assert "standard input: byte 0xE9 at offset 9, line 2, is not utf-8" in said
    assert "--errors surrogateescape" in said
    assert run("--errors", "surrogateescape", given=b"d\xe9j\xe0 UAR", folder=folder)[1] == b"d\xe9j\xe0 Syrian Arab Republic"
    assert run("--errors", "replace", given=b"d\xe9j\xe0", folder=folder)[1] == "d\ufffdj\ufffd".encode()
    assert run("--encoding", "latin-1", given=b"d\xe9j\xe0 UAR", folder=folder)[1] == b"d\xe9j\xe0 Syrian Arab Republic"


def test_what_the_encoding_lacks_is_not_lost(folder: Path) -> None:
    code, out, said = run("--encoding", "latin-1", "--safety", "unsafe", given=b"so quoted", folder=folder)
    assert (code, out) == (2, b"")
    assert "U+201C" in said


def test_separator(folder: Path) -> None:
    assert run("--separator", r"\0", given=b"UAR\0x\0", folder=folder)[1] == b"Syrian Arab Republic\0x\0"
    _, out, _ = run("--separator=---\\n", "--check", "--edits=-", given="é---\nUAR---\nUAR".encode(), folder=folder)
    places = [[e[key] for key in ("unit", "unit_start", "start", "line", "column")] for e in map(json.loads, out.splitlines())]
    assert places == [[1, 5, 0, 2, 1], [2, 12, 0, 3, 1]]


def test_files_and_standard_input_in_order(folder: Path) -> None:
    (folder / "b.txt").write_bytes(b"b UAR ")
    assert run("b.txt", "-", "b.txt", given=b"in ", folder=folder)[1] == b"b Syrian Arab Republic in b Syrian Arab Republic "


def test_one_bad_file_among_many(folder: Path) -> None:
    code, out, said = run("none.txt", "a.txt", ".", folder=folder)
    assert (code, out) == (2, FIXED)
    assert said.splitlines() == ["normalise: error: none.txt: no such file", "normalise: error: .: it is a folder; name the files in it"]


def test_output_file(folder: Path) -> None:
    assert run("a.txt", "-o", "out.txt", folder=folder) == (0, b"", "")
    assert (folder / "out.txt").read_bytes() == FIXED
    code, _, said = run("a.txt", "none.txt", "-o", "out2.txt", folder=folder)
    assert code == 2
    assert "out2.txt: not written" in said
    assert run("a.txt", "-o", "a.txt", folder=folder)[0] == 0
    assert (folder / "a.txt").read_bytes() == FIXED
    assert "no/out.txt: there is no such folder" in run("a.txt", "-o", "no/out.txt", folder=folder)[2]
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "grows.yaml", "mine.yaml", "normalise.toml", "out.txt"]


def test_check(folder: Path) -> None:
    (folder / "sound.txt").write_bytes(b"peace")
    assert run("--check", "a.txt", "sound.txt", "-", given=b"UAR", folder=folder) == (1, b"a.txt\n-\n", "")
    assert run("--check", "sound.txt", folder=folder) == (0, b"", "")
    assert run("--check", "none.txt", "a.txt", folder=folder)[0] == 2


def test_diff(folder: Path) -> None:
    wanted = b"--- a.txt\n+++ a.txt\n@@ -1,4 +1,4 @@\n-the UAR\r\n+the Syrian Arab Republic\r\n and the RAA\r\n \r\n-the UAR\n"
    wanted += b"\\ No newline at end of file\n+the Syrian Arab Republic\n\\ No newline at end of file\n"
    for unit in ("document", "paragraph", "line"):
        assert run("--diff", "--unit", unit, "a.txt", folder=folder) == (0, wanted, "")
    assert run("--diff", "--check", "a.txt", folder=folder) == (1, wanted, "")
    assert b"[mine.uar]\x1b[22m\x1b[0m\r\n" in run("--diff", "--color", "always", "a.txt", folder=folder)[1]
    assert (folder / "a.txt").read_bytes() != FIXED


@pytest.mark.parametrize("unit", ["document", "paragraph", "line"])
def test_edits_say_where_and_why(folder: Path, unit: str) -> None:
    assert run("--edits", "e.jsonl", "--unit", unit, "a.txt", folder=folder)[:2] == (0, FIXED)
    edits = [json.loads(line) for line in (folder / "e.jsonl").read_bytes().splitlines()]
    text = (folder / "a.txt").read_bytes().decode()
    for edit in edits:
        start = edit["unit_start"] + edit["start"]
        assert text[start : edit["unit_start"] + edit["end"]] == edit["before"]
        assert text.splitlines()[edit["line"] - 1][edit["column"] - 1 :].startswith(edit["before"])
        assert edit["file"] == "a.txt"
        assert edit["reason"]
        assert edit["evidence"]
    told = sorted((e["line"], e["column"], e["kind"], e["after"], e["rules"], e["safety"]) for e in edits)
    assert told == [
        (1, 5, "change", "Syrian Arab Republic", ["mine.uar"], "safe"),
        (2, 9, "suggestion", "Republic", ["mine.raa"], "suggest"),
        (4, 5, "change", "Syrian Arab Republic", ["mine.uar"], "safe"),
    ]


def test_stats(folder: Path) -> None:
    said = run("--stats", "--unit", "line", "a.txt", folder=folder)[2].splitlines()
    assert said[0].startswith("1 file, 4 units, 25 characters, ")
    assert [line.split() for line in said[1:]] == [["2", "changes"], ["2", "mine.uar"], ["1", "suggestion"], ["1", "mine.raa"]]


def test_what_does_not_settle(folder: Path) -> None:
    given = b"an x\nUAR\n"
    code, out, said = run("--rules=mine.yaml,grows.yaml", "--unit=line", "--strict", given=given, folder=folder)
    assert (code, out) == (3, b"an x\nSyrian Arab Republic\n")
    assert said == "normalise: warning: standard input, unit 0: did not settle; look at grows.more. It is left as it was\n"
    assert run("--rules", "grows.yaml", given=given, folder=folder)[:2] == (0, given)
    assert run("--rules", "mine.yaml", "--strict", given=given, folder=folder)[0] == 0


def test_safety_select_ignore(folder: Path) -> None:
    given = b"UAR RAA quoted"
    assert run("--safety", "unsafe", given=given, folder=folder)[1] == "Syrian Arab Republic RAA “quoted”".encode()
    assert run("--safety", "suggest", given=given, folder=folder)[1] == given
    assert run("--select", "mine.raa,mine.quoted", given=given, folder=folder)[1] == given
    assert run("--ignore", "mine.u*", given=given, folder=folder)[1] == given


def test_parallel_source(folder: Path) -> None:
    (folder / "ru.txt").write_text("Ракка\nдом\n", encoding="utf-8")
    arguments = ("--unit", "line", "--source", "ru.txt")
    assert run(*arguments, given=b"Rakka\nRakka\n", folder=folder) == (0, b"Raqqa\nRakka\n", "")
    assert run("--source", "ru.txt", given=b"in Rakka\n", folder=folder)[1] == b"in Raqqa\n"
    for given, count in ((b"Rakka\n", "1 lines"), (b"Rakka\n" * 5, "5 lines")):
        code, _, said = run(*arguments, given=given, folder=folder)
        assert code == 2
        assert f"standard input has {count} and its source ru.txt 2" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--unit", "word"], "invalid choice: 'word'"),
        (["--unknown"], "unrecognized arguments: --unknown"),
        (["--rules", "nope"], "no rule set or file `nope`"),
        (["--rules", "bad.yaml"], "bad.yaml:4"),
        (["--rules", "no/such.yaml"], "no/such.yaml"),
        (["--select", "mine.nope"], "mine.nope"),
        (["--encoding", "nope"], "no encoding is called 'nope'"),
        (["--meta", "topic"], "key=value"),
        (["--in-place"], "--in-place needs the names of files"),
        (["--in-place", "--diff", "a.txt"], "--diff changes nothing"),
        (["--backup", ".bak", "a.txt"], "--backup goes with --in-place"),
        (["--in-place", "--backup", "x/y", "a.txt"], "not a path"),
        (["--in-place", "--errors", "replace", "a.txt"], "loses bytes"),
        (["--separator", "x", "--unit", "line"], "--separator parts documents"),
        (["--source", "a.txt", "a.txt", "a.txt"], "one by one"),
        (["--source", "-"], "cannot both"),
        (["--source", "none.txt", "a.txt"], "none.txt: no such file"),
        (["--edits", "-", "a.txt"], "would mix"),
        (["--edits", "a.txt", "a.txt"], "would overwrite"),
        (["--edits", "no/e.jsonl", "a.txt"], "no/e.jsonl: there is no such folder"),
        (["--config", "none.toml"], "none.toml: settings cannot be read: no such file"),
        (["undo"], "required: EDITS FILE"),
        (["undo", "none.jsonl", "a.txt"], "none.jsonl: no such file"),
        (["undo", "a.txt", "a.txt"], "line 1"),
        (["rules"], "required: COMMAND"),
        (["rules", "show", "mine.nope"], "no rule is called `mine.nope`"),
        (["rules", "check", "bad.yaml"], "bad.yaml:4"),
    ],
)
def test_errors_say_what_and_where(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "bad.yaml").write_text("schema: 1\nset: bad\nrules:\n  - {id: a, kind: phrase, nonsense: 1}\n", encoding="utf-8")
    before = (folder / "a.txt").read_bytes()
    code, out, err = run(*arguments, folder=folder)
    assert (code, out) == (2, b"")
    assert err.startswith("normalise: error: ")
    assert said in err
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 2
    assert (folder / "a.txt").read_bytes() == before


def test_files_with_the_names_of_commands(folder: Path) -> None:
    (folder / "undo").write_bytes(b"UAR")
    assert run("./undo", folder=folder)[1] == b"Syrian Arab Republic"
    assert run("--", "undo", folder=folder)[1] == b"Syrian Arab Republic"
    assert run("undo", "--unit", "line", "a.txt", folder=folder)[0] == 2
    assert run("a.txt", "--unit", "line", "undo", folder=folder)[1] == FIXED + b"Syrian Arab Republic"


def test_version_and_help() -> None:
    assert run("--version") == (0, f"normalise {normalise.__version__}\n".encode(), "")
    for command in ((), ("undo",), ("rules",), ("rules", "check")):
        code, out, said = run(*command, "--help")
        assert (code, said) == (0, "")
        assert out.startswith(b"usage: normalise")


class TestSettings:
    """`normalise.toml` and `[tool.normalise]`."""

    def test_from_a_folder_above_in_the_repository(self, folder: Path) -> None:
        below = folder / "x" / "y"
        below.mkdir(parents=True)
        assert run("--check", "--rules=../../mine.yaml", given=b"UAR", folder=below)[0] == 1
        assert run("--check", given=b"UAR RAA", folder=below)[1] == b""  # in no repository: not from above
        (folder / ".git").mkdir()
        assert run(given=b"UAR", folder=below)[1] == b"Syrian Arab Republic"
        assert run("--no-config", given=b"UAR", folder=below)[1] == b"UAR"

    def test_of_pyproject(self, folder: Path) -> None:
        (folder / "normalise.toml").unlink()
        path = folder / "pyproject.toml"
        path.write_text('[tool.other]\nrules = ["normalise"]\n', encoding="utf-8")
        assert run(given=b"UAR", folder=folder)[1] == b"UAR"
        path.write_text('[tool.normalise]\nrules = "mine.yaml"\nsafety = "suggest"\nmeta = {a = "b"}\nstats = true\n', encoding="utf-8")
        code, out, said = run(given=b"UAR", folder=folder)
        assert (code, out) == (0, b"UAR")
        assert "1 suggestion" in said
        assert run("--safety=safe", given=b"UAR", folder=folder)[1] == b"Syrian Arab Republic"  # the command line wins

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ('rule = "core"', "unknown setting `rule` (did you mean `rules`?)"),
            ("in-place = true", "`in-place`: it is said for each run"),
            ('safety = "bold"', "invalid choice: 'bold'"),
            ("rules = [1]", "`rules` takes a text or a list of them"),
            ('stats = "yes"', "`stats` is true or false"),
            ("rules = ", "not TOML"),
        ],
    )
    def test_what_is_wrong_is_said(self, folder: Path, settings: str, said: str) -> None:
        (folder / "normalise.toml").write_text(settings, encoding="utf-8")
        code, _, err = run(given=b"UAR", folder=folder)
        assert code == 2
        assert err.startswith(f"normalise: error: {folder / 'normalise.toml'}: ")
        assert said in err

    def test_keys_are_long_options(self) -> None:
        assert set(KEYS) <= set(Options._fields) & {a.dest for a in build_parser()._actions}


class TestRulesCommand:
    """`normalise rules`."""

    def test_list_and_show(self, folder: Path) -> None:
        _, out, _ = run("rules", "list", "mine.yaml", folder=folder)
        assert out.decode().splitlines()[1].split() == ["mine.uar", "phrase", "safe", "UAR"]
        _, out, _ = run("rules", "show", "mine.raqqa", "--rules", "mine.yaml", folder=folder)
        assert "write: Raqqa" in out.decode()
        assert "mine.yaml:9" in out.decode()
        assert run("rules", "show", Normaliser().ruleset.names[0])[0] == 0

    def test_check(self, folder: Path) -> None:
        code, out, _ = run("rules", "check", "mine.yaml", folder=folder)
        assert code == 2
        assert b"mine.yaml:8: error: mine.raa: it has no `keep`" in out
        frames = "sure: ['colou?r ~', '~(,|.|?)']"
        (folder / "frames.yaml").write_text(f"schema: 1\nset: f\nrules:\n  - {{id: a, kind: phrase, for: zzz, write: y, {frames}}}\n", encoding="utf-8")
        said = run("rules", "check", "frames.yaml", folder=folder)[1].decode()
        assert said.count("has signs of a regular expression") == said.count("the frame 'colou?r ~' has signs of a regular expression") == 1

    def test_schema(self) -> None:
        assert json.loads(run("rules", "schema")[1])["type"] == "object"


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
class TestEndings:
    """How a run ends when it cannot go on."""

    def start(self, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-m", "normalise", *arguments], cwd=folder, env=ENVIRONMENT, **pipes)
        guard = threading.Timer(60, process.kill)
        guard.daemon = True
        guard.start()
        return process

    def test_closed_pipe(self, folder: Path) -> None:
        (folder / "long.txt").write_bytes(b"the UAR and more\n" * 50_000)
        for unit in ("document", "line"):
            with self.start(folder, "--unit", unit, "long.txt") as process:
                assert process.stdout
                assert process.stderr
                assert process.stdout.readline() == b"the Syrian Arab Republic and more\n"
                process.stdout.close()
                assert process.stderr.read() == b""
            assert process.returncode == 141

    def test_lines_are_answered_at_once_and_interrupt_is_quiet(self, folder: Path) -> None:
        with self.start(folder, "--unit", "line") as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(b"UAR\nx")
            process.stdin.flush()
            assert process.stdout.readline() == b"Syrian Arab Republic\n"
            process.send_signal(signal.SIGINT)
            assert process.stderr.read() == b""
        assert process.returncode == 130

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
    def test_no_space_for_standard_output(self, folder: Path) -> None:
        for arguments, name in ((["a.txt"], "the output"), (["--diff", "a.txt"], "the output"), (["rules", "list"], "the output"), (["-o", "/dev/full", "a.txt"], "/dev/full")):
            with open("/dev/full", "wb") as full:
                done = subprocess.run(
                    [sys.executable, "-m", "normalise", *arguments], stdout=full, stderr=subprocess.PIPE, cwd=folder, env=ENVIRONMENT, check=False
                )
            assert done.returncode == 2
            assert done.stderr.decode() == f"normalise: error: {name}: no space left on device\n"

    def test_closed_streams(self, folder: Path) -> None:
        command = f"{sys.executable} -m normalise a.txt >&-; {sys.executable} -m normalise <&-"
        done = subprocess.run(["sh", "-c", command], capture_output=True, cwd=folder, env=ENVIRONMENT, check=False)
        assert done.returncode == 2
        assert b"standard output is closed" in done.stderr
        assert b"standard input is closed" in done.stderr
        assert b"Traceback" not in done.stderr

    def test_constant_memory(self, folder: Path) -> None:
        script = "import resource, sys; from normalise.cli import main; main(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        (folder / "short.txt").write_bytes(b"peace\n\n")
        (folder / "long.txt").write_bytes((b"p" * 400_000 + b"\n\n") * 100)
        for unit in ("line", "paragraph"):
            used = []
            for name in ("short.txt", "long.txt"):
                done = subprocess.run([sys.executable, "-c", script, "--unit", unit, name], capture_output=True, cwd=folder, env=ENVIRONMENT, check=True)
                used.append(int(done.stderr))
            assert used[1] < used[0] + 30_000 * (1 if sys.platform != "darwin" else 1024)


def test_separators_are_unescaped() -> None:
    assert unescape(r"\n\t\r\f\v\0\\") == "\n\t\r\f\v\0\\"
    assert unescape("\\") == "\\"
