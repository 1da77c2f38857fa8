"""What goallint itself has to say about a file, beside the rules: G001 to G003 and G007 to G009."""

from __future__ import annotations

from collections.abc import Iterable

from goallint.document import Cell
from goallint.findings import Finding, Place, Severity
from goallint.form import Form
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass

_MOST_RELATED = 10
_MOST_QUOTED = 3
_QUOTE_LENGTH = 24


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """One of goallint's own findings; `selectable` ones can be chosen and ignored like a rule.

    `how` says what to do about it, where that is not for the finding itself to say.
    """

    id: str
    name: str
    title: Phrase
    severity: Severity
    why: Phrase
    selectable: bool = False
    how: Phrase = NOTHING

    def is_named(self, word: str) -> bool:
        """Whether the word is its ID or name."""
        return word.lower() in {self.id.lower(), self.name}


UNREADABLE = OwnCheck(
    "G001",
    "unreadable",
    Phrase("无法读取文件", "The file cannot be read"),
    Severity.ERROR,
    Phrase(
        "文件不存在、已损坏、已加密，或者格式与后缀名不符。没有读到的文件等于没有检查，因此退出码为 2。",
        "The file is missing, damaged, encrypted or not what its suffix says. What was not read was not checked, "
        "hence exit code 2.",
    ),
)
NO_TABLE = OwnCheck(
    "G002",
    "no-table",
    Phrase("没有找到绩效目标表", "No performance-target table found"),
    Severity.ERROR,
    Phrase(
        "文件里没有认得出的绩效目标表。命令行上点名的文件没有表，退出码为 2；遍历文件夹时遇到的只计数。"
        "用 --no-table skip 可以放过点名的文件。",
        "No table of the file was recognised. For a file named on the command line the exit code is 2; one met in "
        "a folder is only counted. `--no-table skip` lets named files pass.",
    ),
)
NOT_UNDERSTOOD = OwnCheck(
    "G003",
    "not-understood",
    Phrase("表的一部分没有读懂", "A part of a table was not understood"),
    Severity.WARNING,
    Phrase(
        "没有读懂的单元格不会被检查。goallint 把它们指出来，免得把“没有检查”误当作“没有问题”。"
        "如果它在应当填写指标或金额的位置，是警告，否则是提示。",
        "Cells that were not understood are not checked. They are named, so that silence is never taken for a pass: "
        "a warning where an indicator or an amount was expected, else an info.",
    ),
    selectable=True,
)
STALE = OwnCheck(
    "G007",
    "stale-baseline",
    Phrase("基线里有已经不存在的问题", "The baseline holds findings that are gone"),
    Severity.ERROR,
    Phrase(
        "问题已经改好，或已另行豁免，基线里却还记着：留着它，同样的问题再出现时就没有人知道。"
        "只看这次检查过的文件和规则。",
        "Findings that are mended or suppressed elsewhere are still in the baseline, and would hide the same mistake "
        "when it is made again. Only files and rules of this run count.",
    ),
    how=Phrase(
        "运行 goallint baseline prune，去掉这些记录，并把基线提交到版本库。",
        "Run `goallint baseline prune`, which removes them, and commit the baseline.",
    ),
)
UNUSED = OwnCheck(
    "G008",
    "unused-suppression",
    Phrase("豁免没有用到或不成立", "A suppression is unused or invalid"),
    Severity.WARNING,
    Phrase(
        "豁免之后没有对应的问题、已过期、没有写理由，或者规则名称不对。多余的豁免会挡住以后真正的问题，"
        "不成立的豁免不起作用，都要说出来。只看这次检查过的文件和规则。",
        "A suppression has nothing to suppress, has expired, gives no reason or names no rule. One that is not needed "
        "hides what goes wrong later, and one that is invalid does nothing. Only files and rules of this run count.",
    ),
    selectable=True,
    how=Phrase(
        "不再需要的，删去。Word、Excel 批注写在有问题的单元格上：goallint：忽略 V001 省厅表样如此\n"
        "规则写编号或名称，可以写几条（V001、V003）；理由必须写，“理由”“xxx”“待定”不算。\n"
        "goallint.toml 里写 [[suppress]]，file、rule、reason 必须有，where、until 可以不写。",
        "Remove what is not needed. A comment of Word or Excel goes on the cell: goallint: ignore V001 because …\n"
        "Rules are IDs or names, one or several (V001, V003); the reason is mandatory, and “xxx” or “todo” is none.\n"
        "In goallint.toml write [[suppress]] with file, rule and reason, and if need be where and until.",
    ),
)
CRASHED = OwnCheck(
    "G009",
    "rule-crashed",
    Phrase("规则或程序内部出错", "A rule or goallint itself failed"),
    Severity.ERROR,
    Phrase(
        "这是 goallint 的缺陷，不是文件的问题。其余规则照常运行，但结果不完整，因此退出码为 2。",
        "This is a defect of goallint, not of the file. The other rules ran, but the result is incomplete, hence "
        "exit code 2.",
    ),
)

OWN_CHECKS = (UNREADABLE, NO_TABLE, NOT_UNDERSTOOD, STALE, UNUSED, CRASHED)


def not_understood(forms: Iterable[Form]) -> list[Finding]:
    """One G003 for every table that fitted no form, or with cells that fitted nowhere in it."""
    return [_leftovers(form) for form in forms if form.leftovers or form.kind == "unrecognised"]


def _leftovers(form: Form) -> Finding:
    grave = tuple(leftover.cell for leftover in form.leftovers if leftover.grave)
    cells = grave or tuple(leftover.cell for leftover in form.leftovers) or (Cell(form.table, 1, 1, form.title),)
    quoted = tuple(_quote(cell.text) for cell in cells[:_MOST_QUOTED])
    return Finding(
        rule=NOT_UNDERSTOOD.id,
        name=NOT_UNDERSTOOD.name,
        title=NOT_UNDERSTOOD.title,
        severity=Severity.WARNING if grave else Severity.INFO,
        confidence="high",
        message=_message(form, quoted, len(cells)),
        suggestion=_suggestion(form) if grave else NOTHING,
        place=_place(cells[0]),
        form=form.name.text if form.name else "",
        related=tuple(_place(cell) for cell in cells[1 : _MOST_RELATED + 1]),
    )


def _message(form: Form, quoted: tuple[str, ...], count: int) -> Phrase:
    zh, en = "、".join(f"“{text}”" for text in quoted), ", ".join(f"“{text}”" for text in quoted)
    if count > len(quoted):
        zh, en = f"{zh}等 {count} 个单元格", f"{en} and {count - len(quoted)} more"
    if form.kind == "unrecognised":
        return Phrase(f"没有认出这是什么表，未作检查：{zh}", f"This table was not recognised and not checked: {en}")
    return Phrase(f"这些内容没有读懂，未作检查：{zh}", f"Not understood and not checked: {en}")


def _suggestion(form: Form) -> Phrase:
    if form.kind == "unrecognised":
        return Phrase(
            "如果这是绩效目标表，请核对表头是否有“一级指标、二级指标、三级指标、指标值”等栏目。",
            "If this is a performance-target table, check that its header names the indicator columns.",
        )
    return Phrase(
        "请核对这些单元格是否错行、错列；用 goallint dump 可以看到整张表是怎样读的。",
        "Check that these cells stand in the right row and column; `goallint dump` shows how the table was read.",
    )


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTE_LENGTH else flat[:_QUOTE_LENGTH] + "…"


def _place(cell: Cell) -> Place:
    return Place(cell.table, cell.row, cell.column, cell.text)
