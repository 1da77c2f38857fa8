"""`--resume`: a long run that was stopped goes on where it was."""

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goallint import pipeline
from goallint.cli import main
from goallint.document import Document
from goallint.readers import read
from goallint.reports import REPORTERS
from tests.commented import Remark, commented_docx, commented_xlsx
from tests.forms import write_txt
from tests.reporting import FORM, MEMO, RULES

OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config", "--jobs", "1"]
RESUME = ["check", "材料", *OPTIONS, "--resume", "结果.jsonl"]
REPORT = Path("结果.jsonl")
NOTE = Path("结果.jsonl.resume")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beside a folder with seven files."""
    monkeypatch.chdir(tmp_path)
    Path("材料").mkdir()
    for number in range(5):
        write_txt(Path(f"材料/渡口{number}.txt"), FORM)
    write_txt(Path("材料/通知.txt"), MEMO)
    Path("材料/坏.docx").write_bytes(b"")


def stop(words: Sequence[str], reads: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run, but stop instead of reading one file more than that; the exit code."""
    numbers = count()

    def read_or_stop(path: Path) -> Document:
        if next(numbers) >= reads:
            raise KeyboardInterrupt
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "read", read_or_stop)
        return main(list(words))


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stop a run at its fifth file; the list grows by the names of files that are read from then on."""
    names: list[str] = []

    def noted(path: Path) -> Document:
        names.append(path.name)
        return read(path)

    assert stop(RESUME, 4, monkeypatch) == 130
    monkeypatch.setattr(pipeline, "read", noted)
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
    assert [line["path"] for line in lines()] == [line["path"] for line in whole[1][:4]]

    assert (main(RESUME), lines()) == whole
    assert stopped == ["渡口3.txt", "渡口4.txt", "通知.txt"]
    assert not NOTE.exists()


def test_a_line_that_was_cut_off_is_written_again(whole: tuple[int, list[dict[str, Any]]], stopped: list[str]) -> None:
    """As a power cut leaves it."""
    NOTE.write_bytes(NOTE.read_bytes()[:-10])

    assert (main(RESUME), lines()) == whole
    assert "渡口2.txt" in stopped


def test_a_file_that_has_changed_is_checked_again(whole: tuple[int, list[dict[str, Any]]], stopped: list[str]) -> None:
    """It is in the report once, as it is now."""
    write_txt(Path("材料/渡口0.txt"), MEMO)
    main(RESUME)

    assert [line.get("path") for line in lines()] == [line.get("path") for line in whole[1]]
    assert next(line["status"] for line in lines() if line.get("path") == "材料/渡口0.txt") == "no-table"
    assert "渡口0.txt" in stopped


@pytest.mark.usefixtures("stopped")
def test_a_file_that_is_gone_is_not_in_the_report() -> None:
    """It is not asked for any more."""
    Path("材料/渡口0.txt").unlink()
    main(RESUME)

    assert "材料/渡口0.txt" not in [line.get("path") for line in lines()]


def test_a_file_that_is_named_now_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has to hold a table, which one met in a folder need not."""
    write_txt(Path("材料/0.txt"), MEMO)
    assert stop(RESUME, 2, monkeypatch) == 130
    assert main(["check", "材料/0.txt", "材料", *OPTIONS, "--resume", str(REPORT)]) == 2
    assert lines()[0]["error"]["code"] == "G002"


@pytest.mark.usefixtures("stopped")
def test_the_report_speaks_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    """It is that of the run that ends, for all files."""
    main([*RESUME, "--lang", "en"])
    written = lines()
    capsys.readouterr()
    main(["check", "材料", *OPTIONS, "--format", "jsonl", "--lang", "en"])

    assert written == [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("options", [["--ignore", "T002"], ["--profile", "beijing"], ["--no-table", "skip"]])
@pytest.mark.usefixtures("stopped")
def test_lines_made_in_another_way_are_not_mixed(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, and the report stays as it is."""
    before = REPORT.read_bytes(), NOTE.read_bytes()
    code = main([*RESUME, *options])

    assert code == 2
    assert capsys.readouterr().err.startswith("错误：结果.jsonl.resume 里的结果是用别的")
    assert (REPORT.read_bytes(), NOTE.read_bytes()) == before


def test_changed_rules_are_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if they have the same names."""
    Path("规则").mkdir()
    for file in RULES.rglob("*.yaml"):
        Path("规则", file.name).write_bytes(file.read_bytes())
    words = ["check", "材料", "--rules", "规则", "--no-config", "--jobs", "1", "--resume", "别的.jsonl"]
    assert stop(words, 0, monkeypatch) == 130
    with next(Path("规则").glob("*.yaml")).open("a", encoding="utf-8") as rule:
        rule.write("# 改过\n")

    assert main(words) == 2


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


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("engine", [["--jobs", "2", "--timeout", "60"], ["--engine", "dask"]], ids=["jobs", "dask"])
def test_any_number_of_processes_goes_on(engine: list[str], whole: tuple[int, list[dict[str, Any]]]) -> None:
    """Where files are checked is no part of how."""
    assert (main([*RESUME, *engine]), lines()) == whole
    assert not NOTE.exists()


def test_reports_do_not_share_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said before anything is checked."""
    assert main([*RESUME, "--output", f"json={REPORT}"]) == 2
    assert "两份报告写到同一个文件" in capsys.readouterr().err
    assert not NOTE.exists()


def test_a_run_that_could_not_write_a_report_can_go_on(stopped: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is not lost to a full disk."""
    with monkeypatch.context() as patch:
        patch.setattr("goallint.cli.output.Path.replace", refuse)
        assert main([*RESUME, "--output", "sarif=结果.sarif"]) == 2
    assert len(stopped) == 3
    assert main([*RESUME, "--output", "sarif=结果.sarif"]) == 2
    assert len(stopped) == 3
    assert Path("结果.sarif").exists()
    assert not NOTE.exists()


def refuse(*_: object) -> Path:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


# --- damaged notes


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("text", [b"", b"\n", b"{}", b"\xff\xfe\x00", b"\0" * 4096, b"[" * 100_000])
def test_a_note_that_is_none_is_refused(text: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what to do, and the report is left alone."""
    NOTE.write_bytes(text)
    before = REPORT.read_bytes()

    assert main(RESUME) == 2
    assert "或者它已损坏" in capsys.readouterr().err
    assert REPORT.read_bytes() == before


def test_a_note_that_cannot_be_read_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """In the words of the system."""
    NOTE.mkdir()

    assert main(RESUME) == 2
    assert "无法读取 结果.jsonl.resume" in capsys.readouterr().err


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda _: b"cos\nsystem\n(S'true'\ntR.",
    "zeros": lambda line: b"\0" * len(line),
    "no text": lambda line: line[:50] + b"\xff" + line[51:],
    "nested": lambda _: b"[" * 100_000,
    "a number without end": lambda _: b"1" * 5000,
    "an object": lambda line: b'{"a":' + line + b"}",
    "too little": lambda line: line.replace(b"[]", b"", 1),
    "another severity": lambda line: line.replace(b'"open-choice",3', b'"open-choice",7'),
    "another status": lambda line: line.replace(b'"checked"', b'"forged"'),
    "another type": lambda line: line.replace(b'"T001"', b"true"),
    "a list for a text": lambda line: line.replace(b'"open-choice"', b'["open-choice"]'),
    "an amount of gigabytes": lambda line: line.replace(b'"125000.00"', b'"1E+999999999"'),
    "no amount": lambda line: line.replace(b'"125000.00"', b'"NaN"'),
    "a rule that there is not": lambda line: line.replace(b'"T001"', b'"T009"'),
    "another file": lambda line: line.replace("材料/渡口1.txt".encode(), b"/etc/passwd", 1),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_line_counts_for_nothing(
    damage: Callable[[bytes], bytes], whole: tuple[int, list[dict[str, Any]]], stopped: list[str]
) -> None:
    """Its file is checked again, whatever stands there."""
    text = NOTE.read_bytes().split(b"\n")
    damaged = damage(text[3])
    assert damaged != text[3]
    NOTE.write_bytes(b"\n".join([*text[:3], damaged, *text[4:]]))

    assert (main(RESUME), lines()) == whole
    assert stopped == ["渡口1.txt", "渡口3.txt", "渡口4.txt", "通知.txt"]


# --- a run that was stopped tells what one does that was not


RULES_OF_ALL = ["--rules", str(RULES), "--select", "T001,T002,G003,G008"]


@st.composite
def suppressions(draw: st.DrawFn) -> str:
    """A configuration: suppressions that are needed, that are not, that have ended, and that no file is there for."""
    files = st.sampled_from(["*", "材料/渡口0.txt", "材料/没有.txt", "材料/*.docx"])
    wheres = st.sampled_from(["", 'where = "渡船修理费"\n', 'where = "没有这样的"\n'])
    untils = st.sampled_from(["", "until = 2020-01-31\n", "until = 2999-12-31\n"])
    tables = st.tuples(files, st.sampled_from(["T001", "T002", "G003"]), wheres, untils)
    return "".join(
        f'[[suppress]]\nfile = "{file}"\nrule = "{rule}"\nreason = "省厅表样如此"\n{where}{until}\n'
        for file, rule, where, until in draw(st.lists(tables, max_size=5))
    )


@pytest.fixture
def varied(capsys: pytest.CaptureFixture[str]) -> None:
    """Comments that are needed, and that are not; a baseline with more than there is."""
    remarks = [
        Remark("goallint：忽略 T001 省厅表样如此", (1, 6, 4)),
        Remark("goallint：忽略 T001 省厅表样如此", (1, 5, 4)),
        Remark("goallint：忽略 T009 省厅表样如此", (1, 4, 4)),
        Remark("goallint：忽略 T002", (1, 5, 4)),
    ]
    commented_docx(Path("材料/批注.docx"), FORM, remarks)
    commented_xlsx(Path("材料/批注.xlsx"), FORM, remarks[1:2])
    write_txt(Path("材料/旧.txt"), FORM)
    main(["baseline", "create", "材料/渡口1.txt", "材料/渡口3.txt", "材料/旧.txt", *RULES_OF_ALL])
    Path("材料/旧.txt").unlink()
    write_txt(Path("材料/渡口3.txt"), MEMO)
    capsys.readouterr()


@pytest.mark.usefixtures("varied")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_stopped_run_tells_what_one_at_once_does(
    data: st.DataObject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it stops, however often, and whatever is suppressed: all reports and the exit code are the same."""
    Path("goallint.toml").write_text(data.draw(suppressions()), "utf-8")
    words = ["check", "材料", *RULES_OF_ALL, "--config", "goallint.toml", "--jobs", "1"]
    words += data.draw(st.sampled_from([[], ["--baseline", "goallint-baseline.json"]]))
    words += data.draw(st.sampled_from([[], ["--fail-on", "warning"], ["--level", "error"], ["--statistics"]]))
    write_txt(Path("材料/渡口2.txt"), FORM)
    for name in ("一次", "再来"):
        shutil.rmtree(name, ignore_errors=True)
        Path(name).mkdir()
    again = [*words, *outputs("再来"), "--resume", "再来/结果.jsonl"]
    note = Path("再来/结果.jsonl.resume")
    for reads, cut in data.draw(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3000)), min_size=1, max_size=3)):
        if stop(again, reads, monkeypatch) == 130:
            text = note.read_bytes()
            head, _, _ = text.partition(b"\n")
            note.write_bytes(text[: max(len(head), len(text) - cut)])
        else:
            shutil.rmtree("再来")
            Path("再来").mkdir()
    if data.draw(st.booleans()):
        write_txt(Path("材料/渡口2.txt"), MEMO)
    capsys.readouterr()

    code, said = main(again), capsys.readouterr()
    assert code == main([*words, *outputs("一次"), "--output", "jsonl=一次/结果.jsonl"])
    assert said == capsys.readouterr()
    assert contents("再来") == contents("一次")


def outputs(folder: str) -> list[str]:
    """Ask for all formats that can go on, and one beside stdout."""
    formats = sorted(set(REPORTERS) - {"html"})
    return [word for name in formats for word in ("--output", f"{name}={folder}/{name}")]


def contents(folder: str) -> dict[str, str]:
    """What is in the files of a folder."""
    return {path.name: path.read_text("utf-8") for path in Path(folder).iterdir()}
