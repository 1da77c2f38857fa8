"""A form's lines: rows of one table, or of two that a page break has parted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from goallint.document import Cell, Table


@dataclass(frozen=True)
class Line:
    """One grid row (行): the cells that start in it, and those that reach into it from above."""

    cells: tuple[Cell, ...]
    from_above: tuple[Cell, ...] = ()

    @cached_property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that start here and hold text, from left to right."""
        return tuple(cell for cell in self.cells if cell.text.strip())

    @cached_property
    def covering(self) -> tuple[Cell, ...]:
        """All cells that cover the row, from left to right."""
        return tuple(sorted((*self.cells, *self.from_above), key=lambda cell: cell.column))

    def at(self, column: int) -> Cell | None:
        """The cell that covers this grid column."""
        return next((cell for cell in self.covering if cell.column <= column <= cell.last_column), None)

    def right_of(self, cell: Cell) -> Iterable[Cell]:
        """The cells that start here to the right of `cell`."""
        return (other for other in self.cells if other.column > cell.last_column)


def lines(tables: Iterable[Table]) -> list[Line]:
    """The rows of the tables, one after the other."""
    return [line for table in tables for line in _table_lines(table)]


def _table_lines(table: Table) -> Iterable[Line]:
    open_cells: list[Cell] = []
    for number, cells in enumerate(table.rows, start=1):
        open_cells = [cell for cell in open_cells if cell.last_row >= number]
        yield Line(cells, tuple(open_cells))
        open_cells += [cell for cell in cells if cell.row_span > 1]


def is_blank(part: Sequence[Line]) -> bool:
    """Whether no cell of these lines holds text."""
    return not any(line.filled for line in part)
