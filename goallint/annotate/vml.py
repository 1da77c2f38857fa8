"""The drawing that shows the notes of a sheet, in VML.

Excel finds the box of a note here, and without one takes the file for damaged. What Excel itself writes is not always
well-formed XML (<br> in the text of a button), so that boxes are found by their text and not by a parser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from goallint.annotate import refusals
from goallint.annotate.note import Line
from goallint.annotate.xml import Edit, edited, tag_end
from goallint.reports.layout import width

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_BOX = "_x0000_t202"
_IDS_OF_SHEET = 1024
_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape\s")
_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row>\s*([0-9]{1,7})\s*<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*([0-9]{1,5})\s*<")
_DECLARATION = re.compile(rb"""\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
_ID = re.compile(rb"_x0000_s([0-9]{1,9})")

_WIDTH = 280
_COLUMNS = 44
_LINE_HEIGHT = 16
_MARGIN = 12


class Box(NamedTuple):
    """The box of a note: row and column of its cell, from 1, and what it says."""

    row: int
    column: int
    lines: tuple[Line, ...]


class _Prefixes(NamedTuple):
    """The prefixes of the three namespaces, and the declarations that an element needs for them."""

    v: str = "v"
    o: str = "o"
    x: str = "x"
    declared: str = ""


def drawing(sheet: int, boxes: Iterable[Box]) -> str:
    """A whole drawing for the sheet of that number."""
    first = sheet * _IDS_OF_SHEET + 1
    shapes = "".join(_shape(number, box, _Prefixes()) for number, box in enumerate(boxes, first))
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{sheet}"/></o:shapelayout>'
    return f"<xml{_declarations(_SPACES)}>{layout}{_box_type(_Prefixes())}{shapes}</xml>"


def redrawn(content: bytes, old: Container[tuple[int, int]], boxes: Sequence[Box], sheet: int) -> list[Edit]:
    """Take the boxes of the notes at the `old` cells out of a drawing, and put others at its end."""
    end = content.rfind(b"</")
    if end < 0:
        raise refusals.no_place()
    cuts = [Edit(*span) for span in _shapes(content) if _cell(content[slice(*span)]) in old]
    kept = edited(content, cuts)
    first = max((int(number) for number in _ID.findall(kept)), default=sheet * _IDS_OF_SHEET) + 1
    prefixes = _prefixes(content)
    box_type = "" if not boxes or _BOX.encode() in kept else _box_type(prefixes)
    shapes = (_shape(number, box, prefixes) for number, box in enumerate(boxes, first))
    return [*cuts, Edit(end, end, box_type + "".join(shapes))]


def _shapes(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each shape begins and ends, as far as they are whole."""
    done = 0
    while begin := _SHAPE.search(content, done):
        done = tag_end(content, begin.start())
        if not content.endswith(b"/>", begin.start(), done):
            close = content.find(b"</" + begin[1] + b"shape>", done)
            done = content.find(b">", close) + 1 if close >= 0 else 0
        if not done > begin.start():
            return
        yield begin.start(), done


def _cell(shape: bytes) -> tuple[int, int] | None:
    """The cell that a shape is the note of, if it is one."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column and _NOTE.search(shape) else None


def _prefixes(content: bytes) -> _Prefixes:
    root = content[: content.find(b">", max(content.find(b"<xml "), 0))]
    known = {space.decode("utf-8", "replace"): prefix.decode() for prefix, space in _DECLARATION.findall(root)}
    v, o, x = (known.get(space, prefix) for prefix, space in _SPACES.items())
    missing = {prefix: space for prefix, space in _SPACES.items() if space not in known}
    return _Prefixes(v, o, x, _declarations(missing))


def _declarations(spaces: Mapping[str, str]) -> str:
    return "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())


def _box_type(prefixes: _Prefixes) -> str:
    v, o, _, declared = prefixes
    return (
        f'<{v}:shapetype{declared} id="{_BOX}" coordsize="21600,21600" {o}:spt="202" '
        f'path="m,l,21600r21600,l21600,xe"><{v}:stroke joinstyle="miter"/>'
        f'<{v}:path gradientshapeok="t" {o}:connecttype="rect"/></{v}:shapetype>'
    )


def _shape(number: int, box: Box, prefixes: _Prefixes) -> str:
    v, o, x, declared = prefixes
    rows = sum(max(1, math.ceil(width(line.text) / _COLUMNS)) for line in box.lines)
    size = f"width:{_WIDTH}px;height:{rows * _LINE_HEIGHT + _MARGIN}px"
    style = f"position:absolute;margin-left:80pt;margin-top:2pt;{size};z-index:1;visibility:hidden"
    return (
        f'<{v}:shape{declared} id="_x0000_s{number}" type="#{_BOX}" '
        f'style="{style}" fillcolor="#ffffe1" {o}:insetmode="auto">'
        f'<{v}:fill color2="#ffffe1"/><{v}:shadow on="t" color="black" obscured="t"/><{v}:path {o}:connecttype="none"/>'
        f'<{v}:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></{v}:textbox>'
        f'<{x}:ClientData ObjectType="Note"><{x}:MoveWithCells/><{x}:SizeWithCells/><{x}:AutoFill>False</{x}:AutoFill>'
        f"<{x}:Row>{box.row - 1}</{x}:Row><{x}:Column>{box.column - 1}</{x}:Column></{x}:ClientData></{v}:shape>"
    )
