"""The annotated copies of a run: where each goes, which files get one, and what is said about it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from goallint.annotate import one, refusals
from goallint.errors import GoallintError
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.reports import View
from goallint.reports.listed import listed
from goallint.results import DocumentResult

_MANY = 5


class Copies:
    """Writes annotated copies while documents pass.

    A file gets a copy if it has findings at or above the level of the view, by default warnings. The copies lie in
    the folder as the originals lie below the folder that they have in common, so that no two of them meet.
    """

    def __init__(self, folder: Path, sources: Iterable[Path], view: View) -> None:
        """Get ready for the files `sources`; UsageError if their copies cannot be put in `folder`."""
        self._folder = folder
        self._view = view
        self._level = view.level or Severity.WARNING
        self._written: list[Path] = []
        self._unsuited: list[str] = []
        self._refused: list[Phrase] = []
        self._stale: list[Path] = []
        self.failed = False
        """Whether a copy could not be written, for another reason than its format."""
        sources = list(sources)
        self._common = _common_folder(sources)
        if folder.exists() and not folder.is_dir():
            raise refusals.folder(folder)
        self._spare(sources)

    def add(self, document: DocumentResult) -> None:
        """Write the copy of a document that was checked, if it has findings to speak of."""
        if document.status == "unreadable" or not document.is_document:
            return
        source = Path(document.path)
        target = self.place(source)
        findings = listed(document, self._level)
        if not findings:
            self._stale += [target] if target.exists() else []
            return
        try:
            one.write_to(target, source, findings, self._view.language)
        except refusals.UnsuitedError:
            self._unsuited.append(document.path)
        except GoallintError as error:
            self.failed = True
            self._refused.append(_because(document.path, error))
        else:
            self._written.append(target)

    def place(self, source: Path) -> Path:
        """Where the copy of `source` goes."""
        absolute = Path(os.path.abspath(source))  # noqa: PTH100  # resolve() would give a link another name
        if self._common is None:
            return self._folder.joinpath(absolute.drive.strip(":\\/"), *absolute.parts[1:])
        return self._folder / absolute.relative_to(self._common)

    def notes(self) -> list[Phrase]:
        """What was written, what was not and why; for the end of the run."""
        said = [
            _listed(self._written, Phrase("批注副本", "Annotated copies")),
            _listed(
                self._unsuited,
                Phrase(
                    "这些文件的格式不能加批注（可以另存为 .docx 或 .xlsx），没有写副本",
                    "No copies, as their formats take no comments (save them as .docx or .xlsx)",
                ),
            ),
            *self._refused,
            _listed(
                self._stale,
                Phrase("这些副本已过时，原件没有要标出的问题了", "Out of date, as the originals have no findings now"),
            ),
        ]
        found = [phrase for phrase in said if phrase]
        return found or [Phrase("没有要标出的问题，没有写批注副本。", "No findings to mark, no annotated copies.")]

    def _spare(self, sources: Iterable[Path]) -> None:
        """UsageError if a copy would stand where an original does, or be checked as one the next time."""
        real = Path(os.path.realpath(self._folder))
        originals = {_identity(source) for source in sources} - {None}
        for source in sources:
            inside = Path(os.path.realpath(source)).is_relative_to(real)
            if inside or _identity(self.place(source)) in originals:
                raise refusals.original(source)


def _common_folder(sources: Iterable[Path]) -> Path | None:
    """The folder that all files lie in or below; None for files on several drives."""
    folders = {os.path.dirname(os.path.abspath(source)) for source in sources}  # noqa: PTH100, PTH120
    try:
        return Path(os.path.commonpath(folders)) if folders else None
    except ValueError:
        return None


def _identity(path: Path) -> tuple[int, int] | None:
    """What is the same for all names of a file, links of both kinds among them; None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _listed(names: Sequence[Path | str], head: Phrase) -> Phrase | None:
    """A heading with names, the first ones where they are many."""
    if not names:
        return None
    shown = [str(name) for name in names[:_MANY]]
    more = len(names) > _MANY
    zh = "、".join(shown) + (f" 等 {len(names)} 个" if more else "")
    en = ", ".join(shown) + (f" and {len(names) - _MANY} more" if more else "")
    return Phrase(f"{head.zh}：{zh}", f"{head.en}: {en}")


def _because(path: str, error: GoallintError) -> Phrase:
    zh, en = error.say("zh").replace("\n", "。"), error.say("en").replace("\n", ". ")
    return Phrase(f"没有写 {path} 的批注副本：{zh}", f"No annotated copy of {path}: {en}")
