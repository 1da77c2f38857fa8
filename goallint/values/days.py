"""Days as written (12月底前, 第三季度, 2024.6) and the days of the calendar that they mean."""

from __future__ import annotations

import calendar
from datetime import date

from goallint.regex import late
from goallint.text import squash
from goallint.values.indicator import parse
from goallint.values.model import Day, Value

_YEARS = late(r"((?:19|20)\d\d)年?度?(?:[-~至到]+((?:19|20)\d\d)年?度?)?")
_BEGIN = late("开始|起始|开工")
_END = late("结束|终止|完成|完工")
_LAST_MONTH = 12


def first_day(day: Day) -> date | None:
    """The first day that `day` may mean; None without a year, or if there is no such day."""
    return _date(day.year, day.month or 3 * day.quarter - 2 if day.month or day.quarter else 1, day.day or 1)


def last_day(day: Day) -> date | None:
    """The last day that `day` may mean; None without a year, or if there is no such day."""
    month = day.month or 3 * day.quarter or _LAST_MONTH
    return _date(day.year, month, day.day or (calendar.monthrange(day.year, month)[1] if day.year else 1))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def span(value: Value) -> tuple[date | None, date | None]:
    """From when to when a date or period is; None for what the year is missing of.

    The end of 2024年3月-9月 is in the year of its beginning; that of 2023年11月-3月 is anyone's guess.
    """
    start, end = value.start, value.end
    if (
        start
        and end
        and start.year
        and not end.year
        and (end.month or 3 * end.quarter) >= (start.month or 3 * start.quarter)
    ):
        end = Day(start.year, end.month, end.day, end.quarter)
    return (first_day(start) if start else None, last_day(end) if end else None)


def period_of(label: str, text: str) -> tuple[date | None, date | None]:
    """The same for a field that may give only the beginning, or only the end (项目结束时间)."""
    start, end = period(text)
    return (None if _END.search(label) else start, None if _BEGIN.search(label) else end)


def period(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of what a field says: 2023年, 2023.01-2024.12, 2024年6月30日."""
    years = _YEARS.fullmatch(squash(text))
    if years:
        return first_day(Day(int(years[1]))), last_day(Day(int(years[2] or years[1])))
    value = parse(text)
    if value.kind != "date":
        return None, None
    if value.start is None and value.end:
        return first_day(value.end), last_day(value.end)
    return span(value)
