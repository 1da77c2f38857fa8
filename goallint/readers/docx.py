"""Word documents (.docx, .docm): what the page shows, with all tracked changes accepted.

The main part is read in one pass. Left out are deleted and moved-away text, hidden runs, field codes, phonetic
guides, comments, foot and end notes, headers and footers; automatic list numbers are not text and are not there.
A text box gives paragraphs and tables of its own, right after the start of the paragraph that anchors it. A nested
table is a table of its own; its text is not part of the outer cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from typing import NamedTuple

from goallint.document import Document, Paragraph, Table
from goallint.readers.grid import Budget, GridBuilder, Merge, RawCell, number_paragraphs
from goallint.readers.package import Handler, Package, Sieve
from goallint.readers.symbols import SYMBOL_FONTS, redrawn, symbol
from goallint.records import dataclass

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_PREFIXES = {
    **dict.fromkeys(_WORD, "w"),
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}

ROOTS = frozenset(f"{space} document" for space in _WORD)

_IGNORED = (
    *("w:rt", "w:instrText", "w:delInstrText", "w:delText", "w:sdtPr", "w:tabs"),
    *("w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange", "w:tblPrExChange"),
)
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_TEXTS = frozenset({"w:t", "m:t"})
_OFF = frozenset({"0", "false", "off"})
_TAG = re.compile(rb"<w:(?:p|r|tr) [^<>]*>")
_MARK = re.compile(rb' (?:w:rsid\w*|w14:(?:para|text)Id)="\w*"')
_CELL = re.compile(rb"<w:tcPr>((?:<w:[^<>]*/>)*)</w:tcPr>")
_MARKUPS = 128
"""How many pieces of markup a page remembers; real documents write a few dozen again and again."""

_Attributes = Mapping[str, str]


@cache
def _sieve(known: tuple[str, ...]) -> Sieve:
    """What takes out what need not be parsed: empty elements without a handler, and fonts that change no character.

    And what Word notes on each paragraph, run and row to tell who edited it when (w:rsidR, w14:paraId), and what
    holds the properties of a cell, which mean the same without.
    """
    names = [name.removeprefix("w:") for name in known if name.startswith("w:")]
    all_empty, no_fonts = _empty([name for name in names if name != "rFonts"]), _empty(names)
    pair = re.compile(rf"<w:(?!(?:{'|'.join(names)})>)(\w+)></w:\1>".encode("ascii"))
    fonts = [font.encode("ascii") for font in SYMBOL_FONTS]

    def sifted(markup: bytes) -> bytes:
        lower = markup.lower()
        empty = no_fonts if any(font in lower for font in fonts) else all_empty
        rest = empty.sub(b"", _TAG.sub(_unmarked, markup))
        return _CELL.sub(rb"\1", pair.sub(b"", pair.sub(b"", rest)))  # twice: properties stand in properties

    return sifted


def _unmarked(tag: re.Match[bytes]) -> bytes:
    return _MARK.sub(b"", tag[0])


def _between_texts(sieve: Sieve) -> Sieve:
    """The sieve, applied to what stands between texts: that is the same again and again, and sifted once."""
    sifted = lru_cache(_MARKUPS)(sieve)

    def sift(chunk: bytes) -> bytes:
        *texts, rest = chunk.split(b"</w:t>")
        pieces: list[bytes] = []
        for piece in texts:
            markup, tag, text = piece.rpartition(b"<w:t")
            pieces += (sifted(markup), tag, text, b"</w:t>")
        return b"".join([*pieces, sieve(rest)])

    return sift


def _empty(kept: Sequence[str]) -> re.Pattern[bytes]:
    """Rows of empty elements, but not those that are `kept`; a name of a font may be written in references (&)."""
    one = rf"<w:(?!(?:{'|'.join(kept)})[\s/])[^<>&]*/>"
    return re.compile(f"{one}(?:{one})*".encode("ascii"))


def read(package: Package, part: str, path: str) -> Document:
    """Read the document in `part` of `package`."""
    if package.has_comments:
        from goallint.readers import comments

        return comments.read_word(package, part, path)
    page = Page()
    package.parse(part, page)
    return Document(path, page.blocks())


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read; `place` is its place among the blocks of the page."""

    place: int
    pieces: list[str] = field(default_factory=list)
    runs_on: bool = False


class _Run(NamedTuple):
    """A run being read."""

    hidden: bool = False
    font: str = ""


_PLAIN = _Run()


@dataclass(slots=True)
class _Flow:
    """Where paragraphs follow each other: the page, a text box, or a table cell."""

    cell: RawCell | None = None
    deleted: bool = False
    unfinished: _Paragraph | None = None


@dataclass(slots=True)
class _Row:
    """A table row being read."""

    before: int = 0
    deleted: bool = False
    cells: list[RawCell] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table being read."""

    grid: GridBuilder
    place: int
    row: _Row = field(default_factory=_Row)


_Start = Callable[[_Attributes], object]
_End = Callable[[], object]


class _Elements(dict[str, tuple[str, _Start | None, _End | None]]):
    """Full element names to the short ones used here, the same for transitional and strict documents, and handlers."""

    def __init__(self, starts: Mapping[str, _Start], ends: Mapping[str, _End]) -> None:
        self._starts = starts
        self._ends = ends

    def __missing__(self, name: str) -> tuple[str, _Start | None, _End | None]:
        space, _, local = name.rpartition(" ")
        short = f"{_PREFIXES.get(space, '')}:{local}"
        self[name] = found = (short, self._starts.get(short), self._ends.get(short))
        return found


class Page(Handler):
    """Handler of the main part: one stack for each kind of element that nests."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._skipped_from = 0
        self._budget = Budget()
        self._table_count = 0
        self._slots: list[str | Table | None] = []
        self._flows = [_Flow()]
        self._tables: list[_Table] = []
        self._paragraphs: list[_Paragraph] = []
        self._runs: list[_Run] = []
        self._chosen: list[bool] = []
        starts = self._start_handlers()
        self._elements = _Elements(starts, self._end_handlers())
        self.sieve = _between_texts(_sieve(tuple(starts)))

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._path)

    def blocks(self) -> tuple[Paragraph | Table, ...]:
        """Give what the page holds, in order; nothing can be told to it any more.

        Its handlers are methods of its own, which would keep it in memory until the collector comes.
        """
        self._elements = _Elements({}, {})
        return number_paragraphs(self._slots, self._budget)

    def start(self, name: str, attributes: _Attributes) -> None:
        """Open an element, unless it is inside a skipped one."""
        short, handle, _ = self._elements[name]
        self._path.append(short)
        if handle and not self._skipped_from:
            handle(attributes)

    def end(self, name: str) -> None:
        """Close the element opened last."""
        if self._skipped_from:
            if len(self._path) == self._skipped_from:
                self._skipped_from = 0
        elif handle := self._elements[name][2]:
            handle()
        self._path.pop()

    def text(self, data: str) -> None:
        """Character data counts inside text elements only."""
        if self._path[-1] in _TEXTS and not self._skipped_from:
            font = self._runs[-1].font if self._runs else ""
            self._write(redrawn(font, data) if font else data)

    def _start_handlers(self) -> dict[str, _Start]:
        return {
            **dict.fromkeys(_IGNORED, self._skip),
            **{name: self._character(text) for name, text in _CHARACTERS.items()},
            **dict.fromkeys(("w:del", "w:moveFrom"), self._start_deletion),
            **dict.fromkeys(("w:r", "m:r"), self._start_run),
            **dict.fromkeys(("mc:Choice", "mc:Fallback"), self._start_alternative),
            "mc:AlternateContent": lambda _: self._chosen.append(False),
            "w:p": self._start_paragraph,
            "w:sym": lambda found: self._write(symbol(_value(found, "font"), _value(found, "char"))),
            "w:vanish": self._hide_run,
            "w:rFonts": self._set_font,
            "w:txbxContent": self._start_box,
            "w:tbl": self._start_table,
            "w:tr": self._start_row,
            "w:gridBefore": self._leave_columns,
            "w:tc": self._start_cell,
            "w:cellDel": self._delete_cell,
            "w:gridSpan": self._span_cell,
            "w:vMerge": self._merge_down,
            "w:hMerge": self._merge_right,
        }

    def _end_handlers(self) -> dict[str, _End]:
        return {
            **dict.fromkeys(("w:r", "m:r"), self._runs.pop),
            "mc:AlternateContent": self._chosen.pop,
            "w:p": self._end_paragraph,
            "w:txbxContent": self._end_box,
            "w:tbl": self._end_table,
            "w:tr": self._end_row,
            "w:tc": self._end_cell,
        }

    def _inside(self, *names: str) -> bool:
        return tuple(self._path[-1 - len(names) : -1]) == names

    def _skip(self, _attributes: _Attributes) -> None:
        self._skipped_from = len(self._path)

    def _start_alternative(self, attributes: _Attributes) -> None:
        if not self._chosen:
            return
        if self._chosen[-1]:
            self._skip(attributes)
        self._chosen[-1] = True

    def _start_deletion(self, attributes: _Attributes) -> None:
        if self._inside("w:trPr") and self._tables:
            self._tables[-1].row.deleted = True
        elif self._inside("w:pPr", "w:rPr") and self._paragraphs:
            self._paragraphs[-1].runs_on = True
        self._skip(attributes)

    def _write(self, text: str) -> None:
        if self._paragraphs and not (self._runs and self._runs[-1].hidden):
            self._paragraphs[-1].pieces.append(text)

    def _character(self, text: str) -> Callable[[_Attributes], None]:
        return lambda _: self._write(text)

    def _start_run(self, _attributes: _Attributes) -> None:
        self._runs.append(_PLAIN)

    def _hide_run(self, attributes: _Attributes) -> None:
        if self._in_run_properties():
            self._runs[-1] = self._runs[-1]._replace(hidden=_value(attributes, "val") not in _OFF)

    def _set_font(self, attributes: _Attributes) -> None:
        if self._in_run_properties():
            self._runs[-1] = self._runs[-1]._replace(font=_value(attributes, "ascii"))

    def _in_run_properties(self) -> bool:
        return self._inside("w:r", "w:rPr") or self._inside("m:r", "w:rPr")

    def _start_paragraph(self, _attributes: _Attributes) -> None:
        self._budget.paragraphs()
        flow = self._flows[-1]
        paragraph = flow.unfinished or _Paragraph(self._reserve() if flow.cell is None else 0)
        paragraph.runs_on = False
        flow.unfinished = None
        self._paragraphs.append(paragraph)

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if paragraph.runs_on:
            self._flows[-1].unfinished = paragraph
        else:
            self._keep(paragraph, self._flows[-1])

    def _start_box(self, _attributes: _Attributes) -> None:
        self._flows.append(_Flow())

    def _end_box(self) -> None:
        self._end_flow()

    def _end_flow(self) -> _Flow:
        flow = self._flows.pop()
        if flow.unfinished:
            self._keep(flow.unfinished, flow)
        return flow

    def _keep(self, paragraph: _Paragraph, flow: _Flow) -> None:
        text = "".join(paragraph.pieces)
        if flow.cell is None:
            self._slots[paragraph.place] = text
        else:
            flow.cell.lines.append(text)

    def _reserve(self) -> int:
        self._slots.append(None)
        return len(self._slots) - 1

    def _start_table(self, _attributes: _Attributes) -> None:
        self._table_count += 1
        self._tables.append(_Table(GridBuilder(self._table_count, self._budget), self._reserve()))

    def _end_table(self) -> None:
        table = self._tables.pop()
        self._slots[table.place] = table.grid.finish()

    def _start_row(self, _attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].row = _Row()

    def _end_row(self) -> None:
        if self._tables and not (row := self._tables[-1].row).deleted:
            self._tables[-1].grid.add_row(row.cells, before=row.before)

    def _leave_columns(self, attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].row.before = _number(attributes)

    def _start_cell(self, _attributes: _Attributes) -> None:
        self._flows.append(_Flow(RawCell()))

    def _end_cell(self) -> None:
        flow = self._end_flow()
        if self._tables and flow.cell and not flow.deleted:
            self._tables[-1].row.cells.append(flow.cell)

    def _delete_cell(self, _attributes: _Attributes) -> None:
        self._flows[-1].deleted = True

    def _span_cell(self, attributes: _Attributes) -> None:
        if cell := self._flows[-1].cell:
            cell.span = _number(attributes)

    def _merge_down(self, attributes: _Attributes) -> None:
        if cell := self._flows[-1].cell:
            cell.down = _merge(attributes)

    def _merge_right(self, attributes: _Attributes) -> None:
        if cell := self._flows[-1].cell:
            cell.right = _merge(attributes)


def _value(attributes: _Attributes, local: str) -> str:
    for name in _names(local):
        if name in attributes:
            return attributes[name]
    return ""


@cache
def _names(local: str) -> tuple[str, ...]:
    return tuple(f"{space} {local}" for space in _WORD)


def _number(attributes: _Attributes) -> int:
    try:
        return int(_value(attributes, "val"))
    except ValueError:
        return 1


def _merge(attributes: _Attributes) -> Merge:
    return Merge.START if _value(attributes, "val") == "restart" else Merge.CONTINUE
