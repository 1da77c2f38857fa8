"""Dataclasses that are quick to define.

`dataclasses` compiles up to seven functions for each class, which for all classes of goallint would be a sixth of a
cold start. Here only `__init__` is compiled; what need not differ from class to class is shared. All else, `field`
and `replace` among it, is that of `dataclasses`, and so is what type checkers see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass

__all__ = ["dataclass"]


def _dataclass(
    cls: Any = None, *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Any:
    """What `dataclasses.dataclass` makes of a class with the same options."""
    if cls is None:
        return lambda cls: _dataclass(cls, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)
    own = frozenset(vars(cls))
    made = standard(cls, init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
    methods: dict[str, Any] = {"__init__": _init(made, frozen=frozen, slots=slots), "__repr__": _repr}
    if eq:
        methods |= _comparison(made, frozen=frozen)
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        if slots:
            methods |= {"__getstate__": _state, "__setstate__": _restore}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


if not TYPE_CHECKING:
    dataclass = _dataclass


def _init(cls: Any, *, frozen: bool, slots: bool) -> Callable[..., None]:
    """The only function that is compiled: it takes the fields, keeps them and calls `__post_init__`."""
    known: dict[str, Any] = {"_MISSING": MISSING, "_set": object.__setattr__}
    positional = ["self"]
    keywords: list[str] = []
    lines: list[str] = []
    for field in fields(cls):
        default, argument, value = _default(field)
        known[f"_default_{field.name}"] = default
        if field.init:
            (keywords if field.kw_only else positional).append(argument)
        elif default is MISSING:
            continue
        if not frozen:
            lines.append(f"self.{field.name} = {value}")
        elif slots:
            known[f"_set_{field.name}"] = getattr(cls, field.name).__set__
            lines.append(f"_set_{field.name}(self, {value})")
        else:
            lines.append(f"_set(self, {field.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    takes = ", ".join([*positional, *(["*", *keywords] if keywords else [])])
    body = "\n    ".join(lines or ["pass"])
    exec(f"def __init__({takes}):\n    {body}", known)  # noqa: S102  # as dataclasses does it: names are identifiers
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _default(field: Field[Any]) -> tuple[Any, str, str]:
    """What a field is without an argument, or what makes it; how the argument is written, and the value."""
    name, default = field.name, f"_default_{field.name}"
    if field.default_factory is not MISSING:
        value = f"{default}() if {name} is _MISSING else {name}" if field.init else f"{default}()"
        return field.default_factory, f"{name}=_MISSING", value
    if field.default is not MISSING:
        return field.default, f"{name}={default}", name if field.init else default
    return MISSING, name, name


def _comparison(cls: Any, *, frozen: bool) -> dict[str, Any]:
    """Equal are two of the same class with equal fields; only what cannot change has a hash."""
    names = [field.name for field in fields(cls) if field.compare]
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed if frozen else None}


def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(_: Any, name: str, *__: Any) -> NoReturn:
    message = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(message)


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
