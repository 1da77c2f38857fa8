"""The one slip that would explain a wrong sum."""

import pytest

from goallint.expr.number import Number, literal
from goallint.expr.settling import settling


def number(text: str) -> Number:
    """The number that a text says."""
    found = literal(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("terms", "total", "change"),
    [
        (["41.83万元", "4.97万元"], "48.60万元", "48.60 万元 → 46.80 万元"),
        (["41.38万元", "4.97万元"], "46.80万元", "41.38 万元 → 41.83 万元"),
        (["20万元", "5万元", "5万元"], "25万元", "5 万元 → 0 万元"),
        (["12万元", "3万元", "22万元"], "64万元", "3 万元 → 30 万元"),
        (["18万元", "3元"], "21万元", "3 元 → 30000 元"),
        (["70万元", "14.6万元"], "86.4万元", ""),
        (["18万元", "30000元"], "21万元", ""),
        (["1万元", "1万元"], "11万元", ""),
    ],
)
def test_only_change(terms: list[str], total: str, change: str) -> None:
    """A slip is named if it alone would settle the sum; none, several or nothing wrong name no change."""
    assert change == settling([number(term) for term in terms], number(total))
