"""How the files of a run are to be checked, as plain data: hashable, pickled between processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Plan:
    """How every file of a run is to be checked (检查方案).

    `pages` asks for the pages themselves in the results, for reports that show them.
    """

    settings: Settings = Settings()
    pages: bool = False

    def settings_for(self, path: str) -> Settings:  # noqa: ARG002  # one for all, so far
        """The settings for the file of that path."""
        return self.settings

    def all_settings(self) -> Iterator[Settings]:
        """All settings that some file may be checked with, the general ones first."""
        yield self.settings
