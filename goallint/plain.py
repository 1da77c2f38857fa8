"""Dataclasses as plain data of JSON, and back again: what is read makes only what the types of the fields allow.

Nothing is run and no class is named in the data, so it may come from anywhere. Fields that do not count for comparison
are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from goallint.regex import late

T = TypeVar("T")

_DECIMAL = late(r"-?[0-9]+(?:\.[0-9]+)?")


def plain(value: Any) -> Any:
    """What stands for a dataclass or a Decimal, for `default=` of `json.dumps`; it knows all else itself."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    kind: Any = type(value)
    return [getattr(value, name) for name in _fields(kind)]


def restored(kind: type[T], data: Any) -> T:
    """What `data` stands for, as JSON gives it back; ValueError if that is no `kind`."""
    wanted: Any = kind
    made: T = _maker(wanted)(data)
    return made


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """The types of the fields of a dataclass or a named tuple."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.compare} if is_dataclass(kind) else hints


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a `kind` of data."""
    generic, parts = get_origin(kind), get_args(kind)
    if generic is Literal:
        return partial(_word, parts)
    if generic is UnionType:
        return partial(_optional, parts[0])
    if generic is tuple:
        return partial(_tuple, parts[0])
    if is_dataclass(kind) or issubclass(kind, tuple):
        return partial(_record, kind)
    if issubclass(kind, Enum):
        return partial(kind)  # its call finds the member, or raises ValueError
    return _decimal if kind is Decimal else partial(_simple, kind)


def _word(words: tuple[str, ...], data: Any) -> Any:
    return data if data in words else _refuse(data)


def _optional(kind: Any, data: Any) -> Any:
    return None if data is None else _maker(kind)(data)


def _tuple(kind: Any, data: Any) -> Any:
    return tuple(map(_maker(kind), _list(data)))


def _record(kind: Any, data: Any) -> Any:
    known = _fields(kind).items()
    return kind(**{name: _maker(of)(value) for (name, of), value in zip(known, _list(data), strict=True)})


def _decimal(data: Any) -> Any:
    # An exponent could make a few signs a number of gigabytes.
    return Decimal(data) if isinstance(data, str) and _DECIMAL.fullmatch(data) else _refuse(data)


def _simple(kind: Any, data: Any) -> Any:
    return data if type(data) is kind else _refuse(data)


def _list(data: Any) -> list[Any]:
    found: list[Any] = data if isinstance(data, list) else _refuse(data)
    return found


def _refuse(data: Any) -> Any:
    raise ValueError(type(data).__name__)
