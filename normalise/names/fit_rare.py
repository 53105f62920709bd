"""Make the table of rare words: `python -m normalise.names.fit_rare --write < WORDS`, one word a line.

The words shipped are all that wordfreq 3.1 (its large list for English) has, but for those that `frequency` knows:

    python -c "import wordfreq; print(*wordfreq.top_n_list('en', 10**6, 'large'), sep='\\n')" | python -m normalise.names.fit_rare --write
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from normalise.names.phones import plain
from normalise.names.tables import frequency, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BITS_FOR_EACH = 8


def table_of(words: Iterable[str]) -> bytes:
    """The Bloom filter of words without marks."""
    kept = {name for name in map(plain, words) if name and " " not in name and not frequency(name)}
    bits = bytearray(len(kept) * _BITS_FOR_EACH // 8 + 1)
    for word in kept:
        for place in places(word, 8 * len(bits)):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def main(arguments: Sequence[str]) -> None:
    """Read the words, and with `--write` replace the table that ships."""
    made = table_of(line.strip() for line in sys.stdin)
    print(len(made), "bytes")  # noqa: T201
    if "--write" in arguments:
        with open(os.path.join(os.path.dirname(__file__), "data", "rare.bin"), "wb") as file:
            file.write(made)


if __name__ == "__main__":
    main(sys.argv[1:])
