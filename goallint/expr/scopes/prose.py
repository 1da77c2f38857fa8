"""Pieces of prose, and the calculations in them, as scopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goallint.document import Cell
from goallint.expr.once import once
from goallint.expr.results import Spot, Unknown
from goallint.expr.schema import Of, each, path
from goallint.expr.scopes.aims import indicator_label
from goallint.form import Form
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.values.arithmetic import Statement, statements


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of prose in a form."""

    text: str
    cell: Cell
    label: str


@dataclass(frozen=True, slots=True)
class _Calculation:
    """A calculation in a piece of prose."""

    statement: Statement
    piece: Piece


@once(512)
def pieces(form: Form) -> Sequence[Piece]:
    """Every piece of prose, each once: in narrative forms name and value are the same one."""
    found: dict[tuple[int, int, int, str], Piece] = {}
    for piece in _all_pieces(form):
        if piece.text.strip():
            found.setdefault((piece.cell.table, piece.cell.row, piece.cell.column, piece.text), piece)
    return tuple(found.values())


def _all_pieces(form: Form) -> Iterator[Piece]:
    if form.purpose:
        yield Piece(form.purpose.text, form.purpose.cell, path(form.purpose.label))
    for goal in form.goals:
        yield Piece(goal.text, goal.cell, path(goal.label))
    for indicator in form.indicators:
        label = indicator_label(indicator)
        for entry in (indicator.value, indicator.description, indicator.name):
            if entry:
                yield Piece(entry.text, entry.cell, label)
    for task in form.tasks:
        if task.content:
            yield Piece(task.content.text, task.content.cell, path("年度主要任务", task.name.text))
    for field in form.fields:
        yield Piece(field.text, field.cell, path(field.label))


def _calculations(form: Form) -> Iterator[_Calculation]:
    for piece in pieces(form):
        for statement in statements(piece.text):
            yield _Calculation(statement, piece)


_text = Of[Piece]()
_text.text("文本", lambda piece: piece.text, Phrase("这段文字", "the text"))
_text.word("标签", lambda piece: piece.label, Phrase("它在表中的位置", "where it stands"))
_text.whole_form()
_text.done(
    "text",
    Phrase("文段", "piece of prose"),
    lambda record: Spot(record.value.cell, record.value.label),
    each("text", pieces),
)


_calculation = Of[_Calculation]()
undecided = Unknown(Phrase("算式中的单位不足以判断", "the units of the calculation leave it open"))
_calculation.text("原文", lambda found: found.statement.text, Phrase("算式原文", "the calculation as written"))
_calculation.number("算得", lambda found: found.statement.computed, Phrase("重新计算的结果", "our result"))
_calculation.number("写得", lambda found: found.statement.stated, Phrase("写出的结果", "the stated result"))
_calculation.truth(
    "成立",
    lambda found: undecided if found.statement.holds is None else found.statement.holds,
    Phrase("两者相符", "whether the two agree"),
)
_calculation.truth(
    "单位笔误", lambda found: found.statement.slip, Phrase("只是元、万元写错", "only 元 for 万元 is wrong")
)
_calculation.text("文本", lambda found: found.piece.text, Phrase("算式所在的文字", "the text around it"))
_calculation.whole_form()
_calculation.done(
    "expression",
    Phrase("算式", "calculation"),
    lambda record: Spot(record.value.piece.cell, record.value.piece.label),
    each("expression", _calculations),
)
