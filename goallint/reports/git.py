"""A document as lines of text for `git diff`: a line changes only if what it says does.

Everything that was read is there, understood or not. Nothing is numbered, aligned or fitted to a screen, so that a
longer value or one row more leaves every other line as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goallint.document import Cell, Document, Table
from goallint.errors import GoallintError
from goallint.language import Language, Phrase
from goallint.reports.layout import one_line

_ROW = "  "
_MORE = "    "
_LABEL = 20
"""So many characters are a label or a value: one line, whatever breaks it has on the page."""
_SENTENCE = re.compile(r"\n|(?<=[。；！？])(?![。；！？”’」』）])")


def lines(document: Document) -> str:
    """Paragraphs a sentence a line, tables a row a line, in the order of the page."""
    written: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            written += ["", *_table(block), ""]
        else:
            written += _parts(block.text)
    return "".join(f"{line}\n" for line in written)


def refusal(error: GoallintError, language: Language) -> str:
    """Say in place of the text why there is none."""
    words = Phrase(f"（读不了：{error.message.zh}）", f"(cannot be read: {error.message.en})").say(language)
    return f"{one_line(words)}\n"


def _table(table: Table) -> Iterator[str]:
    if table.sheet:
        yield one_line(table.sheet)
    rows: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        for row in range(cell.row, cell.last_row + 1):
            rows[row - 1].append(cell)
    for number, cells in enumerate(rows, start=1):
        if any(cell.text.strip() for cell in cells):
            yield _row(number, sorted(cells, key=lambda cell: cell.column))


def _row(number: int, cells: list[Cell]) -> str:
    """The cells between bars. A label merged over several rows stands in each, to say what a changed line is about."""
    shown = (_parts(cell.text) if cell.row == number or _is_label(cell.text) else [] for cell in cells)
    return _ROW + " | ".join(f"\n{_MORE}".join(parts) for parts in shown).rstrip(" |")


def _parts(text: str) -> list[str]:
    """The lines and sentences of a text; a label is one."""
    found = [text] if _is_label(text) else _SENTENCE.split(text)
    return [one_line(part) for part in found if part.strip()]


def _is_label(text: str) -> bool:
    return len(one_line(text)) <= _LABEL
