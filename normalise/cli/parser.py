"""The parser of the command line: every option with its help."""

from __future__ import annotations

import argparse
import os
from typing import Any, NoReturn

from normalise.cli.errors import CliError
from normalise.cli.forms import MODES, add_records, add_runs
from normalise.formats.encoding import ERRORS
from normalise.formats.text import UNITS
from normalise.schema import SAFETIES

COLOURS = ("auto", "always", "never")

_DESCRIPTION = """\
Repair what machine translation damaged in English text: acronyms carried over,
misspelt names, quotation marks. Text in, text out; sound text comes out byte
for byte as it came in. Reads the FILEs, or standard input (also as -).

Further commands:  normalise undo --help      take changes back
                   normalise rules --help     list, show, check, compare rules
                   normalise expand --help    spellings of a name, to search for
(a file of such a name is ./undo, or stands behind --)"""

_EXAMPLES = """\
examples:
  normalise article.txt                      the repaired text, on the screen
  normalise < article.txt > clean.txt        as a filter
  normalise --diff article.txt               what would change, line by line
  normalise --in-place --backup .bak *.txt   rewrite files, keep the old ones
  normalise --in-place --edits log.jsonl *.txt
                                             and note every change, with reasons
  normalise --check --report out.html *.txt  a page to look at and decide on
  normalise --check *.txt                    name files that need repair; exit 1
  normalise --unit line --source text.ru text.en > clean.en
                                             a parallel corpus, line by line
  normalise --unit document --separator '\\0' < many > clean
  normalise --rules default,mine.yaml --ignore core.quotes article.txt
  normalise --field text --jobs 8 -o clean.jsonl.zst corpus.jsonl.zst
  normalise --sample 3 corpus.jsonl          what it would do, by rule

what is one document:
  Many rules look at the whole document before they act ("IG" is the Islamic
  State only where the text speaks of it). So a file is one document, unless
  --separator splits it. With --unit paragraph or line the text streams in
  constant memory, and a rule sees no further than that paragraph or line.

settings:
  The long options may stand in normalise.toml, or under [tool.normalise] in
  pyproject.toml, in this folder or one above it in the same repository:
      rules = ["default", "house.yaml"]
      ignore = ["syria.ig"]
  The command line wins.

exit codes:
  0 done   1 --check found changes   2 bad usage, input or rules
  3 --strict, and a text did not settle (it comes out as it was)"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are `CliError`, and whose abbreviations are none."""

    def __init__(self, prog: str, usage: str | None = None, description: str | None = None, epilog: str | None = None, **keywords: Any) -> None:
        keywords.update(formatter_class=_Help, argument_default=argparse.SUPPRESS, allow_abbrev=False)
        super().__init__(prog, usage, description, epilog, **keywords)

    def error(self, message: str) -> NoReturn:
        raise CliError(f"{message}\nTry `{self.prog} --help`.")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Of fixed width: to ask the terminal costs more than all the parsing."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=79)


class _List(argparse.Action):
    """Collects what stands between commas, over all times the option is given."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        # A path may hold a comma itself.
        parts = [values] if os.path.exists(values) else [part.strip() for part in values.split(",") if part.strip()]
        if not parts:
            parser.error(f"argument {option}: nothing is named")
        setattr(namespace, self.dest, (*getattr(namespace, self.dest, ()), *parts))


class Many(argparse.Action):
    """Collects what is said, each time the option is given."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        setattr(namespace, self.dest, (*getattr(namespace, self.dest, ()), values))


class _Pair(argparse.Action):
    """Collects key=value."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        key, equals, value = values.partition("=")
        if not equals or not key:
            parser.error(f"argument {option}: key=value is needed, as in topic=syria, not {values!r}")
        setattr(namespace, self.dest, {**getattr(namespace, self.dest, {}), key: value})


def add_encoding(parser: argparse._ActionsContainer) -> None:
    """The two options that say how bytes are read."""
    parser.add_argument("--encoding", metavar="NAME", help="of input and output (utf-8); a byte order mark is kept")
    parser.add_argument(
        "--errors",
        choices=ERRORS,
        help="bytes that are not in that encoding: strict: an error; surrogateescape: let them through; replace: lose them (strict)",
    )


def add_config(parser: argparse._ActionsContainer) -> None:
    """The two options that say where settings stand."""
    parser.add_argument("--config", metavar="FILE", help="read settings from this file only")
    parser.add_argument("--no-config", action="store_true", help="read no settings file")


def build_parser() -> Parser:
    """The parser of the filter."""
    parser = Parser(
        prog="normalise",
        usage="normalise [OPTION ...] [FILE ...]\n       normalise undo EDITS FILE\n       normalise rules list | show ID | check PATH ... | ...\n       normalise expand NAME",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", default=argparse.SUPPRESS, help="text to repair; - is standard input")
    parser.add_argument("--version", action="store_true", help="say the version")
    _add_output(parser.add_argument_group("what comes out"))
    _add_input(parser.add_argument_group("what goes in"))
    add_records(parser.add_argument_group("records: JSON lines, CSV, TSV, Parquet"), Many)
    add_runs(parser.add_argument_group("long runs"))
    _add_rules(parser.add_argument_group("what is done"))
    return parser


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-o", "--output", metavar="FILE", help="write here; the file is there whole, or as it was")
    group.add_argument("-i", "--in-place", action="store_true", help="rewrite the files; unchanged ones are not touched")
    group.add_argument("--backup", metavar="SUFFIX", help="with --in-place: keep the old file under its name + SUFFIX")
    group.add_argument("--diff", action="store_true", help="show what would change instead, as a unified diff")
    group.add_argument("--check", action="store_true", help="name the files that would change instead; exit 1 if any")
    group.add_argument(
        "--edits",
        metavar="FILE",
        help="write every change and suggestion here, one JSON object a line, as `normalise undo` reads it; "
        "- is standard output, where the text does not go there",
    )
    group.add_argument("--report", metavar="FILE", help="write a page here (HTML) that shows every change and suggestion, to be decided on")
    group.add_argument("--stats", action="store_true", help="at the end, count changes by rule on standard error")
    group.add_argument("--strict", action="store_true", help="exit 3 if a text did not settle")
    group.add_argument("--color", "--colour", choices=COLOURS, help="of --diff (auto: on a terminal, unless NO_COLOR is set)")


def _add_input(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--unit", choices=UNITS, help="what rules look at as one text (document)")
    group.add_argument("--separator", metavar="TEXT", help="what parts documents in one file; \\n, \\0, \\f are understood")
    add_encoding(group)
    group.add_argument(
        "--source",
        metavar="FILE",
        help="the text it was translated from: line by line with --unit line, document by document with --separator, else as a whole",
    )
    group.add_argument("--meta", action=_Pair, metavar="KEY=VALUE", help="say something of the documents that rules may ask for")


def _add_rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--rules", action=_List, metavar="SET,...", help="names of sets, YAML files, folders (default)")
    group.add_argument("--select", action=_List, metavar="ID,...", help="only these rules: syria.hmeimim, core, core.*")
    group.add_argument("--ignore", action=_List, metavar="ID,...", help="not these rules")
    group.add_argument(
        "--safety",
        choices=SAFETIES,
        help="safe: make safe changes, suggest the others; unsafe: make those too; suggest: make none (safe)",
    )
    group.add_argument(
        "--mode", choices=MODES, help="replace; or annotate: keep what was given and say behind it what it should be, Khemeymim [Hmeimim] (replace)"
    )
    add_config(group)
