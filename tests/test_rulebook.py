"""Rule files: what a good one gives, and what is said of a bad one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goallint.errors import GoallintError, RuleError, UsageError
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.rulebook import Rulebook, load_rules, select
from goallint.rulebook.load import load_folders
from goallint.rulebook.titles import rule_titles
from tests.making import SETTINGS, WORDS

GOOD = """\
# 资金来源合计
id: A001
name: fund-sum
title: {zh: 资金来源合计与总额不符, en: Sources do not add up}
severity: error
for: funds
where: exists(总额) and count(来源) > 0
let: {合计: sum(来源.金额)}
assert: 合计 == 总额 within precision
message: {zh: "总额 {总额}，合计 {合计}", en: "total {总额}, sum {合计}"}
suggest: {zh: 改为 合计数, en: write the sum}
at: 总额
related: 来源
why: {zh: 总额是各来源之和, en: the total is the sum of its sources}
basis: [财预〔2015〕88号]
tests:
  - valid: |
      年度资金总额 | 1.00 万元
  - invalid: |
      年度资金总额 | 2.00 万元
    expect: [合计, 总额]
    count: 1
"""


def write(folder: Path, text: str, name: str = "A001-fund-sum.yaml", group: str = "arithmetic") -> Path:
    """Put a rule file where the loader finds it."""
    path = folder / group / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path) -> Rulebook:
    """The rules of one folder."""
    return load_folders([folder], SETTINGS, WORDS)


def refusal(folder: Path, text: str) -> str:
    """What is said of a bad rule file, with the path left out."""
    path = write(folder, text)
    with pytest.raises(RuleError) as caught:
        load(folder)
    return caught.value.say("zh").replace(f"{path}:", "")


def changed(old: str, new: str) -> str:
    """The good rule with one thing changed."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_rule_file_becomes_a_rule(tmp_path: Path) -> None:
    """All that the file says is in the rule."""
    write(tmp_path, GOOD)

    (rule,) = load(tmp_path).rules

    assert (rule.id, rule.name, rule.group, rule.severity) == ("A001", "fund-sum", "arithmetic", Severity.ERROR)
    assert rule.title == Phrase("资金来源合计与总额不符", "Sources do not add up")
    assert rule.basis == ("财预〔2015〕88号",)
    assert rule.scopes == ("funds",)
    assert list(rule.checks[0].lets) == ["合计"]
    assert [(example.kind, example.line, example.expect, example.count) for example in rule.tests] == [
        ("valid", 17, (), None),
        ("invalid", 19, ("合计", "总额"), 1),
    ]


def test_a_misspelt_field_is_shown_in_its_line(tmp_path: Path) -> None:
    """The caret stands under the wrong word, counting two columns for a Chinese character."""
    said = refusal(tmp_path, changed("合计 == 总额 within", "合计 == 总颔 within"))

    assert said == (
        "9:15: 资金（funds）没有“总颔”\n"
        "   9 | assert: 合计 == 总颔 within precision\n"
        "     |                 ^^^^\n"
        "您是否想写 “总额”？"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c\n", "1:5: 不是有效的 YAML：这里不能再有冒号"),
        ("a: [1, 2\n", "2:1: 不是有效的 YAML：列表里缺少逗号或 ]"),
        ("a: 'x\n", "2:1: 不是有效的 YAML：文本缺少后引号"),
        ("a: @x\n", "1:4: 不是有效的 YAML：文本不能以这个字符开头"),
        ("a: \x01\n", "1:4: 不是有效的 YAML：有不能用的字符"),
    ],
)
def test_what_is_wrong_with_the_yaml_is_said_in_chinese(tmp_path: Path, text: str, said: str) -> None:
    """The words of the library are for the English message."""
    assert refusal(tmp_path, text).splitlines()[0] == said


CONDITION = "exists(总额) and count(来源) > 0"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CONDITION, '"exists(总颔) and count(来源) > 0"'),
        (CONDITION, "'count(来源 where 名称 == ''甲'') > 总颔'"),
        (CONDITION, '"标签 == \\"甲\\" and exists(总颔)"'),
        (CONDITION, '"标签 == \\u0022\\u7532\\x22 and exists(总颔)"'),
        (CONDITION, "|\n  exists(总额)\n  and exists(总颔)"),
        (CONDITION, "|  # 注释\n  exists(总额)\n\n  and exists(总颔)"),
        (CONDITION, ">\n  exists(总额)\n\n  and exists(总颔)"),
        (CONDITION, "exists(总额)\n  and exists(总颔)"),
        (CONDITION, '"exists(总额)\n  and \\\n  exists(总颔)"'),
        ("sum(来源.金额)", "sum(来源.总颔)"),
        ("total {总额}", "total {总颔}"),
        ("总额 {总额}，", "总额 {{}} {总颔}，"),
        ("at: 总额", "at: 总颔"),
        ("related: 来源", "related: [来源, 总颔]"),
    ],
)
def test_errors_point_into_every_kind_of_yaml_text(tmp_path: Path, old: str, new: str) -> None:
    """Plain, quoted, folded and literal texts all lead back to line and column."""
    text = changed(old, new)
    before = text[: text.index("总颔")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    said = refusal(tmp_path, text)

    assert said.startswith(f"{line}:{column}: ")
    assert re.search(r"\n +\| *\^{4}\n", said)


@pytest.mark.parametrize(
    ("old", "new", "first_line", "hint"),
    [
        ("severity: error", "severity: grave", "5:11: “grave”不在可选值中：error | warning | info", ""),
        ("severity: error", "severety: error", "5:1: 没有“severety”这个键", "您是否想写 “severity”？"),
        ("severity: error\n", "", "2:1: 缺少“severity”", ""),
        ("for: funds", "for: fund", "6:6: “fund”不在可选值中：", "您是否想写 “funds”？"),
        ("assert: 合计 == 总额 within precision\n", "", "2:1: 缺少“assert”", ""),
        ("assert: 合计 == 总额 within precision", "assert: 合计", "9:9: 这里要是否，却是数", ""),
        ("assert: 合计 == 总额 within precision", "assert:", "9:8: 这里缺一个值", ""),
        (
            "assert: 合计 == 总额 within precision",
            "assert: [合计 == 总额]",
            "9:9: 这里要文本",
            "含有 { } 的文本要加引号。",
        ),
        ("id: A001", "id: a1", "2:5: 编号写作 A001", ""),
        ("name: fund-sum", "name: Fund Sum", "3:7: 名称写作 fund-sum", ""),
        ("name: fund-sum", "name: fund-sums", "2:5: 文件名应为 A001-fund-sums.yaml", ""),
        ("let: {合计:", "let: {总额:", "8:7: “总额”不能作名称", "换一个名称。"),
        ("let: {合计:", "let: {and:", "8:7: “and”不能作名称", "换一个名称。"),
        ('{合计}", en', '{合计", en', "10:27: “{”没有配对", "表达式写作 {…}"),
        ('{合计}", en', '{来源}", en', "10:28: 消息里不能直接写记录", "写它的某个字段"),
        ("zh: 资金来源", "de: 资金来源", "4:9: 没有“de”这个键", "可用的名称：zh、en"),
        ("count: 1", "count: 一", "22:12: count 要写整数", ""),
        ("  - valid: |", "  - skipped: x\n    valid: |", "17:5: 每个示例要有其中一个键：", ""),
        ("  - valid: |", "  - expect: x\n    valid: |", "17:5: expect 和 count 只用于 invalid", ""),
        ("count: 1", "profile: hebie", "22:14: “hebie”不在可选值中：", "您是否想写"),
        ("at: 总额", "at: 1 + 1", "12:5: 这里要写通向单元格的字段路径", ""),
        ("at: 总额", "at: 总额\nat: 总额", "13:1: “at”写了两次", ""),
        ("at: 总额", "at: 总额\nsupersedes: [A009]", "13:14: 没有规则 A009", "您是否想写 “A001”？"),
        ("at: 总额", "at: 总额\nsupersedes: A001", "13:13: A001 与 A001 互相取代", ""),
        ("at: 总额", "at: 总额\nchecks: []", "7:1: 有 checks 时，“where”要写在各项检查里", ""),
    ],
)
def test_bad_rule_files_are_refused(tmp_path: Path, old: str, new: str, first_line: str, hint: str) -> None:
    """Each error says where it is, what is wrong and, where there is one, the right word."""
    said = refusal(tmp_path, changed(old, new))

    assert said.startswith(first_line)
    assert hint in said.splitlines()[-1]


@pytest.mark.parametrize("text", ["", "- a\n", "甲", "id: [\n", "id: \x07\n", "a: 1\n---\nb: 2\n"])
def test_files_that_are_no_rules_are_refused(tmp_path: Path, text: str) -> None:
    """Whatever a file holds, the answer is a rule error with a place."""
    assert re.match(r"\d+:\d+: ", refusal(tmp_path, text))


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_a_file_that_nests_without_end_is_refused(tmp_path: Path, opening: str) -> None:
    """The YAML library would run out of stack and take the whole process with it."""
    assert "嵌套得太深" in refusal(tmp_path, opening * 100_000)


@pytest.mark.parametrize("title", ["2020-99-99", "!!timestamp x", "!!int ''", "!!bool x", "- " * 100_000])
def test_what_yaml_cannot_make_of_a_title_is_no_title(tmp_path: Path, title: str) -> None:
    """A rule file that is not as it should be is named without its title, where rules are only listed."""
    path = write(tmp_path, f"id: A001\ntitle:\n  {title}\n")

    assert Phrase("", "") in [titled.title for titled in rule_titles([path.parent])]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A file in GBK is named, and UTF-8 asked for."""
    write(tmp_path, "").write_bytes(GOOD.encode("gbk"))

    with pytest.raises(RuleError, match="not in UTF-8"):
        load(tmp_path)


def test_words_that_yaml_takes_for_truths_stay_words(tmp_path: Path) -> None:
    """`no`, `off` and 12:30 are texts in a rule file."""
    write(tmp_path, changed("basis: [财预〔2015〕88号]", "basis: [no, off, 12:30, 1.50]"))

    assert load(tmp_path).rules[0].basis == ("no", "off", "12:30", "1.50")


def test_one_rule_may_have_several_checks(tmp_path: Path) -> None:
    """Checks inherit severity, scope and names from the top, and may have their own."""
    write(
        tmp_path,
        """\
id: A001
name: fund-sum
title: 资金来源
severity: error
for: funds
let: {合计: sum(来源.金额)}
checks:
  - assert: 合计 == 总额 within precision
    message: 不符 {合计}
  - severity: info
    confidence: low
    let: {差: 合计 - 总额}
    assert: 差 == 0
    message: 差 {差}
  - for: form
    severity: warning
    assert: exists(名称)
    message: 没有名称
""",
    )

    (rule,) = load(tmp_path).rules

    assert [(check.scope, check.severity.word, check.confidence) for check in rule.checks] == [
        ("funds", "error", "high"),
        ("funds", "info", "low"),
        ("form", "warning", "high"),
    ]
    assert rule.severity == Severity.ERROR
    assert list(rule.checks[2].lets) == []


UNTIDY = changed("let: {合计: sum(来源.金额)}", "let: {合计: sum(来源.金额), 没用: count(来源), 也没用: 没用 + 1}")


def test_what_is_untidy_in_rules_of_others_is_a_remark(tmp_path: Path) -> None:
    """A name that nothing uses, and a text in Chinese alone, do no harm."""
    write(tmp_path, UNTIDY.replace("suggest: {zh: 改为 合计数, en: write the sum}", "suggest: 改为 合计数"))

    (rule,) = load(tmp_path).rules

    assert [remark.message.zh for remark in rule.remarks] == ["没有用到“也没用”", "“suggest”没有英文"]
    assert rule.remarks[0].where.endswith(":8:38")


def test_what_is_untidy_in_a_shipped_rule_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules that come with goallint keep the order that others only are advised to keep."""
    monkeypatch.setattr("goallint.rulebook.compile.rules_folder", lambda: tmp_path)

    assert refusal(tmp_path, UNTIDY).startswith("8:38: 没有用到“也没用”")
    assert refusal(tmp_path, changed(", en: Sources do not add up}", "}")).startswith("4:8: “title”没有英文")


def test_a_name_counts_as_used_where_one_check_uses_it(tmp_path: Path) -> None:
    """Names at the top are for all checks, equal names in two checks are two names."""
    write(
        tmp_path,
        """\
id: A001
name: fund-sum
title: {zh: 资金来源, en: Funds}
severity: error
for: funds
let: {合计: sum(来源.金额)}
checks:
  - let: {差: 合计 - 总额}
    assert: 差 == 0
    message: {zh: 不符, en: Wrong}
  - let: {差: 总额 - 1元}
    assert: exists(总额)
    message: {zh: 不符, en: Wrong}
""",
    )

    (rule,) = load(tmp_path).rules

    assert [remark.where.rpartition("yaml:")[2] for remark in rule.remarks] == ["11:11"]


def test_an_id_belongs_to_one_rule(tmp_path: Path) -> None:
    """A second rule with the same id is refused, with the path of the first."""
    first = write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("fund-sum", "other-sum"), "A001-other-sum.yaml", "own")

    with pytest.raises(RuleError) as caught:
        load(tmp_path)

    assert str(first) in caught.value.say("zh")


def test_rules_that_supersede_each_other_are_refused(tmp_path: Path) -> None:
    """A ring of three has no end."""
    for number, following in ((1, 2), (2, 3), (3, 1)):
        text = GOOD.replace("A001", f"A00{number}").replace("fund-sum", f"sum-{number}")
        write(tmp_path, f"{text}supersedes: [A00{following}]\n", f"A00{number}-sum-{number}.yaml")

    with pytest.raises(RuleError, match="supersede each other"):
        load(tmp_path)


def test_a_rule_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """The user's own folder must exist."""
    with pytest.raises(UsageError):
        load_rules([tmp_path / "none"])


@pytest.mark.parametrize("word", ["A001", "a001", "fund-sum", "A", "arithmetic"])
def test_rules_are_chosen_by_id_name_letter_or_folder(tmp_path: Path, word: str) -> None:
    """Each of the four ways chooses and ignores."""
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("A001", "S001").replace("fund-sum", "header"), "S001-header.yaml", "structure")
    rulebook = load(tmp_path)

    assert [rule.id for rule in select(rulebook, [word])] == ["A001"]
    assert [rule.id for rule in select(rulebook, [], [word])] == ["S001"]


def test_unknown_rules_are_a_usage_error_with_the_nearest_name(tmp_path: Path) -> None:
    """A misspelt rule is not silently nothing; words for other findings are known."""
    write(tmp_path, GOOD)
    rulebook = load(tmp_path)

    with pytest.raises(GoallintError) as caught:
        select(rulebook, ["fund-sun"])

    assert "您是否想写 “fund-sum”？" in caught.value.say("zh")
    assert select(rulebook, [], ["G003"], others=["G003"])
