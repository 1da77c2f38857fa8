"""Sums of money in cells and in prose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from goallint.document import Cell
from goallint.extract.labels import Label, field_words
from goallint.form import Amount, Fund
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, squash
from goallint.values import indicator as values
from goallint.values.quantity import NO_UNIT, Quantity
from goallint.values.units import has_dimension, unit, unit_pattern

_DECLARED = late(r"(?:单位|金额单位|计量单位|货币单位)[:：]?(?:人民币)?(?P<unit>[百千万亿]*元)")
_BRACKETED = late(r"[(（](?:单位[:：])?(?:人民币)?(?P<unit>[百千万亿]*元)[)）]")


def declared_unit(text: str) -> str:
    """The money unit that a label or heading declares: "单位：万元", "项目资金（万元）"; "" if none."""
    key = squash(text)
    match = _DECLARED.search(key) or _BRACKETED.search(key)
    if match is None and has_dimension(key, "money"):
        return key
    return match["unit"] if match else ""


def quantity(text: str, declared: str) -> Quantity | None:
    """The number in `text` with its own unit, else with the declared one; None if it is no number."""
    value = values.parse(re.sub(r"^[¥￥]", "", squash(text)))
    if value.kind != "bound" or value.quantity is None or value.tail:
        return None
    found = value.quantity
    if found.unit == NO_UNIT:
        return Quantity(found.number, unit(declared)) if declared else found
    if found.dimension == "number":
        return Quantity(found.number, unit(found.unit.symbol + "元"))
    return found


def amount(label: str, cell: Cell, declared: str, text: str | None = None) -> Amount:
    """The sum of money in a cell, or in `text`, a part of it."""
    written = (cell.text if text is None else text).strip()
    return Amount(label, written, cell, quantity(written, declared))


def points(label: str, cell: Cell) -> Amount:
    """The points in a cell: "10分" is 10; weights in percent keep their unit."""
    found = amount(label, cell, "")
    if found.money and found.money.dimension == "score":
        return Amount(label, found.text, cell, Quantity(found.money.number, NO_UNIT))
    return found


@cache
def _prose_total() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, vocabulary("labels")["prose_totals"]), key=len, reverse=True))
    return re.compile(rf"^\s*(?:\d{{4}}年(?:度)?)?(?P<label>{words})(?:为|共|共计|:)?\s*(?P<sum>{_sum()})")


def _sum() -> str:
    return rf"\d[\d,]*(?:\.\d+)?\s*(?:{unit_pattern()})"


@cache
def _prose_part() -> re.Pattern[str]:
    return re.compile(rf"^(?:其中:?)?(?P<label>[^\d,;:。]{{2,14}}?)(?:安排|共|为|:)?\s*(?P<sum>{_sum()})$")


def fund_in_prose(text: str, cell: Cell) -> Fund | None:
    """The total and its sources at the head of a prose cell: "预算数43.3万元。其中：财政资金43.3万元，…"."""
    folded = fold(text)
    match = _prose_total().match(folded)
    if match is None:
        return None
    total = amount(match["label"], cell, "", match["sum"])
    if total.money is None or total.money.dimension != "money":
        return None
    return Fund(match["label"], total, tuple(_sources(folded[match.end() :], cell)))


def _sources(rest: str, cell: Cell) -> list[Amount]:
    """Sources named one after the other up to the first thing that is none."""
    found: list[Amount] = []
    for clause in re.split(r"[,;。.](?!\d)", rest):
        stripped = clause.strip()
        if not stripped:
            continue
        match = _prose_part().match(stripped)
        if match is None or not _is_source(match["label"], field_words()):
            break
        found.append(amount(match["label"], cell, "", match["sum"]))
    return found


def _is_source(word: str, words: Mapping[str, str]) -> bool:
    key = words.get(squash(word).removesuffix("安排").removeprefix("其中:"), "")
    return key.startswith("fund:") and key not in {"fund:total", "fund:use", "fund:use_detail"}


def source_key(label: Label) -> str:
    """Which kind of money a fund label names (fiscal, other, …); "" for any other label."""
    return label.key.removeprefix("fund:") if label.key.startswith("fund:") else ""
