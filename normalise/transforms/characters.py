"""Characters that no reader sees: invisible ones inside words, control characters, loose combining marks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.needs import CONTROLS, INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
@cache
def _between_letters() -> re.Pattern[str]:
    return re.compile(rf"[{INVISIBLE}](?<=[A-Za-z].)[{INVISIBLE}]*(?=[A-Za-z])")


@cache
def _stray() -> re.Pattern[str]:
    # Joiners beside anything but ASCII are spelling (Persian, Indic, emoji), and a byte order mark may open a text.
    return re.compile("[\u200b\u2060\ufeff](?:(?<=[\x20-\x7e].)[\u200b\u2060\ufeff]*(?=[\\s\x21-\x7e]|\\Z)|(?<=\\s.)[\u200b\u2060\ufeff]*(?=[\x21-\x7e]))")


def invisible(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """Zero-width characters and soft hyphens between ASCII letters go; between other ASCII they are suggested to go.

    >>> from normalise.document import Document
    >>> [r.edits for r in invisible(Document("Pal\\u200bmyra"), {})]
    [((3, 4, ''),)]
    """
    text = document.text
    for m in _between_letters().finditer(text):
        start, end = m.span()
        # A zero-width space may be all that parts two words: “theRed” is worse than what was there.
        words_meet = "\u200b" in m.group() and text[start - 1].islower() and text[end].isupper()
        sure = not words_meet and not (_SOFT_HYPHEN in m.group() and document.is_foreign(start))
        yield Repair(((start, end, ""),), "invisible", f"{_names(m.group())} inside a word", sure)
    for m in _stray().finditer(text):
        if not (text[m.start() - 1].isalpha() and text[m.end() : m.end() + 1].isalpha()):
            yield Repair(((*m.span(), ""),), "invisible", f"{_names(m.group())} where nothing needs it", sure=False)


def controls(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """Control and replacement characters: suggested only, since what stood there is lost.

    >>> from normalise.document import Document
    >>> [(r.edits, r.sure) for r in controls(Document("The\\x02 end"), {})]
    [(((3, 4, ''),), False)]
    """
    found = re.finditer(f"[{re.escape(CONTROLS)}]+", document.text)
    return (Repair(((*m.span(), ""),), "control character", _why_control(m.group()), sure=False) for m in found)


def _why_control(run: str) -> str:
    if "\N{REPLACEMENT CHARACTER}" in run:
        return "a character was lost here when the text was decoded: look it up in the original"
    return f"{_names(run)} prints nothing"


def compose(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A Latin, Greek or Cyrillic letter with loose combining marks becomes the one letter that Unicode has for it.

    Singletons (Kelvin sign, Ångström sign, Greek oxia) stay: composing them would change what was chosen.

    >>> from normalise.document import Document
    >>> [r.edits for r in compose(Document("cafe\\u0301"), {})]
    [((3, 5, 'é'),)]
    """
    from unicodedata import normalize

    for m in _loose_mark().finditer(document.text):
        start, end = m.start() - 1, m.end()
        loose = document.text[start:end]
        composed = normalize("NFC", loose)
        if len(composed) < len(loose) and normalize("NFC", loose[0]) == loose[0]:
            yield Repair(((start, end, composed),), "loose mark", f"{composed} was written as {len(loose)} characters")


@cache
def _loose_mark() -> re.Pattern[str]:
    letters = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff"
    marks = "\u0300-\u033f\u0342\u0345-\u036f"  # without the singletons among the marks
    return re.compile(f"[{marks}](?<=[{letters}].)[{marks}]{{0,7}}(?![{marks}\u0340\u0341\u0343\u0344])")


def _names(run: str) -> str:
    from unicodedata import name

    return ", ".join(dict.fromkeys(name(c, f"U+{ord(c):04X}").lower() for c in run))
