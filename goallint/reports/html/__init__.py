"""One page for a browser: every document as its own tables, with the findings at their cells and beside them.

The page needs no network and no script: filters and folds are HTML and CSS. Every text of a document is escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import goallint
from goallint.findings import Finding, Place, Severity
from goallint.language import Language, Phrase
from goallint.records import dataclass
from goallint.reports import Report, View
from goallint.reports.fold import fold_skips, numbers
from goallint.reports.html.drawing import Mark, Section, sections
from goallint.reports.layout import clean, one_line, shorten
from goallint.reports.listed import where
from goallint.reports.words import FORM_KINDS, SEVERITIES, count, money, sentence, tone
from goallint.results import DocumentResult, Failure, Head, RuleSummary, Tally

_FOLDER = Path(__file__).parent
_OPEN = 20
"""With more documents than that the page begins as a list of them, all folded."""
_QUOTE_COLUMNS = 120
"""A cell may hold pages of text; it stands whole in its table, and is quoted as far as it takes to know it again."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A document as the page shows it; `whole` are findings about the file as such."""

    path: str
    anchor: str
    note: str
    error: Failure | None
    open: bool
    whole: list[Mark]
    sections: list[Section]
    skips: list[tuple[str, Phrase, str]]
    suppressed: list[Finding]


class HtmlReport(Report):
    """The page. Its summary stands first, so that nothing can be written before the last document has come."""

    shows_pages = True
    template: ClassVar[str] = "page.html.jinja"

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self._parts: list[_Part] = []
        self._found: Counter[str] = Counter()
        self._severities: Counter[Severity] = Counter()
        self._rules: dict[str, RuleSummary] = {rule.id: rule for rule in head.rules}

    def add(self, document: DocumentResult) -> str:
        """Take a document in."""
        shown = [finding for finding in document.active if finding.severity >= (self.view.level or Severity.INFO)]
        for finding in shown:
            self._found[finding.rule] += 1
            self._severities[finding.severity] += 1
            self._rules.setdefault(finding.rule, _summary(finding))
        anchor = f"d{len(self._parts) + 1}"
        parts, whole = sections(document, shown, anchor)
        self._parts.append(
            _Part(
                path=document.path,
                anchor=anchor,
                note=self._note(document, shown),
                error=document.error,
                open=self.head.files <= _OPEN,
                whole=whole,
                sections=parts,
                skips=[(rule, reason, numbers(tables, "、")) for rule, reason, tables in fold_skips(document.skips)],
                suppressed=[finding for finding in document.findings if finding.suppressed],
            )
        )
        return ""

    def end(self, tally: Tally) -> str:
        """Return the page."""
        return environment().get_template(self.template).render(**words(self.view.language), **self.contents(tally))

    def contents(self, tally: Tally) -> dict[str, Any]:
        """Return what the template shows."""
        severities = [severity for severity in sorted(Severity, reverse=True) if self._severities[severity]]
        return {
            "heading": self._heading,
            "facts": self._facts,
            "style": style(),
            "profile": self.head.title.say(self.view.language) or self.head.profile,
            "sentence": sentence(tally, self.view.language),
            "tone": tone(tally),
            "documents": self._parts,
            "found": [rule for _, rule in sorted(self._rules.items()) if self._found[rule.id]],
            "occurrences": self._found,
            "counts": [
                (each.word, SEVERITIES[each].say(self.view.language), self._severities[each]) for each in severities
            ],
            "only_infos": severities == [Severity.INFO],
        }

    def _note(self, document: DocumentResult, shown: list[Finding]) -> str:
        words = self._counts(shown)
        if document.error:
            words.insert(0, Phrase("未能检查", "not checked").say(self.view.language))
        elif document.status == "no-table":
            words.insert(0, Phrase("没有绩效目标表", "no performance-target table").say(self.view.language))
        elif not words:
            words = [Phrase("没有发现问题", "nothing wrong").say(self.view.language)]
        return Phrase("、", ", ").say(self.view.language).join(words)

    def _counts(self, findings: Iterable[Finding]) -> list[str]:
        counts = Counter(finding.severity for finding in findings)
        return [count(counts[each], SEVERITIES[each].zh, self.view.language) for each in sorted(counts, reverse=True)]

    def _heading(self, section: Section) -> str:
        language = self.view.language
        if section.form:
            listed = numbers(section.form.tables, Phrase("、", ", ").say(language))
            name = _short(section.form.name) or _short(section.form.title)
            return f"{Phrase('表', 'Table').say(language)} {listed}  {name}".rstrip()
        if section.sheets or not section.lines:
            return Phrase("表", "Table").say(language) + "".join(f" {sheet.number}" for sheet in section.sheets)
        if any(mark.finding.place.is_line for mark in section.marks):
            return Phrase("文件", "File").say(language)
        return Phrase("正文", "Text").say(language)

    def _facts(self, section: Section) -> str:
        language, form = self.view.language, section.form
        facts = []
        if form:
            facts.append(FORM_KINDS[form.kind].say(language))
            facts += [money(form.budget, language)] if form.budget is not None else []
            facts += [count(form.indicators, "指标", language)] if form.indicators else []
        found = self._counts(mark.finding for mark in section.marks)
        found = found or [Phrase("没有发现问题", "nothing wrong").say(language)]
        facts.append(Phrase("、", ", ").say(language).join(found))
        return " · ".join(facts)


def _short(text: str) -> str:
    return shorten(one_line(text), _QUOTE_COLUMNS)


def _summary(finding: Finding) -> RuleSummary:
    return RuleSummary(finding.rule, finding.name, finding.title, finding.severity, finding.confidence)


_NOT_IN_HTML = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)


def _writable(value: object) -> object:
    """Return a text without what no page may hold; everything that the template writes comes by here."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _NOT_IN_HTML.sub("\ufffd", clean(value))
    return value


@cache
def environment(*folders: Path) -> Environment:
    """Return the templates of this report, and those of `folders` before them."""
    return Environment(
        loader=FileSystemLoader([*folders, _FOLDER]),
        autoescape=True,
        finalize=_writable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style(*more: Path) -> Markup:
    """Return the style of the page, and the files `more` after it."""
    return Markup("\n".join(path.read_text("utf-8") for path in (_FOLDER / "style.css", *more)))  # noqa: S704  # ours


def words(language: Language) -> Mapping[str, Any]:
    """Return what a template needs to speak the language of the reader."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    def text(phrase: Phrase) -> str:
        return phrase.say(language)

    def severity(finding: Finding) -> str:
        return SEVERITIES[finding.severity].say(language)

    def place(at: Place) -> str:
        return where(at, language)

    return {
        "version": goallint.__version__,
        "say": say,
        "text": text,
        "severity": severity,
        "where": place,
        "short": _short,
    }
