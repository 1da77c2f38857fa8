"""What a rule did with a document, for the terminal: every subject, its verdict, and how that came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from goallint.engine import Step, Trace, Verdict
from goallint.expr.part import Part
from goallint.expr.results import Spot
from goallint.expr.scopes import SCHEMAS
from goallint.expr.settings import SETTINGS, WORD_LISTS
from goallint.language import NOTHING, Phrase
from goallint.reports import View
from goallint.reports.layout import clean, one_line
from goallint.reports.text.paint import flow, painted
from goallint.reports.text.styled import Text

_MOST_ELEMENTS = 8
_MOST_CELLS = 3
_INDENT = "  "
_CONSTANT = (f"{WORD_LISTS}.", f"{SETTINGS}.")
_VERDICTS: dict[Verdict, tuple[Phrase, str]] = {
    "valid": (Phrase("通过", "valid"), "green"),
    "invalid": (Phrase("不通过", "invalid"), "bold red"),
    "skipped": (Phrase("无法判断", "cannot be decided"), "yellow"),
    "not-applicable": (Phrase("不适用", "does not apply"), "dim"),
}


def trace(trace: Trace, view: View) -> str:
    """Every step of the rule on the document."""
    return painted(_lines(trace, view), view)


def _lines(trace: Trace, view: View) -> Iterator[Text]:
    head = f"{trace.rule.id} {trace.rule.name}  {clean(trace.rule.title.say(view.language))}"
    yield from flow(Text(head, "bold"), view.width)
    for step in trace.steps:
        yield Text()
        yield from _step(step, view)
    yield Text()
    yield from flow(_summary(trace.steps).say(view.language), view.width)


def _summary(steps: Sequence[Step]) -> Phrase:
    counts = Counter(step.verdict for step in steps)
    if not counts:
        return Phrase("没有可检查的对象", "Nothing to check")
    words = [(phrase, counts[verdict]) for verdict, (phrase, _) in _VERDICTS.items() if counts[verdict]]
    return Phrase(
        "，".join(f"{word.zh} {count} 次" for word, count in words),
        ", ".join(f"{word.en}: {count}" for word, count in words),
    )


def _step(step: Step, view: View) -> Iterator[Text]:
    language = view.language
    word, style = _VERDICTS[step.verdict]
    number = Phrase(f"检查 {step.check}", f"Check {step.check}").say(language)
    place = step.place
    where = " ".join(part for part in (_cell(place.table, place.row, place.column).say(language), place.label) if part)
    head = f"{number} · {SCHEMAS[step.scope].title.say(language)} · {one_line(where)} → "
    yield from flow(Text.assemble((head, "bold"), (word.say(language), style)), view.width)
    if step.reason != NOTHING:
        yield from flow(step.reason.say(language), view.width, _INDENT)
    for name, part in step.lets.items():
        yield from _part(part, view, 1, f"let {name}: ")
    if step.where:
        yield from _part(step.where, view, 1, "where: ")
    if step.verdict != "not-applicable":
        yield from _part(step.assertion, view, 1, "assert: ")


def _part(part: Part, view: View, depth: int, before: str = "") -> Iterator[Text]:
    indent = _INDENT * depth
    line = Text.assemble((before, "bold"), one_line(part.text), " = ", _value(part, view), *_cells(part.spots, view))
    yield from flow(line, view.width, indent + _INDENT, indent)
    for below in part.parts:
        yield from _part(below, view, depth + 1)
    for element in part.elements[:_MOST_ELEMENTS]:
        yield from _element(element, view, indent + _INDENT * 2)
    yield from _rest(part.elements[_MOST_ELEMENTS:], view, indent + _INDENT * 2)


def _value(part: Part, view: View) -> tuple[str, str]:
    reason, value = part.reason.say(view.language), one_line(part.value.say(view.language))
    if not reason:
        return value, "cyan"
    return f"{value}{Phrase(f'（{reason}）', f' ({reason})').say(view.language)}", "yellow"


def _element(element: Part, view: View, indent: str) -> Iterator[Text]:
    """An element of a filter on one line: whether it is kept, and the values that decided it."""
    leaves = (leaf for below in element.parts for leaf in below.leaves if not leaf.text.startswith(_CONSTANT))
    seen = dict.fromkeys(f"{one_line(leaf.text)} = {_value(leaf, view)[0]}" for leaf in leaves)
    comma, colon = Phrase("，", ", ").say(view.language), Phrase("：", ": ").say(view.language)
    line = Text.assemble(
        f"{_mark(element)} {one_line(element.text)}{colon}{comma.join(seen)}", *_cells(element.spots, view)
    )
    yield from flow(line, view.width, indent + _INDENT, indent)


def _mark(element: Part) -> str:
    return {"yes": "✓", "no": "✗"}.get(element.value.en, "?")


def _rest(elements: Sequence[Part], view: View, indent: str) -> Iterator[Text]:
    if elements:
        counts = Counter(map(_mark, elements))
        kept = " ".join(f"{mark}{counts[mark]}" for mark in "✓✗?" if counts[mark])
        words = Phrase(f"… 还有 {len(elements)} 个：{kept}", f"… {len(elements)} more: {kept}")
        yield from flow(words.say(view.language), view.width, indent)


def _cells(spots: Sequence[Spot], view: View) -> Iterator[tuple[str, str]]:
    if spots:
        named = [spot.cell for spot in spots[:_MOST_CELLS]]
        places = " ".join(_cell(cell.table, cell.row, cell.column).say(view.language) for cell in named)
        yield f"  @{places}{' …' if len(spots) > _MOST_CELLS else ''}", "dim"


def _cell(table: int, row: int, column: int) -> Phrase:
    if not row:
        return Phrase(f"表{table}", f"table {table}")
    return Phrase(f"表{table}行{row}列{column}", f"table {table} row {row} column {column}")
