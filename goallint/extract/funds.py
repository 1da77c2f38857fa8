"""The totals of project money with their sources and uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from goallint.extract.fields import Fields, Labelled
from goallint.extract.labels import Label, field_label
from goallint.extract.money import amount, fund_in_prose, source_key
from goallint.form import Amount, Execution, Fund
from goallint.resources import vocabulary


def funds(fields: Fields) -> tuple[Fund, ...]:
    """The totals of project money with their sources, by the columns that their labels stand in."""
    if fields.execution:
        return tuple(fund for key in ("initial", "budget", "spent") for fund in _column(fields.execution, key))
    items = [item for item in fields.labelled if item.label.key.startswith("fund:")]
    totals = [item for item in items if _is_total(item)]
    if not any(total.label.key == "fund:total" for total in totals):
        return _without_total(items) + _in_prose(fields)
    real = [total for total in totals if _counts(total, totals, items)]
    owned: dict[int, list[Labelled]] = {id(total): [] for total in real}
    for item in items:
        owned.setdefault(id(_owner(item, real)), []).append(item)
    found = [_fund(total, owned[id(total)]) for total in real]
    filled = [fund for fund in found if any(part and part.text for part in (fund.total, *fund.sources, *fund.uses))]
    return tuple(filled or found)


def _is_total(item: Labelled) -> bool:
    return item.label.key in {"fund:total", "fund:spent"}


def _column(rows: Sequence[Execution], key: str) -> list[Fund]:
    """The total in one column of a table of execution, with its sources; it is named after the column."""
    amounts = [(row, found) for row in rows if (found := getattr(row, key))]
    items = [
        Labelled(
            field_label(row.cell.text) or Label("", row.label),
            row.cell,
            number,
            found.text,
            found.cell,
            found.money.unit.symbol if found.money else "",
        )
        for number, (row, found) in enumerate(amounts)
    ]
    total = next((item for item in items if item.label.key == "fund:total"), None)
    if total is None:
        return []
    head, fund = amounts[total.line][1].label, _fund(total, items)
    return [replace(fund, label=head, total=replace(_amount(total), label=head))]


def _counts(total: Labelled, totals: Sequence[Labelled], items: Sequence[Labelled]) -> bool:
    """A bare 合计 beside a filled named total is one of its rows, not a total of its own, unless it heads sources."""
    named = [other for other in totals if not _is_bare(other)]
    if _is_bare(total):
        return not any(other.text for other in named) or _heads_sources(total, totals, items)
    return bool(total.text) or not any(other.text for other in totals if _is_bare(other))


def _heads_sources(total: Labelled, totals: Sequence[Labelled], items: Sequence[Labelled]) -> bool:
    """Whether a filled total has sources of its own right below, in a column without a named total (资金来源)."""
    column = total.at.column
    alone = all(other is total or other.at.column != column for other in totals)
    below = [item for item in items if item.line == total.line + 1 and item.at.column == column]
    return bool(total.text) and alone and any(not _is_total(item) and item.text for item in below)


def _owner(item: Labelled, real: Sequence[Labelled]) -> Labelled | None:
    """Of the totals that count, the one that a source belongs to: the nearest above or left, not right of it."""
    if _is_total(item):
        return item
    if _closes(real, item):
        return min((total for total in real if total.line >= item.line), key=lambda total: total.line, default=real[-1])
    before = [total for total in real if (total.line, total.at.column) <= (item.line, item.at.column)]
    same = [total for total in before if total.at.column == item.at.column]
    left = [total for total in before if total.at.column <= item.at.column]
    pool = same or left or before or real
    return max(pool, key=lambda total: (total.line, total.at.column)) if pool else None


def _is_bare(total: Labelled) -> bool:
    """Whether a total is called by a word that sums some rows as often as a whole form."""
    return total.label.word in vocabulary("labels")["bare_totals"]


def _closes(totals: Sequence[Labelled], item: Labelled) -> bool:
    """Whether several bare totals stand below what they sum: 收入构成 … 合计, 支出构成 … 合计."""
    bare = all(_is_bare(total) and total.at.column == item.at.column for total in totals)
    return bare and len(totals) > 1


def _fund(total: Labelled, items: Sequence[Labelled]) -> Fund:
    parts: dict[str, list[Amount]] = {}
    for item in items:
        if item is not total:
            parts.setdefault(source_key(item.label), []).append(_amount(item))
    # Without a 财政拨款 row its own parts are the sources: by budget, else by level of government.
    split = next((key for key in ("fiscal", "current", "budget", "level") if key in parts), "fiscal")
    top = (split, "other", "carried")
    sources = [part for key in top for part in parts.get(key, [])]
    details = [part for key in ("current", "level", "budget") if key not in top for part in parts.get(key, [])]
    return Fund(total.words, _amount(total), tuple(sources), tuple(details), tuple(parts.get("use", [])))


def _amount(item: Labelled) -> Amount:
    return amount(item.words, item.place, item.unit, item.text)


def _without_total(items: Sequence[Labelled]) -> tuple[Fund, ...]:
    """Sources on a form that names no total."""
    sources = [_amount(item) for item in items if source_key(item.label) in {"fiscal", "current", "other", "carried"}]
    return (Fund("", None, tuple(sources)),) if sources else ()


def _in_prose(fields: Fields) -> tuple[Fund, ...]:
    entry = fields.purpose or fields.entry("purpose")
    fund = fund_in_prose(entry.text, entry.cell) if entry else None
    return (fund,) if fund else ()
