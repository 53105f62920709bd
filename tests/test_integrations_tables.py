"""Arrow, pandas, polars, datasets: types, gaps and places stay; a value's outcome is its own, however the rows are cut."""

from __future__ import annotations

import itertools
import os
import pathlib
import pickle
import pkgutil
import subprocess
import sys
import tomllib
from typing import Any

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from datasets.fingerprint import Hasher
from hypothesis import given
from hypothesis import strategies as st

import normalise.integrations.pandas
import normalise.integrations.polars  # noqa: F401
from normalise import Change, Normaliser, Result, undo
from normalise.integrations import arrow
from normalise.integrations.arrow import EDITS, Columns
from tests.strategies import texts

N = Normaliser()
DAMAGED = "Militants left the airspace of the UAR over Damascus."
MENDED = "Militants left the airspace of the Syrian Arab Republic over Damascus."
# Without its source nobody can know; with it, it is plain.
DOUBTFUL, SOURCE, DECIDED = "The IG retreated from the town.", "ИГ отступило из города.", "The IS retreated from the town."

TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.large_string(), ordered=True)]
utf8_texts = texts.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
rows = st.lists(st.one_of(st.none(), utf8_texts, st.sampled_from([DAMAGED, MENDED, DOUBTFUL])), max_size=8)


def outcome(text: str | None, source: str | None = None) -> str | None:
    return None if text is None else N.apply(text, source=source).text


def array(values: list[str | None], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.array(values, type=kind)
    distinct = list(dict.fromkeys(v for v in values if v is not None))
    indices = pa.array([None if v is None else distinct.index(v) for v in values], type=kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, type=kind.value_type), ordered=kind.ordered)


class Counting(Normaliser):
    """Says which texts it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def apply(self, text: str, *more: Any, **options: Any) -> Result:
        self.asked.append(text)
        return super().apply(text, *more, **options)


# Arrow


@given(rows, st.sampled_from(TYPES), st.integers(0, 3), st.integers(0, 3))
def test_an_array_keeps_its_type_and_its_gaps(values: list[str | None], kind: pa.DataType, before: int, after: int) -> None:
    whole = array(["before"] * before + values + ["after"] * after, kind)
    part = whole.slice(before, len(values))
    made = arrow.normalise(part, N)
    made.validate(full=True)
    assert made.type == kind
    assert made.to_pylist() == [outcome(v) for v in values]
    if made.to_pylist() == values:
        assert made is part


@given(rows, st.sampled_from(TYPES), st.lists(st.integers(0, 8), max_size=3))
def test_the_cut_into_chunks_does_not_matter(values: list[str | None], kind: pa.DataType, cuts: list[int]) -> None:
    at = [0, *sorted(min(c, len(values)) for c in cuts), len(values)]
    chunked = pa.chunked_array([array(values[a:b], kind) for a, b in itertools.pairwise(at)], type=kind)
    sources = pa.chunked_array([pa.array([SOURCE] * len(values), type=pa.string())])
    made, edits = arrow.normalise_with_edits(chunked, N, source=sources)
    assert made.type == kind
    assert [len(c) for c in made.chunks] == [len(c) for c in chunked.chunks]
    assert made.to_pylist() == [outcome(v, SOURCE) for v in values]
    for given_text, text, changes in zip(values, made.to_pylist(), edits.to_pylist(), strict=True):
        assert (changes is None) == (text is None)
        assert text is None or undo(text, [Change(**c) for c in changes]) == given_text


def test_no_chunks_are_no_chunks() -> None:
    made, edits = arrow.normalise_with_edits(pa.chunked_array([], type=pa.large_string()), N)
    assert (made.type, len(made), edits.type) == (pa.large_string(), 0, EDITS)


def test_nothing_but_nulls_is_nothing_but_nulls() -> None:
    assert arrow.normalise(pa.nulls(3), N).equals(pa.nulls(3))


def test_a_value_of_a_dictionary_is_decided_once_and_only_if_a_row_has_it() -> None:
    counting = Counting()
    values = pa.array([DAMAGED, "Sound.", "Unused."]).dictionary_encode()
    many = values.take(pa.array([0, 1, 0, 0, 1] * 20))
    assert arrow.normalise(many, counting).to_pylist() == [MENDED, "Sound.", MENDED, MENDED, "Sound."] * 20
    assert sorted(counting.asked) == [DAMAGED, "Sound."]


def test_values_that_become_one_are_one_and_the_order_is_kept() -> None:
    kind = pa.dictionary(pa.int8(), pa.string(), ordered=True)
    made = arrow.normalise(array(["Zebras.", DAMAGED, None, MENDED, "Apes."], kind), N)
    assert made.dictionary.to_pylist() == ["Zebras.", MENDED, "Apes."]
    assert made.to_pylist() == ["Zebras.", MENDED, None, MENDED, "Apes."]
    assert made.type.ordered


def test_a_null_in_a_dictionary_is_a_null() -> None:
    values = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array([DAMAGED, None]))
    assert arrow.normalise(values, N).to_pylist() == [MENDED, None, None]


@pytest.mark.parametrize("values", [pa.array([1]), pa.array([b"UAR"]), pa.array([["UAR"]]), pa.array([1]).dictionary_encode()])
def test_what_is_no_text_is_refused(values: pa.Array) -> None:
    with pytest.raises(TypeError, match=r"only text can be normalised, not .*; cast it to string first"):
        arrow.normalise(values, N)


def test_bytes_that_are_no_utf8_are_named_by_row() -> None:
    broken = pa.array([b"fine", b"\xff\xfe"]).cast(pa.binary()).view(pa.string())
    with pytest.raises(ValueError, match="column 'text': row 1 is not UTF-8"):
        Columns(normaliser=N)(pa.table({"text": broken}))


def test_a_source_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 texts, but 1 sources"):
        arrow.normalise(pa.array(["a", "b"]), N, source=pa.array(["а"]))


def table() -> pa.Table:
    schema = pa.schema(
        [pa.field("id", pa.int64(), nullable=False), pa.field("text", pa.large_string(), metadata={"of": "text"}), ("source", pa.string())],
        metadata={"of": "table"},
    )
    return pa.table([[1, 2, 3], [DAMAGED, None, DOUBTFUL], [None, None, SOURCE]], schema=schema)


def test_columns_leaves_all_else_as_it_is() -> None:
    made = Columns("text", normaliser=N, source="source", edits="edits")(table())
    made.validate(full=True)
    assert made.select(["id", "text", "source"]).schema.equals(table().schema, check_metadata=True)
    assert made.select(["id", "source"]).equals(table().select(["id", "source"]))
    assert made["text"].to_pylist() == [MENDED, None, DECIDED]
    assert made["edits"].type == EDITS
    assert [None if e is None else [c["rules"] for c in e] for e in made["edits"].to_pylist()] == [[["syria.uar"]], None, [["syria.ig"]]]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_stream_is_what_the_table_is_and_is_read_as_it_is_asked_for(size: int) -> None:
    counting = Counting()
    step = Columns("text", normaliser=counting, source="source", edits="edits")
    stream = step.reader(pa.RecordBatchReader.from_batches(table().schema, table().to_batches(max_chunksize=size)))
    assert stream.schema == step.schema(table().schema)
    assert not counting.asked
    stream.read_next_batch()
    assert len(counting.asked) == {1: 1, 2: 1, 3: 2}[size]
    again = step.reader(pa.RecordBatchReader.from_batches(table().schema, table().to_batches(max_chunksize=size)))
    assert again.read_all().equals(step(table()))


def test_columns_that_are_not_as_said_are_refused() -> None:
    with pytest.raises(ValueError, match="one column 'body'; there are 'id', 'text', 'source'"):
        Columns("body", normaliser=N)(table())
    with pytest.raises(ValueError, match="one column 'original'"):
        Columns("text", normaliser=N, source="original")(table())
    with pytest.raises(ValueError, match="column 'source' already"):
        Columns("text", normaliser=N, edits="source")(table())
    with pytest.raises(ValueError, match="one column 'a'; there are 'a', 'a'"):
        Columns("a", normaliser=N)(pa.table([["x"], ["y"]], names=["a", "a"]))


def test_columns_is_pickled_as_the_same_bytes() -> None:
    step = Columns("text", normaliser=Normaliser(), edits="edits")
    assert pickle.dumps(step) == pickle.dumps(Columns("text", normaliser=Normaliser(), edits="edits"))
    assert pickle.loads(pickle.dumps(step))(table()).equals(step(table()))


@pytest.mark.parametrize(
    ("module", "package"), [("arrow", "pyarrow"), ("pandas", "pandas"), ("polars", "pyarrow"), ("spacy", "spacy"), ("spark", "pyspark"), ("ray", "ray")]
)
def test_what_is_missing_says_what_installs_it(module: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import normalise.integrations.{module}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    said = ran.stderr.strip().splitlines()[-1]
    assert said.startswith("ImportError: ")
    assert said.endswith(f": pip install 'normalise-mt[{module}]'")


def test_the_contract_on_imports_names_every_module() -> None:
    root = pathlib.Path(__file__).parent.parent
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    [ours] = [c for c in contracts if c.get("source_modules") == ["normalise.integrations"]]
    modules = {f"normalise.{m.name}" for m in pkgutil.iter_modules([str(root / "normalise")])}
    assert set(ours["forbidden_modules"]) == modules - {"normalise.integrations", "normalise.__main__"}


# pandas

NO_TEXT: list[Any] = [None, np.nan, pd.NA]
DTYPES = [
    "str",
    "string[python]",
    "string[pyarrow]",
    pd.ArrowDtype(pa.string()),
    pd.ArrowDtype(pa.large_string()),
    pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())),
    "category",
]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(values=st.lists(st.one_of(st.none(), st.sampled_from([DAMAGED, MENDED, DOUBTFUL, "Sound."])), max_size=6))
def test_a_series_keeps_dtype_index_name_and_gaps(dtype: Any, values: list[str | None]) -> None:
    series = pd.Series(pd.array(values, dtype=dtype), index=[i // 2 for i in range(len(values))], name="body")
    series.attrs["of"] = "series"
    before = series.copy()
    made = series.normalise(N)
    assert [None if pd.isna(v) else v for v in made] == [outcome(v) for v in values]
    assert made.index.equals(series.index)
    assert (made.name, made.attrs) == ("body", {"of": "series"})
    assert dtype == "category" or made.dtype == series.dtype
    pd.testing.assert_series_equal(series, before)
    frame = series.normalise.with_edits(N)
    pd.testing.assert_series_equal(frame["text"], made, check_names=False)
    for given_text, text, changes in zip(values, frame["text"], frame["edits"], strict=True):
        assert given_text is None or undo(text, [Change(**c) for c in changes]) == given_text


def test_objects_keep_what_stands_for_nothing() -> None:
    made = pd.Series([DAMAGED, *NO_TEXT, "Sound."], dtype=object).normalise(N)
    assert made.dtype == object
    assert made.tolist()[0] == MENDED
    assert all(a is b for a, b in zip(made.tolist()[1:4], NO_TEXT, strict=True))


def test_categories_keep_their_order_and_are_decided_once() -> None:
    counting = Counting()
    kind = pd.CategoricalDtype(["Zebras.", DAMAGED, MENDED], ordered=True)
    made = pd.Series([DAMAGED, MENDED, None, "Zebras."] * 5, dtype=kind).normalise(counting)
    assert made.dtype == pd.CategoricalDtype(["Zebras.", MENDED], ordered=True)
    assert len(counting.asked) == 3


def test_a_series_of_sources_decides_row_by_row() -> None:
    doubtful = pd.Series([DOUBTFUL, DOUBTFUL], index=["a", "b"])
    sources = pd.Series([None, SOURCE], index=["a", "b"])
    assert doubtful.normalise(N, source=sources).tolist() == [DOUBTFUL, DECIDED]
    assert doubtful.astype("category").normalise(N, source=sources).tolist() == [DOUBTFUL, DECIDED]
    with pytest.raises(ValueError, match="another index"):
        doubtful.normalise(N, source=sources.reset_index(drop=True))


def test_a_series_with_something_else_is_refused_by_label() -> None:
    with pytest.raises(TypeError, match="at 'b' there is a int"):
        pd.Series(["text", 7], index=["a", "b"], dtype=object).normalise(N)
    with pytest.raises(TypeError, match="at 0 there is a list"):
        pd.Series([["text"]]).normalise(N)


# polars


@given(rows, st.sampled_from([pl.String, pl.Categorical]), st.sampled_from(["in-memory", "streaming"]))
def test_an_expression_is_the_same_in_every_engine(values: list[str | None], kind: Any, engine: Any) -> None:
    frame = pl.LazyFrame({"id": range(len(values)), "text": pl.Series(values, dtype=kind), "source": pl.Series([SOURCE] * len(values), dtype=pl.String)})
    for source in (None, pl.col("source")):
        lazy = frame.with_columns(pl.col("text").normalise(N, source=source), both=pl.col("text").normalise.with_edits(N, source=source))
        promised = lazy.collect_schema()
        made = lazy.collect(engine=engine)
        assert made.schema == promised
        assert made["text"].dtype == kind
        assert made["text"].to_list() == [outcome(v, None if source is None else SOURCE) for v in values]
        for given_text, both in zip(values, made["both"], strict=True):
            assert given_text is None or undo(both["text"], [Change(**c) for c in both["edits"]]) == given_text


def test_a_series_of_polars_keeps_its_name() -> None:
    series = pl.Series("body", [DAMAGED, None])
    assert series.normalise(N).to_list() == [MENDED, None]
    assert series.normalise(N).name == series.normalise.with_edits(N).name == "body"
    assert pl.Series("body", [DOUBTFUL]).normalise(N, source=pl.Series([SOURCE])).to_list() == [DECIDED]


def test_polars_refuses_what_cannot_hold_new_text() -> None:
    frame = pl.LazyFrame({"n": [1], "e": pl.Series(["a"], dtype=pl.Enum(["a"]))})
    for name in ("n", "e"):
        with pytest.raises(TypeError, match=f"column '{name}' holds .*; cast it to String first"):
            frame.select(pl.col(name).normalise(N)).collect()


# Hugging Face datasets


@pytest.fixture(autouse=True)
def quiet_datasets(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    datasets.disable_progress_bars()


def test_a_dataset_is_mapped_in_any_format() -> None:
    # The first batch has no damage, so its type could not be told from its edits.
    features = datasets.Features({"text": datasets.Value("large_string"), "label": datasets.ClassLabel(names=["a", "b"])})
    dataset = datasets.Dataset.from_dict({"text": ["Sound."] * 1000 + [DAMAGED, None], "label": [1] * 1002}, features=features)
    wanted = ["Sound."] * 1000 + [MENDED, None]
    assert dataset.map(Columns(normaliser=N), batched=True)["text"][:] == wanted
    step = Columns(normaliser=N, edits="edits")
    made = dataset.with_format("arrow").map(step, batched=True).with_format(None)
    assert made["text"][:] == wanted
    assert made.features["label"] == features["label"]
    assert [len(e or ()) for e in made["edits"][:]] == [0] * 1000 + [1, 0]
    stream = dataset.to_iterable_dataset(num_shards=3).with_format("arrow").map(step, batched=True, batch_size=7).with_format(None)
    assert [row["text"] for row in stream] == wanted
    with pytest.raises(TypeError, match="edits need Arrow batches"):
        dataset.map(step, batched=True)


def test_a_dataset_with_sources() -> None:
    dataset = datasets.Dataset.from_dict({"text": [DOUBTFUL, DOUBTFUL], "ru": [None, SOURCE]})
    assert dataset.map(Columns(normaliser=N, source="ru"), batched=True)["text"][:] == [DOUBTFUL, DECIDED]


def test_the_fingerprint_is_that_of_the_rules(tmp_path: pathlib.Path) -> None:
    code = "from datasets.fingerprint import Hasher; from normalise import Normaliser; from normalise.integrations.arrow import Columns; print(Hasher.hash(Columns('text', normaliser=Normaliser(rules=sys.argv[1:]))))"
    rules = "schema: 1\nset: mine\ntitle: Mine\nrules:\n  - {id: ig, kind: phrase, title: IG, for: IG, write: IS}\n"
    hashes = []
    for seed in ("1", "2"):
        path = tmp_path / seed / "mine.yaml"
        path.parent.mkdir()
        path.write_text(rules, encoding="utf-8")
        command = [sys.executable, "-c", f"import sys; {code}", "core", str(path)]
        hashes.append(subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout)
    assert hashes[0] == hashes[1]
    ours = [Hasher.hash(Columns(normaliser=Normaliser(rules=r, safety=s))) for r, s in (("core", "safe"), ("core", "unsafe"), ("syria", "safe"))]
    assert len({hashes[0].strip(), *ours}) == 4
