"""Comments in a Word document: where they are anchored in its main part, and the parts that hold their text.

A comment spans its cell: its range begins in the cell's first paragraph and ends, with the reference that Word needs
to show it, in the last one. Nothing else of the main part changes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count, islice

from goallint.annotate import refusals
from goallint.annotate.note import AUTHOR, INITIALS, Line, lines
from goallint.annotate.parts import HEAD, Parts
from goallint.annotate.xml import Edit, Element, appended, attribute, escape, prefix
from goallint.findings import Finding, Place
from goallint.language import Language
from goallint.readers.package import Package
from goallint.readers.places import Layout, Stretch, locate

_RELATIONS = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_ANCHORS = frozenset({"commentRangeStart", "commentRangeEnd", "commentReference"})
# The style of the document's text is for its pages: lines indented by two characters, and far apart.
_FORMAT = (
    "<{0}:pPr>"
    '<{0}:spacing {0}:before="0" {0}:after="0" {0}:line="240" {0}:lineRule="auto"/>'
    '<{0}:ind {0}:left="0" {0}:right="0" {0}:firstLineChars="0" {0}:firstLine="0"/>'
    '<{0}:jc {0}:val="left"/>'
    "</{0}:pPr>"
)
_RUN_FORMAT = '<{0}:rPr><{0}:rFonts {0}:hint="eastAsia"/>{1}<{0}:sz {0}:val="20"/></{0}:rPr>'


def annotate(
    package: Package, part: str, findings: Iterable[Finding], language: Language, when: datetime
) -> tuple[Parts, str]:
    """Put comments about `findings` into the Word document in `part`; the parts, and the one with the comments.

    Comments that goallint wrote before are taken out. CopyError or ReadError if it cannot be done.
    """
    word = _Word(package, part)
    old = word.take_out_old()
    notes = _by_stretch(findings, locate(package, part))
    texts = [lines(about, language) for about in notes.values()]
    numbers = word.anchor(list(notes), old)
    return word.parts, word.write(list(zip(numbers, texts, strict=True)), when)


def _by_stretch(findings: Iterable[Finding], layout: Layout) -> dict[Stretch, list[Finding]]:
    """The findings by the places on the page that they are said at, in the order of the page."""
    found: dict[Stretch, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_stretch(finding.place, layout), []).append(finding)
    return dict(sorted(found.items()))


def _stretch(place: Place, layout: Layout) -> Stretch:
    """Where to say something about `place`: at the cell, else at the table's first, else where the page begins."""
    exact = (
        layout.cells.get((place.table, place.row, place.column)) if place.table else layout.paragraphs.get(place.row)
    )
    table = (stretch for (number, _, _), stretch in layout.cells.items() if number == place.table)
    anywhere = (*layout.cells.values(), *layout.paragraphs.values())
    found = exact or min(table, default=None) or min(anywhere, default=None)
    if found is None:
        raise refusals.no_place()
    return found


class _Word:
    """A Word document into which comments are put."""

    def __init__(self, package: Package, part: str) -> None:
        self.parts = Parts(package)
        self._main = part
        relations = package.relations(part).values()
        self._targets = {kind.rpartition("/")[2]: target for kind, target in relations if target in package}
        self._comments = self._targets.get("comments", "")
        self._space = self.parts.elements(part)[0].space

    def take_out_old(self) -> set[str]:
        """Take out the texts of the comments that goallint wrote before, and return their numbers."""
        if not self._comments:
            return set()
        old, paragraphs = set(), set()
        for element in self.parts.elements(self._comments, {"comment", "p"}):
            around = element.parent if element.name == "p" else element
            if around is None or around.name != "comment" or around.get("author") != AUTHOR:
                continue
            if element is around:
                old.add(element.get("id"))
                self.parts.edit(self._comments, Edit(element.start, element.end))
            elif element.get("paraId"):
                paragraphs.add(element.get("paraId"))
        self._forget(paragraphs)
        return old

    def _forget(self, paragraphs: set[str]) -> None:
        """Take out what other parts say of the comments with these paragraphs; an answer to one stands for itself."""
        lasting = set()
        for part, name in (("commentsExtended", "commentEx"), ("commentsIds", "commentId")):
            for element in self._listed(part, name):
                if element.get("paraId") in paragraphs:
                    self.parts.edit(self._targets[part], Edit(element.start, element.end))
                    lasting.add(element.get("durableId"))
                elif element.get("paraIdParent") in paragraphs:
                    content = self.parts.content(self._targets[part])
                    self.parts.edit(self._targets[part], *filter(None, [attribute(content, element, "paraIdParent")]))
        for element in self._listed("commentsExtensible", "commentExtensible"):
            if element.get("durableId") in lasting - {""}:
                self.parts.edit(self._targets["commentsExtensible"], Edit(element.start, element.end))

    def _listed(self, part: str, name: str) -> list[Element]:
        return self.parts.elements(self._targets[part], {name})[1:] if part in self._targets else []

    def anchor(self, stretches: Sequence[Stretch], old: set[str]) -> list[str]:
        """Anchor a comment at each of `stretches`, take out the `old` anchors, and return the new numbers."""
        elements = self.parts.elements(self._main, {"p", "pPr", "r", *_ANCHORS} if old else {"p", "pPr", *_ANCHORS})
        anchors = [element for element in elements if element.name in _ANCHORS]
        self._take_out(element for element in anchors if element.get("id") in old)
        taken = ({element.get("id") for element in anchors} | self._numbers()) - old
        free = (str(number) for number in count() if str(number) not in taken)
        numbers = list(islice(free, len(stretches)))
        paragraphs = {element.start: element for element in elements if element.name == "p"}
        heads = {element.parent.start: element for element in elements if element.name == "pPr" and element.parent}
        w, declared = self._prefix(self._main)
        begins, ends = (
            _at([stretch.first for stretch in stretches], numbers),
            _at([stretch.last for stretch in stretches], numbers),
        )
        for start in sorted(begins.keys() | ends.keys()):
            self._mark(
                paragraphs[start],
                heads.get(start),
                "".join(f'<{w}:commentRangeStart{declared} {w}:id="{number}"/>' for number in begins.get(start, ())),
                "".join(
                    f'<{w}:commentRangeEnd{declared} {w}:id="{number}"/>'
                    f'<{w}:r{declared}><{w}:commentReference {w}:id="{number}"/></{w}:r>'
                    for number in ends.get(start, ())
                ),
            )
        return numbers

    def _numbers(self) -> set[str]:
        if not self._comments:
            return set()
        return {element.get("id") for element in self.parts.elements(self._comments, {"comment"})[1:]}

    def _take_out(self, anchors: Iterable[Element]) -> None:
        """Take anchors out of the page, and with a reference the run that holds nothing else."""
        for anchor in anchors:
            run = anchor.parent
            alone = run and run.name == "r" and set(run.children) <= {"rPr", "commentReference"}
            whole = run if run and alone and run.children.count("commentReference") == 1 else anchor
            self.parts.edit(self._main, Edit(whole.start, whole.end))

    def _mark(self, paragraph: Element, head: Element | None, begin: str, end: str) -> None:
        """Put `begin` before what the paragraph holds, and `end` after it."""
        if paragraph.inside == paragraph.end:
            content = self.parts.content(self._main)
            self.parts.edit(self._main, appended(content, paragraph, begin + end))
        else:
            first = head.end if head else paragraph.inside
            self.parts.edit(self._main, Edit(first, first, begin), Edit(paragraph.close, paragraph.close, end))

    def write(self, texts: Iterable[tuple[str, Sequence[Line]]], when: datetime) -> str:
        """Write the comments with these numbers, and return the name of their part."""
        # Word writes the time on the clock, and calls it UTC.
        date = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._comments:
            w, declared = self._prefix(self._comments)
            self.parts.append(self._comments, _comments(texts, date, w, declared))
            return self._comments
        part = self.parts.unused(posixpath.join(posixpath.dirname(self._main), "comments{}.xml"))
        text = _comments(texts, date, "w", "")
        self.parts.add(part, f'{HEAD}<w:comments xmlns:w="{self._space}">{text}</w:comments>', _COMMENTS_TYPE)
        self.parts.relate(self._main, f"{_RELATIONS[self._space]}/comments", part)
        return part

    def _prefix(self, part: str) -> tuple[str, str]:
        """The prefix of Word's namespace in a part, and the declaration that an element needs for it."""
        known = prefix(self.parts.content(part), self.parts.elements(part)[0], self._space)
        return (known, "") if known else ("w", f' xmlns:w="{self._space}"')


def _at(places: Iterable[int], numbers: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place, number in zip(places, numbers, strict=True):
        found.setdefault(place, []).append(number)
    return found


def _comments(texts: Iterable[tuple[str, Sequence[Line]]], date: str, w: str, declared: str) -> str:
    return "".join(
        f'<{w}:comment{declared} {w}:id="{number}" {w}:author="{AUTHOR}" {w}:date="{date}" {w}:initials="{INITIALS}">'
        f"{''.join(_paragraph(line, w, first=line is said[0]) for line in said)}</{w}:comment>"
        for number, said in texts
    )


def _paragraph(line: Line, w: str, *, first: bool) -> str:
    mark = f"<{w}:r><{w}:annotationRef/></{w}:r>" if first else ""
    run = _RUN_FORMAT.format(w, f"<{w}:b/>" if line.strong else "")
    text = f'<{w}:r>{run}<{w}:t xml:space="preserve">{escape(line.text)}</{w}:t></{w}:r>'
    return f"<{w}:p>{_FORMAT.format(w)}{mark}{text}</{w}:p>"
