"""Checking many files: in processes or not, the same; a file that crashes or hangs is said and costs no other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from goallint import pipeline, processes, runner
from goallint.cli import check as cli_check
from goallint.cli import main
from goallint.discover import Found
from goallint.document import Document
from goallint.pipeline import Checker
from goallint.plan import Plan, Settings
from goallint.readers import read
from goallint.results import DocumentResult
from tests.forms import write_txt
from tests.reporting import FORM, RULES

OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config"]
PLAN = Plan(Settings(rules=(str(RULES),), select=("T001", "T002")))
FILES = 12

killing = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")
forked = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs processes that are forked")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a dozen forms."""
    monkeypatch.chdir(tmp_path)
    for number in range(FILES):
        write_txt(Path(f"渡口{number:02}.txt"), FORM)
    return tmp_path


def checked(**options: Any) -> list[DocumentResult]:
    """Check the forms."""
    files = [Found(path) for path in sorted(Path().glob("*.txt"))]
    return list(runner.check_files(options.pop("checker", None) or Checker(PLAN), files, **options))


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Make one file do something else while it is read."""

    def on(name: str, act: Callable[[], object]) -> None:
        def read_or(path: Path) -> Document:
            if path.name == name:
                act()
            return read(path)

        monkeypatch.setattr(pipeline, "read", read_or)

    return on


@pytest.mark.parametrize("options", [{"jobs": 2}, {"jobs": 3}, {"timeout": 60.0}, {"jobs": 1, "timeout": 60.0}, {}])
def test_the_number_of_processes_changes_no_result(options: dict[str, float]) -> None:
    """One after the other, in the order of the files."""
    assert checked(**options) == checked(jobs=1)


@pytest.mark.parametrize("name", ["text", "jsonl", "json", "sarif", "junit"])
def test_the_reports_are_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte by byte, on stdout and in files, and so is the exit code."""
    seen = []
    for jobs in ("1", "2"):
        code = main(["check", ".", *OPTIONS, "--format", name, "--jobs", jobs, "--output", f"{name}={jobs}.out"])
        seen.append((code, capsys.readouterr(), Path(f"{jobs}.out").read_bytes()))

    assert seen[0] == seen[1]
    assert seen[0][0] == 1


def test_a_few_files_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are done before it has started; the same goes for one job without a timeout."""
    monkeypatch.setattr(processes, "spread", None)

    assert len(checked(jobs=1)) == FILES
    for path in sorted(Path().glob("*.txt"))[runner.FEW - 1 :]:
        path.unlink()
    assert len(checked(jobs=2)) == runner.FEW - 1


class Trapped(Checker):
    """Has trouble with one file, in whatever process it is."""

    def __reduce__(self) -> tuple[type[Checker], tuple[Plan]]:
        return type(self), (self.plan,)

    def check(self, found: Found) -> DocumentResult:
        """Check a file, or have trouble with it."""
        if found.path.name == "渡口05.txt":
            self.act()
        return super().check(found)

    def act(self) -> None:
        """Have trouble."""


class Crashing(Trapped):
    """Crashes at one file."""

    def act(self) -> None:
        """Crash."""
        os.kill(os.getpid(), signal.SIGKILL)


class Hanging(Trapped):
    """Hangs at one file."""

    def act(self) -> None:
        """Hang."""
        time.sleep(600)


@killing
def test_a_crash_is_told_as_that_of_its_file() -> None:
    """It says what happened and what to do; all others are checked."""
    results = checked(jobs=2, checker=Crashing(PLAN))

    assert [result.status for result in results] == ["unreadable" if n == 5 else "checked" for n in range(FILES)]
    assert results[5].path == "渡口05.txt"
    assert results[5].error is not None
    assert results[5].error.code == "G001"
    assert "意外结束" in results[5].error.message.zh
    assert "请" in results[5].error.remedy.zh


@killing
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_hang_is_told_as_that_of_its_file(
    jobs: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where one process checks everything."""
    monkeypatch.setattr(cli_check, "Checker", Hanging)
    code = main(["check", ".", *OPTIONS, "--jobs", jobs, "--timeout", "1"])
    out = capsys.readouterr().out

    assert code == 2
    assert (
        "渡口05.txt\n  错误 G001 检查这个文件超时：1 秒没有完成\n    请把文件拆小，或用 goallint check --timeout" in out
    )
    assert f"检查了 {FILES - 1} 个文件" in out


def test_too_little_memory_is_told_as_that_of_the_file(reading: Callable[[str, Callable[[], object]], None]) -> None:
    """It is no defect of goallint."""

    def exhaust() -> None:
        raise MemoryError

    reading("渡口05.txt", exhaust)
    error = checked(jobs=1)[5].error

    assert error is not None
    assert (error.code, error.message.zh) == ("G001", "内存不足，没有检查完")


@pytest.mark.parametrize(
    "options", [["--jobs", "0"], ["--jobs", "viele"], ["--timeout", "0"], ["--timeout", "nan"], ["--timeout", "bald"]]
)
def test_numbers_that_make_no_sense_are_said(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """In the words of the user, before anything is read."""
    code = main(["check", ".", *options])
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert err.startswith(f"错误：{options[0]} 不能写 {options[1]}。")


INTERRUPTED = """
import sys, time
from pathlib import Path
from goallint import pipeline
from goallint.cli import check as cli_check
from goallint.cli import main
read = pipeline.read

def read_or_hang(path):
    if path.name == "渡口05.txt":
        Path("hangs").touch()
        time.sleep(600)
    return read(path)

pipeline.read = read_or_hang
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def running() -> Iterator[subprocess.Popen[bytes]]:
    """Start a run that hangs at one file, in a group of processes of its own, as a shell does."""
    command = [sys.executable, "-c", INTERRUPTED, "check", ".", *OPTIONS, "--jobs", "2", "--output", "json=报告.json"]
    with subprocess.Popen(  # noqa: S603  # our own
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        until = time.monotonic() + 60
        while not Path("hangs").exists() and time.monotonic() < until:
            time.sleep(0.02)
        yield process
        process.kill()


@forked
def test_an_interruption_ends_at_once(running: subprocess.Popen[bytes], folder: Path) -> None:
    """Ctrl-C reaches all processes: 130, one word, no traceback, no half of a report."""
    before = {path.name for path in folder.iterdir() if path.suffix == ".txt"} | {"hangs"}
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=30)

    assert (running.returncode, err.decode().strip()) == (130, "已中断。")
    assert {path.name for path in folder.iterdir()} == before


@forked
def test_reports_come_while_files_are_checked(running: subprocess.Popen[bytes]) -> None:
    """What stands before the file that hangs can be read already."""
    assert running.stdout
    assert "渡口00.txt" in running.stdout.readline().decode()
