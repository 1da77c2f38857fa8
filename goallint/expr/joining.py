"""Filters that look outside: each subject has a list of its own to go through, and most elements are not for it.

To ask every element of every subject takes time that grows with the square of a form. So subjects for which all that
the condition looks at is the same are asked as one, and elements for which a part of `a and b` is false are never
asked: what an element says alone is asked once, and `名称 == 本名` is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goallint.expr.evaluate import kept, too_many
from goallint.expr.number import Number
from goallint.expr.results import Result, Unknown
from goallint.expr.rows import Column, Elements, Rows, Run, each_apart
from goallint.language import Phrase
from goallint.records import dataclass

# So many elements are asked for the subjects of a portion: more would take seconds for every rule.
_MOST_ASKED = 300_000
_TOO_MANY = Unknown(Phrase("项目太多，没有逐一比较", "there are too many items to compare them one by one"))


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, and what of it can be known beforehand.

    `outside` are the parts about everything but the element; `alone` is true unless a part about nothing but the
    element is false; of `equal` each pair, one of either kind, has to be equal.
    """

    whole: Run
    outside: Sequence[Run]
    alone: Run | None
    equal: Sequence[tuple[Run, Run]]


def filtered(source: Run, condition: Condition) -> Run:
    """The elements that meet the condition; one that nobody can decide on leaves a doubt."""

    def keep(rows: Rows) -> Column:
        keys = zip(map(id, rows.of(source)), *(map(_key, rows.of(part)) for part in condition.outside), strict=True)
        order: dict[tuple[object, ...], int] = {}
        numbers = [order.setdefault(key, len(order)) for key in keys]
        if len(order) == rows.size:
            return _kept(rows, source, condition)
        firsts: dict[int, int] = {}
        for row, number in enumerate(numbers):
            firsts.setdefault(number, row)
        unlike = rows.pick(list(firsts.values()))
        answers = _kept(unlike, source, condition)
        unlike.forget()
        return [answers[number] for number in numbers]

    return keep


def _key(value: Result) -> object:
    """What is equal only for values that nobody can tell apart."""
    return value if isinstance(value, str | bool | Number) else id(value)


def _kept(rows: Rows, source: Run, condition: Condition) -> Column:
    elements = rows.elements(source)
    if too_many(elements.rows.size):
        return [_TOO_MANY] * rows.size
    wanted = list(_wanted(rows, elements, condition))
    if sum(map(len, wanted)) > _MOST_ASKED:
        return [_TOO_MANY] * rows.size
    asked = each_apart(rows, elements, wanted)
    answers = asked.regrouped(asked.rows.of(condition.whole), kept)
    asked.rows.forget()
    return answers


def _wanted(rows: Rows, elements: Elements, condition: Condition) -> Iterator[Sequence[int]]:
    """For each row the elements that the condition may hold for."""
    open_: Sequence[int] = range(elements.rows.size)
    if condition.alone:
        answers = elements.rows.of(condition.alone)
        open_ = [n for n in open_ if answers[n] is not False]
    lists = _by_list(elements, open_)
    if not condition.equal:
        yield from (lists[n] for n in elements.list_of)
        return
    inside = list(zip(*(elements.rows.of(one) for one, _ in condition.equal), strict=True))
    indexes = [_Index(numbers, inside) for numbers in lists]
    outside = zip(*(rows.of(other) for _, other in condition.equal), strict=True)
    for number, key in zip(elements.list_of, outside, strict=True):
        yield indexes[number].get(key)


def _by_list(elements: Elements, numbers: Sequence[int]) -> list[Sequence[int]]:
    """The numbers of elements, parted by the list that they are of."""
    found: list[Sequence[int]] = []
    at = 0
    for bound in elements.bounds[1:]:
        end = at
        while end < len(numbers) and numbers[end] < bound:
            end += 1
        found.append(numbers[at:end])
        at = end
    return found


class _Index:
    """The elements of a list by their part of what has to be equal; those of which it is unknown are for everybody."""

    def __init__(self, numbers: Sequence[int], keys: Sequence[tuple[Result, ...]]) -> None:
        self._all = numbers
        self._unknown: list[int] = []
        self._known: dict[tuple[Result, ...], list[int]] = {}
        for number in numbers:
            if _is_known(keys[number]):
                self._known.setdefault(keys[number], []).append(number)
            else:
                self._unknown.append(number)

    def get(self, key: tuple[Result, ...]) -> Sequence[int]:
        """The elements that may be equal, in order."""
        if not _is_known(key):
            return self._all
        found = self._known.get(key, ())
        return sorted([*self._unknown, *found]) if self._unknown else found


def _is_known(key: tuple[Result, ...]) -> bool:
    return Unknown not in map(type, key)
