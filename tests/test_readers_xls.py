from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from goallint.errors import ReadError
from goallint.readers import read, xls
from goallint.readers.numberformat import show
from tests.old_excel import Value, record, write_xls
from tests.strategies import cell_texts

FEW_FILES = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

CELLS: dict[tuple[int, int], Value] = {
    (1, 1): ("绩效目标表", "General"),
    (3, 1): ("完成率", "General"),
    (3, 2): (0.95, "0%"),
    (4, 2): (1234.5, "#,##0.00"),
    (5, 2): (48213.0, 'yyyy"年"m"月"d"日"'),
    (6, 2): (48213.5, "yyyy-mm-dd hh:mm"),
    (7, 2): (0.25, "h:mm"),
    (8, 2): (3.0, "General"),
}


def test_old_workbooks_show_values_with_their_formats(tmp_path: Path) -> None:
    """Numbers and dates of an .xls file read as Excel shows them; merged areas are spans."""
    path = write_xls(tmp_path / "a.xls", {"一": CELLS}, merged=[(1, 1, 2, 2)])
    (table,) = read(path).tables
    assert table.sheet == "一"
    assert (table.cells[0].row_span, table.cells[0].column_span) == (2, 2)
    assert [cell.text for cell in table.cells if cell.text] == [
        *("绩效目标表", "完成率", "95%", "1,234.50", "2031年12月31日", "2031-12-31 12:00", "6:00", "3")
    ]


def test_hidden_sheets_of_old_workbooks_are_left_out(tmp_path: Path) -> None:
    """Tables take the number of their sheet among the visible ones."""
    sheets = {"藏": CELLS, "空": {}, "末": CELLS}
    path = write_xls(tmp_path / "a.et", sheets, hidden=["藏"])
    assert [(table.number, table.sheet) for table in read(path).tables] == [(2, "末")]


def test_every_kind_of_cell_of_old_workbooks_is_read(tmp_path: Path) -> None:
    """Shared strings that run over several records, packed numbers, results of formulas, truth values, errors."""

    def cell(kind: int, column: int, body: bytes) -> bytes:
        return record(kind, struct.pack("<HHH", 0, column, 0) + body)

    strings = [
        record(
            0x00FC,
            struct.pack("<IIHBH", 9, 3, 2, 8, 1)
            + b"ab"
            + bytes(4)
            + struct.pack("<HB", 4, 1)
            + "绩效".encode("utf-16-le"),
        ),
        record(0x003C, b"\x01" + "目标".encode("utf-16-le") + struct.pack("<HBI", 4, 4, 6) + b"cd"),
        record(0x003C, b"\x00ef" + bytes(6)),
    ]
    cells = [
        *(cell(0x00FD, index, struct.pack("<I", index)) for index in range(3)),
        cell(0x027E, 3, struct.pack("<I", 1234 << 2 | 3)),
        record(0x00BD, struct.pack("<HHHIHIH", 0, 4, 0, 0xFFFFFFFE, 0, 0x3FF80000, 5)),
        cell(0x0205, 6, b"\x01\x00"),
        cell(0x0205, 7, b"\x17\x01"),
        cell(0x0006, 8, struct.pack("<d", 0.5) + bytes(8)),
        cell(0x0006, 9, b"\x00" * 6 + b"\xff\xff" + bytes(8)),
        record(0x0207, struct.pack("<HB", 2, 0) + b"ok"),
        cell(0x0006, 10, b"\x01\x00\x00\x00\x00\x00\xff\xff" + bytes(8)),
        cell(0x0006, 11, b"\x02\x00\x2a\x00\x00\x00\xff\xff" + bytes(8)),
    ]
    path = write_xls(
        tmp_path / "a.xls", {"一": {(2, 1): ("末", "General")}}, records=(b"".join(strings), b"".join(cells))
    )
    (table,) = read(path).tables
    assert [cell.text for cell in table.cells if cell.text] == [
        *("ab", "绩效目标", "cdef", "12.34", "-1", "1.5", "TRUE", "#REF!", "0.5", "ok", "FALSE", "#N/A", "末")
    ]


def test_a_workbook_that_embeds_a_word_document_is_a_workbook(tmp_path: Path) -> None:
    """Between the streams of two programs the suffix decides."""
    path = write_xls(tmp_path / "a.xls", {"一": CELLS})
    content = path.read_bytes() + "WordDocument\0".encode("utf-16-le")
    path.write_bytes(content)
    assert len(list(read(path).tables)) == 1
    (tmp_path / "a.doc").write_bytes(content)
    with pytest.raises(ReadError, match="old Word file"):
        read(tmp_path / "a.doc")


def test_old_workbooks_with_a_password_are_refused(tmp_path: Path) -> None:
    """The message says that the file is encrypted."""
    path = write_xls(tmp_path / "a.xls", {"一": CELLS}, records=(record(0x002F, bytes(6)), b""))
    with pytest.raises(ReadError, match="encrypted"):
        read(path)


@given(st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 9)), cell_texts | st.floats(-1e9, 1e9), min_size=1))
@FEW_FILES
def test_old_workbooks_read_as_calamine_reads_them(tmp_path: Path, values: dict[tuple[int, int], str | float]) -> None:
    """Each text and number stands where calamine finds it."""
    cells: dict[tuple[int, int], Value] = {place: (value, "General") for place, value in sorted(values.items())}
    path = write_xls(tmp_path / "a.xls", {"一": cells})
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    expected = {
        (row, column): value if isinstance(value, str) else show(repr(value), "General")
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
        for column, value in enumerate(line, 1)
        if isinstance(value, str | float)
    }
    shown = {(cell.row, cell.column): cell.text for table in xls.read(path).tables for cell in table.cells if cell.text}
    assert shown == {place: text.strip() for place, text in expected.items() if text.strip()}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_old_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes are changed, nothing but a ReadError comes out."""
    content = bytearray(write_xls(tmp_path / "good.xls", {"一": CELLS}, merged=[(1, 1, 2, 2)]).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, 2600))] = data.draw(st.integers(0, 255))
    (tmp_path / "bad.xls").write_bytes(bytes(content))
    with suppress(ReadError):
        read(tmp_path / "bad.xls")
