"""JSON that is written while its elements come, with the bytes that `json.dumps(…, indent=2)` would give the whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_STEP = "  "


def written(content: Any, depth: int = 0) -> str:
    """`content` as JSON that stands `depth` levels deep."""
    return json.dumps(content, ensure_ascii=False, indent=len(_STEP)).replace("\n", f"\n{_STEP * depth}")


def members(content: Mapping[str, Any], depth: int = 0) -> str:
    """Members of an object that stands `depth` levels deep, without its braces; `content` is not empty."""
    return written(content, depth).removeprefix("{").removesuffix("}").rstrip()


class Array:
    """An array that stands `depth` levels deep, element by element, from "[" to "]"."""

    def __init__(self, depth: int = 0) -> None:
        self._depth = depth
        self._empty = True

    def begin(self) -> str:
        """The opening bracket."""
        return "["

    def add(self, element: Any) -> str:
        """One more element."""
        comma = "" if self._empty else ","
        self._empty = False
        return f"{comma}\n{_STEP * (self._depth + 1)}{written(element, self._depth + 1)}"

    def end(self) -> str:
        """The closing bracket."""
        return "]" if self._empty else f"\n{_STEP * self._depth}]"
