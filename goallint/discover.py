"""Which files to check: files, folders and patterns become one sorted list without duplicates."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import field
from glob import glob, has_magic
from pathlib import Path

from goallint.patterns import Patterns
from goallint.records import dataclass

_OFFICE = frozenset(
    {
        *(".ofd", ".uof", ".uot", ".uos", ".mht", ".mhtml", ".htm", ".html", ".pages", ".numbers"),
        *(".doc", ".wps", ".rtf", ".odt", ".dot", ".wpt", ".ott", ".ods", ".ots", ".xlsb", ".pdf"),
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to check; `named` tells one that the user asked for from one met while walking a folder.

    `name` is what it is called in reports, if that is not its path, such as the URL that it was copied from.
    """

    path: Path
    named: bool = True
    name: str = ""

    @property
    def shown(self) -> str:
        """What the file is called in reports."""
        return self.name or self.path.as_posix()


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files to check, and the office files in folders that goallint cannot read in this format.

    `left_out` are those that were named and are excluded all the same.
    """

    files: tuple[Found, ...]
    passed_over: tuple[Path, ...] = field(default=())
    left_out: tuple[Path, ...] = field(default=())


def discover(
    arguments: Iterable[str | Path],
    suffixes: Callable[[], Collection[str]],
    exclude: Patterns | None = None,
    *,
    exclude_named: bool = False,
) -> Discovery:
    """Find the files that `arguments` stand for, in the order of the arguments, folders sorted.

    In folders, files with one of the `suffixes` are taken; they are asked for only if there is a folder.
    What `exclude` means is left out where it is met in a folder; who names a file wants it checked, unless it is
    a program that names whatever has changed (`exclude_named`).
    What does not exist stays in the list: reading it says so, and the other files are still checked.
    """
    files: dict[Path, Found] = {}
    passed_over: dict[Path, None] = {}
    left_out: dict[Path, None] = {}
    exclude = exclude or Patterns("", ())
    for path in (path for argument in arguments for path in _expand(argument)):
        if exclude_named and exclude.match(path, is_folder=path.is_dir()):
            left_out.setdefault(path)
            continue
        if not path.is_dir():
            files[_identity(path)] = Found(path)
            continue
        wanted = suffixes()
        for met in _walk(path, exclude):
            if met.suffix.lower() in _OFFICE and met.suffix.lower() not in wanted:
                passed_over.setdefault(met)
            elif met.suffix.lower() in wanted or met.is_dir():
                files.setdefault(_identity(met), Found(met, named=False))
    return Discovery(tuple(files.values()), tuple(passed_over), tuple(left_out))


def _expand(argument: str | Path) -> list[Path]:
    """Find the paths that a pattern stands for, where the shell has not expanded it; else the path itself."""
    text = str(argument)
    if os.path.lexists(text) or not has_magic(text):
        return [Path(text)]
    hits = sorted(glob(text, recursive=True))  # noqa: PTH207  # Path.glob refuses absolute patterns
    return [Path(hit) for hit in hits if not is_hidden(Path(hit).name)] or [Path(text)]


def _walk(folder: Path, exclude: Patterns) -> Iterator[Path]:
    """List the files below `folder`, sorted; linked folders are not entered, so loops cannot trap it.

    A folder that cannot be opened is itself in the result, so that reading it fails aloud.
    """
    closed: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(
            name for name in folders if not is_hidden(name) and not exclude.match(Path(parent, name), is_folder=True)
        )
        paths = (Path(parent, name) for name in sorted(names) if not is_hidden(name))
        yield from (path for path in paths if not exclude.match(path))
    yield from closed


def is_hidden(name: str) -> bool:
    """Tell files and folders that nobody means to be checked, by their name."""
    # Word and WPS keep a lock file "~$report.docx" beside every open document.
    return name.startswith((".", "~$", ".~"))


def _identity(path: Path) -> Path:
    return Path(os.path.realpath(path))
