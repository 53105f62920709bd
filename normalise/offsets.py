"""Offsets of a text counted in other ways than code points: UTF-8 bytes, UTF-16 units, lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right


class Offsets:
    """Converts code-point offsets of `text`; cheap to build, and linear in the text only for the first look-up.

    >>> o = Offsets("né\\n🙂x")
    >>> o.utf8(4), o.utf16(4), o.line_column(4)
    (8, 5, (2, 2))
    """

    _STEP = 4096

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] | None = None
        self._marks: dict[str, list[int]] = {}

    def utf8(self, offset: int) -> int:
        """The same place in bytes of the UTF-8 form; a lone surrogate counts three, as `surrogatepass` writes it."""
        return self._units(offset, "utf-8", 1)

    def utf16(self, offset: int) -> int:
        """The same place in UTF-16 code units, as JavaScript, Java and .NET count."""
        return self._units(offset, "utf-16-le", 2)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, columns in code points. Lines end at `\\n`, `\\r` or `\\r\\n`."""
        if self._lines is None:
            self._lines = [0]
            self._lines += [m.end() for m in re.finditer(r"\r\n?|\n", self._text)]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _units(self, offset: int, encoding: str, width: int) -> int:
        if self._text.isascii():
            return offset
        marks = self._marks.setdefault(encoding, [0])
        while len(marks) <= offset // self._STEP:
            chunk = self._text[(len(marks) - 1) * self._STEP : len(marks) * self._STEP]
            marks.append(marks[-1] + len(chunk.encode(encoding, "surrogatepass")) // width)
        k = offset // self._STEP
        return marks[k] + len(self._text[k * self._STEP : offset].encode(encoding, "surrogatepass")) // width
