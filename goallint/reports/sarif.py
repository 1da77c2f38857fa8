"""SARIF 2.1.0, as GitHub code scanning and others read it.

A page of cells has no lines: every region is line 1, and the cell is a logical location such as "表1/第6行/渡船修理费".
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import goallint
from goallint.findings import Finding, Place, Severity, Suppressed
from goallint.language import Language, Phrase
from goallint.reports import Report, View
from goallint.reports.array import Array, members
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, rules_of, said
from goallint.results import DocumentResult, Failure, Head, RuleSummary, Tally

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_TAG = "zh-CN"
_DEPTH = 2  # of a run in the log


class SarifReport(Report):
    """A log with one run: rules first, then the results as they come, then what sums up."""

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self._numbers = {rule.id: number for number, rule in enumerate(rules_of(head))}
        self._results = Array(_DEPTH + 1)
        self._artifacts: list[dict[str, Any]] = []
        self._notifications: list[dict[str, Any]] = []

    def begin(self) -> str:
        """The tool and its rules."""
        language = _TAG if self.view.language == "zh" else "en"
        driver = {
            "name": "goallint",
            "version": goallint.__version__,
            "language": language,
            "rules": [_rule(rule, self.view.language) for rule in rules_of(self.head)],
        }
        log = members({"$schema": _SCHEMA, "version": "2.1.0"})
        run = members({"tool": {"driver": driver}, "language": language}, _DEPTH)
        return f'{{{log},\n  "runs": [\n    {{{run},\n      "results": {self._results.begin()}'

    def add(self, document: DocumentResult) -> str:
        """The results of one document."""
        path, index, language = document.path, len(self._artifacts), self.view.language
        self._artifacts.append({"location": {"uri": _uri(path)}, "description": {"text": path}})
        if document.error:
            self._notifications.append(_notification(path, index, document.error, language))
        found = listed(document, self.view.level or Severity.INFO, suppressed=True)
        return "".join(
            self._results.add(_result(path, index, each, language) | {"ruleIndex": self._numbers[each.rule]})
            for each in found
        )

    def end(self, tally: Tally) -> str:
        """Whether everything could be checked, and the files."""
        # What could not be checked is a result too, for those who show only results.
        invocation = {
            "executionSuccessful": tally.complete,
            "toolExecutionNotifications": self._notifications,
        }
        rest = {
            "invocations": [invocation],
            "artifacts": self._artifacts,
            "properties": {"profile": self.head.profile},
        }
        return f"{self._results.end()},{members(rest, _DEPTH)}\n    }}\n  ]\n}}\n"


def _rule(rule: RuleSummary, language: Language) -> dict[str, Any]:
    title = rule.title.say(language)
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": rule.why.say(language).strip() or title},
        "help": {"text": _help(rule, language)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"confidence": rule.confidence, **({"tags": [rule.group]} if rule.group else {})},
    }


def _help(rule: RuleSummary, language: Language) -> str:
    basis = "\n".join(rule.basis)
    parts = (
        rule.title.say(language),
        rule.why.say(language),
        Phrase(f"依据：{basis}", f"Basis: {basis}").say(language) if basis else "",
        rule.notes.say(language),
        f"goallint explain {rule.id}",
    )
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _notification(path: str, index: int, error: Failure, language: Language) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": error.message.say(language)},
        "associatedRule": {"id": error.code},
        "locations": [_location(path, index, None)],
    }


def _result(path: str, index: int, finding: Finding, language: Language) -> dict[str, Any]:
    place = finding.place
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": said(finding, language)},
        "locations": [_location(path, index, place)],
        "relatedLocations": [
            _location(other.path or path, None if other.path else index, other)
            | {"id": number, "message": {"text": one_line(other.text) or other.label or path}}
            for number, other in enumerate(finding.related, 1)
        ],
        # GitHub goes by the first; its own would be the hash of a line that no Word file has.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
            "goallint/v1": finding.fingerprint,
        },
        # Empty says "not suppressed"; the specification wants it for all results or for none.
        "suppressions": [_suppression(finding.suppressed)] if finding.suppressed else [],
        "properties": {
            "confidence": finding.confidence,
            "table": place.table,
            "row": place.row,
            "column": place.column,
            "text": place.text,
            "label": place.label,
        },
    }


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    kind = "inSource" if suppressed.by == "comment" else "external"
    return {"kind": kind, "status": "accepted", "justification": suppressed.reason}


def _location(path: str, index: int | None, place: Place | None) -> dict[str, Any]:
    artifact: dict[str, Any] = {"uri": _uri(path)}
    if index is not None:
        artifact["index"] = index
    region = {"startLine": place.row if place and place.is_line else 1}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if place and not place.is_line and (place.table or place.row):
        location["logicalLocations"] = [{"fullyQualifiedName": _way(place)}]
    return location


def _way(place: Place) -> str:
    """Return the way to the cell, in the language of the form whatever that of the report: "表1/第6行/渡船修理费"."""
    steps = [f"表{place.table}" if place.table else "正文"]
    if place.row:
        steps.append(f"第{place.row}行" if place.table else f"第{place.row}段")
    if place.row and place.table:
        steps.append(one_line(place.label) or f"第{place.column}列")
    return "/".join(steps)


def _uri(path: str) -> str:
    """Return the path as a URI: Chinese is percent-encoded there, or it would not be one."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(os.fsencode(path))
