"""A page as it is in the file, with numbers at the cells that findings speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goallint.document import Cell, Document, Paragraph, Table
from goallint.findings import Finding, Place
from goallint.records import dataclass
from goallint.results import DocumentResult, TableSummary

MOST_POSITIONS = 20_000
"""How many grid positions of one table are drawn; a browser shows more only after a long while."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding with its number in the document; `anchor` names it in links."""

    number: int
    anchor: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell to draw; `anchor` is "" where nothing links to it. A void one fills a hole in the grid."""

    text: str
    row_span: int = 1
    column_span: int = 1
    marks: tuple[Mark, ...] = ()
    anchor: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table (表格) to draw: rows of cells; `missing` rows were too many."""

    number: int
    name: str
    rows: tuple[tuple[Drawn, ...], ...]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (段落) that findings speak of."""

    number: int
    text: str
    marks: tuple[Mark, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A form with its tables, or the text around them (`form` is None), and all findings in it."""

    form: TableSummary | None
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def sections(result: DocumentResult, findings: Sequence[Finding], name: str) -> tuple[list[Section], list[Mark]]:
    """The parts of a document in the order of the page; `name` begins all its anchors.

    The findings of no table and no paragraph come apart.
    """
    ordered = sorted(findings, key=lambda finding: _order(finding.place))
    marks = [Mark(number, f"{name}f{number}", finding) for number, finding in enumerate(ordered, 1)]
    painter = _Painter(result.page, marks, name)
    homes = {number: form for form in result.tables for number in form.tables}
    whole = [mark for mark in marks if not mark.finding.place.table and not mark.finding.place.row]
    loose = sorted({mark.finding.place.table for mark in marks} - set(homes) - {0})
    found = [
        *_of_text(painter, [mark for mark in marks if not mark.finding.place.table and mark.finding.place.row]),
        *(_of_tables(painter, form, form.tables, marks) for form in result.tables),
        *(_of_tables(painter, None, (number,), marks) for number in loose),
    ]
    return found, whole


def _order(place: Place) -> tuple[int, int, int]:
    return place.table, place.row, place.column


def _of_text(painter: _Painter, marks: list[Mark]) -> Iterator[Section]:
    if marks:
        yield Section(None, (), tuple(painter.lines(marks)), tuple(marks))


def _of_tables(painter: _Painter, form: TableSummary | None, tables: Sequence[int], marks: list[Mark]) -> Section:
    mine = tuple(mark for mark in marks if mark.finding.place.table in tables)
    return Section(form, tuple(painter.sheets(tables)), (), mine)


class _Painter:
    """Knows the page, which cells are marked and which are linked to."""

    def __init__(self, page: Document | None, marks: Iterable[Mark], name: str) -> None:
        self._tables = {table.number: table for table in page.tables} if page else {}
        self._name = name
        self._marks: dict[tuple[int, int, int], list[Mark]] = {}
        self._linked: set[tuple[int, int, int]] = set()
        for mark in marks:
            self._marks.setdefault(_order(mark.finding.place), []).append(mark)
            places = (mark.finding.place, *mark.finding.related)
            self._linked.update(_order(place) for place in places if not place.path)
        self._paragraphs = {part.number: part for part in page.paragraphs} if page else {}

    def lines(self, marks: Iterable[Mark]) -> Iterator[Line]:
        """The paragraphs that these findings speak of, each once."""
        by_number: dict[int, list[Mark]] = {}
        for mark in marks:
            by_number.setdefault(mark.finding.place.row, []).append(mark)
        for number, own in by_number.items():
            paragraph: Paragraph | None = self._paragraphs.get(number)
            text = paragraph.text if paragraph else own[0].finding.place.text
            yield Line(number, text, tuple(own), f"{self._name}t0r{number}c0")

    def sheets(self, numbers: Iterable[int]) -> Iterator[Sheet]:
        """The tables of these numbers, as far as the page is known."""
        for number in numbers:
            table = self._tables.get(number)
            if table:
                shown = min(table.row_count, max(1, MOST_POSITIONS // max(table.column_count, 1)))
                yield Sheet(number, table.sheet, tuple(self._rows(table, shown)), table.row_count - shown)

    def _rows(self, table: Table, shown: int) -> Iterator[tuple[Drawn, ...]]:
        taken: set[tuple[int, int]] = set()
        for number, cells in enumerate(table.rows[:shown], 1):
            row: list[Drawn] = []
            starts = {cell.column: cell for cell in cells}
            column = 1
            while column <= table.column_count:
                cell = starts.get(column)
                if (number, column) in taken:
                    column += 1
                elif cell:
                    row.append(self._cell(cell, shown))
                    taken.update(_covered(cell, shown))
                    column += cell.column_span
                else:
                    row.append(Drawn("", void=True))
                    column += 1
            yield tuple(row)

    def _cell(self, cell: Cell, shown: int) -> Drawn:
        place = (cell.table, cell.row, cell.column)
        anchor = "{}t{}r{}c{}".format(self._name, *place) if place in self._linked else ""
        row_span = min(cell.last_row, shown) - cell.row + 1
        return Drawn(cell.text, row_span, cell.column_span, tuple(self._marks.get(place, ())), anchor)


def _covered(cell: Cell, shown: int) -> Iterator[tuple[int, int]]:
    """The positions below its first row that the cell covers."""
    return (
        (row, column)
        for row in range(cell.row + 1, min(cell.last_row, shown) + 1)
        for column in range(cell.column, cell.last_column + 1)
    )
