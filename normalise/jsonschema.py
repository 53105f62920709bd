"""The JSON Schema of rule files, made from the types, so that editors complete and underline."""

from __future__ import annotations

from typing import Any

from normalise.schema import KINDS, TYPES, RuleSet, keys

_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_SIMPLE: dict[str, dict[str, Any]] = {
    "str": _TEXT,
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "Texts": _TEXTS,
    "Mapping[str, str]": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    "Mapping[str, Texts]": {"type": "object", "additionalProperties": _TEXTS},
    "Stop": {"$ref": "#/$defs/stop"},
    "tuple[Example, ...]": {"type": "array", "items": {"$ref": "#/$defs/example"}},
    "tuple[Rule, ...]": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
    "tuple[Decision, ...]": {"type": "array", "items": {"$ref": "#/$defs/decision"}},
}


def json_schema() -> dict[str, Any]:
    """The schema as plain data (draft 2020-12).

    >>> json_schema()["required"]
    ['schema', 'set']
    """
    rule = _object(TYPES["Rule"], required=("id", "kind"))
    rule["allOf"] = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"propertyNames": {"enum": sorted(keys(TYPES["Rule"], kind))}}}
        for kind in KINDS
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule set of normalise",
        **_object(RuleSet, required=("schema", "set")),
        "anyOf": [{"required": ["rules"]}, {"required": ["decisions"]}],
        "$defs": {
            "rule": rule,
            "stop": _object(TYPES["Stop"]),
            "example": _object(TYPES["Example"]),
            "decision": _object(TYPES["Decision"], required=("verdict",)),
        },
    }


def _object(cls: type, required: tuple[str, ...] = ()) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for key, field in keys(cls).items():
        spec = dict(_SIMPLE[field.type])
        if "one_of" in field.metadata:
            # `schema: 1` is a number to an editor and text to the loader.
            spec = {"enum": [*field.metadata["one_of"], *(int(v) for v in field.metadata["one_of"] if v.isdecimal())]}
        made["properties"][key] = {"description": field.metadata["doc"], **spec}
    if required:
        made["required"] = list(required)
    return made
