"""The report for people."""

import pytest

from goallint.findings import Place, Severity, Skip, Suppressed
from goallint.language import Phrase
from goallint.reports import View
from goallint.reports.fold import numbers
from goallint.reports.layout import width
from goallint.results import DocumentResult
from tests.reporting import FAILURE, Run, checked, finding, run, written

WIDE = View(width=80)
ALL = View(width=80, level=Severity.INFO)
ENGLISH = View(language="en", width=80)


def report(result: Run, view: View = WIDE) -> str:
    """Return the text report."""
    return written("text", result, view)


def yes_no(number: int, row: int = 7) -> Place:
    """Return the same cell in another table."""
    return Place(number, row, 4, "是/否", "产出指标/成本指标/渡船修理费")


def test_a_finding_says_where_what_why_and_what_instead() -> None:
    """The whole of a small report."""
    found = finding(suggestion=Phrase("写明费用，例如“≤3万元”。", ""))

    assert report(run(checked(found))) == (
        "青石镇.docx\n"
        "\n"
        "表 1  渡口维护  项目绩效目标表 · 12.5 万元 · 4 个指标\n"
        "  错误 V001 name-of-v001  表1 第7行 第4列\n"
        "    产出指标 / 成本指标 / 渡船修理费  →  「是/否」\n"
        "    没有选定。\n"
        "    建议：写明费用，例如“≤3万元”。\n"
        "\n"
        "规则的理由和例子：goallint explain V001\n"
        "检查了 1 个文件、1 张表：1 个错误、0 个警告、0 条提示\n"
    )


def test_a_file_whose_findings_are_suppressed_does_not_pass_for_a_clean_one() -> None:
    """They are counted where the file is said to have nothing wrong."""
    excused = finding(suppressed=Suppressed("省厅表样如此", "config"))

    assert "  没有发现问题（1 张表、4 个指标，1 个问题已豁免）\n" in report(run(checked(excused)))
    assert "  nothing wrong (1 table, 4 indicators, suppressed: 1)\n" in report(run(checked(excused)), ENGLISH)
    assert "  没有发现问题（1 张表、4 个指标）\n" in report(run(checked()))


def test_a_name_is_marked_in_its_own_place() -> None:
    """When the offending cell is the name itself, it is not said twice."""
    place = Place(1, 7, 3, "提升 形象", "效益指标/社会效益指标/提升形象")

    assert "    效益指标 / 社会效益指标 / 「提升 形象」\n" in report(run(checked(finding(place=place))))


def test_a_blank_cell_is_shown_as_blank() -> None:
    """An empty cell has nothing to quote."""
    place = Place(1, 7, 4, "", "产出指标/数量指标/渡船数量")

    assert "渡船数量  →  「」（空白）" in report(run(checked(finding(place=place))))


def test_evidence_is_quoted() -> None:
    """Related cells are shown with what they are."""
    related = (Place(1, 4, 2, "70.00", "资金总额/财政拨款"), Place(2, 5, 2, "50.00", "资金总额/其他资金"))
    text = report(run(checked(finding(related=related))))

    assert "    对照：财政拨款「70.00」、表2 第5行 第2列 其他资金「50.00」\n" in text


def test_a_defect_of_the_template_is_said_once() -> None:
    """The same cell in three tables is one entry that lists the tables."""
    text = report(run(checked(*(finding(place=yes_no(number)) for number in (1, 2, 3)), tables=3)))

    assert text.count("没有选定。") == 1
    assert "    同样的问题见表 1–3，共 3 处。\n" in text
    assert "3 个错误" in text


def test_two_tables_are_not_yet_a_template() -> None:
    """The same cell in two tables stands under each of them."""
    text = report(run(checked(finding(place=yes_no(1)), finding(place=yes_no(2)), tables=2)))

    assert text.count("没有选定。") == 2


def test_runs_of_table_numbers_are_ranges() -> None:
    """Three or more in a row are a range."""
    assert numbers([1, 2, 4, 5, 6, 9], "、") == "1、2、4–6、9"


def test_infos_and_skips_are_counted_and_hinted_at() -> None:
    """What is not shown by default is counted, with the way to see it."""
    skips = (Skip("A001", 1, Phrase("没有写金额单位", "no unit of money")),)
    result = run(checked(finding("V006", Severity.INFO, message="没有写≥。"), skips=skips))
    short, long = report(result), report(result, ALL)

    assert "没有写≥" not in short
    assert "没有错误和警告（1 张表、4 个指标）" in short
    assert "另有 1 条提示，用 --level info 查看。" in short
    assert "1 项无法判断，用 --level info 查看原因。" in short
    assert "没有写≥" in long
    assert "  A001 表 1：没有写金额单位\n" in long
    assert "--level info" not in long


def test_a_clean_run_says_what_was_checked() -> None:
    """No findings is not silence."""
    assert report(run(checked(tables=2))).endswith("没有发现问题：检查了 1 个文件、2 张表、8 个指标\n")


def test_files_without_a_table_are_listed() -> None:
    """A file that may be passed over is named at the end, not among the findings."""
    text = report(run(checked(), DocumentResult("通知.docx", "no-table")))

    assert "没有绩效目标表的文件（1 个）：\n  通知.docx\n" in text
    assert "未能检查" not in text


def test_an_unreadable_file_says_why_and_what_to_do() -> None:
    """Error, reason and remedy, and the sum says that something is missing."""
    text = report(run(checked(), DocumentResult("坏.docx", "unreadable", FAILURE)))

    assert "坏.docx\n  错误 G001 文件是空的\n    请重新获取。\n" in text
    assert text.endswith("；1 个文件未能检查\n")


def test_nothing_checked_is_never_a_pass() -> None:
    """A run without a single table says so."""
    text = report(run(DocumentResult("通知.docx", "no-table")))

    assert text.endswith("没有检查任何绩效目标表\n")
    assert "没有发现问题" not in text


def test_the_report_speaks_english() -> None:
    """Everything but the words of the form is in the language asked for."""
    text = report(run(checked(finding(suggestion=Phrase("写明。", "Write it.")))), ENGLISH)

    assert "  error V001 name-of-v001  table 1, row 7, column 4\n" in text
    assert "    Instead: Write it.\n" in text
    assert text.endswith("Checked 1 file, 1 table: 1 error, 0 warnings, 0 infos\n")


@pytest.mark.parametrize("columns", [30, 50, 80, 200])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    """Chinese is broken by its width, and wide screens are not filled with endless lines."""
    long = "渡船、码头、候船室、护栏和救生设备的日常维护与更新改造，" * 6
    text = report(run(checked(finding(message=long, place=Place(1, 2, 3, long, "目标")))), View(width=columns))

    assert max(map(width, text.splitlines())) <= min(columns, 100)


def test_colours_only_where_asked_for() -> None:
    """Without colours no escape sequence is written; with them the text is the same."""
    plain, coloured = report(run(checked(finding()))), report(run(checked(finding())), View(width=80, colour=True))

    assert "\x1b" not in plain
    assert "\x1b[" in coloured


def test_documents_cannot_command_the_terminal() -> None:
    """Control characters in a cell are shown, not obeyed."""
    place = Place(1, 7, 4, "\x1b[2J清屏", "产出指标/\x1b]0;标题\x07")

    assert "\x1b" not in report(run(checked(finding(place=place, message="见\x1b[31m红"))))


def test_prose_has_no_table() -> None:
    """A finding in a paragraph says which one."""
    place = Place(0, 12, 1, "共投入30万元。", "")

    assert "正文\n  错误 V001 name-of-v001  正文第 12 段\n    「共投入30万元。」\n" in report(
        run(checked(finding(place=place)))
    )


def test_a_whole_table_or_text_has_no_cell() -> None:
    """A finding without a cell quotes none."""
    text = report(run(checked(finding(place=Place(1, 0, 0, "")), finding(place=Place(0, 0, 0, "")))))

    assert (
        "表 1  渡口维护  项目绩效目标表 · 12.5 万元 · 4 个指标\n  错误 V001 name-of-v001  表1\n    没有选定。\n" in text
    )
    assert "正文\n  错误 V001 name-of-v001  全文\n    没有选定。\n" in text


def test_a_form_over_two_tables_has_one_heading() -> None:
    """Findings in the second half of a form that a page break cut stand under the form."""
    from tests.reporting import table

    document = DocumentResult("甲.docx", "checked", None, (table(1, tables=(1, 2)),), (finding(place=yes_no(2)),))

    assert "表 1、2  渡口维护" in report(run(document))


def test_advice_for_one_table_is_marked_as_an_example() -> None:
    """When the tables of a folded finding need different advice, that of the first is shown as what it is."""
    found = [finding(place=yes_no(number), suggestion=Phrase(f"≤{number}万元", "")) for number in (1, 2, 3)]

    assert "    建议（以表 1 为例）：≤1万元\n" in report(run(checked(*found, tables=3)))


def test_the_same_advice_is_given_once_in_a_table() -> None:
    """Findings of one rule with the same suggestion share a heading; each cell keeps its own words."""
    advice = Phrase("写明程度。", "")
    found = [
        finding(place=Place(1, row, 4, text, f"效益指标/{text}"), message=f"“{text}”太空。", suggestion=advice)
        for row, text in ((8, "提高"), (9, "增强"))
    ]

    assert (
        "  错误 V001 name-of-v001\n"
        "    第8行 第4列  效益指标 / 「提高」\n"
        "      “提高”太空。\n"
        "    第9行 第4列  效益指标 / 「增强」\n"
        "      “增强”太空。\n"
        "    建议：写明程度。\n"
    ) in report(run(checked(*found)))


def test_a_cell_that_does_not_fit_stands_below_its_way() -> None:
    """A short cell is not torn."""
    place = Place(1, 7, 4, "是/否", "产出指标/成本指标/渡船、码头和候船室的修理费")

    assert "\n    →  「是/否」\n" in report(run(checked(finding(place=place))), View(width=50))


def test_each_of_several_files_counts_its_own() -> None:
    """Where several files were checked, each says how many findings it has."""
    text = report(run(checked(finding()), checked(path="乙.docx")))

    assert text.startswith("青石镇.docx  1 个错误\n")
