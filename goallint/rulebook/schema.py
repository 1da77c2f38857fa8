"""The JSON Schema of rule files, for editors; made from what the loader knows, so that the two agree."""

from __future__ import annotations

from typing import Any

from goallint.expr.scopes import SCHEMAS, SCOPES
from goallint.rulebook.load import CHECK_KEYS, EXAMPLE_KINDS, RULE_KEYS, SEVERITIES
from goallint.rulebook.profile import profile_names

_TEXT = {"type": "string"}
_TEXTS = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_LANGUAGES = {
    "oneOf": [
        _TEXT,
        {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "required": ["zh"], "additionalProperties": False},
    ]
}
_EXPRESSION = {"type": ["string", "boolean", "number"]}


def rule_schema() -> dict[str, Any]:
    """The schema of one rule file."""
    scopes = [{"const": name, "description": SCHEMAS[name].title.zh} for name in SCOPES]
    check: dict[str, Any] = {
        "severity": {"enum": list(SEVERITIES)},
        "confidence": {"enum": ["high", "low"]},
        "for": {"oneOf": scopes},
        "let": {"type": "object", "additionalProperties": _EXPRESSION},
        "where": _EXPRESSION,
        "assert": _EXPRESSION,
        "message": _LANGUAGES,
        "suggest": _LANGUAGES,
        "at": _TEXT,
        "related": _TEXTS,
    }
    rule = check | {
        "id": {"type": "string", "pattern": "^[A-Z]+[0-9]{3}$"},
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "title": _LANGUAGES,
        "why": _LANGUAGES,
        "notes": _LANGUAGES,
        "basis": _TEXTS,
        "supersedes": _TEXTS,
        "checks": {"type": "array", "minItems": 1, "items": _object(check, CHECK_KEYS, ["assert", "message"])},
        "tests": {"type": "array", "items": _example()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "goallint rule",
        **_object(rule, RULE_KEYS, ["id", "name", "title"]),
        "oneOf": [{"required": ["checks"]}, {"required": ["severity", "for", "assert", "message"]}],
    }


def _object(properties: dict[str, Any], keys: tuple[str, ...], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: properties[key] for key in keys},
        "required": required,
        "additionalProperties": False,
    }


def _example() -> dict[str, Any]:
    properties: dict[str, Any] = dict.fromkeys(EXAMPLE_KINDS, _TEXT)
    properties |= {"expect": _TEXTS, "count": {"type": "integer", "minimum": 1}, "profile": {"enum": profile_names()}}
    return {
        "type": "object",
        "properties": properties,
        "oneOf": [{"required": [kind]} for kind in EXAMPLE_KINDS],
        "dependentRequired": {"expect": ["invalid"], "count": ["invalid"]},
        "additionalProperties": False,
    }
