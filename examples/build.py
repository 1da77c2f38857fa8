"""Build the example documents: `python -m examples.build` writes them into this folder.

What is on the pages stands in pages.py; here is how they look. A rebuild gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from examples.pages import EXAMPLES, Example
from tests.forms import Placed, Row, place, size

FOLDER = Path(__file__).parent

_MADE = datetime(2026, 1, 5, 9, tzinfo=UTC)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_BODY, _HEAD = "宋体", "黑体"
_PROSE = 12
_CM_PER_CHARACTER = 0.19
_LINE_POINTS = 18.0
_CHARACTERS_PER_CM = 2.4

_PERCENT = re.compile(r"(\d+)%")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_NUMBER = re.compile(r"\d+(?:\.(\d+))?")


def build(folder: Path) -> list[Path]:
    """Write all examples into `folder`."""
    return [_write(example, folder / example.file) for example in EXAMPLES]


def _write(example: Example, path: Path) -> Path:
    if path.suffix == ".xlsx":
        _write_xlsx(example, path)
    else:
        _write_docx(example, path)
    _fix(path)
    return path


def _fix(path: Path) -> None:
    """Take the clock out of the package: the times of its parts, and the time of the last change."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            info = ZipInfo(name, _ZIP_DATE)
            info.compress_type = ZIP_DEFLATED
            fixed = _MODIFIED.sub(rb"\g<1>" + _MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            package.writestr(info, fixed if name == "docProps/core.xml" else content)


# ---- Word


def _write_docx(example: Example, path: Path) -> None:
    document = docx.Document()
    _prepare(document, example.file)
    for block in example.page:
        if isinstance(block, str):
            _heading(document.add_paragraph(), block)
        else:
            _table(document, block, example.widths)
            document.add_paragraph()
    document.save(str(path))


def _prepare(document: Document, name: str) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = Path(name).stem
    properties.created = properties.modified = _MADE
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY, Pt(10.5)
    _chinese_font(style.element, _BODY)


def _heading(paragraph: Paragraph, text: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(text)
    if not text.startswith("（"):
        run.font.name, run.font.size = _HEAD, Pt(15)
        _chinese_font(run.element, _HEAD)


def _chinese_font(element: Any, name: str) -> None:
    """Set what `font.name` leaves out: Word has a font of its own for Chinese characters."""
    element.rPr.rFonts.set(qn("w:eastAsia"), name)


def _table(document: Document, rows: Sequence[Row], widths: Sequence[float]) -> None:
    placed = place(rows)
    table = document.add_table(*size(placed), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    for row, column, span in placed:
        corner = table.cell(row, column)
        merged = corner.merge(table.cell(row + span.rows - 1, column + span.columns - 1))
        _fill(merged, span.text)


def _fill(cell: _Cell, text: str) -> None:
    cell.text = text
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if len(text) <= _PROSE:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


# ---- Excel


def _write_xlsx(example: Example, path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = ""
    book.properties.created = _MADE.replace(tzinfo=None)
    for name, block in zip(example.sheets, example.page, strict=True):
        _sheet(book.create_sheet(name), place([] if isinstance(block, str) else block), example.widths)
    book.save(path)


def _sheet(sheet: Worksheet, placed: Sequence[Placed], widths: Sequence[float]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width / _CM_PER_CHARACTER
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    thin = Side("thin")
    rows, columns = size(placed)
    for line in sheet.iter_rows(1, rows, 1, columns):
        for each in line:
            each.border = Border(thin, thin, thin, thin)
    for row, column, span in placed:
        cell = sheet.cell(row + 1, column + 1)
        cell.value, cell.number_format = _typed(span.text)
        title = span.columns == columns
        cell.font = Font(_HEAD if title else _BODY, 14 if title and row == 0 else 11)
        cell.alignment = Alignment(
            "left" if len(span.text) > _PROSE and not title else "center", "center", wrap_text=True
        )
        if span.rows > 1 or span.columns > 1:
            sheet.merge_cells(
                start_row=row + 1, start_column=column + 1, end_row=row + span.rows, end_column=column + span.columns
            )
        room = sum(widths[column : column + span.columns]) * _CHARACTERS_PER_CM
        sheet.row_dimensions[row + 1].height = max(
            sheet.row_dimensions[row + 1].height or 0, _LINE_POINTS * (1 + len(span.text) // room)
        )


def _typed(text: str) -> tuple[str | float | date | None, str]:
    """Turn a text into what Excel makes of it when it is typed in: a share, a date, a number, or the text."""
    if found := _PERCENT.fullmatch(text):
        return int(found[1]) / 100, "0%"
    if found := _DATE.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3])), 'yyyy"年"m"月"d"日"'
    if found := _NUMBER.fullmatch(text):
        return float(text), "0." + "0" * len(found[1]) if found[1] else "0"
    return text or None, "General"


if __name__ == "__main__":
    build(FOLDER)
