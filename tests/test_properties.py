"""What holds for every form: verdicts on sums, and one form in three formats."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goallint.document import Document
from goallint.engine import run
from goallint.extract import extract
from goallint.findings import Severity
from goallint.readers import read
from goallint.readers.text import read_text
from goallint.rulebook import load_rules
from goallint.rulebook.model import Rule
from tests.forms import Block, write_docx, write_txt, write_xlsx
from tests.strategies import forms, fund_forms

RULES = load_rules().rules
SOURCES = ("财政拨款", "其他资金", "上年结转资金", "自有资金")


def rule(identity: str) -> tuple[Rule, ...]:
    """One rule alone."""
    return tuple(rule for rule in RULES if rule.id == identity)


def fund_text(total: Decimal, parts: Sequence[tuple[str, Decimal]], unit: str) -> str:
    """A form of funds, amounts as written with their unit."""
    lines = [f"年度资金总额 | {total:f}{unit}", *(f"{label} | {amount:f}{unit}" for label, amount in parts)]
    return "\n".join(lines)


def severity(text: str) -> Severity | None:
    """How gravely A001 judges a form; None if it adds up."""
    findings = run(rule("A001"), extract(read_text(text))).findings
    return max((finding.severity for finding in findings), default=None)


@given(fund_forms(), st.randoms(use_true_random=False))
def test_order_of_sources_does_not_matter(form: tuple[Decimal, list[Decimal]], random: st.DataObject) -> None:
    """The verdict on a sum does not depend on the order of its rows."""
    total, amounts = form
    parts = list(zip(SOURCES, amounts, strict=False))
    before = severity(fund_text(total, parts, "万元"))
    random.shuffle(parts)  # type: ignore[attr-defined]  # a random.Random drawn by Hypothesis

    assert before == severity(fund_text(total, parts, "万元"))


@given(fund_forms())
@example((Decimal("0.03"), [Decimal("0.00"), Decimal("0.00")]))
@example((Decimal("10.01"), [Decimal("10.00"), Decimal("0.00")]))
def test_zero_sources_do_not_matter(form: tuple[Decimal, list[Decimal]]) -> None:
    """A source of zero, however it is written, changes no verdict."""
    total, amounts = form
    parts = list(zip(SOURCES, amounts, strict=False))
    before = severity(fund_text(total, parts, "万元"))

    for zero in ("0", "0.00"):
        assert before == severity(fund_text(total, [*parts, ("银行贷款", Decimal(zero))], "万元"))


@given(fund_forms())
def test_unit_does_not_matter(form: tuple[Decimal, list[Decimal]]) -> None:
    """Typed in 元 instead of 万元 a form adds up or does not as before.

    Only how grave a difference within rounding is may change: in 元 nothing was rounded.
    """
    total, amounts = form
    in_wan = severity(fund_text(total, list(zip(SOURCES, amounts, strict=False)), "万元"))
    yuan = [amount * 10000 for amount in amounts]
    in_yuan = severity(fund_text(total * 10000, list(zip(SOURCES, yuan, strict=False)), "元"))

    assert (in_wan is None) == (in_yuan is None)
    if in_wan is Severity.ERROR:
        assert in_yuan is Severity.ERROR


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("10.00", ["8.00", "2.00"], None),
        ("10.01", ["8.00", "2.00"], Severity.INFO),
        ("10.02", ["8.00", "2.00"], Severity.ERROR),
        ("10.01", ["10.00", "0.00"], Severity.ERROR),
        ("50", ["30", "19"], Severity.ERROR),
        ("10.9", ["8.87", "2.00"], Severity.INFO),
    ],
)
def test_precision(total: str, parts: list[str], expected: Severity | None) -> None:
    """Beyond what the written digits allow is an error, within it a hint; whole 万元 and single lines are exact."""
    found = severity(fund_text(Decimal(total), list(zip(SOURCES, map(Decimal, parts), strict=False)), "万元"))

    assert expected == found


def findings(document: Document) -> set[tuple[str, str, str]]:
    """What all rules find: rule, cell and message."""
    outcome = run(RULES, extract(document))
    return {(each.rule, each.place.text.strip(), each.message.zh) for each in outcome.findings}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms())
def test_format_does_not_matter(tmp_path: Path, blocks: list[Block]) -> None:
    """One form written as docx, xlsx and txt gives the same findings."""
    word = findings(read(write_docx(tmp_path / "表.docx", blocks)))

    assert word == findings(read(write_xlsx(tmp_path / "表.xlsx", blocks)))
    assert word == findings(read(write_txt(tmp_path / "表.txt", blocks)))


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_text_is_checked(lines: list[str]) -> None:
    """No text, however odd, makes the way from reader to findings raise or a rule crash."""
    outcome = run(RULES, extract(read_text("项目绩效目标表\n项目名称 | 甲\n" + "\n".join(lines))))

    assert "G009" not in {finding.rule for finding in outcome.findings}
