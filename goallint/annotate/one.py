"""One annotated copy: which kind of file it is, and all or nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from goallint.annotate import copying, docx, refusals, xlsx
from goallint.annotate.parts import Parts
from goallint.errors import CopyError, ReadError
from goallint.findings import Finding, Severity
from goallint.language import Language
from goallint.readers import docx as word
from goallint.readers import xlsx as excel
from goallint.readers.container import ZIP, main_part
from goallint.readers.package import Package, open_package, root_of
from goallint.reports.listed import listed
from goallint.results import DocumentResult

_Annotate = Callable[[Package, str, Iterable[Finding], Language, datetime], tuple[Parts, str]]
_BY_ROOT: dict[str, _Annotate] = {
    **dict.fromkeys(word.ROOTS, docx.annotate),
    **dict.fromkeys(excel.ROOTS, xlsx.annotate),
}


def can(path: Path) -> bool:
    """Whether the file, told by its content, takes comments."""
    try:
        with _opened(path):
            return True
    except (CopyError, ReadError, OSError):
        return False


def write(  # noqa: PLR0913  # what one may want to be different
    document: DocumentResult,
    source: Path,
    folder: Path,
    language: Language = "zh",
    *,
    level: Severity = Severity.WARNING,
    when: datetime | None = None,
) -> Path:
    """Write a copy of the file `source`, which `document` came of, to `folder`, and return its path.

    Its comments say the findings that count, from `level` on; they are dated `when`, by default now. See `write_to`.
    """
    target = folder / source.name
    write_to(target, source, listed(document, level), language, when=when)
    return target


def write_to(
    target: Path,
    source: Path,
    findings: Iterable[Finding],
    language: Language = "zh",
    *,
    when: datetime | None = None,
) -> None:
    """Write a copy of the file `source` to `target`, with comments about `findings`, dated `when`.

    An earlier copy is replaced, and comments that goallint wrote into `source` itself before are taken out. CopyError
    if that cannot be done: the format takes no comments, or something else stands at `target`. ReadError if `source`
    cannot be read any more.
    """
    _spare(source, target)
    try:
        with _opened(source) as (package, part, annotate):
            parts, sealed = annotate(package, part, findings, language, when or datetime.now().astimezone())
            changed = parts.changed()
        target.parent.mkdir(parents=True, exist_ok=True)
        copying.write_copy(source, target, changed, sealed)
    except OSError as reason:
        raise refusals.closed(target, reason) from reason
    except zipfile.BadZipFile as reason:
        raise refusals.damaged(source) from reason


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Package, str, _Annotate]]:
    """Open a file with its main part and what puts comments into it; CopyError if it takes none."""
    with path.open("rb") as stream:
        packed = stream.read(len(ZIP[0])) in ZIP
    if not packed:
        raise refusals.unsuited(path.suffix.lower())
    with open_package(path) as package:
        part = main_part(package)
        annotate = _BY_ROOT.get(root_of(package, part)) if part else None
        if annotate is None:
            raise refusals.unsuited(path.suffix.lower())
        yield package, part, annotate


def _spare(source: Path, target: Path) -> None:
    """Refuse to write over the original, and over what is not a copy as goallint left it."""
    if not target.exists():
        return
    if target.is_dir() or target.samefile(source) or not copying.untouched(target):
        raise refusals.stranger(target)
