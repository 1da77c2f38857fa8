"""What is worked out once for an object, not for all that look like it: forms are large, and comparing them is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

A = TypeVarTuple("A")
T = TypeVar("T")
_ALL: list[Callable[[], None]] = []


def once(most: int) -> Callable[[Callable[[*A], T]], Callable[[*A], T]]:
    """Keep what a function makes of an object, or of several, for so many at `most`."""

    def decorate(find: Callable[[*A], T]) -> Callable[[*A], T]:
        kept = lru_cache(maxsize=most)(lambda *keys: find(*(key.value for key in keys)))
        _ALL.append(kept.cache_clear)

        @wraps(find)
        def found(*values: *A) -> T:
            return kept(*map(_Itself, values))

        return found

    return decorate


def forgets(clear: Callable[[], None]) -> None:
    """Have something else let go of what it keeps about a document, too."""
    _ALL.append(clear)


def forget() -> None:
    """Let go of everything that was kept: the documents that it was about are done with."""
    for clear in _ALL:
        clear()


class _Itself:
    """An object as a key: it alone is equal to itself."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)
