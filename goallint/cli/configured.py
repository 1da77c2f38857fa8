"""What the configuration sets for a command, where the command line does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from goallint.config import AUTO, NAMES, find
from goallint.errors import UsageError
from goallint.language import Phrase
from goallint.records import dataclass

if TYPE_CHECKING:
    # Most runs have no configuration, and need not wait for what reads one.
    from goallint.config.load import Config
    from goallint.patterns import Patterns
    from goallint.plan import FileSettings
    from goallint.suppress import Suppression

FILE, NONE = "goallint.config.file", "goallint.config.none"
_LOADED = "goallint.config.loaded"
_EVERYWHERE = ("format_name", "lang")  # most commands have them, and the page of the settings its own
_CHECK, _FORMAT = "check", "format"


def search(ctx: click.Context) -> find.Search:
    """Find the configuration of this call: the named one, none if that is asked for, or else the nearest."""
    file = ctx.meta.get(FILE)
    if file and ctx.meta.get(NONE):
        raise UsageError(
            Phrase("--config 和 --no-config 不能同时用。", "--config and --no-config exclude each other."),
            Phrase("请只写一个。", "Give one of them."),
        )
    if ctx.meta.get(NONE):
        return find.Search(None)
    return find.Search(find.named(file)) if file else find.search()


def configuration(ctx: click.Context) -> Config | None:
    """Load the configuration of this call, if there is one; ConfigError if it is wrong."""
    if _LOADED not in ctx.meta:
        found = search(ctx).found
        if found:
            from goallint.config.load import load

            ctx.meta[_LOADED] = load(found, given(ctx).get("rules", ()))
        else:
            ctx.meta[_LOADED] = None
    config: Config | None = ctx.meta[_LOADED]
    return config


def configured(ctx: click.Context, options: Mapping[str, Any], path: str | None = None) -> dict[str, Any]:
    """The options of a command with what the configuration sets, where the command line does not.

    With a path, the settings for that file count.
    """
    config = configuration(ctx)
    if config is None:
        return dict(options)
    from goallint.config.settle import DEFAULT, settle

    settled = settle(config, given(ctx), path)
    if ctx.command.name != _CHECK:
        del settled[_FORMAT]  # other commands have formats of their own
    set_here = {name: each.value for name, each in settled.items() if each.origins != (DEFAULT,)}
    values = {_option(name): None if value == AUTO else value for name, value in set_here.items()}
    return {name: values.get(name, value) for name, value in options.items()}


@dataclass(frozen=True, slots=True)
class ForFiles:
    """What the configuration says of some files only."""

    files: tuple[FileSettings, ...] = ()
    exclude: Patterns | None = None
    suppressions: tuple[Suppression, ...] = ()


NOTHING_FOR_FILES = ForFiles()


def for_files(ctx: click.Context) -> ForFiles:
    """What the configuration says of some files, as far as the command line leaves it to it."""
    config = configuration(ctx)
    if config is None:
        return NOTHING_FOR_FILES
    from goallint.config.settle import for_files as settled

    return ForFiles(settled(config, given(ctx)), config.exclude, config.suppressions)


def given(ctx: click.Context) -> dict[str, Any]:
    """What the command line sets, by the keys of the configuration."""
    source = click.core.ParameterSource.COMMANDLINE
    names = [each.name for each in ctx.command.params if each.name and ctx.get_parameter_source(each.name) is source]
    values = {_key(name): ctx.params[name] for name in names if name in ctx.params}
    return {key: AUTO if value is None else value for key, value in values.items() if key in NAMES}


def is_setting(option: str | None) -> bool:
    """Whether an option of `check` can be set in a configuration, beside its format and the language."""
    return option is not None and option not in _EVERYWHERE and _key(option) in NAMES


def _option(key: str) -> str:
    return "format_name" if key == _FORMAT else key.replace("-", "_")


def _key(option: str) -> str:
    return _FORMAT if option == "format_name" else option.replace("_", "-")
