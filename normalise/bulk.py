"""Bulk entries of a rule: a JSONL or TSV file with many entities, or many phrases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from normalise.schema import Entity, Rule, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LISTS = ("aliases", "native")
_PHRASE_KEYS = ("id", "for", "write")
_KEYS = frozenset(("id", "for", "write", *Entity._fields))


def read_entries(rule: Rule) -> Iterator[Entity]:
    """The entries of the file that `rule.entries` names, beside the rule file.

    JSONL: an object a line, with the keys id, name, aliases, native, type, or for a phrase for, write (and id).
    TSV: the same as columns, named in its first line; lists are parted by `|`. Raises RuleError with file and line.
    """
    path = os.path.join(os.path.dirname(rule.path), rule.entries)
    tabs = path.endswith(".tsv")
    if not tabs and not path.endswith(".jsonl"):
        raise rule.error(f"`entries` takes a .jsonl or .tsv file, not `{rule.entries}`")
    try:
        with open(path, encoding="utf-8-sig") as file:
            rows = _tsv(file, rule, path) if tabs else _jsonl(file, rule, path)
            names: dict[str, str] = {}
            for line, row in rows:
                entity = _entity(row, rule, path, line)
                if rule.kind == "entity" and names.setdefault(entity.id, entity.name) != entity.name:
                    raise RuleError(f"the id `{entity.id}` stands for `{names[entity.id]}` and for `{entity.name}`", path=path, line=line, rule=rule.full_id)
                yield entity
    except OSError as error:
        raise rule.error(f"`entries`: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RuleError(f"not UTF-8: {error.reason}; save the file as UTF-8", path=path, rule=rule.full_id) from None


def _jsonl(lines: Iterable[str], rule: Rule, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    import json

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise RuleError(f"not JSON: {error}", path=path, line=number, rule=rule.full_id) from None
        if not isinstance(row, dict):
            raise RuleError("each line must be one JSON object", path=path, line=number, rule=rule.full_id)
        yield number, row


def _tsv(lines: Iterable[str], rule: Rule, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if not header:
            header = cells
        elif line.strip():
            if len(cells) != len(header):
                raise RuleError(f"{len(cells)} columns where the first line names {len(header)}", path=path, line=number, rule=rule.full_id)
            yield number, {k: v.split("|") if k in _LISTS and v else v for k, v in zip(header, cells, strict=True) if v}


def _misspelt(row: dict[str, Any], rule: Rule) -> str:
    """A key that is nearly one that an entry may have, with that one; of others a knowledge base may have as many as it likes."""
    from difflib import get_close_matches

    keys = _PHRASE_KEYS if rule.kind == "phrase" else Entity._fields
    for key in row.keys() - set(keys):
        near = get_close_matches(key.lower(), set(keys) - row.keys(), 1, cutoff=0.75)
        if near:
            return f"unknown key `{key}` (did you mean `{near[0]}`?)"
    return ""


def _entity(row: dict[str, Any], rule: Rule, path: str, line: int) -> Entity:
    if said := not _KEYS.issuperset(row) and _misspelt(row, rule):
        raise RuleError(said, path=path, line=line, rule=rule.full_id)
    if rule.kind == "phrase":
        forms = row.get("for", ())
        row = {"id": row.get("id", ""), "name": row.get("write"), "aliases": [forms] if isinstance(forms, str) else forms}
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        key = "write" if rule.kind == "phrase" else "name"
        raise RuleError(f"the entry has no `{key}`", path=path, line=line, rule=rule.full_id)
    lists = {}
    for key in _LISTS:
        value = row.get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise RuleError(f"`{key}` must be a list of texts", path=path, line=line, rule=rule.full_id)
        lists[key] = tuple(value)
    return Entity(str(row.get("id") or name), name, lists["aliases"], lists["native"], str(row.get("type", "")))
