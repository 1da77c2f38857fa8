"""Tables of amounts: their 合计 and 小计 cells, and what each should be the sum of.

Every column is read for itself, its labels being the texts next to the left: two tables may stand side by side.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import is_subtotal, is_total
from goallint.extract.money import declared_unit, quantity
from goallint.form import Amount, ColumnTotal
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, squash

_NUMBERING = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"^[(][一二三四五六七八九十]{1,3}[)]"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^[(]\d{1,2}[)]"),
)
# Codes of budget subjects: 类 (201), 款 (20103), 项 (2010301); each level is part of the one above.
_CODE = late(r"^[1-9]\d{2}(?:\d{2}){0,2}$")
# A code may stand in columns of its own: 208 | 05 | 01.
_DIGITS = late(r"[1-9]\d{2}(?:\d{2}){0,2}|\d{2}")
_PART = late(r"^其中[:]?")
_NUMBER = late(r"^-?[\d,]+(\.\d+)?[%元万]?")
_NOTHING = frozenset({"", "-", "--", "---", "/", "—", "——"})


@dataclass(frozen=True)
class _Row:
    """A line as one column sees it: its cell there, its label, its rank among ranked rows, and the code before it."""

    cell: Cell
    label: str
    rank: int | None
    part: bool

    @property
    def sums(self) -> bool:
        """Whether the row is a total or a subtotal."""
        return is_total(self.label) or is_subtotal(self.label)


def is_amounts(part: Sequence[Line]) -> bool:
    """Whether the lines are a table of amounts: a total row with a number, or a declared money unit and numbers."""
    for line in part:
        numbers = [cell for cell in line.filled if _NUMBER.match(squash(cell.text))]
        if numbers and any(is_total(cell.text) or is_subtotal(cell.text) for cell in line.filled):
            return True
    declared = any(declared_unit(cell.text) for line in part[:4] for cell in line.filled)
    return declared and sum(1 for line in part for cell in line.filled if _NUMBER.match(squash(cell.text))) >= 3  # noqa: PLR2004  # a table, not a remark


def column_totals(part: Sequence[Line], money_unit: str) -> tuple[ColumnTotal, ...]:
    """Every filled cell of a 合计 or 小计 row, with the items of its column; row by row."""
    columns = sorted({cell.column for line in part for cell in line.filled if quantity(cell.text, "")})
    found = [total for column in columns for total in _totals_of(part, column, money_unit)]
    return tuple(sorted(found, key=lambda total: (total.total.cell.row, total.total.cell.column)))


def _totals_of(part: Sequence[Line], column: int, money_unit: str) -> Iterator[ColumnTotal]:
    """The totals in one column."""
    rows = list(_rows(part, column))
    for position, row in enumerate(rows):
        if not row.sums or quantity(row.cell.text, "") is None:
            continue
        head = _head(part, row.cell)
        if any(word in head for word in vocabulary("labels")["unsummable"]):
            continue
        items = _items(rows, position)
        unit = declared_unit(f"({head})") or declared_unit(head) or ("" if "数量" in head else money_unit)
        if len(items) > 1:
            yield _column_total(row, head, items, unit)


def _column_total(row: _Row, head: str, items: Sequence[_Row], unit: str) -> ColumnTotal:
    total = Amount(head, row.cell.text.strip(), row.cell, quantity(row.cell.text, unit))
    amounts = [Amount(item.label, item.cell.text.strip(), item.cell, quantity(item.cell.text, unit)) for item in items]
    if _is_nested(total, amounts):
        # One item may be the sum of others, without a mark that says so: what adds up here cannot be known.
        amounts = [replace(amount, money=None) for amount in amounts]
    return ColumnTotal(row.label, head, total, tuple(amounts))


def _is_nested(total: Amount, amounts: Sequence[Amount]) -> bool:
    """Whether the items do not add up, and one of them is the sum of those that follow it."""
    values = [amount.money.base if amount.money else Decimal(0) for amount in amounts]
    if total.money is None or sum(values) == total.money.base:
        return False
    sums = list(itertools.accumulate(values))
    last = {running: index for index, running in enumerate(sums)}
    # The two or more that follow come to it where the running sum has grown by it once more.
    pairs = enumerate(zip(values, sums, strict=True))
    return any(value and last.get(running + value, -1) > index + 1 for index, (value, running) in pairs)


def _rows(part: Sequence[Line], column: int) -> Iterator[_Row]:
    """The rows with something in this column."""
    ranked = False
    within = False
    indented = _indents(part, column)
    for line in part:
        cell = line.at(column)
        label_cell = _label(line, column)
        if label_cell is None or cell is None or cell in line.from_above or squash(cell.text) in _NOTHING:
            continue
        label = squash(label_cell.text)
        rank = _rank(line, label) if not indented else indented.get(label_cell, 0)
        begins = bool(_PART.match(label))
        ranked = ranked or rank is not None
        sums = is_total(label) or is_subtotal(label)
        # Below 其中 an unnumbered row goes on with it, where the table numbers its items.
        within = begins or (within and rank is None and not sums and ranked)
        yield _Row(cell, label, rank, within)


def _label(line: Line, column: int) -> Cell | None:
    """The text nearest to the left of a column."""
    texts = [cell for cell in line.filled if cell.last_column < column and not _NUMBER.fullmatch(squash(cell.text))]
    return next((cell for cell in reversed(texts) if squash(cell.text) not in _NOTHING), None)


def _rank(line: Line, label: str) -> int | None:
    """The level of a row by its numbering, or by the code of its subject."""
    by_numbering = next((level for level, pattern in enumerate(_NUMBERING) if pattern.match(label)), None)
    if by_numbering is not None:
        return by_numbering
    code = "".join(itertools.takewhile(_DIGITS.fullmatch, (squash(cell.text) for cell in line.filled)))
    return len(code) if _CODE.match(code) else None


def _indents(part: Sequence[Line], column: int) -> dict[Cell, int]:
    """How far each label is indented, where that alone tells the levels; else nothing."""
    labels = [cell for line in part if (cell := _label(line, column))]
    if any(_rank(line, squash(cell.text)) is not None for line in part if (cell := _label(line, column))):
        return {}
    depths = {cell: len(fold(cell.text)) - len(fold(cell.text).lstrip(" ")) for cell in labels}
    return depths if len(set(depths.values())) > 1 else {}


def _items(rows: Sequence[_Row], position: int) -> list[_Row]:
    """The rows that a total is the sum of: those above where totals close what they sum, else those below."""
    total = rows[position]
    own = is_subtotal if is_subtotal(total.label) else is_total
    first = next(index for index, row in enumerate(rows) if own(row.label))
    closes = any(quantity(row.cell.text, "") for row in rows[:first] if not row.sums)
    near = rows[:position][::-1] if closes else rows[position + 1 :]
    block = list(_block(total, [row for row in near if not row.part and quantity(row.cell.text, "")]))
    if closes:
        block.reverse()
    subtotals = [row for row in block if is_subtotal(row.label)]
    if subtotals:
        return subtotals
    ranks = [row.rank for row in block if row.rank is not None]
    return [row for row in block if row.rank == min(ranks)] if ranks else block


def _block(total: _Row, near: Sequence[_Row]) -> Iterator[_Row]:
    """The rows that belong to a total, from it outwards: up to the next total of its kind.

    A 总计 takes in the 合计 before it (收入总计 = 本年收入合计 + 上年结转).
    """
    for row in near:
        if is_subtotal(total.label) and row.sums:
            return
        if is_total(row.label):
            if total.label.endswith("总计") and not row.label.endswith("总计"):
                yield row
            return
        yield row


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
