"""The parser of small grammars agrees with Lark."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark import Token as LarkToken
from lark.exceptions import LarkError

from goallint.values import arithmetic, grammar, indicator
from goallint.values.grammar import Token, Tree

_PIECES = ["≥", "不低于", "95", "%", "3", "万元", "元", "/", "人", "次", "2025年", "12月", "底", "前", "以上", "左右"]
_PIECES += ["~", "至", "-", "两", "三年", "1,000.50", "约", "20日", "第三季度", "2025.6", "全部完成", " "]
_TERMS = ["10", "*", "×", "3", "人", "+", "-", "÷", "(", ")", "=", "5000元/人", "25.55万元", "1.5", "x", "≈", "月"]


@cache
def sources() -> dict[str, str]:
    """The grammars in use, by name."""
    made: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for module in (indicator, arithmetic):
            patch.setattr(module, "grammar", made.append)
            module._grammar.__wrapped__()  # noqa: SLF001
    return dict(zip(("indicator", "arithmetic"), made, strict=True))


@cache
def both(name: str) -> tuple[grammar.Grammar, Lark]:
    """Ours and Lark's."""
    source = sources()[name]
    return grammar.grammar(source), Lark(source, parser="lalr", maybe_placeholders=False)


def plain(tree: Any) -> Any:
    """A tree of either kind as nested tuples."""
    if isinstance(tree, Token | LarkToken):
        return tree.type, getattr(tree, "text", str(tree))
    name = tree.data if isinstance(tree, Tree) else str(tree.data)
    return name, [plain(child) for child in tree.children]


def agree(name: str, text: str) -> None:
    """Both parse the text to the same tree, or neither does."""
    ours, lark = both(name)
    try:
        wanted = plain(lark.parse(text))
    except LarkError:
        wanted = None
    tree = ours.parse(text)

    assert (plain(tree) if tree else None) == wanted


@given(st.lists(st.sampled_from(_PIECES), max_size=7).map("".join))
def test_values_parse_as_lark_parses_them(text: str) -> None:
    """Whatever pieces of values are put together."""
    agree("indicator", text)


@given(st.lists(st.sampled_from(_TERMS), max_size=12).map("".join))
def test_calculations_parse_as_lark_parses_them(text: str) -> None:
    """Whatever pieces of calculations are put together."""
    agree("arithmetic", text)


@pytest.mark.parametrize("text", ["≥95%", "300元/人/月", "2025年6月至2025年12月底前", "约3-5次以上", "", "≥", "5≥"])
def test_values_and_what_is_none(text: str) -> None:
    """Shapes that are in the grammar, and some that are not."""
    agree("indicator", text)


@pytest.mark.parametrize("text", ["2*(3+4)-1÷5=9.36万元", "3元*4元12元", "((1))=1", "2*", "(" * 5000])
def test_calculations_and_what_is_none(text: str) -> None:
    """Likewise; a text that opens bracket after bracket is given up."""
    agree("arithmetic", text)
