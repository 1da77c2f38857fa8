"""The report for machines."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from goallint.findings import Place, Severity, Skip
from goallint.language import Phrase
from goallint.reports import View
from goallint.reports.json import _money
from goallint.results import DocumentResult
from tests.reporting import FAILURE, Run, checked, finding, run, written

SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"


def report(result: Run, view: View | None = None) -> dict[str, Any]:
    """Return the JSON report, checked against its schema."""
    content: dict[str, Any] = json.loads(written("json", result, view))
    Draft202012Validator(json.loads((SCHEMAS / "report.schema.json").read_text("utf-8"))).validate(content)
    return content


@pytest.mark.parametrize("name", ["report", "dump"])
def test_schemas_are_schemas(name: str) -> None:
    """The published schemas are valid themselves."""
    Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")))


def test_an_empty_run_is_valid() -> None:
    """Nothing found and nothing checked are still one object."""
    assert report(run())["summary"] == dict.fromkeys(
        ("documents", "tables", "errors", "warnings", "infos", "skipped"), 0
    )


def test_a_finding_is_written_whole() -> None:
    """Every field of the contract is there."""
    related = (Place(1, 3, 2, "12.5", "预算数"),)
    [document] = report(run(checked(finding(suggestion=Phrase("写明。", "Write it."), related=related))))["documents"]

    assert document["findings"] == [
        {
            "rule": "V001",
            "name": "name-of-v001",
            "severity": "error",
            "confidence": "high",
            "message": "没有选定。",
            "suggestion": "写明。",
            "table": 1,
            "row": 7,
            "column": 4,
            "text": "是/否",
            "label": "产出指标/成本指标/渡船修理费",
            "related": [{"table": 1, "row": 3, "column": 2, "text": "12.5"}],
            "fingerprint": "V001-1-7-4",
            "suppressed": None,
        }
    ]
    assert document["tables"] == [
        {
            "table": 1,
            "title": "绩效目标表",
            "kind": "project",
            "name": "渡口维护",
            "year": 2031,
            "budget": "125000.00",
            "indicators": 4,
        }
    ]


def test_nothing_is_folded() -> None:
    """The same defect in three tables is three findings."""
    places = [Place(number, 7, 4, "是/否", "产出指标") for number in (1, 2, 3)]
    [document] = report(run(checked(*(finding(place=place) for place in places), tables=3)))["documents"]

    assert [each["table"] for each in document["findings"]] == [1, 2, 3]


def test_the_level_narrows_the_list_but_not_the_counts() -> None:
    """All severities are listed by default; the summary always counts everything."""
    result = run(checked(finding(), finding("V006", Severity.INFO)))
    narrow = report(result, View(level=Severity.WARNING))

    assert len(report(result)["documents"][0]["findings"]) == 2
    assert [each["rule"] for each in narrow["documents"][0]["findings"]] == ["V001"]
    assert narrow["summary"]["infos"] == 1


def test_failures_and_skips_speak_the_language() -> None:
    """Messages are in the language asked for."""
    skips = (Skip("A001", 1, Phrase("没有单位", "no unit")),)
    bad = DocumentResult("坏.docx", "unreadable", FAILURE)
    good, failed = report(run(checked(skips=skips), bad), View(language="en"))["documents"]

    assert good["skipped"] == [{"rule": "A001", "table": 1, "reason": "no unit"}]
    assert failed["error"] == {"code": "G001", "message": "The file is empty"}


def test_chinese_is_written_as_it_is() -> None:
    """No escapes, and nothing but the object."""
    text = written("json", run(checked(finding())), View())

    assert "没有选定" in text
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("2179600", "2179600.00"),
        ("2.1796E+6", "2179600.00"),
        ("0.5", "0.50"),
        ("0.125", "0.125"),
        ("-1", "-1.00"),
        ("1E+35", f"1{35 * '0'}.00"),
    ],
)
def test_money_keeps_its_digits(amount: str, written: str) -> None:
    """Money is a string in 元 with at least two decimals and no exponent."""
    assert _money(Decimal(amount)) == written
