"""The command line: `normalise`, `normalise undo`, `normalise rules`, `normalise expand`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from normalise.cli.errors import BROKEN_PIPE, DONE, FAILED, INTERRUPTED, CliError, os_reason, say

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code: see `normalise --help`."""
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except CliError as error:
        say(str(error))
        code = FAILED
    except BrokenPipeError:
        code = BROKEN_PIPE
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        say(f"{error.filename or 'the output'}: {os_reason(error)}")
        code = FAILED
    except MemoryError:
        say("the text is too long for the memory there is; --unit paragraph and --unit line take texts of any length")
        code = FAILED
    except Exception as error:
        if os.environ.get("NORMALISE_TRACEBACK"):
            raise
        where = "".join(f" ({note})" for note in getattr(error, "__notes__", ()))
        say(f"a fault of the program: {type(error).__name__}: {error}{where}\nNORMALISE_TRACEBACK=1 shows more; please report it.")
        code = FAILED
    else:
        return code
    _drop_output()
    return code


def _run(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["undo"]:
            from normalise.cli.undo import undo

            return undo(arguments[1:])
        if arguments[:1] == ["rules"]:
            from normalise.cli.rules import rules

            return rules(arguments[1:])
        if arguments[:1] == ["expand"]:
            from normalise.cli.expand import expand

            return expand(arguments[1:])
        from normalise.cli.options import read_options

        options = read_options(arguments)
    except SystemExit as done:  # argparse has shown its help
        return int(done.code or DONE)
    if options is None:
        from normalise._version import __version__

        print(f"normalise {__version__}")
        return DONE
    from normalise.cli.filter import run

    return run(options)


def _drop_output() -> None:
    """What could be written is; what could not shall not be tried again, with a traceback, when Python ends."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
