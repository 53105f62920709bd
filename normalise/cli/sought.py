"""Whether the fields are there that the options name: one that no record has is a slip, to be said before the work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.cli.errors import CliError, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalise.pipeline.work import Done

# When so much has come without any of the fields, none will come.
_RECORDS, _BYTES = 1_000, 1 << 22


class Sought:
    """Sees which of the fields that are `wanted` the records have, block by block as they are done. Methods raise CliError."""

    def __init__(self, wanted: Sequence[str], flag: str = "--field") -> None:
        self._wanted = wanted
        self._flag = flag  # that names them
        self.reached: set[str] = set()
        self._names: Sequence[str] = ()
        self._records = self._bytes = 0
        self._said = False

    @property
    def in_doubt(self) -> bool:
        """So far nothing is known of any of them."""
        return bool(self._wanted and self._records) and not self.reached

    def add(self, done: Done, size: int) -> None:
        """A block of `size` bytes is done."""
        self.reached |= done.reached
        self._names = self._names or done.names
        self._records += done.tally.records
        self._bytes += size
        if not self._said and (self._records >= _RECORDS or self._bytes >= _BYTES):
            self._said = True
            missing = self._missing()
            if missing and not self.reached:
                raise self._error(f"none of the first {self._records:,} records has", missing)
            if missing:
                say(f"none of the first {self._records:,} records has a field {listed(missing)}", kind="warning")

    def end(self) -> None:
        """All is done."""
        if self._records and (missing := self._missing()):
            raise self._error("no record has", missing)

    def state(self) -> list[str]:
        """What to go on with, another time."""
        return sorted(self.reached)

    def go_on(self, state: Iterable[str]) -> None:
        """Go on with what was known at another time."""
        self.reached = set(state)
        self._said = True

    def _missing(self) -> list[str]:
        return [said for said in self._wanted if said not in self.reached]

    def _error(self, who: str, missing: Sequence[str]) -> CliError:
        there = f"; the first has {', '.join(list(self._names)[:20])}" if self._names else ""
        return CliError(f"{who} a field {listed(missing)}{there}{self._hint(missing)}. Say {self._flag} NAME")

    def _hint(self, missing: Sequence[str]) -> str:
        from difflib import get_close_matches

        near = get_close_matches(missing[0], self._names, 1)
        return f" (is `{near[0]}` meant?)" if near else ""


def listed(names: Iterable[str]) -> str:
    """Names, as they are said in a message."""
    return ", ".join(f"`{name}`" for name in names)
