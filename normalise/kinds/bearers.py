"""Who bears a surname: the names and initials beside it, and whether the document speaks of somebody else."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from normalise.document import CAPITALISED
from normalise.kinds.base import frame_that_matches
from normalise.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalise.document import Document
    from normalise.kinds.base import Evidence
    from normalise.schema import Rule

TITLES = frozenset(
    "Mr Mrs Ms Dr Gen General Col Colonel Maj Major Lt Lieutenant Capt Captain President Minister Spokesman Spokeswoman "  # noqa: SIM905
    "Spokesperson Senator Deputy Director Ambassador Brigadier Sergeant Commander Marshal Admiral Judge Professor Governor Mayor Chairman Secretary".split()
)
# Of words at the start of a sentence, only such as are less common than this (Zipf) are taken for a name.
_COMMON = 4.0
# How far before a name other names of its bearer are looked for.
_REACH = 60


@cache
def _run_before() -> re.Pattern[str]:
    return re.compile(r"(?:\b[A-Z][\w'’-]*\.?\s*)+\Z")


@cache
def _initials_before() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])([A-Z])\.[ \xa0]?(?:[A-Z]\.[ \xa0]?)?\Z")


def names_before(text: str, start: int) -> list[str]:
    """The words with a capital right before `start` that are no titles; initials as single letters.

    >>> names_before("when Gen. Ivan P. Petrov", 18), names_before("for V. Petrov", 7)
    (['Ivan', 'P'], ['V'])
    """
    run = _run_before().search(text, max(0, start - _REACH), start)
    words = run.group().replace(".", ". ").split() if run else []
    return [word.rstrip(".") for word in words if word.rstrip(".") not in TITLES and len(word) > 1]


def initial_before(text: str, start: int) -> str:
    """The first initial right before a surname at `start`; empty if there is none.

    >>> initial_before("to V. V. Putin", 9), initial_before("V.V. Putin", 5), initial_before("to Putin", 3)
    ('V', 'V', '')
    """
    found = _initials_before().search(text, max(0, start - 8), start)
    return found[1] if found else ""


def initial_fits(initial: str, full: Sequence[str]) -> bool:
    """True if a given name in one of the whole names begins with that initial.

    >>> initial_fits("V", ["Vladimir Putin"]), initial_fits("A", ["Vladimir Putin"]), initial_fits("", ["Vladimir Putin"])
    (True, False, False)
    """
    return any(word[:1] == initial for name in full for word in name.split()[:-1])


def somebody_else(evidence: Evidence, rule: Rule, form: str, full: Sequence[str], *, named: bool) -> str:
    """Why the surname `form` alone may not be the person of the rule whose whole names are `full`; empty if it is.

    Unless it is `named` by an initial, the document must have a whole name; none may be somebody else, by a stop of the rule or
    by a decision of a review, and nobody else may bear the surname.
    """
    document = evidence.document
    mentions = _whole_names(document.text, full)
    if not mentions and not named:
        return "a surname alone, and the document does not have the whole name"
    for start, end in mentions:
        name = document.text[start:end]
        if evidence.entities.is_someone_else(name, rule):
            return f"a review says that “{name}” is someone else"
        if stop := frame_that_matches(rule.stop.sentence, document, start, end):
            return f"the document has “{name}”, somebody else (“{stop}”)"
    other = _other_bearer(document, form, full)
    return f"the document also has “{other}”" if other else ""


def _whole_names(text: str, full: Sequence[str]) -> list[tuple[int, int]]:
    """Where one of the names stands."""
    folded = fold(text)
    names = [re.escape(fold(name)).replace(r"\ ", r"\s+").replace("'", "['’ʼ‘]") for name in full if fold(name) in folded]
    return [m.span() for name in names for m in re.finditer(name, text)]


def _other_bearer(document: Document, form: str, full: Sequence[str]) -> str:
    """A mention of the surname with a given name or an initial that is none of the person's; empty if there is none."""
    from normalise.names.tables import frequency

    given = {word for name in full for word in name.split()[:-1]}
    for m in re.finditer(rf"({CAPITALISED.pattern})(\.?)\s+{re.escape(form)}\b", document.text):
        word, stop = m.groups()
        if stop and len(word) == 1:
            if not initial_fits(initial_before(document.text, m.end() - len(form)), full):
                return m.group()
        elif not stop and word not in given and word not in TITLES:
            starts = document.sentence(m.start())[0] == m.start()
            # “Yesterday Suhel”, but “Ahmad Suhel”.
            if not starts or (len(word) > 2 and frequency(word.lower()) < _COMMON):
                return m.group()
    return ""
