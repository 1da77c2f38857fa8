"""New rule files."""

from __future__ import annotations

from pathlib import Path

import pytest

from goallint.errors import UsageError
from goallint.rulebook import Rulebook, load_rules
from goallint.rulebook.load import load_folders
from goallint.rulebook.profile import load_profile
from goallint.rulebook.skeleton import write
from goallint.ruletest import run_tests

NOTHING = Rulebook(())


def test_a_new_rule_loads_and_fails_until_it_is_filled_in(tmp_path: Path) -> None:
    """No example comes out as it says, so that nobody forgets to write them."""
    write("Z001", "lantern-count", tmp_path / "我的规则", NOTHING)

    (rule,) = load_folders([tmp_path], load_profile().settings, {}).rules

    assert (rule.id, rule.name, rule.remarks) == ("Z001", "lantern-count", ())
    assert len(run_tests([rule])) == len(rule.tests) == 2


def test_a_new_rule_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A file that is there stays as it is, and nothing else is left in the folder."""
    (tmp_path / "Z001-lantern-count.yaml").write_text("mine", "utf-8")

    with pytest.raises(UsageError, match="left alone"):
        write("Z001", "lantern-count", tmp_path, NOTHING)

    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "规则").write_text("", "utf-8")

    with pytest.raises(UsageError) as caught:
        write("Z001", "lantern-count", tmp_path / "规则" / "甲", NOTHING)

    assert caught.value.message.zh.endswith("：路径里有一段不是文件夹。")


@pytest.mark.parametrize(
    ("rule", "name"), [("Z1", "lantern"), ("Z001", "Lantern"), ("A001", "lantern"), ("Z001", "fund-sum")]
)
def test_ids_and_names_are_checked(tmp_path: Path, rule: str, name: str) -> None:
    """They look as they should, and belong to no other rule."""
    with pytest.raises(UsageError):
        write(rule, name, tmp_path, load_rules())

    assert list(tmp_path.iterdir()) == []


def test_a_rule_of_the_repository_names_its_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only there the schema stands where the first line says."""
    monkeypatch.setattr("goallint.rulebook.skeleton.rules_folder", lambda: tmp_path)

    shipped, own = (write("Z001", "lantern", tmp_path / folder, NOTHING) for folder in ("values", "my/rules"))

    assert shipped.read_text("utf-8").startswith("# yaml-language-server: $schema=../../docs/schema/")
    assert own.read_text("utf-8").startswith("id: Z001\n")
