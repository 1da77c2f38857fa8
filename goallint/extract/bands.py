"""Indicator tables laid out in bands: each first level heads a pair of columns of its own.

| 项目名称 | 绩效目标 | 成本指标 | | 产出指标 | | 效益指标 | | with 三级指标 | 指标值 under each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.header import Header
from goallint.extract.labels import column_label, level


def headers(part: Sequence[Line], index: int) -> tuple[Header, ...]:
    """The heads of a line whose pairs of name and value stand under first levels; none if there are no such pairs."""
    if index == 0:
        return ()
    cells = part[index].filled
    pairs = [
        (name, value, over)
        for name, value in pairwise(cells)
        if _key(name) == "level3" and _key(value) == "value" and (over := _first_level(part[index - 1], name, value))
    ]
    if len({over for _, _, over in pairs}) < 2:  # noqa: PLR2004  # one pair is the ordinary table
        return ()
    return tuple(Header({"level3": name, "value": value}, band=over) for name, value, over in pairs)


def _key(cell: Cell) -> str:
    label = column_label(cell.text)
    return label.key if label else ""


def _first_level(above: Line, name: Cell, value: Cell) -> Cell | None:
    """The first level in the line above that covers both heads."""
    cell = above.at(name.column)
    found = level(cell.text) if cell else None
    return cell if found and found.kind1 and above.at(value.column) is cell else None
