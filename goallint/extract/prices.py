"""Rows of amounts tables in which number × unit price has to be the amount."""

from __future__ import annotations

from collections.abc import Sequence

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import is_subtotal, is_total
from goallint.extract.money import declared_unit, quantity
from goallint.form import Amount, PricedRow
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import squash

_REMARK = late(r"[(\[【][^()\[\]【】]*[)\]】]$")
_NUMBER = late(r"-?[\d,]+(?:\.\d+)?")
_MOST_HEADS = 6


def priced_rows(part: Sequence[Line], money_unit: str) -> tuple[PricedRow, ...]:
    """Every row with all three; none if the table has no such columns.

    Rows may stand one column beside their heads; that reading counts only if most of them come out right in it.
    """
    heads = _heads(part)
    price, number = _first(heads, "price"), _first(heads, "number")
    amount = _first(heads, "amount", after=price.column) if price else None
    if price is None or number is None or amount is None:
        return ()
    columns = (number, price, amount)
    body = [line for line in part[heads[-1][0] + 1 :] if not _is_sum(line)]
    rows = _rows(body, columns, money_unit, 0)
    for shift in (1, -1):
        shifted = _rows(body, columns, money_unit, shift) if not rows else ()
        if len(shifted) > 1 and 2 * sum(map(_comes_out, shifted)) > len(shifted):
            return shifted
    return rows


def _rows(body: Sequence[Line], heads: Sequence[Cell], money_unit: str, shift: int) -> tuple[PricedRow, ...]:
    units = ["", *(declared_unit(squash(head.text)) or money_unit for head in heads[1:])]
    found = []
    for line in body:
        cells = [line.at(head.column + shift) for head in heads]
        filled = [cell for cell in cells if cell and cell not in line.from_above and cell.text.strip()]
        if len(filled) == len(heads) and len({cell.column for cell in filled}) == len(heads):
            row = [
                Amount(squash(head.text), cell.text.strip(), cell, quantity(cell.text, unit))
                for head, cell, unit in zip(heads, filled, units, strict=True)
            ]
            found.append(PricedRow(_label(line), *row))
    return tuple(found)


def _comes_out(row: PricedRow) -> bool:
    number, price, amount = row.number.money, row.price.money, row.amount.money
    return bool(number and price and amount and number.number * price.base == amount.base)


def _label(line: Line) -> str:
    return next((squash(cell.text) for cell in line.filled if not _NUMBER.fullmatch(squash(cell.text))), "")


def _is_sum(line: Line) -> bool:
    label = _label(line)
    return is_total(label) or is_subtotal(label)


def _heads(part: Sequence[Line]) -> list[tuple[int, Cell, str]]:
    """The heads of the three columns with the line they stand in: heads may take two rows."""
    words = {squash(word): key for key, members in vocabulary("labels")["priced"].items() for word in members}
    found: list[tuple[int, Cell, str]] = []
    for index, line in enumerate(part[: _MOST_HEADS * 2]):
        row = [
            (index, cell, words[key]) for cell in line.filled if (key := _REMARK.sub("", squash(cell.text))) in words
        ]
        if found and not row and any(_NUMBER.fullmatch(squash(cell.text)) for cell in line.filled):
            break
        # A 合计 at the head of a row is a total, not a column.
        found += [head for head in row if len(row) > 1 or head[1].column > 1]
    return found


def _first(heads: Sequence[tuple[int, Cell, str]], key: str, after: int = 0) -> Cell | None:
    """The head of that kind: the leftmost behind a column; of two above each other the lower one."""
    cells = [cell for _, cell, kind in heads if kind == key and cell.column > after]
    if not cells:
        return None
    left = min(cell.column for cell in cells)
    return max((cell for cell in cells if cell.column == left), key=lambda cell: cell.row)
