"""Numbers with units: exact, and aware of the digits that were written."""

from __future__ import annotations

from decimal import Decimal

from goallint.records import dataclass

# An amount without decimals is exact, or rounded to 0.01万元 at most: with 50万元 = 30万元 + 19万元
# half a unit of the last written digit would excuse real errors.
_WIDEST_WHOLE_HALF = Decimal(50)
_HALF = Decimal(50)
_HALF = Decimal("0.5")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written (单位), its dimension (量纲) and its size in the dimension's base unit.

    Base units: money 元, rate 1 (so 1% is 0.01), area 平方米, length 米, weight 千克, volume 立方米,
    time 天; everything that is counted has factor 1.
    """

    symbol: str
    dimension: str
    factor: Decimal = Decimal(1)


NO_UNIT = Unit("", "number")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; the Decimal keeps the digits as written, so 6.80 is not 6.8."""

    number: Decimal
    unit: Unit = NO_UNIT

    @property
    def dimension(self) -> str:
        """The dimension of the unit; "number" without one."""
        return self.unit.dimension

    @property
    def base(self) -> Decimal:
        """The size in the base unit of the dimension (money: 元)."""
        return self.number * self.unit.factor

    @property
    def half(self) -> Decimal:
        """Half a unit of the last written digit, in the base unit: how far off a rounded number may be.

        A written zero is exact, and so are whatever is counted and a whole number without a unit; money without
        decimals is never taken for rounded more coarsely than to 0.01万元.
        """
        if self.number == 0 or self.dimension not in {"money", "rate", "number"}:
            return _ZERO
        exponent = self.number.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        if self.dimension == "number" and not places:
            return _ZERO
        half = _HALF.scaleb(-places) * self.unit.factor
        return min(half, _WIDEST_WHOLE_HALF) if self.dimension == "money" and not places else half

    @property
    def text(self) -> str:
        """The number and unit as they would be written."""
        return f"{self.number:f}{self.unit.symbol}"
