"""Nodes to steps, by way of names and types: what passes here evaluates without surprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from goallint.expr import nodes
from goallint.expr.errors import ExpressionError, nearest
from goallint.expr.functions import FUNCTIONS, Function, Parameter
from goallint.expr.number import Number
from goallint.expr.parse import parse
from goallint.expr.program import Compiled, Located, Program
from goallint.expr.results import Field
from goallint.expr.scopes import SCHEMAS
from goallint.expr.settings import SETTINGS, WORD_LISTS, setting
from goallint.expr.types import NUMBER, TEXT, TRUTH, Type, list_of, record_of
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass

SUBJECT = "本项"
ELEMENT = "它"
_RESERVED = {WORD_LISTS, SETTINGS, SUBJECT, ELEMENT}
# Rule files are read from strangers too: none may take for ever.
_MOST_LETS = 50
_DEEPEST_FILTER = 3


@dataclass(frozen=True, slots=True)
class _Let:
    """A `let` name: what it stands for."""

    node: nodes.Node
    typed: _Typed


@dataclass(frozen=True, slots=True)
class Names:
    """What the expressions of one check can speak of, besides functions; `used` are the lets that one did.

    What passes is added to the `program`.
    """

    scope: str
    program: Program
    lets: dict[str, _Let] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def taken(self, name: str) -> bool:
        """Whether a name means something already."""
        return name in SCHEMAS[self.scope].fields or name in self.lets or name in _RESERVED

    def let(self, name: str, text: str) -> Compiled:
        """Give a name to the expression `text`; later expressions may use it."""
        node = parse(text)
        if len(self.lets) >= _MOST_LETS:
            message = Phrase(f"名称超过 {_MOST_LETS} 个", f"there are more than {_MOST_LETS} names")
            raise ExpressionError(message, node.start, node.end)
        self.lets[name] = _Let(node, Checker(self).typed(node))
        return Compiled(text, self.lets[name].typed.step, self.program)

    def typed(self, text: str) -> tuple[Type, Compiled]:
        """The expression `text` with its type."""
        typed = Checker(self).typed(parse(text))
        return typed.type, Compiled(text, typed.step, self.program)

    def compile(self, text: str, *wanted: Type) -> Compiled:
        """The expression `text`, of one of the `wanted` types if any are given."""
        kind, compiled = self.typed(text)
        if wanted and kind not in wanted:
            raise _wrong_type(parse(text), kind, wanted)
        return compiled

    def locate(self, text: str) -> Located:
        """The cells that the path `text` leads to."""
        return Checker(self).located(parse(text))


def names_of(scope: str, lets: Mapping[str, Compiled], program: Program) -> Names:
    """What the expressions of a check could speak of when they were checked, to look into them once more."""
    names = Names(scope, Program(program.words, program.settings))
    for name, let in lets.items():
        names.let(name, let.text)
    return names


@dataclass(frozen=True, slots=True)
class _Typed:
    """The type of a node, and the step that computes it."""

    type: Type
    step: int


class Checker:
    """Checks one expression; `elements` are the types of what the enclosing filters go through."""

    def __init__(self, names: Names, elements: tuple[Type, ...] = ()) -> None:
        self._names = names
        self._stack = (record_of(names.scope), *elements)

    def typed(self, node: nodes.Node) -> _Typed:
        """The type of a node, and how to compute it."""
        match node:
            case nodes.Literal():
                return self._literal(node)
            case nodes.Word() | nodes.Attribute():
                return self._word(node) if isinstance(node, nodes.Word) else self._attribute(node)
            case nodes.Call():
                return self._call(node)
            case nodes.ListOf():
                return self._list(node)
            case nodes.Filter():
                return self._filter(node)
            case _:
                return self._operation(node)

    def _operation(self, node: nodes.Node) -> _Typed:
        match node:
            case nodes.Logic():
                return self._made(TRUTH, node.operator, self._of(node.left, TRUTH), self._of(node.right, TRUTH))
            case nodes.Negation():
                return self._made(TRUTH, "not", self._of(node.operand, TRUTH))
            case nodes.Comparison():
                return self._comparison(node)
            case nodes.Membership():
                return self._membership(node)
            case nodes.Arithmetic():
                both = (self._of(node.left, NUMBER), self._of(node.right, NUMBER))
                return self._made(NUMBER, "arithmetic", node.operator, *both)
            case nodes.Minus():
                return self._made(NUMBER, "minus", self._of(node.operand, NUMBER))
        raise AssertionError(node)

    def _made(self, kind: Type, *step: Any) -> _Typed:
        return _Typed(kind, self._names.program.add(*step))

    def located(self, node: nodes.Node) -> Located:
        """The cells of a path: those of its last field, else those of the records it leads to."""
        match node:
            case nodes.Word(name=name) if name in self._names.lets and self._depth(name) is None:
                self._names.used.add(name)
                return self.located(self._names.lets[name].node)
            case nodes.Word(name=name):
                depth = self._depth(name)
                if depth is not None:
                    return self._spots(self._made(self._stack[depth], "element", depth), name, self.typed(node))
            case nodes.Attribute(owner=owner) if not _is_constant_owner(owner):
                self.typed(node)
                return self._spots(self.typed(owner), node.name, self.typed(node))
            case _:
                pass
        typed = self.typed(node)
        if (typed.type.of or typed.type).kind != "record":
            message = Phrase("这里要写通向单元格的字段路径", "a path of fields that leads to a cell belongs here")
            raise ExpressionError(message, node.start, node.end)
        return Located(self._names.program, typed.step)

    def _spots(self, owner: _Typed, name: str, typed: _Typed) -> Located:
        return Located(self._names.program, typed.step, owner.step, (owner.type.of or owner.type).schema, name)

    # --- names

    def _depth(self, name: str) -> int | None:
        """Which record has a field of that name: the element first, then outwards to the subject."""
        return next((n for n in reversed(range(len(self._stack))) if name in self._fields(n)), None)

    def _fields(self, depth: int) -> Mapping[str, Field]:
        return _schema_fields(self._stack[depth])

    def _word(self, node: nodes.Word) -> _Typed:
        depth = self._depth(node.name)
        if depth is not None:
            return self._field(self._made(self._stack[depth], "element", depth), node.name)
        if node.name in self._names.lets:
            self._names.used.add(node.name)
            typed = self._names.lets[node.name].typed
            return typed if len(self._stack) == 1 else self._made(typed.type, "let", typed.step)
        if node.name == SUBJECT:
            return self._made(self._stack[0], "element", 0)
        if node.name == ELEMENT and len(self._stack) > 1:
            return self._made(self._stack[-1], "element", len(self._stack) - 1)
        raise self._unknown_name(node)

    def _unknown_name(self, node: nodes.Word) -> ExpressionError:
        known = [*self._names.lets, *(name for n in reversed(range(len(self._stack))) for name in self._fields(n))]
        zh, en = SCHEMAS[self._names.scope].title
        message = Phrase(f"{zh}（{self._names.scope}）没有“{node.name}”", f'{en} has no "{node.name}"')
        if node.name in FUNCTIONS:
            remedy = Phrase(f"“{node.name}”是函数，后面要写括号。", f'"{node.name}" is a function and needs brackets.')
        elif node.name in {WORD_LISTS, SETTINGS}:
            remedy = Phrase(f"写作“{node.name}.名称”。", f'Write "{node.name}.NAME".')
        elif node.name == ELEMENT:
            remedy = Phrase("“它”只在 where 之后可用。", f'"{ELEMENT}" only works after `where`.')
        else:
            remedy = nearest(node.name, known)
        return ExpressionError(message, node.start, node.end, remedy)

    def _attribute(self, node: nodes.Attribute) -> _Typed:
        if isinstance(node.owner, nodes.Word) and _is_constant_owner(node.owner):
            return self._constant_named(node.owner.name, node)
        owner = self.typed(node.owner)
        fields = _schema_fields(owner.type)
        if node.name not in fields:
            zh, en = owner.type.phrase
            message = Phrase(f"{zh}没有字段“{node.name}”", f'{en} has no field "{node.name}"')
            raise ExpressionError(message, node.name_start, node.end, nearest(node.name, fields))
        return self._field(owner, node.name)

    def _field(self, owner: _Typed, name: str) -> _Typed:
        """A field of a record, or of each record of a list."""
        found = _schema_fields(owner.type)[name]
        if owner.type.of is None:
            return self._made(found.type, "field", owner.step, owner.type.schema, name)
        element = self._made(owner.type.of, "element", len(self._stack))
        read = self._made(found.type, "field", element.step, owner.type.of.schema, name)
        return self._made(found.type if found.type.of else list_of(found.type), "each", owner.step, read.step)

    def _constant_named(self, owner: str, node: nodes.Attribute) -> _Typed:
        program = self._names.program
        known = program.words if owner == WORD_LISTS else program.settings
        if node.name not in known:
            message = Phrase(f"{owner}里没有“{node.name}”", f'there is no "{node.name}" in {owner}')
            raise ExpressionError(message, node.name_start, node.end, nearest(node.name, known))
        if owner == WORD_LISTS:
            return self._made(list_of(TEXT), "words", node.name)
        return self._made(setting(known[node.name]).type, "setting", node.name)

    def _literal(self, node: nodes.Literal) -> _Typed:
        if isinstance(node.value, Number):
            return self._made(NUMBER, "number", node.written)
        if isinstance(node.value, bool):
            return self._made(TRUTH, "truth", node.value)
        return self._made(TEXT, "text", node.value)

    # --- operations

    def _of(self, node: nodes.Node, wanted: Type) -> int:
        typed = self.typed(node)
        if typed.type != wanted:
            raise _wrong_type(node, typed.type, (wanted,))
        return typed.step

    def _comparison(self, node: nodes.Comparison) -> _Typed:
        left = self.typed(node.left)
        if left.type.kind in {"list", "record"}:
            raise _wrong_type(node.left, left.type, (NUMBER, TEXT))
        ordered = node.operator not in {"==", "!="} or node.within_precision
        if ordered and left.type != NUMBER:
            raise _wrong_type(node.left, left.type, (NUMBER,))
        right = self._of(node.right, left.type)
        if left.type == NUMBER:
            return self._made(TRUTH, "compare", node.operator, left.step, right, node.within_precision)
        return self._made(TRUTH, "same", left.step, right, node.operator == "==", left.type == TEXT)

    def _membership(self, node: nodes.Membership) -> _Typed:
        right = self.typed(node.right)
        if right.type.kind != "list":
            hint = Phrase("文本里找词用 contains(文本, 词)。", "To find a word in a text use contains(text, word).")
            raise _wrong_type(node.right, right.type, (list_of(TEXT),), hint)
        left = self._of(node.left, right.type.of or TEXT)
        return self._made(TRUTH, "in", left, right.step, node.negated)

    def _list(self, node: nodes.ListOf) -> _Typed:
        first = self.typed(node.items[0])
        steps = (first.step, *(self._of(item, first.type) for item in node.items[1:]))
        return self._made(list_of(first.type), "list", steps)

    def _filter(self, node: nodes.Filter) -> _Typed:
        source = self.typed(node.source)
        if source.type.of is None:
            hint = Phrase("where 之前要是列表。", "A list belongs before `where`.")
            raise _wrong_type(node.source, source.type, (), hint)
        if len(self._stack) > _DEEPEST_FILTER:
            message = Phrase(
                f"where 嵌套超过 {_DEEPEST_FILTER} 层", f"`where` is nested more than {_DEEPEST_FILTER} deep"
            )
            raise ExpressionError(message, node.start, node.end, Phrase("用 let 拆成几步。", "Split it with `let`."))
        kept = self.inside(source.type.of).condition(node.condition)
        return self._made(source.type, "filter", source.step, kept, len(self._stack))

    def condition(self, node: nodes.Node) -> int:
        """The step of what must be a truth."""
        return self._of(node, TRUTH)

    def inside(self, element: Type) -> Checker:
        """The checker of a condition on elements of that type."""
        return Checker(self._names, (*self._stack[1:], element))

    def _call(self, node: nodes.Call) -> _Typed:
        function = FUNCTIONS.get(node.name)
        if function is None:
            message = Phrase(f"没有函数“{node.name}”", f'there is no function "{node.name}"')
            raise ExpressionError(message, node.start, node.start + len(node.name), nearest(node.name, FUNCTIONS))
        if len(node.arguments) != len(function.parameters):
            raise _wrong_count(node, function)
        typed = [self._argument(*pair) for pair in zip(node.arguments, function.parameters, strict=True)]
        result = function.result
        kind = result if isinstance(result, Type) else result([each.type for each in typed])
        return self._made(kind, "call", node.name, tuple(each.step for each in typed))

    def _argument(self, node: nodes.Node, parameter: Parameter) -> _Typed:
        typed = self.typed(node)
        if not any(wanted.accepts(typed.type) for wanted in parameter.types):
            raise _wrong_type(node, typed.type, parameter.types)
        return typed


def _is_constant_owner(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Word) and node.name in {WORD_LISTS, SETTINGS}


def _schema_fields(kind: Type) -> Mapping[str, Field]:
    """The fields of a record, or of the records of a list; none for other types."""
    record = kind.of or kind
    return SCHEMAS[record.schema].fields if record.kind == "record" and record.schema else {}


def _wrong_type(node: nodes.Node, got: Type, wanted: Sequence[Type], hint: Phrase = NOTHING) -> ExpressionError:
    zh, en = ("或".join(each.phrase.zh for each in wanted), " or ".join(each.phrase.en for each in wanted))
    message = Phrase(f"这里是{got.phrase.zh}", f"this is a {got.phrase.en}")
    if wanted:
        message = Phrase(f"这里要{zh}，却是{got.phrase.zh}", f"{en} is wanted here, but this is {got.phrase.en}")
    if hint == NOTHING and got.kind == "list" and any(each.kind != "list" for each in wanted):
        hint = Phrase(
            "列表要先用 sum、count、any、first 等函数变成单个值。",
            "Turn a list into one value with sum, count, any, first…",
        )
    return ExpressionError(message, node.start, node.end, hint)


def _wrong_count(node: nodes.Call, function: Function) -> ExpressionError:
    names = ", ".join(parameter.name for parameter in function.parameters)
    wanted, got = len(function.parameters), len(node.arguments)
    return ExpressionError(
        Phrase(f"{node.name} 要 {wanted} 个参数，却有 {got} 个", f"{node.name} takes {wanted} arguments, not {got}"),
        node.start,
        node.end,
        Phrase(f"写作 {node.name}({names})。", f"Write {node.name}({names})."),
    )
