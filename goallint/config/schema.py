"""The JSON Schema of the configuration, for editors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goallint.config.keys import FILE_KEYS, FILES, KEYS, PATH, REQUIRED, SUPPRESS, SUPPRESS_KEYS, Key

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """The schema of goallint.toml, and of [tool.goallint]."""
    schema = _table(KEYS.values(), ())
    files = _table((PATH, *FILE_KEYS.values()), (PATH.name,)) | {"minProperties": 2}
    suppress = _table(SUPPRESS_KEYS.values(), REQUIRED)
    schema["properties"] |= {FILES: {"type": "array", "items": files}, SUPPRESS: {"type": "array", "items": suppress}}
    return {"$schema": _DRAFT, "title": "goallint.toml", **schema}


def _table(keys: Iterable[Key], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key.name: _property(key) for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def _property(key: Key) -> dict[str, Any]:
    about = {"description": key.about.zh, **key.kind.schema()}
    return about if key.default is None else about | {"default": _plain(key.default)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
