"""Old Excel workbooks (.xls, and .et of WPS) as Excel 97 and later write them (BIFF8), read with xlrd.

What is a table, and what is left out, is as in xlsx; but sheets that are charts do not count among the visible ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd

from goallint.document import Document, Table
from goallint.errors import ReadError
from goallint.readers import refusals
from goallint.readers.grid import Area, Budget, table_of_sheet
from goallint.readers.numberformat import BUILT_IN, GENERAL, show

_BIFF8 = 80
_ENCRYPTED = "Workbook is encrypted"


def read(path: Path) -> Document:
    """Read the document in the workbook at `path`."""
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as sink, _open(path.read_bytes(), sink) as book:
            return Document(str(path), tuple(_tables(book)))
    except (ReadError, OSError, MemoryError):
        raise
    except Exception as reason:
        # Damage makes xlrd fail in any way: with its own errors, failed assertions, wrong indexes, endless recursion.
        if isinstance(reason, xlrd.XLRDError) and str(reason) == _ENCRYPTED:
            raise refusals.encrypted() from reason
        raise refusals.damaged(reason) from reason


def _open(content: bytes, sink: Any) -> Any:
    """Open a workbook; rows keep their own lengths, and sectors that Excel does not mind are not minded."""
    return xlrd.open_workbook(
        file_contents=content,
        logfile=sink,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        ignore_workbook_corruption=True,
    )


def _tables(book: Any) -> Iterator[Table]:
    if book.biff_version != _BIFF8:
        raise refusals.foreign("Excel 95")
    budget = Budget()
    codes = _codes(book)
    visible = 0
    for place, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(place)
        if sheet.visibility == 0:
            visible += 1
            if table := table_of_sheet(visible, name, _texts(sheet, codes, book.datemode), _merged(sheet), budget):
                yield table
        book.unload_sheet(place)


def _codes(book: Any) -> list[str]:
    """Give the number format of each cell style; what a file names by number only, xlrd would show as in America."""
    codes = {**BUILT_IN, **{own.format_key: own.format_str for own in book.format_list}}
    return [codes.get(style.format_key, GENERAL) for style in book.xf_list]


def _texts(sheet: Any, codes: list[str], date_mode: int) -> dict[tuple[int, int], str]:
    """Give what the cells of a sheet show, by 1-based position."""
    texts: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            if kind == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(value, "#N/A")
            elif kind == xlrd.XL_CELL_BOOLEAN:
                text = str(bool(value)).upper()
            elif isinstance(value, str):
                text = value
            else:
                style = sheet.cell_xf_index(row, column)
                code = codes[style] if style < len(codes) else GENERAL
                text = show(repr(value), code, since_1904=date_mode == 1)
            if text := text.strip():
                texts[row + 1, column + 1] = text
    return texts


def _merged(sheet: Any) -> list[Area]:
    return [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
