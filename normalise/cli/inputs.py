"""What the filter reads: files and standard input as streams of units, each with its place and its source text."""

from __future__ import annotations

import os
import stat
import sys
from itertools import repeat
from typing import IO, TYPE_CHECKING, NamedTuple

from normalise.cli.errors import CliError, os_reason, tell
from normalise.formats.compression import compression_of
from normalise.formats.encoding import Coder, EncodingError
from normalise.formats.text import split_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from normalise.cli.options import Options
    from normalise.formats.text import Piece

_CHUNK = 1 << 18


class Unit(NamedTuple):
    """A text that rules see as one, and where it stands: `start` in code points of the file, `number` from 0."""

    number: int
    start: int
    text: str
    separator: str
    source: str | None


class Input:
    """One file, or standard input (`-`), open for reading as a context manager.

    `waiting` is called before each reading, with the bytes read so far and those there are (0 if that is not known).
    Raises CliError if it cannot be opened, read or understood.
    """

    def __init__(self, name: str, options: Options, waiting: Callable[[int, int], object] | None = None) -> None:
        self.name = name
        self.title = "standard input" if name == "-" else name
        self._options = options
        self._waiting = waiting
        self.compression = compression_of(name)
        self.size = 0
        self.digest = None
        if options.manifest:
            from hashlib import sha256

            self.digest = sha256()
        self._file = open_input(name)
        try:
            self.coder = Coder(options.encoding, self._raw(), options.errors)
        except EncodingError as error:
            raise CliError(f"--encoding: {error}") from None

    def __enter__(self) -> Input:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.name != "-":
            self._file.close()

    def pieces(self) -> Iterator[Piece]:
        """The units with their separators."""
        try:
            yield from split_units(self.coder.text(), self._options.unit, self._options.separator)
        except EncodingError as error:
            raise CliError(f"{self.title}: {error}") from None

    def text(self) -> str:
        """The whole text."""
        try:
            return "".join(self.coder.text())
        except EncodingError as error:
            raise CliError(f"{self.title}: {error}") from None

    def _raw(self) -> Iterator[bytes]:
        chunks = raw_chunks(self._file, self.title, self._waiting)
        if self.digest:
            chunks = self._digested(chunks)
        return unpacked(chunks, self.compression, self.title) if self.compression else chunks

    def _digested(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        assert self.digest
        for chunk in chunks:
            self.size += len(chunk)
            self.digest.update(chunk)
            yield chunk


def raw_chunks(file: IO[bytes], title: str, waiting: Callable[[int, int], object] | None = None, *, full: bool = False) -> Iterator[bytes]:
    """The bytes of a file as they come, or in chunks of one size (`full`). Raises CliError.

    `waiting` is called before each reading, with the bytes read so far and those there are (0 if that is not known).
    """
    mode = os.fstat(file.fileno())
    done, of = 0, mode.st_size if stat.S_ISREG(mode.st_mode) else 0
    while True:
        if waiting:
            waiting(done, of)
        try:
            # What is there is taken, so that a slow pipe is answered line by line.
            chunk = file.read(_CHUNK) if full else file.read1(_CHUNK)  # type: ignore[attr-defined]
        except OSError as error:
            raise CliError(f"{title}: {os_reason(error)}") from None
        if not chunk:
            return
        done += len(chunk)
        yield chunk


def unpacked(chunks: Iterable[bytes], compression: str, title: str) -> Iterator[bytes]:
    """The chunks, decompressed. Raises CliError."""
    from normalise.formats.compression import CompressionError, decompressed

    try:
        yield from decompressed(chunks, compression)
    except CompressionError as error:
        raise CliError(f"{title}: {error}") from None


def open_input(name: str) -> IO[bytes]:
    """The file of that name, or standard input (`-`). Raises CliError."""
    if name == "-":
        if sys.stdin is None:
            raise CliError("standard input is closed; name a FILE")
        if sys.stdin.isatty():
            tell("normalise: reading what you type; end with Ctrl-D (`normalise --help` says more)")
        return sys.stdin.buffer
    try:
        return open(name, "rb")
    except OSError as error:
        raise CliError(f"{name}: {os_reason(error)}") from None
    except ValueError as error:  # a name with a NUL in it
        raise CliError(f"{name!r}: {error}") from None


def units(text: Input, source: Input | None, options: Options) -> Iterator[Unit]:
    """The units of `text`, each with its source. Raises CliError if there are not as many of the one as of the other."""
    start = 0
    for number, ((unit, separator), said) in enumerate(_paired(text, source, options)):
        yield Unit(number, start, unit, separator, said)
        start += len(unit) + len(separator)


def _paired(text: Input, source: Input | None, options: Options) -> Iterator[tuple[Piece, str | None]]:
    if source is None:
        return zip(text.pieces(), repeat(None))
    if options.unit == "line" or options.separator:
        return _parallel(text, source, "lines" if options.unit == "line" else "documents")
    return zip(text.pieces(), repeat(source.text()))


def _parallel(text: Input, source: Input, what: str) -> Iterator[tuple[Piece, str | None]]:
    ours, theirs = text.pieces(), source.pieces()
    count = 0
    for piece in ours:
        there = next(theirs, None)
        if there is None:
            raise _unequal(text, count + 1 + sum(1 for _ in ours), source, count, what)
        count += 1
        yield piece, there[0]
    if next(theirs, None) is not None:
        raise _unequal(text, count, source, count + 1 + sum(1 for _ in theirs), what)


def _unequal(text: Input, ours: int, source: Input, theirs: int, what: str) -> CliError:
    return CliError(f"{text.title} has {ours:,} {what} and its source {source.title} {theirs:,}; they must be parallel, one for one")
