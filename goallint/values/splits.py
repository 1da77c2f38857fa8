"""An amount and its parts as prose lists them: "X万元，其中：甲a万元、乙b万元", "（其中：甲a万元…）".

A list can be read in more than one way (parts of parts, amounts of other years, two ways to divide one amount). If
any reading adds up, that is the one. If none does and there is more than one, nobody can know, and `doubt` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import Literal

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.values.prose import Mention, Passage, alternatives, words, year_of
from goallint.values.quantity import Quantity

Closure = Literal["closed", "listed", "open"]
"""How complete a list says it is: it names a 其他 or all of a known division; it does not say; 等, 包括."""

_MOST_PARTS = 60
# Lists behind the first so many of a text are not read: each is compared with the others.
_MOST_REGIONS = 300
_MOST_TOTALS = 3
_WAN = Decimal(10000)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Split:
    """An amount and its parts (合计与分项) in the reading that adds up, else in the plain one.

    `room` is how far off rounding may leave the sum. `slip` is the amount that would settle the sum if its 元
    were 万元 or the other way round.
    """

    start: int
    end: int
    total: Mention
    parts: tuple[Mention, ...]
    closure: Closure
    doubt: Phrase | None = None
    slip: Mention | None = None
    numbered: bool = False

    @property
    def sum(self) -> Decimal:
        """The sum of the parts in 元."""
        return total_of(self.parts)

    @property
    def room(self) -> Decimal:
        """How far off rounding may leave the sum."""
        return slack(self.total.quantity, self.parts)


def total_of(parts: Sequence[Mention]) -> Decimal:
    """The sum of the parts in 元, with their signs if they are changes."""
    return sum((-part.quantity.base if part.kind == "less" else part.quantity.base for part in parts), Decimal(0))


def slack(total: Quantity, parts: Sequence[Mention]) -> Decimal:
    """How far a sum may be off by rounding.

    Parts with fewer digits than others are not rounded but short of zeros, and what a calculation comes to exactly
    is not rounded at all.
    """
    rounded = [part.quantity.half for part in parts if not part.exact and part.quantity.number != 0]
    return total.half + min(rounded, default=Decimal(0)) * len(rounded)


def agrees(total: Quantity, parts: Sequence[Mention], sign: int = 1) -> bool:
    """Whether the parts add up to the total as far as the written digits tell."""
    off = abs(sign * total.base - total_of(parts))
    return off == 0 or off < slack(total, parts)


def settle(
    split: Split, totals: Sequence[Mention], readings: Sequence[Sequence[Mention]], *, ambiguous: bool = False
) -> Split:
    """The split in the first reading that adds up to one of the totals; as it is if none does."""
    for total in totals:
        sign = -1 if total.kind == "less" else 1
        for parts in readings:
            if parts and agrees(total.quantity, parts, sign):
                return replace(split, total=total, parts=tuple(parts), doubt=None)
    return replace(split, slip=_slip(split), doubt=split.doubt or _overlap(split, ambiguous=ambiguous))


def _exchanged(quantity: Quantity) -> Quantity:
    """The amount with 万元 for 元, or 元 for 万元."""
    unit = quantity.unit
    factor = unit.factor / _WAN if unit.factor >= _WAN else unit.factor * _WAN
    return Quantity(quantity.number, replace(unit, factor=factor))


def _slip(split: Split) -> Mention | None:
    """The total, or the one part, that settles the sum in the other unit; None if there is none or more than one."""
    sign = -1 if split.total.kind == "less" else 1
    if agrees(_exchanged(split.total.quantity), split.parts, sign):
        return split.total
    found = []
    for index, part in enumerate(split.parts):
        others = [*split.parts[:index], *split.parts[index + 1 :]]
        if part.quantity.number == 0 or agrees(split.total.quantity, others, sign):
            continue  # what settles the sum by going away is no slip
        other = replace(part, quantity=_exchanged(part.quantity), exact=True)
        if agrees(split.total.quantity, [*others, other], sign):
            found.append(part)
    return found[0] if len(found) == 1 else None


def _overlap(split: Split, *, ambiguous: bool) -> Phrase | None:
    """Why the parts may overlap: by source and by use in one list, or one of them is the whole amount."""
    sources, uses = words("by_source"), words("by_use")
    kinds = {_sort(part.label, sources, uses) for part in split.parts} - {""}
    if len(kinds) > 1:
        return Phrase(
            "各项有的按来源、有的按用途列，可能重叠",
            "some parts are listed by source and some by use, so that they may overlap",
        )
    if len(split.parts) > 1 and any(part.quantity.base == split.total.quantity.base for part in split.parts):
        return Phrase("有一项等于总额，其他各项可能含在其中", "one part equals the total and may hold the others")
    if ambiguous:
        return Phrase("看不出哪些数是这一层的分项", "it is not clear which amounts are parts on this level")
    return None


def _sort(label: str, sources: Sequence[str], uses: Sequence[str]) -> str:
    if label.endswith(tuple(sources)) and not label.endswith("支出"):
        return "source"
    return "use" if label.endswith(tuple(uses)) else ""


@cache
def _lead() -> re.Pattern[str]:
    lead, opening = alternatives(words("parts_lead")), alternatives(words("parts_open"))
    return re.compile(
        rf"(?:(?P<lead>{lead})(?!一[个名项]|之一|的)[:，,]?(?P<mostly>主要)?(?:{opening}|有|为)?|(?P<open>{opening}))[:，,]?\s*"
    )


# A list of numbered items is for `itemised`.
_NUMBERED = late(r"\s*(?:[(]?(?:1|一)[)、.](?!\d)|①|一是)")


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a list of parts stands: its mark, the amounts behind it, and its end."""

    mark: int
    start: int
    end: int
    group: int
    open: bool
    inner: bool = False


@lru_cache(maxsize=64)
def splits(passage: Passage) -> tuple[Split, ...]:
    """Every amount with a list of its parts, in order."""
    regions = list(islice(_regions(passage), _MOST_REGIONS))
    found = (_split(passage, region, regions) for region in regions)
    return tuple(split for split in found if split is not None)


def _regions(passage: Passage) -> Iterator[_Region]:
    """The lists of parts; one that only opens (包括, 用于) inside another is a remark, not a list."""
    ends: dict[int, int] = {}
    for match in _lead().finditer(passage.folded):
        at, group = match.start(), passage.group[match.start()]
        inner = at < ends.get(group, -1)
        if (match["open"] and inner) or _NUMBERED.match(passage.folded, match.end()):
            continue
        end = _region_end(passage, match.end(), group, inner=inner)
        ends[group] = max(ends.get(group, -1), end)
        yield _Region(at, match.end(), end, group, bool(match["open"] or match["mostly"]), inner)


def _region_end(passage: Passage, start: int, group: int, *, inner: bool) -> int:
    """The end of the sentence or of the bracket; an inner list also ends at a semicolon."""
    if group >= 0:
        end = start
        while end < len(passage.folded) and passage.group[end] >= group and end - start < _FAR:
            end += 1
    else:
        _, end = passage.sentence(start - 1)
        end = min(end, start + _FAR)
    if inner:
        semicolon = passage.folded.find(";", start, end)
        end = semicolon if semicolon >= 0 else end
    return end


_FAR = 3000


def _split(passage: Passage, region: _Region, regions: Sequence[_Region]) -> Split | None:
    inside = passage.amounts(region.start, region.end, region.group, _MOST_PARTS)
    if not inside or len(inside) >= _MOST_PARTS:
        return None
    shifts = [mention for mention in inside if mention.kind in {"more", "less"} and is_named(mention)]
    plain = [mention for mention in inside if mention.kind == "amount" and not is_sum(mention)]
    plain = sorted([*plain, *_products(passage, inside)], key=lambda mention: mention.start)
    changing = bool(shifts) and not plain
    totals = _totals(passage, region, regions, changing=changing)
    parts = shifts if changing else plain
    if not totals or not parts or (region.open and (len(parts) < _TWO or changing)):
        return None
    nested = [other for other in regions if other.inner and region.mark < other.mark < region.end]
    own = [part for part in parts if not any(other.start <= part.start < other.end for other in nested)]
    if not own:
        return None  # 其中：其中：… the inner list is read for itself
    sure = [part for part in own if not _doubt(part, totals[0])]
    first = own if own == sure or not sure else sure
    split = Split(
        totals[0].start,
        parts[-1].end,
        totals[0],
        tuple(first),
        _closure(passage, region, parts),
        _reason(own, inside, shifts),
    )
    readings = _distinct(
        [first, own, sure, _flat(parts), _flat(own), *_tails(own, nested, parts, region), *_halves(own, totals)]
    )
    return settle(split, totals, readings, ambiguous=len(readings) > 1)


def _distinct(readings: Sequence[Sequence[Mention]]) -> list[tuple[Mention, ...]]:
    return list(dict.fromkeys(tuple(reading) for reading in readings if reading))


def is_named(mention: Mention) -> bool:
    """Whether a change has a subject of its own: 人员经费增加, not 较上年增加 or 增加."""
    head = _changing().split(mention.label, maxsplit=1)[0]
    return bool(re.sub(r"20\d\d年度?|预算|本年|今年|当年|年初|共|总|分别|均|数|,|\s", "", head))


@cache
def _changing() -> re.Pattern[str]:
    comparing = alternatives(words("comparing"))
    verbs = alternatives([*words("more"), *words("less")])
    return re.compile(rf"(?:{comparing}|(?:{verbs})[^,]{{0,4}}$)")


@cache
def _sum_words() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:以上|上述|总体|各项)?(?:{alternatives(words('sum_words'))})(?:资金|经费|支出|费用|金额|预算)?(?:为|是|约)?:?$"
    )


def is_sum(mention: Mention) -> bool:
    """Whether an amount is called the sum of what stands before it: 合计25万元."""
    return bool(_sum_words().match(mention.label))


def _products(passage: Passage, inside: Sequence[Mention]) -> Iterator[Mention]:
    """Sums of one part alone: 渡工8人，每人每月3000元，计28.8万元."""
    for before, mention in pairwise(inside):
        counted = before.kind in {"standard", "operand"} and ";" not in passage.folded[before.end : mention.start]
        if counted and mention.kind == "amount" and is_sum(mention):
            yield mention


def _doubt(part: Mention, total: Mention) -> str:
    """Why a part may be of another year or kind than the total."""
    if part.doubt and part.doubt != total.doubt:
        return part.doubt
    year, own = year_of(total.label), year_of(part.label)
    return f"{own}年" if own and year and own != year else ""


def _reason(own: Sequence[Mention], inside: Sequence[Mention], shifts: Sequence[Mention]) -> Phrase | None:
    """What keeps a list that does not add up from being wrong."""
    for part in own:
        if part.doubt:
            return Phrase(
                f"“{part.label}{part.quantity.text}”不一定是同口径的数（{part.doubt}）",
                f"“{part.label}{part.quantity.text}” may be an amount of another kind ({part.doubt})",
            )
    for mention in inside:
        if mention.kind in {"standard", "operand"}:
            return Phrase(
                f"列举中有单价或标准（{mention.label}{mention.quantity.text}），算不出各项之和",
                f"there is a unit price or a standard in the list ({mention.label}{mention.quantity.text})",
            )
    if shifts and any(mention in own for mention in inside if mention.kind == "amount"):
        return Phrase("列举中既有金额，也有增减额", "the list has both amounts and changes")
    return None


def _totals(passage: Passage, region: _Region, regions: Sequence[_Region], *, changing: bool) -> list[Mention]:
    """What the list may be the parts of, the nearest first: an amount in its sentence or the one before."""
    outer = passage.outer(region.group)
    if region.group >= 0 and not passage.amounts(region.group + 1, region.mark, region.group):
        before = passage.amounts(max(0, region.group - 12), region.group, outer)
        near = [mention for mention in before if region.group - mention.end <= _NEAR_BRACKET]
        return near[-1:] if near and (near[-1].kind == "amount") is not changing else []
    start, _ = passage.sentence(region.mark)
    if not re.search(r"\w", passage.folded[start : region.mark]):
        start = passage.before(region.mark)
    begin = max(start, region.mark - _FAR, region.group + 1)
    found = passage.amounts(begin, region.mark, region.group)
    if found and found[-1].kind in {"standard", "operand"}:
        return []  # the parts of a standard: 每月1万元，其中…
    wanted = {"more", "less"} if changing else {"amount"}
    earlier = [other for other in regions if other.group == region.group and begin < other.end <= region.mark]
    free = (
        mention
        for mention in reversed(found)
        if mention.kind in wanted and not any(other.start <= mention.start < other.end for other in earlier)
    )
    usable = list(islice(free, _MOST_TOTALS))
    if region.open and usable and re.search(r"[，,;].*[，,;].", passage.folded[usable[0].end : region.mark]):
        return []
    return usable


_NEAR_BRACKET = 8


_OPEN_TAIL = late(r"^等|等(?:项目|方面|支出|费用|经费|工作|内容)?[;。)]?\s*$")


def is_open(behind: str) -> bool:
    """Whether what follows the last amount of a list says that there is more (等), and not only of that amount."""
    remark = any(word in behind for word in words("parts_open"))
    return bool(_OPEN_TAIL.search(behind.strip())) and not remark


def _closure(passage: Passage, region: _Region, parts: Sequence[Mention]) -> Closure:
    if region.open or len(parts) == 1 or is_open(passage.folded[parts[-1].end : region.end]):
        return "open"
    labels = [part.label for part in parts]
    if any(label.startswith(words("rest")) for label in labels):
        return "closed"
    frames = vocabulary("prose")["frames"]
    return "closed" if any(_divides(labels, frame) for frame in frames) else "listed"


def _divides(labels: Sequence[str], frame: Sequence[str]) -> bool:
    """Whether the labels are exactly the members of a frame."""
    return len(labels) == len(frame) and all(any(member in label for label in labels) for member in frame)


def _flat(parts: Sequence[Mention]) -> list[Mention]:
    """The parts without those that add up to the part right before them."""
    kept: list[Mention] = []
    index = 0
    while index < len(parts):
        kept.append(parts[index])
        running, step = Decimal(0), 0
        for ahead, part in enumerate(parts[index + 1 :], 1):
            running += part.quantity.base
            if running >= parts[index].quantity.base:
                step = ahead if ahead > 1 and running == parts[index].quantity.base else 0
                break
        index += 1 + step
    return kept


def _tails(
    own: Sequence[Mention], nested: Sequence[_Region], parts: Sequence[Mention], region: _Region
) -> Iterator[list[Mention]]:
    """Readings in which the outer list goes on after an inner one that no semicolon closes."""
    if nested and nested[-1].end == region.end:
        within = [part for part in parts if nested[-1].start <= part.start]
        for count in range(1, len(within)):
            yield [*own, *within[count:]]
    if region.inner:
        for count in range(len(own) - 1, 0, -1):
            yield list(own[:count])


def _halves(own: Sequence[Mention], totals: Sequence[Mention]) -> Iterator[list[Mention]]:
    """One amount divided twice, by source and by use: each half adds up to it."""
    for count in range(1, len(own)):
        first, second = own[:count], own[count:]
        if any(total_of(first) == total.quantity.base == total_of(second) for total in totals):
            yield list(first)
