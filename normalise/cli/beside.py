"""What is written of records beside the records, or instead of them: edits, rejects, a diff, a page."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from normalise.cli.errors import CliError, os_reason
from normalise.cli.outputs import Opened, Output, is_special, standard_output
from normalise.cli.reports import diff_bytes, wants_colour
from normalise.formats.atomic import naming, open_grown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalise.cli.options import Options
    from normalise.normaliser import Normaliser
    from normalise.pipeline.work import Done


class SideFile:
    """Edits or rejects: written beside the output, brought to the disk with it, cut back with it."""

    def __init__(self, path: str, size: int) -> None:
        self._file: IO[bytes] | Opened | None = None
        self._path = path
        self.size = size
        if path == "-" or is_special(path):
            self._file = standard_output() if path == "-" else Opened(path)
        elif path:
            try:
                self._file = open_grown(path, size)
            except OSError as error:
                raise CliError(f"{path}: {os_reason(error)}") from None

    def write(self, data: bytes) -> None:
        """Write further bytes, if anybody wants them."""
        if self._file and data:
            with naming(self._path):
                self._file.write(data)
            self.size += len(data)

    def sync(self) -> None:
        """Bring what is written to the disk."""
        if self._file:
            with naming(self._path):
                self._file.flush()
            if self._path != "-" and not is_special(self._path):
                os.fsync(self._file.fileno())

    def release(self) -> None:
        """The file does not stay open: what must be on the disk is there."""
        with suppress(OSError):
            if self._file and self._path != "-":
                self._file.close()


class Beside:
    """All that the options ask for besides the records; `last` says how far it was written when a run broke off."""

    def __init__(self, options: Options, normaliser: Normaliser | None, last: Mapping[str, int]) -> None:
        self._edits = SideFile(options.edits, last.get("edits", 0))
        self._rejects = SideFile(options.rejects, last.get("rejects", 0))
        self._encoding = options.encoding
        self._diff = Output(options.output) if options.diff else None
        self._page = None
        self._within = False
        if options.report and normaliser:
            from normalise.report.page import Page

            self._page = Page(normaliser)
            self._html = Output(options.report)

    def begin(self, title: str) -> None:
        """The next file."""
        self._end_file()
        if self._page:
            self._page.begin(title)
            self._within = True

    def take(self, done: Done) -> None:
        """A block is done."""
        self._edits.write(done.edits)
        if self._diff and done.diff:
            self._diff.write(diff_bytes(done.diff, self._encoding))
        if self._page:
            for found in done.found:
                self._page.record(*found)
            self._page.nothing(done.tally.characters - sum(len(found.text) for found in done.found))

    def reject(self, line: bytes) -> None:
        """A record that cannot be done."""
        self._rejects.write(line)

    def sizes(self) -> dict[str, int]:
        """How far it is written."""
        return {"edits": self._edits.size, "rejects": self._rejects.size}

    def sync(self) -> None:
        """Bring what grows with the output to the disk."""
        self._edits.sync()
        self._rejects.sync()

    def pause(self) -> None:
        """There may be a while to wait for more."""
        if self._diff:
            self._diff.pause()

    def close(self) -> None:
        """All files are done."""
        self._end_file()
        if self._diff:
            self._diff.close(whole=True)
        if self._page:
            self._html.write(self._page.html().encode())
            self._html.close(whole=True)

    def abandon(self) -> None:
        """The run is broken off: there is no diff in a file, and no page."""
        for output in (self._diff, self._html if self._page else None):
            if output:
                output.abandon()

    def release(self) -> None:
        """Whatever happened, no file stays open."""
        self._edits.release()
        self._rejects.release()

    def _end_file(self) -> None:
        if self._page and self._within:
            self._page.end()
            self._within = False


def diff_kind(options: Options) -> str:
    """How a diff is to look, for `Work`: "" if there is to be none."""
    return "" if not options.diff else "colour" if wants_colour(options) else "plain"
