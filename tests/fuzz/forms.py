"""Pages made of decisions: forms with anything in them, and the parts of packages that hold them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from goallint.document import Cell, Comment, Document, Paragraph, Table
from goallint.readers import limits
from goallint.readers.grid import Budget, table_of_sheet
from goallint.rulebook import load_rules
from tests.fuzz.choices import Choices, shuffled

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"

_MOST_BLOCKS = 6
_MOST_CHANGES = 12
_LARGEST = 14


@cache
def examples() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The forms in the rule files, as rows of cells."""
    texts = dict.fromkeys(example.text for rule in load_rules().rules for example in rule.tests)
    return tuple(tuple(tuple(line.split("|")) for line in text.splitlines()) for text in texts)


def page(choices: Choices) -> Document:
    """A document of examples with changes, of tables of anything, and of paragraphs."""
    blocks: list[Paragraph | Table] = []
    for number in range(1, 2 + choices.below(_MOST_BLOCKS)):
        match choices.below(4):
            case 0:
                blocks.append(Paragraph(number, choices.words(20) or "绩效目标"))
            case 1:
                blocks += _table(choices, number, _anything(choices))
            case _:
                blocks += _table(choices, number, _changed(choices))
    return Document("page", tuple(blocks), tuple(_comments(choices, blocks)))


def long_page(choices: Choices) -> Document:
    """An example in which a cell says something again and again, as long as a cell may be, and a row comes often."""
    rows = [list(row) for row in choices.pick(examples())]
    again = "".join(choices.words(3) for _ in range(1 + choices.below(3))) or "绩"
    often = choices.below(4) == 0
    size = 1_000 if often else choices.pick((1_000, 5_000, 20_000, limits.CELL_CHARACTERS))
    text = (again * size)[:size]
    row = choices.pick(rows)
    at = choices.below(len(row))
    for place in range(len(row)) if choices.below(4) == 0 else [at]:
        row[place] = row[place] + text if choices.below(2) else text
    if often:
        at = choices.below(len(rows))
        rows[at:at] = [[f"{cell}{number}" for cell in rows[at]] for number in range(choices.pick((20, 50, 100)))]
    lines: list[Paragraph | Table] = [Paragraph(1, text)] if choices.below(4) == 0 else []
    cut = [[cell[: limits.CELL_CHARACTERS] for cell in row] for row in rows]
    return Document("page", (*lines, *_table(choices, 1, cut)))


def _anything(choices: Choices) -> list[list[str]]:
    width = 1 + choices.below(8)
    return [[_cell(choices) for _ in range(width)] for _ in range(1 + choices.below(_LARGEST))]


def _changed(choices: Choices) -> list[list[str]]:
    rows = [list(row) for row in choices.pick(examples())]
    for _ in range(choices.below(_MOST_CHANGES)):
        if not rows or choices.below(4) == 0:
            shuffled(choices, rows, lambda: [_cell(choices) for _ in range(1 + choices.below(5))])
        else:
            shuffled(choices, choices.pick(rows), lambda: _cell(choices))
    return rows


def _cell(choices: Choices) -> str:
    return choices.words(1 + choices.below(6))


def _table(choices: Choices, number: int, rows: Sequence[Sequence[str]]) -> list[Table]:
    texts = {
        (row, column): text.strip()
        for row, cells in enumerate(rows, 1)
        for column, text in enumerate(cells, 1)
        if text.strip()
    }
    merged = [_area(choices) for _ in range(choices.below(6))]
    table = table_of_sheet(number, choices.pick(("", "表一")), texts, merged, Budget())
    return [table] if table else []


def _area(choices: Choices) -> tuple[int, int, int, int]:
    top, left = 1 + choices.below(_LARGEST), 1 + choices.below(8)
    return top, left, top + choices.below(5), left + choices.below(5)


def _comments(choices: Choices, blocks: Sequence[Paragraph | Table]) -> list[Comment]:
    cells = [cell for block in blocks if isinstance(block, Table) for cell in block.cells]
    return [
        Comment(choices.pick(("", "张三", "goallint")), directive(choices), _some(choices, cells))
        for _ in range(choices.below(3))
    ]


def _some(choices: Choices, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(choices.pick(cells) for _ in range(choices.below(3))) if cells else ()


def directive(choices: Choices) -> str:
    """A comment, most likely one that asks goallint for something."""
    parts = (
        "goallint",
        "：",
        ":",
        " ",
        "\n",
        "忽略",
        "ignore",
        "豁免",
        "V001",
        "value",
        "A",
        "G003",
        "，",
        ",",
        "理由",
    )
    return "".join(choices.word() if choices.below(4) == 0 else choices.pick(parts) for _ in range(choices.below(20)))


WORD_TAGS = (
    *("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:tcPr", "w:trPr", "w:pPr", "w:rPr", "w:gridSpan", "w:vMerge"),
    *("w:hMerge", "w:gridBefore", "w:cellDel", "w:cellIns", "w:del", "w:ins", "w:moveFrom", "w:moveTo", "w:delText"),
    *("w:vanish", "w:rFonts", "w:sym", "w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:instrText", "w:fldSimple"),
    *("w:sdt", "w:sdtPr", "w:sdtContent", "w:txbxContent", "w:pict", "w:ruby", "w:rt", "w:rubyBase", "w:body"),
    *("mc:AlternateContent", "mc:Choice", "mc:Fallback", "m:oMath", "m:r", "m:t", "w:hyperlink", "w:smartTag"),
    *("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:comment", "w:comments", "w:tblPr"),
    *("w:pPrChange", "w:tcPrChange", "w:document", "x:any"),
)
_SHEET_TAGS = (
    *("row", "c", "v", "is", "t", "r", "rPh", "f", "mergeCells", "mergeCell", "sheetData", "si", "sst", "phoneticPr"),
    *("numFmts", "numFmt", "cellXfs", "xf", "fonts", "cellStyleXfs", "comments", "comment", "authors", "author"),
    *("commentList", "text", "sheetView", "cols", "col", "worksheet", "styleSheet", "any"),
)
_ATTRIBUTES = ("w:val", "w:id", "w:font", "w:char", "w:ascii", "w:author", "w14:paraId", "Requires")
_SHEET_ATTRIBUTES = ("r", "t", "s", "ref", "numFmtId", "formatCode", "hidden", "authorId", "applyNumberFormat", "xfId")
_VALUES = (
    *("0", "1", "2", "7", "-1", "99999999999999999999", "restart", "continue", "false", "true", "off", "", "A1", "B2"),
    *("XFD1048576", "A1:C3", "C3:A1", "A0", "ZZZZZZ1", "s", "inlineStr", "str", "b", "e", "n", "d", "164", "14", "49"),
    *("0.00%", '0"万元"', "yyyy-m-d", "[h]:mm", "#,##0.00_);[红色]\\(", "General", "@", "??/??", "0.0E+0", "１", "²"),
    *("Wingdings 2", "00A3", "F0FE", "张三", "goallint", "1e400", "0x10", "𝟙"),
)

_SPACES = {"w": WORD, "mc": COMPATIBLE, "m": MATH, "x": "urn:x", "w14": "urn:w14", "r": OFFICE}
_WHOLE_FROM = {
    "word": ("w:document", WORD_TAGS, _ATTRIBUTES, "".join(f' xmlns:{each}="{_SPACES[each]}"' for each in _SPACES)),
    "sheet": ("worksheet", _SHEET_TAGS, _SHEET_ATTRIBUTES, f' xmlns="{SHEET}"'),
}


def part(choices: Choices, kind: str, root: str = "") -> bytes:
    """A part of a package: raw bytes, or well-formed XML of its own elements in any order and depth."""
    if choices.below(8) == 0:
        return choices.rest()
    usual, tags, attributes, spaces = _WHOLE_FROM[kind]
    root = root or usual
    written, opened = [f"<{root}{spaces}>"], [root]
    while choices:
        match choices.below(8):
            case 0 | 1 | 2:
                tag = choices.pick(tags)
                written.append(f"<{tag}{_attributes(choices, attributes)}>")
                opened.append(tag)
            case 3 | 4:
                if len(opened) > 1:
                    written.append(f"</{opened.pop()}>")
            case 5:
                written.append(f"<{choices.pick(tags)}{_attributes(choices, attributes)}/>")
            case 6:
                written.append(escape(_clean(choices.words())))
            case _:
                written += _usual(kind, choices)
    written += [f"</{tag}>" for tag in reversed(opened)]
    return "".join(written).encode("utf-8", "replace")


def _attributes(choices: Choices, names: Sequence[str]) -> str:
    chosen = dict.fromkeys(choices.pick(names) for _ in range(choices.below(3)))
    return "".join(f" {name}={quoteattr(_clean(_value(choices)))}" for name in chosen)


def _value(choices: Choices) -> str:
    return choices.text() if choices.below(6) == 0 else choices.pick(_VALUES)


def _usual(kind: str, choices: Choices) -> list[str]:
    text = escape(_clean(choices.words()))
    if kind == "sheet":
        return [f'<c r="{choices.pick(_VALUES)}" s="{choices.below(4)}"><v>', str(choices.below(2**20)), "</v></c>"]
    if choices.below(2):
        return [f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"]
    return [f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"]


_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)([^<>]*)>")


def swapped(choices: Choices, content: bytes) -> bytes:
    """Some XML with a few changes: tags left out, doubled, exchanged, renamed; values and texts replaced."""
    for _ in range(1 + choices.below(8)):
        tags = list(_TAG.finditer(content))
        if not tags:
            return content
        content = _change(choices, content, tags)
    return content


def _change(choices: Choices, content: bytes, tags: Sequence[re.Match[bytes]]) -> bytes:
    one, other = choices.pick(tags), choices.pick(tags)
    if other.start() < one.start():
        one, other = other, one
    before, between, after = content[: one.start()], content[one.end() : other.start()], content[other.end() :]
    made: dict[int, Callable[[], bytes]] = {
        0: lambda: before + content[one.end() :],
        1: lambda: before + one[0] + content[one.start() :],
        2: lambda: before + other[0] + between + one[0] + after if one is not other else content,
        3: lambda: before + after,
        4: lambda: before + between + one[0] + content[other.start() :],
        5: lambda: before + b"<%b%b%b>" % (one[1], other[2], one[3]) + content[one.end() :],
        6: lambda: before + re.sub(rb'"[^"]*"', _quoted(choices), one[0], count=1) + content[one.end() :],
        7: lambda: before + one[0] + escape(_clean(choices.words())).encode() + content[one.end() :],
    }
    return made[choices.below(len(made))]()


def _quoted(choices: Choices) -> bytes:
    return quoteattr(_clean(_value(choices))).encode().replace(b"\\", b"\\\\")
