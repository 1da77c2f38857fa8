"""Which tables are forms, where each begins and ends, and what each says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from functools import cache

from goallint.document import Cell, Document, Paragraph, Table
from goallint.extract import bands, listed, prices, titles, totals, years
from goallint.extract import fields as around
from goallint.extract import indicators as inside
from goallint.extract.execution import total_score
from goallint.extract.funds import funds as money_of
from goallint.extract.goals import goals as goals_of
from goallint.extract.grid import Line, is_blank, lines
from goallint.extract.header import Header, counts_columns, headers
from goallint.extract.labels import field_label, is_spent, level
from goallint.extract.money import declared_unit
from goallint.form import Amount, Entry, Execution, Form, FormKind, Forms, Fund, Leftover, Prose, Score
from goallint.records import dataclass
from goallint.resources import vocabulary
from goallint.text import squash

# Paragraphs this far above a table may still be its title.
_TITLE_REACH = 4


@dataclass
class _Piece:
    """The lines of one form, with the paragraphs above it."""

    tables: list[Table]
    part: list[Line]
    above: list[str] = field(default_factory=list)


def extract(document: Document) -> Forms:
    """All forms of a document, in order; never raises, whatever the tables hold."""
    year = _document_year(document)
    pieces = [piece for piece in _pieces(document) if not is_blank(piece.part)]
    forms = [
        form for number, piece in enumerate(pieces) for form in _forms(piece, year, last=number == len(pieces) - 1)
    ]
    return Forms(document.path, tuple(forms), year, _prose(document))


def _prose(document: Document) -> tuple[Prose, ...]:
    """The paragraphs with the table that each stands before."""
    found: list[Prose] = []
    following = 0
    for block in reversed(document.blocks):
        if isinstance(block, Paragraph):
            found.append(Prose(block.number, block.text, following))
        else:
            following = block.number
    return tuple(reversed(found))


def _document_year(document: Document) -> int | None:
    """The year of the document's own title: the first short paragraphs that name one."""
    heads = [paragraph.text for paragraph in document.paragraphs if len(squash(paragraph.text)) < 40][:8]  # noqa: PLR2004  # a title
    return titles.year_in([head for head in heads if "年" in head])


def _pieces(document: Document) -> list[_Piece]:
    """The tables as forms: parted where one table holds several, joined where a page break cut one."""
    pieces: list[_Piece] = []
    above: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block.text.strip())
            continue
        parts = _split(lines(block))
        if _is_caption(parts):
            above += [line.filled[0].text.strip() for line in parts[0] if line.filled]
            continue
        if pieces and parts and _continues(pieces[-1].part, parts[0], above):
            pieces[-1].tables.append(block)
            pieces[-1].part += parts.pop(0)
        for number, part in enumerate(parts):
            shared = _shared_heads(pieces[-1], part) if number else above[-_TITLE_REACH:]
            pieces.append(_Piece([block], part, shared))
        if any(line.filled for part in parts for line in part):
            above = []
    return pieces


def _is_caption(parts: Sequence[Sequence[Line]]) -> bool:
    """Whether a table only frames a title or a money unit: what it says stands above the next one."""
    filled = [line.filled for part in parts for line in part if line.filled]
    return (
        len(filled) <= _TITLE_REACH
        and all(len(cells) == 1 and len(squash(cells[0].text)) < 40 for cells in filled)  # noqa: PLR2004  # a heading
        and any(titles.is_title(cells[0].text) or declared_unit(cells[0].text) for cells in filled)
    )


def _shared_heads(before: _Piece, part: Sequence[Line]) -> list[str]:
    """What stands above one form of a table and holds for the next one, too: the money unit, and the title's year."""
    heads = list(before.above)
    for line in before.part[:_TITLE_REACH]:
        framed = not any(field_label(cell.text) for cell in line.filled if not declared_unit(cell.text))
        heads += [cell.text.strip() for cell in line.filled if framed or declared_unit(cell.text)]
    titled = any(titles.is_title(text) for text in _first_cells(part))
    return [head for head in heads if declared_unit(head) or not (titled or titles.caption(head))]


def _split(part: list[Line]) -> list[list[Line]]:
    """One table's lines, parted where after indicators a new form begins."""
    starts = [0]
    seen_indicators = False
    for index, line in enumerate(part):
        if headers(line):
            seen_indicators = True
        elif seen_indicators and index > starts[-1] and _begins_form(line):
            starts.append(_with_title(part, index, starts[-1]))
            seen_indicators = False
    return [part[start:end] for start, end in zip(starts, [*starts[1:], len(part)], strict=True)]


def _begins_form(line: Line) -> bool:
    labels = [label.key for cell in line.filled[:2] if (label := field_label(cell.text))]
    return bool({"project_name", "department_name"} & set(labels)) or (
        len(line.filled) == 1 and titles.is_title(line.filled[0].text)
    )


def _with_title(part: Sequence[Line], index: int, floor: int) -> int:
    """The index of the title lines right above a form's first line."""
    while index - 1 > floor and len(part[index - 1].filled) == 1 and titles.is_title(part[index - 1].filled[0].text):
        index -= 1
    return index


def _continues(before: Sequence[Line], part: Sequence[Line], between: Sequence[str]) -> bool:
    """Whether a table goes on with the form before it: it begins with indicators, or has no head of its own."""
    if any(titles.is_title(text) for text in between) or any(_begins_form(line) for line in part[:4]):
        return False
    headed = any(headers(line) for line in before)
    first = next((line for line in part if line.filled), None)
    if first is None:
        return False
    if headers(first):
        if headed:
            return not between and _goes_on(before, part)
        return any(field_label(cell.text) for line in before for cell in line.filled)
    if not headed:
        return not between and _is_head_only(before) and any(headers(line) for line in part)
    leading = first.filled[0]
    above, below = before[-1].cells, part[0].cells
    same_width = bool(above and below) and above[-1].last_column == below[-1].last_column
    return bool(level(leading.text)) or (not between and same_width and not totals.is_amounts(part))


def _is_head_only(part: Sequence[Line]) -> bool:
    """Whether lines are the upper part of a form: a name and money, without the indicators."""
    keys = {label.key.partition(":")[0] for line in part for cell in line.filled if (label := field_label(cell.text))}
    return "fund" in keys and bool(keys & {"project_name", "department_name"})


def _goes_on(before: Sequence[Line], part: Sequence[Line]) -> bool:
    """Whether indicators under a repeated header are the rest of those before: the levels go on where they ended."""
    heads = next(found for line in reversed(before) if (found := headers(line)))
    again = next(found for line in part if (found := headers(line)))
    if [[*head.columns] for head in heads] != [[*head.columns] for head in again]:
        return False
    earlier, later = (
        {kinds.kind1 for line in half for cell in line.filled if (kinds := level(cell.text)) and kinds.kind1}
        for half in (before, part)
    )
    start = max(index for index, line in enumerate(before) if headers(line))
    return not (earlier & later - {"成本"}) and _indicator_end(before, start) == len(before)


@dataclass(frozen=True)
class _Region:
    """An indicator table within the lines of a form: header line, first line after the last row, heads."""

    start: int
    end: int
    heads: tuple[Header, ...]


def _forms(piece: _Piece, year: int | None, *, last: bool) -> list[Form]:
    """The forms of a piece: one, or one for each project that it lists."""
    part = piece.part
    unit = next((found for text in reversed(piece.above) if "单位" in text and (found := declared_unit(text))), "")
    regions = _regions(part)
    inner = {index for region in regions for index in range(region.start, region.end)}
    inner -= {region.start for region in regions if not (region.heads[0].band or headers(part[region.start]))}
    scores = {index: score for region in regions for index, score in _scores(part, region)}
    body = around.read([line for index, line in enumerate(part) if index not in inner | scores.keys()], unit)
    tables = []
    for region in regions:
        rows = [line for line in part[region.start + 1 : region.end] if not counts_columns(line)]
        at_end = last and region.end == len(part)
        labels = listed.columns(part[region.start], region.heads) if region.start >= 0 else {}
        if labels:
            heads = tuple(replace(head, left=head.first) for head in region.heads)
            projects = (
                _base(piece, fields, inside.read(lines_, heads, last=at_end), year)
                for lines_, fields in listed.projects(rows, labels, body.money_unit)
            )
            return [replace(project, listed=True) for project in projects if project.indicators]
        heads = _named_halves(region, part, several=len(regions) > 1)
        tables.append(inside.read(rows, heads, last=at_end))
    base = _base(piece, body, inside.joined(tables), year)
    heads_of_values = [head.columns["value"] for region in regions for head in region.heads if "value" in head.columns]
    base = replace(
        base,
        score=next(reversed(scores.values()), None),
        years=(*base.years, *(years.of_heads(heads_of_values) if len(heads_of_values) == 1 else ())),
    )
    return [_not_a_form(piece, base, body) if base.kind == "unrecognised" else base]


def _scores(part: Sequence[Line], region: _Region) -> Iterator[tuple[int, Score]]:
    """The lines in and right below an indicator table that sum its scores (总分)."""
    for index in range(region.start + 1, min(region.end + 2, len(part))):
        score = total_score(part[index], region.heads[-1])
        if score:
            yield index, score


def _regions(part: Sequence[Line]) -> list[_Region]:
    """The indicator tables of a form: one, or several with goals between them (长期, 年度)."""
    regions: list[_Region] = []
    index = 0
    while index < len(part):
        heads = headers(part[index]) or bands.headers(part, index)
        if heads:
            regions.append(_Region(index, _indicator_end(part, index), heads))
            index = regions[-1].end
        else:
            index += 1
    if not regions:
        start, heads = _headless(part)
        regions = [_Region(start, _indicator_end(part, start), heads)] if heads else []
    return regions


def _headless(part: Sequence[Line]) -> tuple[int, tuple[Header, ...]]:
    """Heads for indicator rows without a header line: read off the first row with both levels."""
    for index, line in enumerate(part):
        leading = [cell for cell in line.filled if level(cell.text)]
        rest = [cell for cell in line.filled if not level(cell.text) and not field_label(cell.text)]
        if len(leading) == 2 and len(rest) >= 2 and index > 0:  # noqa: PLR2004  # both levels, a name and a value
            keys = dict(zip(("level1", "level2", "level3"), (*leading, rest[0]), strict=True))
            head = Header({**keys, "value": rest[-1]})
            return index - 1, (head,)
    return len(part), ()


def _indicator_end(part: Sequence[Line], start: int) -> int:
    """The first line after the indicator rows: a footer, a goal or another field of the form."""
    heads = headers(part[start]) if start >= 0 else ()
    names = heads[0].names if heads else None
    for index in range(start + 1, len(part)):
        filled = part[index].filled
        label = field_label(filled[0].text) if filled else None
        closing = {"footer", "goal", "contact", "plan", "purpose", "ground", "period"}
        if names and len(filled) > 1 and filled[0].column >= names.column > 1:
            continue  # below merged levels, 退休人数 is the name of an indicator
        if label and label.key in closing and not any(level(cell.text) for cell in filled):
            return index
    return len(part)


def _named_halves(region: _Region, part: Sequence[Line], *, several: bool) -> tuple[Header, ...]:
    """The heads of half-tables, named after the section or the goals above them (中期目标, 年度目标)."""
    heads = region.heads
    if several and len(heads) == 1:
        words = [label.word for cell in part[region.start].covering if (label := field_label(cell.text))]
        return (replace(heads[0], half=words[0][:2] if words else str(region.start)),)
    if len(heads) < 2:  # noqa: PLR2004  # a single table needs no name
        return heads
    goals = [
        label.word
        for line in part[: region.start]
        for cell in line.filled
        if (label := field_label(cell.text)) and label.key == "goal" and label.word not in {"绩效目标", "总体目标"}
    ]
    names = [word[:2] for word in goals[-len(heads) :]]
    if len(names) < len(heads):
        names = [str(number) for number in range(1, len(heads) + 1)]
    return tuple(replace(head, half=name) for head, name in zip(heads, names, strict=True))


def _base(piece: _Piece, body: around.Fields, table: inside.IndicatorTable, year: int | None) -> Form:
    title, title_cell = _title(piece)
    name = body.entry("project_name")
    department = body.entry("department_name", "executor", "authority")
    funds = money_of(body)
    goals = goals_of(body.labelled)
    kind = _kind(title, body, table)
    heads = [*reversed(piece.above), *_first_cells(piece.part)]
    own = titles.year_in([*filter(years.is_heading, heads), title, *heads])
    period = body.first("year")
    purpose = body.purpose or body.entry("purpose")
    return Form(
        table=piece.tables[0].number,
        tables=tuple(table_.number for table_ in piece.tables),
        kind=kind,
        title=title,
        title_cell=title_cell,
        caption=titles.caption(title),
        name=(name or body.entry("department_name"))
        if kind != "department"
        else (body.entry("department_name") or department),
        department=department,
        code=body.entry("code"),
        year=own or (titles.year_in([period.text + "年"]) if period else None) or year,
        money_unit=body.money_unit,
        budget=_budget(funds, body),
        funds=funds,
        tasks=body.tasks,
        task_total=body.task_total,
        plan=body.plan,
        purpose=purpose,
        goals=goals,
        indicators=table.indicators,
        groups=table.groups,
        level1_labels=table.level1_labels,
        columns=table.columns,
        fields=tuple(Entry(item.words, item.text, item.place) for item in body.labelled),
        execution=_execution(body, funds),
        outcome=body.entry("outcome"),
        periods=tuple(Entry(item.words, item.text, item.place) for item in body.labelled if item.label.key == "period"),
        years=years.named(title, title_cell, piece.above, piece.part, body.labelled),
        leftovers=(*table.leftovers, *(Leftover(cell) for cell in _loose(body, title_cell))),
        truncated=table.cut is not None,
    )


def _is_known(title: str, body: around.Fields, table: inside.IndicatorTable) -> bool:
    """Whether a table is a performance-target form, by what only such forms hold."""
    return bool(
        table.indicators
        or table.groups
        or body.tasks
        or body.plan
        or body.first("goal", "purpose")
        or any(item.label.word in _strong_totals() for item in body.labelled)
        or (title and body.first("project_name", "department_name"))
    )


@cache
def _strong_totals() -> frozenset[str]:
    return frozenset(map(squash, vocabulary("labels")["strong_totals"]))


def _loose(body: around.Fields, title_cell: Cell | None) -> list[Cell]:
    return [cell for cell in body.loose if cell is not title_cell]


def _first_cells(part: Sequence[Line]) -> list[str]:
    return [line.filled[0].text for line in part[:3] if len(line.filled) == 1]


def _title(piece: _Piece) -> tuple[str, Cell | None]:
    """The title: a line of its own at the top of the table, else the nearest paragraph above."""
    for line in piece.part[:3]:
        if len(line.filled) == 1 and titles.is_title(line.filled[0].text):
            return line.filled[0].text.strip(), line.filled[0]
    for text in reversed(piece.above):
        if titles.is_title(text):
            return text, None
    return "", None


def _execution(body: around.Fields, funds: Sequence[Fund]) -> tuple[Execution, ...]:
    """The execution of the budget: its table, or the two totals of a form that sets them side by side."""
    if body.execution:
        return tuple(body.execution)
    spent = next((fund.total for fund in funds if fund.total and is_spent(fund.label)), None)
    budget = _budget(funds, body)
    return (Execution(budget.label, spent.cell, budget=budget, spent=spent),) if spent and budget else ()


def _kind(title: str, body: around.Fields, table: inside.IndicatorTable) -> FormKind:
    if not _is_known(title, body, table):
        return "unrecognised"
    if "actual" in table.columns and ("score" in table.columns or body.execution):
        return "self-evaluation"
    if body.first("project_name") and titles.kind_of(title) in {None, "department"}:
        return "project"
    named = titles.kind_of(title)
    if named:
        return named
    if body.tasks or any(item.label.key == "fund:use" for item in body.labelled) or body.first("department_name"):
        return "department"
    return "project"


def _budget(funds: Sequence[Fund], body: around.Fields) -> Amount | None:
    """The total for the year: an annual one before one of several years, a narrower one before a wider."""
    totals = [fund.total for fund in funds if fund.total and fund.total.money and not is_spent(fund.label)]
    if not totals:
        task_total = body.task_total.total if body.task_total else None
        return task_total if task_total and task_total.money else None
    longer = vocabulary("labels")["long_term"]
    annual = [total for total in totals if not any(word in total.label for word in longer)]
    return (annual or totals)[-1]


def _not_a_form(piece: _Piece, base: Form, body: around.Fields) -> Form:
    """A table of amounts, or one that fitted nothing."""
    if totals.is_amounts(piece.part):
        return replace(
            Form(base.table, base.tables, "amounts"),
            title=base.title or _heading(piece),
            title_cell=base.title_cell,
            year=base.year,
            money_unit=body.money_unit,
            totals=totals.column_totals(piece.part, body.money_unit),
            prices=prices.priced_rows(piece.part, body.money_unit),
        )
    cells = [cell for line in piece.part for cell in line.filled]
    ours = sum(1 for cell in cells if level(cell.text)) >= 2 or titles.is_title(base.title)  # noqa: PLR2004  # one is a word
    return replace(
        Form(base.table, base.tables, "unrecognised"),
        title=base.title,
        title_cell=base.title_cell,
        leftovers=tuple(Leftover(cell, grave=ours) for cell in cells),
    )


def _heading(piece: _Piece) -> str:
    """What stands over a table that has no performance title."""
    own = _first_cells(piece.part[:1])
    spoken = [text for text in piece.above if not declared_unit(text)]
    above = [text for text in spoken[-1:] if len(squash(text)) < 40]  # noqa: PLR2004  # longer is prose
    return next(iter([*own, *above]), "").strip()
