"""Phrases that a translation says twice over, as decoders do that run into a loop."""

from __future__ import annotations

import re
from functools import cache
from operator import eq
from typing import TYPE_CHECKING

from normalise.repair import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalise.document import Document

_LEAST_WORDS, _LEAST_LENGTH = 3, 14
# The beginnings of what stands between commas: two alike, not far from one another, are worth a closer look.
_HEADS = re.compile(r", (?=([^\n]{14}))")
_FARTHEST = 3
# “of the city of the city”: the shortest sign of a phrase that runs into itself without a comma.
# A search that begins with a space stops at every word, one with an o at many: hence the look back.
_LOOP = re.compile(r"f (?<= of )(?:the )?(\w{4})(?=[\w ]{1,60}of (?:the )?\1)")
# The same, or what looks so, in UTF-8, which is gone through in three quarters of the time.
_LOOP_IN_UTF8 = re.compile(rb"f (?<= of )(?:the )?([\w\x80-\xff]{4})(?=[\w \x80-\xff]{1,240}of (?:the )?\1)")
_REACH, _SHORT_LINE = 150, 40


@cache
def _between_commas() -> re.Pattern[str]:
    """A comma and a phrase, and both again, up to a mark; the phrase may have up to three commas inside."""
    part = r"[^,.;:!?\n\"“”«»()—]"
    return re.compile(rf"(?P<phrase>,[ ]{part}{{3,160}}(?:,[ ]{part}{{3,80}}){{0,3}})(?P<again>(?P=phrase)+)(?=[,.;:!?)\n\"”’»]|\Z)")


@cache
def _run_on() -> re.Pattern[str]:
    """A phrase of four words or more and the same at once again, without a mark between."""
    return re.compile(r"(?P<phrase>(?: [\w'’-]+){4,12}?)(?P<again>(?P=phrase)+)(?![\w'’-])")


@cache
def _heartfelt() -> re.Pattern[str]:
    """Words of speech, story, song and emphasis, where saying it again is meant."""
    return re.compile(
        r"\b(?:I|we|you|me|us|my|our|your|he|she|they|him|them|it|oh|ah|la|no|nor|not|never|so|very|please|yes|over|again|on and on|after)\b",
        re.IGNORECASE,
    )


def repetitions(document: Document, options: Mapping[str, str]) -> Iterable[Repair]:
    """A phrase of three words or more that is said again at once is said once.

    Only suggested where repeating may be meant: in quotations, in verse, in the first and second person.

    >>> from normalise.document import Document
    >>> [r.edits for r in repetitions(Document("They went home, to a safer area, to a safer area."), {})]
    [((31, 48, ''),)]
    """
    text = document.text
    heads = _HEADS.findall(text)
    if len(set(heads)) < len(heads) and any(any(map(eq, heads, heads[k:])) for k in range(1, _FARTHEST + 1)):
        return _repetitions(document, _repeated_between_commas(text))
    return _repetitions(document, _repeated_at_once(text)) if _LOOP_IN_UTF8.search(document.utf8) and _LOOP.search(text) else ()


def _repeated_between_commas(text: str) -> Iterator[re.Match[str]]:
    starts = [(hit[1], hit.start()) for hit in _HEADS.finditer(text)]
    heads = [head for head, _ in starts]
    done = 0
    for i, (head, start) in enumerate(starts, 1):
        if start >= done and head in heads[i : i + _FARTHEST]:
            found = _between_commas().match(text, start)
            if found:
                done = found.end()
                yield found


def _repeated_at_once(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for hit in _LOOP.finditer(text):
        found = _run_on().search(text, max(done, hit.start() - _REACH), hit.end() + _REACH)
        if found:
            done = found.end()
            yield found


def _repetitions(document: Document, found: Iterable[re.Match[str]]) -> Iterator[Repair]:
    for m in found:
        phrase = m.group("phrase")
        words = re.findall(r"[^\W\d_]+", phrase)
        if len(words) < _LEAST_WORDS or len(phrase) < _LEAST_LENGTH or not any(len(word) > 3 for word in words):
            continue
        sure = _hangs_together(phrase, words) and not _heartfelt().search(phrase) and not _is_speech_or_verse(document, *m.span())
        reason = f"“{phrase.strip(' ,')[:60]}” is said again at once"
        yield Repair(((*m.span("again"), ""),), "repeated phrase", reason, sure)


def _hangs_together(phrase: str, words: list[str]) -> bool:
    """True for a phrase of a sentence; a list may say its items again (“knit two, purl two”)."""
    if "," in phrase[1:] or len(words) == _LEAST_WORDS:
        return bool(_function_word().search(phrase)) and sum(len(word) > 3 for word in words) > 1
    return True


@cache
def _function_word() -> re.Pattern[str]:
    return re.compile(r"\b(?:the|an?|of|in|on|at|to|for|from|by|with|and|or|as|that|which|is|was|were|are|his|her|their|its)\b")


def _is_speech_or_verse(document: Document, start: int, end: int) -> bool:
    """True inside a quotation that is open at `start`, or where the lines are short."""
    text = document.text
    low, high = document.paragraph(start)
    before = text[max(low, start - 2000) : start]
    if before.count('"') % 2 or before.count("“") > before.count("”") or before.count("«") > before.count("»"):
        return True
    if re.search(r"(?<!\w)‘(?!.*’(?!\w))", before):
        return True
    line = text[text.rfind("\n", low, start) + 1 : start]
    if low < text.find("\n", end, high) and len(line) < _SHORT_LINE:
        return True
    # “Row, row, row your boat”: who says one word again means to say the phrase again.
    return bool(re.search(r"\b(\w+),? \1\b", text[max(low, start - _REACH) : start]))
