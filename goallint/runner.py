"""Checking many files on one machine: in this process, or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from goallint import own
from goallint.batch import check_found
from goallint.discover import Found
from goallint.language import Phrase
from goallint.pipeline import Checker
from goallint.processes import Loss, cores, spread
from goallint.results import DocumentResult, Failure

TIMEOUT = 180.0
"""Seconds that a file may take in a process of its own."""
FEW = 8
"""So few files are checked before other processes have started."""


def check_files(
    checker: Checker, files: Sequence[Found], *, jobs: int | None = None, timeout: float | None = None
) -> Iterator[DocumentResult]:
    """Check files, each for itself; the results come in the order of the files, one after the other.

    `jobs` is how many processes check, None as many as there are cores; `timeout` is how many seconds a file may take,
    None three minutes. A few files, or all with one job, are checked in this process, where nothing can stop one
    that takes too long, unless a timeout is given.
    """
    workers = min(jobs or cores(), len(files))
    if timeout is None and (workers <= 1 or len(files) < FEW):
        return map(partial(check_found, checker), files)
    limit = TIMEOUT if timeout is None else timeout
    return spread(partial(_prepare, checker), files, partial(_lost, limit=limit), workers=workers, limit=limit)


def _prepare(checker: Checker) -> Callable[[Found], DocumentResult]:
    list(checker.checks())  # what takes its time to load is not counted as that of the first file
    return partial(check_found, checker)


def _lost(found: Found, loss: Loss, *, limit: float) -> DocumentResult:
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
        Phrase("请用 --timeout 给更长的时间，或把文件拆小。", "Allow more time with --timeout, or split the file."),
    )
