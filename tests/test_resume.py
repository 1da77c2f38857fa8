"""`--resume`: a long run that was stopped goes on where it was."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from goallint import pipeline
from goallint.cli import main
from goallint.document import Document
from goallint.readers import read
from tests.forms import write_txt
from tests.reporting import FORM, MEMO, RULES

OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config", "--jobs", "1"]
RESUME = ["check", "材料", *OPTIONS, "--resume", "结果.jsonl"]
REPORT = Path("结果.jsonl")
NOTE = Path("结果.jsonl.resume")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beside a folder with six files, old enough to be unchanged."""
    monkeypatch.chdir(tmp_path)
    Path("材料").mkdir()
    for number in range(5):
        write_txt(Path(f"材料/渡口{number}.txt"), FORM)
    write_txt(Path("材料/通知.txt"), MEMO)
    Path("材料/坏.docx").write_bytes(b"")
    for path in Path("材料").iterdir():
        age(path, 3600)


def age(path: Path, seconds: float) -> None:
    """Make a file older."""
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stop a run at its fourth file; the list grows by the names of files that are read."""
    names: list[str] = []

    def read_or_stop(path: Path) -> Document:
        names.append(path.name)
        if len(names) == 5:
            raise KeyboardInterrupt
        return read(path)

    monkeypatch.setattr(pipeline, "read", read_or_stop)
    assert main(RESUME) == 130
    return names


def lines() -> list[dict[str, Any]]:
    """Read the report."""
    return [json.loads(line) for line in REPORT.read_text("utf-8").splitlines()]


@pytest.fixture
def whole(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    """Check everything at once: exit code and lines."""
    code = main(["check", "材料", *OPTIONS, "--format", "jsonl"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_run_that_is_not_stopped_leaves_the_report_alone(whole: tuple[int, list[dict[str, Any]]]) -> None:
    """The same lines as `--format jsonl`, the same exit code."""
    assert (main(RESUME), lines()) == whole
    assert not NOTE.exists()


def test_a_stopped_run_goes_on(whole: tuple[int, list[dict[str, Any]]], stopped: list[str]) -> None:
    """What was checked is not read again; summary and exit code count everything."""
    before = stopped.copy()
    assert [line["path"] for line in lines()] == [line["path"] for line in whole[1][:4]]

    assert (main(RESUME), lines()) == whole
    assert stopped[len(before) :] == ["渡口3.txt", "渡口4.txt", "通知.txt"]
    assert not NOTE.exists()


def test_a_line_that_was_cut_off_is_written_again(whole: tuple[int, list[dict[str, Any]]], stopped: list[str]) -> None:
    """As a power cut leaves it."""
    REPORT.write_bytes(REPORT.read_bytes()[:-10])

    assert (main(RESUME), lines()) == whole
    assert "渡口2.txt" in stopped[5:]


def test_a_file_that_has_changed_is_checked_again(whole: tuple[int, list[dict[str, Any]]], stopped: list[str]) -> None:
    """It is in the report once, as it is now."""
    write_txt(Path("材料/渡口0.txt"), MEMO)
    main(RESUME)
    paths = [line.get("path") for line in lines()]

    assert sorted(map(str, paths)) == sorted(str(line.get("path")) for line in whole[1])
    assert next(line["status"] for line in lines() if line.get("path") == "材料/渡口0.txt") == "no-table"
    assert "渡口0.txt" in stopped[5:]


def test_a_file_that_is_gone_is_not_in_the_report(stopped: list[str]) -> None:
    """It is not asked for any more."""
    assert stopped
    Path("材料/渡口0.txt").unlink()
    main(RESUME)

    assert "材料/渡口0.txt" not in [line.get("path") for line in lines()]


def test_other_reports_tell_everything(stopped: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Files of the earlier run are among them."""
    assert stopped
    main([*RESUME, "--output", "json=全.json"])
    out = capsys.readouterr().out
    written = json.loads(Path("全.json").read_text("utf-8"))
    main(["check", "材料", *OPTIONS, "--output", "json=一次.json"])
    at_once = capsys.readouterr().out

    assert written == json.loads(Path("一次.json").read_text("utf-8"))
    assert out.count("\n材料/") == at_once.count("\n材料/")
    assert out.splitlines()[-1] == at_once.splitlines()[-1]


@pytest.mark.parametrize(
    "options", [["--ignore", "T002"], ["--profile", "beijing"], ["--lang", "en"], ["--no-table", "skip"]]
)
def test_lines_made_in_another_way_are_not_mixed(
    options: list[str], stopped: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused, and the report stays as it is."""
    assert stopped
    before = REPORT.read_bytes()
    code = main([*RESUME, *options])

    assert code == 2
    assert capsys.readouterr().err.startswith(("错误：结果.jsonl 里的结果是用别的", "Error: The results in 结果.jsonl"))
    assert REPORT.read_bytes() == before


def test_changed_rules_are_another_way(stopped: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if they have the same names."""
    assert stopped
    Path("规则").mkdir()
    for file in RULES.rglob("*.yaml"):
        Path("规则", file.name).write_bytes(file.read_bytes())
    words = ["check", "材料", "--rules", "规则", "--no-config", "--jobs", "1", "--resume", "别的.jsonl"]
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "read", interrupt)
        assert main(words) == 130
    with next(Path("规则").glob("*.yaml")).open("a", encoding="utf-8") as rule:
        rule.write("# 改过\n")

    assert main(words) == 2


def interrupt(_: Path) -> Document:
    """Stop at the first file."""
    raise KeyboardInterrupt


def test_a_file_of_somebody_else_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no unfinished report is not written to; neither is a finished one."""
    REPORT.write_text("我的\n", "utf-8")

    assert main(RESUME) == 2
    assert "不是没有完成的检查留下的" in capsys.readouterr().err
    assert REPORT.read_text("utf-8") == "我的\n"


@pytest.mark.parametrize("options", [["--together"], ["--format", "html"]])
def test_what_needs_all_pages_cannot_go_on(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It is said before anything is written."""
    assert main([*RESUME, *options]) == 2
    assert "--resume 不能与" in capsys.readouterr().err
    assert not REPORT.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs other permissions")
def test_a_folder_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is checked."""
    assert main(["check", "材料", *OPTIONS, "--resume", "没有/结果.jsonl"]) == 2
    assert "无法写入" in capsys.readouterr().err
