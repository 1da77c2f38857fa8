"""JUnit XML, read by junitparser."""

from collections import Counter

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from goallint.findings import Severity
from goallint.reports import View
from goallint.results import DocumentResult
from tests.reporting import FAILURE, Run, checked, finding, run, varied, written


def suites(result: Run, view: View | None = None) -> list[TestSuite]:
    """Return the suites; the counts written must be those of the cases."""
    text = written("junit", result, view)
    xml = JUnitXml.fromstring(text.encode("utf-8", errors="backslashreplace"))
    found = list(xml)
    for suite in found:
        assert isinstance(suite, TestSuite)
        counts = Counter(type(each) for case in suite for each in case.result)
        counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
        assert counted == (len(list(suite)), counts[Failure], counts[Error], counts[Skipped])
    assert xml.tests == sum(suite.tests for suite in found)
    assert (xml.failures, xml.errors) == (sum(each.failures for each in found), sum(each.errors for each in found))
    return found


def test_a_file_is_a_suite_and_a_rule_is_a_case() -> None:
    """Rules that found nothing pass, those that could not decide are skipped, broken ones are errors."""
    [checked_one, unreadable, memo] = suites(varied())
    outcomes = {case.name: [type(each) for each in case.result] for case in checked_one}

    assert checked_one.name == "材料/青石镇,1:2%.docx"
    assert outcomes == {
        "A001 fund-sum": [Skipped],
        "A011 name-of-a011": [Failure],
        "G001 unreadable": [],
        "G009 name-of-g009": [Error],
        "S002 name-of-s002": [Failure],
        "V001 open-choice": [Failure],
        "V006 operator": [],
        "W001 name-of-w001": [Failure],
    }
    assert [(case.name, case.result[0].message) for case in unreadable] == [("G001 unreadable", "文件是空的")]
    assert (memo.name, memo.tests) == ("通知.docx", 0)


@pytest.mark.parametrize("code", ["G001", "G002", "G009"])
def test_what_could_not_be_checked_is_an_error(code: str) -> None:
    """It is no failure of the form, and says what to do."""
    failure = type(FAILURE)(code, FAILURE.message, FAILURE.remedy)
    [suite] = suites(run(DocumentResult("坏.docx", "unreadable", failure)))
    [case] = suite

    assert (suite.errors, suite.failures) == (1, 0)
    assert case.result[0].text == "文件是空的\n请重新获取。"


def test_findings_of_a_rule_are_one_failure() -> None:
    """The message counts them, the text has every cell."""
    [suite] = suites(run(checked(finding(), finding())))
    [failure] = [result for case in suite for result in case.result]

    assert failure.message == "2 处：没有选定。"
    assert failure.type == "error"
    assert failure.text.count("表1 第7行 第4列 产出指标/成本指标/渡船修理费 「是/否」") == 2


def test_infos_fail_only_on_request() -> None:
    """A note on style breaks no build."""
    result = run(checked(finding("V006", Severity.INFO)))

    assert [suite.failures for suite in suites(result)] == [0]
    assert [suite.failures for suite in suites(result, View(level=Severity.INFO))] == [1]


def test_characters_that_xml_cannot_have_are_replaced() -> None:
    """Cells with control characters make no report that nobody can read."""
    text = written("junit", varied(), View())

    assert "\x0b" not in text
    assert "\udcff" not in text
    assert 'name="坏\ufffd.docx"' in text
