"""The main tasks of a department (年度主要任务) as the table that they are."""

from __future__ import annotations

from collections.abc import Sequence

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import field_label, is_total, task_label
from goallint.extract.money import amount, declared_unit
from goallint.form import Entry, Task

_BEYOND = frozenset({"goal", "section", "purpose", "plan", "footer", "ground"})


def read(part: Sequence[Line], index: int, money_unit: str) -> tuple[list[Task], Task | None, int]:
    """The tasks of a table that begins at this line, its total row, and how many lines it takes (0: none)."""
    columns = _task_columns(part, index)
    if columns is None:
        return [], None, 0
    heads, height = columns
    declared = (declared_unit(cell.text) for line in part[index : index + height] for cell in line.filled)
    unit = next(filter(None, declared), money_unit)
    end = index + height
    tasks: list[Task] = []
    total: Task | None = None
    while end < len(part) and not _ends_tasks(part[end], heads):
        task = _task(part[end], heads, unit)
        if task is not None and is_total(task.name.text):
            total = task
        elif task is not None:
            tasks.append(task)
        end += 1
    return tasks, total, end - index


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
            if key not in heads or (key == "name" and offset == 0):
                heads[key] = cell  # of two names in a row the first heads the section: 年度主要任务 | 任务名称
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
        beyond = label is not None and label.key.split(":")[0] in _BEYOND
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
        if word not in {"name", "content", "money", "total"} and (cell := line.at(head.column))
    )
    total = line.at(heads["total"].column)
    return Task(
        Entry("任务名称", name.text.strip(), name),
        Entry("主要内容", content.text.strip(), content) if content and content not in line.from_above else None,
        amount("总额", total, unit) if total and total.text.strip() and total is not name else None,
        parts,
    )
