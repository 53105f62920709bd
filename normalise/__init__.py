"""Mend what machine translation damages: acronyms, names, quotation marks. Every change says why, and can be undone.

>>> from normalise import normalise
>>> normalise("Militants attacked the army of the UAR near Damascus.")
'Militants attacked the army of the Syrian Arab Republic near Damascus.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise._version import __version__

if TYPE_CHECKING:
    from normalise.align import Alignment
    from normalise.edits import Edit, Resolution, apply, resolve
    from normalise.names import Gazetteer, Match
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


_HOMES = {
    "Alignment": "align", "Edit": "edits", "Resolution": "edits", "apply": "edits", "resolve": "edits", "Gazetteer": "names", "Match": "names",
    "Normaliser": "normaliser", "normalise": "normaliser", "Change": "result", "Result": "result", "undo": "result", "Entity": "schema", "RuleError": "schema",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """What is asked for is imported then: so the command line is up, and can be stopped, before the rest is."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"normalise.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
