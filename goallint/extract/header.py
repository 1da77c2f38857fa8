"""The heads of an indicator table: which column holds what."""

from __future__ import annotations

from functools import cached_property

from goallint.document import Cell
from goallint.extract.grid import Line
from goallint.extract.labels import column_label
from goallint.records import dataclass
from goallint.regex import late
from goallint.text import squash

# Keys of columns that no rule asks for.
OTHER = "other"
_VALUES = late("值|目标|标准|要求|内容")
# So many numbers in a row may be values.
_FEW = 3


@dataclass(frozen=True)
class Header:
    """The heads of one indicator table (or of one half of two side by side): key → the head's cell.

    Cells left of column `left` belong to no indicator. `band` is the first level that holds for all rows below.
    """

    columns: dict[str, Cell]
    half: str = ""
    left: int = 1
    band: Cell | None = None

    @cached_property
    def first(self) -> int:
        """The leftmost grid column."""
        return min(cell.column for cell in self.columns.values())

    @cached_property
    def names(self) -> Cell | None:
        """The head of the column that holds the names."""
        return self.columns.get("level3") or self.columns.get("prose")

    def key_at(self, column: int) -> str | None:
        """Which column a grid position belongs to."""
        return self._keys.get(column)

    @cached_property
    def _keys(self) -> dict[int, str]:
        keys: dict[int, str] = {}
        for key, head in self.columns.items():
            for column in range(head.column, head.last_column + 1):
                keys.setdefault(column, key)
        return keys


def headers(line: Line) -> tuple[Header, ...]:
    """The heads in a line; two for two half-tables side by side; none if it is no header line.

    Heads may take two lines (指标值 over 前年 | 上年 | 当年): then those that reach into the second one count, too.
    """
    if line.heads is None:
        line.heads = _heads(line)
    return line.heads


def _heads(line: Line) -> tuple[Header, ...]:
    if not any(column_label(cell.text) for cell in line.filled):
        return ()
    cells = [cell for cell in line.covering if cell.text.strip()]
    found = [(label.key, cell) for cell in cells if (label := column_label(cell.text))]
    if not _is_header({key for key, _ in found}):
        return ()
    names = next((cell for key, cell in found if key in {"level3", "prose", "level2", "level1"}), found[0][1])
    known = {id(cell) for _, cell in found}
    found += [("", cell) for cell in cells if id(cell) not in known and cell.column > names.column]
    parts: list[dict[str, Cell]] = [{}]
    for key, cell in sorted(found, key=lambda pair: pair[1].column):
        first = parts[-1].get(key)
        if key and first is None:
            parts[-1][key] = cell
        elif first is not None and key in {"level2", "level3", "prose"} and squash(first.text) == squash(cell.text):
            shared = {name: head for name, head in parts[0].items() if name == "level1"}
            parts.append({**shared, key: cell})
        elif key == "level3":
            parts[-1].setdefault("description", cell)  # 三级指标 | … | 指标内容
        elif key == "value" and first is not None and "term_value" not in parts[-1]:
            parts[-1] |= {"term_value": first, "value": cell}
        else:
            parts[-1][f"{OTHER}{len(parts[-1])}"] = cell  # a column that no rule asks for
    for part in parts:
        if "value" not in part and "term_value" in part:
            part["value"] = part.pop("term_value")
    return tuple(Header(_with_value(part)) for part in parts)


def _with_value(part: dict[str, Cell]) -> dict[str, Cell]:
    """Heads in which an unknown one must be that of the values; if none can be, no unknown column is passed over."""
    if {"value", "prose"} & part.keys() or "level3" not in part:
        return part
    unknown = [key for key in part if key.startswith(OTHER) and part[key].column > part["level3"].column]
    value = next((key for key in unknown if _VALUES.search(squash(part[key].text))), None)
    if value is None:
        return {key: cell for key, cell in part.items() if not key.startswith(OTHER)}
    return {"value" if key == value else key: cell for key, cell in part.items()}


def counts_columns(line: Line) -> bool:
    """Whether a line under the heads only numbers the columns: 1 | 2 | 3 | 4."""
    if len(line.filled) <= _FEW or squash(line.filled[0].text) not in {"0", "1"}:
        return False
    texts = [squash(cell.text) for cell in line.filled]
    return texts == [str(int(texts[0]) + at) for at in range(len(texts))]


def _is_header(keys: set[str]) -> bool:
    """Whether heads of these columns make an indicator table; one alone is a word like any other."""
    levels = keys & {"level1", "level2", "level3", "prose"}
    with_levels = len(levels) > 1 and bool(keys & {"level3", "prose", "value"})
    return with_levels or ({"level3", "value"} <= keys and bool(keys & {"weight", "operator"}))
