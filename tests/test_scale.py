"""Huge forms and files: the work grows with their size, and what would not is left undone with a reason."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint import engine
from goallint.discover import Found
from goallint.document import Cell
from goallint.expr import alike, joining, performance
from goallint.expr import rows as rows_of
from goallint.expr.alike import like, pairs
from goallint.expr.rows import Elements, Rows
from goallint.extract import indicators
from goallint.extract.grid import Line
from goallint.extract.rows import level_cells
from goallint.form import Forms
from goallint.pipeline import Checker
from goallint.plan import Plan
from goallint.rulebook import Rule, load_rules
from goallint.ruletest import understand
from goallint.text import squash
from tests.making import indicator_forms

EXAMPLES = Path(__file__).parents[1] / "examples"
RULES = {rule.id: rule for rule in load_rules().rules}
HEAD = ("培训项目绩效目标表", "项目名称 | 农户培训", "一级指标 | 二级指标 | 三级指标 | 指标值")
NAMED = st.lists(st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from(["1人", "2人"])), max_size=6)


def asked_by(rule: str, forms: Forms, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many elements the filters of a rule ask."""
    asked: list[int] = []
    found = rows_of.each_apart

    def counting(rows: Rows, elements: Elements, wanted: list[list[int]]) -> Elements:
        asked.append(sum(map(len, wanted)))
        return found(rows, elements, wanted)

    monkeypatch.setattr(joining, "each_apart", counting)
    engine.run((RULES[rule],), forms)
    return sum(asked)


@pytest.mark.parametrize("size", [100, 1_000])
def test_a_filter_asks_only_elements_that_it_may_hold_for(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of names that are all different each is asked once: by itself."""
    forms = indicator_forms(*((f"甲{number}", "1人") for number in range(size)))

    assert asked_by("W004", forms, monkeypatch) == size


def test_a_list_of_all_forms_is_gone_through_once_for_all_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    """By X004 twice: for the forms of the year, and for other numbers of the same thing."""
    forms = Forms("表.docx", tuple(indicator_forms(("社区数量", "9个")).forms[0] for _ in range(200)), year=2021)

    assert asked_by("X004", forms, monkeypatch) == 2 * 200


@pytest.mark.parametrize("counted", [["所辖9个村。"], ["所辖9个村。", "下辖8个村。"]])
def test_very_many_goals_that_count_one_thing_are_all_compared(counted: list[str]) -> None:
    """Those that contradict others are found, and nothing is skipped."""
    goals = (counted[number % len(counted)] for number in range(1_000))
    forms = Forms("表.docx", tuple(indicator_forms(goal=goal).forms[0] for goal in goals), year=2021)

    outcome = engine.run((RULES["X004"],), forms)

    assert not outcome.skips
    assert outcome.counts["X004"] == {"valid" if len(counted) == 1 else "invalid": 1_000}


def test_more_than_can_be_compared_is_skipped_with_its_reason() -> None:
    """One name for a thousand indicators: nobody says that they are all right."""
    outcome = engine.run((RULES["W004"],), indicator_forms(*(("人数", "1人") for _ in range(1_000))))

    assert not outcome.findings
    assert {skip.reason.zh for skip in outcome.skips} == {"项目太多，没有逐一比较"}


@pytest.mark.parametrize(("size", "skipped"), [(300, False), (301, True)])
def test_unit_costs_among_very_many_quantities_are_skipped(size: int, skipped: bool) -> None:  # noqa: FBT001
    """Beyond so many nobody looks which quantity a unit cost is per."""
    rows = [f"产出指标 | 数量指标 | 培训第{number}类农户 | {number}场" for number in range(size)]
    forms = understand("\n".join([*HEAD, *rows, "产出指标 | 成本指标 | 人均培训标准 | 300元/人"]))

    outcome = engine.run((RULES["C005"],), forms)

    assert ("指标太多，没有逐一比较" in {skip.reason.zh for skip in outcome.skips}) is skipped


LEVELS = st.tuples(
    st.sampled_from(["", "产出指标", "效益指标"]), st.sampled_from(["", "数量指标", "质量指标", "社会效益指标"])
)


def levelled(rows: list[tuple[str, str]]) -> str:
    """A form whose rows show these levels."""
    return "\n".join([*HEAD, *(f"{one} | {two} | 培训第{n}类农户 | {n}场" for n, (one, two) in enumerate(rows, 1))])


@given(st.lists(LEVELS, max_size=9))
def test_a_first_level_further_down_is_found_as_by_looking_for_every_row(rows: list[tuple[str, str]]) -> None:
    """Though it is looked for once for all rows above it."""

    def below(half: Any, part: Sequence[Line], index: int) -> Cell | None:
        cells = (level_cells(line.filled, half.header)[0] for line in part[index + 1 :])
        return next(filter(None, cells), None)

    found = understand(levelled(rows))
    with patch.object(indicators, "_first_below", below):
        assert found == understand(levelled(rows))


def test_lines_are_looked_through_once_for_the_first_level_that_none_shows() -> None:
    """Though every second row asks for one."""
    rows = [("产出指标", "数量指标"), *[("", "社会效益指标"), ("", "数量指标")] * 100]
    with patch.object(indicators, "level_cells", wraps=level_cells) as looked:
        understand(levelled(rows))

    assert looked.call_count < 2 * len(rows)


@given(st.lists(NAMED, max_size=7))
def test_forms_are_alike_that_share_most_of_the_smaller_one(found: list[list[tuple[str, str]]]) -> None:
    """What comparing every form with every other would find."""
    forms = Forms("表.docx", tuple(indicator_forms(*each).forms[0] for each in found), year=2021)
    for form in forms.forms:
        own = pairs(form)
        wanted = [
            id(other)
            for other in forms.forms
            if other is not form
            and own
            and pairs(other)
            and (own & pairs(other)).total() >= alike.SHARE * min(own.total(), pairs(other).total())
        ]

        assert ([id(other) for other, _ in like(form, forms)[0]], like(form, forms)[1]) == (wanted, None)


def test_the_names_of_forms_are_read_once_for_all_evaluations() -> None:
    """To find the targets that each is of."""
    pages = [
        f"井盖更换{number}绩效{kind}表\n项目名称 | 井盖更换{number}\n"
        f"一级指标 | 二级指标 | 三级指标 | {columns}\n产出指标 | 数量指标 | 更换井盖 | 300个"
        for number in range(30)
        for kind, columns in (("目标", "指标值"), ("自评", "年度指标值 | 实际完成值"))
    ]
    forms = understand("\n\n".join(pages))
    evaluations = [form for form in forms.forms if form.kind == "self-evaluation"]
    with patch.object(performance, "squash", wraps=squash) as read:
        targets = [[form.table for form, _ in performance.targets_of(each, forms)] for each in evaluations]

    assert targets == [[each.table - 1] for each in evaluations]
    assert len(targets) == 30
    assert read.call_count <= len(forms.forms)


def test_of_very_many_forms_alike_the_first_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a doubt says that there are more."""
    monkeypatch.setattr(alike, "_MOST_NAMED", 3)
    forms = Forms("表.docx", tuple(indicator_forms(("甲", "1人")).forms[0] for _ in range(6)), year=2021)

    found, doubt = like(forms.forms[0], forms)

    assert [id(form) for form, _ in found] == [id(form) for form in forms.forms[1:4]]
    assert doubt is not None


def test_the_limits_of_rules_are_those_in_the_documentation() -> None:
    """docs/security.md lists them with their numbers."""
    text = (Path(__file__).parent.parent / "docs" / "security.md").read_text("utf-8")
    section = text.partition("## What rules compare")[2].partition("\n## ")[0]
    listed = re.findall(r"\| ([\d,]+) \| `(\w+)\.(\w+)` \|", section)

    assert {f"{module}.{name}": number for number, module, name in listed} == {
        f"{module}.{name}": f"{getattr(import_module(f'goallint.expr.{module}'), name):,}" for _, module, name in listed
    }
    assert len(listed) == section.count("\n| ") - 1


def left_by(work: Callable[[], object]) -> int:
    """How many objects only the collector can free, once the work has been done before."""
    work()
    gc.collect()
    gc.disable()
    try:
        work()
        return gc.collect()
    finally:
        gc.enable()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.*x")), ids=lambda path: path.stem)
def test_a_checked_file_is_out_of_memory_at_once(path: Path) -> None:
    """Nothing that a check makes waits for the collector: a long run takes as much memory as a short one."""
    checker = Checker(Plan())
    list(checker.checks())

    assert left_by(lambda: checker.check(Found(path))) == 0


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_a_rule_has_found_out_is_out_of_memory_at_once(rule: Rule) -> None:
    """Whatever is asked of whatever form."""
    forms = [understand(example.text) for example in rule.tests]

    assert left_by(lambda: [engine.run((rule,), each) for each in forms]) == 0
