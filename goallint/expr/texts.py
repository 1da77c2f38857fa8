"""What the functions of the rule language make of texts: words in them, likeness, quantities, slips of the pen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from goallint import text as wording
from goallint.expr import matching
from goallint.expr.number import Number
from goallint.expr.once import forgets, once
from goallint.expr.results import Items, Record, Result, folded
from goallint.language import Phrase
from goallint.text import squash
from goallint.values.mentions import mentions, stated_totals
from goallint.values.units import unit_pattern

_PUNCTUATION = re.compile(r"[\W_]+")
# To compare two texts takes time that grows with both; nobody writes cells as long as this.
_MOST_COMPARED = 25_000_000
# What takes the time is the pairs of equal characters: few in what people write, all in one that repeats itself.
_MOST_ALIKE = 50_000
# Nobody reads more numbers that contradict each other.
_MOST_SHOWN = 20
_TOO_LONG = Phrase("文本太长，无法比较", "the texts are too long to compare")


def contains(text: str, part: str | Items) -> Result:
    """Whether the text has the word, or one of them."""
    whole = folded(text)
    return any(map(whole.__contains__, _words(part)))


def starts(text: str, part: str | Items) -> Result:
    """Whether it begins with the word, or one of them."""
    return folded(text).startswith(_words(part))


def ends(text: str, part: str | Items) -> Result:
    """Whether it ends with the word, or one of them."""
    return folded(text).endswith(_words(part))


def found(text: str, words: Items) -> Result:
    """Which of the words it has."""
    whole = folded(text)
    return Items(tuple(word for word in strings(words) if folded(word) in whole))


def made_of(text: str, words: Items) -> Result:
    """Whether nothing is left without the words; longest first, or 有效 would leave the 性 of 有效性 behind."""
    rest = _PUNCTUATION.sub("", folded(text))
    had = bool(rest)
    for word in _longest_first(words):
        rest = rest.replace(_PUNCTUATION.sub("", word) or word, "")
    return had and not rest


def without(text: str, part: str | Items) -> Result:
    """What is left without the words."""
    rest = folded(text)
    for word in _longest_first(part):
        rest = rest.replace(word, "")
    return rest


def after(text: str, part: str | Items) -> Result:
    """What is left without the longest of the words that it begins with."""
    whole = folded(text)
    return whole.removeprefix(next((word for word in _longest_first(part) if whole.startswith(word)), ""))


def common(one: str, other: str) -> Result | Phrase:
    """The longest run of characters that both have."""
    if len(one) * len(other) > _MOST_COMPARED:
        return _TOO_LONG
    return wording.common_run(one, other)


def slips(text: str, pairs: Items) -> Result:
    """Which wrong words it has, each with the right one; `pairs` are written wrong→right."""
    whole = folded(text)
    return Items(tuple(f"“{wrong}”应为“{right}”" for wrong, right in _corrections(pairs.values) if wrong in whole))


@lru_cache(maxsize=16)
def _corrections(pairs: tuple[Any, ...]) -> Sequence[tuple[str, str]]:
    both = (pair.partition("→") for pair in pairs if isinstance(pair, str))
    return [(wrong, right) for wrong, _, right in both]


def doubled(text: str) -> Result:
    """Words that stand twice in a row."""
    return Items(wording.doubled(text))


def damaged(copy: str, original: str) -> Result:
    """Whether one text is the other with pieces lost."""
    return wording.is_damaged_copy(copy, original)


@cache
def _number() -> re.Pattern[str]:
    """A digit, or Chinese numerals before a unit; 一 alone begins too many words (一方面)."""
    return re.compile(rf"[0-9①-⑳]|[二两三四五六七八九十百千万亿](?:{unit_pattern()})|一[次场期座台套]")


def number_in(text: str) -> Result:
    """Whether it has a number."""
    return bool(_number().search(squash(text)))


def quantities(text: str) -> Result:
    """Its numbers with units, but money."""
    return Items(tuple(mention.text for mention in mentions(text) if mention.quantity.dimension != "money"))


def unset(text: str, form: Record) -> Result:
    """Its quantities that no indicator of the form has."""
    missing = matching.unset(mentions(text), form.value.indicators)
    return Items(tuple(dict.fromkeys(mention.text for mention in missing)))


def clashes(text: str, others: Items, entities: Items) -> Result:
    """Entities that the text counts differently than the other texts do."""
    words = strings(entities)
    different = []
    totals = stated_totals(text, words)
    elsewhere = _all_totals(others)(words) if totals else {}
    for entity, stated in totals.items():
        unlike = list(islice((count for count in elsewhere.get(entity, ()) if count != stated), _MOST_SHOWN + 1))
        if unlike:
            shown = [f"{count:f}" for count in (stated, *unlike[:_MOST_SHOWN])]
            different.append(f"{entity}：{'、'.join(shown)}{'……' if len(unlike) > _MOST_SHOWN else ''}")
    return Items(tuple(different))


@once(4)
def _all_totals(texts: Items) -> Callable[[tuple[str, ...]], Mapping[str, Sequence[Decimal]]]:
    """For entities the different totals that texts state of each, in order."""

    @lru_cache(maxsize=4)
    def totals(entities: tuple[str, ...]) -> Mapping[str, Sequence[Decimal]]:
        found: dict[str, dict[Decimal, None]] = {}
        for text in strings(texts):
            for entity, stated in stated_totals(text, entities).items():
                found.setdefault(entity, {})[stated] = None
        return {entity: tuple(counts) for entity, counts in found.items()}

    return totals


def strings(items: Items) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(item for item in items.values if isinstance(item, str))


def similarity(one: str, other: str) -> Number | Phrase:
    """How alike two texts are, 0 to 1."""
    if _is_too_much(one, other):
        return _TOO_LONG
    return _similarity(one, other)


def _is_too_much(one: str, other: str) -> bool:
    pairs = len(one) * len(other)
    if not _MOST_ALIKE < pairs <= _MOST_COMPARED:
        return pairs > _MOST_COMPARED
    times = Counter(other)
    return sum(times[sign] * count for sign, count in Counter(one).items()) > _MOST_ALIKE


@lru_cache(maxsize=1 << 10)
def _similarity(one: str, other: str) -> Number:
    return Number.plain(Decimal(f"{wording.similarity(one, other):.4f}"))


def likeness(texts: Items) -> Result | Phrase:
    """How alike the two are that are most alike."""
    words = strings(texts)
    whole = "".join(words)
    if _is_too_much(whole, whole):
        return _TOO_LONG
    pairs = ((one, other) for n, one in enumerate(words) for other in words[n + 1 :])
    return max(
        (_similarity(one, other) for one, other in pairs), key=lambda ratio: ratio.value, default=Number.plain(0)
    )


def _longest_first(part: str | Items) -> Sequence[str]:
    return _by_length(_words(part))


def _words(part: str | Items) -> tuple[str, ...]:
    return _folded_words(part.values) if isinstance(part, Items) else _folded_words((part,))


# The same word list is asked for over and over.
@lru_cache(maxsize=1024)
def _folded_words(values: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(word for word in map(folded, values) if word)


@lru_cache(maxsize=1024)
def _by_length(words: tuple[str, ...]) -> Sequence[str]:
    return sorted(words, key=len, reverse=True)


# What whole texts say is not asked for again by another document.
for _kept in (mentions, stated_totals, _similarity):
    forgets(_kept.cache_clear)
