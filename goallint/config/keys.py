"""What a configuration can set: the one table that the reader, the JSON Schema and the starter file are made from.

A key has the name of the option that it stands for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from goallint.config.find import shown
from goallint.config.toml import Item
from goallint.expr.errors import nearest
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.patterns import is_pattern
from goallint.reports import REPORTERS
from goallint.rulebook.profile import DEFAULT, profile_names

NEVER, AUTO = "never", "auto"
_LEVELS = tuple(severity.word for severity in reversed(Severity))
_YAML = {".yaml", ".yml"}
_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}


class Kind(Protocol):
    """What values a key takes."""

    def read(self, item: Item, folder: Path, example: str) -> Any:
        """The value; ConfigError if it is none of this kind. Paths are relative to `folder`."""

    @property
    def schema(self) -> dict[str, Any]:
        """The same as a JSON Schema."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, item: Item, _: Path, example: str) -> str:
        text = item.text(example)
        if text not in self.words:
            listed = " | ".join(self.words)
            message = Phrase(f"“{text}”不在可选值中：{listed}", f'"{text}" is not one of {listed}')
            raise item.error(message, nearest(text, self.words))
        return text

    @property
    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class _Profile:
    """The name of a profile, or a YAML file."""

    def read(self, item: Item, folder: Path, example: str) -> str:
        text = item.text(example)
        if Path(text).suffix in _YAML:
            path = shown(folder / text)
            if not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises where permission is lacking
                raise item.error(Phrase(f"没有口径文件 {path}", f"there is no profile {path}"), _relative(folder))
            return path
        if text not in profile_names():
            message = Phrase(f"没有名为“{text}”的口径", f'there is no profile named "{text}"')
            raise item.error(message, nearest(text, profile_names()))
        return text

    @property
    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"enum": profile_names()}, {"type": "string", "pattern": r"\.ya?ml$"}]}


@dataclass(frozen=True, slots=True)
class _Rules:
    """IDs, names or groups of rules; whether there are such rules is known once the folders are."""

    empty: bool = True

    def read(self, item: Item, _: Path, example: str) -> tuple[str, ...]:
        words = tuple(each.text(example) for each in item.items(example))
        if not words and not self.empty:
            message = Phrase("一条规则也没有选", "this chooses no rule at all")
            remedy = Phrase(f"要查所有规则，就不要写 {item.name}", f"For all rules leave {item.name} out")
            raise item.error(message, remedy)
        return words

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": dict(_TEXT), "minItems": 0 if self.empty else 1}


@dataclass(frozen=True, slots=True)
class _Folders:
    """Folders that are there."""

    def read(self, item: Item, folder: Path, example: str) -> tuple[str, ...]:
        return tuple(self._folder(each, folder, example) for each in item.items(example))

    def _folder(self, item: Item, folder: Path, example: str) -> str:
        path = shown(folder / item.text(example))
        if not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where permission is lacking
            raise item.error(Phrase(f"没有文件夹 {path}", f"there is no folder {path}"), _relative(folder))
        return path

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": dict(_TEXT)}


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns for the names of files; `needed` asks for at least one and takes a single one without a list."""

    needed: bool = False

    def read(self, item: Item, _: Path, example: str) -> tuple[str, ...]:
        single = self.needed and isinstance(item.value, str)
        items = [item] if single else item.items(example)
        if self.needed and not items:
            raise item.error(Phrase("这里是空的", "this is empty"), Phrase(f"写作 {example}", f"Write {example}"))
        return tuple(self._pattern(each, example) for each in items)

    @staticmethod
    def _pattern(item: Item, example: str) -> str:
        text = item.text(example)
        if "\\" in text:
            message = Phrase("文件夹之间用 /，不用 \\", "folders are separated by /, not by \\")
            right = text.replace("\\", "/")
            raise item.error(message, Phrase(f"写作 {right}", f"Write {right}"))
        if not is_pattern(text):
            message = Phrase(f"“{text}”不会匹配任何文件", f'"{text}" can match no file')
            raise item.error(message, Phrase("写法同 .gitignore。", "Patterns are as in .gitignore."))
        return text

    @property
    def schema(self) -> dict[str, Any]:
        line = {"type": "string", "minLength": 1, "pattern": r"^[^\\]+$"}
        several: dict[str, Any] = {"type": "array", "items": line}
        return {"anyOf": [line, several | {"minItems": 1}]} if self.needed else several


@dataclass(frozen=True, slots=True)
class _Jobs:
    """How many processes, or as many as there are processors."""

    def read(self, item: Item, _: Path, example: str) -> int | str:
        if item.value == AUTO or (type(item.value) is int and item.value >= 1):
            return AUTO if item.value == AUTO else int(item.value)
        message = Phrase(f"这里要正整数或 “{AUTO}”", f'a whole number above 0 or "{AUTO}" belongs here')
        raise item.error(message, Phrase(f"写作 {example}", f"Write {example}"))

    @property
    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": AUTO}, {"type": "integer", "minimum": 1}]}


@dataclass(frozen=True, slots=True)
class _Seconds:
    """A span of time."""

    def read(self, item: Item, _: Path, example: str) -> float:
        if type(item.value) in {int, float} and 0 < item.value < float("inf"):
            return float(item.value)
        message = Phrase("这里要正数，单位是秒", "a number of seconds above 0 belongs here")
        raise item.error(message, Phrase(f"写作 {example}", f"Write {example}"))

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "number", "exclusiveMinimum": 0}


@dataclass(frozen=True, slots=True)
class _File:
    """A file, which need not be there yet."""

    def read(self, item: Item, folder: Path, example: str) -> str:
        return shown(folder / item.text(example))

    @property
    def schema(self) -> dict[str, Any]:
        return dict(_TEXT)


def _relative(folder: Path) -> Phrase:
    where = shown(folder)
    return Phrase(f"路径从配置文件所在的文件夹（{where}）算起。", f"Paths begin in the folder of this file ({where}).")


@dataclass(frozen=True, slots=True)
class Key:
    """A key with what it means, and a value as an example; `adds` joins what several places set."""

    name: str
    kind: Kind
    about: Phrase
    value: str
    default: Any = None
    adds: bool = False

    @property
    def example(self) -> str:
        """The key with its example, as it is written in a file."""
        return f"{self.name} = {self.value}"

    def read(self, item: Item, folder: Path) -> Any:
        """The value in a file; ConfigError if it is wrong."""
        return self.kind.read(item, folder, self.example)


PROFILE = Key(
    "profile",
    _Profile(),
    Phrase("按哪一套口径检查，或一个 .yaml 文件", "the profile, or a .yaml file"),
    '"hebei"',
    DEFAULT,
)
SELECT = Key(
    "select",
    _Rules(empty=False),
    Phrase("只用这些规则：编号、名称或组名", "only these rules: IDs, names or groups"),
    '["A", "V001"]',
    (),
)
IGNORE = Key(
    "ignore",
    _Rules(),
    Phrase("不用这些规则：编号、名称或组名", "not these rules: IDs, names or groups"),
    '["W002"]',
    (),
    adds=True,
)
NO_TABLE = Key(
    "no-table",
    _Choice(("error", "skip")),
    Phrase(
        "点名的文件没有绩效目标表时：error 退出码为 2，skip 只计数",
        "a named file without a table: error ends in exit code 2, skip only counts it",
    ),
    '"skip"',
    "error",
)
RULES = Key(
    "rules",
    _Folders(),
    Phrase("再加载这些文件夹里的规则", "load the rules of these folders too"),
    '["我的规则"]',
    (),
    adds=True,
)

KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        PROFILE,
        RULES,
        SELECT,
        IGNORE,
        Key(
            "level",
            _Choice(_LEVELS),
            Phrase("列出到哪一级为止", "the least severity listed"),
            '"info"',
        ),
        Key(
            "fail-on",
            _Choice((*_LEVELS, NEVER)),
            Phrase("到哪一级算不通过，退出码为 1", "the least severity that fails, with exit code 1"),
            '"warning"',
            "error",
        ),
        NO_TABLE,
        Key(
            "exclude",
            _Patterns(),
            Phrase(
                "文件夹里的这些文件不检查，写法同 .gitignore",
                "files in folders that are not checked, written as in .gitignore",
            ),
            '["归档/", "*草稿*"]',
            (),
        ),
        Key(
            "baseline",
            _File(),
            Phrase("基线文件：其中已有的问题不再报", "the baseline: findings in it are not reported again"),
            '"goallint-baseline.json"',
        ),
        Key(
            "format",
            _Choice(tuple(REPORTERS)),
            Phrase("报告格式", "the format of the report"),
            '"concise"',
            "text",
        ),
        Key("lang", _Choice(("zh", "en")), Phrase("语言", "the language"), '"en"', "zh"),
        Key(
            "jobs",
            _Jobs(),
            Phrase("同时检查几个文件；auto 同处理器个数", "how many files at a time; auto is one a processor"),
            '"auto"',
        ),
        Key("timeout", _Seconds(), Phrase("一个文件最多用多少秒", "how many seconds a file may take"), "60"),
    )
}

FILES, SUPPRESS = "files", "suppress"

# What holds for some files only stands in [[files]], with the files that it is for.
FILE_KEYS: Mapping[str, Key] = {key.name: key for key in (PROFILE, SELECT, IGNORE, NO_TABLE)}
PATH = Key(
    "path",
    _Patterns(needed=True),
    Phrase(
        "哪些文件，写法同 .gitignore，从配置文件所在的文件夹算起",
        "which files, written as in .gitignore, from the folder of this file",
    ),
    '"2024/*.docx"',
)
