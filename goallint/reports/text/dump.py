"""The forms as goallint understands them, for whoever wonders why something was found or was not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from goallint.document import Cell
from goallint.form import Amount, ColumnTotal, Entry, Form, Forms, Fund, Indicator, Task
from goallint.language import Language, Phrase
from goallint.reports import View
from goallint.reports.layout import one_line, pad, shorten, width, wrap
from goallint.reports.text.paint import flow, painted
from goallint.reports.text.styled import Text
from goallint.reports.words import FORM_KINDS, VALUE_KINDS, count, money
from goallint.results import yuan
from goallint.values.model import Value

_INDENT = "  "
_GAP = "  "
_NARROWEST = 8


def dump(forms: Forms, view: View) -> str:
    """Every form: its fields, money, plan, goals, indicators, and what was not understood."""
    content: list[Text] = []
    if not forms.forms:
        content.append(Text(Phrase("文件里没有表格。", "There are no tables in this file.").say(view.language)))
    for form in forms.forms:
        content.extend([Text(), *_form(form, view)] if content else _form(form, view))
    return painted(content, view)


def _form(form: Form, view: View) -> Iterator[Text]:
    language = view.language
    tables = "、".join(map(str, form.tables))
    head = Phrase(f"表 {tables}", f"Table {tables}").say(language)
    kind = FORM_KINDS[form.kind].say(language)
    yield from flow(
        Text.assemble((f"{head}  ", "bold"), (kind, "bold"), f"  {one_line(form.title)}"), view.width, _INDENT, ""
    )
    if form.truncated:
        yield Text(
            _INDENT
            + Phrase("（文件在表的中间结束，后面的内容不全）", "(the file ends inside this table)").say(language),
            "yellow",
        )
    pairs = _fields(form, language)
    pairs += [_amount(amount, language) for fund in form.funds for amount in _amounts(fund)]
    pairs += [_task(task) for task in (*form.tasks, form.task_total) if task]
    pairs += [_total(total) for total in form.totals]
    if form.plan:
        points = "，".join(f"{one_line(point.label)} {one_line(point.text)}" for point in form.plan.points)
        pairs.append((one_line(form.plan.label), points))
    pairs += [(one_line(goal.label), one_line(goal.text)) for goal in form.goals]
    yield from _pairs(pairs, view)
    if form.indicators:
        yield from _indicators(form, view)
    if form.leftovers:
        yield from _leftovers(form, view)


def _pairs(pairs: list[tuple[str, str]], view: View) -> Iterator[Text]:
    """Labels in a column, what stands beside them in the next."""
    column = min(max((width(label) for label, _ in pairs), default=0), 24, view.width // 3)
    for label, text in pairs:
        head = Text(_INDENT + pad(shorten(label, column), column + 2), "dim")
        yield from flow(text, view.width, " " * width(head.plain), head)


def _fields(form: Form, language: Language) -> list[tuple[str, str]]:
    shown = set(_cells_below(form))
    pairs = []
    for entry in filter(None, (form.name, form.department, form.code, form.purpose, *form.fields)):
        if entry.cell not in shown:
            pairs.append(_entry(entry, language))
            shown.add(entry.cell)
    if form.year:
        pairs.append((Phrase("年度", "year").say(language), str(form.year)))
    if form.money_unit:
        pairs.append((Phrase("金额单位", "unit of money").say(language), form.money_unit))
    if form.budget and form.budget.cell not in shown:
        pairs.append(_amount(form.budget, language))
    return pairs


def _cells_below(form: Form) -> Iterator[Cell]:
    """Return the cells that stand under money, goals and indicators and need not stand among the fields again."""
    for fund in form.funds:
        yield from (amount.cell for amount in _amounts(fund))
    yield from (goal.cell for goal in form.goals)


def _entry(entry: Entry, language: Language) -> tuple[str, str]:
    return one_line(entry.label), one_line(entry.text) or Phrase("（空白）", "(blank)").say(language)


def _amount(amount: Amount, language: Language) -> tuple[str, str]:
    text = one_line(amount.text) or Phrase("（空白）", "(blank)").say(language)
    if (known := yuan(amount)) is not None:
        return one_line(amount.label), f"{text} = {money(known, language)}"
    if amount.money:
        return one_line(amount.label), text + Phrase("（没有写单位）", " (no unit)").say(language)
    return one_line(amount.label), text


def _task(task: Task) -> tuple[str, str]:
    """A task with its money and how that is split."""
    parts = "，".join(f"{one_line(part.label)} {one_line(part.text)}" for part in task.parts)
    total = one_line(task.total.text) if task.total else ""
    return one_line(task.name.text), f"{total}（{parts}）" if parts else total


def _total(total: ColumnTotal) -> tuple[str, str]:
    """A total in a table of amounts, and what it should be the sum of."""
    items = " + ".join(one_line(item.text) for item in total.items)
    return f"{total.column_label} {total.row_label}", f"{one_line(total.total.text)} ← {items}"


def _amounts(fund: Fund) -> list[Amount]:
    return [amount for amount in (fund.total, *fund.sources, *fund.details, *fund.uses) if amount]


def _indicators(form: Form, view: View) -> Iterator[Text]:
    """Show the indicators below their levels, in columns: row, name, value, and what the value is read as."""
    language = view.language
    rows = [_row(indicator, language) for indicator in form.indicators]
    columns = _fitting([max(map(width, column)) for column in zip(*rows, strict=True)], view.width - 2 * len(_INDENT))
    yield Text()
    yield Text(f"{_INDENT}{count(len(rows), '指标', language)}", "bold")
    levels = ""
    for indicator, row in zip(form.indicators, rows, strict=True):
        if levels != (levels := " / ".join(filter(None, (indicator.half, indicator.level1, indicator.level2)))):
            yield from flow(Text(one_line(levels), "bold dim"), view.width, _INDENT)
        cells = [wrap(text, column) for text, column in zip(row, columns, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            padded = (pad(part, column) for part, column in zip(parts, columns, strict=True))
            yield Text((_INDENT * 2 + _GAP.join(padded)).rstrip())


def _row(indicator: Indicator, language: Language) -> tuple[str, ...]:
    texts = (indicator.name.text, "" if indicator.prose else indicator.value.text)
    return (str(indicator.value.cell.row), *map(one_line, texts), _reading(indicator.parsed, language))


def _fitting(columns: list[int], room: int) -> list[int]:
    """Find widths of columns that fit into `room` together: the widest give way."""
    room -= len(_GAP) * (len(columns) - 1)
    while sum(columns) > room and max(columns) > _NARROWEST:
        columns[columns.index(max(columns))] -= 1
    return columns


def _reading(value: Value, language: Language) -> str:
    """Return the kind of a value, and its number where it has one."""
    kind = VALUE_KINDS[value.kind].say(language)
    if value.quantity is None:
        return kind
    number = f"{value.operator}{value.quantity.text}"
    if value.upper is not None:
        number = f"{number}~{value.upper.text}"
    return f"{kind} {number}{''.join(f'/{unit}' for unit in value.per)}"


def _leftovers(form: Form, view: View) -> Iterator[Text]:
    yield Text()
    yield Text(_INDENT + Phrase("未识别", "Not understood").say(view.language), "bold yellow")
    for leftover in form.leftovers:
        cell = leftover.cell
        where = Phrase(f"第{cell.row}行 第{cell.column}列", f"row {cell.row}, column {cell.column}").say(view.language)
        yield from flow(
            shorten(one_line(cell.text), view.width * 2), view.width, _INDENT * 2, Text(f"{_INDENT}{where}  ", "dim")
        )
