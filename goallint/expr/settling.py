"""The one slip that would explain a wrong sum: swapped digits, a zero, 元 for 万元, a term counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from goallint.expr.number import Number

_SCALES = (Decimal(10), Decimal("0.1"), Decimal(10000), Decimal("0.0001"))
# In longer lists one slip or another nearly always fits.
_MOST_TERMS = 30


def settling(terms: Sequence[Number], total: Number) -> str:
    """The only change of one number that makes the terms add up to the total: "1.86 万元 → 1.68 万元"; else "".

    A term counted twice is shown as becoming 0.
    """
    if len(terms) > _MOST_TERMS:
        return ""
    missing = total.value - sum((term.value for term in terms), Decimal(0))
    if missing == 0:
        return ""
    found = [f"{total.text} → {other.text}" for other in _slips(total) if other.value == total.value - missing]
    values = [term.value for term in terms]
    for term in terms:
        found += [f"{term.text} → {other.text}" for other in _slips(term) if other.value == term.value + missing]
    twice = next((term for term in terms if term.value == -missing and values.count(term.value) > 1), None)
    if twice:
        found.append(f"{twice.text} → {replace(twice, value=Decimal(0)).text}")
    return found[0] if len(found) == 1 else ""


def _slips(number: Number) -> Iterator[Number]:
    """What may have been meant: the number with a scale wrong, or two neighbouring digits swapped."""
    for scale in _SCALES:
        yield replace(number, value=number.value * scale, exponent=number.exponent + min(scale.adjusted(), 0))
    written = f"{number.value / number.unit.factor:f}"
    digits = [place for place, sign in enumerate(written) if sign.isdigit()]
    for one, other in pairwise(digits):
        if written[one] != written[other] and not (one == digits[0] and written[other] == "0"):
            signs = list(written)
            signs[one], signs[other] = signs[other], signs[one]
            yield replace(number, value=Decimal("".join(signs)) * number.unit.factor)
