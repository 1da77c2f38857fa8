"""Documents with comments, as Word and Excel write them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import docx
from docx.text.run import Run
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.forms import Block, write_docx, write_xlsx

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Remark(NamedTuple):
    """A comment on the cells of a table from the first to the last one, 1-based; table 0 is the paragraphs."""

    text: str
    first: tuple[int, int, int]
    last: tuple[int, int, int] | None = None
    author: str = "张三"


def commented_docx(path: Path, blocks: Sequence[Block], remarks: Sequence[Remark]) -> Path:
    """Write a Word document with comments."""
    document = docx.Document(str(write_docx(path, blocks)))

    def run(place: tuple[int, int, int]) -> Run:
        table, row, column = place
        if table == 0:
            paragraph = document.paragraphs[row - 1]
        else:
            paragraph = document.tables[table - 1].cell(row - 1, column - 1).paragraphs[0]
        return paragraph.runs[0] if paragraph.runs else paragraph.add_run("")

    for remark in remarks:
        runs = [run(remark.first), run(remark.last or remark.first)]
        document.add_comment(runs, text=remark.text, author=remark.author)
    document.save(str(path))
    return path


def commented_xlsx(path: Path, blocks: Sequence[Block], remarks: Sequence[Remark]) -> Path:
    """Write a workbook with comments, each beginning with its author, as Excel has it."""
    path = write_xlsx(path.with_suffix(".xlsx"), blocks)
    book = load_workbook(path)
    for remark in remarks:
        table, row, column = remark.first
        comment = Comment(f"{remark.author}:\n{remark.text}", remark.author)
        book.worksheets[table - 1].cell(row, column).comment = comment
    book.save(path)
    return path


def with_parts(path: Path, parts: Mapping[str, str], edits: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """Add parts to a package, and replace texts in parts that it has."""
    with zipfile.ZipFile(path) as package:
        content = {name: package.read(name) for name in package.namelist()}
    content |= {name: text.encode() for name, text in parts.items()}
    for name, (pattern, text) in (edits or {}).items():
        changed, count = re.subn(pattern, text, content[name].decode())
        assert count
        content[name] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return path


def resolve(path: Path, *, reply: bool = False) -> Path:
    """Resolve the first comment of a Word document; with `reply` it is the answer to another one that was."""
    word = "http://schemas.microsoft.com/office/word/2012/wordml"
    entry = '<w15:commentEx w15:paraId="00000001" w15:done="1"/>'
    if reply:
        parent = '<w15:commentEx w15:paraId="00000002" w15:done="1"/>'
        entry = f'{parent}<w15:commentEx w15:paraId="00000001" w15:paraIdParent="00000002" w15:done="0"/>'
    relation = (
        '<Relationship Id="rIdDone" Target="commentsExtended.xml" '
        'Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended"/></Relationships>'
    )
    return with_parts(
        path,
        {"word/commentsExtended.xml": f'<w15:commentsEx xmlns:w15="{word}">{entry}</w15:commentsEx>'},
        {
            "word/_rels/document.xml.rels": ("</Relationships>", relation),
            "word/comments.xml": (
                r"(<w:comment [^>]*>\s*)<w:p\b",
                r'\1<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="00000001"',
            ),
        },
    )


def with_thread(path: Path, cell: str, text: str, *, done: bool = False) -> Path:
    """Put a comment of the new kind on a cell of the first sheet, which has no other one."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    comment = f'<threadedComment ref="{cell}" id="{{1}}" personId="{{2}}" done="{int(done)}"><text>{text}</text>'
    relation = (
        '<Relationship Id="rId9" Target="../threadedComments/threadedComment1.xml" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
    )
    return with_parts(
        path,
        {
            "xl/threadedComments/threadedComment1.xml": (
                f'<ThreadedComments xmlns="{space}">{comment}</threadedComment></ThreadedComments>'
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>',
        },
    )
