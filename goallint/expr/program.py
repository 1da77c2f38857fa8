"""Checked expressions as a list of steps, each made of earlier ones: plain data that can be kept in a file.

Equal steps are one step, in whatever rule they stand; so each is answered once for the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice
from typing import Any

from goallint.expr import evaluate, joining
from goallint.expr.functions import FUNCTIONS
from goallint.expr.number import literal
from goallint.expr.results import Items, Record, Result, Spot, folded, shown
from goallint.expr.rows import Rows, Run
from goallint.expr.scopes import SCHEMAS
from goallint.expr.settings import setting
from goallint.records import dataclass

# Nobody looks up more places for one finding.
_MOST_SPOTS = 100

Step = tuple[Any, ...]
"""The name of an operation, then what it works on: texts, truths, numbers of steps, lists of these."""


@dataclass(slots=True)
class Program:
    """The steps of all expressions of some rules.

    `words` and `settings` are what 词表 and 配置 stand for. Closures are made of a step when it is first run.
    """

    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    _numbers: dict[Step, int] = field(default_factory=dict)
    _runs: dict[Any, Run] = field(default_factory=dict)
    _masks: dict[int, int] = field(default_factory=dict)

    def add(self, *step: Any) -> int:
        """The number of a step, which may be there already."""
        number = self._numbers.setdefault(step, len(self.steps))
        if number == len(self.steps):
            self.steps.append(step)
        return number

    def run(self, number: int) -> Run:
        """How to answer the question that a step asks."""
        run = self._runs.get(number)
        if run is None:
            run = self._runs[number] = self._made(number)
        return run

    def _made(self, number: int) -> Run:
        value = self.value(number)
        if value is not None:
            return evaluate.constant(value)
        name, *rest = self.steps[number]
        run = _MAKERS[name](self, *rest)
        mask = self.looks_at(number)
        about_element = mask > 1 and mask & (mask - 1) == 0 and name != "element"
        return evaluate.once_each(run, mask.bit_length() - 1) if about_element else run

    def runs(self, numbers: Sequence[int]) -> list[Run]:
        """Likewise for several."""
        return [self.run(number) for number in numbers]

    def folded(self, number: int) -> Run:
        """The texts that a step gives, as they compare."""
        key = ("folded", number)
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = evaluate.fold(self.run(number))
        return run

    def value(self, number: int) -> Result | None:
        """What a step gives whatever it is asked of: a literal, a setting, a word list; None for others."""
        name, *rest = self.steps[number]
        value: Result | None = None
        match name:
            case "text" | "truth":
                value = rest[0]
            case "number":
                value = literal(rest[0])
            case "words":
                value = Items(tuple(self.words[rest[0]]))
            case "setting":
                value = setting(self.settings[rest[0]]).value
            case "list":
                values = [self.value(each) for each in rest[0]]
                value = Items(tuple(each for each in values if each is not None))
                value = value if len(value.values) == len(values) else None
        return value

    def texts(self, number: int) -> frozenset[str] | None:
        """The folded texts of a list that is written out; None for any other step."""
        value = self.value(number)
        if not isinstance(value, Items) or not all(isinstance(each, str) for each in value.values):
            return None
        return frozenset(folded(each) for each in value.values if isinstance(each, str))

    def looks_at(self, number: int) -> int:
        """Which columns a step depends on: bit 0 for the subject, bit n for the element of the n-th filter."""
        mask = self._masks.get(number)
        if mask is None:
            name, *rest = self.steps[number]
            match name:
                case "element":
                    mask = 1 << rest[0]
                case "let":
                    mask = 1
                case "each":
                    mask = self.looks_at(rest[0])
                case "filter":
                    source, condition, depth = rest
                    mask = self.looks_at(source) | self.looks_at(condition) & ~(1 << depth)
                case _:
                    mask = 0
                    for each in _operands(name, rest):
                        mask |= self.looks_at(each)
            self._masks[number] = mask
        return mask


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression that is sound: its text, and the step of the program that computes it."""

    text: str
    step: int
    program: Program = field(repr=False, compare=False)

    @property
    def run(self) -> Run:
        """How to compute it for any rows."""
        return self.program.run(self.step)

    def value(self, rows: Rows) -> Result:
        """What it comes to for the only one of the rows."""
        return rows.of(self.run)[0]


@dataclass(frozen=True, slots=True)
class Located:
    """The cells of a field in its owners; those of the records themselves where the field has none of its own."""

    program: Program = field(repr=False, compare=False)
    step: int
    owner: int | None = None
    schema: str = ""
    name: str = ""

    def spots(self, rows: Rows, number: int = 0) -> Iterator[Spot]:
        """Where that is for one of the rows; of very many places the first."""
        found = list(islice(filter(None, self._of_field(rows, number)), _MOST_SPOTS))
        own = (record.spot for record in _records(self._value(self.step, rows, number)))
        yield from found or islice(filter(None, own), _MOST_SPOTS)

    def _of_field(self, rows: Rows, number: int) -> Iterator[Spot | None]:
        spot = SCHEMAS[self.schema].fields[self.name].spot if self.owner is not None else None
        if spot and self.owner is not None:
            for record in _records(self._value(self.owner, rows, number)):
                yield record.located(spot(record))

    def _value(self, step: int, rows: Rows, number: int) -> Result:
        return rows.of(self.program.run(step))[number]


@dataclass(frozen=True, slots=True)
class Template:
    """A message as written, and its parts: texts, and steps whose values stand between them."""

    source: str
    parts: Sequence[str | int]
    program: Program = field(repr=False, compare=False)

    def fill(self, rows: Rows, number: int = 0) -> str:
        """The message about one of the rows; what is unknown shows as a question mark."""
        run = self.program.run
        return "".join(part if isinstance(part, str) else shown(rows.of(run(part))[number]) for part in self.parts)


def _records(value: Result) -> Iterator[Record]:
    values = value.values if isinstance(value, Items) else (value,)
    return (each for each in values if isinstance(each, Record))


def _operands(name: str, rest: Sequence[Any]) -> Sequence[int]:
    """The numbers of the steps that a step works on."""
    if name in {"text", "truth", "number", "words", "setting"}:
        return ()
    if name in {"call", "list"}:
        numbers: Sequence[int] = rest[-1]
        return numbers
    return [each for each in rest if type(each) is int]


def _field(program: Program, owner: int, schema: str, name: str) -> Run:
    found = SCHEMAS[schema].fields[name]
    operation, *rest = program.steps[owner]
    if operation == "element" and found.type.kind not in {"record", "list"}:
        return evaluate.plain_field(rest[0], found)
    return evaluate.field(program.run(owner), found)


def _filter(program: Program, source: int, condition: int, depth: int) -> Run:
    own = 1 << depth
    if program.looks_at(condition) in {0, own}:
        return evaluate.filtered(program.run(source), program.run(condition))
    name, *both = program.steps[condition]
    parts = _chain(program, "and", (both[0], both[1])) if name == "and" else [condition]
    alone = [part for part in parts if program.looks_at(part) in {0, own}]
    found = joining.Condition(
        program.run(condition),
        program.runs(list(dict.fromkeys(_outside(program, condition, depth)))),
        evaluate.logic(program.runs(alone), decisive=False) if alone else None,
        [equal for part in parts if (equal := _equal(program, part, own))],
    )
    return joining.filtered(program.run(source), found)


def _outside(program: Program, number: int, depth: int) -> Iterator[int]:
    """The largest parts of a condition that are about what is outside of the filter, and can be asked there."""
    mask = program.looks_at(number)
    if mask < 1 << depth and _moves(program, number):
        yield from [number] if mask else []
        return
    for operand in _inner(program, number):
        yield from _outside(program, operand, depth)


def _moves(program: Program, number: int) -> bool:
    """Whether a step may be asked of rows with fewer columns: one that goes through a list counts on their number."""
    name = program.steps[number][0]
    return name not in {"each", "filter"} and all(_moves(program, each) for each in _inner(program, number))


def _inner(program: Program, number: int) -> Sequence[int]:
    """The steps that a step works on, asked of the same rows or of lists of theirs."""
    name, *rest = program.steps[number]
    inside = {"element": (), "let": (), "each": rest[:1], "filter": rest[:2]}
    return inside[name] if name in inside else _operands(name, rest)


def _equal(program: Program, number: int, own: int) -> tuple[Run, Run] | None:
    """What has to be equal, if that is what the step says: of the element, and of what is outside of the filter."""
    match program.steps[number]:
        case ("same", left, right, True, texts):
            for one, other in ((left, right), (right, left)):
                if program.looks_at(one) == own and program.looks_at(other) < own and _moves(program, other):
                    inside, outside = (program.folded(each) if texts else program.run(each) for each in (one, other))
                    return inside, outside
    return None


def _same(program: Program, left: int, right: int, wanted: bool, texts: bool) -> Run:  # noqa: FBT001  # of a step
    runs = [program.folded(each) if texts else program.run(each) for each in (left, right)]
    value = program.value(right)
    if value is None:
        return evaluate.same(*runs, wanted=wanted)
    return evaluate.same_as(runs[0], folded(value) if isinstance(value, str) else value, wanted=wanted)


def _compare(program: Program, operator: str, left: int, right: int, within: bool) -> Run:  # noqa: FBT001  # likewise
    return evaluate.comparison(operator, program.run(left), program.run(right), within_precision=within)


def _in(program: Program, left: int, right: int, negated: bool) -> Run:  # noqa: FBT001  # likewise
    texts = program.texts(right)
    if texts is None:
        return evaluate.membership(program.run(left), program.run(right), negated=negated)
    return evaluate.one_of(program.folded(left), texts, negated=negated)


def _chain(program: Program, operator: str, both: tuple[int, int]) -> Sequence[int]:
    """The operands of `a and b and c`."""
    operands: list[int] = []
    left, right = both
    while True:
        operands.insert(0, right)
        name, *rest = program.steps[left]
        if name != operator:
            return [left, *operands]
        left, right = rest


def _call(program: Program, name: str, arguments: Sequence[int]) -> Run:
    known = [program.value(argument) for argument in arguments]
    return evaluate.call(FUNCTIONS[name], program.runs(arguments), known)


_MAKERS: dict[str, Callable[..., Run]] = {
    "element": lambda _, depth: evaluate.element(depth),
    "let": lambda program, number: evaluate.let(program.run(number)),
    "field": _field,
    "each": lambda program, source, read: evaluate.each(program.run(source), program.run(read)),
    "filter": _filter,
    "and": lambda program, *both: evaluate.logic(program.runs(_chain(program, "and", both)), decisive=False),
    "or": lambda program, *both: evaluate.logic(program.runs(_chain(program, "or", both)), decisive=True),
    "not": lambda program, operand: evaluate.negation(program.run(operand)),
    "same": _same,
    "compare": _compare,
    "in": _in,
    "arithmetic": lambda program, sign, one, other: evaluate.arithmetic(sign, program.run(one), program.run(other)),
    "minus": lambda program, operand: evaluate.minus(program.run(operand)),
    "call": _call,
    "list": lambda program, items: evaluate.listed(program.runs(items)),
}
