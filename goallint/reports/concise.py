"""One finding a line, for grep: path:table/row/column severity rule message."""

from __future__ import annotations

from collections.abc import Iterator

from goallint.findings import Severity
from goallint.reports import View
from goallint.reports.layout import one_line
from goallint.reports.listed import listed
from goallint.results import Run


def report(run: Run, view: View) -> str:
    """Return the lines in the order of the files; without findings there are none."""
    return "".join(f"{line}\n" for line in _lines(run, view))


def _lines(run: Run, view: View) -> Iterator[str]:
    for document in run.documents:
        for finding in listed(document, view.level or Severity.WARNING):
            place = finding.place
            where = f"{document.path}:{place.table}/{place.row}/{place.column}"
            message = finding.message.say(view.language)
            yield one_line(f"{where} {finding.severity.word} {finding.rule} {message}")
