"""What belongs together in a form or a file: numbers of a goal and indicators, unit costs and quantities, names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from goallint.form import Forms, Indicator
from goallint.resources import vocabulary
from goallint.text import common_run, squash, unspaced
from goallint.values.mentions import Mention
from goallint.values.quantity import Quantity
from goallint.values.unitcost import counts, per

_COUNTED = frozenset({"number", "people", "households", "times", "count"})
# Two characters are a word; 率 alone ends the name of every rate.
_WORD = 2
# A shorter name has one character more for a reason: 村民满意度, 村居民满意度.
_LONG_NAME = 8
# Characters that make another thing of a name, or nothing at all.
_MEANING = re.compile(r"[\d一二两三四五六七八九十不未非无新老旧大小多少男女上中下前后内外左右东西南北省市县区镇乡村的和与及、（）()“”-]")


def parents(kind2: str) -> tuple[str, ...]:
    """The first levels that a second level of the frame may stand under; none for one that is in no frame."""
    level2: Mapping[str, Mapping[str, Sequence[str]]] = vocabulary("frame")["level2"]
    return tuple(level2[kind2]["under"]) if kind2 in level2 else ()


def is_set(mention: Mention, indicators: Iterable[Indicator]) -> bool:
    """Whether some indicator has the quantity that prose mentions; a sum of money or a one is never missed."""
    if mention.quantity.dimension in {"money", "other"} or mention.quantity.number <= 1:
        return True
    return any(_sets(indicator, mention) for indicator in indicators)


def _sets(indicator: Indicator, mention: Mention) -> bool:
    texts = [entry.text for entry in (indicator.name, indicator.value, indicator.description) if entry]
    if mention.quantity.dimension == "rate":
        shared = common_run(mention.before, indicator.name.text).strip("率度达到为的")
        if len(shared) < _WORD and not indicator.prose:
            return False
    written = rf"(?<![\d.]){re.escape(f'{mention.quantity.number:f}')}(?![\d.])"
    return any(re.search(written, squash(text)) for text in texts) or any(
        _same(found, mention.quantity) for found in (indicator.parsed.quantity, indicator.parsed.upper) if found
    )


def _same(one: Quantity, other: Quantity) -> bool:
    kinds = {one.dimension, other.dimension}
    return one.base == other.base and (len(kinds) == 1 or kinds <= _COUNTED)


def counted_by(cost: Indicator, indicators: Sequence[Indicator]) -> list[tuple[Indicator, Quantity]]:
    """The quantities that a unit cost is per, each with their product in the unit of the cost."""
    thing = per(cost.name.text, cost.parsed)
    if not thing or not cost.is_cost or cost.parsed.quantity is None:
        return []
    found = []
    for indicator in indicators:
        quantity = indicator.parsed.quantity
        if indicator.kind2 != "数量" or indicator.half != cost.half or indicator.parsed.kind != "bound" or not quantity:
            continue
        number = counts(thing, indicator.name.text, quantity)
        if number is not None:
            found.append((indicator, replace(cost.parsed.quantity, number=_plain(cost.parsed.quantity.number * number))))
    return found


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@dataclass(frozen=True, eq=False, slots=True)
class _Once:
    """The forms of a document as a cache key: the same object, not equal ones."""

    forms: Forms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other.forms is self.forms

    def __hash__(self) -> int:
        return id(self.forms)


def kindred_names(forms: Forms) -> Mapping[str, tuple[str, ...]]:
    """Indicator names that may lack a character: each with the names that have exactly one more inside."""
    return _kindred_names(_Once(forms))


@lru_cache(maxsize=4)
def _kindred_names(once: _Once) -> Mapping[str, tuple[str, ...]]:
    names = Counter(
        unspaced(indicator.name.text) for form in once.forms.forms for indicator in form.indicators if not indicator.prose
    )
    found: dict[str, list[str]] = {}
    for name, times in names.items():
        if len(name) <= _LONG_NAME:
            continue
        shorter = (
            name[:place] + name[place + 1 :] for place in range(1, len(name) - 1) if not _MEANING.match(name[place])
        )
        for other in dict.fromkeys(shorter):
            if 0 < names.get(other, 0) <= times:
                found.setdefault(other, []).append(name)
    return {name: tuple(others) for name, others in found.items()}
