"""Dataclasses that are quick to define.

`dataclasses` compiles up to six functions for every class, which for all classes of goallint is a fifth of a cold
start. Here only `__init__` is compiled; what need not differ from class to class is shared. All else, `field`,
`fields` and `replace` among it, is that of `dataclasses`, and so is what type checkers see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(cls=None, *, frozen=False, slots=False, kw_only=False, eq=True):
        """What `dataclasses.dataclass` makes of a class with the same options."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)
        own = vars(cls).keys() - {"__doc__"}
        made = dataclasses.dataclass(cls, init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
        methods = {"__init__": _init(made, frozen=frozen, slots=slots), "__repr__": _repr}
        if eq:
            methods |= _compared(made, frozen=frozen)
        if frozen:
            methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
            if slots:
                methods |= {"__getstate__": _state, "__setstate__": _restore}
        for name, method in methods.items():
            if name not in own:
                setattr(made, name, method)
        return made

    def _init(cls, *, frozen, slots):
        """The only function that is compiled: it takes the fields as arguments, those by keyword last."""
        known = {"_missing": dataclasses.MISSING, "_set": object.__setattr__}
        arguments, lines = {False: ["self"], True: []}, []
        for field in dataclasses.fields(cls):
            name, argument, value = field.name, field.name, field.name
            if field.default is not dataclasses.MISSING:
                known[f"_default_{name}"] = field.default
                argument = f"{name}=_default_{name}"
            elif field.default_factory is not dataclasses.MISSING:
                known[f"_default_{name}"] = field.default_factory
                argument, value = f"{name}=_missing", f"_default_{name}() if {name} is _missing else {name}"
            if field.init:
                arguments[field.kw_only].append(argument)
            elif argument == name:
                continue
            else:
                value = f"_default_{name}" + "()" * value.count("()")
            if not frozen:
                lines.append(f"self.{name} = {value}")
            elif slots:
                known[f"_set_{name}"] = getattr(cls, name).__set__
                lines.append(f"_set_{name}(self, {value})")
            else:
                lines.append(f"_set(self, {name!r}, {value})")
        takes = ", ".join([*arguments[False], *(["*", *arguments[True]] if arguments[True] else [])])
        body = "\n    ".join(lines or ["pass"])
        exec(f"def __init__({takes}):\n    {body}", known)  # noqa: S102  # as dataclasses does; names are identifiers
        init = known["__init__"]
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        return init

    def _compared(cls, *, frozen):
        """Equal are two of the same class whose compared fields are; what cannot change has a hash."""
        names = [field.name for field in dataclasses.fields(cls) if field.compare]
        values = attrgetter(*names) if names else lambda _: ()

        def equal(self, other):
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        return {"__eq__": equal, "__hash__": (lambda self: hash(values(self))) if frozen else None}

    def _repr(self):
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _refuse(self, name, *_):
        raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")

    def _state(self):
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _restore(self, state):
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)


__all__ = ["dataclass"]
