"""Plain text split into units (a document, paragraphs, lines) as it streams in, with what stood between them.

Units and separators, written out in turn, give the stream back code point for code point, and do not depend on where
the chunks of the stream end. Only `document` without a separator holds more than one unit in memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNITS = ("document", "paragraph", "line")

Piece = tuple[str, str]
"""A unit, and the separator that stood after it ("" at the end of the stream)."""

_LINE_END = re.compile(r"\r\n?|\n")


def split_units(chunks: Iterable[str], unit: str = "document", separator: str = "") -> Iterator[Piece]:
    r"""The units of a stream of text, each with the separator after it.

    A `document` is the whole stream, or what lies between two `separator`; a `paragraph` is a block parted from the
    next by blank lines (a first unit is empty where blank lines come first); a `line` ends at LF or CRLF, or at CR in
    a stream whose first line ends so. An end of line or a separator at the end of the stream opens no further unit.
    Raises ValueError for another `unit`.

    >>> list(split_units(["a\nb\r", "\n\n", "c"], "line"))
    [('a', '\n'), ('b', '\r\n'), ('', '\n'), ('c', '')]
    >>> list(split_units(["a\nb\n \n\nc\n"], "paragraph"))
    [('a\nb', '\n \n\n'), ('c', '\n')]
    >>> list(split_units(["one--", "-two"], separator="---"))
    [('one', '---'), ('two', '')]
    """
    if unit == "line":
        return _lines(chunks)
    if unit == "paragraph":
        return _paragraphs(_lines(chunks))
    if unit == "document":
        return _documents(chunks, separator) if separator else _whole(chunks)
    raise ValueError(f"a unit is one of {', '.join(UNITS)}, not {unit!r}")


def _whole(chunks: Iterable[str]) -> Iterator[Piece]:
    if text := "".join(chunks):
        yield text, ""


def _documents(chunks: Iterable[str], separator: str) -> Iterator[Piece]:
    held: list[str] = []  # what is known to hold no separator, nor the start of one
    tail = ""
    for chunk in chunks:
        *whole, rest = (tail + chunk).split(separator)
        for text in whole:
            yield "".join((*held, text)), separator
            held.clear()
        # A separator may begin in the last code points and end in the next chunk.
        cut = max(0, len(rest) - len(separator) + 1)
        held.append(rest[:cut])
        tail = rest[cut:]
    if text := "".join((*held, tail)):
        yield text, ""


def _lines(chunks: Iterable[str]) -> Iterator[Piece]:
    rest = filter(None, chunks)
    head: list[str] = []
    for chunk in rest:
        head.append(chunk)
        # A CR that ends the chunk says nothing yet: a LF may follow.
        if "\n" in chunk or "\r" in chunk[:-1] or (len(head) > 1 and head[-2].endswith("\r")):
            break
    text = "".join(head)
    first = _LINE_END.search(text)
    split = _lines_any if first and first.group() == "\r" else _lines_lf
    return split(text, rest)


def _lines_lf(text: str, chunks: Iterator[str]) -> Iterator[Piece]:
    held: list[str] = []
    chunk: str | None = text
    while chunk is not None:
        held.append(chunk)
        if "\n" in chunk:
            *whole, last = "".join(held).split("\n")
            held = [last]
            for line in whole:
                yield (line[:-1], "\r\n") if line.endswith("\r") else (line, "\n")
        chunk = next(chunks, None)
    if line := "".join(held):
        yield line, ""


def _lines_any(text: str, chunks: Iterator[str]) -> Iterator[Piece]:
    held: list[str] = []
    chunk: str | None = text
    while chunk is not None:
        held.append(chunk)
        if "\n" in chunk or "\r" in chunk[:-1] or (len(held) > 1 and held[-2].endswith("\r")):
            text, at = "".join(held), 0
            for end in _LINE_END.finditer(text, 0, len(text) - text.endswith("\r")):
                yield text[at : end.start()], end.group()
                at = end.end()
            held = [text[at:]]
        chunk = next(chunks, None)
    text = "".join(held)
    if text:
        yield (text[:-1], "\r") if text.endswith("\r") else (text, "")


def _paragraphs(lines: Iterator[Piece]) -> Iterator[Piece]:
    text: list[str] = []
    gap, blank = "", False
    for line, end in lines:
        if not line or line.isspace():
            gap, blank = gap + line + end, True
            continue
        if blank:
            yield "".join(text), gap
            text.clear()
        else:
            text.append(gap)
        text.append(line)
        gap, blank = end, False
    if text or gap:
        yield "".join(text), gap
