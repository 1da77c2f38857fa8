"""Rules as plain data, as the cache keeps them, and back again.

Examples stay in the rule files: only who runs or shows them needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from goallint.errors import PlacedError, RuleError
from goallint.expr.program import Compiled, Located, Program, Template
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.rulebook.model import Check, Example, Message, Rule


def plain_rules(rules: Iterable[Rule], program: Program) -> dict[str, Any]:
    """The rules and the program of their expressions as what JSON has."""
    return {"steps": program.steps, "rules": [_rule(rule) for rule in rules]}


def rules_of(
    data: Mapping[str, Any], words: Mapping[str, Sequence[str]], settings: Mapping[str, Any]
) -> tuple[Rule, ...]:
    """The rules again, with what 词表 and 配置 stand for."""
    program = Program(words, settings, data["steps"])
    return tuple(_made(program, *rule) for rule in data["rules"])


def _rule(rule: Rule) -> list[Any]:
    return [
        rule.id,
        rule.name,
        rule.title,
        rule.severity,
        rule.confidence,
        rule.group,
        [_check(check) for check in rule.checks],
        str(rule.path),
        rule.why,
        rule.notes,
        rule.basis,
        rule.supersedes,
        sorted(rule.overrides),
        rule.line,
        [[each.message, each.remedy, each.where, each.excerpt] for each in rule.remarks],
    ]


def _made(program: Program, *data: Any) -> Rule:
    identity, name, title, severity, confidence, group, checks, path, why, notes, *rest = data
    basis, supersedes, overrides, line, remarks = rest
    return Rule(
        id=identity,
        name=name,
        title=Phrase(*title),
        severity=Severity(severity),
        confidence=confidence,
        group=group,
        checks=tuple(_made_check(program, *check) for check in checks),
        path=Path(path),
        why=Phrase(*why),
        notes=Phrase(*notes),
        basis=tuple(basis),
        supersedes=tuple(supersedes),
        overrides=frozenset(overrides),
        tests=_Examples(Path(path)),
        line=line,
        remarks=tuple(_remark(*remark) for remark in remarks),
    )


def _remark(message: Sequence[str], remedy: Sequence[str], where: str, excerpt: str) -> PlacedError:
    return RuleError(Phrase(*message), Phrase(*remedy), where=where, excerpt=excerpt)


def _check(check: Check) -> list[Any]:
    return [
        check.scope,
        check.severity,
        check.confidence,
        _compiled(check.where) if check.where else None,
        {name: _compiled(let) for name, let in check.lets.items()},
        _compiled(check.assertion),
        _message(check.message),
        _message(check.suggest) if check.suggest else None,
        _located(check.at) if check.at else None,
        [_located(each) for each in check.related],
    ]


def _made_check(program: Program, *data: Any) -> Check:
    scope, severity, confidence, where, lets, assertion, message, suggest, at, related = data
    return Check(
        scope=scope,
        severity=Severity(severity),
        confidence=confidence,
        where=Compiled(where[0], where[1], program) if where else None,
        lets={name: Compiled(let[0], let[1], program) for name, let in lets.items()},
        assertion=Compiled(assertion[0], assertion[1], program),
        message=_made_message(program, *message),
        suggest=_made_message(program, *suggest) if suggest else None,
        at=Located(program, *at) if at else None,
        related=tuple(Located(program, *each) for each in related),
    )


def _compiled(compiled: Compiled) -> list[Any]:
    return [compiled.text, compiled.step]


def _located(located: Located) -> list[Any]:
    return [located.step, located.owner, located.schema, located.name]


def _message(message: Message) -> list[Any]:
    return [message.zh.source, message.zh.parts, message.en.source, message.en.parts]


def _made_message(
    program: Program, zh: str, zh_parts: Sequence[str | int], en: str, en_parts: Sequence[str | int]
) -> Message:
    return Message(Template(zh, zh_parts, program), Template(en, en_parts, program))


@dataclass(slots=True)
class _Examples(Sequence[Example]):
    """The examples in a rule file, read when somebody asks for them."""

    path: Path
    read: list[Example] = field(default_factory=list)

    def _all(self) -> list[Example]:
        if not self.read:
            from goallint.rulebook.compile import examples

            self.read = list(examples(self.path))
        return self.read

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Example]:
        return iter(self._all())
