"""How long a whole check takes, measured in readings by python-docx: `python -m benchmarks.run`.

One Word file with many tables, made here. Ours: read it, find the forms, run all rules. Theirs: read the text of all
cells, no more. The two take turns, so that a machine that slows down slows both; the median of the rounds counts.
Loading the rules is measured apart, because it happens once for any number of files.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import docx

from goallint import engine
from goallint.extract import extract
from goallint.form import Forms
from goallint.readers import read
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Rule
from tests.forms import Block, Row, Span, write_docx

TABLES = 20
ROUNDS = 7
RESULTS = Path(__file__).with_name("RESULTS.md")

T = TypeVar("T")

_CROPS = ("油茶", "茶叶", "竹笋", "食用菌", "中药材", "柑橘", "莲子", "蜂蜜", "山羊", "稻鱼")


def main() -> None:
    """Measure, print and write the result."""
    with TemporaryDirectory() as folder:
        path = write_docx(Path(folder) / "项目.docx", pages())
        loading, rules = timed(lambda: load_rules().rules)
        forms = check(path, rules)
        cells = read_cells(path)
        sides = (lambda: check(path, rules), lambda: read_cells(path), lambda: read(path))
        rounds = [[timed(side)[0] for side in sides] for _ in range(ROUNDS)]
    ours, theirs, reading = (median(side) for side in zip(*rounds, strict=True))
    indicators = sum(len(form.indicators) for form in forms.forms)
    text = f"""# Results

`python -m benchmarks.run`: a Word file with {TABLES} tables of {cells // TABLES} cells, {indicators} indicators in all.
{platform.python_implementation()} {platform.python_version()} on {platform.system()}, {len(rules)} rules, median of \
{ROUNDS} rounds that take turns.

| | Milliseconds |
|---|---|
| goallint: read, find the forms, run all rules | {ours * 1000:.0f} |
| python-docx: read the text of the cells | {theirs * 1000:.0f} |
| **goallint ÷ python-docx** | **{ours / theirs:.2f}** |
| goallint: read only | {reading * 1000:.0f} |
| loading the rules, once a run | {loading * 1000:.0f} |

Ratios of single rounds: {", ".join(f"{mine / other:.2f}" for mine, other, _ in rounds)}
"""
    RESULTS.write_text(text, "utf-8")
    sys.stdout.write(text)


def pages(tables: int = TABLES) -> list[Block]:
    """Projects that differ in crop and numbers, some with a mistake."""
    blocks: list[Block] = ["云岭县农业技术站2026年部门预算绩效目标"]
    for number in range(tables):
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


def check(path: Path, rules: Sequence[Rule]) -> Forms:
    """Do all that goallint does with a file, but for the report."""
    forms = extract(read(path))
    engine.run(rules, forms)
    return forms


def read_cells(path: Path) -> int:
    """Read the text of every cell with python-docx; how many there are."""
    return sum(
        1
        for table in docx.Document(str(path)).tables
        for row in table.rows
        for cell in row.cells
        if cell.text is not None
    )


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds that the work took, and what came of it."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


if __name__ == "__main__":
    main()
