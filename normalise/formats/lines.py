"""Plain text as records: a line is one, and its text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from normalise.formats.records import Block, Record, Spot, cut_lines, encoded, spliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalise.result import Change

_BOM = b"\xef\xbb\xbf"


class Lines:
    """The format: a text a line, in an encoding that holds ASCII as it is."""

    def __init__(self, encoding: str = "utf-8", errors: str = "strict") -> None:
        self.encoding = encoding
        self.errors = errors

    def blocks(self, chunks: Iterable[bytes], start: Block) -> Iterator[Block]:
        """Blocks of whole lines."""
        return cut_lines(chunks, start)

    def page(self, block: Block) -> LinePage:
        """The block, opened."""
        return LinePage(self, block)


class LinePage:
    """Lines of text."""

    def __init__(self, form: Lines, block: Block) -> None:
        self._form = form
        self._block = block
        self._out: list[bytes] = []

    def records(self) -> Iterator[tuple[Record, str]]:
        """A line is a record; its end is no part of the text."""
        data = self._block.data
        if self._block.line == 1 and self._form.encoding == "utf-8" and data.startswith(_BOM):
            self._out.append(_BOM)
            data = data[len(_BOM) :]
        for number, raw in enumerate(BytesIO(data), self._block.record):
            yield self._record(number, raw)

    def _record(self, number: int, raw: bytes) -> tuple[Record, str]:
        record = Record(number, number, raw)
        try:
            text = raw.decode(self._form.encoding, self._form.errors)
        except UnicodeDecodeError as error:
            return record, f"it is not {self._form.encoding}: byte 0x{raw[error.start]:02X} at column {error.start + 1}"
        record.own = text
        record.spots = [Spot((), text.removesuffix("\n").removesuffix("\r"), None)]
        return record, ""

    def keep(self, record: Record) -> None:
        """The line as it is."""
        self._out.append(record.raw)

    def replace(self, record: Record, changes: Sequence[Sequence[Change]], edits: list[dict[str, Any]] | None) -> None:
        """The line with what changed. Raises BadRecord if the encoding cannot hold it."""
        text = spliced(record.own, [(c.start, c.end, c.after) for c in changes[0]])
        self._out.append(encoded(text, self._form.encoding, self._form.errors))

    def noted(self, record: Record) -> list[dict[str, Any]]:
        """A line has no fields."""
        return []

    def restore(self, record: Record, changes: Sequence[Sequence[Change]]) -> None:
        """The line with what changed."""
        self.replace(record, changes, None)

    def data(self) -> bytes:
        """The lines."""
        return b"".join(self._out)
