"""The parsed expression: small frozen nodes that remember where they stand in the text."""

from __future__ import annotations

from goallint.expr.number import Number
from goallint.records import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression; `start` and `end` are offsets in its text."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A text, number or truth that is written out, and how."""

    value: str | bool | Number
    written: str


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A single name: a field, a let name, or one of the special words."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute(Node):
    """`owner.name`; the name begins at `name_start`."""

    owner: Node
    name: str
    name_start: int


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`name(arguments)`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[items]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source where condition`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`not operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`left and right`, `left or right`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left == right` and the like, possibly `within precision`."""

    operator: str
    left: Node
    right: Node
    within_precision: bool


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`left in right`, or `not in`."""

    left: Node
    right: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left + right` and the other three."""

    operator: str
    left: Node
    right: Node
