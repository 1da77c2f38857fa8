"""What prose says of amounts, in cells and in the paragraphs between tables, as scopes: flat records for rules.

A field that cannot be known is Unknown with its reason; then the rule is skipped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from goallint.document import Cell
from goallint.expr.number import Number
from goallint.expr.once import once
from goallint.expr.results import Record, Result, Spot, Unknown
from goallint.expr.schema import SCHEMAS, Of, absent, path
from goallint.expr.scopes.prose import Piece, pieces
from goallint.expr.types import NUMBER
from goallint.form import Form, Forms, Prose
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.resources import vocabulary
from goallint.text import squash
from goallint.values.changes import Change, Share, changes, key_of, name_of_whole, shares
from goallint.values.headcount import Headcount, headcount
from goallint.values.itemised import itemised
from goallint.values.prose import Mention, Passage, passage, visible, words
from goallint.values.quantity import Quantity, Unit
from goallint.values.splits import Split, splits, total_of
from goallint.values.units import unit

_PERCENT = unit("%")
_NAME_REACH = 2000


@dataclass(frozen=True)
class Source:
    """Where a text stands: a cell of a form, or paragraphs that follow each other."""

    text: str
    form: Form | None = None
    piece: Piece | None = None
    paragraphs: tuple[Prose, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def passage(self) -> Passage:
        """The text with its amounts."""
        return passage(self.text)

    @property
    def asks_for_money(self) -> bool:
        """Whether the cell says what the form's money is for: its list should come to the budget."""
        if self.form is None or self.piece is None:
            return False
        if self.form.purpose and self.form.purpose.cell is self.piece.cell:
            return True
        grounds = (squash(word) for word in vocabulary("labels")["fields"]["ground"] if "测算" in word)
        return squash(self.piece.label) in set(grounds)

    def spot(self, at: int) -> Spot:
        """The cell, or the sentence as a cell of its own in table 0."""
        if self.piece:
            return Spot(self.piece.cell, self.piece.label)
        index = max(bisect_right(self.starts, at) - 1, 0)
        return Spot(Cell(0, self.paragraphs[index].number, 1, self.quote(at)), "正文")

    def quote(self, at: int) -> str:
        """The sentence at a position."""
        start, end = self.passage.sentence(at)
        return self.passage.text[start:end].strip()


@dataclass(frozen=True)
class Said:
    """Something that a text says, with the text."""

    source: Source
    start: int

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        return self.source.spot(self.start)

    @property
    def quote(self) -> str:
        """The sentence that says it."""
        return self.source.quote(self.start)


@once(4)
def sources(forms: Forms) -> Sequence[Source]:
    """Every text that names an amount of money."""
    told = ((form, piece) for form in forms.forms for piece in pieces(form) if "元" in piece.text)
    return (*(Source(piece.text, form, piece) for form, piece in told), *paragraphs(forms))


@once(4)
def paragraphs(forms: Forms) -> Sequence[Source]:
    """The prose outside tables, from one table to the next."""
    return tuple(_paragraphs(forms))


def _paragraphs(forms: Forms) -> Iterator[Source]:
    for _, run in groupby(forms.prose, key=lambda paragraph: paragraph.following):
        members = tuple(run)
        texts = [visible(member.text) for member in members]
        starts, at = [], 0
        for text in texts:
            starts.append(at)
            at += len(text) + 1
        whole = "\n".join(texts)
        if "元" in whole:
            yield Source(whole, None, None, members, tuple(starts))


def _subjects(schema: str, find: Callable[[Source, Forms], Iterable[Said]]) -> Callable[[Forms], Iterator[Record]]:
    def found(forms: Forms) -> Iterator[Record]:
        for source in sources(forms):
            for said in find(source, forms):
                yield Record(SCHEMAS[schema], said, source.form, forms)

    return found


def _money(value: Decimal, like: Unit, half: Decimal = Decimal(0), finest: int | None = None) -> Number:
    """An amount that was computed, shown in a unit with as many digits as it needs."""
    exponent = value.normalize().as_tuple().exponent
    digits = exponent if isinstance(exponent, int) else 0
    return Number(
        value, "money", half, like, max(min(digits, like.factor.adjusted()), -2) if finest is None else finest
    )


def _rate(value: Decimal) -> Number:
    """A rate that was computed, shown with two decimals of a percentage."""
    return Number(value.quantize(Decimal("1e-12")), "rate", Decimal(0), _PERCENT, -4)


_NUMBERING = re.compile(r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.]\s*|[①-⑳]|[一二三四五六七八九十]是)")
_VERB = re.compile(r"(?:共计|共|为|是|约|达)$")


def plain_name(label: str) -> str:
    """The name of an amount without what led up to it: numbering, 其中, 主要用于."""
    leads = [*words("parts_lead"), *words("parts_open"), *words("sum_words")]
    name = label.strip()
    for _ in range(3):
        name = _NUMBERING.sub("", name).lstrip(":：，,、. ")
        name = next((name.removeprefix(lead) for lead in leads if name.startswith(lead) and name != lead), name)
    return _VERB.sub("", name.strip(" :：，,、"))


# A part of a sum.
_part = Of[Mention]()
_part.word("名称", lambda part: plain_name(part.label), Phrase("分项的名称", "name of the part"))
_part.number("金额", lambda part: part.quantity, Phrase("分项的金额", "its amount"))
_part.done("part", Phrase("文字分项", "part of a sum in prose"), lambda _: None)


@dataclass(frozen=True)
class _Sum(Said):
    split: Split


def _terms(said: _Sum) -> str:
    split = said.split
    signs = ["-" if part.kind == "less" else "+" for part in split.parts]
    terms = "".join(f"{sign}{part.quantity.text}" for sign, part in zip(signs, split.parts, strict=True))
    return terms.removeprefix("+")


def _sum_of_parts(record: Record) -> Result:
    split: Split = record.value.split
    if split.doubt:
        return Unknown(split.doubt)
    value = -total_of(split.parts) if split.total.kind == "less" else total_of(split.parts)
    return _money(value, split.total.quantity.unit, split.room - split.total.quantity.half)


def _sum_schema(name: str, title: Phrase, find: Callable[[Source, Forms], Iterable[Said]]) -> None:
    of = Of[_Sum]()
    of.word(
        "名称", lambda said: plain_name(said.split.total.label) or "预算", Phrase("总额的名称", "name of the total")
    )
    of.number(
        "总额", lambda said: said.split.total.quantity, Phrase("写出的总额", "the stated total"), lambda s: s.spot
    )
    of.special("各项之和", NUMBER, _sum_of_parts, Phrase("各分项之和", "the sum of the parts"))
    of.word("算式", _terms, Phrase("各分项连成的算式", "the parts as an addition"))
    of.number("项数", lambda said: len(said.split.parts), Phrase("有几个分项", "how many parts"))
    of.records("分项", "part", lambda said: said.split.parts, Phrase("各分项", "the parts"))
    of.word(
        "完整",
        lambda said: said.split.closure,
        Phrase(
            "closed 列全、listed 没有说、open 不一定列全（等、包括）",
            "closed, listed or open: how complete it says to be",
        ),
    )
    of.truth("分条", lambda said: said.split.numbered, Phrase("是带编号的条目", "a numbered list"))
    of.truth("是增减", lambda said: said.split.total.kind != "amount", Phrase("是增减额的合计", "a sum of changes"))
    of.word(
        "单位笔误",
        lambda said: f"{plain_name(said.split.slip.label)}{said.split.slip.quantity.text}" if said.split.slip else "",
        Phrase("元与万元互换就相等的那一项，没有为空", "the part that settles the sum in the other unit"),
    )
    of.text("原文", lambda said: said.quote, Phrase("所在的句子", "the sentence"), lambda said: said.spot)
    of.whole_form()
    of.done(name, title, lambda record: record.value.spot, _subjects(name, find))


def _sums(source: Source, _forms: Forms) -> Iterator[Said]:
    """Lists inside sentences, and numbered ones of running prose."""
    for split in splits(source.passage):
        yield _Sum(source, split.start, split)
    if source.piece is None:
        for split in itemised(source.passage, close=True):
            yield _Sum(source, split.start, split)


def _breakdowns(source: Source, _forms: Forms) -> Iterator[Said]:
    """Numbered lists in the cells of a form."""
    if source.piece is None or source.form is None:
        return
    budget = source.form.budget.money if source.form.budget and source.asks_for_money else None
    known = budget if budget and budget.dimension == "money" else None
    for split in itemised(source.passage, known):
        yield _Sum(source, split.start, split)


_sum_schema("sum", Phrase("文字合计", "sum in prose"), _sums)
_sum_schema("breakdown", Phrase("用途明细", "numbered breakdown"), _breakdowns)


@dataclass(frozen=True)
class _Stated(Said):
    mention: Mention


def _stated(source: Source, _forms: Forms) -> Iterator[Said]:
    """The total that the cell about the use of the money begins with."""
    if not source.asks_for_money:
        return
    named = tuple(word for word in vocabulary("labels")["prose_totals"] if "投资" not in word)
    found = (m for m in source.passage.mentions if m.kind == "amount" and m.is_money and not m.doubt)
    first = next((mention for mention in found if mention.label.endswith(named)), None)
    if first:
        yield _Stated(source, first.start, first)


_statement = Of[_Stated]()
_statement.word("名称", lambda said: plain_name(said.mention.label), Phrase("金额的名称", "its name"))
_statement.number(
    "金额", lambda said: said.mention.quantity, Phrase("写出的金额", "the amount"), lambda said: said.spot
)
_statement.text("原文", lambda said: said.quote, Phrase("所在的句子", "the sentence"), lambda said: said.spot)
_statement.whole_form()
_statement.done(
    "stated", Phrase("文字总额", "total in prose"), lambda record: record.value.spot, _subjects("stated", _stated)
)


@dataclass(frozen=True)
class _Changed(Said):
    change: Change


def _signed(sign: int, mention: Mention | None) -> Quantity | None:
    return Quantity(sign * mention.quantity.number, mention.quantity.unit) if mention else None


def _compared(said: _Changed, mention: Mention | None) -> Quantity | Unknown | None:
    return Unknown(said.change.doubt) if said.change.doubt else mention.quantity if mention else None


def _rate_of_change(record: Record) -> Result:
    change: Change = record.value.change
    if change.doubt:
        return Unknown(change.doubt)
    computed = change.computed_rate
    return absent("算得增减率") if computed is None else _rate(computed)


_change = Of[_Changed]()
_change.number("本期", lambda said: _compared(said, said.change.now), Phrase("本期数", "the amount now"))
_change.number(
    "上期", lambda said: _compared(said, said.change.past), Phrase("上期数，没有写则缺", "the amount before")
)
_change.number(
    "增减额", lambda said: _signed(said.change.sign, said.change.delta), Phrase("增减额，减少为负", "the change")
)
_change.number(
    "增减率", lambda said: _signed(said.change.sign, said.change.rate), Phrase("增减率，下降为负", "the rate")
)
_change.special("算得增减率", NUMBER, _rate_of_change, Phrase("按两个金额算的增减率", "the rate by the amounts"))
_change.special(
    "率容差", NUMBER, lambda record: _rate(record.value.change.rate_room), Phrase("增减率的尾差", "room for rounding")
)
_change.text("原文", lambda said: said.quote, Phrase("所在的句子", "the sentence"), lambda said: said.spot)
_change.whole_form()
_change.done(
    "change",
    Phrase("增减", "change"),
    lambda record: record.value.spot,
    _subjects("change", lambda source, _: (_Changed(source, c.start, c) for c in changes(source.passage))),
)


@dataclass(frozen=True)
class _Shared(Said):
    share: Share
    whole: Quantity | Unknown
    cell: Cell | None


def _shares(source: Source, forms: Forms) -> Iterator[Said]:
    for share in shares(source.passage):
        whole, cell = _whole(source, share, forms)
        yield _Shared(source, share.start, share, whole, cell)


def _whole(source: Source, share: Share, forms: Forms) -> tuple[Quantity | Unknown, Cell | None]:
    """The amount that a share is of: in the text, in the sum around it, or on a form, by its name."""
    if share.amount:
        return share.amount, None
    name = name_of_whole(plain_name(share.whole))
    if not name:
        around = next((s for s in splits(source.passage) if share.part in s.parts and not s.doubt), None)
        return (around.total.quantity if around else _no_whole(share), None)
    for key, wanted in ((key_of, key_of(share.whole)), (name_of_whole, name)):
        named = list(_named_in(source, key, wanted, share))
        if named:
            return (named[-1] if len({each.base for each in named}) == 1 else _no_whole(share)), None
    found = list(_named_on_forms([source.form] if source.form else forms.forms, name))
    if not found or len({amount.base for amount, _ in found}) > 1:
        return _no_whole(share), None
    return found[0]


def _no_whole(share: Share) -> Unknown:
    name = share.whole.strip() or "总额"
    return Unknown(Phrase(f"找不到“{name}”的金额", f"the amount of “{name}” is not known"))


def _named_in(source: Source, key: Callable[[str], str], wanted: str, share: Share) -> Iterator[Quantity]:
    """The amounts of that name before the share."""
    for mention in source.passage.amounts(max(0, share.start - _NAME_REACH), share.start):
        usable = mention.kind == "amount" and mention is not share.part and not mention.doubt
        if usable and key(plain_name(mention.label)) == wanted:
            yield mention.quantity


def _named_on_forms(forms: Sequence[Form], name: str) -> Iterator[tuple[Quantity, Cell]]:
    for form in forms:
        for fund in form.funds:
            for amount in (fund.total, *fund.sources, *fund.details, *fund.uses):
                if amount and amount.money and name_of_whole(squash(amount.label)) == name:
                    yield amount.money, amount.cell


def _computed_share(record: Record) -> Result:
    said: _Shared = record.value
    if isinstance(said.whole, Unknown):
        return said.whole
    computed = said.share.computed(said.whole)
    return Unknown(Phrase("总额为零", "the whole is zero")) if computed is None else _rate(computed)


def _room_of_share(record: Record) -> Result:
    said: _Shared = record.value
    return said.whole if isinstance(said.whole, Unknown) else _rate(said.share.room(said.whole))


_share = Of[_Shared]()
_share.number("部分", lambda said: said.share.part.quantity, Phrase("部分的金额", "the part"))
_share.word("部分名称", lambda said: plain_name(said.share.part.label), Phrase("部分的名称", "name of the part"))
_share.word("整体名称", lambda said: said.share.whole or "总额", Phrase("占什么的比例", "what it is a share of"))
_share.number(
    "整体",
    lambda said: said.whole,
    Phrase("整体的金额，找不到为未知", "the whole, unknown if it is not found"),
    lambda said: Spot(said.cell, path(said.share.whole)) if said.cell else said.spot,
)
_share.number("占比", lambda said: said.share.rate, Phrase("写出的占比", "the stated share"))
_share.special("算得占比", NUMBER, _computed_share, Phrase("部分除以整体", "the part divided by the whole"))
_share.special("容差", NUMBER, _room_of_share, Phrase("占比的尾差", "room for rounding"))
_share.text("原文", lambda said: said.quote, Phrase("所在的句子", "the sentence"), lambda said: said.spot)
_share.whole_form()
_share.done("share", Phrase("占比", "share"), lambda record: record.value.spot, _subjects("share", _shares))


@dataclass(frozen=True)
class _Counted(Said):
    count: Headcount
    total: Quantity
    cell: Cell | None


def _headcounts(source: Source, _forms: Forms) -> Iterator[Said]:
    """The persons and the standard of a cell; the form's budget stands in for a total that it does not give."""
    if source.form is None:
        return
    budget = source.form.budget
    money = budget.money if budget and budget.money and budget.money.dimension == "money" else None
    found = headcount(source.passage, money)
    if found is None:
        return
    if found.total:
        yield _Counted(source, found.start, found, found.total.quantity, None)
    elif money and budget:
        yield _Counted(source, found.start, found, money, budget.cell)


def _need(record: Record) -> Result:
    said: _Counted = record.value
    if said.count.doubt:
        return Unknown(said.count.doubt)
    half = sum((extra.quantity.half for extra in said.count.extras), Decimal(0))
    return _money(said.count.need, said.total.unit, half)


def _need_terms(said: _Counted) -> str:
    count = said.count
    times = f"×{count.months}个月" if count.months > 1 else ""
    return f"{count.persons}人×{count.standard.text}{times}" + "".join(f"+{e.quantity.text}" for e in count.extras)


_headcount = Of[_Counted]()
_headcount.number("人数", lambda said: said.count.persons, Phrase("人数", "how many persons"))
_headcount.number("标准", lambda said: said.count.standard, Phrase("每人的标准", "the standard for one"))
_headcount.number("月数", lambda said: said.count.months, Phrase("按月发放的月数，否则为 1", "months, else 1"))
_headcount.special("应为", NUMBER, _need, Phrase("人数×标准，加上另列的金额", "persons × standard and the extras"))
_headcount.word("算式", _need_terms, Phrase("写成的算式", "the calculation"))
_headcount.number(
    "总额",
    lambda said: said.total,
    Phrase("写出的总额，没有则为本表预算", "the stated total, else the budget"),
    lambda said: Spot(said.cell, "预算") if said.cell else said.spot,
)
_headcount.text("原文", lambda said: said.quote, Phrase("所在的句子", "the sentence"), lambda said: said.spot)
_headcount.whole_form()
_headcount.done(
    "headcount",
    Phrase("人数标准", "persons and standard"),
    lambda record: record.value.spot,
    _subjects("headcount", _headcounts),
)
