"""What is done with a block of records whose field of edits is to be taken back: each text as it was given, and no such field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalise.edits import apply
from normalise.formats.paths import shown
from normalise.formats.records import BadRecord
from normalise.pipeline.tally import Tally
from normalise.pipeline.work import Done, go_through
from normalise.result import Change, reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalise.formats.records import Block, Format, Page, Record


@dataclass(frozen=True, slots=True)
class Restore:
    """The work on one file, picklable: call it with a block. `name` is that of the field of edits; `compression` is of what comes out."""

    format: Format
    name: str
    compression: str = ""

    def __call__(self, block: Block) -> Done:
        """The block, restored."""
        page = self.format.page(block)
        done = Done(b"", Tally())

        def restore(record: Record) -> str:
            try:
                page.restore(record, self._changes(page, record))
            except BadRecord as error:
                return str(error)
            done.tally.records += 1
            done.tally.changed += record.noted
            done.names = done.names or record.names
            if record.noted:
                done.reached.add(self.name)
            return ""

        go_through(page, restore, done, self.compression)
        return done

    def _changes(self, page: Page, record: Record) -> list[list[Change]]:
        """For each text of the record, what takes its changes back. Raises BadRecord."""
        by_field: dict[str, list[dict[str, Any]]] = {}
        for edit in page.noted(record):
            by_field.setdefault(edit["field"], []).append(edit)
        changes = [_back(spot.text, by_field.pop(shown(spot.where), ())) for spot in record.spots]
        if by_field:
            raise BadRecord(f"its edits are of `{next(iter(by_field))}`, where it has no text; say with --field where the texts are")
        return changes


def _back(text: str, edits: Iterable[dict[str, Any]]) -> list[Change]:
    try:
        made = reverse(text, [Change(e["start"], e["end"], e["before"], e["after"], (), "", (), "") for e in edits])
        apply(text, made)
    except ValueError as error:
        raise BadRecord(f"its text is not what the edits gave: {error}") from None
    return [Change(e.start, e.end, text[e.start : e.end], e.replacement, (), "", (), "") for e in made]
