"""What came of a run, as plain data: pickled between processes, read by every report."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from decimal import Decimal
from typing import Literal

from goallint import own
from goallint.directives import Directive
from goallint.document import Document
from goallint.findings import Confidence, Finding, Severity, Skip
from goallint.form import Amount, FormKind
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass

Status = Literal["checked", "no-table", "unreadable"]


def yuan(amount: Amount | None) -> Decimal | None:
    """Return a sum of money in 元; None if it is no amount, or one whose unit is nowhere written."""
    money = amount.money if amount else None
    return money.base if money and money.dimension == "money" else None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why goallint could not do what was asked of a file; `details` is for a report to the developers."""

    code: str
    message: Phrase
    remedy: Phrase = NOTHING
    details: str = ""


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A form in a few words; `tables` are all tables it was put together from, `budget` is in 元."""

    table: int
    tables: tuple[int, ...]
    title: str
    kind: FormKind
    name: str
    year: int | None
    budget: Decimal | None
    indicators: int


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What came of one file (检查结果).

    `error` says why it was not checked; it is None for a file that was checked and for one without a table
    that may be passed over. `page` is the file as it was read, for reports that show it and ask for it.
    `directives` are the comments in it that tell goallint what to ignore. What is wrong with a file of goallint's own,
    such as the configuration, is a result that `is_document` is false for.
    """

    path: str
    status: Status
    error: Failure | None = None
    tables: tuple[TableSummary, ...] = ()
    findings: tuple[Finding, ...] = ()
    skips: tuple[Skip, ...] = ()
    page: Document | None = field(default=None, compare=False, repr=False)
    directives: tuple[Directive, ...] = ()
    is_document: bool = True

    @property
    def crashed(self) -> bool:
        """Whether a rule, or goallint itself, failed on this file."""
        failed = self.error is not None and self.error.code == own.CRASHED.id
        return failed or any(finding.rule == own.CRASHED.id for finding in self.findings)

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that count: all but the suppressed ones."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """A rule that took part in a run, as far as reports tell of it."""

    id: str
    name: str
    title: Phrase
    severity: Severity
    confidence: Confidence = "high"
    why: Phrase = NOTHING
    notes: Phrase = NOTHING
    basis: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a run before any file is read (检查概况).

    `rules` are all that may find something; `files` is how many files will be checked; `title` is what people call the
    profile.
    """

    profile: str
    rules: tuple[RuleSummary, ...] = ()
    files: int = 0
    title: Phrase = NOTHING


@dataclass(slots=True)
class Tally:
    """What was counted so far (计数): the documents themselves need not be kept.

    `failures` counts the documents that could not be checked, by code, `unfinished` also those on which a rule crashed;
    `found` counts what counts as a finding, by
    rule and severity; `undecided` how often a rule could not decide; `suppressed` counts by who suppressed.
    `none_needed` says that no document need hold a table.
    """

    documents: int = 0
    checked: int = 0
    tables: int = 0
    indicators: int = 0
    unfinished: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[str] = field(default_factory=Counter)
    gravest: Finding | None = None
    none_needed: bool = False

    def add(self, document: DocumentResult) -> None:
        """Count one more document."""
        self.documents += document.is_document
        self.unfinished += bool(document.error or document.crashed)
        self.failures.update([document.error.code] if document.error else [])
        if document.status == "checked" and document.is_document:
            recognised = [table for table in document.tables if table.kind != "unrecognised"]
            self.checked += 1
            self.tables += len(recognised)
            self.indicators += sum(table.indicators for table in recognised)
        self.found.update((finding.rule, finding.severity) for finding in document.active)
        self.undecided.update(skip.rule for skip in document.skips)
        self.suppressed.update(finding.suppressed.by for finding in document.findings if finding.suppressed)
        for finding in document.active:
            if self.gravest is None or finding.severity > self.gravest.severity:
                self.gravest = finding

    @property
    def failed(self) -> int:
        """How many documents could not be checked."""
        return self.failures.total()

    @property
    def skipped(self) -> int:
        """How often a rule could not decide."""
        return self.undecided.total()

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for was done: something was checked, and nothing failed on the way."""
        return (self.checked > 0 or self.none_needed) and self.unfinished == 0

    def count(self, severity: Severity) -> int:
        """How many findings of that severity there are."""
        return sum(number for (_, each), number in self.found.items() if each is severity)
