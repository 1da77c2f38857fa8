"""`goallint baseline create | prune`: write down the findings that there are, and strike out those that are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from goallint import own
from goallint.baseline import Baseline, Entry, entries, load
from goallint.cli import FAILED, check, screen
from goallint.cli.check import Request
from goallint.cli.output import write
from goallint.discover import Found, discover
from goallint.errors import UsageError
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.pipeline import Checker
from goallint.readers import readable
from goallint.reports.words import count
from goallint.results import DocumentResult, Tally


def create(request: Request, output: Path, *, force: bool = False) -> int:
    """Check, and write a baseline of what is found from the level on; 2 if something could not be checked.

    What the configuration and comments suppress is not written down: one reason is enough.
    """
    _refuse_to_overwrite(output, force=force)
    checker = Checker(check.plan_of(request))
    suppressor = check.suppressor_of(replace(request, baseline=None), checker)
    level = Severity.named(request.level or Severity.WARNING.word)
    files = discover(request.paths, readable, request.for_files.exclude).files
    found: dict[str, tuple[Entry, ...]] = {}
    tally, empty = Tally(none_needed=request.no_table == "skip" and bool(files)), Baseline(output)
    for result in map(suppressor.apply, check.checked(request, checker, files)):
        tally.add(result)
        _complain(result, request.language)
        ran = checker.names_for(result.path).ran if result.active else frozenset()
        kept = entries(each for each in result.active if each.rule in ran and each.severity >= level)
        found |= {empty.key(result.path): kept} if kept else {}
    if not tally.complete:
        return _nothing_written(tally, request.language)
    baseline = Baseline(output, found)
    write(output, baseline.text())
    screen.tell(_created(baseline), request.language)
    return 0


def prune(request: Request, path: Path) -> int:
    """Check the files of a baseline again, and strike out what is gone; 2 if one of them could not be checked.

    What is on record of URLs stays.
    """
    baseline = load(path)
    files = {key: file for key in baseline.files if (file := baseline.file(key))}
    there = [Found(file, named=False) for file in files.values() if file.is_file()]
    gone = [(key, entry) for key, file in files.items() if not file.is_file() for entry in baseline.files[key]]
    checker = Checker(check.plan_of(request))
    suppressor = check.suppressor_of(replace(request, baseline=path.as_posix()), checker)
    tally = Tally(none_needed=True)
    for result in map(suppressor.apply, check.checked(request, checker, there)):
        tally.add(result)
        _complain(result, request.language)
    if tally.unfinished:
        return _nothing_written(tally, request.language)
    pruned = baseline.without([*gone, *suppressor.stale])
    if pruned.count != baseline.count:
        write(path, pruned.text())
    screen.tell(_pruned(baseline, pruned), request.language)
    return 0


def _refuse_to_overwrite(output: Path, *, force: bool) -> None:
    if output.is_dir():
        raise UsageError(
            Phrase(f"--output 的 {output} 是文件夹。", f"--output {output} is a folder."),
            Phrase("请写明文件名。", "Name a file."),
        )
    if not output.parent.is_dir():
        raise UsageError(
            Phrase(f"--output 的文件夹不存在：{output.parent}。", f"--output: there is no folder {output.parent}."),
            Phrase("请先建立这个文件夹。", "Create it first."),
        )
    if output.exists() and not force:
        raise UsageError(
            Phrase(f"基线 {output} 已经存在，没有改动。", f"The baseline {output} exists; nothing was changed."),
            Phrase(
                "要去掉已经改好的问题，用 goallint baseline prune；要重新生成，加 --force。",
                "`goallint baseline prune` removes what was mended; --force writes it anew.",
            ),
        )


def _complain(result: DocumentResult, language: Language) -> None:
    """Say why a file was not checked, or not wholly."""
    crashes = [finding.message for finding in result.findings if finding.rule == own.CRASHED.id]
    for message in [result.error.message] if result.error else crashes:
        screen.note(Phrase(f"{result.path}：{message.zh}", f"{result.path}: {message.en}"), language)


def _nothing_written(tally: Tally, language: Language) -> int:
    if not tally.documents:
        words = Phrase("错误：没有可以检查的文件，没有写基线。", "Error: nothing to check; no baseline was written.")
    elif not tally.unfinished:
        words = Phrase(
            "错误：没有检查任何绩效目标表，没有写基线。",
            "Error: no performance-target table was checked; no baseline was written.",
        )
    else:
        files = count(tally.unfinished, "文件", "en")
        words = Phrase(
            f"错误：有 {tally.unfinished} 个文件没能检查，没有写基线。",
            f"Error: {files} could not be checked; no baseline was written.",
        )
    screen.note(words, language)
    return FAILED


def _created(baseline: Baseline) -> Phrase:
    path, name = baseline.path.as_posix(), baseline.path.name
    files, number = len(baseline.files), baseline.count
    return Phrase(
        f"写好了 {path}：{files} 个文件的 {number} 个问题。\n"
        f"检查时加 --baseline {path}，就只报新的问题；\n"
        f'也可以在同一文件夹的 goallint.toml 里写 baseline = "{name}"。',
        f"Wrote {path}; findings: {number}, files: {files}.\n"
        f"With --baseline {path} only new findings are reported;\n"
        f'or set baseline = "{name}" in the goallint.toml of the same folder.',
    )


def _pruned(before: Baseline, after: Baseline) -> Phrase:
    path, gone, left = before.path.as_posix(), before.count - after.count, after.count
    if not gone:
        return Phrase(
            f"{path}：{left} 个问题都还在，没有改动。",
            f"{path}: all findings are still there ({left}); nothing changed.",
        )
    return Phrase(
        f"{path}：去掉了 {gone} 个已经不存在的问题，还有 {left} 个。",
        f"{path}: findings that are gone and were removed: {gone}; left: {left}.",
    )
