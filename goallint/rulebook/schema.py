"""The JSON Schemas of rule files, profiles and word lists, for editors.

Those of rules and profiles are made from what the loaders know, so that they agree.
"""

from __future__ import annotations

from typing import Any

from goallint.expr.scopes import SCHEMAS, SCOPES
from goallint.expr.settings import setting
from goallint.expr.types import NUMBER
from goallint.rulebook.compile import CHECK_KEYS, EXAMPLE_KINDS, ID, NAME, RULE_KEYS, SEVERITIES
from goallint.rulebook.profile import PROFILE_KEYS, load_profile, profile_names

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": "string"}
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
        "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "title": _LANGUAGES,
        "why": _LANGUAGES,
        "notes": _LANGUAGES,
        "basis": _TEXTS,
        "supersedes": _TEXTS,
        "checks": {"type": "array", "minItems": 1, "items": _object(check, CHECK_KEYS, ["assert", "message"])},
        "tests": {"type": "array", "items": _example()},
    }
    return {
        "$schema": _DRAFT,
        "title": "goallint rule",
        **_object(rule, RULE_KEYS, ["id", "name", "title"]),
        "oneOf": [{"required": ["checks"]}, {"required": ["severity", "for", "assert", "message"]}],
    }


def profile_schema() -> dict[str, Any]:
    """The schema of one profile; its settings are those that the generic one declares."""
    settings = {name: _setting(value) for name, value in load_profile().settings.items()}
    rule = {"type": "string", "pattern": f"^{ID.pattern}$"}
    profile: dict[str, Any] = {
        "name": _TEXT,
        "title": _LANGUAGES,
        "extends": _TEXT | {"description": f"{' | '.join(profile_names())} | *.yaml"},
        "settings": _object(settings, tuple(settings), []),
        "off": {"type": "array", "items": rule},
        "severity": {
            "type": "object",
            "propertyNames": {"pattern": rule["pattern"]},
            "additionalProperties": {"enum": list(SEVERITIES)},
        },
    }
    return {"$schema": _DRAFT, "title": "goallint profile", **_object(profile, PROFILE_KEYS, ["name"])}


def _setting(value: object) -> dict[str, Any]:
    kind = setting(value).type
    number = {"oneOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?\\S*$"}]}
    items: dict[str, Any] = number if kind.of == NUMBER else _TEXT
    kinds: dict[str, dict[str, Any]] = {
        "truth": {"type": "boolean"},
        "number": number,
        "list": {"type": "array", "items": items},
    }
    return kinds.get(kind.kind, _TEXT)


def vocabulary_schema() -> dict[str, Any]:
    """The schema of the word lists: a file keeps to the definition of its name, or else to `lists`."""
    words: dict[str, Any] = {"type": "array", "items": _TEXT, "minItems": 1}
    named = {"type": "object", "additionalProperties": words}
    patterns = {"type": "object", "additionalProperties": _TEXT}
    sizes = {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}}
    definitions: dict[str, Any] = {
        "lists": {
            "type": "object",
            "additionalProperties": {
                "anyOf": [words, named, patterns, {"type": "array", "items": words, "minItems": 1}]
            },
        },
        "words": named,
        "units": _all_of({"scales": sizes, "dimensions": {"type": "object", "additionalProperties": sizes}}),
        "measures": {"type": "array", "items": _measure(words)},
        "frame": {
            "type": "object",
            "properties": {
                "level1": named,
                "level2": {"type": "object", "additionalProperties": _all_of({"under": words, "names": words})},
            },
            "required": ["level1", "level2"],
            "additionalProperties": {"oneOf": [words, named]},
        },
    }
    anything = [{"$ref": f"#/$defs/{name}"} for name in definitions]
    return {"$schema": _DRAFT, "title": "goallint word list", "anyOf": anything, "$defs": definitions}


def _measure(words: dict[str, Any]) -> dict[str, Any]:
    """What a noun at the end of a name measures."""
    properties = {"nouns": words, "unless": words, "dimensions": words, "lenient": words, "unit": _TEXT}
    return _object(properties, tuple(properties), ["nouns", "dimensions", "unit"])


def _all_of(properties: dict[str, Any]) -> dict[str, Any]:
    return _object(properties, tuple(properties), list(properties))


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
