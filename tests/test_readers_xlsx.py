from __future__ import annotations

import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from goallint.document import Table
from goallint.errors import ReadError
from goallint.readers import read
from goallint.readers.numberformat import show

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def book() -> tuple[Workbook, Worksheet]:
    """Make a workbook with one sheet."""
    made = Workbook()
    return made, made.worksheets[0]


def saved(made: Workbook, tmp_path: Path) -> list[Table]:
    """Save a workbook and read its tables."""
    made.save(tmp_path / "book.xlsx")
    return list(read(tmp_path / "book.xlsx").tables)


def raw_book(path: Path, sheet: str, *, strings: str = "", space: str = SHEET) -> Path:
    """Write a workbook of one sheet as XML."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"

    def rels(*targets: tuple[str, str]) -> str:
        entries = "".join(
            f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets, 1)
        )
        return f'<Relationships xmlns="{relations}">{entries}</Relationships>'

    parts = {
        "_rels/.rels": rels(("officeDocument", "/xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets><sheet name="一" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": rels(("worksheet", "sheet.xml"), ("sharedStrings", "strings.xml")),
        "xl/sheet.xml": f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/strings.xml": f'<sst xmlns="{space}">{strings}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def texts(table: Table) -> list[str]:
    """Non-blank texts."""
    return [cell.text for cell in table.cells if cell.text]


def test_visible_sheets_with_content_are_tables(tmp_path: Path) -> None:
    """Tables take the number of their sheet among the visible ones; blank sheets give none."""
    made, first = book()
    first["A1"] = "甲"
    for name, state in (("藏", "hidden"), ("深藏", "veryHidden"), ("空", "visible"), ("末", "visible")):
        sheet = made.create_sheet(name)
        sheet.sheet_state = state
        if name != "空":
            sheet["A1"] = name
    assert [(table.number, table.sheet, texts(table)) for table in saved(made, tmp_path)] == [
        (1, "Sheet", ["甲"]),
        (3, "末", ["末"]),
    ]


def test_cells_keep_their_places_in_the_sheet(tmp_path: Path) -> None:
    """Blank cells between the outermost non-blank ones are there; styled blank cells beyond are not."""
    made, sheet = book()
    sheet["B3"], sheet["C5"], sheet["H40"] = "甲", "乙", " "
    sheet["Z90"].number_format = "0.00"
    (table,) = saved(made, tmp_path)
    assert [(cell.row, cell.column, cell.text) for cell in table.cells] == [
        *((3, 2, "甲"), (3, 3, ""), (4, 2, ""), (4, 3, ""), (5, 2, ""), (5, 3, "乙"))
    ]


def test_merged_areas_are_spans(tmp_path: Path) -> None:
    """An area is one cell, cut to what the sheet uses."""
    made, sheet = book()
    sheet["A1"], sheet["A2"], sheet["C3"] = "标题", "产出指标", "≥5"
    sheet.merge_cells("A1:XFD1")
    sheet.merge_cells("A2:A3")
    (table,) = saved(made, tmp_path)
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells][:2] == [
        (1, 1, 1, 3),
        (2, 1, 2, 1),
    ]
    assert (table.row_count, table.column_count) == (3, 3)


def test_values_are_read_as_they_are_shown(tmp_path: Path) -> None:
    """Percentages, amounts, dates, truth values, errors and texts with number formats."""
    made, sheet = book()
    written: list[tuple[float | str | date | time, str]] = [
        (0.95, "0%"),
        (1234.5, "#,##0.00"),
        (3, "General"),
        (3.0, "General"),
        (0.1 + 0.2, "General"),
        (date(2031, 12, 31), 'yyyy"年"m"月"d"日"'),
        (datetime(2031, 5, 1, 8, 30, tzinfo=UTC).replace(tzinfo=None), "yyyy-mm-dd hh:mm"),
        (time(8, 5), "h:mm"),
        (True, "General"),
        ("#REF!", "General"),
        ("=1/0", "0.00"),
        ("007", "@"),
        (12, '0"万元"'),
    ]
    for row, (value, code) in enumerate(written, 1):
        sheet.cell(row, 1, value).number_format = code
    (table,) = saved(made, tmp_path)
    assert texts(table) == [
        *("95%", "1,234.50", "3", "3", "0.3", "2031年12月31日", "2031-05-01 08:30", "8:05"),
        *("TRUE", "#REF!", "007", "12万元"),
    ]


def test_rich_text_is_joined(tmp_path: Path) -> None:
    """Runs of a text follow each other."""
    made, sheet = book()
    sheet["A1"] = CellRichText("绩效", TextBlock(InlineFont(b=True), "目标"))
    assert texts(saved(made, tmp_path)[0]) == ["绩效目标"]


def test_a_calendar_from_1904_is_respected(tmp_path: Path) -> None:
    """Old Macintosh workbooks count days from another one."""
    made, sheet = book()
    made.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - openpyxl knows no time zones
    sheet["A1"] = date(2031, 12, 31)
    sheet["A1"].number_format = "yyyy/m/d"
    assert texts(saved(made, tmp_path)[0]) == ["2031/12/31"]


@pytest.mark.parametrize("space", [SHEET, STRICT])
def test_sheets_are_read_as_excel_and_others_write_them(tmp_path: Path, space: str) -> None:
    """Shared, inline and formula strings; phonetic guides left out; places may be left unsaid."""
    path = raw_book(
        tmp_path / "a.xlsx",
        '<row><c t="s"><v>0</v></c><c t="s"><v>7</v></c>'
        '<c t="inlineStr"><is><t>内</t><rPh><t>nèi</t></rPh></is></c></row>'
        '<row r="3"><c r="B3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c s="99"><v>1.50</v></c>'
        '<c t="e"><v>#N/A</v></c></row>'
        '<row><c t="b"><v>0</v></c><c t="d"><v>2031-12-31</v></c><c r="?"><v>x</v></c></row>',
        strings="<si><r><t>绩</t></r><r><t>效</t></r><rPh><t>jì</t></rPh></si>",
        space=space,
    )
    (table,) = read(path).tables
    assert [(cell.row, cell.column, cell.text) for cell in table.cells if cell.text] == [
        *((1, 1, "绩效"), (1, 3, "内"), (3, 2, "ab"), (3, 3, "1.5"), (3, 4, "#N/A")),
        *((4, 1, "FALSE"), (4, 2, "2031-12-31"), (4, 3, "x")),
    ]


def test_values_taken_for_formulas(tmp_path: Path) -> None:
    """=100% that a program wrote as a formula is shown as it stands; a formula without a result is blank."""
    made, sheet = book()
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"], sheet["E1"] = "=100%", "=120人", "=SUM(A2:A3)", '=""', "甲"
    assert texts(saved(made, tmp_path)[0]) == ["=100%", "=120人", "甲"]


def test_one_stray_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A used range of billions of cells is refused with advice."""
    made, sheet = book()
    sheet["A1"], sheet["XFD1048576"] = "甲", "乙"
    with pytest.raises(ReadError) as caught:
        saved(made, tmp_path)
    assert "多余单元格" in caught.value.remedy.zh


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("0.94999999999999996", "General", "0.95"),
        ("0.94999999999999996", "0.0%", "95.0%"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("1234567.891", "#,##0.00_ ", "1,234,567.89"),
        ("-1234.5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-1,234.50"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("-5.5", "0.0;(0.0)", "(5.5)"),
        ("12", '[>100]"多";[<=100]0"个"', "12个"),
        ("5", "000", "005"),
        ("20311231", "0000-00-00", "2031-12-31"),
        ("0.5", "#.00", ".50"),
        ("3.10", "0.0##", "3.1"),
        ("1000000", "#,##0,", "1,000"),
        ("123456", '0!.0,"万"', "12.3万"),
        ("12", '0.00"万,元"', "12.00万,元"),
        ("12", "￥#,##0.00", "￥12.00"),
        ("12", "[$¥-804]#,##0", "¥12"),
        ("12", "[Red]0", "12"),
        ("1234", "0.00E+00", "1.23E+03"),
        ("0.0012", "0.0E-0", "1.2E-3"),
        ("7.25", "# ?/?", "7.25"),
        ("12", 'General"人"', "12人"),
        ("5", "@", "5"),
        ("0", ";;;", ""),
        ("48213", "yyyy/mm/dd", "2031/12/31"),
        ("48213", "yy-m-d", "31-12-31"),
        ("48213", "[$-804]aaaa", "星期三"),
        ("48213", "aaa ddd dddd mmm mmmm", "三 Wed Wednesday Dec December"),
        ("48213.75", "m/d h:mm:ss AM/PM", "12/31 6:00:00 PM"),
        ("48213.25", "上午/下午h时mm分", "上午6时00分"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.01", "[mm]:ss", "14:24"),
        ("59", "yyyy-m-d", "1900-2-28"),
        ("-1", "yyyy-m-d", "-1"),
        ("1E400", "0", "1E400"),
        ("1E-400", "0", "1E-400"),
        ("NaN", "0", "NaN"),
        ("x", "0", "x"),
        ("1E300", "0", "1" + "0" * 300),
        ("1", "", "1"),
        ("1E300", "0" + "%" * 100, "1" + "0" * 500 + "%" * 100),
        ("1", "#." + "0" * 253, "1." + "0" * 253),
        ("48213", "\N{LATIN SMALL LETTER LONG S}", "\N{LATIN SMALL LETTER LONG S}"),
    ],
)
def test_number_formats(raw: str, code: str, shown: str) -> None:
    """A number shows as Excel would write it."""
    assert show(raw, code) == shown


@given(st.floats().map(repr), st.text('0#?.,%;[]<>=-"\\_*@ymdhsaE+/$元ſGeneral!', max_size=30))
def test_no_number_format_breaks_reading(raw: str, code: str) -> None:
    """Any code gives some text."""
    assert isinstance(show(raw, code), str)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_sheet_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever stands in the sheet, nothing but a ReadError comes out."""
    sheet = bytearray(b'<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>-1.5E3</v></c></row>')
    for _ in range(data.draw(st.integers(1, 4))):
        sheet[data.draw(st.integers(0, len(sheet) - 1))] = data.draw(st.integers(32, 126))
    path = raw_book(tmp_path / "bad.xlsx", sheet.decode(), strings="<si><t>甲</t></si>")
    with suppress(ReadError):
        read(path)
