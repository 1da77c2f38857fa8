"""Which year a form says it is for, in every place where it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goallint.document import Cell
from goallint.extract import titles
from goallint.extract.fields import Labelled
from goallint.extract.grid import Line
from goallint.form import NamedYear
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import squash

_YEAR = late(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BARE = late(r"[(]?((?:19|20)\d\d)年?度?[)]?")


def is_heading(text: str) -> bool:
    """Whether a text is nothing but the year under a title: （2024年度）."""
    return bool(_BARE.fullmatch(squash(text)))


def named(
    title: str, title_cell: Cell | None, above: Sequence[str], part: Sequence[Line], labelled: Iterable[Labelled]
) -> tuple[NamedYear, ...]:
    """The places that name the form's year: title, the line under it, the field 年度, labels of goals.

    A year in the name of a project is no such place, nor is one of several years in a row.
    """
    return tuple(_found(title, title_cell, above, part, labelled))


def of_heads(heads: Iterable[Cell]) -> tuple[NamedYear, ...]:
    """The years in heads of value columns: 2024年指标值."""
    return tuple(NamedYear("指标值", year, cell) for cell in heads if (year := _only(cell.text)))


def _found(
    title: str, title_cell: Cell | None, above: Sequence[str], part: Sequence[Line], labelled: Iterable[Labelled]
) -> Iterator[NamedYear]:
    if not titles.caption(title) and (year := _only(title)):
        yield NamedYear("标题", year, title_cell)
    for text in _under(title, above):
        if is_heading(text) and (year := _only(text)):
            yield NamedYear("标题下", year, None)
    for line in part[:3]:
        if len(line.filled) == 1 and is_heading(line.filled[0].text) and (year := _only(line.filled[0].text)):
            yield NamedYear("标题下", year, line.filled[0])
    for item in labelled:
        if item.label.key == "year" and (year := _only(item.text)):
            yield NamedYear(item.words, year, item.place)
        of_years = any(word in item.label.word for word in vocabulary("labels")["beyond_year"])
        if item.label.key == "goal" and not item.label.rest and not of_years and (year := _only(item.at.text)):
            yield NamedYear(item.words, year, item.at)


def _under(title: str, above: Sequence[str]) -> Sequence[str]:
    """The paragraphs between the title and the table."""
    at = next((number for number, text in enumerate(reversed(above)) if text == title), None)
    return above[len(above) - at :] if at else ()


def _only(text: str) -> int | None:
    """The year in a text; None if it has none, or several."""
    found = {match[0] for match in _YEAR.finditer(squash(text))}
    return int(found.pop()) if len(found) == 1 else None
