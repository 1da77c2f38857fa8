"""Numbered lists with amounts: "预算数43.3万元……主要用于1.甲7.2万元；2.乙（1）……（2）……".

Every item stands for one amount: its own total, else the sum of its sub-items. An item without an amount leaves the
list open, and what was said of a share of an item ("其中60%") leaves it in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, product

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import numeral
from goallint.values.prose import Mention, Passage, alternatives, words
from goallint.values.quantity import Quantity
from goallint.values.splits import Closure, Split, is_open, is_sum, settle, splits

_MARK = late(
    r"(?P<k1>[一二三四五六七八九十]{1,3})、|\((?P<k2>[一二三四五六七八九十]{1,3})\)|\((?P<k3>\d{1,2})\)"
    r"|(?<![\d.])(?P<k4>\d{1,2})(?:[.、]\s*(?:(?!\d)|(?=20\d\d年)))|(?<![\d(])(?P<k5>\d{1,2})\)(?!\d)|(?P<k6>[①-⑳])"
    r"|(?P<k7>[一二三四五六七八九十])是"
)
_MOST_MARKS = 400
_FEWEST, _MOST_ITEMS, _DEEPEST = 2, 40, 4
_MOST_WAYS = 64
_LONGEST_BRIDGE = 24
_LEADING = late(r"如下|其中|包括|分别|用于|具体|:\s*$")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number in front of an item: where it stands, where its text begins, its style and its value."""

    start: int
    end: int
    style: str
    value: int


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list with the lists inside it."""

    start: int
    end: int
    group: int
    inner: tuple[_Item, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What an item comes to: amounts that it may stand for as (alternatives of) lists, or why it cannot be known."""

    ways: tuple[tuple[Mention, ...], ...]
    doubt: Phrase | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with its numbers and the lists inside its sentences; `close` as for `itemised`."""

    passage: Passage
    marks: Sequence[_Mark]
    inline: Sequence[Split]
    close: bool


def itemised(passage: Passage, budget: Quantity | None = None, *, close: bool = False) -> tuple[Split, ...]:
    """Every amount with a numbered list of its parts.

    `budget` is what a list adds up to if the text in front of it gives no amount. `close`: the amount has to stand
    right before the list, as in running prose, where a number may just as well begin a section.
    """
    page = _Page(passage, list(islice(_marks(passage), _MOST_MARKS)), splits(passage), close)
    found: list[Split] = []
    begin = 0
    for items in _lists(page):
        found += _of_list(page, items, begin, budget)
        begin = items[-1].end
    return tuple(found)


def _leads(passage: Passage, total: Mention, first: int) -> bool:
    """Whether an amount stands in the sentence that goes over into a list, or words say that the list is about it."""
    between = passage.folded[total.end : first]
    return "。" not in between or bool(_LEADING.search(between))


def _marks(passage: Passage) -> Iterator[_Mark]:
    """Numbers that may begin an item: not in the middle of a word or a number."""
    for match in _MARK.finditer(passage.folded):
        style, text = next((name, word) for name, word in match.groupdict().items() if word)
        before = passage.folded[max(0, match.start() - 1) : match.start()]
        if style == "k4" and (before.isascii() and before.isalnum()):
            continue
        if style in {"k1", "k7"} and not (before == "" or not before.isalnum()):
            continue
        yield _Mark(match.start(), match.end(), style, numeral(text))


def _lists(page: _Page) -> Iterator[tuple[_Item, ...]]:
    """The lists that are in no other list, one after the other."""
    index = 0
    while index < len(page.marks):
        items, following = _list_at(page, index, len(page.passage.folded), 0)
        if items:
            yield items
        index = max(following, index + 1)


def _list_at(page: _Page, index: int, limit: int, depth: int) -> tuple[tuple[_Item, ...], int]:
    """The list that begins at a mark, and the index after its last mark; no items if it is none."""
    own = _numbered(page.marks, index, limit)
    if len(own) < _FEWEST or depth >= _DEEPEST:
        return (), index + 1
    items, last = [], index + 1
    for at, following in zip(own, [*own[1:], None], strict=True):
        stop = page.marks[following].start if following is not None else None
        item, last = _item(page, at, stop, limit, depth)
        items.append(item)
    return tuple(items), last


def _numbered(marks: Sequence[_Mark], index: int, limit: int) -> list[int]:
    """The marks that count on from this one, which has to be the first: 1, 2, 3 in one style."""
    first = marks[index]
    own = [index] if first.value == 1 else []
    for ahead in range(index + 1, len(marks) if own else 0):
        mark = marks[ahead]
        if mark.start >= limit or len(own) >= _MOST_ITEMS:
            break
        if mark.style != first.style:
            continue
        if mark.value == len(own) + 1:
            own.append(ahead)
        elif mark.value == 1:
            break  # the next list of the same style
    return own


def _item(page: _Page, at: int, stop: int | None, limit: int, depth: int) -> tuple[_Item, int]:
    """An item with the list inside it, and the index of the first mark after it; `stop` is where the next begins."""
    passage, marks = page.passage, page.marks
    end = stop if stop is not None else min(limit, passage.sentence(marks[at].end)[1])
    inner: tuple[_Item, ...] = ()
    following = at + 1
    while following < len(marks) and marks[following].start < limit:
        mark = marks[following]
        # Sub-items may begin the sentence after the last item.
        joins = mark.start < end or (stop is None and not inner and not passage.folded[end : mark.start].strip())
        if not joins:
            break
        after = following + 1
        if not inner:
            inner, after = _list_at(page, following, limit if stop is None else stop, depth + 1)
            if inner and stop is None:
                end = max(end, inner[-1].end)
        following = max(after, following + 1)
    start = marks[at].start
    group = passage.group[start]
    return _Item(marks[at].end, end, passage.outer(start) if group == start else group, inner), following


def _of_list(page: _Page, items: Sequence[_Item], begin: int, budget: Quantity | None) -> Iterator[Split]:
    """The split of a list, and those of the lists inside its items that have a total of their own."""
    for item in items:
        if item.inner:
            yield from _of_list(page, item.inner, item.start, None)
    passage = page.passage
    totals = _totals(page, begin, items[0].start)
    closing = _closing(passage, items[-1])
    if closing:
        # What the list says of itself counts before the budget, which may hold more.
        totals, budget = [*totals, closing], None
    if not totals and budget is not None:
        totals = [Mention(items[0].start, items[0].start, budget, "")]
    readings = [_amount(passage, item, closing) for item in items]
    known = [reading for reading in readings if reading.ways]
    if not totals or len(known) < _FEWEST:
        return
    doubt = next((reading.doubt for reading in readings if reading.doubt), None)
    if len({total.quantity.base for total in totals}) > 1:
        doubt = doubt or Phrase("看不出这些分项属于哪个总额", "it is not clear which amount the items are parts of")
    ways = islice(product(*(reading.ways for reading in known)), _MOST_WAYS)
    plain = [tuple(part for way in combination for part in way) for combination in ways]
    closure: Closure = "open" if is_open(passage.folded[plain[0][-1].end : items[-1].end]) else "listed"
    split = Split(totals[0].start, items[-1].end, totals[0], plain[0], closure, doubt, numbered=True)
    yield settle(split, totals, plain)


def _closing(passage: Passage, last: _Item) -> Mention | None:
    """The sum that a list ends with: after another amount in its last item, or right behind it."""
    inside = [mention for mention in passage.amounts(last.start, last.end) if mention.kind == "amount"]
    if len(inside) > 1 and is_sum(inside[-1]) and not is_sum(inside[0]):
        return inside[-1]
    _, end = passage.sentence(last.end)
    behind = passage.amounts(last.end, min(end, last.end + _LONGEST_BRIDGE), -1)
    return behind[0] if behind and is_sum(behind[0]) else None


def _totals(page: _Page, begin: int, first: int) -> list[Mention]:
    """The amounts before a list that it may be the parts of: one that is called the budget, else all."""
    passage = page.passage
    if page.close:
        begin = max(begin, _close_begin(passage, first))
    taken = {part.start for split in page.inline for part in split.parts if begin <= part.start < first}
    found = [
        mention
        for mention in passage.amounts(begin, first, -1)
        if mention.kind == "amount" and not mention.doubt and mention.start not in taken
    ]
    if page.close:
        found = [mention for mention in found if _leads(passage, mention, first)]
    named = [mention for mention in found if mention.label.endswith(tuple(vocabulary("labels")["prose_totals"]))]
    return named[:1] or found[-3:][::-1]


def _close_begin(passage: Passage, first: int) -> int:
    """The sentence before a list, or the one before that if it only leads over (具体情况如下：)."""
    start, _ = passage.sentence(max(0, first - 1))
    for _ in range(2):
        lead = passage.folded[start:first]
        if "元" in lead or len(lead.strip()) > _LONGEST_BRIDGE:
            break
        start = passage.before(start)
    return start


def _amount(passage: Passage, item: _Item, closing: Mention | None = None) -> _Reading:
    """What an item comes to."""
    head_end = item.inner[0].start if item.inner else item.end
    inside = passage.amounts(item.start, head_end, item.group)
    head = [mention for mention in inside if mention.kind == "amount" and mention is not closing]
    if not head and item.inner:
        return _joined([_amount(passage, inner, closing) for inner in item.inner])
    text = passage.folded[item.start : item.end]
    if not head:
        return _Reading((), _without_amount(text))
    doubt = _doubt(head, text)
    total = next((mention for mention in head if _sum_word().search(mention.label)), None)
    if total is not None:
        return _Reading(((total,),), doubt)
    if len(head) == 1:
        return _Reading((*_ways(head[0]),), doubt)
    several = Phrase(
        f"有一项写了 {len(head)} 个金额，看不出是相加还是其中一个",
        f"an item gives {len(head)} amounts that may or may not add up",
    )
    return _Reading((tuple(head), (head[0],), (head[-1],)), doubt or several)


def _ways(mention: Mention) -> Iterator[tuple[Mention, ...]]:
    """An amount as it stands, and as its calculation really comes out."""
    yield (mention,)
    if mention.computed is not None and mention.computed.base != mention.quantity.base:
        yield (replace(mention, quantity=mention.computed, exact=True),)


def _joined(readings: Sequence[_Reading]) -> _Reading:
    """Sub-items together; open if one of them has no amount."""
    doubt = next((reading.doubt for reading in readings if reading.doubt), None)
    if not all(reading.ways for reading in readings):
        return _Reading((), doubt or Phrase("有的分项没有写金额", "an item has no amount"))
    ways = islice(product(*(reading.ways for reading in readings)), 16)
    return _Reading(tuple(tuple(part for way in combination for part in way) for combination in ways), doubt)


@cache
def _sum_word() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{alternatives(words('sum_words'))})[^\d,]{{0,4}}$")


def _doubt(head: Sequence[Mention], text: str) -> Phrase | None:
    word = next((mention.doubt for mention in head if mention.doubt), "")
    if word:
        return Phrase(f"有一项的金额不一定是本年全部（{word}）", f"the amount of an item may be another one ({word})")
    share = re.search(r"(?:其中|的|部分|按)?\d+(?:\.\d+)?%", text)
    if share:
        return Phrase(
            f"有一项只按比例列支（{share[0]}）", f"an item is only charged with a share of its amount ({share[0]})"
        )
    return None


def _without_amount(text: str) -> Phrase:
    short = re.sub(r"\s+", "", text)[:12]
    return Phrase(f"“{short}…”这一项没有写金额", f"the item “{short}…” has no amount")
