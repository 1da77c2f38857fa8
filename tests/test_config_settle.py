"""What a configuration comes to: for a call, for a file, with the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.config.find import named
from goallint.config.load import load
from goallint.config.settle import COMMAND_LINE, Origin, for_files, settle
from goallint.config.toml import TomlFile
from goallint.plan import Plan, Settings
from tests.configuring import configured


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens in a folder of its own."""
    monkeypatch.chdir(tmp_path)


GENERAL = 'profile = "hebei"\nignore = ["V006"]\n'
TABLES = """
[[files]]
path = "2024/*.docx"
profile = "hubei"
ignore = ["W"]

[[files]]
path = ["*自评*", "公开/"]
select = ["E"]
no-table = "skip"
"""


def test_settings_come_from_the_nearest_to_the_call() -> None:
    """The command line before the configuration before the default, each with its origin."""
    settled = settle(configured(GENERAL + 'level = "info"\n'), {"profile": "beijing"})

    assert (settled["profile"].value, settled["profile"].origins) == ("beijing", (COMMAND_LINE,))
    assert (settled["level"].value, settled["level"].origins) == ("info", (Origin("config", "goallint.toml:3"),))
    assert (settled["fail-on"].value, settled["fail-on"].origins) == ("error", (Origin("default"),))


def test_ignored_rules_add_up() -> None:
    """Each place that ignores rules is named."""
    settled = settle(configured(GENERAL + TABLES), {"ignore": ("A", "V006")}, "2024/甲.docx")["ignore"]

    assert settled.value == ("V006", "W", "A")
    assert [origin.phrase.zh for origin in settled.origins] == ["goallint.toml:2", "goallint.toml:7", "命令行"]


def test_who_chooses_rules_for_one_call_gets_them() -> None:
    """--select sets aside what the configuration chooses and ignores, for all files and for some."""
    config = configured(GENERAL + TABLES)
    chosen = {"select": ("V006",)}
    settled = settle(config, chosen, "2024/自评.docx")
    files = for_files(config, chosen)

    assert (settled["select"].value, settled["ignore"].value) == (("V006",), ())
    assert [(each.select, each.ignore, each.profile) for each in files] == [(None, (), "hubei"), (None, (), None)]


def test_a_folder_of_rules_is_loaded_once() -> None:
    """Named in the configuration and on the command line, it counts once, however it is spelled."""
    Path("规则").mkdir()
    Path("别的").mkdir()

    settled = settle(configured('rules = ["规则"]'), {"rules": ("./规则/", "别的")})["rules"]

    assert settled.value == ("规则", "别的")


paths = st.sampled_from(
    ["2024/甲.docx", "2024/自评.docx", "公开/乙.xlsx", "2023/2024/甲.docx", "丙.docx", "a/b/自评/x.docx"]
)
calls = st.fixed_dictionaries(
    {},
    optional={
        "profile": st.just("beijing"),
        "select": st.just(("A",)),
        "ignore": st.just(("X",)),
        "no-table": st.sampled_from(["error", "skip"]),
    },
)


@given(paths, calls)
def test_what_is_shown_is_what_is_done(path: str, call: dict[str, Any]) -> None:
    """The settings that `config show` tells for a file are those that it is checked with."""
    config = configured(GENERAL + TABLES)
    general, shown = settle(config, call), settle(config, call, path)

    def settings(settled: dict[str, Any]) -> Settings:
        return Settings(
            profile=settled["profile"].value,
            select=settled["select"].value,
            ignore=settled["ignore"].value,
            need_table=settled["no-table"].value == "error",
        )

    plan = Plan(settings(general), files=for_files(config, call))
    done = plan.settings_for(path)
    assert (done.profile, done.select, set(done.ignore), done.need_table) == (
        settings(shown).profile,
        settings(shown).select,
        set(settings(shown).ignore),
        settings(shown).need_table,
    )
    assert done in plan.all_settings([path])


@pytest.mark.parametrize(
    "spelling", ["2024/甲.docx", "./2024/../2024/甲.docx", "{here}/2024/甲.docx", "链接/甲.docx", "{here}/链接/甲.docx"]
)
@pytest.mark.parametrize("folder", [".", "2024", "别处"])
def test_a_file_is_the_same_however_it_is_called(
    spelling: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative, absolute, with .. or through a link, from any folder."""
    Path("2024").mkdir()
    Path("别处").mkdir()
    Path("链接").symlink_to("2024", target_is_directory=True)
    Path("2024/甲.docx").touch()
    configured(GENERAL + TABLES)
    monkeypatch.chdir(folder)
    config = load(named(os.path.relpath(tmp_path / "goallint.toml")))
    full = spelling.format(here=tmp_path)
    path = full if Path(full).is_absolute() else os.path.relpath(tmp_path / full)

    [section, _] = config.files
    assert section.patterns.match(path)
    assert not section.patterns.match(tmp_path / "2023" / "2024" / "甲.docx")


def test_a_linked_folder_can_be_meant_by_its_own_name(tmp_path: Path) -> None:
    """A pattern may speak of the link, too; and a name without a folder fits outside as well."""
    (tmp_path / "外面").mkdir()
    (tmp_path / "里面").mkdir()
    (tmp_path / "里面" / "链接").symlink_to(tmp_path / "外面", target_is_directory=True)
    config = configured(
        '[[files]]\npath = "链接/*.docx"\nprofile = "hebei"\n[[files]]\npath = "*自评*"\nprofile = "hebei"',
        "里面/goallint.toml",
    )
    linked, anywhere = (each.patterns for each in config.files)

    assert linked.match("里面/链接/甲.docx")
    assert not linked.match("外面/甲.docx")
    assert anywhere.match("外面/自评.docx")


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("*.docx", ["甲.docx", "a/b/甲.docx"], ["甲.xlsx"]),
        ("2024/*.docx", ["2024/甲.docx"], ["x/2024/甲.docx", "2024/深/甲.docx"]),
        ("2024/**/*.docx", ["2024/甲.docx", "2024/a/b/甲.docx"], ["甲.docx"]),
        ("归档/", ["归档/甲.docx", "x/归档/甲.docx"], ["归档.docx"]),
        ("/甲.docx", ["甲.docx"], ["x/甲.docx"]),
        ("./甲.docx", ["甲.docx"], ["x/甲.docx"]),
        ("[甲乙].docx", ["甲.docx", "乙.docx"], ["丙.docx"]),
        ("../外/*.docx", ["../外/甲.docx"], ["外/甲.docx"]),
    ],
)
def test_patterns_are_as_in_gitignore(pattern: str, meant: list[str], not_meant: list[str]) -> None:
    """With a slash they begin in the folder of the file, without one they fit at any depth."""
    [section] = configured(f'[[files]]\npath = "{pattern}"\nprofile = "hebei"').files

    assert [path for path in (*meant, *not_meant) if section.patterns.match(path)] == meant


def test_the_last_pattern_that_fits_decides() -> None:
    """An exception stands after what it is excepted from."""
    [section] = configured('[[files]]\npath = ["*.docx", "!甲.docx"]\nprofile = "hebei"').files

    assert [name for name in ("甲.docx", "乙.docx") if section.patterns.match(name)] == ["乙.docx"]


def test_where_names_differ_by_case_patterns_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the file system has it: A.DOCX is another file, but not on Windows."""
    [section] = configured('[[files]]\npath = "*.docx"\nprofile = "hebei"').files
    assert not section.patterns.match("A.DOCX")

    monkeypatch.setattr("goallint.patterns._SAME_CASE", True)
    [section] = configured('[[files]]\npath = "b*.docx"\nprofile = "hebei"').files
    assert section.patterns.match("B1.DOCX")


def test_a_position_is_only_looked_for_when_it_is_needed() -> None:
    """The ordinary run does not parse the file twice."""
    config = configured(GENERAL)

    assert isinstance(config.table.file, TomlFile)
    assert "_places" not in vars(config.table.file)
    assert config.origin("ignore") == "goallint.toml:2"
    assert "_places" in vars(config.table.file)
