"""One row of an indicator table: its level cells, and its other cells by column, put back where they shifted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.header import Header
from goallint.extract.labels import Level, field_label, level
from goallint.records import dataclass
from goallint.resources import vocabulary
from goallint.text import squash
from goallint.values import indicator as values

_EVALUATED = ("actual", "score", "reason")


@dataclass(frozen=True, slots=True)
class Row:
    """One half's part of a line: level cells, and the other cells by column key."""

    first: Cell | None
    second: Cell | None
    cells: dict[str, Cell]
    spare: tuple[Cell, ...] = ()


def row_of(line: Line, header: Header, bounds: tuple[int, int]) -> Row:
    """The cells of a line by what they are; realigned where the columns have shifted."""
    low, high = bounds
    shared = header.columns.get("level1")
    left, right = (shared.column, shared.last_column) if shared else (0, -1)
    cells = [cell for cell in line.filled if low <= cell.column <= high or left <= cell.column <= right]
    first, second, rest = level_cells(cells, header)
    first = first or _merged(line, header, "level1")
    second = second or _merged(line, header, "level2")
    placed = _by_column(rest, header)
    if placed is None or "level1" in placed[0] or "level2" in placed[0]:
        placed = _by_order(rest, header)
    return Row(first, second, _with_blanks(line, header, placed[0]), placed[1])


def _with_blanks(line: Line, header: Header, cells: dict[str, Cell]) -> dict[str, Cell]:
    """The cells with the blank ones that a self-evaluation should have filled; reasons may reach in from above."""
    blanks: dict[str, Cell] = {}
    for key in _EVALUATED:
        head = header.columns.get(key)
        cell = line.at(head.column) if head and cells and key not in cells else None
        if cell and cell not in cells.values() and (key == "reason" or not cell.text.strip()):
            blanks[key] = cell
    return cells | blanks if blanks else cells


def _merged(line: Line, header: Header, key: str) -> Cell | None:
    """The level cell that reaches into the line from above."""
    head = header.columns.get(key)
    cell = next(
        (c for c in line.from_above if head and c.column <= head.last_column and head.column <= c.last_column), None
    )
    return cell if cell and cell.text.strip() and level(cell.text) else None


def level_cells(cells: Sequence[Cell], header: Header) -> tuple[Cell | None, Cell | None, list[Cell]]:
    """The first- and second-level cells of a line, and the others. Section labels (绩效指标) are dropped."""
    left = header.first
    named = [
        cell
        for cell in cells
        if not (_is_section(cell.text) or (cell.column < left and _is_section_piece(cell, header)))
    ]
    by_key = {header.key_at(cell.column): cell for cell in reversed(named)}
    if _is_aligned(by_key):
        first, second = by_key.get("level1"), by_key.get("level2")
    else:
        leading = list(itertools.takewhile(lambda cell: level(cell.text), named))[:2]
        first, second = leading if len(leading) == 2 else _single_level(leading, header)  # noqa: PLR2004  # the two levels
    return first, second, [cell for cell in named if cell is not first and cell is not second]


@lru_cache(maxsize=1024)
def _is_section(text: str) -> bool:
    label = field_label(text)
    return label is not None and label.key == "section:indicators" and not label.rest


def _is_section_piece(cell: Cell, header: Header) -> bool:
    """Whether a cell left of the table holds a line of the label beside it: 绩效 in one row, 指标 in the next."""
    if cell.last_column >= header.first:
        return False
    text = squash(cell.text)
    words = vocabulary("labels")["sections"]["indicators"]
    return any(word.startswith(text) or word.endswith(text) for word in words)


def _is_aligned(by_key: Mapping[str | None, Cell]) -> bool:
    """Whether a row stands in the columns of its header, so that columns say what its cells are.

    It does not if a second level stands where the name should, and a name where the value should.
    """
    value = by_key.get("value") or by_key.get("prose")
    if value is None:
        return False
    at_name = level(by_key["level3"].text) if "level3" in by_key else None
    second = by_key.get("level2")
    no_second = second is None or level(second.text) is None
    shifted = at_name is not None and at_name.kind2 and no_second and values.parse(value.text).kind == "text"
    return not shifted


def _single_level(leading: Sequence[Cell], header: Header) -> tuple[Cell | None, Cell | None]:
    """One level word in a row: which level it is, by its column, else by what it can be."""
    if not leading:
        return None, None
    cell = leading[0]
    kinds = level(cell.text) or Level("", "")
    at = header.key_at(cell.column)
    is_first = bool(kinds.kind1) and (at == "level1" or not kinds.kind2)
    return (cell, None) if is_first else (None, cell)


def _by_column(rest: Sequence[Cell], header: Header) -> tuple[dict[str, Cell], tuple[Cell, ...]] | None:
    """The cells under the heads they stand below; one past the last head belongs to the nearest open head."""
    placed: dict[str, Cell] = {}
    spare: list[Cell] = []
    for cell in rest:
        key = header.key_at(cell.column)
        if key is not None and key not in placed:
            placed[key] = cell
        else:
            spare.append(cell)
    if not spare:
        return placed, ()
    names = header.names
    for cell in list(spare):
        open_keys = [k for k, head in header.columns.items() if k not in placed and not k.startswith("level")]
        near = sorted(open_keys, key=lambda k: abs(header.columns[k].column - cell.column))
        if near and names and cell.column > names.column:
            placed[near[0]] = cell
            spare.remove(cell)
    return (placed, tuple(spare)) if not spare else None


def _by_order(rest: Sequence[Cell], header: Header) -> tuple[dict[str, Cell], tuple[Cell, ...]]:
    """The cells in the order of the heads, from the name on: for rows whose columns have shifted."""
    keys = sorted(
        (key for key in header.columns if key not in {"level1", "level2"}),
        key=lambda key: header.columns[key].column,
    )
    if "actual" in keys and len(rest) < len(keys):
        keys = [key for key in keys if key not in {"reason", "remark"}]  # what is left blank where all went well
    if len(rest) < len(keys) and "value" in keys and len(rest) >= 2:  # noqa: PLR2004  # a name and a value
        keys = [key for key in keys if key in {"level3", "prose", "operator", "value", "unit"}][: len(rest)]
    placed = dict(zip(keys, rest, strict=False))
    return placed, tuple(rest[len(keys) :])
