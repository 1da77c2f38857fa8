"""Funds, tasks, totals of tables and the spending plan as scopes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from goallint.expr.number import Number
from goallint.expr.results import Record, Result, Spot
from goallint.expr.schema import Of, each, number_beside, optional, path
from goallint.expr.types import NUMBER
from goallint.form import Amount, ColumnTotal, Fund, Plan, PlanPoint, PricedRow, Task
from goallint.language import Phrase
from goallint.values.quantity import Quantity
from goallint.values.units import scale


def _fund_spot(record: Record) -> Spot | None:
    fund: Fund = record.value
    amount = next(filter(None, (fund.total, *fund.sources, *fund.uses, *fund.details)), None)
    if amount is None:
        return None
    return Spot(amount.cell, path(fund.label, amount.label if amount.label != fund.label else ""))


def _amount_spot(amount: Amount) -> Spot | None:
    return Spot(amount.cell, path(amount.label))


def _point_spot(point: PlanPoint) -> Spot | None:
    return Spot(point.cell, path("支出计划", point.label))


_amount = Of[Amount]()
_amount.text("名称", lambda amount: amount.label, Phrase("金额旁的名称", "the label"), _amount_spot)
_amount.amount("金额", lambda amount: amount, Phrase("金额", "the money"))
_amount.text("原文", lambda amount: amount.text, Phrase("填写的原文", "the text as written"), _amount_spot)
_amount.whole_form()
_amount.done("amount", Phrase("金额项", "amount"), lambda record: _amount_spot(record.value))


_fund = Of[Fund](lambda fund: fund.label)
_fund.word("标签", lambda fund: fund.label, Phrase("栏目名，如“项目资金”", "the label, such as 项目资金"))
_fund.amount("总额", lambda fund: fund.total, Phrase("资金总额", "the total"))
_fund.records("来源", "amount", lambda fund: optional(fund.sources), Phrase("各项资金来源", "the sources"))
_fund.records("明细", "amount", lambda fund: optional(fund.details), Phrase("来源之下的“其中”", "parts of a source"))
_fund.records("用途分类", "amount", lambda fund: optional(fund.uses), Phrase("按用途分的各项", "the total by use"))
_fund.whole_form()
_fund.done("funds", Phrase("资金", "funds"), _fund_spot, each("funds", lambda form: form.funds))


_task = Of[Task](lambda task: f"年度主要任务/{task.name.text}")
_task.entry("名称", lambda task: task.name, Phrase("任务名称", "name of the task"), own_label=False)
_task.entry("内容", lambda task: task.content, Phrase("主要内容", "what the task is"))
_task.amount("总额", lambda task: task.total, Phrase("任务的预算金额", "the money of the task"), own_label=False)
_task.records("分项", "amount", lambda task: optional(task.parts), Phrase("按来源分的金额", "the money by source"))
_task.whole_form()
_task.done(
    "task",
    Phrase("任务", "task"),
    lambda record: Spot(record.value.name.cell, path("年度主要任务", record.value.name.text)),
    each("task", lambda form: form.tasks),
)


_column_total = Of[ColumnTotal](lambda total: f"{total.column_label}/{total.row_label}")
_column_total.word("行名", lambda total: total.row_label, Phrase("合计行的名称", "the label of the row"))
_column_total.word("列名", lambda total: total.column_label, Phrase("列的名称", "the label of the column"))
_column_total.amount("合计", lambda total: total.total, Phrase("合计数", "the total"), own_label=False)
_column_total.records(
    "分项", "amount", lambda total: optional(total.items), Phrase("应当相加的各项", "what should add up")
)
_column_total.whole_form()
_column_total.done(
    "amounts",
    Phrase("合计栏", "total of a column of amounts"),
    lambda record: Spot(record.value.total.cell, path(record.value.column_label, record.value.row_label)),
    each("amounts", lambda form: form.totals),
)


def _product(record: Record) -> Result:
    """Number × unit price, with the room that a rounded price leaves."""
    row: PricedRow = record.value
    number, price = row.number.money, row.price.money
    if number is None or price is None:
        return number_beside(row.number.label if number is None else row.price.label, "", None)
    count = number.number * scale(number.unit)
    room = count * price.half if price.number != price.number.to_integral_value() else Decimal(0)
    return replace(Number.of(Quantity(count * price.number, price.unit)), half=room)


_priced = Of[PricedRow](lambda row: row.label)
_priced.word("名称", lambda row: row.label, Phrase("这一行的名称", "name of the row"))
_priced.amount("数量", lambda row: row.number, Phrase("数量", "the number"))
_priced.amount("单价", lambda row: row.price, Phrase("单价", "the unit price"))
_priced.amount("金额", lambda row: row.amount, Phrase("金额", "the amount"))
_priced.special("乘积", NUMBER, _product, Phrase("数量乘单价", "number times unit price"))
_priced.whole_form()
_priced.done(
    "priced",
    Phrase("单价行", "row with a unit price"),
    lambda record: Spot(record.value.amount.cell, path(record.value.label, record.value.amount.label)),
    each("priced", lambda form: form.prices),
)


_plan = Of[Plan]()
_plan.word("标签", lambda plan: plan.label, Phrase("栏目名", "the label"))
_plan.records("点", "point", lambda plan: plan.points, Phrase("各个时点", "the points in time"))
_plan.whole_form()
_plan.done(
    "plan",
    Phrase("支出计划", "spending plan"),
    lambda record: Spot(record.value.cell, path(record.value.label)),
    each("plan", lambda form: (form.plan,) if form.plan else ()),
)


_point = Of[PlanPoint]()
_point.text("名称", lambda point: point.label, Phrase("时点，如“3月底”", "the point in time"), _point_spot)
_point.text("值", lambda point: point.text, Phrase("填写的原文", "the text as written"), _point_spot)
_point.special(
    "数",
    NUMBER,
    lambda record: number_beside(record.value.label, record.value.text, record.value.quantity),
    Phrase("读出的数", "the number"),
)
_point.whole_form()
_point.done("point", Phrase("计划时点", "point of the plan"), lambda record: _point_spot(record.value))
