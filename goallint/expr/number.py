"""Numbers inside expressions: exact, with a dimension, a written precision and a unit to show them in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.values.quantity import NO_UNIT, Quantity, Unit
from goallint.values.units import units

# A context without traps never raises: what cannot be computed becomes NaN or infinity, and then Unknown.
# Fifty digits hold any budget exactly, so addition and multiplication do not round.
_EXACT = Context(prec=50, rounding=ROUND_HALF_UP, traps=[])
_ZERO = Decimal(0)

# A bare 0 compares with every dimension, a literal percentage with rates and with plain numbers.
ANY = "any"
SHARE = "share"
DATE = "date"
_PLAIN = frozenset({"number", "rate", SHARE})
_PERCENT = Unit("%", "rate", Decimal("0.01"))
# A quotient rarely ends; nobody writes more than two decimals of a percentage or of a unit price.
_RATE_EXPONENT = -4
_QUOTIENT_EXPONENT = -2
_MOST_PLACES = 8
# All the money there is takes less.
MOST_DIGITS = 60

_LITERAL = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>\D*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the base unit of its dimension (money: 元).

    `half` is how far off it may be by its written digits, `unit` the one to show it in, and `exponent` the
    power of ten of the finest digit that was written, in the base unit: 1.20万元 has exponent 2.
    """

    value: Decimal
    dimension: str = "number"
    half: Decimal = _ZERO
    unit: Unit = NO_UNIT
    exponent: int = 0

    @classmethod
    def of(cls, quantity: Quantity) -> Number:
        """The number that a quantity on the page says."""
        written = quantity.number.as_tuple().exponent
        finest = (written if isinstance(written, int) else 0) + quantity.unit.factor.adjusted()
        return cls(quantity.base, quantity.dimension, quantity.half, quantity.unit, finest)

    @classmethod
    def plain(cls, number: int | Decimal) -> Number:
        """A number without a unit, exact."""
        if isinstance(number, int):
            return _whole(number)
        exponent = number.as_tuple().exponent
        return cls(number, exponent=exponent if isinstance(exponent, int) else 0)

    @classmethod
    def day(cls, value: date) -> Number:
        """A day of the calendar: days compare, and their difference is a number of days."""
        return cls(Decimal(value.toordinal()), DATE)

    @property
    def places(self) -> int:
        """How many decimals it is shown with in its unit."""
        return min(max(self.unit.factor.adjusted() - self.exponent, 0), _MOST_PLACES)

    @property
    def text(self) -> str:
        """As it would be written: "5.00 万元", "95%", "41人"."""
        if self.dimension == DATE:
            day = date.fromordinal(int(self.value))
            return f"{day.year}年{day.month}月{day.day}日"
        gap = " " if self.dimension == "money" else ""
        return f"{_written(self):f}{gap}{self.unit.symbol}"


@lru_cache(maxsize=1024)
def _whole(number: int) -> Number:
    """A number of things: small ones are asked for over and over."""
    return Number(Decimal(number))


NOTHING_YET = Number(_ZERO, ANY)


def literal(text: str) -> Number | None:
    """The number that `text` says as a literal, such as 95% or 1.5万元; None if it is too long or its unit unknown.

    A literal is exact: it was chosen by the rule's author, not rounded by the form's.
    """
    match = _LITERAL.fullmatch(text)
    unit = (units().get(match["unit"]) if match["unit"] else NO_UNIT) if match else None
    if not match or unit is None or len(match["number"]) > MOST_DIGITS:
        return None
    number = Number.of(Quantity(Decimal(match["number"]), unit))
    dimension = SHARE if number.dimension == "rate" else number.dimension
    if number.value == 0 and not match["unit"]:
        dimension = ANY
    return replace(number, half=_ZERO, dimension=dimension)


def common_dimension(left: Number, right: Number) -> str | None:
    """The dimension in which two numbers can be compared and added; None if there is none."""
    one, other = left.dimension, right.dimension
    if other in {one, ANY}:
        return one
    if one == ANY:
        return other
    if SHARE in {one, other} and {one, other} <= _PLAIN:
        return one if other == SHARE else other
    return None


def mismatch(left: Number, right: Number) -> Phrase:
    """Why two numbers cannot be compared or added."""
    return Phrase(
        f"“{left.text}”与“{right.text}”的量纲不同，无法比较或相加",
        f"“{left.text}” and “{right.text}” differ in dimension and cannot be compared or added",
    )


def _finite(number: Number) -> Number | Phrase:
    if number.value.is_finite() and number.value.adjusted() < MOST_DIGITS:
        return number
    return Phrase("数值超出可计算的范围", "the number is too large to compute with")


def plus(left: Number, right: Number, sign: Literal[1, -1] = 1) -> Number | Phrase:
    """Sum or difference; both precisions count. A Phrase says why there is none."""
    dimension = common_dimension(left, right)
    if dimension == DATE and sign == -1 and left.dimension == right.dimension:
        return Number.plain(left.value - right.value)
    if dimension is None or dimension == DATE:
        return mismatch(left, right)
    shown = right if left.dimension == ANY else left
    value = (_EXACT.add if sign == 1 else _EXACT.subtract)(left.value, right.value)
    exponent = min(left.exponent, right.exponent)
    if left.unit.factor != right.unit.factor:
        # Of the decimals that only the other unit brings, those that say something are shown.
        exponent = min(shown.exponent, _finest(value, exponent))
    return _finite(Number(value, dimension, _EXACT.add(left.half, right.half), shown.unit, exponent))


def total(terms: Iterable[Number]) -> Number | Phrase:
    """The sum of numbers; a zero term widens nothing and does not choose the unit, no terms make 0."""
    result = NOTHING_YET
    for term in sorted(terms, key=lambda term: term.value == 0):
        # Nothing has been written yet, and a zero says nothing about the digits of the others.
        exponent = term.exponent if result is NOTHING_YET else result.exponent if term.value == 0 else None
        following = plus(result, replace(term, half=_ZERO, dimension=ANY) if term.value == 0 else term)
        if isinstance(following, Phrase):
            return following
        result = following if exponent is None else replace(following, exponent=exponent)
    return result


def times(left: Number, right: Number) -> Number | Phrase:
    """The product, exact: the written precision of factors says little about it."""
    plain = _PLAIN | {ANY}
    if right.dimension in plain:
        shown = left
    elif left.dimension in plain or (right.dimension == "money" and left.dimension != "money"):
        shown = right
    elif left.dimension == "money" and right.dimension != "money":
        shown = left
    else:
        return Phrase(
            f"“{left.text}”与“{right.text}”不能相乘", f"“{left.text}” and “{right.text}” cannot be multiplied"
        )
    value = _EXACT.multiply(left.value, right.value)
    return _finite(Number(value, shown.dimension, _ZERO, shown.unit, _finest(value, left.exponent + right.exponent)))


def over(left: Number, right: Number) -> Number | Phrase:
    """The quotient: a rate for one dimension, else in the dimension of `left`."""
    if right.value == 0:
        return Phrase("除数为零", "division by zero")
    value = _EXACT.divide(left.value, right.value)
    if right.dimension in _PLAIN or left.dimension == ANY or (left.dimension == "money" != right.dimension):
        finest = min(left.exponent, _finest(value, left.unit.factor.adjusted() + _QUOTIENT_EXPONENT))
        return _finite(Number(value, left.dimension, _ZERO, left.unit, finest))
    if common_dimension(left, right) is not None:
        return _finite(Number(value, "rate", _ZERO, _PERCENT, _finest(value, _RATE_EXPONENT)))
    return mismatch(left, right)


def _finest(value: Decimal, floor: int) -> int:
    """The exponent of the last digit of `value`, but none finer than `floor`."""
    exponent = _EXACT.normalize(value).as_tuple().exponent
    return max(exponent if isinstance(exponent, int) else 0, floor)


def compare(operator: str, left: Number, right: Number, *, within_precision: bool = False) -> bool | Phrase:
    """Whether the comparison holds; a Phrase says why nobody can tell.

    Within precision two numbers are equal if their written digits allow it: the difference is below the sum
    of the halves. Exactly at that sum they are not, or one item could be 0.01 off its total.
    """
    if left.dimension != right.dimension and common_dimension(left, right) is None:
        return mismatch(left, right)
    equal = left.value == right.value
    if within_precision and not equal:
        equal = _EXACT.subtract(left.value, right.value).copy_abs() < _EXACT.add(left.half, right.half)
    if equal:
        return "=" in operator and operator != "!="
    if operator in {"==", "!="}:
        return operator == "!="
    return (left.value < right.value) is (operator[0] == "<")


def negated(number: Number) -> Number:
    """The number with the other sign."""
    return replace(number, value=_EXACT.minus(number.value))


def absolute(number: Number) -> Number:
    """The number without its sign."""
    return replace(number, value=number.value.copy_abs())


def unitless(number: Number) -> Number:
    """The number as written, without its unit: 15% gives 15."""
    return Number.plain(_written(number))


def compact(number: Number) -> str:
    """The number as one would type it into a cell: no gap, no needless zeros; 46.00 万元 is 46万元."""
    written = _written(number).normalize(_EXACT)
    return f"{written:f}{number.unit.symbol}"


def _written(number: Number) -> Decimal:
    """The number in its unit, with its decimals."""
    exact = _EXACT.divide(number.value, number.unit.factor)
    rounded = _EXACT.quantize(exact, Decimal(1).scaleb(-number.places))
    return rounded if rounded.is_finite() else exact
