"""Titles: what kind of form it is, for which year, and which project the caption names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from goallint.form import FormKind
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import squash

_NUMBERING = late(r"^(?:附(?:件|表)\d*[:-]?)?(?:[(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)、.．,])*")
# What is longer is prose.
_LONGEST = 80
_YEAR = late(r"(?<!\d)((?:20|19)\d\d)年?度?")


@lru_cache(maxsize=256)
def is_title(text: str) -> bool:
    """Whether a text is the title of a performance-target form."""
    key = _NUMBERING.sub("", squash(text))
    is_prose = len(key) > _LONGEST or any(mark in key for mark in ":。;")
    return not is_prose and any(word in key for word in vocabulary("frame")["title_words"])


@lru_cache(maxsize=256)
def kind_of(title: str) -> FormKind | None:
    """The kind of form that a title names."""
    key = squash(title)
    for kind, words in vocabulary("frame")["titles"].items():
        if any(squash(word) in key for word in words):
            return kind  # type: ignore[no-any-return]  # the vocabulary's keys are the kinds
    return None


def year_in(texts: Sequence[str]) -> int | None:
    """The budget year that the first of the texts with a year gives: "(2021 年)", "2024年部门…"."""
    for text in texts:
        match = _YEAR.search(squash(text))
        if match and ("年" in squash(text) or is_title(text)):
            return int(match[1])
    return None


@cache
def _endings(before: str) -> re.Pattern[str]:
    words = sorted(map(squash, vocabulary("frame")["title_endings"]), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))}){before}")


@cache
def _generic() -> tuple[frozenset[str], int]:
    """The words that may stand in the title of any form, and the length of the longest."""
    words = frozenset(map(squash, vocabulary("frame")["title_generic"]))
    return words, max(map(len, words))


def _is_generic(name: str) -> bool:
    """Whether nothing but such words is left; they overlap, and all ways to part the name are gone at once."""
    words, longest = _generic()
    ends = {0}
    for start in range(len(name)):
        if start in ends:
            pieces = (name[start:end] for end in range(start + 1, start + longest + 1))
            ends |= {start + len(piece) for piece in pieces if piece in words or _YEAR_OR_SIGN.fullmatch(piece)}
    return len(name) in ends


_YEAR_OR_SIGN = late(r"(?:19|20)\d\d年?度?|[()\-:_]")


@lru_cache(maxsize=256)
def caption(title: str) -> str:
    """The project that a title names: "3、图书采购绩效目标表" gives "图书采购"; "" if it names none."""
    key = squash(title)
    # A remark may follow the ending: 绩效目标表(试行).
    ending = _endings(r"[(]" if key.endswith(")") else "$").search(key)
    if ending is None:
        return ""
    name = _NUMBERING.sub("", key[: ending.start()])
    name = re.sub(r"^(?:19|20)\d\d年?度?|[(](?:19|20)\d\d年?度?[)]", "", name)
    for word in ("支出预算", "支出", "预算"):
        name = name.removesuffix(word) if name.endswith(f"项目{word}") else name
    name = name.removesuffix("项目") if not name.endswith(("的项目", "类项目")) else name
    return "" if _is_generic(name) else name
