"""What translation machinery leaves behind: `<unk>`, `@-@`, subword marks, addresses and compounds torn apart."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import Near, ProtectedBy, about_tokens, around

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(r"<(?:(?:unk|UNK|pad|PAD|eos|bos|EOS|BOS)>|/s>(?=[ \t]*(?:\n|\Z)))")


def placeholders(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """The signs of a model for what it could not say (`<unk>`, `<pad>`, `</s>` at the end of a line) go.

    Not in code, markup with <s>, or text about such tokens. They look like tags, so the rule goes into protected spans.

    >>> from normalise.document import Document
    >>> [r.edits for r in placeholders(Document("Thank you for the evening and <unk>"), {})]
    [((29, 35, ''),)]
    """
    text = document.text
    about, protected = Near(about_tokens, document), ProtectedBy(document, r"</?\w+>")
    for m in _placeholder().finditer(text):
        start, end = m.span()
        if start and text[start - 1] in " \t":
            start -= 1
        if protected.more(*m.span()) or start in about or (m.group() == "</s>" and "<s>" in text):
            continue
        at_start = start == 0 or text[start - 1] == "\n"
        if text[end : end + 1] == " " and (at_start or text[start] != " "):
            end += 1
        elif text[start] == " " and text[end : end + 1].isalnum():
            start += 1
        elif text[end : end + 1] == "," and text[start - 1] == ",":
            end += 1
        reason = f"{m.group()} stands for what the translation could not say"
        yield Repair(((start, end, ""),), "placeholder", reason, sure=_something_is_left(text, start, end))


def _something_is_left(text: str, start: int, end: int) -> bool:
    """True if a word stands beside the placeholder: a line of nothing else is not to vanish."""
    low, high = text.rfind("\n", max(0, start - 200), start) + 1, text.find("\n", end, end + 200)
    rest = text[max(low, start - 200) : start] + text[end : end + 200 if high < 0 else high]
    return bool(re.search(r"\w", re.sub(r"</?\w+>", "", rest)))


@cache
def _joiner() -> re.Pattern[str]:
    return re.compile(r" @(?<=[^\W_] @)(?P<sign>[-–/.,:])@ (?=[^\W_])")


def joiners(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """`well @-@ known` and `1 @,@ 000` are joined again.

    >>> from normalise.document import Document
    >>> [r.edits for r in joiners(Document("a well @-@ known fact"), {})]
    [((6, 11, '-'),)]
    """
    about = Near(about_tokens, document)
    return (
        Repair(((*m.span(), m.group("sign")),), "tokeniser's joiner", f"“{m.group('sign')}” was set apart for translation")
        for m in _joiner().finditer(document.text)
        if m.start() not in about
    )


@cache
def _continued() -> re.Pattern[str]:
    return re.compile(r"(?<=[^\W\d_])@@ (?=[^\W_])")


@cache
def _word_piece() -> re.Pattern[str]:
    return re.compile(r"(?<=[a-z]) ##(?=[a-z])")


@cache
def _sentence_piece() -> re.Pattern[str]:
    return re.compile(r"(?P<gap> ?)(?P<mark>▁)(?P<after> ?)(?=[^\W_])|(?<=[^\s▁]) (?=[^\s▁])")


def subwords(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """Words left in pieces (`trans@@ lation`, `▁trans lation`) are put together.

    >>> from normalise.document import Document
    >>> [r.edits for r in subwords(Document("a trans@@ lation"), {})]
    [((7, 10, ''),)]
    """
    text = document.text
    if "@@ " in text:
        about = Near(about_tokens, document)
        return (
            Repair(((*m.span(), ""),), "subword mark", "a word was left in the pieces it was translated in")
            for m in _continued().finditer(text)
            if m.start() not in about
        )
    if " ##" in text:
        about = Near(about_tokens, document)
        return (
            Repair(((*m.span(), ""),), "subword mark", "a word was left in the pieces it was translated in")
            for m in _word_piece().finditer(text)
            if m.start() not in about
        )
    return _sentence_pieces(document) if "▁" in text else ()


def _sentence_pieces(document: Document) -> Iterator[Repair]:
    """A line of SentencePiece: the marks are its spaces, and its spaces nothing."""
    text, about = document.text, Near(about_tokens, document)
    for line in re.compile(r"^▁[^\W_][^\n]*", re.MULTILINE).finditer(text):
        if line.group().count("▁") < 2 or line.start() in about:
            continue
        edits = []
        for m in _sentence_piece().finditer(text, *line.span()):
            new = " " if m.group("mark") and m.start() > line.start() else ""
            edits.append((*m.span(), new))
        yield Repair(tuple(edits), "subword mark", "a line was left in the pieces it was translated in")


_SCHEME = re.compile(r"tps? ?: ?/|www ?\. ?")


@cache
def _torn_scheme() -> re.Pattern[str]:
    """A scheme torn from its address, with or without `www.`: “https: // www. example.org”, or a torn `www.` alone."""
    host = r"www ?\. ?(?=[\w-])"
    scheme = r"\b(?:[Hh]ttps?|[Ff]tp)(?P<a> ?):(?P<b> ?)/(?P<c> ?)/(?P<d> ?)(?=(?:www ?\. ?)?[\w-]+\.[\w-])"
    return re.compile(rf"{scheme}(?P<host>(?:{host})?)|\b(?P<alone>{host})(?=[\w-]+\.[a-z]{{2,}})")


def addresses(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """An address torn apart at its scheme (`https: //example.org`) is joined again.

    >>> from normalise.document import Document
    >>> [r.edits for r in addresses(Document("See https: //example.org now"), {})]
    [((10, 11, ''),)]
    """
    for m in around(_SCHEME, _torn_scheme, document.text, 20, 300):
        edits = [(*m.span(gap), "") for gap in "abcd" if m.group(gap)]
        edits += [(*m.span(part), "www.") for part in ("host", "alone") if " " in (m.group(part) or "")]
        if edits:
            yield Repair(tuple(edits), "torn address", "spaces tear the address apart")


_SPACED_HYPHEN = re.compile(r"-(?:(?<=\w -)\w|(?<=\w-) \w)")
_TORN = r"(?:[ ]-(?![ ])|-[ ])"
_MEASURES = (
    "year|month|week|day|hour|minute|storey|story|point|kilometre|kilometer|km|metre|meter|mile|seat|room|page|person|member|"
    "degree|percent|dollar|fold|strong|time|inch|foot|ton|tonne|litre|liter|digit|way|star|man"
)
# Not the hyphen that waits for its word: “pre- and post-war”.
_NO_WAITING = r"(?!(?:and|or|to|nor|but|as|versus|vs|rather|through|than|in|of|for|from|with|is|was|the|a)\b)"
_FIRST = "long|short|medium|close|high|low|large|small|full|part|real|first|second|third|top|two|three|four|half"
_LAST = (
    "range|term|time|scale|level|quality|class|hand|rate|tech|speed|ranking|profile|precision|altitude|rise|storey|day|sided|party|point|voltage|income|risk"
)
_WELL = "known|being|established|equipped|armed|trained|deserved|defined|developed|informed"
# Compounds that nothing else can be, with ~ where the hyphen is torn.
_COMPOUNDS = (
    rf"(?<![\w.,-])[0-9]{{1,4}}~(?:{_MEASURES})s?(?:~old)?\b(?![ ]-[ ])",
    rf"(?<![\w-])(?i:non|anti|semi|multi|ultra|quasi|pseudo|inter|infra|counter|self|ex|vice|all|co|pro|mid)~{_NO_WAITING}(?=[A-Za-z]{{3}})",
    r"(?<=[^\W_]{2})(?<!suffix)(?<!ending)(?<!\band)(?<!\bor)~(?:led|backed|speaking|sponsored|funded)\b(?![ ]by\b)",
    rf"\b(?i:so~called|well~(?:{_WELL})|(?:{_FIRST})~(?:{_LAST})|(?:north|south)~(?:east|west)(?:ern)?|e~mails?|x~rays?|covid~19)\b",
    r"\b(?:Su|MiG|Mi|Ka|Tu|An|Il|Kh|BMP|BTR|BMD|RPG|AK|[TSFBM](?=[ -]{2}[0-9]{2}))~[0-9]{1,3}[A-Z]{0,3}\b",
    r"(?<![\w.,-])(?:19|20)[0-9]{2}~(?:19|20)[0-9]{2}(?![\w-]|[.,][0-9])",
)


@cache
def _torn_compound() -> re.Pattern[str]:
    return re.compile("|".join(_COMPOUNDS).replace("~", _TORN))


def hyphens(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A space at one side of the hyphen of a compound goes, where it can be nothing but a compound.

    A dash has a space on both sides, and stays.

    >>> from normalise.document import Document
    >>> [r.edits for r in hyphens(Document("a 30 -year-old man of non- state troops"), {})]
    [((4, 6, '-'),), ((25, 27, '-'),)]
    """
    text, done = document.text, 0
    for hint in _SPACED_HYPHEN.finditer(text):
        # Only the neighbourhood of a hyphen with a space at one side is looked through.
        m = _torn_compound().search(text, max(done, hint.start() - 40), hint.end() + 40) if hint.start() >= done else None
        if m is None:
            continue
        done = m.end()
        edits = tuple((*torn.span(), "-") for torn in re.compile(_TORN).finditer(text, *m.span()))
        yield Repair(edits, "torn compound", f"“{m.group()}” is one word")
