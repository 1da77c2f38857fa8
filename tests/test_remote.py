"""Files that URLs name."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from goallint import batch, remote
from goallint.cli import main
from goallint.discover import Found
from goallint.errors import ReadError, UsageError
from goallint.readers import SUFFIXES, limits
from tests.forms import write_txt
from tests.reporting import FORM, RULES

OPTIONS = ["--rules", str(RULES), "--select", "T001,T002", "--no-config"]


@pytest.fixture(autouse=True)
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Store a few files in memory, with what is no file for goallint among them."""
    monkeypatch.chdir(tmp_path)
    content = write_txt(tmp_path / "渡口.txt", FORM).read_bytes()
    system = fsspec.filesystem("memory")
    for name in ("乙.txt", "甲.txt", "~$甲.txt", "说明.png", "下/丙.TXT", ".隐/丁.txt"):
        system.pipe(f"/材料/{name}", content)
    yield
    system.rm("/材料", recursive=True)


def found(*urls: str) -> list[tuple[str, bool]]:
    """List what the URLs stand for, and whether it was named."""
    return [(each.shown, each.named) for each in remote.discover(urls, SUFFIXES).files]


def test_a_folder_is_walked() -> None:
    """Sorted, without hidden files and those that no form is in."""
    assert found("memory://材料") == [
        ("memory:///材料/下/丙.TXT", False),
        ("memory:///材料/乙.txt", False),
        ("memory:///材料/甲.txt", False),
    ]


def test_a_pattern_is_expanded_and_a_file_taken_as_it_is() -> None:
    """Each once; what does not exist stays, so that it can be said."""
    assert found("memory://材料/*.txt", "memory:///材料/甲.txt", "memory://材料/没有.docx", "memory://没有*") == [
        ("memory:///材料/乙.txt", True),
        ("memory:///材料/甲.txt", True),
        ("memory://材料/没有.docx", True),
        ("memory://没有*", True),
    ]


@pytest.mark.parametrize(("word", "expected"), [("s3://b/k", True), ("C:\\表.docx", False), ("a/b://c", False)])
def test_urls_are_told_from_paths(word: str, expected: bool) -> None:  # noqa: FBT001
    """By what stands before the slashes."""
    assert remote.is_url(word) is expected


def test_a_file_is_copied_whole(tmp_path: Path) -> None:
    """With its suffix, which readers go by."""
    path = remote.fetch("memory://材料/下/丙.TXT", tmp_path)

    assert path.suffix == ".TXT"
    assert path.read_bytes() == Path("渡口.txt").read_bytes()


@pytest.mark.parametrize("told", [True, False])
def test_a_file_too_large_is_not_copied(told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """Whether the server tells its size or not."""
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    if not told:
        monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.info", lambda *_, **__: {"size": None})

    with pytest.raises(ReadError, match="too large"):
        remote.fetch("memory://材料/甲.txt", tmp_path)
    monkeypatch.undo()


@pytest.mark.parametrize("url", ["nosuch://x", "memory-without-slashes://"])
def test_an_unknown_kind_of_storage_is_said(url: str) -> None:
    """No traceback from within a library."""
    with pytest.raises(UsageError):
        found(url)


def test_the_command_checks_urls(capsys: pytest.CaptureFixture[str]) -> None:
    """They stay URLs in the report, beside paths; one that is not there is a file that could not be checked."""
    code = main(["check", "渡口.txt", "memory://材料/甲.txt", "memory://没有.txt", *OPTIONS])
    out = capsys.readouterr().out

    assert code == 2
    assert "\nmemory://材料/甲.txt" in out
    assert "错误 G001 文件不存在：memory://没有.txt" in out
    assert "检查了 2 个文件" in out


def test_the_copies_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever came of them."""
    (tmp_path / "临时").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "临时"))
    main(["check", "memory://材料", "memory://没有.txt", *OPTIONS, "--format", "concise"])

    assert list((tmp_path / "临时").iterdir()) == []


def test_together_is_for_files_on_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    assert main(["check", "--together", "memory://材料", "渡口.txt"]) == 2
    assert "--together" in capsys.readouterr().err


def test_bytes_are_checked_as_the_file_would_be() -> None:
    """But for the name, which the caller gives."""
    result = batch.check_bytes("hdfs://表/渡口.txt", Path("渡口.txt").read_bytes())
    [same] = batch.check_batch([Found(Path("渡口.txt"), name="hdfs:表/渡口.txt")])

    assert result.path == "hdfs://表/渡口.txt"
    assert [finding.message for finding in result.findings] == [finding.message for finding in same.findings]
    assert result.tables == same.tables
