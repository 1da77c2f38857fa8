"""Notes in an Excel workbook: for each sheet a part with their texts, and a drawing with the boxes they are shown in.

A cell takes one note. Where somebody has already written one, or a thread of comments, ours goes on the next free
cell to the right and says which cell it is about.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from xml.sax.saxutils import unescape

from goallint.annotate import refusals, vml
from goallint.annotate.note import AUTHOR, Line, is_ours, lines
from goallint.annotate.parts import HEAD, Parts
from goallint.annotate.xml import Edit, Element, appended, escape, prefix, tag_name
from goallint.findings import Finding, Place
from goallint.language import Language, Phrase
from goallint.readers.package import Package
from goallint.readers.xlsx import position, sheet_parts
from goallint.reports.listed import where

_RELATIONS = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
# The children of a worksheet that stand after its legacyDrawing, in the order of the schema.
_AFTER_DRAWING = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent"),
        *("webPublishItems", "tableParts", "extLst"),
    }
)
_IN_COMMENTS = frozenset({"authors", "author", "commentList", "comment"})
_BOTH = 2
_LAST_COLUMN = 2**14
_LAST_ROW = 2**20
_TAG = re.compile(rb"<[^>]*>")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_Cell = tuple[int, int]
"""Row and column, from 1."""


def annotate(
    package: Package, part: str, findings: Iterable[Finding], language: Language, _when: datetime
) -> tuple[Parts, str]:
    """Put notes about `findings` into the workbook in `part`; the parts, and one of those with notes.

    Notes that goallint wrote before are taken out. CopyError or ReadError if it cannot be done.
    """
    parts = Parts(package)
    sheets = sheet_parts(package, part)
    if not sheets:
        raise refusals.no_place()
    wanted: dict[int, dict[_Cell, list[Finding]]] = {number: {} for number in sheets}
    for finding in findings:
        number, cell = _where(finding.place, sheets)
        wanted[number].setdefault(cell, []).append(finding)
    written = [
        _Sheet(parts, package, number, sheets[number], posixpath.dirname(part)).write(about, language)
        for number, about in wanted.items()
    ]
    return parts, next(filter(None, written))


def _where(place: Place, sheets: Collection[int]) -> tuple[int, _Cell]:
    """The sheet and the cell to say something at: that of `place`, else the first of its sheet, else of them all."""
    if place.table not in sheets:
        return min(sheets), (1, 1)
    return place.table, (max(place.row, 1), max(place.column, 1))


class _Sheet:
    """A sheet into which notes are put."""

    def __init__(self, parts: Parts, package: Package, number: int, part: str, folder: str) -> None:
        self._parts = parts
        self._number = number
        self._part = part
        self._folder = folder
        self._root, *self._elements = parts.elements(part, {*_AFTER_DRAWING, "legacyDrawing", "mergeCell"})
        relations = package.relations(part)
        known = ((kind.rpartition("/")[2], target) for kind, target in relations.values() if target in package)
        self._comments = dict(known).get("comments", "")
        shown = next((element.get("id") for element in self._elements if element.name == "legacyDrawing"), "")
        target = relations.get(shown, ("", ""))[1]
        self._drawing = target if target in package else ""

    def write(self, findings: Mapping[_Cell, Sequence[Finding]], language: Language) -> str:
        """Write the notes, and return the part that they are in, "" if there are none."""
        comments = self._parts.elements(self._comments, _IN_COMMENTS)[1:] if self._comments else []
        old, taken = self._take_out_old(comments)
        if not findings:
            if old:
                self._redraw((), old)
            return ""
        boxes = list(self._boxes(findings, taken, language))
        if self._drawing:
            self._redraw(boxes, old)
        else:
            self._draw(boxes)
        return self._tell(boxes, comments)

    def _take_out_old(self, comments: Iterable[Element]) -> tuple[set[_Cell], set[_Cell]]:
        """Take out the texts of the notes that goallint wrote before; their cells, and those of all other notes."""
        old: set[_Cell] = set()
        taken: set[_Cell] = set()
        authors: dict[str, str] = {}
        for element in comments:
            if element.name == "author":
                authors[str(len(authors))] = self._text(element)
            elif element.name == "comment" and (cell := position(element.get("ref"))):
                if is_ours(authors.get(element.get("authorId"), ""), self._text(element)):
                    old.add(cell)
                    self._parts.edit(self._comments, Edit(element.start, element.end))
                else:
                    taken.add(cell)
        return old, taken

    def _text(self, element: Element) -> str:
        content = self._parts.content(self._comments)[element.inside : element.close]
        return unescape(_TAG.sub(b"", content).decode("utf-8", "replace")).strip()

    def _boxes(
        self, findings: Mapping[_Cell, Sequence[Finding]], taken: set[_Cell], language: Language
    ) -> Iterable[vml.Box]:
        """What to say at which cells: where others have said something, on the next free cell."""
        used = taken | {cell for cell in findings if cell not in taken}
        for cell, about in sorted(findings.items()):
            at, preface = cell, ""
            if cell in taken:
                at = self._free_cell(cell, used)
                used.add(at)
                name = reference(cell)
                preface = Phrase(
                    f"（说的是 {name}，那里已有批注）", f"(About {name}, which has a comment already)"
                ).say(language)
            yield vml.Box(*at, tuple(lines(about, language, preface, _named)))

    def _free_cell(self, cell: _Cell, used: Collection[_Cell]) -> _Cell:
        """The next cell to the right, else below, that has no note and is not hidden in a merged one."""
        row, column = cell
        areas = [_area(element.get("ref")) for element in self._elements if element.name == "mergeCell"]
        right = ((row, each) for each in range(column + 1, _LAST_COLUMN + 1))
        below = ((each, column) for each in range(row + 1, _LAST_ROW + 1))
        return next(
            each for each in chain(right, below) if each not in used and not any(_inside(each, area) for area in areas)
        )

    def _redraw(self, boxes: Sequence[vml.Box], old: set[_Cell]) -> None:
        """Draw the boxes of the notes in the sheet's drawing, instead of those at the `old` cells."""
        if self._drawing:
            content = self._parts.content(self._drawing)
            self._parts.edit(self._drawing, *vml.redrawn(content, old, boxes, self._number))

    def _draw(self, boxes: Sequence[vml.Box]) -> None:
        """Give the sheet a drawing with the boxes of the notes."""
        part = self._parts.unused(posixpath.join(self._folder, "drawings/vmlDrawing{}.vml"))
        self._parts.add_known(part, vml.drawing(self._number, boxes), vml.CONTENT_TYPE)
        relation = self._parts.relate(self._part, f"{_RELATIONS[self._root.space]}/vmlDrawing", part)
        content = self._parts.content(self._part)
        r = prefix(content, self._root, _RELATIONS[self._root.space])
        declared = "" if r else f' xmlns:r="{_RELATIONS[self._root.space]}"'
        tag = f'<{_prefix(content, self._root)}legacyDrawing{declared} {r or "r"}:id="{relation}"/>'
        after = (each for each in self._elements if each.parent is self._root and each.name in _AFTER_DRAWING)
        place = min((element.start for element in after), default=self._root.close)
        stale = [Edit(each.start, each.end) for each in self._elements if each.name == "legacyDrawing"]
        self._parts.edit(self._part, *stale, Edit(place, place, tag))

    def _tell(self, boxes: Sequence[vml.Box], comments: Sequence[Element]) -> str:
        """Write the texts of the notes, and return the name of their part."""
        lists = {element.name: element for element in comments if element.name in {"authors", "commentList"}}
        if len(lists) == _BOTH:
            content = self._parts.content(self._comments)
            authors = [self._text(element) for element in comments if element.name == "author"]
            if AUTHOR not in authors:
                tag = f"{_prefix(content, lists['authors'])}author"
                self._parts.edit(self._comments, appended(content, lists["authors"], f"<{tag}>{AUTHOR}</{tag}>"))
            number = authors.index(AUTHOR) if AUTHOR in authors else len(authors)
            text = _comments(boxes, number, _prefix(content, lists["commentList"]))
            self._parts.edit(self._comments, appended(content, lists["commentList"], text))
            return self._comments
        part = self._parts.unused(posixpath.join(self._folder, "comments{}.xml"))
        text = f"<authors><author>{AUTHOR}</author></authors><commentList>{_comments(boxes, 0, '')}</commentList>"
        self._parts.add(part, f'{HEAD}<comments xmlns="{self._root.space}">{text}</comments>', _COMMENTS_TYPE)
        self._parts.relate(self._part, f"{_RELATIONS[self._root.space]}/comments", part)
        return part


def _named(place: Place, language: Language) -> str:
    """Name a place as people do who speak of a workbook: "表1 D6"."""
    if place.table == 0 or place.row == 0:
        return where(place, language)
    return f"{where(replace(place, row=0), language)} {reference((place.row, max(place.column, 1)))}"


def reference(cell: _Cell) -> str:
    """The name of a cell, such as "AB12"."""
    row, column = cell
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _area(text: str) -> tuple[_Cell, _Cell]:
    first, _, last = text.partition(":")
    start = position(first) or (0, 0)
    return start, position(last) or start


def _inside(cell: _Cell, area: tuple[_Cell, _Cell]) -> bool:
    (top, left), (bottom, right) = area
    return top <= cell[0] <= bottom and left <= cell[1] <= right and cell != (top, left)


def _prefix(content: bytes, element: Element) -> str:
    """The prefix that the tag of `element` has, with its colon."""
    name, colon, _ = tag_name(content, element.start).rpartition(":")
    return name + colon


def _comments(boxes: Iterable[vml.Box], author: int, p: str) -> str:
    return "".join(
        f'<{p}comment ref="{reference((box.row, box.column))}" authorId="{author}"><{p}text>'
        f"{''.join(_run(line, p, last=line is box.lines[-1]) for line in box.lines)}</{p}text></{p}comment>"
        for box in boxes
    )


def _run(line: Line, p: str, *, last: bool) -> str:
    strong = f"<{p}b/>" if line.strong else ""
    text = escape(_ESCAPED.sub("_x005F_", line.text)) + ("" if last else "\n")
    return f'<{p}r><{p}rPr>{strong}<{p}sz val="9"/></{p}rPr><{p}t xml:space="preserve">{text}</{p}t></{p}r>'
