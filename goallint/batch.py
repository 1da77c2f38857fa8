"""Checking a batch of files as a pure function: what processes, clusters and other programs call.

Nothing is printed, nothing is changed; files, plan and results are plain data that can be pickled. A process loads
the rules of a plan once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from goallint.discover import Found
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.results import DocumentResult

_GENERAL = Plan()


@lru_cache(maxsize=1)
def _checker(plan: Plan) -> Checker:
    return Checker(plan)


def check_batch(files: Iterable[Found], plan: Plan = _GENERAL) -> list[DocumentResult]:
    """Check files, each for itself, in their order.

    UsageError, ConfigError or RuleError if the plan cannot be carried out; what is wrong with a file is in its result.
    """
    checker = _checker(plan)
    return [checker.check(found) for found in files]


def check_bytes(name: str, content: bytes, plan: Plan = _GENERAL) -> DocumentResult:
    """Check a file that is not on this disk; `name` is what it is called in the result, a path or a URL.

    The readers want a file, so one is made and taken away again.
    """
    with TemporaryDirectory(prefix="goallint-") as folder:
        path = Path(folder) / f"file{PurePosixPath(name).suffix}"
        path.write_bytes(content)
        return _checker(plan).check(Found(path, name=name))
