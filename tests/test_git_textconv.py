"""`git diff` of Word and Excel files, with real git and the settings that docs/git.md shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.cli import main
from goallint.document import Document, Paragraph
from goallint.readers import read
from goallint.reports import git
from tests.forms import Block, Row, Span, write_docx, write_xlsx
from tests.reporting import MEMO
from tests.repository import ROOT, Repository

PAGE = (ROOT / "docs" / "git.md").read_text("utf-8")
[ATTRIBUTES] = re.findall(r"^```text \.gitattributes\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
[SETTINGS] = re.findall(r"^```sh settings\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAME = "绩效 目标表.docx"

TITLE = "青石镇渡口维护项目绩效目标表"
SENTENCES = "1.年内维护渡船3艘，保证汛期渡运安全。\n2.渡船完好率达到95%，乘客投诉不超过2件。"
HEAD: list[Row] = [["项目名称", "渡口维护", "单位：万元"], ["年度资金总额", "12.50", "其中：财政拨款", "12.50"]]


def form(*, value: str = "95%", goal: str = SENTENCES, more: Sequence[Row] = ()) -> list[Block]:
    """An invented form with merged levels, this value in its last row, and more rows before that."""
    rows: list[Row] = [
        *HEAD,
        ["年度绩效目标", Span(goal, 1, 3)],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        [Span("产出指标", 3 + len(more)), Span("数量指标", 2 + len(more)), "维护渡船数量", "≥3艘"],
        ["更换缆绳长度", "≥400米"],
        *more,
        ["质量指标", "渡船完好率", value],
    ]
    return ["第一部分 部门预算。", TITLE, rows, "以上目标请予审核。"]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the settings of the page, typed into a shell as they stand there."""
    made = Repository.new(tmp_path / "部门 预算", LC_ALL="C.UTF-8")
    (made.folder / ".gitattributes").write_text(ATTRIBUTES, "utf-8")
    typed = made.run("sh", "-ec", SETTINGS)
    assert typed.returncode == 0, typed.stdout
    write_docx(made.folder / NAME, form())
    made.save("一")
    return made


def changes(diff: str) -> list[str]:
    """The lines that a diff takes away and adds."""
    return re.findall(r"^(?:[-](?!--)|[+](?!\+\+)).*$", diff, re.MULTILINE)


@pytest.mark.parametrize("columns", ["20", "200"])
def test_a_changed_cell_is_one_line(repository: Repository, columns: str) -> None:
    """However long the new value is and however wide the screen, one line goes and one comes, below the title."""
    longer = "≥95%，以县交通运输局年底出具的渡船检验合格证书为准"
    write_docx(repository.folder / NAME, form(value=longer))
    diff = Repository(repository.folder, {**repository.settings, "COLUMNS": columns}).git("diff")

    assert changes(diff) == [
        "-  产出指标 | 质量指标 | 渡船完好率 | 95%",
        f"+  产出指标 | 质量指标 | 渡船完好率 | {longer}",
    ]
    assert f"@@ {TITLE}\n" in diff
    assert f"+++ b/{NAME}" in diff


def test_a_changed_sentence_is_one_line(repository: Repository) -> None:
    """Of a goal with several sentences only the one that changed is shown."""
    write_docx(repository.folder / NAME, form(goal=SENTENCES.replace("2件", "1件")))

    assert changes(repository.git("diff")) == [
        "-    2.渡船完好率达到95%，乘客投诉不超过2件。",
        "+    2.渡船完好率达到95%，乘客投诉不超过1件。",
    ]


def test_a_new_row_is_one_line(repository: Repository) -> None:
    """A row more moves no other; its merged levels are on it."""
    write_docx(repository.folder / NAME, form(more=[["新增渡工人数", "≥2人"]]))

    assert changes(repository.git("diff")) == ["+  产出指标 | 数量指标 | 新增渡工人数 | ≥2人"]


def test_the_change_within_the_line(repository: Repository) -> None:
    """--word-diff goes by numbers and characters, not by what is between spaces."""
    write_docx(repository.folder / NAME, form(value="98%"))

    assert "渡船完好率 | [-95-]{+98+}%" in repository.git("diff", "--word-diff")


def test_history(repository: Repository) -> None:
    """With log -p, log -G, blame, show and grep one sees the text, also from the cache."""
    write_docx(repository.folder / NAME, form(value="98%"))
    repository.save("二")
    before, after = "产出指标 | 质量指标 | 渡船完好率 | 95%", "产出指标 | 质量指标 | 渡船完好率 | 98%"

    for _ in range(2):
        assert changes(repository.git("log", "-p", "-1", "--format=%s", "--", NAME)) == [f"-  {before}", f"+  {after}"]
    assert repository.git("log", "--format=%s", "-G", "98%").split() == ["二"]
    assert before in repository.git("show", "--textconv", f"HEAD~1:{NAME}")
    assert after in repository.git("grep", "--textconv", "98%")
    blamed = repository.git("blame", NAME)
    assert len({line.split()[0].strip("^") for line in blamed.splitlines()}) == 2
    assert "refs/notes/textconv/goallint" in repository.git("for-each-ref")


def test_a_workbook(repository: Repository) -> None:
    """Cells of a workbook are shown likewise, with the name of the sheet."""
    path = write_xlsx(repository.folder / "表.xlsx", form())
    repository.save()
    write_xlsx(path, form(value="98%"))

    diff = repository.git("diff")
    assert len(changes(diff)) == 2
    assert "@@ " in diff


def test_a_document_without_a_table(repository: Repository) -> None:
    """Paragraphs are text too."""
    write_docx(repository.folder / NAME, MEMO)
    repository.save()
    write_docx(repository.folder / NAME, [MEMO[0], "请各科室于月中前报送。"])

    assert changes(repository.git("diff")) == ["-请各科室于月底前报送。", "+请各科室于月中前报送。"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_damaged_file_breaks_nothing(repository: Repository, content: bytes) -> None:
    """It is said in one line, and what changed in other files is still shown."""
    (repository.folder / "一.docx").write_bytes((repository.folder / NAME).read_bytes())
    repository.save()
    (repository.folder / "一.docx").write_bytes(content)
    write_docx(repository.folder / NAME, form(value="98%"))

    diff = repository.git("diff")
    assert len(re.findall(r"^\+（读不了：.+）$", diff, re.MULTILINE)) == 1
    assert "+  产出指标 | 质量指标 | 渡船完好率 | 98%" in diff


def test_another_format_would_end_the_diff(repository: Repository) -> None:
    """What the page warns of is so: git gives up where the command for text fails."""
    repository.git("config", "diff.goallint.textconv", "goallint dump")
    (repository.folder / NAME).write_bytes(b"PK\x03\x04 cut off")

    assert repository.run("git", "diff").returncode == 128


def test_text_shows_the_change_too(repository: Repository) -> None:
    """The text for people can be compared as well: it holds neither the path nor anything else that varies."""
    repository.git("config", "diff.goallint.textconv", "goallint dump --format text")
    write_docx(repository.folder / NAME, form(value="98%"))

    assert [re.sub(r"\s+", " ", line) for line in changes(repository.git("diff"))] == [
        "- 7 渡船完好率 95% 数值 95%",
        "+ 7 渡船完好率 98% 数值 98%",
    ]


def test_a_missing_file_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Only what is there can be damaged: a wrong name ends in 2, as with every format."""
    assert main(["dump", "没有.docx", "--format", "git"]) == 2
    assert capsys.readouterr().out == ""


TEXT = st.text(alphabet="产出指标≥95%。；\n |，”1abc", max_size=60)


@pytest.mark.parametrize("write", [write_docx, write_xlsx])
@given(data=st.data())
def test_every_word_of_a_table_is_there(
    tmp_path_factory: pytest.TempPathFactory, write: Callable[[Path, Sequence[Block]], Path], data: st.DataObject
) -> None:
    """Whatever the cells hold, their text is in the lines, in order and complete."""
    rows = data.draw(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4))
    document = read(write(tmp_path_factory.mktemp("page") / "表.docx", [list(rows)]))

    lines = git.lines(document).splitlines()
    words = "".join(cell.text for table in document.tables for cell in table.cells)
    shown = "".join(line for line in lines if line.startswith("  "))
    assert re.sub(r"[\s|]", "", shown) == re.sub(r"[\s|]", "", words)


@given(texts=st.lists(TEXT, max_size=5))
def test_no_line_depends_on_another(texts: list[str]) -> None:
    """A document is its paragraphs one after the other: a change of one leaves the lines of all others."""
    paragraphs = [Paragraph(number, text) for number, text in enumerate(texts, start=1)]
    alone = [git.lines(Document("", (paragraph,))) for paragraph in paragraphs]

    assert git.lines(Document("", tuple(paragraphs))) == "".join(alone)
