"""Reports: a run as text. One module a format, found by name, loaded when it is asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from goallint.findings import Severity
from goallint.form import Forms
from goallint.language import Language
from goallint.records import dataclass
from goallint.results import DocumentResult, Head, Tally

if TYPE_CHECKING:
    from goallint.engine import Trace  # the rule language takes its time to load, and help needs none of it


@dataclass(frozen=True, slots=True)
class View:
    """How a report is to be shown; `level` is the least severity shown, None what suits the format."""

    language: Language = "zh"
    width: int = 80
    colour: bool = False
    level: Severity | None = None


class Report(ABC):
    """A report that is written while documents pass: what each method returns is the next part of its text.

    `begin` comes first, then `add` for each document in order, then `end`. No format needs all documents at once.
    """

    shows_pages: ClassVar[bool] = False
    """Whether the format shows the pages themselves (`DocumentResult.page`)."""

    def __init__(self, head: Head, view: View) -> None:
        self.head = head
        self.view = view

    def begin(self) -> str:
        """What stands before the documents."""
        return ""

    @abstractmethod
    def add(self, document: DocumentResult) -> str:
        """What is said of one document."""

    def end(self, tally: Tally) -> str:  # noqa: ARG002  # most formats have nothing to sum up
        """What stands after the documents, `tally` being the count of all of them."""
        return ""


class Dumper(Protocol):
    """A format of the forms as goallint understands them."""

    def dump(self, forms: Forms, view: View) -> str:
        """All forms of a document, ready to be written."""


class Tracer(Protocol):
    """A format of what a rule did with a document."""

    def trace(self, trace: Trace, view: View) -> str:
        """Every step, ready to be written."""


REPORTERS = {
    "text": "goallint.reports.text.report:TextReport",
    "concise": "goallint.reports.concise:ConciseReport",
    "json": "goallint.reports.json:JsonReport",
    "jsonl": "goallint.reports.jsonl:JsonlReport",
    "sarif": "goallint.reports.sarif:SarifReport",
    "junit": "goallint.reports.junit:JunitReport",
    "github": "goallint.reports.github:GithubReport",
    "gitlab": "goallint.reports.gitlab:GitlabReport",
    "html": "goallint.reports.html:HtmlReport",
}
DUMPERS = {"text": "goallint.reports.text", "json": "goallint.reports.json"}
TRACERS = {"text": "goallint.reports.text.trace", "json": "goallint.reports.json"}


def reporter(name: str) -> type[Report]:
    """Return the report of that name, to be opened with what is known of the run and a view."""
    module, _, attribute = REPORTERS[name].partition(":")
    return cast("type[Report]", getattr(import_module(module), attribute))


def dumper(name: str) -> Dumper:
    """Return the dumper of that name."""
    return cast("Dumper", import_module(DUMPERS[name]))


def tracer(name: str) -> Tracer:
    """Return the tracer of that name."""
    return cast("Tracer", import_module(TRACERS[name]))
