"""How far the work is, for a person at a terminal who has waited for a while."""

from __future__ import annotations

import sys
import time

_PATIENCE, _EVERY = 2.0, 0.2  # seconds


class Progress:
    """A line on standard error that renews itself, if that is a terminal and the work is long."""

    def __init__(self, files: int, *, wanted: bool) -> None:
        self._shown = False
        self._wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._files = files
        self._file = 0
        self._next = time.monotonic() + _PATIENCE
        self._began = 0.0

    def next_file(self) -> None:
        """Another file is begun."""
        self._file += 1
        self._began = time.monotonic()

    def show(self, done: int, of: int) -> None:
        """So many bytes of so many (0 if not known) are read."""
        if not self._wanted or (now := time.monotonic()) < self._next:
            return
        self._next = now + _EVERY
        which = f"file {self._file} of {self._files}, " if self._files > 1 else ""
        much = f"{done / 1e6:.1f} of {of / 1e6:.1f} MB" if of else f"{done / 1e6:.1f} MB"
        rate = done / max(now - self._began, 1e-3)
        left = f", {_time((of - done) / rate)} left" if of and done else ""
        print(f"\r\x1b[Knormalise: {which}{much}, {rate / 1e6:.1f} MB/s{left}", end="", file=sys.stderr, flush=True)
        self._shown = True

    def clear(self) -> None:
        """Make room for something else to be said."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False


def _time(seconds: float) -> str:
    """A while, for people.

    >>> _time(42.4), _time(754), _time(7260)
    ('42 s', '12 min 34 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
