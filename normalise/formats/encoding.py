"""Bytes to text and back, so that what was not changed comes out byte for byte, the byte order mark included."""

from __future__ import annotations

import codecs
import sys
from itertools import chain, repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ERRORS = ("strict", "surrogateescape", "replace")

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# These give back every byte they could read; of the others it is watched.
_EXACT = {*_MARKS, "ascii", "iso8859-1", "cp1252"}


class EncodingError(ValueError):
    """Bytes that are not in the stated encoding, text that it cannot hold, or an encoding that does not exist."""


class Coder:
    r"""Reads one stream of bytes as text, and writes text as that stream was written.

    `bom` is the byte order mark found at the start, which is no part of the text; `codec` the encoding found out
    (`utf-16-le`, where `utf-16` was said). `errors` is one of `ERRORS`: `surrogateescape` carries bytes that cannot be
    read through to the output, `replace` loses them. Raises EncodingError.

    >>> coder = Coder("utf-16", [b"\xff\xfen", b"\x00\xe9\x00"])
    >>> "".join(coder.text()), coder.bom, coder.codec
    ('né', b'\xff\xfe', 'utf-16-le')
    >>> coder.encode("né")
    b'n\x00\xe9\x00'
    """

    def __init__(self, encoding: str, raw: Iterable[bytes], errors: str = "strict") -> None:
        self._raw = iter(raw)
        self._head = b""
        codec = canonical(encoding)
        # Not a byte more than it takes to tell: whoever types a line wants the answer.
        while _may_become_mark(codec, self._head) and (chunk := next(self._raw, b"")):
            self._head += chunk
        self.codec, self.bom = _look(codec, self._head)
        self._said = encoding
        # In UTF-16 and UTF-32 it is lone surrogates that strict reading refuses, not single bytes.
        escape = "surrogatepass" if self.codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
        self.errors = escape if errors == "surrogateescape" else errors
        self._encoder = codecs.getincrementalencoder(self.codec)("strict" if errors == "replace" else self.errors)
        self._watched = self.codec not in _EXACT and errors != "replace"

    def text(self) -> Iterator[str]:
        """The text, in chunks, without the byte order mark. Can be read once."""
        decoder = codecs.getincrementaldecoder(self.codec)(self.errors)
        watch = _Watch(self.codec, self.errors) if self._watched else None
        offset, lines = len(self.bom), 1
        # The end is told apart: to look one chunk ahead would keep what is there waiting.
        for chunk, final in chain(zip(chain((self._head[offset:],), self._raw), repeat(False)), ((b"", True),)):
            before = offset - len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final)
            except UnicodeDecodeError as error:
                line = lines + bytes(error.object[: error.start]).decode(self.codec, "replace").count("\n")
                raise self._unreadable(error, before + error.start, line) from None
            offset += len(chunk)
            lines += text.count("\n")
            if watch and not watch.same(chunk, text, final):
                raise EncodingError(
                    f"its bytes have more than one spelling in {self._said} and would not all come back as they are "
                    f"(before byte {offset}, line {lines}); convert it to utf-8 first"
                )
            if text:
                yield text

    def encode(self, text: str, *, final: bool = False) -> bytes:
        """The bytes of `text`, the next part of one stream (`final`: the last), without a byte order mark.

        Raises EncodingError if the encoding cannot hold it.
        """
        try:
            return self._encoder.encode(text, final)
        except UnicodeEncodeError as error:
            char = error.object[error.start]
            raise EncodingError(
                f"{char!r} (U+{ord(char):04X}) is to be written, and {self._said} has no such character; convert the text to utf-8 first"
            ) from None

    def _unreadable(self, error: UnicodeDecodeError, offset: int, line: int) -> EncodingError:
        hint = "say which encoding it is with --encoding"
        if self._head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            hint = "it looks like UTF-16: try --encoding utf-16"
        if self.errors == "strict":
            hint += ", or let such bytes through as they are with --errors surrogateescape"
        where = f"byte 0x{error.object[error.start]:02X} at offset {offset}, line {line},"
        if error.reason in ("unexpected end of data", "truncated data"):
            return EncodingError(f"{where} begins a {self._said} character that the text breaks off; {hint}")
        return EncodingError(f"{where} is not {self._said}; {hint}")


def canonical(encoding: str) -> str:
    """The name Python has for an encoding of text. Raises EncodingError if there is none.

    >>> canonical("Latin1"), canonical("UTF8")
    ('iso8859-1', 'utf-8')
    """
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError):
        raise EncodingError(f"no encoding is called {encoding!r}; utf-8, utf-16, cp1252, latin-1 and cp1251 are common ones") from None
    return codec.name


def _may_become_mark(codec: str, head: bytes) -> bool:
    """True if `head` is the start of a byte order mark, and not yet all of it."""
    marks = (mark for name, mark in _MARKS.items() if name.startswith(codec.removesuffix("-sig")))
    return any(len(head) < len(mark) and mark.startswith(head) for mark in marks)


def _look(codec: str, head: bytes) -> tuple[str, bytes]:
    """The codec without a mark of its own, and the byte order mark that stands at the start."""
    if codec == "utf-8-sig":
        codec = "utf-8"
    if codec in ("utf-16", "utf-32"):
        codec = next(
            (name for name in (f"{codec}-le", f"{codec}-be") if head.startswith(_MARKS[name])),
            f"{codec}-{'le' if sys.byteorder == 'little' else 'be'}",
        )
    mark = _MARKS.get(codec, b"")
    return codec, mark if head.startswith(mark) else b""


class _Watch:
    """Sees that text, encoded again, gives the bytes that it came from."""

    def __init__(self, codec: str, errors: str) -> None:
        self._encoder = codecs.getincrementalencoder(codec)(errors)
        self._owed = b""

    def same(self, raw: bytes, text: str, final: bool) -> bool:
        self._owed += raw
        made = self._encoder.encode(text, final)
        alike = self._owed.startswith(made)
        self._owed = self._owed[len(made) :]
        return alike and not (final and self._owed)
