"""A linter for Chinese budget performance-target tables (预算绩效目标表).

    import goallint
    for result in goallint.check("绩效目标表.docx"):
        for finding in result.findings:
            print(finding.rule, finding.message.zh)

Names are imported when first used, so that `import goallint` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goallint.document import Document
    from goallint.findings import Finding
    from goallint.form import Form
    from goallint.pipeline import check
    from goallint.rulebook.load import load_rules

    __version__: str

__all__ = ["Document", "Finding", "Form", "check", "load_rules"]

_HOMES = {
    "Document": "goallint.document",
    "Finding": "goallint.findings",
    "Form": "goallint.form",
    "check": "goallint.pipeline",
    "load_rules": "goallint.rulebook.load",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("goallint")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
