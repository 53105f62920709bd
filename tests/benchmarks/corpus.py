"""Made-up English to measure on: half dialogue, half reports, sound or damaged; and made-up names of entities.

Words come with the frequencies they have in English, new names at about the rate they have in books, so that what is
remembered by the word helps as much as it would there. Nothing but a seed decides what comes out.
"""

from __future__ import annotations

import random
import re
from itertools import accumulate

from normalise.names.tables import _frequencies

SIZE = 4000  # characters of a document, about
_SAID = ("said", "asked", "replied", "added", "repeated", "whispered")
_DAMAGE = (
    (re.compile(r",” (\w+) (?=said|asked|replied|added)"), r", “\1 "),  # the closing mark turned round
    (re.compile(r"(?<=\w) “(?=\w)"), "“ "),
    (re.compile(r"[.?]”$"), r'."'),
    (re.compile(r", (?=and )"), " , "),
    (re.compile(r"(?<=[a-z]), “"), r", - “"),
)


class Writer:
    """Writes documents and names, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        words = {word: 10**zipf for word, zipf in _frequencies().items() if word.isalpha() and word.isascii() and len(word) > 1}
        self._words, self._weights = list(words), list(accumulate(words.values()))
        self._names = [self.name() for _ in range(3000)]

    def name(self) -> str:
        """A name of two to four syllables."""
        parts = [self._random.choice(("b", "d", "kh", "m", "r", "sh", "t", "z", "n", "l", "v", "gr")) + self._random.choice(("a", "i", "u", "e", "ai")) for _ in range(self._random.randint(2, 4))]
        return ("".join(parts) + self._random.choice(("", "n", "r", "k", "sk"))).capitalize()

    def entity(self) -> tuple[str, list[str]]:
        """A name and misspelt forms of it."""
        name = f"{self.name()}{self.name().lower()}"
        aliases = {name.replace("kh", "h"), name.replace("sh", "sch"), name.replace("i", "y"), name + "e", name.replace("ai", "ay")}
        return name, sorted(aliases - {name})

    def documents(self, size: float, *, damaged: bool) -> list[str]:
        """Documents of `size` characters in all."""
        return [self.document(damaged=damaged) for _ in range(int(size / SIZE))]

    def document(self, *, damaged: bool) -> str:
        """Paragraphs of one kind, with blank lines between."""
        paragraph = self._dialogue if self._random.random() < 0.5 else self._report
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < SIZE:
            text = paragraph()
            if damaged and self._random.random() < 0.3:
                pattern, new = self._random.choice(_DAMAGE)
                text = pattern.sub(new, text, count=1)
            paragraphs.append(text)
        return "\n\n".join(paragraphs)

    def _dialogue(self) -> str:
        first, second = self._sentence(3, 12), self._clause(2, 9)
        who = self._random.choice(("he", "she", self._random.choice(self._names), "the " + self._clause(1, 1)))
        end = self._random.choice(".?!")
        if self._random.random() < 0.4:
            return f"“{first}{end}”"
        return f"“{first},” {who} {self._random.choice(_SAID)}, “{second}{end}” {self._sentence(4, 14)}."

    def _report(self) -> str:
        return " ".join(self._sentence(6, 24) + "." for _ in range(self._random.randint(2, 7)))

    def _sentence(self, least: int, most: int) -> str:
        text = self._clause(least, most)
        return text[0].upper() + text[1:]

    def _clause(self, least: int, most: int) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=self._random.randint(least, most))
        for i in range(len(words)):
            chance = self._random.random()
            if chance < 0.003:
                words[i] = self.name()
            elif chance < 0.04:
                words[i] = self._random.choice(self._names)
            elif chance < 0.08:
                words[i] += "’s"
            elif chance < 0.14 and i + 1 < len(words):
                words[i] += ","
            elif chance < 0.145:
                words[i] = str(self._random.randint(2, 2000))
        return " ".join(words)
