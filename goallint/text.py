"""Comparing what people typed: an explicit folding of look-alike characters.

Unicode's NFKC is not used: it turns `10²` into `102`, `㎡` into `m2` and `①` into `1`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from goallint.regex import late

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
# A class of characters is faster than str.translate, which looks up every single one.
_LOOK_ALIKE = late(f"[{''.join(map(re.escape, _LOOK_ALIKES))}]")
_NUMERALS = "零一二三四五六七八九十"
_DIGITS = late(r"\d+")
# 组织组织力, 服务服务员: the second one begins another word.
_TWICE = late(r"([一-鿿]{2,4})\1(?![力性员者率度人家品部站点])")
# A text that has lost more than this is another text, not a damaged copy.
_WHOLE_ENOUGH = 0.6
# Looking for a run takes time that grows with the square of the length: of what is longer, the beginning has to do.
_COMPARED = 2000
# What is longer is prose, and seldom asked for twice.
_LABEL = 60


def fold(text: str) -> str:
    """`text` with full-width forms, dashes, spaces and operators in one spelling; same meaning."""
    return _LOOK_ALIKE.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    return _LOOK_ALIKES[match[0]]


def squash(text: str) -> str:
    """`text` folded and without any white space: how labels split by spaces or lines compare."""
    return _squashed(text) if len(text) <= _LABEL else "".join(fold(text).split())


@lru_cache(maxsize=1024)
def _squashed(text: str) -> str:
    """A form asks for the same labels over and over; only short texts are kept, so that no file fills the memory."""
    return "".join(fold(text).split())


def unspaced(text: str) -> str:
    """`text` without any white space, otherwise as written."""
    return "".join(text.split())


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without the white space around."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def numeral(word: str) -> int:
    """What a number in front of an item counts, up to 99: 3, ③, 十二; 0 if the word is no number."""
    if word.isdecimal():
        return int(word)
    if len(word) == 1 and "①" <= word <= "⑳":
        return ord(word) - ord("①") + 1
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _numeral(word, 0)
    return _numeral(tens, 1) * 10 + _numeral(ones, 0)


def _numeral(sign: str, otherwise: int) -> int:
    return _NUMERALS.index(sign) if len(sign) == 1 and sign in _NUMERALS else otherwise


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, by the share of matching characters after folding."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, squash(one), squash(other), autojunk=False).ratio()


def common_run(one: str, other: str) -> str:
    """The first of the longest runs of characters that both beginnings have, without white space; "" if none."""
    left, right = squash(one)[:_COMPARED], squash(other)[:_COMPARED]
    run = ""
    for start in range(len(left)):
        while start + len(run) < len(left) and left[start : start + len(run) + 1] in right:
            run = left[start : start + len(run) + 1]
    return run


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
