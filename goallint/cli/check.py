"""`goallint check`: discover, check, report, exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goallint.cli import FAILED, screen
from goallint.cli.output import Output, spare
from goallint.cli.progress import Progress
from goallint.cli.written import Reports
from goallint.discover import Discovery, discover
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.own import OWN_CHECKS
from goallint.pipeline import Checker, Checks, check_all
from goallint.plan import Plan, Settings
from goallint.readers import SUFFIXES
from goallint.reports import reporter
from goallint.results import DocumentResult, Head, RuleSummary, Tally
from goallint.rulebook.model import Rule
from goallint.rulebook.profile import load_profile

_MANY = 5
_NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    paths: Sequence[str]
    language: Language = "zh"
    profile: str = "generic"
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    level: str | None = None
    fail_on: str = "error"
    format_name: str = "text"
    output: Sequence[Output] = ()
    statistics: bool = False
    rules: Sequence[str] = ()
    no_table: str = "error"
    together: bool = False


def run(request: Request) -> int:
    """Check what was asked for, write the reports, and return the exit code."""
    formats = {request.format_name, *(output.format_name for output in request.output)}
    pages = any(reporter(name).shows_pages for name in formats)
    checker = Checker(Plan(_settings(request), pages=pages))
    catalogue = _catalogue(checker.checks())
    discovery = discover(request.paths, SUFFIXES)
    spare(request.output, (found.path for found in discovery.files))
    head = Head(load_profile(request.profile).name, catalogue, len(discovery.files))
    tally = Tally(none_needed=request.no_table == "skip" and any(found.named for found in discovery.files))
    documents = check_all(checker, discovery.files, together=request.together)
    view = screen.view(request.language, Severity.named(request.level) if request.level else None)
    with Reports(head, view, request.format_name, request.output) as reports, _progress(head, request) as bar:
        for document in documents:
            tally.add(document)
            bar.advance()
            with bar.hidden():
                reports.add(document)
                _debug(document)
        bar.end()
        written = reports.end(tally, count_rules=request.statistics)
    _notes(request, discovery)
    return exit_code(tally, request.fail_on) if written else FAILED


def _settings(request: Request) -> Settings:
    return Settings(
        profile=request.profile,
        rules=tuple(request.rules),
        select=tuple(request.select),
        ignore=tuple(request.ignore),
        need_table=request.no_table == "error",
    )


def _catalogue(checks: Iterable[Checks]) -> tuple[RuleSummary, ...]:
    """Tell reports what the rules are, whether they found anything or not."""
    checks = list(checks)
    rules = {rule.id: rule for each in checks for rule in each.rules}
    not_understood = any(each.not_understood for each in checks)
    taking_part = (check for check in OWN_CHECKS if not_understood or not check.selectable)
    own = [RuleSummary(check.id, check.name, check.title, check.severity, why=check.why) for check in taking_part]
    return (*map(_summary, rules.values()), *own)


def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(
        rule.id, rule.name, rule.title, rule.severity, rule.confidence, rule.why, rule.notes, rule.basis, rule.group
    )


def exit_code(tally: Tally, fail_on: str) -> int:
    """2 if something could not be done, else 1 if something is as grave as `fail_on`, else 0."""
    if not tally.complete:
        return FAILED
    if fail_on == _NEVER:
        return 0
    return int(tally.gravest is not None and tally.gravest.severity >= Severity.named(fail_on))


def _progress(head: Head, request: Request) -> Progress:
    """Show a bar while files are checked, if they are many and somebody is watching."""
    return Progress(head.files, request.language, shown=head.files >= _MANY and _watching())


def _watching() -> bool:
    return sys.stderr.isatty()


def _debug(document: DocumentResult) -> None:
    if os.environ.get("GOALLINT_DEBUG") and document.error and document.error.details:
        screen.aside(f"{document.path}\n{document.error.details}")


def _notes(request: Request, discovery: Discovery) -> None:
    """Say what the report cannot, because it is about files that are not in it."""
    if not discovery.files:
        suffixes, paths = " ".join(sorted(SUFFIXES)), "、".join(request.paths)
        screen.note(
            Phrase(
                f"错误：在 {paths} 中没有可以检查的文件（{suffixes}）。",
                f"Error: nothing to check in {paths} ({suffixes}).",
            ),
            request.language,
        )
    if discovery.passed_over:
        names = [path.as_posix() for path in discovery.passed_over]
        listed = "、".join(names[:_MANY]) + (" …" if len(names) > _MANY else "")
        screen.note(
            Phrase(
                f"注意：文件夹里有 {len(names)} 个文件没有检查，请另存为 .docx 或 .xlsx：{listed}",
                f"Note: {len(names)} files were not checked; save them as .docx or .xlsx: {listed}",
            ),
            request.language,
        )
