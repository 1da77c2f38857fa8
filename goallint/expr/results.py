"""What evaluation works on: values, Unknown, lists, and records with their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

from goallint.document import Cell
from goallint.expr.number import Number
from goallint.expr.types import Type
from goallint.form import Form, Forms
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.text import squash

_LONGEST_TEXT = 40
# Nobody reads a longer list in a sentence.
_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why.

    `state`: the label is not on the form (absent), nothing stands beside it (blank), or something does that
    cannot be made use of (unclear).
    """

    reason: Phrase
    state: Literal["absent", "blank", "unclear"] = "unclear"


# Not frozen, for thousands of them are made for a document; but nobody changes one.
@dataclass(slots=True)
class Items:
    """A list.

    `doubt` says why a filter could not decide on some element; `labelled` that the form has a place for the list.
    """

    values: tuple[Result, ...]
    doubt: Unknown | None = None
    labelled: bool = True


# Likewise.
@dataclass(slots=True, eq=False)
class Record:
    """Something of a form with fields, such as a fund or an indicator, and the form that it is part of."""

    schema: Schema
    value: Any
    form: Form | None
    forms: Forms

    @property
    def spot(self) -> Spot | None:
        """Its own cell, if it has one."""
        return self.located(self.schema.spot(self))

    def located(self, spot: Spot | None) -> Spot | None:
        """A spot of this record, with its file if that is not the one that is checked."""
        return replace(spot, path=self.forms.path) if spot and self.forms.apart else spot


Result = str | bool | Number | Items | Record | Unknown


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell with the way to it in the words of the form; `path` is its file, "" for the one that is checked."""

    cell: Cell
    label: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a record: its type, how to read it, and where it stands on the page."""

    name: str
    type: Type
    read: Callable[[Record], Result]
    doc: Phrase
    spot: Callable[[Record], Spot | None] | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of record: `name` is the word in rule files, `title` the one on the form.

    `subjects` finds all of them in a document; a schema without is only reached through fields.
    """

    name: str
    title: Phrase
    fields: Mapping[str, Field]
    spot: Callable[[Record], Spot | None]
    subjects: Callable[[Forms], Iterator[Record]] | None = None


# Rules compare the same words with the same cells over and over.
folded = lru_cache(maxsize=1024)(squash)


def is_blank(result: Result) -> bool:
    """Whether nothing is there: a blank field, an empty text, a list without anything in it."""
    if isinstance(result, str):
        return not result.strip()
    if isinstance(result, Unknown):
        return result.state != "unclear"
    return isinstance(result, Items) and all(map(is_blank, result.values))


def shown(result: Result) -> str:
    """The value as a message quotes it."""
    match result:
        case str():
            text = " ".join(result.split())
            return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
        case bool():
            return "是" if result else "否"
        case Number():
            return result.text
        case Items(values=values):
            more = "……" if len(values) > _MOST_SHOWN else ""
            return "、".join(shown(value) for value in values[:_MOST_SHOWN]) + more
        case _:
            return "?"
