"""The tables beside this module: scripts and weights as JSON, English words by frequency."""

from __future__ import annotations

from functools import cache
from typing import Any


def _read(name: str) -> str:
    from pkgutil import get_data

    return (get_data("normalise.names", f"data/{name}") or b"").decode()


@cache
def table(name: str) -> dict[str, Any]:
    """The JSON table of that name."""
    import json

    data: dict[str, Any] = json.loads(_read(f"{name}.json"))
    return data


@cache
def _frequencies() -> dict[str, float]:
    words: dict[str, float] = {}
    for line in _read("english.txt").splitlines():
        if not line.startswith("#"):
            zipf, *group = line.split()
            words.update(dict.fromkeys(group, float(zipf)))
    return words


def frequency(word: str) -> float:
    """How common a word (lower case, without marks) is in English text: Zipf frequency, or 0 if it is rare.

    The words are those of running text, names among them: “tehran” is there. Source: wordfreq.

    >>> frequency("leverage") > 3.5, frequency("khemeymim")
    (True, 0.0)
    """
    return _frequencies().get(word, 0.0)
