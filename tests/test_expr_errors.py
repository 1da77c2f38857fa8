"""Everything that can be wrong with an expression, with what its writer is told: this table is the documentation."""

from __future__ import annotations

import pytest

from goallint.expr.errors import ExpressionError
from goallint.expr.parse import parse
from goallint.expr.syntax_errors import CHARACTERS, MISTAKES, Mistake
from goallint.expr.types import TRUTH
from tests.making import names


def refusal(text: str, scope: str = "funds") -> tuple[str, str]:
    """The message and the marked part of an expression that is wrong."""
    with pytest.raises(ExpressionError) as caught:
        names(scope, {"合计": "sum(来源.金额)"} if scope == "funds" else {}).compile(text)
    error = caught.value
    return error.say("zh"), text[error.start : error.end]


@pytest.mark.parametrize(("mistake", "text"), [(mistake, text) for mistake in MISTAKES for text in mistake.examples])
def test_syntax_errors_are_explained(mistake: Mistake, text: str) -> None:
    """Every example of a mistake gets the explanation that it is an example of."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)

    assert caught.value.remedy == mistake.explanation


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("exists(总额) and sum(来源.金额 == 总额", "缺右括号“)”。"),
        ("任何 名称 == 总额", "两个值之间缺运算符（例如 and、==、+）。"),
        ("总额 == 合计 within tolerance", "within precision 写在比较之后：a == b within precision。"),
        ("0 <= 合计 <= 总额", "比较不能连写；写成 a < b and b < c。"),
        ("exists(总额) and", "这里缺一个值。"),
        ("合计 == 总额 within precision)", "多了一个右括号。"),
    ],
)
def test_syntax_errors_outside_the_table_are_explained_too(text: str, hint: str) -> None:
    """The explanations hold for other texts that go wrong in the same way."""
    assert refusal(text)[0].endswith(hint)


@pytest.mark.parametrize("character", CHARACTERS)
def test_foreign_characters_are_named_with_their_replacement(character: str) -> None:
    """A character that the language does not have is marked, and the right one is given."""
    with pytest.raises(ExpressionError) as caught:
        parse(f"总额 {character} 1")

    assert caught.value.remedy == CHARACTERS[character]
    assert caught.value.start == 3


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("总颔 == 0", "资金（funds）没有“总颔”\n您是否想写 “总额”？", "总颔"),
        ("合记 == 总额", "资金（funds）没有“合记”\n您是否想写 “合计”？", "合记"),
        ("来源.金客 == 0", "记录（amount）的列表没有字段“金客”\n您是否想写 “金额”？", "金客"),
        ("总额.金额 == 0", "数没有字段“金额”", "金额"),
        ("smu(来源.金额) == 0", "没有函数“smu”\n您是否想写 “sum”？", "smu"),
        ("count > 0", "资金（funds）没有“count”\n“count”是函数，后面要写括号。", "count"),
        ("abs(总额, 1) == 0", "abs 要 1 个参数，却有 2 个\n写作 abs(数)。", "abs(总额, 1)"),
        ("sum(总额) == 0", "这里要数的列表，却是数", "总额"),
        ("sum(来源) == 0", "这里要数的列表，却是记录（amount）的列表", "来源"),
        (
            "来源.金额 > 0",
            "这里要数或文本，却是数的列表\n列表要先用 sum、count、any、first 等函数变成单个值。",
            "来源.金额",
        ),
        ("总额 == '100'", "这里要数，却是文本", "'100'"),
        ("标签 < '乙'", "这里要数，却是文本", "标签"),
        ("标签 == '甲' within precision", "这里要数，却是文本", "标签"),
        ("总额 and exists(总额)", "这里要是否，却是数", "总额"),
        ("not 总额", "这里要是否，却是数", "总额"),
        ("-标签 == 0", "这里要数，却是文本", "标签"),
        ("总额 + 标签 == 0", "这里要数，却是文本", "标签"),
        ("总额", "这里要是否，却是数", "总额"),
        ("标签 in '项目资金'", "这里要文本的列表，却是文本\n文本里找词用 contains(文本, 词)。", "'项目资金'"),
        ("总额 in 来源.名称", "这里要文本，却是数", "总额"),
        ("标签 in ['甲', 1]", "这里要文本，却是数", "1"),
        ("any(总额 where 总额 > 0)", "这里是数\nwhere 之前要是列表。", "总额"),
        ("any(来源 where 金客 > 0)", "资金（funds）没有“金客”\n您是否想写 “金额”？", "金客"),
        ("它 == 总额", "资金（funds）没有“它”\n“它”只在 where 之后可用。", "它"),
        ("标签 in 词表.空范", "词表里没有“空范”\n您是否想写 “空泛”？", "空范"),
        ("标签 in 词表", "资金（funds）没有“词表”\n写作“词表.名称”。", "词表"),
        ("总额 > 配置.下限", "配置里没有“下限”\n您是否想写 “满意度下限”？", "下限"),
        ("总额 > 5万圆", "没有“万圆”这个单位\n您是否想写 “万元”？", "万圆"),
    ],
)
def test_wrong_names_and_types_are_refused(text: str, message: str, marked: str) -> None:
    """What is no name or has the wrong type is marked, with the nearest right name."""
    with pytest.raises(ExpressionError) as caught:
        names("funds", {"合计": "sum(来源.金额)"}).compile(text, TRUTH)

    assert text[caught.value.start : caught.value.end] == marked
    assert caught.value.say("zh").startswith(message.removesuffix("？"))


@pytest.mark.parametrize("text", ["(" * 200 + "1" + ")" * 200 + " == 1", "not " * 200 + "true", "-" * 200 + "1 == 1"])
def test_deep_nesting_is_refused_before_it_hurts(text: str) -> None:
    """Brackets cost no depth; a tower of operators is refused."""
    if text.startswith("("):
        names("funds").compile(text)
    else:
        assert "嵌套超过" in refusal(text)[0]


def test_every_error_speaks_both_languages() -> None:
    """An English reader gets an English text."""
    with pytest.raises(ExpressionError) as caught:
        names("funds").compile("总颔 == 0")

    assert caught.value.say("en").startswith('funds has no "总颔"\nDid you mean "总额"')
