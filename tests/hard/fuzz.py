"""Random bytes through the whole path, led by coverage: `python -m tests.hard.fuzz SECONDS [FOLDER]` (needs `atheris`).

The first byte says which of `targets.ALL` the others go through. FOLDER keeps the inputs that reached something new, for the
next time. Nothing may be raised but what says clearly that input is bad, nothing may be lost, what comes out goes in
unchanged, and memory does not grow.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import pkgutil
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normalise"], enable_loader_override=False):
    import normalise

    for module in pkgutil.walk_packages(normalise.__path__, "normalise."):
        if not module.name.startswith(("normalise.integrations.", "normalise.__main__", "normalise.names.fit")):
            importlib.import_module(module.name)
    from tests.hard import targets

LONGEST = 20.0  # seconds for one input
SAMPLE = 60.0  # seconds between looks at the memory

count: Counter[str] = Counter()
memory: list[tuple[float, int]] = []
began = time.monotonic()


def one(data: bytes) -> None:
    """One input. Raises AssertionError for what may not be."""
    if len(data) < 2:
        return
    target = targets.ALL[data[0] % len(targets.ALL)]
    count[target.__qualname__.split(".")[0]] += 1
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    target(data[1:])
    faulthandler.cancel_dump_traceback_later()
    now = time.monotonic() - began
    if not memory or now - memory[-1][0] > SAMPLE:
        memory.append((now, resident()))
        tell()


def resident() -> int:
    """Megabytes this process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def tell() -> None:
    """What was done so far, and how the memory went: the fuzzer ends without coming back."""
    print(f"{sum(count.values()):,} inputs in {time.monotonic() - began:.0f} s; memory, MB: {' '.join(str(held) for _, held in memory)}")
    print("  " + ", ".join(f"{name} {number:,}" for name, number in sorted(count.items())), flush=True)


def main() -> None:
    """Runs so many seconds; says how many inputs, and how the memory went."""
    seconds = int(sys.argv[1]) if sys.argv[1:] else 60
    folder = Path(sys.argv[2]) if sys.argv[2:] else Path(tempfile.mkdtemp())
    texts = ["“Another month, “said the general. The UAR, SAR ,", '{"text": "the UAR", "parts": [{"t": "\\u201cx\\ud83d"}]}\n{bad\n', '1,"the ""UAR"""\n2,"x\n3,y\n']
    texts += ["schema: 1\nset: m\ntitle: t\nrules:\n  - {id: a, kind: phrase, title: x, for: UAR, write: SAR, sure: [the ~]}\n  - {id: b, kind: pattern, title: y, pattern: x+, replace: z}\n"]
    seeds = [*(text.encode() for text in texts), *(random.Random(number).randbytes(200 * number) for number in range(1, 6))]
    for number, seed in enumerate(seeds):
        for kind in range(len(targets.ALL)):
            (folder / f"seed-{number}-{kind}").write_bytes(bytes([kind]) + seed)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=2048", "-len_control=0", "-print_final_stats=0", "-rss_limit_mb=1500", f"-artifact_prefix={folder.parent}/", str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
