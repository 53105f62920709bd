"""Repair of quotation marks: check, parity, search.

A paragraph that is sound in the document's own style is never touched (`check`, and a strict search that allows no
change). In the others each mark can be many things, at a cost (`reading`). Where marks that open and close in turn
(`parity`) ask for little, that is taken; else the cheapest way to pair them off is searched for (`search`), and if some
have no partner, with marks put in where they could have been lost (`lost`). What has to be done for that is worked out
pair by pair (`render`) and told (`explain`). What is not much better than anything else is only suggested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.quotes.check import is_plain, suspects
from normalise.quotes.style import style_of
from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Span = tuple[int, int]
    Protected = Sequence[Span] | Callable[[], Sequence[Span]]

__all__ = ["Repair", "is_plain", "repair"]


def repair(text: str, paragraphs: Sequence[Span], *, single: bool = False, protected: Protected = ()) -> list[Repair]:
    """What is to be changed in, or suggested for, the quotation marks of `text`, in order.

    `paragraphs` are the spans of its paragraphs, in order; `single` says that the text is one line, perhaps out of a
    longer text; nothing in the `protected` spans (sorted; or a function that finds them if they are needed) is read or
    touched. All offsets are code points, half-open. No text makes it fail.

    >>> text = "“It is over, “said the general."
    >>> [(r.edits, r.kind) for r in repair(text, [(0, len(text))])]
    [(((12, 14, '” '),), 'wrong side')]
    """
    if len(paragraphs) < 2 and is_plain(text):
        return []
    style = style_of(text, single=single)
    doubtful = suspects(text, paragraphs, style)
    if not doubtful:
        return []
    from normalise.quotes.mend import mend  # sound text is to cost little, start-up included
    from normalise.quotes.reader import Reader

    return mend(Reader(text, paragraphs, style, adrift=single or len(paragraphs) < 2, protected=protected), doubtful)
