"""Files to texts and back: units, encodings, replacing a file, diffs, edits as JSON."""

from __future__ import annotations

import io
import os
import re
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Normaliser
from normalise.formats.atomic import FileChangedError, Replacement
from normalise.formats.encoding import Coder, EncodingError
from normalise.formats.text import UNITS, split_units
from normalise.report.diff import UnifiedDiff
from normalise.report.edits import EditsError, EditsWriter, read_edits, undo_file
from normalise.schema import Rule, RuleSet
from tests.strategies import any_text, hurtful_text

if TYPE_CHECKING:
    from pathlib import Path

line_text = st.text("ab \t\r\n-\x0c\u2028", max_size=30)
separators = st.sampled_from(["-", "--", "-a-", "\r", "\n\n", "ab"])


@st.composite
def cut(draw: st.DrawFn, text: str) -> list[str]:
    """The text in chunks, empty ones too."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@given(st.data(), st.one_of(line_text, hurtful_text), st.sampled_from(UNITS))
def test_units_give_the_text_back_and_chunks_do_not_matter(data: st.DataObject, text: str, unit: str) -> None:
    whole = list(split_units([text], unit))
    assert "".join(u + s for u, s in whole) == text
    assert list(split_units(data.draw(cut(text)), unit)) == whole


@given(st.data(), line_text, separators)
def test_documents_are_what_str_split_says(data: st.DataObject, text: str, separator: str) -> None:
    found = list(split_units(data.draw(cut(text)), separator=separator))
    assert "".join(u + s for u, s in found) == text
    wanted = text.split(separator)
    assert [u for u, _ in found] == (wanted if wanted[-1] else wanted[:-1])


def test_what_ends_a_line() -> None:
    assert list(split_units(["a\u2028b\x0c\r\n\nc"], "line")) == [("a\u2028b\x0c", "\r\n"), ("", "\n"), ("c", "")]
    # A stray CR in a file with LF ends no line; in a file whose first line ends with CR it does.
    assert [u for u, _ in split_units(["a\nb\rc\n"], "line")] == ["a", "b\rc"]
    assert [u for u, _ in split_units(["a\rb\r", "\nc"], "line")] == ["a", "b", "c"]


def test_units_come_as_soon_as_they_are_whole() -> None:
    read = []

    def chunks() -> object:
        for text in ("a\n", "b\n"):
            read.append(text)
            yield text

    assert next(split_units(chunks(), "line")) == ("a", "\n")  # type: ignore[arg-type]
    assert read == ["a\n"]


def test_unknown_unit() -> None:
    with pytest.raises(ValueError, match="one of document, paragraph, line"):
        split_units([], "word")


def recode(data: bytes, encoding: str, errors: str = "strict", step: int = 3) -> tuple[str, bytes]:
    """The text of the bytes, and the bytes it comes out as."""
    coder = Coder(encoding, (data[i : i + step] for i in range(0, len(data), step)), errors)
    text = "".join(coder.text())
    return text, coder.bom + coder.encode(text[:2]) + coder.encode(text[2:], final=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "shift_jis", "iso-2022-jp", "gb18030"])
@pytest.mark.parametrize("text", ["", "a", "two\r\nlines\n", "“café”", "дом", "日本語 text"])
@pytest.mark.parametrize("step", [1, 2, 1000])
def test_bytes_come_back(encoding: str, text: str, step: int) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    assert recode(data, encoding, step=step) == (text, data)


@given(st.binary(max_size=30), st.integers(1, 4))
def test_any_bytes_pass_through_with_surrogateescape(data: bytes, step: int) -> None:
    assert recode(data, "utf-8", "surrogateescape", step)[1] == data


@pytest.mark.parametrize(("data", "bom"), [(b"\xef\xbb\xbfa", b"\xef\xbb\xbf"), (b"a", b""), (b"\xef\xbb\xbf", b"\xef\xbb\xbf"), (b"\xef", b"")])
def test_byte_order_mark_is_no_text(data: bytes, bom: bytes) -> None:
    coder = Coder("utf-8-sig", [data], "surrogateescape")
    assert coder.bom == bom
    assert not "".join(coder.text()).startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (b"abc\n\nd\xe9x", "utf-8", "byte 0xE9 at offset 6, line 3, is not utf-8"),
        (b"abc\xe2\x80", "utf-8", "offset 3, line 1, begins a utf-8 character that the text breaks off"),
        (b"\xff\xfea\0", "utf-8", "try --encoding utf-16"),
        (b"a\x81", "cp1252", "byte 0x81 at offset 1"),
        (b"a", "nonsense", "no encoding is called 'nonsense'"),
        (b"a", "rot13", "no encoding is called"),
        (b"+AGE-", "utf-7", "would not all come back as they are"),
    ],
)
@pytest.mark.parametrize("step", [1, 100])
def test_what_cannot_be_read_is_said(data: bytes, encoding: str, said: str, step: int) -> None:
    with pytest.raises(EncodingError) as error:
        recode(data, encoding, step=max(step, 1 + ("utf-16" in said)))
    assert said in str(error.value)


def test_a_character_the_encoding_lacks() -> None:
    with pytest.raises(EncodingError, match=r"U\+201D.*iso8859|U\+201D.*latin-1"):
        Coder("latin-1", [b""]).encode("”")


def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    return path


def test_replacement_keeps_mode_and_link(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    link = tmp_path / "link"
    link.symlink_to("a.txt")
    with Replacement(str(link), backup=".bak") as new:
        new.keep(2)
        new.write(b"new")
        assert path.read_bytes() == b"old"
        assert [stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob(".a.txt.normalise-*.tmp")] == [0o600]
        new.commit()
    assert link.is_symlink()
    assert path.read_bytes() == b"olnew"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert (tmp_path / "a.txt.bak").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "a.txt.bak", "link"]


def test_replacement_without_commit_leaves_nothing(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    with Replacement(str(path)) as new:
        new.write(b"new")
    assert os.listdir(tmp_path) == ["a.txt"]
    assert path.read_bytes() == b"old"


def test_replacement_of_a_file_that_changed_meanwhile(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    with Replacement(str(path)) as new:
        new.write(b"new")
        path.write_bytes(b"another hand")
        with pytest.raises(FileChangedError):
            new.commit()
    assert path.read_bytes() == b"another hand"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_backup_that_is_the_very_file_already(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    (tmp_path / "a.txt.bak").hardlink_to(path)
    with Replacement(str(path), backup=".bak") as new:
        new.write(b"new")
        new.commit()
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "a.txt.bak"]
    assert (tmp_path / "a.txt.bak").read_bytes() == b"old"


def test_new_file_with_a_long_name(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120)
    with Replacement(str(path)) as new:
        new.write(b"new")
        new.commit()
    assert path.read_bytes() == b"new"


sections = st.lists(st.tuples(st.text("ab\n", max_size=12), st.none() | st.text("xy\n", max_size=4)), max_size=8)


def patched(old: str, diff: list[str]) -> str:
    """What a unified diff makes of a text; strict about line numbers and context."""
    lines, made, at = old.splitlines(keepends=True), [], 0
    shown = "".join(diff).splitlines(keepends=True)
    for i, line in enumerate(shown):
        if line.startswith("\\"):
            continue
        if i + 1 < len(shown) and shown[i + 1].startswith("\\"):
            line = line.removesuffix("\n")
        if line.startswith("@@"):
            start, _, count = line.split()[1].removeprefix("-").partition(",")
            begin = int(start) - (count != "0")
            made += lines[at:begin]
            at = begin
        elif line[0] in " -" and not line.startswith("--- "):
            assert lines[at] == line[1:]
            at += 1
        if line[0] in " +" and not line.startswith("+++ "):
            made.append(line[1:])
    return "".join((*made, *lines[at:]))


@given(st.data(), sections)
def test_diff_turns_the_old_into_the_new(data: st.DataObject, parts: list[tuple[str, str | None]]) -> None:
    shown: list[str] = []
    diff = UnifiedDiff("f", shown.append)
    old = new = ""
    for text, instead in parts:
        if instead is None:
            for chunk in data.draw(cut(text)):
                diff.copy(chunk)
        else:
            diff.replace(text, instead)
        old, new = old + text, new + (text if instead is None else instead)
    diff.close()
    assert bool(shown) == (old != new)
    assert patched(old, shown) == new


@given(st.data(), sections)
def test_colour_adds_nothing_but_colour_and_notes(data: st.DataObject, parts: list[tuple[str, str | None]]) -> None:
    plain: list[str] = []
    coloured: list[str] = []
    for shown, colour in ((plain, False), (coloured, True)):
        diff = UnifiedDiff("f", shown.append, colour=colour)
        for text, instead in parts:
            if instead is None:
                diff.copy(text)
            else:
                diff.replace(text, instead, "rule")
        diff.close()
    noted = "".join(coloured).replace("\x1b[2m[rule]\x1b[22m", "")
    assert re.sub("\x1b\\[[0-9;]*m", "", noted) == "".join(plain)
    if any(instead is not None and text != instead for text, instead in parts):
        assert plain == [] or "[rule]" in "".join(coloured)


def test_the_rule_stands_beside_each_change() -> None:
    shown: list[str] = []
    diff = UnifiedDiff("f", shown.append, colour=True)
    diff.copy("The ")
    diff.replace("UAR", "Syrian\nRepublic", "syria.uar")
    diff.copy(" lost")
    diff.replace(" ,", "", "core.space")
    diff.copy("\n")
    diff.close()
    assert [re.sub("\x1b\\[[0-9;]*m", "", line) for line in shown[3:]] == ["-The UAR lost ,\n", "+The Syrian\n", "+Republic[syria.uar] lost[core.space]\n"]


def test_diff_shows_three_lines_around() -> None:
    shown: list[str] = []
    diff = UnifiedDiff("f", shown.append, colour=True)
    diff.copy("1\n2\n3\n4\n5\n")
    diff.replace("x", "y")
    diff.copy("\r\n6\n7\n8\n9\nlast")
    diff.close()
    assert "".join(shown) == (
        "\x1b[1m--- f\x1b[0m\n\x1b[1m+++ f\x1b[0m\n\x1b[36m@@ -3,7 +3,7 @@\x1b[0m\n 3\n 4\n 5\n\x1b[31m-\x1b[1;4mx\x1b[22;24m\x1b[0m\r\n\x1b[32m+\x1b[1;4my\x1b[22;24m\x1b[0m\r\n 6\n 7\n 8\n"
    )


PHRASES = Normaliser.of_sets(
    [
        RuleSet(
            schema="1",
            set="t",
            language="",
            rules=(
                Rule(id="uar", set="t", kind="phrase", for_=("UAR",), write="Syrian Arab Republic"),
                Rule(id="raa", set="t", kind="phrase", for_=("RAA",), write="Republic", safety="suggest"),
            ),
        )
    ]
)


@given(st.lists(st.lists(st.sampled_from(["UAR", "RAA", "\ud800", "é", "peace", "🙂"]), max_size=6).map(" ".join), max_size=5))
def test_edits_are_undone_from_their_json(units: list[str]) -> None:
    out = io.BytesIO()
    writer = EditsWriter(out, "f")
    given_text = made = ""
    for unit in units:
        result = PHRASES.apply(unit)
        writer.unit(unit, result, "\n")
        given_text, made = given_text + unit + "\n", made + result.text + "\n"
    writer.close()
    edits = read_edits(out.getvalue().splitlines())["f"]
    assert undo_file(made, edits) == given_text
    for other in {"x" + made, made + "x", given_text} - {made}:
        with pytest.raises(EditsError, match="not the text"):
            undo_file(other, edits)


def edits_of(text: str, *, whole: bool = True) -> list[bytes]:
    """The lines that are written for a text of one unit."""
    out = io.BytesIO()
    writer = EditsWriter(out, "\udcff")
    writer.unit(text, PHRASES.apply(text))
    writer.close(whole=whole)
    return out.getvalue().splitlines()


def test_edits_that_are_not_all_there() -> None:
    text = "UAR UAR"
    made = PHRASES.apply(text).text
    (broken_off,) = read_edits(edits_of(text, whole=False)).values()
    with pytest.raises(EditsError, match="break off"):
        undo_file(made, broken_off)
    (missing,) = read_edits(edits_of(text)[1:]).values()
    with pytest.raises(EditsError, match="not all the changes"):
        undo_file(made, missing)


@pytest.mark.parametrize("line", [b"nonsense", b"[]", b"{}", b'{"file": 1}', b"\xff", b'"text"'])
def test_what_are_no_edits_is_said(line: bytes) -> None:
    with pytest.raises(EditsError, match="line 2"):
        read_edits([b"\n", line])


@given(any_text)
def test_edits_are_always_utf8(text: str) -> None:
    for line in edits_of(f"UAR {text}"):
        line.decode("utf-8")
