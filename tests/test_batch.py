"""Checking as a pure function, and the recipe for Spark, which is run on a data frame of pandas."""

import gc
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from goallint import batch
from goallint.batch import check_batch, check_bytes
from goallint.cli import main
from goallint.discover import Found
from goallint.errors import RuleError, UsageError
from goallint.findings import Suppressed
from goallint.form import Forms
from goallint.pipeline import Checker
from goallint.plan import Plan, Settings
from goallint.reports.rows import COLUMNS, rows
from goallint.results import DocumentResult
from tests.forms import write_docx, write_txt
from tests.reporting import FAILURE, FORM, RULES, checked, finding, varied

PLAN = Plan(Settings(rules=(str(RULES),), select=("T001", "T002")))
RECIPE = Path(__file__).parent.parent / "docs" / "large-runs.md"


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    """Write two forms and name a file that is not there."""
    return [
        Found(write_txt(tmp_path / "渡口.txt", FORM)),
        Found(write_docx(tmp_path / "渡口.docx", FORM)),
        Found(tmp_path / "没有.txt"),
    ]


def test_a_batch_is_checked_as_its_files_are(files: list[Found]) -> None:
    """In their order; what is wrong with one is in its result."""
    results = check_batch(files, PLAN)

    assert results == list(map(Checker(PLAN).check, files))
    assert [result.status for result in results] == ["checked", "checked", "unreadable"]


def test_everything_that_goes_in_or_out_can_be_pickled(files: list[Found]) -> None:
    """Also with the pages, which some reports show."""
    plan = Plan(PLAN.settings, pages=True)
    function, arguments = pickle.loads(pickle.dumps((check_batch, (files, plan))))  # noqa: S301  # our own
    results = function(*arguments)
    again = pickle.loads(pickle.dumps(results))  # noqa: S301  # our own

    assert again == results == check_batch(files, plan)
    assert again[0].page == results[0].page
    assert again[0].page is not None


def test_nothing_of_a_document_is_kept(tmp_path: Path) -> None:
    """A process that checks thousands of files grows no more than by what is bounded."""
    files = [Found(write_docx(tmp_path / f"渡口{number}.docx", FORM)) for number in range(5)]
    check_batch([])
    gc.collect()
    before = sum(isinstance(each, Forms) for each in gc.get_objects())

    assert [result.status for result in check_batch(files)] == ["checked"] * 5
    gc.collect()
    assert sum(isinstance(each, Forms) for each in gc.get_objects()) <= before


def test_nothing_is_printed(files: list[Found], capfd: pytest.CaptureFixture[str]) -> None:
    """Neither on stdout nor on stderr."""
    check_batch(files, PLAN)

    assert capfd.readouterr() == ("", "")


def test_the_rules_are_loaded_once_for_a_run(files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    """And again for another plan, or another run of the same."""
    loaded = []

    class Counted(Checker):
        def __init__(self, plan: Plan) -> None:
            super().__init__(plan)
            loaded.append(plan)

    monkeypatch.setattr(batch, "Checker", Counted)
    for run in ("甲", "甲", "乙"):
        check_batch(files, PLAN, run)

    assert len(loaded) == 2


def test_a_plan_that_cannot_be_carried_out_is_an_error(files: list[Found], tmp_path: Path) -> None:
    """Of the kind that says what to do; no file is blamed."""
    (tmp_path / "坏.yaml").write_text("id: [", "utf-8")
    with pytest.raises(RuleError):
        check_batch(files, Plan(Settings(rules=(str(tmp_path),))))
    with pytest.raises(UsageError):
        check_batch(files, Plan(Settings(select=("没有这条",))))


def test_bytes_go_by_the_name_that_is_given(files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    """The fingerprints, too: they are those of the file under that name."""
    monkeypatch.chdir(files[1].path.parent)
    result = check_bytes("渡口.docx", files[1].path.read_bytes(), PLAN)

    assert [result] == check_batch([Found(Path("渡口.docx"))], PLAN)


# ---- rows


def test_every_finding_is_a_row() -> None:
    """And every file without one, so that what was checked can be told from what was not."""
    made = [row for document in varied().documents for row in rows(document)]

    assert {tuple(row) for row in made} == {tuple(COLUMNS)}
    assert [(row["status"], row["rule"]) for row in made][-2:] == [("unreadable", "G001"), ("no-table", None)]
    assert all(isinstance(row[name], kind | None) for row in made for name, kind in COLUMNS.items())


def test_suppressed_findings_have_their_reason() -> None:
    """Those that count have none."""
    made = list(rows(checked(finding(suppressed=Suppressed("表样如此", "config")), finding()), "en"))

    assert [row["suppressed"] for row in made] == ["表样如此", None]
    assert made[0]["message"].startswith("en: ")


def test_what_could_not_be_checked_is_a_row() -> None:
    """With what to do."""
    [row] = rows(DocumentResult("坏.docx", "unreadable", FAILURE))

    assert (row["rule"], row["message"], row["suggestion"]) == ("G001", "文件是空的", "请重新获取。")


# ---- Spark


@pytest.fixture
def recipe() -> dict[str, Any]:
    """Run the code of the page that needs no cluster."""
    [code] = re.findall(r"^```python\n(.*?)^```$", RECIPE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # our own page
    return names


def test_the_recipe_works(recipe: dict[str, Any], files: list[Found], capsys: pytest.CaptureFixture[str]) -> None:
    """It finds what the command finds, file by file, in a table of the columns that it tells Spark of."""
    paths = [found.path for found in files[:2]]
    frames = [pd.DataFrame({"path": [f"file:{path}"], "content": [bytearray(path.read_bytes())]}) for path in paths]
    check: Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]] = recipe["check"]
    table = pd.concat(check(iter(frames)))
    main(["check", *map(str, paths), "--no-config", "--format", "concise", "--level", "info"])
    listed = [(line.rsplit("/", 2)[0].split(":")[0], line.split()[2]) for line in capsys.readouterr().out.splitlines()]

    assert list(zip(table["path"].str.removeprefix("file:"), table["rule"], strict=True)) == listed
    assert re.findall(r"`(\w+)` (\w+)", recipe["SCHEMA"]) == [
        (name, "int" if kind.name == "Int32" else "string") for name, kind in table.dtypes.items()
    ]


def test_the_recipe_takes_a_frame_of_clean_files(recipe: dict[str, Any]) -> None:
    """A column without a single number is still one of numbers."""
    frame = pd.DataFrame({"path": ["空.txt"], "content": [b"\n"]})
    [table] = recipe["check"](iter([frame]))

    assert str(table.dtypes["table"]) == "Int32"
