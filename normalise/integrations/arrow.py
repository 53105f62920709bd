"""Arrow: arrays, tables, streams of record batches; the base of the other integrations.

Types stay as they are: string, large_string, string_view, dictionaries of them; nulls stay null, and what has no
damage comes back as the very array that went in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, TypeVar

from normalise import Normaliser
from normalise.integrations import edits_of, extra

with extra("arrow"):
    import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise import Result

Texts = TypeVar("Texts", pa.Array, pa.ChunkedArray)
Batch = TypeVar("Batch", pa.RecordBatch, pa.Table, "Mapping[str, Sequence[str | None]]")

_WORDS = pa.list_(pa.string())
# Changes, each with the fields of `Change`: offsets are code points of the given text, half-open.
EDITS = pa.list_(
    pa.struct(
        {
            "start": pa.int64(),
            "end": pa.int64(),
            "before": pa.string(),
            "after": pa.string(),
            "rules": _WORDS,
            "reason": pa.string(),
            "evidence": _WORDS,
            "safety": pa.string(),
            "group": pa.string(),
        }
    )
)


def normalise(values: Texts, normaliser: Normaliser | None = None, *, source: pa.Array | pa.ChunkedArray | None = None, single: bool = False) -> Texts:
    """The texts of `values` with the safe changes made, in an array of the same type; a value is a document.

    `source` holds the texts they were translated from, `single` says that each is one line of a longer text (see
    `Normaliser.apply`). A value of a dictionary is decided once. Raises TypeError if `values` holds anything but text,
    ValueError if a value is not UTF-8 or `source` has another length.

    >>> normalise(pa.array(["Russia left the airspace of the UAR over Damascus.", None])).to_pylist()
    ['Russia left the airspace of the Syrian Arab Republic over Damascus.', None]
    """
    return _normalise(values, normaliser, source, single)[0]


def normalise_with_edits(
    values: Texts, normaliser: Normaliser | None = None, *, source: pa.Array | pa.ChunkedArray | None = None, single: bool = False
) -> tuple[Texts, Texts]:
    """What `normalise` gives, and beside it the changes made in each text, an array of `EDITS`; null where the text is.

    >>> texts, edits = normalise_with_edits(pa.array(["Russia left the airspace of the UAR over Damascus."]))
    >>> [(e["start"], e["end"], e["after"], e["rules"]) for e in edits[0].as_py()]
    [(32, 35, 'Syrian Arab Republic', ['syria.uar'])]
    """
    return _normalise(values, normaliser, source, single, with_edits=True)


@dataclass(frozen=True, slots=True)
class Columns:
    """Normalises the column `text` of record batches and tables, and leaves all else as it is; picklable.

    `source` names the column of texts it was translated from; `edits` a new column, of type `EDITS`, for the changes.
    Called with a record batch or a table it gives back the same with those columns; called with
    a mapping of lists, it gives back one with the new texts (so it is a function for `datasets.Dataset.map`). Raises
    ValueError if a column to read is missing or the one to make is there.

    >>> table = pa.table({"id": [1], "text": ["Russia left the airspace of the UAR over Damascus."]})
    >>> Columns("text", edits="edits")(table).column_names
    ['id', 'text', 'edits']
    """

    text: str = "text"
    _: KW_ONLY
    normaliser: Normaliser = field(default_factory=Normaliser)
    source: str | None = None
    edits: str | None = None
    single: bool = False

    def __call__(self, batch: Batch) -> Batch:
        if isinstance(batch, Mapping):
            return self._lists(batch)
        schema = self.schema(batch.schema)
        columns = list(batch.columns)
        at = batch.schema.get_field_index(self.text)
        source = None if self.source is None else batch.column(self.source)
        try:
            columns[at], edits = _normalise(columns[at], self.normaliser, source, self.single, with_edits=self.edits is not None)
        except (TypeError, ValueError) as error:
            raise type(error)(f"column {self.text!r}: {error}") from error
        if self.edits is not None:
            columns.append(edits)
        return type(batch).from_arrays(columns, schema=schema)

    def _lists(self, batch: Mapping[str, Sequence[str | None]]) -> dict[str, Sequence[str | None]]:
        if self.edits is not None:
            # Lists say nothing of their type, and that of the first texts, without damage, would be taken for that of all.
            raise TypeError("edits need Arrow batches, which know their types: dataset.with_format('arrow').map(…)")
        source = None if self.source is None else pa.array(batch[self.source], type=pa.large_string())
        texts = pa.array(batch[self.text], type=pa.large_string())
        return {self.text: normalise(texts, self.normaliser, source=source, single=self.single).to_pylist()}

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema of what comes out, from the schema of what goes in."""
        for name in filter(None, (self.text, self.source)):
            if schema.names.count(name) != 1:
                raise ValueError(f"there should be one column {name!r}; there are {', '.join(map(repr, schema.names)) or 'none'}")
        if self.edits is None:
            return schema
        if self.edits in schema.names:
            raise ValueError(f"there is a column {self.edits!r} already; give the one for the edits another name")
        return schema.append(pa.field(self.edits, EDITS))

    def reader(self, batches: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """The batches of a stream, normalised one by one as they are asked for."""
        return pa.RecordBatchReader.from_batches(self.schema(batches.schema), map(self, batches))


def _normalise(
    values: Texts, normaliser: Normaliser | None, source: pa.Array | pa.ChunkedArray | None, single: bool, *, with_edits: bool = False
) -> tuple[Texts, Texts]:
    """New texts, and the edits if they are wanted, else nulls."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if kind not in (pa.string(), pa.large_string(), pa.string_view(), pa.null()):
        raise TypeError(f"only text can be normalised, not {values.type}; cast it to string first")
    if source is not None and len(source) != len(values):
        raise ValueError(f"{len(values)} texts, but {len(source)} sources")
    normaliser = normaliser or Normaliser()
    if isinstance(values, pa.Array):
        return _array(values, normaliser, source, single, with_edits)
    chunks, at = [], 0
    for chunk in values.chunks:
        part = None if source is None else source.slice(at, len(chunk))
        chunks.append(_array(chunk, normaliser, part, single, with_edits))
        at += len(chunk)
    texts, edits = zip(*chunks, strict=True) if chunks else ((), ())
    return pa.chunked_array(texts, type=values.type), pa.chunked_array(edits, type=EDITS)


def _array(values: pa.Array, normaliser: Normaliser, source: Texts | None, single: bool, with_edits: bool) -> tuple[pa.Array, pa.Array]:
    given = _texts(values)
    if source is None and pa.types.is_dictionary(values.type):
        decided: dict[str | None, Result | None] = {None: None}
        for text in given:
            if text is not None and text not in decided:
                decided[text] = normaliser.apply(text, single=single)
        results = [decided[text] for text in given]
    else:
        sources = [None] * len(given) if source is None else _texts(source)
        results = [None if t is None else normaliser.apply(t, source=s, single=single) for t, s in zip(given, sources, strict=True)]
    edits = pa.array([edits_of(r) if r and with_edits else None for r in results], type=EDITS)
    texts = [r.text if r else None for r in results]
    return values if texts == given else _like(values, texts), edits


def _texts(values: pa.Array | pa.ChunkedArray) -> list[str | None]:
    try:
        texts: list[str | None] = values.to_pylist()
    except UnicodeDecodeError:
        for row, value in enumerate(values):
            try:
                value.as_py()
            except UnicodeDecodeError as error:
                raise ValueError(f"row {row} is not UTF-8 ({error}); decode it rightly first") from None
        raise
    return texts


def _like(values: pa.Array, texts: Sequence[str | None]) -> pa.Array:
    """The texts in an array of the type of `values`; the order of a dictionary is kept."""
    kind = values.type
    if not pa.types.is_dictionary(kind):
        return pa.array(texts, type=kind)
    pairs = {(i, text) for i, text in zip(values.indices.to_pylist(), texts, strict=True) if text is not None}
    # Two spellings may have become one, and a dictionary holds a value once.
    place = {text: i for i, text in enumerate(dict.fromkeys(text for _, text in sorted(pairs)))}
    indices = pa.array([None if text is None else place[text] for text in texts], type=kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(place), type=kind.value_type), ordered=kind.ordered)
