"""The baseline (基线): a committed list of the findings that there are already, so that only new ones count.

A finding is known by the path of its file, seen from the folder of the baseline, and by what it is: rule, form,
semantic place and cell text. Rows and tables may move.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, NoReturn

from goallint.errors import ConfigError, reason
from goallint.findings import Finding, digest, identity
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.regex import late

SCHEMA_VERSION = 1
DEFAULT_NAME = "goallint-baseline.json"
_EXCERPT = 60
_URL = "://"
_AGAIN = Phrase(
    "请用版本库里的版本恢复它，或用 goallint baseline create --force 重新生成。",
    "Restore it from the repository, or write it anew with `goallint baseline create --force`.",
)
_MERGE = Phrase(
    "请留下两边的记录，每行之间用逗号隔开，再运行 goallint baseline prune。",
    "Keep the entries of both sides, with commas between the lines, and run `goallint baseline prune`.",
)
_CONFLICT = late(r"^(?:<{7}|={7}|>{7})", re.MULTILINE)
_TEXTS = ("rule", "form", "label", "text", "fingerprint")


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding on record, `count` times; form, label and text are there for people, `line` is where it stands."""

    rule: str
    form: str
    label: str
    text: str
    fingerprint: str
    count: int = 1
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Baseline:
    """The findings on record by the path of their file; `path` is the baseline's own."""

    path: Path
    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many findings are on record."""
        return sum(entry.count for entries in self.files.values() for entry in entries)

    def key(self, path: str | Path) -> str:
        """How the baseline names a file, whatever the working directory is; a URL is its own name."""
        return str(path) if _URL in str(path) else _relative(Path(path), self.path.parent)

    def file(self, key: str) -> Path | None:
        """Find the file that the baseline names so; None for a URL."""
        return None if _URL in key else self.path.parent / key

    def text(self) -> str:
        """Give what is to be written: sorted, an entry a line, so that a change is easy to review."""
        files = ",\n".join(_file(key, self.files[key]) for key in sorted(self.files) if self.files[key])
        body = f"{{\n{files}\n  }}" if files else "{}"
        return f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "files": {body}\n}}\n'

    def without(self, gone: Iterable[tuple[str, Entry]]) -> Baseline:
        """The baseline less entries of files; each takes away as many as it counts."""
        less = Counter[tuple[str, str]]()
        for key, entry in gone:
            less[key, entry.fingerprint] += entry.count
        files = {
            key: tuple(
                replace(entry, count=count)
                for entry in entries
                if (count := entry.count - less[key, entry.fingerprint]) > 0
            )
            for key, entries in self.files.items()
        }
        return replace(self, files={key: entries for key, entries in files.items() if entries})


def fingerprint(finding: Finding) -> str:
    """What a finding is known by in the file that it is in."""
    return digest(identity(finding))


def entries(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """Put findings of one file on record."""
    counted: dict[str, Entry] = {}
    for finding in findings:
        mark = fingerprint(finding)
        if mark in counted:
            counted[mark] = replace(counted[mark], count=counted[mark].count + 1)
        else:
            place = finding.place
            counted[mark] = Entry(finding.rule, _flat(finding.form), _flat(place.label), _flat(place.text), mark)
    return tuple(sorted(counted.values(), key=lambda entry: (entry.rule, entry.form, entry.label, entry.fingerprint)))


def load(path: Path) -> Baseline:
    """Read a baseline; ConfigError if it is none."""
    try:
        text = path.read_text("utf-8-sig")
        content = json.loads(text)
    except FileNotFoundError:
        raise ConfigError(
            Phrase("没有这个基线文件", "there is no such baseline"),
            Phrase("用 goallint baseline create 生成。", "Write it with `goallint baseline create`."),
            where=path.as_posix(),
        ) from None
    except OSError as error:
        why = reason(error)
        raise ConfigError(
            Phrase(f"无法读取基线：{why.zh}", f"cannot read the baseline: {why.en}"), where=path.as_posix()
        ) from None
    except json.JSONDecodeError as error:
        raise _no_json(path, text, error) from None
    except (ValueError, RecursionError):
        _refuse(path, Phrase("这不是 goallint 的基线", "this is no baseline of goallint"))
    return _Loader(path, text).baseline(content)


def _no_json(path: Path, text: str, error: json.JSONDecodeError) -> ConfigError:
    """What to say of a text that is no JSON: git has left it so, or it is damaged."""
    conflict = _CONFLICT.search(text)
    if conflict:
        message = Phrase("基线里有没有解决的合并冲突", "the baseline holds a conflict of a merge")
        where = f"{path.as_posix()}:{text.count(chr(10), 0, conflict.start()) + 1}"
        return ConfigError(message, _MERGE, where=where)
    message = Phrase("基线不是有效的 JSON，文件可能已损坏", "the baseline is no valid JSON; it may be damaged")
    return ConfigError(message, _AGAIN, where=f"{path.as_posix()}:{error.lineno}:{error.colno}")


class _Loader:
    """Makes a baseline of parsed JSON, with the lines at which entries stand."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        starts = [found.start() for found in re.finditer(r'"fingerprint"\s*:', text)]
        breaks = [found.start() for found in re.finditer("\n", text)]
        self._lines = iter(_line_numbers(starts, breaks))

    def baseline(self, content: Any) -> Baseline:
        """Check everything; ConfigError for what is wrong."""
        if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
            _refuse(self._path, Phrase("这不是 goallint 的基线", "this is no baseline of goallint"))
        version = content.get("schema_version")
        if version != SCHEMA_VERSION:
            _refuse(
                self._path,
                Phrase(
                    f"基线的版本是 {version}，这个 goallint 只认 {SCHEMA_VERSION}",
                    f"the baseline has version {version}; this goallint knows {SCHEMA_VERSION}",
                ),
            )
        files = {str(key): _joined(self._entries(key, value)) for key, value in content["files"].items()}
        return Baseline(self._path, files)

    def _entries(self, key: str, value: Any) -> Iterator[Entry]:
        if not isinstance(value, list):
            self._wrong(key)
        for each in value:
            if not isinstance(each, dict) or not all(isinstance(each.get(name), str) for name in _TEXTS):
                self._wrong(key)
            count = each.get("count", 1)
            if type(count) is not int or count < 1:
                self._wrong(key)
            rule, form, label, text, mark = (each[name] for name in _TEXTS)
            yield Entry(rule, form, label, text, mark, count, next(self._lines, 0))

    def _wrong(self, key: str) -> NoReturn:
        _refuse(self._path, Phrase(f"基线中“{key}”的记录不完整", f'an entry of "{key}" in the baseline is not whole'))


def _joined(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with equal ones as one: merging two branches may leave an entry twice."""
    joined: dict[str, Entry] = {}
    for entry in found:
        before = joined.get(entry.fingerprint)
        joined[entry.fingerprint] = replace(before, count=before.count + entry.count) if before else entry
    return tuple(joined.values())


def _line_numbers(starts: Iterable[int], breaks: list[int]) -> Iterator[int]:
    line = 0
    for start in starts:
        while line < len(breaks) and breaks[line] < start:
            line += 1
        yield line + 1


def _refuse(path: Path, message: Phrase) -> NoReturn:
    raise ConfigError(message, _AGAIN, where=path.as_posix()) from None


def _file(key: str, found: Iterable[Entry]) -> str:
    lines = ",\n".join(f"      {_object(entry)}" for entry in found)
    return f"    {_json(key)}: [\n{lines}\n    ]"


def _object(entry: Entry) -> str:
    shown = {name: getattr(entry, name) for name in (*_TEXTS[:-1], "count", "fingerprint")}
    return _json(shown)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[:_EXCERPT] + "…"


def _relative(path: Path, folder: Path) -> str:
    """Name a file from a folder; through links to folders, but not a link to the file itself."""
    real = Path(os.path.realpath(path.parent), path.name)
    try:
        return Path(os.path.relpath(real, os.path.realpath(folder))).as_posix()
    except ValueError:
        return real.as_posix()  # on another drive nothing is relative
