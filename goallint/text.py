"""Comparing what people typed: an explicit folding of look-alike characters.

Unicode's NFKC is not used: it turns `10²` into `102`, `㎡` into `m2` and `①` into `1`.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_LOOK_ALIKES = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("≧⩾", "≥"),
    **dict.fromkeys("≦⩽", "≤"),
    **dict.fromkeys("～〜∼", "~"),
    **dict.fromkeys("﹪", "%"),
    **dict.fromkeys("✕✖⨯", "×"),
    **dict.fromkeys("﹢", "+"),
    **dict.fromkeys("﹦", "="),
    **dict.fromkeys("﹤", "<"),
    **dict.fromkeys("﹥", ">"),
    **dict.fromkeys("︰﹕", ":"),
    **dict.fromkeys("﹙", "("),
    **dict.fromkeys("﹚", ")"),
    **dict.fromkeys("﹐", ","),
}
_FOLD = str.maketrans(_LOOK_ALIKES)
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` with full-width forms, dashes, spaces and operators in one spelling; same meaning."""
    return text.translate(_FOLD)


def squash(text: str) -> str:
    """`text` folded and without any white space: how labels split by spaces or lines compare."""
    return _SPACE.sub("", text.translate(_FOLD))


def unspaced(text: str) -> str:
    """`text` without any white space, otherwise as written."""
    return _SPACE.sub("", text)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, by the share of matching characters after folding."""
    return SequenceMatcher(None, squash(one), squash(other), autojunk=False).ratio()
