"""A file of records as it is read: seen through its compression, with digests, and from where a run broke off."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from normalise.cli.errors import CliError
from normalise.cli.inputs import open_input, raw_chunks, unpacked
from normalise.formats.compression import compression_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


class Reading:
    """One file, or standard input, as a context manager. Raises CliError.

    `full`: in chunks of one size, whenever they come. `waiting` is as for `raw_chunks`.
    """

    def __init__(self, name: str, waiting: Callable[[int, int], object], *, full: bool, hashed: bool) -> None:
        self.name = name
        self.title = "standard input" if name == "-" else name
        self.compression = compression_of(name)
        self.file: IO[bytes] = open_input(name)
        self.size = 0
        self.digest = new_digest() if hashed else None
        self._passed: Any = None  # of what is done
        self._waiting = waiting
        self._full = full

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.name != "-":
            self.file.close()

    @property
    def passed(self) -> Any:
        """The digest of what is done, as it was read (decompressed)."""
        self._passed = self._passed or new_digest()
        return self._passed

    def chunks(self) -> Iterator[bytes]:
        """What is in it, decompressed."""
        return unpacked(self._raw(), self.compression, self.title) if self.compression else self._raw()

    def chunks_after(self, length: int, digest: str) -> Iterator[bytes]:
        """What comes after that many bytes (decompressed), which have the digest that is given."""
        chunks = self.chunks()
        left = length
        if not left:
            yield from chunks
            return
        for chunk in chunks:
            self.passed.update(chunk[:left])
            rest = chunk[left:]
            left -= min(left, len(chunk))
            if not left:
                if self.passed.hexdigest() == digest:
                    yield rest
                    yield from chunks
                    return
                break
        raise self._other()

    def _other(self) -> CliError:
        return CliError(f"--resume: {self.title} is not what was read then; bring that back, or run without --resume to begin anew")

    def see_whole(self, digest: str = "") -> None:
        """Take the digest of the file as a whole, which another library is going to read; it must be the one given, if one is."""
        self.file.seek(0)
        self.digest = new_digest()
        for _ in self._raw():
            pass
        self.file.seek(0)
        self._passed = self.digest
        if digest not in ("", self.passed.hexdigest()):
            raise self._other()

    def said(self) -> dict[str, Any]:
        """What was read, for the manifest."""
        if not self.size:  # another library read it
            self.see_whole()
        return {"path": self.name, "bytes": self.size, "sha256": self.digest.hexdigest() if self.digest else ""}

    def _raw(self) -> Iterator[bytes]:
        for chunk in raw_chunks(self.file, self.title, self._waiting, full=self._full):
            self.size += len(chunk)
            if self.digest:
                self.digest.update(chunk)
            yield chunk


def new_digest() -> Any:
    """A digest of nothing. Imported here, since that loads OpenSSL."""
    from hashlib import sha256

    return sha256()
