"""The report and the dump as one JSON object; docs/schema describes both."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import goallint
from goallint.document import Cell
from goallint.engine import Step, Trace
from goallint.expr.part import Part
from goallint.findings import Finding, Place, Severity, Skip
from goallint.form import Form, Forms, Fund, Indicator
from goallint.reports import Report, View
from goallint.reports.array import Array, members, written
from goallint.results import DocumentResult, Head, TableSummary, Tally, yuan

SCHEMA_VERSION = 1


class JsonReport(Report):
    """One object; findings below the level of the view are counted in the summary but not listed."""

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self._documents = Array(1)

    def begin(self) -> str:
        """The head."""
        return f'{{{members(head_of(self.head))},\n  "documents": {self._documents.begin()}'

    def add(self, document: DocumentResult) -> str:
        """One document."""
        return self._documents.add(document_of(document, self.view))

    def end(self, tally: Tally) -> str:
        """The summary."""
        return f"{self._documents.end()},{members({'summary': summary(tally)})}\n}}\n"


def dump(forms: Forms, view: View) -> str:  # noqa: ARG001  # the dump speaks the words of the document
    """Return the forms of a document."""
    return _whole(
        {"schema_version": SCHEMA_VERSION, "path": forms.path, "tables": [_form(form) for form in forms.forms]}
    )


def trace(trace: Trace, view: View) -> str:
    """Return what a rule did with a document."""
    return _whole(
        {
            "schema_version": SCHEMA_VERSION,
            "path": trace.path,
            "rule": trace.rule.id,
            "name": trace.rule.name,
            "steps": [_step(step, view) for step in trace.steps],
        }
    )


def _whole(content: dict[str, Any]) -> str:
    return f"{written(content)}\n"


def _step(step: Step, view: View) -> dict[str, Any]:
    return {
        "check": step.check,
        "scope": step.scope,
        "verdict": step.verdict,
        "reason": step.reason.say(view.language) or None,
        **_place(step.place),
        "label": step.place.label,
        "let": {name: _part(part, view) for name, part in step.lets.items()},
        "where": _part(step.where, view) if step.where else None,
        "assert": _part(step.assertion, view),
    }


def _part(part: Part, view: View) -> dict[str, Any]:
    return {
        "text": part.text,
        "value": part.value.say(view.language),
        "unknown": part.reason.say(view.language) or None,
        "cells": [_place(cell) | {"label": spot.label} for spot in part.spots for cell in (spot.cell,)],
        "parts": [_part(below, view) for below in part.parts],
        "elements": [_part(element, view) for element in part.elements],
    }


def head_of(head: Head) -> dict[str, Any]:
    """Return what stands before everything else: what wrote this, and how."""
    return {"schema_version": SCHEMA_VERSION, "goallint": goallint.__version__, "profile": head.profile}


def summary(tally: Tally) -> dict[str, int]:
    """Return the counts of everything, whatever is listed."""
    return {
        "documents": tally.documents,
        "tables": tally.tables,
        "errors": tally.count(Severity.ERROR),
        "warnings": tally.count(Severity.WARNING),
        "infos": tally.count(Severity.INFO),
        "skipped": tally.skipped,
    }


def document_of(document: DocumentResult, view: View) -> dict[str, Any]:
    """Return what came of one file."""
    error = document.error
    level = view.level or Severity.INFO
    return {
        "path": document.path,
        "status": document.status,
        "error": {"code": error.code, "message": error.message.say(view.language)} if error else None,
        "tables": [_table(table) for table in document.tables],
        "findings": [_finding(finding, view) for finding in document.findings if finding.severity >= level],
        "skipped": [_skip(skip, view) for skip in document.skips],
    }


def _table(table: TableSummary) -> dict[str, Any]:
    return {
        "table": table.table,
        "title": table.title,
        "kind": table.kind,
        "name": table.name,
        "year": table.year,
        "budget": _money(table.budget),
        "indicators": table.indicators,
    }


def _finding(finding: Finding, view: View) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.word,
        "confidence": finding.confidence,
        "message": finding.message.say(view.language),
        "suggestion": finding.suggestion.say(view.language),
        **_place(finding.place),
        "label": finding.place.label,
        "related": [_place(place) | _elsewhere(place) for place in finding.related],
        "fingerprint": finding.fingerprint,
        "suppressed": {"reason": finding.suppressed.reason} if finding.suppressed else None,
    }


def _place(place: Place | Cell) -> dict[str, Any]:
    return {"table": place.table, "row": place.row, "column": place.column, "text": place.text}


def _elsewhere(place: Place) -> dict[str, str]:
    """The file of a place, if it is another one than the document's."""
    return {"path": place.path} if place.path else {}


def _skip(skip: Skip, view: View) -> dict[str, Any]:
    return {"rule": skip.rule, "table": skip.table, "reason": skip.reason.say(view.language)}


def _form(form: Form) -> dict[str, Any]:
    return {
        "table": form.table,
        "title": form.title,
        "kind": form.kind,
        "name": form.name.text.strip() if form.name else "",
        "year": form.year,
        "budget": _money(yuan(form.budget)),
        "indicators": [_indicator(indicator) for indicator in form.indicators],
        "funds": [_fund(fund) for fund in form.funds],
        "leftovers": [_leftover(leftover.cell) for leftover in form.leftovers],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    place = indicator.value.cell
    return {
        "level1": "".join(indicator.level1.split()),
        "level2": "".join(indicator.level2.split()),
        "name": indicator.name.text.strip(),
        "value": indicator.value.text.strip(),
        "value_kind": indicator.parsed.kind,
        "row": place.row,
        "column": place.column,
    }


def _fund(fund: Fund) -> dict[str, Any]:
    return {
        "label": fund.label,
        "total": _money(yuan(fund.total)),
        "sources": [{"label": source.label, "amount": _money(yuan(source))} for source in fund.sources],
    }


def _leftover(cell: Cell) -> dict[str, Any]:
    return {"row": cell.row, "column": cell.column, "text": cell.text}


def _money(amount: Decimal | None) -> str | None:
    """Money as a string, so that no reader turns it into a float: at least the two decimals of 分."""
    if amount is None:
        return None
    # By its digits: rounding a Decimal fails beyond 28 of them, and a form may state any number.
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
