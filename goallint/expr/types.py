"""The types of expressions."""

from __future__ import annotations

from typing import Literal

from goallint.language import Phrase
from goallint.records import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A type: text, number, truth, a record of one schema, or a list of one of these.

    `of` is the type of a list's elements, `schema` the name of a record's schema. "any" only stands in
    signatures of functions.
    """

    kind: Literal["text", "number", "truth", "record", "list", "any"]
    of: Type | None = None
    schema: str = ""

    @property
    def phrase(self) -> Phrase:
        """How messages call it."""
        if self.kind == "list" and self.of:
            return Phrase(f"{self.of.phrase.zh}的列表", f"list of {self.of.phrase.en}")
        if self.schema:
            return Phrase(f"记录（{self.schema}）", f"record ({self.schema})")
        return _WORDS[self.kind]

    def accepts(self, other: Type) -> bool:
        """Whether a value of type `other` may stand where this type is asked for."""
        if self.kind == "any":
            return True
        if self.kind == "list" and other.kind == "list" and self.of and other.of:
            return self.of.accepts(other.of)
        return self == other


_WORDS = {
    "text": Phrase("文本", "text"),
    "number": Phrase("数", "number"),
    "truth": Phrase("是否", "truth"),
    "record": Phrase("记录", "record"),
    "list": Phrase("列表", "list"),
    "any": Phrase("任何值", "anything"),
}

TEXT = Type("text")
NUMBER = Type("number")
TRUTH = Type("truth")
ANYTHING = Type("any")


def list_of(element: Type) -> Type:
    """The type of lists of `element`."""
    return Type("list", of=element)


def record_of(schema: str) -> Type:
    """The type of records of the schema of that name."""
    return Type("record", schema=schema)
