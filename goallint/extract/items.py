"""Cells that list several indicators: 指标1：…指标2：…, or 1.…2.… from any number on.

What lists the names decides; the other cells of the row are parted in the same way, or line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from goallint.records import dataclass
from goallint.regex import late
from goallint.text import lines, numeral
from goallint.values.indicator import parse

_LABELLED = late(r"(?m)^[^\S\n]*(?=指标\s*\d{1,2}\s*[:：])")
_LABEL = late(r"^\s*指标\s*\d{1,2}\s*[:：]\s*")
_SEMICOLON = late(r"[；;\n]")
# Many forms are printed with …… below 指标2.
_MORE = late(r"(?<=[^：:\s])\s+…+\s*$")
# Before 号 and its like the number is part of the name: (1)号楼, ①期.
_NUMBER = late(
    r"(?:^|(?<=[\s；;]))(?:(?P<dotted>\d{1,2})[.．、)）]|[(（](?P<bracketed>\d{1,2})[)）]|(?P<circled>[①-⑳]))"
    r"(?![号期类级段栋班])\s*"
)
_ENDS = " \t\n；;"
# "1.5万元" and "2.5万元" are two sums of money; behind three numbers in a row nobody takes the dots for decimal points.
_SURE = 3
# Nobody lists more in a cell.
_MOST = 99
_MEASURED = frozenset({"bound", "range", "ratio"})
_TOLD = _MEASURED | {"date"}


@dataclass(frozen=True, slots=True)
class Item:
    """One of the indicators of a row: the `place`-th of `count`, numbered from `first`, 0 if they have no numbers."""

    name: str
    place: int = 0
    count: int = 1
    first: int = 0

    def of(self, text: str) -> str:
        """What another cell of the row says of this one: its part, or all of a cell that has no such parts."""
        part = self.part(text)
        return (text if part is None else part).strip()

    def part(self, text: str) -> str | None:
        """The part of another cell of the row that is about this one; None if the cell has no such parts."""
        parts = _parts(text, self.first, self.count)
        return parts[self.place] if parts else None


# All items of a row ask for the same cells.
@lru_cache(maxsize=8)
def _parts(text: str, first: int, count: int) -> Sequence[str] | None:
    """The parts of a cell beside `count` names, which are numbered from `first`."""
    parts = _numbered(text, first, among=count) if first else [_LABEL.sub("", part) for part in _labelled(text)]
    ways = [parts] if count == 1 else [parts, *_by_marks(text)]
    return next((way for way in ways if len(way) == count), None)


def _items(names: str) -> list[Item]:
    """The indicators that a cell names; a number before a single name is no part of it."""
    labelled = _labelled(names)
    if len(labelled) > 1:
        return [Item(_MORE.sub("", name), place, len(labelled)) for place, name in enumerate(labelled)]
    first = _first(names)
    parts = _numbered(names, first) if first else []
    if not all(parts):
        return [Item(names)]
    return [Item(name, place, len(parts), first) for place, name in enumerate(parts)] or [Item(names)]


def _by_marks(text: str) -> Iterator[list[str]]:
    """The parts of a text without numbers: its lines, with and without a …… that the form had, or values between ；."""
    written = lines(text)
    yield written
    yield [line for line in written if line.strip("….")]
    parts = [part.strip() for part in _SEMICOLON.split(text) if part.strip()]
    if all(parse(part).kind in _TOLD for part in parts):
        yield parts


def _labelled(text: str) -> list[str]:
    return [part for part in _LABELLED.split(text) if part.strip()] if "指标" in text else []


def _first(text: str) -> int:
    """The number that a text begins with, 0 if it begins with none that could count something."""
    match = _NUMBER.match(text.lstrip())
    return _counted(match) if match else 0


def _numbered(text: str, first: int, among: int = 0) -> list[str]:
    """The parts of a text that numbers them from `first` on; none if it does not, or if a mark may belong to a number.

    `among` is how many there should be, 0 if that is not known.
    """
    text = text.strip()
    heads: list[tuple[int, int]] = []
    style = None
    decimals = 0
    marks = ".．" if among else ".．、"  # "1、2号渠" names one thing
    for match in _NUMBER.finditer(text):
        if _counted(match) == first + len(heads) and style in {None, match.lastgroup}:
            style = match.lastgroup
            heads.append(match.span())
            decimals += match[0][-1] in marks and text[match.end() : match.end() + 1].isdecimal()
    if not heads or heads[0][0] or (len(heads) == 1 and style == "circled"):
        return []
    if decimals and (not among or (decimals == len(heads) and len(heads) < _SURE)):
        return []
    ends = [start for start, _ in heads[1:]] + [len(text)]
    return [text[start:end].strip(_ENDS) for (_, start), end in zip(heads, ends, strict=True)]


def _counted(match: re.Match[str]) -> int:
    return numeral(match[match.lastgroup or 0])


def divided(names: str, values: str) -> Sequence[Item]:
    """The indicators that a cell names, if the cell of the values has as many parts; else one of them all.

    Lines without numbers are indicators of their own if there is a number to be reached in each line of the values.
    """
    found = _items(names)
    if len(found) > 1:
        return found if len(found) <= _MOST and found[0].part(values) is not None else [Item(names)]
    named, written = lines(names), lines(values)
    if 1 < len(named) == len(written) <= _MOST and all(parse(line).kind in _MEASURED for line in written):
        return [Item(name, place, len(named)) for place, name in enumerate(named)]
    return found
