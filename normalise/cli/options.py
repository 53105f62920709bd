"""The options of the filter: what can be said on the command line and in a settings file, and what it comes to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from normalise.cli.errors import CliError
from normalise.cli.forms import check_runs
from normalise.cli.parser import build_parser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalise.cli.parser import Parser
    from normalise.cli.settings import Settings


# Named tuples, here and in settings: to make a dataclass of so many fields takes longer than all the parsing.
class Options(NamedTuple):
    """The options of one run of the filter."""

    files: tuple[str, ...] = ("-",)
    output: str = ""
    in_place: bool = False
    backup: str = ""
    diff: bool = False
    check: bool = False
    edits: str = ""
    report: str = ""
    stats: bool = False
    strict: bool = False
    color: str = "auto"
    unit: str = "document"
    separator: str = ""
    encoding: str = "utf-8"
    errors: str = "strict"
    rules: tuple[str, ...] = ("default",)
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    safety: str = "safe"
    source: str = ""
    meta: Mapping[str, str] | None = None
    mode: str = "replace"
    format: str = ""
    field: tuple[str, ...] = ()
    source_field: tuple[str, ...] = ()
    edits_field: str = ""
    rejects: str = ""
    jobs: int = 1
    resume: bool = False
    sample: int = 0
    seed: int = 0
    limit_rate: bool = False
    manifest: str = ""


def unescape(text: str) -> str:
    r"""A separator as typed, with \n, \r, \t, \f, \v, \0 and \\ understood; other backslashes stay.

    >>> unescape(r"\n---\n"), unescape(r"\0"), unescape(r"a\\n\d")
    ('\n---\n', '\x00', 'a\\n\\d')
    """
    escapes = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0", "\\": "\\"}
    parts = iter(text.split("\\"))
    out = [next(parts)]
    for part in parts:
        if not part:  # two backslashes in a row, or one at the end
            out.append("\\" + next(parts, ""))
        elif part[0] in escapes:
            out.append(escapes[part[0]] + part[1:])
        else:
            out.append("\\" + part)
    return "".join(out)


def read_options(arguments: Sequence[str]) -> Options | None:
    """What the arguments and the settings file come to; None if only the version is asked for.

    Raises CliError if something in it cannot be.
    """
    parser = build_parser()
    given = vars(parser.parse_intermixed_args(arguments))
    if given.pop("version", False):
        return None
    settings = find_settings(given)
    said = {**(from_settings(parser, settings) if settings else {}), **given}
    if "separator" in said:
        said["separator"] = unescape(said["separator"])
    if not said.get("files"):
        said.pop("files", None)
    else:
        said["files"] = tuple(said["files"])
    options = Options(**{name: said[name] for name in Options._fields if name in said})
    _check(options, given)
    return options


def find_settings(given: dict[str, Any]) -> Settings | None:
    """The settings file that the options name, or that stands where we are; takes --config and --no-config away."""
    from normalise.cli import settings

    named, without = given.pop("config", ""), given.pop("no_config", False)
    if without:
        return None
    return settings.read(named) if named else settings.find(os.getcwd())


def from_settings(parser: Parser, settings: Settings) -> dict[str, Any]:
    """The settings, understood as the options they are. Raises CliError, with the file."""
    try:
        return vars(parser.parse_args(settings.arguments()))
    except CliError as error:
        raise CliError(f"{settings.path}: {str(error).splitlines()[0]}") from None


def _check(options: Options, given: Mapping[str, Any]) -> None:
    """Refuse what contradicts itself, and say what to do."""
    for name in options.files:
        if name in ("undo", "rules", "expand") and not os.path.exists(name):
            raise CliError(f"there is no file {name}; the command comes first: normalise {name} ...")
    check_runs(options, given)
    instead = [flag for flag, on in (("--diff", options.diff), ("--check", options.check)) if on]
    if options.in_place and instead:
        raise CliError(f"{instead[0]} changes nothing and --in-place does; leave one out")
    if options.in_place and options.output:
        raise CliError("--output writes one file and --in-place rewrites each; leave one out")
    if options.in_place and "-" in options.files:
        raise CliError("--in-place needs the names of files; standard input cannot be rewritten")
    if options.in_place and options.errors == "replace":
        raise CliError("--errors replace loses bytes for good; with --in-place say --errors surrogateescape")
    if "backup" in given and not options.in_place:
        raise CliError("--backup goes with --in-place")
    if options.backup and os.path.basename(options.backup) != options.backup:
        raise CliError("--backup takes a suffix such as .bak, not a path")
    if "separator" in given and (options.unit != "document" or not options.separator):
        raise CliError("--separator parts documents: it goes with --unit document, and is not empty")
    if options.source and len(options.files) != 1:
        raise CliError(f"--source is the source of one text, and {len(options.files)} are named; run them one by one")
    if options.source == "-" and options.files == ("-",):
        raise CliError("the text and its --source cannot both come from standard input")
    if options.edits == "-" and (options.diff or not (options.in_place or options.check or options.output)):
        raise CliError("--edits - would mix with the text on standard output; name a file, or add --check")
    if options.report == "-":
        raise CliError("--report writes a page; name a file, as in --report out.html")
    check_paths(options)


def check_paths(options: Options) -> None:
    """Refuse what cannot be written, or would overwrite something of this run: now, not when all is done."""
    others = (*options.files, options.source, options.output)
    written = (("--edits", options.edits), ("--rejects", options.rejects), ("--manifest", options.manifest), ("--report", options.report))
    for flag, path in (("--output", options.output), *written):
        if os.path.isdir(path):
            raise CliError(f"{flag} {path}: it is a folder; name a file in it")
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise CliError(f"{flag} {path}: there is no such folder to write to")
    for flag, path in written:
        if path not in ("", "-") and os.path.isfile(path) and any(_same(path, other) for other in others):
            raise CliError(f"{flag} {path} would overwrite a file of this run; give it another name")
        others = (*others, path)


def _same(path: str, other: str) -> bool:
    return other not in ("", "-") and os.path.exists(other) and os.path.samefile(path, other)
