"""The benchmark runs: what it measures is not looked at here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_texts_cost_is_told() -> None:
    done = _benchmark("library", "--entities", "0,20", "--rounds", "1", "--mb", "0.02")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split("first")[0].strip() for line in lines] == ["clean, 0 entities", "damaged, 0 entities", "clean, 20 entities", "damaged, 20 entities"]


def test_a_part_that_there_is_not_is_told() -> None:
    done = _benchmark("libary")
    assert done.returncode == 2
    assert "there is no libary: library, pipe, start" in done.stderr
