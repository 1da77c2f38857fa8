"""Recognition: what pages of many kinds mean."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.document import Cell, Document, Paragraph, Table
from goallint.extract import extract
from goallint.extract.goals import goal_items
from goallint.extract.labels import column_label, field_label, level
from goallint.extract.titles import caption, is_title, kind_of, year_in
from goallint.form import Form
from goallint.readers import read
from goallint.readers.text import read_text
from goallint.text import common_run, fold, numeral, squash
from tests.forms import Span, write_docx
from tests.strategies import form_words


def form_of(text: str) -> Form:
    """The only form of a text."""
    (form,) = extract(read_text(text)).forms
    return form


def rows_of(form: Form) -> list[tuple[str, str, str, str]]:
    """The indicators as level, level, name and value."""
    return [(each.level1, each.level2, each.name.text, each.value.text) for each in form.indicators]


def page(*rows: list[str], heads: Sequence[str] = ("一级指标", "二级指标", "三级指标", "指标值")) -> Document:
    """A page with a table of those rows below its heads."""
    lines = enumerate((heads, *rows), start=1)
    cells = (Cell(1, row, column, text) for row, texts in lines for column, text in enumerate(texts, start=1))
    return Document("x", (Table(1, tuple(cells)),))


class TestLabels:
    """Cells are told by what they say."""

    def test_split_label(self) -> None:
        """A label split by spaces and line breaks, numbered, remarked or behind 其中 is the same label."""
        for text in ("年度资金\n总额", "年 度 资 金 总 额：", "（一）年度资金总额（万元）"):
            label = field_label(text)
            assert label is not None
            assert label.key == "fund:total"
        fiscal = field_label("其中：财政 拨款")
        assert fiscal is not None
        assert fiscal.key == "fund:fiscal"

    def test_value_in_the_same_cell(self) -> None:
        """A label may be followed by its value in one cell."""
        total, name = field_label("年度资金总额（含本级） 3.7万元"), field_label("项目名称：灌渠清淤")

        assert total is not None
        assert total.rest == "3.7万元"
        assert name is not None
        assert name.rest == "灌渠清淤"

    def test_prose_is_no_label(self) -> None:
        """A sentence that begins with the words of a label is no label."""
        assert field_label("项目名称应当与批复一致") is None
        assert field_label("绩效目标编制要求见附件") is None

    def test_levels(self) -> None:
        """Levels are known with numerals and remarks; a word may be both levels."""
        numbered, both = level("产出指标二（馆舍维护）"), level("满意 度指 标")

        assert numbered is not None
        assert numbered.kind1 == "产出"
        assert both is not None
        assert (both.kind1, both.kind2) == ("满意度", "满意度")
        assert level("修缮面积") is None

    def test_columns(self) -> None:
        """Heads of indicator columns have many names."""
        keys = {
            text: label.key
            for text in ("指标内容", "年度指标值", "度量单位", "指标性质")
            if (label := column_label(text))
        }

        assert keys == {"指标内容": "level3", "年度指标值": "value", "度量单位": "unit", "指标性质": "operator"}


class TestTitles:
    """Titles name the kind, the year and the project."""

    def test_kinds(self) -> None:
        """The kind of form is read off its title."""
        assert kind_of("2023年部门（单位）整体支出绩效目标申报表") == "department"
        assert kind_of("省对下转移支付区域绩效目标表") == "transfer"
        assert kind_of("项目支出绩效自评表") == "self-evaluation"
        assert kind_of("绩效目标表") is None

    def test_caption(self) -> None:
        """The project is what is left of a title; a generic title names none."""
        assert caption("（三）4、渡口航标维护项目绩效目标表") == "渡口航标维护"
        assert caption("道路养护项目支出绩效目标表") == "道路养护"
        assert caption("2024年部门项目支出预算绩效目标表") == ""
        assert caption("附件2 项目支出绩效目标申报表（2023年度）") == ""

    def test_title_or_prose(self) -> None:
        """A sentence about goals is no title."""
        assert is_title("部门预算项目绩效目标表")
        assert not is_title("绩效目标：安装路灯120盏，方便群众出行。")

    def test_year(self) -> None:
        """The year stands in the title or in brackets below it."""
        assert year_in(["（ 2024 年度）"]) == 2024
        assert year_in(["2022年部门项目支出绩效目标表"]) == 2022
        assert year_in(["项目绩效目标表"]) is None


TWO_HALVES = """项目支出绩效目标申报表
（2024年度）

项目名称 | 古籍修复 | | | | | |
主管部门及代码 | 云岭县图书馆 | | | 实施单位 | 古籍部 | |
项目资金（万元） | 中期资金总额： | 30 | | 年度资金总额： | 10 | |
 | 其中：财政拨款 | 30 | | 其中：财政拨款 | 8 | |
 | 其他资金 | 0 | | 其他资金 | 2 | |
总体目标 | 中期目标（2024年—2026年） | | | 年度目标 | | |
 | 目标1：修复古籍600册 | | | 目标1：修复200册 | | |
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
 | 产出指标 | 数量指标 | 指标1：修复数 | 600册 | 数量指标 | 指标1：修复数 | 200册
 | | 质量指标 | 指标1：合格率 | ≥98% | 质量指标 | 指标1：合格率 | ≥98%
 | 满意度指标 | 服务对象满意度指标 | 读者满意度 | ≥90% | 服务对象满意度指标 | 读者满意度 | ≥90%
"""


class TestForms:
    """Families of forms."""

    def test_two_halves(self) -> None:
        """Two half-tables side by side are read each on its own; the budget is the annual one."""
        form = form_of(TWO_HALVES)

        assert form.budget is not None
        assert form.budget.text == "10"
        assert [fund.label for fund in form.funds] == ["中期资金总额", "年度资金总额"]
        assert [goal.text for goal in form.goals] == ["目标1：修复古籍600册", "目标1：修复200册"]
        assert [(each.half, each.level1, each.value.text) for each in form.indicators] == [
            ("中期", "产出指标", "600册"),
            ("中期", "产出指标", "≥98%"),
            ("中期", "满意度指标", "≥90%"),
            ("年度", "产出指标", "200册"),
            ("年度", "产出指标", "≥98%"),
            ("年度", "满意度指标", "≥90%"),
        ]
        assert form.indicators[0].number == 1

    def test_columns_of_their_own(self) -> None:
        """Operator, number and unit in three columns are one value; several projects listed are several forms."""
        forms = extract(
            read_text(
                """2024年部门预算项目绩效目标表
金额单位：万元

单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
临湖区文旅局 | 剧场维护 | 12 | 维护剧场3座 | 产出指标 | 数量指标 | 剧场数 | = | 3 | 座 | 20
 | | | | | 质量指标 | 合格率 | ≥ | 95 | % | 20
 | | | | 效益指标 | 社会效益指标 | 观众人次 | ≥ | 2 | 万人次 | 30
 | 送戏下乡 | 30 | 送戏60场 | 产出指标 | 数量指标 | 场次 | ≥ | 60 | 场 | 20
 | | | | 满意度指标 | 满意度指标 | 群众满意度 | 定性 | 优良中差 | | 10
"""
            )
        ).forms

        assert [form.name.text for form in forms if form.name] == ["剧场维护", "送戏下乡"]
        assert [[each.value.text for each in form.indicators] for form in forms] == [
            ["=3座", "≥95%", "≥2万人次"],
            ["≥60场", "优良中差"],
        ]
        assert [form.budget.money.base for form in forms if form.budget and form.budget.money] == [120000, 300000]

    def test_list_with_names_of_units(self) -> None:
        """In a list of projects the rows that only name the unit are no projects; 指标内容 is a description."""
        (form,) = extract(
            read_text(
                """单位名称、项目名称 | 年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 符号 | 指标值 | 单位 | 指标内容
古渡县图书馆 | | | | | | | |
 流动书车 | 服务村寨40个 | 产出指标 | 数量指标 | 服务村寨 | >= | 40 | 个 | 村寨数
 | | 满意度指标 | 服务对象满意度指标 | 读者满意度 | >= | 90 | % | 问卷
"""
            )
        ).forms

        assert form.listed
        assert form.name is not None
        assert form.name.text == "流动书车"
        assert [each.value.text for each in form.indicators] == [">=40个", ">=90%"]
        assert [each.description.text for each in form.indicators if each.description] == ["村寨数", "问卷"]

    def test_no_levels(self) -> None:
        """A table with names, values and weights is an indicator table even without levels."""
        form = form_of(
            """项目绩效目标表
项目名称 | 江堤绿道 | | |
三级指标 | 指标权重 | 计量单位 | 指标性质 | 指标值
绿道长度 | 30 | 公里 | ≥ | 6
"""
        )

        assert rows_of(form) == [("", "", "绿道长度", "≥6公里")]

    def test_year_in_front_of_a_label(self) -> None:
        """2024年预算数 and 2024年度绩效目标 are the labels without their year."""
        form = form_of("项目名称 | 江堤绿道\n2024年预算数 | 12万元\n2024年度绩效目标 | 建绿道6公里\n")

        assert form.budget is not None
        assert [goal.text for goal in form.goals] == ["建绿道6公里"]

    def test_department(self) -> None:
        """Tasks with two rows of heads, their total, and the kind of form are recognised."""
        form = form_of(
            """部门整体支出绩效目标申报表
（2024年度）
部门（单位）名称 | 河西县档案馆 | | | |
年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | |
 | | | 总额 | 财政拨款 | 其他资金
 | 档案数字化 | 数字化5万页 | 20 | 20 | 0
 | 库房改造 | 改造库房 | 30 | 25 | 5
 | 金额合计 | | 50 | 45 | 5
年度总体目标 | 目标1：数字化 | | | |
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |
 | 产出指标 | 数量指标 | 数字化页数 | 5万页 |
 | 成本指标 | 经济成本指标 | 数字化成本 | ≤20万元 |
"""
        )

        assert form.kind == "department"
        assert [task.name.text for task in form.tasks] == ["档案数字化", "库房改造"]
        assert form.task_total is not None
        assert form.task_total.total is not None
        assert form.task_total.total.money is not None
        assert form.task_total.total.money.base == 500000
        assert rows_of(form)[1] == ("成本指标", "经济成本指标", "数字化成本", "≤20万元")

    def test_long_and_annual_sections(self) -> None:
        """Two indicator tables below each other, with goals between them, belong to one form."""
        form = form_of(
            """部门整体绩效目标申报表
单位名称 | 南屏县文物局 | | |
整体绩效总目标 | 长期目标（截止2026年） | | 年度目标 |
 | 完成普查 | | 普查文物点120处 |
长期目标1 | 完成普查 | | |
长期绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
 | 产出指标 | 数量指标 | 普查文物点 | 300处
年度目标1 | 普查文物点120处 | | |
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
 | 产出指标 | 数量指标 | 普查文物点 | 120处
"""
        )

        assert [(each.half, each.value.text) for each in form.indicators] == [("长期", "300处"), ("年度", "120处")]

    def test_prose_cells(self) -> None:
        """A column that asks for name and value in one is prose: name and value are the cell."""
        form = form_of(
            """部门整体支出绩效目标申报表
部门（单位）名称 | 北塬县农科所
绩效指标 | 一级指标 | 二级指标 | 具体指标（指标内容、指标值）
 | 产出指标一（良种推广） | 产出数量指标 | 推广良种2万亩，办培训班12期。
"""
        )

        (indicator,) = form.indicators
        assert indicator.prose
        assert indicator.name.text == indicator.value.text == "推广良种2万亩，办培训班12期。"
        assert indicator.level1 == "产出指标一（良种推广）"
        assert (indicator.kind1, indicator.kind2) == ("产出", "数量")

    def test_name_and_value_in_one_cell(self) -> None:
        """A short cell that holds name and value is taken apart; a sentence is left whole."""
        form = form_of(
            """一级指标 | 二级指标 | 三级指标及指标值
产出 | 数量 | 安装路灯≥120盏
产出 | 质量 | 验收合格率100%
效益 | 社会效益 | 夜间出行更方便，事故减少3起。
"""
        )

        assert [(each.name.text, each.value.text, each.prose) for each in form.indicators] == [
            ("安装路灯", "≥120盏", False),
            ("验收合格率", "100%", False),
            ("夜间出行更方便，事故减少3起。", "夜间出行更方便，事故减少3起。", True),
        ]

    def test_money_of_this_year_within_fiscal_money(self) -> None:
        """当年财政拨款 under 财政拨款 is a part of it; without 财政拨款 it is a source."""
        part = form_of(
            "年度资金总额 | 105万元\n财政拨款 | 105万元\n其中：当年财政拨款 | 100万元\n其他资金 | 0\n"
        ).funds[0]
        alone = form_of("年度资金总额 | 105万元\n当年财政拨款 | 100万元\n上年结转资金 | 5万元\n").funds[0]

        assert [source.label for source in part.sources] == ["财政拨款", "其他资金"]
        assert [source.label for source in alone.sources] == ["当年财政拨款", "上年结转资金"]

    def test_label_that_no_list_has(self) -> None:
        """A label is known by what it is made of where no list has it."""
        form = form_of(
            "三级预算项目全称名称 | 江堤绿道\n本年度申请资金总额（万元） | 12\n本项目年度绩效目标 | 建绿道6公里\n"
        )

        assert form.name is not None
        assert form.budget is not None
        assert form.budget.money is not None
        assert [goal.text for goal in form.goals] == ["建绿道6公里"]

    def test_budget_in_prose(self) -> None:
        """A total and its sources at the head of a purpose text are the funds of the form."""
        form = form_of(
            """5、渡口航标维护项目绩效目标表
项目名称 | 渡口航标维护
资金用途 | 预算数12.5万元。其中：财政资金10万元，其他资金2.5万元。主要用于航标灯更换。
"""
        )

        assert form.budget is not None
        assert form.budget.money is not None
        assert form.budget.money.base == Decimal(125000)
        assert [(source.label, source.text) for source in form.funds[0].sources] == [
            ("财政资金", "10万元"),
            ("其他资金", "2.5万元"),
        ]

    def test_heads_above_values(self) -> None:
        """Labels in one row with their values in the next are read down, not across."""
        form = form_of(
            """省级项目支出绩效目标申报表
（2024年度）
填报单位：南岭县水利局 | | | | 单位：万元
项目名称 | 堤防维修 | | 项目类型 | 经常性
预算金额 | 总额 | 财政资金 | 其他 |
 | 80 | 70 | 10 |
资金支出计划（%） | 3月底 | 6月底 | 9月底 | 12月底
 | 10 | 40 | 70 | 100
绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
 | 产出指标 | 数量指标 | 维修堤防 | 5千米
"""
        )

        assert form.budget is not None
        assert form.budget.text == "80"
        assert [source.text for source in form.funds[0].sources] == ["70", "10"]
        assert form.plan is not None
        assert [(point.label, point.text) for point in form.plan.points] == [
            ("3月底", "10"),
            ("6月底", "40"),
            ("9月底", "70"),
            ("12月底", "100"),
        ]

    def test_uses_and_sources_of_one_total(self) -> None:
        """Income and expenditure may both be split below one total."""
        form = form_of(
            """2024年部门整体支出绩效目标表
单位名称 | 平江市气象台 | | |
年度预算申请（万元） | 资金总额 | 500 | |
 | 按收入性质分 | 其中：公共财政拨款 | 480 |
 | | 其他资金 | 20 |
 | 按支出性质分 | 其中：基本支出 | 300 |
 | | 项目支出 | 200 |
"""
        )

        (fund,) = form.funds
        assert [part.text for part in fund.sources] == ["480", "20"]
        assert [part.text for part in fund.uses] == ["300", "200"]


HEAD = ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"]


class TestShapes:
    """Pages as people and programs leave them."""

    def test_shifted_columns(self) -> None:
        """Rows that left their columns, to either side, are put back by what their cells say."""
        form = form_of(
            "项目名称 | 盲道改造 | | | |\n"
            "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
            " | 产出指标 | 数量指标 | 改造盲道 | ≥3公里 |\n"
            " | | 改造路口 | ≥12处 | |\n"
            " | | 质量指标 | 验收合格率 | | ≥95%\n"
            "满意度指标 | 服务对象满意度指标 | 行人满意度 | ≥90% | |\n"
            " 过街更安全感受度 | ≥85% | | | |\n"
        )

        assert rows_of(form) == [
            ("产出指标", "数量指标", "改造盲道", "≥3公里"),
            ("产出指标", "数量指标", "改造路口", "≥12处"),
            ("产出指标", "质量指标", "验收合格率", "≥95%"),
            ("满意度指标", "服务对象满意度指标", "行人满意度", "≥90%"),
            ("满意度指标", "服务对象满意度指标", "过街更安全感受度", "≥85%"),
        ]

    def test_name_that_is_a_level_word(self) -> None:
        """A name may be a word that is a level elsewhere, if a value stands beside it."""
        form = form_of(
            "项目名称 | 盲道改造 | | |\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
            "成本指标 | | 预算执行率 | 100%\n满意度指标 | 服务对象满意度指标 | 行人满意度 | ≥90%\n"
            " | | 服务对象满意度 | ≥90%\n"
        )

        assert [(each.level1, each.name.text, each.value.text) for each in form.indicators] == [
            ("成本指标", "预算执行率", "100%"),
            ("满意度指标", "行人满意度", "≥90%"),
            ("满意度指标", "服务对象满意度", "≥90%"),
        ]

    def test_label_in_the_middle_of_its_span(self) -> None:
        """A first level whose label stands on a middle row of its span also holds for the rows above it."""
        form = form_of(
            "项目名称 | 盲道改造 | | |\n"
            "一级指标 | 二级指标 | 三级指标 | 指标值\n"
            " | 数量指标 | 改造盲道 | ≥3公里\n"
            "产出指标 | | 改造路口 | ≥12处\n"
            " | 质量指标 | 验收合格率 | ≥95%\n"
        )

        assert rows_of(form) == [
            ("产出指标", "数量指标", "改造盲道", "≥3公里"),
            ("产出指标", "数量指标", "改造路口", "≥12处"),
            ("产出指标", "质量指标", "验收合格率", "≥95%"),
        ]

    def test_second_level_ends_with_its_first(self, tmp_path: Path) -> None:
        """A merged second level that reaches below the end of its first level does not go on there."""
        path = write_docx(
            tmp_path / "表.docx",
            [
                [
                    ["项目名称", Span("灯塔值守", columns=3)],
                    ["一级指标", "二级指标", "三级指标", "指标值"],
                    ["产出指标", Span("时效指标", rows=2), "值守到岗及时率", "100%"],
                    ["成本指标", "值守成本", "≤8万元"],
                ]
            ],
        )

        (form,) = extract(read(path)).forms
        assert rows_of(form)[1] == ("成本指标", "", "值守成本", "≤8万元")

    def test_table_in_two_pieces(self, tmp_path: Path) -> None:
        """A table that a page break cut in two is one form, numbered by its first piece."""
        path = write_docx(
            tmp_path / "表.docx",
            [
                "项目支出绩效目标表（2024年度）",
                [["项目名称", Span("梯田灌溉", columns=3)], HEAD[1:], ["产出指标", "数量指标", "灌溉面积", "≥300亩"]],
                [
                    ["产出指标", "质量指标", "渠道完好率", "≥95%"],
                    ["效益指标", "经济效益指标", "亩均增产", "≥20公斤"],
                ],
                "项目支出绩效目标表（2024年度）",
                [["项目名称", Span("社火巡游", columns=3)], HEAD[1:], ["产出指标", "数量指标", "巡游场次", "≥3场"]],
            ],
        )

        forms = extract(read(path)).forms
        assert [(form.table, form.tables, len(form.indicators)) for form in forms] == [(1, (1, 2), 3), (3, (3,), 1)]

    def test_several_forms_in_one_table(self) -> None:
        """Forms stacked in one table, as on a sheet, are parted where a new name begins."""
        forms = extract(
            read_text(
                "项目名称 | 社火巡游 | |\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
                "产出指标 | 数量指标 | 巡游场次 | 3场\n"
                "项目名称 | 灯会布展 | |\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
                "产出指标 | 数量指标 | 彩灯组数 | 40组\n"
            )
        ).forms

        assert [form.name.text for form in forms if form.name] == ["社火巡游", "灯会布展"]

    def test_heads_of_a_sheet_hold_for_all_its_forms(self) -> None:
        """Year and money unit above the first of several forms of a sheet; a title of its own comes first."""
        rows = "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 巡游场次 | 3场\n"
        forms = extract(
            read_text(
                "2025年项目支出绩效目标表 | | |\n填报单位：云岭县文化馆 | | | 金额单位：元\n"
                f"项目名称 | 社火巡游 | 年度资金总额 | 42000\n{rows}"
                f"项目名称 | 灯会布展 | 年度资金总额 | 31000\n{rows}"
                "2026年项目支出绩效目标表 | | |\n"
                f"项目名称 | 古籍修复 | 年度资金总额 | 12000\n{rows}"
            )
        ).forms

        assert [(form.year, form.money_unit) for form in forms] == [(2025, "元"), (2025, "元"), (2026, "元")]

    def test_header_repeated_after_a_page_break(self, tmp_path: Path) -> None:
        """The rest of a form under a repeated header, and a form cut above its goal, are no forms of their own."""
        output = [HEAD[1:], ["产出指标", "数量指标", "灌溉面积", "≥300亩"]]
        benefit = [HEAD[1:], ["效益指标", "经济效益指标", "亩均增产", "≥20公斤"]]
        top: list[list[str | Span]] = [
            ["项目名称", Span("梯田灌溉", columns=3)],
            ["年度资金总额", Span("46万元", columns=3)],
        ]
        path = write_docx(
            tmp_path / "表.docx",
            [
                [["单位：万元"]],
                [*top, *output],
                benefit,
                "项目支出绩效目标表（2024年度）",
                top,
                [["年度目标", Span("灌溉梯田300亩。", columns=3)], *output, *benefit],
            ],
        )

        forms = extract(read(path)).forms
        assert [(form.tables, len(form.indicators)) for form in forms] == [((2, 3), 2), ((4, 5), 2)]
        assert [form.money_unit for form in forms] == ["万元", ""]

    def test_money_of_last_year_beside_this_one(self) -> None:
        """Of two columns of money the one that is not headed 上年 counts, with the unit of its head."""
        form = form_of(
            "项目名称 | 灯会布展 |\n项目资金 | 上年预算（万元） | 本年预算（万元）\n"
            "年度资金总额 | 26 | 30\n其中：财政拨款 | 26 | 28\n其他资金 | 0 | 2\n"
        )

        assert form.budget is not None
        amounts = [form.budget, *(source for fund in form.funds for source in fund.sources)]
        assert [money.base for amount in amounts if (money := amount.money)] == [300000, 280000, 20000]

    @pytest.mark.parametrize("line", ["（万元） | 其中：财政拨款 | 12", "单位 | 万元 |"])
    def test_money_unit_in_a_cell_of_its_own(self, line: str) -> None:
        """（万元） in the row below 项目资金, or 万元 beside 单位."""
        form = form_of(f"项目名称 | 灯会布展 |\n项目资金 | 年度资金总额 | 12\n{line}\n年度目标 | 布展彩灯40组。 |\n")

        assert form.money_unit == "万元"

    def test_goal_in_the_row_under_its_label(self) -> None:
        """绩效目标 as a heading across the table, with the text in the next row."""
        form = form_of(
            "项目名称 | 灯会布展 | 项目年度金额 | 12\n绩效目标 | | |\n布展彩灯40组，接待游客2万人次。 | | |\n"
            "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 彩灯组数 | 40组\n"
        )

        assert [goal.text for goal in form.goals] == ["布展彩灯40组，接待游客2万人次。"]
        assert form.budget is not None

    def test_labels_cut_in_two_rows(self) -> None:
        """年度 and 目标, 绩效 and 指标 each on a row of their own, as merged cells come out of a text dump."""
        form = form_of(
            "项目名称 | | 灯会布展 | |\n年度 | 布展彩灯40组。 | | |\n目标 | | | |\n"
            " | 一级指标 | 二级指标 | 三级指标 | 指标值\n"
            "绩效 | | 数量指标 | 彩灯组数 | 40组\n指标 | 产出指标 | 成本指标 | 每组成本 | ≤0.3万元\n"
        )

        assert [goal.text for goal in form.goals] == ["布展彩灯40组。"]
        assert rows_of(form)[1] == ("产出指标", "成本指标", "每组成本", "≤0.3万元")
        assert not form.leftovers

    def test_file_that_ends_in_the_middle(self) -> None:
        """A last row without a value cell, at the end of the file, is a cut and no omission."""
        form = form_of(
            "项目名称 | 社火巡游 | |\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
            "产出指标 | 数量指标 | 巡游场次 | 3场\n | 质量指标 | 巡游秩序良好率"
        )

        assert form.truncated
        assert len(form.indicators) == 1

    def test_blank_value_is_no_cut(self) -> None:
        """A last row whose value cell is there and blank is an omission."""
        form = form_of(
            "项目名称 | 社火巡游 | |\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
            "产出指标 | 数量指标 | 巡游场次 | 3场\n | 质量指标 | 巡游秩序良好率 | \n"
        )

        assert not form.truncated
        assert form.indicators[1].value.text == ""

    def test_several_indicators_in_one_cell(self) -> None:
        """A cell that lists 指标1 and 指标2, with as many values, holds two indicators."""
        (form,) = extract(page(["产出指标", "数量指标", "指标1：修缮古桥\n指标2：修缮碑亭", "3座\n2处"])).forms

        assert [(each.number, each.name.text, each.value.text) for each in form.indicators] == [
            (1, "修缮古桥", "3座"),
            (2, "修缮碑亭", "2处"),
        ]

    @pytest.mark.parametrize(
        ("names", "values", "expected"),
        [
            ("1.渠道条数\n2.渠道长度", "1.≥12条\n2.≥40公里", [("渠道条数", "≥12条"), ("渠道长度", "≥40公里")]),
            ("1、渠道条数 2、渠道长度", "1、12条 2、40公里", [("渠道条数", "12条"), ("渠道长度", "40公里")]),
            (
                "（1）渠道条数；（2）渠道长度。",
                "（1）12条；（2）40公里",
                [("渠道条数", "12条"), ("渠道长度。", "40公里")],
            ),
            ("①渠道条数\n②渠道长度", "12条\n40公里", [("渠道条数", "12条"), ("渠道长度", "40公里")]),
            ("3.渠道条数\n4.渠道长\n度", "3.≥12条\n4.≥40公里", [("渠道条数", "≥12条"), ("渠道长\n度", "≥40公里")]),
            (
                "1.甲数\n2.乙数\n3.丙数",
                "1.12条\n2.40公里\n3.3人",
                [("甲数", "12条"), ("乙数", "40公里"), ("丙数", "3人")],
            ),
            ("1.人均补助\n2.户均补助", "1.5万元\n2.5万元", [("人均补助", "1.5万元"), ("户均补助", "2.5万元")]),
            ("1、渠道条数；2、渠道长度", "12条；40公里", [("渠道条数", "12条"), ("渠道长度", "40公里")]),
            ("指标1：渠道条数\n指标2：人数\n……", "12条\n3人\n……", [("渠道条数", "12条"), ("人数", "3人")]),
            ("指标1：渠道条数\n指标2：人数", "指标1：12条\n指标2：3人", [("渠道条数", "12条"), ("人数", "3人")]),
            ("指标1：渠道条数", "指标1：12条", [("渠道条数", "12条")]),
            ("渠道条数\n渠道长度", "≥12条\n40公里", [("渠道条数", "≥12条"), ("渠道长度", "40公里")]),
            ("渠道清淤\n长度", "≥40\n公里", [("渠道清淤\n长度", "≥40\n公里")]),
            ("任务完成\n时间", "2026年\n11月", [("任务完成\n时间", "2026年\n11月")]),
            ("1.合格率", "1.≥95%", [("合格率", "≥95%")]),
            ("2.合格率", "≥95%", [("合格率", "≥95%")]),
            ("1.人均补助", "1.5万元", [("人均补助", "1.5万元")]),
            ("1.渠道条数\n2.渠道长度", "按计划完成", [("1.渠道条数\n2.渠道长度", "按计划完成")]),
            ("3.15宣传活动场次", "3.5场", [("3.15宣传活动场次", "3.5场")]),
            ("1、2号渠巡查次数", "≥12次", [("1、2号渠巡查次数", "≥12次")]),
            ("（1）号渠清淤长度", "≥3公里", [("（1）号渠清淤长度", "≥3公里")]),
            ("①号渠清淤长度", "≥3公里", [("①号渠清淤长度", "≥3公里")]),
        ],
    )
    def test_numbers_in_a_cell(self, names: str, values: str, expected: list[tuple[str, str]]) -> None:
        """Numbered names and values are as many indicators; what only looks like a number of that kind stays."""
        (form,) = extract(page(["产出指标", "数量指标", names, values])).forms

        assert [(each.name.text, each.value.text) for each in form.indicators] == expected

    @given(st.lists(st.sampled_from(["≥12条", "=40公里", "明显好转", "≤36万元"]), min_size=2, max_size=6), st.data())
    def test_numbered_like_rows_of_their_own(self, values: list[str], data: st.DataObject) -> None:
        """However a row numbers its indicators, they are those that rows of their own would give."""
        style = data.draw(st.sampled_from(["{}.", "{}、", "（{}）", "{})", "{}．"]))
        gap = data.draw(st.sampled_from(["\n", " ", "；", "；\n"]))
        names = [f"渠道{sign}情况" for sign in "甲乙丙丁戊己"[: len(values)]]
        first = data.draw(st.integers(1, 12))
        in_one = [gap.join(style.format(first + n) + part for n, part in enumerate(each)) for each in (names, values)]

        (one,) = extract(page(["产出指标", "数量指标", *in_one])).forms
        (apart,) = extract(page(*(["产出指标", "数量指标", *each] for each in zip(names, values, strict=True)))).forms

        assert rows_of(one) == rows_of(apart)

    def test_other_columns_of_numbered_indicators(self) -> None:
        """Description, unit and what was reached are parted like the names; what has no parts is for all of them."""
        heads = ["一级指标", "二级指标", "三级指标", "指标值", "计量单位", "实际完成值", "评分标准"]
        row = ["产出指标", "数量指标", "1.渠道条数\n2.渠道长度", "12\n40", "条\n公里", "1、12条\n2、39公里", "按比例"]

        (form,) = extract(page(row, heads=heads)).forms

        assert [each.value.text for each in form.indicators] == ["12条", "40公里"]
        assert [each.actual and each.actual.text for each in form.indicators] == ["12条", "39公里"]

    def test_unit_of_the_name(self) -> None:
        """A unit in brackets at the end of the name types the bare number; the text stays as written."""
        form = form_of("一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 成本指标 | 每亩清淤费（元） | 350\n")

        (indicator,) = form.indicators
        assert indicator.value.text == "350"
        assert indicator.parsed.quantity is not None
        assert indicator.parsed.quantity.dimension == "money"


class TestProvinces:
    """Layouts that some provinces use."""

    def test_columns_that_no_rule_asks_for(self) -> None:
        """An unknown head heads a column of its own, and shifts nothing."""
        form = form_of(
            "项目名称 | 驿道修复\n"
            "一级指标 | 二级指标 | 三级指标 | 指标值 | 县区自定栏 | 度量单位\n"
            "产出指标 | 数量指标 | 修复驿道长度 | ≥12 | 实地丈量 | 公里\n"
            " | 质量指标 | 石板铺装合格率 | ≥98 |  | %\n"
        )

        assert [value for *_, value in rows_of(form)] == ["≥12公里", "≥98%"]
        assert not form.leftovers
        assert "other4" not in form.columns

    def test_values_under_an_unknown_head(self) -> None:
        """Where no head of values is known, one that can be it is taken; one that cannot is not passed over."""
        form = form_of(
            "项目名称 | 驿道修复\n一级指标 | 二级指标 | 三级指标 | 县区目标要求\n"
            "产出指标 | 数量指标 | 修复驿道长度 | ≥12公里\n"
        )
        other = form_of(
            "项目名称 | 驿道修复\n一级指标 | 二级指标 | 三级指标 | 牵头处室 | 协办处室\n"
            "产出指标 | 数量指标 | 修复驿道长度 | 工程科 | 财务科\n"
        )

        assert [value for *_, value in rows_of(form)] == ["≥12公里"]
        assert other.leftovers

    def test_heads_in_two_lines(self, tmp_path: Path) -> None:
        """Under 指标值 stand earlier years and the year that counts."""
        path = write_docx(
            tmp_path / "a.docx",
            [
                [
                    ["项目名称", Span("驿道修复", columns=5)],
                    [
                        *(Span(text, rows=2) for text in ("一级指标", "二级指标", "三级指标")),
                        Span("指标值", columns=3),
                    ],
                    ["前年", "上年", "预计当年实现"],
                    ["产出指标", "数量指标", "修复驿道长度", "9公里", "/", "≥12公里"],
                ]
            ],
        )
        (form,) = extract(read(path)).forms

        assert rows_of(form) == [("产出指标", "数量指标", "修复驿道长度", "≥12公里")]
        assert not form.leftovers

    def test_numbers_of_columns(self) -> None:
        """A line under the heads that numbers the columns is no project."""
        forms = extract(
            read_text(
                "单位名称、项目名称 | 项目年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值\n"
                "1 | 2 | 3 | 4 | 5 | 6\n"
                "驿道修复 | 修复驿道12公里 | 产出指标 | 数量指标 | 修复驿道长度 | ≥12公里\n"
            )
        ).forms

        assert [form.name.text for form in forms if form.name] == ["驿道修复"]

    def test_repeated_cells(self) -> None:
        """Exports repeat in each row what forms merge; a project goes on until its fields change."""
        row = "{} | {} | {} | 产出指标 | {} | {} | {}\n"
        forms = extract(
            read_text(
                "项目名称 | 预算数（万元） | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值\n"
                + row.format("驿道修复", "30", "修复驿道", "数量指标", "修复长度", "≥12公里")
                + row.format("驿道修复", "30", "修复驿道", "质量指标", "合格率", "≥98%")
                + row.format("碑刻拓印", "6", "拓印碑刻", "数量指标", "拓印数量", "40幅")
            )
        ).forms

        assert [len(form.indicators) for form in forms] == [2, 1]

    def test_bands(self, tmp_path: Path) -> None:
        """Each first level may head a pair of columns of its own."""
        pair = ["三级指标", "指标值"]
        path = write_docx(
            tmp_path / "a.docx",
            [
                "2024年项目支出绩效目标表",
                [
                    [
                        *(Span(text, rows=2) for text in ("单位（项目名称）", "资金总额", "绩效目标")),
                        Span("成本指标", columns=2),
                        Span("产出指标", columns=2),
                        Span("满意度指标", columns=2),
                    ],
                    pair * 3,
                    [
                        *(Span(text, rows=2) for text in ("驿道修复", "30", "修复驿道")),
                        *("总成本", "≤30万元", "修复长度", "≥12公里", "村民满意度", "≥90%"),
                    ],
                    ["", "", "合格率", "≥98%", "", ""],
                ],
            ],
        )
        (form,) = extract(read(path)).forms

        assert form.name is not None
        assert form.name.text == "驿道修复"
        assert sorted(rows_of(form)) == [
            ("产出指标", "", "修复长度", "≥12公里"),
            ("产出指标", "", "合格率", "≥98%"),
            ("成本指标", "", "总成本", "≤30万元"),
            ("满意度指标", "", "村民满意度", "≥90%"),
        ]

    def test_names_that_are_labels_elsewhere(self) -> None:
        """Below merged levels a name ends no table, though the same words are a label at the edge."""
        form = form_of(
            "项目名称 | 驿道管理\n一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 巡护人数 | 9人\n"
            " | | 退休人数 | 4人\n | 时效指标 | 完成日期 | 12月底前\n填报人 | 李四\n"
        )

        assert [name for *_, name, _ in rows_of(form)] == ["巡护人数", "退休人数", "完成日期"]

    def test_half_without_levels(self) -> None:
        """The right half of a table stands under the levels of the left one."""
        form = form_of(
            "项目名称 | 驿道修复\n"
            "一级指标 | 二级指标 | 指标内容 | 指标值 | 指标内容 | 指标值\n"
            "产出指标 | 数量指标 | 修复驿道长度 | ≥36公里 | 修复驿道长度 | ≥12公里\n"
        )

        assert [(kind, value) for _, kind, _, value in rows_of(form)] == [
            ("数量指标", "≥36公里"),
            ("数量指标", "≥12公里"),
        ]

    def test_total_below_its_label(self) -> None:
        """资金总额 heads a column beside the sources: its amount stands below."""
        form = form_of(
            "部门整体支出绩效目标表\n部门名称 | 驿道管理处\n"
            "年度预算申请（万元） | 资金总额 | 按收入性质分 | 按支出性质分\n"
            " | 86.5 | 一般公共预算拨款：80 | 基本支出：50\n"
            " |  | 其他资金：6.5 | 项目支出：36.5\n"
        )

        assert form.budget is not None
        assert form.budget.text == "86.5"

    def test_income_and_expenditure(self, tmp_path: Path) -> None:
        """合计 below what it sums; the projects that a department lists are not its name or budget."""
        path = write_docx(
            tmp_path / "a.docx",
            [
                "2024年部门整体绩效目标申报表",
                "单位：万元",
                [
                    [Span("部门名称", columns=2), Span("驿道管理处", columns=3)],
                    [Span("收入构成", rows=3), "财政拨款", "80", "92%", ""],
                    ["其他资金", "7", "8%", ""],
                    ["合计", "87", "100%", ""],
                    [Span("支出构成", rows=3), "基本支出", "50", "57%", ""],
                    ["项目支出", "37", "43%", ""],
                    ["合计", "87", "100%", ""],
                    [Span("项目支出情况", rows=2), "项目名称", "项目类型", "项目总预算", "项目本年度预算"],
                    ["驿道修复", "本级支出项目", "37", "37"],
                    ["年度目标", Span("修复驿道12公里", columns=4)],
                    ["一级指标", "二级指标", "三级指标", "指标值", ""],
                    ["产出指标", "数量指标", "修复驿道长度", "≥12公里", ""],
                ],
            ],
        )
        (form,) = extract(read(path)).forms

        assert form.kind == "department"
        assert form.name is not None
        assert form.name.text == "驿道管理处"
        income, expenditure = form.funds
        assert [source.text for source in income.sources] == ["80", "7"]
        assert [use.text for use in expenditure.uses] == ["50", "37"]

    def test_sources_with_a_total_of_their_own(self) -> None:
        """A 合计 that heads the sources is what they add up to, not the total of several years above."""
        form = form_of(
            "项目名称 | 驿道修复\n项目总预算（万元） | 90 |  | 项目当年预算 | 30\n"
            "项目资金来源（万元） | 合计 |  |  | 30\n | 财政拨款 |  |  | 26\n | 其他资金 |  |  | 4\n"
            "年度目标 | 修复驿道12公里\n"
        )

        (fund,) = (fund for fund in form.funds if fund.sources)
        assert fund.total is not None
        assert fund.total.text == "30"

    def test_codes_in_columns(self) -> None:
        """类, 款 and 项 may stand in columns of their own."""
        form = form_of(
            "单位：万元\n\n类 | 款 | 项 | 科目名称 | 项目支出\n | | | 合计 | 90\n213 | | | 农林水支出 | 90\n"
            "213 | 01 | | 农业农村 | 90\n213 | 01 | 22 | 农业生产发展 | 60\n213 | 01 | 25 | 农村社会事业 | 30\n"
        )

        assert not [total for total in form.totals if len(total.items) > 1]


class TestOtherTables:
    """Tables that are no forms."""

    def test_amounts(self) -> None:
        """A total is the sum of the numbered rows; 其中 is part of the row above, a blank total says nothing."""
        form = form_of(
            "固定资产情况\n\n"
            "项目 | 数量 | 价值（万元）\n合计 | — | 60\n一、房屋 | 2 | 40\n其中：库房 | 1 | 15\n二、车辆 | 3 | 20\n"
        )

        assert form.kind == "amounts"
        (total,) = form.totals
        assert total.total.text == "60"
        assert [item.text for item in total.items] == ["40", "20"]

    def test_total_below_and_unit_prices(self) -> None:
        """Unit prices are not summed; a total may stand below."""
        form = form_of(
            "名称 | 数量 | 单价 | 金额（元）\n书架 | 4 | 100 | 400\n灯 | 2 | 50 | 100\n合计 | 6 | 150 | 500\n"
        )

        assert [(total.column_label, len(total.items)) for total in form.totals] == [("数量", 2), ("金额(元)", 2)]

    def test_subtotals_that_close_their_group(self) -> None:
        """Below items each subtotal sums the rows above it, and the total sums the subtotals."""
        form = form_of(
            "单位：万元\n\n项目 | 金额\n清淤 | 18\n衬砌 | 26\n小计 | 44\n闸门 | 12\n泵站 | 20\n小计 | 32\n合计 | 76\n"
        )

        assert [(total.total.text, [item.text for item in total.items]) for total in form.totals] == [
            ("44", ["18", "26"]),
            ("32", ["12", "20"]),
            ("76", ["44", "32"]),
        ]

    def test_two_tables_side_by_side(self) -> None:
        """Each column is summed by the labels next to it; a 总计 takes in the 合计 above it."""
        form = form_of(
            "部门收支总表\n单位：万元\n\n收入 | 预算数 | 支出 | 预算数\n一、财政拨款 | 900 | 一、公共安全支出 | 300\n"
            "其中：基金 | 100 | 二、教育支出 | 500\n二、事业收入 | 100 | 三、农林水支出 | 250\n"
            "本年收入合计 | 1000 | 本年支出合计 | 1050\n上年结转 | 50 | 结转下年 | 0\n"
            "收入总计 | 1050 | 支出总计 | 1050\n"
        )

        assert {total.row_label: [item.text for item in total.items] for total in form.totals} == {
            "本年收入合计": ["900", "100"],
            "本年支出合计": ["300", "500", "250"],
            "收入总计": ["1000", "50"],
            "支出总计": ["1050", "0"],
        }

    def test_codes_of_subjects(self) -> None:
        """Where codes tell 类, 款 and 项 apart, only the highest level is added up."""
        form = form_of(
            "编码 | 科目 | 金额（万元）\n | 合计 | 1000\n201 | 一般公共服务 | 700\n20103 | 政府办公 | 700\n"
            "2010301 | 行政运行 | 700\n204 | 公共安全 | 300\n20402 | 公安 | 300\n"
        )

        assert [[item.text for item in total.items] for total in form.totals] == [["700", "300"]]

    def test_levels_without_a_mark(self) -> None:
        """An item that is the sum of those below it, without a mark, leaves open what is to be added."""
        form = form_of("单位：元\n\n项目 | 金额\n合计 | 100\n甲类 | 60\n甲一 | 20\n甲二 | 40\n乙类 | 40\n")

        assert all(item.money is None for total in form.totals for item in total.items)

    def test_foreign_table(self) -> None:
        """A table of something else is unrecognised, and nothing in it is taken for grave."""
        form = form_of("姓名 | 电话\n李四 | 一二三\n")

        assert form.kind == "unrecognised"
        assert not any(leftover.grave for leftover in form.leftovers)


@given(st.text(), st.text())
def test_folding_knows_no_context(one: str, other: str) -> None:
    """Every character folds by itself, and squashing leaves no white space."""
    assert fold(one + other) == fold(one) + fold(other)
    assert squash(one + other) == squash(one) + squash(other)
    assert not any(character.isspace() for character in squash(one))


@given(st.text("甲乙丙", max_size=30), st.text("甲乙丙", max_size=30))
def test_common_run(one: str, other: str) -> None:
    """The longest common run is in both texts, no longer one is, and the first of several counts."""
    run = common_run(one, other)
    assert run in one
    assert run in other
    longer = [one[at : at + len(run) + 1] for at in range(len(one) - len(run))]
    assert not any(piece in other for piece in longer)
    earlier = [one[at : at + len(run)] for at in range(one.index(run))]
    assert not any(piece in other for piece in earlier)


def test_caption_of_generic_words() -> None:
    """Words that may be parted in many ways are gone through once (else this hangs)."""
    words = "项目支出预算" * 12
    assert caption(f"{words}绩效目标表") == ""
    assert caption(f"{words}甲乙绩效目标表") == f"{words}甲乙"


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *(("3", 3), ("12", 12), ("１２", 12), ("٣", 3), ("①", 1), ("⑳", 20), ("一", 1), ("十", 10), ("十二", 12)),
        *(("二十", 20), ("九十九", 99), ("零", 0), ("一二", 0), ("甲", 0), ("", 0)),
    ],
)
def test_numerals(word: str, number: int) -> None:
    """What counts an item is told whatever it is written with; what is no number counts nothing."""
    assert numeral(word) == number


def test_goal_items() -> None:
    """Items are told by the first style of numbering met; decimals are no numbers of items."""
    assert goal_items("1.清淤3.5公里；2.加固渠道。") == ((1, "清淤3.5公里"), (2, "加固渠道。"))
    assert goal_items("目标1：甲\n目标3：乙") == ((1, "甲"), (3, "乙"))
    assert goal_items("做好值守工作") == ()
    assert goal_items("清淤三公里\n加固渠道") == ((0, "清淤三公里"), (0, "加固渠道"))


@given(st.lists(st.lists(form_words(), min_size=1, max_size=7), min_size=1, max_size=9))
def test_extraction_never_raises(rows: list[list[str]]) -> None:
    """No table made of words of forms, in whatever places, makes the extractor raise."""
    cells = tuple(
        Cell(1, row, column, text) for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1)
    )

    forms = extract(Document("x", (Paragraph(1, "项目绩效目标表"), Table(1, cells)))).forms

    assert all(form.table == 1 for form in forms)
