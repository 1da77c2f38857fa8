"""Numbers: what equals what by the digits that were written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.expr.number import Number, compare, literal, over, plus, times, total
from goallint.language import Phrase
from tests.making import fund_forms, value_of

SUM = "sum(来源.金额) == 总额 within precision"


@pytest.mark.parametrize(
    ("sum_text", "sources", "holds"),
    [
        ("43.30万元", ["43.30万元"], True),
        ("43.30万元", ["43.31万元"], False),
        ("0.03万元", ["0.00万元", "0.00万元"], False),
        ("852.51万元", ["8525100元"], True),
        ("852.51万元", ["8525149元"], True),
        ("852.51万元", ["8525151元"], False),
        ("100.00万元", ["33.33万元", "33.33万元", "33.33万元"], True),
        ("50万元", ["30万元", "19万元"], False),
        ("10.00万元", ["10.00万元", "0元"], True),
    ],
)
def test_written_digits_decide_what_is_equal(sum_text: str, sources: list[str], *, holds: bool) -> None:
    """Rounded parts may miss their total by less than the sum of half digits, and by no more."""
    assert value_of(SUM, "funds", fund_forms(sum_text, *sources)) is holds


cents = st.integers(min_value=0, max_value=10**9)


def yuan(hundredths: int) -> str:
    """That many hundredths of 万元 as written in 万元."""
    return f"{Decimal(hundredths) / 100:.2f}万元"


@st.composite
def near_sums(draw: st.DrawFn) -> tuple[int, list[int]]:
    """Draw parts and a total that is their sum, or off it by a few of the last written digit."""
    parts = draw(st.lists(cents, min_size=1, max_size=6))
    return max(sum(parts) + draw(st.integers(-5, 5)), 0), parts


@given(near_sums(), st.data())
def test_the_order_of_the_parts_does_not_matter(drawn: tuple[int, list[int]], data: st.DataObject) -> None:
    """Shuffling the lines of a sum does not change the verdict."""
    whole, parts = drawn
    shuffled = data.draw(st.permutations(parts))

    assert verdict(whole, parts) == verdict(whole, shuffled)


@given(near_sums(), st.integers(0, 6))
def test_zero_lines_do_not_matter(drawn: tuple[int, list[int]], place: int) -> None:
    """A line that says 0.00 neither excuses a wrong sum nor spoils a right one."""
    whole, parts = drawn

    assert verdict(whole, parts) == verdict(whole, [*parts[:place], 0, *parts[place:]])


@given(near_sums())
def test_the_unit_does_not_matter_if_the_digits_stay(drawn: tuple[int, list[int]]) -> None:
    """A form in 亿元 with the same digits gets the same verdict as one in 万元 with fewer decimals."""
    whole, parts = drawn
    wide = value_of(SUM, "funds", fund_forms(wan(whole), *map(wan, parts)))

    assert verdict(whole, parts) == wide


def wan(hundredths: int) -> str:
    """That many hundredths of 万元 as written in 亿元."""
    return f"{Decimal(hundredths) / 1000000:.6f}亿元"


def verdict(whole: int, parts: list[int]) -> object:
    """Whether the sum holds in 万元 with two decimals."""
    return value_of(SUM, "funds", fund_forms(yuan(whole), *map(yuan, parts)))


@given(near_sums())
def test_an_exact_sum_always_holds(drawn: tuple[int, list[int]]) -> None:
    """What adds up to the last digit is right, however many lines there are."""
    assert verdict(sum(drawn[1]), drawn[1]) is True


@given(cents, st.integers(1, 5))
def test_one_line_has_no_excuse(whole: int, off: int) -> None:
    """With one line and one total of the same precision, one digit off is wrong."""
    assert verdict(whole, [whole + off]) is False


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [("0", "0元", True), ("95%", "0.95", True), ("1", "100%", True), ("1", "1元", None), ("1人", "1个", None)],
)
def test_only_like_is_compared_with_like(left: str, right: str, equal: bool | None) -> None:  # noqa: FBT001  # a result
    """Zero compares with everything, a literal percentage with plain numbers, money only with money."""
    one, other = literal(left), literal(right)
    assert one is not None
    assert other is not None

    answer = compare("==", one, other)

    assert (None if isinstance(answer, Phrase) else answer) is equal


def text_of(value: Number | Phrase) -> str:
    """What a message would show."""
    return value.text if isinstance(value, Number) else value.zh


def number(text: str) -> Number:
    """The number that a literal says."""
    made = literal(text)
    assert made is not None
    return made


def test_numbers_show_in_their_unit_with_the_digits_that_were_written() -> None:
    """Decimals are kept, neither lost nor invented, and money has a space before its unit."""
    assert text_of(number("2179600.00元")) == "2179600.00 元"
    assert text_of(plus(number("120.00万元"), number("115.5万元"), -1)) == "4.50 万元"
    assert text_of(plus(number("1.00万元"), number("1元"))) == "1.0001 万元"
    assert text_of(times(number("800元"), number("269人"))) == "215200 元"
    assert text_of(over(number("9.96万元"), number("10.00万元"))) == "99.6%"
    assert text_of(number("95%")) == "95%"
    assert text_of(number("41人")) == "41人"
    assert text_of(total([])) == "0"


def test_sums_show_in_the_unit_of_their_first_term_that_is_not_zero() -> None:
    """A zero in another unit does not choose the unit."""
    assert text_of(total([number("0元"), number("1.50万元")])) == "1.50 万元"


def test_unlike_numbers_are_not_added_up() -> None:
    """Money and people have no sum, and the reason names both."""
    assert "“1 元”与“1人”" in text_of(total([number("1元"), number("1人")]))
    assert isinstance(times(number("1元"), number("1元")), Phrase)
    assert isinstance(over(number("1人"), number("1亩")), Phrase)
