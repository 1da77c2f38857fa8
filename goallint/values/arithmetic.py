"""Arithmetic that people write into cells: found in prose, recomputed, compared with what is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from itertools import islice

from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import packaged
from goallint.text import fold
from goallint.values.grammar import Grammar, Tree, grammar
from goallint.values.quantity import NO_UNIT, Quantity
from goallint.values.units import scale, unit, unit_pattern

_ZERO = Decimal(0)
_YUAN = unit("元")
_TEN_THOUSAND = Decimal(10000)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?"
_OPERATORS = "*×xX·÷+-"
_MOST_STATEMENTS = 1000
"""No cell has more calculations; those behind are not read."""
_MOST_OPERATORS = 40
"""A chain of more is no calculation that anyone could check; it is passed over."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One calculation as written (算式): `computed` is our result, `stated` the one on the page.

    `holds` is None where units leave it open. `slip` says that the two differ by 元 for 万元 alone. `start` and
    `end` are where it stands in the text.
    """

    text: str
    computed: Quantity
    stated: Quantity
    holds: bool | None
    slip: bool = False
    start: int = 0
    end: int = 0


def statements(text: str) -> tuple[Statement, ...]:
    """Every calculation with at least one × ÷ + - and a stated result, in order."""
    first = _DIGIT.search(text)
    return _statements(text) if first and _SIGN.search(text, first.end()) else ()


@lru_cache(maxsize=1024)
def _statements(text: str) -> tuple[Statement, ...]:
    folded = fold(text)
    found = (
        statement
        for start, end in _checkable(folded)
        for match in _candidates().finditer(folded, start, end)
        if _STATES_RESULT.search(match["whole"])
        and (statement := _statement(match["whole"], text, match.start("whole")))
    )
    return tuple(islice(found, _MOST_STATEMENTS))


_DIGIT = late(r"\d")
_SIGN = late(rf"[{re.escape(_OPERATORS)}(]")
# 12月1日-12月20日: without a sign of equality only a product states its result.
_STATES_RESULT = late(r"[=≈]|[*×xX·].*[^\d.]")


def _checkable(folded: str) -> Iterator[tuple[int, int]]:
    """The text without chains that are too long to be a calculation."""
    start = 0
    if sum(map(folded.count, _OPERATORS)) > _MOST_OPERATORS:
        for chain in _too_long().finditer(folded):
            yield start, chain.start()
            start = chain.end()
    yield start, len(folded)


@cache
def _candidates() -> re.Pattern[str]:
    """Runs of numbers and operators that may be a calculation with a result."""
    operand, operator = _operand_patterns()
    return re.compile(
        rf"(?<![\d.*×·÷+/=-])(?P<whole>{operand}(?:{operator}{operand}){{1,{_MOST_OPERATORS}}}"
        rf"(?:{_GAP}[=≈]{_GAP}|{_GAP}){_stated_pattern()})(?![\d.])"
    )


@cache
def _too_long() -> re.Pattern[str]:
    operand, operator = _operand_patterns()
    return re.compile(rf"{operand}(?:{operator}{operand}){{{_MOST_OPERATORS + 1},}}+")


_GAP = r"[ \t]*"


def _operand_patterns() -> tuple[str, str]:
    """Patterns of an operand and an operator.

    Each operand can be read in one way only (千克 is a unit, never 千 and 克), so that a chain that is no calculation
    is given up at once.
    """
    unit_ = rf"(?>(?:{unit_pattern()})(?=[\s/(*×xX·÷+=≈)\d-]|$))"
    term = rf"(?:(?>{_NUMBER})(?:{unit_})?{_BEHIND_UNIT})"
    operator = rf"{_GAP}[{re.escape(_OPERATORS)}]{_GAP}"
    return rf"(?:\({_GAP}{term}(?:{operator}{term}){{1,{_MOST_OPERATORS}}}{_GAP}\)|{term})", operator


# What a number with its unit is per, and a remark in brackets: 5000元/人(优秀等级).
_BEHIND_UNIT = r"(?:/(?:\d{0,2}[^\d\s/*×+=()÷,;。、-]{1,4}?)(?=[/*×xX·+=()÷\s\d-]|$))*(?:\([^\d()=]{1,20}\))?"


def _term_pattern() -> str:
    """A number with unit, what it is per, and a remark."""
    return rf"(?:{_NUMBER})(?:{unit_pattern()})?{_BEHIND_UNIT}"


def _stated_pattern() -> str:
    return rf"(?:{_NUMBER})(?:{unit_pattern()})?"


@cache
def _grammar() -> Grammar:
    source = packaged("values/arithmetic.lark")
    terminals = {"TERM.2": _term_pattern(), "STATED.1": _stated_pattern() + "$"}
    extra = "\n".join(f"{name}: /{body.replace('/', chr(92) + '/')}/" for name, body in terminals.items())
    return grammar(f"{source}\n{extra}\n")


def _statement(folded: str, text: str, start: int) -> Statement | None:
    """The calculation `folded`, which stands at `start` of the text."""
    end = start + len(folded)
    tree = _grammar().parse("".join(folded.split()))
    if tree is None:
        return None
    try:
        computed = _evaluate(tree.children[0])
        stated = _quantity(tree.children[1].text)
        if computed is None:
            return None
        holds = _holds(computed, stated)
        slip = not holds and _slips(computed, stated)
        return Statement(text[start:end], computed.quantity(stated), stated, holds, slip, start, end)
    except (InvalidOperation, ZeroDivisionError):
        return None


@dataclass(frozen=True, slots=True)
class _Result:
    """A value while it is computed: in 元 if `money`, with the room that rounded factors leave."""

    value: Decimal
    room: Decimal
    money: bool

    def quantity(self, like: Quantity) -> Quantity:
        """The result beside the stated one: in its unit if both are money and the result is not too small for it.

        A bare number beside money is read in 元 or in the unit stated, whichever is nearer.
        """
        if like.dimension == "money" and not self.money:
            yuan, scaled = self.value, self.value * like.unit.factor
            near = min((yuan, scaled), key=lambda value: abs(value - like.base))
            return _Result(near, self.room, money=True).quantity(like)
        if self.money and like.dimension == "money" and abs(self.value) * 100 >= like.unit.factor:
            return Quantity(_trim(self.value / like.unit.factor), like.unit)
        return Quantity(_trim(self.value), _YUAN if self.money else NO_UNIT)


def _trim(value: Decimal) -> Decimal:
    """Without needless zeros, at most six decimals."""
    short = value.quantize(Decimal("0.000001")) if abs(value) < Decimal(10) ** 20 else value
    return short.normalize() if short != short.to_integral_value() else short.quantize(Decimal(1))


def _quantity(word: str) -> Quantity:
    match = re.match(rf"({_NUMBER})({unit_pattern()})?", word)
    assert match  # noqa: S101  # the grammar's terminals start so
    return Quantity(Decimal(match[1].replace(",", "")), unit(match[2] or ""))


def _evaluate(node: Tree) -> _Result | None:
    """The value of a parsed calculation; None where money meets what it cannot be added to or multiplied with."""
    if node.data == "term":
        return _term(_quantity(node.children[0].text))
    left, right = (_evaluate(child) for child in node.children)
    if left is None or right is None:
        return None
    if node.data in {"add", "subtract"} and left.money == right.money:
        value = left.value + right.value if node.data == "add" else left.value - right.value
        return _Result(value, left.room + right.room, left.money)
    if node.data == "multiply" and not (left.money and right.money):
        room = abs(left.value) * right.room + abs(right.value) * left.room
        return _Result(left.value * right.value, room, left.money or right.money)
    if node.data == "divide":
        return _Result(left.value / right.value, left.room / abs(right.value), left.money and not right.money)
    return None


def _term(quantity: Quantity) -> _Result:
    """A number as a factor: money in 元, rates as shares, what is counted by its scale alone (2万亩 is 20000)."""
    rounded = quantity.number != quantity.number.to_integral_value()
    counted = quantity.dimension not in {"money", "rate"}
    value = quantity.number * scale(quantity.unit) if counted else quantity.base
    return _Result(value, quantity.half if rounded else _ZERO, quantity.dimension == "money")


def _holds(computed: _Result, stated: Quantity) -> bool | None:
    room = computed.room + stated.half
    if abs(computed.value - _term(stated).value) <= room:
        return True
    if computed.money == (stated.dimension == "money"):
        return False
    # A bare product may be in the unit of its result (26*0.36=9.36万元), and a bare result in 万元.
    if computed.money and stated.unit == NO_UNIT:
        return abs(computed.value / _TEN_THOUSAND - stated.number) <= room
    factor = stated.unit.factor if stated.dimension == "money" else Decimal(1)
    if abs(computed.value * factor - stated.base) <= room * factor:
        return True
    return False if stated.dimension in {"money", "number"} else None


def _slips(computed: _Result, stated: Quantity) -> bool:
    """Whether stated and computed differ by exactly 元 for 万元."""
    return stated.base != 0 and computed.value in {stated.base * _TEN_THOUSAND, stated.base / _TEN_THOUSAND}
