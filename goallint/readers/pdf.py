"""PDF files whose tables are ruled and whose text is text, read with pdfplumber (the extra `goallint[pdf]`).

A cell is the rectangle that lines enclose; what it covers of the grid are its spans. Text knows only where its lines
end: two lines are one where the second would have begun on the first, had there been room. A table at the top of a
page continues the last one of the page before, if it has the same outer edges, nothing stands between them, and it
does not begin again as that one began. Tables without lines are read as paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from goallint.document import Cell, Document, Table
from goallint.errors import ReadError
from goallint.readers import limits, refusals
from goallint.readers.grid import Budget, number_paragraphs
from goallint.records import dataclass

_NEAR = 3.0
_PADDING = 6.5
_GAP = 0.6
_LIST_HEADER = 4
_UNMAPPED_SHARE = 0.05
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(r"[-—–\s\d第页共/,，]+")
_LIST_MARK = re.compile(
    r"(?:\d{1,2}[.、．)）](?!\d)|[（(]\d{1,2}[)）]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|[①-⑳])"
)
# What no line break parts: a word or character, with the brackets and punctuation that cling to it.
_TOKEN = re.compile(r"[（【《“「]*(?:[!-~]+|.)[、，。；：！？）】》”」％]*")

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the top left corner of a page."""


@dataclass(slots=True)
class _Line:
    """A line of text."""

    text: str
    box: Box
    first_token: float


@dataclass(slots=True)
class _Piece:
    """A cell on one page; the box's vertical edges become rows of the grid."""

    box: Box
    lines: list[_Line]
    top: int = 0
    bottom: int = 0
    text: str = ""

    def leads_to(self, other: _Piece) -> bool:
        """Tell whether the last line has no room for what `other` begins with."""
        return bool(self.lines and other.lines) and _room(self.lines[-1], self.box) < other.lines[0].first_token

    def go_on(self, other: _Piece) -> None:
        """Take in the rest of the cell from the next page."""
        if self.text and other.text:
            self.text += "" if self.leads_to(other) else "\n"
        self.text += other.text
        self.lines = [*self.lines, *other.lines]
        self.bottom = max(self.bottom, other.bottom)


@dataclass(slots=True)
class _Draft:
    """A table that may go on on the next page."""

    pieces: list[_Piece]
    height: int

    @property
    def edges(self) -> tuple[float, float]:
        """The left and right edge."""
        return min(piece.box[0] for piece in self.pieces), max(piece.box[2] for piece in self.pieces)

    def row(self, number: int) -> list[_Piece]:
        """Give the cells that begin in a row, from left to right."""
        return sorted((piece for piece in self.pieces if piece.top == number), key=lambda piece: piece.box[0])


def read(path: Path) -> Document:
    """Read the document at `path`."""
    try:
        import pdfplumber
    except ImportError:
        raise refusals.needs_extra() from None
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(path) as pdf:
            return Document(str(path), _blocks(pdf))
    except (ReadError, OSError, MemoryError):
        raise
    except Exception as reason:
        # Damage makes pdfminer fail in any way, mostly wrapped into an exception of pdfplumber.
        if isinstance(reason, PDFPasswordIncorrect) or any(
            isinstance(arg, PDFPasswordIncorrect) for arg in reason.args
        ):
            raise refusals.encrypted() from reason
        raise refusals.damaged(reason) from reason


def _blocks(pdf: Any) -> tuple[Any, ...]:
    if len(pdf.pages) > limits.PAGES:
        raise refusals.too_many_pages(limits.PAGES)
    blocks: list[str | _Draft] = []
    seen = unmapped = 0
    for sheet in pdf.pages:
        page = sheet.dedupe_chars()  # bold text is often the same text twice
        seen += len(page.chars)
        unmapped += sum(map(bool, map(_UNMAPPED.fullmatch, (char["text"] for char in page.chars))))
        _append(blocks, _page_blocks(page))
        sheet.close()
    if not seen:
        raise refusals.scanned()
    if unmapped > _UNMAPPED_SHARE * seen:
        raise refusals.unmapped()
    budget = Budget()
    numbers = iter(range(1, len(blocks) + 1))
    return number_paragraphs(
        (_table(block, next(numbers), budget) if isinstance(block, _Draft) else block for block in blocks), budget
    )


def _append(blocks: list[str | _Draft], page: list[str | _Draft]) -> None:
    """Add the blocks of a page, its first table to the last one before if it goes on."""
    above, below = blocks[-1] if blocks else "", page[0] if page else ""
    if isinstance(above, _Draft) and isinstance(below, _Draft) and _goes_on(above, below):
        _join(above, below)
        page = page[1:]
    blocks.extend(page)


def _page_blocks(page: Any) -> list[str | _Draft]:
    found = [_draft(table.cells, page.chars) for table in page.find_tables()]
    drafts = sorted((draft for draft in found if any(piece.text for piece in draft.pieces)), key=_top)
    boxes = [_outline(draft) for draft in drafts]
    outside = _lines([char for char in page.chars if not any(_holds(box, char) for box in boxes)])
    outside = [line for line in outside if not (_in_margin(line, page.height) and _PAGE_NUMBER.fullmatch(line.text))]
    blocks: list[str | _Draft] = []
    left = min((line.box[0] for line in outside), default=0)
    extent = (left - _PADDING, 0.0, page.width - left + _PADDING, 0.0)
    for draft in [*drafts, None]:
        before = [line for line in outside if draft is None or line.box[1] < _top(draft)]
        outside = outside[len(before) :]
        blocks += _paragraphs(before, extent)
        blocks += [draft] if draft else []
    return blocks


def _in_margin(line: _Line, height: float) -> bool:
    return line.box[1] > height * 0.85 or line.box[3] < height * 0.1


def _draft(boxes: Iterable[Box], chars: Sequence[dict[str, Any]]) -> _Draft:
    """Make a table of its cells' boxes; its rows are the distances between horizontal edges."""
    pieces = [_Piece(box, _lines([char for char in chars if _holds(box, char)])) for box in boxes]
    edges = _steps(edge for piece in pieces for edge in (piece.box[1], piece.box[3]))
    for piece in pieces:
        piece.top, piece.bottom = edges(piece.box[1]), edges(piece.box[3])
        piece.text = "\n".join(_paragraphs(piece.lines, piece.box))
    return _Draft(pieces, max((piece.bottom for piece in pieces), default=0))


def _table(draft: _Draft, number: int, budget: Budget) -> Table:
    columns = _steps(edge for piece in draft.pieces for edge in (piece.box[0], piece.box[2]))
    budget.spend(draft.height * columns(max(piece.box[2] for piece in draft.pieces)))
    cells = (
        Cell(
            number,
            piece.top + 1,
            columns(piece.box[0]) + 1,
            budget.text(piece.text),
            max(piece.bottom - piece.top, 1),
            max(columns(piece.box[2]) - columns(piece.box[0]), 1),
        )
        for piece in draft.pieces
    )
    return Table(number, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _goes_on(above: _Draft, below: _Draft) -> bool:
    if any(abs(one - other) > _NEAR for one, other in zip(above.edges, below.edges, strict=True)):
        return False
    first, again = ([piece.text for piece in draft.row(0)] for draft in (above, below))
    return first != again or len(list(filter(None, again))) >= _LIST_HEADER


def _join(above: _Draft, below: _Draft) -> None:
    """Add the rows of `below`, without a header that is repeated; its first row may be the rest of the last one."""
    start = 1 if [piece.text for piece in above.row(0)] == [piece.text for piece in below.row(0)] else 0
    last = _bottom_row(above)
    over = {id(piece): one for piece in below.row(start) for one in last if _same_columns(one, piece)}
    split = _is_split([(over.get(id(piece)), piece) for piece in below.row(start)])
    shift = above.height - start - split
    for piece in below.pieces:
        if piece.top < start:
            continue
        piece.top, piece.bottom = piece.top + shift, piece.bottom + shift
        one = over.get(id(piece))
        if one and (split or (not piece.text and max(one.bottom - one.top, piece.bottom - piece.top) > 1)):
            one.go_on(piece)
        else:
            above.pieces.append(piece)
    above.height = max(piece.bottom for piece in above.pieces)


def _is_split(row: Sequence[tuple[_Piece | None, _Piece]]) -> bool:
    """Tell whether a row is the rest of the one before: some of its texts go on, and it has no others."""
    rest = [(above, piece) for above, piece in row if above and piece.text]
    if not all(above for above, _ in row) or not 0 < len(rest) < len(row):
        return False
    return all(above.leads_to(piece) for above, piece in rest) or (len(rest) == 1 and not row[0][1].text)


def _bottom_row(draft: _Draft) -> list[_Piece]:
    return sorted((piece for piece in draft.pieces if piece.bottom == draft.height), key=lambda piece: piece.box[0])


def _same_columns(one: _Piece, other: _Piece) -> bool:
    return abs(one.box[0] - other.box[0]) <= _NEAR and abs(one.box[2] - other.box[2]) <= _NEAR


def _steps(edges: Iterable[float]) -> Callable[[float], int]:
    """Number edges that are not near each other from 0."""
    distinct: list[float] = []
    for edge in sorted(edges):
        if not distinct or edge - distinct[-1] > _NEAR:
            distinct.append(edge)
    return lambda edge: min(range(len(distinct)), key=lambda place: abs(distinct[place] - edge))


def _lines(chars: Sequence[dict[str, Any]]) -> list[_Line]:
    """Give the lines of text that characters form, from top to bottom."""
    if not chars:
        return []
    from pdfplumber.utils.text import chars_to_textmap

    found = chars_to_textmap(list(chars), x_tolerance_ratio=_GAP).extract_text_lines(strip=True, return_chars=True)
    return [_line(line) for line in found if line["text"]]


def _line(line: dict[str, Any]) -> _Line:
    token = _TOKEN.match(line["text"])
    first = line["chars"][: len(token[0]) if token else 1]
    width = max(char["x1"] for char in first) - min(char["x0"] for char in first)
    return _Line(line["text"], (line["x0"], line["top"], line["x1"], line["bottom"]), width)


def _paragraphs(lines: Sequence[_Line], box: Box) -> Iterator[str]:
    """Join lines that are one paragraph between the left and right edge of `box`."""
    if not lines:
        return
    text = lines[0].text
    for above, line in pairwise(lines):
        if _room(above, box) < line.first_token and not _LIST_MARK.match(line.text):
            text += " " * (text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii()) + line.text
        else:
            yield text
            text = line.text
    yield text


def _room(line: _Line, box: Box) -> float:
    """How much of the width of `box` a line leaves free, less what cells keep clear of their text."""
    return (box[2] - box[0]) - (line.box[2] - line.box[0]) - 2 * _PADDING


def _holds(box: Box, char: dict[str, Any]) -> bool:
    across, down = float(char["x0"] + char["x1"]) / 2, float(char["top"] + char["bottom"]) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _outline(draft: _Draft) -> Box:
    boxes = [piece.box for piece in draft.pieces]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _top(draft: _Draft) -> float:
    return min(piece.box[1] for piece in draft.pieces)
