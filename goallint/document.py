"""What is on the page: paragraphs and grids of cells, each with its place and its original text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cached_property

from goallint.records import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell (单元格) of a table; a merged one stands once, at its top left corner.

    `table`, `row` and `column` are 1-based; spans count grid rows and columns.
    """

    table: int
    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1

    @property
    def last_row(self) -> int:
        """The lowest grid row that the cell covers."""
        return self.row + self.row_span - 1

    @property
    def last_column(self) -> int:
        """The rightmost grid column that the cell covers."""
        return self.column + self.column_span - 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (段落) outside tables; `number` counts all paragraphs of the document from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table (表格) as a grid; `number` is its 1-based place among the document's tables."""

    number: int
    cells: tuple[Cell, ...]
    sheet: str = ""

    @cached_property
    def row_count(self) -> int:
        """How many grid rows the cells cover."""
        return max((cell.last_row for cell in self.cells), default=0)

    @cached_property
    def column_count(self) -> int:
        """How many grid columns the cells cover."""
        return max((cell.last_column for cell in self.cells), default=0)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """For each grid row the cells that start in it, from left to right."""
        lines: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            lines[cell.row - 1].append(cell)
        return tuple(tuple(sorted(line, key=lambda cell: cell.column)) for line in lines)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment (批注) of Word or Excel, and the cells it is about.

    A paragraph outside tables counts as a cell: of table 0, in the row of its number.
    """

    author: str
    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Document:
    """A file as a sequence of paragraphs and tables, in the order of the page; comments stand beside it."""

    path: str
    blocks: tuple[Paragraph | Table, ...] = field(default=())
    comments: tuple[Comment, ...] = field(default=())

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in document order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables, in document order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))
