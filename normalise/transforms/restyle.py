"""House styles of quotation marks: a whole document in one style, by choice.

Only what reads as sound is restyled (`normalise.quotes.roles`), so the rules run in the stage `names`, behind
`core.quotes`, which mends in `marks`. They need not replace it: marks that it takes for damage in English text („…“,
« … ») it turns back in each pass, and here they are dressed again in the same pass, so that nothing changes in the end.
That this comes out even is not taken on trust. Before anything is proposed, the text it would make is put through both;
paragraphs that do not come back just the same are left alone.

A text in German or French marks is read with English ones in their place (`_undressed`), code point for code point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from normalise.document import Document
from normalise.quotes import repair
from normalise.quotes.marks import EVERY, SINGLE
from normalise.quotes.prose import is_code
from normalise.quotes.roles import passages
from normalise.quotes.style import CURLY, STRAIGHT
from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from normalise.quotes.marks import Mark
    from normalise.quotes.roles import Quotation

    Edit = tuple[int, int, str]

ROUNDS = 3  # how often what does not come back the same is taken out, before it is left altogether
LONG = 48  # code points of a quotation that are shown in full
_DOUBLE_CURLY, _SINGLE_CURLY = CURLY.values()
_SPACES = {"no-break": "\N{NO-BREAK SPACE}", "narrow": "\N{NARROW NO-BREAK SPACE}"}


@dataclass(frozen=True, slots=True)
class House:
    """A house style: the pairs for quotations and for those within them, in turn; without any, each keeps its family.

    `apostrophe` is the sign for an apostrophe, `space` what stands inside of « and ».
    """

    pairs: tuple[tuple[str, str], ...]
    apostrophe: str = "’"
    space: str = ""

    def pair(self, quotation: Quotation) -> tuple[str, str]:
        """The opening and the closing mark of a quotation."""
        if self.pairs:
            return self.pairs[quotation.level % 2]
        family = quotation.marks[0][0].family
        return (CURLY if self.apostrophe == "’" else STRAIGHT)[family]


_HOUSES = {
    "us": House((_DOUBLE_CURLY, _SINGLE_CURLY)),
    "uk": House((_SINGLE_CURLY, _DOUBLE_CURLY)),
    "german": House((("„", "“"), ("‚", "‘"))),
    "french": House((("«", "»"), _DOUBLE_CURLY), space="\N{NO-BREAK SPACE}"),
    "straight": House((), apostrophe="'"),
    "curly": House(()),
}


def quote_style(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """The repairs that put the sound quotations of a document, and its apostrophes, into a house style.

    Options: `style` (us, uk, german, french, straight or curly); for French, `spaces` (no-break or narrow) inside the
    marks. Commas and full stops stay where they are. Raises ValueError for a style or spaces that there are not.

    >>> from normalise.document import Document
    >>> for repair in quote_style(Document('He said, "They won\\'t."'), {"style": "uk"}):
    ...     print(repair.edits)
    ((9, 10, '‘'), (21, 22, '’'))
    ((18, 19, '’'),)
    """
    house = _house(options)
    if not any(mark in document.text for mark in EVERY):
        return ()
    found = _dress(document, house)
    for _ in range(ROUNDS):
        if not (astray := _astray(document, found, house)):
            return found
        found = [r for r in found if not r.sure or not astray & _paragraphs(document, r)]
    return ()


def _house(options: Mapping[str, str]) -> House:
    style, spaces = options.get("style", ""), options.get("spaces", "no-break")
    if style not in _HOUSES:
        raise ValueError(f"`style` is one of {', '.join(_HOUSES)}, not {style!r}")
    if spaces not in _SPACES:
        raise ValueError(f"`spaces` is one of {', '.join(_SPACES)}, not {spaces!r}")
    house = _HOUSES[style]
    return replace(house, space=_SPACES[spaces]) if house.space else house


def _dress(document: Document, house: House) -> list[Repair]:
    """What would have to be done, whatever comes of it."""
    text = _undressed(document, house)
    single = document.single or "\n" not in text
    found: list[Repair] = []
    plain: list[Mark] = []
    for passage in passages(text, document.paragraphs, single=single, protected=lambda: document.protected):
        quoted = [q for q in passage.quotations if not document.is_technical(q.marks[0][0].start)]
        found += [r for q in quoted if (r := _restyled(q, document.text, text, house, sure=passage.sure))]
        plain += passage.plain if passage.sure else ()
    return [*found, *_apostrophes(document, plain, house)]


# German and French marks, read


def _undressed(document: Document, house: House) -> str:
    """The text with curly marks in place of those of the house, the inner ones single; word joiners for spaces inside."""
    text = document.text
    low = house.pairs[:1] == (("„", "“"),) and ("„" in text or "‚" in text)
    if house.space:
        text = _guillemets().sub(lambda m: m.group().translate(_AS_CURLY), text)
    if not (low or (house.pairs and "“" in text)):
        return text
    chars = list(text)
    for start, end in document.paragraphs:
        if low:
            _raise(chars, start, end, "„“", _DOUBLE_CURLY)
            _raise(chars, start, end, "‚‘", _SINGLE_CURLY)
        _nest(chars, start, end, anyhow=house.space != "")
    return "".join(chars)


_AS_CURLY = str.maketrans({"«": "“", "»": "”"} | dict.fromkeys(" \xa0\u202f", "\N{WORD JOINER}"))


@cache
def _guillemets() -> re.Pattern[str]:
    return re.compile("«[ \xa0\u202f]?|[ \xa0\u202f]?»")


def _raise(chars: list[str], start: int, end: int, low: str, curly: tuple[str, str]) -> None:
    """Write `curly` for a pair of low marks, of which the closing one opens elsewhere: it closes what is open."""
    depth = 0
    for i in range(start, end):
        if chars[i] == low[0]:
            chars[i], depth = curly[0], depth + 1
        elif chars[i] == low[1] and depth:
            chars[i], depth = curly[1], depth - 1


def _nest(chars: list[str], start: int, end: int, *, anyhow: bool) -> None:
    """Write ‘ and ’ for “ and ” that stand right within others of their kind, if all are in balance, or `anyhow`."""
    open_: list[int] = []
    inner: list[tuple[int, int]] = []
    for i in range(start, end):
        if chars[i] == "“":
            open_.append(i)
        elif chars[i] == "”" and open_:
            opener = open_.pop()
            if len(open_) % 2 and "‘" not in chars[open_[-1] : opener]:
                inner.append((opener, i))
    if not open_ or anyhow:
        for opener, closer in inner:
            chars[opener], chars[closer] = _SINGLE_CURLY


# What is done


def _restyled(quotation: Quotation, text: str, read: str, house: House, *, sure: bool) -> Repair | None:
    """The repair that gives a quotation the marks of the house, unless it has them; `read` is the text as it was read."""
    opening, closing = house.pair(quotation)
    if opening == "«":
        opening, closing = opening + house.space, house.space + closing
    edits: list[Edit] = []
    for mark, opens in quotation.marks:
        start, end = mark.start, mark.end
        if opens and read[end : end + 1] != text[end : end + 1] and text[end].isspace():
            end += 1
        elif not opens and read[start - 1] != text[start - 1] and text[start - 1].isspace():
            start -= 1
        if text[start:end] != (new := opening if opens else closing):
            edits.append((start, end, new))
    if not edits:
        return None
    inside = text[quotation.marks[0][0].end : quotation.marks[-1][0].start].strip()
    shown = inside if len(inside) <= LONG else f"{inside[:22]} … {inside[-22:]}"
    where = "within others" if quotation.level % 2 else "here"
    reason = f"The house writes {opening}…{closing} for quotations {where}."
    return Repair(tuple(edits), "house style", reason, sure, (f"quotation: {shown}",))


def _apostrophes(document: Document, plain: Sequence[Mark], house: House) -> Iterator[Repair]:
    """A repair for each paragraph with apostrophes not of the house's kind; `plain` are marks that may be some."""
    text, other = document.text, "‘’" if house.apostrophe == "'" else "'"
    at = {m.start() for m in _in_word(other).finditer(text)} if any(sign in text for sign in other) else set()
    at.update(m.start for m in plain if m.family == SINGLE and m.glyph in other and _is_apostrophe(m, text, house))
    by_paragraph: dict[tuple[int, int], list[int]] = {}
    for i in sorted(at):
        if not document.is_protected(i, i + 1) and not document.is_technical(i):
            by_paragraph.setdefault(document.paragraph(i), []).append(i)
    for (start, end), places in by_paragraph.items():
        if not is_code(text, start, end):
            edits = tuple((i, i + 1, house.apostrophe) for i in places)
            yield Repair(edits, "house style", f"The house writes {house.apostrophe} for an apostrophe.")


@cache
def _in_word(signs: str) -> re.Pattern[str]:
    """One of the signs between two letters, or as in “the 1990's”."""
    return re.compile(rf"[{signs}](?:(?<=[^\W\d_].)(?=[^\W\d_])|(?<=\d.)(?=s(?![^\W_])))")


@cache
def _elsewhere() -> re.Pattern[str]:
    """Where a straight mark by itself is an apostrophe beyond doubt: behind a word, in front of one, or of a year.

    A letter by itself may be a mathematician's; “o' the” and “rock 'n' roll” are none.
    """
    return re.compile(r"(?<=[^\W\d_]{2}')|(?<=\b[oO]')|(?<='[nN]')|(?<![^\W_]')(?=[^\W\d_]|\d0s\b|\d\d\b)")


def _is_apostrophe(mark: Mark, text: str, house: House) -> bool:
    """True of a mark that is no quotation mark and is no prime either."""
    if house.apostrophe == "'":
        return not text[mark.start - 1 : mark.start].isdigit()
    return _elsewhere().match(text, mark.end) is not None


# What would come of it


def _astray(document: Document, repairs: Sequence[Repair], house: House) -> set[tuple[int, int]]:
    """The paragraphs changed by `repairs` that would not be left as they are by `core.quotes` and this transform."""
    sure = [r for r in repairs if r.sure]
    if not sure:
        return set()
    made = _made(document, sure)
    single = made.single or "\n" not in made.text
    mended = _made(made, repair(made.text, made.paragraphs, single=single, protected=lambda: made.protected))
    bad: set[int] = set()
    for again in {made.text: made, mended.text: mended}.values():
        bad |= _changed_lines(made.text, _made(again, _dress(again, house)).text)
    if not bad:
        return set()
    changed = {span for r in sure for span in _paragraphs(document, r)}
    return {span for span in changed if not bad.isdisjoint(_lines(document.text, *span))}


def _changed_lines(text: str, other: str) -> set[int]:
    lines, others = text.split("\n"), other.split("\n")
    if len(lines) != len(others):
        return set(range(len(lines)))
    return {i for i, (one, two) in enumerate(zip(lines, others, strict=True)) if one != two}


def _made(document: Document, repairs: Iterable[Repair]) -> Document:
    """The document with the sure repairs made; the first one wins where two want the same place."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(edit for r in repairs if r.sure for edit in r.edits):
        if start >= at:
            parts += (document.text[at:start], new)
            at = end
    return Document("".join([*parts, document.text[at:]]), single=document.single)


def _paragraphs(document: Document, found: Repair) -> set[tuple[int, int]]:
    return {document.paragraph(start) for start, _, _ in found.edits}


def _lines(text: str, start: int, end: int) -> range:
    first = text.count("\n", 0, start)
    return range(first, first + text.count("\n", start, end) + 1)
