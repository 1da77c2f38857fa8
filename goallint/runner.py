"""Checking many files on one machine: in this process, or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from goallint.batch import check_found, lost
from goallint.discover import Found
from goallint.pipeline import Checker
from goallint.results import DocumentResult

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
    if timeout is None and (jobs == 1 or len(files) < FEW):
        return map(partial(check_found, checker), files)
    from goallint.processes import cores, spread

    workers = min(jobs or cores(), len(files))
    if timeout is None and workers <= 1:
        return map(partial(check_found, checker), files)
    limit = TIMEOUT if timeout is None else timeout
    return spread(partial(_prepare, checker), files, partial(lost, limit=limit), workers=workers, limit=limit)


def _prepare(checker: Checker) -> Callable[[Found], DocumentResult]:
    list(checker.checks())  # what takes its time to load is not counted as that of the first file
    return partial(check_found, checker)
