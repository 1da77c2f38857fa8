"""What is inside the two containers: zip packages (Office Open XML, OpenDocument) and OLE files (old Office)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from goallint.document import Document
from goallint.errors import ReadError
from goallint.readers import refusals
from goallint.readers.package import Package, open_package, root_of

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_DEFAULT_PARTS = ("word/document.xml", "xl/workbook.xml")
_PART_OF_SUFFIX = {
    **dict.fromkeys((".docx", ".docm"), _DEFAULT_PARTS[0]),
    **dict.fromkeys((".xlsx", ".xlsm"), _DEFAULT_PARTS[1]),
}
_OPEN_DOCUMENT = "content.xml"
_OPEN_SHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_OLE_STREAMS = {"WordDocument": ".doc", "PowerPoint Document": ".ppt", "Workbook": ".xls"}
_WORKBOOK_SUFFIXES = frozenset({".xls", ".xlt", ".et"})


def read_zip(path: Path) -> Document:
    """Read the document in the package at `path`, whatever its suffix."""
    with open_package(path) as package:
        part = main_part(package)
        if part and not part.endswith(".bin"):
            if reader := _reader_of(root_of(package, part)):
                return reader(package, part, str(path))
            raise _stranger(package, path.suffix.lower())
        if not part and _OPEN_DOCUMENT not in package:
            raise _stranger(package, path.suffix.lower())
        package.measure()
    return read_converted(path, ".xlsb" if part else _open_kind(path))


def _reader_of(root: str) -> Callable[[Package, str, str], Document] | None:
    from goallint.readers import docx

    if root in docx.ROOTS:
        return docx.read
    from goallint.readers import xlsx

    return xlsx.read if root in xlsx.ROOTS else None


def read_ole(path: Path) -> Document:
    """Read the document in the compound file at `path`, by the streams in it."""
    data = path.read_bytes()
    if _holds(data, "EncryptedPackage"):
        raise refusals.encrypted()
    found = [name for name in _OLE_STREAMS if _holds(data, name)]
    # A document may embed another program's, with its streams; then only the suffix tells which is the outer one.
    if "Workbook" in found and (len(found) == 1 or path.suffix.lower() in _WORKBOOK_SUFFIXES):
        from goallint.readers import apart

        return apart.read("xls", path)
    if found and found[0] == "WordDocument":
        return read_converted(path, ".doc")
    if not found and _holds(data, "Book"):
        return read_converted(path, "Excel 95")
    raise refusals.foreign(_OLE_STREAMS[found[0]] if found else path.suffix.lower())


def read_converted(path: Path, kind: str) -> Document:
    """Read what LibreOffice makes of the file at `path`, as the document at `path`."""
    from goallint.readers import soffice

    with soffice.converted(path, kind) as result:
        return replace(read_zip(result), path=str(path))


def _open_kind(path: Path) -> str:
    """Tell texts from spreadsheets by the beginning of an OpenDocument file, which says it."""
    with path.open("rb") as stream:
        head = stream.read(200)
    return ".ods" if _OPEN_SHEET in head or path.suffix.lower() in {".ods", ".ots"} else ".odt"


def _holds(data: bytes, name: str) -> bool:
    """Tell whether a stream of that name seems to be in `data`, even if its structure is broken."""
    return (name + "\0").encode("utf-16-le") in data


def main_part(package: Package) -> str:
    """Name the part that the package is about, "" if there is none; one that does not say is taken by its names."""
    return next((part for part in (package.main_part, *_DEFAULT_PARTS) if part in package), "")


def _stranger(package: Package, suffix: str) -> ReadError:
    if "ppt/presentation.xml" in package:
        return refusals.foreign(".ppt")
    if suffix in _PART_OF_SUFFIX and "[Content_Types].xml" in package:
        return refusals.no_part(_PART_OF_SUFFIX[suffix])
    return refusals.mislabelled(suffix) if suffix in _PART_OF_SUFFIX else refusals.foreign("")
