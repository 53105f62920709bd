"""YAML read as strings only, with the line of everything, and without anything that could surprise.

PyYAML's own typing turns NO and 12:30 into False and 750 and swallows duplicate keys; none of that happens here.
Anchors, aliases and tags are refused, so a file can neither execute anything nor grow when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalise.schema import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 8_000_000
_MAX_DEPTH = 20
_PLAIN_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}


@dataclass(frozen=True, slots=True)
class Node:
    """`value` is a str, a list of nodes, or a dict of str to (line of the key, node); `line` counts from 1."""

    value: Any
    line: int

    def entries(self) -> Iterator[tuple[str, int, Node]]:
        """The keys of a mapping with their lines and values."""
        for key, (line, node) in self.value.items():
            yield key, line, node


def read(data: bytes, path: str) -> Node:
    """The tree of a YAML file. Raises RuleError, with path and line, for whatever cannot be read."""
    import yaml

    if len(data) > MAX_BYTES:
        raise RuleError(f"{len(data):,} bytes are too many for a rule file; put bulk data into a JSONL file and name it with `entries`", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleError(f"not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8", path=path, line=line) from None
    loader_class = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_unsafe(yaml.parse(text, Loader=loader_class), path)
        root = yaml.compose(text, Loader=loader_class)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RuleError(f"not valid YAML: {error.problem or error}", path=path, line=mark.line + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        raise RuleError(f"not valid YAML: {str(error).splitlines()[0]}", path=path) from None
    if root is None:
        raise RuleError("the file is empty; a rule file starts with `schema: 1`", path=path, line=1)
    return _convert(root, path)


def _refuse_unsafe(events: Any, path: str) -> None:
    """Walk the flat events first: depth, aliases and tags are refused before anything is built."""
    depth = 0
    for event in events:
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "AliasEvent" or getattr(event, "anchor", None):
            raise RuleError("anchors and aliases (& and *) are not used in rule files; write the value out, or quote it", path=path, line=line)
        if getattr(event, "tag", None) not in (None, "!", *_PLAIN_TAGS):
            raise RuleError(f"the tag {event.tag} is not used in rule files; write the value without it, or quote it", path=path, line=line)
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > _MAX_DEPTH:
                raise RuleError(f"nested more than {_MAX_DEPTH} deep", path=path, line=line)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1


def _convert(node: Any, path: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node.value, str):
        return Node(node.value, line)
    if node.id == "sequence":
        return Node([_convert(child, path) for child in node.value], line)
    entries: dict[str, tuple[int, Node]] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key.value, str):
            raise RuleError("a key must be plain text", path=path, line=at)
        if key.value in entries:
            raise RuleError(f"the key `{key.value}` stands twice (first on line {entries[key.value][0]})", path=path, line=at)
        entries[key.value] = (at, _convert(value, path))
    return Node(entries, line)
