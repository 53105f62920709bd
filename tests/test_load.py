"""Rule files: what is wrong with one is said with file, line, rule and what to do."""

from __future__ import annotations

import json
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Normaliser, RuleError
from normalise.load import bundled_names, load_file, load_sets, precompile
from normalise.schema import RuleSet, dump, restore

HEAD = "schema: 1\nset: mine\nrules:\n"
RULE = "  - id: ig\n    kind: phrase\n    title: IG is IS\n    for: IG\n    write: IS\n"


def written(tmp_path: pathlib.Path, text: str | bytes, name: str = "mine.yaml") -> str:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "mine.yaml:1: the file is empty"),
        ("- a\n", "mapping"),
        ("schema: 1\nrules: []\n", "`set:`"),
        ("set: mine\nrules: []\n", "`schema: 1`"),
        ("schema: 2\nset: mine\nrules: []\n", "mine.yaml:1: `schema` is one of 1, not `2`"),
        ("schema: 1\nset: Mine!\nrules: []\n", "a-z"),
        (HEAD + RULE + "    sures: [the ~]\n", "mine.yaml:9: ig: unknown key `sures` (did you mean `sure`?)"),
        (HEAD + RULE + "    pattern: x\n", "only pattern rules take it"),
        (HEAD + RULE + "    for: IS\n", "the key `for` stands twice (first on line 7)"),
        (HEAD + RULE + RULE, "mine.yaml:9: mine.ig: the id `ig` stands twice (first on line 4)"),
        (HEAD + RULE + "    safety: sfae\n", "safe, unsafe, suggest, not `sfae` (did you mean `safe`?)"),
        (HEAD + RULE + "    priority: high\n", "whole number"),
        (HEAD + RULE + "    sure: [the (~]\n", "mine.ig"),
        (HEAD + RULE + "    sure: [the (a|b ~]\n", "mine.ig"),
        (HEAD + RULE + "    sure: ['']\n", "empty text"),
        (HEAD + RULE + "    sure: {a: b}\n", "one text"),
        (HEAD + RULE + "    examples: [wrong: a]\n", "`wrong` with `right`"),
        (HEAD + RULE + "    examples: a\n", "takes a list"),
        (HEAD + RULE + "    document mentions: [nobody]\n", "no loaded set has an entity `nobody`"),
        (HEAD + RULE + "    override: syria.nothing\n", "overrides `syria.nothing`"),
        (HEAD + "  - kind: phrase\n", "needs an `id`"),
        (HEAD + "  - id: x\n", "needs a `kind`"),
        (HEAD + "  - id: x\n    kind: phrase\n    write: x\n", "needs `for:`"),
        (HEAD + "  - id: x\n    kind: phrase\n    for: x\n", "needs `write:`"),
        (HEAD + "  - id: x\n    kind: builtin\n    transform: magic\n", "no transform `magic`"),
        (HEAD + "  - id: x\n    kind: entity\n    name: X\n    entries: x.jsonl\n", "cannot be read"),
        (HEAD + "  - id: x\n    kind: entity\n    name: X\n    entries: x.docx\n", ".jsonl or .tsv"),
        (HEAD + RULE + "    topic: [a\n", "not valid YAML"),
        (HEAD + "  - {id: x, kind: pattern, pattern: '(a', replace: b}\n", "the pattern cannot be compiled"),
        (HEAD + "  - {id: x, kind: pattern, pattern: a, replace: '\\g<nobody>'}\n", "the pattern cannot be compiled"),
        (HEAD + "  - &a {id: x}\n  - *a\n", "anchors and aliases"),
        (HEAD + "  - !!python/object/apply:os.system ['true']\n", "the tag"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested more than"),
        ("schema: 1\nset: m\ntitle: \xff\xfe".encode("latin-1"), "not UTF-8: byte 0xff"),
        (b"\x00\x01", "not valid YAML"),
        (b"x" * 9_000_000, "too many for a rule file"),
    ],
)
def test_errors_say_where_and_what(tmp_path: pathlib.Path, text: str | bytes, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RuleError) as caught:
        Normaliser(rules=[path])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_yaml_bomb_is_refused_before_it_grows(tmp_path: pathlib.Path) -> None:
    levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 12)]
    path = written(tmp_path, "l0: &l0 [x]\n" + "\n".join(levels))
    with pytest.raises(RuleError, match="anchors and aliases"):
        load_file(path)


def test_everything_is_text(tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, HEAD + "  - {id: no, kind: phrase, title: t, for: [NO, ON, 12:30, 0x1F, null], write: yes}\n")
    rule = load_file(path).rules[0]
    assert rule.for_ == ("NO", "ON", "12:30", "0x1F", "null")
    assert rule.write == "yes"


def test_unknown_sets_bring_a_hint() -> None:
    with pytest.raises(RuleError, match="did you mean `syria`"):
        Normaliser(rules=["syira"])


def test_two_sets_of_one_name_are_refused(tmp_path: pathlib.Path) -> None:
    one, two = written(tmp_path, HEAD + RULE), written(tmp_path, HEAD + RULE + "    since: 1.0\n", "two.yaml")
    with pytest.raises(RuleError, match="already loaded"):
        load_sets([one, two])
    assert len(load_sets([one, one, str(tmp_path / "mine.yaml")])) == 1


def test_overriding_is_explicit(tmp_path: pathlib.Path) -> None:
    mine = written(tmp_path, HEAD + "  - {id: sar, kind: phrase, for: UAR, write: Syria, override: syria.uar}\n")
    assert Normaliser(rules=["syria", mine]).apply("Militants left the airspace of the UAR over Damascus.").text == "Militants left the airspace of the Syria over Damascus."


def test_folders_and_order(tmp_path: pathlib.Path) -> None:
    a = written(tmp_path, HEAD + RULE)
    b = written(tmp_path, "schema: 1\nset: other\nrules:\n  - {id: x, kind: phrase, for: foo, write: bar}\n", "b.yml")
    folder = Normaliser(rules=[str(tmp_path)])
    assert folder.ruleset == Normaliser(rules=[b, a]).ruleset == Normaliser(rules=[a, b]).ruleset
    assert folder.apply("The IG foo").text == "The IS bar"
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleError, match="no rule file"):
        load_sets([tmp_path / "empty"])


def test_bulk_entries(tmp_path: pathlib.Path) -> None:
    written(tmp_path, '{"id": "q1", "name": "Raqqa", "aliases": ["Rakka", "Rakkah"], "native": ["الرقة"], "type": "place"}\n', "e.jsonl")
    written(tmp_path, "for\twrite\ngang formations\tarmed gangs\n", "p.tsv")
    rules = "  - {id: e, kind: entity, title: t, entries: e.jsonl}\n  - {id: p, kind: phrase, title: t, entries: p.tsv}\n"
    r = Normaliser(rules=[written(tmp_path, HEAD + rules)]).apply("Gang formations left Rakka.")
    assert r.text == "Armed gangs left Raqqa."
    assert [c.rules for c in r.changes] == [("mine.p/armed gangs",), ("mine.e/q1",)]


def test_an_entry_may_have_keys_of_its_own(tmp_path: pathlib.Path) -> None:
    written(tmp_path, '{"id": "q1", "name": "Raqqa", "aliases": ["Rakka"], "population": 5, "url": "x"}\n', "e.jsonl")
    rule = "  - {id: e, kind: entity, title: t, entries: e.jsonl}\n"
    assert Normaliser(rules=[written(tmp_path, HEAD + rule)]).apply("They left Rakka.").text == "They left Raqqa."


@pytest.mark.parametrize("unseen", ["true", "false"])
def test_an_alias_of_two_entries_or_one_that_is_a_name_tells_nothing(tmp_path: pathlib.Path, unseen: str) -> None:
    rows = [("a", "Raqqa", ["Rakka", "Rakkah"]), ("b", "Rakkovo", ["Rakka", "Hama"]), ("c", "Hama", ["Khama", "Hama"])]
    written(tmp_path, "".join(f'{{"id": "{id}", "name": "{name}", "aliases": {json.dumps(aliases)}}}\n' for id, name, aliases in rows), "e.jsonl")
    rule = f"  - {{id: e, kind: entity, title: t, entries: e.jsonl, unseen: {unseen}}}\n"
    assert Normaliser(rules=[written(tmp_path, HEAD + rule)]).apply("Rakka lies near Hama. He fled Rakkah. She left Khama.").text == "Rakka lies near Hama. He fled Raqqa. She left Hama."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From there he went. The road from Bath ends here.", "From there he went. The road from Bath ends here."),
        ("FROM HERE it is far from Bath.", "FROM HERE it is far from Bath."),
        ("The fromage fair of From opens.", "The fromage fair of Frome opens."),
        ("Just outside Sankt-Ana it was just dark.", "Just outside Saint Anne it was just dark."),
        ("He is just in, said the ferryman of juist.", "He is just in, said the ferryman of Juist."),
        ("Sankt-Ana, or sankt-ana.", "Saint Anne, or sankt-ana."),
    ],
)
def test_a_plain_word_is_no_entry_of_a_bulk_file(tmp_path: pathlib.Path, text: str, expected: str) -> None:
    rows = [("Frome", "From"), ("Juist", "Just"), ("Juist", "juist"), ("Saint Anne", "Sankt-Ana")]
    lines = [f'{{"id": "{alias}", "name": "{name}", "aliases": ["{alias}"]}}\n' for name, alias in rows]
    written(tmp_path, "".join(lines), "e.jsonl")
    rule = "  - {id: e, kind: entity, title: t, entries: e.jsonl, unseen: false}\n"
    assert Normaliser(rules=[written(tmp_path, HEAD + rule)]).apply(text).text == expected


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("e.jsonl", "{", "e.jsonl:1: mine.e: not JSON"),
        ("e.jsonl", "[]", "one JSON object"),
        ("e.jsonl", '\n{"id": "x"}', "e.jsonl:2: mine.e: the entry has no `name`"),
        ("e.jsonl", '{"name": "X", "aliases": "Y"}', "`aliases` must be a list"),
        ("e.jsonl", '{"name": "X", "alias": ["Y"]}', "unknown key `alias` (did you mean `aliases`?)"),
        ("e.tsv", "id\tName\nx\tX", "e.tsv:2: mine.e: unknown key `Name` (did you mean `name`?)"),
        ("e.jsonl", '{"id": "x", "name": "X"}\n{"id": "x", "name": "Y"}', "e.jsonl:2: mine.e: the id `x` stands for `X` and for `Y`"),
        ("e.tsv", "id\tname\nx", "1 columns where the first line names 2"),
        ("e.jsonl", b"\xff", "not UTF-8"),
    ],
)
def test_bad_entries(tmp_path: pathlib.Path, name: str, text: str | bytes, said: str) -> None:
    written(tmp_path, text, name)
    path = written(tmp_path, HEAD + f"  - {{id: e, kind: entity, entries: {name}}}\n")
    with pytest.raises(RuleError) as caught:
        load_file(path)
    assert said in str(caught.value)


def test_a_changed_bulk_file_changes_the_fingerprint(tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, HEAD + "  - {id: e, kind: entity, entries: e.jsonl}\n")
    written(tmp_path, '{"name": "X", "aliases": ["Y"]}', "e.jsonl")
    before = Normaliser(rules=[path]).ruleset.fingerprint
    written(tmp_path, '{"name": "X", "aliases": ["Z"]}', "e.jsonl")
    assert Normaliser(rules=[path]).ruleset.fingerprint != before


@pytest.mark.parametrize("name", bundled_names())
def test_the_precompiled_form_is_the_same(name: str) -> None:
    loaded = load_sets([name])[0]
    assert restore(RuleSet, dump(loaded)) == loaded


def test_precompile_gives_all_sets(tmp_path: pathlib.Path) -> None:
    written(tmp_path, HEAD + RULE)
    assert '"mine"' in precompile(str(tmp_path))


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_loader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(data)
    try:
        load_file(str(path))
    except RuleError as error:
        assert "fuzz.yaml" in str(error)


_yaml_bits = st.sampled_from(["schema: 1\n", "set: a\n", "rules:\n", "  - id: x\n", "    kind: phrase\n", "    for: ", "[a, b]", "{", "}", "~", "(a|", "*", "&a", "!!", "- ", ": ", "\n", "'", '"', "\t", "é", "|\n"])


@given(st.lists(_yaml_bits, max_size=25).map("".join))
def test_no_yaml_crashes_the_loader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz2.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        load_file(str(path))
    except RuleError as error:
        assert "fuzz2.yaml" in str(error)


def test_a_large_base_only_suggests_unlisted_spellings(tmp_path: pathlib.Path) -> None:
    rules = HEAD + "  - {id: e, kind: entity, title: t, entries: e.jsonl}\n"
    few = '{"id": "q", "name": "Hmeimim"}\n'
    many = few + "".join(f'{{"id": "x{i}", "name": "Zzq{i:04d}"}}\n' for i in range(1001))
    for lines, text in ((few, "At Hmeimim."), (many, "At Khmeimim.")):
        written(tmp_path, lines, "e.jsonl")
        r = Normaliser(rules=[written(tmp_path, rules)]).apply("At Khmeimim.")
        assert r.text == text
        assert [c.after for c in (r.changes or r.suggestions)] == ["Hmeimim"]
