"""Options and arguments that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from goallint.cli import configured
from goallint.cli.base import Argument, Choice, Option
from goallint.language import Phrase

HELP = {"help_option_names": ["-h", "--help"]}
LEVELS = ("error", "warning", "info")


def _words(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated options and lists alike; Chinese input methods type Chinese commas."""
    return tuple(word for value in values for word in re.split(r"[,，、\s]+", value) if word)


paths = click.argument(
    "paths",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="PATH",
    about=Phrase("文件、文件夹，或带 * 的文件名。", "Files, folders, or patterns."),
)
select = click.option(
    "--select",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("只用这些规则：编号、名称或组名。", "Only these rules: IDs, names or groups."),
)
ignore = click.option(
    "--ignore",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("不用这些规则：编号、名称或组名。", "Not these rules: IDs, names or groups."),
)
no_table = click.option(
    "--no-table",
    cls=Option,
    type=Choice(("error", "skip")),
    default="error",
    about=Phrase(
        "点名的文件没有绩效目标表时：error 退出码为 2（默认），skip 只计数。",
        "A named file without a table: error ends in exit code 2 (default), skip only counts it.",
    ),
)
lang = click.option(
    "--lang",
    cls=Option,
    type=Choice(("zh", "en")),
    expose_value=False,
    about=Phrase("语言；也可用环境变量 GOALLINT_LANG 设定。", "Language; GOALLINT_LANG sets it for good."),
)
profile = click.option(
    "--profile",
    cls=Option,
    default="generic",
    metavar="NAME",
    about=Phrase(
        "按哪一套口径检查（默认 generic），或一个 .yaml 文件。", "The profile (default generic), or a .yaml file."
    ),
)
rules_folders = click.option(
    "--rules",
    cls=Option,
    multiple=True,
    metavar="DIR",
    about=Phrase("再加载这个文件夹里的规则，可重复。", "Load the rules of this folder too; repeatable."),
)


def _config_file(ctx: click.Context, _: click.Parameter, file: str | None) -> None:
    ctx.meta[configured.FILE] = file


def _no_config(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's signature
    ctx.meta[configured.NONE] = wanted


def config(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command be told which configuration to use."""
    named = click.option(
        "--config",
        cls=Option,
        expose_value=False,
        callback=_config_file,
        metavar="FILE",
        about=Phrase(
            "用这个配置文件；不写则向上找最近的 goallint.toml 或 pyproject.toml。",
            "Use this configuration; else the nearest goallint.toml or pyproject.toml upwards.",
        ),
    )
    none = click.option(
        "--no-config",
        cls=Option,
        is_flag=True,
        expose_value=False,
        callback=_no_config,
        about=Phrase("不用任何配置文件。", "Use no configuration."),
    )
    return named(none(command))
