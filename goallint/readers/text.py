"""Plain text (.txt, .md): three ways in which a table looks like lines.

Tabular: one row a line, cells between tabs; one blank line (a page break) does not end the table.
Stacked: one cell a line, each begun by a tab; a line without a tab goes on with the cell, a blank line ends the row.
Piped: one row a line, cells between "|", with or without the outer pipes and the ruler of Markdown.

Text knows no spans: the cells of a row take consecutive columns. In Markdown the marks of headings, quotations,
emphasis and code are left out first.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from goallint.document import Document, Table
from goallint.readers import limits, refusals
from goallint.readers.grid import Budget, number_paragraphs, table_of_rows

_Rows = list[list[str]]

_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_DUMP_MARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_PIPE = re.compile(r"(?<!\\)\|")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULER = re.compile(r"\s*:?-{2,}:?\s*")
_MARKUP = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+|(?:>[ \t]?)+|(?:```|~~~).*$)|\*\*|__|~~|`", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{}~])")  # all but "\|", which _piped needs to see
_BARE_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?")

_SAMPLE = 200
_STACKED_SHARE = 0.9
_FULL_ROWS_ONE_IN = 3
_GARBAGE_SHARE = 0.02


def read(path: Path) -> Document:
    """Read the document in the text file at `path`."""
    return read_text(decode(content(path)), str(path))


def read_markdown(path: Path) -> Document:
    """Read the document in the Markdown file at `path`."""
    plain = _MARKUP.sub("", _BREAK.sub("\n", decode(content(path))))
    return read_text(unescape(_ESCAPE.sub(r"\1", plain)), str(path))


def content(path: Path) -> bytes:
    """Read the bytes of the text file at `path`, as far as a text may be long, however long it says it is."""
    with path.open("rb") as stream:
        data = stream.read(limits.TEXT_BYTES + 1)
    if len(data) > limits.TEXT_BYTES:
        raise refusals.too_big(limits.TEXT_BYTES)
    return data


def read_text(text: str, path: str = "<text>") -> Document:
    """Read the document that `text` holds."""
    plain = _DUMP_MARK.sub("", _BREAK.sub("\n", text))
    budget = Budget()
    budget.paragraphs(plain.count("\n"))
    return Document(path, number_paragraphs(_blocks(plain.split("\n"), budget), budget))


def decode(data: bytes) -> str:
    """Decode `data`: UTF-8, UTF-16 or GB 18030, whichever comes first and makes sense."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _makes_sense(text):
            return text
    raise refusals.not_text()


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # No text in UTF-8 or GB 18030 holds a zero byte, and every UTF-16 line break does.
    return ("utf-16-le", "utf-16-be") if b"\0" in data else ("utf-8", "gb18030")


def _makes_sense(text: str) -> bool:
    sample = text[:20_000]
    garbage = sum(
        unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"} and character not in "\t\n\r\v\f"
        for character in sample
    )
    return garbage <= _GARBAGE_SHARE * len(sample)


def _blocks(lines: list[str], budget: Budget) -> Iterator[str | Table]:
    place = number = 0
    while place < len(lines):
        rows, end = _rows_at(lines, place)
        if any(sum(map(bool, map(str.strip, row))) > 1 for row in rows):
            number += 1
            yield table_of_rows(number, rows, budget)
        else:
            yield from lines[place:end]
        place = end


def _rows_at(lines: list[str], start: int) -> tuple[_Rows, int]:
    """Give the rows of the table that begins at line `start`, none for a paragraph, and the line after."""
    if "\t" in lines[start]:
        if _is_stacked(lines, start):
            return _stacked(lines, start)
        if "\t" not in lines[start].rstrip() and _is_stacked(lines, start + 1):
            return [], start + 1
        return _tabular(lines, start)
    if "|" in lines[start]:
        return _piped(lines, start)
    return [], start + 1


def _is_stacked(lines: list[str], start: int) -> bool:
    if start == len(lines) or not lines[start].startswith("\t"):
        return False
    sample = _until_paragraph(lines[start : start + _SAMPLE])
    tabbed = [line for line in sample if line.startswith("\t") or "\t" in line.rstrip()]
    stacked = sum(line.startswith("\t") and "\t" not in line[1:].rstrip() for line in tabbed)
    return stacked >= _STACKED_SHARE * len(tabbed)


def _until_paragraph(lines: list[str]) -> Iterator[str]:
    after_blank = False
    for line in lines:
        if after_blank and line.strip() and not line.startswith("\t"):
            return
        after_blank = _is_blank(line)
        yield line


def _is_blank(line: str) -> bool:
    return not line.strip() and "\t" not in line


def _tabular(lines: list[str], start: int) -> tuple[_Rows, int]:
    rows: _Rows = []
    blanks = 0
    place = start
    for place in range(start, len(lines)):
        line = lines[place]
        if _is_blank(line):
            blanks += 1
            continue
        cells = line.split("\t")
        if len(cells) == 1 or blanks > 1 or (blanks and _begins_again(rows, cells)):
            return rows, place
        rows.append(cells)
        blanks = 0
    return rows, len(lines)


def _stacked(lines: list[str], start: int) -> tuple[_Rows, int]:
    rows: _Rows = [[]]
    blanks = 0
    for place in range(start, len(lines)):
        line = lines[place]
        if line.startswith("\t"):
            if blanks > 1 and _begins_again(rows, [line]):
                return _joined(rows), place
            if blanks:
                rows.append([])
            rows[-1].append(line.strip())
        elif _is_blank(line):
            blanks += 1
            continue
        elif blanks:
            return _joined(rows), place
        else:
            rows[-1][-1] += "\n" + line.rstrip()
        blanks = 0
    return _joined(rows), len(lines)


def _begins_again(rows: _Rows, cells: list[str]) -> bool:
    return bool(cells[0].strip()) and cells[0].strip() == rows[0][0].strip()


def _joined(rows: _Rows) -> _Rows:
    """`rows` with those mended that a blank line inside a cell has split in two.

    The second half is told by what it holds, numbers and blanks only, and by the two halves making up a full row.
    """
    full, count = Counter(map(len, rows)).most_common(1)[0]
    if count * _FULL_ROWS_ONE_IN < len(rows):
        return rows
    joined: _Rows = []
    for row in rows:
        texts = [text for text in map(str.strip, row) if text]
        if joined and len(joined[-1]) + len(row) == full and texts and all(map(_BARE_NUMBER.fullmatch, texts)):
            joined[-1].extend(row)
        else:
            joined.append(list(row))
    return joined


def _piped(lines: list[str], start: int) -> tuple[_Rows, int]:
    end = start
    while end < len(lines) and "|" in lines[end] and "\t" not in lines[end]:
        end += 1
    rows = [_PIPE.split(line.strip()) for line in lines[start:end]]
    if all(len(row) > 2 and not row[0] and not row[-1] for row in rows):  # noqa: PLR2004 - the two outer pipes
        rows = [row[1:-1] for row in rows]
    if len(rows) > 1 and all(map(_RULER.fullmatch, rows[1])):
        del rows[1]
    return [[_LINE_BREAK_TAG.sub("\n", cell).replace("\\|", "|") for cell in row] for row in rows], end
