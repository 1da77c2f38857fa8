"""Tables of amounts: their 合计 and 小计 rows, and what each should be the sum of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import is_subtotal, is_total
from goallint.extract.money import declared_unit, quantity
from goallint.form import Amount, ColumnTotal
from goallint.resources import vocabulary
from goallint.text import squash

_RANK = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"^[(][一二三四五六七八九十]{1,3}[)]"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^[(]\d{1,2}[)]"),
)
_PART = re.compile(r"^其中[:]?")
_NUMBER = re.compile(r"^-?[\d,]+(\.\d+)?[%元万]?")


@dataclass(frozen=True)
class _Row:
    """A row of a table of amounts: its label, its rank among numbered rows (None if not numbered)."""

    label: str
    cell: Cell
    line: Line
    rank: int | None
    part: bool

    @property
    def sums(self) -> bool:
        """Whether the row is a total or a subtotal."""
        return is_total(self.label) or is_subtotal(self.label)


def is_amounts(part: Sequence[Line]) -> bool:
    """Whether the lines are a table of amounts: a total row with a number, or a declared money unit and numbers."""
    rows = _rows(part)
    numbers = sum(1 for line in part for cell in line.filled if _NUMBER.match(squash(cell.text)))
    if any(row.sums and any(_NUMBER.match(squash(c.text)) for c in row.line.filled) for row in rows):
        return True
    declared = any(declared_unit(cell.text) for line in part[:4] for cell in line.filled)
    return declared and numbers >= 3  # noqa: PLR2004  # a table, not a remark


def column_totals(part: Sequence[Line], money_unit: str) -> tuple[ColumnTotal, ...]:
    """Every filled cell of a 合计 or 小计 row, with the items of its column."""
    rows = _rows(part)
    found: list[ColumnTotal] = []
    for position, row in enumerate(rows):
        if not row.sums:
            continue
        items = _items(rows, position)
        if items:
            found += _totals_of(part, row, items, money_unit)
    return tuple(found)


def _rows(part: Sequence[Line]) -> list[_Row]:
    """The rows that begin with a text: label, rank, and whether they are a part of the row above."""
    rows: list[_Row] = []
    within = False
    for line in part:
        label_cell = next((cell for cell in line.filled if not _NUMBER.fullmatch(squash(cell.text))), None)
        if label_cell is None:
            continue
        label = squash(label_cell.text)
        rank = next((level for level, pattern in enumerate(_RANK) if pattern.match(label)), None)
        part_of = bool(_PART.match(label))
        within = part_of or (
            within and rank is None and not is_total(label) and not is_subtotal(label) and _follows(rows)
        )
        rows.append(_Row(label, label_cell, line, rank, within))
    return rows


def _follows(rows: Sequence[_Row]) -> bool:
    """Whether an unnumbered row goes on with the 其中 above it: only where the table numbers its items."""
    return any(row.rank is not None for row in rows)


def _items(rows: Sequence[_Row], position: int) -> list[_Row]:
    """The rows that a total is the sum of: those above where totals close what they sum, else those below."""
    total = rows[position]
    own = is_subtotal if is_subtotal(total.label) else is_total
    first = next(index for index, row in enumerate(rows) if own(row.label))
    closes = any(_has_numbers(row) for row in rows[:first] if not row.sums)
    above = [row for row in rows[:position] if not row.part][::-1]
    near = above if closes else [row for row in rows[position + 1 :] if not row.part]
    if is_subtotal(total.label):
        return _run(near)[:: -1 if closes else 1]
    block = _until_total(near)[:: -1 if closes else 1]
    subtotals = [row for row in block if is_subtotal(row.label)]
    if subtotals:
        return subtotals
    ranks = [row.rank for row in block if row.rank is not None]
    return [row for row in block if row.rank == min(ranks)] if ranks else block


def _until_total(rows: Sequence[_Row]) -> list[_Row]:
    found: list[_Row] = []
    for row in rows:
        if is_total(row.label):
            break
        if _has_numbers(row):
            found.append(row)
    return found


def _run(rows: Sequence[_Row]) -> list[_Row]:
    """Rows up to the next total of any kind."""
    found: list[_Row] = []
    for row in rows:
        if row.sums:
            break
        if _has_numbers(row):
            found.append(row)
    return found


def _has_numbers(row: _Row) -> bool:
    return any(_NUMBER.match(squash(cell.text)) for cell in row.line.covering if cell is not row.cell)


def _totals_of(part: Sequence[Line], total: _Row, items: Sequence[_Row], money_unit: str) -> list[ColumnTotal]:
    found = []
    for cell in total.line.filled:
        if cell is total.cell or quantity(cell.text, "") is None:
            continue
        head = _head(part, cell)
        if any(word in head for word in vocabulary("labels")["unsummable"]):
            continue
        unit = declared_unit(f"({head})") or declared_unit(head) or ("" if "数量" in head else money_unit)
        amounts = [_amount(row, cell.column, unit) for row in items]
        filled = tuple(item for item in amounts if item is not None)
        if len(filled) == len([row for row in items if _cell_text(row, cell.column)]) and len(filled) > 1:
            found.append(
                ColumnTotal(total.label, head, Amount(head, cell.text.strip(), cell, quantity(cell.text, unit)), filled)
            )
    return found


def _cell_text(row: _Row, column: int) -> str:
    cell = row.line.at(column)
    return cell.text.strip() if cell and cell not in row.line.from_above else ""


def _amount(row: _Row, column: int, unit: str) -> Amount | None:
    """The number of a row in this column; None if there is none or it cannot be read."""
    cell = row.line.at(column)
    if cell is None or not cell.text.strip() or cell in row.line.from_above:
        return None
    money = quantity(cell.text, unit)
    return Amount(row.label, cell.text.strip(), cell, money) if money else None


def _head(part: Sequence[Line], cell: Cell) -> str:
    """The head of a column: the lowest one, where heads take two rows."""
    head = ""
    for line in part:
        if line.cells and line.cells[0].row >= cell.row and line.cells[0].table == cell.table:
            break
        over = line.at(cell.column)
        text = squash(over.text) if over else ""
        if text and _NUMBER.fullmatch(text):
            break
        head = text or head
    return head
