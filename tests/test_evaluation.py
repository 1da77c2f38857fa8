"""Self-evaluations: how their pages are understood, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from goallint.expr.number import DATE, Number, compare, plus
from goallint.expr.performance import due_score, fulfilled, targets_of
from goallint.expr.results import Unknown
from goallint.extract import extract
from goallint.form import Form, together
from goallint.language import Phrase
from goallint.readers import read
from goallint.readers.text import read_text
from goallint.values.days import period, period_of, span
from goallint.values.indicator import parse
from tests.forms import Block, Span, write_docx, write_txt, write_xlsx

PAGE: list[Block] = [
    "项目支出绩效自评表",
    "（2022年度）",
    [
        ["项目名称", Span("船闸检修", 1, 8)],
        ["主管部门", Span("闸口县交通局", 1, 3), "实施单位", Span("船闸所", 1, 4)],
        [
            Span("项目资金\n（万元）", 5),
            Span("", 1, 2),
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "分值",
            "执行率",
            "得分",
        ],
        [Span("年度资金总额", 1, 2), "50", "52.5", "50.4", "10", "96%", "9.6"],
        [Span("其中：当年财政拨款", 1, 2), "50", "50", "48", "—", "96%", "—"],
        [Span("上年结转资金", 1, 2), "0", "2.5", "2.4", "—", "96%", "—"],
        [Span("其他资金", 1, 2), "0", "0", "0", "—", "", "—"],
        [Span("年度总体目标", 2), Span("预期目标", 1, 4), Span("实际完成情况", 1, 4)],
        [Span("检修船闸2座，停航不超过20天。", 1, 4), Span("检修船闸2座，停航18天。", 1, 4)],
        [
            Span("绩效指标", 4),
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        [Span("产出指标", 2), "数量指标", "检修船闸", "2座", "2座", "40", "40", ""],
        ["时效指标", "停航天数", "≤20天", "18天", "20", "20", Span("枯水期提前，见说明。", 2)],
        ["满意度指标", "服务对象满意度指标", "船民满意度", "≥90%", "87", "30", "29"],
        [Span("总分", 1, 6), "100", "98.6", ""],
    ],
]
WRITERS: dict[str, Callable[[Path, Sequence[Block]], Path]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "txt": write_txt,
}


def form_of(text: str) -> Form:
    """The only form of a text."""
    (form,) = extract(read_text(text)).forms
    return form


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_usual_page(suffix: str, tmp_path: Path) -> None:
    """Execution, indicators, outcome and total of the central form, and nothing is left over."""
    (form,) = extract(read(WRITERS[suffix](tmp_path / f"自评.{suffix}", PAGE))).forms

    assert (form.kind, form.year, form.name.text if form.name else "") == ("self-evaluation", 2022, "船闸检修")
    assert not form.leftovers
    assert [row.label for row in form.execution] == ["年度资金总额", "当年财政拨款", "上年结转资金", "其他资金"]
    total, _, carried, other = form.execution
    amounts = (total.initial, total.budget, total.spent, total.weight, total.rate, total.score)
    assert [each.money.text if each and each.money else "" for each in amounts] == [
        "50万元",
        "52.5万元",
        "50.4万元",
        "10",
        "96%",
        "9.6",
    ]
    assert (carried.weight, carried.score, other.rate) == (None, None, None)
    assert form.outcome is not None
    assert form.outcome.text == "检修船闸2座，停航18天。"
    assert [goal.text for goal in form.goals] == ["检修船闸2座，停航不超过20天。"]
    assert form.score is not None
    assert [each.text if each else "" for each in (form.score.weight, form.score.score)] == ["100", "98.6"]


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_columns_of_indicators(suffix: str, tmp_path: Path) -> None:
    """What was reached, weight, score and reason of every indicator; a merged reason counts for all its rows."""
    (form,) = extract(read(WRITERS[suffix](tmp_path / f"自评.{suffix}", PAGE))).forms

    rows = [
        (each.value.text, each.actual.text if each.actual else "", each.weight.text, each.score.text)
        for each in form.indicators
        if each.weight and each.score
    ]
    assert rows == [("2座", "2座", "40", "40"), ("≤20天", "18天", "20", "20"), ("≥90%", "87", "30", "29")]
    reasons = [each.reason.text if each.reason else "" for each in form.indicators]
    assert reasons[:2] == ["", "枯水期提前，见说明。"]
    if suffix != "txt":  # a text file cannot merge cells
        assert reasons[2] == "枯水期提前，见说明。"


def test_funds_by_column() -> None:
    """Every column of money is a total with its sources; the budget is that of the year."""
    form = form_of(
        """项目支出绩效自评表
项目名称 | 船闸检修 | | |
项目资金（元） | 年初预算数 | 全年预算数（A） | 全年执行数（B）
年度资金总额 | 500000 | 525000 | 504000
其中：财政拨款 | 500000 | 500000 | 480000
其他资金 | - | 25000 | 24000
"""
    )

    assert [(fund.label, len(fund.sources)) for fund in form.funds] == [
        ("年初预算数", 2),
        ("全年预算数(A)", 2),
        ("全年执行数(B)", 2),
    ]
    assert form.budget is not None
    assert form.budget.money is not None
    assert form.budget.money.base == 525000


def test_two_totals_side_by_side() -> None:
    """Some forms set 预算数 and 执行数 side by side, each with its sources."""
    form = form_of(
        """2022年项目支出绩效自评表
项目名称 | 船闸检修 | |
预算执行情况（万元） | 预算数： | 50 | 执行数： | 48
 | 其中：财政拨款 | 45 | 其中：财政拨款 | 43
 | 其他资金 | 5 | 其他资金 | 5
年度目标完成情况 | 预期目标 | | 实际完成目标 |
 | 检修船闸2座 | | 检修船闸2座 |
"""
    )

    (row,) = form.execution
    assert [each.text for each in (row.budget, row.spent) if each] == ["50", "48"]
    assert form.budget is not None
    assert form.budget.text == "50"
    assert [len(fund.sources) for fund in form.funds] == [2, 2]


def test_a_form_without_a_title() -> None:
    """Columns for what was reached and for scores tell a self-evaluation."""
    form = form_of(
        """项目名称 | 船闸检修
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 检修船闸 | 2座 | 2座 | 100 | 100
自评总分 | 100
"""
    )

    assert form.kind == "self-evaluation"
    assert form.score is not None
    assert form.score.weight is None
    assert form.score.score is not None


def test_a_target_form_has_none_of_it() -> None:
    """A column of weights and a row 合计 do not make a self-evaluation."""
    form = form_of(
        """船闸检修绩效目标表
项目名称 | 船闸检修
年度资金总额 | 50万元
一级指标 | 二级指标 | 三级指标 | 指标值 | 分值
产出指标 | 数量指标 | 检修船闸 | 2座 | 100
合计 | | | | 100
"""
    )

    assert (form.kind, form.execution, form.score, form.outcome) == ("project", (), None, None)


def met(level2: str, target: str, actual: str) -> bool | None:
    """Whether `actual` meets `target`; None if that is not certain."""
    form = form_of(
        f"""绩效自评表
项目名称 | 船闸检修
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | {level2} | 检修事项 | {target} | {actual} | 10 | 10
"""
    )
    found = fulfilled(form.indicators[0])
    return None if isinstance(found, Unknown) else found


@pytest.mark.parametrize(
    ("level2", "target", "actual", "expected"),
    [
        ("数量指标", "≥12公里", "12000米", True),
        ("数量指标", "≥12公里", "11.9公里", False),
        ("数量指标", "12座以上", "12", True),
        ("质量指标", "≥95%", "94.8", False),
        ("质量指标", "≥95%", "0.94", None),
        ("成本指标", "≤50万元", "485000元", True),
        ("成本指标", "≤50万元", "51万元", False),
        ("成本指标", "50万元", "48万元", None),
        ("成本指标", "≤50万元", "480000", None),
        ("数量指标", "2座", "3座", True),
        ("数量指标", "2座", "1座", False),
        ("数量指标", "≥300户", "320人", None),
        ("数量指标", "≥5000方", "约5200方", None),
        ("数量指标", "≥5000方", "≥5200方", None),
        ("数量指标", "0次", "0", True),
        ("时效指标", "2022年6月底前", "2022年5月", True),
        ("时效指标", "2022年6月底前", "2022年7月1日", False),
        ("时效指标", "2022年6月15日前", "2022年6月", None),
        ("时效指标", "6月底前", "2022年5月", None),
        ("时效指标", "6月底前", "5月20日", True),
        ("时效指标", "3月-9月", "8月", None),
        ("社会效益指标", "明显改善", "明显改善", None),
    ],
)
def test_whether_a_target_was_met(level2: str, target: str, actual: str, *, expected: bool | None) -> None:
    """Only numbers of one dimension with a certain direction, and days, can be compared."""
    assert met(level2, target, actual) is expected


def test_points_in_proportion() -> None:
    """A shortfall gives a part of the points; where less is better there is no formula."""
    form = form_of(
        """绩效自评表
项目名称 | 船闸检修
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 检修闸门 | ≥12扇 | 9扇 | 20 | 10
 | 数量指标 | 检修船闸 | ≥2座 | 3座 | 20 | 20
 | 成本指标 | 检修成本 | ≤50万元 | 60万元 | 20 | 10
 | 质量指标 | 合格率 | ≥98% | 97% | 20% | 10
 | 数量指标 | 事故 | ≥0次 | -1次 | 20 | 10
"""
    )
    short, done, dear, share, nothing = map(due_score, form.indicators)

    assert isinstance(short, Number)
    assert isinstance(done, Number)
    assert (short.value, done.value) == (Decimal(15), Decimal(20))
    assert isinstance(dear, Unknown)
    assert isinstance(share, Unknown)
    assert isinstance(nothing, Unknown)


def test_targets_are_found_by_name_and_year() -> None:
    """A self-evaluation belongs to the target form of the same project and year, here or beside it."""
    target = "船闸检修绩效目标表\n（{year}年度）\n项目名称 | {name}\n年度资金总额 | 50万元\n"
    own = extract(read_text("船闸检修绩效自评表\n（2022年度）\n项目名称 | 船闸检修\n年度资金总额 | 50万元\n"))
    others = [
        extract(read_text(target.format(year=year, name=name)))
        for year, name in ((2022, "船闸 检修"), (2023, "船闸检修"), (2022, "船坞检修"))
    ]
    documents = together([own, *others])

    assert [form for form, _ in targets_of(documents[0].forms[0], documents[0])] == [others[0].forms[0]]
    assert not list(targets_of(documents[1].forms[0], documents[1]))


class TestDays:
    """Dates as written and the days that they mean."""

    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("2021年12月底前", None, date(2021, 12, 31)),
            ("2024年2月", None, date(2024, 2, 29)),
            ("2021年3月-9月", date(2021, 3, 1), date(2021, 9, 30)),
            ("2021.07-2022.01", date(2021, 7, 1), date(2022, 1, 31)),
            ("2021年11月-3月", date(2021, 11, 1), None),
            ("12月20日前", None, None),
            ("第三季度", None, None),
            ("2021年2月30日前", None, None),
        ],
    )
    def test_span(self, text: str, start: date | None, end: date | None) -> None:
        """The first and the last day; none without a year."""
        assert span(parse(text)) == (start, end)

    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("2021", date(2021, 1, 1), date(2021, 12, 31)),
            ("2021年-2023年", date(2021, 1, 1), date(2023, 12, 31)),
            ("2021—2023", date(2021, 1, 1), date(2023, 12, 31)),
            ("2021年5月", date(2021, 5, 1), date(2021, 5, 31)),
            ("2021.1-2022.6", date(2021, 1, 1), date(2022, 6, 30)),
            ("3年", None, None),
            ("长期", None, None),
            ("4月完成招标，10月底前完工", None, None),
        ],
    )
    def test_period(self, text: str, start: date | None, end: date | None) -> None:
        """What a field says of a project's period."""
        assert period(text) == (start, end)

    def test_half_a_period(self) -> None:
        """A field for the beginning says nothing of the end."""
        assert period_of("项目开始时间", "2021年5月") == (date(2021, 5, 1), None)
        assert period_of("项目结束时间", "2021年5月") == (None, date(2021, 5, 31))
        assert period_of("项目起止时间", "2021年") == (date(2021, 1, 1), date(2021, 12, 31))

    def test_arithmetic(self) -> None:
        """Days compare and subtract; they cannot be added, nor compared with other numbers."""
        first, last = Number.day(date(2021, 1, 1)), Number.day(date(2021, 12, 31))

        assert (first.text, first.dimension) == ("2021年1月1日", DATE)
        assert compare("<", first, last) is True
        assert plus(last, first, -1) == Number.plain(364)
        assert isinstance(plus(first, last), Phrase)
        assert isinstance(compare("<", first, Number.plain(2021)), Phrase)


class TestYears:
    """Which year a form says it is for."""

    def test_the_line_under_the_title_counts(self) -> None:
        """A project may have a year in its name; the line under the title says which year it is."""
        form = form_of("2020年船闸检修绩效目标表\n（2022年度）\n项目名称 | 2020年船闸检修\n年度资金总额 | 5万元\n")

        assert form.year == 2022
        assert [(each.label, each.year) for each in form.years] == [("标题下", 2022)]

    def test_every_place(self) -> None:
        """Title, line below it, field, and heads of goals and values; not a place with several years."""
        form = form_of(
            """2022年项目支出绩效目标表
(2022年度) | | |
项目名称 | 船闸检修 | |
预算年度 | 2022 | |
中期目标（2022年—2024年） | 三年检修船闸6座。 | |
2022年度目标 | 2021年已检修2座，今年检修2座。 | |
一级指标 | 二级指标 | 三级指标 | 2022年指标值
产出指标 | 数量指标 | 检修船闸 | 2座
"""
        )

        assert [each.label for each in form.years] == ["标题", "标题下", "预算年度", "年度目标", "指标值"]


class TestExecution:
    """Tables of execution as they are met."""

    def test_headings_among_the_rows(self) -> None:
        """A row that only says 按资金性质分 does not end the table, and nothing of it is left over."""
        form = form_of(
            """部门整体支出绩效自评表
部门名称 | 闸口县交通局 | | | | |
年度预算执行（万元） | | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A）
 | 年度资金总额 | 2310.6 | 2402.8 | 2367.4 | 10 | 98.53%
 | 按资金性质分 | | | | — |
 | 其中：一般公共预算 | 2310.6 | 2402.8 | 2367.4 | — | 98.53%
年度总体目标 | 预期目标 | | | 实际完成情况 | |
 | 管护船闸12座。 | | | 均已完成。 | |
"""
        )

        assert [row.label for row in form.execution] == ["年度资金总额", "一般公共预算"]
        assert not form.leftovers

    def test_what_follows_is_no_row(self) -> None:
        """Prose in the same columns (资金管理情况) is not taken for money."""
        form = form_of(
            """转移支付绩效自评表
项目名称 | 船闸检修 | |
资金投入情况（万元） | | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A×100%）
 | 年度资金总额 | 900 | 855 | 95%
 | 其中：中央财政资金 | 600 | 570 | 95%
 | 地方资金 | 300 | 285 | 95%
资金管理情况 | | 情况说明 | 存在问题和改进措施 |
 | 分配科学性 | 按船闸座数分配 | 无 |
"""
        )

        assert [row.label for row in form.execution] == ["年度资金总额", "中央财政资金", "地方资金"]
        assert [cell.cell.text for cell in form.leftovers][:2] == ["资金管理情况", "情况说明"]

    @pytest.mark.parametrize(
        ("text", "rate"), [("96%", "96%"), ("96", "96%"), ("0.96", "0.96"), ("96.0％", "96.0%"), ("—", "")]
    )
    def test_rates(self, text: str, rate: str) -> None:
        """A rate may lack its sign; a dash is none."""
        form = form_of(
            f"""绩效自评表
项目名称 | 船闸检修 | |
项目资金（万元） | 全年预算数 | 全年执行数 | 执行率
年度资金总额 | 50 | 48 | {text}
"""
        )
        (row,) = form.execution

        assert (row.rate.money.text if row.rate and row.rate.money else "") == rate
        assert not row.rate or (row.rate.money is not None and row.rate.money.dimension == "rate")
