"""What docs/scale.md is made of: what a process costs, in CPU time, on a corpus of one's own.

    python .ci/scale.py FILE.parquet        # a column `text`; a few MB will do

CPU time and not the clock, so that other work on the machine matters less. Megabytes are 10⁶ bytes of UTF-8.
"""

from __future__ import annotations

import io
import multiprocessing
import pickle
import resource
import sys
import time
import zlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from normalise import Normaliser
from normalise.integrations.arrow import Columns

if TYPE_CHECKING:
    from collections.abc import Callable


def cpu(work: Callable[[], Any], times: int = 1) -> float:
    """The least CPU time of so many runs, in seconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def megabytes(texts: list[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def rate(step: Columns, texts: list[str], times: int = 1) -> float:
    """Megabytes a second of CPU time."""
    table = pa.table({"text": texts})
    return megabytes(texts) / cpu(lambda: step(table), times)


def both_at_once(step: Columns, texts: list[str], processes: int) -> float:
    """Megabytes a second of CPU time of each of so many processes that work at the same time."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return sum(pool.starmap(rate, [(step, texts, 3)] * processes, chunksize=1)) / processes


def main() -> None:
    texts = [t for t in pq.read_table(sys.argv[1], columns=["text"])["text"].to_pylist() if t]
    half = len(texts) // 2
    first, second = texts[:half], texts[half:]
    print(f"{len(texts)} documents, {megabytes(texts):.1f} MB, {1000 * megabytes(texts) / len(texts):.1f} kB each on average")

    print(f"build a Normaliser: {cpu(Normaliser):.3f} s")
    step = Columns(normaliser=Normaliser())
    sent = pickle.dumps(step)
    print(f"the rules by wire: {len(sent) / 1e3:.0f} kB ({len(zlib.compress(sent)) / 1e3:.0f} kB deflated), unpickled in {cpu(lambda: pickle.loads(sent)):.3f} s")

    few = first[: max(1, half // 10)]
    print(f"MB/s of the first {megabytes(few):.2f} MB: {rate(step, few):.2f}; of the rest of the first half: {rate(step, first[len(few):]):.2f}")
    print(f"MB/s of the second half: {rate(step, second):.2f}; again: {rate(step, second, 3):.2f}")
    noting = Columns(normaliser=step.normaliser, edits="edits")
    print(f"the same with a column of edits: {rate(noting, second, 3):.2f}")
    for size in (4, 16, 64, 256):
        joined = ["\n\n".join(second[i : i + size]) for i in range(0, len(second), size)]
        print(f"MB/s, documents of {1000 * megabytes(joined) / len(joined):.0f} kB: {rate(step, joined, 3):.2f}")

    table, out = pa.table({"text": second}), io.BytesIO()
    written = cpu(lambda: pq.write_table(table, out, compression="zstd"))
    read = cpu(lambda: pq.read_table(io.BytesIO(out.getvalue())))
    print(f"Parquet, zstd: written at {megabytes(second) / written:.0f} MB/s, read at {megabytes(second) / read:.0f}, {len(out.getvalue()) / 1e6 / megabytes(second):.2f} of the size")
    print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for processes in (1, 2):
        print(f"MB/s of each of {processes} processes at once: {both_at_once(step, second, processes):.2f}")


if __name__ == "__main__":
    main()
