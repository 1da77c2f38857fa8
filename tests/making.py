"""Forms made by hand, and expressions evaluated on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from goallint.document import Cell
from goallint.expr.check import Names
from goallint.expr.program import Program
from goallint.expr.results import Record, Result
from goallint.expr.rows import one
from goallint.expr.scopes import subjects
from goallint.form import Amount, Entry, Form, Forms, Fund, Goal, Indicator
from goallint.values.indicator import parse
from goallint.values.quantity import Quantity
from goallint.values.units import unit

WORDS = {"空泛": ["提高", "增强", "有效"], "人的单位": ["人", "名"]}
SETTINGS = {
    "满意度下限": "85%",
    "最少指标数": 3,
    "要求描述": True,
    "框架": ["产出", "效益"],
    "层级": "central",
    "合计": ["100", "90"],
}

_MONEY = re.compile(r"(-?[0-9.]+)\s*(\S*)")


def entry(label: str, text: str, row: int, column: int = 2) -> Entry:
    """A text beside a label."""
    return Entry(label, text, Cell(1, row, column, text))


def amount(label: str, text: str, row: int) -> Amount:
    """A sum of money, if the text is one."""
    match = _MONEY.fullmatch(text)
    money = Quantity(Decimal(match[1]), unit(match[2])) if match else None
    return Amount(label, text, Cell(1, row, 2, text), money)


def fund_forms(total: str | None, *sources: str, details: Sequence[str] = ()) -> Forms:
    """A document with one project and its money; a total of None is not on the form."""
    fund = Fund(
        "项目资金",
        None if total is None else amount("年度资金总额", total, 1),
        tuple(amount(f"来源{number}", text, 1 + number) for number, text in enumerate(sources, 1)),
        tuple(amount(f"其中{number}", text, 50 + number) for number, text in enumerate(details, 1)),
    )
    form = Form(1, (1,), "project", name=entry("项目名称", "修路", 90), funds=(fund,))
    return Forms("表.docx", (form,), year=2021)


def indicator(name: str, value: str, row: int, level2: str = "数量指标") -> Indicator:
    """An indicator of the output level."""
    return Indicator(
        "产出指标",
        level2,
        "产出",
        level2.removesuffix("指标"),
        Cell(1, row, 1, "产出指标"),
        Cell(1, row, 2, level2),
        entry("", name, row, 3),
        entry("", value, row, 4),
        parse(value),
    )


def indicator_forms(*pairs: tuple[str, str], goal: str = "") -> Forms:
    """A document with one project that has these indicators, by name and value."""
    indicators = tuple(indicator(name, value, 10 + row) for row, (name, value) in enumerate(pairs))
    goals = (Goal("年度目标", goal, Cell(1, 5, 2, goal)),) if goal else ()
    form = Form(1, (1,), "project", name=entry("项目名称", "修路", 1), indicators=indicators, goals=goals)
    return Forms("表.docx", (form,), year=2021)


def names(scope: str, lets: Mapping[str, str] | None = None) -> Names:
    """What expressions in that scope can speak of."""
    made = Names(scope, Program(WORDS, SETTINGS))
    for name, text in (lets or {}).items():
        made.let(name, text)
    return made


def first(scope: str, forms: Forms) -> Record:
    """The first subject of the scope."""
    return next(subjects(scope, forms))


def value_of(text: str, scope: str, forms: Forms, lets: Mapping[str, str] | None = None) -> Result:
    """What the expression comes to for the first subject of the scope."""
    return names(scope, lets).compile(text).value(one(first(scope, forms)))
