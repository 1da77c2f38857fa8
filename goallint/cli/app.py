"""The commands and their options; what they do is in the modules that they call."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

import click

from goallint.baseline import DEFAULT_NAME
from goallint.cli import configured
from goallint.cli.base import Argument, Choice, Command, Group, Option
from goallint.cli.output import Output, outputs
from goallint.errors import UsageError
from goallint.language import Phrase
from goallint.reports import DUMPERS, REPORTERS, TRACERS

_HELP = {"help_option_names": ["-h", "--help"]}
_AUTO = "auto"
_LEVELS = ("error", "warning", "info")


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's signature
    if wanted and not ctx.resilient_parsing:
        import goallint

        click.echo(f"goallint {goallint.__version__}")
        ctx.exit()


def _words(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated options and lists alike; Chinese input methods type Chinese commas."""
    return tuple(word for value in values for word in re.split(r"[,，、\s]+", value) if word)


def _outputs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    return outputs(values)


def _jobs(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    if value in {None, _AUTO}:
        return None
    number = int(value) if value and value.isdecimal() else 0
    if number < 1:
        raise UsageError(
            Phrase(f"--jobs 不能写 {value}。", f"--jobs cannot be {value}."),
            Phrase("请写正整数或 auto。", "Give a positive number or auto."),
        )
    return number


def _seconds(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    with suppress(ValueError):
        if 0 < float(value) < inf:
            return float(value)
    raise UsageError(
        Phrase(f"--timeout 不能写 {value}。", f"--timeout cannot be {value}."),
        Phrase("请写秒数，如 30。", "Give a number of seconds, such as 30."),
    )


_lang = click.option(
    "--lang",
    cls=Option,
    type=Choice(("zh", "en")),
    expose_value=False,
    about=Phrase("语言；也可用环境变量 GOALLINT_LANG 设定。", "Language; GOALLINT_LANG sets it for good."),
)
_profile = click.option(
    "--profile",
    cls=Option,
    default="generic",
    metavar="NAME",
    about=Phrase(
        "按哪一套口径检查（默认 generic），或一个 .yaml 文件。", "The profile (default generic), or a .yaml file."
    ),
)
_rules = click.option(
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


def _config(command: Callable[..., Any]) -> Callable[..., Any]:
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


@click.group(
    cls=Group,
    context_settings=_HELP,
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
@_lang
def app() -> None:
    """Nothing of its own: every command stands below."""


@app.command(
    cls=Command,
    context_settings=_HELP,
    about=Phrase(
        "检查文件。退出码：0 没有问题，1 有问题，2 有文件没能检查。",
        "Check files. Exit code: 0 nothing wrong, 1 something is, 2 something could not be checked.",
    ),
    examples=(
        "goallint check 绩效目标表.docx",
        "goallint check 报送材料/ --level info",
        'goallint check "2024/*.xlsx" --format json',
        "goallint check 表.docx --ignore V006,W002 --fail-on warning",
        "goallint check 报送材料/ --output sarif=结果.sarif --output junit=结果.xml",
        "goallint check --together 目标表.docx 自评表.docx",
    ),
)
@click.argument(
    "paths",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="PATH",
    about=Phrase("文件、文件夹，或带 * 的文件名。", "Files, folders, or patterns."),
)
@_profile
@click.option(
    "--select",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("只用这些规则：编号、名称或组名。", "Only these rules: IDs, names or groups."),
)
@click.option(
    "--ignore",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("不用这些规则：编号、名称或组名。", "Not these rules: IDs, names or groups."),
)
@click.option(
    "--level",
    cls=Option,
    type=Choice(_LEVELS),
    about=Phrase(
        "列出到哪一级为止（给人看的格式默认 warning，给程序的默认 info）。",
        "The least severity listed (default warning in formats for people, else info).",
    ),
)
@click.option(
    "--fail-on",
    cls=Option,
    type=Choice((*_LEVELS, "never")),
    default="error",
    about=Phrase(
        "到哪一级算不通过，退出码为 1（默认 error）。",
        "The least severity that fails, with exit code 1 (default error).",
    ),
)
@click.option(
    "--format",
    "format_name",
    cls=Option,
    type=Choice(tuple(REPORTERS)),
    default="text",
    about=Phrase("报告格式（默认 text）。", "The format of the report (default text)."),
)
@click.option(
    "--output",
    cls=Option,
    multiple=True,
    callback=_outputs,
    metavar="FORMAT=FILE",
    about=Phrase("再按这种格式写一份报告到文件，可重复。", "Write a report to a file too; repeatable."),
)
@click.option(
    "--statistics",
    cls=Option,
    is_flag=True,
    about=Phrase("报告之后列出每条规则的次数。", "After the report, list how often each rule found something."),
)
@_rules
@click.option(
    "--no-table",
    cls=Option,
    type=Choice(("error", "skip")),
    default="error",
    about=Phrase(
        "点名的文件没有绩效目标表时：error 退出码为 2（默认），skip 只计数。",
        "A named file without a table: error ends in exit code 2 (default), skip only counts it.",
    ),
)
@click.option(
    "--together",
    cls=Option,
    is_flag=True,
    about=Phrase(
        "把这些文件放在一起核对：目标表与自评表、项目表与部门公开。",
        "Compare the tables of all files: targets with self-evaluations, projects with the department.",
    ),
)
@click.option(
    "--baseline",
    cls=Option,
    metavar="FILE",
    about=Phrase(
        "基线里已有的问题不再报；改好了而基线里还有的，算错误。",
        "Findings in this baseline are not reported; those that are gone from the files are errors.",
    ),
)
@click.option(
    "--jobs",
    cls=Option,
    callback=_jobs,
    metavar="N",
    about=Phrase(
        "用几个进程检查：数字，或 auto（默认，每个处理器核心一个）。",
        "How many processes check: a number, or auto (default, one for each core).",
    ),
)
@click.option(
    "--resume",
    cls=Option,
    metavar="FILE.jsonl",
    about=Phrase(
        "边检查边按 jsonl 格式写到这个文件；中断后用同样的命令接着检查。",
        "Write this jsonl report line by line; after a stop, the same command goes on with it.",
    ),
)
@click.option(
    "--engine",
    cls=Option,
    type=Choice(("local", "dask")),
    default="local",
    about=Phrase("在哪里检查：local 本机（默认），dask 集群。", "Where: local (default), or a dask cluster."),
)
@click.option(
    "--scheduler",
    cls=Option,
    metavar="ADDRESS",
    about=Phrase(
        "Dask 调度器的地址，如 tcp://主机:8786；不写则在本机起一个。",
        "The Dask scheduler, such as tcp://host:8786; else one of its own.",
    ),
)
@click.option(
    "--timeout",
    cls=Option,
    callback=_seconds,
    metavar="SECONDS",
    about=Phrase(
        "一个文件最多检查多少秒，超过就放弃它、继续检查其余文件（多进程时默认 180）。",
        "Seconds that a file may take before it is given up and the others go on (default 180 with processes).",
    ),
)
@_config
@_lang
@click.pass_context
def check(ctx: click.Context, /, **options: Any) -> int:
    """Check files."""
    from goallint.cli.check import Request, run

    settled = configured.configured(ctx, options)
    return run(Request(language=ctx.obj, **settled, for_files=configured.for_files(ctx)))


@app.command(
    cls=Command,
    context_settings=_HELP,
    about=Phrase("讲解一条规则：查什么、为什么、依据、例子。", "Explain a rule: what it checks, why, and examples."),
    examples=("goallint explain A001", "goallint explain fund-sum"),
)
@click.argument("rule", cls=Argument, metavar="RULE", about=Phrase("规则的编号或名称。", "The ID or name of a rule."))
@_rules
@_config
@_lang
@click.pass_context
def explain(ctx: click.Context, /, rule: str, **options: Any) -> int:
    """Explain a rule."""
    from goallint.cli import rules as command

    return command.explain(rule, configured.configured(ctx, options)["rules"], ctx.obj)


@app.command(
    cls=Command,
    context_settings=_HELP,
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
    about=Phrase("规则的编号或名称（必填）。", "The ID or name of a rule (required)."),
)
@click.option(
    "--table",
    cls=Option,
    type=int,
    metavar="N",
    about=Phrase("只看文件中的第 N 张表。", "Only the Nth table of the file."),
)
@_profile
@_rules
@click.option(
    "--format",
    "format_name",
    cls=Option,
    type=Choice(tuple(TRACERS)),
    default="text",
    about=Phrase("格式（默认 text）。", "The format (default text)."),
)
@_config
@_lang
@click.pass_context
def trace(ctx: click.Context, /, **options: Any) -> int:
    """Show how a rule judges a file."""
    from goallint.cli.trace import Request, run

    return run(Request(language=ctx.obj, **configured.configured(ctx, options, options["file"])))


@app.group(cls=Group, context_settings=_HELP, about=Phrase("列出、自测或新写规则。", "List, test or write rules."))
@_lang
def rules() -> None:
    """Commands about rules."""


@rules.command("list", cls=Command, context_settings=_HELP, about=Phrase("列出所有规则。", "List all rules."))
@_rules
@_config
@_lang
@click.pass_context
def rules_list(ctx: click.Context, /, **options: Any) -> int:
    """List all rules."""
    from goallint.cli import rules as command

    return command.listing(configured.configured(ctx, options)["rules"], ctx.obj)


@rules.command(
    "test",
    cls=Command,
    context_settings=_HELP,
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
@_rules
@_config
@_lang
@click.pass_context
def rules_test(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> int:
    """Run the examples in the rule files."""
    from goallint.cli import rules as command

    return command.test(words, configured.configured(ctx, options)["rules"], ctx.obj)


@rules.command(
    "scopes",
    cls=Command,
    context_settings=_HELP,
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
@_lang
@click.pass_context
def rules_scopes(ctx: click.Context, names: tuple[str, ...]) -> int:
    """List what rules can speak of."""
    from goallint.cli import rules as command

    return command.scopes(names, ctx.obj)


@rules.command(
    "new",
    cls=Command,
    context_settings=_HELP,
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
@_lang
@click.pass_context
def rules_new(ctx: click.Context, rule: str, name: str, folder: str) -> int:
    """Write a new rule file."""
    from goallint.cli import rules as command

    return command.new(rule, name, folder, ctx.obj)


@app.command(
    cls=Command,
    context_settings=_HELP,
    about=Phrase(
        "在本机打开一个网页：拖入文件就能看到报告，并下载带批注的副本。按 Ctrl-C 结束。",
        "Serve a page on this machine: drop files, read the report, take the copy with comments. Ctrl-C ends it.",
    ),
    examples=("goallint serve", "goallint serve --open --profile hebei"),
)
@_profile
@_rules
@click.option(
    "--port",
    cls=Option,
    type=int,
    default=8765,
    metavar="N",
    about=Phrase("端口（默认 8765；0 表示自动选择）。", "The port (default 8765; 0 takes a free one)."),
)
@click.option(
    "--open",
    cls=Option,
    is_flag=True,
    about=Phrase("同时打开浏览器。", "Open the browser too."),
)
@_lang
@click.pass_context
def serve(ctx: click.Context, /, **options: Any) -> int:
    """Serve a page on this machine."""
    from goallint.cli.serve import Request, run

    return run(Request(language=ctx.obj, **configured.configured(ctx, options)))


@app.group(
    cls=Group,
    context_settings=_HELP,
    about=Phrase("记下已有的问题，以后只报新的。", "Write down the findings that there are; report only new ones."),
)
@_lang
def baseline() -> None:
    """Commands about the baseline."""


_named_table = click.option(
    "--no-table",
    cls=Option,
    type=Choice(("error", "skip")),
    default="error",
    about=Phrase(
        "点名的文件没有绩效目标表时：error 出错（默认），skip 跳过。",
        "A named file without a table is an error, or skipped.",
    ),
)
_chosen = click.option(
    "--select",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("只用这些规则。", "Only these rules."),
)
_ignored = click.option(
    "--ignore",
    cls=Option,
    multiple=True,
    callback=_words,
    metavar="RULE,…",
    about=Phrase("不用这些规则。", "Not these rules."),
)


@baseline.command(
    "create",
    cls=Command,
    context_settings=_HELP,
    about=Phrase(
        "检查文件，把现有的问题写进基线。不覆盖已有的基线。",
        "Check files and write the findings into a baseline. Overwrites none.",
    ),
    examples=("goallint baseline create 报送材料/", "goallint check 报送材料/ --baseline goallint-baseline.json"),
)
@click.argument(
    "paths",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="PATH",
    about=Phrase("文件、文件夹，或带 * 的文件名。", "Files, folders, or patterns."),
)
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
    type=Choice(_LEVELS),
    about=Phrase("记到哪一级为止（默认 warning）。", "The least severity written down (default warning)."),
)
@_profile
@_chosen
@_ignored
@_rules
@_named_table
@_config
@_lang
@click.pass_context
def baseline_create(ctx: click.Context, /, *, force: bool, **options: Any) -> int:
    """Write a baseline."""
    from goallint.cli.baseline import create
    from goallint.cli.check import Request

    settled = configured.configured(ctx, options)
    output = Path(settled.pop("baseline"))
    return create(Request(language=ctx.obj, **settled, for_files=configured.for_files(ctx)), output, force=force)


@baseline.command(
    "prune",
    cls=Command,
    context_settings=_HELP,
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
@_profile
@_chosen
@_ignored
@_rules
@_config
@_lang
@click.pass_context
def baseline_prune(ctx: click.Context, /, **options: Any) -> int:
    """Remove what is gone from a baseline."""
    from goallint.cli.baseline import prune
    from goallint.cli.check import Request

    settled = configured.configured(ctx, options)
    path = Path(settled.pop("baseline"))
    return prune(Request(paths=(), language=ctx.obj, **settled, for_files=configured.for_files(ctx)), path)


@app.command(
    cls=Command,
    context_settings=_HELP,
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
@_lang
@click.pass_context
def dump(ctx: click.Context, file: str, format_name: str) -> int:
    """Show how goallint understands a file."""
    from goallint.cli.dump import run

    return run(file, format_name, ctx.obj)


@app.group(cls=Group, context_settings=_HELP, about=Phrase("查看配置。", "Look at the configuration."))
@_lang
def config() -> None:
    """Commands about the configuration."""


@config.command(
    "show",
    cls=Command,
    context_settings=_HELP,
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
@_config
@_lang
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
    context_settings=_HELP,
    about=Phrase("输出配置文件的 JSON Schema，供编辑器使用。", "Write the JSON Schema of the file, for editors."),
    examples=("goallint config schema > goallint.schema.json",),
)
@_lang
def config_schema() -> int:
    """Write the JSON Schema of the configuration."""
    from goallint.cli.config import schema

    return schema()


@app.command(
    cls=Command,
    context_settings=_HELP,
    about=Phrase(
        "在当前文件夹写一个 goallint.toml，改之前不起作用。不覆盖已有的文件。",
        "Write a goallint.toml here, without effect until it is edited. Overwrites nothing.",
    ),
)
@_lang
@click.pass_context
def init(ctx: click.Context) -> int:
    """Write a goallint.toml to start from."""
    from goallint.cli.config import init as write

    return write(ctx.obj)


@app.command(
    cls=Command,
    context_settings=_HELP,
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
@_lang
def completion(shell: str) -> int:
    """Write the script for a shell."""
    from goallint.cli import screen
    from goallint.cli.completion import script

    screen.emit(script(shell, app))
    return 0
