"""Settings of a profile and word lists, as expressions see them."""

from __future__ import annotations

from collections.abc import Sequence

from goallint.expr.number import Number, literal
from goallint.expr.results import Items, Result
from goallint.expr.types import NUMBER, TEXT, TRUTH, Type, list_of
from goallint.records import dataclass

WORD_LISTS = "词表"
SETTINGS = "配置"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, or a word list, as an expression sees it."""

    type: Type
    value: Result


def setting(value: object) -> Setting:
    """What was written as a value: 85% is a number, as it is in an expression; so is a list of numbers."""
    if isinstance(value, bool):
        return Setting(TRUTH, value)
    if isinstance(value, int):
        return Setting(NUMBER, Number.plain(value))
    if isinstance(value, str):
        number = literal(value)
        return Setting(NUMBER, number) if number else Setting(TEXT, value)
    words = [str(each) for each in value] if isinstance(value, Sequence) else []
    numbers = [number for each in words if (number := literal(each))]
    if words and len(numbers) == len(words):
        return Setting(list_of(NUMBER), Items(tuple(numbers)))
    return Setting(list_of(TEXT), Items(tuple(words)))
