"""How the files of a run are to be checked, as plain data: hashable, pickled between processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from goallint.patterns import Patterns
from goallint.records import dataclass
from goallint.rulebook.profile import DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one file is to be checked (设置).

    `rules` are folders with rules of one's own; `select` and `ignore` hold ids, names or groups of rules;
    `need_table` tells whether a file that was named has to hold a table.
    """

    profile: str = DEFAULT
    rules: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    need_table: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """What is different for some files (个别设置): None leaves a setting as it is, `ignore` is added to it.

    `origin` is where that is written: "goallint.toml:3".
    """

    patterns: Patterns
    profile: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    need_table: bool | None = None
    origin: str = field(default="", compare=False, repr=False)

    def over(self, settings: Settings) -> Settings:
        """The settings with these laid over them."""
        return replace(
            settings,
            profile=settings.profile if self.profile is None else self.profile,
            select=settings.select if self.select is None else self.select,
            ignore=tuple(dict.fromkeys((*settings.ignore, *self.ignore))),
            need_table=settings.need_table if self.need_table is None else self.need_table,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How every file of a run is to be checked (检查方案).

    `pages` asks for the pages themselves in the results, for reports that show them. Of `files`, all that fit a file
    count for it, the later ones laid over the earlier.
    """

    settings: Settings = Settings()
    pages: bool = False
    files: tuple[FileSettings, ...] = ()

    def settings_for(self, path: str) -> Settings:
        """The settings for the file of that path."""
        settings = self.settings
        for each in self.files:
            if each.patterns.match(path):
                settings = each.over(settings)
        return settings

    def all_settings(self, paths: Iterable[str] = ()) -> Iterator[Settings]:
        """The settings that the files of those paths are checked with, each once, the general ones first."""
        yield from dict.fromkeys((self.settings, *map(self.settings_for, paths)))
