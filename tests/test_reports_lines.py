"""The reports of one line or one entry a finding: concise, jsonl, GitHub and GitLab; and the statistics."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from goallint.findings import Severity
from goallint.reports import REPORTERS, View
from goallint.reports.statistics import statistics
from goallint.results import DocumentResult, Head
from tests.reporting import FAILURE, Run, checked, finding, run, varied, written

SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?![.]/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
COMMAND = re.compile(r"::(?P<command>error|warning|notice) file=(?P<file>[^,:]*),title=(?P<title>[^,:]*)::(?P<text>.+)")


def lines(name: str, result: Run | None = None, view: View | None = None) -> list[str]:
    """Return the report as lines, where only a line feed ends one."""
    text = written(name, result or varied(), view)
    assert text == "" or text.endswith("\n")
    return text.removesuffix("\n").split("\n") if text else []


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_reports_an_empty_run(name: str) -> None:
    """Nothing checked is no reason to fail."""
    assert isinstance(written(name, run(), View()), str)


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_is_the_same_whatever_the_screen(name: str) -> None:
    """Machines see no colours; only the text for people has a width."""
    if name != "text":
        plain = written(name, varied(), View())
        assert written(name, varied(), View(width=20, colour=True)) == plain


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_obeys_the_level(name: str) -> None:
    """What is below the level is not listed; what could not be checked always is."""
    found = [finding("V001", message="甲"), finding("W001", Severity.WARNING, message="乙")]
    result = run(checked(*found), DocumentResult("坏.docx", "unreadable", FAILURE))
    narrow = written(name, result, View(level=Severity.ERROR))
    wide = written(name, result, View(level=Severity.WARNING))

    assert ("甲" in narrow, "乙" in narrow, "G001" in narrow) == (True, False, True)
    assert ("甲" in wide, "乙" in wide, "G001" in wide) == (True, True, True)


# ---- concise


def test_concise_is_a_line_a_finding() -> None:
    """Path, table, row, column, severity, rule, message; nothing that a terminal would obey."""
    assert lines("concise") == [
        "材料/青石镇,1:2%.docx:1/7/4 error V001 没有选定。",
        "材料/青石镇,1:2%.docx:2/0/0 warning S002 缺少满意度指标：100%, 都没有",
        "材料/青石镇,1:2%.docx:2/3/1 warning W001 第一行 第二行 ::error::第三行",
        "材料/青石镇,1:2%.docx:0/3/0 error A011 没有选定。",
        "材料/青石镇,1:2%.docx:0/0/0 error G009 规则出错",
        "坏\udcff.docx:0/0/0 error G001 文件是空的",
    ]


def test_concise_words_of_severity_are_the_same_in_both_languages() -> None:
    """What scripts look for does not change with --lang."""
    heads = [[line.split()[1:3] for line in lines("concise", view=View(language=each))] for each in ("zh", "en")]

    assert heads[0] == heads[1]


def test_concise_says_nothing_of_a_clean_run() -> None:
    """No news is good news for grep."""
    assert lines("concise", run(checked())) == []


# ---- jsonl


def test_jsonl_lines_are_valid() -> None:
    """Every line is a document of the JSON report, the last one the summary."""
    names = ("report", "report-line")
    schemas = {name: json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")) for name in names}
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    validator = Draft202012Validator(schemas["report-line"], registry=registry)
    read = [json.loads(line) for line in lines("jsonl")]
    whole = json.loads(written("json", varied(), View()))

    assert [error.message for line in read for error in validator.iter_errors(line)] == []
    assert read[:-1] == whole.pop("documents")
    assert read[-1] == whole


def test_jsonl_has_no_other_ends_of_lines() -> None:
    """Readers that split at every separator of Unicode get the same lines."""
    text = written("jsonl", varied(), View())

    assert text.splitlines() == lines("jsonl")


# ---- GitHub


def unescaped(text: str) -> str:
    """Read a text as GitHub's runner does."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def test_github_commands_can_be_read_back() -> None:
    """Neither file names nor messages can end a property or begin a command of their own."""
    commands = [COMMAND.fullmatch(line) for line in lines("github")]
    read = [command.groupdict() for command in commands if command]

    assert len(read) == len(commands) == 6
    assert [each["command"] for each in read] == ["error", "warning", "warning", "error", "error", "error"]
    assert unescaped(read[0]["file"]) == "材料/青石镇,1:2%.docx"
    assert unescaped(read[0]["text"]) == "表1 第7行 第4列 「是/否」\n没有选定。\n建议：写明一个结果。"
    assert unescaped(read[1]["text"]) == "表2\n缺少满意度指标：100%, 都没有"
    assert read[5]["title"] == "G001 无法读取文件"


def test_github_calls_an_info_a_notice() -> None:
    """Infos are annotations only on request."""
    assert [line for line in lines("github", view=View(level=Severity.INFO)) if line.startswith("::notice ")]


# ---- GitLab


def test_gitlab_entries_have_the_documented_keys() -> None:
    """Every finding has a path, a line, a severity that GitLab knows and a fingerprint of its own."""
    entries = json.loads(written("gitlab", varied(), View()))
    Draft202012Validator(GITLAB).validate(entries)

    assert [entry["severity"] for entry in entries] == ["major", "info", "minor", "minor", "major", "major", "major"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert entries[0]["description"] == "表1 第7行 第4列: 没有选定。"
    assert entries[0]["check_name"] == "V001 name-of-v001"


def test_gitlab_wants_an_array_even_if_it_is_empty() -> None:
    """An empty report says that all is mended."""
    assert json.loads(written("gitlab", run(checked()), View())) == []


# ---- statistics


def test_statistics_count_every_rule() -> None:
    """Most findings first, then rules that only could not decide, then the sum."""
    rows = [line.split() for line in statistics(varied().tally, varied().head, View()).splitlines()]

    assert rows[0] == ["错误", "警告", "提示", "无法判断", "规则"]
    assert rows[1] == ["1", "0", "0", "0", "A011", "name-of-a011", "name-of-a011"]
    assert rows[-2] == ["0", "0", "0", "2", "A001", "fund-sum", "总额不符"]
    assert rows[-1] == ["4", "2", "1", "2", "合计"]


def test_statistics_of_nothing_are_a_sum() -> None:
    """Zero is an answer; it is given in the language asked for."""
    rows = statistics(run(checked()).tally, Head("generic"), View(language="en")).splitlines()

    assert [line.split() for line in rows] == [
        ["errors", "warnings", "infos", "undecided", "rule"],
        ["0", "0", "0", "0", "total"],
    ]
