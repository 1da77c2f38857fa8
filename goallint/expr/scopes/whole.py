"""The document and its forms as scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from goallint.document import Cell
from goallint.expr.alike import like
from goallint.expr.number import Number
from goallint.expr.once import once
from goallint.expr.performance import targets_of
from goallint.expr.results import Items, Record, Result, Spot
from goallint.expr.schema import Of, absent, document_record, form_record, optional, path
from goallint.expr.scopes.references import project_expenditure
from goallint.expr.types import NUMBER, TEXT, list_of, record_of
from goallint.form import Amount, Entry, Form, Forms, Goal
from goallint.language import Phrase
from goallint.values.days import period_of


def _form_spot(form: Form) -> Spot | None:
    """Its name's cell, else the first cell of anything in it."""
    if form.name:
        return Spot(form.name.cell, path(form.name.label) or "名称")
    if form.title_cell:
        return Spot(form.title_cell, "标题")
    cells = _form_cells(form)
    first = min(cells, key=lambda cell: (cell.table, cell.row, cell.column), default=None)
    return Spot(first, "") if first else None


def _form_cells(form: Form) -> list[Cell]:
    amounts = [amount for fund in form.funds for amount in (fund.total, *fund.sources) if amount]
    parts: list[Entry | Amount | Goal] = [*form.fields, *form.level1_labels, *amounts, *form.goals]
    parts += [task.name for task in form.tasks]
    parts += [indicator.name for indicator in form.indicators]
    parts += [total.total for total in form.totals]
    return [part.cell for part in parts] + [leftover.cell for leftover in form.leftovers]


_KINDS_ZH = "project 项目、department 部门、transfer 转移支付、self-evaluation 自评、amounts 数表、unrecognised 未识别"
_KINDS_EN = "project, department, transfer, self-evaluation, amounts or unrecognised"


def _year(record: Record) -> Result:
    year = record.value.year or record.forms.year
    return Number.plain(year) if year else absent("年度")


# One list for all that ask: filters go through a list once, however many subjects have it.
@once(4)
def _all_forms(forms: Forms) -> Items:
    """The forms of the file and of those beside it."""
    return Items(tuple(form_record(form, document) for document in (forms, *forms.beside) for form in document.forms))


def _others(record: Record) -> Result:
    forms = _all_forms(record.forms).values
    return Items(tuple(other for other in forms if isinstance(other, Record) and other.value is not record.value))


def _alike(record: Record) -> Result:
    found, doubt = like(record.value, record.forms)
    return Items(tuple(form_record(*each) for each in found), doubt)


def _targets(record: Record) -> Result:
    return Items(tuple(form_record(*found) for found in targets_of(record.value, record.forms)))


def _whereabouts(record: Record) -> Result:
    file = f" ({record.forms.path.rpartition('/')[2]})" if record.forms.apart else ""
    return f"{record.value.table}{file}"


def _edge(month: int, day: int) -> Callable[[Record], Result]:
    """A day in the year of the form."""

    def read(record: Record) -> Result:
        year = record.value.year or record.forms.year
        return Number.day(date(year, month, day)) if year else absent("年度")

    return read


def _period(pick: Callable[[Iterable[date]], date], which: int) -> Callable[[Record], Result]:
    """The first or last day of the project, by the fields that say so."""

    def read(record: Record) -> Result:
        days = [found for entry in record.value.periods if (found := period_of(entry.label, entry.text)[which])]
        return Number.day(pick(days)) if days else absent("项目期")

    return read


def _period_spot(form: Form) -> Spot | None:
    return next((Spot(entry.cell, path(entry.label)) for entry in form.periods if entry.text), None)


def _document_spot(record: Record) -> Spot | None:
    return next(filter(None, map(_form_spot, record.forms.forms)), None)


def _title_spot(form: Form) -> Spot | None:
    return Spot(form.title_cell, "标题") if form.title_cell else None


_document = Of[Forms]()
_document.special(
    "表",
    list_of(record_of("form")),
    lambda record: _all_forms(record.forms),
    Phrase("文件中的各张表；--together 时是所有文件的", "the forms of the document; with --together of all"),
)
_document.number("年度", lambda forms: forms.year, Phrase("文件的年度", "the year of the document"))
_document.number(
    "项目支出",
    lambda forms: project_expenditure(forms)[0],
    Phrase("文件写出的部门项目支出", "the project expenditure that the file states"),
    lambda forms: project_expenditure(forms)[1],
)
_document.done(
    "document",
    Phrase("文件", "document"),
    _document_spot,
    lambda forms: iter((document_record(forms),)),
)


def _subjects(forms: Forms) -> Iterator[Record]:
    return (form_record(form, forms) for form in forms.forms)


_form = Of[Form]()
_form.word("种类", lambda form: form.kind, Phrase(_KINDS_ZH, _KINDS_EN))
_form.text("标题", lambda form: form.title, Phrase("表的标题", "the title of the form"), _title_spot)
_form.text(
    "表题名称", lambda form: form.caption, Phrase("标题里的项目名称", "the project's name in the title"), _title_spot
)
_form.entry("名称", lambda form: form.name, Phrase("项目或部门名称", "name of the project or department"))
_form.entry("单位名称", lambda form: form.department, Phrase("预算单位、主管部门", "the department"))
_form.entry("编码", lambda form: form.code, Phrase("项目编码", "code of the project"))
_form.special("年度", NUMBER, _year, Phrase("表的年度，没有则为文件的年度", "the form's year, else the document's"))
_form.text("金额单位", lambda form: form.money_unit, Phrase("表上写明的金额单位", "the declared unit of amounts"))
_form.amount("预算", lambda form: form.budget, Phrase("本年度的预算总额", "the total budget of the year"))
_form.records("资金", "funds", lambda form: optional(form.funds), Phrase("各笔资金总额", "the totals of money"))
_form.records("任务", "task", lambda form: optional(form.tasks), Phrase("年度主要任务", "the main tasks"))
_form.record("任务合计", "task", lambda form: form.task_total, Phrase("任务的合计行", "the row that totals the tasks"))
_form.records(
    "支出计划",
    "point",
    lambda form: form.plan.points if form.plan else None,
    Phrase("资金支出计划的各个时点", "the points of the spending plan"),
    lambda form: Spot(form.plan.cell, path(form.plan.label)) if form.plan else None,
)
_form.entry("用途", lambda form: form.purpose, Phrase("资金用途", "what the money is for"))
_form.records("目标", "goal", lambda form: optional(form.goals), Phrase("绩效目标", "the goals"))
_form.records("指标", "indicator", lambda form: optional(form.indicators), Phrase("三级指标", "the indicators"))
_form.records("分组", "group", lambda form: optional(form.groups), Phrase("二级指标", "the second-level headings"))
_form.records(
    "一级标签", "entry", lambda form: optional(form.level1_labels), Phrase("一级指标", "the first-level headings")
)
_form.records("栏目", "entry", lambda form: optional(form.fields), Phrase("表头各栏", "the fields of the header"))
_form.records("合计栏", "amounts", lambda form: optional(form.totals), Phrase("数表的合计", "totals of amounts"))
_form.records(
    "单价行", "priced", lambda form: optional(form.prices), Phrase("有数量和单价的行", "rows with unit prices")
)
_form.texts("列", lambda form: form.columns, Phrase("指标部分有哪些列", "the indicator columns present"))
_form.truth("截断", lambda form: form.truncated, Phrase("文件在表中间结束", "the file ends inside the form"))
_form.truth("列表式", lambda form: form.listed, Phrase("一张表列出许多项目", "one table lists many projects"))
_form.records(
    "执行", "execution", lambda form: optional(form.execution), Phrase("预算执行各行", "the execution of the budget")
)
_form.record("总分", "score", lambda form: form.score, Phrase("自评表的总分行", "the row with the total score"))
_form.entry("完成情况", lambda form: form.outcome, Phrase("年度总体目标的实际完成情况", "what was reached of the goal"))
_form.records(
    "年份", "named-year", lambda form: optional(form.years), Phrase("写明年度的各处", "where the year is named")
)
_form.special("年初", NUMBER, _edge(1, 1), Phrase("年度的第一天", "the first day of the year"))
_form.special("年末", NUMBER, _edge(12, 31), Phrase("年度的最后一天", "the last day of the year"))
_form.special("期初", NUMBER, _period(min, 0), Phrase("项目开始的日期", "when the project begins"), _period_spot)
_form.special("期末", NUMBER, _period(max, 1), Phrase("项目结束的日期", "when the project ends"), _period_spot)
_form.special(
    "目标表",
    list_of(record_of("form")),
    _targets,
    Phrase("自评表所对应的目标表：同名、同年度", "the target form of a self-evaluation: same name, same year"),
)
_form.special(
    "其他表",
    list_of(record_of("form")),
    _others,
    Phrase("文件中的其他表；--together 时包括其他文件的", "the other forms; with --together also those of other files"),
)
_form.special(
    "雷同表",
    list_of(record_of("form")),
    _alike,
    Phrase(
        "指标名称和值有七成以上相同的其他表，范围同“其他表”",
        "the other forms with seven in ten of the same names and values, of the same files",
    ),
)
_form.special(
    "出处",
    TEXT,
    _whereabouts,
    Phrase("第几张表，在另一个文件里的带文件名", "the number of the form, with its file if that is another one"),
)
_form.number("表号", lambda form: form.table, Phrase("文件中第几张表", "the number of the table"))
_form.special("本表", record_of("form"), lambda record: record, Phrase("这张表自己", "the form itself"))
_form.special(
    "文件",
    record_of("document"),
    lambda record: document_record(record.forms),
    Phrase("整个文件", "the whole document"),
)
_form.done("form", Phrase("表", "form"), lambda record: _form_spot(record.value), _subjects)
