"""Numbers as other languages write them: decimal commas, times with a full stop, `mln`, a space before the percent sign."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.repair import Repair
from normalise.transforms.guards import around, sentence_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document

_DIGIT_COMMA = re.compile(r",(?:(?<=[0-9],)[0-9]{1,2}(?![0-9])|(?<=\b0,)[0-9])")
# As far as a number reaches with its unit, or another one.
_REACH = 100
# So many words make a sentence.
_LEAST_WORDS = 5
_AMOUNT = r"(?:thousand|million|billion|trillion|mln|bln|bn|mlrd|per ?cent|percentage|times)"
_UNIT = (
    r"(?:km|kilomet(?:re|er)s?|m|met(?:re|er)s?|cm|centimet(?:re|er)s?|mm|millimet(?:re|er)s?|kg|kilograms?|kilos?|grams?|mg|tons?|"
    r"tonnes?|lit(?:re|er)s?|hectares?|ha|square|cubic|°C|°F|degrees?|kW|MW|GW|kWh|MWh|GB|MB|TB|GHz|MHz|miles?|km/h|rubles?|roubles?|"
    r"hryvnias?|UAH|RUB|USD|EUR|dollars?|euros?|hours?|years?|months?|weeks?|minutes?|seconds?)"
)
_MEASURE = rf"(?:[ \xa0]?%|[ \xa0-]{_AMOUNT}\b|[ \xa0]?{_UNIT}\b)"


@cache
def _decimal_comma() -> re.Pattern[str]:
    """A number with one or two digits after a comma, before a measure; also the first of a range (“2,5–3,5 million”)."""
    other = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
    return re.compile(
        rf"(?<![\w.,/:])(?:(?<=\s)[-−+±])?(?P<whole>[0-9]{{1,4}}),(?P<part>[0-9]{{1,2}})(?={_MEASURE}|(?:[ ]?[-–—][ ]?| to ){other}{_MEASURE})"
        r"|(?<![\w.,/:;(\[{-])(?P<nought>0),[0-9]{2,4}(?![\w,.]?[0-9])"
    )


@cache
def _numbered() -> re.Pattern[str]:
    """Before a list of numbers (“chapters 2,3”), which may have lost a space."""
    return re.compile(
        r"(?:aged|ages|chapters?|verses?|pages?|pp?|nos?|numbers?|sections?|figures?|figs?|tables?|versions?|grades?|classes|class|paragraphs?|articles?|rows?|"
        r"columns?|types?|groups?|phases?|days?|items?|points?|steps?|levels?|rooms?|lots?|lines?|sizes?|both)\.? \Z",
        re.IGNORECASE,
    )


def decimal_commas(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """A decimal comma before a measure becomes a point. With three digits it may part thousands: never.

    >>> from normalise.document import Document
    >>> [r.edits for r in decimal_commas(Document("cost 64,2 million, not 64,200 people"), {})]
    [((7, 8, '.'),)]
    """
    text = document.text
    for m in around(_DIGIT_COMMA, _decimal_comma, text, _REACH, _REACH):
        if _numbered().search(text, max(0, m.start() - 14), m.start()):
            continue
        # “5,10 km” may be two distances.
        part = m.group("part") or ""
        sure = len(part) < 2 or not part.endswith("0")
        comma = max(m.end("whole"), m.end("nought"))
        reason = f"“{m.group()}” is a decimal fraction, which English writes with a point"
        yield Repair(((comma, comma + 1, "."),), "decimal comma", reason, sure)


_DOTTED_TIME = re.compile(r"\.(?<=[0-9]\.)[0-5][0-9](?![0-9])")
_TIME = r"(?:[01]?[0-9]|2[0-3])\.[0-5][0-9]"


# What stands before and after a value rather than a time: “stood at 13.40”, “at 13.40 points”.
_NO_VALUE = "".join(f"(?<!{word} )" for word in ("was", "is", "are", "were", "stood", "stands", "put", "estimated", "measured", "fixed", "set", "recorded"))
_VALUE_OF = r"(?:per|points?|seconds?|minutes?|met(?:re|er)s?|k?m|kg|knots|mph|kph|percent|million|billion|rubles?|dollars?|euros?|pounds?|hryvnias?)"


@cache
def _time() -> re.Pattern[str]:
    """A time of day in its frame: “at 13.00”, “from 9.00 to 18.00”, “by 21.00 hours”."""
    return re.compile(
        rf"{_NO_VALUE}\b(?P<frame>[Aa]t|[Ff]rom|[Bb]etween|[Uu]ntil|[Tt]ill|[Bb]y|[Bb]efore|[Aa]fter|[Ss]ince)(?: about| around| exactly)? "
        rf"(?P<first>{_TIME})(?:(?:[ ]?[-–—][ ]?| to | and | until | till )(?P<second>{_TIME}))?(?P<hours> ?(?:hours|hrs|o['’]clock|h)\b)?"
        rf"(?![\w%°]|[.,:/-]\d| ?[ap]\.?m\b| {_VALUE_OF}\b)"
    )


@cache
def _other_figures() -> re.Pattern[str]:
    """What figures with a point mean otherwise: prices, results, chapters, versions."""
    return re.compile(
        r"[$€£₽₴%°]|\b(?:shares?|stocks?|prices?|priced|costs?|trad(?:ed|ing)|clos(?:ed|ing) (?:at|up|down)|index|rates?|yields?|dollars?|"
        r"rubles?|roubles?|euros?|pounds?|hryvnias?|GPA|average|scor\w+|odds|points|seconds|temperature|degrees|versions?|chapters?|verses?|"
        r"sections?|pages?|figures?|levels?|pH|magnitude|exchange|valued|sold|bought|values?|speed|scale|lap|record|race|behind|ahead|winner|"
        r"dial|glucose|fell|rose|height|depth|width|ratio|mean|median|size|Ubuntu|release)\b"
    )


@cache
def _british_time() -> re.Pattern[str]:
    return re.compile(rf"\b{_TIME} ?[ap]\.?m\b")


def dotted_times(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """A time of the 24-hour clock with a full stop gets a colon, where the text says that it is a time.

    British books write 6.30 p.m.: a text that does is left alone, and so is an hour before 13 without another past it.

    >>> from normalise.document import Document
    >>> [r.edits for r in dotted_times(Document("They came at 13.00 and left by 21.00 hours."), {})]
    [((15, 16, ':'),), ((33, 34, ':'),)]
    """
    text = document.text
    if any(around(_DOTTED_TIME, _british_time, text, _REACH, _REACH)):
        return ()
    times = [m for m in around(_DOTTED_TIME, _time, text, _REACH, _REACH) if _is_time(document, m)]
    certain = any(_is_certain(m) for m in times)
    return (_time_repair(m, certain) for m in times)


def _is_time(document: Document, m: re.Match[str]) -> bool:
    if m.group("hours"):
        return m.group("frame").lower() != "between" or bool(m.group("second"))
    # “by 20.04” is a date.
    if m.group("frame").lower() not in ("at", "between") and any(0 < int(t[-2:]) <= 12 for t in m.group("first", "second") if t):
        return False
    low, high = document.sentence(m.start())
    return not _other_figures().search(document.text, max(low, m.start() - 200), min(high, m.end() + 100))


def _is_certain(m: re.Match[str]) -> bool:
    late = any(int(t[:-3]) >= 13 or t[0] == "0" for t in m.group("first", "second") if t)
    return bool(m.group("hours")) or (late and (m.group("frame").lower() == "at" or bool(m.group("second"))))


def _time_repair(m: re.Match[str], certain: bool) -> Repair:
    stops = [m.end(name) - 3 for name in ("first", "second") if m.group(name)]
    edits = tuple((at, at + 1, ":") for at in stops)
    return Repair(edits, "time with a full stop", f"“{m.group()}” is a time of the 24-hour clock", certain)


_ABBREVIATION = re.compile(r"m(?=ln|lrd)|b(?=ln)")
_ABBREVIATED = {"mln": "million", "mlrd": "billion", "bln": "billion"}


@cache
def _abbreviated() -> re.Pattern[str]:
    return re.compile(r"(?<![$€£₽₴\d.,])\b(?P<number>[0-9][0-9.,]*)(?P<space>[ \xa0]?)(?P<word>mln|mlrd|bln)\b(?P<stop>\.?)(?! (?:is|means|stands)\b)")


def abbreviated_amounts(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """`mln`, `mlrd` and the like after a number are written out, but after a currency sign (“$5 mln”, a house style).

    >>> from normalise.document import Document
    >>> [r.edits for r in abbreviated_amounts(Document("5 mln rubles"), {})]
    [((2, 5, 'million'),)]
    """
    text = document.text
    for m in around(_ABBREVIATION, _abbreviated, text, _REACH, _REACH):
        # The stop of the abbreviation goes, that of the sentence stays.
        ends = sentence_ends(text, m.end())
        new = ("" if m.group("space") else " ") + _ABBREVIATED[m.group("word")]
        end = m.end("word") if ends else m.end()
        yield Repair(((m.start("word"), end, new),), "abbreviated amount", f"“{m.group('word')}” is {new.strip()}")


@cache
def _spaced_percent() -> re.Pattern[str]:
    return re.compile(r" %(?<=[0-9] %)(?![\w%])")


def spaced_percent(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """`10 %` becomes `10%` where the text writes that as often; otherwise it may be the style of the house: suggested.

    >>> from normalise.document import Document
    >>> [r.sure for r in spaced_percent(Document("10 % of it, and 20% of that"), {})]
    [True]
    """
    text = document.text
    spaced = list(_spaced_percent().finditer(text))
    stray = sum(1 for _ in re.finditer(r"[0-9]%", text)) >= len(spaced)
    return (Repair(((m.start(), m.start() + 1, ""),), "space before %", "English sets the percent sign at the number", stray) for m in spaced)


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(r"[$€£](?:(?<=[0-9].)|(?<=[0-9] .))")


@cache
def _sign_behind() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.,$€£/^-])(?P<amount>[0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]{1,7}(?:\.[0-9]{2})?)(?P<behind> ?[$€£])(?=[\s.,;:!?)]|\Z)(?![.,][0-9])")


def currency_signs(document: Document, options: Mapping[str, str]) -> Iterator[Repair]:
    """The dollar sign goes before its number (`500$`), in prose; for the euro and the pound it is suggested.

    >>> from normalise.document import Document
    >>> [r.edits for r in currency_signs(Document("I can pay 500$ a month for it"), {})]
    [((10, 10, '$'), (13, 14, ''))]
    """
    text = document.text
    for m in around(_sign(), _sign_behind, text, _REACH, _REACH):
        sign = m.group("behind")[-1]
        low, high = document.sentence(m.start())
        prose = len(text[max(low, m.start() - 100) : min(high, m.end() + 100)].split()) >= _LEAST_WORDS
        edits = ((m.start(), m.start(), sign), (*m.span("behind"), ""))
        yield Repair(edits, "currency sign", f"English sets {sign} before the number", sign == "$" and prose)
