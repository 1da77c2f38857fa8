"""From cells as a format tells them to a Table: places, spans, limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import Enum

from goallint.document import Cell, Paragraph, Table
from goallint.readers import limits, refusals
from goallint.records import dataclass


class Merge(Enum):
    """How a cell takes part in a merged area."""

    NONE = "none"
    START = "start"
    CONTINUE = "continue"


class Budget:
    """What a document may still use; using it up is a ReadError."""

    def __init__(self) -> None:
        self._positions = 0
        self._paragraphs = 0
        self._characters = 0

    def spend(self, positions: int) -> None:
        """Take note of grid positions."""
        self._positions += positions
        if self._positions > limits.CELLS:
            raise refusals.too_large(limits.CELLS)

    def paragraphs(self, count: int = 1) -> None:
        """Take note of paragraphs or lines."""
        self._paragraphs += count
        if self._paragraphs > limits.PARAGRAPHS:
            raise refusals.too_long(limits.PARAGRAPHS)

    def text(self, text: str, limit: int = limits.CELL_CHARACTERS) -> str:
        """Take note of the characters of a cell, or of a paragraph with its own `limit`."""
        self._characters += len(text)
        if len(text) > limit:
            raise refusals.too_much_in_one_place(limit)
        if self._characters > limits.CHARACTERS:
            raise refusals.too_much_text(limits.CHARACTERS)
        return text


@dataclass(slots=True)
class RawCell:
    """A cell as a row of the file states it; `down` and `right` tell how it takes part in merging.

    `place` is known once its row is in the grid: row and column of the cell that it is, or has become part of.
    """

    span: int = 1
    down: Merge = Merge.NONE
    right: Merge = Merge.NONE
    lines: list[str] = field(default_factory=list)
    place: tuple[int, int] | None = None


@dataclass(slots=True)
class _Draft:
    """A placed cell whose spans may still grow."""

    row: int
    column: int
    column_span: int
    joins_down: bool
    text: str
    row_span: int = 1


class GridBuilder:
    """Places the cells of a table row by row, joining what continues from above or from the left."""

    def __init__(self, number: int, budget: Budget) -> None:
        self.number = number
        self._budget = budget
        self._drafts: list[_Draft] = []
        self._row = 0
        self._column = 1
        self._above: dict[int, _Draft] = {}
        self._current: dict[int, _Draft] = {}

    def add_row(self, cells: Iterable[RawCell], *, before: int = 0) -> None:
        """Place the next row; its first `before` grid columns hold no cell."""
        self._row += 1
        self._column = 1 + min(max(before, 0), limits.SPAN)
        self._above, self._current = self._current, {}
        left: _Draft | None = None
        for cell in cells:
            left = self._place(cell, left)
        self._budget.spend(max(self._column - 1, 1))

    def finish(self) -> Table | None:
        """Give the table, or nothing where no cell is left."""
        if not self._drafts:
            return None
        return Table(
            self.number,
            tuple(
                [
                    Cell(self.number, draft.row, draft.column, draft.text, draft.row_span, draft.column_span)
                    for draft in self._drafts
                ]
            ),
        )

    def _place(self, cell: RawCell, left: _Draft | None) -> _Draft:
        span = min(max(cell.span, 1), limits.SPAN)
        above = self._above.get(self._column)
        if cell.right is Merge.CONTINUE and left is not None:
            draft = left
            draft.column_span = max(draft.column_span, self._column + span - draft.column)
        elif cell.right is not Merge.CONTINUE and cell.down is Merge.CONTINUE and above is not None:
            draft = above
            draft.row_span = self._row - draft.row + 1
        else:
            text = self._budget.text("\n".join(cell.lines).strip())
            draft = _Draft(self._row, self._column, span, cell.down is not Merge.NONE, text)
            self._drafts.append(draft)
        if draft.joins_down:
            self._current.update(dict.fromkeys(range(self._column, self._column + span), draft))
        self._column += span
        cell.place = (draft.row, draft.column)
        return draft


def table_of_rows(number: int, rows: Iterable[Sequence[str]], budget: Budget) -> Table:
    """Make a table without merged cells, from the texts of its rows."""
    cells = tuple(
        Cell(number, row, column, budget.text(text.strip()))
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
    )
    table = Table(number, cells)
    budget.spend(table.row_count * table.column_count)
    return table


def number_paragraphs(blocks: Iterable[str | Table | None], budget: Budget) -> tuple[Paragraph | Table, ...]:
    """Turn the texts of a page into paragraphs counted from 1, without blank ones, among its tables."""
    numbered: list[Paragraph | Table] = []
    count = 0
    for block in blocks:
        if isinstance(block, Table):
            numbered.append(block)
        elif block is not None and (text := block.strip()):
            count += 1
            numbered.append(Paragraph(count, budget.text(text, limits.PARAGRAPH_CHARACTERS)))
    return tuple(numbered)


Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


def table_of_sheet(
    number: int, sheet: str, texts: Mapping[tuple[int, int], str], merged: Iterable[Area], budget: Budget
) -> Table | None:
    """Make a table of a sheet, with its true positions, as far as its non-blank cells reach."""
    if not texts:
        return None
    top, bottom = min(row for row, _ in texts), max(row for row, _ in texts)
    left, right = min(column for _, column in texts), max(column for _, column in texts)
    budget.spend(bottom * right)
    spans, covered = _merges(merged, (top, left, bottom, right))
    return Table(
        number,
        tuple(
            Cell(number, row, column, budget.text(texts.get((row, column), "")), *spans.get((row, column), (1, 1)))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) not in covered
        ),
        sheet,
    )


def _merges(merged: Iterable[Area], used: Area) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """For the merged areas, cut to the `used` one: spans by top left position, and all other positions."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    budget = Budget()
    for top, left, last_row, last_column in merged:
        bottom, right = min(last_row, used[2]), min(last_column, used[3])
        if not (used[0] <= top <= bottom and used[1] <= left <= right):
            continue
        budget.spend((bottom - top + 1) * (right - left + 1))
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if covered.isdisjoint(area) and spans.keys().isdisjoint(area):
            spans[top, left] = (bottom - top + 1, right - left + 1)
            covered |= area - {(top, left)}
    return spans, covered
