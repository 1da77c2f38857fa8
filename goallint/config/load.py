"""From a file to a configuration, with everything in it checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from goallint.config.find import NAME, PYPROJECT, Found, shown
from goallint.config.keys import (
    FILE,
    FILE_KEYS,
    FILES,
    IGNORE,
    KEYS,
    PATH,
    REASON,
    REQUIRED,
    RULE,
    SELECT,
    SUPPRESS,
    SUPPRESS_KEYS,
    UNTIL,
    WHERE,
    Key,
)
from goallint.config.toml import Item, TomlFile
from goallint.errors import ConfigError, UsageError
from goallint.expr.errors import nearest
from goallint.language import Phrase
from goallint.own import NOT_UNDERSTOOD, OWN_CHECKS
from goallint.patterns import Patterns
from goallint.pipeline import is_own
from goallint.records import dataclass
from goallint.rulebook.load import rule_names
from goallint.rulebook.selection import matches
from goallint.suppress import Suppression

_AT_THE_TOP = Phrase("写在文件开头、第一个 [ ] 之前", "at the top, before the first [ ]")
# Options that hold for one call and cannot be set for good.
_CALL_ONLY = ("output", "statistics", "together", "force-exclude", "config", "no-config")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Some of the settings (一组设置): the whole file's, or those of one [[files]]."""

    table: Item
    values: Mapping[str, Any]

    def origin(self, key: str) -> str:
        """Where a value comes from: "goallint.toml:3"."""
        return (self.table.get(key) or self.table).where

    @property
    def place(self) -> str:
        """Where it begins: "goallint.toml:12"."""
        return self.table.where


@dataclass(frozen=True, kw_only=True)
class FileSection(Section):
    """The settings for some files."""

    patterns: Patterns


@dataclass(frozen=True, kw_only=True)
class Config(Section):
    """A configuration (配置); `path` is the file as shown to people, `folder` what its paths are relative to."""

    path: str
    folder: Path
    files: tuple[FileSection, ...]
    suppressions: tuple[Suppression, ...]

    @property
    def exclude(self) -> Patterns:
        """The files in folders that are not checked."""
        return Patterns(str(self.folder), self.values.get("exclude", ()))


def load(found: Found, rules: Sequence[str] = ()) -> Config:
    """Read a configuration; ConfigError for whatever is wrong in it.

    `rules` are folders of rules that are known besides those that it names.
    """
    path = Path(shown(found.path))
    file = TomlFile.read(path)
    table = _table(file, found)
    table.allow((*KEYS, FILES, SUPPRESS), _elsewhere)
    folder = found.path.absolute().parent
    values = {item.name: KEYS[item.name].read(item, folder) for item in table if item.name in KEYS}
    files = tuple(_files(each, folder) for each in _tables(table, FILES))
    known = _Words((*values.get("rules", ()), *rules))
    for section in (table, *(each.table for each in files)):
        known.check(section)
    suppressions = tuple(_suppression(each, folder, known) for each in _tables(table, SUPPRESS))
    return Config(
        table=table,
        values=values,
        path=path.as_posix(),
        folder=folder,
        files=files,
        suppressions=suppressions,
    )


def _table(file: TomlFile, found: Found) -> Item:
    """The table of the file that configures goallint."""
    content: Any = file.content
    for key in found.table:
        content = content.get(key) if isinstance(content, dict) else None
    if content is None:
        name = ".".join(found.table)
        raise ConfigError(
            Phrase(f"{file.source.path} 里没有 [{name}]。", f"There is no [{name}] in {file.source.path}."),
            Phrase("请核对 --config。", "See --config."),
        )
    table = file.item(*found.table)
    if not isinstance(content, dict):
        raise table.error(
            Phrase("这里要一个表", "a table belongs here"), Phrase("写作 [tool.goallint]", "Write [tool.goallint]")
        )
    return table


def _elsewhere(item: Item) -> Phrase | None:
    """What to do about a key that is right in another place."""
    if item.name == "tool":
        zh = f"在 {NAME} 里直接写各个键，[tool.goallint] 只用于 {PYPROJECT}。"
        return Phrase(zh, f"{NAME} has its keys at the top; [tool.goallint] is for {PYPROJECT}.")
    if item.name in {PATH.name, *SUPPRESS_KEYS} and not isinstance(item.value, list | dict):
        table = FILES if item.name == PATH.name else SUPPRESS
        return Phrase(f"{item.name} 写在 [[{table}]] 之下。", f"{item.name} belongs below [[{table}]].")
    if item.name in _CALL_ONLY:
        return Phrase(f"--{item.name} 只能写在命令行上。", f"--{item.name} belongs on the command line.")
    return None


def _tables(table: Item, name: str) -> list[Item]:
    """The tables of a [[name]]; an error if it is written in another way."""
    item = table.get(name)
    if item is None:
        return []
    if not isinstance(item.value, list) or not all(isinstance(each, dict) for each in item.value):
        dotted = ".".join(str(step) for step in item.steps)
        message = Phrase(f"“{name}”要写成一个个表", f'"{name}" is a list of tables')
        raise item.key_error(message, Phrase(f"写作 [[{dotted}]]", f"Write [[{dotted}]]"))
    return item.items("")


def _files(table: Item, folder: Path) -> FileSection:
    table.allow((PATH.name, *FILE_KEYS), _for_all)
    need(table, PATH)
    values = {item.name: FILE_KEYS[item.name].read(item, folder) for item in table if item.name in FILE_KEYS}
    if not values:
        listed = "、".join(FILE_KEYS)
        message = Phrase("对这些文件什么也没有设置", "nothing is set for these files")
        raise table.error(message, Phrase(f"可以设置：{listed}", f"What can be set: {', '.join(FILE_KEYS)}"))
    patterns = Patterns(str(folder), PATH.read(need(table, PATH), folder))
    return FileSection(table=table, values=values, patterns=patterns)


def _for_all(item: Item) -> Phrase | None:
    if item.name in KEYS:
        above = ".".join(map(str, item.steps[:-3]))
        where = Phrase(f"写在 [{above}] 之下、别的 [ ] 之前", f"right after [{above}]") if above else _AT_THE_TOP
        zh, en = f"{item.name} 对所有文件都一样，请{where.zh}。", f"{item.name} is the same for all files: write it"
        return Phrase(zh, f"{en} {where.en}.")
    return _elsewhere(item)


def _suppression(table: Item, folder: Path, known: _Words) -> Suppression:
    table.allow(SUPPRESS_KEYS, _for_all)
    items = {key: need(table, SUPPRESS_KEYS[key]) for key in REQUIRED}
    known.check_suppressible(items[RULE.name])
    values = {item.name: SUPPRESS_KEYS[item.name].read(item, folder) for item in table}
    return Suppression(
        rule=values[RULE.name],
        reason=values[REASON.name],
        file=Patterns(str(folder), values[FILE.name]),
        where=values.get(WHERE.name, WHERE.default),
        until=values.get(UNTIL.name),
        origin=str(table.file.source.path),
        line=table.line,
    )


def need(table: Item, key: Key) -> Item:
    """What stands under a key that must be there."""
    item = table.get(key.name)
    if item is None:
        message = Phrase(f"缺少“{key.name}”：{key.about.zh}", f'"{key.name}" is missing: {key.about.en}')
        raise table.error(message, Phrase(f"写作 {key.example}", f"Write {key.example}"))
    return item


class _Words:
    """The words that name rules, by the names of the rule files: reading them all takes its time."""

    def __init__(self, folders: Collection[str]) -> None:
        self._rules = tuple(rule_names(Path(folder) for folder in dict.fromkeys(folders)))

    def check(self, table: Item) -> None:
        """Refuse every word in the table's select and ignore that names no rule."""
        for key in (SELECT, IGNORE):
            item = table.get(key.name)
            for word in item.items(key.example) if item else []:
                self.check_word(word)

    def check_suppressible(self, item: Item) -> None:
        """Refuse a word that names no rule, or a check whose findings cannot be suppressed."""
        word = item.text(RULE.example)
        own = next((check for check in OWN_CHECKS if check.is_named(word)), None)
        if own and own is not NOT_UNDERSTOOD:
            raise item.error(Phrase(f"{own.id} 不能豁免", f"{own.id} cannot be suppressed"))
        self.check_word(item)

    def check_word(self, item: Item) -> None:
        """Refuse a word that names no rule, or a check of goallint's own that is no rule."""
        word = item.value
        try:
            known = is_own(word) or any(matches(rule, word) for rule in self._rules)
        except UsageError as error:
            raise item.error(error.message, error.remedy) from None
        if known:
            return
        names = [text for rule in self._rules for text in (rule.id, rule.name, rule.group)]
        names += [text for check in OWN_CHECKS if check.selectable for text in (check.id, check.name)]
        message = Phrase(f"没有名为“{word}”的规则或规则组", f'there is no rule or group named "{word}"')
        raise item.error(message, nearest(word, names))
