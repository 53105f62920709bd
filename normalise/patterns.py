"""Regular expressions of `pattern` rules: compiled in one place, for the loader, the rules and the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalise.schema import Rule


def compile_pattern(rule: Rule) -> Any:
    """The compiled pattern of a rule. Raises RuleError if it cannot be compiled."""
    import regex

    try:
        return regex.compile(rule.pattern, _flags())
    except regex.error as error:
        raise rule.error(f"the pattern cannot be compiled: {error}") from None


def check_pattern(rule: Rule) -> None:
    """Raises RuleError if the pattern of a rule cannot be compiled, or its replacement names a group that is not there."""
    import regex

    compile_pattern(rule)
    try:
        # A replacement is only read when there is a match: this matches the empty text.
        regex.compile(f"(?:{rule.pattern}\n)|", _flags()).sub(rule.replace, "")
    except (regex.error, IndexError) as error:
        raise rule.error(f"the pattern cannot be compiled: {error}") from None


def _flags() -> int:
    import regex

    return int(regex.VERBOSE | regex.MULTILINE | regex.VERSION0)
