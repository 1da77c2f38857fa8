"""A form's lines: rows of one table, or of two that a page break has parted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from goallint.document import Cell, Table
from goallint.records import dataclass

if TYPE_CHECKING:
    from goallint.extract.header import Header


@dataclass(slots=True, eq=False)
class Line:
    """One grid row (行): the cells that start in it, and those that reach into it from above.

    `filled` are the cells that start here and hold text, `covering` all cells that cover the row, both from left to
    right. `heads` is what `header.headers` has found here, None before it was asked.
    """

    cells: tuple[Cell, ...]
    from_above: tuple[Cell, ...] = ()
    filled: tuple[Cell, ...] = field(init=False)
    covering: tuple[Cell, ...] = field(init=False)
    heads: tuple[Header, ...] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.filled = tuple([cell for cell in self.cells if cell.text.strip()])
        above = self.from_above
        self.covering = tuple(sorted((*self.cells, *above), key=lambda cell: cell.column)) if above else self.cells

    def at(self, column: int) -> Cell | None:
        """The cell that covers this grid column."""
        for cell in self.covering:
            if cell.column <= column <= cell.last_column:
                return cell
        return None

    def right_of(self, cell: Cell) -> Iterable[Cell]:
        """The cells that start here to the right of `cell`."""
        last = cell.last_column
        return (other for other in self.cells if other.column > last)


def lines(table: Table) -> list[Line]:
    """The rows of a table."""
    found: list[Line] = []
    open_cells: list[Cell] = []
    for number, cells in enumerate(table.rows, start=1):
        if open_cells:
            open_cells = [cell for cell in open_cells if cell.last_row >= number]
        found.append(Line(cells, tuple(open_cells)))
        open_cells += [cell for cell in cells if cell.row_span > 1]
    return found


def is_blank(part: Sequence[Line]) -> bool:
    """Whether no cell of these lines holds text."""
    return not any(line.filled for line in part)
