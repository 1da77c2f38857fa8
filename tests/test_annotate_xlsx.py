"""Annotated copies of Excel workbooks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment as Note
from openpyxl.worksheet.table import Table

from examples.build import FOLDER
from goallint.errors import CopyError
from goallint.readers import read
from tests.annotating import FEW_FILES, all_of, annotated, at, ours, part, parts, verdict, where
from tests.commented import Remark, commented_xlsx, with_parts
from tests.forms import write_xlsx
from tests.reporting import FORM
from tests.strategies import forms
from tests.test_readers_xlsx import SHEET as SPACE
from tests.test_readers_xlsx import STRICT, raw_book

SHEET = "xl/worksheets/sheet1.xml"
COMMENTS = "xl/comments.xml"
DRAWING = "xl/drawings/vmlDrawing.vml"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def notes(path: Path) -> dict[str, str]:
    """The first line of what is said about each cell, by sheet and cell, as openpyxl reads it."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text.splitlines()[0]
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def boxes(content: bytes) -> list[tuple[int, int]]:
    """Row and column of the boxes of notes in a drawing, from 1."""
    found = re.findall(rb"<\w+:Row>(\d+)</\w+:Row>\s*<\w+:Column>(\d+)</", content)
    return sorted((int(row) + 1, int(column) + 1) for row, column in found)


def raw(tmp_path: Path, cells: str, *, space: str = SPACE) -> Path:
    """Write a workbook of one sheet given as SpreadsheetML."""
    return with_parts(raw_book(tmp_path / "册.xlsx", cells, space=space), {"[Content_Types].xml": TYPES})


def test_notes_are_at_their_cells(tmp_path: Path) -> None:
    """Every finding is a note on its cell, with a box in the sheet's drawing, and the page stays as it is."""
    source = write_xlsx(tmp_path / "表.xlsx", FORM)

    copy = annotated(source, [at(1, 2, 1), at(1, 4, 28), at(1, 5, 703)])

    head = "【错误】name-of-v001（V001）"
    assert notes(copy) == {"Sheet!A2": head, "Sheet!AB4": head, "Sheet!AAA5": head}
    assert boxes(part(copy, DRAWING)) == [(2, 1), (4, 28), (5, 703)]
    assert where(copy) == {"在1-2-1": [(1, 2, 1)], "在1-4-28": [(1, 4, 28)], "在1-5-703": [(1, 5, 703)]}
    assert read(copy).blocks == read(source).blocks


def test_only_what_must_change_changes(tmp_path: Path) -> None:
    """The sheet gains one element, and every part that has nothing to do with notes keeps its bytes and time."""
    source = write_xlsx(tmp_path / "表.xlsx", FORM)
    copy = annotated(source, [at(1, 2, 1)])

    kept, found = parts(source), parts(copy)
    assert {name for name in kept if found[name] != kept[name]} == {SHEET, "[Content_Types].xml"}
    assert set(found) - set(kept) == {COMMENTS, DRAWING, "xl/worksheets/_rels/sheet1.xml.rels"}
    assert re.sub(rb"<legacyDrawing [^>]*/>", b"", found[SHEET][0]) == kept[SHEET][0]


def test_drawing_comes_in_its_turn(tmp_path: Path) -> None:
    """The reference to the drawing stands where the schema has it: after pictures, before tables."""
    made = Workbook()
    made.worksheets[0].append(["甲", "乙"])
    made.worksheets[0].append(["1", "2"])
    made.worksheets[0].add_table(Table(displayName="T", ref="A1:B2"))
    made.save(tmp_path / "表.xlsx")

    sheet = part(annotated(tmp_path / "表.xlsx", [at(1, 1, 1)]), SHEET)

    assert re.search(rb"<pageMargins [^>]*/><legacyDrawing [^>]*/><tableParts ", sheet)


def test_sheets_are_counted_as_tables(tmp_path: Path) -> None:
    """A table's number is that of its sheet among the visible ones; what is about no cell is said at A1."""
    made = Workbook()
    for name, state in (("藏", "hidden"), ("二", "visible"), ("三", "visible")):
        sheet = made.create_sheet(name)
        sheet.sheet_state = state
        sheet["C3"] = name
    made.worksheets[0]["B2"] = "一"
    made.save(tmp_path / "表.xlsx")

    copy = annotated(tmp_path / "表.xlsx", [at(3, 3, 3), at(2, 0, 0), at(0, 0, 0), at(1, 2, 2)])

    assert notes(copy).keys() == {"Sheet!A1", "Sheet!B2", "二!A1", "三!C3"}


def test_merged_cells(tmp_path: Path) -> None:
    """A note about a merged cell is on its corner."""
    source = raw(tmp_path, '<row r="1"><c r="B1" t="str"><v>甲</v></c></row>')
    with_parts(
        source, {}, {"xl/sheet.xml": ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="B1:D3"/></mergeCells>')}
    )

    assert where(annotated(source, [at(1, 1, 2)])) == {"在1-1-2": [(1, 1, 2)]}


def test_other_notes_stay(tmp_path: Path) -> None:
    """A cell takes one note: where a person has written one, ours goes to the next free cell."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("请核对", (1, 4, 2)), Remark("已改", (1, 4, 3))])
    with_parts(source, {}, {SHEET: ("<pageMargins", '<mergeCells><mergeCell ref="D3:D5"/></mergeCells><pageMargins')})

    copy = annotated(source, [at(1, 4, 2), at(1, 4, 5), at(1, 6, 1)])

    head = "【错误】name-of-v001（V001）"
    assert notes(copy) == {
        "Sheet!B4": "张三:",
        "Sheet!C4": "张三:",
        "Sheet!E4": head,
        "Sheet!F4": "（说的是 B4，那里已有批注）",
        "Sheet!A6": head,
    }
    drawing = next(name for name in parts(copy) if name.endswith(".vml"))
    assert part(copy, drawing).startswith(part(source, drawing).rpartition(b"</")[0])
    assert boxes(part(copy, drawing)) == [(4, 2), (4, 3), (4, 5), (4, 6), (6, 1)]
    assert len(set(re.findall(rb'id="(_x0000_s\d+)"', part(copy, drawing)))) == 5
    assert read(copy).comments[:2] == read(source).comments


def test_suppressions_of_people_go_on_working(tmp_path: Path) -> None:
    """A cell with a suppression by a person is suppressed in the copy as in the original."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("goallint: ignore V001 上级要求照此填写", (1, 7, 4))])
    assert any(each.suppressed for each in all_of(source))

    copy = annotated(source, [*all_of(source), at(1, 7, 4)])

    assert verdict(copy) == verdict(source)
    assert [each.suppressed for each in all_of(copy)] == [each.suppressed for each in all_of(source)]


def test_threads_stay(tmp_path: Path) -> None:
    """A cell with a thread of comments has a note that stands in for it, and is not touched."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("[线程]", (1, 4, 2), author="tc={1}")])
    thread = (
        '<ThreadedComments><threadedComment ref="B4" id="{1}"><text>请核对</text></threadedComment></ThreadedComments>'
    )
    with_parts(source, {"xl/threadedComments/threadedComment1.xml": thread})

    copy = annotated(source, [at(1, 4, 2)])

    assert notes(copy) == {"Sheet!B4": "tc={1}:", "Sheet!C4": "（说的是 B4，那里已有批注）"}
    assert part(copy, "xl/threadedComments/threadedComment1.xml").decode() == thread


def test_drawing_of_buttons(tmp_path: Path) -> None:
    """A sheet with a drawing of buttons and no notes keeps it, even if it is the XML that only Excel understands."""
    button = '<x:xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:shape id="_x0000_s2051"><br></x:shape></x:xml>'
    source = raw(tmp_path, '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>')
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with_parts(
        source,
        {
            "xl/buttons.vml": button,
            "xl/_rels/sheet.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="b" Type="{relations}/vmlDrawing" Target="buttons.vml"/></Relationships>',
        },
        {"xl/sheet.xml": ("</sheetData>", f'</sheetData><legacyDrawing xmlns:r="{relations}" r:id="b"/>')},
    )

    copy = annotated(source, [at(1, 1, 1)])

    assert part(copy, "xl/sheet.xml") == part(source, "xl/sheet.xml")
    assert part(copy, "xl/buttons.vml").startswith(button.removesuffix("</x:xml>").encode())
    assert boxes(part(copy, "xl/buttons.vml")) == [(1, 1)]
    assert b'id="_x0000_s2052"' in part(copy, "xl/buttons.vml")
    assert where(copy) == {"在1-1-1": [(1, 1, 1)]}


def test_old_notes_give_way(tmp_path: Path) -> None:
    """Notes that goallint wrote before are replaced, boxes and all; those of people stay."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("请核对", (1, 4, 2))])
    first = annotated(source, [at(1, 4, 2), at(1, 5, 1)], "一")

    copy = annotated(first, [at(1, 6, 3)], "二")

    assert notes(copy) == {"Sheet!B4": "张三:", "Sheet!C6": "【错误】name-of-v001（V001）"}
    assert boxes(part(copy, next(name for name in parts(copy) if name.endswith(".vml")))) == [(4, 2), (6, 3)]
    assert parts(annotated(first, [at(1, 4, 2), at(1, 5, 1)], "三")) == parts(first)


def test_old_notes_without_author_give_way(tmp_path: Path) -> None:
    """LibreOffice forgets who wrote a note: ours are known by what they say, those of people without a name stay."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("【错误】请核对", (1, 4, 2), author=" ")])
    first = annotated(source, [at(1, 4, 2), at(1, 5, 1)], "一")
    comments = next(name for name in parts(first) if "comments/" in name)
    with_parts(first, {}, {comments: ("<author>goallint<", "<author> <")})

    copy = annotated(first, [at(1, 6, 3)], "二")

    assert notes(copy) == {"Sheet!B4": " :", "Sheet!C6": "【错误】name-of-v001（V001）"}


def test_old_notes_go_from_sheets_without_findings(tmp_path: Path) -> None:
    """A sheet that has no findings any more keeps no notes of ours."""
    made = Workbook()
    made.worksheets[0]["A1"] = "甲"
    made.create_sheet("二")["A1"] = "乙"
    made.worksheets[1]["A1"].comment = Note("留着", "李四")
    made.save(tmp_path / "表.xlsx")
    first = annotated(tmp_path / "表.xlsx", [at(1, 1, 1), at(2, 2, 2)], "一")

    copy = annotated(first, [at(1, 1, 1)], "二")

    assert notes(copy) == {"Sheet!A1": "【错误】name-of-v001（V001）", "二!A1": "留着"}
    assert [boxes(part(copy, name)) for name in parts(copy) if name.endswith(".vml")] == [[(1, 1)], [(1, 1)]]


def test_text_that_looks_like_an_escape(tmp_path: Path) -> None:
    """Text that Excel would take for a character's number is shown as it is."""
    copy = annotated(write_xlsx(tmp_path / "表.xlsx", FORM), [at(1, 1, 1, "_x0041_ 和 <&>")])

    assert b"_x005F_x0041_ \xe5\x92\x8c &lt;&amp;&gt;" in part(copy, COMMENTS)


def test_strict(tmp_path: Path) -> None:
    """A strict workbook gets strict notes and relations."""
    copy = annotated(raw(tmp_path, '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>', space=STRICT), [at(1, 1, 1)])

    assert where(copy) == {"在1-1-1": [(1, 1, 1)]}
    assert STRICT.encode() in part(copy, COMMENTS)
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/vmlDrawing" in part(
        copy, "xl/_rels/sheet.xml.rels"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)
def test_real_workbooks(tmp_path: Path, path: Path) -> None:
    """A copy gives the same findings, and a copy of the copy has the same bytes in every part."""
    source = tmp_path / path.name
    source.write_bytes(path.read_bytes())
    first = annotated(source, all_of(source), "一")

    assert verdict(first) == verdict(source)
    assert parts(annotated(first, all_of(first), "二")) == parts(first)


@FEW_FILES
@given(forms())
def test_same_findings(tmp_path: Path, blocks: list[str]) -> None:
    """A copy gives the findings of its original, and each note stands at the cell of its findings."""
    source = write_xlsx(tmp_path / "表.xlsx", blocks)
    findings = all_of(source)
    copy = annotated(source, findings)

    assert verdict(copy) == verdict(source)
    said = {(cell.table, cell.row, cell.column) for comment in ours(copy) for cell in comment.cells}
    assert {(each.place.table, each.place.row, each.place.column) for each in findings if each.place.row} <= said


def with_drawing(tmp_path: Path, drawing: str) -> Path:
    """Write a workbook with an old note of ours and that drawing."""
    source = commented_xlsx(tmp_path / "表.xlsx", FORM, [Remark("旧的", (1, 4, 2), author="goallint")])
    return with_parts(source, {next(name for name in parts(source) if name.endswith(".vml")): drawing})


@pytest.mark.parametrize("drawing", ["<xml/>", "", "<xml>"])
def test_drawings_without_end_are_refused(tmp_path: Path, drawing: str) -> None:
    """A drawing that nothing can be added to is refused in words."""
    source = with_drawing(tmp_path, drawing)

    with pytest.raises(CopyError):
        annotated(source, [at(1, 1, 1)])


@pytest.mark.parametrize("drawing", ['<xml><v:shape id="' * 20_000 + "</", "<v:shape >" * 50_000 + "</"])
def test_broken_drawings_take_no_time(tmp_path: Path, drawing: str) -> None:
    """A drawing full of shapes that do not end is added to, without going through it over and over again."""
    copy = annotated(with_drawing(tmp_path, drawing), [at(1, 1, 1)])

    assert where(copy) == {"在1-1-1": [(1, 1, 1)]}
