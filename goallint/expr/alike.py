"""Forms with the same indicators (雷同): which they are, without comparing every form with every other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

from goallint.expr.once import once
from goallint.expr.results import Unknown, folded
from goallint.form import Form, Forms
from goallint.language import Phrase

SHARE = 0.7
"""Forms are alike (雷同) if so much of the smaller one is in the other."""

# Nobody reads more of them in one message.
_MOST_NAMED = 100
# A pair that more forms have tells none of them apart.
_MOST_HOLDERS = 500
_TOO_MANY = Unknown(Phrase("项目太多，没有逐一比较", "there are too many projects to compare them one by one"))

Pair = tuple[str, str]
"""Name and value of an indicator, as they compare."""


@once(1024)
def pairs(form: Form) -> Counter[Pair]:
    """Names and values of the indicators, each pair as often as it is there."""
    found = ((folded(each.name.text), folded(each.value.text)) for each in form.indicators)
    return Counter(pair for pair in found if all(pair))


@dataclass(frozen=True, slots=True)
class _Known:
    """A form with its pairs; of `rare`, its rarest, a larger form that is like it has at least one."""

    form: Form
    forms: Forms
    pairs: Counter[Pair]
    size: int
    rare: Sequence[Pair]

    def is_like(self, other: _Known) -> bool:
        less = min(self.size, other.size)
        shared = sum(min(count, other.pairs[pair]) for pair, count in self.pairs.items())
        return shared >= SHARE * less


@dataclass(frozen=True, slots=True)
class _Index:
    """All forms of a run, which of them have a pair, and for which it is one of the rarest."""

    known: Sequence[_Known]
    having: Mapping[Pair, Sequence[int]]
    by_rare: Mapping[Pair, Sequence[int]]


def like(form: Form, forms: Forms) -> tuple[Sequence[tuple[Form, Forms]], Unknown | None]:
    """The other forms that are like this one, each with its document; a doubt if there may be more."""
    index = _index(forms)
    own = next((known for known in _by_form(forms).get(id(form), ())), None)
    if own is None:
        return (), None
    candidates: set[int] = set()
    doubt = None
    for held in _holders(own, index):
        candidates.update(islice(held, _MOST_HOLDERS))
        doubt = _TOO_MANY if len(held) > _MOST_HOLDERS else doubt
    others = (index.known[number] for number in sorted(candidates))
    alike = (other for other in others if other.form is not form and own.is_like(other))
    found = [(other.form, other.forms) for other in islice(alike, _MOST_NAMED + 1)]
    if len(found) > _MOST_NAMED:
        doubt = _TOO_MANY
    return found[:_MOST_NAMED], doubt


def _holders(own: _Known, index: _Index) -> Iterator[Sequence[int]]:
    """The forms that may be like one: larger ones that have one of its rarest pairs, smaller ones the other way."""
    for pair in own.rare:
        yield index.having[pair]
    for pair in own.pairs:
        yield index.by_rare.get(pair, ())


@once(4)
def _by_form(forms: Forms) -> Mapping[int, Sequence[_Known]]:
    found: dict[int, list[_Known]] = defaultdict(list)
    for known in _index(forms).known:
        found[id(known.form)].append(known)
    return found


@once(4)
def _index(forms: Forms) -> _Index:
    all_ = [
        (form, document, pairs(form)) for document in (forms, *forms.beside) for form in document.forms if pairs(form)
    ]
    times = Counter(pair for _, _, own in all_ for pair in own)
    known = [_Known(form, document, own, own.total(), _rarest(own, times)) for form, document, own in all_]
    having, by_rare = defaultdict(list), defaultdict(list)
    for number, each in enumerate(known):
        for pair in each.pairs:
            having[pair].append(number)
        for pair in each.rare:
            by_rare[pair].append(number)
    return _Index(known, having, by_rare)


def _rarest(own: Counter[Pair], times: Mapping[Pair, int]) -> Sequence[Pair]:
    """The pairs that few forms have, more than a form that is like it may lack."""
    lacking = own.total() - ceil(SHARE * own.total())
    rare: list[Pair] = []
    for pair in sorted(own, key=lambda pair: times[pair]):
        if lacking < 0:
            break
        rare.append(pair)
        lacking -= own[pair]
    return rare
