"""The code quality report of GitLab."""

from __future__ import annotations

import json
from typing import Any

from goallint.findings import Finding, Severity
from goallint.reports import View
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, where
from goallint.results import Run

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(run: Run, view: View) -> str:
    """Return one array with an entry for each finding."""
    level = view.level or Severity.INFO
    entries = [_entry(document.path, each, view) for document in run.documents for each in listed(document, level)]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(path: str, finding: Finding, view: View) -> dict[str, Any]:
    message = one_line(finding.message.say(view.language))
    place = where(finding.place, view.language)
    return {
        "description": f"{place}: {message}" if place else message,
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        # A page of cells has no lines, but GitLab drops what has none.
        "location": {"path": path, "lines": {"begin": 1}},
    }
