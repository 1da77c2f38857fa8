"""What is inside the two containers: zip packages (Office Open XML) and OLE compound files (old Office)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from goallint.document import Document
from goallint.errors import ReadError
from goallint.readers import docx, refusals, xlsx
from goallint.readers.package import Package, open_package, root_of

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

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
_OLE_STREAMS = {"WordDocument": ".doc", "PowerPoint Document": ".ppt", "Workbook": ".xls"}
_WORKBOOK_SUFFIXES = frozenset({".xls", ".xlt", ".et"})


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
    data = path.read_bytes()
    if _holds(data, "EncryptedPackage"):
        raise refusals.encrypted()
    found = [name for name in _OLE_STREAMS if _holds(data, name)]
    # A document may embed another program's, with its streams; then only the suffix tells which is the outer one.
    if "Workbook" in found and (len(found) == 1 or path.suffix.lower() in _WORKBOOK_SUFFIXES):
        from goallint.readers import xls

        return xls.read(path)
    if found and found[0] != "Workbook":
        raise refusals.foreign(_OLE_STREAMS[found[0]])
    raise refusals.foreign("Excel 95" if _holds(data, "Book") else path.suffix.lower())


def _holds(data: bytes, name: str) -> bool:
    """Tell whether a stream of that name seems to be in `data`, even if its structure is broken."""
    return (name + "\0").encode("utf-16-le") in data


def _main_part(package: Package) -> str:
    return next((part for part in (package.main_part, *_DEFAULT_PARTS) if part in package), "")


def _stranger(package: Package, suffix: str) -> ReadError:
    for part, kind in _FOREIGN_PARTS.items():
        if part in package:
            return refusals.foreign(".ods" if suffix == ".ods" else kind)
    if suffix in _PART_OF_SUFFIX and "[Content_Types].xml" in package:
        return refusals.no_part(_PART_OF_SUFFIX[suffix])
    return refusals.mislabelled(suffix) if suffix in _PART_OF_SUFFIX else refusals.foreign("")
