"""What prose says of changes and shares: "较上年增加a万元，增加p%", "占全年项目支出总额的p%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.regex import late
from goallint.values.prose import Mention, Passage, alternatives, words, year_of
from goallint.values.quantity import Quantity
from goallint.values.splits import is_named
from goallint.values.units import unit

_ZERO = Decimal(0)
_FARTHEST = 400
_MOST_SHARES = 1000
"""No text states more shares; those behind are not read."""
_PAST = ("上年", "去年", "上一年")
_PLACES = Decimal("0.000001")


def last_digit(rate: Quantity) -> Decimal:
    """One unit of the last written digit: a rate may be rounded or cut off there."""
    exponent = rate.number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0) * rate.unit.factor


@dataclass(frozen=True, slots=True)
class Change:
    """A change as stated (增减): by how much (`delta`, `rate`; either may be missing), from which amount to which.

    `now` and `past` are None where the text does not give them; `doubt` says why they cannot be told. Both delta
    and rate carry their sign in `sign`.
    """

    start: int
    end: int
    sign: int
    delta: Mention | None
    rate: Mention | None
    now: Mention | None
    past: Mention | None
    doubt: Phrase | None = None

    @property
    def computed_delta(self) -> Decimal | None:
        """The change between the two amounts, in 元."""
        return self.now.quantity.base - self.past.quantity.base if self.now and self.past else None

    @property
    def computed_rate(self) -> Decimal | None:
        """The rate, by the change and the amount before it; positive for more, negative for less."""
        pair = self._pair()
        return pair[0] / pair[1] if pair and pair[1] > 0 else None

    @property
    def rate_room(self) -> Decimal:
        """How far off the stated rate may be: one unit of its last digit, and what its operands leave open."""
        pair = self._pair()
        if pair is None or pair[1] <= 0 or self.rate is None:
            return _ZERO
        delta, base = pair
        # What is computed from two amounts has the room of both.
        operands = (self.now, self.past) if self.past else (self.delta, self.now)
        spread = sum((mention.quantity.half for mention in operands if mention), _ZERO)
        return last_digit(self.rate.quantity) + spread * (abs(delta) + base) / (base * base)

    def _pair(self) -> tuple[Decimal, Decimal] | None:
        """The change and the amount that it started from."""
        if self.now and self.past:
            return self.now.quantity.base - self.past.quantity.base, self.past.quantity.base
        if self.delta is None:
            return None
        delta = self.sign * self.delta.quantity.base
        if self.past:
            return delta, self.past.quantity.base
        return (delta, self.now.quantity.base - delta) if self.now else None

    @property
    def holds(self) -> bool:
        """Whether everything that can be computed agrees with what is stated."""
        return self.delta_holds is not False and self.rate_holds is not False

    @property
    def delta_holds(self) -> bool | None:
        """Whether the stated change is that between the two amounts; None if one of them is missing."""
        computed = self.computed_delta
        if computed is None or self.delta is None or not self.now or not self.past:
            return None
        slack = sum((mention.quantity.half for mention in (self.now, self.past, self.delta)), _ZERO)
        off = abs(computed - self.sign * self.delta.quantity.base)
        return off == 0 or off < slack

    @property
    def rate_holds(self) -> bool | None:
        """Whether the stated rate is the computed one; None if it cannot be computed."""
        computed = self.computed_rate
        if computed is None or self.rate is None:
            return None
        return abs(computed - self.sign * self.rate.quantity.base) <= self.rate_room


def changes(passage: Passage) -> Iterator[Change]:
    """Every stated change that has a rate, or an amount to compare with."""
    mentions = passage.mentions
    index = 0
    while index < len(mentions):
        found, index = _at(passage, index)
        if found:
            yield found


def _at(passage: Passage, index: int) -> tuple[Change | None, int]:
    """The change that begins with this mention, and the index of the mention after it."""
    first = passage.mentions[index]
    if first.kind not in {"more", "less"} or _aims(first):
        return None, index + 1
    second = passage.mentions[index + 1] if index + 1 < len(passage.mentions) else None
    pair = second if second and _belongs(passage, first, second) else None
    delta, rate = (first, pair) if first.is_money else (pair, first)
    after = index + (2 if pair else 1)
    end = (pair or first).end
    change = Change(first.start, end, 1 if first.kind == "more" else -1, delta, rate, None, None)
    return _compared(passage, change, first, index), after


def _aims(mention: Mention) -> bool:
    """A rate that something rises to, 提高到95%, is no change; neither are percentage points."""
    return mention.label.endswith(("到", "至"))


def _belongs(passage: Passage, first: Mention, second: Mention) -> bool:
    """Whether the second mention is the rate of the first, or its amount: 增加2.5万元，增长5%."""
    between = passage.folded[first.end : second.start]
    if first.is_money == second.is_money or re.search(r"[。;\n]", between):
        return False
    if second.kind == first.kind and not is_named(second) and between.count("，") + between.count(",") <= 1:
        return True
    return bool(
        re.fullmatch(
            r"\s*+[(、，,]?\s*+(?:(?:增|降)幅|(?:增长|下降|增减|增加|减少|变动)率)?(?:为|约|达)?:?\s*+", between
        )
    )


def _compared(passage: Passage, change: Change, first: Mention, index: int) -> Change | None:
    """The change with the amounts that it is between; None if there is nothing to check it by."""
    if is_named(first):
        same = _of_name(passage, first)
        return _with(change, same, None) if same and change.rate else None
    start, _ = passage.sentence(change.start)
    begin = max(start, change.start - _FARTHEST)
    group = passage.group[change.start]
    plain = [
        mention
        for mention in passage.mentions[max(0, index - 12) : index]
        if begin <= mention.start and mention.kind == "amount" and mention.is_money
    ]
    plain = [mention for mention in plain if passage.group[mention.start] in {group, passage.outer(group)}]
    past = _past(passage, plain, change)
    now = [mention for mention in plain if mention is not past and not _is_past(mention)]
    if not now or (change.rate is None and past is None):
        return None
    readings = [_with(change, mention, past) for mention in now[::-1][:3]]
    right = next((reading for reading in readings if reading.holds), None)
    if right:
        return right
    amounts = {mention.quantity.base for mention in now}
    unclear = Phrase("看不出增减的是哪一个数", "it is not clear which amount has changed")
    return _with(change, now[-1], past, unclear if len(amounts) > 1 else None)


def _of_name(passage: Passage, first: Mention) -> Mention | None:
    """The one amount shortly before that has the name of what has changed (与上年相比，项目支出增加…)."""
    name = key_of(_verbs().split(first.label, maxsplit=1)[0])
    before = passage.amounts(max(0, first.start - _FARTHEST), first.start)
    found = [mention for mention in before if mention.kind == "amount" and not mention.doubt]
    named = [mention for mention in found if name and key_of(mention.label) == name]
    return named[-1] if len({mention.quantity.base for mention in named}) == 1 else None


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(alternatives([*words("comparing"), *words("more"), *words("less")]))


def key_of(label: str) -> str:
    """A name without year and verb: 2024年度项目支出为 is 项目支出."""
    key = re.sub(r"20\d\d年度?|[\"“”'\s:()]", "", label)
    return re.sub(r"(?:决算|预算)?(?:安排|共计|为|是|共)?$", "", key)


def _with(change: Change, now: Mention, past: Mention | None, doubt: Phrase | None = None) -> Change:
    return Change(change.start, change.end, change.sign, change.delta, change.rate, now, past, doubt)


def _is_past(mention: Mention) -> bool:
    return any(word in mention.label for word in _PAST) and not any(word in mention.label for word in words("carried"))


def _past(passage: Passage, plain: Sequence[Mention], change: Change) -> Mention | None:
    """The amount of the year before: in the comparison itself (比上年80万元增加), or with its own year."""
    if not plain:
        return None
    last = plain[-1]
    if _comparing().search(last.label) and passage.group[last.start] == passage.group[change.start]:
        return last
    if _is_past(last):
        return last
    year, others = year_of(last.label), [year_of(mention.label) for mention in plain[:-1]]
    return last if year and any(other and other > year for other in others) else None


@cache
def _comparing() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(words('comparing'))})[^,，;。]{{0,24}}$")


@dataclass(frozen=True, slots=True)
class Share:
    """A share as stated (占比): of a `part`, in something called `whole`, which the text may give as an amount."""

    start: int
    end: int
    part: Mention
    whole: str
    amount: Quantity | None
    rate: Quantity

    def computed(self, amount: Quantity) -> Decimal | None:
        """The share of the part in that amount."""
        return self.part.quantity.base / amount.base if amount.base > 0 else None

    def room(self, amount: Quantity) -> Decimal:
        """How far off the share may be: one unit of its last digit, and what its operands leave open."""
        if amount.base <= 0:
            return _ZERO
        spread = self.part.quantity.half + amount.half * self.part.quantity.base / amount.base
        return last_digit(self.rate) + spread / amount.base


_SHARE = late(
    r"占(?P<whole>[^,，;。%\n占]{0,40}?)(?:的)?(?:比重|比例|比)?(?:为|是|约为|约|达到|达)?\s{0,2}(?P<rate>\d{1,3}(?:\.\d{1,6})?)%"
)


def shares(passage: Passage) -> Iterator[Share]:
    """Every share of an amount that stands right before it, in order."""
    for match in islice(_SHARE.finditer(passage.folded), _MOST_SHARES):
        start, _ = passage.sentence(match.start())
        group = passage.group[match.start()]
        outer = {group, passage.outer(group)}
        before = passage.amounts(max(start, match.start() - 120), match.start())
        before = [mention for mention in before if passage.group[mention.start] in outer and mention.kind == "amount"]
        if not before or not _is_of(passage.folded[before[-1].end : match.start()]):
            continue
        whole, amount = _whole(passage, match)
        rate = Quantity(Decimal(match["rate"]), unit("%"))
        yield Share(match.start(), match.end(), before[-1], whole, amount, rate)


def _is_of(between: str) -> bool:
    """Whether nothing but the end of a clause parts an amount from its share."""
    return bool(re.fullmatch(r"[^,，;。\d]{0,6}[(,，、]?\s*(?:约|共)?", between))


def _whole(passage: Passage, match: re.Match[str]) -> tuple[str, Quantity | None]:
    """What the share is of: its name, and its amount if the text gives it."""
    inside = passage.amounts(match.start("whole"), match.end("whole"))
    text = match["whole"]
    if inside:
        return text[: max(0, inside[0].start - match.start("whole"))], inside[0].quantity
    return text, None


@cache
def _noise() -> re.Pattern[str]:
    return re.compile(r"20\d\d年度?|[\"“”'\s:]|" + alternatives(words("whole_noise")))


def name_of_whole(label: str) -> str:
    """The name of an amount without what does not tell it from others: 全年项目支出总额 is 项目支出."""
    return _noise().sub("", label)
