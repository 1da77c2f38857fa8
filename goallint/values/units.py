"""Units by their written form: `rules/vocabulary/units.yaml` as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from goallint.resources import vocabulary
from goallint.values.quantity import NO_UNIT, Unit


@cache
def units() -> dict[str, Unit]:
    """Every unit by its symbol, with and without a scale in front (万人), and the bare scales."""
    data = vocabulary("units")
    scales = {symbol: Decimal(str(factor)) for symbol, factor in data["scales"].items()}
    table = {symbol: Unit(symbol, "number", factor) for symbol, factor in scales.items()}
    for dimension, members in data["dimensions"].items():
        for symbol, size in members.items():
            factor = Decimal(str(size))
            for scale, times in scales.items():
                table.setdefault(scale + symbol, Unit(scale + symbol, dimension, factor * times))
    for dimension, members in data["dimensions"].items():
        table |= {symbol: Unit(symbol, dimension, Decimal(str(size))) for symbol, size in members.items()}
    return table


def unit(symbol: str) -> Unit:
    """The unit of that symbol; dimension "other" for one that is not in the vocabulary."""
    return units().get(symbol) or (Unit(symbol, "other") if symbol else NO_UNIT)


@cache
def unit_pattern() -> str:
    """A regular expression for any unit, the longest first: 千米 before 千 with 米, 万元 before 万."""
    data = vocabulary("units")
    bare = _alternatives(symbol for members in data["dimensions"].values() for symbol in members)
    scales = _alternatives(data["scales"])
    return f"(?:{bare})|(?:{scales})(?:{bare})?"


def _alternatives(symbols: Iterable[str]) -> str:
    return "|".join(re.escape(symbol) for symbol in sorted(symbols, key=lambda s: (-len(s), s)))


def has_dimension(symbol: str, dimension: str) -> bool:
    """Whether `symbol` is a unit of that dimension."""
    known = units().get(symbol)
    return known is not None and known.dimension == dimension


def scale(of: Unit) -> Decimal:
    """What stands in front of the unit as a number: 万 of 万人 gives 10000, 亩 gives 1."""
    scales = vocabulary("units")["scales"]
    match = re.match("|".join(sorted(scales, key=len, reverse=True)), of.symbol)
    return Decimal(scales[match[0]]) if match else Decimal(1)
