"""The execution of the budget, scores and named years as scopes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from goallint.expr.number import Number, over
from goallint.expr.results import Record, Result, Spot, Unknown
from goallint.expr.schema import SCHEMAS, Of, each, path
from goallint.expr.types import NUMBER
from goallint.form import Amount, Execution, Indicator, NamedYear, Score
from goallint.language import Phrase
from goallint.values.days import last_day
from goallint.values.model import Value
from goallint.values.quantity import Quantity

_ONE = Decimal(1)
_HALF = Decimal("0.5")
_AT_LEAST = frozenset({"≥", ">"})
_AT_MOST = frozenset({"≤", "<"})
_EXACT = frozenset({"", "="})
# For these less is less done, whatever the operator.
_OUTPUTS = frozenset({"数量", "质量"})


def spent_share(row: Execution) -> Number | Unknown:
    """What was spent of the budget of the year, with the room that rounded amounts leave, and a rate cut off."""
    budget, spent = (amount.money if amount else None for amount in (row.budget or row.initial, row.spent))
    if budget is None or spent is None:
        return Unknown(Phrase("没有读出预算数或执行数", "budget or expenditure could not be read"))
    share = over(Number.of(spent), Number.of(budget))
    if isinstance(share, Phrase):
        return Unknown(share)
    room = share.value * _relative(spent) + share.value * _relative(budget)
    written = row.rate.money.half if row.rate and row.rate.money else Decimal(0)
    return replace(share, half=room + written)


def _relative(amount: Quantity) -> Decimal:
    return amount.half / amount.base if amount.base else Decimal(0)


def execution_score(row: Execution) -> Number | Unknown:
    """The points for the execution: weight times rate, at most the weight; a score in whole points is rounded."""
    weight = row.weight.money if row.weight else None
    share = spent_share(row)
    if isinstance(share, Unknown) or weight is None:
        return share if isinstance(share, Unknown) else Unknown(Phrase("没有读出分值", "the weight could not be read"))
    score = row.score.money if row.score else None
    whole = score is not None and score.number == score.number.to_integral_value() and score.base < weight.base
    rounded = row.rate.money.half if row.rate and row.rate.money else Decimal(0)
    room = weight.base * (share.half + rounded) + (_HALF if whole else Decimal(0))
    points = (weight.base * min(share.value, _ONE)).quantize(Decimal("0.01"))
    return replace(Number.plain(points.normalize() + 0), half=room, exponent=-2)


def fulfilled(indicator: Indicator) -> bool | Unknown:
    """Whether what was reached meets the target; only where both say so beyond doubt."""
    target, actual = indicator.parsed, indicator.achieved
    if actual is None or indicator.actual is None or actual.kind == "empty":
        return Unknown(Phrase("没有填写实际完成值", "what was reached is not filled in"), "blank")
    verdict = _day(target, actual) if target.kind == "date" else _amount(indicator, target, actual)
    if verdict is None:
        name, text = indicator.name.text.strip(), indicator.actual.text.strip()
        return Unknown(
            Phrase(
                f"“{name}”的实际完成值“{text}”无法与目标“{indicator.value.text}”比较",
                f"“{text}” cannot be compared with the target “{indicator.value.text}” of {name}",
            )
        )
    return verdict


def _amount(indicator: Indicator, target: Value, actual: Value) -> bool | None:
    quantity, reached = target.quantity, actual.quantity
    comparable = target.kind == actual.kind == "bound" and quantity and reached
    if not comparable or not quantity or not reached or quantity.dimension != reached.dimension:
        return None
    if target.tail != actual.tail or actual.operator not in _EXACT:
        return None
    if target.operator in _AT_LEAST:
        return reached.base >= quantity.base
    if target.operator in _AT_MOST:
        return reached.base <= quantity.base
    if reached.base == quantity.base:
        return True
    if target.operator in _EXACT and indicator.kind2 in _OUTPUTS and quantity.dimension != "money":
        return reached.base > quantity.base
    return None


def _day(target: Value, actual: Value) -> bool | None:
    limit = last_day(target.end) if target.end and target.start is None else None
    done = last_day(actual.end) if actual.kind == "date" and actual.end and actual.end.month else None
    return done <= limit if limit and done else None


def due_score(indicator: Indicator) -> Number | Unknown:
    """The points that a number below the target gives: in proportion, as it falls short."""
    target, actual, weight = indicator.parsed, indicator.achieved, indicator.weight
    short = fulfilled(indicator)
    if isinstance(short, Unknown):
        return short
    if weight is None or weight.money is None:
        return Unknown(Phrase("没有读出分值", "the weight could not be read"))
    if short or target.operator in _AT_MOST or target.quantity is None or actual is None or actual.quantity is None:
        return Number.plain(weight.money.base)
    points = weight.money.base * actual.quantity.base / target.quantity.base if target.quantity.base else Decimal(0)
    return replace(Number.plain(points.quantize(Decimal("0.01")).normalize() + 0), exponent=-2)


def _execution_spot(record: Record) -> Spot | None:
    row: Execution = record.value
    return Spot(row.cell, path("预算执行情况", row.label))


def _number_or_unknown(value: Number | Unknown) -> Result:
    return value


_execution = Of[Execution](lambda row: f"预算执行情况/{row.label}")
_execution.word("名称", lambda row: row.label, Phrase("这一行的名称，如“年度资金总额”", "the label of the row"))
_execution.amount("年初预算数", lambda row: row.initial, Phrase("年初预算数", "the budget at first"), own_label=True)
_execution.amount("预算数", lambda row: row.budget, Phrase("全年预算数，执行率以它为准", "the budget of the year"))
_execution.amount("执行数", lambda row: row.spent, Phrase("全年执行数", "what was spent"))
_execution.amount("分值", lambda row: row.weight, Phrase("预算执行率的分值", "points that execution can give"))
_execution.amount("执行率", lambda row: row.rate, Phrase("填写的执行率", "the rate as stated"))
_execution.amount("得分", lambda row: row.score, Phrase("预算执行率的得分", "points given for execution"))
_execution.special(
    "算得执行率",
    NUMBER,
    lambda record: _number_or_unknown(spent_share(record.value)),
    Phrase("执行数除以全年预算数", "what was spent, divided by the budget of the year"),
)
_execution.special(
    "应得分",
    NUMBER,
    lambda record: _number_or_unknown(execution_score(record.value)),
    Phrase("分值乘执行率，不超过分值", "weight times rate, at most the weight"),
)
_execution.whole_form()
_execution.done(
    "execution",
    Phrase("预算执行", "execution of the budget"),
    _execution_spot,
    each("execution", lambda form: form.execution),
)


_score = Of[Score](lambda score: score.label)
_score.amount("分值", lambda score: score.weight, Phrase("分值合计", "the weights as totalled"), own_label=False)
_score.amount("得分", lambda score: score.score, Phrase("总得分", "the total score"), own_label=False)
_score.whole_form()
_score.done("score", Phrase("总分", "total score"), lambda record: Spot(record.value.cell, record.value.label))


def _year_spot(named: NamedYear) -> Spot | None:
    return Spot(named.cell, path(named.label)) if named.cell else None


_named = Of[NamedYear]()
_named.word("栏目", lambda named: named.label, Phrase("写年份的地方：标题、年度目标……", "where it is named"), _year_spot)
_named.number("年", lambda named: named.year, Phrase("写的年份", "the year"), _year_spot)
_named.whole_form()
_named.done("named-year", Phrase("写明的年份", "named year"), lambda record: _year_spot(record.value))


def of_amount(label: str, amount: Amount | None) -> Amount | None:
    """The amount under another label."""
    return replace(amount, label=label) if amount else None


__all__ = ["SCHEMAS", "due_score", "execution_score", "fulfilled", "of_amount", "spent_share"]
