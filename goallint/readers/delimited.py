"""Values between delimiters (.csv), as Excel and WPS write them: one sheet without merged cells.

The delimiter is the comma, the semicolon or the tab, whichever makes rows of one width; the encoding is found as for
plain text, for a Chinese Excel writes GBK.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from pathlib import Path

from goallint.document import Document
from goallint.readers import limits, refusals
from goallint.readers.grid import Budget, table_of_sheet
from goallint.readers.text import content, decode

_DELIMITERS = ",;\t"
_SAMPLE = 100


def read(path: Path) -> Document:
    """Read the document in the file at `path`."""
    lines = decode(content(path)).splitlines(keepends=True)
    budget = Budget()
    budget.paragraphs(len(lines))
    texts: dict[tuple[int, int], str] = {}
    try:
        for row, values in enumerate(csv.reader(lines, delimiter=_delimiter(lines)), 1):
            texts.update({(row, column): text for column, value in enumerate(values, 1) if (text := value.strip())})
            if len(texts) > limits.CELLS:
                raise refusals.too_large(limits.CELLS)
    except csv.Error:
        raise refusals.too_much_in_one_place(csv.field_size_limit()) from None
    table = table_of_sheet(1, "", texts, (), budget)
    return Document(str(path), (table,) if table else ())


def _delimiter(lines: list[str]) -> str:
    """Choose the delimiter of which most rows have equally many."""

    def agreement(delimiter: str) -> int:
        widths = Counter(map(len, islice(csv.reader(lines, delimiter=delimiter), _SAMPLE)))
        return max((count for width, count in widths.items() if width > 1), default=0)

    return max(_DELIMITERS, key=agreement)
