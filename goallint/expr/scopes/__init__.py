"""What rules can speak of: the scopes, their fields in Chinese, and where each stands on the page.

`SCHEMAS` describes itself: every field has a type and a text in both languages (`goallint rules scopes`).
"""

from __future__ import annotations

from collections.abc import Iterator

from goallint.expr.results import Record
from goallint.expr.schema import SCHEMAS

# Each module enters its schemas into SCHEMAS.
from goallint.expr.scopes import aims, evaluation, money, narrative, prose, references, whole
from goallint.form import Forms

__all__ = ["SCHEMAS", "SCOPES", "aims", "evaluation", "money", "narrative", "prose", "references", "subjects", "whole"]

SCOPES = tuple(name for name, schema in SCHEMAS.items() if schema.subjects)
"""The names that `for:` takes."""


def subjects(scope: str, forms: Forms) -> Iterator[Record]:
    """Everything in a document that rules for `scope` look at."""
    found = SCHEMAS[scope].subjects
    return found(forms) if found else iter(())
