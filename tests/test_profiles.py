"""Profiles: what they set, what they leave out, and what is said of a bad one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goallint import engine
from goallint.errors import ConfigError
from goallint.findings import Severity
from goallint.pipeline import choose
from goallint.resources import rules_folder
from goallint.rulebook import load_rules
from goallint.rulebook.load import load_folders
from goallint.rulebook.profile import load_profile, profile_names
from goallint.ruletest import understand
from tests.reporting import RULES

GOOD = """\
name: 本县
title: {zh: 本县口径, en: Our county}
extends: central-2015
settings:
  满意度下限: 90%
  必设列: [依据]
  支出计划必设: true
off: [W004]
severity: {V005: error, S003: info}
"""


def write(folder: Path, text: str, name: str = "本县.yaml") -> str:
    """Put a profile into a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(folder: Path, text: str) -> str:
    """What is said of a bad profile, with the path left out."""
    path = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load_profile(path)
    return caught.value.say("zh").replace(f"{path}:", "")


def test_a_profile_of_ones_own_builds_on_a_shipped_one(tmp_path: Path) -> None:
    """What it does not set is what the one below sets, down to the generic one."""
    profile = load_profile(write(tmp_path, GOOD))

    assert (profile.name, profile.title.en, profile.off) == ("本县", "Our county", frozenset({"W004"}))
    assert profile.severity == {"V005": Severity.ERROR, "S003": Severity.INFO}
    assert profile.settings["满意度下限"] == "90%"
    assert profile.settings["支出计划必设"] is True
    assert profile.settings["成本层级"] == ("产出",)
    assert profile.settings["数量化下限"] == "60%"
    assert profile.settings.keys() == load_profile().settings.keys()


def test_a_profile_builds_on_the_generic_one_unless_it_says_otherwise(tmp_path: Path) -> None:
    """`extends`, `title` and all the rest may be left out."""
    profile = load_profile(write(tmp_path, "name: 空\n"))

    assert (profile.title.zh, profile.settings) == ("空", load_profile().settings)


def test_a_profile_may_build_on_another_file(tmp_path: Path) -> None:
    """The path counts from the folder of the file that names it; rules left out add up."""
    write(tmp_path, GOOD)
    path = write(tmp_path, "name: 本局\nextends: 本县.yaml\noff: [W005]\nseverity: {S003: error}\n", "本局.yaml")

    profile = load_profile(path)

    assert (profile.settings["满意度下限"], profile.off) == ("90%", frozenset({"W004", "W005"}))
    assert profile.severity == {"V005": Severity.ERROR, "S003": Severity.ERROR}


@pytest.mark.parametrize(
    ("text", "first_line", "hint"),
    [
        ("- 1\n", "1:1: 这里要“键: 值”的形式", ""),
        ("settings: {\n", "2:1: 不是有效的 YAML", ""),
        ("settings: {}\n", "1:1: 缺少“name”", ""),
        ("name: 甲\nsetting: {}\n", "2:1: 没有“setting”这个键", "您是否想写 “settings”？"),
        ("name: 甲\nname: 乙\n", "2:1: “name”写了两次", ""),
        ("name: 甲\nsettings: 3\n", "2:11: 这里要“键: 值”的形式", ""),
        ("name: 甲\nsettings: {满意下限: 90%}\n", "2:12: 没有“满意下限”这项配置", "您是否想写 “满意度下限”？"),
        ("name: 甲\nsettings: {满意度下限: 高}\n", "2:19: 这里要数，却是文本", ""),
        ("name: 甲\nsettings: {满意度下限: 90}\n", "2:19: 这里要写成 85% 这样的数", "写作“90%”？"),
        ("name: 甲\nsettings: {必设列: 依据}\n", "2:17: 这里要文本的列表，却是文本", ""),
        ("name: 甲\nsettings: {成本必设: 是}\n", "2:18: 这里要是否，却是文本", ""),
        ("name: 甲\nsettings: {权重合计: [满分]}\n", "2:18: 这里要数的列表，却是文本的列表", ""),
        ("name: 甲\nextends: sichaun\n", "2:10: 没有名为“sichaun”的口径", "您是否想写 “sichuan”？"),
        ("name: 甲\nextends: 乙.yaml\n", "2:10: 没有口径文件", ""),
        ("name: 甲\nextends: 本县.yaml\n", "2:10: 口径互相继承", ""),
        ("name: 甲\nseverity: {V005: grave}\n", "2:18: “grave”不在可选值中：error | warning | info", ""),
        ("name: 甲\ntitle: {cn: 甲}\n", "2:9: 没有“cn”这个键", ""),
    ],
)
def test_bad_profiles_are_refused(tmp_path: Path, text: str, first_line: str, hint: str) -> None:
    """Each error says where it is, what is wrong and, where there is one, the right word."""
    said = refusal(tmp_path, text)

    assert said.startswith(first_line)
    assert hint in said.splitlines()[-1]


def test_a_profile_that_is_not_there_is_a_config_error(tmp_path: Path) -> None:
    """A path that leads nowhere, and a name that nobody knows."""
    with pytest.raises(ConfigError, match="cannot read"):
        load_profile(str(tmp_path / "无.yaml"))
    with pytest.raises(ConfigError) as caught:
        load_profile("sichaun")
    assert "您是否想写 “sichuan”？" in caught.value.say("zh")


@pytest.mark.parametrize("key", ["off: [V999]", "severity: {V999: info}"])
def test_a_rule_that_is_not_there_is_shown_in_its_line(tmp_path: Path, key: str) -> None:
    """Rules are known only when the rulebook is; the error still points into the profile."""
    profile = load_profile(write(tmp_path, f"name: 甲\n{key}\n"))

    with pytest.raises(ConfigError) as caught:
        choose(load_rules(), profile=profile)

    assert re.search(r"本县\.yaml:2:\d+: 没有规则 V999\n", caught.value.say("zh"))


def test_what_a_profile_leaves_out_runs_only_by_its_own_name(tmp_path: Path) -> None:
    """A group does not bring it back, its ID and its name do; G003 can be left out, too."""
    book = load_folders([RULES], {}, {})
    profile = load_profile(write(tmp_path, "name: 甲\noff: [T001, G003]\n"))

    def chosen(*words: str) -> tuple[list[str], bool]:
        checks = choose(book, words, profile=profile)
        return [rule.id for rule in checks.rules], checks.not_understood

    assert chosen() == (["T002"], False)
    assert chosen("T") == (["T002"], False)
    assert chosen("T001", "G003") == (["T001"], True)
    assert chosen("open-choice") == (["T001"], False)


def test_a_severity_moves_the_gravest_checks_and_caps_the_others(tmp_path: Path) -> None:
    """S003 has an error and warnings: as an error nothing changes, as an info nothing exceeds it."""
    rules = {rule.id: rule for rule in load_rules().rules}

    def graded(rule: str, severity: str) -> tuple[str, set[str]]:
        profile = load_profile(write(tmp_path, f"name: 甲\nseverity: {{{rule}: {severity}}}\n"))
        checks = choose(load_rules(), profile=profile)
        [found] = [each for each in checks.rules if each.id == rule]
        return found.severity.word, {check.severity.word for check in found.checks}

    assert {check.severity.word for check in rules["S003"].checks} == {"error", "warning"}
    assert graded("S003", "error") == ("error", {"error", "warning"})
    assert graded("S003", "warning") == ("warning", {"warning"})
    assert graded("S003", "info") == ("info", {"info"})


@pytest.mark.parametrize("name", profile_names())
def test_shipped_profiles_are_complete(name: str) -> None:
    """A shipped profile has a title in both languages, and every rule loads with its settings."""
    profile = load_profile(name)
    rulebook = load_rules(settings=profile.settings)

    assert profile.title.zh != profile.title.en
    profile.check([rule.id for rule in rulebook.rules])


def test_every_setting_is_read_by_a_rule() -> None:
    """A setting that no rule reads would be a promise that nobody keeps."""
    texts = "\n".join(path.read_text("utf-8") for path in rules_folder().glob("*/[A-Z]*.yaml"))

    assert [name for name in load_profile().settings if f"配置.{name}" not in texts] == []


HEAD = "盲道改造绩效目标表（2025年度）\n项目名称 | 盲道改造\n年度资金总额 | 48万元\n年度绩效目标 | 改造盲道3.2公里。\n"
PLAIN = HEAD + "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 改造盲道长度 | ≥3.2公里\n"


def found(profile: str, *rules: str, text: str = PLAIN) -> list[str]:
    """What the rules say of a text under a profile."""
    loaded = load_profile(profile)
    checks = choose(load_rules(settings=loaded.settings), rules, profile=loaded)
    return [finding.message.zh for finding in engine.run(checks.rules, understand(text)).findings]


def test_a_profile_asks_for_what_its_forms_have() -> None:
    """The same form lacks nothing in general, and columns and a plan in Hebei."""
    assert found("generic", "S001", "P001") == []
    assert set(found("hebei", "S001", "P001")) == {
        "指标表没有“指标描述”列",
        "指标表没有“指标值确定依据”列",
        "表中没有资金支出计划",
    }
