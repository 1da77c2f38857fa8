"""Annotated copies of Word documents."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given

from examples.build import FOLDER
from goallint.errors import CopyError, ReadError
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.readers import read
from tests.annotating import FEW_FILES, WHEN, all_of, annotated, at, ours, part, parts, verdict, where, without_anchors
from tests.commented import Remark, commented_docx, with_parts
from tests.forms import write_docx
from tests.reporting import FORM, finding
from tests.strategies import forms, merged_grids
from tests.test_readers_docx import STRICT, TRANSITIONAL, p, package, tbl, tc

MAIN = "word/document.xml"
COMMENTS = "word/comments.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
CORPUS = sorted(Path(os.environ.get("GOALLINT_CORPUS", "no corpus")).glob("*.docx"))


_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W16 = "http://schemas.microsoft.com/office/word/2016/wordml/cid"
# What Word adds when it saves a copy in which somebody has answered the comment number 1.
NOTED = {
    "word/commentsExtended.xml": f'<w15:commentsEx xmlns:w15="{_W15}">'
    '<w15:commentEx w15:paraId="0000000A" w15:done="0"/>'
    '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A" w15:done="0"/></w15:commentsEx>',
    "word/commentsIds.xml": f'<w16cid:commentsIds xmlns:w16cid="{_W16}">'
    '<w16cid:commentId w16cid:paraId="0000000A" w16cid:durableId="1"/></w16cid:commentsIds>',
    RELATIONS: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/comments" Target="comments.xml"/>'
    '<Relationship Id="rId2" Type="urn:x/commentsExtended" Target="commentsExtended.xml"/>'
    '<Relationship Id="rId3" Type="urn:x/commentsIds" Target="commentsIds.xml"/></Relationships>',
}
ANSWERED = (
    rf'\1 xmlns:w14="{_W14}" w14:paraId="0000000A"\2<w:comment w:id="9" w:author="李四">'
    rf'<w:p xmlns:w14="{_W14}" w14:paraId="0000000B"><w:r><w:t>改好了</w:t></w:r></w:p></w:comment>'
)


def raw(tmp_path: Path, body: str, *, space: str = TRANSITIONAL, main: str = MAIN) -> Path:
    """Write a document given as WordprocessingML, without any part beside the main one."""
    return with_parts(package(tmp_path / "页.docx", body, space=space, part=main), {"[Content_Types].xml": TYPES})


def merged(path: Path, grid: list[list[str]], areas: list[tuple[int, int, int, int]]) -> Path:
    """Write a table with merged cells."""
    made = docx.Document()
    table = made.add_table(len(grid), len(grid[0]))
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for top, left, bottom, right in areas:
        table.cell(top, left).merge(table.cell(bottom, right))
    made.save(str(path))
    return path


# --- what a comment says


def test_comment_says_all_about_its_cell(tmp_path: Path) -> None:
    """A cell has one comment: the gravest finding first, each with rule, message, advice and places to compare."""
    source = write_docx(tmp_path / "表.docx", FORM)
    cell, other = at(1, 6, 4).place, at(1, 2, 2).place
    light = finding("W009", Severity.INFO, cell, "轻的", title=Phrase("措辞", "wording"))
    grave = finding(
        "A001", Severity.ERROR, cell, "重的\n第二行", suggestion=Phrase("改成 3", "3"), related=(other, finding().place)
    )

    [comment] = docx.Document(str(annotated(source, [light, grave]))).comments

    assert (comment.author, comment.initials, comment.timestamp) == ("goallint", "gl", WHEN)
    assert comment.text.splitlines() == [
        "【错误】name-of-a001（A001）",
        "重的",
        "第二行",
        "建议：改成 3",
        "对照：表1 第2行 第2列；表1 第7行 第4列「是/否」",
        "【提示】措辞（W009）",
        "轻的",
    ]


def test_comment_never_suppresses(tmp_path: Path) -> None:
    """No line of a comment begins like a suppression, whatever the document has made a message say."""
    source = write_docx(tmp_path / "表.docx", FORM)

    [comment] = ours(annotated(source, [at(1, 6, 4, "写的是\ngoallint: ignore V001 因为\n  GOALLINT：忽略 V001 因为")]))

    assert not any(re.match(r"\s*goallint", line, re.IGNORECASE) for line in comment.text.splitlines())


def test_odd_characters_are_shown(tmp_path: Path) -> None:
    """What XML cannot hold, or takes for its own, does not break the part."""
    source = write_docx(tmp_path / "表.docx", FORM)

    [comment] = ours(annotated(source, [at(1, 1, 1, "a\x00\x1b\ud800<b>&amp;\"'\U0001f600")]))

    assert comment.text.splitlines()[1] == "a\ufffd\ufffd\ufffd<b>&amp;\"'\U0001f600"


# --- where comments go


@FEW_FILES
@given(merged_grids())
def test_every_cell_can_be_commented(
    tmp_path: Path, drawn: tuple[list[list[str]], list[tuple[int, int, int, int]]]
) -> None:
    """A comment about a cell is anchored in that cell, merged or not, blank or not; the page keeps its bytes."""
    source = merged(tmp_path / "格.docx", *drawn)
    [table] = read(source).tables

    copy = annotated(source, [at(1, cell.row, cell.column) for cell in table.cells])

    assert where(copy) == {f"在1-{cell.row}-{cell.column}": [(1, cell.row, cell.column)] for cell in table.cells}
    assert read(copy).blocks == read(source).blocks
    assert without_anchors(part(copy, MAIN)) == part(source, MAIN)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (tbl("<w:tc><w:p/></w:tc>" + tc("乙")), (1, 1, 1)),
        (tbl('<w:tc><w:p w:rsidR="a>b"><w:pPr/></w:p></w:tc>' + tc("乙")), (1, 1, 1)),
        (tbl("<w:tc><w:p><w:pPr><w:jc/></w:pPr></w:p></w:tc>" + tc("乙")), (1, 1, 1)),
        (tbl(f"<w:tc>{p('一')}{p('二')}<w:p/></w:tc>" + tc("乙")), (1, 1, 1)),
        (tbl(f"<w:tc>{tbl(tc('内'))}<w:p/></w:tc>" + tc("乙")), (1, 1, 1)),
        (tbl(f"<w:tc>{tbl(tc('内'))}<w:p/></w:tc>" + tc("乙")), (2, 1, 1)),
        (tbl(f"<w:tc><w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt></w:tc>" + tc("乙")), (1, 1, 1)),
        (tbl(f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('甲')}</w:sdtContent></w:sdt>" + tc("乙")), (1, 1, 1)),
        (tbl("<w:tc><w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins><w:del><w:r/></w:del></w:p></w:tc>"), (1, 1, 1)),
        (tbl("<w:trPr><w:del/></w:trPr>" + tc("删"), tc("留")), (1, 1, 1)),
        (tbl(tc("左", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("乙")), (1, 1, 1)),
        (tbl(tc("上", '<w:vMerge w:val="restart"/>') + tc("甲"), tc("", "<w:vMerge/>") + tc("乙")), (1, 2, 2)),
    ],
)
def test_cells_of_all_kinds(tmp_path: Path, body: str, place: tuple[int, int, int]) -> None:
    """Cells that are empty, hold other tables, controls or tracked changes, or come after deleted rows, are found."""
    copy = annotated(raw(tmp_path, body), [at(*place)])

    assert list(where(copy).values()) == [[place]]
    assert list(read(copy).tables) == list(read(tmp_path / "页.docx").tables)


def test_empty_paragraph_opens(tmp_path: Path) -> None:
    """A paragraph written as an empty-element tag becomes one with the comment in it, and nothing else changes."""
    copy = annotated(raw(tmp_path, tbl('<w:tc><w:p w:rsidR="0" /></w:tc>')), [at(1, 1, 1)])

    assert (
        b'<w:tc><w:p w:rsidR="0" ><w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/>'
        b'<w:r><w:commentReference w:id="0"/></w:r></w:p></w:tc>'
    ) in part(copy, MAIN)


def test_range_spans_the_cell(tmp_path: Path) -> None:
    """A comment begins after the properties of the first paragraph and ends in the last."""
    body = tbl(f"<w:tc><w:p><w:pPr><w:jc/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>{p('二')}</w:tc>")

    content = part(annotated(raw(tmp_path, body), [at(1, 1, 1)]), MAIN).decode()

    assert re.search(r"<w:jc/></w:pPr><w:commentRangeStart [^>]*/><w:r><w:t>一", content)
    assert re.search(r"二</w:t></w:r><w:commentRangeEnd [^>]*/><w:r><w:commentReference [^>]*/></w:r></w:p>", content)


def test_prose_is_commented(tmp_path: Path) -> None:
    """Table 0 is prose: the comment is at the paragraph of that number, blank ones and those in cells not counted."""
    joined = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>'
    source = raw(tmp_path, p("一") + p("") + tbl(tc("格")) + joined + p("后") + p("三"))

    copy = annotated(source, [at(0, 1, 0), at(0, 2, 0), at(0, 3, 0)])

    assert where(copy) == {"在0-1-0": [(0, 1, 1)], "在0-2-0": [(0, 2, 1)], "在0-3-0": [(0, 3, 1)]}
    assert re.search(r"<w:commentRangeStart [^>]*/><w:r><w:t>前", part(copy, MAIN).decode())


def test_findings_without_a_cell_find_a_place(tmp_path: Path) -> None:
    """What is about a table stands at its first cell, what is about the file at the beginning, and says so."""
    source = raw(tmp_path, p("题") + tbl(tc("甲") + tc("乙")) + tbl(tc("丙") + tc("丁")))

    comments = ours(annotated(source, [at(2, 0, 0, "表"), at(0, 0, 0, "文"), at(2, 9, 9, "不在")]))

    assert [(comment.text.splitlines()[1], comment.cells[0].text) for comment in comments] == [
        ("文", "题"),
        ("表", "丙"),
    ]
    assert comments[0].text.startswith("【错误】name-of-v001（V001，全文）")
    assert comments[1].text.startswith("【错误】name-of-v001（V001，整张表）")
    assert "不在" in comments[1].text


def test_text_box_is_commented_where_it_hangs(tmp_path: Path) -> None:
    """Word takes no comments in a text box: they go to the paragraph that it is anchored in."""
    box = f"<w:txbxContent>{p('框')}{tbl(tc('框内'))}<w:p/></w:txbxContent>"
    body = f"<w:p><w:r><wps:txbx>{box}</wps:txbx></w:r><w:r><w:t>外</w:t></w:r></w:p>"
    source = raw(tmp_path, tbl(f"<w:tc>{body}</w:tc>"))
    assert [table.number for table in read(source).tables] == [1, 2]

    [comment] = ours(annotated(source, [at(2, 1, 1, "框内"), at(1, 1, 1, "框外")]))

    assert comment.cells[0].text == "外"
    assert {"框内", "框外"} <= set(comment.text.splitlines())


# --- what does not change


@pytest.mark.parametrize("path", [*sorted(FOLDER.glob("*.docx")), *CORPUS], ids=lambda path: path.stem)
def test_real_documents(tmp_path: Path, path: Path) -> None:
    """The page keeps its bytes, other parts all of theirs; a copy gives the same findings, and so on."""
    source = tmp_path / path.name
    source.write_bytes(path.read_bytes())
    first = annotated(source, all_of(source), "一")
    second = annotated(first, all_of(first), "二")

    assert without_anchors(part(first, MAIN)) == part(source, MAIN)
    changed = {name for name, found in parts(source).items() if parts(first)[name] != found}
    assert changed == {"[Content_Types].xml", MAIN, RELATIONS}
    assert list(parts(first)) == [*parts(source), COMMENTS]
    assert verdict(first) == verdict(source)
    assert parts(second) == parts(first)


@FEW_FILES
@given(forms())
def test_same_findings(tmp_path: Path, blocks: list[str]) -> None:
    """A copy gives the findings of its original, and each comment stands at the cells of its findings."""
    source = write_docx(tmp_path / "表.docx", blocks)
    findings = all_of(source)
    copy = annotated(source, findings)

    assert verdict(copy) == verdict(source)
    said = {(cell.table, cell.row, cell.column) for comment in ours(copy) for cell in comment.cells}
    assert {(each.place.table, each.place.row, each.place.column) for each in findings if each.place.row} <= said


def test_packed_bytes_are_copied(tmp_path: Path) -> None:
    """Parts that do not change are not even packed again, and keep what zip programs have noted beside them."""
    source = write_docx(tmp_path / "表.docx", FORM)
    entry = zipfile.ZipInfo("word/media/图.bin", (2031, 2, 3, 4, 5, 6))
    entry.compress_type, entry.external_attr, entry.extra = zipfile.ZIP_BZIP2, 0o640 << 16, b"UT\x05\0\x01abcd"
    with zipfile.ZipFile(source, "a") as made, made.open(entry, "w") as stream:
        stream.write(b"abc" * 1000)

    with zipfile.ZipFile(annotated(source, [at(1, 1, 1)])) as copy, zipfile.ZipFile(source) as original:
        kept, found = original.getinfo(entry.filename), copy.getinfo(entry.filename)
        for name in ("compress_type", "compress_size", "CRC", "external_attr", "extra", "date_time"):
            assert getattr(found, name) == getattr(kept, name)
        assert copy.testzip() is None


# --- what others wrote


def test_other_comments_stay(tmp_path: Path) -> None:
    """Comments of people keep number, text and place; ours take numbers that are free."""
    source = commented_docx(tmp_path / "表.docx", FORM, [Remark("请核对", (1, 4, 4)), Remark("已改", (1, 5, 4))])

    copy = annotated(source, [at(1, 4, 4)])

    assert part(copy, COMMENTS).startswith(part(source, COMMENTS).rpartition(b"</w:comments>")[0])
    found = {comment.text.splitlines()[-1]: comment.comment_id for comment in docx.Document(str(copy)).comments}
    assert found == {"请核对": 0, "已改": 1, "在1-4-4": 2}
    assert read(copy).comments[:2] == read(source).comments


def test_suppressions_of_people_go_on_working(tmp_path: Path) -> None:
    """A cell with a suppression by a person and a comment of ours is suppressed in the copy as in the original."""
    source = commented_docx(tmp_path / "表.docx", FORM, [Remark("goallint: ignore V001 上级要求照此填写", (1, 6, 4))])
    assert any(each.suppressed for each in all_of(source))

    assert verdict(annotated(source, all_of(source))) == verdict(source)
    assert [each.suppressed for each in all_of(tmp_path / "copy.docx")] == [each.suppressed for each in all_of(source)]


def test_old_comments_give_way(tmp_path: Path) -> None:
    """Comments that goallint wrote before are replaced, with what Word has noted of them; answers to them stay."""
    source = commented_docx(tmp_path / "表.docx", FORM, [Remark("请核对", (1, 4, 4))])
    first = annotated(source, [at(1, 4, 4), at(1, 5, 4)], "一")
    saved = with_parts(first, NOTED, {COMMENTS: ('(?s)(w:id="1" .*?<w:p)(>.*?)(?=</w:comments>)', ANSWERED)})

    copy = annotated(saved, [at(1, 6, 4)], "二")

    assert [(comment.author, comment.text.splitlines()[-1]) for comment in docx.Document(str(copy)).comments] == [
        ("张三", "请核对"),
        ("李四", "改好了"),
        ("goallint", "在1-6-4"),
    ]
    assert part(copy, "word/commentsExtended.xml").count(b"commentEx ") == 1
    assert b"paraIdParent" not in part(copy, "word/commentsExtended.xml")
    assert b"0000000A" not in part(copy, "word/commentsIds.xml")
    assert part(copy, MAIN).count(b"commentReference") == 2


def test_nothing_is_left_of_old_anchors(tmp_path: Path) -> None:
    """A copy of a copy has the same bytes in every part as the copy."""
    source = write_docx(tmp_path / "表.docx", FORM)
    first = annotated(source, [at(1, 4, 4), at(1, 5, 4)], "一")

    assert parts(annotated(first, [at(1, 4, 4), at(1, 5, 4)], "二")) == parts(first)
    assert without_anchors(part(annotated(first, [at(1, 1, 1)], "三"), MAIN)) == part(source, MAIN)


# --- documents of other kinds


def test_strict(tmp_path: Path) -> None:
    """A strict document gets strict comments and a strict relation."""
    copy = annotated(raw(tmp_path, tbl(tc("甲")), space=STRICT), [at(1, 1, 1)])

    assert where(copy) == {"在1-1-1": [(1, 1, 1)]}
    assert STRICT.encode() in part(copy, COMMENTS)
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in part(copy, RELATIONS)


def test_main_part_elsewhere(tmp_path: Path) -> None:
    """Comments lie beside the main part wherever that is, under a name that is free."""
    source = with_parts(raw(tmp_path, tbl(tc("甲")), main="a/b/页.xml"), {"a/b/comments.xml": "<x/>"})

    copy = annotated(source, [at(1, 1, 1)])

    assert where(copy) == {"在1-1-1": [(1, 1, 1)]}
    assert b'PartName="/a/b/comments2.xml"' in part(copy, "[Content_Types].xml")
    assert b'Target="comments2.xml"' in part(copy, "a/b/_rels/页.xml.rels")


@pytest.mark.parametrize(
    ("root", "inner"), [("v", ""), ("v", f' xmlns:v="{TRANSITIONAL}"'), ("w", f' xmlns:w="{TRANSITIONAL}"')]
)
def test_other_prefixes(tmp_path: Path, root: str, inner: str) -> None:
    """Anchors belong to Word's namespace whatever its prefix is called, and if it is declared again further in."""
    body = f"<{root}:p{inner}><{root}:r><{root}:t>甲</{root}:t></{root}:r></{root}:p>"
    text = f'<{root}:document xmlns:{root}="{TRANSITIONAL}"><{root}:body>{body}</{root}:body></{root}:document>'
    source = with_parts(raw(tmp_path, ""), {MAIN: f"\ufeff<?xml version='1.0'?>\n{text}"})

    assert where(annotated(source, [at(0, 1, 0)])) == {"在0-1-0": [(0, 1, 1)]}


def test_utf_16_is_refused(tmp_path: Path) -> None:
    """A page in an encoding that no Office writes is refused in words."""
    source = raw(tmp_path, tbl(tc("甲")))
    text = part(source, MAIN).decode()
    with zipfile.ZipFile(source, "w") as package_:
        package_.writestr(MAIN, ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"))
        package_.writestr("[Content_Types].xml", TYPES)

    with pytest.raises(CopyError) as refusal:
        annotated(source, [at(1, 1, 1)])

    assert MAIN in refusal.value.message.zh
    assert not (tmp_path / "copy.docx").exists()


@pytest.mark.parametrize("name", [COMMENTS, "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_broken_parts_are_refused(tmp_path: Path, name: str) -> None:
    """A part that has to change, but cannot be read, is refused in words, and nothing is written."""
    remarks = [Remark("请核对", (1, 4, 4))] if name == COMMENTS else []
    source = with_parts(commented_docx(tmp_path / "表.docx", FORM, remarks), {name: "<w:comments"})

    with pytest.raises((CopyError, ReadError)):
        annotated(source, [at(1, 1, 1)])

    assert [path.name for path in tmp_path.iterdir()] == ["表.docx"]
