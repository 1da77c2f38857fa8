"""Quantities that prose mentions (提到的数量): 培训渡工60人次, 合格率达到95%, 下辖12个村."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache

from goallint.records import dataclass
from goallint.regex import late
from goallint.text import squash
from goallint.values.quantity import Quantity
from goallint.values.units import unit, unit_pattern

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# What is written in these is no quantity of anything: dates, ordinals, parts of a text.
_NO_QUANTITY = frozenset({"年", "月", "日", "时", "周", "季度", "方面", "级", "星", "代", "版", "点", "类", "卷", "方"})
_BEFORE = 10
_STATES_A_TOTAL = late(
    r"(?:所辖|下辖|共辖|现辖|辖有|辖区(?:内)?(?:共|现)?有|(?:^|[,。;:、])共有)(?P<list>(?:\d+\D{1,10}?[、,和及与])*\d+[^\d,。;、]{1,10})"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in prose: as written, and the words in front of it and behind it."""

    text: str
    quantity: Quantity
    before: str
    after: str


@lru_cache(maxsize=1024)
def mentions(text: str) -> tuple[Mention, ...]:
    """The quantities with units that a text mentions; ranges, dates and ordinals are none."""
    return tuple(_mentions(squash(text)))


def _mentions(text: str) -> Iterator[Mention]:
    for match in _pattern().finditer(text):
        if match["unit"] in _NO_QUANTITY:
            continue
        number = Decimal(match["number"].replace(",", ""))
        before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + _BEFORE]
        yield Mention(match[0], Quantity(number, unit(match["unit"])), before, after)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\d.,〔\[第前含~<>-])(?<!目标)(?<!任务)(?<!指标)(?P<number>(?>{_NUMBER}))(?![\d.]*+[-~至到]\d)[余多]?(?P<unit>{unit_pattern()})(?![-~]\d|/)"
    )


@lru_cache(maxsize=1024)
def stated_totals(text: str, entities: tuple[str, ...]) -> Mapping[str, Decimal]:
    """How many of which entity (社区, 村) a text says that there are in all: 下辖9个村和17个社区.

    Only a sentence that claims to count all of them says so; "走访3个社区" does not.
    """
    words = sorted(map(squash, entities), key=len, reverse=True)
    found: dict[str, Decimal] = {}
    for claim in _STATES_A_TOTAL.finditer(squash(text)):
        for mention in mentions(claim["list"]):
            counted = mention.quantity.unit.symbol.removeprefix("个") + mention.after
            entity = next((word for word in words if counted.startswith(word)), None)
            if entity:
                found.setdefault(entity, mention.quantity.number)
    return found
