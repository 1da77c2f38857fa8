"""Invented forms and results for the tests of reports and command line."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goallint.findings import Finding, Place, Severity, Skip
from goallint.language import NOTHING, Phrase
from goallint.reports import View, reporter
from goallint.reports.listed import listed
from goallint.results import DocumentResult, Failure, Head, RuleSummary, TableSummary, Tally
from tests.forms import Block

RULES = Path(__file__).parent / "cases" / "rules"
FAILURE = Failure("G001", Phrase("文件是空的", "The file is empty"), Phrase("请重新获取。", "Get it again."))

FORM: list[Block] = [
    "青石镇渡口维护项目绩效目标表",
    [
        ["项目名称", "渡口维护", "单位：万元"],
        ["年度资金总额", "12.50", "其中：财政拨款", "12.50"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "维护渡船数量", "≥3艘"],
        ["产出指标", "质量指标", "渡船完好率", "95%"],
        ["产出指标", "成本指标", "渡船修理费", "是/否"],
    ],
]
MEMO: list[Block] = ["关于报送材料的通知", "请各科室于月底前报送。"]


def table(number: int = 1, name: str = "渡口维护", *, tables: tuple[int, ...] = ()) -> TableSummary:
    """Make a project of 12.5 万元 with four indicators."""
    return TableSummary(number, tables or (number,), "绩效目标表", "project", name, 2031, Decimal(125_000), 4)


def finding(
    rule: str = "V001",
    severity: Severity = Severity.ERROR,
    place: Place | None = None,
    message: str = "没有选定。",
    **more: Any,
) -> Finding:
    """Make a finding in the cost row of table 1, unless told otherwise."""
    where = place or Place(1, 7, 4, "是/否", "产出指标/成本指标/渡船修理费")
    return Finding(
        rule=rule,
        name=f"name-of-{rule.lower()}",
        severity=severity,
        message=Phrase(message, f"en: {message}"),
        place=where,
        **{"confidence": "high", "suggestion": NOTHING, **more},
        fingerprint=f"{rule}-{where.table}-{where.row}-{where.column}",
    )


def checked(
    *findings: Finding, tables: int = 1, skips: tuple[Skip, ...] = (), path: str = "青石镇.docx"
) -> DocumentResult:
    """Make a file that was checked."""
    names = ("渡口维护", "路灯更换", "水渠清淤", "集市改造")
    summaries = tuple(table(number, names[number - 1]) for number in range(1, tables + 1))
    return DocumentResult(path, "checked", None, summaries, findings, skips)


@dataclass(frozen=True)
class Run:
    """A whole run, for reports that are written while documents pass."""

    profile: str
    documents: tuple[DocumentResult, ...] = ()
    rules: tuple[RuleSummary, ...] = ()

    @property
    def head(self) -> Head:
        """Profile, files, and the rules: those named, and all others that found something."""
        known = {rule.id: rule for rule in self.rules}
        for each in (each for document in self.documents for each in listed(document, Severity.INFO, suppressed=True)):
            title = each.title if each.title.zh else Phrase(each.name, each.name)
            known.setdefault(each.rule, RuleSummary(each.rule, each.name, title, each.severity, each.confidence))
        return Head(self.profile, tuple(known.values()), len(self.documents))

    @property
    def tally(self) -> Tally:
        """What is counted of all documents."""
        counted = Tally()
        for document in self.documents:
            counted.add(document)
        return counted


def written(name: str, run: Run, view: View | None = None) -> str:
    """Write the whole report of that format."""
    report = reporter(name)(run.head, view or View())
    return report.begin() + "".join(map(report.add, run.documents)) + report.end(run.tally)


def run(*documents: DocumentResult) -> Run:
    """Make a run with the default profile."""
    return Run("generic", documents)


def varied() -> Run:
    """Make a run with one of everything: files of every status, places of every kind, texts that need escaping."""
    cell = Place(1, 7, 4, "是/否", "产出指标/成本指标/渡船修理费")
    odd = Place(2, 3, 1, 'a\x0b\x1b[31m<b>&"\u2028，\n第二行', "项目名称")
    whole, table_only, prose = Place(0, 0, 0, ""), Place(2, 0, 0, ""), Place(0, 3, 0, "购置渡船3艘。")
    beside = Place(1, 2, 2, "12.5", "预算数", "材料/自评 表.docx")
    return Run(
        "generic",
        (
            checked(
                finding(place=cell, suggestion=Phrase("写明一个结果。", "Name one."), related=(odd, beside)),
                finding("V006", Severity.INFO, cell),
                finding("S002", Severity.WARNING, table_only, "缺少满意度指标：100%, 都没有"),
                finding("W001", Severity.WARNING, odd, "第一行\n第二行\u2028::error::第三行"),
                finding("A011", Severity.ERROR, prose, confidence="low"),
                finding("G009", Severity.ERROR, whole, "规则出错"),
                tables=2,
                skips=(Skip("A001", 1, Phrase("没有单位", "no unit")), Skip("A001", 2, Phrase("没有单位", "no unit"))),
                path="材料/青石镇,1:2%.docx",
            ),
            DocumentResult("坏\udcff.docx", "unreadable", FAILURE),
            DocumentResult("通知.docx", "no-table"),
        ),
        (
            RuleSummary(
                "A001", "fund-sum", Phrase("总额不符", "Sums differ"), Severity.ERROR, basis=("财预〔2015〕88号",)
            ),
            RuleSummary(
                "V001",
                "open-choice",
                Phrase("没有选定", "Open"),
                Severity.ERROR,
                "low",
                Phrase("因为。", "Why."),
                group="values",
            ),
            RuleSummary("V006", "operator", Phrase("符号", "Operator"), Severity.INFO),
        ),
    )


def leave_out_shipped_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the rules of the tests the only ones, so that a new rule changes no expectation here."""
    monkeypatch.setattr("goallint.rulebook.load.rules_folder", lambda: RULES / "none")
