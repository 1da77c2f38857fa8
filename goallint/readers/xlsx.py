"""Excel workbooks (.xlsx, .xlsm): each visible sheet with content is a table, its values as they are shown.

Read straight from the package, because what a cell shows (95%, 1,234.50, 2021年12月31日) needs its number format.
Formulas give their stored results, errors their text (#REF!). Phonetic guides and sheets that are hidden are left
out; hidden rows and columns of visible sheets are kept. A table's number is the place of its sheet among the
visible ones, rows and columns are those of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from goallint.document import Cell, Comment, Document, Table
from goallint.readers import limits, refusals
from goallint.readers.grid import Area, Budget, table_of_sheet
from goallint.readers.numberformat import BUILT_IN, GENERAL, show
from goallint.readers.package import Handler, Package

_SHEET_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATION_SPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
ROOTS = frozenset(f"{space} workbook" for space in _SHEET_SPACES)

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROW = re.compile("[0-9]{1,7}")
# What nobody computes: a number with its unit.
_PLAIN = re.compile(r"[\d,.]+[%‰一-鿿]{0,6}")
_ON = frozenset({"1", "true"})

_Attributes = Mapping[str, str]


def read(package: Package, part: str, path: str) -> Document:
    """Read the document in the workbook `part` of `package`."""
    workbook = _Workbook()
    package.parse(part, workbook)
    relations = package.relations(part)
    strings, styles = _Strings(), _Styles()
    for kind, target in relations.values():
        if kind.endswith("/sharedStrings") and target in package:
            package.parse(target, strings)
        elif kind.endswith("/styles") and target in package:
            package.parse(target, styles)
    codes = styles.codes()
    budget = Budget()
    tables: list[Table] = []
    comments: list[Comment] = []
    for number, entry, target in _visible(workbook.sheets, relations):
        sheet = _Sheet(strings.texts, codes, since_1904=workbook.since_1904)
        package.parse(target, sheet)
        if table := table_of_sheet(number, entry.name, sheet.texts, sheet.merged, budget):
            tables.append(table)
            comments += _comments(package, target, table) if package.has_comments else ()
    return Document(path, tuple(tables), tuple(comments))


def sheet_parts(package: Package, part: str) -> dict[int, str]:
    """For each visible sheet of the workbook in `part`, by its number as a table, the part that it is in."""
    workbook = _Workbook()
    package.parse(part, workbook)
    return {number: target for number, _, target in _visible(workbook.sheets, package.relations(part))}


def _visible(sheets: Iterable[_Entry], relations: Mapping[str, tuple[str, str]]) -> Iterator[tuple[int, _Entry, str]]:
    """The sheets that are tables, with their numbers and parts: the visible ones, charts counted but left out."""
    for number, entry in enumerate((entry for entry in sheets if entry.visible), 1):
        kind, target = relations.get(entry.relation, ("", ""))
        if kind.endswith("/worksheet"):
            yield number, entry, target


def _comments(package: Package, part: str, table: Table) -> Iterator[Comment]:
    """Find the comments on the sheet in `part`; one on a merged cell is about its corner, which shows the text."""
    from goallint.readers.comments import sheet_notes

    cells = {
        (row, column): cell
        for cell in table.cells
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    }
    for note in sheet_notes(package, part):
        if at := position(note.at):
            yield Comment(note.author, note.text, (cells.get(at) or Cell(table.number, *at, ""),))


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    visible: bool


class _Part(Handler):
    """A part of a workbook; keeps track of the local names of open elements and of the text in them."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.pieces: list[str] = []

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self.path)

    def start(self, name: str, attributes: _Attributes) -> None:
        """Open an element of the spreadsheet namespace."""
        space, _, local = name.rpartition(" ")
        self.path.append(local if space in _SHEET_SPACES else "")
        self.opened(self.path[-1], attributes)

    def end(self, _name: str) -> None:
        """Close the element opened last."""
        self.closed(self.path.pop())

    def text(self, data: str) -> None:
        """Character data."""
        self.pieces.append(data)

    def opened(self, local: str, attributes: _Attributes) -> None:
        """Take note that an element of this part begins."""

    def closed(self, local: str) -> None:
        """Take note that an element of this part ends."""

    def take(self) -> str:
        """Take the text since the last call."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return text


class _Workbook(_Part):
    """The list of sheets, and the calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[_Entry] = []
        self.since_1904 = False

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "workbookPr":
            self.since_1904 = attributes.get("date1904") in _ON
        elif local == "sheet":
            relation = next(
                (attributes[name] for space in _RELATION_SPACES if (name := f"{space} id") in attributes), ""
            )
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(_Entry(attributes.get("name", ""), relation, visible))


class _Styles(_Part):
    """The number formats of cell styles."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, str] = {}
        self._of_style: list[str] = []

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "numFmt" and self.path[-2:-1] == ["numFmts"]:
            self._own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local == "xf" and self.path[-2:-1] == ["cellXfs"]:
            self._of_style.append(attributes.get("numFmtId", "0"))
        if max(len(self._own), len(self._of_style)) > limits.STYLES:
            raise refusals.unreasonable()

    def codes(self) -> list[str]:
        """For each cell style its number format."""
        built_in = {str(number): code for number, code in BUILT_IN.items()}
        return [self._own.get(number) or built_in.get(number, GENERAL) for number in self._of_style]


class _Strings(_Part):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._runs: list[str] = []

    def opened(self, local: str, _attributes: _Attributes) -> None:
        if local == "t":
            self.take()

    def closed(self, local: str) -> None:
        if local == "t" and self.path[-1:] != ["rPh"]:
            self._runs.append(self.take())
        elif local == "si":
            # Stripped here, so that a long text in many cells stays one object.
            self.texts.append("".join(self._runs).strip())
            self._runs.clear()


class _Sheet(_Part):
    """The cells of a sheet: what is shown by position, and the merged areas."""

    def __init__(self, strings: list[str], codes: list[str], *, since_1904: bool) -> None:
        super().__init__()
        self.texts: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self._strings = strings
        self._codes = codes
        self._since_1904 = since_1904
        self._row = 0
        self._column = 0
        self._kind = "n"
        self._code = GENERAL
        self._value = self._formula = ""

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "row":
            row = attributes.get("r", "")
            self._row = int(row) if _ROW.fullmatch(row) else self._row + 1
            self._column = 0
        elif local == "c":
            self._open_cell(attributes)
        elif local in {"v", "t", "f"}:
            self.take()
        elif local == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if (start := position(first)) and (end := position(last)):
                self.merged.append((*start, *end))
        if max(len(self.texts), len(self.merged)) > limits.CELLS:
            raise refusals.too_large(limits.CELLS)

    def closed(self, local: str) -> None:
        if local == "v" or (local == "t" and self.path[-1:] != ["rPh"]):
            self._value += self.take()
        elif local == "f":
            self._formula = self.take().strip()
        elif local == "c" and (text := self._shown().strip()):
            self.texts[self._row, self._column] = text

    def _open_cell(self, attributes: _Attributes) -> None:
        self._row, self._column = position(attributes.get("r", "")) or (max(self._row, 1), self._column + 1)
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "")
        known = style.isascii() and style.isdecimal() and int(style) < len(self._codes)
        self._code = self._codes[int(style)] if known else GENERAL
        self._value = self._formula = ""

    def _shown(self) -> str:
        if not self._value and _PLAIN.fullmatch(self._formula):
            return f"={self._formula}"  # "=100%" written by a program that took it for a formula
        if self._kind == "s":
            place = self._value.strip()
            known = place.isascii() and place.isdecimal() and int(place) < len(self._strings)
            return self._strings[int(place)] if known else ""
        if self._kind == "b":
            return "TRUE" if self._value.strip() in _ON else "FALSE"
        if self._kind == "n" and self._value.strip():
            return show(self._value.strip(), self._code, since_1904=self._since_1904)
        return self._value


def position(reference: str) -> tuple[int, int] | None:
    """Row and column of a reference such as "AB12"."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
