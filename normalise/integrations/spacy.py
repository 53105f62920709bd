"""spaCy: the pipeline component `normalise`, to stand first; what is found in the mended text maps back to the given one.

    nlp.add_pipe("normalise", first=True, config={"rules": ["default"], "safety": "safe"})

It gives a new Doc where something changed. Of that Doc, `doc._.source_text` is the given text, `doc._.edits` the
changes, and `doc._.source_char_span(start, end, label="")` the Span for a span of the
given text: so annotations made there carry over. Of its spans and tokens, `._.source_span` are the offsets in the
given text (code points, half-open; whole changes where it cuts one) and `._.source_text` what stands there. It all
survives `to_bytes`, DocBin and `nlp.pipe(n_process=…)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalise import Alignment, Edit, Normaliser
from normalise.integrations import edits_of, extra

with extra("spacy"):
    from spacy.language import Language
    from spacy.tokens import Doc, Span, SpanGroup, Token
    from spacy.util import filter_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Where a Doc keeps it, as plain data, since `user_data` goes through msgpack.
_KEY = "normalise"


@Language.factory("normalise", default_config={"rules": ["default"], "select": None, "ignore": None, "safety": "safe", "single": False})
def make(nlp: Language, name: str, rules: Sequence[str], select: Sequence[str] | None, ignore: Sequence[str] | None, safety: str, single: bool) -> Component:
    """The component of a pipeline's config. Raises RuleError for rules that cannot be used."""
    return Component(nlp, Normaliser(rules, select, ignore, safety), single=single)


class Component:
    """Makes of a Doc the Doc of its normalised text.

    What the given Doc has in `ents`, `spans`, `cats` and `user_data` carries over. Raises ValueError for a Doc that is
    tagged, parsed or split into sentences already, since that belongs to tokens that may be there no more; and for one
    that went through another such component.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> component = nlp.add_pipe("normalise", first=True)
    >>> doc = nlp("Russia left the airspace of the UAR over Damascus.")
    >>> [(t.text, t._.source_text) for t in doc[6:10]]
    [('Syrian', 'UAR'), ('Arab', 'UAR'), ('Republic', 'UAR'), ('over', 'over')]
    """

    def __init__(self, nlp: Language, normaliser: Normaliser, *, single: bool = False) -> None:
        # The tokenizer and not the pipeline, which will hold this component.
        self._tokenizer, self._normaliser, self._single = nlp.tokenizer, normaliser, single

    def __call__(self, doc: Doc) -> Doc:
        _check(doc)
        result = self._normaliser.apply(doc.text, single=self._single)
        given = {"text": doc.text, "edits": edits_of(result)}
        if result.text != doc.text:
            doc = _carried(doc, self._tokenizer(result.text), result.alignment)
        doc.user_data[_KEY] = given
        return doc


def _check(doc: Doc) -> None:
    if _KEY in doc.user_data:
        raise ValueError('this Doc was normalised before; give one component "normalise" all the rules')
    # A text without tokens has all annotations, one of a single token all between tokens, without anyone's saying so.
    of_tokens = ("TAG", "POS", "MORPH", "LEMMA") if len(doc) else ()
    between_tokens = ("DEP", "SENT_START") if len(doc) > 1 else ()
    annotated = [kind for kind in of_tokens + between_tokens if doc.has_annotation(kind)]
    if annotated or any(_of_part(key) for key in doc.user_data):
        what = ", ".join(annotated) or "extension attributes"
        raise ValueError(f'tokens have {what} already: let "normalise" come first, as by add_pipe("normalise", first=True)')


def _of_part(key: object) -> bool:
    """Is this the key of an extension attribute of a span or token?"""
    return isinstance(key, tuple) and key[0] == "._." and key[2] is not None


def _carried(doc: Doc, new: Doc, alignment: Alignment) -> Doc:
    """The new Doc with what the given one had."""
    new.user_data.update(doc.user_data)
    new.cats = dict(doc.cats)
    new._context = doc._context  # `nlp.pipe(as_tuples=True)` looks for it
    new.set_ents(filter_spans(_moved(doc.ents, new, alignment)))
    for key, group in doc.spans.items():
        new.spans[key] = SpanGroup(new, name=group.name, attrs=dict(group.attrs), spans=_moved(group, new, alignment))
    return new


def _moved(spans: Iterable[Span], new: Doc, alignment: Alignment) -> list[Span]:
    """The spans of which something is left. White space at the ends of what is left is in no token."""
    made = []
    for span in spans:
        start, end = _stripped(new.text, *alignment.to_target(span.start_char, span.end_char))
        if start < end:
            made.append(new.char_span(start, end, span.label, span.kb_id, alignment_mode="expand", span_id=span.id))
    return made


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span `start:end` without white space at its ends."""
    left = text[start:end].lstrip()
    return end - len(left), end - len(left) + len(left.rstrip())


def _given(doc: Doc) -> dict[str, Any]:
    """The text that came in, and its edits."""
    if _KEY not in doc.user_data:
        raise ValueError('this Doc did not go through the component "normalise"')
    given: dict[str, Any] = doc.user_data[_KEY]
    return given


_last: list[Any] = [None, None]  # the edits looked at last, and their alignment: tokens are asked one after the other


def _alignment(doc: Doc) -> Alignment:
    given = _given(doc)
    edits, alignment = _last
    if edits is not given["edits"]:
        made = [Edit(e["start"], e["end"], e["after"]) for e in given["edits"]]
        alignment = Alignment.of_edits(len(given["text"]), made)
        _last[:] = given["edits"], alignment
    assert isinstance(alignment, Alignment)
    return alignment


def _source_span(part: Span | Token) -> tuple[int, int]:
    start = part.idx if isinstance(part, Token) else part.start_char
    return _alignment(part.doc).to_source(start, start + len(part.text))


def _source_text(part: Span | Token) -> str:
    text: str = _given(part.doc)["text"]
    return text[slice(*_source_span(part))]


def _source_char_span(doc: Doc, start: int, end: int, label: str = "") -> Span | None:
    """The Span for `start:end` of the given text; None if nothing is left of it."""
    low, high = _stripped(doc.text, *_alignment(doc).to_target(start, end))
    return doc.char_span(low, high, label, alignment_mode="expand") if low < high else None


Doc.set_extension("source_text", getter=lambda doc: _given(doc)["text"], force=True)
Doc.set_extension("edits", getter=lambda doc: _given(doc)["edits"], force=True)
Doc.set_extension("source_char_span", method=_source_char_span, force=True)
for _part in (Span, Token):
    _part.set_extension("source_span", getter=_source_span, force=True)
    _part.set_extension("source_text", getter=_source_text, force=True)
