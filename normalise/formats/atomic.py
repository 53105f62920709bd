"""Replacing a file so that at any moment, power cuts included, the old or the new one is there whole.

The new text is written beside the old file (`.NAME.normalise-XXXXXXXX.tmp`), brought to the disk, and renamed.
A symbolic link stays, its target is replaced; of a file with several hard links only the named one is.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_BLOCK = 1 << 20


class Replacement:
    """What is written goes in the place of `path` at `commit`; without one, nothing of it remains.

    Nothing is created before the first byte is written. Mode, owner and extended attributes are carried over as far
    as we may. With `backup`, a suffix, the old file stays beside the new one under that name. With `partial`, the name
    under which the new one grows, what is there already stays, up to `size`; `leave` lets it stay for another time.
    Used as a context manager, which discards what was not committed. All methods raise OSError.
    """

    def __init__(self, path: str, *, backup: str = "", partial: str = "", size: int = 0) -> None:
        self.path = os.path.realpath(path)
        self._said = path
        self._backup = backup
        self._partial = partial
        self._size = size
        self._temp = ""
        self._file: IO[bytes] | None = None
        try:
            self._old: os.stat_result | None = os.stat(self.path)
        except FileNotFoundError:
            self._old = None
        if self._old and not (stat.S_ISREG(self._old.st_mode) or stat.S_ISDIR(self._old.st_mode)):
            # Renaming would put a file in the place of a device.
            raise OSError(errno.EINVAL, "it is a pipe or a device, and only a file can be replaced", path)

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.discard()

    def write(self, data: bytes) -> None:
        """Write further bytes of the new file."""
        with naming(self._said):
            self._open().write(data)

    def keep(self, length: int) -> None:
        """Write the first `length` bytes of the old file."""
        with open(self.path, "rb") as old:
            while length and (block := old.read(min(length, _BLOCK))):
                self.write(block)
                length -= len(block)

    def sync(self) -> None:
        """Bring what is written to the disk."""
        with naming(self._said):
            file = self._open()
            file.flush()
            os.fsync(file.fileno())

    def leave(self) -> None:
        """Let what is written stay where it is, and no more come."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def commit(self) -> None:
        """Put the new file in the place of the old. Raises FileChangedError if somebody else changed that meanwhile."""
        with naming(self._said):
            file = self._open()
            file.flush()
            if self._old:
                _dress(file.fileno(), self.path, self._old)
            os.fsync(file.fileno())
            file.close()
        if self._old and _mark(os.stat(self.path)) != _mark(self._old):
            raise FileChangedError("it was changed by another program meanwhile; left as it is now, run again")
        if self._old and self._backup:
            self._back_up(self._old)
        os.replace(self._temp, self.path)
        self._file = None
        _sync_folder(os.path.dirname(self.path))

    def discard(self) -> None:
        """Remove what was written; after `commit`, nothing."""
        if self._file is None:
            return
        with suppress(OSError):  # the disk is full: what could not be written is not wanted
            self._file.close()
        self._file = None
        os.unlink(self._temp)

    def _open(self) -> IO[bytes]:
        if self._file is None and self._partial:
            self._temp = self._partial
            self._file = open_grown(self._partial, self._size)
        if self._file is None:
            self._temp = _beside(self.path)
            # A file that nobody may read must not be readable for a moment; a new one gets what the umask leaves.
            mode = 0o600 if self._old else 0o666
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            try:
                self._file = open(os.open(self._temp, flags, mode), "wb")  # noqa: SIM115
            except OSError as error:
                error.filename = self._said  # nobody knows of the other
                raise
        return self._file

    def _back_up(self, old: os.stat_result) -> None:
        # First under another name, so that an older backup is whole until the new one is.
        temp = _beside(self.path)
        try:
            try:
                os.link(self.path, temp)
            except OSError:  # a file system without hard links
                _copy(self.path, temp, old)
            os.replace(temp, self.path + self._backup)
        finally:
            # Renaming does nothing where both names already are the same file.
            if os.path.lexists(temp):
                os.unlink(temp)


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Writing says what is wrong, but not with which file: now it does."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or path
        raise


def open_grown(path: str, size: int) -> IO[bytes]:
    """The file, to be written on after its first `size` bytes. Raises OSError, if another process writes it too."""
    file = open(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")  # noqa: SIM115
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.truncate(size)
        file.seek(size)
    except BlockingIOError:
        file.close()
        raise OSError(16, "another run is writing it", path) from None
    except BaseException:
        file.close()
        raise
    return file


class FileChangedError(OSError):
    """The file to be replaced is no longer the one that was read."""


def _beside(path: str) -> str:
    folder, name = os.path.split(path)
    short = name if len(os.fsencode(name)) <= 200 else name[:50]
    return os.path.join(folder, f".{short}.normalise-{os.urandom(4).hex()}.tmp")


def _mark(of: os.stat_result) -> tuple[int, ...]:
    return of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns


def _copy(path: str, temp: str, old: os.stat_result) -> None:
    with open(path, "rb") as source, open(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while block := source.read(_BLOCK):
            copy.write(block)
        copy.flush()
        _dress(copy.fileno(), path, old)
        os.fsync(copy.fileno())


def _dress(fd: int, path: str, old: os.stat_result) -> None:
    """Owner first, since a change of owner takes away bits of the mode; extended attributes hold access lists."""
    mode = stat.S_IMODE(old.st_mode)
    if hasattr(os, "fchown"):
        for uid, gid in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
            try:
                os.fchown(fd, uid, gid)
                break
            except OSError:
                continue
        now = os.fstat(fd)
        if (now.st_uid, now.st_gid) != (old.st_uid, old.st_gid):
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
        os.fchmod(fd, mode)
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # not ours to set, or not known to the file system
            for name in os.listxattr(path):
                os.setxattr(fd, name, os.getxattr(path, name))


def _sync_folder(folder: str) -> None:
    """Bring the renaming itself to the disk, where the system can."""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(fd)
    os.close(fd)
