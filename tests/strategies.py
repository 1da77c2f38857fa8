"""Hypothesis strategies for pages."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.forms import Span

cell_texts = st.text(
    st.one_of(
        st.sampled_from("预算绩效目标≥≤%0123456789.万元 \u3000（）"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]),
    ),
    max_size=12,
)
"""What a cell may hold on one line."""


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Draw a full grid of texts, and disjoint merged areas of it (top, left, bottom, right; 0-based)."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    grid = [[draw(cell_texts) for _ in range(columns)] for _ in range(rows)]
    taken: set[tuple[int, int]] = set()
    areas = []
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
        bottom, right = draw(st.integers(top, rows - 1)), draw(st.integers(left, columns - 1))
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if taken.isdisjoint(area):
            taken |= area
            areas.append((top, left, bottom, right))
    return grid, areas


@st.composite
def amounts(draw: st.DrawFn) -> Decimal:
    """Sums of money as forms write them: mostly two decimals, often zero."""
    places = draw(st.sampled_from([0, 1, 2, 2, 2]))
    return Decimal(draw(st.one_of(st.just(0), st.integers(0, 10**7)))).scaleb(-places)


def money_units() -> st.SearchStrategy[str]:
    """Units that a form may state money in."""
    return st.sampled_from(["元", "千元", "万元", "亿元"])


_VALUE_PARTS = [
    *["≥", "≤", ">=", "＝", "±", "不低于", "不超过", "超过", "约", "达到", "控制在", "每年", "共"],
    *["0", "1", "12", "95", "100", "1000.00", "3.50", "1,234", "2021", "两", "十二", "０"],
    *["%", "％", "万元", "元", "人", "人次", "个", "万", "平方米", "年", "月", "日", "季度", "天", "次", "分"],
    *["以上", "以内", "左右", "前", "底", "以外", "-", "~", "至", "/", "*", "×", "=", "+", "(", ")", " ", "\n", "。"],
    *["是/否", "无", "提高", "党支部", "及时", "XX", "第", "²", "㎡"],
]


def value_texts() -> st.SearchStrategy[str]:
    """What may stand in the value column: words of values in any order, and any text at all."""
    joined = st.lists(st.sampled_from(_VALUE_PARTS), max_size=7).map("".join)
    return st.one_of(joined, joined, st.text(max_size=30))


_FORM_WORDS = [
    *["项目名称", "部门（单位）名称", "年度资金总额", "其中：财政拨款", "其他资金", "项目资金（万元）", "单位：元"],
    *["一级指标", "二级指标", "三级指标", "指标值", "指标性质", "度量单位", "权重", "绩效指标", "绩效目标", "年度目标"],
    *["产出指标", "数量指标", "质量指标", "时效指标", "成本指标", "效益指标", "社会效益指标", "满意度指标"],
    *["任务名称", "主要内容", "预算金额", "总额", "合计", "小计", "资金支出计划（%）", "3月底", "12月底", "第一季度"],
    *["修渠", "≥95%", "100", "3.5万元", "是/否", "", "", "", "1.甲 2.乙", "指标1：修渠\n指标2：筑坝", "备注", "总分"],
]


def form_words() -> st.SearchStrategy[str]:
    """Texts of cells: what stands on forms, and anything else."""
    return st.one_of(st.sampled_from(_FORM_WORDS), st.sampled_from(_FORM_WORDS), st.text(max_size=8))


@st.composite
def fund_forms(draw: st.DrawFn) -> tuple[Decimal, list[Decimal]]:
    """A total and two to four sources in 万元, two decimals; the total is at most a few hundredths off."""
    amounts = draw(st.lists(st.integers(0, 10**6), min_size=2, max_size=4))
    off = draw(st.sampled_from([0, 0, 1, -1, 2, -2, 3, 5, -5, 100]))
    total = max(sum(amounts) + off, 1)
    return Decimal(total).scaleb(-2), [Decimal(amount).scaleb(-2) for amount in amounts]


@st.composite
def forms(draw: st.DrawFn) -> list[str | list[list[str | Span]]]:
    """A project form with merged levels and all manner of values, faults included."""
    total, sources = draw(fund_forms())
    levels = [
        ("产出指标", ["数量指标", "质量指标", "时效指标", "成本指标"]),
        ("效益指标", ["社会效益指标", "生态效益指标"]),
        ("满意度指标", ["服务对象满意度指标"]),
    ]
    rows: list[list[str | Span]] = [
        ["项目名称", Span(draw(st.sampled_from(["渡口航标维护", "梯田灌溉", ""])), columns=3)],
        ["年度资金总额（万元）", f"{total:f}", "其中：财政拨款", f"{sources[0]:f}"],
        ["绩效目标", Span(draw(st.sampled_from(["1.修渠3公里 2.修渠3公里", "做好工作", ""])), columns=3)],
        ["一级指标", "二级指标", "三级指标", "指标值"],
    ]
    names = st.sampled_from(["修渠长度", "验收合格率", "发放人数", "租赁费", "按时完成", "群众满意度", "改善环境", ""])
    values = st.one_of(
        st.sampled_from(["≥3公里", "12", "41人", "是/否", "提升", "≥95%", "12月底前", "≤5万元", "/", "无", ""]),
        value_texts().map(lambda text: " ".join("".join(filter(str.isprintable, text)).split())),
    )
    for first, seconds in draw(st.lists(st.sampled_from(levels), min_size=1, max_size=3, unique_by=lambda one: one[0])):
        for number, second in enumerate(seconds):
            lead = [Span(first, rows=len(seconds))] if number == 0 else []
            rows.append([*lead, second, draw(names), draw(values)])
    return ["项目支出绩效目标表（2024年度）", rows]
