"""What is fuzzed: functions of bytes that raise AssertionError for what may not be. Some take the bytes as they are, some as
a list of choices: texts of what hurts and of the examples of all rules, rule files key by key, command lines.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from normalise import Normaliser, Result, RuleError
from normalise.cli import main
from normalise.cli.options import Options
from normalise.formats.compression import CompressionError, decompressed
from normalise.formats.delimited import Delimited
from normalise.formats.encoding import Coder, EncodingError
from normalise.formats.jsonl import JsonLines
from normalise.formats.lines import Lines
from normalise.formats.paths import read_path
from normalise.formats.records import Block, Fields, Format, FormatError
from normalise.load import bundled_names, load_sets
from normalise.pipeline.annotate import Annotator
from normalise.pipeline.work import Work
from normalise.report.edits import EditsError, read_edits
from normalise.schema import KINDS, SAFETIES, STAGES, Decision, Example, Rule, RuleSet, keys
from normalise.transforms import _TABLE as TRANSFORMS
from tests.strategies import DAMAGE, MARKS, MENTIONS, ODD, SIGNS, SPACES, WORDS

HURTS = [*MARKS, *SIGNS, *SPACES, *ODD, *WORDS, *MENTIONS, *DAMAGE]
RULE_CHOICES = [
    ["default"], ["default", "house-quotes-us", "house-ukraine"], ["default", "house-quotes-german", "house-isis"], ["default", "house-quotes-straight", "house-dates"],
    ["default", "house-quotes-french", "house-islamic-state"], ["default", "house-quotes-uk"], ["core", "house-quotes-curly"], ["core"],
]  # fmt: skip
FIELDS = Fields((read_path("text"), read_path("parts[].t")))
FORMS: list[Format] = [JsonLines(FIELDS), Delimited(Fields((read_path("text"),)), ","), Delimited(Fields((read_path("text"),)), "\t"), Lines()]
HEADS = [b"", b"id,text\n", b"id\ttext\n", b""]
ENDINGS = ["jsonl", "csv", "tsv", "txt"]
KINDS_OF_COMPRESSION = ("gzip", "bzip2", "zstd")

Target = Callable[[bytes], None]

folder = Path(tempfile.mkdtemp(prefix="normalise-fuzz."))


class Choices:
    """Bytes as a list of choices; when they are used up, the first is chosen."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def number(self, below: int) -> int:
        """A number from 0."""
        size = 1 if below <= 256 else 2
        taken, self.rest = self.rest[:size], self.rest[size:]
        return int.from_bytes(taken) % below

    def of(self, all_there_is: Sequence[Any]) -> Any:
        """One of them."""
        return all_there_is[self.number(len(all_there_is))]

    def text(self, longest: int = 1000) -> str:
        """Of what hurts, of examples, and of what is written out."""
        parts: list[str] = []
        while self.rest and len(parts) < longest:
            kind = self.number(256)
            if kind < 200:
                parts.append(self.of(HURTS) if kind % 2 else " ")
            elif kind < 240:
                parts.append(self.of(examples()))
            else:
                taken, self.rest = self.rest[: kind - 239], self.rest[kind - 239 :]
                parts.append(taken.decode("utf-8", "surrogateescape"))
        return "".join(parts)


@cache
def examples() -> list[str]:
    """The examples of all rules, whole and in halves."""
    whole = [text for rules in load_sets(bundled_names(), documented=True) for rule in rules.rules for e in rule.examples for text in (e.wrong, e.right, e.keep, e.report) if text]
    return [*whole, *(text[: len(text) // 2] for text in whole), *(text[len(text) // 2 :] for text in whole)]


@cache
def normaliser(number: int = 0, safety: str = "safe") -> Normaliser:
    """One of a few choices of rules."""
    return Normaliser(RULE_CHOICES[number], safety=safety)


def sound(made: Normaliser, text: str, *, single: bool = False) -> Result:
    """The result, when all is true that must be true of any."""
    result = made.apply(text, single=single)
    assert result.undo() == text, "undo"
    assert made.apply(text, single=single).text == result.text, "the same again"
    assert made.apply(result.text, single=single).text == result.text, "settled"
    for change in (*result.changes, *result.suggestions, *(change for change, _ in result.rejected)):
        assert 0 <= change.start <= change.end <= len(text), "a span"
        assert change.rules, "says why"
    for change in result.changes:
        assert text[change.start : change.end] == change.before, "what was there"
    assert result.alignment.to_target(0, len(text)) == (0, len(result.text)), "alignment"
    return result


def bytes_as_text(data: bytes) -> None:
    """Any bytes at all."""
    with contextlib.suppress(EncodingError):
        sound(normaliser(), "".join(Coder("utf-8", [data], "surrogateescape").text()))


def composed_text(data: bytes) -> None:
    """What rules are made for, under a choice of rules; and annotated."""
    choices = Choices(data)
    made = normaliser(choices.number(len(RULE_CHOICES)), choices.of(SAFETIES))
    single = choices.number(2) == 1
    text = choices.text()
    sound(made, text, single=single)
    annotator = Annotator(made)
    noted = annotator.apply(text, single=single)
    assert noted.undo() == text, "undo annotations"
    assert annotator.apply(noted.text, single=single).text == noted.text, "annotations settled"


def with_source(data: bytes) -> None:
    """A text beside the one it was translated from."""
    choices = Choices(data)
    cut = choices.number(len(data) + 1)
    source, text = Choices(choices.rest[:cut]).text(), Choices(choices.rest[cut:]).text()
    result = normaliser().apply(text, source)
    assert result.undo() == text, "undo"
    assert normaliser().apply(result.text, source).text == result.text, "settled"


def records(number: int) -> Target:
    """A file of records, in one block and in many."""

    def target(data: bytes) -> None:
        form, data = FORMS[number], HEADS[number] + data
        work = Work(normaliser(), form, samples=2, edits=True)
        outs = []
        for size in (7, 1 << 20):
            try:
                blocks = list(form.blocks((data[at : at + size] for at in range(0, len(data), size)), Block(b"", 1, 1)))
            except FormatError:
                return
            assert b"".join(block.data for block in blocks) == data, "blocks"
            done = [work(block) for block in blocks]
            for one_done in done:
                for reject in one_done.rejects:
                    assert "fault of the program" not in reject.reason, reject
                    reject.json("a")
            outs.append(b"".join(d.data for d in done))
            if not any(d.tally.changed for d in done):
                assert sorted(outs[-1] + b"".join(r.raw for d in done for r in d.rejects)) == sorted(data), "nothing lost"
        assert outs[0] == outs[1], "block sizes"
        (again, *_) = [work(Block(outs[0], 0 if HEADS[number] else 1, 1, blocks[0].names))] if outs[0] else [None]
        assert again is None or again.data == outs[0], "settled"

    return target


def bytes_as_rules(data: bytes) -> None:
    """Any bytes as a rule file."""
    _try_rules(data, "the UAR said alpha Beta; x")


def composed_rules(data: bytes) -> None:
    """A rule file of what such files are made of, with mistakes."""
    choices = Choices(data)
    plain = {"schema": 1, "set": "mine", "title": "t", "rules": [_rule(choices, number) for number in range(1 + choices.number(4))]}
    if choices.number(4) == 3:
        plain["decisions"] = [_values(choices, keys(Decision)) for _ in range(1 + choices.number(2))]
    for key, value in _values(choices, keys(RuleSet), most=2).items():
        plain.setdefault(key, value)
    _try_rules(yaml.safe_dump(plain, allow_unicode=True).encode("utf-8", "surrogatepass"), " ".join(choices.of(_FORMS) for _ in range(12)))


_FORMS = ["alpha", "Beta", "gamma delta", "Delta", "IG", "UAR", "the", "of", "x", "’s", "“a", "a”", "Хмеймим", "Khmeimim", "a b c", "-", "Gamma\nDelta", "", " ", "\ud800", "İ"]
_FRAMES = ["~", "the ~", "(a|the) ~", "~ (of|in)?", "… ~", "~ … x", "(the", "((a|b)?|c) ~", "~ ~", "(a|)", "~’s", "?", "alpha … … … beta", "(|)? ~", "X"]
_PATTERNS = ["x+", "(x+x+)+y", r"\b(?P<n>alpha)\b", "(?<=the )Beta", "(", "[a-", "a|", "", r"\p{L}+", "(?i)ig", "^", "$", "(?:a*)*b", r"(\w)\1", "(?R)", "x{9999999}", "[[a-z]--[x]]"]
_OTHERS = [None, 0, 1, -1, 1e9, True, "", "a", [], ["a"], {}, {"a": "b"}, [["a"]], [{}], "~", "é" * 300, 10**30, "en", "mine.r0", "r1", "core.quotes", "places.*"]


def _rule(choices: Choices, number: int) -> dict[str, Any]:
    kind = choices.of(KINDS)
    needed = {"phrase": {"for": choices.of(_FORMS), "write": choices.of(_FORMS)}, "pattern": {"pattern": choices.of(_PATTERNS), "replace": choices.of([*_FORMS, r"\g<n>", r"\1", "\\"])}}
    needed |= {"entity": {"name": choices.of(_FORMS), "for": choices.of(_FORMS)}, "builtin": {"transform": choices.of(sorted(TRANSFORMS))}}
    return {"id": f"r{number}", "kind": kind, "title": "t", **needed.get(kind, {}), **_values(choices, keys(Rule, kind))}


def _values(choices: Choices, fields: dict[str, Any], *, most: int = 4) -> dict[str, Any]:
    return {key: _value(choices, key) for key in (choices.of(sorted(fields)) for _ in range(choices.number(most + 1)))}


def _value(choices: Choices, key: str) -> Any:
    if choices.number(8) == 7:
        return choices.of(_OTHERS)
    if key in ("sure", "maybe"):
        return [choices.of(_FRAMES) for _ in range(1 + choices.number(3))]
    if key == "stop":
        return {choices.of(["sentence", "document"]): [choices.of([*_FRAMES, *_FORMS])]}
    if key in ("pattern", "replace"):
        return choices.of(_PATTERNS)
    if key == "examples":
        return [{choices.of(sorted(keys(Example))): choices.of(_FORMS) for _ in range(2)}]
    if key in ("native", "options", "meta"):
        return {choices.of(["ru", "ar", "style", "en"]): choices.of([*_FORMS, "us", "german"])}
    several = {"safety": SAFETIES, "stage": STAGES, "kind": KINDS, "priority": [-1, 0, 1, 9], "unseen": [True, False], "default": [True, False]}
    if key in several:
        return choices.of(several[key])
    return choices.of(_FORMS) if choices.number(2) else [choices.of(_FORMS) for _ in range(choices.number(4))]


def _try_rules(data: bytes, text: str) -> None:
    (folder / "rules.yaml").write_bytes(data)
    try:
        made = Normaliser.of_sets(load_sets([str(folder / "rules.yaml")]))
    except RuleError as error:
        assert str(error), "a reason"
        return
    result = made.apply(text)
    assert result.undo() == text, "undo"
    if not result.timed_out:
        assert made.apply(result.text).text == result.text, "settled"
    _command("rules", "check", str(folder / "rules.yaml"))


def table_of_names(data: bytes) -> None:
    """A bulk file of names."""
    ending = ("tsv", "jsonl")[data[0] % 2]
    (folder / f"names.{ending}").write_bytes(data[1:])
    _try_rules(f"schema: 1\nset: m\ntitle: t\nrules:\n  - {{id: a, kind: entity, title: t, entries: names.{ending}}}\n".encode(), "Khmeimim and Aleppo of alpha")


def compression(data: bytes) -> None:
    """What may be compressed."""
    with contextlib.suppress(CompressionError):
        list(decompressed([data[1:]], KINDS_OF_COMPRESSION[data[0] % 3]))


def edits(data: bytes) -> None:
    """What may be edits."""
    with contextlib.suppress(EditsError):
        read_edits(data.split(b"\n"))


def command_on_text(data: bytes) -> None:
    """The filter on a file of text, in place; then taken back."""
    choices = Choices(data)
    coding = ["--encoding", choices.of(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1251", "utf-32-be"])] if choices.number(4) == 3 else []
    coding += ["--errors", "surrogateescape"] if choices.number(2) else []
    how = choices.of([[], ["--unit", "line"], ["--unit", "paragraph"], ["--separator", "\\n\\n"], ["--separator", choices.of(HURTS)], ["--mode", "annotate"], ["--safety", "unsafe"], ["--strict"]])
    given = choices.rest if choices.number(2) else _encoded(choices.text())
    file, log = folder / "a.txt", folder / "edits.jsonl"
    file.write_bytes(given)
    seen = _command(choices.of(["--diff", "--check", "--stats"]), "-o", str(folder / "seen"), *coding, *how, str(file))
    code = _command("--in-place", "--edits", str(log), "--report", str(folder / "page.html"), *coding, *how, str(file))
    assert code == seen == 2 or (seen != 2 and (code != 2 or "--encoding" in coding)), "look and do"
    if code == 2:
        assert file.read_bytes() == given, "as it was"
        return
    done = file.read_bytes()
    assert _command("undo", "-o", str(folder / "undone"), *coding, str(log), str(file)) == 0, "undo"
    assert (folder / "undone").read_bytes() == given, "undone"
    assert _command("--in-place", *coding, *how, str(file)) == code, "again"
    assert file.read_bytes() == done, "settled"


def command_on_records(data: bytes) -> None:
    """The filter on a file of records."""
    choices = Choices(data)
    number = choices.number(4)
    rejects, out, again = folder / "rejects.jsonl", folder / f"out.{ENDINGS[number]}", folder / f"again.{ENDINGS[number]}"
    how = ["--rejects", str(rejects)] if choices.number(4) else []
    how += choices.of([[], ["--mode", "annotate"], ["--limit-rate"], ["--resume"], ["--errors", "surrogateescape"], ["--strict"], ["--manifest", str(folder / "manifest.json")]])
    field = choices.of(["text", "parts[].t", "text", "a.b[0]"]) if number == 0 else "text"
    how += ["--field", field] if number != 3 else ["--unit", "line"]
    given = HEADS[number] + (choices.rest if choices.number(2) else _table(choices, number))
    file = folder / f"in.{ENDINGS[number]}"
    file.write_bytes(given)
    for old in folder.glob("out.*"):
        old.unlink()
    code = _command(*how, "-o", str(out), str(file))
    assert file.read_bytes() == given, "the input"
    if code in (0, 3):
        assert _command(*how, "-o", str(again), str(out)) == code, "again"
        assert again.read_bytes() == out.read_bytes(), "settled"
    elif code == 2:
        assert not out.exists(), "no output"


def parquet(data: bytes) -> None:
    """A file of Parquet of texts in all kinds of columns, in place: what changes is what the library changes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    choices = Choices(data)
    kind = choices.of([pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()), pa.list_(pa.string()), pa.struct([("t", pa.string()), ("n", pa.int8())])])
    rows: list[str | None] = []
    while choices.rest and len(rows) < 50:
        rows.append(None if choices.number(8) == 7 else Choices(choices.rest[:20]).text().encode("utf-8", "replace").decode())
        choices.rest = choices.rest[20:]
    path = "text"
    values: list[Any] = rows
    if pa.types.is_list(kind):
        path, values = "text[]", [None if row is None else [row, None, row] for row in rows]
    elif pa.types.is_struct(kind):
        path, values = "text.t", [None if row is None else {"t": row, "n": 1} for row in rows]
    try:
        table = pa.table({"id": pa.array(range(len(rows)), pa.int16()), "text": pa.array(values, kind)})
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return
    file = folder / "in.parquet"
    pq.write_table(table, file, row_group_size=7)
    code = _command("--in-place", "--field", path, str(file))
    back = pq.read_table(file)
    if code == 2:
        assert back.equals(pq.read_table(file)), "as it was"
        return
    assert back.schema.equals(pq.read_schema(file)), "schema"
    wanted = [row and normaliser().apply(row).text for row in rows]
    got = back["text"].to_pylist()
    if pa.types.is_list(kind):
        got = [g and g[0] for g in got]
    elif pa.types.is_struct(kind):
        got = [g and g["t"] for g in got]
    assert got == wanted, "texts"
    assert back["id"].to_pylist() == table["id"].to_pylist(), "ids"


def command_undo(data: bytes) -> None:
    """Edits in which something was changed: the text comes back as it was, or stays with a reason."""
    choices = Choices(data)
    file, log = folder / "a.txt", folder / "edits.jsonl"
    broken = [(choices.number(1 << 16), choices.number(256)) for _ in range(choices.number(4))]
    file.write_bytes(given := _encoded(choices.text()))
    _command("--in-place", "--edits", str(log), "--errors", "surrogateescape", str(file))
    done, noted = file.read_bytes(), bytearray(log.read_bytes())
    for at, byte in broken:
        noted[at % len(noted)] = byte
    log.write_bytes(noted)
    code = _command("undo", "--in-place", "--errors", "surrogateescape", str(log), str(file))
    assert file.read_bytes() == (given if code == 0 else done) or (code == 0 and broken and file.read_bytes() == done), "undone, or as it was"


_SETTINGS = [name.replace("_", "-") for name in Options._fields if name not in ("files", "output", "in_place", "edits", "report", "rejects", "manifest", "jobs", "source")]
_VALUES = ["true", "false", "1", "-1", "0", '""', '"a"', '"\\u0000"', '"\\\\n"', "[]", '["a", "b"]', "[1]", "{a = 1}", '{a = "b"}', "1.5", "1979-05-27", '"utf-16"', '"line"', '"default"', '["core"]', '"text[]"', '"jsonl"']


def command_with_settings(data: bytes) -> None:
    """Any bytes as settings, or lines of them."""
    choices = Choices(data)
    said = [f"{choices.of(_SETTINGS)} = {choices.of(_VALUES)}" for _ in range(choices.number(5))]
    (folder / "normalise.toml").write_bytes("\n".join(said).encode() if said else choices.rest)
    (folder / "a.txt").write_text("the UAR , said", encoding="utf-8")
    _command("--config", str(folder / "normalise.toml"), "--rules", "core", "-o", str(folder / "seen"), str(folder / "a.txt"))


def command_expand(data: bytes) -> None:
    """Any name."""
    name = Choices(data).text(8).replace("\0", " ")
    _command("expand", *(("--as", "regex") if len(data) % 2 else ()), "--", name)


def _table(choices: Choices, number: int) -> bytes:
    rows = []
    while choices.rest and len(rows) < 40:
        text = Choices(choices.rest[:12]).text()
        choices.rest = choices.rest[12:]
        if number == 0:
            value = {"id": len(rows), "text": choices.of([text, text, text, None, 1]), "parts": [{"t": text}], "a": {"b": [text]}}
            rows.append(json.dumps(value, ensure_ascii=bool(choices.number(2))))
        elif number == 3:
            rows.append(text)
        else:
            rows.append(f'{len(rows)}{",	"[number - 1]}"{text.replace(chr(34), chr(34) * 2)}"')
    return _encoded(choices.of(["\n", "\r\n"]).join(rows))


def _encoded(text: str) -> bytes:
    """UTF-8, where bytes were smuggled in those; other surrogates as question marks."""
    return re.sub("[\ud800-\udc7f\udd00-\udfff]", "?", text).encode("utf-8", "surrogateescape")


def _command(*arguments: str) -> int:
    """The exit code, when it says no more than it may."""
    said, shown = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(shown):
        code = main([*([] if arguments[0] in ("rules", "undo", "expand") or "--config" in arguments else ["--no-config"]), *arguments])
    assert code in (0, 1, 2, 3), (code, said.getvalue())
    assert "fault of the program" not in said.getvalue(), (arguments, said.getvalue())
    assert code != 2 or said.getvalue() or shown.getvalue(), "a reason"
    return code


ALL: list[Target] = [
    bytes_as_text, composed_text, composed_text, with_source, *(records(number) for number in range(4)), bytes_as_rules, composed_rules, table_of_names, compression, edits,
    command_on_text, command_on_records, command_undo, command_with_settings, command_expand, parquet,
]  # fmt: skip
