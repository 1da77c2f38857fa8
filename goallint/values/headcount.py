"""Persons × standard in prose: "聘请269名…，按照800元/人/月…，此外，建设…21.69万元，共需资金281万元"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.regex import late
from goallint.values.arithmetic import statements
from goallint.values.prose import Mention, Passage, alternatives, words
from goallint.values.quantity import Quantity
from goallint.values.splits import splits

_PERSONS = late(r"(?<![\d.每])(\d{1,7})\s?(?:名|位|人(?![次均民/·*×天日份]))")
_SEGMENT = late(r"[;。\n]")
_PER_PERSON = late(r"\s*/\s*[人名位](?!次)")
_EVERY_PERSON = late(r"(?:每(?:人|名|位)|人均)")
_PER_MONTH = late(r"\s*/\s*(?:[人名位]\s*[/·.]?\s*)?(?:每)?(?:个)?月")
_PER_OTHER = late(r"/\s*(?:[人名位]\s*[/·.]?\s*)?(?:每)?(?P<per>天|日|次|场|季|周|期|课时|学时|小时|半年|学期)")
_EVERY_OTHER = late(r"每(?:天|日|次|场|季|周|期|课时|小时|学期)")
_EVERY_MONTH = late(r"每个?月|月人?均|人均月|(?<![\d个])月(?:工资|薪|补贴|补助|报酬|标准)")
_MONTHS = late(r"(?<![\d.])(\d{1,2})\s?个月")
_AT_LEAST = late(r"(?:不少于|不低于|至少|以上)$")
_FULL_YEAR = 12


@dataclass(frozen=True, slots=True)
class Headcount:
    """Persons × standard with the total that it should come to (人数与标准).

    `months` is 1 unless the standard is per month. `extras` are amounts named beside it. `total` is what the text
    states, None if it leaves that to the form. `whole` says that the text calls the total the sum of all this;
    otherwise the money may also be for something else. `doubt` says why the product cannot be relied on.
    """

    start: int
    end: int
    persons: int
    standard: Quantity
    months: int
    extras: tuple[Mention, ...]
    total: Mention | None
    whole: bool
    doubt: Phrase | None = None

    @property
    def product(self) -> Decimal:
        """Persons × standard × months in 元."""
        return self.persons * self.standard.base * self.months

    @property
    def need(self) -> Decimal:
        """The product and the extras in 元."""
        return self.product + sum((extra.quantity.base for extra in self.extras), Decimal(0))


def headcount(passage: Passage, budget: Quantity | None = None) -> Headcount | None:
    """The one standard for persons in a text with their number; None if there is none, or more than one.

    `budget` stands for the total where the text gives none.
    """
    standards = [
        mention for mention in passage.mentions if mention.kind == "standard" and _for_persons(passage, mention)
    ]
    total, whole = _total(passage)
    target = total.quantity if total else budget
    if len(standards) != 1 or target is None or statements(passage.text):
        return None
    standard = standards[0]
    persons = _persons(passage, standard)
    if persons is None:
        return None
    months, doubt = _months(passage, standard)
    found = Headcount(standard.start, standard.end, persons, standard.quantity, months, (), total, whole, doubt)
    return _with_extras(passage, found, target)


def _for_persons(passage: Passage, mention: Mention) -> bool:
    if not mention.is_money:
        return False
    after = passage.folded[mention.end : mention.end + 12]
    return bool(_PER_PERSON.match(after) or _EVERY_PERSON.search(mention.label) or re.match(r"\s*每人", after))


def _persons(passage: Passage, standard: Mention) -> int | None:
    """How many persons: the one number in the segment around the standard, else in the whole text."""
    start = max((match.end() for match in _SEGMENT.finditer(passage.folded, 0, standard.start)), default=0)
    stop = _SEGMENT.search(passage.folded, standard.end)
    end = stop.start() if stop else len(passage.folded)
    for begin, until in ((start, end), (0, len(passage.folded))):
        counts = {int(match[1]) for match in _PERSONS.finditer(passage.folded, begin, until)} - {0}
        if len(counts) == 1:
            return counts.pop()
        if counts:
            return None
    return None


def _months(passage: Passage, standard: Mention) -> tuple[int, Phrase | None]:
    """How many times the standard is paid, and why that cannot be known."""
    after = passage.folded[standard.end : standard.end + 16]
    other = _PER_OTHER.search(after) or _EVERY_OTHER.search(standard.label)
    if other:
        return 1, Phrase(
            f"标准按次或按日计（{other[0]}），看不出全年几次",
            f"the standard is per {other[0]}, and it is not clear how often",
        )
    if _PER_MONTH.match(after) or _EVERY_MONTH.search(standard.label):
        months = {int(match[1]) for match in _MONTHS.finditer(passage.folded)}
        if len(months) > 1:
            return _FULL_YEAR, Phrase("写了不止一个月数", "more than one number of months is given")
        return (months.pop() if months else _FULL_YEAR), None
    return 1, None


def _total(passage: Passage) -> tuple[Mention | None, bool]:
    """The stated total, and whether it is called the sum: 共需资金281万元 before 预算数281万元."""
    money = [mention for mention in passage.mentions if mention.is_money and mention.kind == "amount"]
    called = [mention for mention in money if _called_sum().search(mention.label)]
    if called:
        return called[-1], True
    inner = {part.start for split in splits(passage) for part in split.parts}
    named = [m for m in money if m.start not in inner and re.search(r"预算|总额|安排|项目资金|总投资", m.label)]
    return (named[0], False) if named else (None, False)


@cache
def _called_sum() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(words('sum_words'))}|所需)(?:资金|经费|预算|金额|费用)?(?:为|约)?:?$")


def _with_extras(passage: Passage, found: Headcount, target: Quantity) -> Headcount:
    """The headcount with the extras of the reading that comes to the target, else with what is called extra."""
    inner = {part.start for split in splits(passage) for part in split.parts}
    taken = {found.total.start} if found.total else set()
    others = [
        mention
        for mention in passage.mentions
        if mention.is_money
        and mention.kind == "amount"
        and mention.start not in inner | taken
        and mention.quantity.base != target.base
    ]
    called = [mention for mention in others if _is_extra(passage, mention)]
    for extras in ([], called, others):
        reading = replace(found, extras=tuple(extras))
        if _comes_to(reading, target):
            return replace(reading, doubt=None)
    return replace(found, extras=tuple(called), doubt=_doubt(passage, found, target, others, called))


def _comes_to(found: Headcount, target: Quantity) -> bool:
    slack = target.half + sum((extra.quantity.half for extra in found.extras), Decimal(0))
    return found.need == target.base or abs(found.need - target.base) < slack


def _is_extra(passage: Passage, mention: Mention) -> bool:
    start, _ = passage.sentence(mention.start)
    between = passage.folded[max(start, mention.start - 40) : mention.start]
    return any(word in between for word in words("extras"))


def _doubt(
    passage: Passage, found: Headcount, target: Quantity, others: Sequence[Mention], called: Sequence[Mention]
) -> Phrase | None:
    """Why persons × standard need not be the total: the first reason that holds."""
    label = passage.folded[max(0, found.start - 12) : found.start]
    by_month = found.months == _FULL_YEAR
    reasons = [
        (len(called) < len(others), _OTHERS),
        (any(word in passage.folded for word in words("shared")), _SHARED),
        (by_month and any(_comes_to(replace(found, months=n), target) for n in range(1, _FULL_YEAR)), _FEWER_MONTHS),
        (bool(_AT_LEAST.search(label)), _LOWER_LIMIT),
        (not found.whole and found.need < target.base, _OTHER_USES),
    ]
    return found.doubt or next((reason for holds, reason in reasons if holds), None)


_OTHERS = Phrase("另有金额，看不出是不是同一笔", "there are other amounts that may or may not belong to it")
_SHARED = Phrase(
    "经费由几方负担，本表金额不一定等于人数乘标准", "others share the cost, so the amount may be only a part"
)
_FEWER_MONTHS = Phrase(
    "标准按月计，可能不足 12 个月", "the standard is per month, perhaps for less than twelve of them"
)
_LOWER_LIMIT = Phrase("标准只写了下限", "the standard is only a lower limit")
_OTHER_USES = Phrase("资金可能还有别的用途没有写出", "the money may also be for something that is not written here")
