"""A document as the rules see it: its paragraphs, sentences, protected spans, language, metadata and source text.

Everything but the text is found when it is first asked for, so that a sound text costs next to nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from normalise.glance import folded, in_utf8, shape
from normalise.language import looks_foreign
from normalise.protect import has_trigger, is_by_token, may_have_protected, protected_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Span = tuple[int, int]
T = TypeVar("T")

CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u024f\u0400-\u042f]\w*")
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*\n[ \t\xa0\n]*")
# The same for any line ends; one that begins with an option is many times slower.
_ANY_BLANK_LINES = re.compile(r"\r?\n[ \t\xa0]*(?:\r?\n[ \t\xa0]*)+|\u2029")
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\x85]")
_CODE_SIGNS = ("_", "=", "(", "{", "}", "[", "\\", ">", "::")  # there is one in all that _code finds


@cache
def _sentence_end() -> re.Pattern[str]:
    return re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘„«(\[–—-]*\s?[^\W_a-zа-яё])|[!?…]+[\"'”’»]*\s+(?=[“‘„«])")


@cache
def _abbreviation() -> re.Pattern[str]:
    return re.compile(
        r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|Brig|Adm|Cmdr|St|Prof|Sen|Rep|Gov|Pres|Rev|Hon|Jr|Sr|No|Nos|vs|cf|al|approx|"
        r"e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|U\.N|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Fig|Art|Vol|pp?)|\b[A-Z])\.$"
    )


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"\w\(\)|\w\(\w+[,=)]\S|\w_\w|\b__\w|\w\.\w+\(|::|[=!<>+*-]=|[{}\\]|->|=>|\[\w*\]\S|[\w\])]\[|\w=\w|^ *>>> |^ {3,}\S.*[=():]$", re.MULTILINE)


def occurrences(text: str, word: str) -> Iterator[Span]:
    """Where the word stands by itself. (A pattern would have to be compiled for each word.)

    >>> list(occurrences("from Frome, from-from", "from"))
    [(0, 4), (12, 16), (17, 21)]
    """
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end


def _plain_paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text in which nothing but two line ends parts each from the next; none if others do."""
    spans: list[Span] = []
    start = 0
    while (end := text.find("\n", start)) >= 0:  # one sign is found in a third of the time that a pattern takes
        if end == start or text[end + 1 : end + 2] != "\n" or text[end + 2 : end + 3] in " \t\xa0\n":
            return []
        spans.append((start, end))
        start = end + 2
    if start < len(text):
        spans.append((start, len(text)))
    return spans


class lazy(Generic[T]):  # noqa: N801, it reads as a decorator
    """An attribute that is found when it is first asked for (`functools.cached_property`, which in Python 3.11 takes a lock)."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find, self._name, self.__doc__ = find, find.__name__, find.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        found = owner.__dict__[self._name] = self._find(owner)
        return found


class Document:
    """A text with what rules ask of it. All spans are code points, half-open.

    `source` is the text it was translated from, where at hand; `meta` free metadata; `single` says that the text is a
    line of a longer one, so that a quotation may begin before it and end after it.

    >>> d = Document("Gen. Suhel won. He left.\\n\\nThe end.")
    >>> [d.text[s:e] for s, e in d.paragraphs], d.text[slice(*d.sentence(5))]
    (['Gen. Suhel won. He left.', 'The end.'], 'Gen. Suhel won. ')
    """

    def __init__(
        self, text: str, *, source: str | None = None, meta: Mapping[str, str] | None = None, single: bool = False
    ) -> None:
        self.text = text
        self.source = source
        self.meta = meta or {}
        self.single = single
        self._sentences: dict[int, list[int]] = {}
        self._foreign: dict[tuple[int, str], bool] = {}
        self._technical: dict[int, bool] = {}
        self._by_token: dict[Span, bool] = {}
        self._near: dict[Span, list[Span]] = {}
        self._found: dict[re.Pattern[str], list[Span]] = {}

    @lazy
    def utf8(self) -> bytes:
        """The text in UTF-8, which some patterns go through faster."""
        return in_utf8(self.text)

    @lazy
    def signs(self) -> bytes:
        """The text and its shape, each with a line end after it, in UTF-8: in these literals are looked for that tell what to do."""
        return b"\n".join((self.utf8, shape(self.utf8), b""))

    @lazy
    def folded(self) -> bytes:
        """The text folded (see there), in UTF-8."""
        return folded(self.text, self.utf8)

    @lazy
    def lower(self) -> bytes:
        """The text folded, with letters beyond ASCII in lower case too."""
        if self.text.isascii():
            return self.folded
        plain = self.text.replace("İ", "I").lower()  # the one letter that becomes two
        return folded(plain, in_utf8(plain))

    @lazy
    def capitalised(self) -> frozenset[str]:
        """The distinct words with a capital."""
        return frozenset(CAPITALISED.findall(self.text))

    @lazy
    def paragraphs(self) -> list[Span]:
        """Blocks parted by blank lines; within a block, lines, unless the block is one wrapped paragraph."""
        text = self.text
        has_other_ends = any(map(text.__contains__, "\r\u2028\u2029\x85"))
        if not has_other_ends and (plain := _plain_paragraphs(text)):
            return plain
        blank_lines = _ANY_BLANK_LINES if "\r" in text or "\u2029" in text else _BLANK_LINES
        edges = [0]
        for gap in blank_lines.finditer(text):
            edges += gap.span()
        edges.append(len(text))
        blocks = zip(edges[::2], edges[1::2], strict=True)
        spans: list[Span] = []
        for start, end in blocks:
            if has_other_ends or text.find("\n", start, end) >= 0:
                spans += self._lines(start, end)
            elif start < end:
                spans.append((start, end))
        return spans

    def _lines(self, start: int, end: int) -> list[Span]:
        while end > start and self.text[end - 1] in "\n\r":
            end -= 1
        breaks = [m.span() for m in _LINE_END.finditer(self.text, start, end)]
        if breaks and not self._wrapped(start, breaks):
            starts, ends = [start, *(e for _, e in breaks)], [*(s for s, _ in breaks), end]
            return [(s, e) for s, e in zip(starts, ends, strict=True) if s < e]
        return [(start, end)] if start < end else []

    def _wrapped(self, start: int, breaks: list[Span]) -> bool:
        """True if at most of the line breaks a sentence goes on, and no line is long."""
        on = sum(self.text[s - 1 : s] not in ".!?:;…\"'”’»)" for s, _ in breaks)
        lengths = [s - b for b, (s, _) in zip([start, *(e for _, e in breaks)], breaks, strict=False)]
        return on * 2 > len(breaks) and max(lengths) <= 120

    @lazy
    def protected(self) -> list[Span]:
        """Spans in which nothing may be changed, in order."""
        return protected_spans(self.text)

    def is_protected(self, start: int, end: int) -> bool:
        """True if the span overlaps a protected one; an insertion (an empty span) if it falls inside one."""
        if not self._may_have_protected:
            return False
        spans = self.protected if self._has_blocks or "protected" in self.__dict__ else self._protected_near(start, end)
        if not spans:
            return False
        i = bisect_right(spans, start, key=itemgetter(1))
        return i < len(spans) and spans[i][0] < max(end, start + (start == end and spans[i][0] < start))

    @lazy
    def _may_have_protected(self) -> bool:
        return may_have_protected(self.text)

    @lazy
    def _has_blocks(self) -> bool:
        """True if a protected span may run over the end of a line."""
        text = self.text
        # One sign is looked for in a tenth of the time that three are.
        return "<" in text or ("`" in text and "```" in text) or ("~" in text and "~~~" in text)

    def _protected_near(self, start: int, end: int) -> list[Span]:
        """The protected spans around `start:end`: so few are asked for that the others need not be found."""
        text = self.text
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if last < 0 else last
        line = first, last
        if line not in self._by_token:
            self._by_token[line] = is_by_token(text[first:last])
        if self._by_token[line]:
            first, last = text.rfind(" ", first, start) + 1 or first, text.find(" ", end, last)
            last = line[1] if last < 0 else last
            if not has_trigger(text, first, last):
                return []
        if (first, last) not in self._near:
            self._near[first, last] = [(s + first, e + first) for s, e in protected_spans(text[first:last])]
        return self._near[first, last]

    def paragraph(self, offset: int) -> Span:
        """The paragraph at `offset`; between paragraphs, the one before."""
        if not self.paragraphs:
            return 0, len(self.text)
        return self.paragraphs[self._paragraph_index(offset)]

    def _paragraph_index(self, offset: int) -> int:
        return max(0, bisect_right(self.paragraphs, (offset, len(self.text))) - 1)

    def sentence(self, offset: int) -> Span:
        """The sentence at `offset`, with the space behind it."""
        start, end = self.paragraph(offset)
        if not start <= offset < end:
            return start, end
        bounds = self._sentences.get(start)
        if bounds is None:
            bounds = self._sentences[start] = [start, *self._sentence_starts(start, end), end]
        i = bisect_right(bounds, offset) - 1
        return bounds[i], bounds[i + 1]

    def _sentence_starts(self, start: int, end: int) -> list[int]:
        return [
            m.end()
            for m in _sentence_end().finditer(self.text, start, end)
            if not _abbreviation().search(self.text, max(start, m.start() - 8), m.start() + 1)
        ]

    def found(self, pattern: re.Pattern[str], start: int, end: int) -> str:
        """What the pattern matches first within `start:end`; the text is searched once, however often this is asked."""
        spans = self._found.get(pattern)
        if spans is None:
            spans = self._found[pattern] = [m.span() for m in pattern.finditer(self.text)]
        i = bisect_left(spans, (start, start))
        return self.text[slice(*spans[i])] if i < len(spans) and spans[i][1] <= end else ""

    def is_technical(self, offset: int) -> bool:
        """True if the paragraph at `offset` speaks of code: marks in it may be literals, brackets and dots names."""
        if not self._has_code_signs:
            return False
        start, end = self.paragraph(offset)
        if start not in self._technical:
            text = self.text[start : min(end, start + 4000)]
            self._technical[start] = any(map(text.__contains__, _CODE_SIGNS)) and len(_code().findall(text)) > 1
        return self._technical[start]

    @lazy
    def _has_code_signs(self) -> bool:
        return any(map(self.text.__contains__, _CODE_SIGNS))

    def is_foreign(self, offset: int, language: str = "en") -> bool:
        """True if the paragraph at `offset` is plainly not in `language`."""
        start, end = self.paragraph(offset)
        key = (start, language)
        if key not in self._foreign:
            self._foreign[key] = looks_foreign(self.text[start : min(end, start + 4000)], language)
        return self._foreign[key]
