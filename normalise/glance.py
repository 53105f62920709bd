"""A glance at a text: which of many literals stand in it, at a fraction of what one regular expression costs.

Literals are looked for in bytes, by one automaton: in the text as it is, in its shape, or in the text in lower case.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Automata with a table of all transitions are four times faster than others; to this many bytes of literals they stay small.
_MOST_FOR_TABLE = 50_000
# Until so many bytes have been looked through, an automaton would cost more than it spares.
_WORTH_IT = 4_000
# So much of a literal is looked for at first: what is small enough stays in the cache of the processor.
_PREFIX = 12


def _shape_of(byte: int) -> int:
    char = chr(byte)
    if byte >= 0x80:  # letters beyond ASCII, more or less; what begins with C2 or E2 is mostly punctuation
        return byte if byte in b"\xc2\xe2" or byte in "–—’“”»£€\xa0".encode() else ord("a")
    if (byte < 0x20 and char not in "\t\n\f\r\x1b") or byte == 0x7F:
        return 0
    return ord("a" if char.islower() else "A" if char.isupper() else "0" if char.isdigit() else char)


_SHAPES = bytes(map(_shape_of, range(256)))
_LOWER = bytes(range(256)).lower().replace(b"\n", b" ")
# What is not ASCII and yet has ASCII in lower case, and the other space that a form may have.
_ODD = (("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "I"), ("\N{KELVIN SIGN}", "K"), ("\N{NO-BREAK SPACE}", " "))


def in_utf8(text: str) -> bytes:
    """The text in UTF-8; lone surrogates, which no literal has, are let through."""
    return text.encode("utf-8", "surrogatepass")


def shape(utf8: bytes) -> bytes:
    """A text with small letters as `a`, capitals as `A`, digits as `0` and control characters as NUL, byte by byte.

    Letters beyond ASCII are `aa`, or nearly that: their last byte may be one that punctuation ends in as well.

    >>> shape(b"In 2017, 64,2 million")
    b'Aa 0000, 00,0 aaaaaaa'
    """
    return utf8.translate(_SHAPES)


def folded(text: str, utf8: bytes) -> bytes:
    """A text (given in UTF-8 too) in lower case, as far as ASCII goes, with line ends and no-break spaces as spaces.

    It has as many code points as the text, but for line ends of two signs, which become one.

    >>> folded("Gang\\r\\nFormations", b"Gang\\r\\nFormations")
    b'gang formations'
    """
    if not text.isascii():
        plain = text
        for odd, usual in _ODD:
            plain = plain.replace(odd, usual)
        if plain is not text:
            utf8 = in_utf8(plain)
    if b"\r" in utf8:
        utf8 = utf8.replace(b"\r\n", b"\n")
    return utf8.translate(_LOWER)


class Literals:
    """Literals that are looked for together.

    >>> literals = Literals(["in the", "the", "not"])
    >>> literals.find(b"in the end"), literals.present(b"the end of the day")
    ([(0, 0, 6), (1, 3, 6)], {1})
    """

    def __init__(self, literals: Iterable[str | bytes]) -> None:
        self._literals = [literal if isinstance(literal, bytes) else in_utf8(literal) for literal in literals]
        self._automaton: Any = None
        self._by_prefix: list[list[int]] = []
        self._seen = 0

    def __getstate__(self) -> list[bytes]:
        return self._literals

    def __setstate__(self, literals: list[bytes]) -> None:
        self.__init__(literals)  # type: ignore[misc]

    def find(self, data: bytes) -> list[tuple[int, int, int]]:
        """All hits, those too that overlap, by where they start: the number of the literal, and its span in bytes."""
        if self._automaton is None:
            self._seen += len(data)
            if not self._literals or (self._seen < _WORTH_IT and not any(literal in data for literal in self._literals)):
                return []
            self._build()
        return [
            (number, start, start + len(self._literals[number]))
            for prefix, start, _ in self._automaton.find_matches_as_indexes(data, overlapping=True)
            for number in self._by_prefix[prefix]
            if data.startswith(self._literals[number], start)
        ]

    def present(self, data: bytes) -> set[int]:
        """The numbers of the literals that stand in `data`."""
        if self._automaton is None and self._seen + len(data) < _WORTH_IT:
            self._seen += len(data)
            return {number for number, literal in enumerate(self._literals) if literal in data}
        return {number for number, _, _ in self.find(data)}

    def _build(self) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        prefixes: dict[bytes, list[int]] = {}
        for number, literal in enumerate(self._literals):
            prefixes.setdefault(literal[:_PREFIX], []).append(number)
        small = sum(map(len, prefixes)) <= _MOST_FOR_TABLE
        self._by_prefix = list(prefixes.values())  # first: another thread may see the automaton at once
        self._automaton = BytesAhoCorasick(prefixes, implementation=Implementation.DFA if small else Implementation.ContiguousNFA)


def spans_in(text: str, data: bytes, hits: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Hits in the folded text (`data`), with their spans in code points of the text."""
    crlf = [m - i for i, m in enumerate(_all(text, "\r\n"))] if "\r" in text else []
    at = points = 0  # so many bytes are so many code points
    for number, start, end in sorted(hits, key=itemgetter(1)):
        points += len(data[at:start].decode("utf-8", "surrogatepass"))
        at = start
        last = points + len(data[start:end].decode("utf-8", "surrogatepass"))
        yield number, points + bisect_left(crlf, points), last + bisect_left(crlf, last)


def _all(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign))
