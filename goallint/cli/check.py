"""`goallint check`: discover, check, report, exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goallint import baseline, remote
from goallint.cli import FAILED, screen
from goallint.cli.configured import NOTHING_FOR_FILES, ForFiles
from goallint.cli.output import Output, spare
from goallint.cli.progress import Progress
from goallint.cli.written import Reports
from goallint.discover import Discovery, Found, discover
from goallint.errors import UsageError
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.pipeline import Checker, catalogue
from goallint.plan import Plan, Settings
from goallint.readers import SUFFIXES, readable
from goallint.records import dataclass
from goallint.reports import View, reporter
from goallint.results import DocumentResult, Head, Tally
from goallint.rulebook.profile import load_profile
from goallint.runner import check_files
from goallint.suppress import Suppressor

if TYPE_CHECKING:
    # Few runs need them.
    from goallint.annotate import Copies
    from goallint.cli.journal import Journal

_MANY = 5
_NEVER = "never"
_DASK = "dask"


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
    force_exclude: bool = False
    together: bool = False
    jobs: int | None = None
    timeout: float | None = None
    engine: str = "local"
    scheduler: str | None = None
    resume: str | None = None
    baseline: str | None = None
    annotate: str | None = None
    for_files: ForFiles = NOTHING_FOR_FILES


def run(request: Request) -> int:
    """Check what was asked for, write the reports, and return the exit code."""
    formats = {request.format_name, *(output.format_name for output in request.output)}
    pages = any(reporter(name).shows_pages for name in formats)
    checker = Checker(plan_of(request, pages=pages))
    suppressor = suppressor_of(request, checker)
    discovery = _discovered(request)
    rules = catalogue(checker.checks(discovery.files))
    outputs = _outputs(request)
    spare(outputs, (found.path for found in discovery.files))
    profile = load_profile(request.profile)
    head = Head(profile.name, rules, len(discovery.files), profile.title)
    named = bool(discovery.left_out) or any(found.named for found in discovery.files)
    tally = Tally(none_needed=request.no_table == "skip" and named)
    journal = _journal(request, checker, discovery.files, head)
    coming = checked(request, checker, journal.rest if journal else discovery.files)
    documents = suppressor.run(journal.through(coming) if journal else coming)
    view = screen.view(request.language, Severity.named(request.level) if request.level else None)
    copies = _copies(request, discovery, view)
    with Reports(head, view, request.format_name, outputs) as reports, _progress(head, request) as bar:
        for document in documents:
            tally.add(document)
            if document.is_document:
                bar.advance()
            if copies:
                copies.add(document)
            with bar.hidden():
                reports.add(document)
                _debug(document)
        bar.end()
        written = reports.end(tally, count_rules=request.statistics)
    if journal and written:
        journal.end()
    _notes(request, discovery)
    for said in copies.notes() if copies else ():
        screen.note(said, request.language)
    done = written and not (copies and copies.failed)
    return exit_code(tally, request.fail_on) if done else FAILED


def _outputs(request: Request) -> Sequence[Output]:
    """The files that reports go to."""
    resumed = [Output("jsonl", Path(request.resume), at_once=True)] if request.resume else []
    return [*request.output, *resumed]


def _copies(request: Request, discovery: Discovery, view: View) -> Copies | None:
    """What writes the annotated copies, if they are asked for."""
    if not request.annotate:
        return None
    if any(remote.is_url(found.name) for found in discovery.files):
        raise UsageError(
            Phrase("--annotate 只能用于本机的文件。", "--annotate is for files on this machine."),
            Phrase("请先下载。", "Download them first."),
        )
    from goallint.annotate import Copies

    return Copies(Path(request.annotate), [found.path for found in discovery.files], view)


def _journal(request: Request, checker: Checker, files: Sequence[Found], head: Head) -> Journal | None:
    """What an earlier run noted of the files, if this one is to go on with it."""
    if not request.resume:
        return None
    if request.together or checker.plan.pages:
        zh, en = ("--together ", "--together") if request.together else ("html 格式", "the format html")
        raise UsageError(
            Phrase(f"--resume 不能与 {zh}同用。", f"--resume cannot be used with {en}."),
            Phrase("请分开运行。", "Run them one by one."),
        )
    from goallint.cli.journal import Journal, stamp

    return Journal(Path(request.resume), stamp(checker.plan), files, [rule.id for rule in head.rules])


def _discovered(request: Request) -> Discovery:
    """Find the files: those on a disk first, then those that URLs stand for."""
    urls = [path for path in request.paths if remote.is_url(path)]
    if urls and request.together:
        raise UsageError(
            Phrase("--together 只能检查本机的文件。", "--together is for files on this machine."),
            Phrase("请先下载。", "Download them first."),
        )
    paths = [path for path in request.paths if not remote.is_url(path)]
    here = discover(paths, readable, request.for_files.exclude, exclude_named=request.force_exclude)
    if not urls:
        return here
    there = remote.discover(urls, SUFFIXES)
    return replace(here, files=(*here.files, *there.files))


def checked(request: Request, checker: Checker, files: Sequence[Found]) -> Iterator[DocumentResult]:
    """What comes of the files, one after the other, before anything is suppressed."""
    if request.together:
        return checker.check_together(files)
    if request.engine == _DASK:
        from goallint import cluster

        return cluster.check_files(
            checker.plan, files, scheduler=request.scheduler, jobs=request.jobs, timeout=request.timeout
        )
    if len(files) > _MANY:
        gc.freeze()  # what is loaded stays: no need to look through it for garbage, again and again
    return check_files(checker, files, jobs=request.jobs, timeout=request.timeout)


def plan_of(request: Request, *, pages: bool = False) -> Plan:
    """How files are checked; some reports want the pages, too."""
    settings = Settings(
        profile=request.profile,
        rules=tuple(request.rules),
        select=tuple(request.select),
        ignore=tuple(request.ignore),
        need_table=request.no_table == "error",
    )
    return Plan(settings, pages, request.for_files.files)


def suppressor_of(request: Request, checker: Checker) -> Suppressor:
    """What need not be mended: by the configuration, by comments, and by the baseline."""
    return Suppressor(
        checker.names_for,
        request.for_files.suppressions,
        baseline.load(Path(request.baseline)) if request.baseline else None,
        walked=_walked(request),
    )


def _walked(request: Request) -> list[Path]:
    """The folders that are checked as a whole: only there does it mean something that a file is missing."""
    return [path for path in map(Path, request.paths) if path.is_dir()]


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
    if not discovery.files and not (discovery.left_out and request.no_table == "skip"):
        paths = "、".join(request.paths)
        screen.note(
            Phrase(
                f"错误：在 {paths} 中没有可以检查的文件（Word、WPS、Excel、PDF、文本）。",
                f"Error: nothing to check in {paths} (Word, WPS, Excel, PDF or text files).",
            ),
            request.language,
        )
        _note_exclusion(request)
    else:
        _note_unmet(request, discovery)
    if discovery.passed_over:
        names = [path.as_posix() for path in discovery.passed_over]
        listed = "、".join(names[:_MANY]) + (" …" if len(names) > _MANY else "")
        screen.note(
            Phrase(
                f"注意：文件夹里有 {len(names)} 个文件读不了，没有检查，请另存为 .docx 或 .xlsx：{listed}",
                f"Note: {len(names)} files cannot be read here and were not checked; "
                f"save them as .docx or .xlsx: {listed}",
            ),
            request.language,
        )


def _note_unmet(request: Request, discovery: Discovery) -> None:
    """Say which settings for some files are for none of those in the folders: a name that was changed, or mistyped."""
    met = [*(found.shown for found in discovery.files), *map(str, discovery.passed_over)]
    walked = _walked(request)
    for each in request.for_files.files:
        if each.patterns.should_be_met(walked) and not any(map(each.patterns.match, met)):
            listed = "、".join(each.patterns.lines)
            screen.note(
                Phrase(
                    f"注意：{each.origin}：检查过的文件里没有“{listed}”，这组 [[files]] 没有用到。",
                    f'Note: {each.origin}: no file that was checked is "{listed}"; this [[files]] has no effect.',
                ),
                request.language,
            )


def _note_exclusion(request: Request) -> None:
    exclude = request.for_files.exclude
    if exclude and exclude.lines:
        lines = "、".join(exclude.lines)
        words = Phrase(
            f"配置里的 exclude 略过文件夹里的 {lines}；点名的文件总会检查。",
            f"In folders, `exclude` of the configuration leaves out {lines}; a file that is named is checked.",
        )
        if request.force_exclude:
            words = Phrase(
                f"配置里的 exclude 略过 {lines}，点名的也略过（--force-exclude）。",
                f"`exclude` of the configuration leaves out {lines}, even if named (--force-exclude).",
            )
        screen.note(words, request.language)
