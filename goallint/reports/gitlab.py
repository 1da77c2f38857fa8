"""The code quality report of GitLab."""

from __future__ import annotations

from typing import Any

from goallint.findings import Finding, Severity
from goallint.reports import Report, View
from goallint.reports.array import Array
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, where
from goallint.results import DocumentResult, Head, Tally

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitlabReport(Report):
    """One array with an entry for each finding."""

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self._entries = Array()

    def begin(self) -> str:
        """The opening bracket."""
        return self._entries.begin()

    def add(self, document: DocumentResult) -> str:
        """An entry for each finding."""
        found = listed(document, self.view.level or Severity.INFO)
        return "".join(self._entries.add(_entry(document.path, each, self.view)) for each in found)

    def end(self, tally: Tally) -> str:  # noqa: ARG002
        """The closing bracket."""
        return f"{self._entries.end()}\n"


def _entry(path: str, finding: Finding, view: View) -> dict[str, Any]:
    message = one_line(finding.message.say(view.language))
    place = where(finding.place, view.language)
    return {
        "description": f"{place}: {message}" if place else message,
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        # A page of cells has no lines, but GitLab drops what has none.
        "location": {"path": path, "lines": {"begin": finding.place.row if finding.place.is_line else 1}},
    }
