"""What click finds wrong with a command line, said in goallint's words and in both languages."""

from __future__ import annotations

import click

from goallint.cli.base import did_you_mean, nearest
from goallint.errors import UsageError
from goallint.language import NOTHING, Phrase


def said(error: click.ClickException) -> UsageError:
    """Say the same with a message for people and what to do next."""
    ctx = getattr(error, "ctx", None)
    message, remedy = _message(error, ctx)
    if ctx is not None:
        path = ctx.command_path
        where = Phrase(f"用法见 {path} -h", f"See {path} -h")
        remedy = Phrase(*("\n".join(filter(None, pair)) for pair in zip(remedy, where, strict=True)))
    return UsageError(message, remedy)


def _message(error: click.ClickException, ctx: click.Context | None) -> tuple[Phrase, Phrase]:
    match error:
        case click.NoSuchOption():
            name = error.option_name
            known = [option for parameter in ctx.command.get_params(ctx) for option in parameter.opts] if ctx else []
            hint = did_you_mean(name, known) if nearest(name, known) else NOTHING
            return Phrase(f"没有这个选项：{name}。", f"There is no option {name}."), hint
        case click.BadOptionUsage():
            return _bad_option(error, ctx), NOTHING
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return Phrase(f"缺少 {name}。", f"{name} is missing."), NOTHING
        case click.BadParameter():
            name = error.param.opts[-1] if error.param else ""
            # Whole numbers are all that click itself reads; what else an option takes is refused in our own words.
            return Phrase(f"{name} 要写整数。", f"{name} takes a whole number."), NOTHING
        case _:
            return Phrase(f"命令行不对：{error.format_message()}", error.format_message()), NOTHING


def _bad_option(error: click.BadOptionUsage, ctx: click.Context | None) -> Phrase:
    name = error.option_name
    parameters = ctx.command.get_params(ctx) if ctx else []
    option = next((each for each in parameters if name in each.opts and isinstance(each, click.Option)), None)
    if option is not None and option.is_flag:
        return Phrase(f"选项 {name} 不带值。", f"Option {name} takes no value.")
    return Phrase(f"选项 {name} 后面缺少值。", f"Option {name} needs a value.")
