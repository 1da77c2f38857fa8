"""The report for the person who has to mend the form: what is wrong, where, why, what to write instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from goallint.findings import Finding, Severity
from goallint.reports import Report, View
from goallint.reports.fold import Entry, fold, fold_skips, together
from goallint.reports.layout import clean, one_line
from goallint.reports.text.entry import BODY, ENTRY, Pen
from goallint.reports.text.paint import painted
from goallint.reports.text.styled import Text
from goallint.reports.words import FORM_KINDS, SEVERITIES, STYLES, SUPPRESSED_BY, Tone, money, sentence, tone
from goallint.results import DocumentResult, Head, TableSummary, Tally

_TONES: dict[Tone, str] = {"error": "bold red", "warning": "bold yellow", "well": "bold green"}


class TextReport(Report):
    """Every file with its findings by table, then hints, then one line that sums up."""

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self.pen = Pen(view)
        self._passed: list[str] = []

    @property
    def level(self) -> Severity:
        """The least severity that is listed."""
        return self.view.level or Severity.WARNING

    def add(self, document: DocumentResult) -> str:
        """One file; one without a table, and nothing to say of it, is listed at the end."""
        if not document.is_document and not self._shown(document):
            return ""
        if document.status == "no-table" and not document.error and not self._shown(document):
            self._passed.append(document.path)
            return ""
        return painted([*self._document(document), Text()], self.view)

    def end(self, tally: Tally) -> str:
        """What was passed over, hints, and the sum; nothing if there was no file."""
        if not tally.documents:
            return ""
        return painted([*self._passed_over(), *self._hints(tally), *self._summary(tally)], self.view)

    # ---- one file

    def _document(self, document: DocumentResult) -> Iterator[Text]:
        shown = self._shown(document)
        yield from self.pen.flow(Text.assemble((clean(document.path), "bold underline"), (self._of(shown), "dim")))
        if document.error:
            error = document.error
            head = Text.assemble(
                (SEVERITIES[Severity.ERROR].say(self.view.language), STYLES[Severity.ERROR]), f" {error.code} "
            )
            yield from self.pen.flow(error.message.say(self.view.language), BODY, Text(ENTRY) + head)
            yield from self.pen.flow(error.remedy.say(self.view.language), BODY)
        if document.status == "checked" and not shown:
            yield from self.pen.flow(self._all_well(document), ENTRY)
        folds, rest = fold(shown)
        yield from self._folds(folds)
        for tables, findings in _by_table(document, rest):
            if document.is_document:
                yield Text()
                yield from self._heading(tables, findings[0].place.table)
            for entry in together(findings):
                yield from self.pen.entry(entry)
        if self.level <= Severity.INFO:
            yield from self._skips(document)

    def _shown(self, document: DocumentResult) -> list[Finding]:
        return [finding for finding in document.active if finding.severity >= self.level]

    def _of(self, findings: list[Finding]) -> str:
        """Count the findings of one file, where there are several files."""
        counts = Counter(finding.severity for finding in findings)
        if self.head.files == 1 or not counts:
            return ""
        words = (self.pen.count(counts[severity], SEVERITIES[severity].zh) for severity in sorted(counts, reverse=True))
        return "  " + self.pen.say("、", ", ").join(words)

    def _all_well(self, document: DocumentResult) -> Text:
        tables = [table for table in document.tables if table.kind != "unrecognised"]
        scope = self._scope(len(tables), sum(table.indicators for table in tables))
        hidden = len(document.findings) - len(document.active)
        if hidden:
            scope += self.pen.say(f"，{hidden} 个问题已豁免", f", suppressed: {hidden}")
        if document.active:
            strict = self.level < Severity.ERROR
            zh, en = ("没有错误和警告", "no errors or warnings") if strict else ("没有错误", "no errors")
            return Text(self.pen.say(f"{zh}（{scope}）", f"{en} ({scope})"), "green")
        return Text(self.pen.say(f"没有发现问题（{scope}）", f"nothing wrong ({scope})"), "green")

    def _scope(self, tables: int, indicators: int) -> str:
        return f"{self.pen.count(tables, '表')}{self.pen.say('、', ', ')}{self.pen.count(indicators, '指标')}"

    def _heading(self, table: TableSummary | None, number: int) -> Iterator[Text]:
        if table is None:
            prose = self.pen.say("正文", "text") if number == 0 else self.pen.say(f"表 {number}", f"table {number}")
            yield Text(prose, "bold")
            return
        label = self.pen.say("表", "table")
        name = one_line(table.name) or one_line(table.title)
        head = f"{label} {self.pen.listed(table.tables)}  {name}".rstrip()
        facts = [FORM_KINDS[table.kind].say(self.view.language)]
        if table.budget is not None:
            facts.append(money(table.budget, self.view.language))
        if table.indicators:
            facts.append(self.pen.count(table.indicators, "指标"))
        yield from self.pen.flow(Text.assemble((head, "bold"), (f"  {' · '.join(facts)}", "dim")), BODY, "")

    def _folds(self, folds: list[Entry]) -> Iterator[Text]:
        if not folds:
            return
        yield Text()
        yield from self.pen.flow(
            Text(
                self.pen.say(
                    "多张表共有的问题（多半出自模板，改一处即可照改其余）",
                    "In several tables (most likely from the template)",
                ),
                "bold",
            ),
        )
        for entry in folds:
            yield from self.pen.entry(entry, folded=True)

    # ---- what was not checked, and the sum

    def _skips(self, document: DocumentResult) -> Iterator[Text]:
        if not document.skips:
            return
        yield Text()
        yield Text(self.pen.say("无法判断", "Not decided"), "bold")
        for rule, reason, tables in fold_skips(document.skips):
            listed = self.pen.listed(tables)
            text = self.pen.say(f"表 {listed}：{reason.zh}", f"table {listed}: {reason.en}")
            yield from self.pen.flow(Text.assemble((f"{rule} ", "bold"), clean(text)), BODY, ENTRY)

    def _passed_over(self) -> Iterator[Text]:
        if not self._passed:
            return
        number = len(self._passed)
        head = self.pen.say(
            f"没有绩效目标表的文件（{number} 个）：", f"Files without a performance-target table ({number}):"
        )
        yield from self.pen.flow(Text(head, "bold"))
        for path in self._passed:
            yield from self.pen.flow(path, BODY, ENTRY)
        yield Text()

    def _hints(self, tally: Tally) -> Iterator[Text]:
        hidden = [severity for severity in reversed(Severity) if severity < self.level and tally.count(severity)]
        if hidden:
            counts = self._counts(tally, hidden)
            yield self._hint(
                f"另有 {counts}，用 --level {hidden[-1].word} 查看。",
                f"Not listed: {counts}; use --level {hidden[-1].word}.",
            )
        if tally.suppressed:
            yield self._hint(*self._suppressed(tally))
        if tally.skipped and self.level > Severity.INFO:
            number = tally.skipped
            yield self._hint(
                f"{number} 项无法判断，用 --level info 查看原因。",
                f"{number} undecided: --level info gives the reasons.",
            )
        gravest = tally.gravest
        if gravest and gravest.severity >= self.level:
            yield self._hint(
                f"规则的理由和例子：goallint explain {gravest.rule}",
                f"Reason and examples of a rule: goallint explain {gravest.rule}",
            )

    def _suppressed(self, tally: Tally) -> tuple[str, str]:
        by = [(word, tally.suppressed[key]) for key, word in SUPPRESSED_BY.items() if tally.suppressed[key]]
        zh = "、".join(f"{word.zh} {number}" for word, number in by)
        en = ", ".join(f"{number} by {word.en}" for word, number in by)
        number = tally.suppressed.total()
        return f"另有 {number} 个问题已豁免（{zh}）。", f"Suppressed: {number} ({en})."

    def _hint(self, zh: str, en: str) -> Text:
        return Text("\n").join(self.pen.flow(Text(self.pen.say(zh, en), "dim")))

    def _summary(self, tally: Tally) -> Iterator[Text]:
        yield from self.pen.flow(Text(sentence(tally, self.view.language), _TONES[tone(tally)]))

    def _counts(self, tally: Tally, severities: Iterable[Severity]) -> str:
        counts = (self.pen.count(tally.count(severity), SEVERITIES[severity].zh) for severity in severities)
        return self.pen.say("、", ", ").join(counts)


def _by_table(document: DocumentResult, findings: list[Finding]) -> list[tuple[TableSummary | None, list[Finding]]]:
    """Group the findings by the form they are in, in the order of the page."""
    homes = {number: table for table in document.tables for number in table.tables}
    groups: dict[int, tuple[TableSummary | None, list[Finding]]] = {}
    for finding in sorted(findings, key=lambda finding: (finding.place.table, finding.place.row, finding.place.column)):
        home = homes.get(finding.place.table)
        key = home.table if home else finding.place.table
        groups.setdefault(key, (home, []))[1].append(finding)
    return [groups[key] for key in sorted(groups)]
