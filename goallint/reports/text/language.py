"""What rules can speak of, for the terminal: scopes with their fields, settings, and functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from goallint.expr.functions import FUNCTIONS as TABLE
from goallint.expr.functions import Function
from goallint.expr.results import Schema, shown
from goallint.expr.scopes import SCHEMAS, SCOPES
from goallint.expr.settings import setting
from goallint.expr.types import Type
from goallint.language import Phrase
from goallint.reports import View
from goallint.reports.layout import pad, width
from goallint.reports.text.paint import flow, painted
from goallint.reports.text.styled import Text

FUNCTIONS = "functions"
SETTINGS = "settings"
_INDENT = "  "
_GAP = "  "


def scopes(names: Sequence[str], settings: Mapping[str, Any], view: View) -> str:
    """The scopes of those names, and what else they may name."""
    return painted(_pages(names, settings, view), view)


def _pages(names: Sequence[str], settings: Mapping[str, Any], view: View) -> Iterator[Text]:
    for index, name in enumerate(names):
        if index:
            yield Text()
        if name == FUNCTIONS:
            yield from _functions(view)
        elif name == SETTINGS:
            yield from _settings(settings, view)
        else:
            yield from _scope(SCHEMAS[name], view)


def _scope(schema: Schema, view: View) -> Iterator[Text]:
    only = Phrase("（只能经字段到达，不能写在 for 里）", " (only reached through fields, not for `for:`)")
    note = "" if schema.name in SCOPES else only.say(view.language)
    head = Text.assemble((schema.name, "bold"), f"  {schema.title.say(view.language)}", (note, "dim"))
    yield from flow(head, view.width, _INDENT, "")
    rows = [(field.name, type_name(field.type, view), field.doc.say(view.language)) for field in schema.fields.values()]
    yield from _rows(rows, view)


def _settings(settings: Mapping[str, Any], view: View) -> Iterator[Text]:
    words = Phrase(
        "  配置：写作 配置.名称；右边是 generic 口径的值", "  settings: 配置.NAME, with the values of generic"
    )
    yield from flow(Text.assemble((SETTINGS, "bold"), words.say(view.language)), view.width, _INDENT, "")
    known = {name: setting(value) for name, value in settings.items()}
    yield from _rows(
        [(name, type_name(each.type, view), shown(each.value)) for name, each in known.items()],
        view,
    )


def _functions(view: View) -> Iterator[Text]:
    yield Text.assemble((FUNCTIONS, "bold"), Phrase("  函数", "  functions").say(view.language))
    for function in TABLE.values():
        yield from flow(Text.assemble((signature(function, view), "cyan")), view.width, _INDENT * 3, _INDENT)
        yield from flow(function.doc.say(view.language), view.width, _INDENT * 3)


def signature(function: Function, view: View) -> str:
    """The function with its parameters and what it gives: count(列表: 列表) → 数."""
    either = Phrase("或", " or ").say(view.language)
    parameters = ", ".join(
        f"{parameter.name}: {either.join(type_name(kind, view) for kind in parameter.types)}"
        for parameter in function.parameters
    )
    result = function.result
    given = type_name(result, view) if isinstance(result, Type) else Phrase("随参数而定", "depends").say(view.language)
    return f"{function.name}({parameters}) → {given}"


def type_name(kind: Type, view: View) -> str:
    """The type as error messages call it; records by the name of their scope."""
    return kind.phrase.say(view.language)


def _rows(rows: Sequence[tuple[str, str, str]], view: View) -> Iterator[Text]:
    """Three columns; the last one is broken where it must be."""
    names = max((width(name) for name, _, _ in rows), default=0)
    types = max((width(kind) for _, kind, _ in rows), default=0)
    for name, kind, doc in rows:
        head = Text.assemble(_INDENT, (pad(name, names), "cyan"), _GAP, (pad(kind, types), "dim"), _GAP)
        yield from flow(doc, view.width, " " * width(head.plain), head)
