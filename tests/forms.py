"""The same simple page as a Word document, a workbook and a text file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import docx
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


class Span(NamedTuple):
    """A merged cell."""

    text: str
    rows: int = 1
    columns: int = 1


class Placed(NamedTuple):
    """A cell at its 0-based grid position."""

    row: int
    column: int
    span: Span


Row = Sequence[str | Span]
Block = str | Sequence[Row]
"""A paragraph, or the rows of a table; a merged cell is written once, at its top left corner."""


def place(rows: Sequence[Row]) -> list[Placed]:
    """Find the grid position of every cell."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            span = Span(cell) if isinstance(cell, str) else cell
            while (row, column) in taken:
                column += 1
            taken.update((row + down, column + right) for down in range(span.rows) for right in range(span.columns))
            placed.append(Placed(row, column, span))
    return placed


def size(placed: Sequence[Placed]) -> tuple[int, int]:
    """Rows and columns of the grid."""
    return (
        max(cell.row + cell.span.rows for cell in placed),
        max(cell.column + cell.span.columns for cell in placed),
    )


def write_docx(path: Path, blocks: Sequence[Block]) -> Path:
    """Write paragraphs and tables one after the other."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        placed = place(block)
        table = document.add_table(*size(placed))
        for row, column, span in placed:
            corner = table.cell(row, column)
            corner.merge(table.cell(row + span.rows - 1, column + span.columns - 1))
            corner.text = span.text
    document.save(str(path))
    return path


def write_xlsx(path: Path, blocks: Sequence[Block]) -> Path:
    """Write each table on a sheet of its own, below the paragraphs before it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet | None = None
    top = 1
    for block in blocks:
        if sheet is None:
            sheet, top = book.create_sheet(), 1
        if isinstance(block, str):
            sheet.cell(top, 1, block)
            top += 1
            continue
        for row, column, span in place(block):
            cell = sheet.cell(top + row, column + 1, span.text)
            cell.data_type = "s"
            if span.rows > 1 or span.columns > 1:
                sheet.merge_cells(
                    start_row=top + row,
                    start_column=column + 1,
                    end_row=top + row + span.rows - 1,
                    end_column=column + span.columns,
                )
        sheet = None
    book.save(path)
    return path


def write_txt(path: Path, blocks: Sequence[Block]) -> Path:
    """Write one row a line, with blank cells where a merged cell goes on."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block, ""]
            continue
        placed = place(block)
        rows, columns = size(placed)
        grid = [[""] * columns for _ in range(rows)]
        for row, column, span in placed:
            grid[row][column] = span.text.replace("\n", " ")
        lines += ["\t".join(row) for row in grid] + ["", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
