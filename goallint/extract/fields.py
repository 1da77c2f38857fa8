"""The part of a form that is no indicator: labels with the cells beside, below or within them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from goallint.document import Cell
from goallint.extract import execution, tasks, titles
from goallint.extract.grid import Line
from goallint.extract.labels import Label, field_label
from goallint.extract.money import declared_unit, quantity
from goallint.form import Entry, Execution, Plan, PlanPoint, Task
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, squash

_POINT = late(
    r"(?:截至|至)?(?:第?[一二三四1-4]季度[末底]?|\d{1,2}月[底末份]?|\d{1,2}月\d{1,2}日|[上下]半年|[一二三四]季度?末?|全年|年底|\d{1,2}-\d{1,2}月)(?:\(?%\)?)?"
)

# So many heads in a row make a table.
_COLUMNS = 3
# Heads the parts of a total, and is no value.
_OF_WHICH = frozenset({"其中", "其中:"})

# What may stand in a row of its own under its label.
_PROSE = frozenset({"goal", "purpose", "ground"})

# What is longer is prose, not a heading.
_PROSE_LENGTH = 30
_IN_BRACKETS = late(r"[(].{1,3}[)]")

# A word of this many characters is no sentence.
_SHORT = 3

# The head of a column is not further up than this.
_HEADS_REACH = 200


@dataclass(frozen=True)
class Labelled:
    """A label with its value: `cell` is None if nothing stands beside it."""

    label: Label
    at: Cell
    line: int
    text: str
    cell: Cell | None
    unit: str = ""

    @property
    def place(self) -> Cell:
        """The value's cell, else the label's."""
        return self.cell or self.at

    @property
    def words(self) -> str:
        """The label as on the form, with its remark."""
        return self.label.word + (f"({self.label.remark})" if self.label.remark else "")


@dataclass
class Fields:
    """Everything found around the indicators."""

    labelled: list[Labelled] = field(default_factory=list)
    plan: Plan | None = None
    tasks: tuple[Task, ...] = ()
    task_total: Task | None = None
    purpose: Entry | None = None
    execution: list[Execution] = field(default_factory=list)
    loose: list[Cell] = field(default_factory=list)
    money_unit: str = ""
    _units: list[Sequence[tuple[int, str]]] = field(default_factory=list)
    _lines_read: int = 0

    def units_above(self, part: Sequence[Line], index: int) -> Sequence[Sequence[tuple[int, str]]]:
        """The lines above, of those with a label that declares a money unit: columns and units; `index` only rises."""
        for line in part[self._lines_read : index]:
            units = [(cell.column, unit) for cell in line.filled if (unit := _section_unit(cell))]
            if units:
                self._units.append(units)
        self._lines_read = index
        return self._units

    def first(self, *keys: str) -> Labelled | None:
        """The first label of these keys, a filled one before a blank one."""
        found = [item for item in self.labelled if item.label.key in keys]
        return next((item for item in found if item.text), found[0] if found else None)

    def entry(self, *keys: str) -> Entry | None:
        """The same as an entry of the form."""
        item = self.first(*keys)
        return Entry(item.words, item.text, item.place) if item else None


def read(part: Sequence[Line], money_unit: str = "") -> Fields:
    """All labels of these lines with their values; tasks and plan as the tables that they are."""
    fields = Fields(money_unit=money_unit or next(filter(None, map(_declared_in, part)), ""))
    index = 0
    taken = _owner_line(fields, part)
    while index < len(part):
        step = _plan(fields, part, index, taken) or _execution(fields, part, index) or _tasks(fields, part, index)
        if step:
            index += step
            continue
        index += _listed_projects(fields, part, index)
        if index < len(part):
            _labels(fields, part, index, taken)
        index += 1
    return fields


def _declared_in(line: Line) -> str:
    """The money unit that a line declares, in words or in a cell of its own; "" if none."""
    left = ""
    for cell in line.filled:
        key = squash(cell.text)
        if len(key) < _PROSE_LENGTH:
            declared = declared_unit(key) if "单位" in cell.text else _unit_alone(key, left)
            if declared:
                return declared
        left = key
    return ""


def _unit_alone(key: str, left: str) -> str:
    """The money unit in a cell of its own: （万元） below 项目资金, or 万元 beside 单位."""
    alone = key[:1] == "(" and _IN_BRACKETS.fullmatch(key)
    return declared_unit(key) if alone or left.rstrip(":") in {"单位", "金额单位", "货币单位"} else ""


def _owner_line(fields: Fields, part: Sequence[Line]) -> set[Cell]:
    """The head of many forms: the unit on the left without a label, "单位：元" on the right."""
    for index, line in enumerate(part[:4]):
        if len(line.filled) != 2:  # noqa: PLR2004  # the unit and the money unit
            continue
        owner, money = line.filled
        if "单位" in money.text and declared_unit(money.text) and field_label(owner.text) is None:
            text = re.sub(r"^\d+", "", owner.text.strip())
            fields.labelled.append(Labelled(Label("department_name", "单位"), owner, index, text, owner))
            return {owner, money}
    return set()


def _listed_projects(fields: Fields, part: Sequence[Line], index: int) -> int:
    """The projects that a department lists (项目支出情况) are not what the form is about: how many lines they take."""
    heads = [cell for cell in part[index].filled if not _is_frame(cell)]
    label = field_label(heads[0].text) if heads else None
    if label is None or label.key != "project_name" or len(heads) < _COLUMNS or not fields.first("department_name"):
        return 0
    beside = field_label(heads[1].text)
    if beside is None or not (beside.key in {"attribute", "code"} or beside.key.startswith("fund:")):
        return 0
    end = index + 1
    while end < len(part) and not any(field_label(cell.text) for cell in part[end].filled):
        end += 1
    return end - index if end > index + 1 else 0


def _is_frame(cell: Cell) -> bool:
    return cell.row_span > 1


def _labels(fields: Fields, part: Sequence[Line], index: int, taken: set[Cell]) -> None:
    """The labels that start in one line."""
    line = part[index]
    for cell in line.filled:
        if cell in taken:
            continue
        label = _in_two_lines(part, index, cell, taken) or field_label(cell.text)
        if label is None:
            if not _is_heading(cell) and not declared_unit(cell.text):
                fields.loose.append(cell)
            continue
        unit = _unit_for(fields, part, index, cell, label)
        value, text = (cell, label.rest) if label.rest else _value_of(part, index, cell, taken)
        if label.key.startswith("section:") and not label.rest:
            _section_text(fields, part[index : index + 3], label, taken)
            continue
        if not unit and value is not None and label.key.startswith("fund:"):
            unit = _unit_of_column(part[_heads_from(index) : index], value)
        if value is not None and value is not cell:
            taken.add(value)
        fields.labelled.append(Labelled(label, cell, index, text, value, unit))


def _heads_from(index: int) -> int:
    """The first line that may hold the head of a column of money, for a line that far down."""
    return max(0, index - _HEADS_REACH)


def _in_two_lines(part: Sequence[Line], index: int, cell: Cell, taken: set[Cell]) -> Label | None:
    """The label of a goal that a text dump has cut in two rows: 年度 beside the goal, 目标 alone below it."""
    below = next((line.filled for line in part[index + 1 : index + 3] if line.filled), ())
    if len(below) != 1 or below[0].column != cell.column or len(squash(cell.text)) > _SHORT:
        return None
    label = field_label(squash(cell.text) + squash(below[0].text))
    if label is None or label.key != "goal" or label.rest:
        return None
    taken.add(below[0])
    return label


def _is_heading(cell: Cell) -> bool:
    return bool(re.fullmatch(r"[(（]?\s*\d{4}\s*年?\s*度?[)）]?", fold(cell.text).strip()))


def _value_of(part: Sequence[Line], index: int, cell: Cell, taken: set[Cell]) -> tuple[Cell | None, str]:
    """The value of a label: the next filled cell to the right before another label, else the cell below."""
    beside: Cell | None = None
    for other in part[index].right_of(cell):
        if field_label(other.text) or squash(other.text) in _OF_WHICH:
            break
        if other.text.strip() and other not in taken:
            if _is_of_another_year(part[_heads_from(index) : index], cell, other):
                taken.add(other)
                continue
            return other, other.text.strip()
        beside = beside or other
    below = _below(part, index, cell, taken)
    if below is not None:
        return below, below.text.strip()
    return beside, ""


def _is_another_label(cell: Cell) -> bool:
    label = field_label(cell.text)
    return len(squash(cell.text)) <= _SHORT or (label is not None and not label.rest) or titles.is_title(cell.text)


def _is_of_another_year(above: Sequence[Line], label: Cell, cell: Cell) -> bool:
    """Whether money stands in a column headed 上年预算, with this year's column further right."""
    found = field_label(label.text)
    if found is None or not found.key.startswith("fund:"):
        return False
    for line in reversed(above):
        heads = {column: head for column in (cell.column, cell.last_column + 1) if (head := line.at(column))}
        named = [
            any(word in squash(head.text) for word in vocabulary("prose")["other_years"]) for head in heads.values()
        ]
        if any(named):
            return named == [True, False] and bool(squash(heads[cell.last_column + 1].text))
    return False


def _below(part: Sequence[Line], index: int, cell: Cell, taken: set[Cell]) -> Cell | None:
    """The cell under a label, where heads stand above and the next line holds values only."""
    after = index + cell.row_span
    if after >= len(part):
        return None
    heads = [other for line in part[index:after] for other in line.filled if field_label(other.text)]
    line = part[after]
    label = field_label(cell.text)
    if label is not None and label.key in _PROSE and part[index].filled == (cell,) == tuple(heads):
        alone = line.filled[0] if len(line.filled) == 1 else None
        return alone if alone and alone not in taken and not _is_another_label(alone) else None
    if len(heads) < 2 or not line.filled:  # noqa: PLR2004  # a head alone is a label like any other
        return None
    under = line.at(cell.column)
    if under is None or under.column != cell.column or under in line.from_above or under in taken:
        return None
    of_money = label is not None and label.key.startswith("fund:")
    # 资金总额 | 按收入性质分 has its amount below, beside the sources.
    beside = next(iter(part[index].right_of(cell)), None)
    headed = label is not None and label.key == "fund:total" and beside is not None and field_label(beside.text)
    if not headed and any(field_label(other.text) for other in line.filled):
        return None
    return under if under.text.strip() and (not of_money or quantity(under.text, "元")) else None


def _unit_for(fields: Fields, part: Sequence[Line], index: int, cell: Cell, label: Label) -> str:
    """The money unit that holds for a label: its own remark, the section around it, the form."""
    own = declared_unit(f"({label.remark})") if label.remark else ""
    if own:
        return own
    for other in (*part[index].from_above, *part[index].cells):
        if other.column < cell.column and (found := _section_unit(other)):
            return found
    for units in reversed(fields.units_above(part, index)):
        for column, unit in units:
            if column <= cell.column:
                return unit
    return fields.money_unit


def _unit_of_column(above: Sequence[Line], value: Cell) -> str:
    """The money unit in the head of a column of amounts: 本年预算（万元）."""
    heads = (head for line in reversed(above) if (head := line.at(value.column)) and head.text.strip())
    return next((found for head in heads if (found := declared_unit(head.text))), "")


def _section_unit(cell: Cell) -> str:
    label = field_label(cell.text)
    if label is None or not label.key.startswith(("section:", "fund:")) or not label.remark:
        return ""
    return declared_unit(f"({label.remark})")


def _section_text(fields: Fields, nearby: Sequence[Line], label: Label, taken: set[Cell]) -> None:
    """Prose under a section of funds that also asks for the use: 预算规模及资金用途."""
    if "用途" not in label.word:
        return
    for cell in (cell for line in nearby for cell in line.filled):
        is_prose = len(squash(cell.text)) > _SHORT and quantity(cell.text, "元") is None
        if is_prose and not field_label(cell.text) and cell not in taken:
            fields.purpose = Entry(label.word, cell.text.strip(), cell)
            taken.add(cell)
            return


def _plan(fields: Fields, part: Sequence[Line], index: int, taken: set[Cell]) -> int:
    """The spending plan at this line: how many lines it takes, 0 if there is none."""
    line = part[index]
    head = next((cell for cell in line.filled if (label := field_label(cell.text)) and label.key == "plan"), None)
    if head is None:
        return 0
    label = field_label(head.text)
    marks = [cell for cell in line.right_of(head) if cell.text.strip() and _POINT.fullmatch(squash(cell.text))]
    if not marks:
        return 0
    below = part[index + 1] if index + 1 < len(part) else Line(())
    unit = "%" if label and "%" in label.remark else (declared_unit(f"({label.remark})") if label else "")
    points = tuple(_point(mark, position, below, unit, head) for position, mark in enumerate(marks))
    fields.plan = Plan(squash(head.text), head, points)
    taken.update(cell for cell in (head, *marks, *below.cells))
    return 2


def _point(mark: Cell, position: int, below: Line, unit: str, head: Cell) -> PlanPoint:
    """One column of the plan: its mark, and the value under it."""
    cell = below.at(mark.column)
    if cell is None or cell.column != mark.column:
        values = [c for c in below.cells if c.column > head.column]
        cell = values[position] if position < len(values) else None
    if cell is None:
        return PlanPoint(squash(mark.text), "", mark)
    text = cell.text.strip()
    return PlanPoint(squash(mark.text), text, cell, quantity(text, unit))


def _execution(fields: Fields, part: Sequence[Line], index: int) -> int:
    """The table of execution at this line: how many lines it takes, 0 if there is none."""
    found, step = execution.read(part, index, fields.money_unit)
    fields.execution += found
    return step


def _tasks(fields: Fields, part: Sequence[Line], index: int) -> int:
    """The table of tasks at this line: how many lines it takes, 0 if there is none."""
    found, total, step = tasks.read(part, index, fields.money_unit)
    if step:
        fields.tasks, fields.task_total = tuple(found), total
    return step
