"""What came of a run, as plain data: pickled between processes, read by every report."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from goallint import own
from goallint.document import Document
from goallint.findings import Confidence, Finding, Severity, Skip
from goallint.form import Amount, FormKind
from goallint.language import NOTHING, Phrase

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
    """

    path: str
    status: Status
    error: Failure | None = None
    tables: tuple[TableSummary, ...] = ()
    findings: tuple[Finding, ...] = ()
    skips: tuple[Skip, ...] = ()
    page: Document | None = field(default=None, compare=False, repr=False)

    @property
    def crashed(self) -> bool:
        """Whether a rule, or goallint itself, failed on this file."""
        failed = self.error is not None and self.error.code == own.CRASHED.id
        return failed or any(finding.rule == own.CRASHED.id for finding in self.findings)


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
class Run:
    """The results of one call, with the profile they were made with and the rules that took part."""

    profile: str
    documents: tuple[DocumentResult, ...] = ()
    rules: tuple[RuleSummary, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """The findings of all documents."""
        return [finding for document in self.documents for finding in document.findings]

    @property
    def tables(self) -> list[TableSummary]:
        """The tables that were checked."""
        checked = (document for document in self.documents if document.status == "checked")
        return [table for document in checked for table in document.tables if table.kind != "unrecognised"]

    @property
    def skipped(self) -> int:
        """How often a rule could not decide."""
        return sum(len(document.skips) for document in self.documents)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for was done: something was checked, and nothing failed on the way."""
        checked = any(document.status == "checked" for document in self.documents)
        return checked and not any(document.error or document.crashed for document in self.documents)

    def count(self, severity: Severity) -> int:
        """How many findings of that severity there are."""
        return sum(finding.severity is severity for finding in self.findings)
