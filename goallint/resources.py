"""Where the rule, vocabulary and profile files are: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from goallint.cache import kept

_PACKAGE = Path(__file__).resolve().parent


@cache
def rules_folder() -> Path:
    """The folder of the rules that come with goallint."""
    installed = _PACKAGE / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


@cache
def vocabulary(name: str) -> Any:
    """The parsed word list `rules/vocabulary/<name>.yaml`."""
    path = rules_folder() / "vocabulary" / f"{name}.yaml"
    return kept("words", (path.read_bytes(),), lambda: parsed(path))


def parsed(path: Path) -> Any:
    """What a YAML file holds; OSError, UnicodeDecodeError or yaml.YAMLError if it cannot be read."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  # a safe loader, in C
