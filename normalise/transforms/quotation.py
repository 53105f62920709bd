"""Quotation repair as a transform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.quotes import is_plain, repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalise.document import Document
    from normalise.repair import Repair


def quotes(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """The repairs of `normalise.quotes` for the paragraphs of a document."""
    text = document.text
    one_line = "\n" not in text
    if one_line and is_plain(text):
        return ()
    found = repair(text, document.paragraphs, single=document.single or one_line, protected=lambda: document.protected)
    if not any(r.sure for r in found):
        return found
    from normalise.quotes.prose import is_about_code

    # In a text about code a mark may be a literal: what would be changed elsewhere is only suggested there.
    about_code = is_about_code(text)
    return [
        r._replace(sure=False) if r.sure and (about_code or document.is_technical(r.edits[0][0])) else r for r in found
    ]
