"""What comes of a text is the same, byte for byte, whichever library brings it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import spacy
from datatrove.data import Document
from hypothesis import given, settings
from hypothesis import strategies as st

import normalise.integrations.pandas
import normalise.integrations.polars
import normalise.integrations.spacy  # noqa: F401
from normalise import Normaliser
from normalise.integrations import arrow
from normalise.integrations.arrow import Columns
from normalise.integrations.datatrove import Normalise
from tests.strategies import documents_with_spellings, texts

N = Normaliser()
NLP = spacy.blank("en")
NLP.add_pipe("normalise")
SEED = next((Path(__file__).parent.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")

utf8_texts = st.one_of(texts, documents_with_spellings(), st.just(SEED)).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))


def mapped(given_texts: list[str]) -> list[str]:
    dataset = datasets.Dataset.from_dict({"text": given_texts}, features=datasets.Features({"text": datasets.Value("string")}))
    made: list[str] = dataset.map(Columns(normaliser=N), batched=True, batch_size=3, keep_in_memory=True, load_from_cache_file=False)["text"][:]
    return made


WAYS: dict[str, Callable[[list[str]], list[str]]] = {
    "arrow": lambda t: arrow.normalise(pa.array(t, pa.string()), N).to_pylist(),
    "arrow stream": lambda t: Columns(normaliser=N).reader(pa.table({"text": pa.array(t, pa.string())}).to_reader(2)).read_all()["text"].to_pylist(),
    "pandas": lambda t: pd.Series(t, dtype="str").normalise(N).tolist(),
    "polars": lambda t: pl.LazyFrame({"text": pl.Series(t, dtype=pl.String)}).with_columns(pl.col("text").normalise(N)).collect()["text"].to_list(),
    "datasets": mapped,
    "spaCy": lambda t: [doc.text for doc in NLP.pipe(t)],
    "datatrove": lambda t: [document.text for document in Normalise(N)(Document(text, id=str(n)) for n, text in enumerate(t))],
}


@pytest.fixture(autouse=True, scope="module")
def quiet() -> None:
    datasets.disable_progress_bars()


@pytest.mark.parametrize("way", WAYS)
@given(given_texts=st.lists(utf8_texts, max_size=6))
@settings(max_examples=40)
def test_every_way_gives_what_the_library_gives(way: str, given_texts: list[str]) -> None:
    assert WAYS[way](given_texts) == [N.apply(text).text for text in given_texts]
