"""Kills runs at random moments and looks whether anything is lost or doubled: `python -m tests.hard.kill [ROUNDS] [SEED]`.

A round kills (SIGKILL, the whole group of processes or the first alone) a run of --in-place, of --jobs with --output, and
of --resume until it comes to its end, over the same records. After each kill the files named in the command must be as
they were or as they should become, and at the end all must be what an undisturbed run gives.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RULES = """\
schema: 1
set: mine
title: For the tests
default: true
language: any
rules:
  - {id: uar, kind: phrase, title: UAR, for: UAR, write: Syrian Arab Republic, examples: [{keep: peace}]}
"""


class Lost(AssertionError):
    """A file is neither what it was nor what it should be."""


class Killer:
    """A folder with records, and what an undisturbed run makes of them."""

    def __init__(self, folder: Path, *, records: int, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.kills = 0
        (folder / "mine.yaml").write_text(RULES, encoding="utf-8")
        self.old = b"".join(_record(n) for n in range(records))
        self._write("in.jsonl", self.old)
        began = time.monotonic()
        self.run(*self.resumable("whole"), killed=False)
        self.lasts = time.monotonic() - began
        self.new = self._read("whole.jsonl")
        self.edits, self.rejects = self._read("whole.edits"), self._read("whole.rejects")
        if self.new.count(b"\n") + self.rejects.count(b"\n") != records:
            raise Lost("the undisturbed run")

    @staticmethod
    def resumable(name: str, *, jobs: int = 1) -> list[str]:
        """A run that writes all there is to write."""
        return ["in.jsonl", "-o", f"{name}.jsonl", "--edits", f"{name}.edits", "--rejects", f"{name}.rejects", "--jobs", str(jobs), "--manifest", f"{name}.json"]

    def run(self, *arguments: str, killed: bool = True) -> bool:
        """True if it came to its end before it was killed."""
        command = [sys.executable, "-m", "normalise", "--no-config", "--rules", "mine.yaml", *arguments]
        with subprocess.Popen(command, cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, stderr=subprocess.PIPE) as process:
            if killed:
                time.sleep(self.chance.uniform(0.05, 1.05) * self.lasts)
                alone = self.chance.random() < 0.5
                try:
                    os.kill(process.pid, signal.SIGKILL) if alone else os.killpg(process.pid, signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    pass
            assert process.stderr
            said = process.stderr.read()
        if process.returncode not in (0, -signal.SIGKILL):
            raise Lost(f"exit {process.returncode}: {said.decode()}")
        return process.returncode == 0

    def in_place(self, jobs: int) -> None:
        """The file is the old one or the new one, whole."""
        self._write("place.jsonl", self.sound())
        given = self._read("place.jsonl")
        self.run("--in-place", "--jobs", str(jobs), "place.jsonl")
        self._expect("place.jsonl", given, self.mended(given))
        self.run("--in-place", "--jobs", str(jobs), "place.jsonl", killed=False)
        self._expect("place.jsonl", self.mended(given))

    def output(self, jobs: int) -> None:
        """The output is not there, or whole."""
        (self.folder / "out.jsonl").unlink(missing_ok=True)
        if self.run(*self.resumable("out", jobs=jobs)) or (self.folder / "out.jsonl").exists():
            self._expect("out.jsonl", self.new)

    def parquet(self) -> int:
        """Parquet is gone on with too, to the same bytes. Gives the number of runs; 0 where pyarrow is not installed."""
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            return 0
        texts = [json.loads(line)["text"] for line in self.sound().splitlines()]
        pq.write_table(pa.table({"text": texts, "n": [f"{n} {text[::-1]}" for n, text in enumerate(texts)]}), self.folder / "in.parquet", row_group_size=3_000)
        self.run("in.parquet", "-o", "whole.parquet", killed=False)
        runs = 1
        # The end is put together in one go, which may last longer than any run is let live: the last one is let be.
        while not self.run("in.parquet", "-o", "again.parquet", "--jobs", str(self.chance.choice((1, 2))), "--resume", killed=runs < _TRIES):
            runs += 1
        self._expect("again.parquet", self._read("whole.parquet"))
        if left := [path.name for path in self.folder.glob("again.parquet.*")]:
            raise Lost(f"left behind: {left}")
        (self.folder / "again.parquet").unlink()
        return runs

    def resume(self) -> int:
        """Killed again and again, and gone on with: it comes to its end with the same bytes. Gives the number of runs."""
        for name in self.folder.glob("again.*"):
            name.unlink()
        runs = 1
        while not self.run(*self.resumable("again", jobs=self.chance.choice((1, 2))), "--resume"):
            runs += 1
            if (self.folder / "again.jsonl").exists():
                self._expect("again.jsonl", self.new)
        for name, wanted in (("again.jsonl", self.new), ("again.edits", self.edits), ("again.rejects", self.rejects)):
            self._expect(name, wanted)
        said = json.loads(self._read("again.json"))
        if said["outputs"][0]["sha256"] != hashlib.sha256(self.new).hexdigest() or said["counts"]["records"] != self.new.count(b"\n"):
            raise Lost(f"the manifest: {said}")
        if left := [path.name for path in self.folder.glob("again.jsonl.*")]:
            raise Lost(f"left behind: {left}")
        return runs

    def sound(self) -> bytes:
        """The records without those that are rejected."""
        return b"".join(line for line in self.old.splitlines(keepends=True) if line.endswith(b"}\n"))

    def mended(self, given: bytes) -> bytes:
        """What becomes of them."""
        return given.replace(b"UAR", b"Syrian Arab Republic")

    def _expect(self, name: str, *wanted: bytes) -> None:
        if self._read(name) not in wanted:
            raise Lost(f"{name}: {len(self._read(name)):,} bytes, and not the {' or '.join(f'{len(w):,}' for w in wanted)} it should have")

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)


_TRIES = 10


def _record(number: int) -> bytes:
    if number % 1009 == 17:
        return b'{"id": %d, "text": broken\n' % number
    return b'{"id": %d, "text": "%s"}\n' % (number, b"the UAR and more" if number % 10 == 0 else b"nothing to do here " * 100)


def main(rounds: int, seed: int, *, records: int = 10_000) -> str:
    """So many rounds; says what was done. Raises Lost."""
    with tempfile.TemporaryDirectory() as folder:
        killer = Killer(Path(folder), records=records, seed=seed)
        runs = 0
        for number in range(rounds):
            killer.in_place(1 + number % 2)
            killer.output(1 + number % 2)
            runs += killer.resume() + killer.parquet()
        return f"{rounds} rounds, {killer.kills} kills, {runs} runs of --resume for {rounds} outputs, and as many of Parquet: nothing lost, nothing doubled"


if __name__ == "__main__":
    print(main(*(int(argument) for argument in (*sys.argv[1:], "10", "1")[:2])))
