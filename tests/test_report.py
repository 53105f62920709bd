"""The page of --report, as far as it needs no browser: nothing is lost in it, and nothing in it can act."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Alignment, Change, Normaliser, Result
from normalise.report import page as page_module
from normalise.report.page import Page, asset, show
from normalise.report.page.show import escape, shown, shown_closely, spoken
from tests.strategies import any_text, edits_of, texts
from tests.test_cli import run

ALIVE = Normaliser(rules=["default"])
VOID = {"meta", "input"}
HOSTILE = "</script><script>document.title='hacked'</script><img src=x onerror=alert(1)> <!-- ' \" & {{data}} \u202e\x00\ud800 ]]> &lt;b&gt;"


class Read(HTMLParser):
    """The page as a tree flattened to (path of open elements, text); sees to it that all that is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[list[str], str]] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        names = [(tag, attrs.get("class") or attrs.get("id") or "") for tag, attrs in self.open]
        self.texts.append(([f"{tag}.{name}".rstrip(".") for tag, name in names], data))

    def row_texts(self, without: str) -> str:
        """The text of the rows without one side of the changes, and without what is named instead of shown."""
        return "".join(
            text for path, text in self.texts
            if any(p.startswith("div.row") for p in path) and not any(p.startswith((without, "span.u", "span.sp")) for p in path)
        )  # fmt: skip


def page_of(*files: tuple[str, str], normaliser: Normaliser = ALIVE) -> str:
    page = Page(normaliser)
    for name, text in files:
        page.begin(name)
        page.unit(text, normaliser.apply(text))
        page.end()
    return page.html()


def data_of(html: str) -> dict[str, object]:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def bare(text: str) -> str:
    """A text without white space and without what the page names instead of showing."""
    return re.sub(f"[\\s{show._UNSAFE}{show._UNSEEN}]", "", text)


@given(st.data())
def test_source_and_result_can_be_read_from_the_rows(data: st.DataObject) -> None:
    text = data.draw(texts)
    edits = data.draw(edits_of(len(text)))
    changes = tuple(Change(e.start, e.end, text[e.start : e.end], e.replacement, ("core.quotes",), "why", ("said",), "safe") for e in edits)
    result = Result(text, changes, (), (), Alignment.identity(len(text)), (), ALIVE.ruleset)
    page = Page(ALIVE)
    page.begin("a")
    page.unit(text, result)
    page.end()
    read = Read(page.html())
    at, after = 0, []
    for change in changes:
        after += [text[at : change.start], change.after]
        at = change.end
    assert bare(read.row_texts("ins")) == bare(text)
    assert bare(read.row_texts("del")) == bare("".join([*after, text[at:]]))


@given(any_text)
def test_any_text_becomes_text(text: str) -> None:
    for made in (escape(text), shown(text), shown_closely(text), shown_closely(text, signs=True), spoken(text)):
        made.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", made)
        assert set(re.findall(r"<[^>]*>", made)) <= {'<span class="u">', '<span class="sp">', "</span>"}
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#39;)", made)


def test_hostile_text_in_every_place_stays_text(tmp_path: pathlib.Path) -> None:
    rules = {
        "schema": "1", "set": "mine", "title": HOSTILE[:60],
        "rules": [{"id": "bad", "kind": "phrase", "title": "</script><b onclick=x>", "for": "evil", "write": "<b>&</script>", "sure": ["~ …"]}],
    }  # fmt: skip
    path = tmp_path / "mine.yaml"
    path.write_text(json.dumps(rules).replace("\\u0000", "").replace("\\ud800", ""), encoding="utf-8")
    n = Normaliser(rules=[path])
    html = page_of((HOSTILE, f"{HOSTILE} evil {HOSTILE}"), ("b\udcff", HOSTILE), normaliser=n)
    html.encode()
    read = Read(html)
    assert not read.tags & {"img", "b onclick", "iframe"}
    assert not {a for a in read.attributes if a.startswith("on")}
    assert len(re.findall("<script", html)) == len(re.findall("</script", html)) == 2
    assert data_of(html)["files"] == [HOSTILE, "b\udcff"]
    assert len(read.ids) == len(set(read.ids))


def test_the_policy_names_the_very_script_and_style() -> None:
    from base64 import b64encode
    from hashlib import sha256

    html = page_of(("a.txt", "the UAR"))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1]
        assert f"{tag}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert not re.search(r"(?:https?:)?//[a-z]", html.replace("// ", ""))


def test_a_mark_leads_to_its_group_and_back() -> None:
    text = "Militants attacked the army of the UAR near Damascus. He said : the official representative of the Ministry."
    html = page_of(("a.txt", text))
    groups, marks = data_of(html)["groups"], data_of(html)["marks"]
    for i, mark in enumerate(marks):
        for item in mark[3]:
            assert all(i in groups[g][6] for g in item[8])
        assert f'id="m{i}"' in html
    assert {"changed", "suggested"} <= {item[0] for mark in marks for item in mark[3]}


def test_one_group_for_all_places_of_a_spelling_and_the_article_goes_with_its_noun(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nset: mine\nrules:\n  - {id: a, kind: phrase, title: t, for: UAR, write: Arab Republic}\n", encoding="utf-8")
    data = data_of(page_of(("a", "A UAR. The UAR."), ("b", "The\nUAR, of a UAR"), normaliser=Normaliser(rules=[path])))
    assert [(g[0], g[2 - 1], len(g[6])) for g in data["groups"]] == [("UAR", "Arab Republic", 6)]
    assert [mark[:2] for mark in data["marks"]] == [[0, "line 1"]] * 3 + [[1, "line 2"]] * 3


def test_a_change_of_several_rules_is_decided_on_part_by_part(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "schema: 1\nset: mine\nrules:\n  - {id: a, kind: phrase, title: t, for: foo, write: bar}\n  - {id: b, kind: phrase, title: t, for: bar, write: baz}\n"
    )
    assert [g[:2] for g in data_of(page_of(("a", "so foo"), normaliser=Normaliser(rules=[path])))["groups"]] == [["foo", "bar"], ["bar", "baz"]]


def test_long_texts_are_cut_into_rows_and_left_out_where_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalise.report.page.text._MOST_UNMARKED", 100)
    line = "peace talks go on. " * 300
    read = Read(page_of(("a", f"{line}\n" + "peace\n" * 500 + f"the army of the UAR near Damascus\n{line}" + "x" * 9000)))
    notes = [text for path, text in read.texts if "p.note" in path and "lines" in text]
    assert len(notes) == 2
    assert max(len(text) for path, text in read.texts if any(p.startswith("div.row") for p in path)) <= 3000
    assert "UAR" in read.row_texts("ins")


def test_so_many_marks_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST_MARKS", 2)
    html = page_of(("a", "Militants attacked the army of the UAR, the UAR, the UAR and the UAR near Damascus."))
    assert len(data_of(html)["marks"]) == 2
    assert "2 more are not on it" in html


def test_a_text_without_findings_and_no_text_at_all() -> None:
    assert "nothing found" in page_of(("a", "Peace."))
    Read(page_of())
    Read(page_of(("a", "")))


def test_the_script_can_be_parsed() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    with_path = pathlib.Path(page_module.__file__).parent / "page.js"
    assert subprocess.run([node, "--check", with_path], capture_output=True, check=False).returncode == 0
    assert "innerHTML" not in asset("page.js")


def test_the_command_line_writes_the_page_beside_its_work(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text("Militants attacked the army of the UAR near Damascus.\n", encoding="utf-8")
    code, out, said = run("--report", "out.html", "a.txt", "none.txt", folder=tmp_path)
    assert (code, out) == (2, b"Militants attacked the army of the Syrian Arab Republic near Damascus.\n")
    assert "none.txt: no such file" in said
    html = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert data_of(html)["files"] == ["a.txt"]
    assert run("--check", "--report", "out.html", "--unit", "line", "a.txt", folder=tmp_path)[:2] == (1, b"a.txt\n")
    assert "out.html would overwrite" in run("--report", "out.html", "out.html", folder=tmp_path)[2]
    assert "name a file" in run("--report", "-", "a.txt", folder=tmp_path)[2]
    assert "no such folder" in run("--report", "no/out.html", "a.txt", folder=tmp_path)[2]
    (tmp_path / "bad.txt").write_bytes(b"the UAR\xff")
    assert run("--report", "out.html", "bad.txt", folder=tmp_path)[0] == 2
