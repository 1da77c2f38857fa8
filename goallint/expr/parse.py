"""Text to nodes, with syntax errors that say what to write instead."""

from __future__ import annotations

from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from goallint.expr import nodes
from goallint.expr.errors import ExpressionError, nearest
from goallint.expr.number import MOST_DIGITS, literal
from goallint.expr.syntax_errors import CHARACTERS, mistake
from goallint.language import NOTHING, Phrase
from goallint.resources import packaged

# Rule files are read from strangers too: neither parser nor checker may run out of stack.
_DEEPEST = 40

_COMMON_UNITS = ("元", "千元", "万元", "亿元", "%", "人", "个", "次", "天", "年")


def parse(text: str) -> nodes.Node:
    """The expression as nodes; ExpressionError with the place if it is none."""
    try:
        node: nodes.Node = _parser().parse(text)  # type: ignore[assignment]  # the transformer makes nodes
    except UnexpectedCharacters as error:
        raise _unreadable(text, _position(error)) from None
    except UnexpectedInput as error:
        raise _misplaced(text, error) from None
    return node


@cache
def _parser() -> Lark:
    grammar = packaged("expr/expr.lark")
    # The basic lexer keeps keywords reserved everywhere, so that `in` is never a name.
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Builder(), maybe_placeholders=False)


def _position(error: UnexpectedInput) -> int:
    position: Any = error.pos_in_stream  # lark annotates it as None and sets it in the lexer
    return int(position)


def _unreadable(text: str, position: int) -> ExpressionError:
    character = text[position]
    message = Phrase(f"读不懂字符“{character}”", f"cannot read the character {character!r}")
    return ExpressionError(message, position, position + 1, CHARACTERS.get(character, NOTHING))


def _misplaced(text: str, error: UnexpectedInput) -> ExpressionError:
    token = error.token if isinstance(error, UnexpectedToken) else Token("$END", "")
    ended = token.type == "$END"
    start = len(text.rstrip()) if ended else token.start_pos or 0
    made = mistake([before.type for before in _parser().lex(text[:start])], token.type)
    remedy = made.explanation if made else NOTHING
    message = (
        Phrase("表达式没有写完", "the expression is not complete")
        if ended
        else Phrase(f"这里不该出现“{token}”", f"{str(token)!r} is not expected here")
    )
    return ExpressionError(message, start, start + len(token), remedy)


def _no_number(token: Token) -> ExpressionError:
    digits = token.rstrip("".join(character for character in token if not character.isascii() or character == "%"))
    if len(digits) > MOST_DIGITS:
        message = Phrase(f"数字超过 {MOST_DIGITS} 位", f"a number has {MOST_DIGITS} digits at most")
        return ExpressionError(message, token.start_pos or 0, (token.start_pos or 0) + len(digits))
    unit = token[len(digits) :]
    start = (token.start_pos or 0) + len(digits)
    message = Phrase(f"没有“{unit}”这个单位", f'there is no unit "{unit}"')
    return ExpressionError(message, start, start + len(unit), nearest(unit, _COMMON_UNITS))


@v_args(inline=True)
class _Builder(Transformer[Token, nodes.Node]):
    """Makes nodes while the parser runs, so that no tree has to be walked."""

    def number(self, token: Token) -> nodes.Node:
        value = literal(str(token))
        if value is None:
            raise _no_number(token)
        return nodes.Literal(*_span(token, token), value, str(token))

    def string(self, token: Token) -> nodes.Node:
        return nodes.Literal(*_span(token, token), str(token)[1:-1], str(token))

    def truth(self, token: Token) -> nodes.Node:
        return nodes.Literal(*_span(token, token), token.type == "TRUE", str(token))

    def name(self, token: Token) -> nodes.Node:
        return nodes.Word(*_span(token, token), str(token))

    def attribute(self, owner: nodes.Node, name: Token) -> nodes.Node:
        return nodes.Attribute(*_span(owner, name), owner, str(name), name.start_pos or 0)

    def call(self, name: Token, *rest: Any) -> nodes.Node:
        return nodes.Call(*_span(name, *rest), str(name), rest[:-1])

    def list(self, *items: nodes.Node) -> nodes.Node:
        return nodes.ListOf(*_span(*items), items)

    def filter(self, source: nodes.Node, _where: Token, condition: nodes.Node) -> nodes.Node:
        return nodes.Filter(*_span(source, condition), source, condition)

    def negation(self, token: Token, operand: nodes.Node) -> nodes.Node:
        return nodes.Negation(*_span(token, operand), operand)

    def minus(self, token: Token, operand: nodes.Node) -> nodes.Node:
        return nodes.Minus(*_span(token, operand), operand)

    def logic(self, left: nodes.Node, operator: Token, right: nodes.Node) -> nodes.Node:
        return nodes.Logic(*_span(left, right), str(operator), left, right)

    def comparison(self, left: nodes.Node, operator: Token, right: nodes.Node, *within: Token) -> nodes.Node:
        return nodes.Comparison(*_span(left, right), str(operator), left, right, bool(within))

    def membership(self, left: nodes.Node, *rest: Any) -> nodes.Node:
        right: nodes.Node = rest[-1]
        return nodes.Membership(*_span(left, right), left, right, rest[0].type == "NOT")

    def arithmetic(self, left: nodes.Node, operator: Token, right: nodes.Node) -> nodes.Node:
        return nodes.Arithmetic(*_span(left, right), str(operator), left, right)


def _span(*parts: Token | nodes.Node) -> tuple[int, int, int]:
    """Start, end and depth of a node made of `parts`."""
    first, last = parts[0], parts[-1]
    start = (first.start_pos or 0) if isinstance(first, Token) else first.start
    end = (last.end_pos or 0) if isinstance(last, Token) else last.end
    depth = 1 + max(part.depth if isinstance(part, nodes.Node) else 0 for part in parts)
    if depth > _DEEPEST:
        message = Phrase(f"表达式嵌套超过 {_DEEPEST} 层", f"the expression is nested more than {_DEEPEST} levels deep")
        raise ExpressionError(message, start, end, Phrase("用 let 拆成几步。", "Split it into steps with `let`."))
    return start, end, depth
