"""`normalise` in the libraries and engines that data pipelines are made of: one module each, imported by name.

They are extras and use only what `from normalise import …` gives, as anyone else could.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise import Result


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Imports that the extra of that name installs. Raises ImportError, with what to do, if one is missing.

    >>> with extra("arrow"):
    ...     import pyarrow_that_is_not_there
    Traceback (most recent call last):
    ImportError: No module named 'pyarrow_that_is_not_there': pip install 'normalise-mt[arrow]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ImportError(f"{error}: pip install 'normalise-mt[{name}]'", name=error.name) from error


# What `normalise --edits` says of a change too, but for its place in a file.
FIELDS = ("start", "end", "before", "after", "rules", "reason", "evidence", "safety", "group")


def edits_of(result: Result) -> list[dict[str, Any]]:
    """The changes as plain data: what a column of edits holds. `Change(**edit)` makes one a `Change` again.

    >>> from normalise import Normaliser
    >>> edits_of(Normaliser().apply("Russia left the airspace of the UAR over Damascus."))[0]["rules"]
    ['syria.uar']
    """
    plain = [{name: getattr(change, name) for name in FIELDS} for change in result.changes]
    return [{**edit, "rules": list(edit["rules"]), "evidence": list(edit["evidence"])} for edit in plain]
