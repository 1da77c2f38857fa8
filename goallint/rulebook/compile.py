"""From a rule file to a checked rule; whatever is wrong with it is said with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast, get_args

from goallint.errors import PlacedError
from goallint.expr.check import Names
from goallint.expr.errors import ExpressionError, nearest
from goallint.expr.program import Compiled, Located, Program, Template
from goallint.expr.scopes import SCOPES
from goallint.expr.template import template
from goallint.expr.types import TRUTH
from goallint.findings import Confidence, Severity
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.resources import rules_folder
from goallint.rulebook.model import Check, Example, ExampleKind, Message, Rule
from goallint.rulebook.profile import profile_names
from goallint.rulebook.source import Block, Source, Text, Value

T = TypeVar("T")

_INHERITED = ("severity", "confidence", "for", "let")
_OWN = ("where", "assert", "message", "suggest", "at", "related")
CHECK_KEYS = (*_INHERITED, *_OWN)
RULE_KEYS = ("id", "name", "title", *CHECK_KEYS, "checks", "why", "basis", "supersedes", "notes", "tests")
EXAMPLE_KINDS: tuple[str, ...] = get_args(ExampleKind)
SEVERITIES = ("error", "warning", "info")
_LANGUAGES = ("title", "message", "suggest", "why", "notes")
ID = re.compile(r"[A-Z]+[0-9]{3}")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LET_NAME = re.compile(r"[^\W\d]\w*")
_KEYWORDS = {"where", "or", "and", "not", "in", "within", "precision", "true", "false"}


def compile_files(paths: Iterable[Path], program: Program) -> list[Rule]:
    """The rules in these files, by id; what their expressions come down to is added to the `program`."""
    loaded = [_Loader(path, program).rule() for path in paths]
    _check_remarks(each.rule for each in loaded)
    _check_unique(loaded)
    _check_supersedes(loaded)
    rules = {each.rule.id: each.rule for each in loaded}
    return [replace(rules[name], overrides=frozenset(_superseded(name, rules) - {name})) for name in sorted(rules)]


def compile_file(path: Path, program: Program) -> Rule:
    """The rule in one file; what it says of other rules is not checked."""
    return _Loader(path, program).rule().rule


def examples(path: Path) -> tuple[Example, ...]:
    """The examples in a rule file."""
    return tuple(_example(each.block()) for each in _list(Source.read(path).root().get("tests")))


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A rule with the places that checks across rules complain about."""

    rule: Rule
    id: Text
    name: Text
    supersedes: tuple[Text, ...]


class _Loader:
    """Reads one rule file."""

    def __init__(self, path: Path, program: Program) -> None:
        self._path = path
        self._program = program
        self._root = Source.read(path).root()
        self._root.allow(RULE_KEYS)
        self._lets: dict[int, Text] = {}
        self._used: set[int] = set()

    def rule(self) -> _Loaded:
        """The rule, with everything in it checked."""
        root = self._root
        identity = _matching(root.need("id"), ID, Phrase("编号写作 A001", "an id looks like A001"))
        name = _matching(root.need("name"), NAME, Phrase("名称写作 fund-sum", "a name looks like fund-sum"))
        if self._path.stem != f"{identity.value}-{name.value}":
            wanted = f"{identity.value}-{name.value}.yaml"
            raise identity.error(Phrase(f"文件名应为 {wanted}", f"the file should be called {wanted}"))
        checks = self._checks()
        supersedes = tuple(_texts(root.get("supersedes")))
        rule = Rule(
            id=identity.value,
            name=name.value,
            title=_phrase(root.need("title")),
            severity=max(check.severity for check in checks),
            confidence=_confidence(root),
            group=self._path.parent.name,
            checks=checks,
            path=self._path,
            why=_phrase(root.get("why")),
            notes=_phrase(root.get("notes")),
            basis=tuple(text.value for text in _texts(root.get("basis"))),
            supersedes=tuple(text.value for text in supersedes),
            tests=tuple(_example(each.block()) for each in _list(root.get("tests"))),
            line=identity.line,
            remarks=tuple(self._remarks()),
        )
        return _Loaded(rule, identity, name, supersedes)

    def _checks(self) -> tuple[Check, ...]:
        several = self._root.get("checks")
        if several is None:
            return (self._check(self._root),)
        for key, _ in self._root:
            if key.value in _OWN:
                message = Phrase(
                    f"有 checks 时，“{key.value}”要写在各项检查里", f'with checks, "{key.value}" belongs there'
                )
                raise key.error(message)
        blocks = [value.block() for value in several.list()]
        for block in blocks:
            block.allow(CHECK_KEYS)
        return tuple(self._check(block) for block in blocks)

    def _check(self, block: Block) -> Check:
        scope = self._scope(block)
        names = Names(scope, self._program)
        lets: dict[str, Compiled] = {}
        declared = self._name(block, names, lets)
        where, suggest, at = block.get("where"), block.get("suggest"), block.get("at")
        check = Check(
            scope=scope,
            severity=Severity.named(_choice(self._inherited(block, "severity"), SEVERITIES)),
            confidence=_confidence(block) if block.get("confidence") else _confidence(self._root),
            where=_expression(where.text(), lambda text: names.compile(text, TRUTH)) if where else None,
            lets=lets,
            assertion=_expression(block.need("assert").text(), lambda text: names.compile(text, TRUTH)),
            message=_message(block.need("message"), names),
            suggest=_message(suggest, names) if suggest else None,
            at=_locate(at, names) if at else None,
            related=tuple(_locate(value, names) for value in _list(block.get("related"))),
        )
        self._used |= {key.start for key in declared if key.value in names.used}
        return check

    def _inherited(self, block: Block, key: str) -> Value:
        return block.get(key) or self._root.get(key) or block.need(key)

    def _scope(self, block: Block) -> str:
        return _choice(self._inherited(block, "for"), SCOPES)

    def _name(self, block: Block, names: Names, known: dict[str, Compiled]) -> list[Text]:
        """Those at the top of the rule count for every check of the same scope, then the check's own."""
        blocks = [block] if block is self._root else [self._root, block]
        declared: list[Text] = []
        for each in blocks:
            lets = each.get("let")
            top = self._root.get("for")
            if lets is None or (each is not block and top and top.text().value != names.scope):
                continue
            for key, value in lets.block():
                if not _LET_NAME.fullmatch(key.value) or key.value in _KEYWORDS or names.taken(key.value):
                    message = Phrase(
                        f"“{key.value}”不能作名称：已有此名，或含有不能用的字符",
                        f'"{key.value}" cannot be a name: it is taken, or has characters that names cannot have',
                    )
                    raise key.error(message, Phrase("换一个名称。", "Choose another name."))
                declared.append(key)
                known[key.value] = _expression(value.text(), partial(names.let, key.value))
        self._lets |= {key.start: key for key in declared}
        return declared

    def _remarks(self) -> Iterator[PlacedError]:
        """What is untidy in the file: names that nothing uses, texts in Chinese alone."""
        for place, key in self._lets.items():
            if place not in self._used:
                yield key.error(Phrase(f"没有用到“{key.value}”", f'"{key.value}" is never used'))
        checks = self._root.get("checks")
        for block in (self._root, *(each.block() for each in (checks.list() if checks else []))):
            for name in _LANGUAGES:
                value = block.get(name)
                if value and not (value.is_block and value.block().get("en")):
                    message = Phrase(f"“{name}”没有英文", f'"{name}" has no English text')
                    yield value.error(message, Phrase("写作 {zh: …, en: …}。", "Write {zh: …, en: …}."))


def _expression(text: Text, build: Callable[[str], T]) -> T:
    """What `build` makes of the text; an error in it becomes an error in the file."""
    try:
        return build(text.value)
    except ExpressionError as error:
        raise text.error_at(error.message, error.remedy, error.start, error.end) from None


def _locate(value: Value, names: Names) -> Located:
    return _expression(value.text(), names.locate)


def _message(value: Value, names: Names) -> Message:
    zh, en = _languages(value)

    def build(text: Text) -> Template:
        return _expression(text, lambda source: template(source, names))

    return Message(build(zh), build(en))


def _languages(value: Value) -> tuple[Text, Text]:
    """Chinese and English; a plain text serves as both."""
    if not value.is_block:
        return value.text(), value.text()
    block = value.block()
    block.allow(("zh", "en"))
    zh = block.need("zh").text()
    en = block.get("en")
    return zh, en.text() if en else zh


def _phrase(value: Value | None) -> Phrase:
    if value is None:
        return NOTHING
    zh, en = _languages(value)
    return Phrase(zh.value, en.value)


def _confidence(block: Block) -> Confidence:
    value = block.get("confidence")
    return cast("Confidence", _choice(value, ("high", "low"))) if value else "high"


def _list(value: Value | None) -> list[Value]:
    return value.list() if value else []


def _texts(value: Value | None) -> Iterator[Text]:
    return (each.text() for each in _list(value))


def _choice(value: Value, known: Collection[str]) -> str:
    text = value.text()
    if text.value not in known:
        listed = " | ".join(known)
        message = Phrase(f"“{text.value}”不在可选值中：{listed}", f'"{text.value}" is not one of {listed}')
        raise text.error(message, nearest(text.value, known))
    return text.value


def _matching(value: Value, pattern: re.Pattern[str], message: Phrase) -> Text:
    text = value.text()
    if not pattern.fullmatch(text.value):
        raise text.error(message)
    return text


def _example(block: Block) -> Example:
    block.allow((*EXAMPLE_KINDS, "expect", "count", "profile"))
    kinds = [(key.value, value) for key, value in block if key.value in EXAMPLE_KINDS]
    if len(kinds) != 1:
        listed = "、".join(EXAMPLE_KINDS)
        raise block.error(Phrase(f"每个示例要有其中一个键：{listed}", f"an example has one of the keys {listed}"))
    kind, value = kinds[0]
    count = block.get("count")
    if kind != "invalid" and (count or block.get("expect")):
        raise block.error(Phrase("expect 和 count 只用于 invalid", "expect and count only go with invalid"))
    if count and not count.text().value.isdecimal():
        raise count.error(Phrase("count 要写整数", "count is a whole number"))
    profile = block.get("profile")
    return Example(
        cast("ExampleKind", kind),
        value.text().value,
        value.line,
        tuple(text.value for text in _texts(block.get("expect"))),
        int(count.text().value) if count else None,
        _choice(profile, profile_names()) if profile else "",
    )


def _check_remarks(rules: Iterable[Rule]) -> None:
    """What is only untidy in the rules of others is an error in those that come with goallint."""
    shipped = rules_folder()
    for rule in rules:
        if rule.remarks and rule.path.is_relative_to(shipped):
            raise rule.remarks[0]


def _check_unique(loaded: Sequence[_Loaded]) -> None:
    seen: dict[str, _Loaded] = {}
    for each in loaded:
        for text in (each.id, each.name):
            other = seen.setdefault(text.value, each)
            if other is not each:
                message = Phrase(
                    f"“{text.value}”已用于 {other.rule.path}", f'"{text.value}" is used in {other.rule.path} already'
                )
                raise text.error(message, Phrase("换一个编号和名称。", "Choose another id and name."))


def _check_supersedes(loaded: Sequence[_Loaded]) -> None:
    """Every rule named exists, and no rule gives way to itself in the end."""
    rules = {each.rule.id: each.rule for each in loaded}
    for each in loaded:
        for text in each.supersedes:
            if text.value not in rules:
                message = Phrase(f"没有规则 {text.value}", f"there is no rule {text.value}")
                raise text.error(message, nearest(text.value, rules))
            if each.rule.id in _superseded(text.value, rules):
                message = Phrase(
                    f"{each.rule.id} 与 {text.value} 互相取代", f"{each.rule.id} and {text.value} supersede each other"
                )
                raise text.error(message)


def _superseded(identity: str, rules: Mapping[str, Rule]) -> set[str]:
    """The rule itself and all that it supersedes, directly or through others."""
    found: set[str] = set()
    waiting = [identity]
    while waiting:
        current = waiting.pop()
        if current not in found and current in rules:
            found.add(current)
            waiting += rules[current].supersedes
    return found
