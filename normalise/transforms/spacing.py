"""Spaces before punctuation marks, and missing ones after: repaired only where nothing else can be meant."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import Tokenised, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalise.document import Document

# A search that begins with a mark costs a fifth of one that begins with a space or a letter. Of “. . .” and “:)” none is one.
_SPACED_MARK = re.compile(r"[,.;:!?](?<= .)(?:(?<=[^\s.] .)|(?<=  .))(?!(?<=:)\S)")
_GLUED_MARK = re.compile(r"[,;](?=[A-Za-z])(?<=[a-z]{2}.)|[.?!](?=[A-Z][a-z])(?<=[a-z]{2}.)")
# As far as a chunk of letters reaches.
_REACH = 130
# Words that begin a sentence and end no domain name.
_BEGINS = (
    "(?:The|He|She|We|They|You|But|And|This|That|These|Those|There|If|When|What|How|Why|Who|Where|For|From|With|His|Her|Its|Our|Their|"
    "Your|After|Before|However|Also|Then|Now|Because|While)"
)


@cache
def _space_before() -> re.Pattern[str]:
    """A mark apart from its word, by what stands on either side.

    Not “...”, “.NET”, “.5”, “:)”, “!=”, “? :” in code; nor « ? » in the middle of a sentence that goes on.
    """
    closing = '"”’»'
    line_ends = r"[ \t]*(?:\r?\n|\Z)"
    sentence_ends = rf"(?={line_ends}|[{closing})]+(?:\s|\Z)|[ ]+[\"“«(]?[A-Z])"
    return re.compile(
        rf"""
        (?<= [\w%)\]{closing}] ) (?<! [ ][{closing}] ) [ ]{{1,3}}
        (?: (?P<comma> ,(?=[\s{closing}]|\Z) )
          | (?P<half> ;(?=\s|\Z) )
          | (?P<colon> :(?=[ ][\"“«]?[A-Z]|{line_ends}) )
          | (?P<stop> \.{sentence_ends} )
          | (?P<ask> [?!]{{1,4}}{sentence_ends} )
        )
        """,
        re.VERBOSE,
    )


@cache
def _glued_to_next() -> re.Pattern[str]:
    """The mark went over to the next word: “help ,we”."""
    return re.compile(rf"(?<=[a-z]) {{1,3}}([,;])(?=[A-Z]?[a-z]{{2,}}[ ,.]|(?:I|a) )|(?<=[a-z]{{2}}) {{1,3}}(\.)(?={_BEGINS} [a-z])")


def space_before(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A space before a comma, full stop, semicolon, colon, question or exclamation mark goes, in prose; beside code it is only suggested.

    >>> from normalise.document import Document
    >>> [r.edits for r in space_before(Document("It is great , I think."), {})]
    [((11, 12, ''),)]
    """
    text, tokenised = document.text, Tokenised(document)
    for m in around(_SPACED_MARK, _space_before, text, _REACH, _REACH):
        if _ends_clause(document, m) and not tokenised.at(m.start()):
            mark = m.group().lstrip(" ")
            edit = (m.start(), m.end() - len(mark), "")
            yield Repair((edit,), "space before a mark", f"“{mark}” stands apart from its word", not document.is_technical(m.start()))
    for m in around(_SPACED_MARK, _glued_to_next, text, _REACH, _REACH):
        if not tokenised.at(m.start()) and not _low_quotation_mark(text, m.end()):
            edits = ((m.start(), m.end() - 1, ""), (m.end(), m.end(), " "))
            yield Repair(edits, "space before a mark", f"“{m.group()[-1]}” stands at the word after it")


def _ends_clause(document: Document, m: re.Match[str]) -> bool:
    """True if the mark stands after words, and not in a table, a formula, a ratio or a line of code."""
    text, start, kind = document.text, m.start(), m.lastgroup
    low = max(document.sentence(start)[0], start - 80)
    words = text[low:start].split()
    last = words[-1].strip('"“”’‘»«()[]') if words else ""
    if not last or "|" in words or (text[start - 1].isdigit() and text[m.end() :][:2].strip()[:1].isdigit()):
        return False
    if kind == "comma":
        return len(last) > 1 or last in "IaA" or last.isdigit()
    if kind == "colon":
        return len(words) >= 3 and last.isalpha() and last.islower()
    goes_on = text[m.end() : m.end() + 1] == " "
    return len(words) >= 3 or (not goes_on and last.isalpha() and len(last) > 1)


def _low_quotation_mark(text: str, at: int) -> bool:
    """True if the comma may be a low quotation mark typed as a comma: “,so to speak'”."""
    return bool(re.compile(r"[^'’‘\n]{0,200}\w['’‘](?!\w)").match(text, at))


def space_after(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A missing space after a comma or semicolon between two words, in prose.

    >>> from normalise.document import Document
    >>> [r.edits for r in space_after(Document("We found a place to live,but we need a bed."), {})]
    [((25, 25, ' '),)]
    """
    text = document.text
    for m in around(_GLUED_MARK, _glued_words, text, _REACH, _REACH):
        low, high = document.sentence(m.start())
        chunks = text[max(low, m.start() - 300) : min(high, m.end() + 300)].split()
        glued = sum("," in chunk[1:-1] or ";" in chunk[1:-1] for chunk in chunks)
        sure = len(chunks) >= 5 and glued * 4 <= len(chunks) and "|" not in chunks
        reason = f"no space after “{m.group(2)}” between “{m.group(1)}” and “{m.group(3)}”"
        yield Repair(((m.end(2), m.end(2), " "),), "space missing after a mark", reason, sure)
    for m in around(_GLUED_MARK, _glued_sentences, text, _REACH, _REACH):
        reason = f"no space after “{m.group(1)}” between two sentences"
        yield Repair(((m.end(1), m.end(1), " "),), "space missing after a mark", reason)


@cache
def _glued_words() -> re.Pattern[str]:
    """A chunk with one mark inside, a word on each side and nothing else: no list of keywords, code, address."""
    return re.compile(
        r"(?<!\S)[\"“‘'(]?(?:[A-Za-z]{1,20}['’-]){0,3}([A-Za-z]{0,30}[a-z]{2})([,;])((?:[A-Za-z]{1,20}['’-]){0,3}[A-Za-z]{2,30}|a|I)"
        r"[.?!:,]?[\"”’')]?[.,]?(?!\S)"
    )


@cache
def _glued_sentences() -> re.Pattern[str]:
    """A sentence begins right after a full stop, with a word that begins sentences and ends no domain name."""
    return re.compile(rf"(?<![\w.])[a-z]{{2,30}}([.?!])(?={_BEGINS} [a-z])")
