"""One document a line, as in the documents of the JSON report; the last line sums up."""

from __future__ import annotations

import json
from typing import Any

from goallint.reports import Report
from goallint.reports.json import document_of, head_of, summary
from goallint.results import DocumentResult, Tally

# They may stand in a JSON string, but some readers take them for the end of a line.
_ENDS_OF_LINES = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


class JsonlReport(Report):
    """A line for each document, then the summary."""

    def add(self, document: DocumentResult) -> str:
        """One document."""
        return _line(document_of(document, self.view))

    def end(self, tally: Tally) -> str:
        """Head and summary."""
        return _line({**head_of(self.head), "summary": summary(tally)})


def _line(content: dict[str, Any]) -> str:
    return f"{json.dumps(content, ensure_ascii=False).translate(_ENDS_OF_LINES)}\n"
