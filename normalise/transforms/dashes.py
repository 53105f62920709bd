"""Dashes of Russian typography: before the words that say who speaks, and around headings."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import around
from normalise.transforms.needs import DASHES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalise.document import Document

# A comma, or the end of a quotation, and a dash after it, with a space on one side.
_DASH_AFTER = re.compile(rf"[{DASHES}](?:(?<=[,\"”’»] .)|(?<=[,\"”’»].)[{DASHES}]? )")
# As far as the words reach that say who speaks.
_REACH = 400
_SAYING = (
    "said|says|told|tells|noted|notes|stressed|stresses|emphasi[sz]ed|emphasi[sz]es|underlined|underscored|added|adds|explained|explains|"
    "reported|reports|wrote|writes|stated|states|believes|claimed|claims|commented|comments|concluded|concludes|recalled|recalls|reminded|"
    "admitted|admits|answered|answers|replied|replies|asked|asks|assured|assures|warned|warns|promised|promises|declared|declares|announced|"
    "announces|continued|continues|quoted|quotes|shared|shares|clarified|clarifies|specified|specifies|summari[sz]ed|summed up|insisted|insists|"
    "suggested|suggests|confirmed|confirms|exclaimed|remarked|remarks|observed|complained|complains|joked|jokes|repeated|repeats|pointed out|"
    "points out|thinks|argued|argues|acknowledged|mentioned|informed|informs|predicted|predicts|reads|read|cited|cites|posted|thanked|"
    "according to|is said|is noted|is reported|is stated|was said|was reported"
)
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_WHO = rf"(?:he|she|they|we|I|it|(?:[Tt]he|an?|his|her|their|our)(?: [\w'’-]+){{1,7}}?|{_NAME})"


@cache
def _attribution() -> re.Pattern[str]:
    """A comma, question mark or such and a quotation mark in any order, a dash apart on one side at least, who says it."""
    saying, who = _SAYING.replace(" ", "[ ]"), _WHO.replace(" ", "[ ]")
    return re.compile(
        rf"""
        (?: (?P<inside> (?:,|[?!…]|\.\.\.) ["”’»] ) | (?P<mark> (?<=[^\s,.?!]) ["”’»] ) (?P<comma> , )
          | (?P<bare_mark> (?<=[^\s,?!]) ["”’»] ) | (?P<bare_comma> , ) )
        (?P<dash> [ ]?[{DASHES}]{{1,2}}[ ] | [ ][{DASHES}]{{1,2}} )
        (?: (?P<who> {who} )[ ](?:also[ ])? )? (?:{saying})  # once, since these take long to compile
        (?(who) \b | [ ](?!(?:up|off|more|less|than|to[ ]be)\b) )
        """,
        re.VERBOSE,
    )


@cache
def _resumed() -> re.Pattern[str]:
    """After who said it: the dash before what was said next."""
    return re.compile(rf"[^.!?\n\"“”]{{0,150}}?[,.] (?P<dash>[{DASHES}]{{1,2}} )(?=[\"“]?\w)")


@cache
def _second_dash() -> re.Pattern[str]:
    return re.compile(rf"[^.!?\n,]{{0,150}} [{DASHES}]{{1,2}} ")


def attribution(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """The dash of Russian attribution goes (`, - said X`); the comma behind a mark goes before it, as in English.

    >>> from normalise.document import Document
    >>> [r.edits for r in attribution(Document('"We will win", - said the general.'), {})]
    [((12, 14, ',"'), (15, 17, ''))]
    """
    text, outside = document.text, None
    for m in around(_DASH_AFTER, _attribution, text, 20, _REACH):
        line = text.rfind("\n", max(0, m.start() - 2000), m.start()) + 1
        # A line that begins with a dash is dialogue in the manner of Russian and French books.
        sure = not m.group("bare_mark") and text[line : line + 4].lstrip()[:1] not in tuple(DASHES)
        if m.group("bare_comma") and m.group("who"):
            sure &= text[m.end() : m.end() + 1] in ("", ".", ",", "\n")
        elif m.group("bare_comma"):
            # “the plan, - announced in May - was”: a pair of dashes around an aside.
            sure &= not _second_dash().match(text, m.end())
        edits = []
        if m.group("comma") and m.group("mark") != "»":
            outside = _commas_stand_outside(text) if outside is None else outside
            if not outside:
                edits.append((m.start("mark"), m.end("comma"), "," + m.group("mark")))
        start, end = m.span("dash")
        # One space stays, at the side where there was one.
        edits.append((start + 1, end, "") if text[start] == " " else (start, end - 1, ""))
        if resumed := _resumed().match(text, m.end()):
            edits.append((*resumed.span("dash"), ""))
        yield Repair(tuple(edits), "dash of attribution", "Russian sets a dash before the words that say who speaks", sure)


def _commas_stand_outside(text: str) -> bool:
    """True if the text, as British books do, sets the comma after the closing mark."""
    return len(re.findall(rf"\w[\"”’], (?![{DASHES}\"“‘])", text)) > len(re.findall(r"\w,[\"”’]", text))


@cache
def _heading() -> re.Pattern[str]:
    """A line between two dashes of a kind, with no other of them, and at least two words."""
    return re.compile(
        rf"^(?P<left>[ \t]*(?P<dash>[{DASHES}])[ ]?)(?P<words>[\"“«(]?\w(?:(?![ ](?P=dash)[ ])[^\n]){{0,300}}?\S)(?P<right>[ ]?(?P=dash)[ \t]*)$",
        re.MULTILINE,
    )


# A line of so many words may be decorated; one that says “I” may be dialogue.
_SHORT = 4


@cache
def _personal() -> re.Pattern[str]:
    return re.compile(r"\b(?:I|you|we|my|your|our)\b")


# What a decorated line says in sound text.
@cache
def _decorated() -> re.Pattern[str]:
    return re.compile(r"(?i)\W*(?:\d|the end|end|continued|to be continued|advertis|page|part|chapter|section|book|act|scene|volume|fin|more|break)\b")


def headings(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """Dashes around a whole line go (`– “Complete rout” –`); where the line is short, they are suggested to go.

    >>> from normalise.document import Document
    >>> [r.edits for r in headings(Document("– “Complete rout” –"), {})]
    [((0, 2, ''), (17, 19, ''))]
    """
    for m in _heading().finditer(document.text):
        words = m.group("words")
        if " " not in words or _decorated().match(words):
            continue
        quoted = words[0] in '"“«' and words[-1] in '"”»'
        told = m.group("dash") != "-" and len(words.split()) > _SHORT and not _personal().search(words)
        sure = (quoted or told) and any(c.islower() for c in words)
        edits = ((*m.span("left"), ""), (*m.span("right"), ""))
        yield Repair(edits, "dashes around a line", "the line stands between two dashes", sure)
