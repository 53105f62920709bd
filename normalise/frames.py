"""Frames: the context in which a rule is sure, unsure, or must stop.

Words as they stand in text; `~` is the mention, `(a|b)` alternatives, `(x)?` optional, `…` up to five words. A word in
lower case matches any case, a word with a capital exactly that.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from normalise.frametree import Choice, Gap, Mention, Word, parse
from normalise.glance import Literals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalise.document import Document
    from normalise.frametree import Node

_SEPARATOR = r"(?:[\"“”„«»‘’]?\s+[\"“”„«»‘]?)"
# What a space, with a line end and an indent, and what five words may take.
_SPACES, _GAP = 8, 100


def _render(nodes: tuple[Node, ...], *, behind_mention: bool = False) -> str:
    """A regular expression for a sequence of nodes without the mention."""
    out: list[str] = []
    swallow = False  # the space before the next node went into the optional one before it
    for i, node in enumerate(nodes):
        space = _SEPARATOR if node.spaced and not swallow else ""
        swallow = False
        if isinstance(node, Word):
            out.append(space + _word(node.text))
        elif isinstance(node, Gap):
            out.append(rf"(?:{space or _SEPARATOR}\S+){{0,5}}?")
        elif isinstance(node, Choice):
            inner = "|".join(_alternatives(node.options))
            if not node.optional:
                out.append(f"{space}(?:{inner})")
            elif i == 0 and not behind_mention and len(nodes) > 1 and nodes[1].spaced:
                out.append(f"(?:(?:{inner}){_SEPARATOR})?")
                swallow = True
            else:
                out.append(f"(?:{space}(?:{inner}))?")
    return "".join(out)


def _alternatives(options: Iterable[tuple[Node, ...]]) -> Iterator[str]:
    """Regular expressions for the options, in order; plain words side by side share one, which takes half as long to compile."""
    for are_plain, together in groupby(options, key=lambda option: _plain_word(option) != ""):
        if are_plain:
            yield rf"(?<!\w)(?i:{'|'.join(map(_plain_word, together))})(?!\w)"
        else:
            yield from map(_render, together)


def _plain_word(nodes: tuple[Node, ...]) -> str:
    """The one word that the nodes are, if it is of small letters and digits alone; else empty."""
    node = nodes[0]
    return node.text if len(nodes) == 1 and isinstance(node, Word) and node.text.isalnum() and node.text.islower() else ""


def _word(word: str) -> str:
    pattern = re.sub("['’]", "['’]", re.escape(word))
    pattern = re.sub("[\"“”]", "[\"“”„«»]", pattern)
    if word == word.lower() and any(c.isalpha() for c in word):
        pattern = f"(?i:{pattern})"
    left = r"(?<!\w)" if word[0].isalnum() else ""
    right = r"(?!\w)" if word[-1].isalnum() else ""
    return left + pattern + right


def _needs(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Words in plain letters, one of which must stand in what the nodes match; empty if that cannot be told.

    Regular expressions of frames are dear to make, and nearly all are for contexts that these words rule out.
    """
    best: frozenset[str] = frozenset()
    for node in nodes:
        words: frozenset[str] = frozenset()
        if isinstance(node, Word):
            words = frozenset(filter(str.isascii, (plain(node.text),)))
        elif isinstance(node, Choice) and not node.optional:
            options = [_needs(option) for option in node.options]
            words = frozenset().union(*options) if all(options) else words
        if words and not any('"' in word for word in words) and (not best or min(map(len, words)) > min(map(len, best))):
            best = words
    return best


def plain(text: str) -> str:
    """In lower case with straight apostrophes, and for the letters that match one of ASCII in any case, that one."""
    text = text.lower()
    return text if text.isascii() else text.replace("’", "'").replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def _edge(nodes: Iterable[Node], side: int) -> tuple[str, ...]:
    """Words in plain letters, with one of which what the nodes match begins (`side` 0) or ends (-1); none if that cannot be told.

    The nodes are given from that side on.
    """
    words: list[str] = []
    for node in nodes:
        if isinstance(node, Word):
            if not (node.text.isascii() and node.text[side].isalnum()) or '"' in node.text or len(node.text) > _LONGEST_WORD:
                return ()
            words.append(node.text.lower())
        elif isinstance(node, Choice):
            options = [_edge(option[:: side or 1], side) for option in node.options]
            if not all(options):
                return ()
            words += (word for option in options for word in option)
        else:
            return ()
        if isinstance(node, Word) or not node.optional:
            return tuple(words)
    return ()


def _stands(needs: frozenset[str], text: str) -> bool:
    return not needs or any(map(text.__contains__, needs))


# What `_SEPARATOR` takes, in plain letters, and how much of the text beside a mention tells what its next word is.
_BETWEEN = "".join(char for char in map(chr, [*range(0xA1), 0x1680, *range(0x2000, 0x2060), 0x3000]) if char.isspace()) + "\"“”„«»‘’'"
_BESIDE, _LONGEST_WORD = 80, 40


class Sides(NamedTuple):
    """What stands right before and right behind a mention, in plain letters; None where too much space is between to tell."""

    before: str | None
    behind: str | None

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Sides:
        """The sides of the mention `text[start:end]`."""
        low, high = max(0, start - _BESIDE), end + _BESIDE
        before, behind = plain(text[low:start]).rstrip(_BETWEEN), plain(text[end:high]).lstrip(_BETWEEN)
        return cls(
            before if not low or len(before) >= _LONGEST_WORD else None,
            behind if high >= len(text) or len(behind) >= _LONGEST_WORD else None,
        )


class Frame:
    """A frame made ready: what must stand right before and right after the mention, or anywhere near it.

    Its regular expressions are dear to make: each is only compiled for a text that has the words it needs.
    """

    def __init__(self, frame: str) -> None:
        nodes = parse(frame)
        at = next((i for i, node in enumerate(nodes) if isinstance(node, Mention)), None)
        self.is_anywhere = at is None
        self._before, self._after = nodes[:at], () if at is None else nodes[at + 1 :]
        if not self.is_anywhere and all(isinstance(node, Choice) and node.optional for node in self._before):
            self._before = ()  # what may all be left out asks for nothing
        self._spaced = at is not None and nodes[at].spaced
        self._reach = _longest(self._before) + _SPACES
        self._last, self._first = ((), ()) if self.is_anywhere else (_edge(self._before[::-1], -1), _edge(self._after, 0))

    def may_fit(self, sides: Sides) -> bool:
        """False if none of the words can stand beside the mention that the frame has there."""
        before, behind = sides
        if self._first and behind is not None and not behind.startswith(self._first):
            return False
        return not self._last or before is None or before.endswith(self._last)

    def may_stand(self, text: str) -> bool:
        """False if the text (as `plain` gives it) has none of the words without which the frame cannot match in it."""
        return _stands(self._needs_before, text) and _stands(self._needs_after, text)

    @cached_property
    def _needs_before(self) -> frozenset[str]:
        return _needs(self._before)

    @cached_property
    def _needs_after(self) -> frozenset[str]:
        return _needs(self._after)

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """The pattern of a frame without a mention."""
        return re.compile(_render(self._before))

    @cached_property
    def _left(self) -> re.Pattern[str]:
        return re.compile(_render(self._before) + (_SEPARATOR if self._spaced else "") + r"\Z")

    @cached_property
    def _right(self) -> re.Pattern[str]:
        return re.compile(_render(self._after, behind_mention=True))

    def fit(self, text: str, start: int, end: int, low: int, high: int) -> str:
        """The words by which the frame fits the mention `text[start:end]`, which is ~ in them; empty if it does not.

        It looks no further than `text[low:high]`.
        """
        if self.is_anywhere:
            found = self.anywhere.search(text, low, high) if self.may_stand(plain(text[low:high])) else None
            return found.group() if found else ""
        low = max(low, start - self._reach)
        if not _stands(self._needs_after, plain(text[end:high])) or not _stands(self._needs_before, plain(text[low:start])):
            return ""
        right = self._right.match(text, end, high) if self._after else None
        if self._after and not right:
            return ""
        left = self._left.search(text, low, start) if self._before else None
        if self._before and not left:
            return ""
        return " ".join(f"{left.group() if left else ''}~{right.group() if right else ''}".split())


@lru_cache(maxsize=20_000)
def compile_frame(frame: str) -> Frame:
    """The matcher of a frame. Raises FrameError if it cannot be read.

    >>> text = "The remnants of the IG fled."
    >>> compile_frame("(remnants|rout) of (the)? ~").fit(text, 20, 22, 0, len(text))
    'remnants of the ~'
    >>> compile_frame("~ militants").fit(text, 20, 22, 0, len(text))
    ''
    """
    return Frame(frame)


def _longest(nodes: tuple[Node, ...]) -> int:
    """How many characters of text the nodes can stand for at the most, near enough: how far to look back for them."""
    total = 0
    for node in nodes:
        if isinstance(node, Word):
            total += len(node.text)
        elif isinstance(node, Gap):
            total += _GAP
        elif isinstance(node, Choice):
            total += max(map(_longest, node.options))
        total += _SPACES
    return total


@lru_cache(maxsize=2_000)
def compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of words and phrases, matched anywhere."""
    return re.compile("|".join(_alternatives(map(parse, words))))


@lru_cache(maxsize=2_000)
def _words_by_need(words: tuple[str, ...]) -> tuple[Literals, tuple[str, ...], frozenset[str]]:
    """Literals of which one stands where one of the words does; for each, that word; and the words that need none."""
    pairs = [(need, word) for word in words for need in _needs(parse(word))]
    pairs += [(need.replace("'", "’"), word) for need, word in pairs if "'" in need]
    return Literals(need for need, _ in pairs), tuple(word for _, word in pairs), frozenset(words) - {word for _, word in pairs}


def first_of(words: tuple[str, ...], document: Document) -> str:
    """What stands first in the document of a list of words and phrases; empty if none does.

    >>> from normalise.document import Document
    >>> first_of(("Inspector General", "search and rescue"), Document("Search and rescue goes on."))
    'Search and rescue'
    """
    literals, owners, always = _words_by_need(words)
    near = always.union(owners[number] for number in literals.present(document.folded))
    found = compile_words(tuple(word for word in words if word in near)).search(document.text) if near else None
    return found.group() if found else ""
