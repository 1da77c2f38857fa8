"""Reports in files: several at once, whole or not at all; and every format on a screen that goes away."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from goallint.cli import check as command
from goallint.cli import main, output
from goallint.errors import UsageError
from goallint.reports import REPORTERS
from tests.commented import Remark, commented_docx
from tests.forms import write_docx
from tests.reporting import FORM, MEMO, RULES, leave_out_shipped_rules

OPTIONS = ("--rules", str(RULES), "--select", "T001,T002")
GOALLINT = [sys.executable, "-c", "import sys; from goallint.cli import main; sys.exit(main())"]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)
    write_docx(Path("渡口.docx"), FORM)
    write_docx(Path("通知.docx"), MEMO)
    commented_docx(Path("豁免.docx"), FORM, [Remark("goallint：忽略 T001 省厅表样如此", (1, 6, 4))])
    mended = {"rule": "T001", "form": "", "label": "", "text": "", "fingerprint": "0"}
    Path("基线.json").write_text(json.dumps({"schema_version": 1, "files": {"豁免.docx": [mended]}}), "utf-8")


@pytest.mark.parametrize("name", REPORTERS)
def test_a_file_holds_what_stdout_would(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte, in UTF-8, and stdout keeps its own format."""
    code = main(["check", "渡口.docx", *OPTIONS, "--format", name])
    shown = capsys.readouterr().out
    code_with_file = main(["check", "渡口.docx", *OPTIONS, "--format", "concise", "--output", f"{name}=报告"])

    assert Path("报告").read_bytes() == shown.encode()
    assert capsys.readouterr().out.startswith("渡口.docx:1/6/4 error T001 ")
    assert code == code_with_file == 1


def test_all_formats_at_once() -> None:
    """Each has a file of its own, and nothing else is left in the folder."""
    names = [word for name in REPORTERS for word in ("--output", f"{name}=报告.{name}")]
    before = set(Path().iterdir())

    assert main(["check", "渡口.docx", *OPTIONS, *names]) == 1
    assert {path.name for path in set(Path().iterdir()) - before} == {f"报告.{name}" for name in REPORTERS}


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize(
    ("paths", "options", "expected"),
    [
        (["渡口.docx"], [], 1),
        (["渡口.docx"], ["--fail-on", "never"], 0),
        (["渡口.docx", "通知.docx"], [], 2),
        (["渡口.docx", "通知.docx"], ["--no-table", "skip"], 1),
        (["没有.docx"], ["--fail-on", "never"], 2),
        (["豁免.docx"], ["--fail-on", "warning"], 0),
        (["豁免.docx"], ["--baseline", "基线.json"], 1),
        (["豁免.docx"], ["--baseline", "没有.json", "--fail-on", "never"], 2),
    ],
)
def test_the_exit_code_is_that_of_every_format(name: str, paths: list[str], options: list[str], expected: int) -> None:
    """Whether the report goes to stdout or to a file, with or without statistics."""
    assert main(["check", *paths, *OPTIONS, *options, "--format", name, "--statistics"]) == expected
    assert main(["check", *paths, *OPTIONS, *options, "--output", f"{name}=报告"]) == expected


def test_a_report_replaces_the_old_one_and_keeps_its_mode(capsys: pytest.CaptureFixture[str]) -> None:
    """A shared file stays shared; a link stays a link."""
    real, link = Path("旧.json"), Path("最新.json")
    real.write_text("旧", "utf-8")
    real.chmod(0o664)
    link.symlink_to(real)

    assert main(["check", "渡口.docx", *OPTIONS, "--output", "json=最新.json"]) == 1
    assert capsys.readouterr().err == ""
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o664
    assert real.read_text("utf-8").startswith("{")


def test_a_name_may_be_as_long_as_the_disk_allows() -> None:
    """The file that is written first does not have a longer name."""
    name = f"{'报' * 83}.json"

    assert main(["check", "渡口.docx", *OPTIONS, "--output", f"json={name}"]) == 1
    assert Path(name).is_file()


def test_a_device_is_written_to_and_not_replaced(capfd: pytest.CaptureFixture[str]) -> None:
    """/dev/null stays a device."""
    assert main(["check", "渡口.docx", *OPTIONS, "--output", "json=/dev/null"]) == 1
    assert Path("/dev/null").is_char_device()
    capfd.readouterr()


def test_a_failure_leaves_the_old_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk is said, ends in 2, spoils no file, and the other reports are written."""
    Path("报告.json").write_text("旧", "utf-8")
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "报告.json":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    before = set(Path().iterdir())
    code = main(["check", "渡口.docx", *OPTIONS, "--output", "json=报告.json", "--output", "junit=报告.xml"])
    written = capsys.readouterr()

    assert code == 2
    assert "T001" in written.out
    assert written.err.startswith("错误：无法写入 报告.json：磁盘满了。\n")
    assert Path("报告.json").read_text("utf-8") == "旧"
    assert {path.name for path in set(Path().iterdir()) - before} == {"报告.xml"}


@pytest.mark.parametrize(
    "word", ["json=没有/报告", "json=.", "json=渡口.docx", "json=a,json=./a", "json", "=a", "jso=a", "json=-"]
)
def test_what_cannot_be_written_is_said_before_checking(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No document is read, no file is touched."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(command, "check_files", never)
    options = [part for each in word.split(",") for part in ("--output", each)]
    before = Path("渡口.docx").read_bytes()

    assert main(["check", "渡口.docx", *OPTIONS, *options]) == 2
    assert Path("渡口.docx").read_bytes() == before


def test_an_interruption_while_writing_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle takes the half-written file away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    before = set(Path().iterdir())

    assert main(["check", "渡口.docx", *OPTIONS, "--output", "json=报告.json"]) == 130
    assert set(Path().iterdir()) == before


def test_a_folder_that_goes_away_is_said(tmp_path: Path) -> None:
    """Between the look at the folder and the writing it may vanish."""
    with pytest.raises(UsageError, match="Cannot write"):
        output.write(tmp_path / "没有" / "报告", "")


@pytest.mark.parametrize("name", REPORTERS)
def test_a_closed_pipe_is_no_error(name: str) -> None:
    """Every format ends with its exit code and says nothing; the file is written all the same."""
    reading, writing = os.pipe()
    os.close(reading)
    arguments = ["check", "渡口.docx", *OPTIONS, "--format", name, "--output", f"{name}=报告"]
    with os.fdopen(writing, "wb") as closed:
        result = subprocess.run(  # noqa: S603  # our own command
            [*GOALLINT, *arguments], stdout=closed, stderr=subprocess.PIPE, check=False
        )

    assert (result.returncode, result.stderr) == (1, b"")
    assert Path("报告").is_file()


@pytest.mark.parametrize("name", REPORTERS)
def test_a_reader_that_stops_in_the_middle_is_no_error(name: str) -> None:
    """`| head -c 1` ends with the exit code of the check."""
    arguments = ["check", "渡口.docx", *OPTIONS, "--format", name]
    with subprocess.Popen([*GOALLINT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # noqa: S603
        assert running.stdout
        assert running.stderr
        running.stdout.read(1)
        running.stdout.close()
        assert (running.wait(), running.stderr.read()) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_below_stdout_is_said() -> None:
    """What was not written was not reported: exit code 2, a sentence, no traceback."""
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(  # noqa: S603  # our own command
            [*GOALLINT, "check", "渡口.docx", *OPTIONS, "--output", "json=报告"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert result.returncode == 2
    assert result.stderr.decode().startswith("错误：无法写出报告：")
    assert Path("报告").is_file()


def test_stdout_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever closes it wants the file alone."""
    monkeypatch.setattr(sys, "stdout", None)

    assert main(["check", "渡口.docx", *OPTIONS, "--output", "json=报告"]) == 1
    assert Path("报告").is_file()


@pytest.mark.parametrize("name", REPORTERS)
def test_an_interruption_ends_quietly(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C gives 130, half a report never."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "check_files", interrupt)
    code = main(["check", "渡口.docx", *OPTIONS, "--format", name, "--output", f"{name}=报告"])
    written = capsys.readouterr()

    assert (code, written.out, written.err.strip()) == (130, "", "已中断。")
    assert not Path("报告").exists()


@pytest.mark.parametrize("name", [name for name in REPORTERS if name != "text"])
def test_machines_need_no_rich(name: str) -> None:
    """Only the text report loads it, statistics or not."""
    script = (
        "import sys; from goallint.cli import main; "
        f"main(['check', '渡口.docx', '--format', {name!r}, '--statistics']); sys.exit('rich' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)  # noqa: S603  # our own

    assert result.returncode == 0, result.stderr
