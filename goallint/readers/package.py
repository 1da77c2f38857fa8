"""Office Open XML packages: a zip of XML parts, opened with distrust.

A part is parsed as a stream by expat, so that memory follows the content and not the file. Document types are
refused, and so is a part that unpacks out of proportion to its packed size.
"""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat

from goallint.readers import refusals

UNPACKED_LIMIT = 256 * 2**20
_RATIO_LIMIT = 500
_RATIO_FREE = 32 * 2**20
_CHUNK = 2**16
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ValueError,
)

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE_DOCUMENT = "/relationships/officeDocument"


class Handler:
    """What the content of a part is told to; names are "namespace local"."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note that an element begins."""

    def end(self, name: str) -> None:
        """Take note that an element ends."""

    def text(self, data: str) -> None:
        """Character data."""


class Package:
    """An open package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().replace("\\", "/").lstrip("/"): name for name in archive.namelist()}
        self._unpacked = 0

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    @property
    def main_part(self) -> str:
        """The name of the part that the package is about, "" if it does not say."""
        if "_rels/.rels" not in self:
            return ""
        return next(
            (target for kind, target in self.relations("").values() if kind.endswith(_OFFICE_DOCUMENT)),
            "",
        )

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """List the relations of `part` ("" for the package) by id: kind and full name of the target."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        found = _Relations(folder)
        self.parse(rels, found)
        return found.targets

    def parse(self, part: str, handler: Handler) -> None:
        """Tell the content of `part` to `handler` while unpacking it."""
        if part not in self:
            raise refusals.no_part(part)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        info = self._archive.getinfo(self._names[part.lower()])
        if info.flag_bits & 1:
            raise refusals.encrypted()
        with self._archive.open(info) as stream:
            for chunk in self._chunks(stream, info.compress_size):
                parser.Parse(chunk, False)  # noqa: FBT003 - pyexpat takes it by position only
            parser.Parse(b"", True)  # noqa: FBT003

    def _chunks(self, stream: IO[bytes], packed: int) -> Iterator[bytes]:
        done = 0
        while chunk := stream.read(_CHUNK):
            done += len(chunk)
            self._unpacked += len(chunk)
            if self._unpacked > UNPACKED_LIMIT or (done > _RATIO_FREE and done > _RATIO_LIMIT * packed):
                raise refusals.bomb()
            yield chunk


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open the package at `path`; whatever proves broken while it is open is a ReadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Package(archive)
    except _DAMAGE as reason:
        raise refusals.damaged(str(reason) or type(reason).__name__) from reason


class _Relations(Handler):
    """Handler of a .rels part."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_RELATIONS} Relationship" and attributes.get("TargetMode") != "External":
            target = unquote(attributes.get("Target", ""))
            full = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", ""), full)


class _FirstElement(Exception):  # noqa: N818 - a signal, not an error
    """Carries the name of a part's first element out of the parser."""


class _Root(Handler):
    """Handler that wants the first element only."""

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        raise _FirstElement(name)


def root_of(package: Package, part: str) -> str:
    """Name the first element of `part`."""
    try:
        package.parse(part, _Root())
    except _FirstElement as found:
        return str(found)
    return ""


def _refuse_doctype(*_: object) -> None:
    raise refusals.entities()
