"""What is set in the end, and by whom: the defaults, the configuration, the tables for some files, the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from goallint.config.keys import IGNORE, KEYS, NO_TABLE, PROFILE, RULES, SELECT, Key
from goallint.config.load import Config, FileSection
from goallint.language import Phrase
from goallint.plan import FileSettings
from goallint.records import dataclass


class Origin(NamedTuple):
    """Where a value comes from (来源); `where` is "goallint.toml:3" or the name of a variable."""

    kind: Literal["default", "config", "environment", "command-line"]
    where: str = ""

    @property
    def phrase(self) -> Phrase:
        """The same for people."""
        return {
            "default": Phrase("默认", "default"),
            "config": Phrase(self.where, self.where),
            "environment": Phrase(f"环境变量 {self.where}", f"environment variable {self.where}"),
            "command-line": Phrase("命令行", "command line"),
        }[self.kind]


DEFAULT, COMMAND_LINE = Origin("default"), Origin("command-line")


@dataclass(frozen=True, slots=True)
class Settled:
    """A value in the end; where several places add to it, all of them are its origins."""

    value: Any
    origins: tuple[Origin, ...] = (DEFAULT,)

    def then(self, key: Key, value: Any, origin: Origin) -> Settled:
        """What comes of it where another place sets the key."""
        if not key.adds or self.origins == (DEFAULT,):
            return Settled(value, (origin,))
        identity = os.path.realpath if key is RULES else str
        joined: dict[str, str] = {}
        for each in (*self.value, *value):
            joined.setdefault(identity(each), each)
        return Settled(tuple(joined.values()), (*self.origins, origin))


def settle(config: Config | None, given: Mapping[str, Any], path: str | None = None) -> dict[str, Settled]:
    """Every setting by its key, for the file of that path or for files in general.

    `given` is what the command line says. Who chooses rules there sets aside what the configuration chooses and
    ignores; --ignore alone adds to it.
    """
    settled = {name: Settled(key.default) for name, key in KEYS.items()}
    for section in (config, *matching(config, path)) if config else ():
        for name, value in section.values.items():
            settled[name] = settled[name].then(KEYS[name], value, Origin("config", section.origin(name)))
    if SELECT.name in given:
        settled[IGNORE.name] = Settled(IGNORE.default)
    for name, value in given.items():
        settled[name] = settled[name].then(KEYS[name], value, COMMAND_LINE)
    return settled


def matching(config: Config, path: str | None) -> list[FileSection]:
    """The tables of settings that are for the file of that path, in order."""
    return [each for each in config.files if path is not None and each.patterns.match(path)]


def for_files(config: Config | None, given: Mapping[str, Any]) -> tuple[FileSettings, ...]:
    """What is different for some files, as far as the command line leaves it to the configuration."""
    return tuple(_for_file(each, given) for each in (config.files if config else ()))


def _for_file(section: FileSection, given: Mapping[str, Any]) -> FileSettings:
    set_aside = {*given} - {IGNORE.name} | ({IGNORE.name} if SELECT.name in given else set())
    values = {name: value for name, value in section.values.items() if name not in set_aside}
    no_table = values.get(NO_TABLE.name)
    return FileSettings(
        patterns=section.patterns,
        profile=values.get(PROFILE.name),
        select=values.get(SELECT.name),
        ignore=values.get(IGNORE.name, ()),
        need_table=None if no_table is None else no_table == NO_TABLE.default,
        origin=section.place,
    )
