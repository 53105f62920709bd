"""CSV and TSV, changed in place: all but the changed cells stays byte for byte, quoting and line ends included.

CSV is as in RFC 4180 (read by the standard library's `csv`, strictly): a cell in quotation marks may hold commas and
line ends. In TSV a line is a record, as in IANA's text/tab-separated-values; a cell that is quoted as a whole, as
spreadsheets write it, is read without its quotation marks. The first record names the columns, and all others have as
many cells.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

from normalise.formats.records import LONGEST, BadRecord, Block, FormatError, Record, encoded, read_edits, spliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalise.formats.records import Fields
    from normalise.result import Change

_BOM = "\ufeff"
_BOM_BYTES = _BOM.encode()
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
_LINE_END = re.compile(r"\r?\n?\Z")
_WRONG = "its quotation marks are not those of CSV: a cell that begins with one ends with one, and those in it are doubled"
_UNFINISHED = _WRONG + " "  # told apart only where there is more to come

Row = tuple[str, list[str], str]
"""A record as it stands, its cells, and what is wrong with it."""


class Delimited:
    """The format, with `,` or a tab between cells."""

    def __init__(self, fields: Fields, delimiter: str, encoding: str = "utf-8", errors: str = "strict") -> None:
        self.fields = fields
        self.delimiter = delimiter
        self.encoding = encoding
        self.errors = errors

    def blocks(self, chunks: Iterable[bytes], start: Block) -> Iterator[Block]:
        """Blocks that end where a record ends; the first holds the header. Raises FormatError."""
        names, number, line = start.names, start.record if start.names else 0, start.line
        held: list[bytes] = []
        size = wanted = 0
        for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            if size < wanted:
                continue
            data = b"".join(held)
            taken, count = self._whole(data, end=size > LONGEST)
            if taken:
                names = names or self._header(data[:taken])
                yield Block(data[:taken], number, line, names)
                number, line = number + count, line + data.count(b"\n", 0, taken)
            held, size = [data[taken:]], len(data) - taken
            # A long record is not looked through again for every chunk.
            wanted = 0 if taken else 2 * size
        if data := b"".join(held):
            yield Block(data, number, line, names or self._header(data))

    def _whole(self, data: bytes, *, end: bool) -> tuple[int, int]:
        """How many bytes whole records take, and how many records they are."""
        # Any encoding that holds ASCII as it is: only delimiters, quotation marks and line ends count here.
        taken = len(_BOM_BYTES) if data.startswith(_BOM_BYTES) else 0
        count = 0
        for raw, cells, wrong in self.rows(data[taken:].decode("latin-1")):
            if not raw.endswith("\n") or (wrong == _UNFINISHED and not end):
                break
            taken += len(raw)
            count += bool(cells or wrong)
        return (taken, count) if count else (0, 0)

    def _header(self, data: bytes) -> tuple[str, ...]:
        if data.startswith(_UTF_16):
            raise FormatError("it is in UTF-16; convert it to UTF-8 first")
        try:
            text = data.decode(self.encoding, self.errors).removeprefix(_BOM)
        except UnicodeDecodeError:
            text = data.decode(self.encoding, "surrogateescape").removeprefix(_BOM)
        _, names, wrong = next((row for row in self.rows(text) if row[1] or row[2]), ("", [], ""))
        missing = [path.said for path in self.fields.columns if path.said not in names]
        if wrong or missing:
            raise FormatError(f"its header cannot be read: {wrong}" if wrong else f"it has no column `{missing[0]}`; {self._there(names)}")
        if len(set(names)) < len(names):
            raise FormatError("two columns have the same name")
        return tuple(names)

    def _there(self, names: list[str]) -> str:
        other = next((char for char in ",;\t|" if char != self.delimiter and char in names[0]), "") if len(names) == 1 else ""
        hint = f"; its cells seem to be parted by {other!r}, and here {self.delimiter!r} parts them: convert it first" if other else ""
        return f"there are {', '.join(names[:20])}{hint}"

    def rows(self, text: str) -> Iterator[Row]:
        """The records of a text that begins with one."""
        return _tsv_rows(text) if self.delimiter == "\t" else _csv_rows(text, self.delimiter)

    def page(self, block: Block) -> DelimitedPage:
        """The block, opened."""
        return DelimitedPage(self, block)


class DelimitedPage:
    """Records of cells."""

    def __init__(self, form: Delimited, block: Block) -> None:
        self._form = form
        self._block = block
        self._out: list[bytes] = []

    def records(self) -> Iterator[tuple[Record, str]]:
        """Each but the header, which is written as it goes by."""
        form, number, line = self._form, self._block.record, self._block.line
        try:
            text, sound = self._block.data.decode(form.encoding, form.errors), True
        except UnicodeDecodeError:
            text, sound = self._block.data.decode(form.encoding, "surrogateescape"), False
        if line == 1 and text.startswith(_BOM):
            text = text[1:]
            self._out.append(_BOM.encode(form.encoding))
        for raw, cells, wrong in form.rows(text):
            errors = form.errors if sound and form.errors != "replace" else "surrogateescape"
            record = Record(number, line, b"", (raw, cells))
            record.raw = raw.encode(form.encoding, errors)
            line += raw.count("\n")
            if not cells and not wrong:  # a blank line
                self.keep(record)
            elif number == 0:
                self._head(raw, cells)
                number = 1
            else:
                number += 1
                yield record, wrong.rstrip() or self._read(record, cells, sound=sound)

    def _head(self, raw: str, cells: list[str]) -> None:
        edits = self._form.fields.edits
        if self._form.fields.restoring:
            raw = self._without(raw, len(cells))
        elif edits and edits not in cells:
            raw = self._append(raw, self._quoted(edits))
        self._out.append(raw.encode(self._form.encoding, "surrogateescape"))

    def _read(self, record: Record, cells: list[str], *, sound: bool) -> str:
        """Find the texts; what is wrong is said."""
        names = self._block.names
        if not sound:
            try:
                record.raw.decode(self._form.encoding, self._form.errors)
            except UnicodeDecodeError as error:
                return f"it is not {self._form.encoding}: byte 0x{record.raw[error.start]:02X}"
        if len(cells) != len(names):
            return f"it has {_count(len(cells), 'cell')}, and the header {len(names)}"
        record.names = names
        record.noted = self._form.fields.edits in names
        self._form.fields.find(record, dict(zip(names, cells, strict=True)))
        return ""

    def keep(self, record: Record) -> None:
        """The record as it is, but for a column of edits that the others have."""
        self._out.append(record.raw)

    def replace(self, record: Record, changes: Sequence[Sequence[Change]], edits: list[dict[str, Any]] | None) -> None:
        """The record with what changed. Raises BadRecord for what cannot be written."""
        raw, cells = record.own
        places = [self._block.names.index(str(spot.where[0])) for spot in record.spots]
        changed = {place: done for place, done in zip(places, changes, strict=True) if done}
        if changed:
            spans = self._spans(raw, len(cells))
            made = [(*spans[place], self._cell(raw[slice(*spans[place])], cells[place], done)) for place, done in changed.items()]
            raw = spliced(raw, sorted(made))
        if edits is not None:
            raw = self._append(raw, self._quoted(json.dumps(edits, ensure_ascii=False)))
        self._out.append(encoded(raw, self._form.encoding, self._form.errors))

    def noted(self, record: Record) -> list[dict[str, Any]]:
        """What the cell says. Raises BadRecord."""
        cell = record.own[1][self._block.names.index(self._form.fields.edits)]
        try:
            return read_edits(json.loads(cell or "null"))
        except (ValueError, RecursionError):
            raise BadRecord("its field of edits does not hold what --edits-field writes") from None

    def restore(self, record: Record, changes: Sequence[Sequence[Change]]) -> None:
        """The record with what changed, and without the cell."""
        self.replace(record, changes, None)
        raw = self._out.pop().decode(self._form.encoding, self._form.errors)
        self._out.append(encoded(self._without(raw, len(record.own[1])), self._form.encoding, self._form.errors))

    def data(self) -> bytes:
        """All that came out."""
        return b"".join(self._out)

    def _without(self, raw: str, count: int) -> str:
        """The record without its cell of edits and a delimiter beside that."""
        place = self._block.names.index(self._form.fields.edits)
        start, end = self._spans(raw, count)[place]
        return raw[: start - 1] + raw[end:] if place else raw[:start] + raw[end + 1 :]

    def _spans(self, raw: str, count: int) -> list[tuple[int, int]]:
        """Where the cells stand in the record, quotation marks included."""
        spans: list[tuple[int, int]] = []
        at, end = 0, _LINE_END.search(raw).start()  # type: ignore[union-attr]
        for _ in range(count):
            quoted = _QUOTED.match(raw, at) if self._form.delimiter == "," else None
            stop = quoted.end() if quoted else raw.find(self._form.delimiter, at, end)
            stop = end if stop < 0 else stop
            spans.append((at, stop))
            at = stop + 1
        return spans

    def _cell(self, raw: str, text: str, changes: Sequence[Change]) -> str:
        """The cell as it is written, with its changes; quoted if it was, or must be now."""
        if not raw.startswith('"') or raw == text:
            return self._quoted(spliced(text, [(c.start, c.end, c.after) for c in changes]))
        shift = [1]  # of each code point of the text, by the quotation marks that stand twice
        for char in text:
            shift.append(shift[-1] + (2 if char == '"' else 1))
        return spliced(raw, [(shift[c.start], shift[c.end], c.after.replace('"', '""')) for c in changes])

    def _quoted(self, text: str) -> str:
        if self._form.delimiter == "\t":
            if any(char in text for char in "\t\r\n"):
                raise BadRecord("a tab or line end is to be written, and a cell of TSV cannot hold one")
            return text
        if any(char in text for char in ',"\r\n'):
            return '"' + text.replace('"', '""') + '"'
        return text

    def _append(self, raw: str, cell: str) -> str:
        end = _LINE_END.search(raw).start()  # type: ignore[union-attr]
        return f"{raw[:end]}{self._form.delimiter}{cell}{raw[end:]}"


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    # Cells are as long as they are.
    csv.field_size_limit(sys.maxsize)
    lines = list(StringIO(text, newline="\n"))
    at = 0
    while at < len(lines):
        rest = iter(lines)
        rest.__setstate__(at)  # type: ignore[attr-defined]  # without a copy: there may be something wrong with every line
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        begin = at
        try:
            for cells in reader:
                end = begin + reader.line_num
                yield (lines[at] if end == at + 1 else "".join(lines[at:end])), cells, ""
                at = end
        except csv.Error as error:
            # One line is given up, not all that a stray quotation mark may have swallowed.
            yield lines[at], [], _UNFINISHED if "end of data" in str(error) else _WRONG
            at += 1


def _tsv_rows(text: str) -> Iterator[Row]:
    for line in StringIO(text, newline="\n"):
        bare = line.removesuffix("\n").removesuffix("\r")
        cells = bare.split("\t") if bare else []
        if '"' in bare:
            cells = [cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell for cell in cells]
        yield line, cells, ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
