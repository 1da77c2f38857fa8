"""`goallint dump`: how goallint understands a file, or all the text of it for git."""

from __future__ import annotations

from pathlib import Path

from goallint.cli import screen
from goallint.language import Language


def run(file: str, format_name: str, language: Language) -> int:
    """Write what is in the file."""
    if format_name == "git":
        screen.emit(_for_git(file, language))
        return 0
    from goallint.pipeline import understand
    from goallint.reports import dumper

    screen.emit(dumper(format_name).dump(understand(file), screen.view(language)))
    return 0


def _for_git(file: str, language: Language) -> str:
    """All the text. A file that cannot be read is said as its text: an error would end the whole `git diff`."""
    from goallint.errors import ReadError
    from goallint.readers import read
    from goallint.reports import git

    try:
        return git.lines(read(file))
    except ReadError as error:
        if not Path(file).is_file():
            raise
        return git.refusal(error, language)
