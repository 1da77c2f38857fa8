"""Whether the time that a text takes grows with its length, and no faster: `python -m benchmarks.linear`.

Texts that make careless patterns slow, in two lengths, through everything that reads texts. Prints what grows faster
than the length allows, else the slowest; the exit code says which.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from time import process_time

from goallint.document import Cell, Document, Paragraph, Table
from goallint.extract import extract
from goallint.values import days, indicator, unitcost
from goallint.values.arithmetic import statements
from goallint.values.changes import changes, shares
from goallint.values.headcount import headcount
from goallint.values.itemised import itemised
from goallint.values.measure import measure
from goallint.values.mentions import mentions, stated_totals
from goallint.values.prose import passage
from goallint.values.splits import splits

SHORT, LONG = 10_000, 40_000
ROUNDS = 2
MOST = 2.0
"""How many times faster than the length the time may grow: caches of the processor and the clock take their share."""
SLOW = 0.05
"""Seconds below which nothing is said about growth."""

READS: dict[str, Callable[[str], object]] = {
    "value": indicator.parse,
    "calculations": statements,
    "passage": passage,
    "changes": lambda text: list(changes(passage(text))),
    "shares": lambda text: list(shares(passage(text))),
    "sums": lambda text: splits(passage(text)),
    "breakdowns": lambda text: itemised(passage(text)),
    "headcount": lambda text: headcount(passage(text)),
    "mentions": mentions,
    "totals of entities": lambda text: stated_totals(text, ("社区", "村")),
    "period": days.period,
    "unit cost": lambda text: unitcost.per(text, indicator.parse("5元")),
    "measure": measure,
    "one cell": lambda text: extract(_page([[text]])),
    "form": lambda text: extract(_page(_form(text))),
}

TEXTS = (
    *(
        "7",
        "0",
        "1.",
        "1,",
        "1.1.",
        "1 ",
        " ",
        "甲",
        "甲乙",
        "甲\n",
        "、",
        "，",
        "。",
        "；",
        "：",
        ":",
        "-",
        "~",
        "=",
        "/",
    ),
    *("（", "(", ")", "()", "【】", "(1", "(5)", "(甲(", "万元", "元", "1万元", "3万元、", "≥", "≥5", "≤5%", "%", "5%"),
    *(
        "其中：",
        "1万元其中：",
        "其中1.5万元;1 ",
        "（1万元",
        "1万元(其中：甲1万元",
        "2万元，其中：甲1万元、乙1万元。",
        "合计5万元，",
    ),
    *(
        "1+",
        "1*",
        "1x",
        "1 + ",
        "1*2 ",
        "(1+1)*",
        "(1+",
        "5千克*",
        "5台(套)*",
        "5/x",
        "5元/人*3+",
        "1+1=2万元 ",
        "1+7",
        "5m2*",
    ),
    *(
        "2024年",
        "2024年1月1日-",
        "12.",
        "1月",
        "年",
        "1至",
        "至",
        "一",
        "十、",
        "（一）",
        "①",
        "1、",
        "1.甲",
        "1.甲1万元；",
    ),
    *(
        "指标1：",
        "指标1：甲\n",
        "目标1",
        "附件1",
        "每人",
        "5元/人",
        "5人每人每月5元",
        "占5%",
        "1万元，占5%",
        "增加5万元，增长5%。",
    ),
    *(
        "增加5万元 ",
        "下辖",
        "下辖5个村、",
        "5个村和",
        "X",
        "_",
        "□",
        "☑是",
        "百分之五",
        "九成",
        "是/否",
        "项目支出预算",
        "绩效目标表(",
    ),
)


def main() -> int:
    """Read every text in both lengths; 1 if one of them grows too fast."""
    gc.disable()
    found = list(_measured())
    bad = [line for line in found if line.grows]
    for line in sorted(bad or found, key=lambda line: -line.long)[: len(bad) or 10]:
        print(f"{line.read:20} {line.unit!r:24} {line.short:.3f} s  {line.long:.3f} s  ×{line.growth:.1f}")  # noqa: T201
    return bool(bad)


class _Line:
    """What one text took, in both lengths."""

    def __init__(self, read: str, unit: str) -> None:
        self.read, self.unit = read, unit
        self.short, self.long = (self._seconds(length) for length in (SHORT, LONG))

    def _seconds(self, length: int) -> float:
        text = (self.unit * (length // len(self.unit) + 1))[:length]
        # An ending of its own, so that no text is known from before.
        return min(self._once(f"{text}{self.read}{round_}") for round_ in range(ROUNDS))

    def _once(self, text: str) -> float:
        start = process_time()
        READS[self.read](text)
        return process_time() - start

    @property
    def growth(self) -> float:
        """How many times as long the longer text took."""
        return self.long / max(self.short, 1e-6)

    @property
    def grows(self) -> bool:
        """Whether that is more than its length allows."""
        return self.long > SLOW and self.growth > MOST * LONG / SHORT


def _measured() -> Iterator[_Line]:
    for read in READS:
        gc.collect()
        _Line(read, "预算1+1=2万元")  # grammars and word lists are loaded once
        for unit in TEXTS:
            yield _Line(read, unit)


def _form(text: str) -> list[list[str]]:
    return [
        ["项目名称", text],
        ["年度绩效目标", text],
        ["资金用途", text],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", text, text],
        ["产出指标", "质量指标", f"指标1：{text}", "≥5%"],
    ]


def _page(rows: list[list[str]]) -> Document:
    cells = (Cell(1, row, column, text) for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1))
    return Document("", (Paragraph(1, rows[0][-1]), Table(1, tuple(cells))))


if __name__ == "__main__":
    sys.exit(main())
