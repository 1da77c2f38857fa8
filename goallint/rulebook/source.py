"""A YAML file that knows where everything stands, so that errors point at the character."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from goallint.errors import PlacedError, RuleError, reason
from goallint.expr.errors import nearest
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.resources import refuse_depth

# The base loader resolves nothing: `no`, `off` and 12:30 stay what was written. In C it is ten times as fast.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ESCAPED = {"x": 2, "u": 4, "U": 8}
# What the loader finds wrong, by words of its sentence, in Chinese; the first that fits counts.
_PROBLEMS = {
    "mapping values are not allowed": "这里不能再有冒号",
    "sequence entries are not allowed": "这里不能有列表项（- ）",
    "',' or ']'": "列表里缺少逗号或 ]",
    "',' or '}'": "表里缺少逗号或 }",
    "'-' indicator": "列表项要以 - 开头",
    "expected key": "这里要一个键，或者上面的文本没有写完",
    "expected ':'": "键的后面缺少冒号",
    "end of stream": "文本缺少后引号",
    "escape character": "\\ 后面的字符不对",
    "hexdecimal": "\\ 后面的十六进制数字不对",
    "undefined alias": "* 引用的名称没有定义过",
    "second occurrence": "& 定义的名称重复",
    "cannot start any token": "文本不能以这个字符开头",
    "tab character": "缩进不能用制表符",
    "control characters": "有不能用的字符",
    "special characters": "有不能用的字符",
    "nested too deeply": "嵌套得太深",
    "another document": "一个文件里只能有一个文档（---）",
}


@dataclass(frozen=True)
class Source:
    """The text of a file; `fault` is the kind of error for what is wrong with it."""

    path: Path
    text: str
    fault: type[PlacedError] = RuleError

    @classmethod
    def read(cls, path: Path, fault: type[PlacedError] = RuleError) -> Source:
        """The file; an error of the kind `fault` if it cannot be read or is no UTF-8."""
        try:
            return cls(path, path.read_text(encoding="utf-8-sig"), fault)
        except OSError as error:
            why = reason(error)
            message = Phrase(f"无法读取文件：{why.zh}", f"cannot read the file: {why.en}")
            raise fault(message, where=path.as_posix()) from error
        except UnicodeDecodeError as error:
            message = Phrase("文件不是 UTF-8 编码", "the file is not in UTF-8")
            remedy = Phrase("请另存为 UTF-8。", "Save it in UTF-8.")
            raise fault(message, remedy, where=path.as_posix()) from error

    def root(self) -> Block:
        """The mapping that the file consists of."""
        try:
            refuse_depth(self.text)
            node = yaml.compose(self.text, Loader=_LOADER)
        except yaml.YAMLError as error:
            raise self._broken(error) from None
        if node is None:
            raise self.error(Phrase("文件是空的", "the file is empty"), NOTHING, 0, 1)
        return Value(self, node).block()

    def line(self, index: int) -> int:
        """The 1-based line of a character."""
        return self.text.count("\n", 0, index) + 1

    def error(self, message: Phrase, remedy: Phrase, start: int, end: int) -> PlacedError:
        """An error about the characters from `start` to `end`, with the line and a caret under them."""
        begin = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        whole = self.text[begin : stop if stop >= 0 else len(self.text)]
        line, column = self.line(start), start - begin + 1
        marked = whole[start - begin : max(end - begin, column)]
        head = f"{line:>4} | "
        shown = head + whole.replace("\t", " ")
        caret = " " * (len(head) - 2) + "| " + " " * width(whole[: start - begin]) + "^" * max(width(marked), 1)
        return self.fault(message, remedy, where=f"{self.path}:{line}:{column}", excerpt=f"{shown}\n{caret}")

    def _broken(self, error: yaml.YAMLError) -> PlacedError:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        index = getattr(error, "position", None) if mark is None else self._index(mark)
        zh = next((said for words, said in _PROBLEMS.items() if words in str(error)), "写法不对")
        message = Phrase(f"不是有效的 YAML：{zh}", f"not valid YAML: {problem}")
        remedy = Phrase(
            "检查缩进；含有 : # { } 等符号的文本要加引号。",
            "Check the indentation, and put texts with : # { } in quotes.",
        )
        return self.error(message, remedy, index or 0, (index or 0) + 1)

    def _index(self, mark: Any) -> int:
        lines = self.text.splitlines(keepends=True)
        return sum(map(len, lines[: mark.line])) + int(mark.column)


@dataclass(frozen=True)
class Value:
    """A node of the file, whatever it is."""

    source: Source
    node: yaml.Node

    def error(self, message: Phrase, remedy: Phrase = NOTHING) -> PlacedError:
        """An error about this value as a whole."""
        start, end = self.node.start_mark.index, self.node.end_mark.index
        return self.source.error(message, remedy, start, end)

    @property
    def start(self) -> int:
        """The index of its first character."""
        return int(self.node.start_mark.index)

    @property
    def line(self) -> int:
        """Its 1-based line."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_block(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    def text(self) -> Text:
        """The value as a text; an error if it is none."""
        if not isinstance(self.node, yaml.ScalarNode):
            remedy = Phrase("含有 { } 的文本要加引号。", "Put a text with { } in quotes.")
            raise self.error(Phrase("这里要文本", "a text belongs here"), remedy)
        if not self.node.value:
            raise self.error(Phrase("这里缺一个值", "a value is missing here"))
        return Text(self.source, self.node)

    def list(self) -> list[Value]:
        """The items of a list; a single value counts as a list of one."""
        if self.is_list:
            return [Value(self.source, item) for item in self.node.value]
        return [self]

    def block(self) -> Block:
        """The value as a mapping; an error if it is none."""
        if not self.is_block:
            message = Phrase("这里要“键: 值”的形式", "a mapping (key: value) belongs here")
            raise self.error(message)
        block = Block(self.source, self.node)
        block.check_keys()
        return block


@dataclass(frozen=True)
class Text(Value):
    """A scalar that can tell where each of its characters stands in the file."""

    @property
    def value(self) -> str:
        """The text."""
        return str(self.node.value)

    def error_at(self, message: Phrase, remedy: Phrase, start: int, end: int) -> PlacedError:
        """An error about the characters from `start` to `end` of the text."""
        places = self._places
        last = places[min(max(end - 1, start), len(places) - 1)]
        first = places[min(start, len(places) - 1)]
        return self.source.error(message, remedy, first, max(last, first) + 1)

    @cached_property
    def _places(self) -> list[int]:
        """For each character of the text, and for its end, the index in the file."""
        at, stop = self.node.start_mark.index, self.node.end_mark.index
        written = self.source.text
        quote = written[at] if written[at] in "\"'" else ""
        if quote:
            at += 1
        elif written[at] in "|>":
            at = written.find("\n", at) + 1
        places = []
        for character in self.value:
            at = _skip(written, at, stop, character)
            places.append(at)
            at += _length(written, at, quote)
        return [*places, min(at, stop)]


def _skip(written: str, at: int, stop: int, character: str) -> int:
    """Past indentation and folded line ends to where `character` was written."""
    if not character.isspace():
        while at < stop and (written[at].isspace() or written[at : at + 2] == "\\\n"):
            at += 2 if written[at] == "\\" else 1
    return at


def _length(written: str, at: int, quote: str) -> int:
    """How many characters of the file stand for one of the text."""
    if quote == "'" and written[at : at + 2] == "''":
        return 2
    if quote == '"' and written[at : at + 1] == "\\":
        return 2 + _ESCAPED.get(written[at + 1 : at + 2], 0)
    return 1


@dataclass(frozen=True)
class Block(Value):
    """A mapping with its keys as texts."""

    @cached_property
    def entries(self) -> dict[str, tuple[Text, Value]]:
        """Key and value by the key's text, in order."""
        pairs = [(Value(self.source, key).text(), Value(self.source, value)) for key, value in self.node.value]
        return {key.value: (key, value) for key, value in pairs}

    def check_keys(self) -> None:
        """Refuse a key that stands twice."""
        seen = set()
        for node, _ in self.node.value:
            key = Value(self.source, node).text()
            if key.value in seen:
                raise key.error(Phrase(f"“{key.value}”写了两次", f'"{key.value}" stands twice'))
            seen.add(key.value)

    def allow(self, known: Collection[str]) -> None:
        """Refuse every key that is not known."""
        for key, _ in self:
            if key.value not in known:
                message = Phrase(f"没有“{key.value}”这个键", f'there is no key "{key.value}"')
                raise key.error(message, nearest(key.value, known))

    def get(self, name: str) -> Value | None:
        """The value of a key, if it is there."""
        return self.entries[name][1] if name in self.entries else None

    def need(self, name: str) -> Value:
        """The value of a key that must be there."""
        value = self.get(name)
        if value is None:
            start = self.node.start_mark.index
            message = Phrase(f"缺少“{name}”", f'"{name}" is missing')
            raise self.source.error(message, NOTHING, start, start + 1)
        return value

    def __iter__(self) -> Iterator[tuple[Text, Value]]:
        return iter(self.entries.values())


def width(text: str) -> int:
    """How many columns a terminal takes for `text`: two for a Chinese character."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
