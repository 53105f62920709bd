"""Mending: each doubtful paragraph by itself where that settles it, else with those that it may be one quotation with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from normalise.language import is_foreign_phrase
from normalise.quotes.check import suspects
from normalise.quotes.explain import LOST, repair_of
from normalise.quotes.marks import SINGLE
from normalise.quotes.parity import parity
from normalise.quotes.reader import VERSE, Reader
from normalise.quotes.reading import CLOSE, LONE, OPEN
from normalise.quotes.render import decide, edits_of, is_astray
from normalise.quotes.search import UNRESOLVED, Paragraph, Path, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.quotes.render import Decision, Edit
    from normalise.repair import Repair

MARGIN = 1.0  # how much dearer any other reading of a mark must be for a repair to be sure
MARGIN_LOST = 1.4  # … if a mark is put in
DEAR = 4.4  # a mark of which the reading costs more than this may owe it to another one that is lost
CHEAP = 5.5  # most paragraphs can be paired off for less; to know that, dearer ways need not be looked at
BRIDGE = 6  # through fewer paragraphs than this a quotation may run on without marks
LARGEST = 100  # paragraphs that are judged together
VERSES = 60  # … or through so many lines of verse
_ASTRAY = (LONE, UNRESOLVED)
MOST_PLACES = 3  # suggested for a lost mark


def mend(reader: Reader, doubtful: Sequence[int], *, trial: bool = False) -> list[Repair]:
    """The repairs of the `doubtful` paragraphs, in order.

    On `trial`, it is not asked whether they leave any to be made, and detached apostrophes are left alone.
    """
    work = _Work(reader, trial)
    for first, last in work.regions([i for i in doubtful if not work.settles(i)]):
        work.mend(first, last)
    return work.repairs if trial else sorted([*work.repairs, *reader.apart], key=lambda r: r.edits)


class _Work:
    """The repairs found so far, and the paths through the paragraphs that did not settle by themselves.

    On `trial` it is not asked whether the repairs would leave anything to be repaired.
    """

    def __init__(self, reader: Reader, trial: bool) -> None:
        self.reader, self.trial = reader, trial
        self.repairs: list[Repair] = []
        self.left: dict[int, list[Path]] = {}
        self.mended: set[int] = set()

    def settles(self, i: int) -> bool:
        """True if paragraph `i` needs no other to be judged: it is sound and closed, or can be made so."""
        reader, style = self.reader, self.reader.style
        if path := parity(reader.marks(i), reader.judge(i)):
            if path.cost:
                groups = self._groups(_costly(path))
                found = [repair_of(pair, edits, reader.text, sure=_is_sure(pair, MARGIN_LOST, reader.text)) for pair, edits in groups]
                self._keep(i, i, found, messy=path.cost > CHEAP)
            return True
        part = reader.paragraph(i)
        if paths := _sound([part], self.reader):
            self.left[i] = []
            return not paths[0].stack
        paths = search([part], style, within=CHEAP)
        if not paths or paths[0].cost > CHEAP - MARGIN:
            paths = search([part], style)
        if paths[0].stack or _unresolved(paths[0], style.outer):
            self.left[i] = paths
            return False
        self._add(i, i, self._with_places(i, i, paths))
        return True

    def regions(self, unsettled: list[int]) -> list[tuple[int, int]]:
        """Runs of paragraphs that do not settle by themselves, bridging those that a quotation could run on through."""
        regions: list[tuple[int, int]] = []
        for i in unsettled:
            if regions and i - regions[-1][0] < LARGEST and self._is_bridged(regions[-1][1] + 1, i):
                regions[-1] = (regions[-1][0], i)
            else:
                regions.append((i, i))
        return regions

    def _is_bridged(self, first: int, last: int) -> bool:
        """True if the paragraphs from `first` up to `last` may be the middle of a quotation: a few, or lines of verse."""
        if any(k in self.mended or self.reader.opens(k) for k in range(first, last)):
            return False
        return last - first < BRIDGE or (
            last - first < VERSES and all(end - start <= VERSE for start, end in self.reader.paragraphs[first:last])
        )

    def mend(self, first: int, last: int) -> None:
        """Find the repairs of a run of paragraphs that are to be judged together."""
        if first < last:
            parts = self.reader.region(first, last)
            paths = [] if _sound(parts, self.reader) else search(parts, self.reader.style)
        else:
            paths = self.left[first]
        if paths:
            self._add(first, last, self._with_places(first, last, paths))

    def _with_places(self, first: int, last: int, paths: list[Path]) -> list[Path]:
        """The paths with marks put in, if the best of `paths` needs that."""
        outer = self.reader.style.outer
        family = _unresolved(paths[0], outer) or (outer if paths[0].stack or _is_forced(paths[0]) else "")
        parts = self.reader.with_places(first, last, family) if family else []
        if not parts:
            return paths
        # Without a mark put in, it costs what it did; what costs much more than the best says nothing.
        found = search(parts, self.reader.style, within=CHEAP)
        if found and found[0].cost <= CHEAP - MARGIN_LOST:
            return found
        # The beam may have lost even the way without.
        return search(parts, self.reader.style, within=paths[0].cost + MARGIN_LOST) or paths

    def _add(self, first: int, last: int, paths: list[Path]) -> None:
        """Add the repairs that the best path asks for; what is not sure, with the next best places for a lost mark."""
        best = paths[0]
        steps = best.steps()
        groups = self._groups(steps)
        if not groups:
            return
        margins = _margins(steps, paths)
        unresolved = any(step.role in _ASTRAY for step in steps)
        loose = {id(m) for s in steps if s.role == UNRESOLVED and s.last is not None for m in s.last.stack} if unresolved else ()
        found = []
        for members, edits in groups:
            margin = min([margins[d.mark.start] for d in members if d.mark.start in margins], default=MARGIN_LOST)
            sure = _is_sure(members, margin, self.reader.text, unresolved=unresolved) and not any(id(d.mark) in loose for d in members)
            found.append(repair_of(members, edits, self.reader.text, sure=sure))
        found = self._keep(first, last, found, messy=best.cost > CHEAP or unresolved)
        if any(r.kind == LOST for r in found) and not all(r.sure for r in found):
            self.repairs += self._other_places(paths, {r.edits for r in found})

    def _keep(self, first: int, last: int, found: list[Repair], *, messy: bool) -> list[Repair]:
        """The repairs `found`, as they are added: none of them sure if they would leave more to be done."""
        suspicious = (messy or not all(r.sure for r in found)) and any(r.sure for r in found)
        if suspicious and not self.trial and not self._is_settled(first, last, found):
            found = [r._replace(sure=False) for r in found]
        if found:
            self.repairs += found
            self.mended.update(range(first, last + 1))
        return found

    def _groups(self, steps: Sequence[Path]) -> list[tuple[list[Decision], list[Edit]]]:
        """The decisions along a path by what stands or falls together, with the edits they ask for, if any."""
        decisions = decide(steps, self.reader.style)
        edits = edits_of(decisions, self.reader.text)
        groups: dict[int, list[Decision]] = {}
        for decision in decisions:
            groups.setdefault(decision.group, []).append(decision)
        return [(groups[group], found) for group, found in edits.items()]

    def _other_places(self, paths: Sequence[Path], known: set[tuple[Edit, ...]]) -> list[Repair]:
        """Suggestions to put a lost mark elsewhere, from paths nearly as cheap as the best."""
        found: list[Repair] = []
        for path in paths[1:]:
            if len(found) + 1 >= MOST_PLACES or path.cost > paths[0].cost + MARGIN_LOST:
                break
            for members, edits in self._groups(path.steps()):
                if any(d.is_new for d in members) and tuple(edits) not in known:
                    known.add(tuple(edits))
                    found.append(repair_of(members, edits, self.reader.text, sure=False))
        return found

    def _is_settled(self, first: int, last: int, found: Sequence[Repair]) -> bool:
        """True if the repairs leave nothing to be repaired. That goes without saying but where a lot is out of order."""
        reader = self.reader
        spans = reader.paragraphs[first : last + 2]
        start, end = spans[0][0], spans[-1][1]
        text = reader.text[start:end]
        ends = [(s - start, e - start) for s, e in spans]
        for at, until, new in sorted((edit for r in found if r.sure for edit in r.edits), reverse=True):
            text = text[: at - start] + new + text[until - start :]
            more = len(new) - (until - at)
            ends = [(s + more * (s > at - start), e + more * (e >= until - start)) for s, e in ends]
        again = Reader(text, ends, reader.style, adrift=reader.adrift, protected=())
        left = mend(again, suspects(text, ends, reader.style), trial=True)
        return not any(r.sure and r.edits[0][0] <= ends[last - first][1] for r in left)


def _costly(path: Path) -> list[Path]:
    """The steps along a path without nesting that open and close the pairs that cost something."""
    found: list[Path] = []
    opening = path
    for step in path.steps():
        if step.role == OPEN:
            opening = step
        elif step.role == CLOSE and opening.last is not None and step.cost > opening.last.cost:
            found += (opening, step)
    return found


def _sound(parts: Sequence[Paragraph], reader: Reader) -> list[Path]:
    """The ways to read the paragraphs without changing anything."""
    return search(parts, reader.style, strict=True) if all(part.may_be_sound() for part in parts) else []


def _is_sure(members: Sequence[Decision], margin: float, text: str, *, unresolved: bool = False) -> bool:
    """True if the decisions of a group may be carried out.

    No mark is put in while others are `unresolved`, or for one that says little: that belongs to neither side, or closes
    a mere word or two in mid-sentence.
    """
    opener = members[0].mark
    if opener.script in ("guillemet", "low") and is_foreign_phrase(text[opener.end : members[-1].mark.start]):
        return False  # As they say, « plus ça change ».
    if "\n" in text[opener.gap : members[-1].mark.gap_end] and any("\n" in text[slice(*_inner_gap(d))] for d in members):
        return False  # a line end is no stray space: old books begin each line of a quotation with a mark
    astray = [d for d in members if is_astray(d.mark) and not d.is_new]
    if any(d.is_new for d in members):
        weak = astray or any(d.role == CLOSE and d.mark.before.isalnum() for d in members if not d.is_new)
        return margin >= MARGIN_LOST and not unresolved and not weak
    if not astray:
        return margin >= MARGIN
    if len(members) == 1 and astray and members[0].role == OPEN:
        return False  # nothing but a mark by itself says that a quotation begins here
    if len(members) == len(astray) == 2 and all(d.mark.family == SINGLE for d in astray):
        first, last = members
        if first.mark.script != last.mark.script:
            return False  # “change ' to ’” speaks of marks
    in_word = any(d.role == OPEN and d.mark.script == "straight" and not d.mark.space_after for d in astray)
    return margin >= MARGIN and not in_word  # un"quoted"


def _inner_gap(decision: Decision) -> tuple[int, int]:
    """The white space between the mark and what is quoted."""
    mark = decision.mark
    return (mark.end, mark.gap_end) if decision.role == OPEN else (mark.gap, mark.start) if decision.role == CLOSE else (0, 0)


def _margins(steps: Sequence[Path], paths: Sequence[Path]) -> dict[int, float]:
    """For each mark (by its start) that another path reads differently from the best: how much dearer the cheapest is."""
    best = {(step.mark.start, step.mark.end): step.role for step in steps if step.mark}
    on_best = {id(step) for step in steps}
    margins: dict[int, float] = {}
    for path in paths[1:]:
        step: Path | None = path
        while step is not None and id(step) not in on_best:  # before that they are one
            mark = step.mark
            if mark and best[mark.start, mark.end] != step.role:
                margins.setdefault(mark.start, path.cost - paths[0].cost)
            step = step.last
    return margins


def _is_forced(path: Path) -> bool:
    """True if some mark is read against what stands around it."""
    steps = path.steps()
    return any(step.cost - last.cost > DEAR for last, step in pairwise(steps))


def _unresolved(path: Path, outer: str) -> str:
    """The family of a mark that has no partner on this path, `outer` if it is among them; "" if all have one."""
    families = set()
    for step in path.steps():
        if step.role == LONE and step.mark is not None:
            families.add(step.mark.family)
        elif step.role == UNRESOLVED and step.last is not None:
            families |= {mark.family for mark in step.last.stack}
    return outer if outer in families else min(families, default="")
