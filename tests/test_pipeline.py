"""From a path to a result."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

import goallint
from goallint import pipeline
from goallint.document import Cell
from goallint.errors import UsageError
from goallint.findings import Finding, Severity, Skip
from goallint.form import Form, Forms, Leftover
from goallint.own import not_understood
from goallint.pipeline import Checks, check_file, choose
from goallint.rulebook.load import load_folders
from tests.forms import Block, write_docx, write_txt, write_xlsx
from tests.reporting import FORM, MEMO, RULES, leave_out_shipped_rules

NOTHING = Checks(())


def form(*leftovers: Leftover, kind: str = "project") -> Form:
    """Make a form with leftovers and nothing else."""
    return Form(table=1, tables=(1,), kind="unrecognised" if kind == "unrecognised" else "project", leftovers=leftovers)


def leftover(text: str, row: int = 1, *, grave: bool = False) -> Leftover:
    """Make a leftover in the first column."""
    return Leftover(Cell(1, row, 1, text), grave=grave)


def own_rules() -> Checks:
    """Choose the two rules of the test cases."""
    return choose(load_folders([RULES], {}, {}))


def test_a_file_becomes_a_result(tmp_path: Path) -> None:
    """Tables, findings and status of an ordinary file."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), own_rules())

    [table] = result.tables
    assert (result.status, result.error, result.crashed) == ("checked", None, False)
    assert (table.name, table.kind, table.indicators) == ("渡口维护", "project", 3)
    assert table.budget == Decimal(125_000)
    assert sorted(finding.rule for finding in result.findings) == ["T001", "T002"]
    assert len({finding.fingerprint for finding in result.findings}) == 2


def test_money_without_a_unit_is_not_guessed(tmp_path: Path) -> None:
    """A budget whose unit is nowhere written is no budget in 元."""
    unlabelled: list[Block] = [FORM[0], [["项目名称", "渡口维护"], *FORM[1][1:]]]

    [table] = check_file(write_docx(tmp_path / "渡口.docx", unlabelled), own_rules()).tables
    assert table.budget is None


def test_results_survive_a_trip_between_processes(tmp_path: Path) -> None:
    """Everything in a result can be pickled."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), own_rules())

    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  # our own bytes


def test_the_format_of_the_file_does_not_matter(tmp_path: Path) -> None:
    """The same form as docx, xlsx and txt gives the same findings."""
    files = (
        write_docx(tmp_path / "a.docx", FORM),
        write_xlsx(tmp_path / "a.xlsx", FORM),
        write_txt(tmp_path / "a.txt", FORM),
    )
    results = [check_file(file, own_rules()).findings for file in files]

    said = [{(finding.rule, finding.message, finding.place.label) for finding in findings} for findings in results]
    assert said[0] == said[1] == said[2]


def test_a_file_without_a_table_says_so(tmp_path: Path) -> None:
    """It is an error unless the file may be passed over."""
    path = write_docx(tmp_path / "名册.docx", [*MEMO, [["报表三", "栏次"], ["青石", "1"]]])
    wanted, passed = check_file(path, NOTHING), check_file(path, NOTHING, need_table=False)

    assert wanted.error is not None
    assert (wanted.status, wanted.error.code) == ("no-table", "G002")
    assert (passed.status, passed.error) == ("no-table", None)
    assert [finding.rule for finding in wanted.findings] == ["G003"]
    assert passed.findings == ()


def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    """A file that cannot be read is a result, too."""
    result = check_file(tmp_path / "没有.docx", NOTHING)

    assert result.error is not None
    assert (result.status, result.error.code) == ("unreadable", "G001")


def test_a_crash_is_told_and_stays_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody foresaw is reported as a defect of goallint, with its traceback kept."""

    def fail(_: object) -> Forms:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(pipeline, "extract", fail)
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), NOTHING)

    assert result.crashed
    assert result.error is not None
    assert result.error.code == "G009"
    assert "ZeroDivisionError: surprise" in result.error.message.zh
    assert "Traceback" in result.error.details


def test_cells_that_fitted_nowhere_are_one_finding_a_table() -> None:
    """The first cell is the place, the others are related, and only grave ones are a warning."""
    [mild] = not_understood([form(leftover("备注甲", 8), leftover("备注乙", 9))])
    [grave] = not_understood([form(leftover("备注甲", 8), leftover("≥3艘", 9, grave=True))])

    assert (mild.rule, mild.severity, mild.place.row, [place.row for place in mild.related]) == (
        "G003",
        Severity.INFO,
        8,
        [9],
    )
    assert mild.message.zh == "这些内容没有读懂，未作检查：“备注甲”、“备注乙”"
    assert (grave.severity, grave.place.row, grave.related) == (Severity.WARNING, 9, ())


def test_long_leftovers_are_cut_and_many_are_counted() -> None:
    """The message quotes three cells and says how many there are."""
    [finding] = not_understood([form(*(leftover("很长的一段说明文字" * 5, row) for row in range(1, 21)))])

    assert finding.message.zh.endswith("…”等 20 个单元格")
    assert len(finding.related) == 10


def test_an_unrecognised_table_is_named_even_without_leftovers() -> None:
    """Silence is never taken for a pass."""
    [finding] = not_understood([form(kind="unrecognised")])

    assert "没有认出这是什么表" in finding.message.zh


@pytest.mark.parametrize(
    ("chosen", "ignored", "rules", "own"),
    [
        ((), (), ["T001", "T002"], True),
        (("T001",), (), ["T001"], False),
        (("no-sign",), (), ["T002"], False),
        (("样例",), ("open-choice",), ["T002"], False),
        (("G003",), (), [], True),
        (("T001", "not-understood"), (), ["T001"], True),
        ((), ("G003",), ["T001", "T002"], False),
    ],
)
def test_rules_are_chosen_by_id_name_or_group(
    chosen: Sequence[str],
    ignored: Sequence[str],
    rules: list[str],
    own: bool,  # noqa: FBT001
) -> None:
    """What is selected runs without what is ignored; G003 is chosen like a rule."""
    checks = choose(load_folders([RULES], {}, {}), chosen, ignored)

    assert ([rule.id for rule in checks.rules], checks.not_understood) == (rules, own)


@pytest.mark.parametrize("word", ["G001", "G002", "unreadable", "rule-crashed", "T999"])
def test_what_cannot_be_chosen_is_refused(word: str) -> None:
    """An unknown rule is an error, and so is to look away from a file that was not checked."""
    with pytest.raises(UsageError):
        choose(load_folders([RULES], {}, {}), (), [word])


def test_no_rule_at_all_is_refused() -> None:
    """A run that cannot find anything is not a pass."""
    with pytest.raises(UsageError, match="No rule is left"):
        choose(load_folders([RULES], {}, {}), ["T001"], ["T001"])


def test_the_public_function_checks_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """goallint.check takes files and folders and gives a result for each file."""
    leave_out_shipped_rules(monkeypatch)
    write_docx(tmp_path / "渡口.docx", FORM)
    write_txt(tmp_path / "通知.txt", MEMO)

    results = goallint.check(tmp_path, select=["T001"], rules=[RULES])

    assert [(Path(result.path).name, result.status) for result in results] == [
        ("渡口.docx", "checked"),
        ("通知.txt", "no-table"),
    ]
    assert all(isinstance(finding, Finding) for result in results for finding in result.findings)
    assert all(isinstance(skip, Skip) for result in results for skip in result.skips)
