"""Where the configuration is: the nearest goallint.toml, or pyproject.toml with [tool.goallint].

Help and usage errors are said in the language of the configuration, so only what is quick to load is used here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from goallint.errors import ConfigError
from goallint.language import Language, Phrase
from goallint.records import dataclass

NAME = "goallint.toml"
PYPROJECT = "pyproject.toml"
_TABLE = ("tool", "goallint")
_HEADER = re.compile(rb"^\s*\[+\s*tool\s*\.\s*goallint\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that configures goallint; `table` is where in it, from the top."""

    path: Path
    table: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to: the file if there is one, and the folders that were looked in, nearest first."""

    found: Found | None
    folders: tuple[Path, ...] = ()


def search() -> Search:
    """Look in the current folder and those above it, up to the one that holds .git or to the top.

    ConfigError if a folder configures goallint in both files.
    """
    looked = []
    for folder in _upwards():
        looked.append(folder)
        found = _in(folder)
        if found:
            return Search(found, tuple(looked))
    return Search(None, tuple(looked))


def named(path: str) -> Found:
    """The file that was named: it configures goallint, whatever its name; of a pyproject.toml, [tool.goallint] does."""
    return Found(Path(path), _TABLE if Path(path).name == PYPROJECT else ())


def shown(path: Path) -> str:
    """A path as it is shown to people: from the current folder, if that is possible."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):
        return path.as_posix()


def language(arguments: Sequence[str]) -> Language | None:
    """The language that the configuration asks for, by a look at the bare words of the command line.

    Whatever is wrong with the configuration is said later, by the command that reads it.
    """
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--no-config" in words:
        return None
    files = [following for word, following in pairwise(words) if word == "--config"]
    files += [word.partition("=")[2] for word in words if word.startswith("--config=")]
    try:
        asked = glance(named(files[-1]) if files else search().found, "lang")
    except ConfigError:
        return None
    return asked if asked in ("zh", "en") else None


def glance(found: Found | None, key: str) -> Any:
    """What a configuration sets under a key at its top, unchecked; None if it sets nothing or cannot be read."""
    try:
        content: Any = _content(found.path) if found else {}
        for step in found.table if found else ():
            content = content[step]
        return content.get(key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _upwards() -> Iterator[Path]:
    try:
        here = Path.cwd()
    except OSError:  # the current folder is gone
        return
    for folder in (here, *here.parents):
        yield folder
        if os.path.lexists(folder / ".git"):
            return


def _in(folder: Path) -> Found | None:
    own, pyproject = folder / NAME, folder / PYPROJECT
    # Whatever bears the name is meant: a folder or a broken link is said when it is read.
    here = [Found(own)] if os.path.lexists(own) else []
    if configures(pyproject):
        here.append(Found(pyproject, _TABLE))
    if len(here) > 1:
        raise ConfigError(
            Phrase(
                f"{shown(own)} 和 {shown(pyproject)} 都设置了 goallint。",
                f"{shown(own)} and {shown(pyproject)} both configure goallint.",
            ),
            Phrase("请只留一处。", "Keep one of them."),
        )
    return here[0] if here else None


def configures(pyproject: Path) -> bool:
    """Whether a pyproject.toml has [tool.goallint]; one that cannot be read has it if it looks so."""
    if not os.path.isfile(pyproject):  # noqa: PTH113  # Path.is_file raises where permission is lacking
        return False
    try:
        text = pyproject.read_bytes()
        if b"goallint" not in text:
            return False
        content = _content(pyproject)
    except (OSError, ValueError, RecursionError):
        return os.access(pyproject, os.R_OK) and bool(_HEADER.search(pyproject.read_bytes()))
    tool = content.get("tool")
    return isinstance(tool, dict) and "goallint" in tool


def _content(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8-sig"))
