"""The page for a browser, read by html5lib, which refuses what is not HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goallint.discover import Found
from goallint.document import Cell, Document, Paragraph, Table
from goallint.findings import Place, Severity, Suppressed
from goallint.language import Phrase
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.reports import View, reporter
from goallint.reports.html import drawing
from goallint.results import DocumentResult, Head, RuleSummary, Tally
from tests.forms import Block, Span, write_docx, write_txt, write_xlsx
from tests.reporting import FAILURE, checked, finding

NASTY = "<script>alert(1)</script>\"'&{{ 7 * 7 }}</td></style>\x00\x1b"
MERGED: list[Block] = [
    "青石镇渡口维护项目绩效目标表",
    [
        [Span("项目名称", 1, 2), Span("渡口维护", 1, 2)],
        [Span("产出指标", 2), "一级", "二级", "值"],
        ["数量指标", "维护渡船数量", "≥3艘"],
    ],
]


def page(*documents: DocumentResult, view: View | None = None, rules: tuple[RuleSummary, ...] = ()) -> str:
    """Write the page of these documents."""
    report = reporter("html")(Head("generic", rules, len(documents)), view or View())
    tally = Tally()
    parts = [report.begin()]
    for document in documents:
        tally.add(document)
        parts.append(report.add(document))
    return "".join([*parts, report.end(tally)])


def tree(text: str) -> ET.Element:
    """Parse the page strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Any = parser.parse(text)
    assert isinstance(root, ET.Element)
    return root


def words(element: ET.Element) -> str:
    """The text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def having(root: ET.Element, tag: str, name: str) -> list[ET.Element]:
    """The elements of that tag and class."""
    return [each for each in root.iter(tag) if name in each.get("class", "").split()]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (Head("generic", title=Phrase("通用", "Generic")), "口径 通用"),
        (Head("本县"), "口径 本县"),
    ],
)
def test_the_profile_is_called_by_its_title(head: Head, said: str) -> None:
    """Its name is for the command line."""
    report = reporter("html")(head, View())

    assert said in words(tree(report.begin() + report.end(Tally())))


def drawn(path: Path) -> list[list[tuple[str, int, int]]]:
    """The rows of the first table on the page of a file: text, rows and columns of each cell."""
    result = Checker(Plan(pages=True)).check(Found(path))
    table = next(iter(having(tree(page(result)), "table", "page")))
    return [
        [(cell.text or "", int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))) for cell in row.iter("td")]
        for row in table.iter("tr")
    ]


def test_tables_are_drawn_as_they_are_in_the_file(tmp_path: Path) -> None:
    """A merged cell stands once, over its rows and columns."""
    rows = drawn(write_docx(tmp_path / "渡口.docx", MERGED))

    assert [[(text.strip(), *spans) for text, *spans in row] for row in rows] == [
        [("项目名称", 1, 2), ("渡口维护", 1, 2)],
        [("产出指标", 2, 1), ("一级", 1, 1), ("二级", 1, 1), ("值", 1, 1)],
        [("数量指标", 1, 1), ("维护渡船数量", 1, 1), ("≥3艘", 1, 1)],
    ]


def test_every_format_is_drawn(tmp_path: Path) -> None:
    """A workbook shows the same table as the Word file; a text file has no merged cells to show."""
    book = drawn(write_xlsx(tmp_path / "渡口.xlsx", MERGED))
    text = drawn(write_txt(tmp_path / "渡口.txt", MERGED))

    assert [("项目名称", 1, 2), ("渡口维护", 1, 2)] in [[(cell.strip(), *s) for cell, *s in row] for row in book]
    assert "≥3艘" in {cell.strip() for row in text for cell, *_ in row}


def result_with(text: str) -> DocumentResult:
    """Make a file that says `text` wherever a document or a person may say anything."""
    phrase = Phrase(text, text)
    cells = (Cell(1, 1, 1, text), Cell(1, 1, 2, "是/否"))
    document = Document(text, (Paragraph(1, text), Table(1, cells, text)))
    place = Place(1, 1, 2, "是/否", text)
    related = (Place(1, 1, 1, text), Place(1, 1, 1, text, "", text))
    found = finding(place=place, message=text, suggestion=phrase, related=related)
    kept = finding("W001", place=Place(0, 1, 0, text), suppressed=Suppressed(text, "config"))
    return replace(checked(found, kept, finding("X001", place=Place(0, 1, 0, text)), path=text), page=document)


def test_no_text_of_a_document_becomes_markup() -> None:
    """Whatever a file says, in a cell or as its name, is shown as it is."""
    root = tree(page(result_with(NASTY)))
    shown = "".join(root.itertext())

    assert not list(root.iter("script"))
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert "<script>alert(1)</script>" in shown
    assert "{{ 7 * 7 }}" in shown


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_gives_a_page(text: str) -> None:
    """Whatever characters a file holds, the page is HTML with the same findings and no other elements."""
    plain, other = tree(page(result_with("渡口"))), tree(page(result_with(text)))

    assert {each.tag for each in other.iter()} <= {each.tag for each in plain.iter()}
    assert len(having(other, "li", "finding")) == len(having(plain, "li", "finding")) == 2


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    """No script, no address of a style, font or picture outside of the file, and a policy that forbids them."""
    text = page(result_with("渡口"))
    root = tree(text)
    addresses = [value for each in root.iter() for name, value in each.attrib.items() if name in {"src", "href"}]
    policy = next(each.get("content", "") for each in root.iter("meta") if each.get("http-equiv"))

    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert policy.startswith("default-src 'none'")
    assert "url(" not in text
    assert "@import" not in text


def test_findings_and_cells_lead_to_each_other() -> None:
    """Every link of the page has its aim, and no name is given twice."""
    root = tree(page(result_with("渡口"), result_with("路灯")))
    names = [each.get("id") for each in root.iter() if each.get("id")]
    links = {each.get("href", "")[1:] for each in root.iter("a") if each.get("href", "").startswith("#")}

    assert len(names) == len(set(names))
    assert links <= set(names)
    assert [words(each) for each in having(root, "a", "mark")] == ["1", "2", "1", "2"]


def test_a_finding_says_what_where_and_what_instead() -> None:
    """The card beside the table has rule, place, cell, message and suggestion."""
    found = finding(suggestion=Phrase("写明一个结果。", "Name one."), title=Phrase("没有选定", "Open"))
    [card] = having(tree(page(checked(found))), "li", "finding")

    assert words(card) == (
        "1 错误 V001 没有选定 表1 第7行 第4列 · 产出指标/成本指标/渡船修理费是/否没有选定。 建议 写明一个结果。"
    )


def test_english_on_request() -> None:
    """The page speaks English but quotes the document as it is."""
    root = tree(page(checked(finding()), view=View("en")))

    assert root.get("lang") == "en"
    assert words(having(root, "p", "verdict")[0]) == "Checked 1 file, 1 table: 1 error, 0 warnings, 0 infos"


def test_infos_are_there_but_not_ticked() -> None:
    """Errors and warnings are what a reader sees first; infos are one tick away."""
    root = tree(page(checked(finding(), finding("V006", Severity.INFO))))
    ticked = {each.get("id"): "checked" in each.attrib for each in root.iter("input")}

    assert ticked == {"show-error": True, "show-info": False, "show-V001": True, "show-V006": True}


def test_a_level_leaves_the_lesser_out() -> None:
    """`--level error` writes nothing of warnings."""
    root = tree(page(checked(finding(), finding("W001", Severity.WARNING)), view=View(level=Severity.ERROR)))

    assert [each.get("data-rule") for each in having(root, "li", "finding")] == ["V001"]


def test_every_ticked_box_hides_what_it_names() -> None:
    """For each box there is a line of style that names it and what it hides."""
    text = page(checked(finding(), finding("V006", Severity.INFO)))
    hidden = set(re.findall(r"body:has\(#show-(\w+):not\(:checked\)\) \[data-\w+=\"(\w+)\"\]", text))

    assert {("error", "error"), ("info", "info"), ("V001", "V001"), ("V006", "V006")} <= hidden


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (DocumentResult("坏.docx", "unreadable", FAILURE), "未能检查"),
        (DocumentResult("通知.docx", "no-table"), "没有绩效目标表"),
        (checked(), "没有发现问题"),
    ],
)
def test_each_file_says_what_came_of_it(document: DocumentResult, said: str) -> None:
    """A file that was not checked never looks like one without faults."""
    heading = next(tree(page(document)).iter("summary"))

    assert said in words(heading)


def test_why_a_file_was_not_checked() -> None:
    """The failure and its remedy are on the page."""
    text = words(tree(page(DocumentResult("坏.docx", "unreadable", FAILURE))))

    assert "G001 文件是空的" in text
    assert "请重新获取。" in text


def test_suppressed_findings_are_listed_apart_with_their_reason() -> None:
    """They mark no cell and count for nothing."""
    root = tree(page(checked(finding(suppressed=Suppressed("上级统一要求", "config")))))

    assert not having(root, "li", "finding")
    assert "上级统一要求" in words(root)


def test_the_rules_that_found_something_are_explained() -> None:
    """Reason and basis stand at the end, one link away from the finding."""
    rules = tuple(
        RuleSummary(
            rule,
            rule.lower(),
            Phrase("题", "t"),
            Severity.ERROR,
            why=Phrase(f"因为{rule}。", ""),
            basis=("财预〔2015〕88号",),
        )
        for rule in ("V001", "A001")
    )
    text = words(having(tree(page(checked(finding()), rules=rules)), "section", "catalogue")[0])

    assert "因为V001。" in text
    assert "财预〔2015〕88号" in text
    assert "A001" not in text


def test_a_huge_table_is_drawn_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says how many rows it leaves out; a finding in them is still told."""
    monkeypatch.setattr(drawing, "MOST_POSITIONS", 4)
    cells = (Cell(1, 1, 1, "名"), Cell(1, 1, 2, "值", 3), Cell(1, 2, 1, "二"), Cell(1, 3, 1, "三"))
    document = Document("大.docx", (Table(1, cells),))
    root = tree(page(replace(checked(finding(place=Place(1, 3, 1, "三"))), page=document)))

    assert [[(words(cell), cell.get("rowspan")) for cell in row.iter("td")] for row in root.iter("tr")] == [
        [("名", None), ("值", "2")],
        [("二", None)],
    ]
    assert "还有 1 行没有画出" in words(root)
    assert len(having(root, "li", "finding")) == 1


def test_a_long_text_is_quoted_in_part() -> None:
    """The cell stands whole in its table once; heading and findings say only as much as it takes to know it."""
    long = "渡口" * 3000
    text = page(result_with(long))

    assert long in text
    assert [len("".join(each.itertext())) for each in tree(text).iter("q")]
    assert max(len("".join(each.itertext())) for each in [*tree(text).iter("q"), *tree(text).iter("h3")]) < 200


def test_regions_have_names_of_their_own() -> None:
    """Tables of several files are told apart by those who cannot see them."""
    root = tree(page(replace(result_with("渡口"), path="甲.docx"), replace(result_with("路灯"), path="乙.docx")))
    names = [each.get("aria-label") for each in root.iter("div") if each.get("role") == "region"]

    assert names == ["甲.docx 表 1", "乙.docx 表 1"]
