"""Quotation repair as a transform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalise.document import Document
    from normalise.repair import Repair

_MARKS = "\"'“”‘’„‟«»‹›`´″′「」"


def quotes(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """The repairs of `normalise.quotes` for the paragraphs of a document."""
    text = document.text
    if not any(mark in text for mark in _MARKS):
        return ()
    from normalise.quotes import repair

    single = document.single or "\n" not in text
    return repair(text, document.paragraphs, single=single, protected=lambda: document.protected)
