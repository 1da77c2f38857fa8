"""Files made to harm: each is refused, or read, in bounded time and memory, and hides nothing of the others.

All of them are checked by one run of the command line, whose memory is limited.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import goallint
from goallint.errors import ReadError
from goallint.readers import limits, package, read
from tests.forms import write_docx, write_txt, write_xlsx
from tests.old_excel import record, write_xls

MEBIBYTE = 2**20
MEMORY = 4096 * MEBIBYTE
HANG = 900
"""Seconds after which the run counts as hanging; it takes a small part of that."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

READ = ""
"""Said of a file that does no harm and is read, whatever is found in it."""

Pieces = Iterable[str | bytes]


class Hazard(NamedTuple):
    """A hostile file: how to build it, and what is said of it."""

    name: str
    build: Callable[[Path], object]
    said: str | tuple[str, ...]


def write_part(archive: zipfile.ZipFile, name: str, pieces: Pieces) -> None:
    """Write a part piece by piece, as it may be larger than the memory should be."""
    with archive.open(name, "w", force_zip64=True) as part:
        buffer: list[bytes] = []
        for piece in pieces:
            buffer.append(piece.encode() if isinstance(piece, str) else piece)
            if len(buffer) >= 1000:
                part.write(b"".join(buffer))
                buffer.clear()
        part.write(b"".join(buffer))


def word(*body: str | Pieces) -> Callable[[Path], None]:
    """Make a builder of a Word file with that body."""

    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            inside = chain.from_iterable([part] if isinstance(part, str) else part for part in body)
            opening = [f'<w:document xmlns:w="{WORD}"><w:body>']
            write_part(archive, "word/document.xml", chain(opening, inside, ["</w:body></w:document>"]))

    return build


def book(sheet: Pieces = (), *, strings: Pieces = (), styles: Pieces = (), sheets: int = 1) -> Callable[[Path], None]:
    """Make a builder of a workbook with that content in its sheet, strings and styles."""

    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            write_part(
                archive, "xl/worksheets/sheet1.xml", chain([f'<worksheet xmlns="{SHEET}">'], sheet, ["</worksheet>"])
            )
            write_part(archive, "xl/sharedStrings.xml", chain([f'<sst xmlns="{SHEET}">'], strings, ["</sst>"]))
            write_part(archive, "xl/styles.xml", chain([f'<styleSheet xmlns="{SHEET}">'], styles, ["</styleSheet>"]))
            names = "".join(f'<sheet name="{place}" sheetId="{place}" r:id="a"/>' for place in range(1, sheets + 1))
            archive.writestr(
                "xl/workbook.xml", f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'
            )
            kinds = {"a": "worksheet", "b": "sharedStrings", "c": "styles"}
            targets = {"a": "worksheets/sheet1.xml", "b": "sharedStrings.xml", "c": "styles.xml"}
            listed = "".join(
                f'<Relationship Id="{at}" Type="{OFFICE}/{kinds[at]}" Target="{targets[at]}"/>' for at in kinds
            )
            archive.writestr(
                "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'
            )

    return build


def raw(content: bytes) -> Callable[[Path], object]:
    """Make a builder of a file with that content."""
    return lambda path: path.write_bytes(content)


def hollow(size: int, head: bytes = b"") -> Callable[[Path], None]:
    """Make a builder of a file of that size which takes no place on the disk."""

    def build(path: Path) -> None:
        with path.open("wb") as stream:
            stream.write(head)
            stream.truncate(size)

    return build


def with_parts(*parts: tuple[str, bytes]) -> Callable[[Path], None]:
    """Make a builder of a package with those parts, in that order."""

    def build(path: Path) -> None:
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")  # of two parts with one name
            for name, content in parts:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)

    return build


def changed(build: Callable[[Path], object], change: Callable[[bytearray], object]) -> Callable[[Path], None]:
    """Make a builder of a file that is changed afterwards."""

    def changing(path: Path) -> None:
        build(path)
        content = bytearray(path.read_bytes())
        change(content)
        path.write_bytes(content)

    return changing


def poke(signature: bytes, offset: int, value: bytes) -> Callable[[bytearray], None]:
    """Make a change of every record of a zip that begins with `signature`."""

    def change(content: bytearray) -> None:
        at = content.find(signature)
        while at >= 0:
            content[at + offset : at + offset + len(value)] = value
            at = content.find(signature, at + 4)

    return change


def paragraph(text: str) -> str:
    """Write a paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    """Write a cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str) -> str:
    """Write a row of a table."""
    return f"<w:tr>{''.join(cells)}</w:tr>"


def numbered(pattern: str, count: int) -> Iterator[str]:
    """Write something again and again, with its number."""
    return (pattern.replace("#", str(place)) for place in range(1, count + 1))


def nested(opening: str, closing: str, depth: int) -> Callable[[Path], None]:
    """Make a builder of a Word file with elements inside each other."""
    return word(repeat(opening, depth), paragraph("底"), repeat(closing, depth))


def doctype(declaration: str) -> Callable[[Path], None]:
    """Make a builder of a Word file with a document type."""
    text = f'<!DOCTYPE d [{declaration}]><w:document xmlns:w="{WORD}">{paragraph("&a;")}</w:document>'
    return with_parts(("word/document.xml", text.encode()))


def workbook_of_97(*strings: bytes, count: int) -> Callable[[Path], object]:
    """Make a builder of an .xls with a table of shared strings that is said to have `count` of them."""
    table = record(0x00FC, struct.pack("<II", count, count) + b"".join(strings))
    return lambda path: write_xls(path, {"一": {(1, 1): ("甲", "General")}}, records=(table, b""))


def endless_pipe(path: Path) -> None:
    """Make a pipe that nobody ever writes into."""
    os.mkfifo(path)


def own_target(path: Path) -> None:
    """Make a link to itself."""
    path.symlink_to(path.name)


GOOD = f'<w:document xmlns:w="{WORD}">{paragraph("绩效目标")}</w:document>'.encode()
LAUGHS = '<!ENTITY z "哈哈">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("zhgfedcb", "hgfedcba", strict=True)
)
BIG = "<w:tbl>", "</w:tbl>"

GOOD_FORM = [
    ["项目名称", "乡村图书角", "主管部门", "青石镇人民政府"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "新增图书", "≥300册"],
]

HAZARDS = (
    # Packages
    Hazard(
        "a package that unpacks to a thousand times its size.docx",
        with_parts(("word/document.xml", b" " * (60 * MEBIBYTE))),
        "压缩炸弹",
    ),
    Hazard("a package that unpacks beyond the limit.docx", word(repeat(os.urandom(4096).hex(), 40_000)), "过大"),
    Hazard("a package of 65,535 parts.docx", with_parts(*((f"p{at}", b"") for at in range(65_535))), "10,000"),
    Hazard(
        "a package whose directory says it is empty.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\5\6", 8, bytes(4))),
        READ,
    ),
    Hazard(
        "a package with two main parts of one name.docx",
        with_parts(("word/document.xml", b"<a/>"), ("word/document.xml", GOOD)),
        READ,
    ),
    Hazard(
        "a package whose parts ask for a password.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\1\2", 8, b"\1\0")),
        "加密",
    ),
    Hazard(
        "a part that lies about its size.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\1\2", 24, b"\1\0\0\0")),
        "损坏",
    ),
    Hazard(
        "a part that lies about its packed size.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\1\2", 20, b"\xf0\xff\xff\xff")),
        READ,
    ),
    Hazard(
        "a part whose sizes are in a zip64 field that is not there.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\1\2", 20, b"\xff" * 8)),
        READ,
    ),
    Hazard(
        "two parts that share their bytes.docx",
        changed(with_parts(("a.xml", GOOD), ("word/document.xml", GOOD)), poke(b"PK\1\2", 42, bytes(4))),
        "损坏",
    ),
    Hazard(
        "a part that says its sizes come later.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\3\4", 6, b"\x08\0")),
        READ,
    ),
    Hazard(
        "a part packed in a way that nobody knows.docx",
        changed(with_parts(("word/document.xml", GOOD)), poke(b"PK\1\2", 10, b"\x63\0")),
        "损坏",
    ),
    Hazard(
        "parts that want to be written outside.docx",
        with_parts(("../../escaped.txt", b"x"), ("/tmp/escaped.txt", b"x"), ("word/document.xml", GOOD)),  # noqa: S108
        READ,
    ),
    Hazard(
        "a main part that leads outside the package.docx",
        with_parts(
            (
                "_rels/.rels",
                f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
                'Target="../../../../etc/passwd"/></Relationships>'.encode(),
            ),
            ("word/document.xml", GOOD),
        ),
        READ,
    ),
    # XML
    Hazard("entities that laugh a billion times.docx", doctype(LAUGHS), "DTD"),
    Hazard("an entity from a file.docx", doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'), "DTD"),
    Hazard("an entity from the network.docx", doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:1/"> %a;'), "DTD"),
    Hazard("bytes that are not UTF-8.docx", with_parts(("word/document.xml", GOOD + b"<!--\xff\xfe-->")), "损坏"),
    Hazard("zero bytes in the XML.docx", with_parts(("word/document.xml", GOOD + b"\0")), "损坏"),
    Hazard(
        "an encoding that nobody knows.docx",
        with_parts(("word/document.xml", b'<?xml version="1.0" encoding="x-none"?><a/>')),
        "损坏",
    ),
    Hazard(
        "50,000 content controls inside each other.docx",
        nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 50_000 - 10),
        READ,
    ),
    Hazard(
        "100,000 content controls inside each other.docx",
        nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100_000),
        "异常",
    ),
    Hazard("a million elements inside each other.docx", nested("<w:x>", "</w:x>", 1_000_000), "异常"),
    Hazard("a tag of 60 MB.docx", word("<w:p w:x='", repeat("ab" * 2**15, 960), "'/>"), "异常"),
    Hazard("a tag of 8 MB.docx", word("<w:p w:x='", repeat("ab" * 2**15, 128), "'/>", paragraph("甲")), READ),
    Hazard("a comment of 60 MB.docx", word("<!--", repeat(os.urandom(2**15).hex(), 960), "-->"), "异常"),
    Hazard("a million names of elements.docx", word(numbered("<w:x#>甲</w:x#>", 1_000_000)), "异常"),
    Hazard("a million names of empty elements.docx", word(numbered("<w:x#/>", 1_000_000)), READ),
    Hazard("a million names of attributes.docx", word("<w:p", numbered(" w:x#=''", 1_000_000), "/>"), "异常"),
    Hazard("twelve million tags.docx", word(repeat("<x/>" * 100, 120_000)), "异常"),
    Hazard("twelve million tags that nobody looks at.docx", word(repeat("<w:x/>" * 100, 120_000)), READ),
    Hazard("300,000 prefixes.docx", word("<w:p", numbered(" xmlns:x#='u#'", 300_000), "/>"), READ),
    # Word
    Hazard(
        "a table of more than a million cells.docx",
        word("<w:tbl>", repeat(row(*["<w:tc/>"] * 100), 10_001), "</w:tbl>"),
        "1,000,000",
    ),
    Hazard(
        "a row of a million cells.docx",
        word("<w:tbl><w:tr>", repeat("<w:tc/>", 1_000_001), "</w:tr></w:tbl>"),
        "1,000,000",
    ),
    Hazard("two million paragraphs.docx", word(repeat("<w:p/>", 2_000_000)), "1,000,000"),
    Hazard(
        "two million paragraphs in a cell.docx",
        word("<w:tbl><w:tr><w:tc>", repeat("<w:p/>", 2_000_000), "</w:tc></w:tr></w:tbl>"),
        "1,000,000",
    ),
    Hazard(
        "a cell of 50 MB.docx",
        word(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>",
            repeat("绩效" * 2**13, 1000),
            "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        ),
        "50,000",
    ),
    Hazard(
        "a paragraph of 50 MB.docx",
        word("<w:p><w:r><w:t>", repeat("绩效" * 2**13, 1000), "</w:t></w:r></w:p>"),
        "1,000,000",
    ),
    Hazard("60 MB of text in long paragraphs.docx", word(repeat(paragraph("绩效" * 2**13), 1300)), "20,000,000"),
    Hazard(
        "a cell across a billion columns.docx",
        word("<w:tbl>", row(cell("甲", "<w:gridSpan w:val='1000000000'/>")), "</w:tbl>"),
        READ,
    ),
    Hazard(
        "a row that begins a billion columns in.docx",
        word("<w:tbl>", row("<w:trPr><w:gridBefore w:val='1000000000'/></w:trPr>", cell("甲")), "</w:tbl>"),
        READ,
    ),
    Hazard(
        "a merged cell that never began.docx",
        word("<w:tbl>", repeat(row(cell("甲", "<w:vMerge/><w:hMerge/>")), 1000), "</w:tbl>"),
        READ,
    ),
    Hazard("5,000 tables inside each other.docx", nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 5_000), READ),
    Hazard("20,000 tables of one cell.docx", word(repeat(f"<w:tbl>{row(cell('甲'))}</w:tbl>", 20_000)), READ),
    # Workbooks
    Hazard(
        "a sheet that is said to be full.xlsx",
        book(['<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>']),
        READ,
    ),
    Hazard(
        "two cells in far corners.xlsx",
        book(['<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']),
        "1,000,000",
    ),
    Hazard("two million cells.xlsx", book(numbered("<c><v>1</v></c>", 1_200_000)), "1,000,000"),
    Hazard("two million merged areas.xlsx", book(numbered('<mergeCell ref="A#:B#"/>', 1_200_000)), "1,000,000"),
    Hazard(
        "merged areas on top of each other.xlsx",
        book(
            chain(
                ['<row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="ZZ900"><v>1</v></c></row>'],
                repeat('<mergeCell ref="A1:ZZ900"/>', 10_000),
            )
        ),
        "1,000,000",
    ),
    Hazard(
        "a merged area upside down.xlsx",
        book(['<row r="1"><c r="A1"><v>1</v></c></row><mergeCell ref="XFD1048576:A1"/>']),
        READ,
    ),
    Hazard(
        "a million shared strings.xlsx",
        book(['<c t="s"><v>999999</v></c>'], strings=numbered("<si><t>文#</t></si>", 1_000_000)),
        READ,
    ),
    Hazard(
        "a shared string that is not there.xlsx",
        book(['<c t="s"><v>99999999999999999999</v></c><c t="s"><v>-1</v></c><c><v>1</v></c>']),
        READ,
    ),
    Hazard(
        "one long shared string in many cells.xlsx",
        book(repeat('<c t="s"><v>0</v></c>', 1000), strings=["<si><t> ", "文" * 40_000, "</t></si>"]),
        "20,000,000",
    ),
    Hazard(
        "a million number formats.xlsx",
        book(styles=chain(["<numFmts>"], numbered('<numFmt numFmtId="#" formatCode="0"/>', 1_000_000), ["</numFmts>"])),
        "异常",
    ),
    Hazard(
        "a million cell styles.xlsx",
        book(styles=chain(["<cellXfs>"], repeat('<xf numFmtId="1"/>', 1_000_000), ["</cellXfs>"])),
        "异常",
    ),
    Hazard(
        "a number format of a million characters.xlsx",
        book(
            repeat('<c s="0"><v>1</v></c>', 1000),
            styles=[
                '<numFmts><numFmt numFmtId="200" formatCode="',
                "0#?," * 250_000,
                '"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>',
            ],
        ),
        READ,
    ),
    Hazard("numbers of a million digits.xlsx", book(repeat(f"<c><v>{'9' * 1_000_000}</v></c>", 20)), "50,000"),
    Hazard("a formula of a million characters.xlsx", book(repeat(f"<c><f>{'1,' * 500_000}x</f></c>", 20)), READ),
    Hazard("a row beyond all rows.xlsx", book([f'<row r="{"9" * 4000}"><c><v>1</v></c></row>']), READ),
    Hazard("10,000 sheets in one part.xlsx", book(["<c><v>1</v></c>"], sheets=10_000), READ),
    Hazard(
        "10,000 sheets with one cell at the bottom.xlsx",
        book(['<row r="1048576"><c><v>1</v></c></row>'], sheets=10_000),
        "1,000,000",
    ),
    Hazard(
        "a cell below a million empty rows.docx",
        word("<w:tbl>", repeat("<w:tr/>", 1_100_000), row(cell("甲")), "</w:tbl>"),
        "1,000,000",
    ),
    # Old workbooks
    Hazard("four billion strings that are not there.xls", workbook_of_97(count=0xFFFFFFFF), READ),
    # Texts
    Hazard("a text of 200 MB.txt", hollow(200 * MEBIBYTE, "绩效\n".encode()), "64 MB"),
    Hazard("a file of 300 MB.docx", hollow(300 * MEBIBYTE, b"PK\3\4"), "256 MB"),
    Hazard("a line of 60 MB.txt", raw("绩".encode() * 20 * MEBIBYTE), "1,000,000"),
    Hazard("a row of two million cells.txt", raw(b"a\t" * 2_000_000), "1,000,000"),
    Hazard("two million lines.txt", raw(b"a\n" * 2_000_000), "1,000,000"),
    Hazard("a ragged table.txt", raw(b"a\tb\n" * 20_000 + b"a\t" * 2000), "1,000,000"),
    Hazard("zero bytes.txt", raw(bytes(MEBIBYTE)), "编码"),
    Hazard("UTF-16 without a mark.txt", raw("项目名称\t甲\n".encode("utf-16-le")), READ),
    Hazard("half of UTF-16.txt", raw("项目名称\t甲\n".encode("utf-16")[:-1]), "编码"),
    Hazard("a million pipes.txt", raw(b"|" * 1_000_001), "1,000,000"),
    Hazard("a web page of entities.txt", raw(b"<!DOCTYPE html [<!ENTITY a 'b'>]><html>&a;</html>"), "LibreOffice"),
    Hazard("a value without end.csv", raw(b'a,b\n"' + b"x" * 200_000), "131,072"),
    Hazard("a million columns.csv", raw(b"a," * 1_000_001), "131,072"),
    Hazard("two million rows.csv", raw(b"a,b\n" * 2_000_000), "1,000,000"),
    Hazard("marks without end.md", raw(b"*" * 500_000 + b"`" * 500_000 + b"> " * 500_000), READ),
    Hazard(
        "a PDF that is its own parent.pdf",
        raw(b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>\nendobj\ntrailer<</Root 1 0 R>>"),
        ("图像", "损坏", "goallint[pdf]"),
    ),
    # Files
    Hazard("a pipe.txt", endless_pipe, "管道"),
    Hazard("a link to itself.docx", own_target, "无法打开"),
    Hazard("a name without content.docx", raw(b""), "空"),
)


def limited() -> None:
    """Limit the memory of a process that is about to start."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """Check all hostile files, and a good one at the end, in one run: exit code, and the results by file."""
    outermost = tmp_path_factory.mktemp("hostile")
    folder = outermost / "far" / "inside"
    folder.mkdir(parents=True)
    for hazard in HAZARDS:
        hazard.build(folder / hazard.name)
    write_docx(folder / "good.docx", ["乡村图书角项目绩效目标表", GOOD_FORM])
    before = sorted(outermost.rglob("*"))
    done = subprocess.run(  # noqa: S603  # our own command
        [
            sys.executable,
            "-c",
            "import sys; from goallint.cli import main; sys.exit(main())",
            "check",
            *(hazard.name for hazard in HAZARDS),
            "good.docx",
            "--format",
            "json",
        ],
        cwd=folder,
        capture_output=True,
        timeout=HANG,
        check=False,
        preexec_fn=limited,
    )
    assert done.stdout, done.stderr.decode()
    assert sorted(outermost.rglob("*")) == before, "something was written"

    return done.returncode, {document["path"]: document for document in json.loads(done.stdout)["documents"]}


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_hostile_file_is_refused_or_does_no_harm(run: tuple[int, dict[str, Any]], hazard: Hazard) -> None:
    """A file beyond a limit is G001 with a sentence that says so; any other is read like a harmless one."""
    error = run[1][hazard.name]["error"] or {"code": "", "message": ""}
    assert error["code"] in ({"", "G002"} if hazard.said == READ else {"G001"}), error
    said = (hazard.said,) if isinstance(hazard.said, str) else hazard.said
    assert any(words in error["message"] for words in said), error


def test_the_good_file_among_them_is_checked(run: tuple[int, dict[str, Any]]) -> None:
    """What could not be read makes the exit code 2, and hides nothing of the rest."""
    code, documents = run
    assert code == 2
    assert set(documents) == {*(hazard.name for hazard in HAZARDS), "good.docx"}
    assert documents["good.docx"]["status"] == "checked"
    assert [table["name"] for table in documents["good.docx"]["tables"]] == ["乡村图书角"]


def test_a_workbook_that_traps_its_library_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A string of negative length makes xlrd read it again without end; its process is ended."""
    monkeypatch.setattr(limits, "SECONDS", 3)
    path = tmp_path / "a.xls"
    workbook_of_97(struct.pack("<HBi", 0, 4, -7), count=0x7FFFFFFF)(path)
    with pytest.raises(ReadError, match="took over 3 seconds"):
        read(path)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.txt"])
def test_a_file_that_is_cut_while_it_is_read_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Somebody saves it at the same time: what is left is read or refused, never a crash."""
    path = tmp_path / name
    builders = {".docx": write_docx, ".xlsx": write_xlsx, ".txt": write_txt}
    builders[path.suffix](path, [[["项目名称", "甲"]] * 100])
    whole = path.stat().st_size

    def count(found: Path) -> None:
        with found.open("r+b") as stream:
            stream.truncate(whole // 2)

    monkeypatch.setattr(package, "_count_entries", count)
    with suppress(ReadError):
        read(path)


def test_a_folder_of_links_in_circles_ends(tmp_path: Path) -> None:
    """Links to folders are not entered, links to themselves are named."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.docx").symlink_to("self.docx")
    os.mkfifo(tmp_path / "a" / "pipe.docx")
    statuses = {Path(result.path).name: result.status for result in goallint.check(tmp_path)}
    assert statuses == {"self.docx": "unreadable", "pipe.docx": "unreadable"}


def test_a_device_is_no_file() -> None:
    """What never ends is not begun."""
    with pytest.raises(ReadError, match="Not a regular file"):
        read("/dev/zero")


def test_the_limits_are_those_in_the_documentation() -> None:
    """docs/security.md lists every limit with its number."""
    text = (Path(__file__).parent.parent / "docs" / "security.md").read_text("utf-8")
    listed = {name: number for number, name in re.findall(r"\| ([^|]+) \| `(\w+)` \|$", text, re.MULTILINE)}
    assert listed == {
        name: _shown(name, value) for name, value in vars(limits).items() if name.isupper() and name[0] != "_"
    }


def _shown(name: str, value: int) -> str:
    if name == "SECONDS":
        return f"{value} s"
    return f"{value // MEBIBYTE:,} MB" if name.endswith(("_BYTES", "_FREE")) else f"{value:,}"
