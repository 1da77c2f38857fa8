"""What tests of annotated copies have in common: findings at places, copies, and what is in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings

from goallint.annotate.one import write_to
from goallint.discover import Found
from goallint.document import Comment
from goallint.findings import Finding, Place
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.readers import read
from goallint.results import DocumentResult
from goallint.suppress import Suppressor
from tests.reporting import finding

WHEN = datetime(2031, 3, 4, 5, 6, 7, tzinfo=UTC)
FEW_FILES = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])

_ANCHOR = re.compile(
    rb"<(\w+):commentRange(?:Start|End)[^>]*/>|<(\w+):r(?: [^>]*)?><(\w+):commentReference[^>]*/></\w+:r>"
)


def at(table: int, row: int, column: int, message: str = "") -> Finding:
    """A finding at a place, that says where it is unless told otherwise."""
    return finding(place=Place(table, row, column, ""), message=message or f"在{table}-{row}-{column}")


def annotated(source: Path, findings: Iterable[Finding], name: str = "copy") -> Path:
    """Write an annotated copy beside `source`."""
    target = source.with_name(f"{name}{source.suffix}")
    write_to(target, source, findings, when=WHEN)
    return target


def ours(path: Path) -> list[Comment]:
    """The comments by goallint in a file."""
    return [comment for comment in read(path).comments if comment.author == "goallint"]


def where(path: Path) -> dict[str, list[tuple[int, int, int]]]:
    """For every comment by goallint the cells that it is about, by the first line of its message."""
    return {
        comment.text.splitlines()[1]: [(cell.table, cell.row, cell.column) for cell in comment.cells]
        for comment in ours(path)
    }


def part(path: Path, name: str) -> bytes:
    """The bytes of a part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def parts(path: Path) -> dict[str, tuple[bytes, tuple[int, ...]]]:
    """Content and time of every part, in the order of the package."""
    with zipfile.ZipFile(path) as package:
        return {info.filename: (package.read(info), info.date_time) for info in package.infolist()}


def without_anchors(content: bytes) -> bytes:
    """The main part of a Word document that has no comments but goallint's, without what anchors them."""
    return _ANCHOR.sub(b"", content)


@cache
def _checker() -> Checker:
    return Checker(Plan())


def checked(path: Path) -> DocumentResult:
    """What a check with all rules says; they are loaded once."""
    checker = _checker()
    [result] = Suppressor(checker.names_for).run([checker.check(Found(path))])
    return result


def verdict(path: Path) -> list[object]:
    """Everything a check says about a file, but its name."""
    result = checked(path)
    said = [(each.rule, each.severity, each.place, each.message, each.related) for each in result.findings]
    return [result.status, *said, *result.skips]


def all_of(path: Path) -> list[Finding]:
    """The findings in a file, infos among them."""
    result = checked(path)
    return list(result.findings)
