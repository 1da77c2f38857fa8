"""PDF files: ruled tables, over pages too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from goallint.document import Document
from goallint.errors import ReadError
from goallint.readers import apart, limits, pdf, read
from tests.forms import Block, Row, Span, write_docx, write_pdf

pytest.importorskip("pdfplumber", reason="goallint[pdf] is not installed")

PAGE: list[Block] = [
    "乡村图书角项目绩效目标表",
    [
        ["项目名称", Span("乡村图书角", columns=3)],
        [Span("绩效指标", rows=3), "一级指标", "三级指标", "指标值"],
        [Span("产出指标", rows=2), "新增图书", "≥300册"],
        ["开放时间", "≥200天"],
    ],
    "填表人：甲",
]

Shape = list[tuple[str, int, int, int, int]]


def shapes(document: Document) -> list[Shape]:
    """Text, row, column and spans of each cell of each table."""
    return [
        [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
        for table in document.tables
    ]


def test_a_ruled_table_is_read_as_from_word(tmp_path: Path) -> None:
    """Texts, places, spans and the paragraphs around the table are those of the same page as .docx."""
    word, paper = read(write_docx(tmp_path / "a.docx", PAGE)), read(write_pdf(tmp_path / "a.pdf", PAGE))
    assert shapes(paper) == shapes(word)
    assert [paragraph.text for paragraph in paper.paragraphs] == [paragraph.text for paragraph in word.paragraphs]
    assert paper.path == str(tmp_path / "a.pdf")


def test_lines_that_are_full_are_one_text(tmp_path: Path) -> None:
    """Where a line ends for want of room the text goes on; where it ends early, or an item begins, it does not."""
    long = "完成全镇所有行政村图书角的建设并配齐书架和桌椅" * 2
    texts = [long, f"1.{long}\n2.{long}", "短\n也短", "2179600.00" * 4, "建设金额（元）" * 3]
    path = write_pdf(tmp_path / "a.pdf", [[[text, "值"] for text in texts]], width=320)
    (table,) = pdf.read(path).tables
    assert [row[0].text for row in table.rows] == texts


@pytest.mark.parametrize("height", [300, 340, 400, 460])
def test_a_table_over_pages_is_one_table(tmp_path: Path, height: int) -> None:
    """Merged cells go on over the break, wherever it is."""
    rows: list[Row] = [["项目名称", Span("乡村图书角", columns=2)], ["指标", "名称", "值"]]
    rows.append([Span("产出指标", rows=20), "图书1", "≥1册"])
    rows += [[f"图书{number}", f"≥{number}册"] for number in range(2, 21)]
    page: list[Block] = ["表", rows]
    assert shapes(pdf.read(write_pdf(tmp_path / "a.pdf", page, height=height))) == shapes(
        read(write_docx(tmp_path / "a.docx", page))
    )


def test_forms_on_pages_of_their_own_stay_apart(tmp_path: Path) -> None:
    """A table that begins as the one before began, or with a text above it, is another one."""
    form: list[Row] = [["项目名称", "图书角"], *([f"指标{number}", "≥1册"] for number in range(1, 9))]
    same = pdf.read(write_pdf(tmp_path / "a.pdf", [form, form], height=320))
    titled = pdf.read(write_pdf(tmp_path / "b.pdf", [form, "第二张", [["预算", "1"], *form[1:]]], height=320))
    assert [table.row_count for table in same.tables] == [9, 9]
    assert [table.row_count for table in titled.tables] == [9, 9]


def test_a_table_without_lines_is_text(tmp_path: Path) -> None:
    """Nothing is guessed from where words stand."""
    document = pdf.read(write_pdf(tmp_path / "a.pdf", ["项目名称　乡村图书角", "预算　80万元"]))
    assert not list(document.tables)
    assert len(list(document.paragraphs)) == 2


def test_a_scan_says_that_it_has_no_text(tmp_path: Path) -> None:
    """A page without a character is no empty document."""
    with pytest.raises(ReadError, match="perhaps a scan"):
        read(write_pdf(tmp_path / "a.pdf", [""]))


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are counted before they are read."""
    monkeypatch.setattr(limits, "PAGES", 1)
    with pytest.raises(ReadError, match="over 1 pages"):
        pdf.read(write_pdf(tmp_path / "a.pdf", [[["甲", "乙"]] * 40], height=300))


def test_too_slow_a_file_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading apart ends after its time."""
    monkeypatch.setattr(limits, "SECONDS", 0.001)
    with pytest.raises(ReadError, match=r"took over 0\.001 seconds"):
        read(write_pdf(tmp_path / "a.pdf", PAGE))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 ...", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>"]
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever pdfminer makes of it, a ReadError comes out."""
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "G001"


def test_a_password_is_said(tmp_path: Path) -> None:
    """A file that asks for a password says so."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt="secret")
    canvas.drawString(100, 100, "x")
    canvas.save()
    with pytest.raises(ReadError, match="encrypted"):
        read(tmp_path / "a.pdf")


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is there to be copied."""
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(ReadError) as caught:
        pdf.read(write_pdf(tmp_path / "a.pdf", PAGE))
    assert 'pip install "goallint[pdf]"' in caught.value.remedy.zh


def test_a_reader_that_dies_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends without an answer is no answer."""
    monkeypatch.setattr(apart, "_CHILD", "import os; os._exit(9)")
    with pytest.raises(ReadError, match="damaged"):
        read(write_pdf(tmp_path / "a.pdf", PAGE))


def test_reading_other_files_loads_no_library_for_pdf() -> None:
    """What a .docx does not need does not slow its check."""
    code = "import sys, goallint.readers; print({'pdfplumber', 'xlrd', 'subprocess', 'csv'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"
