"""Old Excel workbooks (.xls, and .et of WPS) as Excel 97 and later write them (BIFF8).

They are read here and not by a library, because what a cell shows (95%) needs its number format, and because those at
hand end the whole process on some damaged files. What is a table, and what is left out, is as in xlsx.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goallint.document import Document, Table
from goallint.readers import compound, refusals
from goallint.readers.grid import Area, Budget, table_of_sheet
from goallint.readers.numberformat import BUILT_IN, GENERAL, show

_BIFF8 = 0x0600
_FORMULA, _EOF, _DATE_MODE, _PASSWORD, _CONTINUE = 0x0006, 0x000A, 0x0022, 0x002F, 0x003C
_BOUND_SHEET, _MULTIPLE_RK, _RICH_LABEL, _STYLE = 0x0085, 0x00BD, 0x00D6, 0x00E0
_MERGED, _STRINGS, _SHARED_LABEL, _NUMBER = 0x00E5, 0x00FC, 0x00FD, 0x0203
_LABEL, _TRUTH_OR_ERROR, _FORMULA_STRING, _RK, _FORMAT, _BEGIN = 0x0204, 0x0205, 0x0207, 0x027E, 0x041E, 0x0809

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

_Records = Iterator[tuple[int, bytes]]


def read(path: Path) -> Document:
    """Read the document in the workbook at `path`."""
    try:
        workbook = compound.stream(path.read_bytes(), "Workbook")
        book = _Book()
        for kind, body in _records(workbook, 0):
            book.take(kind, body)
        return Document(str(path), tuple(_tables(workbook, book)))
    except (struct.error, LookupError, ValueError) as reason:
        raise refusals.damaged(str(reason)) from reason


def _tables(workbook: bytes, book: _Book) -> Iterator[Table]:
    budget = Budget()
    for number, entry in enumerate((entry for entry in book.sheets if entry.visible), 1):
        if not entry.is_worksheet:
            continue
        sheet = _Sheet(book)
        for kind, body in _records(workbook, entry.place):
            sheet.take(kind, body)
        if table := table_of_sheet(number, entry.name, sheet.texts, sheet.merged, budget):
            yield table


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook lists it."""

    name: str
    place: int
    visible: bool
    is_worksheet: bool


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self) -> None:
        self.sheets: list[_Entry] = []
        self.since_1904 = False
        self._codes = dict(BUILT_IN)
        self._styles: list[int] = []
        self._string_parts: list[bytes] = []
        self._last = 0
        self._strings: list[str] | None = None

    @property
    def strings(self) -> list[str]:
        """The texts that cells share."""
        if self._strings is None:
            self._strings = _Continued(self._string_parts).strings()
        return self._strings

    def code(self, style: int) -> str:
        """Give the number format of a cell style."""
        return self._codes.get(self._styles[style], GENERAL) if style < len(self._styles) else GENERAL

    def take(self, kind: int, body: bytes) -> None:
        """Take note of a record."""
        if kind == _BEGIN and _short(body, 0) != _BIFF8:
            raise refusals.foreign("Excel 95")
        if kind == _PASSWORD:
            raise refusals.encrypted()
        if kind == _BOUND_SHEET:
            place, state, form, length = struct.unpack_from("<IBBB", body)
            self.sheets.append(_Entry(_text(body[7:], length), place, state & 3 == 0, form == 0))
        elif kind == _FORMAT:
            self._codes[_short(body, 0)] = _text(body[4:], _short(body, 2))
        elif kind == _STYLE:
            self._styles.append(_short(body, 2))
        elif kind == _DATE_MODE:
            self.since_1904 = _short(body, 0) == 1
        elif kind == _STRINGS or (kind == _CONTINUE and self._last == _STRINGS):
            self._string_parts.append(body)
        if kind != _CONTINUE:
            self._last = kind


class _Sheet:
    """The cells of a sheet: what is shown by position, and the merged areas."""

    def __init__(self, book: _Book) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self.merged: list[Area] = []
        self._book = book
        self._formula = (0, 0)

    def take(self, kind: int, body: bytes) -> None:
        """Take note of a record."""
        if kind == _MERGED:
            areas = struct.iter_unpack("<HHHH", body[2 : 2 + 8 * _short(body, 0)])
            self.merged += [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in areas]
        elif kind == _FORMULA_STRING:
            self._put(self._formula, _text(body[2:], _short(body, 0)))
        elif kind == _MULTIPLE_RK:
            row, column = struct.unpack_from("<HH", body)
            for offset, (style, packed) in enumerate(struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])):
                self._put((row, column + offset), self._shown(_unpacked(packed), style))
        elif kind in _SINGLE:
            row, column, style = struct.unpack_from("<HHH", body)
            self._put((row, column), self._single(kind, body, style))
            self._formula = (row, column)

    def _put(self, place: tuple[int, int], text: str) -> None:
        if text := text.strip():
            self.texts[place[0] + 1, place[1] + 1] = text

    def _single(self, kind: int, body: bytes, style: int) -> str:
        if kind == _SHARED_LABEL:
            return self._book.strings[int.from_bytes(body[6:10], "little")]
        if kind in {_LABEL, _RICH_LABEL}:
            return _text(body[8:], _short(body, 6))
        if kind == _TRUTH_OR_ERROR:
            return _truth_or_error(body[6], is_error=bool(body[7]))
        if kind == _RK:
            return self._shown(_unpacked(struct.unpack_from("<I", body, 6)[0]), style)
        if kind == _FORMULA and body[12:14] == b"\xff\xff":
            return _truth_or_error(body[8], is_error=body[6] == 2) if body[6] in {1, 2} else ""  # noqa: PLR2004
        return self._shown(struct.unpack_from("<d", body, 6)[0], style)

    def _shown(self, value: float, style: int) -> str:
        return show(repr(value), self._book.code(style), since_1904=self._book.since_1904)


_SINGLE = frozenset({_SHARED_LABEL, _LABEL, _RICH_LABEL, _TRUTH_OR_ERROR, _RK, _FORMULA, _NUMBER})


@dataclass(slots=True)
class _Continued:
    """Shared strings in a record and those that continue it."""

    parts: list[bytes]
    part: int = 0
    place: int = 0

    def strings(self) -> list[str]:
        """Read all strings; the stated number of them is not always true."""
        found: list[str] = []
        if not self.parts:
            return found
        _, count = struct.unpack("<II", self._bytes(8))
        while len(found) < count and not self._at_end():
            length, flags = struct.unpack("<HB", self._bytes(3))
            runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
            extra = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
            found.append(self._characters(length, flags & 1))
            self._bytes(4 * runs + extra)
        return found

    def _at_end(self) -> bool:
        while self.part < len(self.parts) and self.place >= len(self.parts[self.part]):
            self.part, self.place = self.part + 1, 0
        return self.part >= len(self.parts)

    def _bytes(self, count: int) -> bytes:
        pieces = []
        while count:
            if self._at_end():
                raise ValueError("SST")
            piece = self.parts[self.part][self.place : self.place + count]
            pieces.append(piece)
            self.place += len(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _characters(self, length: int, wide: int) -> str:
        pieces = []
        while length:
            if self.place >= len(self.parts[self.part]):
                # A text that goes on in the next record says anew how wide its characters are.
                wide = self._bytes(1)[0] & 1
            size = min(length, max(len(self.parts[self.part]) - self.place >> wide, 1))
            pieces.append(self._bytes(size << wide).decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= size
        return "".join(pieces)


def _records(stream: bytes, place: int) -> _Records:
    """Give the records of one substream, without those of charts inside it."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        depth += (kind == _BEGIN) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[place : place + length]
        if depth <= 0:
            return
        place += length


def _short(body: bytes, place: int) -> int:
    return int.from_bytes(body[place : place + 2], "little")


def _text(body: bytes, length: int) -> str:
    """Read a string of `length` characters after its flags byte: one or two bytes a character."""
    wide = body[0] & 1
    return body[1 : 1 + (length << wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _unpacked(packed: int) -> float:
    """Unpack a number of 30 bits: an integer or the upper half of a float, perhaps in hundredths."""
    if packed & 2:
        value: float = (packed >> 2) - (1 << 30 if packed >> 31 else 0)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))
    return value / 100 if packed & 1 else value


def _truth_or_error(code: int, *, is_error: bool) -> str:
    return _ERRORS.get(code, "#N/A") if is_error else str(bool(code)).upper()
