"""The program: its commands by name."""

from __future__ import annotations

import click

from goallint.cli import options
from goallint.cli.base import Group, Option
from goallint.language import Phrase

_COMMANDS = {
    "baseline": "goallint.cli.commands.baseline:baseline",
    "check": "goallint.cli.commands.check:check",
    "completion": "goallint.cli.commands.setup:completion",
    "config": "goallint.cli.commands.setup:config",
    "dump": "goallint.cli.commands.look:dump",
    "explain": "goallint.cli.commands.rules:explain",
    "init": "goallint.cli.commands.setup:init",
    "rules": "goallint.cli.commands.rules:rules",
    "serve": "goallint.cli.commands.check:serve",
    "trace": "goallint.cli.commands.look:trace",
}
"""Where each command is declared; only the one that is called is loaded."""


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's signature
    if wanted and not ctx.resilient_parsing:
        import goallint

        click.echo(f"goallint {goallint.__version__}")
        ctx.exit()


@click.group(
    cls=Group,
    found=_COMMANDS,
    context_settings=options.HELP,
    about=Phrase(
        "检查预算绩效目标表：指标、金额、单位和文字前后是否一致、能否考核。",
        "Check Chinese budget performance-target tables.",
    ),
    examples=("goallint check 绩效目标表.docx", "goallint check 报送材料/", "goallint explain V001"),
)
@click.option(
    "--version",
    cls=Option,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    about=Phrase("显示版本。", "Show the version."),
)
@options.lang
def app() -> None:
    """Nothing of its own: every command stands below."""
