"""Formats of records: only what changes is written anew, and nothing is lost."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Alignment, Normaliser, Result
from normalise.formats.compression import SUFFIXES, CompressionError, compressed, decompressed
from normalise.formats.delimited import Delimited
from normalise.formats.jsonl import JsonLines, literals
from normalise.formats.lines import Lines
from normalise.formats.paths import PathError, read_path, texts_at
from normalise.formats.records import Block, Fields, FormatError
from normalise.pipeline.annotate import Annotator
from normalise.pipeline.limits import RateLimit, tail
from normalise.pipeline.tally import Tally
from normalise.pipeline.work import Work
from normalise.result import RuleSetInfo
from normalise.schema import Rule, RuleSet
from tests.strategies import cells, json_records, record_texts, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise.formats.records import Format
    from normalise.pipeline.work import Done

RULE = Rule(id="uar", set="mine", kind="phrase", for_=("UAR",), write="Syrian “Arab”, Republic")
UAR = Normaliser.of_sets([RuleSet(schema="1", set="mine", language="", rules=(RULE,))])
FIELDS = Fields((read_path("text"), read_path("parts[].t")))
START = Block(b"", 1, 1)


class Nothing:
    """A normaliser that changes nothing."""

    def apply(self, text: str, *_: object, **__: object) -> Result:
        return Result(text, (), (), (), Alignment.identity(len(text)), (), RuleSetInfo((), (), ""))


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def through(form: Format, data: bytes, *, size: int = 1 << 20, normaliser: object = UAR, **options: object) -> list[Done]:
    work = Work(normaliser, form, **options)  # type: ignore[arg-type]
    return [work(block) for block in form.blocks(chunks(data, size), START)]


def out(done: list[Done]) -> bytes:
    return b"".join(d.data for d in done)


def mended(record: dict) -> dict:
    """The record with its texts through the normaliser."""
    text = record["text"]
    return {**record, "text": text and UAR.apply(text).text, "parts": [{"t": UAR.apply(part["t"]).text} for part in record["parts"]]}


@given(st.lists(json_records, max_size=4), st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :  ")]), st.sampled_from(["\n", "\r\n"]))
def test_json_lines_change_in_place(records: list[dict], ascii_only: bool, separators: tuple[str, str], end: str) -> None:
    lines = [json.dumps(r, ensure_ascii=ascii_only, separators=separators) for r in records]
    data = "".join(line + end for line in lines).encode("utf-8", "surrogatepass" if ascii_only else "replace")
    records = [json.loads(line) for line in data.splitlines()] if not ascii_only else records
    done = through(JsonLines(FIELDS), data)
    assert not [reject for d in done for reject in d.rejects]
    made = out(done)
    for before, after, record in zip(data.split(b"\n"), made.split(b"\n"), records, strict=False):
        assert json.loads(after) == mended(record)
        if mended(record) == record:
            assert before == after
        assert after.isascii() == before.isascii() or not before.isascii()
    assert out(through(JsonLines(FIELDS), made)) == made


@pytest.mark.parametrize(
    ("given_line", "wanted"),
    [
        (rb'{ "n":1.0, "e":1e5,"big":123456789012345678901234567890,"text" : "the UAR" }', rb'{ "n":1.0, "e":1e5,"big":123456789012345678901234567890,"text" : "the IS" }'),
        (rb'{"text":"\u0055AR UAR \/ \ud83d\ude00 UAR\u0041"}', rb'{"text":"IS IS \/ \ud83d\ude00 UAR\u0041"}'),
        (rb'{"text": "UAR 1", "text": "UAR 2"}', rb'{"text": "UAR 1", "text": "IS 2"}'),
        ('{"text": "UAR é\\u00e9"}'.encode(), '{"text": "IS é\\u00e9"}'.encode()),
        (b'{"text": "UAR"}   \t', b'{"text": "IS"}   \t'),
        (b"  ", b"  "),
        (b'{"text": null, "a": "UAR"}', b'{"text": null, "a": "UAR"}'),
        (b'{"a": ' + b"9" * 5000 + b', "text": "UAR"}', b'{"a": ' + b"9" * 5000 + b', "text": "IS"}'),
    ],
)
def test_what_stays_as_it_was_written(given_line: bytes, wanted: bytes) -> None:
    rule = Rule(id="uar", set="mine", kind="phrase", for_=("UAR",), write="IS")
    normaliser = Normaliser.of_sets([RuleSet(schema="1", set="mine", language="", rules=(rule,))])
    assert out(through(JsonLines(Fields((read_path("text"),))), given_line, normaliser=normaliser)) == wanted


@given(st.binary(max_size=80) | st.lists(st.sampled_from([b'{"text":', b'"x"', b"}", b"\n", b"[", b"]", b"\xff", b"\xef\xbb\xbf", b",", b"\r", b'"', b"1", b"\\u12"]), max_size=20).map(b"".join), st.integers(1, 9))
def test_no_bytes_are_lost(data: bytes, size: int) -> None:
    """Whatever the bytes: each record comes out as it is, or is rejected as it is."""
    forms: list[Format] = [JsonLines(FIELDS), Lines(), JsonLines(FIELDS, "surrogateescape")]
    for form in forms:
        done = through(form, data, size=size, normaliser=Nothing())
        rejected = [reject.raw for d in done for reject in d.rejects]
        assert sorted(out(done) + b"".join(rejected)) == sorted(data)
        assert out(through(form, data, normaliser=Nothing())) == out(done)


@given(st.lists(st.sampled_from([b"a", b'"', b'""', b",", b"\n", b"\r\n", b"\t", b"\xff", b"\xc3\xa9", b" ", b"\r"]), max_size=24).map(b"".join), st.integers(1, 9), st.sampled_from([",", "\t"]))
def test_no_cells_are_lost(data: bytes, size: int, delimiter: str) -> None:
    data = b"id" + delimiter.encode() + b"text\n" + data
    form = Delimited(Fields((read_path("text"),)), delimiter)
    done = through(form, data, size=size, normaliser=Nothing())
    rejected = [reject.raw for d in done for reject in d.rejects]
    assert sorted(out(done) + b"".join(rejected)) == sorted(data)
    assert out(through(form, data, normaliser=Nothing())) == out(done)
    assert [r[:2] for d in through(form, data, normaliser=Nothing()) for r in d.rejects] == [r[:2] for d in done for r in d.rejects]


@given(st.lists(st.tuples(cells, cells), max_size=6), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 40))
def test_csv_changes_in_place(rows: list[tuple[str, str]], quoting: int, end: str, mark: bool, size: int) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting, lineterminator=end).writerows([("id", "text"), *rows])  # type: ignore[arg-type]
    data = (("\ufeff" if mark else "") + file.getvalue()).encode()
    done = through(Delimited(Fields((read_path("text"),)), ","), data, size=size)
    assert not [reject for d in done for reject in d.rejects]
    made = list(csv.reader(io.StringIO(out(done).decode("utf-8-sig"), newline=""), strict=True))
    assert made == [["id", "text"], *([one, UAR.apply(two).text] for one, two in rows)]
    if all(UAR.apply(two).text == two for _, two in rows):
        assert out(done) == data
    assert out(through(Delimited(Fields((read_path("text"),)), ","), out(done))) == out(done)
    numbers = [d.tally.records for d in done]
    assert sum(numbers) == len(rows)


def test_tsv() -> None:
    form = Delimited(Fields((read_path("text"),)), "\t")
    data = b'id\ttext\r\n1\t"the ""UAR"""\r\n2\t"UAR" he said "x"\n3\n4\tUAR\n'
    (done,) = through(form, data)
    changed = "Syrian “Arab”, Republic"
    assert done.data.decode() == f'id\ttext\r\n1\t"the ""{changed}"""\r\n2\t"{changed}" he said "x"\n4\t{changed}\n'
    assert [(r.record, r.line, r.reason, r.raw) for r in done.rejects] == [(3, 4, "it has 1 cell, and the header 2", b"3\n")]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"text,text\n1,2\n", b'"a\n'])
def test_headers_that_will_not_do(data: bytes) -> None:
    form = Delimited(Fields((read_path("text"),)), ",")
    if data:
        with pytest.raises(FormatError):
            through(form, data)
    else:
        assert through(form, data) == []


def test_edits_beside_the_text() -> None:
    form = JsonLines(Fields((read_path("text"),), (), "edits"))
    data = b'{"text":"the UAR"}\n{"text": "peace", "a": 1}\n{}\n["UAR"]\n'
    (done,) = through(form, data, edits_field="edits")
    lines = done.data.split(b"\n")
    first = json.loads(lines[0])
    assert lines[0].startswith(b'{"text":"the Syrian')
    assert b'","edits":[{"field":"text"' in lines[0]
    assert [(e["start"], e["end"], e["before"], e["rules"]) for e in first["edits"]] == [(4, 7, "UAR", ["mine.uar"])]
    assert lines[1:] == [b'{"text": "peace", "a": 1, "edits": []}', b'{"edits": []}', b""]
    assert [r.record for r in done.rejects] == [4]
    (again,) = through(form, done.data, edits_field="edits")
    assert again.data == done.data
    (wrong,) = through(form, b'{"text": "UAR", "edits": 1}', edits_field="edits")
    assert "already" in wrong.rejects[0].reason


def test_edits_in_a_column() -> None:
    form = Delimited(Fields((read_path("text"),), (), "edits"), ",")
    data = b'text\r\n"the ""UAR"""\r\npeace'
    made = out(through(form, data, edits_field="edits"))
    rows = list(csv.reader(io.StringIO(made.decode(), newline="")))
    assert rows[0] == ["text", "edits"]
    assert json.loads(rows[1][1])[0]["before"] == "UAR"
    assert rows[2] == ["peace", "[]"]
    assert out(through(form, made, edits_field="edits")) == made


def test_sources() -> None:
    rule = Rule(id="raqqa", set="mine", kind="phrase", for_=("Rakka",), write="Raqqa", source=("Ракка",))
    normaliser = Normaliser.of_sets([RuleSet(schema="1", set="mine", language="", rules=(rule,))])
    data = '{"text": "Rakka fell", "parts": [{"t": "Rakka"}, {"t": "Rakka"}], "src": "Ракка пала", "srcs": ["Ракка", "нет"]}\n'
    form = JsonLines(Fields(FIELDS.texts, (read_path("src"), read_path("srcs[]"))))
    (done,) = through(form, data.encode(), normaliser=normaliser)
    made = json.loads(done.data)
    assert (made["text"], [p["t"] for p in made["parts"]]) == ("Raqqa fell", ["Raqqa", "Rakka"])
    (done,) = through(form, data.replace(', "нет"', ', "нет", "x"').encode(), normaliser=normaliser)
    assert "2 texts and `srcs[]` 3" in done.rejects[0].reason


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"text": 3}, "text is a number, not a text"),
        ({"text": ["a"]}, "text is a list, not a text; its items are `text[]`"),
        ({"text": "a", "parts": {"t": "b"}}, "parts is an object, and `parts[].t` asks for a list"),
        ({"parts": ["a"]}, "parts[0] is a text, and `parts[].t` asks for its field `t`"),
        ({"text": True}, "text is true or false, not a text"),
        ([], "the record is a list, and `text` asks for its field `text`"),
    ],
)
def test_what_is_no_text(record: object, reason: str) -> None:
    (done,) = through(JsonLines(FIELDS), json.dumps(record).encode())
    assert [r.reason for r in done.rejects] == [reason]


@pytest.mark.parametrize("said", ["", "a..b", "a[", "a]b", ".a", "a.", "a[0]"])
def test_paths_that_are_none(said: str) -> None:
    with pytest.raises(PathError):
        read_path(said)


def test_paths() -> None:
    assert list(texts_at({"a.b": "x", "a": {"b": "y"}}, read_path("a.b"))) == [(("a.b",), "x")]
    assert list(texts_at(["x", ["y"]][:1], read_path("[]"))) == [((0,), "x")]
    assert list(texts_at({"a": [["x"], None]}, read_path("a[][]"))) == [(("a", 0, 0), "x")]
    assert literals('{"a": {"b": "x"}, "a": {"c": "y"}}', {("a", "b")}) == {}


@pytest.mark.parametrize("kind", SUFFIXES.values())
@given(st.lists(st.binary(max_size=100), max_size=4), st.integers(1, 50))
def test_compression_comes_back(kind: str, parts: list[bytes], size: int) -> None:
    if kind == "zstd":
        pytest.importorskip("zstandard")
    packed = b"".join(compressed(part, kind) for part in parts)
    assert b"".join(decompressed(chunks(packed, size), kind)) == b"".join(parts)
    if packed:
        with pytest.raises(CompressionError, match="breaks off"):
            list(decompressed(chunks(packed[:-1], size), kind))
        with pytest.raises(CompressionError):
            list(decompressed([b"plain text"], kind))


@given(texts)
def test_annotations_taken_away_leave_what_was_given(text: str) -> None:
    annotator = Annotator(UAR)
    result = annotator.apply(text)
    assert result.undo() == text
    again = annotator.apply(result.text)
    assert again.text == result.text
    assert not again.changes


def test_what_is_annotated_is_evidence_for_more() -> None:
    """The sample needs more than one round."""
    seed = next((Path(__file__).parent.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    annotator = Annotator(Normaliser())
    result = annotator.apply(seed)
    assert not result.unsettled
    assert len(result.changes) > 5
    assert result.undo() == seed
    assert annotator.apply(result.text).text == result.text


def test_annotations() -> None:
    annotator = Annotator(Normaliser(["syria", "core"]))
    text = "Militants left the airspace of the UAR over Damascus , the UAR [Syrian Arab Republic] said."
    result = annotator.apply(text)
    assert result.text.startswith("Militants left the airspace of the UAR [Syrian Arab Republic] over Damascus , the")
    assert {(c.before, c.after) for c in result.changes} == {("", " [Syrian Arab Republic]")}
    assert annotator.apply(result.text).text == result.text


@given(st.lists(record_texts, max_size=12), st.integers(0, 12))
def test_tallies_of_parts_add_up(lines: list[str], cut: int) -> None:
    def tally(numbers: range) -> Tally:
        made = Tally(2, 7)
        for number in numbers:
            made.record([(str(number), lines[number], UAR.apply(lines[number]))])
        return made

    whole, parts = tally(range(len(lines))), tally(range(cut, len(lines)))
    parts.add(tally(range(min(cut, len(lines)))))
    assert parts.plain() == whole.plain()
    assert {rule: sorted(drawn) for rule, drawn in parts.drawn.items()} == {rule: sorted(drawn) for rule, drawn in whole.drawn.items()}
    assert Tally.of_plain(whole.plain()).plain() == whole.plain()


def test_rates() -> None:
    limit = RateLimit()
    assert all(limit.add(1000, {"a.b": 20}) is None for _ in range(50))
    assert limit.add(1000, {"a.b": 60}) is None
    excess = limit.add(1000, {"a.b": 400, "c.d": 10})
    assert excess == ("a.b", 400, 1000, 1060, 51_000)
    assert RateLimit().add(1000, {"a.b": 1000}) is None  # nothing is known yet


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_bound_is_one(hits: int, more: int, chance: float) -> None:
    from math import comb

    trials = hits + more
    exact = sum(comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(hits, trials + 1))
    assert tail(hits, trials, chance) >= exact - 1e-12
