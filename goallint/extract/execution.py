"""What a self-evaluation (绩效自评表) says in points: how much of the budget was spent, and the total score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.header import Header
from goallint.extract.labels import Label, execution_label, field_label, is_score_total
from goallint.extract.money import amount, declared_unit, points, quantity
from goallint.form import Amount, Execution, Score
from goallint.regex import late
from goallint.text import squash
from goallint.values.quantity import Quantity, Unit
from goallint.values.units import unit

_MONEY = ("initial", "budget", "spent")
# Above this a bare number in a column of rates is a percentage, not a share of one.
_LARGEST_SHARE = Decimal("1.5")
_NOTHING = late(r"[-/\\*—]*|不适用|无")


def read(part: Sequence[Line], index: int, money_unit: str) -> tuple[list[Execution], int]:
    """The rows of a table of execution that begins at this line, and how many lines it takes (0: none)."""
    heads = _heads(part[index])
    if not heads:
        return [], 0
    declared = (declared_unit(cell.text) for cell in part[index].covering)
    unit_ = next(filter(None, declared), money_unit)
    rows: list[Execution] = []
    end = index + 1
    while end < len(part) and (row := _row(part[end], heads, unit_)):
        rows += [row] if isinstance(row, Execution) else []
        end += 1
    return rows, end - index if rows else 0


def _heads(line: Line) -> dict[str, Cell]:
    """The heads of a table of execution: what was spent, beside what was to be spent."""
    found: dict[str, Cell] = {}
    for cell in line.filled:
        key = execution_label(cell.text)
        if key and key not in found:
            found[key] = cell
    return found if "spent" in found and len(found) > 2 and {"initial", "budget"} & found.keys() else {}  # noqa: PLR2004  # two are a label and a value each


def _row(line: Line, heads: Mapping[str, Cell], money_unit: str) -> Execution | Literal["heading"] | None:
    """A row of the table, or a heading among its rows (按资金性质分); None behind its end."""
    first = min(cell.column for cell in heads.values())
    labels = [cell for cell in line.filled if cell.last_column < first]
    if not labels:
        return None
    name = labels[-1]
    label = field_label(name.text)
    if label is not None and not label.key.startswith(("fund:", "section:")):
        return None
    cells = _placed([cell for cell in line.filled if cell.column >= first], heads)
    if all(_NOTHING.fullmatch(squash(cell.text)) for cell in cells.values()) and _is_heading(name, label):
        return "heading"
    if label is None and not any(key in cells and quantity(cells[key].text, "") for key in _MONEY):
        return None
    money = {
        key: amount(squash(heads[key].text), cells[key], _unit(heads[key], money_unit))
        for key in _MONEY
        if key in cells
    }
    return Execution(
        label.word if label else squash(name.text),
        name,
        **money,
        weight=_points("分值", cells.get("weight")),
        rate=_rate(cells.get("rate")),
        score=_points("得分", cells.get("score")),
    )


def _is_heading(name: Cell, label: Label | None) -> bool:
    return (label is not None and label.key.startswith("section:")) or squash(name.text).startswith("按")


def _unit(head: Cell, money_unit: str) -> str:
    return declared_unit(head.text) if "元" in head.text else money_unit


def _placed(cells: Sequence[Cell], heads: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells under their heads; in the order of the heads where the columns have shifted and none is missing."""
    placed: dict[str, Cell] = {}
    for cell in cells:
        key = next(
            (k for k, head in heads.items() if head.column <= cell.last_column and cell.column <= head.last_column), ""
        )
        if not key or key in placed:
            ordered = sorted(heads, key=lambda k: heads[k].column)
            return dict(zip(ordered, cells, strict=False)) if len(cells) == len(ordered) else placed
        placed[key] = cell
    return placed


def _points(label: str, cell: Cell | None) -> Amount | None:
    """Points as a number without a unit: "10分" is 10."""
    return None if cell is None or _NOTHING.fullmatch(squash(cell.text)) else points(label, cell)


def _rate(cell: Cell | None) -> Amount | None:
    """A rate; the sign may be missing, as where the head says (%)."""
    if cell is None or _NOTHING.fullmatch(squash(cell.text)):
        return None
    found = quantity(cell.text, "")
    if found and found.dimension == "number":
        percent = abs(found.number) > _LARGEST_SHARE
        found = Quantity(found.number, unit("%") if percent else Unit("", "rate"))
    return Amount("执行率", cell.text.strip(), cell, found)


def total_score(line: Line, header: Header) -> Score | None:
    """The sum of weights and scores, if that is what a line says."""
    weight, score = header.columns.get("weight"), header.columns.get("score")
    if score is None or not line.filled or not is_score_total(line.filled[0].text):
        return None
    label, numbers = line.filled[0], [cell for cell in line.filled[1:] if quantity(cell.text, "")]
    placed = {cell: header.key_at(cell.column) for cell in numbers}
    if weight and len(numbers) == 2 and set(placed.values()) != {"weight", "score"}:  # noqa: PLR2004  # the weight and the score
        earlier, later = ("weight", "score") if weight.column < score.column else ("score", "weight")
        placed = dict(zip(numbers, (earlier, later), strict=True))
    if len(numbers) == 1 and placed[numbers[0]] != "weight":
        placed = {numbers[0]: "score"}
    found = {key: points("总分", cell) for cell, key in placed.items() if key in {"weight", "score"}}
    return Score(squash(label.text), label, found.get("weight"), found.get("score")) if found else None
