"""How a spreadsheet shows a number: Excel's number formats, with Chinese date formats.

Rounded half up, as Excel does. Colours, fill and padding are left out; fractions and Chinese numerals
([DBNum1]) are shown as plain numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from goallint.readers import limits

GENERAL = "General"
BUILT_IN = {
    **dict(enumerate(("0", "0.00", "#,##0", "#,##0.00"), 1)),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    **dict.fromkeys((5, 6, 37, 38), "#,##0"),
    **dict.fromkeys((7, 8, 39, 40), "#,##0.00"),
    **dict.fromkeys((41, 42), "#,##0"),
    **dict.fromkeys((43, 44), "#,##0.00"),
    **dict.fromkeys((14, 30), "yyyy/m/d"),
    **dict(enumerate(("d-mmm-yy", "d-mmm", "mmm-yy", "h:mm AM/PM", "h:mm:ss AM/PM"), 15)),
    **dict(enumerate(("h:mm", "h:mm:ss", "yyyy/m/d h:mm"), 20)),
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mm:ss.0", "0.0E+0"), 45)),
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
}
"""The formats that a file names by number only, as a Chinese Excel shows them."""

_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
# As many digits as the largest number has in the longest format: each % in it takes two, each 0 one more.
_WIDE = Context(prec=1200)
_LARGEST_EXPONENT = 308
_LAST_DAY = 2_958_466

_TOKEN = re.compile(
    r'"[^"]*"?|[\\!].?|_.?|\*.?|\[[^\]]*\]?|AM/PM|A/P|上午/下午|General|G/通用格式|E[+-]'
    r"|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|.",
    re.IGNORECASE | re.DOTALL | re.ASCII,  # else "ſ" is an s
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE | re.ASCII)
_CURRENCY = re.compile(r"\[\$([^\]-]*)")
_DATE = re.compile(r"y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|\[(?:h+|m+|s+)\]", re.IGNORECASE | re.ASCII)
_DIGITS = frozenset("0#?")
_WHOLE_VALUE = frozenset({"general", "g/通用格式", "@"})
_HALF_DAYS = frozenset({"am/pm", "a/p", "上午/下午"})
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_NAME = 3


class _Section(NamedTuple):
    """One of the parts of a format between semicolons."""

    tokens: tuple[str, ...]
    condition: Callable[[Decimal], bool] | None

    @property
    def is_date(self) -> bool:
        return any(map(_DATE.fullmatch, self.tokens))


def show(raw: str, code: str, *, since_1904: bool = False) -> str:
    """Write the number `raw` of a file as format `code` shows it."""
    try:
        value = _PRECISION.plus(Decimal(raw))
    except ArithmeticError:  # no number, or one of a million digits
        return raw
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return raw
    section, sign = _section(value, _sections(code if 0 < len(code) <= limits.FORMAT_CHARACTERS else GENERAL))
    if section.is_date:
        return _date(value, section.tokens, since_1904=since_1904) or general(value)
    return sign + _number(abs(value) if sign or value < 0 else value, section.tokens)


def general(value: Decimal) -> str:
    """Write a number without format: no exponent, no trailing zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[str] = []
    for piece in (*_TOKEN.findall(code), ";"):
        if piece != ";":
            tokens.append(piece)
            continue
        sections.append(_Section(tuple(tokens), _condition(tokens)))
        tokens = []
    return tuple(sections)


def _condition(tokens: list[str]) -> Callable[[Decimal], bool] | None:
    found = next((match for token in tokens if (match := _CONDITION.fullmatch(token))), None)
    if found is None:
        return None
    compare, bound = _COMPARE[found[1]], Decimal(found[2])
    return lambda value: compare(value, bound)


def _section(value: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section, str]:
    """Choose the section that shows `value`, and the sign to put before it; a section for negatives has its own."""
    if any(section.condition for section in sections):
        chosen = next((part for part in sections if part.condition is None or part.condition(value)), sections[-1])
        return chosen, "-" if value < 0 else ""
    if value < 0:
        return (sections[1], "") if len(sections) > 1 else (sections[0], "-")
    return (sections[2] if value == 0 and len(sections) > 2 else sections[0]), ""  # noqa: PLR2004


def _literal(token: str) -> str:
    """Give the text that a token stands for outside the digits of a number."""
    if token.startswith('"'):
        return token.strip('"')
    if token.startswith(("\\", "!")):
        return token[1:]
    if token.startswith("["):
        currency = _CURRENCY.match(token)
        return currency[1] if currency else ""
    return "" if token.startswith(("_", "*")) else token


def _number(value: Decimal, tokens: tuple[str, ...]) -> str:
    if {"/", "?"} <= set(tokens):
        return general(value)
    if any(token in _DIGITS for token in tokens):
        return _exponential(value, tokens) or _digits(value, tokens)
    return "".join(general(value) if token.lower() in _WHOLE_VALUE else _literal(token) for token in tokens)


def _exponential(value: Decimal, tokens: tuple[str, ...]) -> str:
    mark = next((place for place, token in enumerate(tokens) if token.upper() in {"E+", "E-"}), None)
    if mark is None:
        return ""
    _, fraction = _placeholders(tokens[:mark])
    mantissa, _, exponent = f"{value:.{len(fraction)}E}".partition("E")
    sign = "-" if exponent.startswith("-") else "+" if tokens[mark].endswith("+") else ""
    width = sum(token in _DIGITS for token in tokens[mark:])
    return f"{mantissa}E{sign}{abs(int(exponent)):0{width}d}"


def _placeholders(tokens: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Where the digits before and after the decimal point stand."""
    point = tokens.index(".") if "." in tokens else len(tokens)
    places = [place for place, token in enumerate(tokens) if token in _DIGITS]
    return [place for place in places if place < point], [place for place in places if place > point]


def _digits(value: Decimal, tokens: tuple[str, ...]) -> str:
    whole, fraction = _placeholders(tokens)
    thousands = 0
    while whole and tokens[whole[-1] + 1 + thousands : whole[-1] + 2 + thousands] == (",",):
        thousands += 1
    scaled = value.scaleb(2 * tokens.count("%") - 3 * thousands, _WIDE)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _WIDE)
    left, _, right = f"{rounded:f}".partition(".")
    shown = {place: "" if part == "," else _literal(part) for place, part in enumerate(tokens)}
    shown.update(_whole_digits(left.lstrip("0"), tokens, whole))
    while right.endswith("0") and tokens[fraction[len(right) - 1]] != "0":
        right = right[:-1]
    shown.update({place: right[index : index + 1] for index, place in enumerate(fraction)})
    return "".join(shown.values())


def _whole_digits(digits: str, tokens: tuple[str, ...], places: list[int]) -> dict[int, str]:
    """Share out the digits before the point from the right; the first place takes all that are left."""
    if not places:
        return {}
    fixed = next((len(places) - index for index, place in enumerate(places) if tokens[place] == "0"), 0)
    digits = digits.rjust(fixed, "0")
    if "," in tokens[places[0] : places[-1]]:
        return {**dict.fromkeys(places, ""), places[0]: f"{int(digits):,}".rjust(fixed, "0") if digits else ""}
    shown = {}
    for place in reversed(places[1:]):
        digits, shown[place] = digits[:-1], digits[-1:]
    return {**shown, places[0]: digits}


def _date(value: Decimal, tokens: tuple[str, ...], *, since_1904: bool) -> str:
    """Write the day and time that `value` counts to, "" outside Excel's calendar."""
    if not 0 <= value < _LAST_DAY:
        return ""
    seconds = int((value * 86400).to_integral_value(ROUND_HALF_UP))
    # Excel believes in a 29 February 1900, so days before it are counted from one day later.
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)  # noqa: DTZ001, PLR2004
    moment = first + timedelta(seconds=seconds)
    halves = any(token.lower() in _HALF_DAYS for token in tokens)
    units = [token.lower() if _DATE.fullmatch(token) else "" for token in tokens]
    shown = []
    for place, (token, unit) in enumerate(zip(tokens, units, strict=True)):
        if _ELAPSED.fullmatch(token):
            shown.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[unit[1]]))
        elif unit.startswith("m") and _means_minutes(units, place):
            shown.append(f"{moment.minute:0{min(len(unit), 2)}d}")
        elif unit:
            shown.append(_date_part(moment, unit, halves=halves))
        elif token.lower() in _HALF_DAYS:
            before, _, after = token.partition("/")
            shown.append(after if moment.hour >= 12 else before)  # noqa: PLR2004
        else:
            shown.append(_literal(token))
    return "".join(shown)


def _means_minutes(units: list[str], place: int) -> bool:
    before = next((unit for unit in reversed(units[:place]) if unit), "")
    after = next((unit for unit in units[place + 1 :] if unit), "")
    return before.startswith(("h", "[h")) or after.startswith("s")


def _date_part(moment: datetime, unit: str, *, halves: bool) -> str:
    """Write one unit of a date; three letters or more ask for a name."""
    named = len(unit) >= _SHORT_NAME
    length = _SHORT_NAME if len(unit) == _SHORT_NAME else None
    if unit[0] == "y":
        return str(moment.year) if named else f"{moment.year % 100:02d}"
    if unit[0] == "a":
        return ("" if length else "星期") + "一二三四五六日"[moment.weekday()]
    if named and unit[0] in "md":
        return (_MONTHS[moment.month - 1] if unit[0] == "m" else _DAYS[moment.weekday()])[:length]
    letters, point, fraction = unit.partition(".")
    hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[unit[0]]
    return f"{number:0{min(len(letters), 2)}d}{point}{fraction}"
