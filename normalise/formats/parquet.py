"""Parquet, by way of Arrow (the library `pyarrow`): the columns of the texts are written anew, all others go through.

The schema stays, with its metadata and types, and so do the codecs of compression; row groups are as long as a block. A
text may be in a nested column; then what Arrow makes of the values must be the column as it was, or it is refused.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from normalise.formats.records import BadRecord, Block, FormatError, Record, read_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalise.formats.records import Fields
    from normalise.result import Change

_ROWS, _BYTES = 4096, 1 << 21


class Parquet:
    """The format."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.codecs: dict[str, str] = {}

    def blocks(self, file: Any, start: Block) -> Iterator[Block]:
        """Some rows of one row group of the file each, as an Arrow stream; from row `start.record`. Raises FormatError."""
        pa = _pyarrow()
        import pyarrow.parquet as pq

        if not file.seekable():
            raise FormatError("Parquet has its index at its end and cannot be read from a pipe; name the file")
        try:
            parquet = pq.ParquetFile(file)
            schema = parquet.schema_arrow
            self._check(pa, schema)
            self.codecs = _codecs(parquet)
            if start.record == 1:
                yield Block(_stream(pa, schema, []), 1, 0)  # no rows, but what the columns are
            number, rows = 1, _rows(parquet)
            for group in range(parquet.num_row_groups):
                if number + parquet.metadata.row_group(group).num_rows <= start.record:
                    number += parquet.metadata.row_group(group).num_rows
                    continue
                for batch in parquet.iter_batches(rows, row_groups=[group]):
                    if number >= start.record:
                        yield Block(_stream(pa, schema, [batch]), number, 0)
                    number += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise FormatError(f"it cannot be read as Parquet: {str(error).splitlines()[0]}") from None

    def _check(self, pa: Any, schema: Any) -> None:
        """Refuse a path that no row can have."""
        for path in self.fields.columns:
            if path.said in schema.names:
                continue
            if path.steps[0] not in schema.names:
                raise FormatError(f"it has no column `{path.steps[0]}`; there are {', '.join(schema.names[:20])}")
            kind = schema.field(path.steps[0]).type
            for step in path.steps[1:]:
                if step is None and hasattr(kind, "value_type"):
                    kind = kind.value_type
                elif step is not None and pa.types.is_struct(kind):
                    names = [kind.field(place).name for place in range(kind.num_fields)]
                    if step not in names:
                        raise FormatError(f"it has no `{path.said}`; where `{step}` should be, there are {', '.join(names[:20])}")
                    kind = kind.field(names.index(step)).type

    def page(self, block: Block) -> ParquetPage:
        """The block, opened."""
        return ParquetPage(self, block)


class ParquetPage:
    """Rows. What comes out is an Arrow stream."""

    def __init__(self, form: Parquet, block: Block) -> None:
        self._pa = _pyarrow()
        self._fields = form.fields
        self._block = block
        with self._pa.ipc.open_stream(block.data) as stream:
            self._schema = stream.schema
            table = stream.read_all()
        self._table = table.combine_chunks()
        names = {path.said if path.said in table.column_names else str(path.steps[0]) for path in (*form.fields.texts, *form.fields.sources)}
        self._values: dict[str, list[Any]] = {name: table.column(name).to_pylist() for name in names}
        self._changed: set[str] = set()
        self._kept: list[int] = []
        self._edits: list[list[dict[str, Any]] | None] = []
        self._noted = form.fields.edits in table.column_names

    def records(self) -> Iterator[tuple[Record, str]]:
        """A row is a record."""
        for row in range(self._table.num_rows):
            record = Record(self._block.record + row, 0, b"", row)
            record.names = self._table.column_names
            record.noted = self._noted
            wrong = ""
            try:
                self._fields.find(record, {name: values[row] for name, values in self._values.items()})
            except BadRecord as error:
                wrong = str(error)
            if wrong:
                record.raw = repr(self._table.slice(row, 1).to_pylist()[0]).encode("utf-8", "backslashreplace")
            yield record, wrong

    def keep(self, record: Record) -> None:
        """The row as it is."""
        self._kept.append(record.own)
        self._edits.append(None)

    def replace(self, record: Record, changes: Sequence[Sequence[Change]], edits: list[dict[str, Any]] | None) -> None:
        """The row with what changed."""
        from normalise.formats.records import spliced

        for spot, done in zip(record.spots, changes, strict=True):
            if done:
                column = str(spot.where[0])
                self._changed.add(column)
                new = spliced(spot.text, [(c.start, c.end, c.after) for c in done])
                self._values[column][record.own] = _put(self._values[column][record.own], spot.where[1:], new)
        self._kept.append(record.own)
        self._edits.append(edits)

    def noted(self, record: Record) -> list[dict[str, Any]]:
        """What the column says. Raises BadRecord."""
        return read_edits(self._table.column(self._fields.edits)[record.own].as_py())

    def restore(self, record: Record, changes: Sequence[Sequence[Change]]) -> None:
        """The row with what changed; the column goes."""
        self.replace(record, changes, None)

    def data(self) -> bytes:
        """The rows as an Arrow stream."""
        table = self._table
        for name in self._changed:
            place = table.column_names.index(name)
            table = table.set_column(place, self._schema.field(name), self._column(name))
        if len(self._kept) < table.num_rows:
            table = table.take(self._pa.array(self._kept, self._pa.int64()))
        if self._fields.restoring:
            table = table.drop_columns([self._fields.edits])
        elif self._fields.edits and not self._noted:
            table = table.append_column(self._fields.edits, self._pa.array(self._edits, _edits_type(self._pa)))
        return _stream(self._pa, table.schema, table.to_batches(), compression="zstd")

    def _column(self, name: str) -> Any:
        """The column with its changes. Raises FormatError if its type does not come back as it was."""
        pa, kind = self._pa, self._schema.field(name).type
        if pa.types.is_dictionary(kind):  # a text for each row, with an index of distinct ones
            return pa.array(self._values[name], kind.value_type).cast(kind)
        given = self._table.column(name)
        if pa.types.is_nested(kind) and not _whole(pa, given).equals(pa.array(given.to_pylist(), kind)):
            raise FormatError(f"the column `{name}` is of type {kind}, and its values would not all come back as they are")
        return pa.array(self._values[name], kind)


class ParquetWriter:
    """Takes Arrow streams, and writes the file through `write`."""

    def __init__(self, write: Callable[[bytes], object], form: Parquet) -> None:
        self._sink = _Sink(write)
        self._form = form
        self._writer: Any = None

    def write(self, data: bytes) -> None:
        """Write further rows."""
        self._take(data)

    def _take(self, source: Any) -> None:
        import pyarrow.parquet as pq

        with _pyarrow().ipc.open_stream(source) as stream:
            table = stream.read_all()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._sink, table.schema, compression=self._form.codecs or "zstd")
        if table.num_rows:
            self._writer.write_table(table)

    def write_all(self, path: str) -> None:
        """Write all the streams that stand in a file, one after the other."""
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            while file.tell() < size:
                self._take(file)

    def finish(self) -> None:
        """The end of the file, without which it is none."""
        if self._writer is not None:
            self._writer.close()

    def abandon(self) -> None:
        """No end is to be written: Arrow does so all by itself when the writer goes."""
        self._sink.closed = True


class _Sink:
    """What Arrow writes to."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        if not self.closed:
            self._write(bytes(data))
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
    except ImportError:
        raise FormatError("for Parquet the library pyarrow is needed: pip install 'normalise-mt[parquet]'") from None
    return pyarrow


def _rows(parquet: Any) -> int:
    """Rows of about the bytes of a block."""
    rows, size = parquet.metadata.num_rows, sum(parquet.metadata.row_group(g).total_byte_size for g in range(parquet.metadata.num_row_groups))
    return max(1, min(_ROWS, _BYTES * rows // size if size else _ROWS))


def _codecs(parquet: Any) -> dict[str, str]:
    """The codec of each column, as its first chunk has it."""
    if not parquet.metadata.num_row_groups:
        return {}
    group = parquet.metadata.row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def _stream(pa: Any, schema: Any, batches: list[Any], *, compression: str | None = None) -> bytes:
    out = pa.BufferOutputStream()
    codec = compression if compression and pa.Codec.is_available(compression) else None
    with pa.ipc.new_stream(out, schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as stream:
        for batch in batches:
            stream.write_batch(batch)
    made: bytes = out.getvalue().to_pybytes()
    return made


def _whole(pa: Any, column: Any) -> Any:
    """The column as one array."""
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _edits_type(pa: Any) -> Any:
    texts, names = pa.list_(pa.string()), ("field", "before", "after", "reason", "safety", "group")
    fields = [*((name, pa.string()) for name in names), ("start", pa.int64()), ("end", pa.int64()), ("rules", texts), ("evidence", texts)]
    return pa.list_(pa.struct(fields))


def _put(value: Any, where: Sequence[str | int], new: str) -> Any:
    """The value with another text at a place in it; what is above it is not touched."""
    if not where:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[where[0]] = _put(value[where[0]], where[1:], new)
    return copy


