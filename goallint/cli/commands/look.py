"""`goallint dump` and `goallint trace`."""

from __future__ import annotations

from typing import Any

import click

from goallint.cli import configured, options
from goallint.cli.base import Argument, Choice, Command, Option
from goallint.language import Phrase
from goallint.reports import DUMPERS, TRACERS


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase("显示 goallint 是怎样读懂一个文件的。", "Show how goallint understands a file."),
    examples=("goallint dump 绩效目标表.docx", "goallint dump 绩效目标表.docx --format json"),
)
@click.argument("file", cls=Argument, metavar="FILE", about=Phrase("一个文件。", "A file."))
@click.option(
    "--format",
    "format_name",
    cls=Option,
    type=Choice((*DUMPERS, "git")),
    default="text",
    about=Phrase(
        "格式（默认 text）；git 是供 git diff 用的全文。",
        "The format (default text); git is all the text, for git diff.",
    ),
)
@options.lang
@click.pass_context
def dump(ctx: click.Context, file: str, format_name: str) -> int:
    """Show how goallint understands a file."""
    from goallint.cli.dump import run

    return run(file, format_name, ctx.obj)


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "显示一条规则在一个文件上是怎样判断的：每个对象的结论，每一步的值和单元格。",
        "Show how a rule judges a file: every verdict, with the values and cells behind it.",
    ),
    examples=(
        "goallint trace 绩效目标表.docx --rule A001",
        "goallint trace 绩效目标表.docx --rule A001 --table 3 --format json",
    ),
)
@click.argument("file", cls=Argument, metavar="FILE", about=Phrase("一个文件。", "A file."))
@click.option(
    "--rule",
    cls=Option,
    required=True,
    metavar="RULE",
    about=Phrase("规则的编号、名称或标题（必填）。", "The ID, name or title of a rule (required)."),
)
@click.option(
    "--table",
    cls=Option,
    type=int,
    metavar="N",
    about=Phrase("只看文件中的第 N 张表。", "Only the Nth table of the file."),
)
@options.profile
@options.rules_folders
@click.option(
    "--format",
    "format_name",
    cls=Option,
    type=Choice(tuple(TRACERS)),
    default="text",
    about=Phrase("格式（默认 text）。", "The format (default text)."),
)
@options.config
@options.lang
@click.pass_context
def trace(ctx: click.Context, /, **given: Any) -> int:
    """Show how a rule judges a file."""
    from goallint.cli.trace import Request, run

    return run(Request(language=ctx.obj, **configured.configured(ctx, given, given["file"])))
