"""Where on the page of a Word document each cell and paragraph stands in the bytes of the part it was read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from goallint.document import Table
from goallint.readers.docx import Page
from goallint.readers.grid import RawCell
from goallint.readers.package import Package
from goallint.records import dataclass


class Stretch(NamedTuple):
    """From the first to the last `w:p` of a cell or paragraph: the bytes at which their start tags begin.

    What a text box holds stands, for this purpose, in the paragraph that the box is anchored in: a box takes no
    comments.
    """

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The stretches of a document: cells by table, row and column, paragraphs outside tables by their number."""

    cells: Mapping[tuple[int, int, int], Stretch]
    paragraphs: Mapping[int, Stretch]


def locate(package: Package, part: str) -> Layout:
    """Find the stretches of the Word document in `part`; what is wrong with it is a ReadError."""
    page = _Located()
    package.parse(part, page)
    return page.layout()


@dataclass(slots=True)
class _Held:
    """What holds paragraphs: a cell, or with `slot` its place on the page a paragraph of its own."""

    stretch: Stretch
    table: int = 0
    cell: RawCell | None = None
    slot: int = 0


class _Located(Page):
    """Reads the page as always, and notes where its paragraphs begin."""

    def __init__(self) -> None:
        super().__init__()
        self.sieve = None  # every byte counts
        self._position: Callable[[], int] = lambda: 0
        self._held: dict[int, _Held] = {}
        self._open: list[int] = []
        self._hosts: list[int] = []

    def follow(self, position: Callable[[], int]) -> None:
        self._position = position

    def layout(self) -> Layout:
        """Give what was noted, once the page is read."""
        numbers: dict[int, int] = {}
        for slot, block in enumerate(self._slots):
            if block is not None and not isinstance(block, Table) and block.strip():
                numbers[slot] = len(numbers) + 1
        cells: dict[tuple[int, int, int], Stretch] = {}
        paragraphs: dict[int, Stretch] = {}
        for held in self._held.values():
            if held.cell is None:
                if held.slot in numbers:
                    paragraphs[numbers[held.slot]] = held.stretch
            elif held.cell.place is not None:
                # The parts of a merged cell share a place; the first one is its corner, which shows the text.
                cells.setdefault((held.table, *held.cell.place), held.stretch)
        return Layout(cells, paragraphs)

    def _start_paragraph(self, attributes: Mapping[str, str]) -> None:
        super()._start_paragraph(attributes)
        self._open.append(self._position())
        begin = self._hosts[-1] if self._hosts else self._open[-1]
        cell, paragraph = self._flows[-1].cell, self._paragraphs[-1]
        key = id(cell) if cell else -paragraph.place - 1
        if key in self._held:
            held = self._held[key]
            held.stretch = held.stretch._replace(last=begin)
        else:
            table = self._tables[-1].grid.number if cell and self._tables else 0
            self._held[key] = _Held(Stretch(begin, begin), table, cell, paragraph.place)

    def _end_paragraph(self) -> None:
        super()._end_paragraph()
        self._open.pop()

    def _start_box(self, attributes: Mapping[str, str]) -> None:
        super()._start_box(attributes)
        self._hosts.append(self._hosts[-1] if self._hosts else self._open[-1] if self._open else 0)

    def _end_box(self) -> None:
        super()._end_box()
        self._hosts.pop()
