"""spaCy and datatrove; and the examples of docs/integrations.md run."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import pickle
import re

import datasets
import pytest
import spacy
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import DocBin, Span, Token

import normalise.integrations.spacy  # noqa: F401
from normalise import Change, Normaliser, undo
from normalise.integrations.datatrove import Normalise
from tests.strategies import texts

N = Normaliser()
DAMAGED = "Militants left the airspace of the UAR over Damascus."
MENDED = "Militants left the airspace of the Syrian Arab Republic over Damascus."
utf8_texts = texts.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
GUIDE = (pathlib.Path(__file__).parent.parent / "docs" / "integrations.md").read_text(encoding="utf-8")


# spaCy


def pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("normalise", first=True)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Syrian Arab Republic"}, {"label": "GPE", "pattern": "Damascus"}])
    return nlp


NLP = pipeline()


@given(utf8_texts)
def test_a_doc_is_of_the_normalised_text_and_knows_the_given_one(text: str) -> None:
    doc, result = NLP(text), N.apply(text)
    assert doc.text == result.text
    assert doc._.source_text == text
    assert undo(doc.text, [Change(**e) for e in doc._.edits]) == text
    for token in doc:
        start, end = token._.source_span
        assert (start, end) == result.alignment.to_source(token.idx, token.idx + len(token))
        assert token._.source_text == text[start:end]


@given(utf8_texts, st.data())
def test_annotations_of_the_given_text_carry_over(text: str, data: st.DataObject) -> None:
    given_doc = NLP.make_doc(text)
    spans = []
    for _ in range(3 if len(given_doc) else 0):
        start = data.draw(st.integers(0, len(given_doc) - 1))
        spans.append(Span(given_doc, start, data.draw(st.integers(start + 1, len(given_doc))), "X"))
    spans = [span for span in spans if span.text.strip()]
    given_doc.spans["all"] = spans
    given_doc.ents = spacy.util.filter_spans(spans)
    places = [(span.start_char, span.end_char) for span in spans]
    doc = NLP.get_pipe("normalise")(given_doc)
    alignment = N.apply(text).alignment
    left = [alignment.to_target(*place) for place in places]
    targets = [(high - len(doc.text[low:high].lstrip()), low + len(doc.text[low:high].rstrip())) for low, high in left if doc.text[low:high].strip()]
    # Tokens may be longer than what is left of a span, never shorter but for white space.
    for span, (low, high) in zip(doc.spans["all"], targets, strict=True):
        assert span.start_char <= low < high <= span.end_char
        assert span.label_ == "X"
    assert all(any(ent.start_char <= low and high <= ent.end_char for low, high in targets) for ent in doc.ents)
    assert len(doc.ents) <= len(spans)


def test_entities_are_placed_in_the_given_text() -> None:
    doc = NLP(DAMAGED)
    assert [(e.text, e._.source_span, e._.source_text) for e in doc.ents] == [("Syrian Arab Republic", (35, 38), "UAR"), ("Damascus", (44, 52), "Damascus")]
    assert doc._.source_char_span(35, 38, "GOLD").text == "Syrian Arab Republic"
    assert doc._.source_char_span(35, 38, "GOLD").label_ == "GOLD"


def test_nothing_is_left_of_what_a_change_took_away() -> None:
    doc = NLP("He left  , she stayed.")
    assert doc.text == "He left, she stayed."
    assert doc._.source_char_span(7, 9) is None


def test_context_processes_and_bytes_keep_it_all(tmp_path: pathlib.Path) -> None:
    with_context = list(NLP.pipe([(DAMAGED, 1), ("Sound.", 2), ("x", 3), ("", 4)], as_tuples=True))
    assert [(doc.text, context) for doc, context in with_context] == [(MENDED, 1), ("Sound.", 2), ("x", 3), ("", 4)]
    stored = DocBin(store_user_data=True, docs=[NLP(DAMAGED)]).to_bytes()
    NLP.to_disk(tmp_path / "nlp")
    again = [
        next(iter(NLP.pipe([DAMAGED], n_process=2))),
        next(iter(DocBin().from_bytes(stored).get_docs(NLP.vocab))),
        spacy.load(tmp_path / "nlp")(DAMAGED),
        pickle.loads(pickle.dumps(NLP))(DAMAGED),
    ]
    for doc in again:
        assert (doc.text, doc._.source_text, doc.ents[0]._.source_text) == (MENDED, DAMAGED, "UAR")


def test_the_config_says_the_rules() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("normalise", config={"rules": ["core"], "ignore": ["core.quotes"]})
    assert nlp(f"{DAMAGED} Yes , no.").text == f"{DAMAGED} Yes, no."


def test_what_was_put_on_tokens_before_is_not_lost_in_silence() -> None:
    nlp = pipeline()
    nlp.add_pipe("sentencizer", first=True)
    with pytest.raises(ValueError, match='tokens have SENT_START already: let "normalise" come first'):
        nlp("One. Two.")
    Token.set_extension("noted", default=None, force=True)
    doc = NLP.make_doc("One. Two.")
    doc[0]._.noted = "x"
    with pytest.raises(ValueError, match="extension attributes"):
        NLP.get_pipe("normalise")(doc)
    with pytest.raises(ValueError, match="was normalised before"):
        NLP.get_pipe("normalise")(NLP.get_pipe("normalise")(NLP.make_doc("One.")))
    with pytest.raises(ValueError, match="did not go through"):
        _ = spacy.blank("en")("One.")._.source_text


# datatrove


def test_shards_do_not_matter_and_rules_are_counted(tmp_path: pathlib.Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    records = [{"id": str(i), "text": DAMAGED if i % 3 else f"Sound {i}.", "ru": "САР"} for i in range(12)]
    for shard in range(4):
        lines = [json.dumps(r) for r in records[shard::4]]
        (source / f"{shard}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = []
    for tasks in (1, 4):
        out = tmp_path / f"out{tasks}"
        pipeline = [
            JsonlReader(str(source)),
            Normalise(N, source="ru", edits="edits"),
            JsonlWriter(str(out), output_filename="${rank}.jsonl", compression=None),
        ]
        stats = LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=1, logging_dir=str(tmp_path / f"log{tasks}")).run()
        lines = [line for path in out.iterdir() for line in path.read_text(encoding="utf-8").splitlines()]
        made.append(sorted((r["id"], r["text"], json.dumps(r["metadata"]["edits"])) for r in map(json.loads, lines)))
        counts = {name: int(count.total) for name, count in stats.stats[1].stats.items()}
        assert counts == {"total": 12, "changed": 8, "syria.uar": 8}
    assert made[0] == made[1]
    assert [text for _, text, _ in made[0]] == [N.apply(r["text"]).text for r in sorted(records, key=lambda r: str(r["id"]))]


def test_metadata_is_not_overwritten() -> None:
    document = Document(DAMAGED, id="7", metadata={"edits": 1})
    with pytest.raises(ValueError, match="document 7 has metadata 'edits' already"):
        list(Normalise(N, edits="edits")([document]))


def test_format_is_what_a_step_does_to_a_text() -> None:
    assert Normalise(N).format(DAMAGED) == MENDED


# The guide

SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
WITH_ENGINES = {"Spark", "Ray Data"}  # run by .ci/engines


@pytest.mark.parametrize("name", [name for name in SECTIONS if name not in WITH_ENGINES])
def test_the_examples_of_the_guide_run(name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    [code] = re.findall(r"^```python\n(.*?)^```", SECTIONS[name], re.MULTILINE | re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {"__name__": "example"})
    assert "Syrian Arab Republic" in out.getvalue() or "syria.uar" in out.getvalue() or "Militants left the airspace of…" in out.getvalue()
