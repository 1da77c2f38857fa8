"""Reports: a run as text. One module a format, found by name, loaded when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from goallint.findings import Severity
from goallint.form import Forms
from goallint.language import Language
from goallint.results import Run

if TYPE_CHECKING:
    from goallint.engine import Trace  # the rule language takes its time to load, and help needs none of it


@dataclass(frozen=True, slots=True)
class View:
    """How a report is to be shown; `level` is the least severity shown, None what suits the format."""

    language: Language = "zh"
    width: int = 80
    colour: bool = False
    level: Severity | None = None


class Reporter(Protocol):
    """A format of the report of a run."""

    def report(self, run: Run, view: View) -> str:
        """Return the whole report, ready to be written."""


class Dumper(Protocol):
    """A format of the forms as goallint understands them."""

    def dump(self, forms: Forms, view: View) -> str:
        """All forms of a document, ready to be written."""


class Tracer(Protocol):
    """A format of what a rule did with a document."""

    def trace(self, trace: Trace, view: View) -> str:
        """Every step, ready to be written."""


REPORTERS = {
    "text": "goallint.reports.text",
    "concise": "goallint.reports.concise",
    "json": "goallint.reports.json",
    "jsonl": "goallint.reports.jsonl",
    "sarif": "goallint.reports.sarif",
    "junit": "goallint.reports.junit",
    "github": "goallint.reports.github",
    "gitlab": "goallint.reports.gitlab",
}
DUMPERS = {"text": "goallint.reports.text", "json": "goallint.reports.json"}
TRACERS = {"text": "goallint.reports.text.trace", "json": "goallint.reports.json"}


def reporter(name: str) -> Reporter:
    """Return the reporter of that name."""
    return cast("Reporter", import_module(REPORTERS[name]))


def dumper(name: str) -> Dumper:
    """Return the dumper of that name."""
    return cast("Dumper", import_module(DUMPERS[name]))


def tracer(name: str) -> Tracer:
    """Return the tracer of that name."""
    return cast("Tracer", import_module(TRACERS[name]))
