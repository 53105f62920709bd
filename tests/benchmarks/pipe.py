"""The filter beside the library: CPU of whole processes, start-up included, that do the same texts."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.corpus import Writer

LIBRARY = "import sys\nfrom normalise import Normaliser\nn = Normaliser()\nfor text in open(sys.argv[1], encoding='utf-8', newline='').read().split('\\0'): n.apply(text).text"
TEXT, RECORDS = ("-m", "normalise", "--no-config", "--separator", r"\0"), ("-m", "normalise", "--no-config", "--format", "jsonl")


def child(*arguments: str, given: Path | None = None) -> float:
    """CPU seconds of a fresh Python with these arguments, which reads that file."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("PYTHONPYCACHEPREFIX", os.path.join(tempfile.gettempdir(), "normalise-benchmarks"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(given or os.devnull, "rb") as file:
        subprocess.run([sys.executable, *arguments], stdin=file, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pipe(kind: str, size: float, rounds: int) -> dict[str, float]:
    """What the filter costs for texts and for JSON lines, without edits, with edits in a file and in a field: in costs of the library.

    Rounds go over all in turn, so that whatever else the machine does is the same for all; the least of each counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        texts = Writer(seed=7).documents(size, damaged=kind == "damaged")
        text, records, edits = (Path(folder, name) for name in ("texts", "records", "edits"))
        text.write_text("\0".join(texts), encoding="utf-8", newline="")
        records.write_text("".join(json.dumps({"id": i, "text": t}, ensure_ascii=False) + "\n" for i, t in enumerate(texts)), encoding="utf-8", newline="")
        noted = ("--edits", str(edits))
        commands = {
            "library": ((["-c", LIBRARY, str(text)]), None),
            "text": (TEXT, text), "text_edits": ((*TEXT, *noted), text),
            "jsonl": (RECORDS, records), "jsonl_edits": ((*RECORDS, *noted), records), "jsonl_field": ((*RECORDS, "--edits-field", "edits"), records),
        }  # fmt: skip
        times = {name: [] for name in commands}
        for _ in range(rounds):
            for name, (command, given) in commands.items():
                times[name].append(child(*command, given=given))
    least = {name: min(of) for name, of in times.items()}
    return {name: seconds / least["library"] for name, seconds in least.items() if name != "library"}


def kept(kind: str, size: float, rounds: int) -> dict[str, float]:
    """What the library costs if changes, suggestions and alignment are asked for, in costs of the text alone; one process, all words known."""
    from normalise import Normaliser

    texts, normaliser = Writer(seed=7).documents(size, damaged=kind == "damaged"), Normaliser()
    alone, all_of_it = [], []
    for text in texts:
        normaliser.apply(text)
    for _ in range(rounds):
        begun = time.process_time()
        for text in texts:
            normaliser.apply(text).text  # noqa: B018
        half = time.process_time()
        for text in texts:
            result = normaliser.apply(text)
            result.changes, result.suggestions, result.alignment  # noqa: B018
        alone.append(half - begun)
        all_of_it.append(time.process_time() - half)
    return {"edits_and_alignment": min(all_of_it) / min(alone)}
