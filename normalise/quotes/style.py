"""What a document's own quotation marks look like: the measure of what is sound in it."""

from __future__ import annotations

from dataclasses import dataclass

from normalise.quotes.ayn import count_initial, has_letter
from normalise.quotes.marks import DOUBLE, FOREIGN, SINGLE, Mark

CURLY = {DOUBLE: ("“", "”"), SINGLE: ("‘", "’")}
LATIN = "\u0250"  # no letters of the Latin script from here on, nearly
STRAIGHT = {DOUBLE: ('"', '"'), SINGLE: ("'", "'")}


@dataclass(frozen=True, slots=True)
class Style:
    """`outer` is the family of the outer marks; `curly` the script to write in; `strict` says that straight marks are
    damage here, because nearly all others are curly; `unknown` that there is no telling what is written here; `typed`
    that ``…'' are this text's own marks; `lettered` that ‘ is a letter here: Ka‘ba, O‘ahu."""

    outer: str
    curly: bool
    strict: bool
    unknown: bool = False
    typed: bool = False
    lettered: bool = False

    def pair(self, family: str) -> tuple[str, str]:
        """The opening and the closing mark of a family."""
        return (CURLY if self.curly else STRAIGHT)[family]

    def is_alien(self, mark: Mark) -> bool:
        """True if the script of the mark is damage in the document, and in the text right beside it."""
        if mark.script == "typed" and (self.typed or (mark.family == SINGLE and not self.curly)):
            return False  # `so' is the custom of many a README
        if mark.script in FOREIGN:
            inside = mark.after if mark.turn > 0 else mark.before
            return inside < LATIN or not inside.isalpha()
        return self.strict and mark.script == "straight" and (mark.family == DOUBLE or self.outer == SINGLE)


def style_of(text: str, *, single: bool) -> Style:
    """The style of the quotation marks of `text`; a line of its own (`single`) tells too little to be strict.

    >>> style_of("“Yes,” he said.", single=False)
    Style(outer='D', curly=True, strict=False, unknown=False, typed=False, lettered=False)
    """
    curly = text.count("“") + text.count("”")
    # A single sign is found much faster than two in a row, or all of a kind.
    straight, inner, guillemets, brackets = (text.count(mark) if mark in text else 0 for mark in '"‘«「')
    typed = text.count("``") if "`" in text else 0
    quoting = inner - count_initial(text) if inner else 0  # what begins ‘Umar is no quotation
    outer = _outer(text, curly + straight + 2 * (typed + guillemets + brackets), quoting)
    if outer == SINGLE:
        curly += inner
    if curly:
        is_curly = curly >= straight
    else:
        is_curly = "'" not in text.replace("''", "") and any(c in text for c in ("’" if straight else "’–—…`"))
    strict = not single and curly >= 6 and curly >= 4 * straight
    unknown = not curly and straight <= 2 and "'" not in text
    typing = not single and not curly and typed > 1 and typed * 2 > straight
    return Style(outer, is_curly, strict, unknown, typed=typing, lettered=inner > 0 and has_letter(text))


def _outer(text: str, doubles: int, opening_singles: int) -> str:
    """Double or single: what paragraphs begin with decides; failing that, what there is more of."""
    if opening_singles * 4 < doubles or not (opening_singles or "'" in text):
        return DOUBLE
    single_starts = text.count("\n‘") + text.startswith("‘")
    double_starts = sum(text.count("\n" + mark) for mark in '“"' if mark in text) + text.startswith(("“", '"'))
    if single_starts or double_starts:
        return SINGLE if single_starts > double_starts else DOUBLE
    return SINGLE if opening_singles > doubles else DOUBLE
