"""Runs an engine in local mode and compares what it gives with what one process gives, byte for byte.

    python .ci/engines.py spark|connect|ray [--corpus FILE.parquet] [--workers 2]

Exit status 1 if anything differs. The corpus is a Parquet file with the columns `id` and `text`; without one it is made of
the sample article, cut and shuffled, and of what hurts (nulls, empty texts, odd characters).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import random
import re
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from normalise.integrations.arrow import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).parent.parent
ODD: list[str | None] = [None, "", " ", "\x00", "🙂 👍🏽", "“Quoted, “he said. حميميم", "\r\n\u2028", "x" * 100_000]


class Check:
    """A corpus, what is right for it, and whether all that came was."""

    def __init__(self, path: pathlib.Path, workers: int) -> None:
        table = pq.read_table(path, columns=["id", "text"])
        self.path, self.workers, self.right = str(path), workers, True
        self.megabytes = sum(len(t.encode()) for t in table["text"].to_pylist() if t is not None) / 1e6
        print(f"{table.num_rows} documents, {self.megabytes:.1f} MB; {workers} workers")
        with self.timed("one process", self.megabytes):
            self.wanted = Columns("text", edits="edits")(table).sort_by("id")

    @contextlib.contextmanager
    def timed(self, what: str, megabytes: float = 0) -> Iterator[None]:
        """Say how long it takes, and the CPU time of all the processes of the engine, which other work on the machine disturbs less."""
        start, cpu = time.perf_counter(), cpu_seconds()
        yield
        seconds, cpu = time.perf_counter() - start, cpu_seconds() - cpu
        rates = f" {megabytes / seconds:6.2f} MB/s {megabytes / cpu:6.2f} MB a CPU second" if megabytes else ""
        print(f"  {what:16} {seconds:6.1f} s {cpu:6.1f} s CPU{rates}", flush=True)

    def compare(self, made: pa.Table) -> None:
        """Is it what is right? Names, order of columns and every value; the engine chooses between string and large_string."""
        same = made.sort_by("id").to_pylist() == self.wanted.to_pylist() and made.column_names == self.wanted.column_names
        self.require(same, "the output is another")

    def require(self, right: bool, else_: str) -> None:
        if not right:
            print(f"  WRONG: {else_}")
            self.right = False


def main() -> int:
    """Run one engine; say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--corpus", type=pathlib.Path, help="a Parquet file with the columns id and text")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check = Check(options.corpus or made_corpus(pathlib.Path(folder)), options.workers)
        ENGINES[options.engine](check)
    print(f"{options.engine}: the same bytes" if check.right else f"{options.engine}: NOT THE SAME")
    return not check.right


def cpu_seconds() -> float:
    """CPU time so far of this process and of all below it, from Linux's /proc; actors that Ray has ended already are missing."""
    parents, ticks = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            # After the name, in brackets: state, parent, …; the 12th to 15th are user and system time, its own and of children gone.
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)], ticks[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    ours = {os.getpid()}
    while more := {p for p, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[p] for p in ours) / os.sysconf("SC_CLK_TCK")


def made_corpus(folder: pathlib.Path) -> pathlib.Path:
    """Five hundred documents out of the sample, and what hurts."""
    rng = random.Random(7)
    paragraphs = [p for file in sorted((ROOT / "seeds").glob("*.txt")) for p in file.read_text(encoding="utf-8").split("\n") if p.strip()]
    texts: list[str | None] = ["\n\n".join(rng.choices(paragraphs, k=rng.randint(1, 6))) for _ in range(500)]
    texts += ODD * 5
    rng.shuffle(texts)
    path = folder / "corpus.parquet"
    pq.write_table(pa.table({"id": range(len(texts)), "text": pa.array(texts, pa.string())}), path, row_group_size=50)
    return path


def spark(check: Check) -> None:
    """Partitions of all sizes; and each worker process compiles the rules once."""
    from pyspark.sql import SparkSession

    with check.timed("start"):
        local = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        session = SparkSession.builder.master(f"local[{check.workers}]").config(map=local).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    partitioned(check, session, 1, 4 * check.workers)
    from normalise.integrations.spark import _shipped

    work = _shipped(session, Columns("text"))
    frame = session.read.parquet(check.path).repartition(8 * check.workers)
    rows = frame.mapInArrow(lambda batches: compiled(work(batches)), "pid long, built long").collect()
    built = {row.pid: row.built for row in rows}
    print(f"  worker process: how often it compiled the rules: {built}")
    check.require(set(built.values()) == {1}, "a worker compiled the rules again")
    run_guide("Spark")
    session.stop()


def connect(check: Check) -> None:
    """The same through Spark Connect, whose sessions have no broadcasts."""
    from pyspark.sql import SparkSession

    with check.timed("start"):
        session = SparkSession.builder.remote(f"local[{check.workers}]").getOrCreate()
    partitioned(check, session, 4 * check.workers)
    session.stop()


def partitioned(check: Check, session: SparkSession, *counts: int) -> None:
    """Compare what comes of the corpus in so many partitions."""
    from normalise.integrations.spark import normalise

    for count in counts:
        frame = normalise(session.read.parquet(check.path).repartition(count), edits="edits")
        with tempfile.TemporaryDirectory() as folder:
            with check.timed(f"{count} partitions", check.megabytes):
                frame.write.parquet(f"{folder}/out")
            check.compare(pq.read_table(f"{folder}/out"))


def compiled(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Of a worker process: how often a normaliser was built of what came by wire."""
    from normalise.normaliser import _unpickled

    for _ in batches:
        yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "built": [_unpickled.cache_info().misses]})


def ray(check: Check) -> None:
    """Pools of one actor and of all."""
    import ray as engine

    from normalise.integrations.ray import normalise

    with check.timed("start"):
        # One more than actors, for reading: a pool that holds every processor waits for ever.
        engine.init(num_cpus=check.workers + 1, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        engine.data.DataContext.get_current().enable_progress_bars = False
    for size in (1, check.workers):
        dataset = engine.data.read_parquet(check.path, override_num_blocks=4 * check.workers)
        made = normalise(dataset, edits="edits", compute=engine.data.ActorPoolStrategy(size=size))
        with tempfile.TemporaryDirectory() as folder:
            with check.timed(f"{size} actors", check.megabytes):
                made.write_parquet(f"{folder}/out")
            check.compare(pq.read_table(f"{folder}/out"))
    run_guide("Ray Data")
    engine.shutdown()


def run_guide(heading: str) -> None:
    """Run the example of docs/integrations.md."""
    guide = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {heading}\n+```python\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert found, f"no example under {heading}"
    print(f"  the example of the guide, {heading}:")
    exec(found[1], {"__name__": "example"})


ENGINES = {"spark": spark, "connect": connect, "ray": ray}

if __name__ == "__main__":
    sys.exit(main())
