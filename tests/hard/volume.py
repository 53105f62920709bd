"""Much data: a million records with a bad one among them, and gigabytes in constant memory: `python -m tests.hard.volume [GIGABYTES]`."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GOOD = '{"id": %d, "text": "“Another month,” the general said. They left the airspace of the UAR over Damascus , and %s"}\n'
BAD = 765_432


def records(count: int, *, length: int = 0) -> Iterator[bytes]:
    """So many records with a text of about that length; number `BAD` is broken."""
    more = "the talks went on slowly while people waited for bread near the old bridges across the town. " * (length // 94)
    for number in range(count):
        yield b'{"id": 1, "text": "the UAR\n' if number == BAD else (GOOD % (number, more)).encode()


def pipe(arguments: list[str], data: Iterator[bytes], folder: str) -> tuple[int, int, str, float]:
    """Run it on the data; gives the lines and bytes that came out, what was said, and the peak of memory in MB of the largest process."""
    command = [sys.executable, "-m", "normalise", "--no-config", *arguments]
    out = Path(folder, "out")
    with out.open("wb") as file, subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=file, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stderr
        for record in data:
            process.stdin.write(record)
        process.stdin.close()
        said = process.stderr.read().decode()
    lines, size = 0, out.stat().st_size
    with out.open("rb") as file:
        while block := file.read(1 << 20):
            lines += block.count(b"\n")
    return lines, size, said.strip(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def main(gigabytes: float) -> None:
    """Says what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        for jobs in ("1", "2"):
            began = time.monotonic()
            lines, size, said, memory = pipe(["--format", "jsonl", "--rejects", "rejects.jsonl", "--jobs", jobs, "--rules", "core,syria"], records(1_000_000), folder)
            rejects = Path(folder, "rejects.jsonl").read_bytes()
            print(f"--jobs {jobs}: {lines:,} records out, {rejects.count(b'{broken') or rejects.count(b'record')} rejected, {memory:.0f} MB at most, {time.monotonic() - began:.0f} s; {said}")
        count = int(gigabytes * 1e9 / 20_100)
        began = time.monotonic()
        lines, size, said, memory = pipe(["--format", "jsonl", "--rules", "core", "--select", "core.space-before"], records(min(count, BAD), length=20_000), folder)
        print(f"{size / 1e9:.2f} GB: {lines:,} records, {memory:.0f} MB at most, {time.monotonic() - began:.0f} s {said}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 5)
