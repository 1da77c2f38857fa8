"""`--resume FILE.jsonl`: the note that a long run keeps beside its report, and that a later run goes on with.

The note, FILE.jsonl.resume, is there from the start of the first run to the end of the last one. Its first line says
how the files are checked; then comes a line for each file, with what was found before anything is suppressed. So a run
that goes on is one that knows some results beforehand: whatever comes after the check sees all of them.

Lines are only ever added. One that was cut off, or is damaged, counts for nothing: its file is checked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import goallint
from goallint.cache import digest
from goallint.cli.output import write
from goallint.discover import Found
from goallint.errors import UsageError, reason
from goallint.language import Phrase
from goallint.plain import plain, restored
from goallint.plan import Plan
from goallint.records import dataclass
from goallint.resources import rules_folder
from goallint.results import DocumentResult
from goallint.rulebook.load import contents
from goallint.rulebook.profile import load_profile, plain_profile


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that is asked for, as it was before it was checked: `modified` and `size` are 0 if it is not on a disk."""

    path: str
    named: bool
    modified: int = 0
    size: int = 0

    @classmethod
    def of(cls, found: Found) -> _Source:
        """The file as it is now."""
        try:
            state = None if found.name else found.path.stat()
        except OSError:
            state = None  # what is wrong with it is for the check to say
        return cls(found.shown, found.named, *((state.st_mtime_ns, state.st_size) if state else ()))


@dataclass(frozen=True, slots=True)
class _Line:
    source: _Source
    result: DocumentResult


class Journal:
    """What is known of `files` already; UsageError if the note is not what an unfinished run left."""

    def __init__(self, report: Path, stamp: str, files: Sequence[Found]) -> None:
        self._note = report.with_name(f"{report.name}.resume")
        self._sources = [_Source.of(found) for found in files]
        self._places: dict[_Source, int] = {}
        if self._note.exists():
            self._places = self._known(report, stamp)
        elif report.exists():
            raise UsageError(
                Phrase(
                    f"{report} 不是没有完成的检查留下的，或者检查已经完成。",
                    f"{report} is not what an unfinished run left, or that run was completed.",
                ),
                Phrase(
                    "请换一个文件名重新检查，或先删去它。", "Start anew with another file name, or delete it first."
                ),
            )
        else:
            write(self._note, stamp)
        self.rest = [found for found, source in zip(files, self._sources, strict=True) if source not in self._places]
        """The files that are still to be checked: not in the note, or changed since."""

    def _known(self, report: Path, stamp: str) -> dict[_Source, int]:
        """Where in the note the lines of files are that are as they were."""
        places = {}
        wanted = set(self._sources)
        try:
            with self._note.open("rb") as file:
                place = len(head := file.readline())
                if head.strip() != stamp.encode():
                    self._refuse_note(report)
                for line in file:
                    source = _source(line)
                    if source in wanted:
                        places[source] = place
                    place += len(line)
        except OSError as error:
            why = reason(error)
            raise UsageError(
                Phrase(f"无法读取 {self._note}：{why.zh}。", f"Cannot read {self._note}: {why.en}.")
            ) from None
        return places

    def _refuse_note(self, report: Path) -> NoReturn:
        raise UsageError(
            Phrase(
                f"{self._note} 里的结果是用别的版本、规则或设置检查的，或者它已损坏，不能接着检查。",
                f"The results in {self._note} were made with another version, other rules or settings, or are damaged.",
            ),
            Phrase(
                f"请换一个文件名重新检查，或先删去它和 {report}。",
                f"Start anew with another file name, or delete it and {report} first.",
            ),
        )

    def through(self, coming: Iterator[DocumentResult]) -> Iterator[DocumentResult]:
        """What was found in all files, in their order: what is known, and what comes of the rest, once it is noted."""
        with self._note.open("rb") as file:
            for source in self._sources:
                if source in self._places:
                    file.seek(self._places[source])
                    yield _line(file.readline()).result
                else:
                    result = next(coming)
                    self._append(_Line(source, result))
                    yield result

    def end(self) -> None:
        """Everything is done, and nothing left to go on with."""
        self._note.unlink(missing_ok=True)

    def _append(self, line: _Line) -> None:
        try:
            with self._note.open("ab") as file:
                # The break comes first, so that a line that was cut off ends before this one.
                file.write(b"\n" + _json(line))
        except OSError as error:
            why = reason(error)
            raise UsageError(
                Phrase(f"无法写入 {self._note}：{why.zh}。", f"Cannot write {self._note}: {why.en}."),
                Phrase("请检查磁盘空间和权限，然后接着检查。", "Check the disk and permissions, then go on."),
            ) from None


def stamp(plan: Plan) -> str:
    """What tells one way of checking from another: the version, the plan, and what rules and profiles now say."""
    folders = [rules_folder(), *map(Path, plan.settings.rules)]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.y*ml"))]
    names = dict.fromkeys([plan.settings.profile, *(each.profile for each in plan.files if each.profile)])
    profiles = [plain_profile(load_profile(name)) for name in names]
    made = digest([_json([plan, profiles]), *contents(paths)])
    return _json({"goallint": goallint.__version__, "settings": made}).decode()


def _line(text: bytes) -> _Line:
    """A line of the note; ValueError if it is none."""
    line = restored(_Line, json.loads(text))
    if line.source.path != line.result.path:
        raise ValueError(line.source.path)
    return line


def _source(text: bytes) -> _Source | None:
    """The file that a line is about; None if the line is damaged."""
    try:
        return _line(text).source
    except (ValueError, RecursionError):
        return None


def _json(content: Any) -> bytes:
    return json.dumps(content, default=plain, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
