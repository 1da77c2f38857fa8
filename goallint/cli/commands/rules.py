"""`goallint explain` and `goallint rules`."""

from __future__ import annotations

from typing import Any

import click

from goallint.cli import configured, options
from goallint.cli.base import Argument, Command, Group, Option
from goallint.language import Phrase


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase("讲解一条规则：查什么、为什么、依据、例子。", "Explain a rule: what it checks, why, and examples."),
    examples=("goallint explain A001", "goallint explain fund-sum"),
)
@click.argument(
    "rule", cls=Argument, metavar="RULE", about=Phrase("规则的编号、名称或标题。", "The ID, name or title of a rule.")
)
@options.rules_folders
@options.config
@options.lang
@click.pass_context
def explain(ctx: click.Context, /, rule: str, **given: Any) -> int:
    """Explain a rule."""
    from goallint.cli import rules as command

    return command.explain(rule, configured.configured(ctx, given)["rules"], ctx.obj)


@click.group(
    cls=Group, context_settings=options.HELP, about=Phrase("列出、自测或新写规则。", "List, test or write rules.")
)
@options.lang
def rules() -> None:
    """Commands about rules."""


@rules.command("list", cls=Command, context_settings=options.HELP, about=Phrase("列出所有规则。", "List all rules."))
@options.rules_folders
@options.config
@options.lang
@click.pass_context
def rules_list(ctx: click.Context, /, **given: Any) -> int:
    """List all rules."""
    from goallint.cli import rules as command

    return command.listing(configured.configured(ctx, given)["rules"], ctx.obj)


@rules.command(
    "test",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "运行规则文件里自带的例子。有不符的，退出码为 1。",
        "Run the examples in the rule files; exit code 1 if one fails.",
    ),
    examples=("goallint rules test", "goallint rules test Z001 --rules 我的规则/"),
)
@click.argument(
    "words",
    cls=Argument,
    nargs=-1,
    metavar="RULE",
    about=Phrase("只测这些规则：编号、名称或组名。", "Only these rules: IDs, names or groups."),
)
@options.rules_folders
@options.config
@options.lang
@click.pass_context
def rules_test(ctx: click.Context, /, words: tuple[str, ...], **given: Any) -> int:
    """Run the examples in the rule files."""
    from goallint.cli import rules as command

    return command.test(words, configured.configured(ctx, given)["rules"], ctx.obj)


@rules.command(
    "scopes",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "列出规则能用的对象、字段、配置和函数，及其类型。",
        "List the scopes, fields, settings and functions that rules can use, with their types.",
    ),
    examples=("goallint rules scopes", "goallint rules scopes indicator"),
)
@click.argument(
    "names",
    cls=Argument,
    nargs=-1,
    metavar="NAME",
    about=Phrase("只看这些；functions 是函数，settings 是配置。", "Only these; also `functions` and `settings`."),
)
@options.lang
@click.pass_context
def rules_scopes(ctx: click.Context, names: tuple[str, ...]) -> int:
    """List what rules can speak of."""
    from goallint.cli import rules as command

    return command.scopes(names, ctx.obj)


@rules.command(
    "new",
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "写出一个新规则文件的样子，自测通过之前要把它填好。不覆盖已有的文件。",
        "Write a new rule file to be filled in; its test fails until it is. Overwrites nothing.",
    ),
    examples=("goallint rules new Z001 lantern-count", "goallint rules new Z001 lantern-count --dir 我的规则"),
)
@click.argument("rule", cls=Argument, metavar="ID", about=Phrase("编号，如 Z001。", "An ID such as Z001."))
@click.argument(
    "name", cls=Argument, metavar="NAME", about=Phrase("名称，如 lantern-count。", "A name such as lantern-count.")
)
@click.option(
    "--dir",
    "folder",
    cls=Option,
    default="my-rules",
    metavar="DIR",
    about=Phrase("放在哪个文件夹（默认 my-rules）。", "The folder it goes to (default my-rules)."),
)
@options.lang
@click.pass_context
def rules_new(ctx: click.Context, rule: str, name: str, folder: str) -> int:
    """Write a new rule file."""
    from goallint.cli import rules as command

    return command.new(rule, name, folder, ctx.obj)
