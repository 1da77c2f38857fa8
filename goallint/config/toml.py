"""A TOML file that knows where everything stands, so that errors point at the character.

tomllib says what is valid and what it means. It tells no positions, so a grammar of our own finds them, only when
somebody asks: for an error, or for where a value comes from.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from goallint.config.places import Place, Steps, places
from goallint.errors import ConfigError, PlacedError
from goallint.expr.errors import nearest
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.rulebook.source import Source

_KINDS: Mapping[type, Phrase] = {
    str: Phrase("文本", "a text"),
    bool: Phrase("真假值", "a truth"),
    int: Phrase("整数", "a whole number"),
    float: Phrase("小数", "a number"),
    list: Phrase("列表", "a list"),
    dict: Phrase("表", "a table"),
}
_DAY = Phrase("日期或时间", "a date or time")
_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
# What tomllib finds wrong, by how its sentence begins.
_PROBLEMS: tuple[tuple[str, Phrase], ...] = (
    (
        "Invalid statement",
        Phrase(
            "这里要“键 = 值”或 [表名]，键只用英文字母、数字、- 和 _",
            "a key = value or a [table] belongs here; a key is letters, digits, - and _",
        ),
    ),
    (
        "Expected newline",
        Phrase("值的后面还有别的内容；文本要加引号", "something follows the value; texts go in quotes"),
    ),
    ("Expected '=' after", Phrase("键的后面缺少 =", "= is missing after the key")),
    ("Expected ']", Phrase("表名的后面缺少 ]", "] is missing after the name of the table")),
    ("Found invalid character", Phrase("有不能用的字符", "there is a character that may not stand here")),
    ("Illegal character '\\n'", Phrase("文本缺少后引号", "the text lacks its closing quotes")),
    ("Illegal character", Phrase("文本里有不能用的字符", "there is a character that a text cannot have")),
    ("Cannot declare", Phrase("这个表写了两次", "this table stands twice")),
    ("Cannot overwrite", Phrase("这个键写了两次", "this key stands twice")),
    ("Duplicate inline", Phrase("这个键写了两次", "this key stands twice")),
    ("Cannot mutate", Phrase("这个表前面已经写完整了", "this table was written in full before")),
    ("Cannot redefine", Phrase("这个表前面已经写完整了", "this table was written in full before")),
    ("Invalid initial character", Phrase("键只能用字母、数字、- 和 _", "a key is letters, digits, - and _")),
    ("Unclosed array", Phrase("列表里缺少逗号或 ]", "the list lacks a comma or its ]")),
    ("Unclosed inline table", Phrase("表里缺少逗号或 }", "the table lacks a comma or its }")),
    (
        "Unescaped '\\'",
        Phrase("双引号里的 \\ 要写成 \\\\，路径请用 /", "write \\\\ for \\ in double quotes, / in paths"),
    ),
    ("Invalid hex", Phrase("\\u 后面要四个十六进制数字", "\\u takes four hexadecimal digits")),
    ("Escaped character", Phrase("没有这个字符", "there is no such character")),
    ("Unterminated string", Phrase("文本缺少后引号", "the text lacks its closing quotes")),
    ("Expected", Phrase("文本缺少后引号", "the text lacks its closing quotes")),
    ("Exceeds the limit", Phrase("这个数太长", "this number is too long")),
    ("Invalid date", Phrase("没有这一天", "there is no such day or time")),
    ("Invalid value", Phrase("这里要一个值；文本要加英文引号", "a value belongs here; texts go in quotes")),
)


@dataclass(frozen=True)
class TomlFile:
    """A TOML file with what tomllib makes of it."""

    source: Source
    content: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """The file; ConfigError if it cannot be read, or is no TOML."""
        source = Source.read(path, ConfigError)
        source = Source(path, source.text.replace("\r\n", "\n"), ConfigError)
        try:
            return cls(source, tomllib.loads(source.text))
        except RecursionError:
            message = Phrase("列表套得太深", "lists are nested too deeply")
            raise source.error(message, NOTHING, 0, 1) from None
        except ValueError as error:
            raise _broken(source, str(error)) from None

    def item(self, *steps: str | int) -> Item:
        """What stands in the file under these keys."""
        value: Any = self.content
        for step in steps:
            value = value[step]
        return Item(self, steps, value)

    def place(self, steps: Steps) -> Place:
        """Where a value stands, or else what it stands in."""
        while steps and steps not in self._places:
            steps = steps[:-1]
        return self._places.get(steps, Place((0, 1), (0, 1)))

    @cached_property
    def _places(self) -> dict[Steps, Place]:
        return places(self.source.text)


@dataclass(frozen=True)
class Item:
    """A value in the file, whatever it is."""

    file: TomlFile
    steps: Steps
    value: Any

    @property
    def line(self) -> int:
        """The 1-based line of its key."""
        return self.file.source.line(self.file.place(self.steps).key[0])

    @property
    def where(self) -> str:
        """The file with the line: "goallint.toml:3"."""
        return f"{self.file.source.path}:{self.line}"

    @property
    def name(self) -> str:
        """Its key."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    @property
    def kind(self) -> Phrase:
        """What sort of value it is, in words."""
        return _KINDS.get(type(self.value), _DAY)

    def error(self, message: Phrase, remedy: Phrase = NOTHING) -> PlacedError:
        """An error about the value."""
        return self.file.source.error(message, remedy, *self.file.place(self.steps).value)

    def key_error(self, message: Phrase, remedy: Phrase = NOTHING) -> PlacedError:
        """An error about the key."""
        return self.file.source.error(message, remedy, *self.file.place(self.steps).key)

    def need(self, kind: type, example: str) -> Any:
        """The value if it is of that kind; else an error that shows how to write it."""
        if type(self.value) is not kind:
            wanted = _KINDS[kind]
            message = Phrase(f"这里要{wanted.zh}，却是{self.kind.zh}", f"{wanted.en} belongs here, not {self.kind.en}")
            raise self.error(message, Phrase(f"写作 {example}", f"Write {example}"))
        return self.value

    def text(self, example: str) -> str:
        """The value as a text that is not blank."""
        text = str(self.need(str, example))
        if not text.strip():
            raise self.error(Phrase("这里是空的", "this is empty"), Phrase(f"写作 {example}", f"Write {example}"))
        return text

    def items(self, example: str) -> list[Item]:
        """The items of a list."""
        return [Item(self.file, (*self.steps, number), each) for number, each in enumerate(self.need(list, example))]

    def get(self, name: str) -> Item | None:
        """What stands under a key of this table, if it is there."""
        return Item(self.file, (*self.steps, name), self.value[name]) if name in self.value else None

    def __iter__(self) -> Iterator[Item]:
        return (Item(self.file, (*self.steps, name), value) for name, value in self.value.items())

    def allow(self, known: Collection[str], hint: Callable[[Item], Phrase | None]) -> None:
        """Refuse every key of this table that is not known, with the hint, or else the nearest one that is."""
        for item in self:
            if item.name not in known:
                zh, en = f"这里没有“{item.name}”这个键", f'there is no key "{item.name}" here'
                raise item.key_error(Phrase(zh, en), hint(item) or nearest(item.name, known))


def _broken(source: Source, problem: str) -> PlacedError:
    found = _AT.fullmatch(problem)
    said = found[1] if found else problem
    start = _index(source.text, int(found[2]), int(found[3])) if found and found[2] else len(source.text.rstrip())
    zh = next((phrase for begins, phrase in _PROBLEMS if said.startswith(begins)), Phrase(said, said))
    message = Phrase(f"不是有效的 TOML：{zh.zh}", f"not valid TOML: {zh.en}")
    return source.error(message, NOTHING, start, start + 1)


def _index(text: str, line: int, column: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
