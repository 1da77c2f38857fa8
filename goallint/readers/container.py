"""What is inside the two containers: zip packages (Office Open XML) and OLE compound files (old Office)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from goallint.document import Document
from goallint.errors import ReadError
from goallint.readers import compound, docx, refusals, xls, xlsx
from goallint.readers.package import UNPACKED_LIMIT, Package, open_package, root_of

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = compound.MAGIC

_DEFAULT_PARTS = ("word/document.xml", "xl/workbook.xml")
_READERS: dict[str, Callable[[Package, str, str], Document]] = {
    **dict.fromkeys(docx.ROOTS, docx.read),
    **dict.fromkeys(xlsx.ROOTS, xlsx.read),
}
_PART_OF_SUFFIX = {
    **dict.fromkeys((".docx", ".docm"), _DEFAULT_PARTS[0]),
    **dict.fromkeys((".xlsx", ".xlsm"), _DEFAULT_PARTS[1]),
}
_FOREIGN_PARTS = {"content.xml": ".odt", "ppt/presentation.xml": ".ppt"}
_OLE_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", ".doc"), ("PowerPoint Document", ".ppt"))


def read_zip(path: Path) -> Document:
    """Read the document in the package at `path`, whatever its suffix."""
    with open_package(path) as package:
        part = _main_part(package)
        if part.endswith(".bin"):
            raise refusals.foreign(".xlsb")
        if part and (reader := _READERS.get(root_of(package, part))):
            return reader(package, part, str(path))
        raise _stranger(package, path.suffix.lower())


def read_ole(path: Path) -> Document:
    """Read the workbook in the compound file at `path`; any other content is refused by name."""
    if path.stat().st_size > UNPACKED_LIMIT:
        raise refusals.bomb()
    data = path.read_bytes()
    for stream, kind in _OLE_STREAMS:
        if compound.holds(data, stream):
            raise refusals.encrypted() if kind == "encrypted" else refusals.foreign(kind)
    if compound.holds(data, "Workbook"):
        return xls.read(path)
    raise refusals.foreign("Excel 95" if compound.holds(data, "Book") else path.suffix.lower())


def _main_part(package: Package) -> str:
    return next((part for part in (package.main_part, *_DEFAULT_PARTS) if part in package), "")


def _stranger(package: Package, suffix: str) -> ReadError:
    for part, kind in _FOREIGN_PARTS.items():
        if part in package:
            return refusals.foreign(".ods" if suffix == ".ods" else kind)
    if suffix in _PART_OF_SUFFIX and "[Content_Types].xml" in package:
        return refusals.no_part(_PART_OF_SUFFIX[suffix])
    return refusals.mislabelled(suffix) if suffix in _PART_OF_SUFFIX else refusals.foreign("")
