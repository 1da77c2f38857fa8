"""The part of a form that is no indicator: labels with the cells beside, below or within them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import Label, field_label, is_total, task_label
from goallint.extract.money import amount, declared_unit, fund_in_prose, quantity, source_key
from goallint.form import Amount, Entry, Fund, Goal, Plan, PlanPoint, Task
from goallint.text import fold, squash

_POINT = re.compile(r"(?:截至|至)?(?:第?[一二三四1-4]季度[末底]?|\d{1,2}月[底末份]?|\d{1,2}月\d{1,2}日|[上下]半年|[一二三四]季度?末?|全年|年底|\d{1,2}-\d{1,2}月)(?:\(?%\)?)?")
_ITEM = re.compile(r"(?:^|(?<=[\s;。;!]))(?:目标\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:：.、]?|[(]?(\d{1,2})[)、.．](?!\d)|[(]([一二三四五六七八九十]{1,2})[)])", re.MULTILINE)
_NUMERALS = "一二三四五六七八九十"
_BARE = frozenset({"合计", "总计", "总额", "金额"})


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
    loose: list[Cell] = field(default_factory=list)
    money_unit: str = ""

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
    fields = Fields(money_unit=money_unit)
    for line in part:
        for cell in line.filled:
            if not fields.money_unit and len(squash(cell.text)) < 30:  # noqa: PLR2004  # a heading, not prose
                fields.money_unit = declared_unit(cell.text) if "单位" in cell.text else ""
    index = 0
    taken = _owner_line(fields, part)
    while index < len(part):
        step = _plan(fields, part, index, taken) or _tasks(fields, part, index)
        if step:
            index += step
            continue
        _labels(fields, part, index, taken)
        index += 1
    return fields


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


def _labels(fields: Fields, part: Sequence[Line], index: int, taken: set[Cell]) -> None:
    """The labels that start in one line."""
    line = part[index]
    for cell in line.filled:
        if cell in taken:
            continue
        label = field_label(cell.text)
        if label is None:
            if not _is_heading(cell) and not declared_unit(cell.text):
                fields.loose.append(cell)
            continue
        unit = _unit_for(fields, part, index, cell, label)
        value, text = (cell, label.rest) if label.rest else _value_of(part, index, cell, taken)
        if label.key.startswith("section:") and not label.rest:
            _section_text(fields, part, index, label, cell, taken)
            continue
        if value is not None and value is not cell:
            taken.add(value)
        fields.labelled.append(Labelled(label, cell, index, text, value, unit))


def _is_heading(cell: Cell) -> bool:
    return bool(re.fullmatch(r"[(（]?\s*\d{4}\s*年?\s*度?[)）]?", fold(cell.text).strip()))


def _value_of(part: Sequence[Line], index: int, cell: Cell, taken: set[Cell]) -> tuple[Cell | None, str]:
    """The value of a label: the next filled cell to the right before another label, else the cell below."""
    beside: Cell | None = None
    for other in part[index].right_of(cell):
        if field_label(other.text):
            break
        if other.text.strip() and other not in taken:
            return other, other.text.strip()
        beside = beside or other
    below = _below(part, index, cell, taken)
    if below is not None:
        return below, below.text.strip()
    return beside, ""


def _below(part: Sequence[Line], index: int, cell: Cell, taken: set[Cell]) -> Cell | None:
    """The cell under a label, where heads stand above and the next line holds values only."""
    if index + 1 >= len(part):
        return None
    heads = [other for other in part[index].filled if field_label(other.text)]
    line = part[index + 1]
    if len(heads) < 2 or not line.filled or any(field_label(other.text) for other in line.filled):  # noqa: PLR2004
        return None
    under = line.at(cell.column)
    if under is None or under.column != cell.column or under in line.from_above or under in taken:
        return None
    label = field_label(cell.text)
    of_money = label is not None and label.key.startswith("fund:")
    return under if under.text.strip() and (not of_money or quantity(under.text, "元")) else None


def _unit_for(fields: Fields, part: Sequence[Line], index: int, cell: Cell, label: Label) -> str:
    """The money unit that holds for a label: its own remark, the section around it, the form."""
    own = declared_unit(f"({label.remark})") if label.remark else ""
    if own:
        return own
    for other in (*part[index].from_above, *part[index].cells):
        if other.column < cell.column and (found := _section_unit(other)):
            return found
    for line in reversed(part[:index]):
        for other in line.filled:
            if _section_unit(other) and other.column <= cell.column:
                return _section_unit(other)
    return fields.money_unit


def _section_unit(cell: Cell) -> str:
    label = field_label(cell.text)
    if label is None or not label.key.startswith(("section:", "fund:")) or not label.remark:
        return ""
    return declared_unit(f"({label.remark})")


def _section_text(fields: Fields, part: Sequence[Line], index: int, label: Label, cell: Cell, taken: set[Cell]) -> None:
    """Prose under a section of funds that also asks for the use: 预算规模及资金用途."""
    if "用途" not in label.word:
        return
    for line in part[index : index + 3]:
        for other in line.filled:
            long_text = len(squash(other.text)) > 3 and quantity(other.text, "元") is None  # noqa: PLR2004
            if other is not cell and long_text and not field_label(other.text) and other not in taken:
                fields.purpose = Entry(label.word, other.text.strip(), other)
                taken.add(other)
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


def _tasks(fields: Fields, part: Sequence[Line], index: int) -> int:
    """The table of tasks at this line: how many lines it takes, 0 if there is none."""
    columns = _task_columns(part, index)
    if columns is None:
        return 0
    heads, height = columns
    unit = next((declared_unit(cell.text) for line in part[index : index + height] for cell in line.filled if declared_unit(cell.text)), fields.money_unit)
    end = index + height
    tasks: list[Task] = []
    while end < len(part) and not _ends_tasks(part[end], heads):
        task = _task(part[end], heads, unit)
        if task is not None and is_total(task.name.text):
            fields.task_total = task
        elif task is not None:
            tasks.append(task)
        end += 1
    fields.tasks = tuple(tasks)
    return end - index


def _task_columns(part: Sequence[Line], index: int) -> tuple[dict[str, Cell], int] | None:
    """The heads of a task table: key or source word → cell; and how many lines they take."""
    heads: dict[str, Cell] = {}
    height = 1
    for offset, line in enumerate(part[index : index + 2]):
        for cell in line.filled:
            label = task_label(cell.text)
            if label is None:
                continue
            key = label.word if label.key.startswith("fund:") else label.key
            if key == "total" and offset == 0 and label.word not in {"总额", "合计"}:
                key = "money"
            if key == "name" and "name" in heads:
                heads.pop("name") if heads["name"].column < cell.column and heads["name"].row_span > 1 else None
            if key not in heads:
                heads[key] = cell
                height = max(height, offset + 1)
        if "name" not in heads:
            return None
    if "money" in heads and "total" not in heads:
        heads["total"] = heads["money"]
    if "total" not in heads or not ({"content", "money"} & heads.keys()):
        return None
    return heads, height


def _ends_tasks(line: Line, heads: dict[str, Cell]) -> bool:
    """Whether the task table is over: another label in or left of the column of names."""
    for cell in line.filled:
        label = field_label(cell.text)
        beyond = label is not None and label.key.split(":")[0] in {"goal", "section", "purpose", "plan", "footer", "ground"}
        if beyond and cell.column <= heads["name"].last_column and not is_total(cell.text):
            return True
        if task_label(cell.text) and cell.column == heads["name"].column and not is_total(cell.text):
            return True
    return False


def _task(line: Line, heads: dict[str, Cell], unit: str) -> Task | None:
    name = line.at(heads["name"].column)
    if name is None or not name.text.strip():
        totals = [cell for cell in line.filled if is_total(cell.text)]
        name = totals[0] if totals else None
    if name is None or name in line.from_above:
        return None
    content = line.at(heads["content"].column) if "content" in heads else None
    parts = tuple(
        amount(word, cell, unit)
        for word, head in heads.items()
        if word not in {"name", "content", "money", "total"} and (cell := line.at(head.column)) and cell.text.strip()
    )
    total = line.at(heads["total"].column)
    return Task(
        Entry("任务名称", name.text.strip(), name),
        Entry("主要内容", content.text.strip(), content) if content and content not in line.from_above else None,
        amount("总额", total, unit) if total and total.text.strip() and total is not name else None,
        parts,
    )


def goals(labelled: Iterable[Labelled]) -> tuple[Goal, ...]:
    """The goals of a form; a label that only frames other goal labels is none."""
    found = [item for item in labelled if item.label.key == "goal"]
    if len(found) > 1:
        found = [item for item in found if item.text or item.label.word not in {"绩效目标", "总体目标", "年度目标"}]
    return tuple(Goal(item.words, item.text, item.place, goal_items(item.text)) for item in found)


def goal_items(text: str) -> tuple[tuple[int, str], ...]:
    """The numbered items of a goal text: "1.…2.…", "目标1：…", "（1）…"; none if it is not numbered."""
    folded = fold(text)
    marks = list(_ITEM.finditer(folded))
    if not marks:
        return ()
    # Only one style counts: the first one met; others are lists within an item.
    style = next(number for number, group in enumerate(marks[0].groups()) if group)
    marks = [mark for mark in marks if mark.groups()[style]]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = []
    for mark, end in zip(marks, ends, strict=True):
        word = mark.groups()[style]
        number = int(word) if word.isdigit() else _numeral(word)
        items.append((number, text[mark.end() : end].strip(" \t\r\n;；")))
    return tuple(items)


def _numeral(word: str) -> int:
    if len(word) == 1:
        return _NUMERALS.index(word) + 1
    return 10 + _NUMERALS.index(word[1]) + 1 if word[0] == "十" else 10 * (_NUMERALS.index(word[0]) + 1)


def funds(fields: Fields) -> tuple[Fund, ...]:
    """The totals of project money with their sources, by the columns that their labels stand in."""
    items = [item for item in fields.labelled if item.label.key.startswith("fund:")]
    totals = [item for item in items if item.label.key == "fund:total"]
    if not totals:
        return _without_total(items) + _in_prose(fields)
    return tuple(_fund(total, [item for item in items if _owner(item, totals) is total]) for total in totals if _counts(total, totals))


def _counts(total: Labelled, totals: Sequence[Labelled]) -> bool:
    """A bare 合计 beside a filled named total is one of its rows, not a total of its own."""
    named = [other for other in totals if other.label.word not in _BARE]
    if total.label.word in _BARE:
        return not any(other.text for other in named)
    return bool(total.text) or not any(other.text for other in totals if other.label.word in _BARE)


def _owner(item: Labelled, totals: Sequence[Labelled]) -> Labelled | None:
    """The total that a source belongs to: the nearest above or left whose column is not right of it."""
    if item.label.key == "fund:total":
        return item
    real = [total for total in totals if _counts(total, totals)]
    before = [total for total in real if (total.line, total.at.column) <= (item.line, item.at.column)]
    same = [total for total in before if total.at.column == item.at.column]
    left = [total for total in before if total.at.column <= item.at.column]
    pool = same or left or before or real
    return max(pool, key=lambda total: (total.line, total.at.column)) if pool else None


def _fund(total: Labelled, items: Sequence[Labelled]) -> Fund:
    parts: dict[str, list[Amount]] = {}
    for item in items:
        if item is not total:
            parts.setdefault(source_key(item.label), []).append(_amount(item))
    top = [key for key in ("fiscal", "other", "carried") if key in parts]
    if "fiscal" not in parts:
        top = [key for key in ("budget", "other", "carried") if key in parts] or top
        top = ["level", *top] if "level" in parts and "budget" not in parts else top
    sources = [part for key in top for part in parts.get(key, [])]
    details = [part for key in ("level", "budget") if key not in top for part in parts.get(key, [])]
    return Fund(total.words, _amount(total), tuple(sources), tuple(details), tuple(parts.get("use", [])))


def _amount(item: Labelled) -> Amount:
    return amount(item.words, item.place, item.unit, item.text)


def _without_total(items: Sequence[Labelled]) -> tuple[Fund, ...]:
    """Sources on a form that names no total."""
    sources = [_amount(item) for item in items if source_key(item.label) in {"fiscal", "other", "carried"}]
    return (Fund("", None, tuple(sources)),) if sources else ()


def _in_prose(fields: Fields) -> tuple[Fund, ...]:
    entry = fields.purpose or fields.entry("purpose")
    fund = fund_in_prose(entry.text, entry.cell) if entry else None
    return (fund,) if fund else ()
