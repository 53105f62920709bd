"""Built-in transforms: functions of a document that propose repairs, by name.

A transform is imported when a rule first runs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from normalise.document import Document
    from normalise.repair import Repair

    Transform = Callable[[Document, Mapping[str, str]], Iterable[Repair]]

# name → module and function
_TABLE = {
    "abbreviated-amounts": "normalise.transforms.numbers:abbreviated_amounts",
    "addresses": "normalise.transforms.residue:addresses",
    "attribution": "normalise.transforms.dashes:attribution",
    "brackets": "normalise.transforms.gaps:brackets",
    "compose": "normalise.transforms.characters:compose",
    "controls": "normalise.transforms.characters:controls",
    "currency-signs": "normalise.transforms.numbers:currency_signs",
    "cyrillic-units": "normalise.transforms.units:cyrillic_units",
    "decimal-commas": "normalise.transforms.numbers:decimal_commas",
    "degrees": "normalise.transforms.units:degrees",
    "dotted-times": "normalise.transforms.numbers:dotted_times",
    "double-spaces": "normalise.transforms.gaps:double_spaces",
    "headings": "normalise.transforms.dashes:headings",
    "homoglyphs": "normalise.transforms.homoglyphs:homoglyphs",
    "html-entities": "normalise.transforms.mojibake:html_entities",
    "hyphens": "normalise.transforms.residue:hyphens",
    "invisible": "normalise.transforms.characters:invisible",
    "joiners": "normalise.transforms.residue:joiners",
    "mojibake": "normalise.transforms.mojibake:mojibake",
    "number-signs": "normalise.transforms.units:number_signs",
    "placeholders": "normalise.transforms.residue:placeholders",
    "quote-style": "normalise.transforms.restyle:quote_style",
    "quotes": "normalise.transforms.quotation:quotes",
    "repetitions": "normalise.transforms.repetition:repetitions",
    "space-after": "normalise.transforms.spacing:space_after",
    "space-before": "normalise.transforms.spacing:space_before",
    "spaced-percent": "normalise.transforms.numbers:spaced_percent",
    "subwords": "normalise.transforms.residue:subwords",
}
# Transforms that know what other languages do; those of the stage `characters` need not be named.
ANY_LANGUAGE = frozenset({"quotes"})
# Transforms whose business is what stands in protected spans.
UNPROTECTED = frozenset({"addresses", "html-entities", "joiners", "placeholders", "subwords"})

# What options there are, and what they take, the default first ("": it must be said).
_OPTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "quote-style": {"style": ("", "us", "uk", "german", "french", "straight", "curly"), "spaces": ("no-break", "narrow")},
}


def check_options(name: str, options: Mapping[str, str]) -> None:
    """Raises ValueError, with a message for the writer of the rule, if the transform of that name does not take these options."""
    known = _OPTIONS.get(name, {})
    for key in options:
        if key not in known:
            raise ValueError(f"`{name}` has no option `{key}`" + (f"; there are {', '.join(known)}" if known else ""))
    for key, values in known.items():
        if not (said := options.get(key, values[0])) or said not in values:
            raise ValueError(f"`{key}` is one of {', '.join(filter(None, values))}, not {said!r}")


def find_transform(name: str, *, load: bool = True) -> Transform:
    """The transform of that name. Raises KeyError with a message for the writer of the rule."""
    if name not in _TABLE:
        raise KeyError(f"no transform `{name}`; there are {', '.join(sorted(_TABLE))}")
    if not load:
        return _not_loaded
    module, _, function = _TABLE[name].partition(":")
    found: Transform = getattr(import_module(module), function)
    return found


def _not_loaded(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    raise RuntimeError("this stands for a transform that exists and was not asked to be loaded")
