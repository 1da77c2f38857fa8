"""Suppression with a reason: in the configuration, and in comments of Word and Excel."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goallint
from goallint.cli import main
from goallint.directives import Directive, directives, is_reason
from goallint.errors import ReadError
from goallint.findings import Finding, Place, Severity
from goallint.own import UNUSED
from goallint.patterns import Patterns
from goallint.pipeline import Checks, check_file, choose
from goallint.readers import limits, read
from goallint.results import DocumentResult
from goallint.rulebook.load import load_folders
from goallint.suppress import Names, Suppression, Suppressor
from tests.commented import Remark, commented_docx, commented_xlsx, resolve, with_parts, with_thread
from tests.forms import Block, Row, Span, write_docx, write_xlsx
from tests.reporting import FORM, RULES, checked, finding, leave_out_shipped_rules

REASON = "省厅表样如此"
TABLE: Sequence[Row] = [row for row in FORM[1] if not isinstance(row, str)]
TODAY = date(2031, 6, 1)
VALUE, RATE = (1, 6, 4), (1, 5, 4)
WRITERS: list[Callable[[Path, Sequence[Block], Sequence[Remark]], Path]] = [commented_docx, commented_xlsx]


def all_checks() -> Checks:
    """The two rules of the test cases."""
    return choose(load_folders([RULES], {}, {}))


def suppressor(*suppressions: Suppression, checks: Checks | None = None, walked: Sequence[Path] = ()) -> Suppressor:
    """Make the stage for files checked with the rules of the test cases."""
    names = (checks or all_checks()).names
    return Suppressor(lambda _: names, suppressions, today=TODAY, walked=walked)


def applied(path: Path, *suppressions: Suppression) -> DocumentResult:
    """What comes of a file."""
    return suppressor(*suppressions).apply(check_file(path, all_checks()))


def by_rule(result: DocumentResult) -> dict[str, Finding]:
    """The findings by their rule."""
    return {finding.rule: finding for finding in result.findings}


def faults(result: DocumentResult) -> list[str]:
    """What is wrong with the suppressions."""
    return [finding.message.zh for finding in result.findings if finding.rule == UNUSED.id]


def reasons(result: DocumentResult) -> dict[str, str]:
    """The reasons by the rules they suppress."""
    return {finding.rule: finding.suppressed.reason for finding in result.findings if finding.suppressed}


def config(folder: Path, rule: str = "T001", *files: str, **more: object) -> Suppression:
    """A suppression in the configuration of a folder; for all files unless told otherwise."""
    made = Suppression(rule, REASON, Patterns(str(folder), files or ("*",)), origin="goallint.toml", line=7)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a suppression


# --- what a comment says


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("goallint: ignore V001 the county says so", ("V001",), "the county says so"),
        ("goallint：忽略 V001 省厅表样如此", ("V001",), REASON),
        ("goallint忽略V001省厅表样如此", ("V001",), REASON),
        ("GoalLint：豁免 V001、V003，省厅表样如此。", ("V001", "V003"), REASON + "。"),
        ("goallint: ignore V001 W002 省厅表样如此", ("V001", "W002"), REASON),
        ("goallint：忽略 yes-no-value 和 v003（省厅表样如此）", ("yes-no-value", "v003"), REASON),
        ("goallint：忽略：Ｖ００１ 理由：省厅\n表样如此", ("V001",), "省厅 表样如此"),
        ("李四:\ngoallint：忽略 V001 省厅表样如此", ("V001",), REASON),
        ("goallint：忽略 values 省厅表样如此", ("values",), REASON),
        ("已与省厅核对。\n\n  goallint：忽略 V001 省厅表样如此", ("V001",), REASON),
        ("已与省厅核对。\ngoallint：忽略 V001", ("V001",), ""),
        ("已与省厅核对。\ngoallint：V001 省厅表样如此", (), ""),
        ("已与省厅核对。\ngolint：忽略 V001 省厅表样如此", (), ""),
        ("goallint：忽略 V001", ("V001",), ""),
        ("goallint：忽略 V001 理由", ("V001",), ""),
        ("goallint: ignore V001 TODO", ("V001",), ""),
        ("ｇｏａｌｌｉｎｔ：忽略 Ｖ００１　省厅表样如此", ("V001",), REASON),
        ("goalint：忽略 V001 省厅表样如此", (), ""),
        ("李四:\nGoalLlint忽略V001省厅表样如此", (), ""),
        ("goallint：请忽略", (), ""),
        ("goallint 报的问题已经改了", (), ""),
    ],
)
def test_a_comment_names_rules_and_a_reason(text: str, words: tuple[str, ...], reason: str) -> None:
    """Chinese and English, with the punctuation of either; a lack of reason, rule or spelling is said, too."""
    assert list(directives(text, "张三", ())) == [Directive((), words, reason, "张三")]


@pytest.mark.parametrize(
    "text", ["请核对", "见 goallint: ignore V001 省厅表样如此", "goallints", "golang 忽略", "", "第一行\n第二行"]
)
def test_other_comments_are_nobodys_business(text: str) -> None:
    """Only a line that begins with goallint is one for goallint."""
    assert list(directives(text, "张三", ())) == []


def test_goallint_does_not_listen_to_itself() -> None:
    """The comments of an annotated copy say what is wrong; they suppress nothing."""
    assert list(directives("goallint: ignore V001 省厅表样如此", "goallint", ())) == []


def test_a_comment_may_say_several_things() -> None:
    """Each line that begins with goallint has rules and a reason of its own."""
    text = "goallint：忽略 V001 省厅表样如此\ngoallint：忽略 W002 名称是省里\n定的"

    assert [(each.words, each.reason) for each in directives(text, "", ())] == [
        (("V001",), REASON),
        (("W002",), "名称是省里 定的"),
    ]
    assert [each.words for each in directives(f"golint：忽略 V003 {REASON}\n{text}", "", ())] == [
        (),
        ("V001",),
        ("W002",),
    ]


@given(st.text(alphabet="goallint:：忽略 V01、\n（）理由因a", max_size=60))
def test_no_comment_is_too_odd(text: str) -> None:
    """Whatever is written after it, a comment either is none for goallint, or is read or reported."""
    found = list(directives(f"goallint{text}", "", ()))
    assert all(not each.reason or (each.words and is_reason(each.reason)) for each in found)


@pytest.mark.parametrize(
    "text",
    ["", " ", "…", "理由", "理 由", "无。", "xxx", "XX", "111", "todo", "N/A", "待补充", "——", "因为……", "because …"],
)
def test_a_placeholder_is_no_reason(text: str) -> None:
    """A reason has to say something."""
    assert not is_reason(text)


# --- comments of Word and Excel


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("rule", ["T001", "open-choice", "T"])
def test_a_comment_on_a_cell_suppresses_there(tmp_path: Path, write: Callable[..., Path], rule: str) -> None:
    """The finding keeps everything and gets the reason; the others stay as they are."""
    plain = check_file(write(tmp_path / "渡口.docx", FORM[1:], []), all_checks())
    result = applied(write(tmp_path / "渡口.docx", FORM[1:], [Remark(f"goallint：忽略 {rule} {REASON}", VALUE)]))

    assert reasons(result) == {"T001": REASON}
    assert [replace(each, suppressed=None) for each in result.findings] == list(plain.findings)
    assert [each.rule for each in result.active] == ["T002"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_comment_on_another_cell_is_unused(tmp_path: Path, write: Callable[..., Path]) -> None:
    """It suppresses nothing, and is reported where it is."""
    result = applied(write(tmp_path / "渡口.docx", FORM[1:], [Remark(f"goallint：忽略 T001 {REASON}", RATE)]))
    unused = by_rule(result)["G008"]

    assert reasons(result) == {}
    assert (unused.severity, unused.message.zh) == (Severity.WARNING, "豁免了 T001，但没有这样的问题")
    assert (unused.place.table, unused.place.row, unused.place.column, unused.place.text) == (*RATE, "95%")


@pytest.mark.parametrize(
    ("row", "remedy"),
    [
        (VALUE[1], "有这个问题的是第 4 列的单元格，请把批注加在那里。"),
        (RATE[1], "不再需要的，请删去这条豁免。"),
    ],
)
def test_a_comment_beside_the_cell_is_told_where_it_belongs(tmp_path: Path, row: int, remedy: str) -> None:
    """On the name of the indicator instead of its value it does nothing; in another row nobody can tell."""
    remark = Remark(f"goallint：忽略 T001 {REASON}", (1, row, 3))
    result = applied(commented_docx(tmp_path / "渡口.docx", FORM, [remark]))

    assert reasons(result) == {}
    assert by_rule(result)["G008"].suggestion.zh == remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("goallint：忽略 T001", "豁免 T001 没有写理由，不起作用"),
        ("goallint：忽略 T001 理由", "豁免 T001 没有写理由，不起作用"),
        ("goallint：忽略 T009 省厅表样如此", "没有名为“T009”的规则，豁免不起作用"),
        ("goallint：忽略 T001、T009 省厅表样如此", "没有名为“T009”的规则，豁免不起作用"),
        ("goallint：忽略 G008 省厅表样如此", "G008 不能豁免"),
        ("goallint：T001 省厅表样如此", "看不懂这条批注，不起作用"),
    ],
)
def test_a_comment_that_is_wrong_does_nothing(tmp_path: Path, text: str, message: str) -> None:
    """It is reported on its cell, with how to write it, and the finding stays."""
    result = applied(commented_docx(tmp_path / "渡口.docx", FORM, [Remark(text, VALUE)]))
    fault = by_rule(result)["G008"]

    assert reasons(result) == {}
    assert (fault.message.zh, fault.place.row, fault.place.column) == (message, 6, 4)
    assert fault.suggestion.zh


def test_a_comment_over_several_cells_is_about_each(tmp_path: Path) -> None:
    """From the first to the last cell that was selected, and no further."""
    over = Remark(f"goallint：忽略 T001、T002 {REASON}", (1, 5, 1), (1, 6, 4))
    short = Remark(f"goallint：忽略 T001、T002 {REASON}", (1, 4, 1), (1, 5, 4))

    assert set(reasons(applied(commented_docx(tmp_path / "a.docx", FORM, [over])))) == {"T001", "T002"}
    assert set(reasons(applied(commented_docx(tmp_path / "b.docx", FORM, [short])))) == {"T002"}


@pytest.mark.parametrize("write", WRITERS)
def test_a_comment_on_a_merged_cell_is_about_all_of_it(tmp_path: Path, write: Callable[..., Path]) -> None:
    """Wherever in the merged area it is anchored."""
    rows: list[Row] = [
        *TABLE[:3],
        ["产出指标", "质量指标", "渡船完好率", Span("95%", rows=2)],
        ["产出指标", "质量指标", "渡口完好率"],
    ]
    path = write(tmp_path / "渡口.docx", [rows], [Remark(f"goallint：忽略 T002 {REASON}", (1, 4, 4))])

    assert [comment.cells[0].row_span for comment in read(path).comments] == [2]
    assert set(reasons(applied(path))) == {"T002"}


def test_a_comment_on_a_part_of_a_merged_cell_is_about_its_corner(tmp_path: Path) -> None:
    """Excel can keep a comment on a cell that a merged one covers."""
    rows: list[Row] = [
        *TABLE[:3],
        ["产出指标", "质量指标", "渡船完好率", Span("95%", rows=2)],
        ["产出指标", "质量指标", "渡口完好率"],
    ]
    path = write_xlsx(tmp_path / "渡口.xlsx", [rows])
    comments = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>甲</author>'
        '</authors><commentList><comment ref="D5" authorId="0"><text><r><t>goallint：忽略 </t></r><r><t>T002 '
        f"{REASON}</t></r></text></comment></commentList></comments>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"'
        "/></Relationships>"
    )
    with_parts(path, {"xl/comments1.xml": comments, "xl/worksheets/_rels/sheet1.xml.rels": relation})

    assert set(reasons(applied(path))) == {"T002"}


def test_a_comment_on_a_paragraph_is_about_that_paragraph(tmp_path: Path) -> None:
    """Paragraphs are counted as their findings count them: blank ones are not."""
    blocks = ["概述", "", "共 3 艘渡船。", *FORM[1:]]
    path = commented_docx(tmp_path / "渡口.docx", blocks, [Remark(f"goallint：忽略 T001 {REASON}", (0, 3, 1))])
    result = check_file(path, all_checks())
    said = finding("T001", place=Place(0, 2, 1, "共 3 艘渡船。"))
    elsewhere = finding("T001", place=Place(0, 1, 1, "概述"))

    after = suppressor().apply(replace(result, findings=(said, elsewhere)))
    assert [bool(each.suppressed) for each in after.findings] == [True, False]


def test_a_comment_without_an_end_is_about_its_first_cell(tmp_path: Path) -> None:
    """A damaged range must not suppress the rest of the document."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001、T002 {REASON}", RATE)])
    with_parts(path, {}, {"word/document.xml": (r"<w:commentRangeEnd [^>]*>", "")})

    assert set(reasons(applied(path))) == {"T002"}


def test_a_comment_without_a_range_is_about_where_it_is(tmp_path: Path) -> None:
    """LibreOffice anchors a comment at a point."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001 {REASON}", VALUE)])
    with_parts(path, {}, {"word/document.xml": (r"<w:commentRange(?:Start|End) [^>]*>", "")})

    assert set(reasons(applied(path))) == {"T001"}


def test_comments_without_end_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges that all cover everything are refused before they take time and memory without bound."""
    monkeypatch.setattr(limits, "CELLS", 100)
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark("请核对", VALUE)])
    assert read(path).comments
    starts = "".join(f'<w:commentRangeStart w:id="x{number}"/>' for number in range(20))
    with_parts(path, {}, {"word/document.xml": ("<w:body>", f"<w:body>{starts}")})

    with pytest.raises(ReadError):
        read(path)


@pytest.mark.parametrize("reply", [False, True])
def test_a_resolved_comment_has_no_effect(tmp_path: Path, reply: bool) -> None:  # noqa: FBT001  # a case
    """What Word no longer shows must not go on working; nor is it reported."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001 {REASON}", VALUE)])
    result = applied(resolve(path, reply=reply))

    assert (reasons(result), faults(result)) == ({}, [])


@pytest.mark.parametrize("done", [False, True])
def test_threaded_comments_of_excel_count_until_they_are_resolved(tmp_path: Path, done: bool) -> None:  # noqa: FBT001
    """New Excel writes comments in another part."""
    path = write_xlsx(tmp_path / "渡口.xlsx", FORM[1:])
    with_thread(path, "D6", f"goallint: ignore T001 {REASON}", done=done)

    assert set(reasons(applied(path))) == (set() if done else {"T001"})


def test_other_peoples_comments_change_nothing(tmp_path: Path) -> None:
    """The page is the same, and nothing is reported."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark("请财务科核对。", VALUE)])
    plain = write_docx(tmp_path / "原件.docx", FORM)

    assert read(path).blocks == read(plain).blocks
    assert [each.rule for each in applied(path).findings] == [each.rule for each in applied(plain).findings]


def test_each_rule_of_a_comment_has_to_be_needed(tmp_path: Path) -> None:
    """One that is not is reported, the other still works."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001、T002 {REASON}", VALUE)])
    result = applied(path)

    assert (set(reasons(result)), faults(result)) == ({"T001"}, ["豁免了 T002，但没有这样的问题"])


def test_what_was_not_looked_for_is_not_unused(tmp_path: Path) -> None:
    """A run with other rules says nothing about a comment; neither does one without G008."""
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001 {REASON}", RATE)])
    for chosen, ignored in ((["T002", "G008"], []), ([], ["G008"]), (["T001"], [])):
        checks = choose(load_folders([RULES], {}, {}), chosen, ignored)
        assert faults(suppressor(checks=checks).apply(check_file(path, checks))) == []


# --- the configuration


def test_a_suppression_of_the_configuration_gives_its_reason(tmp_path: Path) -> None:
    """In the files that it is for."""
    meant, other = write_docx(tmp_path / "渡口.docx", FORM), write_docx(tmp_path / "路灯.docx", FORM)
    stage = suppressor(config(tmp_path, "T001", "渡口.docx"))

    results = [stage.apply(check_file(path, all_checks())) for path in (meant, other)]
    assert [reasons(result) for result in results] == [{"T001": REASON}, {}]
    assert stage.leftovers() == []


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        ("", True),
        ("成本指标", True),
        ("产出指标 / 成本指标", True),
        ("渡口维护/产出指标", True),
        ("是／否", True),
        ("数量指标", False),
        ("产出指标/渡船修理费", False),
    ],
)
def test_where_is_a_part_of_the_way_or_of_the_text(tmp_path: Path, where: str, fits: bool) -> None:  # noqa: FBT001
    """Folded, and without white space."""
    path = write_docx(tmp_path / "渡口.docx", FORM)

    assert bool(reasons(applied(path, config(tmp_path, where=where)))) == fits


def test_a_suppression_holds_until_its_last_day(tmp_path: Path) -> None:
    """On that day it still does; afterwards it is reported with the day."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), all_checks())
    last, over = suppressor(config(tmp_path, until=TODAY)), suppressor(config(tmp_path, until=date(2031, 5, 31)))

    assert [set(reasons(stage.apply(result))) for stage in (last, over)] == [{"T001"}, set()]
    assert last.leftovers() == []
    [said] = over.leftovers()
    assert faults(said) == ["对 T001 的豁免已于 2031-05-31 到期，不再起作用"]


def test_what_is_wrong_with_the_configuration_stands_in_its_line(tmp_path: Path) -> None:
    """An entry of its own in the results, which is no document."""
    stage = suppressor(config(tmp_path, where="数量指标"), walked=[tmp_path])
    stage.apply(check_file(write_docx(tmp_path / "渡口.docx", FORM), all_checks()))

    [said] = stage.leftovers()
    [unused] = said.findings
    assert (said.path, said.status, said.is_document, said.tables) == ("goallint.toml", "checked", False, ())
    assert (unused.place.row, unused.place.is_line, unused.place.table) == (7, True, 0)
    assert unused.message.zh == "豁免了 T001，但没有这样的问题"
    assert unused.fingerprint


def test_a_run_over_some_files_does_not_judge_a_pattern(tmp_path: Path) -> None:
    """It may be needed in another file; only a run over the whole folder, or over all files named, can tell."""
    path = write_docx(tmp_path / "渡口.docx", [FORM[0], FORM[1][:5]])

    def unused(*files: str, walked: Sequence[Path] = ()) -> bool:
        stage = suppressor(config(tmp_path, "T001", *files), walked=walked)
        stage.apply(check_file(path, all_checks()))
        return bool(stage.leftovers())

    assert not unused("*.docx")
    assert unused("*.docx", walked=[tmp_path])
    assert unused("*.docx", walked=[tmp_path.parent])
    assert not unused("*.docx", walked=[tmp_path / "别处"])
    assert unused("渡口.docx")
    assert not unused("渡口.docx", "路灯.docx")
    assert not unused("路灯.docx", walked=[tmp_path / "别处"])


def test_a_suppression_for_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """Renamed, moved or misspelt: where all files were checked it cannot be needed; one that is there may be."""
    path = write_docx(tmp_path / "渡口.docx", FORM)

    def said(*files: str, walked: Sequence[Path] = (tmp_path,)) -> list[str]:
        stage = suppressor(config(tmp_path, "T001", *files), walked=walked)
        stage.apply(check_file(path, all_checks()))
        return [message for result in stage.leftovers() for message in faults(result)]

    assert said("路灯.docx") == ["检查过的文件里没有“路灯.docx”，对 T001 的豁免没有用到"]
    assert said("旧/*.docx") == ["检查过的文件里没有“旧/*.docx”，对 T001 的豁免没有用到"]
    assert said("路灯.docx", walked=[]) == said("旧/*.docx", walked=[tmp_path / "新"]) == []
    (tmp_path / "路灯.docx").touch()  # there, and not checked: it may be left out by `exclude`
    assert said("路灯.docx") == []


def test_a_suppression_for_a_file_that_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    """The file was met; what is in it nobody knows."""
    write_docx(tmp_path / "渡口.docx", FORM)
    (tmp_path / "路灯.docx").touch()
    stage = suppressor(config(tmp_path, "T001", "路灯.*"), walked=[tmp_path])
    for name in ("渡口.docx", "路灯.docx"):
        stage.apply(check_file(tmp_path / name, all_checks()))

    assert stage.leftovers() == []


def test_an_unchecked_file_proves_nothing(tmp_path: Path) -> None:
    """Neither one that cannot be read, nor one without the rule."""
    stage = suppressor(config(tmp_path, "T001", "渡口.docx"))
    stage.apply(check_file(tmp_path / "渡口.docx", all_checks()))
    assert stage.leftovers() == []

    checks = choose(load_folders([RULES], {}, {}), ["T002", "G008"])
    stage = suppressor(config(tmp_path, "T", "渡口.docx"), checks=checks)
    stage.apply(check_file(write_docx(tmp_path / "渡口.docx", [FORM[0], FORM[1][:5]]), checks))
    assert stage.leftovers() == []


def test_an_unknown_rule_in_the_configuration_is_said(tmp_path: Path) -> None:
    """With the nearest known one."""
    stage = suppressor(config(tmp_path, "T0O1"))
    stage.apply(check_file(write_docx(tmp_path / "渡口.docx", FORM), all_checks()))

    [[said]] = [result.findings for result in stage.leftovers()]
    assert said.message.zh == "没有名为“T0O1”的规则"
    assert "T001" in said.suggestion.zh


def test_a_crash_cannot_be_suppressed(tmp_path: Path) -> None:
    """A rule that failed leaves the result incomplete, whatever anybody says."""
    result = checked(finding("G009"), finding("T001"))
    after = suppressor(config(tmp_path, "G009"), config(tmp_path, "T")).apply(replace(result, path=str(tmp_path / "a")))

    assert set(reasons(after)) == {"T001"}


# --- properties


_PLACES = st.builds(
    Place, st.integers(0, 2), st.integers(0, 3), st.integers(0, 2), st.sampled_from(["是/否", "95%"]), st.just("甲/乙")
)
_FINDINGS = st.lists(st.builds(finding, st.sampled_from(["T001", "T002", "G003", "G009"]), place=_PLACES), max_size=8)
_DIRECTIVES = st.lists(
    st.builds(
        Directive,
        st.lists(_PLACES, max_size=3).map(tuple),
        st.lists(st.sampled_from(["T001", "no-sign", "T", "G003", "T009"]), max_size=2).map(tuple),
        st.sampled_from([REASON, ""]),
    ),
    max_size=3,
)


@given(_FINDINGS, _DIRECTIVES, st.sampled_from(["T001", "T", "G003", "T009"]), st.sampled_from(["", "甲", "丁"]))
def test_nothing_is_lost_or_changed(findings: list[Finding], found: list[Directive], rule: str, where: str) -> None:
    """All findings stay, in their order, and differ at most by why they do not count; what is added is G008."""
    result = replace(checked(*findings, path="/材料/渡口.docx"), directives=tuple(found))
    after = suppressor(config(Path("/材料"), rule, where=where)).apply(result)

    kept, added = after.findings[: len(findings)], after.findings[len(findings) :]
    assert [replace(each, suppressed=None) for each in kept] == findings
    assert {each.rule for each in added} <= {"G008"}
    cells = {
        (each.place.table, each.place.row, each.place.column)
        for each in kept
        if each.suppressed and each.suppressed.by == "comment"
    }
    named = {(place.table, place.row, place.column) for each in found for place in each.places if each.reason}
    assert cells <= named
    assert all(each.suppressed is None for each in kept if each.rule == "G009")


def test_names_are_found_however_they_are_written() -> None:
    """IDs, names, letters and folders, in any case."""
    names = Names.of(load_folders([RULES], {}, {}).rules, frozenset({"T001"}))

    assert names.named("t001") == names.named("Open-Choice") == {"T001"}
    assert names.named("T") == names.named("样例") == {"T001", "T002"}
    assert (names.all_ran("T001"), names.all_ran("T")) == (True, False)


# --- reports


@pytest.fixture
def commented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document with one finding that a comment suppresses, and one that the configuration does."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)
    commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001 {REASON}", VALUE)])
    setting = f'[[suppress]]\nfile = "*.docx"\nrule = "T002"\nreason = "{REASON}"\n'
    (tmp_path / "goallint.toml").write_text(setting, "utf-8")


def report(capsys: pytest.CaptureFixture[str], format_name: str) -> tuple[int, str]:
    """The exit code and the report of a run in that format."""
    code = main(["check", "渡口.docx", "--rules", str(RULES), "--format", format_name])
    return code, capsys.readouterr().out


@pytest.mark.usefixtures("commented")
@pytest.mark.parametrize("format_name", ["concise", "github", "gitlab", "junit"])
def test_formats_for_gates_leave_out_what_is_suppressed(capsys: pytest.CaptureFixture[str], format_name: str) -> None:
    """It is not their business, and it does not count for the exit code."""
    code, text = report(capsys, format_name)

    assert code == 0
    assert "没有选定" not in text


@pytest.mark.usefixtures("commented")
def test_the_text_says_how_many_are_suppressed(capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, by where the reasons are."""
    code, text = report(capsys, "text")

    assert (code, "没有选定" in text) == (0, False)
    assert "另有 2 个问题已豁免（配置 1、批注 1）。" in text
    assert "没有发现问题：检查了 1 个文件" in text


@pytest.mark.usefixtures("commented")
def test_json_and_sarif_keep_what_is_suppressed(capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason, and where it is written."""
    content = json.loads(report(capsys, "json")[1])
    [document] = content["documents"]
    assert [each["suppressed"] for each in document["findings"]] == [{"reason": REASON}] * 2
    assert (content["summary"]["errors"], content["summary"]["infos"]) == (0, 0)

    line = json.loads(report(capsys, "jsonl")[1].splitlines()[0])
    assert line["findings"] == document["findings"]

    results = json.loads(report(capsys, "sarif")[1])["runs"][0]["results"]
    assert [each["suppressions"] for each in results] == [
        [{"kind": kind, "status": "accepted", "justification": REASON}] for kind in ("external", "inSource")
    ]


def test_the_line_of_the_configuration_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a format has lines, it is that of the suppression."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)
    write_docx(tmp_path / "渡口.docx", [FORM[0], FORM[1][:4]])
    setting = f'\n\n[[suppress]]\nfile = "渡口.docx"\nrule = "T001"\nreason = "{REASON}"\n'
    (tmp_path / "goallint.toml").write_text(setting, "utf-8")

    assert "goallint.toml:3 warning G008" in report(capsys, "concise")[1]
    assert "file=goallint.toml,line=3," in report(capsys, "github")[1]
    assert json.loads(report(capsys, "gitlab")[1])[0]["location"]["lines"] == {"begin": 3}
    [result] = json.loads(report(capsys, "sarif")[1])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "logicalLocations" not in result["locations"][0]
    content = json.loads(report(capsys, "json")[1])
    assert content["summary"]["documents"] == 1
    assert [(each["path"], each["status"]) for each in content["documents"]] == [
        ("渡口.docx", "checked"),
        ("goallint.toml", "checked"),
    ]


def test_a_wrong_suppression_is_no_checked_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that checked nothing does not look complete because something is wrong with the configuration."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "渡口.docx").write_text("x", "utf-8")
    setting = f'[[suppress]]\nfile = "渡口.docx"\nrule = "T001"\nreason = "{REASON}"\nuntil = 2020-01-01\n'
    (tmp_path / "goallint.toml").write_text(setting, "utf-8")

    assert report(capsys, "text")[0] == 2


def test_the_public_function_heeds_comments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are part of the document."""
    leave_out_shipped_rules(monkeypatch)
    path = commented_docx(tmp_path / "渡口.docx", FORM, [Remark(f"goallint：忽略 T001 {REASON}", VALUE)])

    [result] = goallint.check(path, rules=[RULES])
    assert reasons(result) == {"T001": REASON}
