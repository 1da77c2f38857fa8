"""Rules on forms: findings, skips, counts, and what gives way to what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goallint import engine
from goallint.expr.functions import FUNCTIONS
from goallint.expr.number import Number
from goallint.expr.results import Record, Result
from goallint.form import Form, Forms
from goallint.language import Phrase
from goallint.rulebook import Rule
from goallint.rulebook.load import load_folders
from goallint.ruletest import run_tests
from tests.making import SETTINGS, WORDS, fund_forms, indicator_forms

HEAD = "title: 标题\nseverity: error\n"
SUM = """\
for: funds
where: exists(总额) and count(来源) > 0
let: {合计: sum(来源.金额)}
assert: 合计 == 总额 within precision
message: {zh: "总额 {总额}，合计 {合计}，相差 {abs(总额 - 合计)}", en: "total {总额}, sum {合计}"}
suggest: 改为 {合计}
at: 总额
related: 来源
"""


def rules(folder: Path, **bodies: str) -> tuple[Rule, ...]:
    """Rules from the bodies of rule files, by id."""
    for identity, body in bodies.items():
        name = f"rule-{identity.lower()}"
        head = HEAD if "severity:" not in body.split("checks:")[0] else "title: 标题\n"
        text = f"id: {identity}\nname: {name}\n{head}{body}"
        (folder / f"{identity}-{name}.yaml").write_text(text, encoding="utf-8")
    return load_folders([folder], SETTINGS, WORDS).rules


def test_a_definite_false_is_a_finding(tmp_path: Path) -> None:
    """The finding has message, suggestion, place and the cells it speaks of."""
    outcome = engine.run(rules(tmp_path, A001=SUM), fund_forms("120.00万元", "100.00万元", "15.00万元"))

    (finding,) = outcome.findings
    assert finding.message.zh == "总额 120.00 万元，合计 115.00 万元，相差 5.00 万元"
    assert finding.message.en == "total 120.00 万元, sum 115.00 万元"
    assert finding.suggestion == Phrase("改为 115.00 万元", "改为 115.00 万元")
    assert (finding.place.row, finding.place.label) == (1, "项目资金/年度资金总额")
    assert [place.text for place in finding.related] == ["100.00万元", "15.00万元"]
    assert finding.form == "修路"
    assert outcome.counts["A001"] == {"invalid": 1}


@pytest.mark.parametrize(
    ("forms", "verdict", "reason"),
    [
        (fund_forms("2.00万元", "2.00万元"), "valid", ""),
        (fund_forms("2.00万元", "若干"), "skipped", "“来源1”填写的“若干”读不出数"),
        (fund_forms("2.00万元"), "not-applicable", ""),
        (fund_forms(None, "2.00万元"), "not-applicable", ""),
    ],
)
def test_every_outcome_is_counted(tmp_path: Path, forms: Forms, verdict: str, reason: str) -> None:
    """What is unknown is skipped with its reason, what does not apply is silent."""
    outcome = engine.run(rules(tmp_path, A001=SUM), forms)

    assert outcome.findings == ()
    assert outcome.counts["A001"] == {verdict: 1}
    assert [skip.reason.zh for skip in outcome.skips] == ([reason] if reason else [])


def test_an_unknown_condition_is_a_skip(tmp_path: Path) -> None:
    """Where nobody can tell whether a rule applies, it says so."""
    body = "for: funds\nwhere: 总额 > 0\nassert: exists(来源)\nmessage: 无\n"
    outcome = engine.run(rules(tmp_path, A001=body), fund_forms(""))

    assert [skip.reason.zh for skip in outcome.skips] == ["没有填写“年度资金总额”"]
    assert outcome.skips[0].table == 1


def test_equal_skips_are_one(tmp_path: Path) -> None:
    """The same reason for many indicators of a table is said once."""
    body = "for: indicator\nassert: 表.预算 > 0\nmessage: 无\n"
    outcome = engine.run(rules(tmp_path, A001=body), indicator_forms(("甲", "1个"), ("乙", "2个")))

    assert len(outcome.skips) == 1
    assert outcome.counts["A001"] == {"skipped": 2}


CHECKS = """\
for: indicator
checks:
  - where: 值种类 == "bound"
    assert: 数 > 5个
    message: 小于六
  - severity: info
    assert: 量纲 == "people"
    message: 不是人
"""


def test_the_first_check_that_finds_something_has_the_say(tmp_path: Path) -> None:
    """One cell has one finding of a rule; other cells still hear from later checks."""
    outcome = engine.run(rules(tmp_path, A001=CHECKS), indicator_forms(("甲", "≥1个"), ("乙", "≥9个")))

    assert [(finding.message.zh, finding.severity.word) for finding in outcome.findings] == [
        ("小于六", "error"),
        ("不是人", "info"),
    ]


def test_superseded_findings_are_dropped_in_the_same_cell_only(tmp_path: Path) -> None:
    """A rule takes with it what it supersedes directly and through others."""
    book = rules(
        tmp_path,
        A001='for: indicator\nsupersedes: A002\nassert: 名称 != "甲"\nmessage: 一\n',
        A002='for: indicator\nsupersedes: A003\nassert: 名称 not in ["乙"]\nmessage: 二\n',
        A003="for: indicator\nassert: false\nmessage: 三\n",
    )
    outcome = engine.run(book, indicator_forms(("甲", "1个"), ("乙", "2个"), ("丙", "3个")))

    assert [finding.rule for finding in outcome.findings] == ["A001", "A002", "A003"]


def test_findings_stand_in_the_order_of_the_page(tmp_path: Path) -> None:
    """Table, row, column, then rule."""
    book = rules(
        tmp_path,
        A001="for: indicator\nassert: false\nmessage: 值\n",
        A002="for: indicator\nat: 名称\nassert: false\nmessage: 名\n",
    )
    outcome = engine.run(book, indicator_forms(("甲", "1个"), ("乙", "2个")))

    assert [(finding.place.row, finding.place.column) for finding in outcome.findings] == [
        (10, 3),
        (10, 4),
        (11, 3),
        (11, 4),
    ]
    assert outcome.findings[0].place.label == "产出指标/数量指标/甲"


def test_a_rule_that_crashes_does_not_stop_the_others(tmp_path: Path) -> None:
    """The crash is a finding G009 that names the rule, and the run goes on."""
    book = rules(tmp_path, A001=SUM, A002="for: funds\nassert: false\nmessage: 无\n")

    broken = replace(book[0].checks[0], where=None, assertion=replace(book[0].checks[0].assertion, step=1_000_000))
    outcome = engine.run((replace(book[0], checks=(broken,)), book[1]), fund_forms("1万元"))

    assert [(finding.rule, "A001" in finding.message.zh) for finding in outcome.findings] == [
        ("A002", False),
        ("G009", True),
    ]


def test_a_rule_that_crashes_on_one_subject_still_judges_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crash is a finding at that subject; findings and counts of the others are what they would be."""
    book = rules(tmp_path, A001="for: indicator\nassert: length(名称) > 3\nmessage: 短\n")

    def explode(text: str) -> Result:
        if text == "乙":
            raise ZeroDivisionError
        return Number.plain(len(text))

    monkeypatch.setitem(FUNCTIONS, "length", replace(FUNCTIONS["length"], compute=explode))
    outcome = engine.run(book, indicator_forms(("甲", "1人"), ("乙", "1人"), ("丙丙丙丙", "1人"), ("丁", "1人")))

    assert [(finding.rule, finding.place.row) for finding in outcome.findings] == [
        ("A001", 10),
        ("G009", 11),
        ("A001", 13),
    ]
    assert outcome.counts["A001"] == {"valid": 1, "invalid": 2}


def test_a_form_without_a_name_is_blamed_at_its_first_cell(tmp_path: Path) -> None:
    """Where a field is missing, the finding stands at something that is there."""
    forms = fund_forms("1万元")
    bare = replace(forms, forms=(replace(forms.forms[0], name=None),))
    outcome = engine.run(rules(tmp_path, A001="for: form\nassert: exists(名称)\nmessage: 无\nat: 名称\n"), bare)

    assert outcome.findings[0].place.text == "1万元"


def test_a_form_without_any_cell_still_has_a_table(tmp_path: Path) -> None:
    """An empty form is blamed as a table, at no cell."""
    empty = Forms("表.docx", (Form(3, (3,), "project"),))
    outcome = engine.run(rules(tmp_path, A001="for: form\nassert: exists(名称)\nmessage: 无\n"), empty)

    assert (outcome.findings[0].place.table, outcome.findings[0].place.row) == (3, 0)


def test_several_cells_at_fault_are_one_place_and_its_relatives(tmp_path: Path) -> None:
    """`at` may lead to several cells: the first is the place, the others are related."""
    body = (
        "for: form\nlet: {重名: duplicates(指标.名称)}\nassert: count(重名) == 0\n"
        "message: 重名：{重名}\nat: (指标 where 名称 in 重名).名称\n"
    )
    outcome = engine.run(rules(tmp_path, W004=body), indicator_forms(("甲", "1个"), ("乙", "2个"), ("甲", "3个")))

    (finding,) = outcome.findings
    assert finding.message.zh == "重名：甲"
    assert (finding.place.row, [place.row for place in finding.related]) == (10, [12])


def test_subjects_are_found_in_every_scope() -> None:
    """Every scope gives records, or nothing, for a document with little in it."""
    from goallint.expr.scopes import SCOPES, subjects

    forms = indicator_forms(("甲", "2×3=6个"), goal="完成2×3万元=6万元")

    found = {scope: list(subjects(scope, forms)) for scope in SCOPES}

    assert all(isinstance(record, Record) for records in found.values() for record in records)
    assert {scope for scope, records in found.items() if records} >= {"document", "form", "indicator", "goal", "text"}


def test_every_field_of_every_record_can_be_read() -> None:
    """No getter fails on a form that lacks almost everything."""
    from goallint.expr.scopes import SCOPES, subjects

    for forms in (indicator_forms(("甲", ""), goal="做好"), fund_forms(None, "1万元", details=["2万元"])):
        for scope in SCOPES:
            for record in subjects(scope, forms):
                for field in record.schema.fields.values():
                    assert field.read(record) is not None
                    assert field.doc.zh
                    assert field.doc.en


def test_a_trace_tells_every_step(tmp_path: Path) -> None:
    """Each subject has its verdict and the values that led to it."""
    (rule,) = rules(tmp_path, A001=SUM)

    (step,) = engine.trace(rule, fund_forms("2.00万元", "1.00万元")).steps

    assert (step.verdict, step.check, step.scope) == ("invalid", 1, "funds")
    assert (step.lets["合计"].text, step.lets["合计"].value.zh) == ("sum(来源.金额)", "1.00 万元")
    assert step.where is not None
    assert (step.where.value.zh, step.assertion.value.zh) == ("是", "否")


EXAMPLES = """\
tests:
  - valid: 2.00万元 1.00万元 1.00万元
  - valid: 2.00万元
  - invalid: 2.00万元 1.00万元
    expect: 相差 1.00 万元
  - invalid: 2.00万元 1.00万元
    expect: 相差 9.00 万元
  - invalid: 2.00万元 1.00万元
    count: 2
  - invalid: 2.00万元 若干
  - skipped: 2.00万元 若干
  - skipped: 2.00万元 1.00万元
  - silent: 2.00万元
  - silent: 2.00万元 2.00万元
"""


def test_examples_in_rule_files_are_tests(tmp_path: Path) -> None:
    """Each example that comes out otherwise than stated is a failure that says what was wanted and what came."""
    book = rules(tmp_path, A001=SUM + EXAMPLES)

    failures = run_tests(book, lambda text: fund_forms(*text.split()))

    assert [failure.message.zh for failure in failures] == [
        "应当通过，且规则适用；实际：where 不成立，规则不适用",
        "消息里应当有“相差 9.00 万元”；实际：A001 总额 2.00 万元，合计 1.00 万元，相差 1.00 万元（改为 1.00 万元）",
        "应当报出2 处问题；实际：A001 总额 2.00 万元，合计 1.00 万元，相差 1.00 万元（改为 1.00 万元）",
        "应当报出问题；实际：跳过：“来源1”填写的“若干”读不出数",
        "应当跳过并说明原因；实际：A001 总额 2.00 万元，合计 1.00 万元，相差 1.00 万元（改为 1.00 万元）",
        "应当规则不适用；实际：通过（1 次）",
    ]
    assert failures[0].where.endswith(":15")
