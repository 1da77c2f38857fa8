"""The fuzz targets on their seeds, and on a few inputs of Hypothesis; `python -m tests.fuzz.run` goes on from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import seeds as kept
from tests.fuzz.choices import Choices, shuffled, tokens
from tests.fuzz.forms import swapped
from tests.fuzz.packages import mutant
from tests.fuzz.run import Session
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS
from tests.strategies import value_texts

_WHOLE = ("page", "long", "reports", "trace", "rule", "whole", "annotated")
_QUICK = tuple(name for name in TARGETS if name not in _WHOLE)
_SEEDS = [(name, path) for name in TARGETS for path in seeds(name)]


@pytest.mark.parametrize(("target", "seed"), _SEEDS, ids=lambda value: getattr(value, "name", value))
def test_seeds_pass(target: str, seed: Path) -> None:
    """What is known to be odd, and whatever was ever found to fail, raises nothing that it must not."""
    TARGETS[target].run(seed.read_bytes())


def test_every_target_has_seeds() -> None:
    """A target has something to begin with, and no folder of seeds is without a target."""
    assert {name for name, _ in _SEEDS} == set(TARGETS) == {folder.name for folder in kept.FOLDER.iterdir()}


@pytest.mark.parametrize("target", _QUICK)
def test_any_bytes_pass(target: str) -> None:
    """No bytes at all make a target raise what it must not."""

    @settings(max_examples=60, database=None)
    @given(st.binary(max_size=300))
    def check(data: bytes) -> None:
        TARGETS[target].run(data)

    check()


@pytest.mark.parametrize("target", _WHOLE)
def test_any_decisions_pass(target: str) -> None:
    """Whole forms, rules and packages, however they were changed, raise nothing that they must not."""

    @settings(max_examples=12, database=None)
    @given(st.binary(min_size=20, max_size=300))
    def check(data: bytes) -> None:
        TARGETS[target].run(data)

    check()


@given(st.lists(st.one_of(value_texts(), st.sampled_from([word for words in tokens() for word in words])), max_size=40))
def test_any_words_pass(words: list[str]) -> None:
    """What forms say, in any order, raises nothing, as a value or as prose."""
    data = b"\0" + "".join(words).encode("utf-8", "surrogateescape")

    TARGETS["values"].run(data)
    TARGETS["prose"].run(data)


@given(st.binary(max_size=50), st.lists(st.integers(1, 70_000), max_size=20))
def test_decisions_are_within_their_bounds(data: bytes, counts: list[int]) -> None:
    """A decision is one of those that there are, and the first of them once the bytes are used up."""
    choices = Choices(data)

    assert all(0 <= choices.below(count) < count for count in counts)
    choices.rest()
    assert not choices
    assert all(choices.below(count) == 0 for count in counts)


@given(st.binary(max_size=40), st.lists(st.integers(), max_size=5))
def test_a_change_of_a_list_is_one_change(data: bytes, items: list[int]) -> None:
    """A list that is changed grows or shrinks by one at most."""
    changed = list(items)
    shuffled(Choices(data), changed, lambda: 0)

    assert abs(len(changed) - len(items)) <= 1


@given(st.binary(min_size=30, max_size=60))
def test_swapped_tags_leave_texts_alone(data: bytes) -> None:
    """A change of tags needs tags: a text without them is as it was."""
    assert swapped(Choices(data), b"no tags") == b"no tags"


def test_packages_differ_from_their_sources() -> None:
    """The mutants of the examples are not the examples."""
    with mutant(bytes(range(60))) as one, mutant(bytes(range(60, 120))) as other:
        assert one.read_bytes() != other.read_bytes()


def test_a_failure_is_kept_once_and_short(tmp_path: Path) -> None:
    """Of all inputs that fail in one way the first is kept, with what does not matter cut away."""

    def fails(data: bytes) -> None:
        if b"!" in data:
            raise ValueError

    session = Session(fails, tmp_path / "kept", runs=10, seconds=60)
    for data in (b"fine", b"well ! well", b"!!", b"fine"):
        session.one(data)

    [path] = (tmp_path / "kept").iterdir()
    assert path.read_bytes() == b"!"
    assert (session.count, session.failed, sum(session.kinds.values())) == (4, True, 2)


def test_the_fuzzer_runs_without_atheris(tmp_path: Path) -> None:
    """The command counts its executions, and ends well where nothing is found."""
    arguments = ["values", "--blind", "--runs", "50", "--scratch", str(tmp_path)]
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "tests.fuzz.run", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("values: 50 executions")
    assert "0 kinds of failure" in done.stdout
