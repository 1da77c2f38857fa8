"""`goallint baseline`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goallint.baseline import DEFAULT_NAME
from goallint.cli import configured, options
from goallint.cli.base import Choice, Command, Group, Option
from goallint.language import Phrase


@click.group(
    cls=Group,
    context_settings=options.HELP,
    about=Phrase("记下已有的问题，以后只报新的。", "Write down the findings that there are; report only new ones."),
)
@options.lang
def baseline() -> None:
    """Commands about the baseline."""


@baseline.command(
    "create",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "检查文件，把现有的问题写进基线。不覆盖已有的基线。",
        "Check files and write the findings into a baseline. Overwrites none.",
    ),
    examples=("goallint baseline create 报送材料/", "goallint check 报送材料/ --baseline goallint-baseline.json"),
)
@options.paths
@click.option(
    "--output",
    "baseline",
    cls=Option,
    default=DEFAULT_NAME,
    metavar="FILE",
    about=Phrase(f"写到哪个文件（默认 {DEFAULT_NAME}）。", f"The file to write (default {DEFAULT_NAME})."),
)
@click.option(
    "--force",
    cls=Option,
    is_flag=True,
    about=Phrase("重新生成，覆盖已有的基线。", "Write it anew, over the one there is."),
)
@click.option(
    "--level",
    cls=Option,
    type=Choice(options.LEVELS),
    about=Phrase("记到哪一级为止（默认 warning）。", "The least severity written down (default warning)."),
)
@options.profile
@options.select
@options.ignore
@options.rules_folders
@options.no_table
@options.config
@options.lang
@click.pass_context
def baseline_create(ctx: click.Context, /, *, force: bool, **given: Any) -> int:
    """Write a baseline."""
    from goallint.cli.baseline import create
    from goallint.cli.check import Request

    settled = configured.configured(ctx, given)
    output = Path(settled.pop("baseline"))
    return create(Request(language=ctx.obj, **settled, for_files=configured.for_files(ctx)), output, force=force)


@baseline.command(
    "prune",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "重新检查基线里的文件，去掉已经不存在的问题。从不增加。",
        "Check the files of a baseline again and remove findings that are gone. Adds none.",
    ),
    examples=("goallint baseline prune", "goallint baseline prune --baseline 2024/基线.json"),
)
@click.option(
    "--baseline",
    cls=Option,
    default=DEFAULT_NAME,
    metavar="FILE",
    about=Phrase(f"哪个基线（默认 {DEFAULT_NAME}）。", f"Which baseline (default {DEFAULT_NAME})."),
)
@options.profile
@options.select
@options.ignore
@options.rules_folders
@options.config
@options.lang
@click.pass_context
def baseline_prune(ctx: click.Context, /, **given: Any) -> int:
    """Remove what is gone from a baseline."""
    from goallint.cli.baseline import prune
    from goallint.cli.check import Request

    settled = configured.configured(ctx, given)
    path = Path(settled.pop("baseline"))
    return prune(Request(paths=(), language=ctx.obj, **settled, for_files=configured.for_files(ctx)), path)
