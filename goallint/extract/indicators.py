"""The indicator table of a form: header, levels, and one indicator a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.header import OTHER, Header, headers
from goallint.extract.items import Item, divided
from goallint.extract.labels import Level, is_total, level, parents
from goallint.extract.money import points
from goallint.extract.rows import Row, level_cells, row_of
from goallint.form import COST_KINDS, Entry, Group, Indicator, Leftover
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, numeral, squash, unspaced
from goallint.values import indicator as values
from goallint.values.measure import unit_in_name
from goallint.values.model import Value
from goallint.values.quantity import Quantity, Unit
from goallint.values.units import unit, unit_pattern, units

_NUMBERED = late(
    r"^\s*(?:三级)?指标\s*(?:(?P<number>\d{1,2}|[一二三四五六七八九十])\s*)?[:：.、]\s*(?P<name>.*)$", re.DOTALL
)
_LEADING = ("指标", "三级指标")
# A name without punctuation, then an operator or a number to the end.
_NAME_AND_VALUE = late(
    r"(?P<name>[^\d≥≤<>＜＞=＝。；;，,\n]{2,24}?)[:：]?\s*(?P<value>[≥≤<>＜＞=＝\d][^。；;，,\n]{0,16})"
)
# A number this many times the target, or this small a part of it, is in another unit.
_FAR = 20
_OPERATOR_CELL = late(r"[≥≤<>=±]{1,2}|大于等于|小于等于|大于|小于|等于|正向|反向|定性|定量")


@dataclass
class _Levels:
    """The levels in force while the rows are read, filled down through merged and blank cells."""

    first: Cell | None = None
    second: Cell | None = None
    kind1: str = ""
    kind2: str = ""


@dataclass(frozen=True)
class IndicatorTable:
    """What the indicator rows gave."""

    indicators: tuple[Indicator, ...] = ()
    groups: tuple[Group, ...] = ()
    level1_labels: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    cut: Cell | None = None


@dataclass
class _Half:
    """One half-table while it is read."""

    header: Header
    levels: _Levels = field(default_factory=_Levels)
    indicators: list[Indicator] = field(default_factory=list)
    headings: list[tuple[_Levels, Cell]] = field(default_factory=list)
    first_labels: dict[int, Entry] = field(default_factory=dict)
    """By the identity of the cell."""
    below: tuple[int, Cell | None] = (0, None)
    """The next line that shows a first level, as it was last looked for: its number, and the cell."""


def read(part: Sequence[Line], heads: Sequence[Header], *, last: bool) -> IndicatorTable:
    """The indicators of the lines below a header.

    `last` says that the file ends here: an unfinished last row is then a cut, not an omission.
    """
    halves = [_Half(head) for head in heads]
    bounds = _bounds(halves)
    leftovers: list[Leftover] = []
    cut: Cell | None = None
    for index, line in enumerate(part):
        again = headers(line)
        if again:
            halves = [replace(half, header=head, below=(0, None)) for half, head in zip(halves, again, strict=False)]
            bounds = _bounds(halves)
            continue
        if line.filled and is_total(line.filled[0].text):
            continue
        for half, nearest in zip(halves, bounds, strict=True):
            row = row_of(line, half.header, nearest)
            if half.header.band is not None:
                _enter_levels(half, replace(row, first=half.header.band, second=None), part, index)
            elif half is not halves[0] and "level2" not in half.header.columns:
                _share_levels(half, halves[0])
            else:
                _enter_levels(half, row, part, index)
            if last and index == len(part) - 1 and _is_cut(line, row, half):
                cut = row.cells.get("level3")
                continue
            leftovers += [Leftover(cell, grave=True) for cell in row.spare]
            _add(half, row)
    return _result(halves, leftovers, cut)


def joined(tables: Sequence[IndicatorTable]) -> IndicatorTable:
    """Several indicator tables of one form as one."""
    return IndicatorTable(
        indicators=tuple(indicator for table in tables for indicator in table.indicators),
        groups=tuple(group for table in tables for group in table.groups),
        level1_labels=tuple(label for table in tables for label in table.level1_labels),
        columns=tuple(dict.fromkeys(key for table in tables for key in table.columns)),
        leftovers=tuple(leftover for table in tables for leftover in table.leftovers),
        cut=next((table.cut for table in tables if table.cut), None),
    )


def _bounds(halves: Sequence[_Half]) -> list[tuple[int, int]]:
    """The grid columns that belong to each half, from edge to edge."""
    starts = [
        min(cell.column for key, cell in half.header.columns.items() if key != "level1") if number else half.header.left
        for number, half in enumerate(halves)
    ]
    return [(start, after - 1) for start, after in zip(starts, [*starts[1:], 10**9], strict=True)]


def _share_levels(half: _Half, left: _Half) -> None:
    """The levels of the left half hold for a right half that shows none of its own."""
    if left.levels.second is not None and left.levels.second is not half.levels.second:
        half.headings.append((left.levels, left.levels.second))
    half.levels = left.levels


def _enter_levels(half: _Half, row: Row, part: Sequence[Line], index: int) -> None:
    """Bring the levels in force up to this row, which is the line of that number."""
    levels = half.levels
    if row.first is not None and row.first is not levels.first:
        kinds = level(row.first.text) or Level("", "")
        _label(half, row.first)
        half.levels = levels = _Levels(row.first, None, kinds.kind1, "")
    second = row.second
    if (
        second is not None
        and levels.first is not None
        and second.row < levels.first.row
        and second.table == levels.first.table
    ):
        second = None  # a second-level cell ends where its first level ends, however far it was merged
    if second is not None and second is not levels.second:
        kind2 = (level(second.text) or Level("", "")).kind2
        if row.first is None:
            levels = _inferred_first(half, kind2, part, index)
        half.levels = _Levels(levels.first, second, levels.kind1, kind2)
        half.headings.append((half.levels, second))


def _label(half: _Half, first: Cell) -> None:
    half.first_labels.setdefault(id(first), Entry("一级指标", unspaced(first.text), first))


def _inferred_first(half: _Half, kind2: str, part: Sequence[Line], index: int) -> _Levels:
    """The first level of a row that shows none: the one in force, or a label further down its merged span.

    In text dumps the label of a merged cell may stand on a middle row.
    """
    levels = half.levels
    under = parents(kind2)
    if levels.kind1 in under or not under:
        return levels
    first = _first_below(half, part, index)
    kind1 = (level(first.text) or Level("", "")).kind1 if first else ""
    if first is None or kind1 not in under:
        return levels
    _label(half, first)
    return _Levels(first, None, kind1, "")


def _first_below(half: _Half, part: Sequence[Line], index: int) -> Cell | None:
    """The next first level below a line; it is looked for once for all lines above it."""
    if half.below[0] <= index:
        cells = ((number, level_cells(part[number].filled, half.header)[0]) for number in range(index + 1, len(part)))
        half.below = next((found for found in cells if found[1] is not None), (len(part), None))
    return half.below[1]


def _is_cut(line: Line, row: Row, half: _Half) -> bool:
    """Whether the file ends in this row: a name, and no cell at all where the value should be."""
    head = half.header.columns.get("value")
    name = row.cells.get("level3")
    if head is None or name is None or "value" in row.cells:
        return False
    at = line.at(head.column)
    kinds = {indicator.kind1 for indicator in half.indicators}
    return (at is None or at is name) and not {"产出", "效益", "满意度"} <= kinds


def _add(half: _Half, row: Row) -> None:
    """The indicators of one row."""
    name_cell = row.cells.get("prose") or row.cells.get("level3")
    value_cell = row.cells.get("value") or row.cells.get("operator") or row.cells.get("unit")
    if name_cell is None and value_cell is None:
        return
    prose = "prose" in half.header.columns or "value" not in half.header.columns
    name, value = (cell.text if cell else "" for cell in (name_cell, value_cell))
    if prose:
        named, said = _in_one(name)
        half.indicators.append(_indicator(half, row, Item(named), said, prose=named == said))
        return
    for item in divided(name, value):
        half.indicators.append(_indicator(half, row, item, item.of(value), prose=False))


def _in_one(text: str) -> tuple[str, str]:
    """Name and value of a short cell that holds both (安装路灯≥120盏); a sentence is both at once."""
    match = _NAME_AND_VALUE.fullmatch(text.strip())
    if match and values.parse(match["value"]).kind in {"bound", "range", "ratio", "date"}:
        return match["name"], match["value"]
    return text, text


def _indicator(half: _Half, row: Row, item: Item, value: str, *, prose: bool) -> Indicator:
    levels, name = half.levels, item.name
    anchor = row.cells.get("prose") or row.cells.get("level3") or next(iter(row.cells.values()))
    numbered = None if prose or not squash(name).startswith(_LEADING) else _NUMBERED.match(fold(name))
    shown = name[numbered.start("name") :] if numbered else name
    value_cell = row.cells.get("value") or row.cells.get("operator") or row.cells.get("unit")
    head = half.header
    text = _joined(row, item, value) if "value" in head.columns else value.strip()
    parsed = _typed(text, shown, levels)
    return Indicator(
        level1=unspaced(levels.first.text) if levels.first else _canonical(levels),
        level2=unspaced(levels.second.text) if levels.second else "",
        kind1=levels.kind1,
        kind2=levels.kind2,
        level1_cell=levels.first,
        level2_cell=levels.second,
        name=Entry("三级指标", shown.strip(), anchor),
        value=Entry("指标值", text, anchor if prose or value_cell is None else value_cell),
        parsed=parsed,
        number=numeral(numbered["number"] or "") if numbered else 0,
        half=head.half,
        description=_entry(row, item, "description", "指标描述"),
        basis=_entry(row, item, "basis", "依据"),
        unit=_entry(row, item, "unit", "计量单位"),
        weight=points("权重", row.cells["weight"]) if "weight" in row.cells else None,
        prose=prose,
        actual=_entry(row, item, "actual", "实际完成值"),
        achieved=_achieved(row, item, parsed, levels) if "actual" in row.cells else None,
        score=points("得分", row.cells["score"]) if "score" in row.cells else None,
        reason=_entry(row, item, "reason", "偏差原因"),
    )


def _typed(text: str, name: str, levels: _Levels) -> Value:
    """The value with the unit that its name or its row gives: 清场费（元） 3500, a cost of ≤165万."""
    value = values.parse(text)
    if value.quantity is None or value.kind not in {"bound", "range"} or value.quantity.dimension != "number":
        return value
    symbol = value.quantity.unit.symbol
    if symbol and COST_KINDS & {levels.kind1, levels.kind2}:
        factor = value.quantity.unit.factor
        return replace(value, quantity=Quantity(value.quantity.number, Unit(symbol, "money", factor)))
    named = unit_in_name(name)
    if not symbol and named in units():
        upper = Quantity(value.upper.number, unit(named)) if value.upper else None
        return replace(value, quantity=Quantity(value.quantity.number, unit(named)), upper=upper)
    return value


def _achieved(row: Row, item: Item, target: Value, levels: _Levels) -> Value:
    """What was reached, with the unit of the target where it has none of its own and can be nothing else."""
    symbol, text = _text(row, item, "unit"), _text(row, item, "actual")
    if symbol and re.search(r"\d$", text) and _is_unit(symbol):
        text += symbol
    value = _typed(text, item.name, levels)
    if value.kind != "bound" or value.quantity is None or value.quantity.unit.symbol or target.quantity is None:
        return value
    likely = Quantity(value.quantity.number, target.quantity.unit)
    alike = abs(likely.base) <= _FAR * abs(target.quantity.base) and abs(target.quantity.base) <= _FAR * abs(
        likely.base
    )
    return replace(value, quantity=likely) if alike or likely.number == 0 else value


def _canonical(levels: _Levels) -> str:
    names = vocabulary("frame")["level1"].get(levels.kind1)
    return str(names[0]) if names else ""


def _text(row: Row, item: Item, key: str) -> str:
    """What a cell of the row says of an indicator: its part, or all of it; "" if there is no such cell."""
    cell = row.cells.get(key)
    return item.of(cell.text) if cell else ""


def _entry(row: Row, item: Item, key: str, label: str) -> Entry | None:
    cell = row.cells.get(key)
    return Entry(label, _text(row, item, key), cell) if cell else None


def _joined(row: Row, item: Item, value: str) -> str:
    """The value with operator and unit from columns of their own."""
    sign = _text(row, item, "operator") if row.cells.get("operator") is not row.cells.get("value") else ""
    text = value.strip() if "value" in row.cells else ""
    if not _OPERATOR_CELL.fullmatch(squash(sign)) or squash(sign) in {"正向", "反向", "定性", "定量"}:
        sign = ""
    symbol = _text(row, item, "unit")
    if not text:
        return ""
    if values.parse(text).kind in {"choice", "placeholder", "not-applicable"}:
        return text
    if symbol and (text.endswith(symbol) or not re.search(r"\d$|^[\d.]+$", text) or not _is_unit(symbol)):
        symbol = ""
    return f"{'' if sign and text.startswith(sign) else sign}{text}{symbol}"


def _is_unit(symbol: str) -> bool:
    return bool(re.match(unit_pattern(), fold(symbol))) or len(squash(symbol)) <= 4  # noqa: PLR2004  # a measure word


def _result(halves: Sequence[_Half], leftovers: Sequence[Leftover], cut: Cell | None) -> IndicatorTable:
    indicators = [indicator for half in halves for indicator in half.indicators]
    groups = [group for half in halves for group in _groups(half)]
    labels = {key: entry for half in halves for key, entry in half.first_labels.items()}
    return IndicatorTable(
        indicators=tuple(indicators),
        groups=tuple(groups),
        level1_labels=tuple(labels.values()),
        columns=tuple(
            dict.fromkeys(key for half in halves for key in half.header.columns if not key.startswith(OTHER))
        ),
        leftovers=tuple(leftovers),
        cut=cut,
    )


def _groups(half: _Half) -> Iterator[Group]:
    """The second-level headings with their indicators."""
    members: dict[int, list[Indicator]] = {}
    for indicator in half.indicators:
        members.setdefault(id(indicator.level2_cell), []).append(indicator)
    for levels, cell in half.headings:
        first = unspaced(levels.first.text) if levels.first else ""
        own = tuple(members.get(id(cell), ()))
        yield Group(first, unspaced(cell.text), levels.kind1, levels.kind2, cell, own, half.header.half)
