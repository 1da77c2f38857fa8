"""The hook for pre-commit, as a stranger uses it: installed by pre-commit from a repository, run by git commit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from tests.forms import Block, write_docx, write_xlsx
from tests.reporting import FORM, MEMO
from tests.repository import BIN, ROOT, Repository, published, run

PRE_COMMIT = BIN / "pre-commit"
PAGE = ROOT / "docs" / "ci.md"
EXAMPLE = r"^```yaml \.pre-commit-config\.yaml\n(.*?)^```$"

REST = [
    ["产出指标", "时效指标", "维护完成时间", "11月30日前"],
    ["效益指标", "社会效益指标", "渡运安全事故数", "0起"],
    ["满意度指标", "服务对象满意度指标", "乘客满意度", "≥90%"],
]
MakeRepository = Callable[..., Repository]


def form(value: str) -> list[Block]:
    """An invented form that has nothing wrong, with this as the value of its cost."""
    title, table = FORM
    assert not isinstance(table, str)
    name, funds, *rows = table
    goal = ["年度绩效目标", "年内维护渡船3艘，完好率达到95%。"]
    return [title, [name, funds, goal, *rows[:-1], ["产出指标", "成本指标", "渡船修理费", value], *REST]]


BAD, GOOD = form("是/否"), form("≤12.5万元")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The repository that the hook comes from, with a cache in which it is installed once for all tests."""
    made = published(tmp_path_factory.mktemp("published"))
    return Repository(made.folder, {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("cache"))})


@pytest.fixture
def make(source: Repository, tmp_path: Path) -> MakeRepository:
    """Make a repository with the hook installed."""

    def repository(*args: str) -> Repository:
        made = Repository.new(tmp_path / "部门 预算", **source.settings)
        hook = {"id": "goallint", **({"args": list(args)} if args else {})}
        repo = {"repo": str(source.folder), "rev": source.git("rev-parse", "HEAD").strip(), "hooks": [hook]}
        (made.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repo]}), "utf-8")
        made.save()
        installed = made.run(PRE_COMMIT, "install", "--install-hooks")
        assert installed.returncode == 0, installed.stdout
        return made

    return repository


def commit(repository: Repository, *files: str) -> tuple[bool, str]:
    """Stage and commit; whether that went through, and what was said."""
    if files:
        repository.git("add", "--", *files)
    done = repository.run("git", "commit", "-m", "报送")
    return done.returncode == 0, done.stdout


def test_the_manifest_is_valid() -> None:
    """pre-commit itself accepts the file."""
    done = run(PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "name", ["form.docx", "青石镇 绩效目标表.docx", "报送 材料/甲'乙\"丙.DOCX", "附件1（终稿）.xlsx"]
)
def test_a_bad_table_stops_the_commit(make: MakeRepository, name: str) -> None:
    """Whatever its name, the finding is shown and nothing is committed; once mended, the file goes in."""
    repository = make()
    path = repository.folder / name
    path.parent.mkdir(exist_ok=True)
    write: Callable[[Path, Sequence[Block]], Path] = write_xlsx if path.suffix == ".xlsx" else write_docx
    write(path, BAD)

    passed, said = commit(repository, name)
    assert not passed
    assert "V001" in said
    assert name in said
    assert repository.git("ls-files", "--", name) != ""
    assert repository.git("log", "--format=%s") == "change\n"

    write(path, GOOD)
    passed, said = commit(repository, name)
    assert passed, said
    assert repository.git("log", "--format=%s") == "报送\nchange\n"


def test_another_document_passes(make: MakeRepository) -> None:
    """A file without such a table goes in, as do a lock file of Word and a text that is no table."""
    repository = make()
    write_docx(repository.folder / "通知.docx", MEMO)
    (repository.folder / "~$通知.docx").write_bytes(b"\x05lock")
    (repository.folder / "说明.txt").write_bytes(b"\xff\x00\x81")

    passed, said = commit(repository, ".")
    assert passed, said


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut off", "项目名称\t渡口".encode()], ids=["empty", "cut", "text"]
)
def test_a_file_that_cannot_be_read_stops_the_commit(make: MakeRepository, content: bytes) -> None:
    """Empty, damaged, or something else under the name of a Word file: no commit, and the file is named."""
    repository = make()
    (repository.folder / "目标表.docx").write_bytes(content)

    passed, said = commit(repository, "目标表.docx")
    assert not passed
    assert "目标表.docx" in said
    assert "exit code: 2" in said


@pytest.mark.parametrize(("staged", "after", "goes_in"), [(BAD, GOOD, False), (GOOD, BAD, True)])
def test_what_is_staged_counts(
    make: MakeRepository, *, staged: Sequence[Block], after: Sequence[Block], goes_in: bool
) -> None:
    """Of a file changed again after it was staged, the staged version is judged, and the other is kept as it was."""
    repository = make()
    path = write_docx(repository.folder / "目标表.docx", GOOD)
    repository.save()
    write_docx(path, [*staged, "第二稿"])
    repository.git("add", "--all")
    write_docx(path, after)
    edited = path.read_bytes()

    passed, said = commit(repository)
    assert passed is goes_in, said
    assert path.read_bytes() == edited


def test_options_of_the_user(make: MakeRepository) -> None:
    """What stands under `args` is added to the command."""
    repository = make("--ignore", "V001")
    write_docx(repository.folder / "目标表.docx", BAD)

    passed, said = commit(repository, "目标表.docx")
    assert passed, said


def test_what_is_excluded_is_left_alone(make: MakeRepository) -> None:
    """`exclude` of the configuration holds for what a commit names; the rest is checked."""
    repository = make()
    (repository.folder / "goallint.toml").write_text('exclude = ["归档/"]\n', "utf-8")
    (repository.folder / "归档").mkdir()
    write_docx(repository.folder / "归档" / "旧表.docx", BAD)

    passed, said = commit(repository, ".")
    assert passed, said

    write_docx(repository.folder / "新表.docx", BAD)
    write_docx(repository.folder / "归档" / "旧表.docx", [*BAD, "第二稿"])
    passed, said = commit(repository, ".")
    assert not passed
    assert ("新表.docx" in said, "旧表.docx" in said) == (True, False)


def test_one_report_for_all_files(make: MakeRepository) -> None:
    """Many files are checked by one process, so that there is one report."""
    repository = make()
    for number in range(4 * (os.cpu_count() or 1) + 1):
        write_docx(repository.folder / f"目标表{number}.docx", BAD)

    passed, said = commit(repository, ".")
    assert not passed
    assert len(re.findall("^检查了", said, re.MULTILINE)) == 1


def test_the_example_of_the_page(source: Repository, tmp_path: Path) -> None:
    """The configuration that docs/ci.md shows stops a bad table, once the address is filled in."""
    [example] = re.findall(EXAMPLE, PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    config = yaml.safe_load(example)
    [repo] = config["repos"]
    assert "OWNER" in repo["repo"]
    repo |= {"repo": str(source.folder), "rev": source.git("rev-parse", "HEAD").strip()}
    repository = Repository.new(tmp_path / "repository", **source.settings)
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    write_docx(repository.folder / "目标表.docx", BAD)
    repository.git("add", "--all")

    assert repository.run(PRE_COMMIT, "validate-config").returncode == 0
    done = repository.run(PRE_COMMIT, "run", "--all-files")
    assert (done.returncode, "V001" in done.stdout) == (1, True), done.stdout
