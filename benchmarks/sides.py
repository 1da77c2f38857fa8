"""What is measured against what: the work of goallint, that of its peers, and the least that any reader has to do."""

from __future__ import annotations

import gc
import zipfile
from pathlib import Path

import docx
from lxml import etree

from goallint.cli import UNTIDY
from goallint.discover import Found
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.readers import read

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Ours:
    """goallint with its rules loaded, and the collector of garbage set as the command line sets it, for all sides."""

    def __init__(self) -> None:
        self._checker = Checker(Plan())
        list(self._checker.checks())
        gc.freeze()
        gc.set_threshold(UNTIDY)

    def check(self, path: Path) -> int:
        """Read a file, find its forms, run all rules; how many findings."""
        result = self._checker.check(Found(path))
        if result.status != "checked":
            raise ValueError(result)
        return len(result.findings)


def our_reading(path: Path) -> int:
    """Read the cells of a file, as goallint does; how many."""
    return sum(len(table.cells) for table in read(path).tables)


def python_docx(path: Path) -> int:
    """Read the text of every cell with python-docx; how many."""
    tables = docx.Document(str(path)).tables
    return sum(cell.text is not None for table in tables for row in table.rows for cell in row.cells)


def floor(path: Path) -> int:
    """Unpack, parse with lxml, and walk once over the grid of every table; how many cells with text."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    cells = 0
    for table in root.iter(f"{_W}tbl"):
        for row in table.iterchildren(f"{_W}tr"):
            for cell in row.iterchildren(f"{_W}tc"):
                cells += bool("".join(text.text or "" for text in cell.iter(f"{_W}t")))
    return cells
