"""What is done with a block of records: each text through the normaliser, and all back in its place."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from normalise.formats.paths import shown
from normalise.formats.records import BadRecord
from normalise.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from normalise.formats.records import Block, Format, Page, Record, Spot
    from normalise.pipeline.annotate import Applier
    from normalise.result import Change, Result


class Reject(NamedTuple):
    """A record that could not be done: its number and first line, from 1, and why."""

    record: int
    line: int
    reason: str
    raw: bytes

    def json(self, file: str) -> bytes:
        """As a line of JSON; a record that is no UTF-8 is in base 64."""
        said = {"file": file, "record": self.record, "line": self.line, "reason": self.reason}
        try:
            return _json({**said, "raw": self.raw.decode()})
        except UnicodeDecodeError:
            return _json({**said, "raw_base64": b64encode(self.raw).decode()})


class Found(NamedTuple):
    """A text in which something was found, with its place in the file for people."""

    place: str
    text: str
    result: Result


@dataclass(slots=True)
class Done:
    """A block, done: what comes out, and what is to be known of it.

    `reached` are the paths of which any record has the end, `names` the fields of the first.
    """

    data: bytes
    tally: Tally
    rejects: list[Reject] = field(default_factory=list)
    edits: bytes = b""
    diff: str = ""
    found: list[Found] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    sourced: bool = False
    names: Sequence[str] = ()
    unsettled: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """The work on one file, picklable: call it with a block.

    `edits_field` is the name of a field for the edits, `edits` says that they are wanted apart as JSON lines, with the
    name of the `file`; `diff` that a diff of the changed texts is, "plain" or in "colour"; `found` that all is wanted that
    was found. `compression` is that of what comes out; `samples` contexts are drawn for each rule.
    """

    normaliser: Applier
    format: Format
    file: str = ""
    meta: Mapping[str, str] | None = None
    single: bool = False
    edits_field: str = ""
    edits: bool = False
    diff: str = ""
    found: bool = False
    compression: str = ""
    samples: int = 0
    seed: int = 0

    def __call__(self, block: Block) -> Done:
        """The block, done. The same block always gives the same."""
        page = self.format.page(block)
        done = Done(b"", Tally(self.samples, self.seed))
        go_through(page, lambda record: self._record(page, record, done), done, self.compression)
        return done

    def _record(self, page: Page, record: Record, done: Done) -> str:
        """Do one record; gives what is wrong with it, if it cannot be done."""
        try:
            results = [self._apply(spot) for spot in record.spots]
            self._put(page, record, results)
        except BadRecord as error:
            return str(error)
        self._count(record, results, done)
        return ""

    def _put(self, page: Page, record: Record, results: Sequence[Result]) -> None:
        changed = any(result.changes for result in results)
        if self.edits_field and not record.noted:
            page.replace(record, [r.changes for r in results], _noted(record.spots, results))
        elif changed and self.edits_field:
            raise BadRecord(f"it has a field `{self.edits_field}` already; give another name to --edits-field, or take that field out")
        elif changed:
            page.replace(record, [r.changes for r in results], None)
        else:
            page.keep(record)

    def _apply(self, spot: Spot) -> Result:
        try:
            return self.normaliser.apply(spot.text, spot.source, self.meta, single=self.single)
        except Exception as error:
            raise BadRecord(f"a fault of the program: {type(error).__name__}: {error}") from error

    def _count(self, record: Record, results: Sequence[Result], done: Done) -> None:
        done.tally.record((f"{self.file}:{record.line or record.number} {shown(s.where)}", s.text, r) for s, r in zip(record.spots, results, strict=True))
        done.names = done.names or record.names
        done.reached.update(record.reached)
        for spot, result in zip(record.spots, results, strict=True):
            done.sourced = done.sourced or spot.source is not None
            if result.unsettled:
                done.unsettled.append((record.line or record.number, result.unsettled))
            if self.edits:
                done.edits += self._edits(record, spot, result)
            if self.diff and result.changes:
                done.diff += self._diff(record, spot, result)
            if self.found and (result.changes or result.suggestions or result.rejected):
                done.found.append(Found(_place(record, spot), spot.text, result))

    def _edits(self, record: Record, spot: Spot, result: Result) -> bytes:
        """The edits of a text as JSON lines."""
        place = {"file": self.file, "record": record.number, "line": record.line, "field": shown(spot.where)}
        found = (("change", result.changes), ("suggestion", result.suggestions))
        return b"".join(_json({"kind": kind, **place, **plain(c)}) for kind, changes in found for c in changes)


    def _diff(self, record: Record, spot: Spot, result: Result) -> str:
        """The changes of a text as a unified diff."""
        from normalise.report.diff import UnifiedDiff

        parts: list[str] = []
        title = "<stdin>" if self.file == "-" else self.file
        diff = UnifiedDiff(f"{title}, {_place(record, spot)}", parts.append, colour=self.diff == "colour")
        diff.take(spot.text, result.changes)
        if not spot.text.endswith("\n"):
            diff.copy("\n")  # that a field has no line end says nothing
        diff.close()
        return "".join(parts)


def go_through(page: Page, do: Callable[[Record], str], done: Done, compression: str) -> None:
    """Do each record of a page, of which `do` says what is wrong if it cannot, and take what comes out."""
    for record, wrong in page.records():
        if reason := wrong or do(record):
            done.rejects.append(Reject(record.number, record.line, reason, record.raw))
            done.tally.rejected += 1
    done.data = page.data()
    if compression:
        from normalise.formats.compression import compressed

        done.data = compressed(done.data, compression)


def _place(record: Record, spot: Spot) -> str:
    """Where a text is in its file, for people."""
    line = f" (line {record.line})" if record.line not in (0, record.number) else ""
    return f"record {record.number}{line}, {shown(spot.where)}"


def plain(change: Change) -> dict[str, Any]:
    """A change as JSON has it; offsets are code points of the text of its field as it was given, half-open."""
    return {
        "start": change.start, "end": change.end, "before": change.before, "after": change.after, "rules": list(change.rules),
        "reason": change.reason, "evidence": list(change.evidence), "safety": change.safety, "group": change.group,
    }  # fmt: skip


def _noted(spots: Sequence[Spot], results: Sequence[Result]) -> list[dict[str, Any]]:
    """The changes of a record, for its field of edits."""
    return [{"field": shown(spot.where), **plain(c)} for spot, result in zip(spots, results, strict=True) for c in result.changes]


def _json(value: dict[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate is no UTF-8, but may stand in JSON as \udXXX
        return json.dumps(value).encode() + b"\n"
