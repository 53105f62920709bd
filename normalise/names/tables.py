"""The tables beside this module: scripts and weights as JSON, English words by frequency, nouns by kind, given names."""

from __future__ import annotations

from functools import cache
from typing import Any
from zlib import crc32

# The Zipf frequency from which a word is common.
_COMMON = 3.4
# The bits of the table of rare words that each word sets.
_BITS = 5


def _bytes(name: str) -> bytes:
    from pkgutil import get_data

    return get_data("normalise.names", f"data/{name}") or b""


def _read(name: str) -> str:
    return _bytes(name).decode()


@cache
def table(name: str) -> dict[str, Any]:
    """The JSON table of that name."""
    import json

    data: dict[str, Any] = json.loads(_read(f"{name}.json"))
    return data


@cache
def nouns() -> dict[str, str]:
    """What kind of thing a noun says that a name beside it stands for: place, site, office, person, group or thing.

    >>> nouns()["town"], nouns()["plumber"], nouns()["mayor"]
    ('place', 'person', 'office')
    """
    lines = (line.partition(":") for line in _read("nouns.txt").splitlines() if not line.startswith("#"))
    return {noun: kind for kind, _, words in lines for noun in words.split()}


@cache
def given_names() -> frozenset[str]:
    """Common given names; none that is a place or a word too.

    >>> "John" in given_names(), "Jordan" in given_names()
    (True, False)
    """
    return frozenset(word for line in _read("given.txt").splitlines() if not line.startswith("#") for word in line.split())


@cache
def _frequencies() -> dict[str, float]:
    words: dict[str, float] = {}
    for line in _lines():
        zipf, *group = line.split()
        words.update(dict.fromkeys(group, float(zipf)))
    return words


def _lines() -> list[str]:
    """The words of English with each frequency, the most frequent first."""
    return [line for line in _read("english.txt").splitlines() if not line.startswith("#")]


@cache
def _common() -> frozenset[str]:
    return frozenset().union(*(line.split()[1:] for line in _lines() if line >= str(_COMMON)))


def is_common(word: str) -> bool:
    """True for the most frequent quarter of the words that `frequency` knows; they are read in a fifth of the time.

    >>> is_common("there"), is_common("leverage"), is_common("umbelliferous")
    (True, True, False)
    """
    return frequency(word) >= _COMMON if _frequencies.cache_info().currsize else word in _common()


def frequency(word: str) -> float:
    """How common a word (lower case, without marks) is in English text: Zipf frequency, or 0 if it is rare.

    The words are those of running text, names among them: “tehran” is there. Source: wordfreq.

    >>> frequency("leverage") > 3.5, frequency("khemeymim")
    (True, 0.0)
    """
    return _frequencies().get(word, 0.0)


@cache
def _rare() -> bytes:
    return _bytes("rare.bin") or b"\0"


def places(word: str, size: int) -> list[int]:
    """The bits of a Bloom filter of that many that a word sets (Bloom 1970; two hashes make the others, Kirsch and Mitzenmacher 2006)."""
    step, first = divmod(crc32(word.encode()), size)
    return [(first + (2 * step + 1) * k) % size for k in range(_BITS)]


def is_rare(word: str) -> bool:
    """True for a word (lower case, without marks) that English texts have, names among them, though more seldom than `frequency` tells.

    Of words that they do not have, one in fifty is taken for one. Source: wordfreq; `fit_rare` makes the table.

    >>> is_rare("iguazu"), is_rare("leverage"), is_rare("khemeymim")
    (True, False, False)
    """
    bits = _rare()
    for place in places(word, 8 * len(bits)):  # noqa: SIM110  # mostly the first bit or the second tells
        if not bits[place >> 3] >> (place & 7) & 1:
            return False
    return True
