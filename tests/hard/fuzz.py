"""Random bytes through the whole path, led by coverage: `python -m tests.hard.fuzz SECONDS` (needs `atheris`).

The first byte says what the others are: a text, JSON lines, CSV, TSV, lines, a rule file, or compressed data. Nothing
may be raised but what says clearly that input is bad, nothing may be lost, and what comes out goes in unchanged.
"""

from __future__ import annotations

import atexit
import faulthandler
import resource
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normalise"]):
    from normalise import Normaliser, RuleError
    from normalise.formats.compression import CompressionError, decompressed
    from normalise.formats.delimited import Delimited
    from normalise.formats.encoding import Coder, EncodingError
    from normalise.formats.jsonl import JsonLines
    from normalise.formats.lines import Lines
    from normalise.formats.paths import read_path
    from normalise.formats.records import Block, Fields, FormatError
    from normalise.load import load_sets
    from normalise.pipeline.annotate import Annotator
    from normalise.pipeline.work import Work
    from normalise.report.edits import EditsError, read_edits

FIELDS = Fields((read_path("text"), read_path("parts[].t")))
FORMS = [JsonLines(FIELDS), Delimited(Fields((read_path("text"),)), ","), Delimited(Fields((read_path("text"),)), "\t"), Lines()]
HEADS = [b"", b"id,text\n", b"id\ttext\n", b""]
KINDS = ("gzip", "bzip2", "zstd")
LONGEST = 20.0  # seconds for one input

normaliser = Normaliser()
annotator = Annotator(normaliser)
scratch = Path(tempfile.mkdtemp()) / "rules.yaml"
count = [0]


def one(data: bytes) -> None:
    """One input. Raises AssertionError for what may not be."""
    count[0] += 1
    if not data:
        return
    kind, rest = data[0] % 8, data[1:]
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    if kind == 0:
        text_of(rest)
    elif kind <= 4:
        records_of(kind - 1, rest)
    elif kind == 5:
        rules_of(rest)
    elif kind == 6:
        with suppress(CompressionError):
            list(decompressed([rest[1:]], KINDS[rest[0] % 3] if rest else "gzip"))
    else:
        with suppress(EditsError):
            read_edits(rest.split(b"\n"))
    faulthandler.cancel_dump_traceback_later()


def text_of(data: bytes) -> None:
    """A text, and its annotations."""
    try:
        text = "".join(Coder("utf-8", [data], "surrogateescape").text())
    except EncodingError:
        return
    result = normaliser.apply(text)
    assert result.undo() == text
    again = normaliser.apply(result.text)
    assert again.text == result.text
    noted = annotator.apply(text)
    assert noted.undo() == text
    assert annotator.apply(noted.text).text == noted.text


def records_of(number: int, data: bytes) -> None:
    """A file of records, in one block and in many."""
    form, data = FORMS[number], HEADS[number] + data
    work = Work(normaliser, form, samples=2, edits=True)
    outs = []
    for size in (7, 1 << 20):
        try:
            blocks = list(form.blocks((data[at : at + size] for at in range(0, len(data), size)), Block(b"", 1, 1)))
        except FormatError:
            return
        assert b"".join(block.data for block in blocks) == data
        done = [work(block) for block in blocks]
        for one_done in done:
            for reject in one_done.rejects:
                assert "fault of the program" not in reject.reason, reject
                reject.json("a")
        outs.append(b"".join(d.data for d in done))
        if not any(d.tally.changed for d in done):
            assert sorted(outs[-1] + b"".join(r.raw for d in done for r in d.rejects)) == sorted(data)
    assert outs[0] == outs[1]
    (again, *_) = [work(Block(outs[0], 0 if HEADS[number] else 1, 1, blocks[0].names))] if outs[0] else [None]
    assert again is None or again.data == outs[0]


def rules_of(data: bytes) -> None:
    """A rule file, and the sample of what it does."""
    scratch.write_bytes(data)
    try:
        made = Normaliser.of_sets(load_sets([str(scratch)]))
    except RuleError:
        return
    result = made.apply("the UAR said alpha Beta; x")
    assert result.undo() == "the UAR said alpha Beta; x"


def main() -> None:
    """Runs so many seconds; says how many inputs, and how the memory grew."""
    seconds = int(sys.argv[1]) if sys.argv[1:] else 60
    seeds = Path(tempfile.mkdtemp())
    texts = ["“Another month, “said the general. The UAR, SAR ,", '{"text": "the UAR", "parts": [{"t": "\\u201cx\\ud83d"}]}\n{bad\n', '1,"the ""UAR"""\n2,"x\n3,y\n']
    texts += ["schema: 1\nset: m\ntitle: t\nrules:\n  - {id: a, kind: phrase, title: x, for: UAR, write: SAR, sure: [the ~]}\n  - {id: b, kind: pattern, title: y, pattern: x+, replace: z}\n"]
    for number, text in enumerate(texts):
        for kind in range(8):
            (seeds / f"{number}{kind}").write_bytes(bytes([kind]) + text.encode())
    began = time.monotonic()
    one(b"\0warm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=0", "-rss_limit_mb=1500", str(seeds)], one)
    atexit.register(lambda: print(f"{count[0]:,} inputs in {time.monotonic() - began:.0f} s; memory {before // 1000} → {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000} MB", flush=True))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
