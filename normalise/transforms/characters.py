"""Characters that no reader sees: invisible ones inside words, control characters, loose combining marks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_INVISIBLE = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}" + _SOFT_HYPHEN
# Everything that nothing prints and no format needs; tab, line feed, form feed, carriage return, escape (terminal
# colours) and next line are left out.
_CONTROLS = "".join(map(chr, [*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFD]))


@cache
def _between_letters() -> re.Pattern[str]:
    return re.compile(rf"(?<=[A-Za-z])[{_INVISIBLE}]+(?=[A-Za-z])")


@cache
def _stray() -> re.Pattern[str]:
    # Joiners beside anything but ASCII are spelling (Persian, Indic, emoji), and a byte order mark may open a text.
    return re.compile("(?<=[\x20-\x7e])[\u200b\u2060\ufeff]+(?=[\\s\x21-\x7e]|\\Z)|(?<=\\s)[\u200b\u2060\ufeff]+(?=[\x21-\x7e])")


def invisible(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """Zero-width characters and soft hyphens between ASCII letters go; between other ASCII they are suggested to go.

    >>> from normalise.document import Document
    >>> [r.edits for r in invisible(Document("Pal\\u200bmyra"), {})]
    [((3, 4, ''),)]
    """
    text = document.text
    if text.isascii() or not any(c in text for c in _INVISIBLE):
        return ()
    return _invisible(document)


def _invisible(document: Document) -> Iterator[Repair]:
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
    text = document.text
    # A search for one character is so fast that sixty of them cost less than one for a class.
    if not any(map(text.__contains__, _CONTROLS)):
        return ()
    return (Repair(((*m.span(), ""),), "control character", _why_control(m.group()), sure=False) for m in re.finditer(f"[{re.escape(_CONTROLS)}]+", text))


def _why_control(run: str) -> str:
    if "\N{REPLACEMENT CHARACTER}" in run:
        return "a character was lost here when the text was decoded: look it up in the original"
    return f"{_names(run)} prints nothing"


def compose(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """A Latin, Greek or Cyrillic letter with loose combining marks becomes the one letter that Unicode has for it.

    Singletons (Kelvin sign, Ångström sign, Greek oxia) stay: composing them would change what was chosen.

    >>> from normalise.document import Document
    >>> [r.edits for r in compose(Document("cafe\\u0301"), {})]
    [((3, 5, 'é'),)]
    """
    text = document.text
    if not has_block(text, 0x03) or not _loose_mark().search(text):
        return ()
    return _compose(text)


@cache
def _loose_mark() -> re.Pattern[str]:
    letters = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff"
    marks = "\u0300-\u033f\u0342\u0345-\u036f"  # without the singletons among the marks
    return re.compile(f"[{letters}][{marks}]{{1,8}}(?![{marks}\u0340\u0341\u0343\u0344])")


def _compose(text: str) -> Iterator[Repair]:
    from unicodedata import normalize

    for m in _loose_mark().finditer(text):
        loose = m.group()
        composed = normalize("NFC", loose)
        if len(composed) < len(loose) and normalize("NFC", loose[0]) == loose[0]:
            yield Repair(((*m.span(), composed),), "loose mark", f"{composed} was written as {len(loose)} characters")


def has_block(text: str, high_byte: int) -> bool:
    """False if no character of `text` is in the block U+hh00–U+hhFF; True may be a false alarm.

    A search for a byte in UTF-16 costs a tenth of the search for a class of characters.

    >>> has_block("“Raqqa”", 0x04), has_block("Ракка", 0x04)
    (False, True)
    """
    return not text.isascii() and high_byte in text.encode("utf-16-le", "surrogatepass")


def _names(run: str) -> str:
    from unicodedata import name

    return ", ".join(dict.fromkeys(name(c, f"U+{ord(c):04X}").lower() for c in run))
