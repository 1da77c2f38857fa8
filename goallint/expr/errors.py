"""What is wrong with an expression, and what its writer probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from goallint.errors import RuleError
from goallint.language import NOTHING, Phrase

# Half of a two-character Chinese name is a good hint, half of an English word is chance.
_CLOSE_CHINESE = 0.5
_CLOSE_ASCII = 0.6
_MOST_LISTED = 40


class ExpressionError(RuleError):
    """An expression is wrong between the offsets `start` and `end` of its text."""

    def __init__(self, message: Phrase, start: int, end: int, remedy: Phrase = NOTHING) -> None:
        super().__init__(message, remedy)
        self.start = start
        self.end = max(end, start + 1)


def nearest(name: str, names: Iterable[str]) -> Phrase:
    """The right names that look most like `name`; all of them if none does."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(names))
    close = get_close_matches(name, known, n=3, cutoff=_CLOSE_ASCII if name.isascii() else _CLOSE_CHINESE)
    if close:
        zh, en = "、".join(f"“{word}”" for word in close), ", ".join(f'"{word}"' for word in close)
        return Phrase(f"您是否想写 {zh}？", f"Did you mean {en}?")
    if not known:
        return NOTHING
    listed, more = known[:_MOST_LISTED], "…" if len(known) > _MOST_LISTED else ""
    return Phrase(f"可用的名称：{'、'.join(listed)}{more}", f"Valid names: {', '.join(listed)}{more}")
