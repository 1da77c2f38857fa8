"""Checking on a Dask cluster: nothing lost, nothing twice, whatever becomes of its workers."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster, WorkerPlugin

from goallint import cluster, pipeline
from goallint.cli import main
from goallint.discover import Found
from goallint.document import Document
from goallint.errors import GoallintError
from goallint.pipeline import Checker
from goallint.plan import Plan, Settings
from goallint.readers import read
from goallint.results import DocumentResult
from tests.forms import write_txt
from tests.reporting import FORM, MEMO, RULES

PLAN = Plan(Settings(rules=(str(RULES),), select=("T001", "T002")))
OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config"]
FILES = 40


class Trap(WorkerPlugin):
    """Makes files with certain words in their names kill or hold the worker that reads them, and all others slow."""

    def setup(self, worker: Any) -> None:  # noqa: ARG002  # the signature of Dask
        """Lay the trap, in every worker that ever starts."""
        setattr(pipeline, "read", trapped)  # noqa: B010  # for good, in a process that ends with the tests


def trapped(path: Path) -> Document:
    """Read a file, unless its name says something else."""
    if "杀" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "停" in path.name:
        time.sleep(600)
    time.sleep(0.02)
    return read(path)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Start a cluster of two processes."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
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
    """Check the files there, once all workers that the last test has killed are back."""
    client.wait_for_workers(2, timeout=60)
    time.sleep(1)
    return cluster.check_files(PLAN, files, scheduler=address(client), **options)


def here(files: list[Found]) -> list[DocumentResult]:
    """Check the files in this process."""
    return list(map(Checker(PLAN).check, files))


def test_a_cluster_gives_the_same_results(client: Client, files: list[Found]) -> None:
    """In the same order."""
    assert list(on_cluster(client, files)) == here(files)


def test_a_worker_that_is_killed_costs_nothing(client: Client, files: list[Found]) -> None:
    """In the middle of a run: nothing is lost, nothing is there twice."""
    results = on_cluster(client, files)
    first = next(results)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

    assert [first, *results] == here(files)


@pytest.mark.parametrize(("name", "limit"), [("杀.txt", 60.0), ("停.txt", 1.5)])
def test_a_file_that_kills_workers_is_named(
    name: str, limit: float, client: Client, files: list[Found], tmp_path: Path
) -> None:
    """One that crashes or hangs is said to; the others of its batch are checked."""
    files = files[:6]
    bad = Found(write_txt(tmp_path / name, FORM))
    results = list(on_cluster(client, [*files[:3], bad, *files[3:]], timeout=limit))

    assert [result for result in results if result.path != bad.shown] == here(files)
    assert (results[3].path, results[3].status, results[3].error) == (bad.shown, "unreadable", cluster.LOST)


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


def test_a_cluster_without_workers_is_said(client: Client, files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr(cluster, "_PATIENCE", 0)
    monkeypatch.setattr(Client, "nthreads", lambda _: {})

    with pytest.raises(GoallintError, match="No worker"):
        list(on_cluster(client, files))
