"""Checking a batch of files as a pure function: what processes, clusters and other programs call.

Nothing is printed and nothing changed; files, plan and results are plain data that can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from goallint import own, remote
from goallint.discover import Found
from goallint.errors import ReadError, UsageError
from goallint.language import Phrase
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.results import DocumentResult, Failure

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from goallint.processes import Loss  # a run in one process need not load what starts others

_GENERAL = Plan()


def check_batch(files: Iterable[Found], plan: Plan = _GENERAL, run: str = "") -> list[DocumentResult]:
    """Check files, each for itself, in their order.

    A process loads the rules once for all batches of the same plan and `run`, any word that a new run changes.
    UsageError, ConfigError or RuleError if the plan cannot be carried out; what is wrong with a file is in its result.
    """
    checker = _checker(plan, run)
    return [check_found(checker, found) for found in files]


def check_bytes(name: str, content: bytes, plan: Plan = _GENERAL, run: str = "") -> DocumentResult:
    """Check a file that is not on a disk; `name` is what it is called in the result, a path or a URL.

    The readers want a file, so one is made and taken away again.
    """
    with _folder() as folder:
        path = Path(folder) / f"file{PurePosixPath(name).suffix}"
        path.write_bytes(content)
        return _checker(plan, run).check(Found(path, name=name))


def check_found(checker: Checker, found: Found) -> DocumentResult:
    """Check one file; one that a URL names is copied, and the copy taken away again."""
    if not remote.is_url(found.name):
        return checker.check(found)
    with _folder() as folder:
        try:
            path = remote.fetch(found.name, Path(folder))
        except (ReadError, UsageError) as error:
            return DocumentResult(found.name, "unreadable", Failure(own.UNREADABLE.id, error.message, error.remedy))
        return checker.check(replace(found, path=path))


def _folder() -> TemporaryDirectory[str]:
    from tempfile import TemporaryDirectory

    return TemporaryDirectory(prefix="goallint-")


@lru_cache(maxsize=1)
def _checker(plan: Plan, run: str) -> Checker:  # noqa: ARG001  # a part of the key
    checker = Checker(plan)
    list(checker.checks())  # what is wrong with the plan is said before any file is read
    return checker


def lost(found: Found, loss: Loss, *, limit: float) -> DocumentResult:
    """What to say of a file that the process that checked it did not survive."""
    return DocumentResult(found.shown, "unreadable", _too_long(limit) if loss == "hung" else ENDED)


ENDED = Failure(
    own.UNREADABLE.id,
    Phrase("检查这个文件的进程意外结束，两次都是如此", "The process that checked this file ended unexpectedly, twice"),
    Phrase(
        "多半是文件太大而内存不足，或文件异常。请把文件拆小，或用 Word、WPS 打开后另存；仍不行请把文件发给维护者。",
        "Most likely the file is too large for the memory, or odd. Split it, or save it again with Word or WPS; "
        "if that does not help, send the file to the maintainers.",
    ),
)


def _too_long(limit: float) -> Failure:
    return Failure(
        own.UNREADABLE.id,
        Phrase(f"检查这个文件超时：{limit:g} 秒没有完成", f"This file took more than {limit:g} seconds to check"),
        Phrase(
            "请把文件拆小，或用 goallint check --timeout 给更长的时间。",
            "Split the file, or allow more time with `goallint check --timeout`.",
        ),
    )
