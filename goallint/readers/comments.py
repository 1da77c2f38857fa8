"""Comments of Word and Excel (批注): what somebody has written beside a cell or paragraph, and which ones it is about.

A reply is a comment of its own about the same cells. A comment that was resolved (已解决) is left out: on the screen
it is gone, so it must not go on working unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from goallint.document import Cell, Comment, Document, Paragraph, Table
from goallint.readers import limits, refusals
from goallint.readers.docx import Page
from goallint.readers.grid import RawCell
from goallint.readers.package import Handler, Package
from goallint.records import dataclass

_Attributes = Mapping[str, str]
_ON = frozenset({"1", "true", "on"})


class Note(NamedTuple):
    """A comment as its part states it; `at` is its number (Word) or the reference of its cell (Excel)."""

    at: str
    author: str
    text: str


def read_word(package: Package, part: str, path: str) -> Document:
    """Read the Word document in `part` with its comments."""
    page = _CommentedPage()
    package.parse(part, page)
    blocks = page.blocks()
    cells = page.cells(blocks)
    notes = _word_notes(package, part)
    return Document(path, blocks, tuple(Comment(note.author, note.text, cells.get(note.at, ())) for note in notes))


def sheet_notes(package: Package, part: str) -> Iterator[Note]:
    """Find the comments on the sheet in `part`, old and new."""
    for target in _parts(package, part, "comments"):
        written = _SheetComments()
        package.parse(target, written)
        yield from written.notes
    for target in _parts(package, part, "threadedComment"):
        threads = _SheetThreads()
        package.parse(target, threads)
        yield from threads.notes


def _parts(package: Package, part: str, kind: str) -> Iterator[str]:
    """The parts that `part` refers to as `kind`."""
    for found, target in package.relations(part).values():
        if found.endswith(f"/{kind}") and target in package:
            yield target


# --- what the parts say


class _Part(Handler):
    """Knows elements and attributes by their local names: the same in all versions of the formats."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._pieces: list[str] = []

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._path)

    def start(self, name: str, attributes: _Attributes) -> None:
        """Open an element."""
        self._path.append(_local(name))
        self.opened(self._path[-1], {_local(key): value for key, value in attributes.items()})

    def end(self, _name: str) -> None:
        """Close the element opened last."""
        self.closed(self._path.pop())

    def text(self, data: str) -> None:
        """Character data of a text; phonetic guides stand beside it."""
        if self._path[-1] in {"t", "text", "author"} and "rPh" not in self._path:
            self._pieces.append(data)

    def opened(self, local: str, attributes: _Attributes) -> None:
        """Take note that an element begins."""

    def closed(self, local: str) -> None:
        """Take note that an element ends."""

    def take(self) -> str:
        """Take the text since the last call."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return text


class _WordComments(_Part):
    """The comments of a Word document, and by which name their threads know them."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, Note] = {}
        self._at = self._author = self._paragraph = ""

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "comment":
            self._at, self._author = attributes.get("id", ""), attributes.get("author", "")
        elif local == "p":
            self._paragraph = attributes.get("paraId", "")
        elif local in {"br", "cr"}:
            self._pieces.append("\n")
        elif local == "tab":
            self._pieces.append(" ")

    def closed(self, local: str) -> None:
        if local == "p":
            self._pieces.append("\n")
        elif local == "comment":
            # A thread knows a comment by its last paragraph; old programs write none.
            self.notes[self._paragraph or f"#{self._at}"] = Note(self._at, self._author, self.take().strip())


class _Threads(_Part):
    """Which comments of a Word document were resolved."""

    def __init__(self) -> None:
        super().__init__()
        self._done: set[str] = set()
        self._parents: dict[str, str] = {}

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "commentEx":
            paragraph = attributes.get("paraId", "")
            self._parents[paragraph] = attributes.get("paraIdParent", "")
            if attributes.get("done") in _ON:
                self._done.add(paragraph)

    def resolved(self, paragraph: str) -> bool:
        """Whether the comment, or the one that it answers, was resolved."""
        return not self._done.isdisjoint((paragraph, self._parents.get(paragraph, "")))


class _SheetComments(_Part):
    """The comments of a sheet, in the old form (批注)."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[Note] = []
        self._authors: list[str] = []
        self._at = self._author = ""

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "comment":
            number = attributes.get("authorId", "")
            known = number.isascii() and number.isdecimal() and int(number) < len(self._authors)
            self._at, self._author = attributes.get("ref", ""), self._authors[int(number)] if known else ""

    def closed(self, local: str) -> None:
        if local == "author":
            self._authors.append(self.take())
        elif local == "comment":
            self.notes.append(Note(self._at, self._author, self.take().strip()))


class _SheetThreads(_Part):
    """The comments of a sheet, in the new form with answers; their authors stand elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: dict[str, tuple[Note, str]] = {}
        self._done: set[str] = set()
        self._at = self._id = self._parent = ""

    def opened(self, local: str, attributes: _Attributes) -> None:
        if local == "threadedComment":
            self._at, self._id, self._parent = (attributes.get(name, "") for name in ("ref", "id", "parentId"))
            if attributes.get("done") in _ON:
                self._done.add(self._id)

    def closed(self, local: str) -> None:
        if local == "threadedComment":
            self._notes[self._id] = (Note(self._at, "", self.take().strip()), self._parent)

    @property
    def notes(self) -> list[Note]:
        """The comments that were not resolved."""
        return [note for at, (note, parent) in self._notes.items() if self._done.isdisjoint((at, parent))]


def _word_notes(package: Package, part: str) -> list[Note]:
    written, threads = _WordComments(), _Threads()
    for target in _parts(package, part, "comments"):
        package.parse(target, written)
    for target in _parts(package, part, "commentsExtended"):
        package.parse(target, threads)
    return [note for paragraph, note in written.notes.items() if not threads.resolved(paragraph)]


# --- where a comment of Word is anchored


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell being read, or else a paragraph by its place among the blocks of the page."""

    table: int = 0
    cell: RawCell | None = None
    slot: int = 0


@dataclass(slots=True)
class _Anchor:
    """What a comment is about, by identity in the order of the page."""

    spots: dict[int, _Spot] = field(default_factory=dict)
    ended: bool = False

    def add(self, spot: _Spot | None) -> None:
        if spot:
            self.spots.setdefault(id(spot.cell) if spot.cell else -spot.slot, spot)


class _CommentedPage(Page):
    """Reads the page as always, and notes what comments are about.

    A comment is about what lies between its two marks. One without a second mark is about the place of its first:
    it must not go on to the end of the document.
    """

    def __init__(self) -> None:
        self._anchors: dict[str, _Anchor] = {}
        self._open: dict[str, _Anchor] = {}
        self._noted = 0
        super().__init__()

    def _start_handlers(self) -> dict[str, Callable[[_Attributes], object]]:
        return {
            **super()._start_handlers(),
            "w:commentRangeStart": self._begin_comment,
            "w:commentRangeEnd": self._end_comment,
            "w:commentReference": self._point,
        }

    def cells(self, blocks: Iterable[Paragraph | Table]) -> dict[str, tuple[Cell, ...]]:
        """For the number of each comment the cells it is about; a paragraph is a cell of table 0."""
        known = {
            (cell.table, cell.row, cell.column): cell
            for block in blocks
            for cell in (block.cells if isinstance(block, Table) else [Cell(0, block.number, 1, block.text)])
        }
        numbers: dict[int, int] = {}
        for slot, block in enumerate(self._slots):
            if isinstance(block, str) and block.strip():
                numbers[slot] = len(numbers) + 1
        found: dict[str, tuple[Cell, ...]] = {}
        for at, anchor in self._anchors.items():
            spots = list(anchor.spots.values())
            places = [_place(spot, numbers) for spot in (spots if anchor.ended else spots[:1])]
            found[at] = tuple(dict.fromkeys(known[place] for place in places if place in known))
        return found

    def _start_paragraph(self, attributes: _Attributes) -> None:
        super()._start_paragraph(attributes)
        self._noted += len(self._open)
        if self._noted > limits.CELLS:
            raise refusals.unreasonable()
        if self._open:
            spot = self._spot()
            for anchor in self._open.values():
                anchor.add(spot)

    def _begin_comment(self, attributes: _Attributes) -> None:
        at = _number(attributes)
        anchor = self._open[at] = self._anchors[at] = _Anchor()
        anchor.add(self._spot())

    def _end_comment(self, attributes: _Attributes) -> None:
        if anchor := self._open.pop(_number(attributes), None):
            anchor.ended = True

    def _point(self, attributes: _Attributes) -> None:
        at = _number(attributes)
        if at not in self._anchors:
            self._anchors[at] = _Anchor()
            self._anchors[at].add(self._spot())

    def _spot(self) -> _Spot | None:
        cell = self._flows[-1].cell
        if cell is not None:
            return _Spot(self._tables[-1].grid.number, cell) if self._tables else None
        return _Spot(slot=self._paragraphs[-1].place) if self._paragraphs else None


def _place(spot: _Spot, numbers: Mapping[int, int]) -> tuple[int, int, int] | None:
    if spot.cell is None:
        return (0, numbers[spot.slot], 1) if spot.slot in numbers else None
    return (spot.table, *spot.cell.place) if spot.cell.place else None


def _number(attributes: _Attributes) -> str:
    return next((value for name, value in attributes.items() if _local(name) == "id"), "")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
