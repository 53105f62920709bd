"""What it costs, in passes of one `re.sub(" +,", ",", text)` over the same text: python -m tests.benchmarks

Every figure comes from fresh processes of its own, and is the least of some rounds: read the ratios, and on a busy
machine repeat. `first` is the cost of the first 70 % of a corpus, each document seen once, with all that is made or
learnt on the way; `steady` of the 30 % after that; `warm` of the same 30 % a second time; `MB` is the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.corpus import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RULES = "schema: 1\nset: many\ntitle: Many entities\nrules:\n  - {id: names, kind: entity, title: A name, entries: entities.jsonl}\n"
COMMA = re.compile(" +,")
LIBRARY = "import sys\nfrom normalise import Normaliser\nn = Normaliser()\nfor text in sys.stdin.read().split('\\0'): n.apply(text)"


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


def child(*arguments: str, given: bytes = b"") -> float:
    """CPU seconds of a fresh Python with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("PYTHONPYCACHEPREFIX", os.path.join(tempfile.gettempdir(), "normalise-benchmarks"))
    subprocess.run([sys.executable, *arguments], input=given, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show(name: str, **figures: float) -> None:
    """One line of the table."""
    print(f"{name:28}" + "".join(f"{key} {value:<9.2f}" for key, value in figures.items()), flush=True)


def main() -> None:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", default="0,1000,10000,100000", help="how many, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mb", type=float, default=2)
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        kind, entities, folder = options.worker
        print(json.dumps(worker(kind, int(entities), options.mb * 1e6, Path(folder))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for entities in map(int, options.entities.split(",")):
            many(Path(folder), entities)
            for kind in ("clean", "damaged"):
                command = [sys.executable, "-m", "tests.benchmarks", "--mb", str(options.mb), "--worker", kind, str(entities), folder]
                rounds = [json.loads(subprocess.check_output(command)) for _ in range(options.rounds)]
                show(f"{kind}, {entities:,} entities", **{key: min(r[key] for r in rounds) for key in rounds[0]})
    pipe(options.mb * 1e6, options.rounds)


def pipe(size: float, rounds: int) -> None:
    """The filter beside a loop over the library, without the cost of starting either; and its start beside Python's."""
    edits = ("--edits", os.devnull)
    for kind in ("clean", "damaged"):
        given = "\0".join(Writer(seed=7).documents(size, damaged=kind == "damaged")).encode()
        library, filtered, noted = (
            min(child(*command, given=given) for _ in range(rounds)) - min(child(*command, given=b"x") for _ in range(rounds))
            for command in (("-c", LIBRARY), ("-m", "normalise", "--separator", r"\0"), ("-m", "normalise", "--separator", r"\0", *edits))
        )
        show(f"pipe / library, {kind}", text=filtered / library, edits=noted / library)
    start = min(child("-m", "normalise", given=b"The army of the UAR said so.\n") for _ in range(3 * rounds))
    show("start / python -c pass", ratio=start / min(child("-c", "pass") for _ in range(3 * rounds)))


if __name__ == "__main__":
    main()
