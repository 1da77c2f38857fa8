"""JUnit XML: a file is a suite, a rule is a case that passes, fails or is skipped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from goallint.findings import Finding, Severity
from goallint.language import Language, Phrase
from goallint.own import CRASHED, NO_TABLE, STALE, UNREADABLE
from goallint.reports import Report, View
from goallint.reports.layout import one_line
from goallint.reports.listed import listed, rules_of, said, where
from goallint.results import DocumentResult, Head, RuleSummary, Tally

# XML 1.0 has no way to write these, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INCOMPLETE = frozenset({UNREADABLE.id, NO_TABLE.id, CRASHED.id})
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


class JunitReport(Report):
    """One <testsuites>; a file that could not be checked is a suite with an error.

    The root counts everything, so nothing can be written before the end; the text of the suites is kept.
    """

    def __init__(self, head: Head, view: View) -> None:
        super().__init__(head, view)
        self._rules = rules_of(head)
        self._suites: list[str] = []
        self._counts = dict.fromkeys(("tests", "failures", "errors"), 0)

    def add(self, document: DocumentResult) -> str:
        """Nothing yet."""
        suite = _Suite(document, self.view).element(self._rules)
        for name in self._counts:
            self._counts[name] += int(suite.get(name, "0"))
        ET.indent(suite, level=1)
        self._suites.append(f"  {ET.tostring(suite, encoding='unicode')}\n")
        return ""

    def end(self, tally: Tally) -> str:  # noqa: ARG002
        """The whole document."""
        counts = "".join(f' {name}="{count}"' for name, count in self._counts.items())
        root = f'testsuites name="goallint"{counts}'
        content = f"<{root}>\n{''.join(self._suites)}</testsuites>" if self._suites else f"<{root} />"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'


class _Suite:
    """What came of one file."""

    def __init__(self, document: DocumentResult, view: View) -> None:
        self._document = document
        self._language: Language = view.language
        self._found: dict[str, list[Finding]] = {}
        for finding in listed(document, view.level or Severity.WARNING):
            self._found.setdefault(finding.rule, []).append(finding)

    def element(self, rules: Iterable[RuleSummary]) -> ET.Element:
        cases = [self._case(rule) for rule in rules if self._concerns(rule)]
        suite = ET.Element("testsuite", name=_xml(self._document.path), tests=str(len(cases)))
        for name, tag in _COUNTED.items():
            suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
        suite.extend(cases)
        return suite

    def _concerns(self, rule: RuleSummary) -> bool:
        """Whether the rule says anything of this file: all of them do, unless the file was not checked."""
        checked = self._document.status == "checked" and self._document.is_document
        return rule.id in self._found or (checked and rule.id != STALE.id)

    def _case(self, rule: RuleSummary) -> ET.Element:
        case = ET.Element("testcase", classname=_xml(self._document.path), name=f"{rule.id} {rule.name}")
        found = self._found.get(rule.id, [])
        if found:
            # What could not be checked is an error, not a failure, as in the exit code.
            tag = "error" if rule.id in _INCOMPLETE else "failure"
            words = "\n\n".join(self._words(finding) for finding in found)
            self._add(case, tag, self._message(found), words, found[0].severity.word)
        elif reasons := [skip.reason.say(self._language) for skip in self._document.skips if skip.rule == rule.id]:
            # Some schemas allow no attribute here.
            ET.SubElement(case, "skipped").text = _xml("\n".join(dict.fromkeys(reasons)))
        return case

    def _add(self, case: ET.Element, tag: str, message: str, text: str, kind: str) -> None:
        ET.SubElement(case, tag, type=kind, message=_xml(one_line(message))).text = _xml(text)

    def _message(self, found: list[Finding]) -> str:
        first = found[0].message.say(self._language)
        return (
            first
            if len(found) == 1
            else Phrase(f"{len(found)} 处：{first}", f"{len(found)} times: {first}").say(self._language)
        )

    def _words(self, finding: Finding) -> str:
        place = finding.place
        cell = one_line(f"「{place.text}」") if place.text.strip() else ""
        head = " ".join(part for part in (where(place, self._language), one_line(place.label), cell) if part)
        return "\n".join(part for part in (head, said(finding, self._language)) if part)


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
