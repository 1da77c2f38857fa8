"""Which files are meant: patterns as in .gitignore, relative to the folder of the file that they stand in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from goallint.records import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec  # takes its time to load, and most runs have no pattern

# Where the file system takes A and a for the same, so do patterns.
_SAME_CASE = os.path.normcase("A") == "a"
_MAGIC = frozenset("*?[]!\\")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Files and folders by their names (匹配式); `folder` is absolute, the last of `lines` that fits decides."""

    folder: str
    lines: tuple[str, ...]

    def match(self, path: str | os.PathLike[str], *, is_folder: bool = False) -> bool:
        """Whether a path is meant, however it is written, through links as well as directly."""
        if not self.lines:
            return False
        spec = _spec(self.lines)
        return any(spec.match_file(name + "/" * is_folder) for name in self._names(os.fspath(path)))

    @property
    def name_files(self) -> bool:
        """Whether they name each of their files, and none by a pattern."""
        return all(PurePosixPath(line).suffix and _MAGIC.isdisjoint(line) for line in self.lines)

    def lie_below(self, folders: Iterable[Path]) -> bool:
        """Whether all that they could mean is in these folders, as far as they begin with names."""
        return all(is_below(Path(self.folder, _fixed(line)), folders) for line in self.lines)

    def should_be_met(self, folders: Iterable[Path]) -> bool:
        """Whether somebody who checks these folders as a whole, and meets no such file, may say that there is none."""
        there = self.name_files and any(Path(self.folder, line).exists() for line in self.lines)
        return not there and self.lie_below(folders)

    def _names(self, path: str) -> set[str]:
        """What the path is called from the folder, as written and with links followed."""
        return {
            _relative(os.path.abspath(path), self.folder),  # noqa: PTH100  # Path.resolve would follow links
            _relative(os.path.realpath(path), os.path.realpath(self.folder)),
        }


def is_pattern(line: str) -> bool:
    r"""Whether a pattern can mean a file at all.

    A comment, an open bracket or white space cannot; "\" separates folders for people, but escapes for .gitignore.
    """
    if "\\" in line:
        return False
    try:
        return all(pattern.include is not None for pattern in _spec((line,)).patterns)
    except ValueError:
        return False


def is_below(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a path lies in one of these folders."""
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


def _fixed(line: str) -> str:
    """The names that a pattern begins with; one without a folder fits anywhere."""
    steps = line.strip("/").split("/")
    anchored = "/" in line.rstrip("/")
    return "/".join(takewhile(_MAGIC.isdisjoint, steps)) if anchored else ""


@cache
def _spec(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(
        _folded(line.removeprefix(".") if line.startswith("./") else line) for line in lines
    )


def _relative(path: str, folder: str) -> str:
    try:
        name = os.path.relpath(path, folder)
    except ValueError:
        # On another drive nothing is relative; a name without a folder still fits.
        name = path
    return _folded(name.replace(os.sep, "/"))


def _folded(name: str) -> str:
    return name.lower() if _SAME_CASE else name
