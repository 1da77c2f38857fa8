"""One finding, or several that are said at once, as lines of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goallint.findings import Finding, Place
from goallint.own import NOT_UNDERSTOOD
from goallint.records import dataclass
from goallint.reports import View
from goallint.reports.fold import Entry, numbers
from goallint.reports.layout import clean, one_line, shorten, width
from goallint.reports.text.paint import flow
from goallint.reports.text.styled import Text
from goallint.reports.words import SEVERITIES, STYLES, count
from goallint.text import squash

_WIDEST = 100
_MOST_RELATED = 4
_LINES_OF_CELL = 2
ENTRY = "  "
BODY = "    "


@dataclass(frozen=True)
class Pen:
    """Writes in the language and the width of a view."""

    view: View

    @property
    def columns(self) -> int:
        """How wide lines may be; very wide ones are hard to read."""
        return min(self.view.width, _WIDEST)

    def say(self, zh: str, en: str) -> str:
        """Choose the text in the language of the view."""
        return zh if self.view.language == "zh" else en

    def count(self, number: int, noun: str) -> str:
        """Count things in the language of the view."""
        return count(number, noun, self.view.language)

    def listed(self, numbers_of_tables: tuple[int, ...] | list[int]) -> str:
        """List table numbers in the language of the view."""
        return numbers(numbers_of_tables, self.say("、", ", "))

    def flow(self, text: Text | str, indent: str = "", first: str | Text | None = None) -> list[Text]:
        """Break a text into lines that fit."""
        return flow(text, self.columns, indent, first)

    def entry(self, entry: Entry, *, folded: bool = False) -> Iterator[Text]:
        """Write what is wrong, where, why and what to do; a folded entry ends with the tables it is about."""
        finding = entry.first
        word = SEVERITIES[finding.severity].say(self.view.language)
        name = self.say(finding.title.zh or finding.name, finding.name)
        head = Text.assemble(ENTRY, (word, STYLES[finding.severity]), " ", (finding.rule, "bold"), f" {name}")
        one = len(entry.cells) == 1
        if one:
            head.append(f"  {self._where(finding.place)}", "dim")
        yield from self.flow(head, BODY, "")
        same_words = len({cell.message for cell in entry.cells}) == 1
        for cell in entry.cells:
            where = "" if one or folded else f"{self._where(cell.place, finding.place.table)}  "
            if cell.place.row:
                yield from self.flow(Text.assemble((where, "dim"), self._quote(cell.place, width(where))), BODY)
            if not same_words:
                yield from self.flow(cell.message.say(self.view.language), BODY + ENTRY)
        if same_words:
            yield from self.flow(finding.message.say(self.view.language), BODY)
        yield from self._advice(entry)
        if folded:
            yield from self.flow(Text(self._same(entry), "dim"), BODY)

    def _advice(self, entry: Entry) -> Iterator[Text]:
        """Show evidence and suggestion; where they are not the same for all tables, as an example."""
        finding, table = entry.first, entry.first.place.table
        example = "" if entry.alike else self.say(f"（以表 {table} 为例）", f" (for table {table})")
        # A part that was not understood is no evidence: its message quotes it already.
        if finding.related and finding.rule != NOT_UNDERSTOOD.id:
            yield from self.flow(self._evidence(finding, example), BODY)
        if suggestion := finding.suggestion.say(self.view.language):
            head = self.say(f"建议{example}：", f"Instead{example}: ")
            yield from self.flow(Text(clean(head + suggestion), "green"), BODY)

    def _where(self, place: Place, known: int | None = None) -> str:
        """Say where a cell stands; the table is not named if it is the `known` one, the file only if it is another."""
        if place.path:
            return f"{one_line(place.path)} {self._where(replace(place, path=''))}"
        if place.is_line:
            return self.say(f"第 {place.row} 行", f"line {place.row}")
        if place.row == 0:
            return (
                self.say(f"表{place.table}", f"table {place.table}") if place.table else self.say("全文", "whole text")
            )
        if place.table == 0:
            return self.say(f"正文第 {place.row} 段", f"paragraph {place.row}")
        table = "" if place.table == known else self.say(f"表{place.table} ", f"table {place.table}, ")
        return table + self.say(f"第{place.row}行 第{place.column}列", f"row {place.row}, column {place.column}")

    def _quote(self, place: Place, taken: int = 0) -> Text:
        """Show the way to the cell in the words of the form, the cell itself in brackets and reversed.

        A cell that does not fit beside its way stands below it; `taken` columns of the first line are not free.
        """
        steps = [one_line(step) for step in place.label.split("/") if step.strip()]
        text = shorten(one_line(place.text), _LINES_OF_CELL * self.columns - len(BODY) * 8)
        cell = Text.assemble("「", (text, "reverse"), "」") if text else Text(self._marked(text))
        if steps and squash(steps[-1]) == squash(place.text):
            steps.pop()
            return Text(" / ".join([*steps, ""])) + cell
        if not steps:
            return cell
        way = " / ".join(steps)
        fits = width(way) + width(cell.plain) + taken <= self.columns - len(f"{BODY}  →  ")
        return Text(f"{way}  →  " if fits else f"{way}\n→  ") + cell

    def _marked(self, text: str) -> str:
        return f"「{text}」" if text else self.say("「」（空白）", "「」 (blank)")

    def _evidence(self, finding: Finding, example: str) -> Text:
        items = []
        for place in finding.related[:_MOST_RELATED]:
            label = place.label.rsplit("/", 1)[-1]
            text = shorten(one_line(place.text), self.columns // 2)
            named = label and squash(label) != squash(place.text)
            elsewhere = place.table != finding.place.table or squash(place.text) == squash(finding.place.text)
            where = f"{self._where(place)} " if elsewhere or place.path else ""
            items.append(f"{where}{one_line(label) if named else ''}{self._marked(text)}")
        more = len(finding.related) - _MOST_RELATED
        tail = self.say(f" 等 {len(finding.related)} 处", f" and {more} more") if more > 0 else ""
        return Text(self.say(f"对照{example}：", f"See{example}: ") + self.say("、", ", ").join(items) + tail, "dim")

    def _same(self, item: Entry) -> str:
        places, tables = len(item.findings), self.listed(item.tables)
        return self.say(f"同样的问题见表 {tables}，共 {places} 处。", f"The same in tables {tables}: {places} places.")
