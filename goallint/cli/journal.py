"""`--resume FILE.jsonl`: the note that a long run keeps beside its report, and that a later run goes on with.

The note, FILE.jsonl.resume, is there from the start of the first run to the end of the last one. Its first line says
how the files are checked; then comes a line for each file, with what was found before anything is suppressed. So a run
that goes on is one that knows some results beforehand: whatever comes after the check sees all of them.

Lines are only ever added. One that was cut off, or is damaged, counts for nothing: its file is checked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

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

_ANEW = Phrase(
    "请换一个文件名重新检查，或先删去这个 jsonl 文件和旁边的 .resume 文件。",
    "Start anew with another file name, or first delete the jsonl file and the .resume file beside it.",
)


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
    """What is known of `files` already; UsageError if the note is not what an unfinished run left.

    A line that speaks of others than these `rules` is damaged: reports would not know what to say of them.
    """

    def __init__(self, report: Path, stamp: str, files: Sequence[Found], rules: Iterable[str]) -> None:
        self._note = report.with_name(f"{report.name}.resume")
        self._rules = frozenset(rules)
        self._files = {_Source.of(found): found for found in files}
        self._places: dict[_Source, int] = {}
        if self._note.exists():
            self._places = self._known(stamp)
        elif report.exists():
            raise UsageError(
                Phrase(
                    f"{report} 不是没有完成的检查留下的，或者检查已经完成。",
                    f"{report} is not what an unfinished run left, or that run was completed.",
                ),
                _ANEW,
            )
        else:
            write(self._note, stamp)

    def _known(self, stamp: str) -> dict[_Source, int]:
        """Where in the note the lines of files are that are as they were."""
        places = {}
        try:
            with self._note.open("rb") as file:
                head = file.readline()
                if head.strip() != stamp.encode():
                    raise UsageError(
                        Phrase(
                            f"{self._note} 里的结果是用别的版本、规则或设置检查的，或者它已损坏，不能接着检查。",
                            f"The results in {self._note} were made with another version, other rules or settings, "
                            "or it is damaged.",
                        ),
                        _ANEW,
                    )
                place = len(head)
                for line in file:
                    source = self._source(line)
                    if source in self._files:
                        places[source] = place
                    place += len(line)
        except OSError as error:
            why = reason(error)
            raise UsageError(
                Phrase(f"无法读取 {self._note}：{why.zh}。", f"Cannot read {self._note}: {why.en}."), _ANEW
            ) from None
        return places

    def _source(self, text: bytes) -> _Source | None:
        """The file that a line is about; None if the line is damaged."""
        try:
            return self._line(text).source
        except (ValueError, RecursionError):
            return None

    def _line(self, text: bytes) -> _Line:
        """A line of the note; ValueError if it is none."""
        line = restored(_Line, json.loads(text))
        result = line.result
        said = {finding.rule for finding in result.findings} | {skip.rule for skip in result.skips}
        said |= {result.error.code} if result.error else set()
        if result.path != line.source.path or not said <= self._rules:
            raise ValueError(line.source.path)
        return line

    @property
    def rest(self) -> list[Found]:
        """The files that are still to be checked: not in the note, or changed since."""
        return [found for source, found in self._files.items() if source not in self._places]

    def through(self, coming: Iterator[DocumentResult]) -> Iterator[DocumentResult]:
        """What was found in all files, in their order: what is known, and what comes of the rest, once it is noted."""
        with self._note.open("rb") as file:
            for source in self._files:
                if source in self._places:
                    file.seek(self._places[source])
                    yield self._line(file.readline()).result
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


def _json(content: Any) -> bytes:
    return json.dumps(content, default=plain, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
