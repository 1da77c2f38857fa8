"""Fitting Chinese text on a screen: a Chinese character is two columns wide and may end a line anywhere.

Only the standard library: help and usage errors need it before anything heavy is loaded.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_NO_START = frozenset("，。、；：？！）」』】》〉”’…—％℃,.;:?!)]}%")
_NO_END = frozenset("（「『【《〈“‘([{¥￥≥≤＞＜第")
# Text of documents reaches the screen: it must not move the cursor or change the colours there.
_CONTROLS = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) != "\n"}


def clean(text: str) -> str:
    """`text` without control characters, which a terminal would obey."""
    return text.translate(_CONTROLS)


def one_line(text: str) -> str:
    """`text` of a cell on one line."""
    return clean(" ".join(text.split()))


def char_width(char: str) -> int:
    """How many columns a character takes: 0, 1 or 2."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def width(text: str) -> int:
    """How many columns `text` takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def pad(text: str, columns: int) -> str:
    """`text` filled up with spaces to `columns`."""
    return text + " " * max(0, columns - width(text))


def shorten(text: str, columns: int) -> str:
    """`text` on one line of at most `columns`; what does not fit is cut and marked with "…"."""
    flat = " ".join(text.split())
    if width(flat) <= columns:
        return flat
    kept, used = [], 1
    for char in flat:
        used += char_width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def breaks(text: str, columns: int) -> list[int]:
    """Find the offsets at which `text` must be broken so that no line is wider than `columns`.

    Chinese may be broken between any two characters, but punctuation that closes never starts a line, one that
    opens never ends it; Latin words, and numbers with what they count, stay whole while they fit on a line.
    """
    found: list[int] = []
    start = opportunity = used = 0
    for index, char in enumerate(text):
        if index > start and _may_break(text[index - 1], char):
            opportunity = index
        used += char_width(char)
        if used > columns and char != " " and index > start:
            start = opportunity if opportunity > start else index
            found.append(start)
            used = width(text[start : index + 1])
    return found


def _may_break(before: str, after: str) -> bool:
    if after == " " or before in _NO_END or before.isdigit() or (after in _NO_START and before != " "):
        return False
    return before in {" ", "/"} or not before.isascii() or not after.isascii()


def wrap(text: str, columns: int, indent: str = "", first: str | None = None) -> list[str]:
    """`text` as lines of at most `columns`, each after `indent`; the first after `first` where it is given."""
    heads = indent if first is None else first
    room = max(columns - max(width(indent), width(heads)), 8)
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        cuts = [0, *breaks(paragraph, room), len(paragraph)]
        for start, end in pairwise(cuts):
            lines.append(((heads if not lines else indent) + paragraph[start:end]).rstrip())
    return lines
