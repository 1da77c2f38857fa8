"""How an expression came to its value: the tree of its parts, each with the cells that it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from goallint.expr import nodes
from goallint.expr.check import Checker, Names
from goallint.expr.errors import ExpressionError
from goallint.expr.parse import parse
from goallint.expr.part import Part
from goallint.expr.results import Items, Record, Result, Spot, Unknown, shown
from goallint.expr.rows import Rows
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass

_MOST_NAMED = 5


def explain(text: str, names: Names, rows: Rows) -> Part:
    """The parts of an expression for the only one of the rows."""
    return _Explainer(text, names, Checker(names)).part(parse(text), rows)


@dataclass(frozen=True, slots=True)
class _Explainer:
    """Evaluates the nodes of one expression again, one by one."""

    text: str
    names: Names
    checker: Checker

    def part(self, node: nodes.Node, rows: Rows) -> Part:
        result = self._value(node, rows)
        return Part(
            text=balanced(self.text, node.start, node.end),
            value=_both(result),
            reason=_reason(result),
            spots=tuple(self._spots(node, rows)),
            parts=tuple(self.part(below, rows) for below in _below(node) if not _is_written_out(below)),
            elements=tuple(self._elements(node, rows)) if isinstance(node, nodes.Filter) else (),
        )

    def _value(self, node: nodes.Node, rows: Rows) -> Result:
        return rows.of(self.names.program.run(self.checker.typed(node).step))[0]

    def _spots(self, node: nodes.Node, rows: Rows) -> Iterator[Spot]:
        if isinstance(node, nodes.Word | nodes.Attribute):
            try:
                yield from dict.fromkeys(self.checker.located(node).spots(rows))
            except ExpressionError:
                return  # a setting, a word list or a let that comes from no single cell

    def _elements(self, node: nodes.Filter, rows: Rows) -> Iterator[Part]:
        items, kind = self._value(node.source, rows), self.checker.typed(node.source).type.of
        if not isinstance(items, Items) or kind is None:
            return
        inner = _Explainer(self.text, self.names, self.checker.inside(kind))
        for item in items.values:
            met = inner.part(node.condition, rows.inside(item))
            own = item.spot if isinstance(item, Record) else None
            yield Part(_said(item), met.value, met.reason, (own,) if own else (), (met,))


def _is_written_out(node: nodes.Node) -> bool:
    """Whether its text is its value."""
    if isinstance(node, nodes.ListOf):
        return all(isinstance(item, nodes.Literal) for item in node.items)
    return isinstance(node, nodes.Literal)


def balanced(text: str, start: int, end: int) -> str:
    """The text from `start` to `end` with the brackets that it has only one of: nodes do not span those around them."""
    opened, quoted = [], ""
    for index in range(start, end):
        character = text[index]
        if quoted or character in "\"'":
            quoted = "" if character == quoted else quoted or character
        elif character in "([":
            opened.append(index)
        elif character in ")]":
            if opened:
                opened.pop()
            else:
                start = text.rindex("[" if character == "]" else "(", 0, start)
    for _ in opened:
        end = min(found for bracket in ")]" if (found := text.find(bracket, end)) >= 0) + 1
    return text[start:end]


def _below(node: nodes.Node) -> tuple[nodes.Node, ...]:
    found: tuple[nodes.Node, ...] = ()
    match node:
        case nodes.Logic():
            found = tuple(_chain(node, node.operator))
        case nodes.Comparison() | nodes.Membership() | nodes.Arithmetic():
            found = (node.left, node.right)
        case nodes.Negation() | nodes.Minus():
            found = (node.operand,)
        case nodes.Call():
            found = node.arguments
        case nodes.ListOf():
            found = node.items
        case nodes.Filter():
            found = (node.source,)
        case nodes.Attribute(owner=nodes.Call() | nodes.Filter()):
            found = (node.owner,)
    return found


def _chain(node: nodes.Node, operator: str) -> Iterator[nodes.Node]:
    """The operands of `a and b and c`, side by side."""
    if isinstance(node, nodes.Logic) and node.operator == operator:
        yield from _chain(node.left, operator)
        yield from _chain(node.right, operator)
    else:
        yield node


def _both(result: Result) -> Phrase:
    if isinstance(result, bool):
        return Phrase("是", "yes") if result else Phrase("否", "no")
    said = _said(result)
    return Phrase(said, said)


def _reason(result: Result) -> Phrase:
    """Why it is unknown, or why a list is in doubt."""
    if isinstance(result, Items) and result.doubt:
        return result.doubt.reason
    return result.reason if isinstance(result, Unknown) else NOTHING


def _said(result: Result) -> str:
    """The value as `shown`, but records by their place in the words of the form."""
    match result:
        case Record():
            return result.spot.label if result.spot and result.spot.label else result.schema.title.zh
        case Items(values=values):
            named = "、".join(_said(value) for value in values[:_MOST_NAMED])
            return f"[{named}{f' … 共 {len(values)} 项' if len(values) > _MOST_NAMED else ''}]"
        case _:
            return shown(result)
