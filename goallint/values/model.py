"""What an indicator value says, typed."""

from __future__ import annotations

from typing import Literal

from goallint.records import dataclass
from goallint.values.quantity import Quantity

Kind = Literal[
    "bound",  # 数值: an operator or none, and a quantity: "≥95%", "85%以上", "41人"
    "range",  # 区间: "3-5天"
    "ratio",  # 单位标准: "300元/人"
    "date",  # 时间: "2021年12月底前"
    "expression",  # 算式: "10*3*1000=3万元"
    "choice",  # 未选的选项: "是/否"
    "placeholder",  # 占位: "/", "XX", "待定"
    "not-applicable",  # 不适用: "无", "不涉及"
    "grade",  # 等级: "优", "合格"
    "text",  # 文字: whatever else
    "empty",  # 空
]
Operator = Literal["", "≥", "≤", ">", "<", "=", "±", "≈"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month, quarter or year as written; what was not written is 0."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator value (指标值) as understood; `text` is the original.

    A bound has `operator` and `quantity`; a range has `quantity` and `upper`; a ratio has `quantity` and `per`
    ("人", "月"); a date has `start` or `end`; an expression has `quantity` as its stated result.
    `operator_text` is the operator as written, `tail` the words that follow a quantity ("12个党支部").
    """

    kind: Kind
    text: str
    operator: Operator = ""
    operator_text: str = ""
    quantity: Quantity | None = None
    upper: Quantity | None = None
    per: tuple[str, ...] = ()
    start: Day | None = None
    end: Day | None = None
    tail: str = ""
