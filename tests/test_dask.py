"""Checking on a Dask cluster: nothing lost, nothing twice, whatever becomes of its workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import dask
import pytest
from distributed import Client, Future, KilledWorker, LocalCluster, WorkerPlugin

from goallint import child, cluster, pipeline
from goallint.batch import lost
from goallint.cli import main
from goallint.discover import Found
from goallint.document import Document
from goallint.errors import GoallintError
from goallint.pipeline import Checker
from goallint.plan import Plan, Settings
from goallint.processes import Loss
from goallint.readers import read
from goallint.results import DocumentResult
from tests.forms import write_txt
from tests.reporting import FORM, MEMO, RULES

PLAN = Plan(Settings(rules=(str(RULES),), select=("T001", "T002")))
OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config"]
FILES = 40


class Trap(WorkerPlugin):
    """Makes files with certain names kill or hold the process that reads them, and all others slow."""

    def setup(self, worker: Any) -> None:  # noqa: ARG002  # the signature of Dask
        """Lay the trap, in every worker that ever starts."""
        setattr(child, "PROGRAM", TRAPPED)  # noqa: B010  # for good, in a process that ends with the tests


TRAPPED = "from tests.test_dask import trap; trap()"


def trap() -> None:
    """Be a child that is trapped."""
    setattr(pipeline, "read", trapped)  # noqa: B010  # for good, too
    child.main()


HARM: dict[Loss, str] = {"crashed": "杀.txt", "hung": "停.txt"}


def trapped(path: Path) -> Document:
    """Read a file, unless its name says something else."""
    if path.name == HARM["crashed"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if path.name == HARM["hung"]:
        time.sleep(600)
    time.sleep(0.02)
    return read(path)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Start a cluster of two processes."""
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as started,
        Client(started, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        client.register_plugin(Trap())
        yield client


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    """Write forms, and one file that is none."""
    write_txt(tmp_path / "通知.txt", MEMO)
    return [Found(write_txt(tmp_path / f"渡口{number:02}.txt", FORM)) for number in range(FILES)] + [
        Found(tmp_path / "通知.txt")
    ]


def address(client: Client) -> str:
    """Where the cluster is."""
    return str(client.scheduler_info()["address"])


def on_cluster(client: Client, files: list[Found], **options: Any) -> Iterator[DocumentResult]:
    """Check the files there."""
    return cluster.check_files(PLAN, files, scheduler=address(client), **options)


def workers(client: Client) -> set[int]:
    """Tell which processes the workers are."""
    return set(client.run(os.getpid, on_error="ignore").values())


def here(files: list[Found]) -> list[DocumentResult]:
    """Check the files in this process."""
    return list(map(Checker(PLAN).check, files))


def test_a_cluster_gives_the_same_results(client: Client, files: list[Found]) -> None:
    """In the same order."""
    assert list(on_cluster(client, files)) == here(files)


def test_a_worker_that_is_killed_costs_nothing(client: Client, files: list[Found]) -> None:
    """In the middle of a run: nothing is lost, nothing is there twice."""
    before = workers(client)
    results = on_cluster(client, files)
    first = next(results)
    os.kill(min(before), signal.SIGKILL)

    assert [first, *results] == here(files)
    assert min(before) not in workers(client)


@pytest.mark.parametrize(("loss", "limit"), [("crashed", 60.0), ("hung", 3.0)])
def test_a_file_that_does_harm_is_named(
    loss: Loss, limit: float, client: Client, files: list[Found], tmp_path: Path
) -> None:
    """One that crashes or hangs; the others are checked, and no worker dies of it."""
    files = files[:6]
    bad = Found(write_txt(tmp_path / HARM[loss], FORM))
    before = workers(client)
    results = list(on_cluster(client, [*files[:3], bad, *files[3:]], timeout=limit))

    assert results == [*here(files[:3]), lost(bad, loss, limit=limit), *here(files[3:])]
    assert before <= workers(client)


def test_rules_that_the_workers_do_not_see_are_said(client: Client, files: list[Found]) -> None:
    """The sentence is that of the worker."""
    plan = Plan(Settings(rules=("/没有/这个文件夹",)))

    with pytest.raises(GoallintError) as caught:
        list(cluster.check_files(plan, files, scheduler=address(client)))
    assert "/没有/这个文件夹" in caught.value.say("zh")


def test_the_command_prints_the_same(
    client: Client, files: list[Found], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Byte by byte, and so is the exit code."""
    words = ["check", str(tmp_path), *OPTIONS, "--format", "jsonl"]
    assert len(files) == FILES + 1
    local = main([*words, "--jobs", "1"]), *capsys.readouterr()
    remote = main([*words, "--engine", "dask", "--scheduler", address(client)]), *capsys.readouterr()

    assert local == remote


def test_without_dask_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is checked."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    code = main(["check", str(write_txt(tmp_path / "渡口.txt", FORM)), "--engine", "dask"])

    assert code == 2
    assert 'pip install "goallint[dask]"' in capsys.readouterr().err


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With how to write its address."""
    with dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}):
        code = main(
            [
                "check",
                str(write_txt(tmp_path / "渡口.txt", FORM)),
                "--engine",
                "dask",
                "--scheduler",
                "tcp://127.0.0.1:9",
            ]
        )

    assert code == 2
    assert "无法连接 Dask 调度器 tcp://127.0.0.1:9" in capsys.readouterr().err


KILLED = KilledWorker("task", cast("Any", None), 3)


@pytest.mark.parametrize(("raised", "said"), [(TimeoutError(), "No worker"), (KILLED, "again and again")])
def test_a_cluster_that_cannot_go_on_is_said(
    raised: Exception, said: str, client: Client, files: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever, and no file is blamed."""

    def result(_: object, timeout: float) -> None:  # noqa: ARG001  # the signature of Dask
        raise raised

    monkeypatch.setattr(Future, "result", result)
    monkeypatch.setattr(Client, "nthreads", lambda _: {})

    with pytest.raises(GoallintError, match=said):
        list(on_cluster(client, files))


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a group of processes")
def test_a_cluster_of_its_own_leaves_nothing_behind(
    files: list[Found], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither workers nor what they have started, and nothing is printed but the report."""
    words = ["check", str(tmp_path), *OPTIONS, "--format", "jsonl"]
    assert files
    local = main([*words, "--jobs", "1"]), *capfd.readouterr()
    program = "import sys; from goallint.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *words, "--engine", "dask", "--jobs", "1"]
    with subprocess.Popen(command, start_new_session=True) as run:  # noqa: S603  # our own
        pass

    assert (run.returncode, *capfd.readouterr()) == local
    until = time.monotonic() + 30
    while is_there(run.pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_there(run.pid)


def is_there(group: int) -> bool:
    """Tell whether a group has a process."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False
