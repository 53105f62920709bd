"""The same record gives the same output, whatever stands beside it: other records, another shard, other processes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalise import Normaliser
from normalise.formats.delimited import Delimited
from normalise.formats.jsonl import JsonLines
from normalise.formats.paths import read_path
from normalise.formats.records import Block, Fields
from normalise.pipeline.jobs import ordered
from normalise.pipeline.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise.formats.records import Format

ALIVE = Normaliser()
TEXT = Fields((read_path("text"),))
# What is evidence in one record, or is to be remembered of a word, must not count in another.
records = st.lists(
    st.sampled_from(
        [
            "Militants attacked the army of the UAR near Damascus.",
            "The UAR said so.",
            "The IG fled , said Zelensky .",
            "President Volodymyr Zelenskyi spoke; Zelenskiy did not.",
            "“Another month, “said the general.",
            "‘Peace,’ he said. \"War.\"",
            "The Khmeimim air base in Latakia\nand Khemeymim.",
            "Oleksandr Vyshnevets met Olexandr Vyshnevetz in Kyiv.",
            "peace\ttalks",
            "",
        ]
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def as_jsonl(texts: list[str]) -> bytes:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()


def as_csv(texts: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("id", "text"), *(("1", text) for text in texts)])
    return file.getvalue().encode()


def as_tsv(texts: list[str]) -> bytes:
    return "".join(f"{id_}\t{text}\n" for id_, text in [("id", "text"), *(("1", " ".join(text.split())) for text in texts)]).encode()


def as_parquet(texts: list[str]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), out, row_group_size=3)
    return out.getvalue()


def form_of(kind: str) -> Format:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
        from normalise.formats.parquet import Parquet

        return Parquet(TEXT)
    return JsonLines(TEXT) if kind == "jsonl" else Delimited(TEXT, "\t" if kind == "tsv" else ",")


WRITE = {"jsonl": as_jsonl, "csv": as_csv, "tsv": as_tsv, "parquet": as_parquet}


def rows(kind: str, texts: list[str], *, size: int = 1 << 20, jobs: int = 1) -> list[object]:
    """What comes out of a file of these texts, record by record."""
    form, data = form_of(kind), WRITE[kind](texts)
    source = io.BytesIO(data) if kind == "parquet" else (data[at : at + size] for at in range(0, len(data), size))
    blocks: Iterator[Block] = form.blocks(source, Block(b"", 1, 1 if kind != "parquet" else 0))
    done = [made for _, made in ordered(Work(ALIVE, form), ((None, block) for block in blocks), jobs)]
    assert not any(made.rejects for made in done if made)
    parts = [made.data for made in done if made]
    if kind == "parquet":
        import pyarrow.ipc

        return [row for part in parts for row in pyarrow.ipc.open_stream(part).read_all().to_pylist()]
    text = b"".join(parts).decode()
    if kind == "csv":
        return list(csv.reader(io.StringIO(text, newline="")))[1:]
    return list(text.split("\n")[1 if kind == "tsv" else 0 : -1])


@pytest.mark.parametrize("kind", WRITE)
@settings(max_examples=25)
@given(texts=records, cut=st.integers(0, 8), size=st.integers(5, 80))
def test_neighbours_shards_and_blocks_make_no_difference(kind: str, texts: list[str], cut: int, size: int) -> None:
    whole = rows(kind, texts)
    assert [row for text in texts for row in rows(kind, [text])] == whole
    assert rows(kind, texts[:cut]) + rows(kind, texts[cut:]) == whole if 0 < cut < len(texts) else True
    assert rows(kind, texts[::-1])[::-1] == whole
    assert rows(kind, texts, size=size) == whole


@pytest.mark.parametrize("kind", WRITE)
@settings(max_examples=2, deadline=None)
@given(texts=records)
def test_jobs_make_no_difference(kind: str, texts: list[str]) -> None:
    assert rows(kind, texts * 4, size=60, jobs=3) == rows(kind, texts * 4)
