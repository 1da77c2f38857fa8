"""Nodes to closures, by way of names and types: what passes here evaluates without surprise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goallint.expr import evaluate, nodes
from goallint.expr.errors import ExpressionError, nearest
from goallint.expr.evaluate import Context, Run
from goallint.expr.functions import FUNCTIONS, Function, Parameter
from goallint.expr.number import Number, literal
from goallint.expr.parse import parse
from goallint.expr.results import Field, Items, Record, Result, Spot
from goallint.expr.scopes import SCHEMAS
from goallint.expr.types import NUMBER, TEXT, TRUTH, Type, list_of, record_of
from goallint.language import NOTHING, Phrase

WORD_LISTS = "词表"
SETTINGS = "配置"
SUBJECT = "本项"
ELEMENT = "它"
_RESERVED = {WORD_LISTS, SETTINGS, SUBJECT, ELEMENT}

Locate = Callable[[Context], Iterator[Spot]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression that is sound: its text, its type, and how to compute it; the rest is for `explain`."""

    text: str
    type: Type
    run: Run
    node: nodes.Node
    names: Names = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Let:
    """A `let` name: what it stands for."""

    node: nodes.Node
    compiled: Compiled


@dataclass(frozen=True, slots=True)
class Names:
    """What the expressions of one check can speak of, besides functions; `used` are the lets that one did."""

    scope: str
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    lets: dict[str, _Let] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def taken(self, name: str) -> bool:
        """Whether a name means something already."""
        return name in SCHEMAS[self.scope].fields or name in self.lets or name in _RESERVED

    def let(self, name: str, text: str) -> None:
        """Give a name to the expression `text`; later expressions may use it."""
        node = parse(text)
        typed = Checker(self).typed(node)
        self.lets[name] = _Let(node, Compiled(text, typed.type, evaluate.let(name, typed.run), node, self))

    def compile(self, text: str, *wanted: Type) -> Compiled:
        """The expression `text`, of one of the `wanted` types if any are given."""
        node = parse(text)
        typed = Checker(self).typed(node)
        if wanted and typed.type not in wanted:
            raise _wrong_type(node, typed.type, wanted)
        return Compiled(text, typed.type, typed.run, node, self)

    def locate(self, text: str) -> Locate:
        """The cells that the path `text` leads to."""
        return Checker(self).located(parse(text))


@dataclass(frozen=True, slots=True)
class _Typed:
    type: Type
    run: Run


class Checker:
    """Checks one expression; `elements` are the types of what the enclosing filters go through."""

    def __init__(self, names: Names, elements: tuple[Type, ...] = ()) -> None:
        self._names = names
        self._stack = (record_of(names.scope), *elements)

    def typed(self, node: nodes.Node) -> _Typed:
        """The type of a node, and how to compute it."""
        match node:
            case nodes.Literal():
                return _constant(node.value)
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
                runs = (self._of(node.left, TRUTH), self._of(node.right, TRUTH))
                return _Typed(TRUTH, evaluate.logic(*runs, decisive=node.operator == "or"))
            case nodes.Negation():
                return _Typed(TRUTH, evaluate.negation(self._of(node.operand, TRUTH)))
            case nodes.Comparison():
                return self._comparison(node)
            case nodes.Membership():
                return self._membership(node)
            case nodes.Arithmetic():
                runs = (self._of(node.left, NUMBER), self._of(node.right, NUMBER))
                return _Typed(NUMBER, evaluate.arithmetic(node.operator, *runs))
            case nodes.Minus():
                return _Typed(NUMBER, evaluate.minus(self._of(node.operand, NUMBER)))
        raise AssertionError(node)

    def located(self, node: nodes.Node) -> Locate:
        """The cells of a path: those of its last field, else those of the records it leads to."""
        match node:
            case nodes.Word(name=name) if name in self._names.lets and self._depth(name) is None:
                self._names.used.add(name)
                return self.located(self._names.lets[name].node)
            case nodes.Word(name=name):
                depth = self._depth(name)
                if depth is not None:
                    return _spots(evaluate.element(depth), self._fields(depth)[name], self.typed(node).run)
            case nodes.Attribute(owner=owner) if not _is_constant_owner(owner):
                self.typed(node)
                typed = self.typed(owner)
                return _spots(typed.run, _schema_fields(typed.type)[node.name], self.typed(node).run)
            case _:
                pass
        typed = self.typed(node)
        if (typed.type.of or typed.type).kind != "record":
            message = Phrase("这里要写通向单元格的字段路径", "a path of fields that leads to a cell belongs here")
            raise ExpressionError(message, node.start, node.end)
        return _spots(None, None, typed.run)

    # --- names

    def _depth(self, name: str) -> int | None:
        """Which record has a field of that name: the element first, then outwards to the subject."""
        return next((n for n in reversed(range(len(self._stack))) if name in self._fields(n)), None)

    def _fields(self, depth: int) -> Mapping[str, Field]:
        return _schema_fields(self._stack[depth])

    def _word(self, node: nodes.Word) -> _Typed:
        depth = self._depth(node.name)
        if depth is not None:
            found = self._fields(depth)[node.name]
            return _Typed(found.type, evaluate.attribute(evaluate.element(depth), found))
        if node.name in self._names.lets:
            self._names.used.add(node.name)
            compiled = self._names.lets[node.name].compiled
            return _Typed(compiled.type, compiled.run)
        if node.name == SUBJECT:
            return _Typed(self._stack[0], evaluate.element(0))
        if node.name == ELEMENT and len(self._stack) > 1:
            return _Typed(self._stack[-1], evaluate.element(len(self._stack) - 1))
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
        found = fields[node.name]
        run = evaluate.attribute(owner.run, found)
        if owner.type.kind == "list" and found.type.kind != "list":
            return _Typed(list_of(found.type), run)
        return _Typed(found.type, run)

    def _constant_named(self, owner: str, node: nodes.Attribute) -> _Typed:
        known = self._names.words if owner == WORD_LISTS else self._names.settings
        if node.name not in known:
            message = Phrase(f"{owner}里没有“{node.name}”", f'there is no "{node.name}" in {owner}')
            raise ExpressionError(message, node.name_start, node.end, nearest(node.name, known))
        if owner == WORD_LISTS:
            return _Typed(list_of(TEXT), evaluate.constant(Items(tuple(known[node.name]))))
        found = setting(known[node.name])
        return _Typed(found.type, evaluate.constant(found.value))

    # --- operations

    def _of(self, node: nodes.Node, wanted: Type) -> Run:
        typed = self.typed(node)
        if typed.type != wanted:
            raise _wrong_type(node, typed.type, (wanted,))
        return typed.run

    def _comparison(self, node: nodes.Comparison) -> _Typed:
        left = self.typed(node.left)
        if left.type.kind in {"list", "record"}:
            raise _wrong_type(node.left, left.type, (NUMBER, TEXT))
        ordered = node.operator not in {"==", "!="} or node.within_precision
        if ordered and left.type != NUMBER:
            raise _wrong_type(node.left, left.type, (NUMBER,))
        right = self._of(node.right, left.type)
        run = evaluate.comparison(node.operator, left.run, right, within_precision=node.within_precision)
        return _Typed(TRUTH, run)

    def _membership(self, node: nodes.Membership) -> _Typed:
        right = self.typed(node.right)
        if right.type.kind != "list":
            hint = Phrase("文本里找词用 contains(文本, 词)。", "To find a word in a text use contains(text, word).")
            raise _wrong_type(node.right, right.type, (list_of(TEXT),), hint)
        left = self._of(node.left, right.type.of or TEXT)
        return _Typed(TRUTH, evaluate.membership(left, right.run, negated=node.negated))

    def _list(self, node: nodes.ListOf) -> _Typed:
        first = self.typed(node.items[0])
        runs = [first.run, *(self._of(item, first.type) for item in node.items[1:])]
        return _Typed(list_of(first.type), evaluate.listed(runs))

    def _filter(self, node: nodes.Filter) -> _Typed:
        source = self.typed(node.source)
        if source.type.of is None:
            hint = Phrase("where 之前要是列表。", "A list belongs before `where`.")
            raise _wrong_type(node.source, source.type, (), hint)
        kept = self.inside(source.type.of).condition(node.condition)
        return _Typed(source.type, evaluate.filtered(source.run, kept))

    def condition(self, node: nodes.Node) -> Run:
        """How to compute what must be a truth."""
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
        return _Typed(kind, evaluate.call(function, [each.run for each in typed]))

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


def _constant(value: str | bool | Number) -> _Typed:  # noqa: FBT001  # what a literal can be
    kinds: dict[type, Type] = {str: TEXT, bool: TRUTH, Number: NUMBER}
    return _Typed(kinds[type(value)], evaluate.constant(value))


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, or a word list, as an expression sees it."""

    type: Type
    value: Result


def setting(value: object) -> Setting:
    """What was written as a value: 85% is a number, as it is in an expression; so is a list of numbers."""
    if isinstance(value, bool):
        return Setting(TRUTH, value)
    if isinstance(value, int):
        return Setting(NUMBER, Number.plain(value))
    if isinstance(value, str):
        number = literal(value)
        return Setting(NUMBER, number) if number else Setting(TEXT, value)
    words = [str(each) for each in value] if isinstance(value, Sequence) else []
    numbers = [number for each in words if (number := literal(each))]
    if words and len(numbers) == len(words):
        return Setting(list_of(NUMBER), Items(tuple(numbers)))
    return Setting(list_of(TEXT), Items(tuple(words)))


def _spots(owner: Run | None, field: Field | None, run: Run) -> Locate:
    """The places of a field in its owners; of the records themselves where the field has no cell of its own."""

    def find(context: Context) -> Iterator[Spot]:
        found = False
        if owner and field and field.spot:
            for record in _records(owner(context)):
                spot = record.located(field.spot(record))
                if spot:
                    found = True
                    yield spot
        if not found:
            yield from filter(None, (record.spot for record in _records(run(context))))

    return find


def _records(value: Result) -> Iterator[Record]:
    values = value.values if isinstance(value, Items) else (value,)
    return (each for each in values if isinstance(each, Record))


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
