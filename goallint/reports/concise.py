"""One finding a line, for grep: path:table/row/column severity rule message."""

from __future__ import annotations

from goallint.findings import Finding, Severity
from goallint.reports import Report
from goallint.reports.layout import one_line
from goallint.reports.listed import listed
from goallint.results import DocumentResult

_LEVEL = Severity.WARNING


class ConciseReport(Report):
    """The lines in the order of the files; without findings there are none."""

    def add(self, document: DocumentResult) -> str:
        """A line for each finding."""
        return "".join(f"{self._line(document, each)}\n" for each in listed(document, self.view.level or _LEVEL))

    def _line(self, document: DocumentResult, finding: Finding) -> str:
        place = finding.place
        where = f"{document.path}:{place.row if place.is_line else f'{place.table}/{place.row}/{place.column}'}"
        message = finding.message.say(self.view.language)
        return one_line(f"{where} {finding.severity.word} {finding.rule} {message}")
