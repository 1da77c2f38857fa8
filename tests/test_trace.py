"""How an expression came to its value."""

from __future__ import annotations

import pytest

from goallint.expr.explain import explain
from goallint.expr.part import Part
from goallint.expr.rows import one
from goallint.form import Forms
from tests.making import first, fund_forms, names

FUNDS = fund_forms("120.00万元", "100.00万元", "20.00万元")


def parts(text: str, forms: Forms = FUNDS, lets: dict[str, str] | None = None) -> Part:
    """The parts of an expression about funds."""
    return explain(text, names("funds", lets), one(first("funds", forms)))


def shown(part: Part) -> str:
    """Text and value of all parts, in brackets."""
    below = "".join(f" ({shown(each)})" for each in part.parts)
    return f"{part.text} = {part.value.zh}{below}"


CHAIN = (
    "exists(总额) and (总额 > 1元 and not exists(明细)) and true = 是 (exists(总额) = 是 (总额 = 120.00 万元)) "
    "(总额 > 1元 = 是 (总额 = 120.00 万元)) (not exists(明细) = 是 (exists(明细) = 否 (明细 = [])))"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总额 > 100万元", "总额 > 100万元 = 是 (总额 = 120.00 万元)"),
        ("exists(总额) and (总额 > 1元 and not exists(明细)) and true", CHAIN),
        ('标签 in ["项目资金", ")"]', '标签 in ["项目资金", ")"] = 是 (标签 = 项目资金)'),
        (
            '标签 == "(" or 总额 == 0',
            '标签 == "(" or 总额 == 0 = 否 (标签 == "(" = 否 (标签 = 项目资金)) (总额 == 0 = 否 (总额 = 120.00 万元))',
        ),
    ],
)
def test_every_part_has_its_text_and_its_value(text: str, expected: str) -> None:
    """The text of a part keeps its brackets, chains of `and` stand side by side, literals speak for themselves."""
    assert shown(parts(text)) == expected


def test_brackets_belong_to_the_part_that_needs_them() -> None:
    """A part never shows half a pair of brackets."""
    part = parts("(总额 + 1元) * 2 > 总额")

    assert [below.text for below in part.parts] == ["(总额 + 1元) * 2", "总额"]
    assert [below.text for below in part.parts[0].parts] == ["总额 + 1元"]


def test_operands_know_their_cells() -> None:
    """A field has its cell, a list the cells of all its elements, a let those of what it stands for."""
    part = parts("合计 == 总额", lets={"合计": "sum(来源.金额)"})
    total, amounts = part.parts[1], parts("sum(来源.金额) > 0").parts[0].parts[0]

    assert [(spot.cell.row, spot.cell.column) for spot in total.spots] == [(1, 2)]
    assert [spot.cell.row for spot in amounts.spots] == [2, 3]
    assert [spot.cell.row for spot in parts("总 > 0", lets={"总": "总额"}).parts[0].spots] == [1]
    assert parts("配置.要求描述 and exists(总额)").parts[0].spots == ()


def test_a_filter_shows_every_element_with_its_condition() -> None:
    """Kept, dropped and undecided ones, each with what decided it."""
    part = parts("count(来源 where 金额 > 50万元) == 1", fund_forms("9万元", "100万元", "20万元", "若干"))
    kept = part.parts[0].parts[0]

    assert [(element.text, element.value.zh) for element in kept.elements] == [
        ("来源1", "是"),
        ("来源2", "否"),
        ("来源3", "?"),
    ]
    assert kept.elements[2].reason.zh == "“来源3”填写的“若干”读不出数"
    assert kept.reason == kept.elements[2].reason
    assert [leaf.text for leaf in kept.elements[0].leaves] == ["金额"]
