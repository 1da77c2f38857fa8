"""Closures that compute: every one gives a value or Unknown for each row, and none raises.

Three values: Unknown and false is false, Unknown or true is true; elsewhere Unknown stays Unknown with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from goallint.expr import number
from goallint.expr.functions import Function
from goallint.expr.number import Number
from goallint.expr.once import once
from goallint.expr.results import Field, Items, Record, Result, Unknown, folded
from goallint.expr.rows import Column, Rows, Run
from goallint.language import Phrase

# What functions make of texts is kept, as long as it is not too much.
_MOST_KEPT = 1 << 9
# A filter inside filters looks at lists of lists, and so does a path; past so many elements nobody would wait for it.
_MOST_ELEMENTS = 10_000_000
_TOO_MANY = Unknown(Phrase("要比较的项目太多", "there are too many items to compare"))


def constant(value: Result) -> Run:
    """Always the same value."""
    return lambda rows: [value] * rows.size


def element(depth: int) -> Run:
    """The subject (depth 0) or the element of an enclosing filter."""
    return lambda rows: rows.columns[depth]


def once_each(run: Run, depth: int) -> Run:
    """What is about the element of a filter alone is asked once, however many subjects have that element."""
    return lambda rows: rows.once_each(run) if len(rows.columns) == depth + 1 else run(rows)


def let(run: Run) -> Run:
    """What the subject of a row comes to, in a filter."""

    def value(rows: Rows) -> Column:
        values = rows.subjects.of(run)
        if rows.subjects is rows:
            return values
        return [values[n] for n in rows.subject_of]

    return value


def field(owner: Run, found: Field) -> Run:
    """A field of a record; one that stands there for several rows is read once."""
    read = found.read

    def value(rows: Rows) -> Column:
        known: dict[int, Result] = {}
        answers = []
        for record in rows.of(owner):
            key = id(record)
            answer = known.get(key)
            if answer is None:
                answer = known[key] = read(record) if isinstance(record, Record) else _unknown(record)
            answers.append(answer)
        return answers

    return value


def plain_field(depth: int, found: Field) -> Run:
    """A field of the subject, or of the element of a filter, which nobody reads twice."""
    read = found.read
    return lambda rows: [
        read(record) if isinstance(record, Record) else _unknown(record) for record in rows.columns[depth]
    ]


def each(source: Run, read: Run) -> Run:
    """A field of each record of a list; lists in lists make one list."""

    def value(rows: Rows) -> Column:
        elements = rows.elements(source)
        answers = elements.rows.of(read)
        if sum(len(answer.values) for answer in answers if isinstance(answer, Items)) > _MOST_ELEMENTS:
            return [_TOO_MANY] * rows.size
        return elements.regrouped(answers, _joined)

    return value


def _joined(items: Items, answers: Column) -> Result:
    if not any(isinstance(answer, Items) for answer in answers):
        return Items(tuple(answers), items.doubt, items.labelled)
    values: list[Result] = []
    doubt = items.doubt
    for answer in answers:
        if isinstance(answer, Items):
            values += answer.values
            doubt = doubt or answer.doubt
        else:
            values.append(answer)
    return Items(tuple(values), doubt, items.labelled)


def filtered(source: Run, condition: Run) -> Run:
    """The elements that meet a condition about nothing else; one that nobody can decide on leaves a doubt."""

    def keep(rows: Rows) -> Column:
        elements = rows.elements(source)
        if too_many(elements.rows.size):
            return [_TOO_MANY] * rows.size
        return elements.regrouped(elements.rows.of(condition), kept)

    return keep


def too_many(elements: int) -> bool:
    """Whether nobody would wait until so many elements are looked at."""
    return elements > _MOST_ELEMENTS


def kept(items: Items, verdicts: Column) -> Result:
    """The elements with the verdict true; one that is unknown leaves a doubt."""
    yes = verdicts.count(True)
    if yes == len(verdicts):
        return items
    found = tuple([item for item, verdict in zip(items.values, verdicts, strict=True) if verdict is True])
    doubt = items.doubt
    if doubt is None and yes + verdicts.count(False) < len(verdicts):
        doubt = next(verdict for verdict in verdicts if isinstance(verdict, Unknown))
    return Items(found, doubt, items.labelled)


def logic(operands: Sequence[Run], *, decisive: bool) -> Run:
    """`or` of all operands if `decisive` is true, `and` if it is false: one with that value decides."""
    *leading, last = operands

    def decide(rows: Rows) -> Column:
        answers: Column = [decisive] * rows.size
        doubts: dict[int, Unknown] = {}
        open_ = rows
        numbers: Sequence[int] = range(rows.size)
        for operand in leading:
            rest, places = open_.unless(operand, decisive)
            if not places:
                return answers
            given = open_.of(operand)
            if given.count(not decisive) < len(places):
                for n in places:
                    answer = given[n]
                    if isinstance(answer, Unknown):
                        doubts.setdefault(numbers[n], answer)
            numbers = numbers if rest is open_ else [numbers[n] for n in places]
            open_ = rest
        given = open_.of(last)
        if not doubts and len(given) == len(answers):
            return given
        for n, answer in zip(numbers, given, strict=True):
            if answer is not decisive:
                answers[n] = doubts.get(n, answer)
        return answers

    return decide


def negation(operand: Run) -> Run:
    """`not`: Unknown stays Unknown."""
    return lambda rows: [value if value.__class__ is Unknown else value is False for value in rows.of(operand)]


def comparison(operator: str, left: Run, right: Run, *, within_precision: bool = False) -> Run:
    """A comparison of two numbers."""
    compare = number.compare

    def answer(one: Result, other: Result) -> Result:
        if isinstance(one, Number) and isinstance(other, Number):
            return _or_unknown(compare(operator, one, other, within_precision=within_precision))
        return one if isinstance(one, Unknown) else _unknown(other)

    return lambda rows: list(map(answer, rows.of(left), rows.of(right)))


def same(left: Run, right: Run, *, wanted: bool) -> Run:
    """Whether two texts, folded before, or two truths are equal; the contrary if that is not `wanted`."""
    return lambda rows: [
        one if one.__class__ is Unknown else other if other.__class__ is Unknown else (one == other) is wanted
        for one, other in zip(rows.of(left), rows.of(right), strict=True)
    ]


def same_as(left: Run, value: Result, *, wanted: bool) -> Run:
    """Likewise, with one side written out."""
    return lambda rows: [one if one.__class__ is Unknown else (one == value) is wanted for one in rows.of(left)]


def fold(text: Run) -> Run:
    """The texts as they compare."""
    return lambda rows: [one if one.__class__ is Unknown else folded(one) for one in rows.of(text)]


def one_of(left: Run, texts: frozenset[str], *, negated: bool) -> Run:
    """Whether a text, folded before, is among those that are written out."""
    if not texts:
        return constant(negated)
    return lambda rows: [one if one.__class__ is Unknown else (one in texts) is not negated for one in rows.of(left)]


def membership(left: Run, right: Run, *, negated: bool) -> Run:
    """`in`: true if some element is equal; unknown if none is, but some might be."""

    def contained(rows: Rows) -> Column:
        return [_contained(wanted, items, negated) for wanted, items in zip(rows.of(left), rows.of(right), strict=True)]

    return contained


def _contained(wanted: Result, items: Result, negated: bool) -> Result:  # noqa: FBT001  # `not in`
    if not isinstance(items, Items):
        return _unknown(items)
    if not items.values and not items.doubt:
        return negated
    if isinstance(wanted, Unknown):
        return wanted
    found = _found(wanted, items)
    return found if isinstance(found, Unknown) else found is not negated


def _found(wanted: Result, items: Items) -> bool | Unknown:
    if isinstance(wanted, str):
        texts, doubt = _texts(items)
        return folded(wanted) in texts or doubt or False
    doubt = items.doubt
    key = _key(wanted)
    for item in items.values:
        if isinstance(item, Unknown):
            doubt = doubt or item
        elif isinstance(item, Number) and isinstance(wanted, Number):
            equal = number.compare("==", wanted, item)
            if equal is True:
                return True
            if isinstance(equal, Phrase):
                doubt = doubt or Unknown(equal)
        elif _key(item) == key:
            return True
    return doubt or False


@once(16)
def _texts(items: Items) -> tuple[frozenset[str], Unknown | None]:
    """The texts of a list, folded; and why there may be more."""
    doubt = items.doubt or next((item for item in items.values if isinstance(item, Unknown)), None)
    return frozenset(folded(item) for item in items.values if isinstance(item, str)), doubt


def arithmetic(operator: str, left: Run, right: Run) -> Run:
    """`+ - * /` of two numbers."""
    compute = {
        "+": number.plus,
        "-": lambda one, other: number.plus(one, other, -1),
        "*": number.times,
        "/": number.over,
    }[operator]

    def answer(one: Result, other: Result) -> Result:
        if isinstance(one, Number) and isinstance(other, Number):
            return _or_unknown(compute(one, other))
        return one if isinstance(one, Unknown) else _unknown(other)

    return lambda rows: list(map(answer, rows.of(left), rows.of(right)))


def minus(operand: Run) -> Run:
    """The number with the other sign."""
    return lambda rows: [
        number.negated(value) if isinstance(value, Number) else _unknown(value) for value in rows.of(operand)
    ]


def listed(parts: Sequence[Run]) -> Run:
    """A list that is written out."""
    return lambda rows: [Items(values) for values in zip(*(rows.of(part) for part in parts), strict=True)]


def call(function: Function, arguments: Sequence[Run], known: Sequence[Result | None]) -> Run:
    """A function of its arguments; unless it wants to see them, unknown ones make the result unknown.

    `known` has those that are written out, None for the others.
    """
    compute = function.compute
    if not function.strict:
        # None of these says why it has no value: they look at the reasons of others.
        see: Callable[..., Any] = compute
        return lambda rows: list(map(see, *(rows.of(argument) for argument in arguments)))
    open_ = [n for n, value in enumerate(known) if value is None]
    if len(open_) == 1 and function.parameters[open_[0]].is_text:
        before, after = known[: open_[0]], known[open_[0] + 1 :]
        return _of_text(arguments[open_[0]], lambda text: _or_unknown(compute(*before, text, *after)))

    def answer(*values: Result) -> Result:
        for n in open_:
            unknown = _first_unknown(values[n])
            if unknown:
                return unknown
        return _or_unknown(compute(*values))

    return lambda rows: list(map(answer, *(rows.of(argument) for argument in arguments)))


def _of_text(argument: Run, compute: Callable[[str], Result]) -> Run:
    """A function of one text: the same text has the same answer, in whatever document it stands."""
    kept: dict[Any, Result] = {}

    def value(rows: Rows) -> Column:
        if len(kept) > _MOST_KEPT:
            kept.clear()
        answers = []
        for text in rows.of(argument):
            if isinstance(text, str):
                answer = kept.get(text)
                if answer is None:
                    answer = kept[text] = compute(text)
                answers.append(answer)
            else:
                answers.append(text)
        return answers

    return value


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
