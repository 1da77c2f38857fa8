"""What is worked out once for an object, not for all that look like it: forms are large, and comparing them is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

A = TypeVarTuple("A")
T = TypeVar("T")
_ALL: list[Callable[[], None]] = []


def once(most: int) -> Callable[[Callable[[*A], T]], Callable[[*A], T]]:
    """Keep what a function makes of an object, or of several, for so many at `most`."""

    def decorate(find: Callable[[*A], T]) -> Callable[[*A], T]:
        kept: dict[tuple[int, ...], tuple[T, *A]] = {}  # with the objects, whose numbers are theirs while they live
        _ALL.append(kept.clear)

        @wraps(find)
        def found(*values: *A) -> T:
            key = tuple(map(id, values))
            known = kept.get(key)
            if known is None:
                if len(kept) >= most:
                    kept.clear()
                known = kept[key] = (find(*values), *values)
            return known[0]

        return found

    return decorate


def forgets(clear: Callable[[], None]) -> None:
    """Have something else let go of what it keeps about a document, too."""
    _ALL.append(clear)


def forget() -> None:
    """Let go of everything that was kept: the documents that it was about are done with."""
    for clear in _ALL:
        clear()
