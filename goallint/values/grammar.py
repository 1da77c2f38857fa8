"""Small LALR grammars: Lark makes their tables once, the cache keeps them, and what runs them is here.

Lark takes longer to load than most values take to read; so it is only asked when a grammar has changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Any, NamedTuple

from goallint.cache import kept
from goallint.records import dataclass

_END = "$END"
_FORMAT = b"1"


class Token(NamedTuple):
    """A piece of text, with the name of its terminal."""

    type: str
    text: str


class Tree(NamedTuple):
    """What a rule of the grammar has matched."""

    data: str
    children: Sequence[Any]


@dataclass(slots=True)
class Grammar:
    """An LALR parser whose lexer only looks for what may come next.

    `states` say for each terminal or rule which state follows, or (below zero) by which of the `rules` to reduce;
    `lexers` say which of the `patterns` a state reads the next token with. A rule has its name, how many symbols it
    takes, which of their values are kept and which of those are laid open (-1 for one that is kept as it is), and
    whether a single value takes its place.
    """

    states: Sequence[dict[str, int]]
    rules: Sequence[tuple[str, str, int, Sequence[tuple[int, bool]], bool]]
    lexers: Sequence[int]
    patterns: Sequence[str]
    start: int
    end: int
    _compiled: dict[int, re.Pattern[str]] = field(default_factory=dict)

    def parse(self, text: str) -> Tree | None:
        """The tree of the whole text; None if the grammar does not have it."""
        at = 0
        states = [self.start]
        values: list[Any] = []
        while True:
            token = self._token(text, at, states[-1])
            if token is None or not self._shift(token, states, values):
                return None
            at += len(token.text)
            if token.type == _END:
                tree = values[-1]
                return tree if isinstance(tree, Tree) else None

    def _token(self, text: str, at: int, state: int) -> Token | None:
        if at == len(text):
            return Token(_END, "")
        number = self.lexers[state]
        pattern = self._compiled.get(number)
        if pattern is None:
            pattern = self._compiled[number] = re.compile(self.patterns[number])
        match = pattern.match(text, at)
        return Token(match.lastgroup or "", match[0]) if match and match[0] else None

    def _shift(self, token: Token, states: list[int], values: list[Any]) -> bool:
        """Reduce what is complete, then take the token; false if it does not belong here."""
        while True:
            if states[-1] == self.end and token.type == _END:
                return True
            action = self.states[states[-1]].get(token.type)
            if action is None:
                return False
            if action >= 0:
                states.append(action)
                values.append(token)
                return True
            origin, name, size, kept_, single = self.rules[-action - 1]
            taken = values[len(values) - size :]
            del values[len(values) - size :], states[len(states) - size :]
            children: list[Any] = []
            for place, opened in kept_:
                if opened:
                    children += taken[place].children
                else:
                    children.append(taken[place])
            values.append(children[0] if single and len(children) == 1 else Tree(name, children))
            states.append(self.states[states[-1]][origin])


def grammar(source: str) -> Grammar:
    """The parser of a grammar in the language of Lark, without anything to ignore."""
    return Grammar(**kept("grammar", (_FORMAT, source.encode()), lambda: _tables(source)))


def _tables(source: str) -> dict[str, Any]:
    """What Lark makes of a grammar, as plain data."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    made: Any = Lark(source, parser="lalr", maybe_placeholders=False)
    table, lexers = made.parser.parser._parse_table, made.parser.lexer.lexers  # noqa: SLF001  # no public way to them
    rules = {rule: number for number, rule in enumerate(made.rules)}
    patterns = {state: _pattern(lexer.scanner.terminals) for state, lexer in lexers.items()}
    distinct = list(dict.fromkeys(patterns.values()))
    numbers = range(len(table.states))
    return {
        "states": [
            {
                name: argument if action is Shift else -rules[argument] - 1
                for name, (action, argument) in table.states[number].items()
            }
            for number in numbers
        ],
        "rules": [_rule(rule) for rule in made.rules],
        "lexers": [distinct.index(patterns[number]) for number in numbers],
        "patterns": distinct,
        "start": table.start_states["start"],
        "end": table.end_states["start"],
    }


def _pattern(terminals: Sequence[Any]) -> str:
    return "|".join(f"(?P<{terminal.name}>{terminal.pattern.to_regexp()})" for terminal in terminals)


def _rule(rule: Any) -> tuple[str, str, int, list[tuple[int, bool]], bool]:
    """Tokens without a name of their own are dropped, rules that begin with _ laid open, as Lark has it."""
    kept_ = [
        (place, not symbol.is_term and symbol.name.startswith("_"))
        for place, symbol in enumerate(rule.expansion)
        if not (symbol.is_term and symbol.filter_out)
    ]
    single = rule.options.expand1 and not rule.alias
    return rule.origin.name, rule.alias or rule.origin.name, len(rule.expansion), kept_, single
