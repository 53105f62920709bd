"""Which format a file has, and what the options that go with records come to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from normalise.cli.errors import CliError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from normalise.cli.options import Options
    from normalise.formats.records import Fields, Format

FORMATS = ("text", "jsonl", "csv", "tsv", "parquet")
MODES = ("replace", "annotate")
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".parquet": "parquet", ".pq": "parquet"}


def add_records(group: argparse._ArgumentGroup, many: type[argparse.Action]) -> None:
    """The options for files of records; `many` collects what is said several times."""
    add_form(group, many)
    group.add_argument("--source-field", action=many, metavar="NAME", help="where the text is that it was translated from: one for all, or one for each --field")
    group.add_argument("--edits-field", metavar="NAME", help="write the edits into this field of each record")


def add_form(group: argparse._ArgumentGroup, many: type[argparse.Action]) -> None:
    """The options that say how records are read."""
    group.add_argument("--format", choices=FORMATS, help="of input and output (by the name of the file, else text); .gz, .bz2, .zst are seen through")
    group.add_argument("--field", action=many, metavar="NAME", help="where a text is: text, meta.title, paragraphs[].text (text); may be said again")
    group.add_argument("--rejects", metavar="FILE", help="put records that cannot be read aside, with number and reason, and go on")


def add_workers(group: argparse._ArgumentGroup) -> None:
    """The options that say by whom the work is done, and from where."""
    group.add_argument("--jobs", type=int, metavar="N", help="work in N processes (1); 0: one for each core. The output is the same")
    group.add_argument("--resume", action="store_true", help="with --output and records: go on where a run that was broken off had come to")


def add_runs(group: argparse._ArgumentGroup) -> None:
    """The options for long runs."""
    add_workers(group)
    group.add_argument("--sample", type=int, metavar="N", help="change nothing: show the rules by number of hits, each with N contexts drawn at random")
    group.add_argument("--seed", type=int, metavar="N", help="another draw for --sample (0)")
    group.add_argument("--limit-rate", action="store_true", help="stop when a rule suddenly fires far more often than so far")
    group.add_argument("--manifest", metavar="FILE", help="write here what was done: digests of input and output, rules, counts, as JSON")


def kind_of(name: str, options: Options) -> str:
    """The format of a file, as the options or its name say."""
    from normalise.formats.compression import bare

    if options.format:
        return options.format
    # Standard input has the format of what is written.
    plain = bare(options.output if name == "-" else name).lower()
    return next((kind for ending, kind in _ENDINGS.items() if plain.endswith(ending)), "text")


def as_records(options: Options) -> str:
    """The format of all the files, if they are read record by record; "" for text that is not. Raises CliError."""
    kinds = {kind_of(name, options) for name in options.files}
    if len(kinds) > 1:
        raise CliError(f"the files are {' and '.join(sorted(kinds))}; run them one by one, or say --format")
    kind = kinds.pop()
    if kind != "text":
        return _checked(kind, options)
    if options.manifest and not (options.output or options.in_place):
        raise CliError("--manifest stands beside a file that is written: it goes with --output or --in-place")
    # Lines are records too, and what can be done with records only can be done with them.
    wanted = [flag for flag, on in (("--rejects", options.rejects), ("--resume", options.resume)) if on]
    lines = options.unit == "line" and not (options.source or options.diff or options.edits or options.check or options.in_place or options.report)
    if options.resume and options.unit != "line":
        raise CliError("--resume goes on after the last record that was done: --format jsonl, csv, tsv, parquet, or --unit line. Other texts are done as a whole; run without it")
    if wanted and not lines:
        raise CliError(f"{wanted[0]} goes with records: --format jsonl, csv, tsv, parquet, or --unit line")
    _check_resume(options)
    for flag, said in (("--field", options.field), ("--source-field", options.source_field), ("--edits-field", options.edits_field)):
        if said:
            raise CliError(f"{flag} goes with records: --format jsonl, csv, tsv or parquet")
    return "lines" if wanted or (lines and options.jobs != 1 and len(options.files) == 1 and _holds_ascii(options.encoding)) else ""


def _check_resume(options: Options) -> None:
    if options.resume and (options.in_place or options.diff or not options.output or len(options.files) != 1):
        raise CliError("--resume: it goes with one FILE and --output; with --in-place just run it again: what is done does not change")


def _checked(kind: str, options: Options) -> str:
    for flag, said in (("--source", options.source), ("--separator", options.separator)):
        if said:
            raise CliError(f"{flag} goes with --format text{'; --source-field says where in a record the source is' if flag == '--source' else ''}")
    if options.unit != "document":
        raise CliError("--unit goes with --format text; in a record each text of a field is a document")
    if len(options.source_field) > 1 and len(options.source_field) != len(options.field):
        raise CliError(f"{len(options.field)} --field and {len(options.source_field)} --source-field; one for all is needed, or one for each")
    _check_resume(options)
    if options.edits_field and options.edits_field in (options.field or ("text",)):
        raise CliError(f"--edits-field {options.edits_field}: there the text is; give it another name")
    if options.resume and options.report:
        raise CliError("--report shows a run as a whole, and --resume does the rest of one; leave one out")
    single = not (options.in_place or options.check or options.sample or options.diff)
    if len(options.files) > 1 and kind != "jsonl" and single:
        raise CliError(f"several files of {kind} do not make one; use --in-place, or run them one by one")
    return kind


def make_format(kind: str, options: Options, fields: Fields) -> Format:
    """The format. Raises CliError for an encoding in which records cannot be told apart."""
    if kind == "parquet":
        from normalise.formats.parquet import Parquet

        return Parquet(fields)
    from normalise.formats.encoding import EncodingError, canonical

    try:
        encoding = canonical(options.encoding).removesuffix("-sig")
    except EncodingError as error:
        raise CliError(f"--encoding: {error}") from None
    if kind == "jsonl":
        if encoding not in ("utf-8", "ascii"):
            raise CliError(f"JSON is in UTF-8, not in {options.encoding}; convert it first, or leave --encoding out")
        from normalise.formats.jsonl import JsonLines

        return JsonLines(fields, options.errors)
    if not _holds_ascii(encoding):
        raise CliError(f"records in {options.encoding} cannot be told apart; convert the file to utf-8 first")
    if kind == "lines":
        from normalise.formats.lines import Lines

        return Lines(encoding, options.errors)
    from normalise.formats.delimited import Delimited

    return Delimited(fields, "\t" if kind == "tsv" else ",", encoding, options.errors)


def _holds_ascii(encoding: str) -> bool:
    """True for UTF-8, and for encodings of one byte a character that give back each byte and hold ASCII as it is."""
    from normalise.formats.encoding import EncodingError, canonical

    try:
        encoding = canonical(encoding).removesuffix("-sig")
    except EncodingError:
        return False
    if encoding == "utf-8":
        return True
    try:
        if bytes(range(128)).decode(encoding) != bytes(range(128)).decode("ascii"):
            return False
        all_bytes = [bytes([b]) for b in range(256)]
        texts = [raw.decode(encoding, "surrogateescape") for raw in all_bytes]
        return [len(t) for t in texts] == [1] * 256 and [t.encode(encoding, "surrogateescape") for t in texts] == all_bytes
    except (UnicodeError, NotImplementedError):
        return False


def read_fields(options: Options, kind: str) -> Fields:
    """The paths that the options name. Raises CliError."""
    from normalise.formats.paths import PathError, read_path
    from normalise.formats.records import Fields

    try:
        texts = tuple(map(read_path, options.field or ("text",)))
        sources = tuple(map(read_path, options.source_field))
    except PathError as error:
        raise CliError(f"--field: {error}") from None
    return Fields(texts, sources, options.edits_field)


def processes(options: Options) -> int:
    """How many processes the work is done by."""
    if options.jobs:
        return options.jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_runs(options: Options, given: Mapping[str, Any]) -> None:
    """Refuse what contradicts itself in the options for records and runs."""
    if "edits_field" in given and not options.edits_field:
        raise CliError("--edits-field needs the name of a field")
    if options.jobs < 0:
        raise CliError("--jobs is a number of processes, or 0 for one for each core")
    if "sample" in given and options.sample < 1:
        raise CliError("--sample is a number of contexts for each rule, from 1")
    shown = [flag for flag, on in (("--in-place", options.in_place), ("--diff", options.diff), ("--check", options.check)) if on]
    if options.sample and (shown or options.output or options.edits):
        raise CliError(f"--sample changes nothing and writes nothing else; leave {(shown or ['--output and --edits'])[0]} out")
    if options.manifest and (options.check or options.sample or options.diff):
        raise CliError("--manifest says what was written, and nothing is; leave it out")
