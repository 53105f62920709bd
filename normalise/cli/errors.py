"""What is told to the user on standard error."""

from __future__ import annotations

import sys

DONE, FOUND, FAILED, UNSETTLED = 0, 1, 2, 3
"""Exit codes: done; --check found changes; bad usage, input or rules; --strict and a unit did not settle."""

BROKEN_PIPE, INTERRUPTED = 141, 130
"""As the shell says of a program that SIGPIPE or SIGINT ended."""


class CliError(Exception):
    """Ends the run, or what is done to one file: says what is wrong, where, and what to do."""


class StopRun(CliError):
    """Ends the run, whatever it was done to."""


def say(message: str, *, kind: str = "error") -> None:
    """One message on standard error, `normalise: error: …`."""
    tell(f"normalise: {kind}: {message}")


def tell(line: str) -> None:
    """One line on standard error; nothing if that is closed."""
    if sys.stderr is not None:
        print(line, file=sys.stderr)


def os_reason(error: OSError) -> str:
    """What the system says, in the words a user needs.

    >>> os_reason(FileNotFoundError(2, "No such file or directory"))
    'no such file'
    """
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name the files in it"
    return (error.strerror or str(error)).lower()
