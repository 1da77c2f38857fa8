"""What is worked out once for an object, not for all that look like it: forms are large, and comparing them is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")
_ALL: list[Callable[[], None]] = []


def once(most: int) -> Callable[[Callable[[A], T]], Callable[[A], T]]:
    """Keep what a function makes of an object, for so many objects at `most`."""

    def decorate(find: Callable[[A], T]) -> Callable[[A], T]:
        kept: dict[int, tuple[A, T]] = {}  # with the object, for its number is its own only while it lives
        _ALL.append(kept.clear)

        @wraps(find)
        def found(value: A) -> T:
            known = kept.get(id(value))
            if known is None:
                if len(kept) >= most:
                    kept.clear()
                known = kept[id(value)] = (value, find(value))
            return known[1]

        return found

    return decorate


def forgets(clear: Callable[[], None]) -> None:
    """Have something else let go of what it keeps about a document, too."""
    _ALL.append(clear)


def forget() -> None:
    """Let go of everything that was kept: the documents that it was about are done with."""
    for clear in _ALL:
        clear()
