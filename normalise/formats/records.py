"""Records: what they are to all formats.

A format cuts a file into *blocks* of whole records, which can be worked on anywhere and in any order, and opens a block
as a *page*: the records in it with their texts, each of which is then kept byte for byte or written with changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from normalise.formats.paths import Path, PathError, leads, texts_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalise.formats.paths import Where
    from normalise.result import Change

LONGEST = 1 << 26
"""A record of more bytes than this is taken for one whose end was not found."""


class FormatError(ValueError):
    """A file that is not what its format says, as a whole."""


class Block(NamedTuple):
    """Whole records as they stand in the file: `record` and `line` are those of the first, from 1; record 0 is a header.

    `names` are those of the columns, where a header says them.
    """

    data: bytes
    record: int
    line: int
    names: tuple[str, ...] = ()


class Spot(NamedTuple):
    """A text in a record, and where; with the text it was translated from, where at hand."""

    where: Where
    text: str
    source: str | None


class Record:
    """A record of a page: its texts, and what it is as it stands.

    `reached` are the paths, as they were said, of which it has the end, if only as null; `noted` says that it has a
    field of edits already.
    """

    __slots__ = ("line", "names", "noted", "number", "own", "raw", "reached", "spots")

    def __init__(self, number: int, line: int, raw: bytes, own: Any = None) -> None:
        self.number = number
        self.line = line
        self.raw = raw
        self.own = own  # of the format
        self.spots: list[Spot] = []
        self.reached: list[str] = []
        self.names: Sequence[str] = ()
        self.noted = False


class BadRecord(ValueError):
    """A record that is not what it should be."""


class Page(Protocol):
    """A block, opened."""

    def records(self) -> Iterator[tuple[Record, str]]:
        """Each record, and what is wrong with it ("": nothing)."""

    def keep(self, record: Record) -> None:
        """It comes out as it is."""

    def replace(self, record: Record, changes: Sequence[Sequence[Change]], edits: list[dict[str, Any]] | None) -> None:
        """It comes out with the changes of each of its spots made, and with the edits beside them. Raises BadRecord."""

    def noted(self, record: Record) -> list[dict[str, Any]]:
        """What its field of edits says; nothing, if it has none. Raises BadRecord."""

    def restore(self, record: Record, changes: Sequence[Sequence[Change]]) -> None:
        """It comes out with these changes and without its field of edits. Raises BadRecord."""

    def data(self) -> bytes:
        """All that came out."""


class Format(Protocol):
    """A way to write records into a file."""

    def blocks(self, chunks: Iterable[bytes], start: Block) -> Iterator[Block]:
        """The file, cut; `start` says with which record, line and names it begins. Raises FormatError."""

    def page(self, block: Block) -> Page:
        """The block, opened."""


class Fields(NamedTuple):
    """Where in a record the texts and their sources are, and the name of the field for the edits ("": none).

    `restoring`: that field is there, and is taken out.
    """

    texts: tuple[Path, ...]
    sources: tuple[Path, ...] = ()
    edits: str = ""
    restoring: bool = False

    @property
    def columns(self) -> tuple[Path, ...]:
        """What columns must be there, where there are such."""
        return (*self.texts, *self.sources, *((Path(self.edits, (self.edits,)),) if self.restoring else ()))

    def find(self, record: Record, value: Any) -> None:
        """Find the texts of a record that has this value. Raises BadRecord."""
        try:
            for number, path in enumerate(self.texts):
                found = list(texts_at(value, path))
                if found or leads(value, path):
                    record.reached.append(path.said)
                if self.sources:
                    record.spots += _with_sources(found, value, path, self.sources[min(number, len(self.sources) - 1)])
                else:
                    record.spots += [Spot(where, text, None) for where, text in found]
        except PathError as error:
            raise BadRecord(str(error)) from None


def _with_sources(found: list[tuple[Where, str]], record: Any, path: Path, source: Path) -> Iterator[Spot]:
    """One source for all texts of the path, or one for each, in order."""
    sources = [text for _, text in texts_at(record, source)]
    if len(sources) not in (0, 1, len(found)):
        raise PathError(f"`{path.said}` holds {len(found)} texts and `{source.said}` {len(sources)}; one source is needed, or as many as texts")
    for place, (where, text) in enumerate(found):
        yield Spot(where, text, sources[place if len(sources) > 1 else 0] if sources else None)


def read_edits(said: Any) -> list[dict[str, Any]]:
    """What a field of edits holds: the edits, if it is that. Raises BadRecord."""
    shape = {"field": str, "start": int, "end": int, "before": str, "after": str}
    if said is None:
        return []
    if isinstance(said, list) and all(isinstance(edit, dict) and all(isinstance(edit.get(key), kind) for key, kind in shape.items()) for edit in said):
        return said
    raise BadRecord("its field of edits does not hold what --edits-field writes")


def cut_lines(chunks: Iterable[bytes], start: Block) -> Iterator[Block]:
    """Blocks of whole lines, a line a record; what the last chunk leaves without a line end is a line too."""
    held: list[bytes] = []
    number = start.line
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            held.append(chunk)
            continue
        data = b"".join((*held, chunk[:cut]))
        held = [chunk[cut:]] if cut < len(chunk) else []
        yield Block(data, number, number)
        number += data.count(b"\n")
    if data := b"".join(held):
        yield Block(data, number, number)


def spliced(raw: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """`raw` with what stands at these places (code points, half-open, in order) replaced.

    >>> spliced("the IG fled", [(4, 6, "IS")])
    'the IS fled'
    """
    parts: list[str] = []
    at = 0
    for start, end, new in changes:
        parts += (raw[at:start], new)
        at = end
    return "".join((*parts, raw[at:]))


def encoded(text: str, encoding: str, errors: str) -> bytes:
    """The bytes of a changed record. Raises BadRecord for what the encoding cannot hold."""
    try:
        return text.encode(encoding, "strict" if errors == "replace" else errors)
    except UnicodeEncodeError as error:
        char = error.object[error.start]
        raise BadRecord(f"{char!r} (U+{ord(char):04X}) is to be written, and {encoding} has no such character") from None
