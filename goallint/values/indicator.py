"""Indicator values: text → `Value`, and back; nothing raises, what does not parse is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from goallint.regex import late
from goallint.resources import packaged, vocabulary
from goallint.text import squash
from goallint.values import arithmetic
from goallint.values.grammar import Grammar, Token, Tree, grammar
from goallint.values.model import Day, Kind, Operator, Value
from goallint.values.quantity import Quantity
from goallint.values.units import unit, unit_pattern

_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# A value is short; what is longer is prose, and need not be tried.
_LONGEST = 60
_END = "。.;,、"


@lru_cache(maxsize=1024)
def parse(text: str) -> Value:
    """What `text` says as an indicator value; kind "text" if it is none, "empty" if it is blank."""
    key = squash(text)
    if not key:
        return Value("empty", text)
    word = _word_kinds().get(key) or _word_kinds().get(key.rstrip(_END))
    if word:
        return Value(word, text)
    key = _plainly(key.rstrip(_END))
    if key in _word_kinds():
        return Value(_word_kinds()[key], text)
    if _is_unfilled(key):
        return Value("placeholder", text)
    if len(key) > _LONGEST or not re.search(r"\d|[一二两三四五六七八九十百]|[底末]", key):
        return Value("text", text)
    return _expression(key, text) or _parsed(key, text) or Value("text", text)


# ≥XX公里, (待填): the blank of a template, with its unit or in brackets.
_UNFILLED = late(r"[≥≤<>=]?(?:[Xx]{1,4}|[×○]{1,4}|_{2,}|\*{2,})(?P<unit>\D{0,5})")
_TICKED = late(r"[☑√■✓✔☒][:(]?(?P<choice>[^□☑√■✓✔☒()]+)")
_BETWEEN = late(r"(?P<low>[\d.,]+[^\d<≤]{0,4})[<≤][A-Za-z]?[<≤](?P<high>[\d.,]+\D{0,4})")
_PERCENT_WORD = late(r"百分之(?P<share>\d+(?:\.\d+)?|[一二三四五六七八九十百]+)")
_TENTHS = late(r"(?<!\d)(?P<tenths>[一二三四五六七八九1-9])成(?=$|[以左上])")
_DOUBLE_UNIT = late(r"(?<=[一-鿿])\([一-鿿]\)")
_AND_MORE = late(r"(?<=[\d十百千万亿])余(?=[一-鿿])")


def _is_unfilled(key: str) -> bool:
    if key[:1] == "(" and key[-1:] == ")":
        return _word_kinds().get(key[1:-1]) == "placeholder"
    blank = _UNFILLED.fullmatch(key)
    return blank is not None and (not blank["unit"] or re.fullmatch(unit_pattern(), blank["unit"]) is not None)


def _plainly(key: str) -> str:
    """The usual spelling of some unusual ones: ☑是□否, 90%≤X≤100%, 百分之九十五, 6场(次), 2万余册."""
    if "□" in key and (ticked := _TICKED.findall(key)):
        key = ticked[0]
    if between := _BETWEEN.fullmatch(key):
        key = f"{between['low']}~{between['high']}"
    key = _PERCENT_WORD.sub(lambda m: f"{m['share'] if m['share'][0].isdigit() else _numeral(m['share'])}%", key)
    key = _TENTHS.sub(lambda m: f"{_NUMERALS.get(m['tenths']) or m['tenths']}0%", key)
    return _AND_MORE.sub("", _DOUBLE_UNIT.sub("", key))


def write(value: Value) -> str:
    """The value in standard spelling; what has no parts is written as it was."""
    if value.kind == "date":
        days = [_write_day(day) for day in (value.start, value.end) if day]
        return "至".join(days) if len(days) > 1 else days[0] + ("" if value.start else "前")
    if value.quantity is None or value.kind == "expression":
        return value.text
    number = value.quantity.text
    if value.upper:
        number = f"{value.quantity.text}~{value.upper.text}"
    return f"{value.operator}{number}{''.join('/' + per for per in value.per)}{value.tail}"


@cache
def _word_kinds() -> dict[str, Kind]:
    """Whole values that are a word of a list, by their squashed spelling."""
    words = vocabulary("values")
    lists: tuple[tuple[Kind, str], ...] = (
        ("grade", "grades"),
        ("not-applicable", "not_applicable"),
        ("placeholder", "placeholders"),
        ("choice", "choices"),
    )
    return {squash(word): kind for kind, name in lists for word in words[name]}


@cache
def _operators() -> dict[str, Operator]:
    table: dict[str, Operator] = {}
    for name in ("operators", "suffixes"):
        for operator, words in vocabulary("values")[name].items():
            table |= {squash(word): operator for word in words}
    return table


@cache
def _comparing_words() -> tuple[str, ...]:
    return tuple(word for word, operator in _operators().items() if operator != "=" and len(word) > 1)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(squash(word)) for word in sorted(words, key=lambda w: (-len(w), w)))


@cache
def _grammar() -> Grammar:
    """The LALR parser of `indicator.lark`, its word terminals taken from the vocabulary."""
    words = vocabulary("values")
    lists = {
        "OPERATOR.6": _alternatives(word for group in words["operators"].values() for word in group),
        "SUFFIX.6": _alternatives(word for group in words["suffixes"].values() for word in group),
        "DEADLINE.6": _alternatives(words["deadlines"]),
        "PREFIX.7": _alternatives(words["prefixes"]),
        "UNIT.5": unit_pattern(),
    }
    terminals = "\n".join(f"{name}: /{pattern.replace('/', chr(92) + '/')}/" for name, pattern in lists.items())
    source = packaged("values/indicator.lark")
    return grammar(f"{source}\n{terminals}\n")


def _parsed(key: str, text: str) -> Value | None:
    tree = _grammar().parse(key)
    if tree is None:
        return None
    node: Tree = tree.children[-1]
    tokens: Sequence[Token] = node.children
    if node.data in {"date", "period"}:
        return _dated(tokens, text)
    return _measured(node.data, tokens, text)


def _measured(shape: str, tokens: Sequence[tuple[str, str]], text: str) -> Value | None:
    """A bound, range or ratio from its tokens; None if a second one follows ("5人不低于…")."""
    parts = {kind: word for kind, word in tokens if kind in {"OPERATOR", "SUFFIX", "TAIL"}}
    tail = parts.get("TAIL", "")
    if tail and any(kind == "NUMERAL" for kind, _ in tokens):
        return None  # 一次性兑付, 一年两次
    if tail and any(word in tail for word in _comparing_words()):
        return None
    quantities = _quantities(tokens)
    if len(quantities) == 1 and not quantities[0].unit.symbol and tail and shape == "bound":
        quantities[0] = Quantity(quantities[0].number, unit(tail))
        tail = ""
    written = parts.get("SUFFIX") or parts.get("OPERATOR", "")
    if len(quantities) > 1 and not quantities[0].unit.symbol:
        quantities[0] = Quantity(quantities[0].number, quantities[1].unit)
    kind: Kind = "ratio" if shape == "ratio" else "range" if len(quantities) > 1 else "bound"
    return Value(
        kind,
        text,
        operator=_operators().get(written, ""),
        operator_text=written,
        quantity=quantities[0],
        upper=quantities[1] if len(quantities) > 1 else None,
        per=tuple(word[1:] for token, word in tokens if token == "PER"),  # noqa: S105  # a token type
        tail=tail,
    )


def _quantities(tokens: Sequence[tuple[str, str]]) -> list[Quantity]:
    found: list[Quantity] = []
    for kind, word in tokens:
        if kind == "NUMBER":
            found.append(Quantity(Decimal(word.replace(",", ""))))
        elif kind == "NUMERAL":
            found.append(Quantity(Decimal(_numeral(word))))
        elif kind == "UNIT":
            found[-1] = Quantity(found[-1].number, unit(word))
    return found


def _numeral(word: str) -> int:
    """The number that Chinese numerals below one thousand stand for."""
    total, digit = 0, 0
    for sign in word:
        if sign in _NUMERALS:
            digit = _NUMERALS[sign]
        else:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
    return total + digit


def _dated(tokens: Sequence[tuple[str, str]], text: str) -> Value:
    days = [_day(word) for kind, word in tokens if kind == "DAY"]
    if len(days) > 1:
        return Value("date", text, start=days[0], end=days[1])
    return Value("date", text, end=days[0])


def _day(word: str) -> Day:
    quarter = re.search(r"([一二三四1-4])季度", word)
    if quarter:
        return Day(quarter=int(_NUMERALS.get(quarter[1], quarter[1])))
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", word)
    numbers = [int(number) for number in (compact.groups() if compact else re.findall(r"\d+", word))]
    if "年" not in word and "月" in word:
        numbers.insert(0, 0)
    elif not numbers:
        numbers = [0, 12]
    year, month, day = (*numbers, 0, 0, 0)[:3]
    return Day(year, month, day)


def _write_day(day: Day) -> str:
    if day.quarter:
        return f"第{'一二三四'[day.quarter - 1]}季度"
    parts = [f"{day.year}年" if day.year else "", f"{day.month}月" if day.month else ""]
    return "".join(parts) + (f"{day.day}日" if day.day else "")


def _expression(key: str, text: str) -> Value | None:
    """A value that is one whole arithmetic statement, such as "10*3*1000=3万元"."""
    found = arithmetic.statements(key)
    if len(found) == 1 and len(found[0].text) == len(key):
        return Value("expression", text, operator="=", quantity=found[0].stated)
    return None


def names_time(text: str) -> bool:
    """Whether a text names a date or a period: 12月20日, 第三季度, 30天."""
    return (
        re.search(r"\d{1,4}年|\d{1,2}月|\d{1,2}[日号]|[一二三四1-4]季度|\d(?:天|个工作日|小时|周)", squash(text))
        is not None
    )
