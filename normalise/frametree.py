"""Frames as they are written, taken apart.

Words as they stand in text; `~` is the mention, `(a|b)` alternatives, `(x)?` optional, `…` up to five words.
"""

from __future__ import annotations

import re
from itertools import product
from math import prod
from typing import NamedTuple

_TOKEN = re.compile(r"\s+|\(|\)\??|\||~|…|[^\s()|~…]+")
# How many gaps a frame, and how many forms a line of `for:` may have: with each the work is multiplied.
MOST_GAPS, MOST_FORMS = 5, 10_000


class FrameError(ValueError):
    """A frame that cannot be read; the message says what is wrong."""


class Word(NamedTuple):
    """Letters or signs without a space; `spaced` if a space stands before it."""

    text: str
    spaced: bool


class Choice(NamedTuple):
    """Alternatives, each a sequence; may be left out if `optional`."""

    options: tuple[tuple[Node, ...], ...]
    optional: bool
    spaced: bool


class Gap(NamedTuple):
    """`…`: up to five words."""

    spaced: bool


class Mention(NamedTuple):
    """`~`: the mention itself."""

    spaced: bool


Node = Word | Choice | Gap | Mention


def parse(frame: str) -> tuple[Node, ...]:
    """The parts of a frame. Raises FrameError where brackets or alternatives do not fit.

    >>> parse("the ~")
    (Word(text='the', spaced=False), Mention(spaced=True))
    """
    tokens = _TOKEN.findall(frame.strip())
    nodes, rest = _sequence(tokens, 0)
    if rest != len(tokens):
        raise FrameError(f"a {tokens[rest]!r} too many in the frame {frame!r}")
    if not nodes:
        raise FrameError("an empty frame")
    if sum(isinstance(n, Mention) for n in nodes) > 1:
        raise FrameError(f"more than one ~ in the frame {frame!r}")
    if frame.count("…") > MOST_GAPS:
        raise FrameError(f"more than {MOST_GAPS} … in the frame {frame!r}")
    return nodes


def _sequence(tokens: list[str], at: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    spaced = False
    while at < len(tokens) and tokens[at] not in (")", ")?", "|"):
        part = tokens[at]
        at += 1
        if part.isspace():
            spaced = bool(nodes)
            continue
        if part == "(":
            node, at = _choice(tokens, at, spaced)
            nodes.append(node)
        else:
            nodes.append(Mention(spaced) if part == "~" else Gap(spaced) if part == "…" else Word(part, spaced))
        spaced = False
    return tuple(nodes), at


def _choice(tokens: list[str], at: int, spaced: bool) -> tuple[Choice, int]:
    options: list[tuple[Node, ...]] = []
    while True:
        option, at = _sequence(tokens, at)
        if any(not isinstance(n, Word | Choice | Gap) for n in option):
            raise FrameError("~ cannot stand inside brackets")
        if not option:
            raise FrameError("an empty alternative: write (x)? for what may be left out")
        options.append(option)
        if at == len(tokens):
            raise FrameError("a bracket is not closed")
        if tokens[at] != "|":
            return Choice(tuple(options), tokens[at] == ")?", spaced), at + 1
        at += 1


def expand(form: str) -> list[str]:
    """Every literal form that a `for:` line stands for.

    >>> expand("(gang|bandit) formation(s)?")
    ['gang formations', 'gang formation', 'bandit formations', 'bandit formation']
    """
    if "(" not in form and "~" not in form and "…" not in form:
        return [" ".join(form.split())]
    return [" ".join(text.split()) for text in _expand(parse(form))]


def _expand(nodes: tuple[Node, ...]) -> list[str]:
    choices: list[list[str]] = []
    for node in nodes:
        space = " " * node.spaced
        if isinstance(node, Word):
            choices.append([space + node.text])
        elif isinstance(node, Choice):
            texts = [space + text for option in node.options for text in _expand(option)]
            choices.append([*texts, *([""] if node.optional else [])])
        else:
            raise FrameError("~ and … cannot stand in a form")
        if prod(map(len, choices)) > MOST_FORMS:
            raise FrameError(f"it stands for more than {MOST_FORMS:,} forms")
    return ["".join(parts) for parts in product(*choices)]
