"""The same simple page as a Word document, a workbook and a text file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import docx
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_FONT, _MARGIN = "STSong-Light", 72


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
        lines += ["\t".join(row).replace("\n", " ") for row in _grid(block)] + ["", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_csv(path: Path, blocks: Sequence[Block], encoding: str = "gbk", delimiter: str = ",") -> Path:
    """Write one row a line, with blank values where a merged cell goes on, as a Chinese Excel does."""
    with path.open("w", encoding=encoding, newline="") as stream:
        out = csv.writer(stream, delimiter=delimiter)
        for block in blocks:
            out.writerows([[block]] if isinstance(block, str) else _grid(block))
    return path


def write_markdown(path: Path, blocks: Sequence[Block]) -> Path:
    """Write headings and tables, with blank cells where a merged cell goes on."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [f"## {block}", ""]
            continue
        first, *rows = (f"| {' | '.join(row)} |" for row in _grid(block))
        lines += [first, "|---" * first.count(" |") + "|", *rows, ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_pdf(path: Path, blocks: Sequence[Block], *, height: int = 842, width: int = 595) -> Path:
    """Write paragraphs and ruled tables on pages of that size; cells go on on the next page, a row stays in one."""
    paper = _Paper(path, width, height)
    for block in blocks:
        if isinstance(block, str):
            paper.write(block, _MARGIN, paper.y, paper.room)
            paper.y -= 12 * len(_wrapped(block, paper.room)) + 12
        else:
            paper.draw(place(block))
    paper.canvas.save()
    return path


class _Paper:
    """A PDF being written, from top to bottom."""

    def __init__(self, path: Path, width: int, height: int) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self.canvas = Canvas(str(path), (width, height))
        self.room = float(width - 2 * _MARGIN)
        self.top = self.y = float(height - _MARGIN)

    def write(self, text: str, left: float, top: float, within: float) -> None:
        """Write a text in as many lines as it needs."""
        self.canvas.setFont(_FONT, 10)
        for number, line in enumerate(_wrapped(text, within), 1):
            self.canvas.drawString(left, top - 12 * number, line)

    def draw(self, placed: Sequence[Placed]) -> None:
        """Draw a table, as many rows on each page as there is room for."""
        rows, columns = size(placed)
        step = self.room / columns
        heights = [4.0 + 12 * max(_lines_in(placed, row, step), default=1) for row in range(rows)]
        first = 0
        while first < rows:
            last = first + 1
            while last < rows and self.y - sum(heights[first : last + 1]) > _MARGIN:
                last += 1
            self._draw_rows(placed, heights, (first, last), step)
            first = last
            if first < rows or self.y < _MARGIN + 60:
                self.canvas.showPage()
                self.y = self.top

    def _draw_rows(
        self, placed: Sequence[Placed], heights: Sequence[float], rows: tuple[int, int], step: float
    ) -> None:
        for cell in placed:
            first, last = max(cell.row, rows[0]), min(cell.row + cell.span.rows, rows[1])
            if first >= last:
                continue
            left, top = _MARGIN + cell.column * step, self.y - sum(heights[rows[0] : first])
            tall, wide = sum(heights[first:last]), step * cell.span.columns
            self.canvas.rect(left, top - tall, wide, tall)
            if first == cell.row:
                self.write(cell.span.text, left + 6, top, wide - 12)
        self.y -= sum(heights[rows[0] : rows[1]]) + 12


def _lines_in(placed: Sequence[Placed], row: int, step: float) -> list[int]:
    """Count the lines of the cells that take up one row only."""
    return [
        len(_wrapped(cell.span.text, step * cell.span.columns - 12))
        for cell in placed
        if cell.row == row and cell.span.rows == 1
    ]


def _wrapped(text: str, room: float) -> list[str]:
    """Break a text into lines no wider than `room`."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines: list[str] = []
    for part in text.split("\n"):
        lines.append("")
        for character in part:
            if stringWidth(lines[-1] + character, _FONT, 10) > room:
                lines.append("")
            lines[-1] += character
    return lines


def _grid(rows: Sequence[Row]) -> list[list[str]]:
    """Write the rows with a blank text wherever a merged cell goes on."""
    placed = place(rows)
    height, width = size(placed)
    grid = [[""] * width for _ in range(height)]
    for row, column, span in placed:
        grid[row][column] = span.text
    return grid
