"""Results as the rows of a flat table, for data frames and data bases: one row a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goallint.findings import Severity
from goallint.language import Language
from goallint.reports.listed import listed
from goallint.results import DocumentResult

COLUMNS: dict[str, type] = {
    "path": str,
    "status": str,
    "rule": str,
    "severity": str,
    "confidence": str,
    "message": str,
    "suggestion": str,
    "table": int,
    "row": int,
    "column": int,
    "text": str,
    "label": str,
    "fingerprint": str,
    "suppressed": str,
}
"""The columns; all but `path` and `status` are None in the one row of a file without findings.

`suppressed` is the reason why a finding does not count, None for one that does; the others are those of the JSON.
"""


def rows(document: DocumentResult, language: Language = "zh") -> Iterator[dict[str, Any]]:
    """The rows of one file; why it was not checked is a finding, too."""
    head = {**dict.fromkeys(COLUMNS), "path": document.path, "status": document.status}
    found = listed(document, Severity.INFO, suppressed=True)
    if not found:
        yield head
    for finding in found:
        place = finding.place
        yield head | {
            "rule": finding.rule,
            "severity": finding.severity.word,
            "confidence": finding.confidence,
            "message": finding.message.say(language),
            "suggestion": finding.suggestion.say(language),
            "table": place.table,
            "row": place.row,
            "column": place.column,
            "text": place.text,
            "label": place.label,
            "fingerprint": finding.fingerprint,
            "suppressed": finding.suppressed.reason if finding.suppressed else None,
        }
