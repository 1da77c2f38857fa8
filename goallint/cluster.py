"""Checking many files on a Dask cluster: batches go to its workers, results come back in the order of the files.

A worker that dies costs nothing: the scheduler gives its batches to others. A batch that kills one worker after
another is taken apart, and the file that does it is named.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import secrets
import threading
from asyncio import CancelledError
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from math import ceil
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from goallint import own
from goallint.batch import check_batch
from goallint.discover import Found
from goallint.errors import GoallintError, UsageError
from goallint.language import NOTHING, Phrase
from goallint.plan import Plan
from goallint.processes import cores
from goallint.results import DocumentResult, Failure

if TYPE_CHECKING:
    from distributed import Client, Future

TIMEOUT = 300.0
"""Seconds that a file may take, the time to fetch it included."""
_BATCH = 16
_FLYING = 3
"""So many batches a thread of the cluster are on their way: none is idle, and few results wait to be read."""
_DEATHS = 2
"""So many workers of a cluster of our own may die of a batch before it is taken apart."""
_PATIENCE = 300
"""Seconds that a cluster may be without any worker."""
_RESTART = 20
"""Seconds to wait for workers that have died."""
_PAUSE = 1
_ONE_AT_A_TIME = threading.Lock()


def check_files(
    plan: Plan,
    files: Sequence[Found],
    *,
    scheduler: str | None = None,
    jobs: int | None = None,
    timeout: float | None = None,
) -> Iterator[DocumentResult]:
    """Check files on the cluster of that scheduler, or on one of `jobs` processes that lasts as long as the check.

    Files that are named by a URL are read by the workers; others have to be where the workers see them, as have the
    folders with rules. UsageError if Dask is not installed or the scheduler not there; GoallintError if it goes away.
    """
    with _client(scheduler, jobs) as client:
        yield from _Run(client, plan, TIMEOUT if timeout is None else timeout).results(files)


class _Run:
    def __init__(self, client: Client, plan: Plan, limit: float) -> None:
        self._client = client
        self._plan = plan
        self._limit = limit
        self._workers = 0
        self._name = f"goallint-{secrets.token_hex(6)}"

    def results(self, files: Sequence[Found]) -> Iterator[DocumentResult]:
        workers = self._client.nthreads()  # type: ignore[no-untyped-call]
        self._workers = len(workers)
        flying: deque[tuple[Sequence[Found], Future[Any]]] = deque()
        threads = sum(workers.values()) or 1
        size = max(1, min(_BATCH, ceil(len(files) / (threads * _FLYING))))
        for start in range(0, len(files), size):
            batch = files[start : start + size]
            flying.append((batch, self._submit(batch)))
            if len(flying) >= threads * _FLYING:
                yield from self._first(flying)
        while flying:
            yield from self._first(flying)

    def _submit(self, batch: Sequence[Found]) -> Future[Any]:
        # Never taken for the same task as another one: files change.
        return self._client.submit(_work, list(batch), self._plan, self._name, self._limit, pure=False)

    def _wait(self, future: Future[Any]) -> list[DocumentResult]:
        """What comes of a batch; GoallintError if there is nobody to check it."""
        while True:
            try:
                return _told(future.result(timeout=_PATIENCE))
            except TimeoutError:
                if not self._client.nthreads():  # type: ignore[no-untyped-call]
                    raise GoallintError(
                        Phrase("Dask 集群里没有进程了。", "No worker of the Dask cluster is left."),
                        Phrase("请启动几个；用 --resume 接着检查。", "Start some; --resume goes on."),
                    ) from None

    def _first(self, flying: deque[tuple[Sequence[Found], Future[Any]]]) -> list[DocumentResult]:
        from distributed import KilledWorker

        batch, future = flying.popleft()
        try:
            return self._wait(future)
        except KilledWorker:
            # The scheduler cannot tell which of the tasks of a worker killed it, so each file is checked alone.
            for _, other in flying:
                other.exception()  # type: ignore[no-untyped-call]  # waits
            self._settle()
            return [self._alone(found) for found in batch]

    def _settle(self) -> None:
        """Let workers that have died come back: one that dies again while it starts is not started any more."""
        until = monotonic() + _RESTART
        while len(self._client.nthreads()) < self._workers and monotonic() < until:  # type: ignore[no-untyped-call]
            sleep(_PAUSE)
        sleep(_PAUSE)

    def _alone(self, found: Found) -> DocumentResult:
        from distributed import KilledWorker

        try:
            [result] = self._wait(self._submit([found]))
        except KilledWorker:
            self._settle()
            return DocumentResult(found.shown, "unreadable", LOST)
        return result


LOST = Failure(
    own.UNREADABLE.id,
    Phrase(
        "检查这个文件的进程一再意外结束，或者超时",
        "The processes that checked this file ended again and again, or took too long",
    ),
    Phrase(
        "多半是文件太大而内存不足，或文件异常。请把文件拆小，用 --timeout 给更长的时间，或单独检查这个文件。",
        "Most likely the file is too large for the memory, or odd. Split it, allow more time with --timeout, "
        "or check it by itself.",
    ),
)


def _work(
    files: list[Found], plan: Plan, run: str, limit: float
) -> list[DocumentResult] | tuple[Phrase, Phrase]:  # pragma: no cover  # runs in another process
    """Check a batch in a worker, or say what is wrong with the plan there.

    The process ends if a file takes too long: nothing else can stop it. The threads of a worker take turns; they
    share one interpreter anyway.
    """
    results = []
    with _ONE_AT_A_TIME, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        try:
            check_batch([], plan, run)  # the time to load the rules is not that of the first file
        except GoallintError as error:
            return Phrase(error.say("zh"), error.say("en")), NOTHING
        for found in files:
            faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
            try:
                results += check_batch([found], plan, run)
            finally:
                faulthandler.cancel_dump_traceback_later()
    return results


def _told(answer: list[DocumentResult] | tuple[Phrase, Phrase]) -> list[DocumentResult]:
    if isinstance(answer, tuple):
        raise GoallintError(*answer)
    return answer


@contextmanager
def _client(scheduler: str | None, jobs: int | None) -> Iterator[Client]:
    """Connect to a cluster, or start one; what Dask logs of workers that come and go is nothing for people."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError(
            Phrase("--engine dask 需要安装 Dask。", "--engine dask needs Dask."),
            Phrase('请运行 pip install "goallint[dask]"。', 'Run `pip install "goallint[dask]"`.'),
        ) from None
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        try:
            if scheduler is None:
                stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS - 1}))
            cluster = scheduler or stack.enter_context(
                LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=jobs or cores(),
                    threads_per_worker=1,
                    dashboard_address=":0",
                    silence_logs=logging.CRITICAL,
                )
            )
            client = stack.enter_context(Client(cluster, set_as_default=False))  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise UsageError(
                Phrase(f"无法连接 Dask 调度器 {scheduler or ''}：{reason}", f"No Dask scheduler {scheduler}: {reason}"),
                Phrase("地址写作 tcp://主机:8786。", "The address is like tcp://host:8786."),
            ) from None
        try:
            yield client
        except (OSError, CancelledError) as error:
            raise GoallintError(
                Phrase(f"Dask 集群中断：{type(error).__name__}", f"The Dask cluster went away: {type(error).__name__}"),
                Phrase("请检查调度器；用 --resume 接着检查。", "See to the scheduler; --resume goes on."),
            ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
