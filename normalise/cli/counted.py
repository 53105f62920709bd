"""What is counted over all records, and told of them; with it a run can be gone on with, and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalise.cli.errors import CliError, say, tell
from normalise.cli.reports import show_samples, tell_counts, too_often
from normalise.cli.sought import Sought, listed
from normalise.pipeline.limits import RateLimit
from normalise.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from normalise.cli.options import Options
    from normalise.pipeline.work import Done

_WARNINGS = 10  # of records that did not settle; further ones are counted


class Counted:
    """Counts blocks as they are done, in order. Records must have the fields that are `wanted`; before anything is said, `clear` makes room."""

    def __init__(self, options: Options, wanted: Sequence[str], clear: Callable[[], None]) -> None:
        self.tally = Tally(options.sample, options.seed)
        self.changed: list[str] = []  # names of files
        self.sought = Sought(wanted, "--edits-field" if wanted == [options.edits_field] else "--field")
        self._options = options
        self._limit = RateLimit()
        self._sourced = False  # any text had its source beside it
        self._warned = 0
        self._clear = clear

    def add(self, name: str, done: Done, size: int) -> None:
        """A block of `size` bytes of that file is done. Raises CliError if the run is to stop."""
        self.tally.add(done.tally)
        self._sourced = self._sourced or done.sourced
        if done.tally.changed and name not in self.changed:
            self.changed.append(name)
        for number, rules in done.unsettled:
            self._warned += 1
            if self._warned <= _WARNINGS:
                self._clear()
                say(f"{'standard input' if name == '-' else name}, {number}: did not settle; look at {', '.join(rules)}. It is left as it was", kind="warning")
        excess = self._limit.add(done.tally.records, done.tally.touched)
        if excess and self._options.limit_rate:
            raise CliError(too_often(excess, "records"))
        self.sought.add(done, size)

    def state(self) -> dict[str, Any]:
        """What to go on with, another time."""
        return {"tally": self.tally.plain(), "limit": self._limit.plain(), "reached": self.sought.state(), "sourced": self._sourced}

    def go_on(self, state: Mapping[str, Any]) -> None:
        """Go on with what was counted at another time."""
        self.tally = Tally.of_plain(state["tally"], samples=self._options.sample, seed=self._options.seed)
        vars(self._limit).update(state["limit"])
        self.sought.go_on(state["reached"])
        self._sourced = state["sourced"]

    def tell(self) -> None:
        """What is to be said at the end."""
        self._clear()
        options, tally = self._options, self.tally
        if self._warned > _WARNINGS:
            say(f"{self._warned - _WARNINGS:,} more texts did not settle", kind="warning")
        if tally.rejected:
            say(f"{tally.rejected:,} of {tally.records + tally.rejected:,} records are in {options.rejects}", kind="note")
        if options.source_field and tally.texts and not self._sourced:
            say(f"no record has a text at {listed(options.source_field)}; nothing was decided by its source", kind="warning")
        if options.check and not options.diff and options.edits != "-":
            for name in self.changed:
                print(name)
        if options.sample:
            show_samples(tally)
        if options.stats:
            tell(f"{tally.records:,} records, {tally.texts:,} texts, {tally.characters:,} characters")
            tell_counts(tally)
