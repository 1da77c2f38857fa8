"""The parts of a package as they are to be in the copy: those of the original, with edits, and new ones."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable
from urllib.parse import quote

from goallint.annotate import refusals
from goallint.annotate.xml import Edit, Element, Survey, appended, editable, edited, escape, prefixes
from goallint.readers.package import Package

_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY_RELATIONS = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'
_STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = {
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


class Parts:
    """The parts of a package, and what is to become of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._contents: dict[str, bytes] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._added: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part in self._package or part in self._added

    def content(self, part: str) -> bytes:
        """The bytes of a part of the original; CopyError if they cannot be edited one by one."""
        if part not in self._contents:
            content = self._package.content(part)
            if not editable(content):
                raise refusals.encoding(part)
            self._contents[part] = content
        return self._contents[part]

    def elements(self, part: str, wanted: Container[str]) -> list[Element]:
        """The elements of a part of the original that have one of these local names."""
        survey = Survey(self.content(part), wanted)
        self._package.parse(part, survey)
        return survey.found

    def root(self, part: str) -> Element:
        """The outermost element of a part of the original."""
        name = _Anything()
        return next(element for element in self.elements(part, name) if element.depth == 0)

    def edit(self, part: str, *edits: Edit) -> None:
        """Have a part of the original changed."""
        self._edits.setdefault(part, []).extend(edits)

    def append(self, part: str, element: Element, text: str) -> None:
        """Have `text` put at the end of an element of the original."""
        self.edit(part, appended(self.content(part), element, text))

    def add(self, part: str, text: str, content_type: str, *, default: str = "") -> None:
        """Add a part; `default` is a suffix for which the type may be declared once for all parts."""
        self._added[part] = text.encode()
        types = self.elements(_TYPES, {"Types", "Default"})
        if default:
            known = any(element.get("Extension").lower() == default for element in types[1:])
            entry = "" if known else f'<Default Extension="{default}" ContentType="{content_type}"/>'
        else:
            entry = f'<Override PartName="/{quote(part)}" ContentType="{content_type}"/>'
        self._append_all(_TYPES, types[0], [entry])

    def relate(self, source: str, kind: str, target: str, *, strict: bool) -> str:
        """Relate a part to another one, and return the id of the relation."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        path = posixpath.relpath(target, folder or ".")
        used = set(self._package.relations(source)) | self._given(rels)
        number = next(number for number in range(1, len(used) + 2) if f"rId{number}" not in used)
        return f"rId{number}"
