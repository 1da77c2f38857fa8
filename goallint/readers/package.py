"""Office Open XML packages: a zip of XML parts, opened with distrust.

A part is parsed as a stream by expat, so that memory follows the content and not the file. Document types are
refused, and so is whatever exceeds the limits: see `limits`.
"""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat

from goallint.readers import limits, refusals

_CHUNK = 2**16
_ENTRY = b"PK\x01\x02"
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


Sieve = Callable[[bytes], bytes]
"""Takes elements out of whole tags of XML."""


class Handler:
    """What the content of a part is told to; names are "namespace local".

    `sieve` takes out empty elements that mean nothing to the handler, which need not be parsed at all.
    """

    sieve: Sieve | None = None

    @property
    def depth(self) -> int:
        """How many elements are open, where the handler keeps them."""
        return 0

    def follow(self, position: Callable[[], int]) -> None:
        """Take note of how to ask at which byte of the part the current element begins or ends."""

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
        self._tags = 0

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    @property
    def has_comments(self) -> bool:
        """Whether there are parts with comments; told by their names, which costs nothing."""
        return any("comment" in name for name in self._names)

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
        handler.follow(lambda: parser.CurrentByteIndex)
        with self._open(part) as (stream, packed):
            self._feed(parser, stream, packed, handler)

    def content(self, part: str) -> bytes:
        """The bytes of `part`, unpacked."""
        if part not in self:
            raise refusals.no_part(part)
        pieces, done = [], 0
        with self._open(part) as (stream, packed):
            while chunk := stream.read(_CHUNK):
                done += len(chunk)
                self._weigh(chunk, done, packed)
                self._count(chunk)
                pieces.append(chunk)
        return b"".join(pieces)

    def measure(self) -> None:
        """Unpack every part without reading it; ReadError if that is too much for another program, too."""
        for part in self._names:
            with self._open(part) as (stream, packed):
                done = 0
                while chunk := stream.read(_CHUNK):
                    done += len(chunk)
                    self._weigh(chunk, done, packed)
                    self._count(chunk)

    @contextmanager
    def _open(self, part: str) -> Iterator[tuple[IO[bytes], int]]:
        """Open `part`, and tell its packed size."""
        info = self._archive.getinfo(self._names[part.lower()])
        if info.flag_bits & 1:
            raise refusals.encrypted()
        with self._archive.open(info) as stream:
            yield stream, info.compress_size

    def _feed(self, parser: expat.XMLParserType, stream: IO[bytes], packed: int, handler: Handler) -> None:
        done = unfinished = 0
        sifted = _Sifted(handler.sieve) if handler.sieve else None
        # Old versions of expat scan an unfinished tag again with every chunk; if chunks grow with it, that is linear.
        while chunk := stream.read(max(_CHUNK, unfinished)):
            self._weigh(chunk, done + len(chunk), packed)
            done += len(chunk)
            content = sifted.next(chunk) if sifted else chunk
            self._count(content)
            parser.Parse(content, False)  # noqa: FBT003 - pyexpat takes it by position only
            unfinished = len(sifted.rest) if sifted else done - max(parser.CurrentByteIndex, 0)
            if unfinished > limits.TAG_BYTES or len(parser.intern) > limits.NAMES or handler.depth > limits.DEPTH:
                raise refusals.unreasonable()
        parser.Parse(sifted.rest if sifted else b"", True)  # noqa: FBT003

    def _weigh(self, chunk: bytes, done: int, packed: int) -> None:
        self._unpacked += len(chunk)
        out_of_proportion = done > limits.UNPACKED_RATIO_FREE and done > limits.UNPACKED_RATIO * packed
        if self._unpacked > limits.UNPACKED_BYTES or out_of_proportion:
            raise refusals.bomb()

    def _count(self, content: bytes) -> None:
        """Take note of the tags that a program has to parse."""
        self._tags += content.count(b"<")
        if self._tags > limits.TAGS:
            raise refusals.unreasonable()


class _Sifted:
    """The bytes of a part without what a sieve takes out; they come in pieces.

    Most of what Word writes are empty elements about looks: parsing them would be most of the work. In a comment or
    a CDATA section the same bytes are text, so behind the first of these everything is passed on as it is.
    """

    def __init__(self, sieve: Sieve) -> None:
        self._sieve: Sieve | None = sieve
        self.rest = b""

    def next(self, chunk: bytes) -> bytes:
        """What the parser has to see of the bytes up to here; a tag that is not finished is held back."""
        chunk = self.rest + chunk
        start = chunk.rfind(b"<")
        end = len(chunk) if start < 0 or chunk.find(b">", start) >= 0 else start
        chunk, self.rest = chunk[:end], chunk[end:]
        if b"<!" in chunk:
            self._sieve = None
        return self._sieve(chunk) if self._sieve else chunk


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open the package at `path`; whatever proves broken while it is open is a ReadError."""
    try:
        _count_entries(path)
        with zipfile.ZipFile(path) as archive:
            yield Package(archive)
    except _DAMAGE as reason:
        raise refusals.damaged(reason) from reason


def _count_entries(path: Path) -> None:
    """Refuse too long a directory before it is loaded; what the file says of its length may be a lie."""
    count = 0
    with path.open("rb") as stream:
        while chunk := stream.read(2**20):
            count += chunk.count(_ENTRY)
    if count > limits.PARTS:
        raise refusals.too_many_parts(limits.PARTS)


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
