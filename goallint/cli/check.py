"""`goallint check`: discover, check, report, exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goallint.cli import screen
from goallint.discover import Discovery, Found, discover
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.pipeline import check_all, choose
from goallint.readers import SUFFIXES
from goallint.reports import reporter
from goallint.results import Run
from goallint.rulebook.load import load_rules
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
    rules: Sequence[str] = ()
    no_table: str = "error"
    together: bool = False


def run(request: Request) -> int:
    """Check what was asked for, write the report, and return the exit code."""
    profile = load_profile(request.profile)
    rulebook = load_rules([Path(folder) for folder in request.rules], profile.settings)
    checks = choose(rulebook, request.select, request.ignore, profile)
    discovery = discover(request.paths, SUFFIXES)
    need_table = request.no_table == "error"
    files = _watched(discovery.files, request.language)
    documents = tuple(check_all(files, checks, need_table=need_table, together=request.together))
    result = Run(profile.name, documents)
    level = Severity.named(request.level) if request.level else None
    screen.emit(reporter(request.format_name).report(result, screen.view(request.language, level)))
    _notes(request, discovery, result)
    return exit_code(result, request.fail_on)


def exit_code(run: Run, fail_on: str) -> int:
    """2 if something could not be done, else 1 if something is as grave as `fail_on`, else 0."""
    checked = any(document.status == "checked" for document in run.documents)
    if not checked or any(document.error or document.crashed for document in run.documents):
        return 2
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
