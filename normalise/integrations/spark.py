"""Spark: a column of a DataFrame, normalised where the data lies (`mapInArrow`; no shuffle)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise import Normaliser
from normalise.integrations import extra

with extra("spark"):
    import pyarrow as pa
    from pyspark.errors import PySparkException
    from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

    from normalise.integrations import arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import DataFrame, SparkSession

_TYPES = {pa.string(): StringType(), pa.int64(): LongType(), pa.list_(pa.string()): ArrayType(StringType())}
EDITS = ArrayType(StructType([StructField(field.name, _TYPES[field.type]) for field in arrow.EDITS.value_type]))


def normalise(
    frame: DataFrame, text: str = "text", *, normaliser: Normaliser | None = None, source: str | None = None, edits: str | None = None,
    single: bool = False,
) -> DataFrame:  # fmt: skip
    """The frame with its column `text` normalised, a row being a document; lazy, as frames are.

    `source` names the column of texts it was translated from, `edits` a new column of type `EDITS` for the changes; `single` says that each text is one line of a longer one. normalise-mt must be installed where the
    Python workers run, in the version of the driver. Raises ValueError if a column to read is missing or the one to
    make is there.
    """
    columns = arrow.Columns(text, normaliser=normaliser or Normaliser(), source=source, edits=edits, single=single)
    columns.schema(pa.schema([(name, pa.null()) for name in frame.columns]))  # says here, not in a worker, what is wrong
    fields = frame.schema.fields if edits is None else [*frame.schema.fields, StructField(edits, EDITS)]
    return frame.mapInArrow(_shipped(frame.sparkSession, columns), StructType(fields))


def _shipped(session: SparkSession, columns: arrow.Columns) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What workers run. The rules go to an executor once, as a broadcast; by Spark Connect, which has none, with the function."""
    try:
        broadcast = session.sparkContext.broadcast(columns)
    except PySparkException:
        return lambda batches: map(columns, batches)
    return lambda batches: map(broadcast.value, batches)
