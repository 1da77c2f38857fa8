"""What expressions come to, and what they come to when something is missing."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goallint.expr.evaluate import constant, logic, negation
from goallint.expr.number import Number
from goallint.expr.results import Items, Result, Unknown, shown
from goallint.expr.rows import Rows, Run, one
from goallint.form import Forms
from goallint.language import Phrase
from tests.making import first, fund_forms, indicator_forms, names, value_of

UNKNOWN = Unknown(Phrase("不知道", "unknown"))
PLAIN = fund_forms("120.00万元", "100.00万元", "20.00万元")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总额 == 1200000元", True),
        ("总额 == 120万元", True),
        ("总额 > 1亿元", False),
        ("sum(来源.金额) == 总额", True),
        ("count(来源) == 2", True),
        ("count(来源 where 金额 >= 50万元) == 1", True),
        ("any(来源 where 金额 > 1亿元)", False),
        ("exists(来源) and not exists(明细)", True),
        ("first(来源).名称 == '来源1' and last(来源).名称 == '来源2'", True),
        ("max(来源.金额) - min(来源.金额) == 80万元", True),
        ("来源.金额 where 它 > 50万元", "100.00 万元"),
        ("(来源 where 金额 / 总额 > 50%).名称", "来源1"),
        ("any(来源 where 金额 > 本项.总额)", False),
        ("总额 / 4", "30.00 万元"),
        ("20万元 / 总额", "16.67%"),
        ("总额 * 50%", "60 万元"),
        ("表.名称", "修路"),
        ("表.文件.年度", "2021"),
        ("标签 in ['项目资金', '部门资金']", True),
        ("标签 not in ['项 目 资 金']", False),
        ("'有效提高' == ' 有效 提高'", True),
        ("contains('进一步提高', 词表.空泛)", True),
        ("made_of('有效提高。', 词表.空泛)", True),
        ("made_of('有效提高质量', 词表.空泛)", False),
        ("found('有效提高', 词表.空泛)", "提高、有效"),
        ("without('有效提高质量', 词表.空泛)", "质量"),
        ("ends('参训人', 词表.人的单位) and starts('人数', '人')", True),
        ("length(' 一 二 三 ')", "3"),
        ("number_in('打造三个平台') and number_in('2次') and not number_in('打造一流平台')", True),
        ("duplicates(['甲', '乙', ' 甲 '])", "甲"),
        ("gaps([1, 2, 3, 5])", "4"),
        ("gaps([2021, 2022])", ""),
        ("nondecreasing([25%, 50%, 50%, 100%])", True),
        ("similarity('提高质量', '提高质量') == 1", True),
        ("likeness(['甲乙丙', '丁', '甲乙丁']) > 0.6", True),
        ("join(['甲', '乙'], '；')", "甲；乙"),
        ("plain(15%) + plain(85%) == 100", True),
        ("dimension(总额)", "money"),
        ("compact(总额)", "120万元"),
        ("shared_pairs(表, 表)", "0"),
        ("配置.满意度下限 == 85% and 配置.最少指标数 == 3 and 配置.要求描述", True),
        ("'产出' in 配置.框架 and 配置.层级 == 'central'", True),
        ("weights(表)", ""),
        ("undecided('说不准') or true", True),
        ("undecided('说不准') and false", False),
        ("90 in 配置.合计 and 89 not in 配置.合计", True),
        ("abs(-总额) == 总额", True),
    ],
)
def test_expressions_come_to_what_they_say(text: str, expected: bool | str) -> None:  # noqa: FBT001  # a result
    """Each expression has its value, shown as a message would show it."""
    value = value_of(text, "funds", PLAIN)

    assert (value if isinstance(expected, bool) else shown(value)) == expected


@pytest.mark.parametrize(
    ("text", "forms", "reason"),
    [
        ("总额 > 0", fund_forms("", "1万元"), "没有填写“年度资金总额”"),
        ("总额 > 0", fund_forms(None, "1万元"), "表中没有“总额”"),
        ("总额 > 0", fund_forms("若干", "1万元"), "“年度资金总额”填写的“若干”读不出数"),
        ("sum(来源.金额) > 0", fund_forms("1万元", "1万元", ""), "没有填写“来源2”"),
        ("总额 > 5人", PLAIN, "“120.00 万元”与“5人”的量纲不同，无法比较或相加"),
        ("总额 + 5人 > 0", PLAIN, "“120.00 万元”与“5人”的量纲不同，无法比较或相加"),
        ("总额 / count(明细) > 0", PLAIN, "除数为零"),
        ("first(明细).金额 > 0", PLAIN, "列表是空的"),
        ("undecided('表格错位') or false", PLAIN, "表格错位"),
        ("count(来源 where 金额 > 0) == 1", fund_forms("1万元", "1万元", ""), "没有填写“来源2”"),
    ],
)
def test_what_cannot_be_known_says_why(text: str, forms: Forms, reason: str) -> None:
    """An unknown result carries its reason, in the words of the form."""
    value = value_of(text, "funds", forms)

    assert isinstance(value, Unknown)
    assert value.reason.zh == reason


@pytest.mark.parametrize(
    ("total", "exists", "labelled"),
    [("1万元", True, True), ("若干", True, True), (" ", False, True), (None, False, False)],
)
def test_existing_is_more_than_being_labelled(total: str | None, exists: bool, labelled: bool) -> None:  # noqa: FBT001  # results
    """A field exists if something is in it, and is labelled if the form has it."""
    forms = fund_forms(total, "1万元")

    assert value_of("exists(总额)", "funds", forms) is exists
    assert value_of("labelled(总额)", "funds", forms) is labelled


def test_a_filter_in_doubt_still_decides_what_it_can() -> None:
    """One element that surely fits is enough for `any`, whatever the others are."""
    forms = fund_forms("3万元", "2万元", "若干")

    assert value_of("any(来源 where 金额 > 1万元)", "funds", forms) is True
    assert isinstance(value_of("any(来源 where 金额 > 2万元)", "funds", forms), Unknown)
    assert value_of("count(来源 where exists(金额) and 名称 == '来源1')", "funds", forms) == Number.plain(1)


def test_names_in_a_filter_mean_the_element_first() -> None:
    """A field of the element hides a field of the subject, which 本项 still reaches."""
    forms = indicator_forms(("培训人数", "41人"), ("培训次数", "12"), ("培训人数", "41人"))

    value = value_of("(表.指标 where 名称 == 本项.名称 and 序 > 本项.序).序", "indicator", forms)

    assert shown(value) == "3"


def test_let_names_are_computed_in_the_eyes_of_the_subject() -> None:
    """Inside a filter a `let` name keeps its value."""
    lets = {"一半": "总额 / 2", "大项": "来源 where 金额 > 一半"}

    assert shown(value_of("大项.名称", "funds", PLAIN, lets)) == "来源1"


def test_missing_values_show_as_a_question_mark() -> None:
    """A message about a blank cell stays a sentence."""
    assert shown(value_of("总额", "funds", fund_forms(""))) == "?"


def test_long_texts_are_cut() -> None:
    """A quoted text is at most forty characters long and on one line."""
    assert len(shown("甲\n乙" * 40)) == 40


THREE: list[Result] = [True, False, UNKNOWN]


@pytest.mark.parametrize(("left", "right"), list(itertools.product(THREE, THREE)))
def test_logic_has_three_values(left: Result, right: Result) -> None:
    """Both operators commute, obey De Morgan, and decide as soon as one side can."""
    one_side, other_side = constant(left), constant(right)
    both, either = (logic([one_side, other_side], decisive=decisive) for decisive in (False, True))

    assert answer(both) == answer(logic([other_side, one_side], decisive=False))
    assert answer(either) == answer(logic([other_side, one_side], decisive=True))
    assert answer(negation(both)) == answer(logic([negation(one_side), negation(other_side)], decisive=True))
    if False in (left, right):
        assert answer(both) is False
    if True in (left, right):
        assert answer(either) is True


def answer(run: Run) -> Result:
    """What a closure comes to for a row of its own."""
    return Rows([[True]]).of(run)[0]


# --- any expression that passes the checker gives a value ---------------------------------------------------------

numbers = st.recursive(
    st.sampled_from(["总额", "0", "3", "1.5万元", "95%", "41人", "sum(来源.金额)", "count(来源)", "max(明细.金额)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda text: f"abs(-{text})"),
    ),
    max_leaves=6,
)
truths = st.recursive(
    st.one_of(
        st.sampled_from(
            ["true", "exists(总额)", "labelled(明细)", "标签 in 词表.空泛", "any(来源 where 金额 > 本项.总额)"]
        ),
        st.tuples(numbers, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers)
        .map(" ".join)
        .map("({})".format),
        st.tuples(numbers, numbers).map(lambda pair: f"({pair[0]} == {pair[1]} within precision)"),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda text: f"(not {text})"),
        inner.map(lambda text: f"any(来源 where {text})"),
    ),
    max_leaves=6,
).filter(lambda text: text.count("where") <= 3)  # more are refused
written = st.one_of(
    st.sampled_from(["", "若干", "0", "0.00万元", "12人", "100%"]),
    st.decimals(min_value=0, max_value=Decimal(10) ** 30, places=2).map(lambda number: f"{number:f}万元"),
)


@settings(deadline=None)  # the first expression builds the parser
@given(truths, st.one_of(st.none(), written), st.lists(written, max_size=3))
def test_evaluation_is_total(text: str, total: str | None, sources: list[str]) -> None:
    """Whatever is on the form, an expression is true, false or unknown, and never fails."""
    compiled = names("funds").compile(text)

    value = compiled.value(one(first("funds", fund_forms(total, *sources))))

    assert value is True or value is False or isinstance(value, Unknown)


@settings(deadline=None)  # likewise
@given(numbers, written, st.lists(written, max_size=3))
def test_every_number_can_be_shown(text: str, total: str, sources: list[str]) -> None:
    """A number in a message has no exponent, whatever it is made of."""
    value = value_of(text, "funds", fund_forms(total, *sources))

    assert isinstance(value, Number | Unknown)
    assert "E" not in shown(value)


def test_lists_of_lists_are_one_list() -> None:
    """A path through two lists gives all elements of the inner ones."""
    value = value_of("表.资金.来源.金额", "document", fund_forms("3万元", "1万元", "2万元"))

    assert isinstance(value, Items)
    assert shown(value) == "1 万元、2 万元"
