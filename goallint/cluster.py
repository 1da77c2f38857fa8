"""Checking many files on a Dask cluster: batches go to its workers, results come back in the order of the files.

Each worker leaves the files to a process of its own, so it does not die of them. One that is killed from outside costs
nothing: the scheduler gives its batches to others.
"""

from __future__ import annotations

import logging
import secrets
from asyncio import CancelledError
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from math import ceil
from typing import TYPE_CHECKING, Any

from goallint.batch import check_batch, lost
from goallint.child import Child, LostError
from goallint.discover import Found
from goallint.errors import GoallintError, UsageError
from goallint.language import NOTHING, Phrase
from goallint.plan import Plan
from goallint.processes import Loss, cores, no_workers
from goallint.results import DocumentResult

if TYPE_CHECKING:
    from distributed import Client, Future

TIMEOUT = 300.0
"""Seconds that a file may take, the time to fetch it included."""
_BATCH = 16
_FLYING = 3
"""So many batches a thread of the cluster are on their way: none is idle, and few results wait to be read."""
_PATIENCE = 300
"""Seconds that a cluster may be without any worker."""
_TRIES = 2
_STARTS = 3
"""So many processes in a row may die before they have loaded the rules."""
_LOADING = 300.0
"""Seconds to load the rules."""


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
        self._name = f"goallint-{secrets.token_hex(6)}"

    def results(self, files: Sequence[Found]) -> Iterator[DocumentResult]:
        threads = sum(self._client.nthreads().values()) or 1  # type: ignore[no-untyped-call]
        size = max(1, min(_BATCH, ceil(len(files) / (threads * _FLYING))))
        flying: deque[Future[Any]] = deque()
        for start in range(0, len(files), size):
            flying.append(self._submit(files[start : start + size]))
            if len(flying) >= threads * _FLYING:
                yield from self._wait(flying.popleft())
        while flying:
            yield from self._wait(flying.popleft())

    def _submit(self, batch: Sequence[Found]) -> Future[Any]:
        # Never taken for the same task as another one: files change.
        return self._client.submit(work, list(batch), self._plan, self._name, self._limit, pure=False)

    def _wait(self, future: Future[Any]) -> list[DocumentResult]:
        """What comes of a batch; GoallintError if there is nobody to check it."""
        from distributed import KilledWorker

        while True:
            try:
                answer: list[DocumentResult] | Wrong = future.result(timeout=_PATIENCE)
            except TimeoutError:
                if not self._client.nthreads():  # type: ignore[no-untyped-call]
                    raise _gone(Phrase("Dask 集群里没有进程了。", "No worker of the Dask cluster is left.")) from None
            except KilledWorker:
                raise _gone(
                    Phrase("Dask 集群的进程接连被终止。", "The workers of the Dask cluster are killed again and again.")
                ) from None
            else:
                if isinstance(answer, tuple):
                    raise GoallintError(*answer)
                return answer


def _gone(what: Phrase) -> GoallintError:
    return GoallintError(
        what,
        Phrase("请检查集群的内存和日志；用 --resume 接着检查。", "See to its memory and its logs; --resume goes on."),
    )


Wrong = tuple[Phrase, Phrase]
"""What is wrong with a plan, and what to do: an error with more than that cannot be pickled."""
_IDLE: deque[Child] = deque()
"""The processes of this worker that nobody uses now."""


def work(files: list[Found], plan: Plan, run: str, limit: float) -> list[DocumentResult] | Wrong:
    """Check a batch in a worker, which leaves it to a process of its own: a file can do it no harm.

    `run` is any word that a new run changes, `limit` how many seconds a file may take.
    """
    child = _IDLE.pop() if _IDLE else Child()
    try:
        return [_check(found, plan, run, limit, child) for found in files]
    except GoallintError as error:
        return error.message, error.remedy
    finally:
        _IDLE.append(child)


def _check(found: Found, plan: Plan, run: str, limit: float, child: Child) -> DocumentResult:
    """Check a file. Whatever ended the child may have been meant for another process: it has a second try."""
    loss: Loss = "crashed"
    for _ in range(_TRIES):
        _load(plan, run, child)
        try:
            [result] = child.call(check_batch, [found], plan, run, limit=limit)
        except LostError as error:
            loss = error.loss
            if loss == "hung":
                break
        else:
            return result
    return lost(found, loss, limit=limit)


def _load(plan: Plan, run: str, child: Child) -> None:
    """Let the child load the rules, if it has not; the time for it is not that of a file."""
    for _ in range(_STARTS):
        with suppress(LostError):
            wrong = child.call(_wrong, plan, run, limit=_LOADING)
            if wrong:
                raise GoallintError(*wrong)
            return
    raise no_workers()


def _wrong(plan: Plan, run: str) -> Wrong | None:
    try:
        check_batch([], plan, run)
    except GoallintError as error:
        return Phrase(error.say("zh"), error.say("en")), NOTHING
    return None


@contextmanager
def _client(scheduler: str | None, jobs: int | None) -> Iterator[Client]:
    """Connect to a cluster, or start one; what Dask logs of workers that come and go is nothing for people."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError(
            Phrase("--engine dask 需要安装 Dask。", "--engine dask needs Dask."),
            Phrase('请运行 pip install "goallint[dask]"。', 'Run `pip install "goallint[dask]"`.'),
        ) from None
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        try:
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
