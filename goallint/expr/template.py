"""Messages with expressions in braces: 相差 {abs(总额 - 合计)}."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goallint.expr.check import Names
from goallint.expr.errors import ExpressionError
from goallint.expr.program import Template
from goallint.language import Phrase

# A text in quotes may hold braces of its own.
_PART = re.compile(
    r"""(?P<escape>\{\{|\}\})|\{(?P<code>(?:"[^"]*"|'[^']*'|[^{}"'])*)\}|(?P<stray>[{}])|(?P<text>[^{}]+)"""
)


def template(source: str, names: Names) -> Template:
    """The message `source` with its expressions checked; ExpressionError counts offsets in `source`."""
    return Template(source, tuple(_parts(source, names)), names.program)


def _parts(source: str, names: Names) -> Iterator[str | int]:
    for match in _PART.finditer(source):
        if match["escape"]:
            yield match["escape"][0]
        elif match["text"]:
            yield match["text"]
        elif match["stray"]:
            raise ExpressionError(
                Phrase(f"“{match['stray']}”没有配对", f'"{match["stray"]}" has no partner'),
                match.start(),
                match.end(),
                Phrase(
                    "表达式写作 {…}；字面的花括号写两遍：{{ 或 }}。", "Expressions are {…}; double a literal brace."
                ),
            )
        else:
            yield _expression(match["code"], match.start("code"), names)


def _expression(code: str, offset: int, names: Names) -> int:
    try:
        kind, compiled = names.typed(code)
    except ExpressionError as error:
        raise ExpressionError(error.message, error.start + offset, error.end + offset, error.remedy) from None
    if (kind.of or kind).kind == "record":
        message = Phrase("消息里不能直接写记录", "a record cannot stand in a message")
        remedy = Phrase("写它的某个字段，例如 {来源.名称}。", "Name one of its fields, such as {来源.名称}.")
        raise ExpressionError(message, offset, offset + len(code), remedy)
    return compiled.step
