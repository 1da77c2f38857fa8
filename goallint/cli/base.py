"""Commands and options that carry their help in both languages, and pages of help as wide as Chinese is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from goallint.errors import UsageError
from goallint.language import Language, Phrase
from goallint.reports.layout import pad, width, wrap

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem  # only a shell that completes needs it

_HELP = Phrase("显示这页帮助。", "Show this page.")
_COLUMN = 26
_INDENT = "  "


def language_of(ctx: click.Context) -> Language:
    """Return the language of this call; `main` decides it before click reads the command line."""
    return "en" if ctx.obj == "en" else "zh"


def nearest(word: str, known: Sequence[str], cutoff: float = 0.6) -> str:
    """Return the known word that is most like this one, "" if none is as like as `cutoff`, 0 to 1."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=cutoff)), "")


def did_you_mean(word: str, known: Sequence[str]) -> Phrase:
    """Return the nearest known word as a question, or all of them."""
    close = nearest(word, known, 0.5)
    if close:
        return Phrase(f"您是否想写 {close}？", f"Did you mean {close}?")
    return Phrase(f"可以写：{'、'.join(known)}", f"Known: {', '.join(known)}")


class Choice(click.Choice[str]):
    """One of a few words; a wrong one is answered with the nearest right one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """Return the word itself, or UsageError."""
        words = [str(choice) for choice in self.choices]
        if value in words:
            return str(value)
        name = param.opts[-1] if param else ""
        zh, en = f"{name} 不能写 {value}。", f"{name} cannot be {value}."
        if nearest(str(value), words, 0.5):
            zh, en = f"{zh}可以写：{'、'.join(words)}", f"{en} It can be: {', '.join(words)}"
        raise UsageError(Phrase(zh, en), did_you_mean(str(value), words))


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *args: Any, about: Phrase, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer what the shell may put here."""
        from goallint.cli.completion import values

        offered = values(self, ctx, incomplete, language_of(ctx))
        return super().shell_complete(ctx, incomplete) if offered is None else offered


class Argument(click.Argument):
    """An argument with its help in both languages."""

    def __init__(self, *args: Any, about: Phrase, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer what the shell may put here."""
        from goallint.cli.completion import values

        offered = values(self, ctx, incomplete, language_of(ctx))
        return super().shell_complete(ctx, incomplete) if offered is None else offered


class Command(click.Command):
    """A command with its help in both languages; `examples` are command lines."""

    # Words too many are refused below: click has no error class that names them.
    allow_extra_args = True

    def __init__(self, *args: Any, about: Phrase, examples: Sequence[str] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about
        self.examples = tuple(examples)

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of help."""
        return _page(self, ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer options and commands to the shell, with their help in the language of this call."""
        known: dict[str, object] = {name: option for option in self.get_params(ctx) for name in option.opts}
        if isinstance(self, click.Group):
            known |= {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        offered = super().shell_complete(ctx, incomplete)
        for item in offered:
            item.help = _about(known.get(item.value)).say(language_of(ctx))
        return offered

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; UsageError for words that no argument takes."""
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            words = " ".join(rest)
            raise UsageError(
                Phrase(f"多余的词：{words}。", f"Too many words: {words}."),
                Phrase(f"用法见 {ctx.command_path} -h", f"See {ctx.command_path} -h"),
            )
        return rest


class Group(Command, click.Group):
    """A group of commands with its help in both languages.

    `found` are the commands that are loaded when they are called, by name: "module:attribute".
    """

    def __init__(self, *args: Any, found: Mapping[str, str] | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._found = found or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return sorted({*super().list_commands(ctx), *self._found})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, if there is one."""
        if cmd_name in self._found and cmd_name not in self.commands:
            module, _, attribute = self._found[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), attribute), cmd_name)
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a word, the help is the answer, but not what was asked for."""
        if not args and not ctx.resilient_parsing:
            click.echo(self.get_help(ctx), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the named command; UsageError with the nearest one if there is none."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UsageError(
                Phrase(f"没有这个命令：{args[0]}。", f"There is no command {args[0]}."),
                did_you_mean(args[0], self.list_commands(ctx)),
            )
        return super().resolve_command(ctx, args)


def _page(command: Command, ctx: click.Context) -> str:
    language = language_of(ctx)
    columns = min(_terminal_width(), 100)
    parameters = command.get_params(ctx)
    arguments = [parameter for parameter in parameters if isinstance(parameter, Argument)]
    options = [parameter for parameter in parameters if isinstance(parameter, click.Option)]
    words = [ctx.command_path, Phrase("[选项]", "[OPTIONS]").say(language), *map(_metavar, arguments)]
    commands: list[tuple[str, Phrase]] = []
    if isinstance(command, click.Group):
        words.append(Phrase("命令 …", "COMMAND …").say(language))
        commands = [(name, _about(command.get_command(ctx, name))) for name in command.list_commands(ctx)]
    lines = wrap(" ".join(words), columns, _INDENT * 3, Phrase("用法：", "Usage: ").say(language))
    lines += ["", *wrap(command.about.say(language), columns)]
    sections = [
        (Phrase("参数：", "Arguments:"), [(_metavar(argument), argument.about) for argument in arguments]),
        (Phrase("命令：", "Commands:"), commands),
        (Phrase("选项：", "Options:"), [(_spelling(option), _about(option)) for option in options]),
    ]
    for title, rows in sections:
        if rows:
            lines += ["", title.say(language), *_rows(rows, language, columns)]
    if command.examples:
        lines += ["", Phrase("例子：", "Examples:").say(language), *(f"{_INDENT}{line}" for line in command.examples)]
    return "\n".join(lines)


def _rows(rows: Sequence[tuple[str, Phrase]], language: Language, columns: int) -> list[str]:
    """Spellings in a column, what they do in the next; a long spelling has a line of its own."""
    column = min(max(width(spelling) for spelling, _ in rows) + 4, _COLUMN)
    lines = []
    for spelling, about in rows:
        head = pad(_INDENT + spelling, column)
        if width(head) > column or not head.endswith("  "):
            lines.append(head.rstrip())
            head = " " * column
        lines += wrap(about.say(language), columns, " " * column, head)
    return lines


def _about(described: object) -> Phrase:
    about = getattr(described, "about", _HELP)
    return about if isinstance(about, Phrase) else _HELP


def _metavar(argument: click.Argument) -> str:
    name = argument.metavar or argument.human_readable_name
    return f"{name}…" if argument.nargs == -1 else name


def _spelling(option: click.Option) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.is_flag or option.is_eager:
        return names
    return (
        f"{names} {'|'.join(map(str, option.type.choices))}"
        if isinstance(option.type, Choice)
        else f"{names} {option.metavar}"
    )


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns
