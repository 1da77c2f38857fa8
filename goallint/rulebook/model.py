"""Rules as the engine uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal, NamedTuple

from goallint.errors import PlacedError
from goallint.expr.program import Compiled, Located, Template
from goallint.expr.rows import Rows
from goallint.findings import Confidence, Severity
from goallint.language import Phrase
from goallint.records import dataclass

ExampleKind = Literal["valid", "invalid", "skipped", "silent"]


@dataclass(frozen=True, slots=True)
class Message:
    """A text for people with expressions in it, in both languages."""

    zh: Template
    en: Template

    def fill(self, rows: Rows, number: int = 0) -> Phrase:
        """The text about one of the rows."""
        return Phrase(self.zh.fill(rows, number), self.en.fill(rows, number))


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement (要求): what it looks at, when it applies, what must hold, and what to say if it does not."""

    scope: str
    severity: Severity
    confidence: Confidence
    where: Compiled | None
    lets: Mapping[str, Compiled]
    assertion: Compiled
    message: Message
    suggest: Message | None = None
    at: Located | None = None
    related: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A text that tests a rule (示例) and what the rule must say of it; `line` is where it stands in the rule file.

    Of a valid text the rule says that all is well, of an invalid one what is wrong, of a skipped one that it
    cannot tell; a silent one is none of its business. `profile` names the one it is checked under, if not the
    one that the rules were loaded for.
    """

    kind: ExampleKind
    text: str
    line: int
    expect: tuple[str, ...] = ()
    count: int | None = None
    profile: str = ""


class RuleName(NamedTuple):
    """What a rule can be called by."""

    id: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (规则); for one cell the first of its checks that finds something has the say.

    `supersedes` is what its file says; `overrides` adds what those rules supersede in turn. `remarks` are faults of
    the file that do no harm.
    """

    id: str
    name: str
    title: Phrase
    severity: Severity
    confidence: Confidence
    group: str
    checks: tuple[Check, ...]
    path: Path
    why: Phrase
    notes: Phrase
    basis: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    overrides: frozenset[str] = frozenset()
    tests: Sequence[Example] = ()
    line: int = 1
    remarks: tuple[PlacedError, ...] = field(default=(), compare=False)

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its checks look at, each once."""
        return tuple(dict.fromkeys(check.scope for check in self.checks))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, by id."""

    rules: tuple[Rule, ...]

    def find(self, word: str) -> Rule | None:
        """The rule with that id or name."""
        return next((rule for rule in self.rules if word.lower() in {rule.id.lower(), rule.name}), None)
