"""Changing an XML part byte by byte: what is not asked to change stays as it was written.

A parsed tree written out again would lose the declaration, the order of attributes and prefixes that only
mc:Ignorable speaks of. So elements are found with their bytes, and text is put in, or cut out, between bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import field
from typing import NamedTuple
from xml.sax.saxutils import escape as _escape

from goallint.readers.package import Handler
from goallint.records import dataclass

_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)""")
_HEAD = 200
_NAME = re.compile(rb"<([^\s/>]+)")
_NOT_ASCII = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Edit(NamedTuple):
    """The bytes from `start` to `end` give way to `text`."""

    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class Element:
    """An element with its bytes: `start` and `end` of the whole, `inside` and `close` of its content.

    An empty-element tag has no content: `inside` and `close` are `end`. `name` is the local one, `space` its
    namespace. `parent` is the element around it if that was wanted, too; `children` names the elements directly in it.
    """

    name: str
    space: str
    attributes: Mapping[str, str]
    start: int
    parent: Element | None
    inside: int = 0
    close: int = 0
    end: int = 0
    children: list[str] = field(default_factory=list)

    def get(self, local: str) -> str:
        """The attribute of that local name, whatever its namespace; "" without one."""
        return next((value for name, value in self.attributes.items() if name.rpartition(" ")[2] == local), "")


class Survey(Handler):
    """Finds the root of a part, and elements whose local name is `wanted`, in the order in which they begin."""

    def __init__(self, content: bytes, wanted: Container[str]) -> None:
        self.found: list[Element] = []
        self._content = content
        self._wanted = wanted
        self._open: list[Element | None] = []
        self._position: Callable[[], int] = lambda: 0

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._open)

    def follow(self, position: Callable[[], int]) -> None:
        """Keep the way to ask for the position."""
        self._position = position

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note where a wanted element begins."""
        space, _, local = name.rpartition(" ")
        parent = self._open[-1] if self._open else None
        if parent:
            parent.children.append(local)
        element = None
        if local in self._wanted or not self._open:
            element = Element(local, space, dict(attributes), self._position(), parent)
            element.inside = tag_end(self._content, element.start)
            self.found.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        """Note where it ends."""
        if element := self._open.pop():
            if self._content.endswith(b"/>", element.start, element.inside):
                element.close = element.end = element.inside
            else:
                element.close = self._position()
                element.end = tag_end(self._content, element.close)


def tag_end(content: bytes, start: int) -> int:
    """Where the tag that begins at `start` ends."""
    found = _TAG.match(content, start)
    return found.end() if found else start


def tag_name(content: bytes, start: int) -> str:
    """The name in the tag that begins at `start`, with its prefix."""
    found = _NAME.match(content, start)
    return found[1].decode("utf-8", "replace") if found else ""


def editable(content: bytes) -> bool:
    """Whether bytes below 128 are ASCII in the encoding of a part, as in UTF-8 and all that Office writes."""
    return not content.startswith(_NOT_ASCII)


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """`content` with all edits made; those at the same place in the order given."""
    declared = _DECLARED.search(content, 0, _HEAD)
    encoding = "utf-8" if declared is None or declared[1].lower() == b"utf-8" else "ascii"
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [content[done : edit.start], edit.text.encode(encoding, "xmlcharrefreplace")]
        done = max(done, edit.end)
    return b"".join([*pieces, content[done:]])


def attribute(content: bytes, element: Element, local: str) -> Edit | None:
    """Take out the attribute of that local name, if the start tag of `element` has it."""
    pattern = rb"""\s+(?:[^\s=:"'<>]+:)?%s\s*=\s*(?:"[^"]*"|'[^']*')""" % local.encode()
    found = re.compile(pattern).search(content, element.start, element.inside)
    return Edit(found.start(), found.end()) if found else None


def appended(content: bytes, element: Element, text: str) -> Edit:
    """Put `text` at the end of what `element` holds, also if it is written as an empty-element tag."""
    if element.close < element.end:
        return Edit(element.close, element.close, text)
    return Edit(element.end - 2, element.end, f">{text}</{tag_name(content, element.start)}>")


def prefix(content: bytes, root: Element, space: str) -> str:
    """The prefix that the start tag of `root` declares for a namespace, if nothing in `content` declares it again."""
    tag = content[root.start : root.inside]
    declared = re.search(rb"""\sxmlns:([^\s=]+)\s*=\s*["']%s["']""" % re.escape(space.encode()), tag)
    if not declared or len(re.findall(rb"\sxmlns:" + re.escape(declared[1]) + rb"\s*=", content)) > 1:
        return ""
    return declared[1].decode("utf-8", "replace")


def legible(text: str) -> str:
    """`text` with the characters that XML cannot hold shown as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def escape(text: str) -> str:
    """`text` as content of an element, or of an attribute in double quotes."""
    return _escape(legible(text), {'"': "&quot;"})
