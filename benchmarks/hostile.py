"""Whether a form full of long texts is checked in time: `python -m benchmarks.hostile`.

Every kind of text in every place of a form, in two lengths, through extraction and all rules. Prints what takes longer
than a second, else the slowest; the exit code says which.
"""

from __future__ import annotations

import gc
import sys
from time import process_time

from goallint import engine
from goallint.document import Cell, Document, Paragraph, Table
from goallint.expr.once import forget
from goallint.extract import extract
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Rule

SHORT, LONG = 12_500, 50_000
SLOW = 1.0
"""Seconds that a check may take."""

UNITS = ("一", "1.", "1+", "目标1：", "、", "（", "万元", " ", "≥95%", "甲乙1万元，其中：", "社区3个、", "\n", "abc")

ROWS = (
    ("项目名称", "油茶种植技术推广"),
    ("主管部门", "云岭县农业农村局"),
    ("年度资金总额（万元）", "120.00"),
    ("其中：财政拨款", "100.00"),
    ("其他资金", "20.00"),
    ("资金用途", "用于培训农户"),
    ("年度主要任务", "任务名称", "主要内容", "总额（万元）"),
    ("年度主要任务", "培训", "培训农户90人", "60.00"),
    ("年度绩效目标", "培训农户90人，推广面积300亩。"),
    ("一级指标", "二级指标", "三级指标", "指标值", "指标描述", "确定依据"),
    ("产出指标", "数量指标", "培训农户人数", "≥90人", "参加培训的农户", "计划"),
    ("产出指标", "数量指标", "推广面积", "≥300亩", "推广的面积", "计划"),
    ("效益指标", "社会效益指标", "带动就业人数", "≥9人", "就业的农户", "计划"),
    ("满意度指标", "满意度指标", "农户满意度", "≥95%", "问卷", "计划"),
)

PLACES = (*((row, column) for row in (0, 1, 2, 3, 5, 7, 8, 10) for column in range(len(ROWS[row]))), (-1, 0), (-2, 0))
"""Cells by row and column from 0; the title above the form; everything at once."""


def main() -> int:
    """Check every text in every place; 1 if one of them takes too long."""
    gc.disable()
    rules = load_rules().rules
    _seconds(rules, "甲", (0, 1))  # grammars and word lists are loaded once
    found = [
        (_seconds(rules, (unit * LONG)[:LONG], place), _seconds(rules, (unit * SHORT)[:SHORT], place), place, unit)
        for unit in UNITS
        for place in PLACES
    ]
    found.sort(reverse=True)
    bad = [line for line in found if line[0] > SLOW]
    for long, short, place, unit in bad or found[:10]:
        print(f"{place!s:10} {unit!r:24} {short:.3f} s  {long:.3f} s  ×{long / max(short, 1e-6):.1f}")  # noqa: T201
    return bool(bad)


def _seconds(rules: tuple[Rule, ...], text: str, place: tuple[int, int]) -> float:
    page = _page(text, place)
    gc.collect()
    start = process_time()
    engine.run(rules, extract(page))
    taken = process_time() - start
    forget()
    return taken


def _page(text: str, place: tuple[int, int]) -> Document:
    texts = [list(row) for row in ROWS]
    title = text if place[0] < 0 else "油茶种植技术推广项目绩效目标表"
    if place[0] == -2:  # noqa: PLR2004  # everything at once
        texts[0][1] = texts[8][1] = texts[10][2] = texts[10][3] = texts[11][2] = text
    elif place[0] >= 0:
        texts[place[0]][place[1]] = text
    cells = (Cell(1, row, column, each) for row, line in enumerate(texts, 1) for column, each in enumerate(line, 1))
    return Document("", (Paragraph(1, title), Table(1, tuple(cells))))


if __name__ == "__main__":
    sys.exit(main())
