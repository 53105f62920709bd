"""Rewriting files and taking it back: nothing is lost, whatever happens."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from normalise import Normaliser
from tests.test_cli import ENVIRONMENT, FIXED, folder, run, seed

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder"]

OLD_TIME = 1_000_000_000
posix = pytest.mark.skipif(os.name != "posix", reason="files as POSIX has them")


def names(folder: Path) -> list[str]:
    """What is in the folder besides the rules and settings."""
    return sorted({p.name for p in folder.iterdir()} - {"mine.yaml", "grows.yaml", "normalise.toml"})


def test_in_place(folder: Path) -> None:
    text, sound = folder / "a.txt", folder / "sound.txt"
    sound.write_bytes(b"\xef\xbb\xbfpeace\r\n")
    text.chmod(0o640)
    for path in (text, sound):
        os.utime(path, (OLD_TIME, OLD_TIME))
    inode = sound.stat().st_ino
    assert run("--in-place", "--unit", "line", "a.txt", "sound.txt", folder=folder) == (0, b"", "")
    assert text.read_bytes() == FIXED
    assert stat.S_IMODE(text.stat().st_mode) == 0o640
    assert text.stat().st_mtime > OLD_TIME
    assert (sound.stat().st_ino, sound.stat().st_mtime) == (inode, OLD_TIME)
    assert names(folder) == ["a.txt", "sound.txt"]


def test_in_place_with_byte_order_mark_and_late_change(folder: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        text = "peace\r\n" * 5000 + "the UAR"
        (folder / "a.txt").write_bytes(text.encode(encoding))
        run("-i", "--unit", "line", "--encoding", encoding, "a.txt", folder=folder)
        assert (folder / "a.txt").read_bytes() == text.replace("UAR", "Syrian Arab Republic").encode(encoding)


def test_backup(folder: Path) -> None:
    before = (folder / "a.txt").read_bytes()
    assert run("-i", "--backup", ".bak", "a.txt", "mine.yaml", folder=folder)[0] == 0
    assert (folder / "a.txt.bak").read_bytes() == before
    # The second run changes nothing, and so does not lose the first backup.
    assert run("-i", "--backup", ".bak", "a.txt", folder=folder)[0] == 0
    assert (folder / "a.txt.bak").read_bytes() == before
    assert "mine.yaml.bak" in names(folder)  # its titles were in need of repair too


@posix
def test_in_place_goes_through_links(folder: Path) -> None:
    below = folder / "x"
    below.mkdir()
    (below / "link").symlink_to("../a.txt")
    assert run("-i", "x/link", folder=folder)[0] == 0
    assert (below / "link").is_symlink()
    assert (folder / "a.txt").read_bytes() == FIXED
    assert os.listdir(below) == ["link"]


@posix
def test_what_is_not_rewritten(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "bad.txt").write_bytes(b"UAR\n\xff")
    (folder / "loop").symlink_to("loop")
    code, _, said = run("-i", "--unit=line", "pipe", ".", "none", "bad.txt", "loop", "/dev/null", "a.txt", folder=folder)
    assert code == 2
    assert [line.split(":")[2].strip() for line in said.splitlines()] == ["pipe", ".", "none", "bad.txt", "loop", "/dev/null"]
    assert (folder / "bad.txt").read_bytes() == b"UAR\n\xff"
    assert (folder / "a.txt").read_bytes() == FIXED
    assert names(folder) == ["a.txt", "bad.txt", "loop", "pipe"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anything")
def test_write_protected(folder: Path) -> None:
    before = (folder / "a.txt").read_bytes()
    (folder / "a.txt").chmod(0o400)
    code, _, said = run("-i", "a.txt", folder=folder)
    assert code == 2
    assert "write-protected" in said
    assert (folder / "a.txt").read_bytes() == before


@posix
def test_kill_leaves_the_old_or_the_new(folder: Path) -> None:
    path = folder / "a.txt"
    old = b"the UAR and more\n" * 2_000
    new = old.replace(b"UAR", b"Syrian Arab Republic")
    command = [sys.executable, "-m", "normalise", "--in-place", "--backup", ".bak", "--unit", "line", "a.txt"]
    path.write_bytes(old)
    began = time.monotonic()
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True)
    lasts = time.monotonic() - began
    assert path.read_bytes() == new
    chance = random.Random(2)
    outcomes = []
    for _ in range(20):
        path.write_bytes(old)
        with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT) as process:
            time.sleep(lasts * chance.uniform(0.2, 1.1))
            process.kill()
        outcomes.append(path.read_bytes())
        assert outcomes[-1] in (old, new)
        assert (folder / "a.txt.bak").read_bytes() == old
    assert old in outcomes
    left = [name for name in names(folder) if name not in ("a.txt", "a.txt.bak")]
    assert all(name.startswith(".a.txt.normalise-") and name.endswith(".tmp") for name in left)


@posix
def test_no_room_for_the_new_file(folder: Path) -> None:
    """The system refuses files beyond a size, as it does on a full disk."""
    import resource

    path = folder / "a.txt"
    old = b"the UAR and more\n" * 10_000
    path.write_bytes(old)
    for arguments in (["--in-place", "a.txt"], ["-i", "--unit", "line", "a.txt"], ["-o", "b.txt", "a.txt"]):
        done = subprocess.run(
            [sys.executable, "-m", "normalise", *arguments],
            cwd=folder,
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        )
        assert done.returncode == 2
        assert done.stderr.startswith(b"normalise: error: ")
        assert b"file too large" in done.stderr
        assert path.read_bytes() == old
        assert names(folder) == ["a.txt"]


def test_full_disk(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("a small disk of our own needs the right to mount one")
    try:
        old = b"the UAR and more\n" * 10_000
        (disk / "a.txt").write_bytes(old)
        (folder / "a.txt").write_bytes(old * 2)
        code, _, said = run("-i", "--unit", "line", "--backup", ".bak", "disk/a.txt", folder=folder)
        assert (code, said) == (2, "normalise: error: disk/a.txt: not rewritten, it is as it was: no space left on device\n")
        assert (disk / "a.txt").read_bytes() == old
        assert os.listdir(disk) == ["a.txt"]
        (folder / "b.jsonl").write_bytes(b'{"text": "the UAR"}\n' * 20_000)
        for arguments in (["a.txt"], ["b.jsonl"]):
            code, _, said = run(*arguments, "-o", "disk/b.txt", "--format", "jsonl" if "b.jsonl" in arguments else "text", folder=folder)
            assert (code, said) == (2, "normalise: error: disk/b.txt: no space left on device\n")
            assert os.listdir(disk) == ["a.txt"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("unit", ["document", "paragraph", "line"])
def test_undo_gives_the_article_back(tmp_path: Path, unit: str) -> None:
    given = seed().read_bytes()
    (tmp_path / "a.txt").write_bytes(given)
    assert run("--no-config", "--unit", unit, "--edits", "e.jsonl", "-o", "b.txt", "a.txt", folder=tmp_path)[0] == 0
    assert (tmp_path / "b.txt").read_bytes() != given
    assert run("undo", "e.jsonl", "b.txt", folder=tmp_path) == (0, given, "")
    if unit == "document":
        assert (tmp_path / "b.txt").read_bytes() == Normaliser().apply(given.decode()).text.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_undo_of_many_files(folder: Path, encoding: str) -> None:
    texts = {"a.txt": "the UAR\r\n“é”\r\n\r\nthe UAR", "b.txt": "\n\nUAR UAR", "sound.txt": "peace", "empty.txt": ""}
    given = {name: text.encode(encoding) for name, text in texts.items()}
    for name, data in given.items():
        (folder / name).write_bytes(data)
    arguments = ("--in-place", "--encoding", encoding)
    assert run(*arguments, "--unit", "paragraph", "--edits", "e.jsonl", *given, folder=folder)[0] == 0
    assert (folder / "a.txt").read_bytes() != given["a.txt"]
    code, _, said = run("undo", *arguments, "e.jsonl", *given, folder=folder)
    assert code == 0
    assert said.count("no change is noted") == 2
    assert {name: (folder / name).read_bytes() for name in given} == given


def test_undo_of_bytes_let_through(folder: Path) -> None:
    given = b"d\xe9j\xe0 UAR\r\xff"
    (folder / "a.txt").write_bytes(given)
    assert run("--errors", "surrogateescape", "--edits", "e.jsonl", "-i", "a.txt", folder=folder)[0] == 0
    assert run("undo", "--errors", "surrogateescape", "e.jsonl", "a.txt", folder=folder) == (0, given, "")


def test_undo_of_another_text_is_refused(folder: Path) -> None:
    run("--edits", "e.jsonl", "-o", "out.txt", "a.txt", folder=folder)
    (folder / "out.txt").write_bytes(FIXED + b" and more")
    for arguments in (["e.jsonl", "out.txt"], ["-i", "e.jsonl", "out.txt"], ["e.jsonl", "a.txt"], ["e.jsonl", "out.txt", "-o", "back.txt"]):
        code, out, said = run("undo", *arguments, folder=folder)
        assert (code, out) == (2, b"")
        assert "it is not the text that the changes gave" in said
    assert (folder / "out.txt").read_bytes() == FIXED + b" and more"
    assert names(folder) == ["a.txt", "e.jsonl", "out.txt"]


def test_undo_where_nothing_changed(folder: Path) -> None:
    assert run("--edits", "e.jsonl", "-", given=b"peace\r", folder=folder)[1] == b"peace\r"
    assert run("undo", "e.jsonl", "-", given=b"peace\r", folder=folder) == (0, b"peace\r", "")
    # Edits that were lost are something else.
    (folder / "e.jsonl").write_bytes(b"")
    code, out, said = run("undo", "e.jsonl", "-", given=b"peace\r", folder=folder)
    assert (code, out) == (2, b"")
    assert "the edits are empty" in said


def test_edits_are_written_though_a_file_fails(folder: Path) -> None:
    assert run("-i", "--edits", "e.jsonl", "a.txt", "none.txt", folder=folder)[0] == 2
    assert run("undo", "e.jsonl", "a.txt", folder=folder)[1] == FIXED.replace(b"Syrian Arab Republic", b"UAR")
