"""Work spread over processes: order, crashes, hangs, bounded memory, and the end of everything."""

import faulthandler
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from goallint import processes
from goallint.errors import GoallintError
from goallint.processes import _GRACE, _WINDOW, Loss, _alarm, _context, spread

ENDLESS = 600.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")


def act(task: str) -> str:
    """Do what the word says."""
    match task.split():
        case ["hang"]:
            time.sleep(ENDLESS)
        case ["exit"]:
            os._exit(3)
        case ["signal", name]:
            os.kill(os.getpid(), signal.Signals[name])
            time.sleep(ENDLESS)
        case ["raise"]:
            raise MemoryError
        case ["unpicklable"]:
            return threading.Lock()  # type: ignore[return-value]
        case ["slow", seconds]:
            time.sleep(float(seconds))
        case ["once", path] if not Path(path).exists():
            Path(path).touch()
            os._exit(3)
        case ["process"]:
            return str(os.getpid())
    return f"done {task}"


def prepare() -> Callable[[str], str]:
    """Return what does the tasks of these tests; pytest need not hear of it when they crash."""
    faulthandler.disable()
    return act


def broken() -> Callable[[str], str]:
    """Fail to get ready."""
    raise MemoryError


def lost(task: str, loss: Loss) -> str:
    """Tell what was lost."""
    return f"{loss} {task}"


def done(*tasks: str, workers: int = 2, limit: float = ENDLESS) -> list[str]:
    """Do the tasks."""
    return list(spread(prepare, tasks, lost, workers=workers, limit=limit))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    """Whichever worker is faster."""
    tasks = ["slow 0.05", *map(str, range(50))]

    assert done(*tasks, workers=workers) == [f"done {task}" for task in tasks]


def test_nothing_to_do_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tasks, no results, no workers."""
    monkeypatch.setattr(processes, "_context", None)

    assert done() == []


@pytest.mark.parametrize("end", ["exit", "signal SIGSEGV", "signal SIGKILL", "signal SIGABRT", "raise", "unpicklable"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_crash_costs_the_task_alone(end: str, workers: int) -> None:
    """Those that waited behind it are done by another worker."""
    tasks = ["a", "b", end, *"cdefgh"]

    assert done(*tasks, workers=workers) == [f"crashed {end}" if task == end else f"done {task}" for task in tasks]


def test_many_crashes_cost_only_themselves() -> None:
    """Even side by side, at the beginning and at the end."""
    tasks = ["exit", "exit", "a", "exit", "b", "exit"]

    assert done(*tasks) == [f"crashed {task}" if task == "exit" else f"done {task}" for task in tasks]


def test_a_task_is_not_to_blame_for_one_crash(tmp_path: Path) -> None:
    """Who ends a worker from outside loses nothing: the task is done again."""
    task = f"once {tmp_path / 'mark'}"

    assert done("a", task, "b") == ["done a", f"done {task}", "done b"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_hang_costs_the_task_alone(workers: int) -> None:
    """It is ended after its time; the others have all of theirs."""
    tasks = ["a", "hang", *"bcd"]

    assert done(*tasks, workers=workers, limit=1) == ["done a", "hung hang", "done b", "done c", "done d"]


def test_each_task_has_its_own_time() -> None:
    """Tasks that wait in line are not late, and a reader that takes its time makes nobody late."""
    results = spread(prepare, ["slow 0.3"] * 4, lost, workers=1, limit=0.9)
    first = next(results)
    time.sleep(1)

    assert [first, *results] == ["done slow 0.3"] * 4


def test_few_tasks_are_taken_ahead_of_the_first() -> None:
    """What waits for a slow task does not fill the memory."""
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield "slow 0.5" if number == 0 else "quick"

    results = spread(prepare, tasks(), lost, workers=2)
    first = next(results)
    at_first = taken
    del results
    gc.collect()

    assert first == "done slow 0.5"
    assert at_first <= _WINDOW


def test_leaving_early_ends_the_workers() -> None:
    """Ctrl-C, or a reader that has enough: nothing runs on."""
    results = spread(prepare, ["process", "process", "hang", "hang"], lost, workers=2)
    workers = {int(next(results)), int(next(results))}
    results.close()  # type: ignore[attr-defined]

    assert [pid for pid in workers if alive(pid)] == []


def alive(pid: int) -> bool:
    """Tell whether a process is there, and is not just a name that nobody has crossed out."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def test_workers_that_never_get_ready_are_said() -> None:
    """No task is blamed for it, and nobody tries for ever."""
    with pytest.raises(GoallintError, match="cannot be started"):
        list(spread(broken, ["a"], lost, workers=2))


def test_a_process_with_threads_is_not_forked(tmp_path: Path) -> None:
    """Locks of other threads would be copied as they are; the results are the same."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert _context().get_start_method() == "spawn"
        assert done("a", f"once {tmp_path / 'mark'}", "exit", "hang", limit=1)[1:] == [
            f"done once {tmp_path / 'mark'}",
            "crashed exit",
            "hung hang",
        ]
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("task", ["process", "slow 0.5"])
def test_workers_end_with_their_parent(task: str) -> None:
    """Even if it was killed and could tell nobody, idle or at work."""
    script = (
        "import sys; from tests.test_processes import lost, prepare; from goallint.processes import spread\n"
        f"results = spread(prepare, ['process', 'process', {task!r}, {task!r}], lost, workers=2)\n"
        "print(next(results), next(results), flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:  # noqa: S603  # our own
        assert parent.stdout
        workers = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()

    assert len(workers) == 2
    until = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, workers))


def test_a_hung_orphan_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system is told to end what nobody is left to end."""
    told: list[int] = []
    monkeypatch.setattr(signal, "alarm", told.append)
    _alarm(0.2)
    _alarm(float("inf"))

    assert told == [1 + _GRACE, 0]


def test_the_work_may_be_bound_to_what_it_needs() -> None:
    """As the checking of files is to its plan."""
    assert list(spread(partial(bound, "x"), ["a"], lost, workers=1)) == ["x a"]


def bound(word: str) -> Callable[[str], str]:
    """Return work that has been told something."""
    return partial("{} {}".format, word)
