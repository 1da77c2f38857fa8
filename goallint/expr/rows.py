"""What expressions are computed for: subjects, all at once, and the elements of their lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress

from goallint.expr.results import Items, Record, Result

Column = list[Result]
"""What an expression comes to, one value for each row."""


class Rows:
    """Rows (行) that the same questions are asked of, with all answers so far: each is found once.

    `columns` hold the subject of each row, then the elements that the enclosing filters have come to; a column that
    nothing looks at may be empty. Rows picked from others know those (the `whole`), and take over what has been found
    for them. Where the last column has the same elements again and again, `unlike` has each of them once.
    """

    __slots__ = (
        "_answers",
        "_elements",
        "_parts",
        "_picked",
        "_subjects",
        "_unlike",
        "_whole",
        "columns",
        "size",
        "subject_of",
    )

    def __init__(
        self,
        columns: Sequence[Column],
        subjects: Rows | None = None,
        subject_of: Sequence[int] = (),
        whole: Part | None = None,
        unlike: Part | None = None,
    ) -> None:
        self.columns = columns
        self.size = len(columns[-1])
        self._subjects = subjects
        self.subject_of = subject_of
        self._whole: Rows | None = whole[0] if whole else None
        self._picked: Sequence[int] = whole[1] if whole else ()
        self._unlike = unlike
        self._answers: dict[Run, Column] = {}
        self._parts: dict[tuple[Run, bool | None], Part] = {}
        self._elements: dict[Run, Elements] = {}

    @property
    def subjects(self) -> Rows:
        """The rows of the subjects themselves, which are these outside a filter."""
        return self._subjects or self

    def subject(self, number: int) -> Record:
        """The subject of a row; TypeError if that is no record."""
        record = self.columns[0][number]
        if not isinstance(record, Record):
            raise TypeError(record)
        return record

    def of(self, run: Run) -> Column:
        """The answers to a question."""
        answers = self.known(run)
        if answers is None:
            answers = self._answers[run] = run(self)
        return answers

    def known(self, run: Run) -> Column | None:
        """The answers to a question that has been asked before, of these rows or of what they were picked from."""
        answers = self._answers.get(run)
        if answers is None and self._whole:
            all_ = self._whole.known(run)
            if all_ is not None:
                answers = self._answers[run] = [all_[n] for n in self._picked]
        return answers

    def once_each(self, run: Run) -> Column:
        """The answers to a question that is about nothing but the last column."""
        if self._unlike is None:
            return run(self)
        rows, numbers = self._unlike
        answers = rows.of(run)
        return [answers[n] for n in numbers]

    def where(self, run: Run) -> Part:
        """The rows for which the answer is true."""
        part = self._parts.get((run, None))
        if part is None:
            answers = self.of(run)
            numbers = list(compress(range(self.size), answers))
            if len(numbers) > answers.count(True):
                numbers = [n for n in numbers if answers[n] is True]
            part = self._parts[run, None] = (self.pick(numbers), numbers)
        return part

    def unless(self, run: Run, decisive: bool) -> Part:  # noqa: FBT001  # one of the three values
        """The rows for which the answer is anything but `decisive`."""
        part = self._parts.get((run, decisive))
        if part is None:
            answers = self.of(run)
            # Of the three values only false counts as false to Python.
            if decisive:
                numbers = [n for n, answer in enumerate(answers) if answer is not True]
            else:
                numbers = list(compress(range(self.size), answers))
            part = self._parts[run, decisive] = (self.pick(numbers), numbers)
        return part

    def pick(self, numbers: Sequence[int]) -> Rows:
        """The rows of these numbers, each once and in order."""
        if len(numbers) == self.size:
            return self
        columns = [[column[n] for n in numbers] if column else [] for column in self.columns]
        subject_of = [self.subject_of[n] for n in numbers] if self.subject_of else ()
        return Rows(columns, self._subjects, subject_of, (self, numbers), self._fewer(numbers))

    def _fewer(self, numbers: Sequence[int]) -> Part | None:
        if self._unlike is None:
            return None
        rows, places = self._unlike
        wanted = [places[n] for n in numbers]
        order = {place: n for n, place in enumerate(sorted(set(wanted)))}
        return rows.pick(list(order)), [order[place] for place in wanted]

    def forget(self) -> None:
        """Let go of what was made of these rows: they hold each other, and would wait for the collector."""
        parts, elements = self._parts, self._elements
        self._parts, self._elements = {}, {}
        for rows, _ in parts.values():
            rows.forget()
        for found in elements.values():
            found.rows.forget()
        if self._unlike:
            self._unlike[0].forget()

    def inside(self, element: Result) -> Rows:
        """The only row, looking at an element of one of its lists."""
        return Rows([*self.columns, [element]], self.subjects, [0])

    def elements(self, source: Run) -> Elements:
        """The elements of the lists that `source` gives, looked at alone; those of one list stand there once."""
        found = self._elements.get(source)
        if found is None:
            found = self._elements[source] = _alone(self.of(source), len(self.columns))
        return found


Run = Callable[[Rows], Column]
"""How to answer a question."""

Part = tuple[Rows, Sequence[int]]
"""Some of the rows, with their numbers."""


class Elements:
    """The elements of lists as rows: those of the n-th list are between `bounds[n]` and `bounds[n + 1]`.

    `list_of` says for each row which list is its; `lists` has what is no list, an Unknown, too.
    """

    __slots__ = ("bounds", "list_of", "lists", "rows")

    def __init__(self, lists: Sequence[Result], list_of: Sequence[int], rows: Callable[[Column], Rows]) -> None:
        elements: Column = []
        bounds = [0]
        for each in lists:
            if isinstance(each, Items):
                elements += each.values
            bounds.append(len(elements))
        self.lists = lists
        self.list_of = list_of
        self.bounds = bounds
        self.rows = rows(elements)

    def regrouped(self, answers: Column, make: Callable[[Items, Column], Result]) -> Column:
        """For each row what `make` makes of its list and of the answers of its elements."""
        made = [
            make(each, answers[self.bounds[n] : self.bounds[n + 1]]) if isinstance(each, Items) else each
            for n, each in enumerate(self.lists)
        ]
        return [made[n] for n in self.list_of]


def _alone(lists: Column, depth: int) -> Elements:
    unique, list_of = _unlike(lists)
    return Elements(unique, list_of, lambda elements: Rows([*([] for _ in range(depth)), elements]))


def _each(rows: Rows, lists: Column) -> Elements:
    def made(elements: Column) -> Rows:
        owners = [n for n, each in enumerate(lists) if isinstance(each, Items) for _ in each.values]
        columns = [[column[n] for n in owners] if column else [] for column in rows.columns]
        subject_of = [rows.subject_of[n] for n in owners] if rows.subject_of else owners
        unique, numbers = _unlike(elements)
        alone = Rows([*([] for _ in columns), unique])
        unlike = (alone, numbers) if len(unique) < len(elements) else None
        return Rows([*columns, elements], rows.subjects, subject_of, None, unlike)

    return Elements(lists, range(len(lists)), made)


def each_apart(rows: Rows, all_: Elements, wanted: Sequence[Sequence[int]]) -> Elements:
    """For each row some of the elements that its list has among `all_`, which were looked at alone."""
    lists: Column = []
    for number, numbers in zip(all_.list_of, wanted, strict=True):
        each = all_.lists[number]
        if isinstance(each, Items) and len(numbers) < len(each.values):
            values = tuple([all_.rows.columns[-1][n] for n in numbers])
            each = Items(values, each.doubt, each.labelled)
        lists.append(each)
    return _each(rows, lists)


def _unlike(values: Column) -> tuple[Column, Sequence[int]]:
    """Each object once, and which of these stands where."""
    order: dict[int, int] = {}
    numbers = [order.setdefault(id(value), len(order)) for value in values]
    unique: Column = values[:1] * len(order)
    for n, value in zip(numbers, values, strict=True):
        unique[n] = value
    return unique, numbers


def one(subject: Record) -> Rows:
    """A subject alone."""
    return Rows([[subject]])
