"""pandas: the accessor `normalise` of a Series of texts, there once this module is imported.

Index, name, dtype and every kind of missing value stay as they are; categories are decided once each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise import Normaliser
from normalise.integrations import edits_of, extra

with extra("pandas"):
    import pandas as pd

if TYPE_CHECKING:
    from normalise import Result


@pd.api.extensions.register_series_accessor("normalise")
class TextAccessor:
    """Normalises the texts of a Series, a value being a document.

    `source`, a Series with the same index, holds the texts they were translated from; `single` says that each is one
    line of a longer text (see `Normaliser.apply`). Raises TypeError, with its label, for a value that is neither text
    nor missing, ValueError for a source with another index.

    >>> texts = pd.Series(["Russia left the airspace of the UAR over Damascus.", None], index=["a", "b"])
    >>> texts.normalise()["a"]
    'Russia left the airspace of the Syrian Arab Republic over Damascus.'
    """

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def __call__(self, normaliser: Normaliser | None = None, *, source: pd.Series | None = None, single: bool = False) -> pd.Series:
        """The Series with the safe changes made."""
        return self._like([None if r is None else r.text for r in self._results(normaliser, source, single)])

    def with_edits(self, normaliser: Normaliser | None = None, *, source: pd.Series | None = None, single: bool = False) -> pd.DataFrame:
        """A frame with the same index: the column `text`, and `edits`, the changes as dicts with the fields of `Change`.

        >>> texts = pd.Series(["Russia left the airspace of the UAR over Damascus."])
        >>> texts.normalise.with_edits()["edits"][0][0]["after"]
        'Syrian Arab Republic'
        """
        results = self._results(normaliser, source, single)
        edits = pd.Series([None if r is None else edits_of(r) for r in results], index=self._series.index, dtype=object)
        return pd.DataFrame({"text": self._like([None if r is None else r.text for r in results]), "edits": edits})

    def _results(self, normaliser: Normaliser | None, source: pd.Series | None, single: bool) -> list[Result | None]:
        """A result for each value; None for what is missing."""
        series, normaliser = self._series, normaliser or Normaliser()
        values = _texts(series)
        if source is not None:
            if not source.index.equals(series.index):
                raise ValueError("the source has another index than the texts; align it first: source.reindex(texts.index)")
            return [None if t is None else normaliser.apply(t, source=s, single=single) for t, s in zip(values, _texts(source), strict=True)]
        if not isinstance(series.dtype, pd.CategoricalDtype):
            return [None if t is None else normaliser.apply(t, single=single) for t in values]
        decided = {t: normaliser.apply(t, single=single) for t in dict.fromkeys(values) if t is not None}
        return [None if t is None else decided[t] for t in values]

    def _like(self, texts: list[str | None]) -> pd.Series:
        """A Series like the one given with these texts, None standing for what was missing."""
        series = self._series
        if texts == _texts(series):
            return series.copy()
        dtype = series.dtype
        if pd.api.types.is_object_dtype(dtype):
            # What is missing stays what it was: None, NaN, NA.
            texts = [given if t is None else t for t, given in zip(texts, series, strict=True)]
        elif isinstance(dtype, pd.CategoricalDtype):
            # Two spellings may have become one. The order is kept; categories that no value has are not.
            pairs = sorted({(code, t) for code, t in zip(series.cat.codes, texts, strict=True) if t is not None})
            dtype = pd.CategoricalDtype(list(dict.fromkeys(t for _, t in pairs)), ordered=dtype.ordered)
        made = pd.Series(texts, index=series.index, dtype=dtype, name=series.name)
        made.attrs = dict(series.attrs)
        return made


def _texts(series: pd.Series) -> list[str | None]:
    """The values of a Series, None for what is missing."""
    texts: list[str | None] = []
    for place, value in enumerate(series):
        if isinstance(value, str):
            texts.append(value)
        elif pd.api.types.is_scalar(value) and pd.isna(value):
            texts.append(None)
        else:
            raise TypeError(f"only text can be normalised: at {series.index[place]!r} there is a {type(value).__name__}")
    return texts
