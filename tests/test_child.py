"""A process that another one keeps for dangerous work: it crashes or hangs alone, and ends with its parent."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from goallint import child, cluster
from goallint.child import Child, LostError
from goallint.discover import Found
from goallint.errors import GoallintError
from goallint.plan import Plan, Settings
from tests.test_processes import alive

LIMIT = 60.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")


@pytest.fixture
def kept() -> Iterator[Child]:
    """Keep a child for one test."""
    kept = Child()
    yield kept
    kept.close()


def test_it_answers_again_and_again(kept: Child) -> None:
    """One process does everything."""
    first = kept.call(os.getpid, limit=LIMIT)

    assert first != os.getpid()
    assert kept.call(divmod, 7, 2, limit=LIMIT) == (3, 1)
    assert kept.call(os.getpid, limit=LIMIT) == first


def test_what_is_printed_is_no_answer(kept: Child, capfd: pytest.CaptureFixture[str]) -> None:
    """A library may say what it likes."""
    assert kept.call(print, "一" * 100_000, limit=LIMIT) is None
    assert kept.call(os.system, "echo 二", limit=LIMIT) == 0
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (os._exit, (0,)),
        (signal.raise_signal, (signal.SIGKILL,)),
        (divmod, (1, 0)),
        (time.sleep, ("",)),
        (open, (os.devnull,)),
    ],
)
def test_a_crash_is_told(function: object, arguments: tuple[object, ...], kept: Child) -> None:
    """Whatever it is, the next work is done."""
    with pytest.raises(LostError) as caught:
        kept.call(function, *arguments, limit=LIMIT)  # type: ignore[arg-type]

    assert caught.value.loss == "crashed"
    assert kept.call(abs, -1, limit=LIMIT) == 1


def test_a_hang_is_told(kept: Child) -> None:
    """After its time."""
    kept.call(abs, -1, limit=LIMIT)
    with pytest.raises(LostError) as caught:
        kept.call(time.sleep, 600, limit=0.1)

    assert caught.value.loss == "hung"
    assert kept.call(abs, -1, limit=LIMIT) == 1


def test_one_that_has_ended_meanwhile_is_replaced(kept: Child) -> None:
    """As it ends by itself when it has nothing to do."""
    first = kept.call(os.getpid, limit=LIMIT)
    os.kill(first, signal.SIGKILL)
    while alive(first):
        time.sleep(0.01)

    assert kept.call(os.getpid, limit=LIMIT) != first


def in_a_daemon(answers: object) -> None:
    """Keep a child where multiprocessing would not."""
    kept = Child()
    answers.send(kept.call(abs, -1, limit=LIMIT))  # type: ignore[attr-defined]
    kept.close()


def test_a_daemon_may_keep_one() -> None:
    """Workers of Dask are such."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=in_a_daemon, args=(theirs,), daemon=True)
    process.start()

    assert ours.recv() == 1
    process.join()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_it_ends_with_its_parent() -> None:
    """Even if that was killed."""
    script = (
        "import os, sys; from goallint.child import Child\n"
        "print(Child().call(os.getpid, limit=60), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:  # noqa: S603  # our own
        assert parent.stdout
        number = int(parent.stdout.readline())
        parent.kill()

    until = time.monotonic() + 30
    while alive(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(number)


@pytest.fixture
def worker(kept: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a worker of Dask that has a child."""
    monkeypatch.setattr(cluster, "_IDLE", deque([kept]))


@pytest.mark.usefixtures("worker")
def test_a_worker_whose_children_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is blamed for it, and nobody tries for ever."""
    monkeypatch.setattr(child, "PROGRAM", "import os; os._exit(3)")
    wrong = cluster.work([Found(Path("渡口.txt"))], Plan(), "run", LIMIT)

    assert isinstance(wrong, tuple)
    assert "无法启动" in wrong[0].zh


@pytest.mark.usefixtures("worker")
def test_a_worker_says_what_is_wrong_with_the_plan() -> None:
    """As text: the errors themselves cannot be pickled."""
    wrong = cluster.work([Found(Path("渡口.txt"))], Plan(Settings(rules=("/没有",))), "run", LIMIT)

    assert isinstance(wrong, tuple)
    assert "/没有" in GoallintError(*wrong).say("zh")
