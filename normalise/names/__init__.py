"""Names in unseen spellings, linked to a base of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.schema import Entity

if TYPE_CHECKING:
    from normalise.names.gazetteer import Gazetteer, Match, Suggestion

__all__ = ["Entity", "Gazetteer", "Match", "Suggestion"]


def __getattr__(name: str) -> object:
    """The gazetteer is imported when it is asked for: who looks at a table does without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from normalise.names import gazetteer

    found: object = getattr(gazetteer, name)
    globals()[name] = found
    return found
