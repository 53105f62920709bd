"""A page in Markdown for each rule set, made from the rules: what, examples, guards, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalise.schema import Example, Rule, RuleSet

_MOST_FORMS = 12
_GUARDS = (("sure", "sure"), ("maybe", "maybe (suggested)"), ("document_mentions", "the document mentions"))


def page(rule_set: RuleSet) -> str:
    """The page of a rule set, which must be loaded with its examples (`load_sets(…, documented=True)`)."""
    return "\n".join(_page(rule_set)) + "\n"


def _page(rule_set: RuleSet) -> Iterator[str]:
    yield f"# {rule_set.set}: {rule_set.title}\n"
    yield "<!-- Made from the rules by `normalise rules page`; do not edit. -->\n"
    yield f"{'On by default' if rule_set.default else 'On request'}; {len(rule_set.rules)} rules.\n"
    for rule in rule_set.rules:
        yield from _rule(rule)
    if rule_set.decisions:
        yield "## Decisions\n"
        yield from (f"- {_code(one.form or one.write)}, {one.rule or 'every rule'}: {one.verdict}" for one in rule_set.decisions)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.full_id}\n"
    status = "" if rule.status == "stable" else f" · {rule.status}"
    yield f"{rule.title}. *{rule.kind} · {rule.safety}{status}*\n"
    forms = [*rule.for_[:_MOST_FORMS], *(["…"] if len(rule.for_) > _MOST_FORMS else [])]
    written = rule.write or rule.name
    if forms:
        yield f"- {', '.join(map(_code, forms))} → {_code(written)}"
    if rule.entries:
        yield f"- {len(rule.bulk)} entries in `{rule.entries}`"
    if rule.source:
        yield f"- source: {', '.join(rule.source)}"
    for key, title in _GUARDS:
        if texts := getattr(rule, key):
            yield f"- {title}: {', '.join(map(_code, texts))}"
    for title, texts in (("in the sentence", rule.stop.sentence), ("in the document", rule.stop.document)):
        if texts:
            yield f"- stop, {title}: {', '.join(map(_code, texts))}"
    if rule.references:
        yield f"- see {', '.join(rule.references)}"
    if rule.note:
        yield f"- {rule.note}"
    yield ""
    yield from _examples(rule.examples)


def _examples(examples: tuple[Example, ...]) -> Iterator[str]:
    if not examples:
        return
    yield "| | |\n| --- | --- |"
    for example in examples:
        for label, text in (("wrong", example.wrong), ("right", example.right), ("stays", example.keep), ("reported", example.report)):
            if text:
                yield f"| {label} | {_cell(text)} |"
    yield ""


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text.replace('|', '¦')}{fence}"


def _cell(text: str) -> str:
    shown = "".join(c if c.isprintable() or c == " " else f"\\u{ord(c):04x}" if c != "\n" else " ⏎ " for c in text)
    return shown.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("`", "\\`")
