"""`goallint check` and `goallint serve`."""

from __future__ import annotations

from contextlib import suppress
from math import inf
from typing import Any

import click

from goallint.cli import configured, options
from goallint.cli.base import Choice, Command, Option
from goallint.cli.output import Output, outputs
from goallint.errors import UsageError
from goallint.language import Phrase
from goallint.reports import REPORTERS

_AUTO = "auto"


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


@click.command(
    cls=Command,
    context_settings=options.HELP,
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
        "goallint check 绩效目标表.docx --annotate 批注/",
        "goallint check 报送材料/ --output html=报告.html",
        "goallint check --together 目标表.docx 自评表.docx",
    ),
)
@options.paths
@options.profile
@options.select
@options.ignore
@click.option(
    "--level",
    cls=Option,
    type=Choice(options.LEVELS),
    about=Phrase(
        "列出到哪一级为止（给人看的格式默认 warning，给程序的默认 info）。",
        "The least severity listed (default warning in formats for people, else info).",
    ),
)
@click.option(
    "--fail-on",
    cls=Option,
    type=Choice((*options.LEVELS, "never")),
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
    "--annotate",
    cls=Option,
    metavar="DIR",
    about=Phrase(
        "把带批注的副本写到这个文件夹：每个问题在它的单元格上，原件不动（.docx、.xlsx）。",
        "Write copies with a comment at each finding to this folder; originals stay as they are (.docx, .xlsx).",
    ),
)
@click.option(
    "--statistics",
    cls=Option,
    is_flag=True,
    about=Phrase("报告之后列出每条规则的次数。", "After the report, list how often each rule found something."),
)
@options.rules_folders
@options.no_table
@click.option(
    "--force-exclude",
    cls=Option,
    is_flag=True,
    about=Phrase(
        "配置里的 exclude 也用于点名的文件，如 pre-commit 点名的。",
        "`exclude` of the configuration holds for named files too, such as those that pre-commit names.",
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
@options.config
@options.lang
@click.pass_context
def check(ctx: click.Context, /, **given: Any) -> int:
    """Check files."""
    from goallint.cli.check import Request, run

    settled = configured.configured(ctx, given)
    return run(Request(language=ctx.obj, **settled, for_files=configured.for_files(ctx)))


@click.command(
    cls=Command,
    context_settings=options.HELP,
    about=Phrase(
        "在本机打开一个网页：拖入文件就能看到报告，并下载带批注的副本。按 Ctrl-C 结束。",
        "Serve a page on this machine: drop files, read the report, take the copy with comments. Ctrl-C ends it.",
    ),
    examples=("goallint serve", "goallint serve --open --profile hebei"),
)
@options.profile
@options.rules_folders
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
@options.lang
@click.pass_context
def serve(ctx: click.Context, /, **given: Any) -> int:
    """Serve a page on this machine."""
    from goallint.cli.serve import Request, run

    return run(Request(language=ctx.obj, **configured.configured(ctx, given)))
