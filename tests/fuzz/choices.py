"""Bytes as decisions, so that a fuzzer that changes bytes changes forms, rules and packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableSequence, Sequence
from functools import cache
from typing import Any, TypeVar

from goallint.resources import rules_folder, vocabulary

T = TypeVar("T")

_BYTE = 256
_LAST_NUMBER, _LAST_SIGN = 2, 6


class Choices:
    """Decisions read from bytes; when these are used up, every further one is the first there is."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        size = 1 if count <= _BYTE else 2 if count <= _BYTE**2 else 4
        taken = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(taken) % max(count, 1)

    def pick(self, among: Sequence[T]) -> T:
        """One of these."""
        return among[self.below(len(among))]

    def rest(self) -> bytes:
        """The bytes that are left."""
        taken, self._at = self._data[self._at :], len(self._data)
        return taken

    def text(self, most: int = 12) -> str:
        """A few characters, whatever they are."""
        size = self.below(most + 1)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken.decode("utf-8", "replace")

    def words(self, most: int = 6) -> str:
        """Words that stand on forms, one behind the other."""
        return "".join(self.word() for _ in range(self.below(most + 1)))

    def word(self) -> str:
        """A word of the vocabulary, a number, a sign, or any characters."""
        kind = self.below(16)
        if kind == 0:
            return self.text()
        if kind <= _LAST_NUMBER:
            return str(self.below(_BYTE**kind)) + self.pick(("", ".5", ".00", ",000", "．３"))
        if kind <= _LAST_SIGN:
            return self.pick(tokens()[0])
        return self.pick(tokens()[kind % len(tokens())])


def as_text(data: bytes) -> str:
    """A text of these bytes: words of forms where the first one is odd, else the characters themselves."""
    if data[:1] and data[0] % 2:
        choices = Choices(data[1:])
        return "".join(_while(choices, choices.word))
    return data[1:].decode("utf-8", "surrogateescape")


def _while(choices: Choices, make: Callable[[], str]) -> Iterator[str]:
    while choices:
        yield make()


def shuffled(choices: Choices, items: MutableSequence[T], make: Callable[[], T]) -> None:
    """Change a list in one way: leave out, double, exchange, replace, add."""
    at, other = choices.below(len(items)), choices.below(len(items))
    if not items:
        items.append(make())
        return
    match choices.below(5):
        case 0:
            items[at] = make()
        case 1:
            items.insert(at, make())
        case 2:
            del items[at]
        case 3:
            items.insert(other, items[at])
        case _:
            items[at], items[other] = items[other], items[at]


@cache
def tokens() -> tuple[tuple[str, ...], ...]:
    """The words of the vocabulary, list by list, and the signs that stand between them."""
    lists = [tuple(dict.fromkeys(_texts(vocabulary(path.stem)))) for path in _vocabularies()]
    return (_SIGNS, *(words for words in lists if words))


def _vocabularies() -> list[Any]:
    return sorted((rules_folder() / "vocabulary").glob("*.yaml"))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _texts(str(key))
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)


_SIGNS = (
    *("\n", "\t", " ", "　", "，", "。", "；", "：", ":", "、", "(", ")", "（", "）", "|", "/", "\\", "%", "％", "‰"),
    *("×", "*", "+", "-", "—", "~", "=", "≥", "≤", ">", "<", "±", "≈", "第", "一", "二", "十", "两", "①", "1.", "1、"),
    *("（1）", "2024年", "12月", "31日", "底", "前", "第一季度", "20", "0", "0.00", "1,234.5", "０", "½", "²", "³"),
    *("\u200b", "\ufeff", "\u2028", "\0", "〇", "零", "百", "千", "万", "亿", "万亿", "每", "共", "其中："),
    *("较上年", "增加", "减少", "增长", "占", "人均", "每人每月", "个月", "元/人", "万元。", "等", "下同"),
)
