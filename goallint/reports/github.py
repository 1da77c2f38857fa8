"""Workflow commands of GitHub Actions: every finding becomes an annotation of its file."""

from __future__ import annotations

from collections.abc import Iterator

from goallint.findings import Finding, Severity
from goallint.language import Language
from goallint.reports import View
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, said, where
from goallint.results import Run

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_IN_MESSAGES)
_PROPERTY = str.maketrans({**_IN_MESSAGES, ":": "%3A", ",": "%2C"})


def report(run: Run, view: View) -> str:
    """Return one command a line."""
    return "".join(f"{line}\n" for line in _lines(run, view))


def _lines(run: Run, view: View) -> Iterator[str]:
    for document in run.documents:
        for finding in listed(document, view.level or Severity.WARNING):
            path = document.path.translate(_PROPERTY)
            title = f"{finding.rule} {one_line(finding.title.say(view.language) or finding.name)}".translate(_PROPERTY)
            text = _text(finding, view.language).translate(_MESSAGE)
            yield f"::{_COMMANDS[finding.severity]} file={path},title={title}::{text}"


def _text(finding: Finding, language: Language) -> str:
    """Put the cell above the message: an annotation stands at the file, which has no lines."""
    quoted = f"「{one_line(finding.place.text)}」" if finding.place.text.strip() else ""
    cell = " ".join(part for part in (where(finding.place, language), quoted) if part)
    return "\n".join(part for part in (cell, said(finding, language)) if part)
