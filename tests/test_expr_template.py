"""Messages with expressions in braces."""

from __future__ import annotations

import pytest

from goallint.expr.errors import ExpressionError
from goallint.expr.rows import one
from goallint.expr.template import template
from tests.making import first, fund_forms, names


def filled(source: str) -> str:
    """The message about the funds of a simple form."""
    forms = fund_forms("3.00万元", "1万元", "2.00万元")
    return template(source, names("funds")).fill(one(first("funds", forms)))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("没有表达式", "没有表达式"),
        ("总额为 {总额}。", "总额为 3.00 万元。"),
        ("{来源.名称}共 {count(来源)} 项", "来源1、来源2共 2 项"),
        ("{{总额}} 与 {{", "{总额} 与 {"),
        ("{join(['a}', '{b'], ' ')}", "a} {b"),
        ("{明细.金额}{first(明细).金额}", "?"),
        ("{exists(总额)}", "是"),
    ],
)
def test_expressions_in_braces_are_filled_in(source: str, message: str) -> None:
    """Values stand as on the form; a doubled brace is a brace."""
    assert filled(source) == message


@pytest.mark.parametrize(
    ("source", "start"), [("总额 {总颔}", 4), ("{", 0), ("a } b", 2), ("{}", 1), ("{来源}", 1), ("甲{总额 +}", 6)]
)
def test_errors_in_messages_count_from_the_start_of_the_message(source: str, start: int) -> None:
    """The marked place is in the message, not in the expression."""
    with pytest.raises(ExpressionError) as caught:
        template(source, names("funds"))

    assert caught.value.start == start
