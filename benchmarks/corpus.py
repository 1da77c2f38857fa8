"""The files that are measured: invented projects, every one with texts of its own, written fast."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.forms import Block, Row, Span, place, size

_CROPS = ("油茶", "茶叶", "竹笋", "食用菌", "中药材", "柑橘", "莲子", "蜂蜜", "山羊", "稻鱼")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ),
}


def pages(tables: int, first: int = 0) -> list[Block]:
    """Projects that differ in crop and numbers, some with a mistake; `first` is the number of the first."""
    blocks: list[Block] = ["云岭县农业技术站2026年部门预算绩效目标"]
    for number in range(first, first + tables):
        name = f"{_CROPS[number % len(_CROPS)]}种养技术推广（第{number + 1}片区）"
        blocks += [f"{number + 1}、{name}绩效目标表", _project(name, number)]
    return blocks


def _project(name: str, number: int) -> Sequence[Row]:
    budget, people, area = 12 + number, 40 + 3 * number, 300 + 25 * number
    wrong = number % 4 == 0
    return [
        [Span("项目名称", 1, 2), Span(name, 1, 5)],
        [Span("项目资金（万元）", 3, 2), "年度资金总额", Span(f"{budget}.00", 1, 4)],
        ["其中：财政拨款", Span(f"{budget - 2}.00", 1, 4)],
        ["其他资金", Span("3.00" if wrong else "2.00", 1, 4)],
        [Span("年度绩效目标", 1, 2), Span(f"培训农户{people}人，推广面积{area}亩，技术到户率达到90%。", 1, 5)],
        ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", Span("指标值确定依据", 1, 2)],
        [Span("产出指标", 5), Span("数量指标", 2), "培训农户人数", "参加培训的农户", f"≥{people}人", _basis()],
        ["技术推广面积", "采用新技术的面积", f"≥{area}亩", _basis()],
        ["质量指标", "技术到户率", "采用新技术的农户占比", f"{people}人" if wrong else "≥90%", _basis()],
        ["时效指标", "培训完成时间", "全部场次结束的时间", "2026年9月底前", _basis()],
        ["成本指标", "推广总成本", "项目全部支出", f"≤{budget}.00万元", _basis()],
        [Span("效益指标", 4), "经济效益指标", "每亩增收", "与上年相比", f"≥{80 + number}元", _basis()],
        ["社会效益指标", "带动就业人数", "常年用工", f"≥{5 + number}人", _basis()],
        ["生态效益指标", "化肥用量下降率", "与上年相比", "≥3%", _basis()],
        ["可持续影响指标", "技术档案", "建档情况", "进一步完善" if wrong else "≥1套", _basis()],
        ["满意度指标", "服务对象满意度指标", "农户满意度", "问卷满意人数占比", "≥90%", _basis()],
    ]


def _basis() -> Span:
    return Span("实施方案", 1, 2)


def write(path: Path, blocks: Sequence[Block]) -> Path:
    """Write a Word file; python-docx would take minutes for hundreds of tables."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in blocks)
    text = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, "word/document.xml": text}.items():
            archive.writestr(name, content)
    return path


def write_many(folder: Path, count: int) -> Path:
    """Write `count` files of one table each, no two alike."""
    folder.mkdir()
    for number in range(count):
        write(folder / f"项目{number + 1:05d}.docx", pages(1, number))
    return folder


# What Word itself writes around every text: fonts, sizes, borders, revision marks. A file of bare texts would flatter
# whoever builds trees, and nobody has such files.
_FONT = (
    '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/><w:color w:val="000000"/>'
    '<w:kern w:val="0"/><w:sz w:val="18"/><w:szCs w:val="18"/>'
)
_PARAGRAPH = (
    '<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E"><w:pPr><w:widowControl/><w:spacing w:line="240" '
    f'w:lineRule="auto"/><w:jc w:val="center"/><w:textAlignment w:val="center"/><w:rPr>{_FONT}</w:rPr></w:pPr>'
)
_RUN = f'<w:r w:rsidRPr="00C51F0D"><w:rPr>{_FONT}<w:lang w:bidi="ar"/></w:rPr><w:t>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right")
)
_PIECES = re.compile(r"[0-9.%]+|[^0-9.%]+")
"""Word parts a text where the font changes: digits apart from Chinese."""


def _paragraph(text: str) -> str:
    runs = "".join(f"{_RUN}{escape(piece)}</w:t></w:r>" for piece in _PIECES.findall(text))
    return f"{_PARAGRAPH}{runs}</w:p>"


def _table(rows: Sequence[Row]) -> str:
    placed = place(rows)
    height, width = size(placed)
    grid: list[list[str]] = [[""] * width for _ in range(height)]
    for row, column, span in placed:
        for down in range(span.rows):
            merge = "" if span.rows == 1 else '<w:vMerge w:val="restart"/>' if down == 0 else "<w:vMerge/>"
            across = f'<w:gridSpan w:val="{span.columns}"/>' if span.columns > 1 else ""
            properties = (
                f'<w:tcPr><w:tcW w:w="{1300 * span.columns}" w:type="dxa"/>{across}{merge}'
                f'<w:tcBorders>{_BORDERS}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="auto"/>'
                '<w:vAlign w:val="center"/></w:tcPr>'
            )
            grid[row + down][column] = f"<w:tc>{properties}{_paragraph(span.text if down == 0 else '')}</w:tc>"
    columns = '<w:gridCol w:w="1300"/>' * width
    start = '<w:tr w:rsidR="00A77B3E"><w:trPr><w:trHeight w:val="454"/><w:jc w:val="center"/></w:trPr>'
    body = "".join(f"{start}{''.join(cells)}</w:tr>" for cells in grid)
    return f'<w:tbl><w:tblPr><w:tblW w:w="9100" w:type="dxa"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>'
