"""The report for the person who has to mend the form: what is wrong, where, why, what to write instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text

from goallint.findings import Finding, Place, Severity
from goallint.reports import View
from goallint.reports.layout import shorten
from goallint.reports.text.fold import Entry, fold, fold_skips, numbers, together
from goallint.reports.text.paint import clean, flow, one_line, painted
from goallint.reports.text.words import FORM_KINDS, SEVERITIES, STYLES, count, money
from goallint.results import DocumentResult, Run, TableSummary
from goallint.text import squash

_WIDEST = 100
_MOST_RELATED = 4
_LINES_OF_CELL = 2
_ENTRY = "  "
_BODY = "    "


def report(run: Run, view: View) -> str:
    """Every file with its findings by table, then hints, then one line that sums up."""
    if not run.documents:
        return ""
    page = _Page(run, view)
    return painted(page.lines(), view)


@dataclass(frozen=True)
class _Page:
    run: Run
    view: View

    @property
    def columns(self) -> int:
        return min(self.view.width, _WIDEST)

    @property
    def level(self) -> Severity:
        return self.view.level or Severity.WARNING

    def say(self, zh: str, en: str) -> str:
        return zh if self.view.language == "zh" else en

    def count(self, number: int, noun: str) -> str:
        return count(number, noun, self.view.language)

    def lines(self) -> Iterator[Text]:
        for document in self.run.documents:
            if document.status != "no-table" or document.error or self._shown(document):
                yield from self._document(document)
                yield Text()
        yield from self._passed_over()
        yield from self._hints()
        yield from self._summary()

    # ---- one file

    def _document(self, document: DocumentResult) -> Iterator[Text]:
        shown = self._shown(document)
        yield from flow(Text.assemble((clean(document.path), "bold underline"), (self._of(shown), "dim")), self.columns)
        if document.error:
            error = document.error
            head = Text.assemble(
                (SEVERITIES[Severity.ERROR].say(self.view.language), STYLES[Severity.ERROR]), f" {error.code} "
            )
            yield from flow(error.message.say(self.view.language), self.columns, _BODY, Text(_ENTRY) + head)
            yield from flow(error.remedy.say(self.view.language), self.columns, _BODY)
        if document.status == "checked" and not shown:
            yield from flow(self._all_well(document), self.columns, _ENTRY)
        folds, rest = fold(shown)
        yield from self._folds(folds)
        for tables, findings in _by_table(document, rest):
            yield Text()
            yield from self._heading(tables, findings[0].place.table)
            for entry in together(findings):
                yield from self._finding(entry)
        if self.level <= Severity.INFO:
            yield from self._skips(document)

    def _shown(self, document: DocumentResult) -> list[Finding]:
        return [finding for finding in document.findings if finding.severity >= self.level]

    def _of(self, findings: list[Finding]) -> str:
        """Count the findings of one file, where there are several files."""
        counts = Counter(finding.severity for finding in findings)
        if len(self.run.documents) == 1 or not counts:
            return ""
        words = (self.count(counts[severity], SEVERITIES[severity].zh) for severity in sorted(counts, reverse=True))
        return "  " + self.say("、", ", ").join(words)

    def _all_well(self, document: DocumentResult) -> Text:
        tables = [table for table in document.tables if table.kind != "unrecognised"]
        scope = self._scope(tables)
        if document.findings:
            return Text(self.say(f"没有错误和警告（{scope}）", f"no errors or warnings ({scope})"), "green")
        return Text(self.say(f"没有发现问题（{scope}）", f"nothing wrong ({scope})"), "green")

    def _scope(self, tables: Iterable[TableSummary]) -> str:
        tables = list(tables)
        indicators = self.count(sum(table.indicators for table in tables), "指标")
        return f"{self.count(len(tables), '表')}{self.say('、', ', ')}{indicators}"

    def _heading(self, table: TableSummary | None, number: int) -> Iterator[Text]:
        if table is None:
            prose = self.say("正文", "text") if number == 0 else self.say(f"表 {number}", f"table {number}")
            yield Text(prose, "bold")
            return
        label = self.say("表", "table")
        name = one_line(table.name) or one_line(table.title) or FORM_KINDS[table.kind].say(self.view.language)
        head = Text(f"{label} {numbers(table.tables, self.say('、', ', '))}  {name}", "bold")
        facts = [FORM_KINDS[table.kind].say(self.view.language)]
        if table.budget is not None:
            facts.append(money(table.budget, self.view.language))
        if table.indicators:
            facts.append(self.count(table.indicators, "指标"))
        yield from flow(head + Text(f"  {' · '.join(facts)}", "dim"), self.columns, _BODY, "")

    def _folds(self, folds: list[Entry]) -> Iterator[Text]:
        if not folds:
            return
        yield Text()
        yield from flow(
            Text(
                self.say(
                    "多张表共有的问题（多半出自模板，改一处即可照改其余）",
                    "In several tables (most likely from the template)",
                ),
                "bold",
            ),
            self.columns,
        )
        for entry in folds:
            yield from self._finding(entry, folded=True)

    # ---- one finding

    def _finding(self, entry: Entry, *, folded: bool = False) -> Iterator[Text]:
        finding = entry.first
        word = SEVERITIES[finding.severity].say(self.view.language)
        head = Text.assemble(_ENTRY, (word, STYLES[finding.severity]), " ", (finding.rule, "bold"), f" {finding.name}")
        one = len(entry.cells) == 1
        if one:
            head.append(f"  {self._where(finding.place)}", "dim")
        yield from flow(head, self.columns, _BODY, "")
        same_words = len({cell.message for cell in entry.cells}) == 1
        for cell in entry.cells:
            where = Text("" if one or folded else f"{self._where(cell.place)}  ", "dim")
            yield from flow(where + self._quote(cell.place), self.columns, _BODY)
            if not same_words:
                yield from flow(cell.message.say(self.view.language), self.columns, _BODY + _ENTRY)
        if same_words:
            yield from flow(finding.message.say(self.view.language), self.columns, _BODY)
        yield from self._advice(entry)
        if folded:
            yield from flow(Text(self._same(entry), "dim"), self.columns, _BODY)

    def _advice(self, entry: Entry) -> Iterator[Text]:
        """Show evidence and suggestion; where they are not the same for all tables, as an example."""
        finding, table = entry.first, entry.first.place.table
        example = "" if entry.alike else self.say(f"（以表 {table} 为例）", f" (for table {table})")
        if finding.related:
            yield from flow(self._evidence(finding, example), self.columns, _BODY)
        if suggestion := finding.suggestion.say(self.view.language):
            head = self.say(f"建议{example}：", f"Instead{example}: ")
            yield from flow(Text(clean(head + suggestion), "green"), self.columns, _BODY)

    def _where(self, place: Place) -> str:
        if place.table == 0:
            return self.say(f"正文第 {place.row} 段", f"paragraph {place.row}")
        zh = f"表{place.table} 第{place.row}行 第{place.column}列"
        return self.say(zh, f"table {place.table}, row {place.row}, column {place.column}")

    def _quote(self, place: Place) -> Text:
        """Show the way to the cell in the words of the form, the cell itself in brackets and reversed."""
        steps = [one_line(step) for step in place.label.split("/") if step.strip()]
        text = shorten(one_line(place.text), _LINES_OF_CELL * self.columns - len(_BODY) * 8)
        cell = Text.assemble("「", (text, "reverse"), "」") if text else Text(self._marked(text))
        if steps and squash(steps[-1]) == squash(place.text):
            steps.pop()
            return Text(" / ".join([*steps, ""])) + cell
        return Text(" / ".join(steps) + "  →  ") + cell if steps else cell

    def _marked(self, text: str) -> str:
        return f"「{text}」" if text else self.say("「」（空白）", "「」 (blank)")

    def _evidence(self, finding: Finding, example: str) -> Text:
        items = []
        for place in finding.related[:_MOST_RELATED]:
            label = place.label.rsplit("/", 1)[-1]
            text = shorten(one_line(place.text), self.columns // 2)
            named = label and squash(label) != squash(place.text)
            where = f"{self._where(place)} " if place.table != finding.place.table else ""
            items.append(f"{where}{one_line(label) if named else ''}{self._marked(text)}")
        more = len(finding.related) - _MOST_RELATED
        tail = self.say(f" 等 {len(finding.related)} 处", f" and {more} more") if more > 0 else ""
        return Text(self.say(f"对照{example}：", f"See{example}: ") + self.say("、", ", ").join(items) + tail, "dim")

    def _same(self, item: Entry) -> str:
        places, tables = len(item.findings), numbers(item.tables, self.say("、", ", "))
        return self.say(f"同样的问题见表 {tables}，共 {places} 处。", f"The same in tables {tables}: {places} places.")

    # ---- what was not checked, and the sum

    def _skips(self, document: DocumentResult) -> Iterator[Text]:
        if not document.skips:
            return
        yield Text()
        yield Text(self.say("无法判断", "Not decided"), "bold")
        for rule, reason, tables in fold_skips(document.skips):
            listed = numbers(tables, self.say("、", ", "))
            text = self.say(f"表 {listed}：{reason.zh}", f"table {listed}: {reason.en}")
            yield from flow(Text.assemble((f"{rule} ", "bold"), clean(text)), self.columns, _BODY, _ENTRY)

    def _passed_over(self) -> Iterator[Text]:
        paths = [
            document.path for document in self.run.documents if document.status == "no-table" and not document.error
        ]
        if paths:
            head = self.say(
                f"没有绩效目标表的文件（{len(paths)} 个）：",
                f"Files without a performance-target table ({len(paths)}):",
            )
            yield from flow(Text(head, "bold"), self.columns)
            for path in paths:
                yield from flow(path, self.columns, _BODY, _ENTRY)
            yield Text()

    def _hints(self) -> Iterator[Text]:
        hidden = [severity for severity in reversed(Severity) if severity < self.level and self.run.count(severity)]
        gravest = max(self.run.findings, key=lambda finding: finding.severity, default=None)
        shown = gravest if gravest and gravest.severity >= self.level else None
        if hidden:
            counts = self._counts(hidden)
            yield self._hint(
                f"另有 {counts}，用 --level {hidden[-1].word} 查看。",
                f"Not listed: {counts}; use --level {hidden[-1].word}.",
            )
        if self.run.skipped and self.level > Severity.INFO:
            number = self.run.skipped
            yield self._hint(
                f"{number} 项无法判断，用 --level info 查看原因。",
                f"{number} undecided: --level info gives the reasons.",
            )
        if shown:
            yield self._hint(
                f"规则的理由和例子：goallint explain {shown.rule}",
                f"Reason and examples of a rule: goallint explain {shown.rule}",
            )

    def _hint(self, zh: str, en: str) -> Text:
        return Text("\n").join(flow(Text(self.say(zh, en), "dim"), self.columns))

    def _summary(self) -> Iterator[Text]:
        run, say = self.run, self.say
        checked = sum(document.status == "checked" for document in run.documents)
        failed = sum(document.error is not None for document in run.documents)
        files = f"{self.count(checked, '文件')}{say('、', ', ')}"
        scope = files + self._scope(run.tables)
        if not checked:
            text = say("没有检查任何绩效目标表", "No performance-target table was checked")
        elif run.findings:
            tables = files + self.count(len(run.tables), "表")
            text = say(f"检查了 {tables}：", f"Checked {tables}: ") + self._counts(sorted(Severity, reverse=True))
        elif failed:
            text = say(f"检查了 {scope}，没有发现问题", f"Checked {scope}: nothing wrong")
        else:
            text = say(f"没有发现问题：检查了 {scope}", f"Nothing wrong: checked {scope}")
        if run.skipped:
            text += say(f"；{run.skipped} 项无法判断", f"; {run.skipped} undecided")
        if failed:
            text += say(f"；{failed} 个文件未能检查", f"; {self.count(failed, '文件')} could not be checked")
        bad = failed or run.count(Severity.ERROR) or not checked
        style = "bold red" if bad else "bold yellow" if run.count(Severity.WARNING) else "bold green"
        yield from flow(Text(text, style), self.columns)

    def _counts(self, severities: Iterable[Severity]) -> str:
        counts = (self.count(self.run.count(severity), SEVERITIES[severity].zh) for severity in severities)
        return self.say("、", ", ").join(counts)


def _by_table(document: DocumentResult, findings: list[Finding]) -> list[tuple[TableSummary | None, list[Finding]]]:
    """Group the findings by the form they are in, in the order of the page."""
    homes = {number: table for table in document.tables for number in table.tables}
    groups: dict[int, tuple[TableSummary | None, list[Finding]]] = {}
    for finding in sorted(findings, key=lambda finding: (finding.place.table, finding.place.row, finding.place.column)):
        home = homes.get(finding.place.table)
        key = home.table if home else finding.place.table
        groups.setdefault(key, (home, []))[1].append(finding)
    return [groups[key] for key in sorted(groups)]
