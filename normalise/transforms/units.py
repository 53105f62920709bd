"""Signs and units that a translation left over from a table: №, ° C, грн, км."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import around, sentence_ends

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalise.document import Document

# Abbreviation → English: the singular and the plural, where they differ.
_CYRILLIC_UNITS = {
    "грн": "hryvnia|hryvnias", "гривен": "hryvnias", "гривень": "hryvnias", "руб": "ruble|rubles", "рублей": "rubles", "коп": "kopeck|kopecks",
    "тыс": "thousand", "млн": "million", "млрд": "billion", "трлн": "trillion", "чел": "person|people", "шт": "pc|pcs",
    "км/ч": "km/h", "м/с": "m/s", "кв. м": "sq m", "кв.м": "sq m", "куб. м": "cu m", "кв. км": "sq km", "м²": "m²", "м³": "m³", "км²": "km²",
    "км": "km", "м": "m", "см": "cm", "мм": "mm", "га": "ha", "кг": "kg", "мг": "mg", "г": "g", "мл": "ml", "л": "l", "т": "t", "ц": "centners",
    "кВт": "kW", "МВт": "MW", "ГВт": "GW", "Вт": "W", "кВ": "kV", "Гц": "Hz", "МГц": "MHz", "ГГц": "GHz", "Кб": "KB", "Мб": "MB", "Гб": "GB", "ГБ": "GB", "МБ": "MB",
    "мин": "min", "сек": "s", "ч": "h",
}  # fmt: skip

_UNITS = "|".join(map(re.escape, sorted(_CYRILLIC_UNITS, key=len, reverse=True)))


_CYRILLIC = re.compile("[\u0400-\u04ff]")


@cache
def _cyrillic_units() -> re.Pattern[str]:
    no_word = r"(?![\w/²³-]|[ \xa0]?[\u0400-\u052f])"
    return re.compile(rf"(?<![\w-])(?P<number>[0-9][0-9.,\xa0]{{0,24}})(?P<space>[ \xa0]?)(?P<units>(?:{_UNITS})(?:\.?[ \xa0](?:{_UNITS}))?)(?P<stop>\.?){no_word}")


def cyrillic_units(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A Cyrillic unit after a number in English text is translated (`1000 грн`), unless Cyrillic words stand beside.

    >>> from normalise.document import Document
    >>> [r.edits for r in cyrillic_units(Document("The price is 2 млн грн."), {})]
    [((15, 22, 'million hryvnias'),)]
    """
    text = document.text
    for m in around(_CYRILLIC, _cyrillic_units, text, 40, 40):
        if re.compile(r"[\u0400-\u052f][\w.]*[ \xa0]?\Z").search(text, max(0, m.start() - 20), m.start()):
            continue
        if m.group("units") == "г" and re.fullmatch(r"1[5-9][0-9]{2}|20[0-9]{2}", m.group("number")):
            ends = sentence_ends(text, m.end())
            edit = (m.start("space"), m.end("units") if ends else m.end(), "")
            yield Repair((edit,), "Cyrillic unit", "г. is Russian for “year”, which English leaves out")
            continue
        parts = re.findall(_UNITS, m.group("units"))
        english = " ".join(_english(p, m.group("number"), alone=len(parts) == 1) for p in parts)
        ends = sentence_ends(text, m.end())
        end = m.end("units") if ends else m.end()
        glue = " " if not m.group("space") and len(english) > 3 else ""
        yield Repair(((m.start("units"), end, glue + english),), "Cyrillic unit", f"“{m.group('units')}” is {english}")


def _english(unit: str, number: str, *, alone: bool) -> str:
    one, _, many = _CYRILLIC_UNITS[unit].partition("|")
    return one if not many or (alone and number == "1") else many


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(r"[°º˚](?:(?<=[0-9].)|(?P<space>(?<=[0-9][ \xa0].)))(?P<inner> {0,2})(?P<scale>[CFСс])(?![\w-])")


def degrees(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """`22 ° C` becomes `22 °C`, and a Cyrillic С a Latin C. `22° C`, as old books write, stays.

    >>> from normalise.document import Document
    >>> [r.edits for r in degrees(Document("from +22 ° C on"), {})]
    [((10, 11, ''),)]
    """
    for m in _degree().finditer(document.text):
        if m.group("inner") and m.group("space") is not None:
            yield Repair(((*m.span("inner"), ""),), "degree sign", "the degree sign belongs to the letter of its scale")
        if m.group("scale") in "Сс":
            yield Repair(((*m.span("scale"), "C"),), "degree sign", "the letter of the Celsius scale is a Cyrillic С")


@cache
def _numero() -> re.Pattern[str]:
    return re.compile(r"(?P<sign>№{1,2})(?P<space>[ \xa0]?)(?=(?:[A-ZА-Я]{1,4}[-–]?)?[0-9])")


def number_signs(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """`№ 39` becomes `No. 39`.

    >>> from normalise.document import Document
    >>> [r.edits for r in number_signs(Document("building № 39, bill №8058"), {})]
    [((9, 10, 'No.'),), ((20, 21, 'No. '),)]
    """
    text = document.text
    for m in _numero().finditer(text):
        word = "No." if len(m.group("sign")) == 1 else "Nos."
        glued = re.match(r"\w", text[m.start() - 1 : m.start()])
        new = (" " if glued else "") + word + ("" if m.group("space") else " ")
        # In a name (Chanel № 5), and where the sign is spoken about, it stays.
        named = re.compile(r"\b(?:sign|symbol|character|letter|Chanel|perfume|fragrance|scent)\b", re.IGNORECASE)
        sure = not named.search(text, max(0, m.start() - 60), m.end() + 60)
        yield Repair(((*m.span("sign"), new),), "number sign", f"№ is written {word} in English", sure)
