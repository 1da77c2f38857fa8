"""Tables that list many projects, one below the other, with their fields in columns beside the indicators.

| 单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |: each project takes the rows
that its merged name covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from goallint.document import Cell
from goallint.extract.fields import Fields, Labelled
from goallint.extract.grid import Line
from goallint.extract.header import Header
from goallint.extract.labels import Label, field_label
from goallint.extract.money import declared_unit
from goallint.text import squash


def columns(line: Line, heads: Sequence[Header]) -> dict[Cell, Label]:
    """The field labels that head columns left of the indicators; none unless one of them names the project."""
    if not heads:
        return {}
    labels = {
        cell: label
        for cell in line.covering
        if cell.column < heads[0].first and (label := field_label(cell.text)) and not label.rest
    }
    return labels if any(label.key == "project_name" for label in labels.values()) else {}


def projects(part: Sequence[Line], labels: dict[Cell, Label], money_unit: str) -> Iterator[tuple[list[Line], Fields]]:
    """Each project's lines with its fields, in order."""
    name = next(cell for cell, label in labels.items() if label.key == "project_name")
    current: Cell | None = None
    last: Line | None = None
    owners: list[tuple[Cell | None, Line]] = []
    for line in part:
        cell = line.at(name.column)
        if cell is not None and cell.text.strip() and not _repeats(line, last, labels):
            current = cell
        last = line
        owners.append((current, line))
    for owner, members in groupby(owners, key=lambda pair: pair[0]):
        if owner is not None:
            lines = [line for _, line in members]
            yield lines, _fields(lines[0], labels, money_unit)


def _repeats(line: Line, last: Line | None, labels: dict[Cell, Label]) -> bool:
    """Whether a row says again what the one above says of its project: exports repeat what forms merge."""
    if last is None:
        return False
    pairs = [(line.at(head.column), last.at(head.column)) for head in labels]
    return all(squash(one.text) in {"", squash(other.text)} for one, other in pairs if one and other)


def _fields(line: Line, labels: dict[Cell, Label], money_unit: str) -> Fields:
    fields = Fields(money_unit=money_unit)
    for head, label in labels.items():
        cell = line.at(head.column)
        if cell is not None:
            unit = declared_unit(f"({label.remark})") or money_unit
            fields.labelled.append(Labelled(label, head, 0, cell.text.strip(), cell, unit))
    return fields
