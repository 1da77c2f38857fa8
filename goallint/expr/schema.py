"""Building schemas: fields of records from typed getters over the dataclasses of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from goallint.document import Cell
from goallint.expr.number import Number
from goallint.expr.once import once
from goallint.expr.results import Field, Items, Record, Result, Schema, Spot, Unknown
from goallint.expr.types import NUMBER, TEXT, TRUTH, Type, list_of, record_of
from goallint.form import Amount, Entry, Form, Forms
from goallint.language import Phrase
from goallint.text import squash, unspaced
from goallint.values.quantity import Quantity

T = TypeVar("T")

SCHEMAS: dict[str, Schema] = {}
"""All schemas by name."""

_MOST_FORMS = 256


class _Labelled(Protocol):
    """What stands beside a label: an entry, an amount, a point of a plan."""

    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def cell(self) -> Cell: ...


@lru_cache(maxsize=256)
def absent(name: str) -> Unknown:
    """The form has no such field."""
    return Unknown(Phrase(f"表中没有“{name}”", f"the form has no “{name}”"), "absent")


@lru_cache(maxsize=1024)
def blank(name: str) -> Unknown:
    """The form has the field, and nothing stands in it."""
    return Unknown(Phrase(f"没有填写“{name}”", f"“{name}” is not filled in"), "blank")


number_of = once(1024)(Number.of)
"""The number that a quantity on the page says; rules of all kinds ask for the same ones."""


def unreadable(name: str, text: str) -> Unknown:
    """Something stands in the field that is no number."""
    return Unknown(Phrase(f"“{name}”填写的“{text}”读不出数", f"no number can be read from “{text}” in “{name}”"))


class Of(Generic[T]):
    """Collects the fields of a schema whose records are of type T."""

    def __init__(self, label: Callable[[T], str] = lambda _: "") -> None:
        self._label = label
        self._fields: dict[str, Field] = {}

    def entry(self, name: str, get: Callable[[T], Entry | None], doc: Phrase, *, own_label: bool = True) -> None:
        """A text beside a label; its place is named by that label, or only by the record's."""

        def read(record: Record) -> Result:
            entry = get(record.value)
            if entry is None:
                return absent(name)
            return entry.text if entry.text.strip() else blank(squash(entry.label) or name)

        self._add(name, TEXT, read, doc, self._spotter(get, own_label=own_label))

    def amount(self, name: str, get: Callable[[T], Amount | None], doc: Phrase, *, own_label: bool = True) -> None:
        """A sum of money beside a label."""

        def read(record: Record) -> Result:
            amount = get(record.value)
            if amount is None:
                return absent(name)
            return number_beside(squash(amount.label) or name, amount.text, amount.money)

        self._add(name, NUMBER, read, doc, self._spotter(get, own_label=own_label))

    def number(
        self,
        name: str,
        get: Callable[[T], Quantity | int | Unknown | None],
        doc: Phrase,
        spot: Callable[[T], Spot | None] | None = None,
    ) -> None:
        """A number; None if the form has none here."""

        def read(record: Record) -> Result:
            number = get(record.value)
            if number is None:
                return absent(name)
            if isinstance(number, Unknown):
                return number
            return number_of(number) if isinstance(number, Quantity) else Number.plain(number)

        self._add(name, NUMBER, read, doc, spot)

    def text(
        self, name: str, get: Callable[[T], str], doc: Phrase, spot: Callable[[T], Spot | None] | None = None
    ) -> None:
        """A text that people filled in; a blank one is unknown."""

        def read(record: Record) -> Result:
            text = get(record.value)
            return text if text.strip() else blank(name)

        self._add(name, TEXT, read, doc, spot)

    def word(
        self, name: str, get: Callable[[T], str], doc: Phrase, spot: Callable[[T], Spot | None] | None = None
    ) -> None:
        """A text that goallint makes or classifies; "" says that there is none, and is known."""
        self._add(name, TEXT, lambda record: get(record.value), doc, spot)

    def truth(self, name: str, get: Callable[[T], bool | Unknown], doc: Phrase) -> None:
        """A yes or no."""
        self._add(name, TRUTH, lambda record: get(record.value), doc, None)

    def texts(self, name: str, get: Callable[[T], Sequence[str]], doc: Phrase) -> None:
        """A list of texts."""
        self._add(name, list_of(TEXT), lambda record: Items(tuple(get(record.value))), doc, None)

    def records(
        self,
        name: str,
        schema: str,
        get: Callable[[T], Sequence[Any] | None],
        doc: Phrase,
        spot: Callable[[T], Spot | None] | None = None,
    ) -> None:
        """A list of records; None if the form has no place for it."""

        @once(_MOST_FORMS)
        def read(record: Record) -> Result:
            values = get(record.value)
            kind, form, forms = SCHEMAS[schema], record.form, record.forms
            made = [Record(kind, value, form, forms) for value in values or ()]
            return Items(tuple(made), labelled=values is not None)

        self._add(name, list_of(record_of(schema)), read, doc, spot)

    def record(self, name: str, schema: str, get: Callable[[T], Any], doc: Phrase) -> None:
        """One record; None if the form has none."""

        def read(record: Record) -> Result:
            value = get(record.value)
            return absent(name) if value is None else Record(SCHEMAS[schema], value, record.form, record.forms)

        self._add(name, record_of(schema), read, doc, None)

    def whole_form(self) -> None:
        """The field 表: the form that the record is part of."""

        def read(record: Record) -> Result:
            form = record.form
            return absent("表") if form is None else form_record(form, record.forms)

        self._add("表", record_of("form"), read, Phrase("所在的表", "the form it is part of"), None)

    def special(
        self,
        name: str,
        kind: Type,
        read: Callable[[Record], Result],
        doc: Phrase,
        spot: Callable[[T], Spot | None] | None = None,
    ) -> None:
        """A field that needs more than its own record."""
        self._add(name, kind, read, doc, spot)

    def done(
        self,
        name: str,
        title: Phrase,
        spot: Callable[[Record], Spot | None],
        subjects: Callable[[Forms], Iterator[Record]] | None = None,
    ) -> Schema:
        """The schema, now known by its name."""
        SCHEMAS[name] = Schema(name, title, self._fields, spot, subjects)
        return SCHEMAS[name]

    def _add(
        self,
        name: str,
        kind: Type,
        read: Callable[[Record], Result],
        doc: Phrase,
        spot: Callable[[T], Spot | None] | None,
    ) -> None:
        if name in self._fields:
            raise ValueError(name)
        located = (lambda record: spot(record.value)) if spot else None
        self._fields[name] = Field(name, kind, read, doc, located)

    def _spotter(self, get: Callable[[T], _Labelled | None], *, own_label: bool) -> Callable[[T], Spot | None]:
        def spot(value: T) -> Spot | None:
            found = get(value)
            if found is None:
                return None
            label = self._label(value)
            return Spot(found.cell, path(label, found.label if own_label and found.label != label else ""))

        return spot


def form_record(form: Form, forms: Forms) -> Record:
    """The form as a record: the same one each time, so that what is asked of it is answered once."""
    return _form_records(forms)[id(form)]


@once(1024)
def _form_records(forms: Forms) -> Mapping[int, Record]:
    return {id(form): Record(SCHEMAS["form"], form, form, forms) for form in forms.forms}


@once(1024)
def document_record(forms: Forms) -> Record:
    """The document as a record, likewise."""
    return Record(SCHEMAS["document"], forms, None, forms)


def number_beside(label: str, text: str, quantity: Quantity | None) -> Result:
    """The number in a cell, or why there is none."""
    if quantity is not None:
        return number_of(quantity)
    return unreadable(label, text.strip()) if text.strip() else blank(label)


def path(*labels: str) -> str:
    """The way to a cell in the words of the form: 产出指标/成本指标/控制在预算资金内."""
    return unspaced("/".join(filter(str.strip, labels)))


def each(schema: str, get: Callable[[Form], Iterable[Any]]) -> Callable[[Forms], Iterator[Record]]:
    """The subjects of a scope, form by form."""

    def found(forms: Forms) -> Iterator[Record]:
        for form in forms.forms:
            for value in get(form):
                yield Record(SCHEMAS[schema], value, form, forms)

    return found


def optional(values: Sequence[Any]) -> Sequence[Any] | None:
    """No place on the form rather than an empty one."""
    return values or None
