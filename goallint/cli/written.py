"""The reports of a run, written while documents pass: each file of `--output`, and stdout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from goallint.cli import screen
from goallint.cli.output import Draft, Output
from goallint.errors import GoallintError, UsageError
from goallint.reports import View, reporter
from goallint.reports.statistics import statistics
from goallint.results import DocumentResult, Head, Tally

_PAGE = 80
_TEXT = "text"


class Reports:
    """All reports of one run; files that were not finished are taken away on leaving, unless written at once.

    The files come before stdout: nobody who stops reading stdout shall cost a file.
    """

    def __init__(self, head: Head, view: View, format_name: str, outputs: Sequence[Output]) -> None:
        plain = replace(view, colour=False, width=_PAGE)
        self._head = head
        self._view = view
        self._format_name = format_name
        self._report = reporter(format_name)(head, view)
        self._files = [_FileReport(output, head, plain) for output in outputs]
        self._trouble: UsageError | None = None

    def __enter__(self) -> Self:
        for file in self._files:
            file.begin()
        self._emit(self._report.begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.drop()

    def add(self, document: DocumentResult) -> None:
        """Write what the reports say of one more document."""
        for file in self._files:
            file.add(document)
        self._emit(self._report.add(document))

    def end(self, tally: Tally, *, count_rules: bool = False) -> bool:
        """Finish all reports; whether all files could be written. UsageError if stdout could not.

        `count_rules` puts the statistics after the report for people, or beside one for programs.
        """
        for file in self._files:
            file.end(tally)
        self._emit(self._report.end(tally))
        if count_rules:
            table = statistics(tally, self._head, self._view)
            if self._format_name == _TEXT:
                self._emit(f"\n{table}")
            else:
                screen.aside(table.removesuffix("\n"))
        if self._trouble:
            raise self._trouble
        return not any(file.failed for file in self._files)

    def _emit(self, text: str) -> None:
        """Write to stdout; if that fails, the files are still written, if there are any."""
        try:
            if text:
                screen.emit(text)
        except UsageError as error:
            if not self._files:
                raise
            self._trouble = self._trouble or error


class _FileReport:
    """One report that goes to a file; a failure is said once, and keeps no other report from being written."""

    def __init__(self, output: Output, head: Head, view: View) -> None:
        self.failed = False
        self._view = view
        self._report = reporter(output.format_name)(head, view)
        self._draft = Draft(output.path, at_once=output.at_once)

    def begin(self) -> None:
        self._write(self._report.begin())

    def add(self, document: DocumentResult) -> None:
        self._write(self._report.add(document))

    def end(self, tally: Tally) -> None:
        self._write(self._report.end(tally), last=True)

    def drop(self) -> None:
        self._draft.drop()

    def _write(self, text: str, *, last: bool = False) -> None:
        if self.failed:
            return
        try:
            self._draft.write(text)
            if last:
                self._draft.finish()
        except GoallintError as error:
            self.failed = True
            self._draft.drop()
            screen.complain(error, self._view.language)
