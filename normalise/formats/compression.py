"""Compressed files: .gz, .bz2 and .zst (with the library `zstandard`), on reading and on writing.

What is written is a row of members, each complete in itself, as all three formats allow: so parts can be compressed by
different processes, and a file that breaks off can be cut after its last whole member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_FEED = 1 << 12
_MEMBER = 1 << 20
SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".zst": "zstd"}


class CompressionError(ValueError):
    """A library that is not installed, or data that are not compressed so."""


def compression_of(name: str) -> str:
    """The compression that the end of a file name says, or "".

    >>> compression_of("a.jsonl.zst"), compression_of("a.jsonl")
    ('zstd', '')
    """
    return next((kind for suffix, kind in SUFFIXES.items() if name.lower().endswith(suffix)), "")


def bare(name: str) -> str:
    """The name without the suffix of its compression."""
    return name.rpartition(".")[0] if compression_of(name) else name


def compressed(data: bytes, kind: str) -> bytes:
    """A member of a compressed file; the same bytes every time. Raises CompressionError."""
    if not data:
        return b""
    if kind == "gzip":
        import zlib

        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        return packer.compress(data) + packer.flush()
    if kind == "bzip2":
        import bz2

        return bz2.compress(data)
    made: bytes = _zstandard().ZstdCompressor().compress(data)
    return made


class Packer:
    """Takes what is to be written, and hands it on compressed, member by member; or as it is, if `kind` is ""."""

    def __init__(self, write: Callable[[bytes], object], kind: str) -> None:
        self._write = write
        self._kind = kind
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take further bytes."""
        if not self._kind:
            self._write(data)
            return
        self._held.append(data)
        self._size += len(data)
        if self._size >= _MEMBER:
            self.finish()

    def finish(self) -> None:
        """Hand on what is held."""
        if self._size:
            self._write(compressed(b"".join(self._held), self._kind))
            self._held, self._size = [], 0


def decompressed(chunks: Iterable[bytes], kind: str) -> Iterator[bytes]:
    """What the chunks of a compressed file hold. Raises CompressionError, for a file that breaks off too."""
    unpacker, fresh = _unpacker(kind), True
    for chunk in chunks:
        # Little by little: a few bytes may stand for many.
        for at in range(0, len(chunk), _FEED):
            data = chunk[at : at + _FEED]
            while data:
                if fresh and kind == "gzip" and not data.strip(b"\0"):
                    break  # padding of tapes and blocks, as gzip reads it
                fresh = False
                try:
                    out = unpacker.decompress(data)
                except Exception as error:  # each library has its own
                    raise CompressionError(f"it is not {kind}, or damaged: {error}") from None
                if out:
                    yield out
                data = b""
                if unpacker.eof:
                    data = unpacker.unused_data
                    unpacker, fresh = _unpacker(kind), True
    if not fresh:
        raise CompressionError(f"it breaks off: the last of its {kind} data is not there")


def _unpacker(kind: str) -> Any:
    if kind == "gzip":
        import zlib

        return zlib.decompressobj(31)
    if kind == "bzip2":
        import bz2

        return bz2.BZ2Decompressor()
    return _zstandard().ZstdDecompressor().decompressobj()


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError:
        raise CompressionError("for .zst files the library zstandard is needed: pip install 'normalise-mt[zstd]'") from None
    return zstandard
