"""Files, folders and patterns on the command line."""

from pathlib import Path

import pytest

from goallint.discover import Found, discover
from goallint.patterns import Patterns

SUFFIXES = {".docx", ".xlsx", ".txt"}


@pytest.fixture
def material(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder as clerks have them: subfolders, lock files, hidden files and other formats."""
    monkeypatch.chdir(tmp_path)
    for name in ("乙.docx", "甲.xlsx", "~$乙.docx", ".隐藏.docx", "说明.md", "旧.ofd", "二科/丙.DOCX", ".git/丁.docx"):
        path = tmp_path / "材料" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "材料"


def names(*arguments: str) -> list[str]:
    """Return the files that the arguments stand for, as they will be shown."""
    return [found.path.as_posix() for found in discover(arguments, lambda: SUFFIXES).files]


def test_a_folder_is_walked_in_order(material: Path) -> None:
    """A folder gives the files of known formats, sorted, without lock files and hidden ones."""
    assert material.is_dir()
    assert names("材料") == ["材料/乙.docx", "材料/甲.xlsx", "材料/二科/丙.DOCX"]


def test_old_formats_in_a_folder_are_not_forgotten(material: Path) -> None:
    """Office files of formats that cannot be read are handed back, so that somebody says so."""
    assert [path.name for path in discover([material], lambda: SUFFIXES).passed_over] == ["旧.ofd"]


@pytest.mark.usefixtures("material")
def test_a_pattern_works_where_the_shell_does_not_expand_it() -> None:
    """Patterns are expanded, lock files aside, and their files count as named."""
    assert names("材料/*.docx") == ["材料/乙.docx"]
    assert discover(["材料/**/*.DOCX"], lambda: SUFFIXES).files == (Found(Path("材料/二科/丙.DOCX")),)


@pytest.mark.usefixtures("material")
def test_every_file_is_checked_once() -> None:
    """A file that is named and met in a folder is one file, and a named one."""
    found = discover(["材料", "./材料/甲.xlsx", "材料/*.xlsx"], lambda: SUFFIXES).files

    assert [(each.path.name, each.named) for each in found] == [
        ("乙.docx", False),
        ("甲.xlsx", True),
        ("丙.DOCX", False),
    ]


@pytest.mark.usefixtures("material")
def test_what_is_excluded_may_be_left_out_even_if_named(tmp_path: Path) -> None:
    """Who names a file wants it checked, unless told that a program named it; then it is handed back."""
    exclude = Patterns(str(tmp_path), ("乙*", "二科/"))
    named = ["材料/乙.docx", "材料/甲.xlsx", "材料/二科"]
    everywhere = discover(named, lambda: SUFFIXES, exclude, exclude_named=True)

    assert [found.path.name for found in discover(named, lambda: SUFFIXES, exclude).files] == ["乙.docx", "甲.xlsx"]
    assert everywhere.files == (Found(Path("材料/甲.xlsx")),)
    assert everywhere.left_out == (Path("材料/乙.docx"), Path("材料/二科"))


@pytest.mark.usefixtures("material")
def test_a_named_file_may_have_any_suffix() -> None:
    """What is named is tried, whatever its suffix; what is not there stays in the list."""
    assert names("材料/旧.ofd", "没有.docx", "没有*.docx") == ["材料/旧.ofd", "没有.docx", "没有*.docx"]


def test_linked_folders_do_not_trap_the_walk(material: Path) -> None:
    """A folder that links to its own parent is walked once."""
    (material / "二科" / "上级").symlink_to(material, target_is_directory=True)

    assert len(names("材料")) == 3


def test_brackets_in_a_name_are_no_pattern_when_the_file_exists(material: Path) -> None:
    """A file called "表[1].docx" is found by its name."""
    (material / "表[1].docx").touch()

    assert names("材料/表[1].docx") == ["材料/表[1].docx"]
