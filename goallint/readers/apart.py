"""Reading apart: in a process of its own, with limits on time and memory.

For formats whose libraries a crafted file can trap: xlrd loops on a negative length, pdfminer on a page without end.
A check of the file beforehand would have to know all such traps; a process that can be ended needs to know none.
Only data comes back, as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from goallint.document import Cell, Document, Paragraph, Table
from goallint.errors import ReadError
from goallint.language import Phrase
from goallint.readers import limits, refusals

_CHILD = "from goallint.readers.apart import main; main()"


def read(kind: str, path: Path) -> Document:
    """Read the document at `path` with the reader for `kind`, "xls" or "pdf"."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", _CHILD, kind, os.fspath(path)]
    known = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(  # noqa: S603  # ourselves
            command,
            env={**os.environ, "PYTHONPATH": known, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusals.too_slow(limits.SECONDS) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise refusals.broken_off(done.returncode) from None
    if "refused" in answer:
        message, remedy, code = answer["refused"]
        raise ReadError(Phrase(*message), Phrase(*remedy), code=code)
    return Document(str(path), tuple(map(_unpacked, answer["blocks"])))


def main() -> None:
    """Read one document as the child process does: the format and the path are arguments, JSON is the answer."""
    _limit()
    kind, path = sys.argv[1:]
    json.dump(_answer(_reader(kind), Path(path)), sys.stdout, ensure_ascii=False)


def _answer(reader: Callable[[Path], Document], path: Path) -> dict[str, Any]:
    try:
        return {"blocks": list(map(_packed, reader(path).blocks))}
    except ReadError as error:
        refusal = error
    except OSError as reason:
        refusal = refusals.closed(path, reason)
    except MemoryError:
        refusal = refusals.bomb()
    return {"refused": [refusal.message, refusal.remedy, refusal.code]}


def _reader(kind: str) -> Callable[[Path], Document]:
    if kind == "pdf":
        from goallint.readers import pdf

        return pdf.read
    from goallint.readers import xls

    return xls.read


def _limit() -> None:
    """Limit this process, as far as the operating system can; time here, too, should nobody be left to end it."""
    with suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_AS, limits.MEMORY_BYTES),
            (resource.RLIMIT_CPU, limits.SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


def _packed(block: Paragraph | Table) -> list[Any]:
    if isinstance(block, Paragraph):
        return [block.number, block.text]
    cells = [[cell.row, cell.column, cell.text, cell.row_span, cell.column_span] for cell in block.cells]
    return [block.number, block.sheet, cells]


def _unpacked(packed: list[Any]) -> Paragraph | Table:
    number, text, *cells = packed
    if not cells:
        return Paragraph(number, text)
    return Table(number, tuple(Cell(number, *values) for values in cells[0]), text)
