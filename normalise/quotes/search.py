"""The cheapest way to read the marks of a few paragraphs together: a beam search over stacks of open quotations."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from normalise.quotes.reading import CLOSE, CLOSE_EARLIER, DOUBLED, DROP, MIRRORED, OPEN, PLAIN, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from normalise.quotes.marks import Mark
    from normalise.quotes.style import Style

NEST = 2.0  # a quotation in marks of its own kind inside another
WRONG_LEVEL = 0.3  # single marks outside where the document has double ones, or the reverse
MISMATCH = 0.5  # the two marks of a pair are of different scripts
CROSSED = 6.5  # … of different families
MIDWAY = 2.2  # a mark is put in to close what opened in mid-sentence, and may be but a word or two
UNCLOSED = 6.0  # open at the end of a paragraph, and nothing goes on
CONTINUED = 1.0  # open at the end, the next paragraph opens anew
DOUBTFUL = 4.0  # … although it opened in mid-sentence, or has run into a speech tag
RUN_ON = 3.0  # open at the end, and the next paragraph goes on without a mark
FURTHER = 0.2  # … and on
ADRIFT = 4.0  # open at the end of a text that is only a piece

BEAM = 24
BEST = 3  # readings kept for each stack
REACH = 9.0  # a reading this much dearer than the best is given up
DEEPEST = 4
UNRESOLVED = "unresolved"  # the role of a step at which open quotations were given up


@dataclass(slots=True, eq=False)
class Paragraph:
    """The marks of a paragraph with their readings.

    `opens`: the next paragraph begins with an opening mark. `last`: no quotation can run on into the next one.
    `telling()`: what it opens with runs into a speech tag. `adrift`: the text is only a piece, and its quotations may
    begin and end outside it.
    """

    marks: Sequence[Mark]
    readings: Sequence[Sequence[Reading]]
    opens: bool
    adrift: bool
    telling: Callable[[], bool]
    last: bool = True

    def may_be_sound(self) -> bool:
        """True if each mark by itself can be read without a change."""
        return all(any(reading.sound for reading in options) for options in self.readings)


@dataclass(slots=True, eq=False)
class Path:
    """One way to read all marks so far: a step that reads `mark` as `role`, after `last`.

    `stack` holds the opening marks still open, `key` what of them decides how one can go on; `owed` is how many of them
    were carried over from the paragraph before and not opened anew yet. A closing step knows its `partner`.
    """

    cost: float
    key: str = ""
    stack: tuple[Mark, ...] = ()
    owed: int = 0
    last: Path | None = None
    mark: Mark | None = None
    role: str = ""
    partner: Mark | None = None

    def steps(self) -> list[Path]:
        """All steps from the first to this one."""
        steps = []
        node: Path | None = self
        while node is not None:
            steps.append(node)
            node = node.last
        steps.reverse()
        return steps


def search(paragraphs: Sequence[Paragraph], style: Style, *, strict: bool = False, within: float = 1e9) -> list[Path]:
    """The best paths, cheapest first; with `strict` only those in which nothing need be done (there may be none).

    Only paths that cost no more than `within` are looked at, which finds all of them much faster (none, perhaps).
    """
    paths, reach = [Path(0.0)], within
    for paragraph in paragraphs:
        for mark, options in zip(paragraph.marks, paragraph.readings, strict=True):
            if strict:
                options = [reading for reading in options if reading.sound]
            doubled = mark.joined and not strict
            if mark.space_after and not mark.space_before:
                reach = within + MIRRORED  # from here on a pair may turn out to be so much cheaper
            limit = min(paths[0].cost + REACH, reach)
            grown: list[Path] = []
            for path in paths:
                for reading in options:
                    if (cost := path.cost + reading.cost) > limit:
                        continue
                    if reading.role == CLOSE:
                        if path.stack:
                            _close(path, mark, cost, strict, grown)
                    elif reading.role == OPEN:
                        _open(path, mark, cost, strict, style, grown)
                    elif reading.role != CLOSE_EARLIER or not path.stack:
                        grown.append(Path(cost, path.key, path.stack, path.owed, path, mark, reading.role))
                if doubled and _doubles(path, mark):
                    grown.append(Path(path.cost + DOUBLED, path.key, path.stack, path.owed, path, mark, DROP))
            if not grown:
                return []
            paths = _prune(grown)
        paths = _end(paths, paragraph, strict)
        if not paths:
            return []
    return [path for path in paths if path.cost <= within]


def _doubles(path: Path, mark: Mark) -> bool:
    """True if the mark may be one too many beside the one before it."""
    if path.mark is None or path.mark.family != mark.family:
        return False
    return (path.role == OPEN and mark.turn >= 0 and mark.after != "") or (path.role == CLOSE and mark.turn <= 0)


def _open(path: Path, mark: Mark, cost: float, strict: bool, style: Style, grown: list[Path]) -> None:
    """Add to `grown` what becomes of `path` if `mark` opens."""
    stack = path.stack
    if path.owed and mark.first and stack[-path.owed].family == mark.family:
        at = len(stack) - path.owed
        key = path.key[: 2 * at] + mark.kind + path.key[2 * at + 2 :]
        grown.append(Path(cost, key, (*stack[:at], mark, *stack[at + 1 :]), path.owed - 1, path, mark, OPEN))
    elif len(stack) < DEEPEST:
        if not stack:
            cost += WRONG_LEVEL if mark.family != style.outer else 0
        elif stack[-1].family == mark.family:
            if strict:
                return
            cost += 3 * NEST if mark.joined else NEST
        grown.append(Path(cost, path.key + mark.kind, (*stack, mark), 0, path, mark, OPEN))


def _close(path: Path, mark: Mark, cost: float, strict: bool, grown: list[Path]) -> None:
    """Add to `grown` what becomes of `path`, on which something is open, if `mark` closes."""
    stack = path.stack
    top = stack[-1]
    if mark.joined and path.mark is top:
        return  # nothing in it
    if top.family == mark.family:
        if top.script == mark.script or not strict:
            cost += 0 if top.script == mark.script else MISMATCH
            if _inside_out(top, mark):
                cost -= MIRRORED
            if not mark.glyph and top.before.isalpha() and not _has_closed(path):
                cost += MIDWAY
            grown.append(Path(cost, path.key[:-2], stack[:-1], 0, path, mark, CLOSE, top))
    elif not strict:
        grown.append(Path(cost + CROSSED, path.key[:-2], stack[:-1], 0, path, mark, CLOSE, top))
        if len(stack) > 1 and stack[-2].family == mark.family:
            grown.append(Path(cost + ADRIFT, path.key[:-4], stack[:-2], 0, path, mark, CLOSE, stack[-2]))


def _has_closed(path: Path) -> bool:
    """True if the last mark that is one of a quotation closed it: so what is still open is more than a word or two."""
    node: Path | None = path
    while node is not None and node.role == PLAIN:
        node = node.last
    return node is not None and node.role == CLOSE


def _inside_out(opener: Mark, closer: Mark) -> bool:
    """True of the” pair “here."""
    return opener.space_after and not opener.space_before and closer.space_before and not closer.space_after


_cost = attrgetter("cost")


def _prune(grown: list[Path]) -> list[Path]:
    """Keep a few of the cheapest for each stack, and not too many in all."""
    if len(grown) < 2:
        return grown
    grown.sort(key=_cost)
    limit = grown[0].cost + REACH
    kept: list[Path] = []
    seen: dict[tuple[str, int], int] = {}
    for path in grown:
        if path.cost > limit or len(kept) >= BEAM:
            break
        key = path.key, path.owed
        count = seen.get(key, 0)
        if count < BEST:
            seen[key] = count + 1
            kept.append(path)
    return kept


def _end(paths: list[Path], paragraph: Paragraph, strict: bool) -> list[Path]:
    """The end of a paragraph: what is open is continued, runs on, or was never closed."""
    if not any(path.stack for path in paths):
        return paths
    out: list[Path] = []
    for path in paths:
        stack = path.stack
        if not stack:
            out.append(path)
            continue
        doubtful = stack[0].before.isalpha() or paragraph.telling()
        if strict and doubtful:
            continue
        if len({mark.family for mark in stack}) == len(stack):  # inside marks of its own kind, nothing runs on
            if paragraph.opens:
                cost = path.cost + (DOUBTFUL if doubtful else CONTINUED)
                out.append(Path(cost, path.key, stack, len(stack), path))
            elif not paragraph.last:
                cost = path.cost + (FURTHER if path.owed == len(stack) else RUN_ON)
                out.append(Path(cost, path.key, stack, len(stack), path))
        if not strict:
            cost = path.cost + (ADRIFT if paragraph.adrift else UNCLOSED) * len(stack)
            out.append(Path(cost, "", (), 0, path, None, UNRESOLVED))
    return _prune(out)
