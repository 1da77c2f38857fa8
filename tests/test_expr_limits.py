"""Rule files are read from strangers too: none runs code, takes for ever or fills the memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from goallint import engine
from goallint.errors import RuleError
from goallint.expr import evaluate
from goallint.expr.errors import ExpressionError
from goallint.expr.results import Unknown
from goallint.form import Form, Forms
from goallint.rulebook.load import load_folders
from tests.making import SETTINGS, WORDS, fund_forms, indicator_forms, names, value_of

PLAIN = fund_forms("120.00万元", "100.00万元", "20.00万元")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"总额 > {'9' * 61}元", "数字超过 60 位"),
        (f"总额 > 0.{'0' * 60}1元", "数字超过 60 位"),
        (f"总额 > {'9' * 100_000}", "数字超过 60 位"),
        ("any(表.资金 where any(表.资金 where any(表.资金 where any(表.资金))))", ""),
        ("any(表.资金 where any(表.资金 where any(表.资金 where any(表.资金 where true))))", "where 嵌套超过 3 层"),
        (" + ".join(["1"] * 60), "表达式嵌套超过 40 层"),
        (" or ".join(["true"] * 60), "表达式嵌套超过 40 层"),
        ("表" + ".文件.表" * 30, "表达式嵌套超过 40 层"),
        ("[" * 50 + "1" + "]" * 50, "表达式嵌套超过 40 层"),
        ("abs(" * 50 + "1" + ")" * 50, "表达式嵌套超过 40 层"),
        ("(" * 100_000 + "总额 > 1元" + ")" * 100_000, ""),
        ("(" * 100_000, "表达式没有写完"),
        ("'" + "甲" * 1_000_000 + "' == 标签", ""),
    ],
)
def test_what_is_too_deep_or_too_long_is_refused(text: str, said: str) -> None:
    """With an error that says so; what is only long is not."""
    if not said:
        names("funds").compile(text)
        return
    with pytest.raises(ExpressionError) as caught:
        names("funds").compile(text)

    assert caught.value.say("zh").startswith(said)


def test_names_are_counted() -> None:
    """A chain of names has an end."""
    scope = names("funds", {f"甲{number}": "总额" for number in range(50)})

    with pytest.raises(ExpressionError, match="more than 50 names"):
        scope.let("乙", "总额")


def test_a_long_chain_of_names_evaluates() -> None:
    """Each may stand on the one before, and is looked up once."""
    lets = {f"数{number}": f"数{number - 1} + 数{number - 1}" for number in range(1, 50)}

    assert value_of("数49 == 总额 * 562949953421312", "funds", PLAIN, {"数0": "总额"} | lets) is True


def test_a_rule_file_that_goes_too_far_is_refused_with_its_place(tmp_path: Path) -> None:
    """The error has file, line and column, as any other."""
    text = f"id: A001\nname: deep\ntitle: 深\nseverity: error\nfor: funds\nassert: {'not ' * 200}true\nmessage: 深\n"
    (tmp_path / "A001-deep.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        load_folders([tmp_path], SETTINGS, WORDS)

    assert "A001-deep.yaml:6:" in caught.value.say("zh")
    assert "表达式嵌套超过 40 层" in caught.value.say("zh")


def test_numbers_past_all_measure_are_unknown() -> None:
    """A square of a square of a square ends, and a message about it is short."""
    squares = {f"方{number}": f"plain(方{number - 1}) * plain(方{number - 1})" for number in range(1, 40)}

    value = value_of("方39", "funds", PLAIN, {"方0": "总额"} | squares)

    assert isinstance(value, Unknown)
    assert value.reason.zh == "数值超出可计算的范围"


def test_texts_that_double_are_unknown() -> None:
    """Joining what was joined does not fill the memory."""
    lets = {"文0": "标签"} | {f"文{number}": f'join([文{number - 1}, 文{number - 1}], "")' for number in range(1, 50)}

    value = value_of("文49", "funds", PLAIN, lets)

    assert isinstance(value, Unknown)
    assert value.reason.zh == "连成的文本太长"


@pytest.mark.parametrize(
    "function", ["similarity(名称, 值) > 0.5", "common(名称, 值) == ''", "likeness([名称, 值]) > 0.5"]
)
def test_texts_too_long_to_compare_are_unknown(function: str) -> None:
    """A megabyte in a cell does not stop the run."""
    forms = indicator_forms(("甲乙" * 50_000, "乙甲" * 50_000))

    value = value_of(function, "indicator", forms)

    assert isinstance(value, Unknown)
    assert value.reason.zh == "文本太长，无法比较"


def test_lists_of_lists_past_all_measure_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a path that goes round in circles nor filters inside filters take for ever."""
    monkeypatch.setattr(evaluate, "_MOST_ELEMENTS", 10_000)
    forms = Forms("表.docx", tuple(Form(number, (number,), "project") for number in range(1, 31)))

    for text in ("any(表.文件.表.文件.表.文件.表)", "any(表 where any(表.文件.表.文件.表 where 表号 == 本项.年度))"):
        value = value_of(text, "document", forms)
        assert isinstance(value, Unknown), text
        assert value.reason.zh == "要比较的项目太多"


@pytest.mark.parametrize("word", ["(a+)+$", ".*", "[", "\\", "(?i)x", "a{1000000}"])
def test_words_are_no_patterns(word: str) -> None:
    """No text of a rule is ever a regular expression: it is found where it stands, and nowhere else."""
    forms = indicator_forms((f"前{word}后", "ab" * 20))

    for text in (
        f"contains(名称, '{word}') and not contains(值, '{word}')",
        f"without(名称, ['{word}']) == '前后'",
        f"not exists(found(值, ['{word}']))",
        f"not starts(值, '{word}') and not ends(值, ['{word}']) and after(值, '{word}') == 值",
        f"not exists(slips(值, ['{word}→对'])) and exists(slips(名称, ['{word}→对']))",
        f"not made_of(值, ['{word}']) and not exists(clashes(值, [名称], ['{word}']))",
    ):
        assert value_of(text, "indicator", forms) is True, text


def test_many_subjects_are_all_looked_at(tmp_path: Path) -> None:
    """However many there are: they are taken in portions, and none is lost or taken twice."""
    text = "id: A001\nname: many\ntitle: 多\nseverity: error\nfor: indicator\nassert: 序 < 0\nmessage: 第 {序} 个\n"
    (tmp_path / "A001-many.yaml").write_text(text, encoding="utf-8")
    forms = indicator_forms(*((f"甲{number}", "1人") for number in range(1_300)))

    outcome = engine.run(load_folders([tmp_path], SETTINGS, WORDS).rules, forms)

    assert [finding.message.zh for finding in outcome.findings] == [f"第 {number} 个" for number in range(1, 1_301)]
    assert outcome.counts["A001"] == {"invalid": 1_300}
