"""Regular expressions of `pattern` rules: compiled in one place, for the loader, the rules and the checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalise.schema import Rule

LARGEST = 100_000  # parts of a pattern; the compiler writes out what is repeated so and so many times, at 300 bytes each


def compile_pattern(rule: Rule) -> Any:
    """The compiled pattern of a rule. Raises RuleError if it cannot be compiled."""
    import regex

    try:
        return regex.compile(rule.pattern, _flags())
    except regex.error as error:
        raise rule.error(f"the pattern cannot be compiled: {error}") from None


def compile_glance(rule: Rule) -> re.Pattern[str]:
    """The compiled glance of a rule. Raises RuleError if it cannot be compiled."""
    try:
        return re.compile(rule.glance, re.VERBOSE | re.MULTILINE)
    except re.error as error:
        raise rule.error(f"the glance cannot be compiled: {error}") from None


def check_pattern(rule: Rule) -> None:
    """Raises RuleError if the pattern or glance of a rule cannot be compiled, the pattern is enormous, or its replacement names a group that is not there."""
    import regex

    if _parts(rule.pattern) > LARGEST:
        raise rule.error(f"the pattern repeats too much: written out, it has more than {LARGEST:,} parts; say + or *, or a smaller number in {{}}")
    compile_pattern(rule)
    compile_glance(rule)
    try:
        # A replacement is only read when there is a match: this matches the empty text.
        regex.compile(f"(?:{rule.pattern}\n)|", _flags()).sub(rule.replace, "")
    except (regex.error, IndexError) as error:
        raise rule.error(f"the pattern cannot be compiled: {error}") from None
    except MemoryError:
        raise rule.error("the pattern calls itself without an end") from None


def _flags() -> int:
    import regex

    return int(regex.VERBOSE | regex.MULTILINE | regex.VERSION0)


def _parts(pattern: str) -> int:
    """The length of a pattern in which all that must be repeated is written out.

    >>> _parts("a(b|c){3}"), _parts("(?:x{9999}){9999}[{]{2}") > LARGEST
    (10, True)
    """
    import re

    sums, last = [0], 0  # of the groups that are open; of what a number would repeat
    for part in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,\d*)?\}|[^\s]", pattern, re.DOTALL):
        if part[1]:
            more = last * max(0, int(part[1][:9]) - 1)
            sums[-1] += more
            last += more
        elif part[0] == "(":
            sums.append(0)
        else:
            last = sums.pop() if part[0] == ")" and len(sums) > 1 else 1
            sums[-1] += last
    return sum(sums)
