"""`goallint trace`: how one rule judges one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from goallint import engine
from goallint.cli import screen
from goallint.cli.rules import find
from goallint.errors import UsageError
from goallint.form import Forms
from goallint.language import Language, Phrase
from goallint.pipeline import understand
from goallint.records import dataclass
from goallint.reports import tracer
from goallint.rulebook.load import load_rules
from goallint.rulebook.profile import load_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    file: str
    rule: str
    language: Language = "zh"
    table: int | None = None
    profile: str = "generic"
    rules: Sequence[str] = ()
    format_name: str = "text"


def run(request: Request) -> int:
    """Follow the rule through the file, and write what it did."""
    profile = load_profile(request.profile)
    rulebook = load_rules([Path(folder) for folder in request.rules], profile.settings)
    rule = find(request.rule, rulebook.rules)
    forms = understand(request.file)
    trace = engine.trace(profile.grade(rule), _only(forms, request.table))
    view = screen.view(request.language)
    screen.emit(tracer(request.format_name).trace(replace(trace, path=Path(request.file).as_posix()), view))
    return 0


def _only(forms: Forms, table: int | None) -> Forms:
    """The document with one of its tables, if one is asked for."""
    if table is None:
        return forms
    found = tuple(form for form in forms.forms if table in form.tables)
    if not found:
        tables = "、".join(str(number) for form in forms.forms for number in form.tables)
        raise UsageError(
            Phrase(f"文件中没有第 {table} 张表。", f"The file has no table {table}."),
            Phrase(f"有这些表：{tables}", f"There are: {tables}") if tables else Phrase("", ""),
        )
    return replace(forms, forms=found)
