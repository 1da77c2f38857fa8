"""`--together`: rules see the tables of all files, and findings stay in the file that they are in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import goallint
from goallint.cli import main
from goallint.findings import Finding
from goallint.results import DocumentResult
from tests.forms import Block, write_docx, write_txt, write_xlsx
from tests.reporting import MEMO

SCHEMA = Path(__file__).parent.parent / "docs" / "schema" / "report.schema.json"


def target(name: str = "井盖更换", value: str = "≥320个", budget: str = "60") -> list[Block]:
    """Make a page with targets."""
    return [
        f"{name}绩效目标表",
        "（2023年度）",
        [
            ["项目名称", name, "", ""],
            ["项目资金（万元）", "年度资金总额", budget, ""],
            ["年度目标", f"完成{name}，消除安全隐患，全年无伤人事件。", "", ""],
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "更换井盖", value],
            ["产出指标", "质量指标", "验收合格率", "≥98%"],
            ["产出指标", "时效指标", "完成时间", "2023年11月底前"],
            ["满意度指标", "服务对象满意度指标", "居民满意度", "≥90%"],
        ],
    ]


EVALUATION: list[Block] = [
    "井盖更换绩效自评表",
    "（2023年度）",
    [
        ["项目名称", "井盖更换", "", "", "", "", ""],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "60", "60", "60", "10", "100%", "10"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "更换井盖", "≥300个", "311个", "40", "40"],
        ["产出指标", "质量指标", "验收合格率", "≥98%", "99%", "20", "20"],
        ["产出指标", "时效指标", "完成时间", "2023年11月底前", "2023年10月", "20", "20"],
        ["满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", "93%", "10", "10"],
    ],
]


DISCLOSURE = ["2023年部门预算说明", "2023年支出150万元，其中：基本支出50万元，项目支出100万元。"]


def found(results: tuple[DocumentResult, ...], rule: str) -> list[list[Finding]]:
    """The findings of a rule, file by file."""
    return [[finding for finding in result.findings if finding.rule == rule] for result in results]


def test_targets_and_self_evaluation_in_two_files(tmp_path: Path) -> None:
    """A difference is found in the self-evaluation, with the place in the other file beside it."""
    files = write_docx(tmp_path / "目标.docx", target()), write_xlsx(tmp_path / "自评.xlsx", EVALUATION)

    assert found(goallint.check(*files, select=["X006"]), "X006") == [[], []]
    targets, [finding] = found(goallint.check(*files, select=["X006"], together=True), "X006")

    assert targets == []
    assert "目标表（表 1 (目标.docx)）是“≥320个”" in finding.message.zh
    assert (finding.place.path, finding.place.text) == ("", "≥300个")
    assert [(place.path, place.text) for place in finding.related] == [(files[0].as_posix(), "≥320个")]


def test_boilerplate_over_files(tmp_path: Path) -> None:
    """Projects in two files share their indicators: each file says so; a project and its evaluation do not."""
    files = (
        write_docx(tmp_path / "井盖.docx", target()),
        write_docx(tmp_path / "路牌.docx", target("路牌更换")),
        write_docx(tmp_path / "自评.docx", EVALUATION),
    )

    first, second, third = found(goallint.check(*files, select=["X003"], together=True), "X003")
    assert [len(each) for each in (first, second, third)] == [1, 1, 1]
    assert "指标与表 1 (路牌.docx) 雷同" in first[0].message.zh
    assert "井盖.docx" not in third[0].message.zh
    assert [place.path for place in first[0].related] == [files[1].as_posix()]


def test_projects_against_the_department(tmp_path: Path) -> None:
    """The project tables of other files add up against the department's disclosure, which has the finding."""
    files = (
        write_txt(
            tmp_path / "公开.txt", ["2023年部门预算说明", "2023年支出150万元，其中：基本支出50万元，项目支出100万元。"]
        ),
        write_docx(tmp_path / "井盖.docx", target(budget="60")),
        write_docx(tmp_path / "路牌.docx", target("路牌更换", budget="45")),
    )

    disclosure, *projects = found(goallint.check(*files, select=["X005"], together=True, need_table=False), "X005")
    assert disclosure == []  # a file without a table is not checked
    assert projects == [[], []]

    write_txt(
        files[0],
        [
            *DISCLOSURE,
            [["单位：万元", ""], ["项目", "金额"], ["基本支出", "50"], ["项目支出", "100"], ["合计", "150"]],
        ],
    )
    disclosure, *projects = found(goallint.check(*files, select=["X005"], together=True), "X005")
    assert ["2 个项目的预算之和为 105 万元，超过部门项目支出 100 万元" in each.message.zh for each in disclosure] == [
        True
    ]
    assert projects == [[], []]
    assert [place.path for place in disclosure[0].related] == [file.as_posix() for file in files[1:]]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """An unreadable file, a missing one and one without a table stand in the order of the command line."""
    files = (
        tmp_path / "没有.docx",
        write_docx(tmp_path / "目标.docx", target()),
        write_docx(tmp_path / "通知.docx", MEMO),
        write_docx(tmp_path / "自评.docx", EVALUATION),
    )

    results = goallint.check(*files, together=True)
    assert [result.status for result in results] == ["unreadable", "checked", "no-table", "checked"]
    assert [len(each) for each in found(results, "X006")] == [0, 0, 0, 1]


def test_alone_and_together_are_the_same_otherwise(tmp_path: Path) -> None:
    """One file together with none gives what it gives alone, fingerprints included."""
    file = write_docx(tmp_path / "自评.docx", EVALUATION)

    assert goallint.check(file, together=True) == goallint.check(file)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is that of the findings; JSON stays per document and names the other file."""
    monkeypatch.chdir(tmp_path)
    write_docx(Path("目标.docx"), target())
    write_docx(Path("自评.docx"), EVALUATION)
    command = ["check", "目标.docx", "自评.docx", "--select", "X006"]

    assert main([*command]) == 0
    assert main([*command, "--together"]) == 1
    assert "对照：目标.docx 表1 第5行 第4列" in capsys.readouterr().out
    assert main([*command, "--together", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(report)
    [finding] = report["documents"][1]["findings"]
    assert report["documents"][0]["findings"] == []
    assert [place["path"] for place in finding["related"]] == ["目标.docx"]
