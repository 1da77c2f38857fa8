"""Amounts in prose that stand for something elsewhere: the total of the table below, the department's projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from goallint.expr.results import Record, Spot, Unknown
from goallint.expr.schema import SCHEMAS, Of, path
from goallint.expr.scopes.narrative import Said, Source, paragraphs, plain_name, sources
from goallint.form import Amount, ColumnTotal, Form, Forms
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.text import squash
from goallint.values.changes import name_of_whole
from goallint.values.prose import Mention, alternatives, words, year_of
from goallint.values.quantity import Quantity

_PROJECTS = "项目支出"
# A paragraph further above a table than this may speak of another one.
_REACH = 4


@dataclass(frozen=True)
class _Pointer(Said):
    """An amount in a paragraph that says "详见下表", and the total of the table below; None if there are several."""

    mention: Mention
    total: ColumnTotal | None
    holds: bool | Unknown


def _pointers(forms: Forms) -> Iterator[Record]:
    by_table = {number: form for form in forms.forms for number in form.tables}
    pointing = re.compile(alternatives(words("pointing")))
    for source in paragraphs(forms):
        form = by_table.get(source.paragraphs[0].following)
        if form is None or not form.totals:
            continue
        nearest = source.starts[-_REACH:][0]
        for match in pointing.finditer(source.passage.folded, nearest):
            mention = _pointed_at(source, match.start())
            if mention:
                total, holds = _verdict(mention.quantity, form)
                pointer = _Pointer(source, mention.start, mention, total, holds)
                yield Record(SCHEMAS["pointer"], pointer, form, forms)


def _pointed_at(source: Source, at: int) -> Mention | None:
    """The amount whose table is pointed at: the nearest before it in the sentence."""
    start, _ = source.passage.sentence(at)
    before = source.passage.amounts(start, at)
    usable = [mention for mention in before if mention.kind == "amount" and not re.search(r"[约余多]", mention.doubt)]
    return usable[-1] if usable else None


def _verdict(stated: Quantity, form: Form) -> tuple[ColumnTotal | None, bool | Unknown]:
    """Whether some total of the table is the amount; unknown if none is and there are several."""
    money = [total for total in form.totals if total.total.money and total.total.money.dimension == "money"]
    for total in money:
        if _same(stated, total):
            return total, True
    if len({total.total.money.base for total in money if total.total.money}) == 1:
        return money[0], False
    if not money:
        return None, Unknown(Phrase("下面的表没有读出金额合计", "no total of money was found in the table below"))
    return None, Unknown(Phrase("下面的表有几个合计，看不出指哪一个", "the table below has several totals"))


def _same(stated: Quantity, total: ColumnTotal) -> bool:
    """Whether the amount is the printed total or the sum of its items, also rounded to fewer digits."""
    printed = total.total.money
    if printed is None:
        return False
    items = [item.money for item in total.items if item.money]
    exact = sum((item.base for item in items), Decimal(0))
    finer = any(_digits(item) < _digits(printed) for item in items) and abs(exact - printed.base) <= printed.half
    if stated.base in {printed.base, exact}:
        return True
    if _digits(stated) >= _digits(printed):
        return _rounded(printed.base, stated) == stated.base
    # More digits than the table prints: the items have to bear them out.
    return not finer and _rounded(stated.base, printed) == printed.base


def _digits(quantity: Quantity) -> int:
    exponent = quantity.number.as_tuple().exponent
    return (exponent if isinstance(exponent, int) else 0) + quantity.unit.factor.adjusted()


def _rounded(value: Decimal, like: Quantity) -> Decimal:
    return value.quantize(Decimal(1).scaleb(_digits(like)), rounding=ROUND_HALF_UP)


def _total(pointer: _Pointer) -> Amount | None:
    return pointer.total.total if pointer.total else None


_pointer = Of[_Pointer]()
_pointer.word("名称", lambda pointer: plain_name(pointer.mention.label), Phrase("文中金额的名称", "what the amount is"))
_pointer.number(
    "文中", lambda pointer: pointer.mention.quantity, Phrase("文中的金额", "the amount in prose"), lambda p: p.spot
)
_pointer.amount("表中", _total, Phrase("表中的合计", "the total of the table"))
_pointer.truth("相符", lambda pointer: pointer.holds, Phrase("两者相符", "whether they agree"))
_pointer.text("原文", lambda pointer: pointer.quote, Phrase("所在的句子", "the sentence"), lambda pointer: pointer.spot)
_pointer.whole_form()
_pointer.done("pointer", Phrase("文表对照", "prose and table"), lambda record: record.value.spot, _pointers)


def project_expenditure(forms: Forms) -> tuple[Quantity | Unknown | None, Spot | None]:
    """What the file gives as the department's project expenditure of the year, and where."""
    found: list[tuple[Quantity, Spot]] = []
    for form in forms.forms:
        if form.kind == "department":
            found += [
                (amount.money, Spot(amount.cell, path(fund.label, amount.label)))
                for fund in form.funds
                for amount in fund.uses
                if amount.money and name_of_whole(squash(amount.label)) == _PROJECTS
            ]
    for source in sources(forms):
        if source.form is None or source.form.kind == "department":
            found += [(m.quantity, source.spot(m.start)) for m in source.passage.mentions if _is_projects(m, forms)]
    amounts = {quantity.base for quantity, _ in found}
    if len(amounts) > 1:
        return Unknown(Phrase("文件里的项目支出不止一个数", "the file gives more than one project expenditure")), None
    return found[0] if found else (None, None)


def _is_projects(mention: Mention, forms: Forms) -> bool:
    year = year_of(mention.label)
    return (
        mention.kind == "amount"
        and mention.is_money
        and not mention.doubt
        and not (year and forms.year and year != forms.year)
        and name_of_whole(plain_name(mention.label)) == _PROJECTS
    )
