"""polars: the namespace `normalise` of expressions and Series of texts, there once this module is imported.

It works in lazy frames and in the streaming engine too: what comes of a row depends on that row alone. Nulls and
categoricals stay what they are; an Enum cannot (what is mended is none of its values): cast it to String.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from normalise import Normaliser
from normalise.integrations import extra

with extra("polars"):
    import polars as pl
    import pyarrow as pa

    from normalise.integrations import arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EDITS = pl.Series(pl.from_arrow(pa.array([], type=arrow.EDITS))).dtype


@pl.api.register_series_namespace("normalise")
class TextSeries:
    """Normalises the texts of a Series, a value being a document; takes what `TextExpr` takes, with a Series as `source`.

    >>> pl.Series(["Russia left the airspace of the UAR over Damascus."]).normalise()[0]
    'Russia left the airspace of the Syrian Arab Republic over Damascus.'
    """

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def __call__(self, normaliser: Normaliser | None = None, *, source: pl.Series | None = None, single: bool = False) -> pl.Series:
        """The Series with the safe changes made."""
        return self._map(_texts, normaliser, source, single)

    def with_edits(self, normaliser: Normaliser | None = None, *, source: pl.Series | None = None, single: bool = False) -> pl.Series:
        """A Series of structs: `text`, and `edits`, the changes."""
        return self._map(_structs, normaliser, source, single)

    def _map(self, made: Callable[..., pl.Series], normaliser: Normaliser | None, source: pl.Series | None, single: bool) -> pl.Series:
        return made([self._series] if source is None else [self._series, source], normaliser or Normaliser(), single)


@pl.api.register_expr_namespace("normalise")
class TextExpr:
    """Normalises the texts of an expression, a value being a document.

    `source` is an expression for the texts they were translated from; `single` says that each is one line of a longer
    text (see `Normaliser.apply`). Raises TypeError, when the frame is collected, for values that are not text.

    >>> frame = pl.LazyFrame({"text": ["Russia left the airspace of the UAR over Damascus."]})
    >>> frame.with_columns(pl.col("text").normalise()).collect()["text"][0]
    'Russia left the airspace of the Syrian Arab Republic over Damascus.'
    """

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def __call__(self, normaliser: Normaliser | None = None, *, source: pl.Expr | None = None, single: bool = False) -> pl.Expr:
        """The texts with the safe changes made."""
        return self._map(_texts, pl.self_dtype(), normaliser, source, single)

    def with_edits(self, normaliser: Normaliser | None = None, *, source: pl.Expr | None = None, single: bool = False) -> pl.Expr:
        """Structs of `text`, and `edits`, the changes; `.struct.unnest()` parts them.

        >>> frame = pl.LazyFrame({"raw": ["Russia left the airspace of the UAR over Damascus."]})
        >>> frame.select(pl.col("raw").normalise.with_edits().struct.unnest()).collect().columns
        ['text', 'edits']
        """
        dtype = pl.struct_with_fields({"text": pl.self_dtype(), "edits": EDITS})
        return self._map(_structs, dtype, normaliser, source, single)

    def _map(self, made: Callable[..., pl.Series], dtype: pl.DataTypeExpr, normaliser: Normaliser | None, source: pl.Expr | None, single: bool) -> pl.Expr:
        exprs = [self._expr] if source is None else [self._expr, source]
        function = partial(made, normaliser=normaliser or Normaliser(), single=single)
        return pl.map_batches(exprs, function, return_dtype=dtype, is_elementwise=True)


def _texts(columns: Sequence[pl.Series], normaliser: Normaliser, single: bool) -> pl.Series:
    texts = arrow.normalise(_text(columns[0]), normaliser, source=_source(columns), single=single)
    return _like(columns[0], texts)


def _structs(columns: Sequence[pl.Series], normaliser: Normaliser, single: bool) -> pl.Series:
    texts, edits = arrow.normalise_with_edits(_text(columns[0]), normaliser, source=_source(columns), single=single)
    made = {"text": _like(columns[0], texts), "edits": pl.Series(pl.from_arrow(edits), dtype=EDITS)}
    return pl.DataFrame(made).to_struct(columns[0].name)


def _text(series: pl.Series) -> pa.Array:
    if series.dtype not in (pl.String, pl.Categorical, pl.Null):
        raise TypeError(f"only text can be normalised: column {series.name!r} holds {series.dtype}; cast it to String first")
    return series.to_arrow()


def _source(columns: Sequence[pl.Series]) -> pa.Array | None:
    return _text(columns[1]) if len(columns) > 1 else None


def _like(series: pl.Series, texts: pa.Array) -> pl.Series:
    return pl.Series(series.name, pl.from_arrow(texts)).cast(series.dtype)
