"""The words that reports for people share, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from goallint.findings import Severity, SuppressedBy
from goallint.form import FormKind
from goallint.language import Language, Phrase
from goallint.results import Tally
from goallint.values.model import Kind

Tone = Literal["error", "warning", "well"]

SEVERITIES = {
    Severity.ERROR: Phrase("错误", "error"),
    Severity.WARNING: Phrase("警告", "warning"),
    Severity.INFO: Phrase("提示", "info"),
}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}

SUPPRESSED_BY: dict[SuppressedBy, Phrase] = {
    "config": Phrase("配置", "the configuration"),
    "comment": Phrase("批注", "comments"),
    "baseline": Phrase("基线", "the baseline"),
}

FORM_KINDS: dict[FormKind, Phrase] = {
    "project": Phrase("项目绩效目标表", "project"),
    "department": Phrase("部门整体绩效目标表", "department"),
    "transfer": Phrase("转移支付绩效目标表", "transfer"),
    "self-evaluation": Phrase("绩效自评表", "self-evaluation"),
    "amounts": Phrase("金额表", "table of amounts"),
    "unrecognised": Phrase("未识别的表", "not recognised"),
}

VALUE_KINDS: dict[Kind, Phrase] = {
    "bound": Phrase("数值", "number"),
    "range": Phrase("区间", "range"),
    "ratio": Phrase("单位标准", "rate per unit"),
    "date": Phrase("时间", "date"),
    "expression": Phrase("算式", "calculation"),
    "choice": Phrase("未选的选项", "open choice"),
    "placeholder": Phrase("占位符", "placeholder"),
    "not-applicable": Phrase("不适用", "not applicable"),
    "grade": Phrase("等级", "grade"),
    "text": Phrase("文字", "text"),
    "empty": Phrase("空白", "blank"),
}

_UNITS = {"表": "table", "文件": "file", "指标": "indicator", "错误": "error", "警告": "warning", "提示": "info"}
_MEASURES = {"表": "张", "提示": "条"}


def count(number: int, noun: str, language: Language) -> str:
    """Count things: "3 个错误", "1 error"."""
    if language == "zh":
        return f"{number} {_MEASURES.get(noun, '个')}{noun}"
    return f"{number} {_UNITS[noun]}{'' if number == 1 else 's'}"


def money(amount: Decimal, language: Language) -> str:
    """Money as people speak of it: "217.96 万元"."""
    if language == "en":
        return f"{amount.normalize():,f} yuan"
    large = abs(amount) >= 10_000  # noqa: PLR2004  # 万
    return f"{(amount / 10_000 if large else amount).normalize():f} {'万元' if large else '元'}"


def sentence(tally: Tally, language: Language) -> str:
    """Say in one sentence what was checked and what came of it."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    comma = say("、", ", ")
    files, tables = count(tally.checked, "文件", language), count(tally.tables, "表", language)
    scope = comma.join((files, tables, count(tally.indicators, "指标", language)))
    if not tally.checked:
        text = say("没有检查任何绩效目标表", "No performance-target table was checked")
    elif tally.found:
        counts = comma.join(
            count(tally.count(each), SEVERITIES[each].zh, language) for each in sorted(Severity, reverse=True)
        )
        text = say(f"检查了 {files}、{tables}：{counts}", f"Checked {files}, {tables}: {counts}")
    elif tally.failed:
        text = say(f"检查了 {scope}，没有发现问题", f"Checked {scope}: nothing wrong")
    else:
        text = say(f"没有发现问题：检查了 {scope}", f"Nothing wrong: checked {scope}")
    if tally.skipped:
        text += say(f"；{tally.skipped} 项无法判断", f"; {tally.skipped} undecided")
    if tally.failed:
        failed = count(tally.failed, "文件", language)
        text += say(f"；{tally.failed} 个文件未能检查", f"; {failed} could not be checked")
    return text


def tone(tally: Tally) -> Tone:
    """How grave it is, taken together: error, warning, or well (nothing above an info)."""
    if tally.failed or not tally.checked or tally.count(Severity.ERROR):
        return "error"
    return "warning" if tally.count(Severity.WARNING) else "well"
