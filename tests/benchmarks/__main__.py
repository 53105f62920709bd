"""What it costs: python -m tests.benchmarks [library] [pipe] [start]

`library`, in passes of one `re.sub(" +,", ",", text)` over the same text; `pipe`, the filter in costs of the library, and what it
costs to keep edits and alignment; `start`, a line through the filter in costs of `python -c pass`.

Every figure comes from fresh processes of its own, and is the least of some rounds: read the ratios, and on a busy
machine repeat. `first` is the cost of the first 70 % of a corpus, each document seen once, with all that is made or
learnt on the way; `steady` of the 30 % after that; `warm` of the same 30 % a second time; `MB` is the whole process.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.corpus import Writer
from tests.benchmarks.pipe import child, kept, pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RULES = "schema: 1\nset: many\ntitle: Many entities\nrules:\n  - {id: names, kind: entity, title: A name, entries: entities.jsonl}\n"
COMMA = re.compile(" +,")


def cost(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """CPU seconds of this process."""
    begun = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - begun


def worker(kind: str, entities: int, size: float, folder: Path) -> dict[str, float]:
    """The costs of one process with that many entities more than the bundled ones."""
    texts = Writer(seed=7).documents(size, damaged=kind == "damaged")
    cut = len(texts) * 7 // 10
    cost(lambda text: COMMA.sub(",", text), texts)
    base = [min(cost(lambda text: COMMA.sub(",", text), part) for _ in range(3)) for part in (texts[:cut], texts[cut:])]
    begun = time.process_time()
    from normalise import Normaliser

    normaliser = Normaliser(["default", folder / "many.yaml"] if entities else ["default"])
    normaliser.apply("He said: “No.” The UAR did not.")
    built = time.process_time() - begun
    first, steady, warm = (cost(normaliser.apply, part) for part in (texts[:cut], texts[cut:], texts[cut:]))
    return {
        "first": first / base[0], "steady": steady / base[1], "warm": warm / base[1], "build_s": built, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }  # fmt: skip


def many(folder: Path, count: int) -> None:
    """A rule file with so many entities."""
    writer = Writer(seed=3)
    with (folder / "entities.jsonl").open("w", encoding="utf-8") as file:
        for i in range(count):
            name, aliases = writer.entity()
            file.write(json.dumps({"id": f"e{i}", "name": name, "aliases": aliases, "type": "place"}) + "\n")
    (folder / "many.yaml").write_text(RULES, encoding="utf-8")


def show(name: str, **figures: float) -> None:
    """One line of the table."""
    print(f"{name:28}" + "".join(f"{key} {value:<9.3f}" for key, value in figures.items()), flush=True)


def main() -> None:
    """Run what is asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", metavar="library|pipe|start", help="all, if nothing is said")
    parser.add_argument("--entities", default="0,1000,10000,100000", help="how many, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mb", type=float, default=2)
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    parts = ("library", "pipe", "start")
    if unknown := set(options.what).difference(parts):
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(parts)}")
    if options.worker:
        kind, entities, folder = options.worker
        print(json.dumps(worker(kind, int(entities), options.mb * 1e6, Path(folder))))
        return
    if "library" in (options.what or parts):
        library(options)
    if "pipe" in (options.what or parts):
        for kind in ("clean", "damaged"):
            show(f"filter / library, {kind}", **pipe(kind, options.mb * 1e6, options.rounds))
            show(f"library, all kept, {kind}", **kept(kind, options.mb * 1e6, options.rounds))
    if "start" in (options.what or parts):
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_text("The army of the UAR said so.\n", encoding="utf-8")
            starts = [(child("-m", "normalise", "--no-config", given=Path(file.name)), child("-c", "pass")) for _ in range(3 * options.rounds)]
        show("start / python -c pass", ratio=min(start for start, _ in starts) / min(empty for _, empty in starts))


def library(options: argparse.Namespace) -> None:
    """What texts cost, with more and more entities."""
    with tempfile.TemporaryDirectory() as folder:
        for entities in map(int, options.entities.split(",")):
            many(Path(folder), entities)
            for kind in ("clean", "damaged"):
                command = [sys.executable, "-m", "tests.benchmarks", "--mb", str(options.mb), "--worker", kind, str(entities), folder]
                rounds = [json.loads(subprocess.check_output(command)) for _ in range(options.rounds)]
                show(f"{kind}, {entities:,} entities", **{key: min(r[key] for r in rounds) for key in rounds[0]})


if __name__ == "__main__":
    main()
