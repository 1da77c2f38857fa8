"""goallint.records against what it stands in for: dataclasses of the standard library."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, field, replace
from dataclasses import dataclass as standard
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.records import dataclass


class Plain:
    """What both kinds are made of."""

    number: int
    text: str = "没有"
    pieces: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list, compare=False)
    seen: int = field(init=False, default=3)


OPTIONS: list[dict[str, bool]] = [
    {"frozen": frozen, "slots": slots, "kw_only": kw_only}
    for frozen in (False, True)
    for slots in (False, True)
    for kw_only in (False, True)
]


def both(**options: bool) -> tuple[Any, Any]:
    """The class made by each, under the same name."""
    made: list[Any] = []
    for decorate in (dataclass, standard):
        namespace = {key: value for key, value in vars(Plain).items() if key not in {"__dict__", "__weakref__"}}
        made.append(decorate(**options)(type("Plain", (), namespace)))
    return made[0], made[1]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@given(data=st.data())
def test_they_are_the_same(options: dict[str, bool], data: st.DataObject) -> None:
    """Arguments, defaults, equality, hash, text and replacement are as the standard library has them."""
    ours, theirs = both(**options)
    values = st.fixed_dictionaries(
        {"number": st.integers(0, 2)},
        optional={"text": st.sampled_from("甲乙"), "pieces": st.just(("a",)), "notes": st.just(["n"])},
    )
    one, other, change = data.draw(values), data.draw(values), data.draw(values)

    assert repr(ours(**one)) == repr(theirs(**one))
    assert (ours(**one) == ours(**other)) is (theirs(**one) == theirs(**other))
    assert repr(replace(ours(**one), **change)) == repr(replace(theirs(**one), **change))
    assert ours(**one) != theirs(**one)
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)
    if options["frozen"] and ours(**one) == ours(**other):
        assert hash(ours(**one)) == hash(ours(**other))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_wrong_arguments(options: dict[str, bool]) -> None:
    """What one of them refuses, the other refuses too, with the same words."""
    tried: list[tuple[Any, ...]] = [(), (1, "a", (), [], 3), (1,), (1, 2, 3, 4, 5, 6)]
    for words in tried:
        said = []
        for made in both(**options):
            try:
                said.append(repr(made(*words)))
            except TypeError as error:
                said.append(str(error))
        assert said[0] == said[1]


@dataclass(frozen=True, slots=True)
class Point:
    """A record that pickle finds by its name."""

    x: int
    y: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Named(Point):
    """One with a field more, and something to do at the end."""

    name: str = ""

    def __post_init__(self) -> None:
        """Note that it was called."""
        self.y.append(self.x)


def test_a_record_cannot_change() -> None:
    """Setting and deleting are refused, for fields and for anything else."""
    for point in (Point(1), Named(1)):
        with pytest.raises(FrozenInstanceError, match="'x'"):
            point.x = 2  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            del point.x
        with pytest.raises(FrozenInstanceError):
            setattr(point, "z", 2)  # noqa: B010  # a name that type checkers know nothing of


def test_copies_are_equal() -> None:
    """A record survives pickle and copy, and no two share a list that was made for them."""
    point = Point(1)
    assert pickle.loads(pickle.dumps(point)) == copy.deepcopy(point) == point  # noqa: S301  # our own
    assert point.y is not Point(1).y


def test_a_record_of_a_record() -> None:
    """Fields come from above, `__post_init__` is called, and another class is never equal."""
    named = Named(1, name="渡口")
    assert repr(named) == "Named(x=1, y=[1], name='渡口')"
    assert pickle.loads(pickle.dumps(named)) == named  # noqa: S301  # our own
    assert Named(1) != Point(1, [1])


def test_methods_of_the_class_stay() -> None:
    """What a class defines itself is not replaced."""

    @dataclass(frozen=True)
    class Folded:
        text: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Folded) and self.text.lower() == other.text.lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

        def __repr__(self) -> str:
            return self.text

    assert {Folded("A"), Folded("a")} == {Folded("a")}
    assert repr(Folded("A")) == "A"
