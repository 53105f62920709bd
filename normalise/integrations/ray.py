"""Ray Data: a column of a Dataset, normalised by a pool of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalise import Normaliser
from normalise.integrations import extra

with extra("ray"):
    from ray.data import ActorPoolStrategy, Dataset

    from normalise.integrations.arrow import Columns

if TYPE_CHECKING:
    import pyarrow as pa


def normalise(
    dataset: Dataset, text: str = "text", *, normaliser: Normaliser | None = None, source: str | None = None,
    edits: str | None = None, single: bool = False, compute: ActorPoolStrategy | None = None, **options: Any,
) -> Dataset:  # fmt: skip
    """The dataset with its column `text` normalised, a row being a document; lazy, as datasets are.

    `source` names the column of texts it was translated from, `edits` a new column of type `arrow.EDITS` for the
    changes; `single` says that each text is one line of a longer one. `compute` is the pool of actors, which
    grows as it can if nothing is said; `options` go to `map_batches`. normalise-mt must be installed where the actors
    run, in the version of the driver. A missing column raises ValueError when the dataset is executed.
    """
    columns = Columns(text, normaliser=normaliser or Normaliser(), source=source, edits=edits, single=single)
    # Ray puts what actors are made with into the object store, so the rules go to a node once.
    return dataset.map_batches(Worker, fn_constructor_args=(columns,), batch_format="pyarrow", compute=compute or ActorPoolStrategy(), **options)


class Worker:
    """An actor of the pool; Ray wants a class that can be called."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __call__(self, batch: pa.Table) -> pa.Table:
        return self._columns(batch)
