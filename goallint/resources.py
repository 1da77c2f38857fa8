"""Where the rule, vocabulary and profile files are: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from goallint.cache import kept

_PACKAGE = Path(__file__).resolve().parent
_DEEPEST = 300
_NESTING = "[{-?:"


@cache
def rules_folder() -> Path:
    """The folder of the rules that come with goallint."""
    installed = _PACKAGE / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


def packaged(name: str) -> str:
    """The text of a file inside the package, such as "expr/expr.lark"."""
    return (_PACKAGE / name).read_text("utf-8")


@cache
def vocabulary(name: str) -> Any:
    """The parsed word list `rules/vocabulary/<name>.yaml`."""
    path = rules_folder() / "vocabulary" / f"{name}.yaml"
    return kept("words", (path.read_bytes(),), lambda: parsed(path))


def parsed(path: Path) -> Any:
    """What a YAML file holds; OSError, UnicodeDecodeError or yaml.YAMLError if it cannot be read."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = path.read_text(encoding="utf-8")
    refuse_depth(text)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506  # a safe loader, in C
    except (ValueError, LookupError, AttributeError, TypeError) as reason:
        # A day that no calendar has, or a tag in front of something else, makes its constructors fail in any way.
        raise yaml.YAMLError(str(reason)) from reason


def refuse_depth(text: str) -> None:
    """yaml.YAMLError if some YAML nests so deeply that the composer in C would run out of stack, which ends Python."""
    if sum(map(text.count, _NESTING)) <= _DEEPEST:
        return
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
