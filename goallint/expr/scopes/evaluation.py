"""The execution of the budget, scores and named years as scopes."""

from __future__ import annotations

from goallint.expr.performance import execution_score, spent_share
from goallint.expr.results import Record, Spot
from goallint.expr.schema import Of, each, path
from goallint.expr.types import NUMBER
from goallint.form import Amount, Execution, NamedYear, Score
from goallint.language import Phrase

_DASHES = frozenset("-—－–/")


def _filled(amount: Amount | None) -> Amount | None:
    """An amount but for a dash, which says that there is none."""
    return None if amount is None or set(amount.text) <= _DASHES else amount


def _execution_spot(record: Record) -> Spot | None:
    row: Execution = record.value
    return Spot(row.cell, path("预算执行情况", row.label))


_execution = Of[Execution](lambda row: f"预算执行情况/{row.label}")
_execution.word("名称", lambda row: row.label, Phrase("这一行的名称，如“年度资金总额”", "the label of the row"))
_execution.amount(
    "年初预算数", lambda row: _filled(row.initial), Phrase("年初预算数", "the budget at first"), own_label=True
)
_execution.amount(
    "预算数",
    lambda row: _filled(row.budget) or _filled(row.initial),
    Phrase("全年预算数，没有则为年初预算数", "the budget of the year, else that at first"),
)
_execution.amount("执行数", lambda row: _filled(row.spent), Phrase("全年执行数", "what was spent"))
_execution.amount("分值", lambda row: row.weight, Phrase("预算执行率的分值", "points that execution can give"))
_execution.amount("执行率", lambda row: row.rate, Phrase("填写的执行率", "the rate as stated"))
_execution.amount("得分", lambda row: row.score, Phrase("预算执行率的得分", "points given for execution"))
_execution.special(
    "算得执行率",
    NUMBER,
    lambda record: spent_share(record.value),
    Phrase("执行数除以全年预算数", "what was spent, divided by the budget of the year"),
)
_execution.special(
    "应得分",
    NUMBER,
    lambda record: execution_score(record.value),
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
_named.word(
    "栏目", lambda named: named.label, Phrase("写年份的地方：标题、年度目标……", "where it is named"), _year_spot
)
_named.number("年", lambda named: named.year, Phrase("写的年份", "the year"), _year_spot)
_named.whole_form()
_named.done("named-year", Phrase("写明的年份", "named year"), lambda record: _year_spot(record.value))
