from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goallint.document import Document, Table
from goallint.errors import ReadError
from goallint.readers import read
from tests.forms import Span, write_docx
from tests.strategies import merged_grids

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="urn:wps" xmlns:v="urn:v"'
)
FEW_FILES = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def package(path: Path, body: str, *, space: str = TRANSITIONAL, part: str = "word/document.xml") -> Path:
    """Write a package with nothing but a main part."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}" Target="{part}"/></Relationships>',
        )
        archive.writestr(part, f'<w:document xmlns:w="{space}" {NAMESPACES}><w:body>{body}</w:body></w:document>')
    return path


def page(tmp_path: Path, body: str) -> Document:
    """Read a page given as WordprocessingML."""
    return read(package(tmp_path / "page.docx", body))


def paragraphs(document: Document) -> list[str]:
    """Texts of the paragraphs."""
    return [paragraph.text for paragraph in document.paragraphs]


def p(text: str) -> str:
    """Write a paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    """Write a cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    """Write a table of rows of cells."""
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def shape(table: Table) -> list[tuple[str, int, int, int, int]]:
    """Text, row, column and spans of each cell."""
    return [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]


def table_of(document: Document) -> Table:
    """Take the only table."""
    (table,) = document.tables
    return table


@FEW_FILES
@given(merged_grids())
def test_random_merges_give_the_same_grid_as_python_docx(
    tmp_path: Path, drawn: tuple[list[list[str]], list[tuple[int, int, int, int]]]
) -> None:
    """Each grid position shows the text that python-docx finds there."""
    grid, areas = drawn
    oracle = docx.Document()
    written = oracle.add_table(len(grid), len(grid[0]))
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            written.cell(row, column).text = text
    for top, left, bottom, right in areas:
        written.cell(top, left).merge(written.cell(bottom, right))
    oracle.save(str(tmp_path / "oracle.docx"))

    table = table_of(read(tmp_path / "oracle.docx"))
    shown = {
        (row, column): cell.text
        for cell in table.cells
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    }
    assert shown == {
        (row + 1, column + 1): written.cell(row, column).text.strip()
        for row in range(len(grid))
        for column in range(len(grid[0]))
    }


def test_a_merged_cell_stands_once_with_its_spans(tmp_path: Path) -> None:
    """Horizontal, vertical and two-way merges become spans of one cell."""
    path = write_docx(tmp_path / "a.docx", [[[Span("甲", 2, 2), "乙"], ["丙"], ["丁", Span("戊", 1, 2)]]])
    assert shape(table_of(read(path))) == [
        ("甲", 1, 1, 2, 2),
        ("乙", 1, 3, 1, 1),
        ("丙", 2, 3, 1, 1),
        ("丁", 3, 1, 1, 1),
        ("戊", 3, 2, 1, 2),
    ]


def test_legacy_horizontal_merges_become_spans(tmp_path: Path) -> None:
    """w:hMerge counts like w:gridSpan, also together with w:vMerge."""
    start, go_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    down, further = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tc("甲", start + down) + tc("", go_on + down) + tc("乙"),
        tc("", start + further) + tc("", go_on + further) + tc("丙"),
    )
    assert shape(table_of(page(tmp_path, table))) == [
        ("甲", 1, 1, 2, 2),
        ("乙", 1, 3, 1, 1),
        ("丙", 2, 3, 1, 1),
    ]


def test_a_continued_cell_without_a_cell_above_stands_for_itself(tmp_path: Path) -> None:
    """A vertical merge that nothing began keeps its text."""
    table = tbl(tc("甲"), tc("乙", "<w:vMerge/>"), tc("", "<w:vMerge/>"))
    assert shape(table_of(page(tmp_path, table))) == [("甲", 1, 1, 1, 1), ("乙", 2, 1, 2, 1)]


def test_columns_left_out_at_the_start_of_a_row_shift_its_cells(tmp_path: Path) -> None:
    """w:gridBefore leaves columns free; w:gridAfter moves nothing."""
    table = tbl(tc("甲") + tc("乙"), '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="3"/></w:trPr>' + tc("丙"))
    assert [cell[:3] for cell in shape(table_of(page(tmp_path, table)))] == [("甲", 1, 1), ("乙", 1, 2), ("丙", 2, 2)]


@pytest.mark.parametrize("span", ["1000000000", "0", "-3", "many", "9" * 5000])
def test_absurd_spans_are_cut_to_something_a_table_can_have(tmp_path: Path, span: str) -> None:
    """No span takes more memory than its digits."""
    table = table_of(page(tmp_path, tbl(tc("甲", f'<w:gridSpan w:val="{span}"/>') + tc("乙"))))
    assert 2 <= table.column_count <= 2000


def test_content_controls_and_tags_are_transparent(tmp_path: Path) -> None:
    """Rows, cells, paragraphs and runs inside w:sdt, w:customXml and w:smartTag are read like any other."""

    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    run = "<w:p><w:smartTag>" + control("<w:r><w:t>甲</w:t></w:r>") + "</w:smartTag></w:p>"
    cell = control(f"<w:tc><w:customXml>{control(run)}</w:customXml></w:tc>")
    document = page(tmp_path, control(tbl("").replace("<w:tr></w:tr>", control(f"<w:tr>{cell}{tc('乙')}</w:tr>"))))
    assert [cell.text for cell in table_of(document).cells] == ["甲", "乙"]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    """Insertions count; deletions, moved-away text, deleted rows and cells do not; a deleted mark joins paragraphs."""
    body = (
        "<w:p><w:ins><w:r><w:t>共120</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>户</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>" + p("后")
    )
    changed = '<w:gridSpan w:val="1"/><w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
    table = tbl(
        tc("甲", changed) + tc("乙"),
        "<w:trPr><w:del/></w:trPr>" + tc("删"),
        tc("删", "<w:cellDel/>") + tc("丙"),
    )
    document = page(tmp_path, body + table)
    assert paragraphs(document) == ["共120户", "前后"]
    assert shape(table_of(document)) == [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 2, 1, 1, 1)]


def test_a_nested_table_is_a_table_of_its_own(tmp_path: Path) -> None:
    """Tables count in the order of their starts, and the outer cell leaves the inner text out."""
    inner = tbl(tc("内"))
    body = tbl(f"<w:tc>{p('外一')}{inner}{p('外二')}</w:tc>") + tbl(tc("后"))
    document = page(tmp_path, body)
    assert [(table.number, table.cells[0].table, table.cells[0].text) for table in document.tables] == [
        (1, 1, "外一\n外二"),
        (2, 2, "内"),
        (3, 3, "后"),
    ]


def test_only_one_of_several_alternatives_is_read(tmp_path: Path) -> None:
    """A text box written for new and old Word counts once, after the start of its paragraph."""
    box = "<w:txbxContent>{}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box.format(p('框') + tbl(tc('格')))}</wps:txbx>"
        f"</mc:Choice><mc:Fallback><v:textbox>{box.format(p('旧框'))}</v:textbox></mc:Fallback></mc:AlternateContent>"
    )
    fallback = f"<mc:AlternateContent><mc:Fallback>{box.format(p('只有旧框'))}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>前</w:t>{both}<w:t>后</w:t></w:r></w:p><w:p><w:r>{fallback}</w:r></w:p>"
    document = page(tmp_path, body)
    assert paragraphs(document) == ["前后", "框", "只有旧框"]
    assert table_of(document).cells[0].text == "格"


def test_a_text_box_in_a_cell_is_not_part_of_the_cell(tmp_path: Path) -> None:
    """Its paragraphs stand on the page."""
    cell = f"<w:tc><w:p><w:r><w:t>甲</w:t><w:txbxContent>{p('框')}</w:txbxContent></w:r></w:p></w:tc>"
    document = page(tmp_path, tbl(cell))
    assert (table_of(document).cells[0].text, paragraphs(document)) == ("甲", ["框"])


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:t>一</w:t><w:br/><w:t>二</w:t><w:cr/><w:t>三</w:t>", "一\n二\n三"),
        ("<w:t>一</w:t><w:tab/><w:t>二</w:t><w:ptab/><w:t>三</w:t>", "一\t二\t三"),
        ("<w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:t>C</w:t>", "A-BC"),
        ("<w:instrText>PAGE</w:instrText><w:t>9</w:t>", "9"),
        (
            "<w:ruby><w:rt><w:r><w:t>jì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby>",
            "绩",
        ),
        ('<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t>', "见"),
        ("</w:r><m:oMath><m:r><m:t>x≥1</m:t></m:r></m:oMath><w:r>", "x≥1"),
        ("<w:footnoteReference w:id='1'/><w:t xml:space='preserve'>一  二</w:t>", "一  二"),
    ],
)
def test_what_a_run_shows(tmp_path: Path, run: str, text: str) -> None:
    """Breaks, tabs and hyphens become characters; codes, guides and hidden text do not show."""
    assert paragraphs(page(tmp_path, f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r>{run}</w:r></w:p>")) == [text]


@pytest.mark.parametrize(
    ("font", "code", "character"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("symbol", "F0B1", "±"),
        ("Symbol", "F0B4", "×"),
        ("Symbol", "F0B8", "÷"),
        ("Symbol", "F0B9", "≠"),
        ("Symbol", "F0BB", "≈"),
        ("Symbol", "F061", "α"),
        ("Symbol", "F033", "3"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "A8", "☐"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F06F", "☐"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "☐"),
        ("Wingdings 2", "F050", "✓"),
        ("Wingdings 3", "F0C0", "□"),
        ("Wingdings", "F0F7", "□"),
        ("宋体", "2265", "≥"),
        ("宋体", "E123", "□"),
        ("宋体", "FFFFFFFF", "□"),
        ("Symbol", "?", ""),
    ],
)
def test_symbols_become_the_characters_they_look_like(tmp_path: Path, font: str, code: str, character: str) -> None:
    """A w:sym is its character, or "□" where no text says what it shows; never a private-use character."""
    body = f'<w:p><w:r><w:t>值</w:t><w:sym w:font="{font}" w:char="{code}"/></w:r></w:p>'
    assert paragraphs(page(tmp_path, body)) == [f"值{character}"]


def test_private_characters_of_a_symbol_font_are_redrawn(tmp_path: Path) -> None:
    """A symbol typed as text in its font counts like w:sym; without a known font it stays."""
    run = '<w:r><w:rPr><w:rFonts w:ascii="{}"/></w:rPr><w:t>\uf0b3 5</w:t></w:r>'
    document = page(tmp_path, f"<w:p>{run.format('Symbol')}</w:p><w:p>{run.format('宋体')}</w:p>")
    assert paragraphs(document) == ["≥ 5", "\uf0b3 5"]


def test_blank_paragraphs_do_not_count(tmp_path: Path) -> None:
    """Paragraphs are numbered from 1 without blank ones, in one order with the tables."""
    document = page(tmp_path, p("一") + p(" ") + "<w:p/>" + tbl(tc("表")) + p("二"))
    assert [(type(block).__name__, block.number) for block in document.blocks] == [
        ("Paragraph", 1),
        ("Table", 1),
        ("Paragraph", 2),
    ]


def test_strict_documents_and_other_part_names_are_read(tmp_path: Path) -> None:
    """The main part is the one that the package names, in either namespace."""
    path = package(tmp_path / "a.docx", p("一") + tbl(tc("甲")), space=STRICT, part="word/document2.xml")
    document = read(path)
    assert paragraphs(document) == ["一"]
    assert table_of(document).cells[0].text == "甲"


def test_deep_nesting_needs_no_recursion(tmp_path: Path) -> None:
    """Fifty thousand nested elements are read."""
    depth = 50_000
    body = "<w:smartTag>" * depth + "<w:r><w:t>底</w:t></w:r>" + "</w:smartTag>" * depth
    assert paragraphs(page(tmp_path, f"<w:p>{body}</w:p>")) == ["底"]


def test_elements_in_the_wrong_place_do_not_break_reading(tmp_path: Path) -> None:
    """Cells without rows, rows without tables and choices without alternatives are survived."""
    body = tc("甲") + "<w:tr><w:trPr><w:gridBefore w:val='1'/><w:del/></w:trPr></w:tr><w:t>乙</w:t><w:cellDel/>"
    assert list(page(tmp_path, body + "<mc:Choice/><w:vMerge/><w:tbl/><w:vanish/>" + p("丙")).tables) == []


def scrambled(content: bytes, data: st.DataObject, low: int = 0, high: int = 255) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(low, high))
    return bytes(changed)


@FEW_FILES
@given(st.data())
def test_a_damaged_package_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes are changed, nothing but a ReadError comes out."""
    source = package(tmp_path / "good.docx", p("一") + tbl(tc("甲", "<w:vMerge/>") + tc("乙")))
    (tmp_path / "bad.docx").write_bytes(scrambled(source.read_bytes(), data))
    with suppress(ReadError):
        read(tmp_path / "bad.docx")


@FEW_FILES
@given(st.data())
def test_a_damaged_page_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever stands in the main part, nothing but a ReadError comes out."""
    body = p("A") + tbl(tc("B", '<w:gridSpan w:val="2"/>'), "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("C"))
    with suppress(ReadError):
        page(tmp_path, scrambled(body.encode(), data, 32, 126).decode())


moved = st.sampled_from(
    [
        *("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:tcPr", "w:vMerge", "w:hMerge", "w:txbxContent", "w:del"),
        *("w:trPr", "w:rPr", "w:pPr", "w:vanish", "mc:AlternateContent", "mc:Choice", "w:cellDel", "m:r", "w:sym"),
    ]
)
trees = st.recursive(
    st.just("x"), lambda inner: st.builds("<{0}>{1}</{0}>".format, moved, st.lists(inner, max_size=4).map("".join))
)


@FEW_FILES
@given(trees)
def test_elements_in_any_order_are_survived(tmp_path: Path, tree: str) -> None:
    """Well-formed XML is a document, however its elements are put together, and text is never invented."""
    document = page(tmp_path, tree)
    shown = "".join([cell.text for table in document.tables for cell in table.cells] + paragraphs(document))
    assert set(shown) <= set("x\n")
    assert shown.count("x") <= tree.count("x<") + tree.count("xx")


fragments = st.sampled_from(
    [
        *("<w:b/>", '<w:sz w:val="18"/>', '<w:u w:val=">"/>', "<w:rPr></w:rPr>", "<w:tcBorders><w:top/></w:tcBorders>"),
        *('<w:rFonts w:ascii="宋体"/>', '<w:rFonts w:ascii="Wingdings"/>', '<w:rFonts w:ascii="WINGDING&#83;"/>'),
        *("<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="0"/><w:i/></w:rPr>', "<w:br/>", "<w:tab/>", "<w:p/>"),
        *("<w:t>\uf0fe&lt;w:b/&gt;</w:t>", "<w:t><![CDATA[<w:b/><w:rPr></w:rPr>]]></w:t>", "<!-- <w:b/> -->", "x"),
        *('<w:sym w:font="Wingdings" w:char="F0FE"/>', "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:t>文</w:t>"),
        *(
            '<w:r w:rsidR="00A7" w:rsidRPr="00C5"><w:t>改</w:t></w:r>',
            '<m:r><m:t> w:rsidR="1">（一） w:rsidR="1"</m:t></m:r>',
        ),
        *('<w:p xmlns:w14="urn:w14" w14:paraId="1F" w:rsidR="1"/> w:rsidR="2"', '<w:t> w:rsidR="00A7"</w:t>'),
        *("<?x <w:b/>?>", "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>", "<w:del><w:t>旧</w:t></w:del>", "\n"),
    ]
)


@FEW_FILES
@given(st.lists(st.lists(fragments, max_size=6).map("".join), max_size=6), st.integers(1, 90))
def test_what_is_not_parsed_means_nothing(tmp_path: Path, pieces: list[str], chunk: int) -> None:
    """A page is the same whether the empty elements about looks are parsed or not, however the bytes come."""
    body = "".join(f"<w:p><w:r>{piece}</w:r>{piece}</w:p>" for piece in pieces) + tbl(tc("".join(pieces[:1])))
    sifted = page(tmp_path, body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("goallint.readers.package._CHUNK", chunk)
        in_pieces = page(tmp_path, body)
        patch.setattr("goallint.readers.docx._between_texts", lambda _: None)
        parsed = page(tmp_path, body)

    assert sifted == in_pieces == parsed


def test_nothing_is_taken_out_of_text(tmp_path: Path) -> None:
    """In a CDATA section and behind it, what looks like an element about looks is text."""
    document = page(tmp_path, "<w:p><w:r><w:t><![CDATA[<w:b/>]]></w:t></w:r><w:r><w:t>&lt;w:i/></w:t></w:r></w:p>")

    assert paragraphs(document) == ["<w:b/><w:i/>"]
