"""Results as plain data of JSON, and back again."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.findings import Finding, Severity
from goallint.language import Phrase
from goallint.plain import plain, restored
from goallint.results import DocumentResult
from tests.reporting import varied

texts = st.text(st.one_of(st.characters(), st.sampled_from('\udcff\u2028\x00"\\万元')), max_size=8)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    Severity: st.sampled_from(Severity),
    Phrase: st.builds(Phrase, texts, texts),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Whatever a field of that type may hold."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    parts = get_args(kind)
    if get_origin(kind) is Literal:
        return st.sampled_from(parts)
    if get_origin(kind) is UnionType:
        return st.none() | values(parts[0])
    if get_origin(kind) is tuple:
        return st.lists(values(parts[0]), max_size=2).map(tuple)
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: values(hints[each.name]) for each in fields(kind) if each.compare})


def written(value: Any) -> Any:
    """Write plain data as bytes, and read them."""
    return json.loads(json.dumps(value, default=plain, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@given(values(DocumentResult))
def test_a_result_comes_back_as_it_was(result: DocumentResult) -> None:
    """With every field, in both languages."""
    assert restored(DocumentResult, written(result)) == result


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from(["checked", "zh"]),
        lambda below: st.lists(below, max_size=9) | st.dictionaries(texts, below, max_size=3),
    )
)
def test_other_data_are_refused(data: Any) -> None:
    """Never with another error, and never taken for a result."""
    with pytest.raises(ValueError):  # noqa: PT011  # what is said interests nobody
        restored(DocumentResult, data)


@given(st.data())
def test_a_result_with_something_wrong_in_it_is_refused(data: st.DataObject) -> None:
    """Wherever it is: no field takes what is not of its type."""
    [finding] = [each for each in varied().documents[0].findings if each.rule == "V001"]
    good = written(replace(finding, related=()))
    assert restored(Finding, good).rule == "V001"
    place = data.draw(st.integers(0, len(good) - 1))
    good[place] = data.draw(st.sampled_from([{}, 1.5, {"zh": "", "en": ""}, [[]], -1]))

    with pytest.raises(ValueError):  # noqa: PT011  # likewise
        restored(Finding, good)
