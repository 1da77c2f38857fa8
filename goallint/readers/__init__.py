"""Bytes to Documents: what a file is, is decided by its content first and its suffix second."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from goallint.document import Document
from goallint.readers import container, limits, refusals

__all__ = ["SUFFIXES", "read", "readable"]

_CONVERTED = frozenset({".doc", ".wps", ".rtf", ".odt", ".dot", ".wpt", ".ott", ".ods", ".ots", ".xlsb"})
_PDF = frozenset({".pdf"})
_READ_HERE = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".xlt", ".et", ".ett", ".txt", ".md", ".csv"})
SUFFIXES = _READ_HERE | _CONVERTED | _PDF
"""What can be read, if all programs and packages are there; a file that is named may have any suffix."""

_Reader = Callable[[Path], Document]


def readable() -> frozenset[str]:
    """What a walk through a folder picks up: the suffixes of files that can be read with what is installed here."""
    from importlib.util import find_spec

    from goallint.readers import soffice

    converted = _CONVERTED if soffice.find() else frozenset[str]()
    return _READ_HERE | converted | (_PDF if find_spec("pdfplumber") else frozenset())


def _read_text(path: Path) -> Document:
    from goallint.readers import text

    return text.read(path)


def _read_markdown(path: Path) -> Document:
    from goallint.readers import text

    return text.read_markdown(path)


def _read_delimited(path: Path) -> Document:
    from goallint.readers import delimited

    return delimited.read(path)


def _read_pdf(path: Path) -> Document:
    from goallint.readers import apart

    return apart.read("pdf", path)


_HEAD = 4096
_BY_CONTENT: dict[bytes, _Reader] = {
    **dict.fromkeys(container.ZIP, container.read_zip),
    container.OLE: container.read_ole,
    b"%PDF-": _read_pdf,
}
_TEXTS: dict[str, _Reader] = {".csv": _read_delimited, ".md": _read_markdown}
_BY_BEGINNING: dict[bytes, str] = {b"{\\rtf": ".rtf", b"<!doctype html": ".html", b"<html": ".html"}
_BY_PROGRAM: dict[bytes, str] = {b'progid="word.document"': "Word XML", b'progid="excel.sheet"': "Excel XML"}
_BLANK = b"\xef\xbb\xbf \t\r\n"
_BINARY = frozenset(SUFFIXES - {".txt", ".md", ".csv"})


def read(path: Path | str) -> Document:
    """Read the document at `path`; whatever is wrong with it is a ReadError."""
    path = Path(path)
    try:
        _refuse_strange(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        return _reader_for(head, path.suffix.lower())(path)
    except (OSError, ValueError) as reason:
        raise refusals.closed(path, reason) from reason
    except MemoryError as reason:
        raise refusals.bomb() from reason


def _refuse_strange(path: Path) -> None:
    """Refuse what is no file, before opening it: opening a pipe waits for somebody to write into it."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise refusals.missing(path) from None
    if stat.S_ISDIR(status.st_mode):
        raise refusals.folder(path)
    if not stat.S_ISREG(status.st_mode):
        raise refusals.no_file(path)
    if status.st_size > limits.FILE_BYTES:
        raise refusals.too_big(limits.FILE_BYTES)


def _reader_for(head: bytes, suffix: str) -> _Reader:
    if not head:
        raise refusals.empty()
    for magic, reader in _BY_CONTENT.items():
        if head.startswith(magic):
            return reader
    if kind := _kind_of_text(head.lstrip(_BLANK).lower()):
        return lambda path: container.read_converted(path, kind)
    if suffix in _BINARY:
        raise refusals.mislabelled(suffix)
    return _TEXTS.get(suffix, _read_text)


def _kind_of_text(head: bytes) -> str:
    """Name the format that is text to a machine but not to people; "" for a plain text."""
    if head.startswith(b"<?xml"):
        kind = next((kind for program, kind in _BY_PROGRAM.items() if program in head), "")
        if not kind and b"<html" not in head:
            raise refusals.foreign(".xml")
        return kind or ".html"
    return next((kind for beginning, kind in _BY_BEGINNING.items() if head.startswith(beginning)), "")
