"""`--output FORMAT=FILE`: what may be written where, and writing it all or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from goallint.cli.base import did_you_mean
from goallint.cli.escaping import ESCAPED
from goallint.errors import UsageError, reason
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.reports import REPORTERS

_USE = Phrase("写作 --output sarif=结果.sarif。", "Write --output sarif=result.sarif.")


@dataclass(frozen=True, slots=True)
class Output:
    """A report that goes to a file; one `at_once` can be read there while it is written."""

    format_name: str
    path: Path
    at_once: bool = False


def outputs(words: Sequence[str]) -> tuple[Output, ...]:
    """Read the values of --output; UsageError for one that cannot be written, before any work is done."""
    asked = tuple(_output(word) for word in words)
    for each in asked:
        _check_place(each.path)
    return asked


def spare(asked: Sequence[Output], documents: Iterable[Path]) -> None:
    """UsageError if a report would overwrite another one, or a document that is to be checked."""
    read = {os.path.realpath(path) for path in documents}
    for number, each in enumerate(asked):
        if any(_same(each.path, other.path) for other in asked[:number]):
            raise UsageError(
                Phrase(f"两份报告写到同一个文件：{each.path}。", f"Two reports would go to {each.path}."),
                Phrase("每种格式写一个文件。", "Give each format a file of its own."),
            )
        if os.path.realpath(each.path) in read:
            raise UsageError(
                Phrase(
                    f"报告会覆盖要检查的文件：{each.path}。",
                    f"A report would overwrite {each.path}, which is to be checked.",
                ),
                Phrase("请换一个文件名，或写到别的文件夹。", "Choose another name or folder."),
            )


def _output(word: str) -> Output:
    name, equals, path = word.partition("=")
    if not equals or not path:
        raise UsageError(Phrase(f"--output 不能写 {word}。", f"--output cannot be {word}."), _USE)
    if name not in REPORTERS:
        zh, en = f"--output 没有这种格式：{name}。", f"--output knows no format {name}."
        raise UsageError(Phrase(zh, en), did_you_mean(name, list(REPORTERS)))
    if path == "-":
        raise UsageError(
            Phrase("--output 只写到文件。", "--output is for files."),
            Phrase(f"写到屏幕用 --format {name}。", f"For stdout use --format {name}."),
        )
    return Output(name, Path(path))


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise UsageError(
            Phrase(f"--output 的 {path} 是文件夹。", f"--output {path} is a folder."),
            Phrase("请写明文件名。", "Name a file."),
        )
    if not path.parent.is_dir():
        raise UsageError(
            Phrase(f"--output 的文件夹不存在：{path.parent}。", f"--output: there is no folder {path.parent}."),
            Phrase("请先建立这个文件夹。", "Create it first."),
        )


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def write(path: Path, text: str) -> None:
    """Write the file whole or leave what is there; UsageError if it cannot be written."""
    draft = Draft(path)
    try:
        draft.write(text)
        draft.finish()
    finally:
        draft.drop()


class Draft:
    """A file that is written beside its place, and put there when it is whole; UsageError if that cannot be.

    One `at_once` is written in its place. So is a device or a pipe, such as /dev/stderr: there is nothing to replace.
    """

    def __init__(self, path: Path, *, at_once: bool = False) -> None:
        self._path = path
        self._target = Path(os.path.realpath(path))
        self._direct = at_once or (self._target.exists() and not self._target.is_file())
        # The name is short whatever that of the report: file systems count the bytes of Chinese names.
        self._beside = self._target.with_name(f".goallint-{os.urandom(6).hex()}.tmp")
        self._file: BinaryIO | None = None

    def write(self, text: str) -> None:
        """Add to the file."""
        with self._explained():
            if self._file is None:
                self._file = self._target.open("wb") if self._direct else self._beside.open("xb")
            self._file.write(text.encode("utf-8", errors=ESCAPED))
            if self._direct:
                self._file.flush()

    def finish(self) -> None:
        """Put the file in its place."""
        with self._explained():
            if self._file:
                self._file.close()
            if self._direct:
                return
            if self._target.exists():
                shutil.copymode(self._target, self._beside)
            self._beside.replace(self._target)

    def drop(self) -> None:
        """Take away what was written and not finished."""
        with suppress(OSError):
            if self._file:
                self._file.close()
        with suppress(OSError):
            self._beside.unlink(missing_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = reason(error)
            raise UsageError(
                Phrase(f"无法写入 {self._path}：{why.zh}。", f"Cannot write {self._path}: {why.en}."),
                Phrase("请检查磁盘空间和权限。", "Check the space on the disk, and permissions."),
            ) from None
