"""`goallint config show | schema` and `goallint init`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from goallint.cli import screen
from goallint.cli.configured import NONE, configuration, given, search
from goallint.config import find
from goallint.config.load import Config, FileSection
from goallint.config.schema import config_schema
from goallint.config.settle import COMMAND_LINE, Origin, Settled, matching, settle
from goallint.config.starter import starter
from goallint.errors import UsageError, reason
from goallint.language import Language, Phrase
from goallint.records import dataclass
from goallint.reports.layout import clean, pad, width
from goallint.rulebook.skeleton import create

_UNSET = "—"


def show(ctx: click.Context, path: str | None, format_name: str) -> int:
    """Write every setting with its value and where it comes from; for one file, if a path is given."""
    config = configuration(ctx)
    settled = settle(config, given(ctx), path) | _language(ctx)
    page = _Page(search(ctx), bool(ctx.meta.get(NONE)), config, settled, path)
    screen.emit(page.json() if format_name == "json" else "\n".join(page.lines(ctx.obj)) + "\n")
    return 0


def _language(ctx: click.Context) -> dict[str, Settled]:
    """The language, where the command line or the environment sets it."""
    asked: click.Context | None = ctx
    while asked:
        if asked.get_parameter_source("lang") is click.core.ParameterSource.COMMANDLINE:
            return {"lang": Settled(ctx.obj, (COMMAND_LINE,))}
        asked = asked.parent
    if not os.environ.get(screen.LANGUAGE_VARIABLE):
        return {}
    return {"lang": Settled(ctx.obj, (Origin("environment", screen.LANGUAGE_VARIABLE),))}


@dataclass(frozen=True, slots=True)
class _Page:
    """What `goallint config show` shows."""

    search: find.Search
    none_wanted: bool
    config: Config | None
    settled: dict[str, Settled]
    path: str | None

    def json(self) -> str:
        """The page for programs."""
        content = {
            "schema_version": 1,
            "config": self.config.path if self.config else None,
            "folders": [folder.as_posix() for folder in self.search.folders],
            "path": self.path,
            "excluded": self._excluded,
            "files": [
                {"line": each.table.line, "path": list(each.patterns.lines), "matches": each in self._matching}
                for each in (self.config.files if self.config else ())
            ],
            "settings": {
                name: {"value": each.value, "origins": [origin._asdict() for origin in each.origins]}
                for name, each in self.settled.items()
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    def lines(self, language: Language) -> Iterator[str]:
        """The page for people."""
        yield from (phrase.say(language) for phrase in self._head())
        yield ""
        titles = (Phrase("设置", "Setting"), Phrase("值", "Value"), Phrase("来源", "From"))
        rows = [tuple(title.say(language) for title in titles)]
        rows += [(name, _text(each.value), _origins(each, language)) for name, each in self.settled.items()]
        columns = [max(width(row[column]) for row in rows) for column in (0, 1)]
        for name, value, origins in rows:
            yield clean(f"{pad(name, columns[0])}  {pad(value, columns[1])}  {origins}").rstrip()

    @property
    def _matching(self) -> list[FileSection]:
        return matching(self.config, self.path) if self.config else []

    @property
    def _excluded(self) -> bool:
        return self.config is not None and self.path is not None and self.config.exclude.match(self.path)

    def _head(self) -> Iterator[Phrase]:
        if self.config is None:
            yield self._nothing()
            return
        yield Phrase(f"配置文件：{self.config.path}", f"Configuration: {self.config.path}")
        tables = self._matching if self.path else self.config.files
        listed = [Phrase(each.place, each.place) for each in tables]
        places = Phrase("、".join(each.zh for each in listed), ", ".join(each.en for each in listed))
        if self.path and tables:
            yield Phrase(f"用于 {self.path} 的 [[files]]：{places.zh}", f"[[files]] for {self.path}: {places.en}")
        elif self.path and self.config.files:
            yield Phrase(f"没有用于 {self.path} 的 [[files]]", f"No [[files]] for {self.path}")
        elif tables:
            yield Phrase(
                f"另有只用于某些文件的 [[files]]：{places.zh}；goallint config show 文件 显示对它的设置",
                f"Besides [[files]] for some files: {places.en}; see goallint config show FILE",
            )
        if self._excluded:
            yield Phrase(
                f"在文件夹里遇到 {self.path} 时不检查（exclude）", f"{self.path} is left out of folders (exclude)"
            )

    def _nothing(self) -> Phrase:
        if self.none_wanted:
            return Phrase("没有用配置文件（--no-config）", "No configuration (--no-config)")
        folders = self.search.folders or (Path(),)
        first, last = folders[0].as_posix(), folders[-1].as_posix()
        return Phrase(
            f"没有配置文件：从 {first} 向上到 {last}，没有 {find.NAME}，"
            f"也没有含 [tool.goallint] 的 {find.PYPROJECT}。\ngoallint init 写一个。",
            f"No configuration: from {first} up to {last} there is no {find.NAME}, and no {find.PYPROJECT} with "
            "[tool.goallint].\n`goallint init` writes one.",
        )


def _text(value: Any) -> str:
    if value is None or value == ():
        return _UNSET
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _origins(settled: Settled, language: Language) -> str:
    words = [origin.phrase.say(language) for origin in settled.origins]
    return Phrase("、".join(words), ", ".join(words)).say(language)


def schema() -> int:
    """Write the JSON Schema of the configuration."""
    screen.emit(json.dumps(config_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def init(language: Language) -> int:
    """Write a goallint.toml to start from into the current folder; never over another."""
    path, pyproject = Path(find.NAME), Path(find.PYPROJECT)
    if find.configures(pyproject):
        raise UsageError(
            Phrase(f"{pyproject} 里已经有 [tool.goallint]，没有改动。", f"{pyproject} has [tool.goallint] already."),
            Phrase("请在那里修改。", "Edit it there."),
        )
    before = find.search().found
    try:
        create(path, starter(language))
    except FileExistsError:
        raise UsageError(Phrase(f"{path} 已经有了，没有改动。", f"{path} exists and was left alone.")) from None
    except OSError as error:
        why = reason(error)
        raise UsageError(
            Phrase(f"无法写入 {path}：{why.zh}。", f"Cannot write {path}: {why.en}."),
            Phrase("请检查磁盘空间和权限。", "Check the space on the disk, and permissions."),
        ) from None
    said = [Phrase(f"写好了 {path}，目前不改变任何设置。", f"Wrote {path}, which sets nothing yet.")]
    if before:
        other = find.shown(before.path)
        said.append(Phrase(f"在这里不再用 {other}。", f"Here {other} is no longer used."))
    for each in said:
        screen.tell(each, language)
    return 0
