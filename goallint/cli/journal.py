"""`--resume FILE.jsonl`: a report that a long run writes line by line, and that a later run can go on with.

Beside the report lies a note, FILE.jsonl.resume, from the start of the first run to the end of the last one: it says
how the files are checked. Lines made in another way are never mixed with new ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import goallint
from goallint.cli.output import write
from goallint.discover import Found
from goallint.errors import UsageError, reason
from goallint.findings import Finding, Place, Severity, Skip, Suppressed
from goallint.language import NOTHING, Language, Phrase
from goallint.plan import Plan
from goallint.reports import View
from goallint.reports.jsonl import JsonlReport
from goallint.results import DocumentResult, Failure, Head, TableSummary, Tally

_ANEW = Phrase("请换一个文件名重新检查，或先删去它。", "Start anew with another file name, or delete it first.")


class Journal:
    """The report, and what is in it already; UsageError if it is not what an unfinished run left."""

    def __init__(self, path: Path, stamp: str, head: Head, language: Language) -> None:
        self._path = path
        self._note = path.with_name(f"{path.name}.resume")
        self._head = head
        self._report = JsonlReport(head, View(language))
        self._known = 0
        if path.exists() or self._note.exists():
            self._check(stamp)
        else:
            write(self._note, stamp)
            write(path, "")

    def _check(self, stamp: str) -> None:
        path = self._path
        if not self._note.exists():
            raise UsageError(
                Phrase(
                    f"{path} 不是没有完成的检查留下的，或者检查已经完成。",
                    f"{path} is not what an unfinished run left, or that run was completed.",
                ),
                _ANEW,
            )
        if self._note.read_text("utf-8") != stamp:
            raise UsageError(
                Phrase(
                    f"{path} 里的结果是用别的版本、规则或设置检查的，不能接着写。",
                    f"The results in {path} were made with another version, other rules or settings.",
                ),
                _ANEW,
            )

    def rest(self, files: Sequence[Found]) -> list[Found]:
        """The files that are still to be checked: not in the report, or changed since its first run began.

        The report is left with the lines of all others, once each.
        """
        asked = {found.shown: found for found in files}
        begun = self._note.stat().st_mtime
        beside = self._path.with_name(f".goallint-{self._path.stat().st_ino}.tmp")
        done: set[str] = set()
        try:
            with beside.open("wb") as kept:
                for line, path in _lines(self._path):
                    if path in asked and path not in done and not _changed(asked[path], begun):
                        done.add(path)
                        kept.write(line)
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)
        self._known = self._path.stat().st_size
        return [found for found in files if found.shown not in done]

    def through(self, coming: Iterable[DocumentResult]) -> Iterator[DocumentResult]:
        """What the earlier runs found, as far as a report tells; then what comes, each once its line is written."""
        yield from self._earlier()
        for document in coming:
            self._append(self._report.add(document))
            yield document

    def _earlier(self) -> Iterator[DocumentResult]:
        titles = {rule.id: rule.title for rule in self._head.rules}
        read = 0
        for line, _ in _lines(self._path) if self._known else ():
            read += len(line)
            yield _result(json.loads(line), titles)
            if read >= self._known:
                return

    def end(self, tally: Tally) -> None:
        """Write the line that sums up; nothing is left to go on with."""
        self._append(self._report.end(tally))
        self._note.unlink()

    def _append(self, line: str) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(line.encode("utf-8", errors="backslashreplace"))
        except OSError as error:
            why = reason(error)
            raise UsageError(
                Phrase(f"无法写入 {self._path}：{why.zh}。", f"Cannot write {self._path}: {why.en}."),
                Phrase("请检查磁盘空间和权限，然后接着检查。", "Check the disk and permissions, then go on."),
            ) from None


def stamp(plan: Plan, language: Language, *more: object, files: Iterable[Path] = ()) -> str:
    """What tells one way of checking from another: version, plan, language, whatever is given, and those files."""
    digest = hashlib.sha256(repr((plan, language, more)).encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return json.dumps({"goallint": goallint.__version__, "settings": digest.hexdigest()}) + "\n"


def _lines(path: Path) -> Iterator[tuple[bytes, str]]:
    """The whole lines of a report about documents, with their paths; one that was cut off is none."""
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                content = json.loads(line)
                yield line, content["path"]
            except (ValueError, TypeError, KeyError):
                continue


def _changed(found: Found, since: float) -> bool:
    """Whether the file is not what it was; of one that is elsewhere nothing is known."""
    try:
        return not found.name and found.path.stat().st_mtime >= since
    except OSError:
        return False


def _result(line: dict[str, Any], titles: dict[str, Phrase]) -> DocumentResult:
    error = line["error"]
    return DocumentResult(
        line["path"],
        line["status"],
        Failure(error["code"], _phrase(error["message"])) if error else None,
        tuple(_table(table) for table in line["tables"]),
        tuple(_finding(finding, titles) for finding in line["findings"]),
        tuple(Skip(skip["rule"], skip["table"], _phrase(skip["reason"])) for skip in line["skipped"]),
    )


def _table(table: dict[str, Any]) -> TableSummary:
    return TableSummary(
        table["table"],
        (table["table"],),
        table["title"],
        table["kind"],
        table["name"],
        table["year"],
        Decimal(table["budget"]) if table["budget"] else None,
        table["indicators"],
    )


def _finding(finding: dict[str, Any], titles: dict[str, Phrase]) -> Finding:
    suppressed = finding["suppressed"]
    return Finding(
        finding["rule"],
        finding["name"],
        Severity.named(finding["severity"]),
        finding["confidence"],
        _phrase(finding["message"]),
        _phrase(finding["suggestion"]),
        _place(finding, finding["label"]),
        titles.get(finding["rule"], NOTHING),
        related=tuple(_place(place) for place in finding["related"]),
        fingerprint=finding["fingerprint"],
        suppressed=Suppressed(suppressed["reason"], "config") if suppressed else None,
    )


def _place(place: dict[str, Any], label: str = "") -> Place:
    return Place(place["table"], place["row"], place["column"], place["text"], label, place.get("path", ""))


def _phrase(text: str) -> Phrase:
    return Phrase(text, text)
