"""How often each rule found something, and how often it could not decide: a table of text for every format."""

from __future__ import annotations

from collections import Counter

from goallint.findings import Severity
from goallint.language import Phrase
from goallint.reports import View
from goallint.reports.layout import one_line, width
from goallint.results import Head, RuleSummary, Tally

_COLUMNS = {
    Severity.ERROR: Phrase("错误", "errors"),
    Severity.WARNING: Phrase("警告", "warnings"),
    Severity.INFO: Phrase("提示", "infos"),
}
_SKIPPED = Phrase("无法判断", "undecided")
_RULE = Phrase("规则", "rule")
_TOTAL = Phrase("合计", "total")


def statistics(tally: Tally, head: Head, view: View) -> str:
    """Return a line for each rule that found something or could not decide, most findings first, and the sum.

    Everything is counted, whatever the level of the report.
    """
    found = tally.found + Counter({(code, Severity.ERROR): count for code, count in tally.failures.items()})
    skipped = tally.undecided
    rules = {rule.id: rule for rule in head.rules}

    def counts(rule: str) -> list[int]:
        return [*(found[rule, severity] for severity in _COLUMNS), skipped[rule]]

    met = {rule for rule, _ in found} | set(skipped)
    order = sorted(met, key=lambda rule: (-sum(counts(rule)[:-1]), rule))
    heads = [word.say(view.language) for word in (*_COLUMNS.values(), _SKIPPED)]
    rows = [(counts(rule), _name(rule, rules.get(rule), view)) for rule in order]
    total = [sum(column) for column in zip(*(row for row, _ in rows), strict=True)] or [0] * len(heads)
    rows.append((total, _TOTAL.say(view.language)))
    lines = ["  ".join((*heads, _RULE.say(view.language)))]
    for row, name in rows:
        numbers = (str(number).rjust(width(head)) for number, head in zip(row, heads, strict=True))
        lines.append("  ".join((*numbers, name)))
    return "".join(f"{line}\n" for line in lines)


def _name(rule: str, summary: RuleSummary | None, view: View) -> str:
    return f"{rule} {summary.name}  {one_line(summary.title.say(view.language))}" if summary else rule
