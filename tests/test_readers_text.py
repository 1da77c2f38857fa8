from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goallint.document import Document, Table
from goallint.errors import ReadError
from goallint.readers import read
from goallint.readers.text import read_text
from goallint.text import unspaced
from tests.forms import Block, Span, write_docx, write_txt, write_xlsx

CORPUS = os.environ.get("GOALLINT_CORPUS", "")


def grids(document: Document) -> list[list[list[str]]]:
    """Texts of all tables by row."""
    return [[[cell.text for cell in row] for row in table.rows] for table in document.tables]


def paragraphs(document: Document) -> list[str]:
    """Texts of the paragraphs."""
    return [paragraph.text for paragraph in document.paragraphs]


def test_lines_with_tabs_are_rows_of_a_table() -> None:
    """Every tab position is a cell, and lines without a tab are paragraphs."""
    document = read_text("绩效目标表\n项目名称\t\t河道清淤\n预算\t80\t\n填表人：甲")
    assert grids(document) == [[["项目名称", "", "河道清淤"], ["预算", "80", ""]]]
    assert paragraphs(document) == ["绩效目标表", "填表人：甲"]


def test_a_page_break_does_not_end_a_table() -> None:
    """One blank line between rows is a page break; two of them end the table."""
    assert len(grids(read_text("甲\t乙\n\n丙\t丁"))) == 1
    assert len(grids(read_text("甲\t乙\n\n\n丙\t丁"))) == 2


def test_a_form_that_begins_again_is_a_new_table() -> None:
    """After a blank line the first label of the table starts another one."""
    assert len(grids(read_text("项目名称\t甲\n预算\t1\n\n项目名称\t乙\n预算\t2"))) == 2


def test_a_tab_does_not_make_a_paragraph_a_table() -> None:
    """Tabs at the end of a heading or before a paragraph are no cells."""
    document = read_text("一、说明\t\n本年预算安排如下。\n\n\t缩进的一段\n\n二、附表\t\n\t项目\n\t金额\n")
    assert grids(document) == [[["项目", "金额"]]]
    assert paragraphs(document) == ["一、说明", "本年预算安排如下。", "缩进的一段", "二、附表"]


def test_lines_begun_by_a_tab_are_cells() -> None:
    """A blank line ends the row, a line without tab goes on with the cell, blank lines at its end do not count."""
    text = "表\n\t项目名称\n\t河道清淤\n\n\t目标\n\t1.清淤\n2.护坡\t\t\n\n\n \n\t\n\t指标\t\n\n\n后文"
    document = read_text(text)
    assert grids(document) == [[["项目名称", "河道清淤"], ["目标", "1.清淤\n2.护坡"], ["", "指标"]]]
    assert paragraphs(document) == ["表", "后文"]


def test_a_row_split_by_a_blank_line_in_a_cell_is_mended() -> None:
    """A row of numbers that completes the row above belongs to it; a row of words does not."""
    full = "\t资产\n\t数量\n\t价值\n\n"
    assert grids(read_text(full * 2 + "\t车辆\n\t3\n\n\t38.72\n"))[0][-1] == ["车辆", "3", "38.72"]
    assert grids(read_text(full * 2 + "\t车辆\n\t3\n\n\t说明\n"))[0][-1] == ["说明"]
    assert grids(read_text(full * 2 + "\t小计\n\n\t\n\t\n"))[0][-1] == ["", ""]


def test_stacked_forms_without_a_paragraph_between_are_told_apart() -> None:
    """Two blank lines and the first label again start another table."""
    form = "\t项目名称\n\t甲\n\n\t预算\n\t1\n"
    assert len(grids(read_text(form + "\n\n" + form))) == 2
    assert len(grids(read_text(form + "\n" + form))) == 1


def test_marks_of_the_converter_are_removed() -> None:
    """Bookmarks that a conversion to text leaves behind are not part of the document."""
    document = read_text(" [bookmark: _Toc1]一、目标\n甲\t[bookmark: _GoBack]\t乙")
    assert paragraphs(document) == ["一、目标"]
    assert grids(document) == [[["甲", "", "乙"]]]


def test_lines_with_pipes_are_rows_of_a_table() -> None:
    """A blank line or a paragraph ends the table."""
    document = read_text(
        "年度资金总额 | 120.00 万元\n其中：财政拨款|100.00 万元\n\n甲 | 乙\n说明\n丙 | 丁 |\n | 戊 | 己"
    )
    assert grids(document) == [
        [["年度资金总额", "120.00 万元"], ["其中：财政拨款", "100.00 万元"]],
        [["甲", "乙"]],
        [["丙", "丁", ""], ["", "戊", "己"]],
    ]


def test_markdown_tables_are_read() -> None:
    r"""Outer pipes and the ruler are not cells; "\|" and <br> are what they say."""
    document = read_text("| 指标 | 值 |\n|:---|---:|\n| 甲\\|乙 | ≥1<br>台 |\n| | |")
    assert grids(document) == [[["指标", "值"], ["甲|乙", "≥1\n台"], ["", ""]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_usual_encodings_are_told_apart(tmp_path: Path, encoding: str, newline: str) -> None:
    """The same text comes out of every encoding that editors write."""
    path = tmp_path / "a.txt"
    path.write_bytes(newline.join(["绩效目标表", "项目名称\t河道清淤", "预算\t≥80"]).encode(encoding))
    assert grids(read(path)) == [[["项目名称", "河道清淤"], ["预算", "≥80"]]]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff" * 50, b"\xff\xfe\x00", b"a\x01\x02\x03b"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    """Nothing is read out of an image or noise."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match="encoding"):
        read(path)


layouts = st.lists(st.sampled_from(["\t", "|", "\n", " ", "甲", "乙", "12", "---", "\f", "\r", "[bookmark: x]", "\\|"]))


@settings(deadline=None)
@given(st.one_of(st.text(), layouts.map("".join)))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever the text, a document comes out, and no visible character of its cells is invented."""
    document = read_text(text)
    kept = "".join([cell.text for table in document.tables for cell in table.cells] + paragraphs(document))
    assert set("".join(kept.split())) <= set(text)


@pytest.mark.parametrize("lines", ["\ta\n\n", "a\t\n", "a\n\t", "|\n", "\t\n b\n", "\ta\n\nb\n"])
def test_long_texts_take_linear_time(lines: str) -> None:
    """A hundred thousand lines of any layout are read at once."""
    read_text(lines * 50_000)


def test_the_three_formats_give_the_same_cells(tmp_path: Path) -> None:
    """Written as docx, xlsx and txt, a page has the same non-blank texts at the same grid positions."""
    page: list[Block] = [
        "乡村图书角项目绩效目标表",
        [
            ["项目名称", Span("乡村图书角", columns=3)],
            [Span("绩效指标", rows=3), "一级指标", "三级指标", "指标值"],
            [Span("产出指标", rows=2), "新增图书", "≥300册"],
            ["开放时间", "≥200天"],
        ],
    ]

    def cells(document: Document) -> set[tuple[int, int, str]]:
        (table,) = document.tables
        above = min(cell.row for cell in table.cells if cell.text == "项目名称") - 1
        return {(cell.row - above, cell.column, cell.text) for cell in table.cells if cell.text and cell.row > above}

    word = cells(read(write_docx(tmp_path / "a.docx", page)))
    assert word == cells(read(write_xlsx(tmp_path / "a.xlsx", page)))
    assert word == cells(read(write_txt(tmp_path / "a.txt", page)))


@pytest.mark.skipif(not CORPUS, reason="GOALLINT_CORPUS names no folder")
def test_text_dumps_agree_with_their_word_documents() -> None:
    """Each pair in the corpus has the same tables with the same non-blank texts in the same order.

    Only labels beside several rows may stand elsewhere: a dump prints them at half their height.
    """

    def texts(table: Table) -> list[str]:
        return [unspaced(cell.text) for cell in table.cells if cell.text]

    pairs = [(path, path.with_suffix(".txt")) for path in sorted(Path(CORPUS).glob("*.docx"))]
    assert pairs
    for word, dump in pairs:
        left, right = list(read(word).tables), list(read(dump).tables)
        assert len(left) == len(right), word
        for one, other in zip(left, right, strict=True):
            tall = {unspaced(cell.text) for cell in one.cells if cell.row_span > 1}
            assert sorted(texts(one)) == sorted(texts(other)), (word, one.number)
            assert [text for text in texts(one) if text not in tall] == [
                text for text in texts(other) if text not in tall
            ], (word, one.number)
