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
_DIGITS = re.compile(r"\d+")
# 组织组织力, 服务服务员: the second one begins another word.
_TWICE = re.compile(r"([一-鿿]{2,4})\1(?![力性员者率度人家品部站点])")
# A text that has lost more than this is another text, not a damaged copy.
_WHOLE_ENOUGH = 0.6


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


def common_run(one: str, other: str) -> str:
    """The longest run of characters that both texts have, without white space; "" if none."""
    left, right = squash(one), squash(other)
    match = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    return left[match.a : match.a + match.size]


def is_damaged_copy(copy: str, original: str) -> bool:
    """Whether `copy` is `original` with pieces lost: the same characters in the same order, some missing."""
    left, right = squash(copy), squash(original)
    if not _WHOLE_ENOUGH * len(right) <= len(left) < len(right) or _DIGITS.findall(left) != _DIGITS.findall(right):
        return False
    rest = iter(right)
    return all(sign in rest for sign in left)


def doubled(text: str) -> tuple[str, ...]:
    """Words that stand twice without anything between them: 修缮修缮."""
    return tuple(word[1] for word in _TWICE.finditer(squash(text)) if len(set(word[1])) > 1)
