from __future__ import annotations

from decimal import Decimal

import pytest

from goallint.expr import matching
from goallint.form import Forms
from goallint.ruletest import understand
from goallint.text import common_run, doubled, is_damaged_copy
from goallint.values.indicator import parse
from goallint.values.mentions import mentions, stated_totals
from goallint.values.unitcost import counts, per

HEAD = "项目名称 | {name}\n一级指标 | 二级指标 | 三级指标 | 指标值\n"


def forms_of(*projects: tuple[str, list[str]]) -> Forms:
    """A file of projects: the name of each, and its indicators as "二级 | 名称 | 值"."""
    rows = {name: "\n".join(f"产出指标 | {row}" for row in indicators) for name, indicators in projects}
    return understand("\n\n".join(f"{name}绩效目标表\n{HEAD.format(name=name)}{table}" for name, table in rows.items()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("维护航标48座，培训渡工60人次", ["48座", "60人次"]),
        ("合格率达到 98.5%", ["98.5%"]),
        ("覆盖1,200余户", ["1,200余户"]),
        ("2025年12月底前完成第3期，不少于300天", ["300天"]),
        ("目标1维护航标；目标2社区宣传", []),
        ("3-5人一组，18~22℃", []),
        ("（银发〔2025〕10号）", []),
        ("补助标准300元/人", []),
    ],
)
def test_prose_mentions_quantities(text: str, expected: list[str]) -> None:
    """Numbers with units are quantities; dates, ordinals, ranges and standards are not."""
    assert [mention.text for mention in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("所辖9个村和17个社区的渡口", {"村": 9, "社区": 17}),
        ("街道下辖9个行政村，走访3个社区", {"行政村": 9}),
        ("街道下辖9个村，共有15个社区。", {"村": 9, "社区": 15}),
        ("在3个社区巡游，走访9个村", {}),
    ],
)
def test_only_a_claim_to_all_of_them_states_a_total(text: str, expected: dict[str, int]) -> None:
    """What is visited or served says nothing about how many there are."""
    assert stated_totals(text, ("村", "行政村", "社区")) == expected


@pytest.mark.parametrize(
    ("name", "value", "thing"),
    [
        ("每册修复成本", "6000元", "册"),
        ("救生衣人均投入", "≤500元", "人"),
        ("渡工培训费", "300元/人", "人"),
        ("渡工补助", "300元/人/年", "人"),
        ("渡工补助", "300元/人/月", ""),
        ("每人每天伙食费", "60元", ""),
        ("修复总成本", "≤120万元", ""),
        ("每册修复率", "98%", ""),
    ],
)
def test_a_unit_cost_is_per_something(name: str, value: str, thing: str) -> None:
    """The name or the value says of what; a cost by month or day is not multiplied."""
    assert per(name, parse(value)) == thing


@pytest.mark.parametrize(
    ("thing", "name", "value", "number"),
    [
        ("册", "修复古籍", "200册", "200"),
        ("人", "培训渡工", "60名", "60"),
        ("人", "培训渡工人数", "60", "60"),
        ("人", "维护航标", "60", None),
        ("亩", "清淤亩数", "2万亩", "20000"),
        ("亩", "清淤面积", "6666.666666666667平方米", "10"),
        ("册", "培训渡工", "60人", None),
    ],
)
def test_a_quantity_counts_what_a_cost_is_per(thing: str, name: str, value: str, number: str | None) -> None:
    """A quantity in another unit counts something else."""
    quantity = parse(value).quantity
    assert quantity is not None

    found = counts(thing, name, quantity)

    assert found is None if number is None else found is not None and round(found, 6) == Decimal(number)


def test_parts_of_what_an_indicator_counts_are_set() -> None:
    """30 and 18 beside an indicator of 48 are its parts; 60 is missing."""
    [form] = forms_of(("航标", ["数量指标 | 维护航标数量 | 48座"])).forms

    assert matching.unset(mentions("上游30座，下游18座"), form.indicators) == []
    assert [each.text for each in matching.unset(mentions("上游30座，下游60座"), form.indicators)] == ["30座", "60座"]


def test_a_rate_must_be_about_the_same_thing() -> None:
    """98% of one thing is not 98% of another."""
    [form] = forms_of(("古籍", ["质量指标 | 古籍修复合格率 | ≥98%"])).forms

    assert matching.unset(mentions("修复合格率达到98%"), form.indicators) == []
    assert [each.text for each in matching.unset(mentions("温湿度达标率98%"), form.indicators)] == ["98%"]


def test_a_name_that_lacks_one_character_has_kin() -> None:
    """Only long names, and only characters that change nothing."""
    forms = forms_of(
        ("甲", ["质量指标 | 馆藏珍贵善本修复合格率 | 98%", "质量指标 | 馆藏珍贵善本复合格率 | 98%"]),
        ("乙", ["质量指标 | 馆藏珍贵善本修复不合格率 | 2%", "数量指标 | 善本数 | 3册", "数量指标 | 善本册数 | 3册"]),
    )

    assert matching.kindred_names(forms) == {"馆藏珍贵善本复合格率": ("馆藏珍贵善本修复合格率",)}


def test_a_long_name_is_copied_if_it_speaks_of_the_other_project() -> None:
    """The copy is in the project that says nothing else of it; a name in most projects is no copy."""
    copied = "时效指标 | 按时完成县里统一安排的盲道施工 | 及时"
    forms = forms_of(
        ("盲道改造", [copied, "数量指标 | 盲道长度 | 3公里"]),
        ("古籍修复", [copied, "数量指标 | 古籍册数 | 200册"]),
        ("社火巡游", ["数量指标 | 巡游场次 | 6场"]),
        ("梯田灌溉", ["数量指标 | 灌渠长度 | 12公里"]),
    )

    found = {form.caption: matching.copied_from(form.indicators[0], form, forms) for form in forms.forms}

    assert {name: [each.caption for each in sources] for name, sources in found.items()} == {
        "盲道改造": [],
        "古籍修复": ["盲道改造"],
        "社火巡游": [],
        "梯田灌溉": [],
    }


@pytest.mark.parametrize(
    ("one", "other", "run"),
    [("上游航标维护", "航标维护费", "航标维护"), ("甲", "乙", ""), ("航 标", "航标", "航标")],
)
def test_texts_have_a_longest_common_run(one: str, other: str, run: str) -> None:
    """White space does not count."""
    assert common_run(one, other) == run


@pytest.mark.parametrize(
    ("copy", "original", "damaged"),
    [
        ("改造主干道3.2公里，方便居民", "改造主干道盲道3.2公里，方便视障居民出行", True),
        ("改造主干道盲道3.2公里", "改造主干道盲道3.2公里", False),
        ("改造盲道3.2公里", "三年改造盲道9.6公里", False),
        ("改造盲道", "改造主干道盲道，增设提示盲道，方便视障居民出行", False),
        ("方便居民改造盲道", "改造主干道盲道方便居民", False),
    ],
)
def test_a_damaged_copy_has_lost_pieces_and_nothing_else(copy: str, original: str, *, damaged: bool) -> None:
    """Other numbers, another order or too little of it make another text."""
    assert is_damaged_copy(copy, original) is damaged


def test_words_that_stand_twice() -> None:
    """The second one must not begin another word: 组织组织力."""
    assert doubled("开展修缮修缮工作，加强组织组织力，人人人人") == ("修缮",)


def test_no_name_is_as_long_as_a_page() -> None:
    """A text of a page in the column of names lacks no character, as an indicator may in another form."""
    name = "维护渡口航标和培训渡工并巡查" * 30
    forms = forms_of(("渡口维护", [f"数量指标 | {name} | 60人"]), ("航标更换", [f"数量指标 | {name[:-2]}查 | 60人"]))

    assert matching.kindred_names(forms) == {}
    assert matching.kindred_names(forms_of(*_short(name[:14], name[:12] + name[13]))) != {}


def _short(*names: str) -> list[tuple[str, list[str]]]:
    return [(f"渡口{number}", [f"数量指标 | {name} | 60人"]) for number, name in enumerate(names)]


def test_a_number_is_set_however_it_is_written() -> None:
    """A quantity of the text is found in any part of an indicator, as a whole number and not as a part of one."""
    (form,) = forms_of(("渡口", ["数量指标 | 培训渡工60人次 | 按时", "数量指标 | 航标 | 1.48万座"])).forms

    def unset(text: str) -> list[str]:
        return [mention.text for mention in matching.unset(mentions(text), form.indicators)]

    assert unset("培训60人次，60户") == []
    assert unset("维护14800座") == []
    assert unset("维护48座，培训6人次") == ["48座", "6人次"]
