"""Work spread over processes, where a task that crashes or hangs costs nothing but itself.

Each worker has a pipe of its own, so that one that dies holds no lock that others wait for; the parent is a single
thread that knows which task every worker is at. Workers hear of the end of the parent by the end of their pipe.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil, inf
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, Generic, Literal, TypeVar

from goallint.errors import GoallintError
from goallint.language import Phrase

T = TypeVar("T")
R = TypeVar("R")
Loss = Literal["crashed", "hung"]

_AHEAD = 3
"""So many tasks a worker has at most, the one it is at included: it need not wait for the next."""
_WINDOW = 256
"""So many tasks at most are taken before the first of them is done: results that wait for it fill no memory."""
_TRIES = 2
"""Whatever killed a worker may have been meant for another process: a task is to blame when it happens again."""
_STARTS = 3
"""So many workers in a row may die before they are ready."""
_GRACE = 5
"""Seconds after which a worker that should have been killed ends itself."""
_READY = None


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    prepare: Callable[[], Callable[[T], R]],
    tasks: Iterable[T],
    lost: Callable[[T, Loss], R],
    *,
    workers: int,
    limit: float = inf,
) -> Iterator[R]:
    """Do all tasks in that many worker processes; the results come in the order of the tasks, each in its turn.

    `prepare` is called once in each worker and returns what does a task, which raises nothing; it, tasks and results
    are pickled. A task that takes more than `limit` seconds, or whose process ends, has the result of `lost`.
    """
    pool = _Pool(prepare, lost, workers, limit)
    try:
        yield from pool.run(tasks)
    finally:
        pool.close()


class _Pool(Generic[T, R]):
    """The parent's side: which worker has which tasks, and the results whose turn has not come."""

    def __init__(
        self, prepare: Callable[[], Callable[[T], R]], lost: Callable[[T, Loss], R], most: int, limit: float
    ) -> None:
        self._prepare = prepare
        self._lost = lost
        self._most = most
        self._limit = limit
        self._workers: list[_Worker[T, R]] = []
        self._taken = 0
        self._again: deque[tuple[int, T]] = deque()
        self._crashes: Counter[int] = Counter()
        self._results: dict[int, R] = {}
        self._stillborn = 0

    def run(self, tasks: Iterable[T]) -> Iterator[R]:
        coming, turn = enumerate(tasks), 0
        while True:
            self._hand_out(coming, turn + _WINDOW)
            if not any(worker.tasks for worker in self._workers):
                return
            self._collect()
            while turn in self._results:
                yield self._results.pop(turn)
                turn += 1

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _hand_out(self, coming: Iterator[tuple[int, T]], before: int) -> None:
        """Give tasks to whoever has the fewest, new ones only if their number is below `before`."""
        while len(self._again) or self._taken < before:
            idlest = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
            room = len(self._workers) < self._most
            if not room and idlest and len(idlest.tasks) >= _AHEAD:
                return
            task = self._again.popleft() if self._again else next(coming, None)
            if task is None:
                return
            self._taken = max(self._taken, task[0] + 1)
            if idlest is None or (room and idlest.tasks):
                idlest = _Worker(self._prepare, self._workers)
                self._workers.append(idlest)
            idlest.give(*task, self._limit)

    def _collect(self) -> None:
        """Wait until a worker has something to say, or has taken too long."""
        first = min(worker.deadline for worker in self._workers)
        ready = wait([worker.pipe for worker in self._workers], None if first == inf else max(0, first - monotonic()))
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            self._listen(worker)
        for worker in [worker for worker in self._workers if worker.deadline <= monotonic()]:
            # It may have come to an end while its results were not listened to.
            if not worker.pipe.poll():
                self._bury(worker, "hung")

    def _listen(self, worker: _Worker[T, R]) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker, "crashed")
            return
        if worker.ready:
            number, _ = worker.tasks.popleft()
            self._results[number] = said
        else:
            worker.ready = True
            self._stillborn = 0
        worker.rest(self._limit)

    def _bury(self, worker: _Worker[T, R], loss: Loss) -> None:
        """Take the tasks of a worker back; the one that it was at is lost if it is to blame."""
        worker.kill()
        self._workers.remove(worker)
        tasks = list(worker.tasks)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn == _STARTS:
                raise no_workers()
        elif tasks:
            number, task = tasks[0]
            self._crashes[number] += 1
            if loss == "hung" or self._crashes[number] == _TRIES:
                self._results[number] = self._lost(task, loss)
                del tasks[0], self._crashes[number]
        self._again.extendleft(reversed(tasks))


class _Worker(Generic[T, R]):
    """A worker as the parent sees it: `tasks` are those it has, in order, `deadline` is when the first has to be done.

    It is `ready` when it has said so.
    """

    def __init__(self, prepare: Callable[[], Callable[[T], R]], others: Sequence[_Worker[T, R]]) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        # A forked process has the pipes of all: it would keep those of the others open after the parent's end.
        forked = context.get_start_method() == "fork"
        not_theirs = [self.pipe, *(other.pipe for other in others)] if forked else []
        self._process = context.Process(target=_serve, args=(theirs, not_theirs, prepare), daemon=True)
        self._process.start()
        theirs.close()
        self.tasks: deque[tuple[int, T]] = deque()
        self.deadline = inf
        self.ready = False

    def give(self, number: int, task: T, limit: float) -> None:
        """Add a task; that the worker is dead is seen when it is listened to."""
        self.tasks.append((number, task))
        try:
            self.pipe.send((task, limit))
        except OSError:
            return
        if self.ready and len(self.tasks) == 1:
            self.deadline = monotonic() + limit

    def rest(self, limit: float) -> None:
        """Start the time of the next task, if there is one."""
        self.deadline = monotonic() + limit if self.tasks else inf

    def kill(self) -> None:
        """End the process at once: it has nothing to tidy up."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def _context() -> Any:
    """Choose how processes are started.

    A fork has all rules loaded already, but copies the locks of other threads as they are; and only Linux is sure to
    survive it.
    """
    alone = threading.active_count() == 1
    return get_context("fork" if sys.platform == "linux" and alone else "spawn")


def _serve(
    pipe: Connection, not_ours: Sequence[Connection], prepare: Callable[[], Callable[[Any], Any]]
) -> None:  # pragma: no cover  # runs in another process
    """Be a worker until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends its workers
    for each in not_ours:
        each.close()
    try:
        work = prepare()
        gc.freeze()  # what is loaded stays: no need to look through it for garbage, again and again
        pipe.send(_READY)
        while True:
            task, limit = pipe.recv()
            _alarm(limit)
            result = work(task)
            _alarm(inf)
            pipe.send(result)
    except (EOFError, OSError):
        os._exit(0)  # the parent is gone
    except BaseException:  # noqa: BLE001  # the parent says what it means for the task
        os._exit(1)


def _alarm(limit: float) -> None:
    """Let the system end this process if the parent, which should, is gone: a hung task hears no pipe."""
    if sys.platform != "win32":
        signal.alarm(0 if limit == inf else ceil(limit) + _GRACE)


def no_workers() -> GoallintError:
    """What to say when none gets ready."""
    return GoallintError(
        Phrase("无法启动检查用的进程。", "The processes that check files cannot be started."),
        Phrase(
            "多半是内存不足。请用 --jobs 1 再试。", "Most likely there is not enough memory. Try again with --jobs 1."
        ),
    )
