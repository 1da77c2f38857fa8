from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from goallint.errors import ReadError
from goallint.readers import SUFFIXES, limits, read, readable
from tests.forms import write_docx, write_txt, write_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PAGE = [["项目名称", "乡村图书角"]]


def refusal(path: Path) -> ReadError:
    """Read a file that must be refused."""
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "G001"
    assert caught.value.message.zh
    assert caught.value.message.en
    assert caught.value.remedy.zh
    assert caught.value.remedy.en
    return caught.value


def archive(path: Path, **parts: str) -> Path:
    """Write a zip; "__" in a name is "/", "_xml" at its end ".xml"."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def word(path: Path, document: str) -> Path:
    """Write a package whose main part is `document`."""
    return archive(path, word__document_xml=document)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES | {".docm", ".md"}))
def test_a_missing_file_is_refused(tmp_path: Path, suffix: str) -> None:
    """The message names the path."""
    path = tmp_path / f"无{suffix}"
    assert str(path) in refusal(path).message.zh


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is not a file, whatever its name ends in."""
    (tmp_path / "表.docx").mkdir()
    assert "文件夹" in refusal(tmp_path / "表.docx").message.zh


@pytest.mark.parametrize(
    "build",
    [
        lambda path: path.write_bytes(b"PK\3\4" + bytes(99)),
        lambda path: word(path, "no XML"),
        lambda path: word(path, "<?xml version='1.0' encoding='none'?><a/>"),
        lambda path: path.write_bytes(OLE + "Workbook\0".encode("utf-16-le") + bytes(2048)),
    ],
    ids=["archive", "tags", "encoding", "workbook"],
)
def test_what_is_broken_is_said_in_chinese(tmp_path: Path, build: Callable[[Path], object]) -> None:
    """What a library says of it stands in the English message only."""
    path = tmp_path / "a.docx"
    build(path)
    message = refusal(path).message
    assert re.fullmatch(r"文件损坏或不完整（[^（）]+）", message.zh)
    assert not re.search(r"[a-z]", message.zh)
    assert re.search(r": .+", message.en)


def test_a_path_that_no_system_takes_is_refused() -> None:
    """A zero byte in a path is a failure like any other."""
    refusal(Path("a\0b.docx"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    """What the operating system says is passed on."""
    path = tmp_path / "a.txt"
    path.write_text("甲", encoding="utf-8")
    path.chmod(0)
    assert "权限" in refusal(path).remedy.zh


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str) -> None:
    """Zero bytes are no document in any format."""
    path = tmp_path / f"a{suffix}"
    path.touch()
    assert "空" in refusal(path).message.zh


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - {".txt", ".md", ".csv"}))
def test_text_with_the_suffix_of_an_office_file_is_refused(tmp_path: Path, suffix: str) -> None:
    """The message says that suffix and content do not fit."""
    path = tmp_path / f"a{suffix}"
    path.write_text("项目名称\t乡村图书角", encoding="utf-8")
    assert suffix in refusal(path).message.zh


@pytest.mark.parametrize("write", [write_docx, write_xlsx])
def test_a_truncated_package_is_refused(tmp_path: Path, write: Callable[[Path, object], Path]) -> None:
    """Half a download is said to be incomplete."""
    whole = write(tmp_path / "whole", [PAGE]).read_bytes()
    (tmp_path / "half.docx").write_bytes(whole[: len(whole) // 2])
    assert "不完整" in refusal(tmp_path / "half.docx").message.zh


@pytest.mark.parametrize(
    ("stream", "suffix", "said"),
    [
        ("EncryptedPackage", ".docx", "加密"),
        ("EncryptedPackage", ".xlsx", "加密"),
        ("WordDocument", ".doc", "另存为 .docx"),
        ("WordDocument", ".wps", "另存为 .docx"),
        ("WordDocument", ".docx", "另存为 .docx"),
        ("Something", ".wps", "另存为 .docx"),
        ("Workbook", ".xls", "损坏"),
    ],
)
def test_compound_files_are_refused_by_what_is_in_them(tmp_path: Path, stream: str, suffix: str, said: str) -> None:
    """Encrypted files, old Word files and broken workbooks each get their own sentence."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(OLE + (stream + "\0").encode("utf-16-le") + bytes(2048))
    found = refusal(path)
    assert said in found.message.zh + found.remedy.zh


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{\\rtf1 ...}", "RTF"),
        (b"<html><table></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "XML"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "Word 2003 XML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><w/>', "Excel 2003 XML"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html/>", "网页"),
    ],
)
@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".doc", ".xls", ".txt"])
def test_other_formats_are_refused_by_their_content(tmp_path: Path, content: bytes, said: str, suffix: str) -> None:
    """A file's suffix does not hide what it is."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert said in refusal(path).message.zh


def test_packages_that_are_no_word_or_excel_file_are_refused(tmp_path: Path) -> None:
    """Plain archives, OpenDocument files and packages without main part."""
    refusal(archive(tmp_path / "a.zip", readme="x"))
    refusal(archive(tmp_path / "empty.docx"))
    assert "不是这种格式" in refusal(archive(tmp_path / "a.docx", readme="x")).message.zh
    assert "OpenDocument 文字" in refusal(archive(tmp_path / "a.odt", content_xml="<x/>")).message.zh
    assert "OpenDocument 表格" in refusal(archive(tmp_path / "a.ods", content_xml="<x/>")).message.zh
    assert "演示文稿" in refusal(archive(tmp_path / "a.pptx", ppt__presentation_xml="<x/>")).message.zh
    found = refusal(archive(tmp_path / "b.docx", **{"[Content_Types]_xml": "<Types/>", "word__styles_xml": "<x/>"}))
    assert "word/document.xml" in found.message.zh


@pytest.mark.parametrize(
    "document",
    [
        "no XML at all",
        f"<w:document xmlns:w='{WORD}'><w:body>",
        f"<w:document xmlns:w='{WORD}'><w:p></w:body></w:document>",
        f"<w:document xmlns:w='{WORD}'>\x01</w:document>",
    ],
)
def test_damaged_xml_is_refused(tmp_path: Path, document: str) -> None:
    """XML that ends early, is not well-formed or holds control characters."""
    assert "损坏" in refusal(word(tmp_path / "a.docx", document)).message.zh


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    """No entity is ever expanded, inside or outside the file."""
    for entity in ('"甲"', 'SYSTEM "file:///etc/passwd"'):
        document = (
            f"<!DOCTYPE x [<!ENTITY e {entity}>]><w:document xmlns:w='{WORD}'>"
            "<w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:document>"
        )
        assert "DTD" in refusal(word(tmp_path / "a.docx", document)).message.zh


def test_a_part_that_unpacks_out_of_proportion_is_refused(tmp_path: Path) -> None:
    """A zip bomb is stopped while it unpacks."""
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, target.open("word/document.xml", "w") as part:
        part.write(f"<w:document xmlns:w='{WORD}'>".encode())
        for _ in range(40):
            part.write(b" " * 2**20)
        part.write(b"</w:document>")
    assert "压缩炸弹" in refusal(path).message.zh


def test_a_package_that_is_too_large_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All parts together have one limit."""
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 2000)
    path = word(tmp_path / "a.docx", f"<w:document xmlns:w='{WORD}'>{' ' * 3000}</w:document>")
    assert "过大" in refusal(path).message.zh


def test_tables_with_too_many_cells_are_refused(tmp_path: Path) -> None:
    """A document with more grid positions than the limit is not read to the end."""
    row = "<w:tr>" + "<w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc>" + "</w:tr>"
    path = word(tmp_path / "a.docx", f"<w:document xmlns:w='{WORD}'><w:tbl>{row * 1000}</w:tbl></w:document>")
    assert "1,000,000" in refusal(path).message.zh


def test_too_large_a_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is measured before it is read."""
    monkeypatch.setattr(limits, "TEXT_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("项目名称\t乡村图书角", encoding="utf-8")
    refusal(path)


def test_content_decides_before_the_suffix(tmp_path: Path) -> None:
    """A Word file named .xlsx or .txt, and a text named .md or without suffix, are read."""
    for name in ("a.xlsx", "a.txt", "a.docm", "a"):
        assert len(list(read(write_docx(tmp_path / name, [PAGE])).tables)) == 1
    for name in ("b.md", "b"):
        assert len(list(read(str(write_txt(tmp_path / name, [PAGE]))).tables)) == 1
    assert len(list(read(write_xlsx(tmp_path / "c.docx", [PAGE])).tables)) == 1


def test_folders_give_only_what_can_be_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice an old Word file met in a folder is passed over and listed, not a failure of the run."""
    monkeypatch.setenv("GOALLINT_SOFFICE", "")
    assert readable() & {".doc", ".odt", ".docx", ".xls"} == {".docx", ".xls"}

    monkeypatch.setenv("GOALLINT_SOFFICE", "/bin/true")
    assert {".doc", ".odt"} <= readable()
