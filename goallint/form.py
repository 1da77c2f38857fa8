"""What the page means: a performance-target table as a form with fields, money and indicators.

All texts are as written; levels are filled down through merged cells. Money is Decimal inside a Quantity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from goallint.document import Cell
from goallint.records import dataclass
from goallint.values.model import Value
from goallint.values.quantity import Quantity

FormKind = Literal["project", "department", "transfer", "self-evaluation", "amounts", "unrecognised"]

COST_KINDS = frozenset({"成本", "经济成本", "社会成本", "生态成本"})
"""The levels of the frame that hold costs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside a label (栏目): `text` is "" when the cell is blank; `cell` holds it."""

    label: str
    text: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money beside a label (金额); `money` is None when the text is no amount or has no known unit."""

    label: str
    text: str
    cell: Cell
    money: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    """One total of project money with its parts (项目资金).

    `sources` add up to the total (财政拨款, 其他资金), `details` are parts of a source (其中: 一般公共预算),
    `uses` are the same total by use (基本支出, 项目支出).
    """

    label: str
    total: Amount | None
    sources: tuple[Amount, ...] = ()
    details: tuple[Amount, ...] = ()
    uses: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """A row of the execution of the budget (预算执行情况) on a self-evaluation.

    `rate` is what was spent of `budget` (全年预算数), which may differ from `initial` (年初预算数). A rate, a weight or
    a score that is not to be filled in ("-") is None.
    """

    label: str
    cell: Cell
    initial: Amount | None = None
    budget: Amount | None = None
    spent: Amount | None = None
    weight: Amount | None = None
    rate: Amount | None = None
    score: Amount | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The row that sums weights and scores of a self-evaluation (总分)."""

    label: str
    cell: Cell
    weight: Amount | None = None
    score: Amount | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A main task of a department (年度主要任务) with its money; `parts` split `total` by source."""

    name: Entry
    content: Entry | None
    total: Amount | None
    parts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """One point of the spending plan (资金支出计划): "3月底" and "25%"; `quantity` None if not a number."""

    label: str
    text: str
    cell: Cell
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The spending plan as a whole; `cell` is its label's."""

    label: str
    cell: Cell
    points: tuple[PlanPoint, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal text (绩效目标), with its numbered items as (number, text); an unnumbered one is 0."""

    label: str
    text: str
    cell: Cell
    items: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One third-level indicator (三级指标).

    `level1`, `level2` are the form's words without white space, "" if the form has none here. In a form whose
    cells hold prose, `name` and `value` are the same cell and `prose` is true. `number` is the written number
    in front of the name ("指标1：" gives 1), else 0; `name.text` is without it. `value.text` joins operator,
    number and unit where these have columns of their own. `kind1` and `kind2` are the levels in the words of
    the frame (rules/vocabulary/frame.yaml: 产出, 数量), "" for one that is in no frame. `half` names the half
    of a form with two tables side by side (中期, 年度), else "". `actual`, `achieved`, `score` and `reason` are those
    of a self-evaluation: what was reached, the same parsed, the points for it, and why it is off the target.
    """

    level1: str
    level2: str
    kind1: str
    kind2: str
    level1_cell: Cell | None
    level2_cell: Cell | None
    name: Entry
    value: Entry
    parsed: Value
    number: int = 0
    half: str = ""
    description: Entry | None = None
    basis: Entry | None = None
    unit: Entry | None = None
    weight: Amount | None = None
    prose: bool = False
    actual: Entry | None = None
    achieved: Value | None = None
    score: Amount | None = None
    reason: Entry | None = None

    @property
    def is_cost(self) -> bool:
        """Whether it is a cost indicator (成本指标), on either level."""
        return not COST_KINDS.isdisjoint((self.kind1, self.kind2))


@dataclass(frozen=True, slots=True)
class Group:
    """A second-level heading (二级指标) with the indicators under it; a blank one has none."""

    level1: str
    level2: str
    kind1: str
    kind2: str
    cell: Cell
    indicators: tuple[Indicator, ...]
    half: str = ""


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """A total in a table of amounts (合计): `items` are what it should be the sum of."""

    row_label: str
    column_label: str
    total: Amount
    items: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A row of a table of amounts with number, unit price and amount (数量、单价、金额)."""

    label: str
    number: Amount
    price: Amount
    amount: Amount


@dataclass(frozen=True, slots=True)
class NamedYear:
    """A place that names the year a form is for; `cell` is None where that is a paragraph."""

    label: str
    year: int
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A cell that fitted nowhere; `grave` if it stands where an indicator or an amount was expected."""

    cell: Cell
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A recognised table. `tables` are the numbers of all tables it was put together from.

    `title` is the caption above or in the first row (its cell None when it is a paragraph); `budget` is the
    project's or department's total for the year; `money_unit` the declared unit of amounts ("万元") or "".
    `truncated` says that the file ends in the middle of this form: what is missing proves nothing. `listed` says
    that it is one of many in a table with a row or a few for each project: such a list has no fields but its columns.
    `execution`, `score` and `outcome` (实际完成情况) are those of a self-evaluation. `periods` are the fields that say
    when the project begins and ends; `years` are the places that name the year the form is for.
    """

    table: int
    tables: tuple[int, ...]
    kind: FormKind
    title: str = ""
    title_cell: Cell | None = None
    caption: str = ""
    name: Entry | None = None
    department: Entry | None = None
    code: Entry | None = None
    year: int | None = None
    money_unit: str = ""
    budget: Amount | None = None
    funds: tuple[Fund, ...] = ()
    tasks: tuple[Task, ...] = ()
    task_total: Task | None = None
    plan: Plan | None = None
    purpose: Entry | None = None
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    groups: tuple[Group, ...] = ()
    level1_labels: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()
    totals: tuple[ColumnTotal, ...] = ()
    prices: tuple[PricedRow, ...] = ()
    fields: tuple[Entry, ...] = ()
    execution: tuple[Execution, ...] = ()
    score: Score | None = None
    outcome: Entry | None = None
    periods: tuple[Entry, ...] = ()
    years: tuple[NamedYear, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    truncated: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph outside tables (正文): `following` is the number of the next table, 0 if none comes after it."""

    number: int
    text: str
    following: int = 0


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of one document, in order, and the paragraphs between them.

    `beside` are the other documents of a run that looks at them together; to this one they are `apart`.
    """

    path: str
    forms: tuple[Form, ...]
    year: int | None = None
    prose: tuple[Prose, ...] = ()
    beside: tuple[Forms, ...] = ()
    apart: bool = False


def together(documents: Iterable[Forms]) -> list[Forms]:
    """The documents of a run, each with the others beside it."""
    documents = list(documents)
    apart = [replace(document, apart=True) for document in documents]
    return [
        replace(document, beside=(*apart[:number], *apart[number + 1 :])) for number, document in enumerate(documents)
    ]
