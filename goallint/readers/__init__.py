"""Bytes to Documents: what a file is, is decided by its content first and its suffix second."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from goallint.document import Document
from goallint.readers import container, limits, refusals, text
from goallint.readers.text import read_text

__all__ = ["SUFFIXES", "read", "read_text"]

SUFFIXES = frozenset({".docx", ".xlsx", ".xls", ".txt"})
"""What a walk through a folder picks up; a file that is named may have any suffix."""

_Reader = Callable[[Path], Document]

_HEAD = 512
_BY_CONTENT: dict[bytes, _Reader] = {
    **dict.fromkeys(container.ZIP, container.read_zip),
    container.OLE: container.read_ole,
}
_FOREIGN_CONTENT = {b"%PDF": ".pdf", b"{\\rtf": ".rtf", b"<!doctype html": ".html", b"<html": ".html", b"<?xml": ".xml"}
_OFFICE = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".doc", ".wps"})


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
    for magic, kind in _FOREIGN_CONTENT.items():
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(magic.lower()):
            raise refusals.foreign(kind)
    if suffix in _OFFICE:
        raise refusals.mislabelled(suffix)
    return text.read
