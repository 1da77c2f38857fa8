"""What a self-evaluation should say: rates and points worked out anew, and the form that it evaluates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from goallint.expr.number import Number, over
from goallint.expr.once import once
from goallint.expr.results import Unknown
from goallint.form import Amount, Execution, Form, Forms, Indicator
from goallint.language import Phrase
from goallint.text import squash
from goallint.values.days import first_day, last_day
from goallint.values.model import Value
from goallint.values.quantity import Quantity

_ONE = Decimal(1)
_HALF = Decimal("0.5")
_CENT = Decimal("0.01")
# A leap year: any day may be in it.
_ANY_YEAR = 2000
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
    weight, rate = _plain(row.weight), row.rate.money if row.rate else None
    share = spent_share(row)
    if isinstance(share, Unknown) and rate and rate.dimension == "rate":
        share = Number.of(rate)
    if isinstance(share, Unknown):
        return share
    if weight is None:
        return Unknown(Phrase("没有读出分值", "the weight could not be read"))
    score = _plain(row.score)
    whole = score is not None and score == score.to_integral_value() and score < weight
    room = weight * share.half + (_HALF if whole else Decimal(0))
    return replace(_points(weight * min(share.value, _ONE)), half=room)


def _plain(amount: Amount | None) -> Decimal | None:
    """Points; weights in percent are none."""
    money = amount.money if amount else None
    return money.number if money and money.dimension == "number" else None


def _points(value: Decimal) -> Number:
    """Points with two decimals at most."""
    return Number.plain(value.quantize(_CENT).normalize() + 0)


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
    if quantity is None or reached is None or not target.kind == actual.kind == "bound":
        return None
    if (quantity.dimension, target.tail) != (reached.dimension, actual.tail) or actual.operator not in _EXACT:
        return None
    if target.operator in _AT_LEAST or target.operator in _AT_MOST:
        enough = reached.base >= quantity.base if target.operator in _AT_LEAST else reached.base <= quantity.base
    elif target.operator in _EXACT and (indicator.kind2 in _OUTPUTS or reached.base == quantity.base):
        enough = reached.base >= quantity.base
    else:
        return None
    return enough


def _day(target: Value, actual: Value) -> bool | None:
    if target.start or actual.kind != "date" or not target.end or not actual.end:
        return None
    limit, done = target.end, actual.end
    if not limit.year and not done.year:
        limit, done = (replace(day, year=_ANY_YEAR) for day in (limit, done))
    latest, first, last = last_day(limit), first_day(done), last_day(done)
    if not latest or not first or not last or first <= latest < last:
        return None
    return last <= latest


def due_score(indicator: Indicator) -> Number | Unknown:
    """The points for what was reached: all of them, or a part in proportion where it falls short of "at least"."""
    target, actual, weight = indicator.parsed, indicator.achieved, _plain(indicator.weight)
    met = fulfilled(indicator)
    if isinstance(met, Unknown):
        return met
    if weight is None:
        return Unknown(Phrase("没有读出分值", "the weight could not be read"))
    if met:
        return _points(weight)
    quantities = target.quantity, actual.quantity if actual else None
    if target.operator not in _AT_LEAST or not quantities[0] or not quantities[1] or not quantities[0].base:
        return Unknown(Phrase("没有按比例计分的公式", "there is no formula for a part of the points"))
    return _points(weight * quantities[1].base / quantities[0].base)


_TARGETS = frozenset({"project", "department", "transfer"})
_EVALUATION = "self-evaluation"


def targets_of(form: Form, forms: Forms) -> Iterator[tuple[Form, Forms]]:
    """The forms with the targets that a self-evaluation is of: the same name, the same year."""
    name = _name(form)
    if form.kind != _EVALUATION or not name:
        return
    yield from _by_name(forms).get((name, form.year or forms.year), ())


@once(4)
def _by_name(forms: Forms) -> Mapping[tuple[str, int | None], Sequence[tuple[Form, Forms]]]:
    """The forms with targets, each with its document, by name and year."""
    found: dict[tuple[str, int | None], list[tuple[Form, Forms]]] = {}
    for document in (forms, *forms.beside):
        for form in document.forms:
            if form.kind in _TARGETS:
                found.setdefault((_name(form), form.year or document.year), []).append((form, document))
    return found


def _name(form: Form) -> str:
    return squash(form.name.text) if form.name else ""
