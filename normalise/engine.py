"""The engine: stages of proposers, passes until nothing changes, or else hands off.

A pass runs all stages; passes repeat until one changes nothing. A text that does not settle, or grows away, is given
back untouched with the rules to blame: so running it twice changes nothing more, for every text and every rule set.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from normalise.align import Alignment, Hunk
from normalise.document import Document
from normalise.edits import apply, resolve
from normalise.glance import Literals
from normalise.kinds.base import Evidence, PatternTimeout, Proposal
from normalise.result import Account, Change, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from normalise.edits import Edit
    from normalise.kinds.base import Entities, Proposer

MAX_PASSES = 8
# A text may grow to this many times its length, and so many code points more, before it is said to grow away.
MAX_GROWTH, GROWTH_ALLOWANCE = 16, 10_000
_MEMORY = 1000  # sets of literals of which is remembered who is due
_APPLIED = {"suggest": frozenset[str](), "safe": frozenset({"safe"}), "unsafe": frozenset({"safe", "unsafe"})}


@dataclass(frozen=True, slots=True)
class Stage:
    """The proposers that run together on one state of the text."""

    name: str
    proposers: tuple[Proposer, ...]


class Agenda:
    """The stages, and which of their proposers a text has work for: told by the literals that stand in it, in one scan."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = tuple(stages)
        owners: dict[str | bytes, list[int]] = {}
        self._proposers = [(i, proposer) for i, stage in enumerate(self.stages) for proposer in stage.proposers]
        self._always = [n for n, (_, proposer) in enumerate(self._proposers) if not proposer.needs]
        for n, (_, proposer) in enumerate(self._proposers):
            for literal in proposer.needs:
                owners.setdefault(literal, []).append(n)
        self._literals, self._owners = Literals(owners), list(owners.values())
        self._known: dict[frozenset[int], Sequence[Sequence[Proposer]]] = {}

    def due(self, document: Document) -> Sequence[Sequence[Proposer]]:
        """For each stage, the proposers to ask about that text."""
        if not self._owners:
            return [stage.proposers for stage in self.stages]
        present = frozenset(self._literals.present(document.signs))
        due = self._known.get(present)
        if due is None:
            if len(self._known) >= _MEMORY:
                self._known = {}
            due = self._known[present] = self._due(present)
        return due

    def _due(self, present: frozenset[int]) -> Sequence[Sequence[Proposer]]:
        """The proposers that are due where the literals of these numbers stand; in most texts they are the same few."""
        wanted = {*self._always}.union(*(self._owners[literal] for literal in present))
        due: list[list[Proposer]] = [[] for _ in self.stages]
        for n in sorted(wanted):
            stage, proposer = self._proposers[n]
            due[stage].append(proposer)
        return due


class Outcome(NamedTuple):
    """What came of a text: the result before it is dressed for the user; `account` says why."""

    text: str
    account: Callable[[], Account]
    unsettled: tuple[str, ...] = ()
    timed_out: bool = False


@dataclass(slots=True)
class _Step:
    """One stage of one pass: the text that the stage saw, and what it did to that."""

    text: str
    accepted: tuple[Edit, ...] = ()
    lost: tuple[tuple[Edit, Edit], ...] = ()
    suggested: list[Proposal] = field(default_factory=list)
    held: list[Proposal] = field(default_factory=list)


def run(
    text: str, agenda: Agenda, entities: Entities, *, safety: str = "safe", source: str | None = None,
    meta: Mapping[str, str] | None = None, single: bool = False,
) -> Outcome:  # fmt: skip
    """Put `text` through the stages until it settles. `safety` says up to which safety changes are made."""
    work = _Work(text, agenda, safety, lambda text: Evidence(Document(text, source=source, meta=meta, single=single), entities))
    try:
        for _ in range(MAX_PASSES):
            before, done = work.text, len(work.steps)
            for stage in range(len(agenda.stages)):
                work.step(stage)
            if work.text == before:
                return work.outcome(done)
            if len(work.text) > MAX_GROWTH * len(text) + GROWTH_ALLOWANCE:
                break
    except PatternTimeout as timeout:
        return Outcome(text, partial(_nothing_done, len(text)), unsettled=(timeout.rule,), timed_out=True)
    # What the first pass did is what it should; what goes on after it is to blame.
    blame = {edit.rule for step in work.steps[len(agenda.stages) :] or work.steps for edit in step.accepted}
    return Outcome(text, partial(_nothing_done, len(text)), unsettled=tuple(sorted(blame)))


def _nothing_done(length: int) -> Account:
    return Account((), (), (), Alignment.identity(length))


class _Work:
    """A text on its way through the passes, with the record of what was done to it."""

    def __init__(self, given: str, agenda: Agenda, safety: str, read: Callable[[str], Evidence]) -> None:
        self.given = self.text = given
        self.steps: list[_Step] = []
        self._agenda, self._read = agenda, read
        self._evidence: Evidence | None = None
        self._due: Sequence[Sequence[Proposer]] = []
        self._idle: dict[int, tuple[str, _Step]] = {}
        self._applied = _APPLIED[safety]
        self._safety: dict[str, str] = {}

    def step(self, stage: int) -> None:
        """Let one stage propose, resolve what it proposes, and apply it."""
        idle = self._idle.get(stage)
        if idle is not None and idle[0] == self.text:
            # The stage has seen this very text and changed nothing: it would say the same again.
            self.steps.append(_Step(self.text, suggested=idle[1].suggested, held=idle[1].held))
            return
        evidence = self._evidence
        if evidence is None or evidence.document.text is not self.text:
            evidence = self._evidence = self._read(self.text)
            self._due = self._agenda.due(evidence.document)
        step = _Step(self.text)
        edits: list[Edit] = []
        for proposer in self._due[stage]:
            for proposal in proposer.propose(evidence.document, evidence):
                self._sort(proposal, evidence.document, step, edits)
        if edits:
            resolution = resolve(edits)
            step.accepted, step.lost = resolution.accepted, resolution.rejected
            self.text = apply(self.text, step.accepted)
        else:
            self._idle[stage] = self.text, step
        self.steps.append(step)

    def _sort(self, proposal: Proposal, document: Document, step: _Step, edits: list[Edit]) -> None:
        """What is held back, suggested, to be done; of the last, what has no place there is dropped (of the others, when they are asked for)."""
        text = document.text
        for edit in proposal.edits:
            if text[edit.start : edit.end] != edit.replacement:
                break
        else:
            return
        if proposal.held:
            step.held.append(proposal)
        elif proposal.safety not in self._applied:
            step.suggested.append(proposal)
        elif _has_place(proposal, document):
            edits.extend(proposal.edits)
            self._safety[proposal.edits[0].rule] = proposal.safety

    def outcome(self, last_pass: int) -> Outcome:
        """The settled text; what is suggested and held back is taken from the last pass."""
        last = self.steps[last_pass:]
        for step in self.steps:
            if step.accepted or step.lost or step.suggested or step.held:
                break
        else:
            return Outcome(self.text, partial(_nothing_done, len(self.given)))
        return Outcome(self.text, _Accountant(self.given, self.text, self.steps, last, self._safety).account)


def _has_place(proposal: Proposal, document: Document) -> bool:
    """False if the proposal touches protected text, or is for another language than that of the paragraph."""
    if not proposal.unprotected:
        for edit in proposal.edits:
            if document.is_protected(edit.start, edit.end):
                return False
    return not (proposal.language and document.is_foreign(proposal.edits[0].start, proposal.language))


class _Accountant:
    """Puts what was done in the steps, and not done in the `last` ones, in terms of the given text."""

    def __init__(self, given: str, text: str, steps: Sequence[_Step], last: Sequence[_Step], safety: Mapping[str, str]) -> None:
        self.given, self.text, self.steps, self.last = given, text, steps, last
        self._safety = safety

    def account(self) -> Account:
        """Changes, suggestions and what was rejected, with the alignment."""
        before = [Alignment.identity(len(self.given))]  # of the given text with what each step saw
        for step in self.steps:
            done = Alignment.of_edits(len(step.text), step.accepted) if step.accepted else None
            before.append(before[-1].compose(done) if done else before[-1])
        alignment, changes = self._changes(before)
        document = Document(self.text)  # which the last steps saw, since they changed nothing
        suggestions = [c for s in self.last for p in s.suggested if _has_place(p, document) for c in self._changes_of(p, alignment)]
        held: list[tuple[Change, Change | str]] = [
            (c, p.held) for s in self.last for p in s.held if _has_place(p, document) for c in self._changes_of(p, alignment)
        ]
        lost = [
            (self._at(seen, loser), self._at(seen, winner))
            for step, seen in zip(self.steps, before, strict=False)
            for loser, winner in step.lost
            if loser.rule != winner.rule
        ]
        suggestions.sort(key=lambda c: (c.start, c.end, c.rules, c.after))
        return Account(changes, tuple(dict.fromkeys(suggestions)), (*lost, *held), alignment)

    def _changes(self, before: Sequence[Alignment]) -> tuple[Alignment, tuple[Change, ...]]:
        """The hunks as changes, each with the edits that went into it; and the alignment without those that came to nothing."""
        hunks = before[-1].hunks
        parts: list[list[tuple[Edit, str]]] = [[] for _ in hunks]
        for step, seen in zip(self.steps, before, strict=False):
            for edit in step.accepted:
                i = _hunk_at(hunks, *seen.to_source(edit.start, edit.end))
                if i is not None:
                    parts[i].append((edit, step.text))
        real = [
            (h, edits) for h, edits in zip(hunks, parts, strict=True)
            if self.given[h.source_start : h.source_end] != self.text[h.target_start : h.target_end]
        ]  # fmt: skip
        alignment = Alignment(tuple(h for h, _ in real), len(self.given), len(self.text))
        return alignment, tuple(self._change(h, edits) for h, edits in real)

    def _change(self, hunk: Hunk, made: Sequence[tuple[Edit, str]]) -> Change:
        edits = [edit for edit, _ in made]
        start, end = hunk.source_start, hunk.source_end
        return Change(
            start, end, self.given[start:end], self.text[hunk.target_start : hunk.target_end],
            rules=tuple(dict.fromkeys(e.rule for e in edits)),
            reason="; then ".join(dict.fromkeys(e.reason for e in edits if e.reason)),
            evidence=tuple(dict.fromkeys(said for e in edits for said in e.evidence)),
            safety="unsafe" if any(self._safety[e.rule] == "unsafe" for e in edits) else "safe",
            group=next((e.group for e in edits if e.group), ""),
            parts=tuple(Part(e.rule, text[e.start : e.end], e.replacement) for e, text in made) if len(made) > 1 else (),
        )  # fmt: skip

    def _changes_of(self, proposal: Proposal, alignment: Alignment) -> Iterable[Change]:
        """A proposal that was not applied, in terms of the given text; it was made on the settled text."""
        for edit in proposal.edits:
            start, end = alignment.to_source(edit.start, edit.end)
            low, high = alignment.to_target(start, end)
            after = self.text[min(low, edit.start) : edit.start] + edit.replacement + self.text[edit.end : max(high, edit.end)]
            seen, given = self.text[edit.start : edit.end], self.given[start:end]
            parts = (Part(edit.rule, seen, edit.replacement),) if seen != given else ()
            yield Change(start, end, given, after, (edit.rule,), edit.reason, edit.evidence, proposal.safety, edit.group, parts)

    def _at(self, seen: Alignment, edit: Edit) -> Change:
        """An edit of a step, given the alignment with what that saw, in terms of the given text."""
        start, end = seen.to_source(edit.start, edit.end)
        return Change(start, end, self.given[start:end], edit.replacement, (edit.rule,), edit.reason, edit.evidence, self._safety[edit.rule], edit.group)


def _hunk_at(hunks: Sequence[Hunk], start: int, end: int) -> int | None:
    """The hunk that holds `start:end` of the source; of two that touch it, the one that has some of it."""
    i = bisect_right(hunks, start, key=lambda h: h.source_start) - 1
    for j in (i, i - 1, i + 1):
        if 0 <= j < len(hunks) and hunks[j].source_start <= start and end <= hunks[j].source_end:
            return j
    return None
