"""The parts of a package as they are to be in the copy: those of the original, with edits, and new ones."""

from __future__ import annotations

import posixpath
from collections.abc import Container
from urllib.parse import quote

from goallint.annotate import refusals
from goallint.annotate.xml import Edit, Element, Survey, appended, editable, edited
from goallint.readers.package import Package

_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Parts:
    """The parts of a package, and what is to become of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._contents: dict[str, bytes] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._appended: dict[str, list[str]] = {}
        self._added: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part in self._package or part in self._added

    def content(self, part: str) -> bytes:
        """The bytes of a part of the original; CopyError if text cannot be put between them."""
        if part not in self._contents:
            content = self._package.content(part)
            if not editable(content):
                raise refusals.encoding(part)
            self._contents[part] = content
        return self._contents[part]

    def elements(self, part: str, wanted: Container[str] = ()) -> list[Element]:
        """The root of a part of the original, and after it the elements that have one of these local names."""
        survey = Survey(self.content(part), wanted)
        self._package.parse(part, survey)
        return survey.found

    def edit(self, part: str, *edits: Edit) -> None:
        """Have a part of the original changed."""
        self._edits.setdefault(part, []).extend(edits)

    def append(self, part: str, text: str) -> None:
        """Have `text` put at the end of the root of a part of the original."""
        self._appended.setdefault(part, []).append(text)

    def add(self, part: str, text: str, content_type: str) -> None:
        """Add a part."""
        self._added[part] = text.encode()
        self.append(_TYPES, f'<Override PartName="/{quote(part)}" ContentType="{content_type}"/>')

    def add_known(self, part: str, text: str, content_type: str) -> None:
        """Add a part whose type is that of all parts with its suffix."""
        self._added[part] = text.encode()
        suffix = part.rpartition(".")[2]
        known = (element.get("Extension").lower() for element in self.elements(_TYPES, {"Default"})[1:])
        entry = f'<Default Extension="{suffix}" ContentType="{content_type}"/>'
        if suffix not in known and entry not in self._appended.get(_TYPES, ()):
            self.append(_TYPES, entry)

    def relate(self, source: str, kind: str, target: str) -> str:
        """Relate a part of the original to another part, and return the id of the relation."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        taken = (
            {element.get("Id") for element in self.elements(rels, {"Relationship"})} if rels in self._package else set()
        )
        count = len(self._appended.get(rels, ()))
        free = [name for number in range(1, len(taken) + count + 2) if (name := f"rId{number}") not in taken]
        path = quote(posixpath.relpath(target, folder or "."))
        self.append(rels, f'<Relationship Id="{free[count]}" Type="{kind}" Target="{path}"/>')
        return free[count]

    def unused(self, name: str) -> str:
        """The first name of a part that is not taken; `name` has a place for a number, which the first needs not."""
        return next(found for number in ("", *range(2, 10**6)) if (found := name.format(number)) not in self)

    def changed(self) -> dict[str, bytes]:
        """The parts that differ from the original, or are not in it, by name."""
        for rels in [part for part in self._appended if part not in self._package]:
            text = "".join(self._appended.pop(rels))
            self._added[rels] = f'{HEAD}<Relationships xmlns="{_RELATIONS}">{text}</Relationships>'.encode()
        for part, texts in self._appended.items():
            self.edit(part, appended(self.content(part), self.elements(part)[0], "".join(texts)))
        self._appended.clear()
        return {part: edited(self.content(part), edits) for part, edits in self._edits.items()} | self._added
