"""`goallint check`: discover, check, report, exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from goallint.cli import FAILED, screen
from goallint.cli.output import Output, spare, write
from goallint.discover import Discovery, Found, discover
from goallint.errors import GoallintError
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.own import OWN_CHECKS
from goallint.pipeline import Checker, Checks, check_all
from goallint.plan import Plan, Settings
from goallint.readers import SUFFIXES
from goallint.reports import View, reporter
from goallint.reports.statistics import statistics
from goallint.results import RuleSummary, Run
from goallint.rulebook.model import Rule
from goallint.rulebook.profile import load_profile

_MANY = 5
_PAGE = 80
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
    """Check what was asked for, write the report, and return the exit code."""
    checker = Checker(Plan(_settings(request)))
    catalogue = _catalogue(checker.checks())
    discovery = discover(request.paths, SUFFIXES)
    spare(request.output, (found.path for found in discovery.files))
    files = _watched(discovery.files, request.language)
    documents = tuple(check_all(checker, files, together=request.together))
    result = Run(load_profile(request.profile).name, documents, catalogue)
    written = _report(request, result)
    _notes(request, discovery, result)
    return exit_code(result, request.fail_on) if written else FAILED


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


def _report(request: Request, run: Run) -> bool:
    """Write the files, then stdout; whether all files could be written.

    The files come first: nobody who stops reading stdout shall cost a file.
    """
    view = screen.view(request.language, Severity.named(request.level) if request.level else None)
    written = [_to_file(output, run, view) for output in request.output]
    text = reporter(request.format_name).report(run, view)
    table = statistics(run, view) if request.statistics else ""
    if table and request.format_name == "text":
        text = f"{text}\n{table}"
    screen.emit(text)
    if table and request.format_name != "text":
        screen.aside(table.removesuffix("\n"))
    return all(written)


def _to_file(output: Output, run: Run, view: View) -> bool:
    """Write one report to its file; a failure is said, and keeps no other report from being written."""
    plain = replace(view, colour=False, width=_PAGE)
    try:
        write(output.path, reporter(output.format_name).report(run, plain))
    except GoallintError as error:
        screen.complain(error, view.language)
        return False
    return True


def exit_code(run: Run, fail_on: str) -> int:
    """2 if something could not be done, else 1 if something is as grave as `fail_on`, else 0."""
    if not run.complete:
        return FAILED
    if fail_on == _NEVER:
        return 0
    return int(any(finding.severity >= Severity.named(fail_on) for finding in run.findings))


def _watched(files: Sequence[Found], language: Language) -> Iterable[Found]:
    """Show a progress bar while files are checked, if they are many and somebody is watching."""
    return _with_progress(files, language) if len(files) >= _MANY and _watching() else files


def _watching() -> bool:
    return sys.stderr.isatty()


def _with_progress(files: Sequence[Found], language: Language) -> Iterator[Found]:
    from rich.console import Console
    from rich.progress import track

    words = Phrase("正在检查", "Checking").say(language)
    yield from track(files, description=words, console=Console(stderr=True), transient=True)


def _notes(request: Request, discovery: Discovery, run: Run) -> None:
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
    if os.environ.get("GOALLINT_DEBUG"):
        for document in run.documents:
            if document.error and document.error.details:
                screen.aside(f"{document.path}\n{document.error.details}")
