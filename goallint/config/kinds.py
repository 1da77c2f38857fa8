"""What values the keys of a configuration take: how each kind is read, and what editors are told of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from goallint.config import AUTO
from goallint.config.find import shown
from goallint.config.toml import Item
from goallint.directives import is_reason
from goallint.expr.errors import nearest
from goallint.language import NOTHING, Phrase
from goallint.patterns import is_pattern
from goallint.records import dataclass
from goallint.rulebook.profile import profile_names

_YAML = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value.

    `read` takes the item, the folder that paths are relative to, and an example of how to write it; it raises
    ConfigError. `schema` makes the JSON Schema.
    """

    read: Callable[[Item, Path, str], Any]
    schema: Callable[[], dict[str, Any]]


def choice(*words: str) -> Kind:
    """One of a few words."""
    return Kind(partial(_choice, words), lambda: {"enum": list(words)})


def _choice(words: tuple[str, ...], item: Item, _: Path, example: str) -> str:
    text = item.text(example)
    if text not in words:
        listed = " | ".join(words)
        message = Phrase(f"“{text}”不在可选值中：{listed}", f'"{text}" is not one of {listed}')
        raise item.error(message, nearest(text, words))
    return text


def _text(item: Item, _: Path, example: str) -> str:
    return item.text(example)


def _reason(item: Item, _: Path, example: str) -> str:
    text = item.text(example)
    if not is_reason(text):
        message = Phrase(f"“{text}”不是理由", f'"{text}" is no reason')
        remedy = Phrase("写明为什么不改，让以后的人看得懂。", "Say why it stays as it is, for those who come later.")
        raise item.error(message, remedy)
    return text.strip()


def _profile(item: Item, folder: Path, example: str) -> str:
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


def _chosen(item: Item, folder: Path, example: str) -> tuple[str, ...]:
    words = _words(item, folder, example)
    if not words:
        message = Phrase("一条规则也没有选", "this chooses no rule at all")
        remedy = Phrase(f"要查所有规则，就不要写 {item.name}", f"For all rules leave {item.name} out")
        raise item.error(message, remedy)
    return words


def _words(item: Item, _: Path, example: str) -> tuple[str, ...]:
    return tuple(each.text(example) for each in item.items(example))


def _folders(item: Item, folder: Path, example: str) -> tuple[str, ...]:
    return tuple(_folder(each, folder, example) for each in item.items(example))


def _folder(item: Item, folder: Path, example: str) -> str:
    path = shown(folder / item.text(example))
    if not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where permission is lacking
        raise item.error(Phrase(f"没有文件夹 {path}", f"there is no folder {path}"), _relative(folder))
    return path


def _relative(folder: Path) -> Phrase:
    where = shown(folder)
    return Phrase(f"路径从 {where} 算起。", f"Paths begin in {where}.") if where != "." else NOTHING


def _file(item: Item, folder: Path, example: str) -> str:
    return shown(folder / item.text(example))


def _which_files(item: Item, folder: Path, example: str) -> tuple[str, ...]:
    if isinstance(item.value, str):
        return (_pattern(item, example),)
    found = _patterns(item, folder, example)
    if not found:
        raise item.error(Phrase("这里是空的", "this is empty"), Phrase(f"写作 {example}", f"Write {example}"))
    return found


def _patterns(item: Item, _: Path, example: str) -> tuple[str, ...]:
    return tuple(_pattern(each, example) for each in item.items(example))


def _pattern(item: Item, example: str) -> str:
    text = item.text(example)
    if "\\" in text:
        right = text.replace("\\", "/")
        message = Phrase("文件夹之间用 /，不用 \\", "folders are separated by /, not by \\")
        raise item.error(message, Phrase(f"写作 {right}", f"Write {right}"))
    if not is_pattern(text):
        message = Phrase(f"“{text}”不会匹配任何文件", f'"{text}" can match no file')
        raise item.error(message, Phrase("写法同 .gitignore。", "Patterns are as in .gitignore."))
    return text


def _jobs(item: Item, _: Path, example: str) -> int | str:
    if item.value == AUTO or (type(item.value) is int and item.value >= 1):
        return AUTO if item.value == AUTO else int(item.value)
    message = Phrase(f"这里要正整数或 “{AUTO}”", f'a whole number above 0 or "{AUTO}" belongs here')
    raise item.error(message, Phrase(f"写作 {example}", f"Write {example}"))


def _seconds(item: Item, _: Path, example: str) -> float:
    if type(item.value) in {int, float} and 0 < item.value < float("inf"):
        return item.value  # type: ignore[no-any-return]  # a number, as just seen
    message = Phrase("这里要正数，单位是秒", "a number of seconds above 0 belongs here")
    raise item.error(message, Phrase(f"写作 {example}", f"Write {example}"))


def _day(item: Item, _: Path, example: str) -> date:
    if type(item.value) is not date:
        message = Phrase(f"这里要日期，却是{item.kind.zh}", f"a date belongs here, not {item.kind.en}")
        raise item.error(message, Phrase(f"不加引号，写作 {example}", f"Write {example}, without quotes"))
    return item.value


def _schema_text() -> dict[str, Any]:
    return {"type": "string", "minLength": 1}


def _schema_texts() -> dict[str, Any]:
    return {"type": "array", "items": _schema_text()}


def _schema_pattern() -> dict[str, Any]:
    return _schema_text() | {"pattern": r"^[^\\]+$"}


def _schema_profile() -> dict[str, Any]:
    return {"anyOf": [{"enum": profile_names()}, {"type": "string", "pattern": r"\.ya?ml$"}]}


TEXT = Kind(_text, _schema_text)
REASON = Kind(_reason, _schema_text)
PROFILE = Kind(_profile, _schema_profile)
CHOSEN = Kind(_chosen, lambda: _schema_texts() | {"minItems": 1})
WORDS = Kind(_words, _schema_texts)
FOLDERS = Kind(_folders, _schema_texts)
FILE = Kind(_file, _schema_text)
PATTERNS = Kind(_patterns, lambda: {"type": "array", "items": _schema_pattern()})
WHICH_FILES = Kind(
    _which_files,
    lambda: {"anyOf": [_schema_pattern(), {"type": "array", "items": _schema_pattern(), "minItems": 1}]},
)
JOBS = Kind(_jobs, lambda: {"anyOf": [{"const": AUTO}, {"type": "integer", "minimum": 1}]})
SECONDS = Kind(_seconds, lambda: {"type": "number", "exclusiveMinimum": 0})
DAY = Kind(_day, lambda: {"type": "string", "format": "date"})
