"""Workflow commands of GitHub Actions: every finding becomes an annotation of its file."""

from __future__ import annotations

from goallint.findings import Finding, Severity
from goallint.language import Language
from goallint.reports import Report
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, said, where
from goallint.results import DocumentResult

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_IN_MESSAGES)
_PROPERTY = str.maketrans({**_IN_MESSAGES, ":": "%3A", ",": "%2C"})


class GithubReport(Report):
    """One command a line."""

    def add(self, document: DocumentResult) -> str:
        """A command for each finding."""
        found = listed(document, self.view.level or Severity.WARNING)
        return "".join(f"{_command(document.path, each, self.view.language)}\n" for each in found)


def _command(path: str, finding: Finding, language: Language) -> str:
    file = path.translate(_PROPERTY)
    title = f"{finding.rule} {one_line(finding.title.say(language) or finding.name)}".translate(_PROPERTY)
    text = _text(finding, language).translate(_MESSAGE)
    line = f",line={finding.place.row}" if finding.place.is_line else ""
    return f"::{_COMMANDS[finding.severity]} file={file}{line},title={title}::{text}"


def _text(finding: Finding, language: Language) -> str:
    """Put the cell above the message: an annotation stands at the file, which has no lines."""
    quoted = f"「{one_line(finding.place.text)}」" if finding.place.text.strip() else ""
    cell = " ".join(part for part in (where(finding.place, language), quoted) if part)
    return "\n".join(part for part in (cell, said(finding, language)) if part)
