"""`normalise undo`: the given text back from the text and its edits, which stand in a file or in a field of each record."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from normalise.cli.errors import DONE, FAILED, CliError, os_reason, say
from normalise.cli.forms import add_form, add_workers
from normalise.cli.inputs import Input
from normalise.cli.options import Options, check_paths, find_settings, from_settings
from normalise.cli.outputs import Output, check_replaceable
from normalise.cli.parser import Many, Parser, add_config, add_encoding, build_parser
from normalise.formats.compression import Packer, compression_of
from normalise.formats.encoding import EncodingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalise.report.edits import FileEdits

_DESCRIPTION = """\
Take back the changes that `normalise --edits EDITS` noted: FILE, as normalise
wrote it, becomes the text that was given, byte for byte. Nothing is done to a
FILE that is not what the changes gave.

With --edits-field NAME the edits stand in that field of each record of FILE
(JSON lines, CSV, TSV, Parquet): its texts become what was given, and the field
is taken out."""

_EXAMPLES = """\
examples:
  normalise --edits log.jsonl article.txt > clean.txt
  normalise undo log.jsonl clean.txt         the article, on standard output

  normalise --in-place --edits log.jsonl *.txt
  normalise undo --in-place log.jsonl *.txt  all as it was

  normalise --field text --edits-field edits -o clean.csv given.csv
  normalise undo --field text --edits-field edits clean.csv

Say --encoding and --errors as they were said then, if they were."""


def undo(arguments: Sequence[str]) -> int:
    """Run `normalise undo`; gives the exit code. Raises CliError, OSError."""
    parser = _parser()
    given = vars(parser.parse_intermixed_args(arguments))
    if "edits_field" in given:
        return _of_records(given)
    if len(given["files"]) < 2:
        parser.error("EDITS and FILE are needed, or --edits-field NAME and FILE")
    given["edits"], *given["files"] = given["files"]
    options = _options(given)
    edits = _read(given["edits"])
    if options.in_place:
        return _in_place(options, edits)
    if len(options.files) > 1:
        raise CliError("several FILEs can be restored with --in-place only")
    restored = _restored(options.files[0], _of_file(options.files[0], edits, lone=True), options)[1]
    output = Output(options.output)
    try:
        output.write(restored)
        output.close(whole=True)
    finally:
        output.abandon()
    return DONE


def _parser() -> Parser:
    parser = Parser(
        prog="normalise undo",
        usage="normalise undo [OPTION ...] EDITS FILE ...\n       normalise undo [OPTION ...] --edits-field NAME FILE ...",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
    )
    parser.add_argument("files", nargs="+", metavar="EDITS FILE", help="what --edits wrote, and what normalise gave; - is standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of to standard output")
    parser.add_argument("-i", "--in-place", action="store_true", help="rewrite the files")
    add_encoding(parser)
    records = parser.add_argument_group("records")
    records.add_argument("--edits-field", metavar="NAME", help="where in each record the edits stand")
    add_form(records, Many)
    add_workers(parser.add_argument_group("long runs"))
    add_config(parser)
    return parser


def _of_records(given: dict[str, object]) -> int:
    """Take edits back that stand in the records."""
    from normalise.cli.forms import as_records
    from normalise.cli.records import restore_records

    if not given["edits_field"]:
        raise CliError("--edits-field needs the name of a field")
    options = _options({**given, "edits": ""})
    check_paths(options)
    return restore_records(options, as_records(options))


def _options(given: dict[str, object]) -> Options:
    settings = find_settings(given)
    said = {**(from_settings(build_parser(), settings) if settings else {}), **given}
    names = ("output", "in_place", "encoding", "errors", "format", "field", "rejects", "jobs", "resume")
    files: tuple[str, ...] = tuple(given["files"])  # type: ignore[arg-type]
    options = Options(files=files, edits_field=str(given.get("edits_field", "")), **{n: said[n] for n in names if n in said})
    if options.in_place and (options.output or "-" in options.files):
        raise CliError("--in-place rewrites the FILEs named; it goes neither with --output nor with standard input")
    if options.errors == "replace":
        raise CliError("what --errors replace lost cannot come back; say --errors surrogateescape")
    if given["edits"] == "-" and "-" in options.files:
        raise CliError("EDITS and FILE cannot both come from standard input")
    return options


def _read(path: str) -> dict[str, FileEdits]:
    from normalise.report.edits import EditsError, read_edits

    try:
        if path == "-":
            return read_edits(sys.stdin.buffer)
        with open(path, "rb") as file:
            return read_edits(file)
    except OSError as error:
        raise CliError(f"{path}: {os_reason(error)}") from None
    except EditsError as error:
        raise CliError(f"{path}: {error}") from None


def _in_place(options: Options, edits: Mapping[str, FileEdits]) -> int:
    from normalise.formats.atomic import Replacement

    failed = False
    for name in options.files:
        try:
            check_replaceable(name)
            noted = _of_file(name, edits, lone=len(options.files) == 1)
            if noted is None or not noted.changes:
                say(f"of {name} no change is noted; left as it is", kind="note")
                continue
            with Replacement(name) as replacement:
                made, restored = _restored(name, noted, options)
                if made != restored:
                    packer = Packer(replacement.write, compression_of(name))
                    packer.write(restored)
                    packer.finish()
                    replacement.commit()
        except CliError as error:
            failed = True
            say(str(error))
        except OSError as error:
            failed = True
            say(f"{name}: not rewritten, it is as it was: {os_reason(error)}")
    return FAILED if failed else DONE


def _of_file(name: str, edits: Mapping[str, FileEdits], *, lone: bool) -> FileEdits | None:
    """The edits of the file; those of the only file there is, if ours is `lone`: it may have another name by now."""
    if name in edits:
        return edits[name]
    for other, noted in edits.items():
        if os.path.realpath(other) == os.path.realpath(name):
            return noted
    if not edits:
        raise CliError(f"the edits are empty: nothing was noted, or the run that wrote them broke off. {name} is left as it is")
    if not lone:
        return None
    if len(edits) > 1:
        raise CliError(f"{name}: EDITS notes changes of other files: {', '.join(sorted(edits)[:5])}")
    return next(iter(edits.values()), None)


def _restored(name: str, edits: FileEdits | None, options: Options) -> tuple[bytes, bytes]:
    """The bytes of the file, and those of the text that was given: the same, if there are no edits."""
    from normalise.report.edits import EditsError, undo_file

    with Input(name, options) as file:
        text = file.text()
        try:
            made = file.coder.bom + file.coder.encode(text, final=True)
            given = file.coder.bom + file.coder.encode(undo_file(text, edits), final=True) if edits else made
        except (EditsError, EncodingError) as error:
            raise CliError(f"{file.title}: {error}") from None
    return made, given
