"""Unit costs (单位成本): what one costs is per, and how many of that a quantity counts."""

from __future__ import annotations

from decimal import Decimal

from goallint.regex import late
from goallint.text import squash
from goallint.values.measure import measure
from goallint.values.model import Value
from goallint.values.quantity import Quantity
from goallint.values.units import scale, unit

_THINGS = "人|名|户|亩|村|社区|场|次|期|平方米|公里|台|套|辆|座|册|份|处|间|盏|株|吨|家|所|件|块|棵|眼|条"
_PER = late(
    rf"每(?:一|个|名|位)?(?:行政)?({_THINGS}|天|日|月|季度|学期|人次)|(人|户|亩|村|社区|场|次|月|日)均|单位(社区|面积)"
)
_PEOPLE = frozenset({"人", "名", "位", "人次"})
_TIMES = frozenset({"月", "天", "日", "季度", "学期", "周", "小时"})


def per(name: str, value: Value) -> str:
    """What a unit cost is per: "人" for 人均…, "册" for 300元/册; "" for a total, or for more than one thing."""
    if value.quantity is None or value.quantity.dimension != "money":
        return ""
    things = [next(filter(None, groups)) for groups in _PER.findall(squash(name))]
    things += [part for part in value.per if part != "年"]
    things = ["人" if thing in _PEOPLE else thing for thing in things]
    distinct = set(things)
    return things[0] if len(distinct) == 1 and not distinct & _TIMES else ""


def counts(thing: str, name: str, quantity: Quantity) -> Decimal | None:
    """How many of `thing` the quantity called `name` counts; None if it counts something else."""
    symbol = quantity.unit.symbol
    if thing == "人":
        found = measure(name)
        of_people = found is not None and found.dimensions[0] == "people"
        fits = quantity.dimension == "people" or (quantity.dimension == "number" and of_people)
        return quantity.base if fits else None
    wanted = unit(thing)
    if quantity.dimension == wanted.dimension and wanted.dimension in {"area", "length", "weight"}:
        return quantity.base / wanted.factor
    if symbol.endswith(thing) or (quantity.dimension in {"number", "count"} and thing in squash(name)):
        return quantity.number * scale(quantity.unit)
    return None
