"""Text decoded with the wrong encoding, and HTML entities left in plain text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import Near, ProtectedBy, about_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document

_WINDOWS = "".join(bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xA0))
_LONGEST_RUN = 200  # looked at before the first sign of damage
_LONGEST_REPAIR = 20_000


@cache
def _suspect() -> re.Pattern[str]:
    """A whole character of UTF-8 as Western, Cyrillic or Macintosh encodings show it, or a C1 control character."""
    follow = f"[\x80-\xbf{re.escape(_WINDOWS)}]"
    second = f"(?:[\u0400-\u040f\u0450-\u045f\u0490\u0491]|{follow})"
    # A search that begins with one class is faster than one with an alternative for each lead.
    return re.compile(
        f"[\x80-\x84\x86-\x9f\xc2-\xf4РСв‚](?:(?<=[\xc2-\xdf]){follow}|(?<=[\xe0-\xef]){follow}{{2}}|(?<=[\xf0-\xf4]){follow}{{3}}|(?<=в)Ђ|"
        f"(?<=[РС]){second}(?:[РС]{second}){{2}}|(?<=‚)Ä[ôúùìî¶]|(?<=[\x80-\x9f]))"
    )


def mojibake(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """Text in UTF-8 that was read as a one-byte encoding is read again, as ftfy does (R. Speer, ftfy 6, `fix_encoding`).

    Each damaged run is a repair of its own. Only suggested where the paragraph is about encodings.

    >>> from normalise.document import Document
    >>> [r.edits for r in mojibake(Document("donâ€™t"), {})]
    [((3, 6, '’'),)]
    """
    text, done, about = document.text, 0, Near(about_encoding, document)
    for m in _suspect().finditer(text):
        if m.start() < done:
            continue
        start, done = _run_around(text, m.start(), done)
        from ftfy import fix_encoding

        fixed = fix_encoding(text[start:done])
        unassigned = any(unicodedata.category(c) == "Cn" for c in fixed)
        if fixed != text[start:done] and not unassigned and fix_encoding(fixed) == fixed:
            start, end, fixed = _trim(text, start, done, fixed)
            sure = start not in about
            reason = f"“{text[start:end]}” is “{fixed}” read in the wrong encoding"
            yield Repair(((start, end, fixed),), "wrong encoding", reason, sure)


def _run_around(text: str, at: int, low: int) -> tuple[int, int]:
    """The run of characters beyond ASCII around `at`, from `low` on; of Cyrillic, with the spaces between words."""
    apart = " " if text[at] in "РСÐÑ" else ""
    start = end = at
    while start > max(low, at - _LONGEST_RUN) and not text[start - 1].isascii():
        start -= 1
    while end < min(len(text), at + _LONGEST_REPAIR) and (not text[end].isascii() or text[end] in apart):
        end += 1
    return start, end


def _trim(text: str, start: int, end: int, new: str) -> tuple[int, int, str]:
    """The replacement of `text[start:end]` without what both have in common at its ends."""
    while start < end and new and text[start] == new[0]:
        start, new = start + 1, new[1:]
    while start < end and new and text[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    return start, end, new


# &lt; &gt; &amp; stay: they may show markup. They are only unescaped where they were escaped twice.
@cache
def _entity() -> re.Pattern[str]:
    return re.compile(r"&(?P<again>(?:amp;){0,4})(?P<core>#?[0-9A-Za-z]{2,10});")


_MAY_BE_MARKUP = frozenset("&<>")


@cache
def _markup() -> re.Pattern[str]:
    return re.compile(r"</?(?:[abipuq]|br|div|span|em|strong|h[1-6]|li|ul|ol|td|tr|table|html|body|img|script|font|blockquote)\b[^<>]*>", re.IGNORECASE)


def html_entities(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """Entities of punctuation left in plain text are decoded, and text escaped twice is unescaped once.

    Nothing is done in a document with markup, or in a paragraph about encodings. &lt; &gt; &amp; stay.

    >>> from normalise.document import Document
    >>> [r.edits for r in html_entities(Document("the &quot;Caliphate&quot;"), {})]
    [((4, 10, '"'),), ((19, 25, '"'),)]
    """
    text = document.text
    if not _entity().search(text) or _markup().search(text):
        return ()
    return _html_entities(document)


def _html_entities(document: Document) -> Iterator[Repair]:
    about, protected = Near(about_encoding, document), ProtectedBy(document, r"&#?\w+;")
    for m in _entity().finditer(document.text):
        if protected.more(*m.span()) or m.start() in about:
            continue
        plain = _unescaped(m)
        if plain:
            yield Repair(((*m.span(), plain),), "HTML entity", f"{m.group()} is “{plain}” escaped for HTML")


def _unescaped(m: re.Match[str]) -> str:
    """What the entity stands for; empty if it is none, or has to stay."""
    from html import unescape

    once = f"&{m.group('core')};"
    plain = unescape(once)
    if plain in _MAY_BE_MARKUP:
        return once if m.group("again") else ""
    return plain if len(plain) == 1 and (plain.isprintable() or plain == "\xa0") and plain != "\N{REPLACEMENT CHARACTER}" else ""
