"""What belongs together in a form or a file: numbers of a goal and indicators, unit costs and quantities, names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice

from goallint.expr.once import once
from goallint.expr.results import Unknown
from goallint.form import Form, Forms, Indicator
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.resources import vocabulary
from goallint.text import common_run, squash, unspaced
from goallint.values.mentions import Mention
from goallint.values.quantity import Quantity
from goallint.values.unitcost import counts, per

_WRITTEN = re.compile(r"[\d.]+")
_COUNTED = frozenset({"number", "people", "households", "times", "count"})
# Two characters are a word; 率 alone ends the name of every rate.
_WORD = 2
# A shorter name has one character more for a reason: 村民满意度, 村居民满意度.
_LONG_NAME = 8
# Beyond, it is no name; and there are as many ways to lack a character as characters.
_LONGEST_NAME = 300
# So many quantities in one form are no longer looked through for every unit cost.
_MOST_COUNTED = 300
# Nobody reads more of them in one message.
_MOST_NAMED = 100
# What stands further on in a name is not compared with a mention.
_MOST_READ = 2000
# A name of this length says something of its own project.
_PARTICULAR_NAME = 12
# Characters that make another thing of a name, or nothing at all.
_MEANING = re.compile(
    r"[\d一二两三四五六七八九十不未非无新老旧大小多少总年月日均每级类型期名个等处户男女上中下前后内外左右东西南北省市县区镇乡村的和与及、（）()“”-]"
)

TOO_MANY = Unknown(Phrase("指标太多，没有逐一比较", "there are too many indicators to compare them one by one"))


def parents(kind2: str) -> tuple[str, ...]:
    """The first levels that a second level of the frame may stand under; none for one that is in no frame."""
    level2: Mapping[str, Mapping[str, Sequence[str]]] = vocabulary("frame")["level2"]
    return tuple(level2[kind2]["under"]) if kind2 in level2 else ()


def unset(mentions: Iterable[Mention], indicators: Sequence[Indicator]) -> list[Mention]:
    """The quantities that prose mentions and no indicator has; together they may be the parts of one that has."""
    known = _said(indicators)
    missing = [mention for mention in mentions if not known.has(mention)]
    parts = [mention.quantity for mention in missing if mention.quantity.dimension in _COUNTED]
    whole = known.quantities.get(sum((part.base for part in parts), Decimal()), ())
    counted = (found.dimension in _COUNTED for indicator, found in whole if found is indicator.parsed.quantity)
    if len(parts) > 1 and any(counted):
        missing = [mention for mention in missing if mention.quantity.dimension not in _COUNTED]
    return missing


@dataclass(frozen=True, slots=True)
class _Said:
    """The numbers that indicators have: as they are written anywhere in one, and as its value, in the base unit."""

    written: Mapping[str, Sequence[Indicator]]
    quantities: Mapping[Decimal, Sequence[tuple[Indicator, Quantity]]]

    def has(self, mention: Mention) -> bool:
        """Whether some indicator has the quantity; a sum of money or a one is never missed."""
        quantity = mention.quantity
        if quantity.dimension in {"money", "other"} or quantity.number <= 1:
            return True
        alike = (indicator for indicator, found in self.quantities.get(quantity.base, ()) if _same(found, quantity))
        return any(
            _is_of(indicator, mention) for indicator in chain(self.written.get(f"{quantity.number:f}", ()), alike)
        )


@once(4)
def _said(indicators: Sequence[Indicator]) -> _Said:
    written: dict[str, list[Indicator]] = {}
    quantities: dict[Decimal, list[tuple[Indicator, Quantity]]] = {}
    for indicator in indicators:
        texts = [entry.text for entry in (indicator.name, indicator.value, indicator.description) if entry]
        for number in {number for text in texts for number in _WRITTEN.findall(squash(text))}:
            written.setdefault(number, []).append(indicator)
        for found in (indicator.parsed.quantity, indicator.parsed.upper):
            if found:
                quantities.setdefault(found.base, []).append((indicator, found))
    return _Said(written, quantities)


def _is_of(indicator: Indicator, mention: Mention) -> bool:
    """Whether an indicator with the same number can be what is mentioned: there are many rates of 95%."""
    if mention.quantity.dimension != "rate" or indicator.prose:
        return True
    return len(common_run(mention.before, indicator.name.text[:_MOST_READ]).strip("率度达到为的")) >= _WORD


def _same(one: Quantity, other: Quantity) -> bool:
    kinds = {one.dimension, other.dimension}
    return one.base == other.base and (len(kinds) == 1 or kinds <= _COUNTED)


def counted_by(cost: Indicator, form: Form) -> list[tuple[Indicator, Quantity]] | None:
    """The quantities that a unit cost is per, each with their product in the unit of the cost; None if unknown."""
    thing = per(cost.name.text, cost.parsed)
    if not thing or not cost.is_cost or cost.parsed.quantity is None:
        return []
    counted = _counted(form).get(cost.half, ())
    if len(counted) > _MOST_COUNTED:
        return None
    found = []
    for indicator, quantity in counted:
        number = counts(thing, indicator.name.text, quantity)
        if number is not None:
            found.append(
                (indicator, replace(cost.parsed.quantity, number=_plain(cost.parsed.quantity.number * number)))
            )
    return found


@once(64)
def _counted(form: Form) -> Mapping[str, Sequence[tuple[Indicator, Quantity]]]:
    """What may be counted, by half."""
    found: dict[str, list[tuple[Indicator, Quantity]]] = {}
    for indicator in form.indicators:
        quantity = indicator.parsed.quantity
        if indicator.kind2 == "数量" and indicator.parsed.kind == "bound" and quantity:
            found.setdefault(indicator.half, []).append((indicator, quantity))
    return found


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def copied_from(indicator: Indicator, form: Form, forms: Forms) -> tuple[Form, ...]:
    """The forms that a long name seems to be copied from.

    The name stands in their indicators, too, and speaks of something in the name of their project of which
    nothing else in this form speaks. A name that most forms have is a phrase of the trade, not a copy.
    """
    name = squash(indicator.name.text)
    names = _long_names(forms)
    holders = names.holders.get(name, ())
    if indicator.prose or len(holders) < _WORD or len(holders) * 2 > names.projects:
        return ()
    words = _words(name)
    foreign = words - _said_besides(form, name, words)
    copied = (each for each in holders if each is not form and foreign & _words(_title(each)))
    return tuple(islice(copied, _MOST_NAMED)) if foreign else ()


def _words(text: str) -> set[str]:
    return {text[place : place + _WORD] for place in range(len(text) - 1)}


def _title(form: Form) -> str:
    return squash(form.name.text) if form.name else ""


def _said_besides(form: Form, name: str, words: set[str]) -> set[str]:
    """Those of the words that a form says of its project elsewhere than in the indicators of that name."""
    texts, times = _word_counts(form)
    own = 1 if name in texts else 0
    return {word for word in words if times[word] > own}


@once(64)
def _word_counts(form: Form) -> tuple[frozenset[str], Counter[str]]:
    """The different texts of a form but its goals, and in how many texts each word is."""
    entries = [form.name, form.purpose, *(part for each in form.indicators for part in (each.name, each.description))]
    texts = frozenset(squash(entry.text) for entry in entries if entry)
    times: Counter[str] = Counter()
    for text in (*texts, *(squash(goal.text) for goal in form.goals)):
        times.update(_words(text))
    return texts, times


@dataclass(frozen=True, slots=True)
class _LongNames:
    """The forms that have a long name among their indicators, and how many forms have indicators at all."""

    holders: Mapping[str, tuple[Form, ...]]
    projects: int


@once(4)
def _long_names(forms: Forms) -> _LongNames:
    found: dict[str, dict[int, Form]] = {}
    for form in forms.forms:
        for indicator in form.indicators:
            name = squash(indicator.name.text)
            if len(name) >= _PARTICULAR_NAME and not indicator.prose:
                found.setdefault(name, {})[id(form)] = form
    projects = sum(1 for each in forms.forms if each.indicators)
    return _LongNames({name: tuple(holders.values()) for name, holders in found.items()}, projects)


@once(4)
def kindred_names(forms: Forms) -> Mapping[str, tuple[str, ...]]:
    """Indicator names that may lack a character: each with the names that have exactly one more inside."""
    names = Counter(
        unspaced(indicator.name.text) for form in forms.forms for indicator in form.indicators if not indicator.prose
    )
    found: dict[str, list[str]] = {}
    for name, times in names.items():
        if not _LONG_NAME < len(name) <= _LONGEST_NAME:
            continue
        shorter = (
            name[:place] + name[place + 1 :] for place in range(1, len(name) - 1) if not _MEANING.match(name[place])
        )
        for other in dict.fromkeys(shorter):
            if 0 < names.get(other, 0) <= times:
                found.setdefault(other, []).append(name)
    return {name: tuple(others) for name, others in found.items()}
