"""What reports of one line or one entry a finding have in common: which findings, and the words for their places."""

from __future__ import annotations

from goallint import own
from goallint.findings import Finding, Place, Severity, fingerprinted
from goallint.language import Language, Phrase
from goallint.results import DocumentResult, Failure, Head, RuleSummary

_OWN = {check.id: check for check in own.OWN_CHECKS}


def listed(document: DocumentResult, level: Severity, *, suppressed: bool = False) -> list[Finding]:
    """Return why the file was not checked, if it was not, as a finding; then its findings from `level` on.

    Suppressed ones are among them on request.
    """
    failed = [_as_finding(document.path, document.error)] if document.error else []
    found = document.findings if suppressed else document.active
    return [*failed, *(finding for finding in found if finding.severity >= level)]


def _as_finding(path: str, error: Failure) -> Finding:
    """Make the failure a finding about the whole file."""
    check = _OWN[error.code]
    finding = Finding(
        rule=check.id,
        name=check.name,
        severity=check.severity,
        confidence="high",
        message=error.message,
        suggestion=error.remedy,
        place=Place(0, 0, 0, ""),
        title=check.title,
    )
    return fingerprinted([finding], path)[0]


def rules_of(head: Head) -> tuple[RuleSummary, ...]:
    """Return every rule that takes part, in the order of the IDs."""
    return tuple(sorted(head.rules, key=lambda rule: rule.id))


def where(place: Place, language: Language) -> str:
    """Say where a cell stands: "表1 第6行 第4列"; "" for the whole file."""
    if place.is_line:
        return Phrase(f"第 {place.row} 行", f"line {place.row}").say(language)
    if place.row == 0:
        return Phrase(f"表{place.table}", f"table {place.table}").say(language) if place.table else ""
    if place.table == 0:
        return Phrase(f"正文第 {place.row} 段", f"paragraph {place.row}").say(language)
    zh = f"表{place.table} 第{place.row}行 第{place.column}列"
    return Phrase(zh, f"table {place.table}, row {place.row}, column {place.column}").say(language)


def said(finding: Finding, language: Language) -> str:
    """Say what is wrong, and on a line below what to write instead."""
    message, suggestion = finding.message.say(language), finding.suggestion.say(language)
    if not suggestion:
        return message
    return f"{message}\n{suggestion}" if finding.rule in _OWN else f"{message}\n{_instead(suggestion, language)}"


def _instead(suggestion: str, language: Language) -> str:
    return Phrase(f"建议：{suggestion}", f"Instead: {suggestion}").say(language)
