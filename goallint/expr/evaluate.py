"""Closures that compute: every one gives a value or Unknown, and none raises.

Three values: Unknown and false is false, Unknown or true is true; elsewhere Unknown stays Unknown with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from goallint.expr import number
from goallint.expr.functions import Function
from goallint.expr.number import Number
from goallint.expr.results import Field, Items, Record, Result, Unknown, folded
from goallint.language import Phrase


@dataclass(frozen=True, slots=True)
class Context:
    """What names stand for: `stack` holds the subject, then the elements of the enclosing filters.

    `memo` keeps the `let` values of this subject, so that each is computed once.
    """

    stack: tuple[Result, ...]
    memo: dict[str, Result] = field(default_factory=dict)


Run = Callable[[Context], Result]


def constant(value: Result) -> Run:
    """Always the same value."""
    return lambda _: value


def element(depth: int) -> Run:
    """The subject (depth 0) or the element of an enclosing filter."""
    return lambda context: context.stack[depth]


def let(name: str, run: Run) -> Run:
    """A `let` value, in the eyes of the subject."""

    def value(context: Context) -> Result:
        memo = context.memo
        if name not in memo:
            memo[name] = run(Context(context.stack[:1], memo))
        return memo[name]

    return value


def attribute(owner: Run, field: Field) -> Run:
    """A field of a record, or of each record of a list."""

    def read(context: Context) -> Result:
        match owner(context):
            case Record() as record:
                return field.read(record)
            case Items() as items:
                return _each(items, field)
            case other:
                return _unknown(other)

    return read


def _each(items: Items, field: Field) -> Items:
    values: list[Result] = []
    doubt = items.doubt
    for item in items.values:
        value = field.read(item) if isinstance(item, Record) else item
        if isinstance(value, Items):
            values += value.values
            doubt = doubt or value.doubt
        else:
            values.append(value)
    return Items(tuple(values), doubt, items.labelled)


def filtered(source: Run, condition: Run) -> Run:
    """The elements that meet the condition; one that nobody can decide on leaves a doubt."""

    def keep(context: Context) -> Result:
        items = source(context)
        if not isinstance(items, Items):
            return _unknown(items)
        kept, doubt = [], items.doubt
        for item in items.values:
            verdict = condition(Context((*context.stack, item), context.memo))
            if verdict is True:
                kept.append(item)
            elif isinstance(verdict, Unknown):
                doubt = doubt or verdict
        return Items(tuple(kept), doubt, items.labelled)

    return keep


def logic(left: Run, right: Run, *, decisive: bool) -> Run:
    """`or` if `decisive` is true, `and` if it is false: one side with that value decides."""

    def decide(context: Context) -> Result:
        first = left(context)
        if first is decisive:
            return decisive
        second = right(context)
        if second is decisive:
            return decisive
        return first if isinstance(first, Unknown) else second

    return decide


def negation(operand: Run) -> Run:
    """`not`: Unknown stays Unknown."""

    def turn(context: Context) -> Result:
        value = operand(context)
        return value if isinstance(value, Unknown) else value is False

    return turn


def comparison(operator: str, left: Run, right: Run, *, within_precision: bool = False) -> Run:
    """A comparison of two numbers, or the equality of two texts or truths."""

    def compare(context: Context) -> Result:
        one, other = left(context), right(context)
        if isinstance(one, Number) and isinstance(other, Number):
            return _or_unknown(number.compare(operator, one, other, within_precision=within_precision))
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return one if isinstance(one, Unknown) else other
        return (_key(one) == _key(other)) is (operator == "==")

    return compare


def membership(left: Run, right: Run, *, negated: bool) -> Run:
    """`in`: true if some element is equal; unknown if none is, but some might be."""

    def contained(context: Context) -> Result:
        items = right(context)
        if not isinstance(items, Items):
            return _unknown(items)
        if not items.values and not items.doubt:
            return negated
        wanted = left(context)
        if isinstance(wanted, Unknown):
            return wanted
        found = _found(wanted, items)
        return found if isinstance(found, Unknown) else found is not negated

    return contained


def _found(wanted: Result, items: Items) -> bool | Unknown:
    doubt = items.doubt
    for item in items.values:
        if isinstance(item, Unknown):
            doubt = doubt or item
        elif isinstance(item, Number) and isinstance(wanted, Number):
            equal = number.compare("==", wanted, item)
            if equal is True:
                return True
            if isinstance(equal, Phrase):
                doubt = doubt or Unknown(equal)
        elif _key(item) == _key(wanted):
            return True
    return doubt or False


def arithmetic(operator: str, left: Run, right: Run) -> Run:
    """`+ - * /` of two numbers."""
    compute = {
        "+": number.plus,
        "-": lambda one, other: number.plus(one, other, -1),
        "*": number.times,
        "/": number.over,
    }[operator]

    def result(context: Context) -> Result:
        one, other = left(context), right(context)
        if isinstance(one, Number) and isinstance(other, Number):
            return _or_unknown(compute(one, other))
        return one if isinstance(one, Unknown) else _unknown(other)

    return result


def minus(operand: Run) -> Run:
    """The number with the other sign."""

    def turn(context: Context) -> Result:
        value = operand(context)
        return number.negated(value) if isinstance(value, Number) else _unknown(value)

    return turn


def listed(parts: Sequence[Run]) -> Run:
    """A list that is written out."""
    return lambda context: Items(tuple(part(context) for part in parts))


def call(function: Function, arguments: Sequence[Run]) -> Run:
    """A function of its arguments; unless it wants to see them, unknown ones make the result unknown."""

    def result(context: Context) -> Result:
        values = [argument(context) for argument in arguments]
        if function.strict:
            for value in values:
                unknown = _first_unknown(value)
                if unknown:
                    return unknown
        return _or_unknown(function.compute(*values))

    return result


def _first_unknown(value: Result) -> Unknown | None:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Items):
        return value.doubt or next((item for item in value.values if isinstance(item, Unknown)), None)
    return None


def _or_unknown(value: Result | Phrase) -> Result:
    # A Phrase is a tuple, no Result is: it is the reason why there is no value.
    return Unknown(value) if isinstance(value, Phrase) else value


def _key(value: Result) -> Result:
    return folded(value) if isinstance(value, str) else value


def _unknown(value: Result) -> Unknown:
    """The value if it is Unknown; the checker leaves no other case."""
    return value if isinstance(value, Unknown) else Unknown(Phrase("类型不符", "wrong type"))
