"""Mend what machine translation damages: acronyms, names, quotation marks. Every change says why, and can be undone.

>>> from normalise import normalise
>>> normalise("Militants attacked the army of the UAR near Damascus.")
'Militants attacked the army of the Syrian Arab Republic near Damascus.'
"""

from normalise._version import __version__
from normalise.align import Alignment
from normalise.edits import Edit, Resolution, apply, resolve
from normalise.normaliser import Normaliser, normalise
from normalise.result import Change, Result, undo
from normalise.schema import Entity, RuleError

__all__ = [
    "Alignment",
    "Change",
    "Edit",
    "Entity",
    "Gazetteer",
    "Match",
    "Normaliser",
    "Resolution",
    "Result",
    "RuleError",
    "__version__",
    "apply",
    "normalise",
    "resolve",
    "undo",
]


def __getattr__(name: str) -> object:
    """Gazetteer and Match are imported when they are asked for: the filter starts faster without."""
    if name in ("Gazetteer", "Match"):
        from normalise import names

        return getattr(names, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
