"""The words of the text report, in both languages."""

from __future__ import annotations

from decimal import Decimal

from goallint.findings import Severity
from goallint.form import FormKind
from goallint.language import Language, Phrase
from goallint.values.model import Kind

SEVERITIES = {
    Severity.ERROR: Phrase("错误", "error"),
    Severity.WARNING: Phrase("警告", "warning"),
    Severity.INFO: Phrase("提示", "info"),
}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}

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
