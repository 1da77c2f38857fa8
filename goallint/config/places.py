"""Where every key and value of a TOML file stands, by a grammar of its own: tomllib tells no positions."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from lark import Lark, Token, Tree

Steps = tuple[str | int, ...]  # keys, and positions in lists, from the top of the file


class Place(NamedTuple):
    """Where a key and its value stand, as indices in the file."""

    key: tuple[int, int]
    value: tuple[int, int]


def places(text: str) -> dict[Steps, Place]:
    """Where everything stands in the text of a valid TOML file."""
    finder = _Finder(text)
    for statement in _trees(_grammar().parse(text)):
        finder.statement(statement)
    return finder.places


@cache
def _grammar() -> Lark:
    return Lark.open("toml.lark", rel_to=__file__, parser="lalr", propagate_positions=True)


class _Finder:
    """Goes through the statements of a file; `self.places` grows."""

    def __init__(self, text: str) -> None:
        self.places: dict[Steps, Place] = {}
        self._text = text
        self._table: Steps = ()
        self._tables: dict[Steps, int] = {}  # how often each [[table]] has begun

    def statement(self, statement: Tree[Token]) -> None:
        """Take note of one statement."""
        if statement.data == "pair":
            self._pair(self._table, statement)
            return
        [key] = _trees(statement)
        steps = self._steps((), key)
        if statement.data == "tables":
            number = self._tables.get(steps, 0)
            self._tables[steps] = number + 1
            self._note(steps, _span(statement), _span(statement))
            steps = (*steps, number)
        self._table = steps
        self.places[steps] = Place(_span(key), _span(statement))

    def _pair(self, table: Steps, pair: Tree[Token]) -> None:
        key, value = _trees(pair)
        steps = self._steps(table, key)
        self.places[steps] = Place(_span(key), _span(value))
        self._value(steps, value)

    def _value(self, steps: Steps, value: Tree[Token]) -> None:
        if value.data == "array":
            for number, each in enumerate(_trees(value)):
                self.places[*steps, number] = Place(_span(each), _span(each))
                self._value((*steps, number), each)
        elif value.data == "inline":
            for pair in _trees(value):
                self._pair(steps, pair)

    def _steps(self, table: Steps, key: Tree[Token]) -> Steps:
        """Where the key leads, seen from the table; in a [[table]] that is its last one so far."""
        start, end = _span(key)
        named = tomllib.loads(f"{self._text[start:end]} = 0")
        steps = table
        while isinstance(named, dict):
            if steps != table or not table:
                self._note(steps, _span(key), _span(key))
            [(name, named)] = named.items()
            steps = (*self._within(steps), name)
        return steps

    def _within(self, steps: Steps) -> Steps:
        return (*steps, self._tables[steps] - 1) if steps in self._tables else steps

    def _note(self, steps: Steps, key: tuple[int, int], value: tuple[int, int]) -> None:
        self.places.setdefault(steps, Place(key, value))


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _span(tree: Tree[Token]) -> tuple[int, int]:
    return tree.meta.start_pos, tree.meta.end_pos
