"""`goallint config`, `goallint init` and `goallint completion`."""

from __future__ import annotations

from typing import Any

import click

from goallint.cli import configured, options
from goallint.cli.base import Argument, Choice, Command, Group, Option
from goallint.cli.commands.check import check
from goallint.language import Phrase


@click.group(cls=Group, context_settings=options.HELP, about=Phrase("查看配置。", "Look at the configuration."))
@options.lang
def config() -> None:
    """Commands about the configuration."""


@config.command(
    "show",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "显示每项设置、它的值和来源；给出文件时，显示对这个文件的设置。",
        "Show every setting with its value and where it comes from; for one file if it is given.",
    ),
    examples=("goallint config show", "goallint config show 2024/绩效目标表.docx --profile hebei"),
)
@click.argument("path", cls=Argument, required=False, metavar="[FILE]", about=Phrase("一个文件。", "A file."))
@click.option(
    "--format",
    "shown_as",
    cls=Option,
    type=Choice(("text", "json")),
    default="text",
    about=Phrase("格式（默认 text）。", "The format (default text)."),
)
@options.config
@options.lang
@click.pass_context
def config_show(ctx: click.Context, /, path: str | None, shown_as: str, **_: Any) -> int:
    """Show every setting with its value and where it comes from."""
    from goallint.cli.config import show

    return show(ctx, path, shown_as)


# What can be set for a check can be set here too, to see what comes of it.
config_show.params[2:2] = [option for option in check.params if configured.is_setting(option.name)]


@config.command(
    "schema",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase("输出配置文件的 JSON Schema，供编辑器使用。", "Write the JSON Schema of the file, for editors."),
    examples=("goallint config schema > goallint.schema.json",),
)
@options.lang
def config_schema() -> int:
    """Write the JSON Schema of the configuration."""
    from goallint.cli.config import schema

    return schema()


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "在当前文件夹写一个 goallint.toml，改之前不起作用。不覆盖已有的文件。",
        "Write a goallint.toml here, without effect until it is edited. Overwrites nothing.",
    ),
)
@options.lang
@click.pass_context
def init(ctx: click.Context) -> int:
    """Write a goallint.toml to start from."""
    from goallint.cli.config import init as write

    return write(ctx.obj)


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "输出 shell 的补全脚本：按 Tab 补全命令、选项、规则和文件名。",
        "Write the completion script of a shell: Tab completes commands, options, rules and files.",
    ),
    examples=(
        'eval "$(goallint completion bash)"   # ~/.bashrc',
        'eval "$(goallint completion zsh)"    # ~/.zshrc',
        "goallint completion fish > ~/.config/fish/completions/goallint.fish",
    ),
)
@click.argument(
    "shell",
    cls=Argument,
    type=Choice(("bash", "zsh", "fish")),
    metavar="bash|zsh|fish",
    about=Phrase("您用的 shell。", "The shell."),
)
@options.lang
def completion(shell: str) -> int:
    """Write the script for a shell."""
    from goallint.cli import screen
    from goallint.cli.app import app
    from goallint.cli.completion import script

    screen.emit(script(shell, app))
    return 0
