"""What several transforms ask of the surroundings before they are sure."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalise.document import Document

# How far (in characters) words about encodings, tokens or letters count as being about the place itself.
_REACH = 300
_BLOCK = 512


@cache
def _sentence_end() -> re.Pattern[str]:
    return re.compile(r"\s*(?:\Z|\n)|\s+[A-Z\"“]")


def sentence_ends(text: str, at: int) -> bool:
    """True if a full stop before `at` may end a sentence: the text or its line ends there, or a capital or a mark follows.

    >>> sentence_ends("5 mln. He", 6), sentence_ends("5 mln. people", 6)
    (True, False)
    """
    return _sentence_end().match(text, at) is not None


def around(
    trigger: re.Pattern[str], pattern: Callable[[], re.Pattern[str]], text: str, before: int, after: int
) -> Iterator[re.Match[str]]:
    """The matches of a dear pattern, made and looked for around those of a cheap trigger only, which each of them holds.

    They reach no more than `before` and `after` code points from it; white space does not count where they end.

    >>> amounts = around(re.compile("%"), lambda: re.compile(r"\\b[0-9]+ %"), "It fell by 5 %, then rose.", 20, 5)
    >>> [m.group() for m in amounts]
    ['5 %']
    """
    low = high = 0
    for hit in trigger.finditer(text):
        if hit.start() - before > high:
            if high:
                yield from pattern().finditer(text, low, high)
            low = hit.start() - before
        high = hit.end() + after
        while high < len(text) and text[high].isspace():
            high += 1
    if high:
        yield from pattern().finditer(text, low, high)


class Near:
    """Says where a pattern is found near by; asked once for each stretch of the text."""

    def __init__(self, pattern: Callable[[], re.Pattern[str]], document: Document) -> None:
        self._pattern = pattern
        self._document = document
        self._known: dict[tuple[int, int], bool] = {}

    def __contains__(self, offset: int) -> bool:
        """True if the pattern is found around `offset`, in its paragraph and not far off."""
        low, high = self._document.paragraph(offset)
        block = offset - offset % _BLOCK
        if (low, block) not in self._known:
            window = max(low, block - _REACH), min(high, block + _BLOCK + _REACH)
            self._known[low, block] = bool(self._pattern().search(self._document.text, *window))
        return self._known[low, block]


@cache
def about_encoding() -> re.Pattern[str]:
    """Words of a text about encodings and markup, in which an entity or garbled text is an example."""
    return re.compile(
        r"mojibake|encod(?:ed|ing)|decod(?:ed|ing)|utf-?8|unicode|charset|latin-?1|cp125\d|windows-125\d|garbled|\bhtml|\bxml\b|"
        r"\bentit(?:y|ies)\b|\bescap(?:e|ed|ing)\b|ampersand|code ?point|character reference",
        re.IGNORECASE,
    )


@cache
def about_tokens() -> re.Pattern[str]:
    """Words of a text about tokens of language models, in which <unk> and the like are examples."""
    return re.compile(
        r"\btoken|\bvocab|\bembedding|\bsubword|\bBPE\b|byte pair|sentencepiece|word ?piece|out-of-vocabulary|\bOOV\b|\bcorpus\b|\bplaceholder|"
        r"\bsymbol|\bunderscore|\bdiff\b|\bhunk\b",
        re.IGNORECASE,
    )


class ProtectedBy:
    """Says where a text is protected by more than what a transform is about, which itself looks like markup."""

    def __init__(self, document: Document, own: str) -> None:
        self._document = document
        self._own = re.compile(rf"(?:{own})+")
        self._known: dict[tuple[int, int], bool] = {}

    def more(self, start: int, end: int) -> bool:
        """True if a protected span overlaps this one and is not made of matches of `own` alone."""
        spans = self._document.protected
        i = bisect_right(spans, start, key=lambda span: span[1])
        if i == len(spans) or spans[i][0] >= end:
            return False
        if spans[i] not in self._known:
            self._known[spans[i]] = not self._own.fullmatch(self._document.text, *spans[i])
        return self._known[spans[i]]


@cache
def _mark_of_tokenising() -> re.Pattern[str]:
    return re.compile(r" (?:[,.;:!?)](?=\s|\Z|[\"”’»])|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|'' |`` )|\( |-LRB-|-RRB-")


@cache
def _mark_in_place() -> re.Pattern[str]:
    return re.compile(r"(?<=[^\s.])[,.;:!?](?=\s|\Z|[\"”’»])|\w(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b|(?<!\S)\((?=\S)")


class Tokenised:
    """Says where a text is tokenised (marks set apart as words, as for machine translation): undoing that is another job.

    A stretch is, if it has three marks apart at least, and more of them than marks in their place. Repairing one makes
    it less so, never more.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[int, int], bool] = {}

    def at(self, offset: int) -> bool:
        """True if the document or the paragraph at `offset` is tokenised."""
        return self._is_tokenised(0, len(self._document.text)) or self._is_tokenised(*self._document.paragraph(offset))

    def _is_tokenised(self, start: int, end: int) -> bool:
        if (start, end) not in self._known:
            text = self._document.text
            apart = sum(1 for _ in _mark_of_tokenising().finditer(text, start, end))
            # In prose as many marks in their place are found long before the end.
            self._known[start, end] = apart >= 3 and next(islice(_mark_in_place().finditer(text, start, end), apart - 1, None), None) is None
        return self._known[start, end]
