"""One document a line, as in the documents of the JSON report; the last line sums up."""

from __future__ import annotations

import json
from typing import Any

from goallint.reports import View
from goallint.reports.json import document_of, head, summary
from goallint.results import Run

# They may stand in a JSON string, but some readers take them for the end of a line.
_ENDS_OF_LINES = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


def report(run: Run, view: View) -> str:
    """Return a line for each document, then the summary."""
    lines = [document_of(document, view) for document in run.documents]
    return "".join(f"{_line(each)}\n" for each in [*lines, {**head(run), "summary": summary(run)}])


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False).translate(_ENDS_OF_LINES)
