"""What becomes of the text: it is written out, or files are rewritten. Each way of output listens to the run."""

from __future__ import annotations

import os
import stat
import sys
from typing import IO, TYPE_CHECKING, Protocol

from normalise.cli.errors import CliError, os_reason
from normalise.formats.atomic import naming
from normalise.formats.compression import Packer, compression_of, decompressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalise.cli.inputs import Input, Unit
    from normalise.formats.atomic import Replacement
    from normalise.formats.encoding import Coder
    from normalise.result import Result

_BLOCK = 1 << 18


class Target(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Write further bytes."""


class Listener:
    """Is told what happens: each file is expected, begins, has units, and ends or fails; and then all is over."""

    def expect(self, name: str) -> None:
        """The file is about to be opened; others that were may not have begun."""

    def begin(self, file: Input) -> None:
        """The file is open."""

    def unit(self, unit: Unit, result: Result) -> None:
        """A unit of the file is done."""

    def end(self) -> None:
        """The file is done."""

    def fail(self) -> None:
        """The file could not be done to its end."""

    def pause(self) -> None:
        """There may be a while to wait for input."""

    def close(self, *, whole: bool) -> None:
        """The run is over; `whole` if nothing failed. Raises CliError for what it has to say to that."""

    def abandon(self) -> None:
        """The run is broken off."""


class Output(Listener):
    """Standard output or the file of --output: where the text, the diff or the names go."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._replacement: Replacement | None = None
        self._file: IO[bytes] | Opened | None = None
        self._packer = Packer(self._open(path).write, compression_of(path))
        self.write = self._packer.write

    def _open(self, path: str) -> Target:
        if path in ("", "-"):
            self._file = standard_output()
            return self._file
        if is_special(path):
            self._file = Opened(path)
            return self._file
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise CliError(f"{path}: there is no such folder to write to")
        from normalise.formats.atomic import Replacement

        self._replacement = Replacement(path)
        return self._replacement

    def pause(self) -> None:
        """What is done can be read while more is awaited."""
        if self._file:
            self._file.flush()

    def close(self, *, whole: bool) -> None:
        """A file that would lack something does not replace the one that is there."""
        self._packer.finish()
        if self._file:
            self._file.close()  # standard output itself stays open
        if self._replacement is None:
            return
        with self._replacement as replacement:
            if whole:
                replacement.commit()
        if not whole:
            raise CliError(f"{self._path}: not written, since not all went well")

    def abandon(self) -> None:
        """Nothing remains of what was not finished."""
        if self._replacement:
            self._replacement.discard()


class TextOutput(Listener):
    """The text, as it was but for the changes."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._coder: Coder

    def begin(self, file: Input) -> None:
        """The byte order mark comes first."""
        self._coder = file.coder
        if file.coder.bom:
            self._target.write(file.coder.bom)

    def unit(self, unit: Unit, result: Result) -> None:
        """Write the unit and what stood after it."""
        self._target.write(self._coder.encode(result.text + unit.separator))

    def end(self) -> None:
        """Some encodings have something to say at the end."""
        self._target.write(self._coder.encode("", final=True))


class InPlace(Listener):
    """Rewrites each file that changes, from the first change on; the others are not touched.

    `before` is called when a file is ready to be replaced.
    """

    def __init__(self, backup: str, before: Callable[[], object] = lambda: None) -> None:
        self._backup = backup
        self._before = before
        self._expected: dict[str, Replacement] = {}
        self._replacement: Replacement | None = None
        self._name = ""
        self._coder: Coder
        self._same = 0  # bytes from the start that are as they were, while all are
        self._changed = False
        self._compression = ""
        self._packer: Packer

    def expect(self, name: str) -> None:
        """Refuse what is not a file that can be replaced, and look at it before it is read: it may change meanwhile."""
        from normalise.formats.atomic import Replacement

        check_replaceable(name)
        self._expected[name] = Replacement(name, backup=self._backup)

    def begin(self, file: Input) -> None:
        """So far only a byte order mark."""
        self._name = file.name
        self._replacement = self._expected.pop(file.name)
        self._changed = False
        self._coder = file.coder
        self._same = len(file.coder.bom)
        self._compression = file.compression
        self._packer = Packer(self._replacement.write, file.compression)

    def unit(self, unit: Unit, result: Result) -> None:
        """Nothing is written before the first change."""
        data = self._coder.encode(result.text + unit.separator)
        if not self._changed and result.text == unit.text:
            self._same += len(data)
            return
        assert self._replacement is not None
        try:
            if not self._changed:
                self._changed = True
                self._keep()
            self._packer.write(data)
        except OSError as error:
            raise self._failed(error) from None

    def end(self) -> None:
        """Replace the file, if it changed."""
        if not self._changed:
            return
        assert self._replacement is not None
        self._before()
        try:
            with self._replacement as replacement:
                self._packer.write(self._coder.encode("", final=True))
                self._packer.finish()
                replacement.commit()
        except OSError as error:
            raise self._failed(error) from None

    def _keep(self) -> None:
        """Write what is as it was."""
        assert self._replacement is not None
        if not self._compression:
            self._replacement.keep(self._same)
            return
        with open(self._replacement.path, "rb") as old:
            for chunk in decompressed(iter(lambda: old.read(_BLOCK), b""), self._compression):
                self._packer.write(chunk[: self._same])
                self._same -= min(self._same, len(chunk))

    def fail(self) -> None:
        """The file stays as it was."""
        if self._replacement:
            self._replacement.discard()

    abandon = fail

    def _failed(self, error: OSError) -> CliError:
        return CliError(f"{self._name}: not rewritten, it is as it was: {os_reason(error)}")


def check_replaceable(name: str) -> None:
    """Raises CliError for what is no file, or not to be written to."""
    try:
        mode = os.stat(name).st_mode
    except OSError as error:
        raise CliError(f"{name}: {os_reason(error)}") from None
    except ValueError as error:  # a name with a NUL in it
        raise CliError(f"{name!r}: {error}") from None
    if stat.S_ISDIR(mode):
        raise CliError(f"{name}: it is a folder; name the files in it")
    if not stat.S_ISREG(mode):
        raise CliError(f"{name}: it is a pipe or a device, and --in-place rewrites files only")
    if not os.access(name, os.W_OK):
        raise CliError(f"{name}: it is write-protected; left as it is")


def standard_output() -> IO[bytes]:
    """Standard output for bytes. Raises CliError if it is closed."""
    if sys.stdout is None:
        raise CliError("standard output is closed; use --output FILE")
    sys.stdout.flush()
    # Not `sys.stdout.buffer`: under PYTHONUNBUFFERED that is a raw file, which may write a part and say nothing.
    return open(sys.stdout.fileno(), "wb", closefd=False)


class Opened:
    """A file for writing, of whatever kind, that says its name when something goes wrong. Raises CliError, later OSError."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._file = open(path, "wb")  # noqa: SIM115
        except (OSError, ValueError) as error:
            raise CliError(f"{path}: {os_reason(error) if isinstance(error, OSError) else error}") from None

    def write(self, data: bytes) -> None:
        """Write further bytes."""
        with naming(self._path):
            self._file.write(data)

    def flush(self) -> None:
        """What is written can be read."""
        with naming(self._path):
            self._file.flush()

    def fileno(self) -> int:
        """As the system knows it."""
        return self._file.fileno()

    def close(self) -> None:
        """All is written."""
        with naming(self._path):
            self._file.close()


def is_special(path: str) -> bool:
    """True for what cannot be replaced by a file: a terminal, a pipe, /dev/null."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
