"""Every figure of speed and memory as a ratio: `python -m benchmarks.run`, which writes RESULTS.md.

The sides of a ratio take turns in one run, so that a machine that slows down slows all of them; the median of the
rounds counts. The files are made here (benchmarks/corpus.py).
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import IO, cast

from benchmarks import corpus
from benchmarks.warm import SIDES
from tests.forms import write_xlsx

ROUNDS = 9
FILES, MANY = 1000, 5000
RESULTS = Path(__file__).with_name("RESULTS.md")

_ROOT = Path(__file__).parent.parent
_BIN = Path(sys.executable).parent
_SMALL_YAML = "---\nname: goallint\nwords:\n  - 绩效\n  - 目标\n"

Side = Callable[[int], object]
"""One side of a ratio, told the number of the round."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio with its goal, and what it was made of."""

    name: str
    value: float
    goal: float
    stretch: float
    details: str
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Which of the two was reached."""
        reached = [word for word, aim in (("stretch", self.stretch), ("goal", self.goal)) if self._meets(aim)]
        return reached[0] if reached else "missed"

    def _meets(self, aim: float) -> bool:
        return self.value >= aim if self.more_is_better else self.value <= aim


def main() -> None:
    """Measure everything, print it and write it down."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        figures = [*_cold(folder), *_warm(folder), *_memory(folder), _throughput(folder)]
    text = _page(figures)
    RESULTS.write_text(text, "utf-8")
    sys.stdout.write(text)


def _cold(folder: Path) -> list[Figure]:
    """Whole processes on small files, after one run that fills the caches of both sides."""
    form = corpus.write(folder / "one.docx", corpus.pages(1))
    small = folder / "small.yaml"
    small.write_text(_SMALL_YAML, "utf-8")
    sides = {
        "goallint": _process(_BIN / "goallint", "check", form, cwd=folder, codes={0, 1}),
        "yamllint": _process(_BIN / "yamllint", small, cwd=folder),
        "python -c pass": _process(sys.executable, "-c", "pass", cwd=folder),
    }
    times = _in_turns(sides)
    details = ", ".join(f"{side} {seconds * 1000:.0f} ms" for side, seconds in times.items())
    ratio = times["goallint"] / times["yamllint"]
    return [Figure("cold `check` of a one-table docx ÷ cold yamllint", ratio, 1.0, 0.6, details)]


def _warm(folder: Path) -> list[Figure]:
    """Every round has files of its own, so that no side remembers what it has read."""
    rounds = range(ROUNDS + 1)
    few = [corpus.write(folder / f"twenty{each}.docx", corpus.pages(20, 20 * each)) for each in rounds]
    many = [corpus.write(folder / f"many{each}.docx", corpus.pages(400, 400 * each)) for each in rounds]
    books = [write_xlsx(folder / f"twenty{each}.xlsx", corpus.pages(20, 20 * each)) for each in rounds]
    works = {
        **{name: (name, few) for name in SIDES},
        "the same as xlsx": ("goallint", books),
        "400 tables": ("goallint", many),
    }
    with ExitStack() as stack:
        sides = {name: _apart(stack, side, files) for name, (side, files) in works.items()}
        times = _in_turns(sides)
    details = ", ".join(f"{side} {seconds * 1000:.1f} ms" for side, seconds in times.items())
    one = times["goallint"]
    return [
        Figure(
            "warm check of 20 tables ÷ python-docx reading the cells", one / times["python-docx"], 0.5, 0.3, details
        ),
        Figure("warm check of 20 tables ÷ floor", one / times["floor"], 2.0, 1.2, "as above"),
        Figure("ms a table, 400 tables ÷ 20 tables", times["400 tables"] / 20 / one, 1.15, 1.05, "as above"),
    ]


def _memory(folder: Path) -> list[Figure]:
    peaks = [_printed("peak", folder / "many1.docx")[0] for _ in range(3)]
    files = corpus.write_many(folder / "files", MANY)
    early, late = _printed("growth", files, 100, MANY)
    return [
        Figure("peak memory, 400-table file, MB", median(peaks), 96, 64, "whole process"),
        Figure("memory after 5,000 files ÷ after 100", late / early, 1.10, 1.02, f"{early:.1f} MB, {late:.1f} MB"),
    ]


def _throughput(folder: Path) -> Figure:
    files = sorted((folder / "files").iterdir())[:FILES]
    listed = folder / "thousand"
    listed.mkdir()
    for file in files:
        (listed / file.name).symlink_to(file)
    command = (_BIN / "goallint", "check", listed, "--format", "concise", "--fail-on", "never")
    times = _in_turns({jobs: _process(*command, "--jobs", jobs, cwd=folder) for jobs in ("1", "2")}, rounds=7)
    details = f"1 process {times['1']:.1f} s, 2 processes {times['2']:.1f} s, {os.cpu_count()} cores"
    ratio = times["1"] / times["2"]
    return Figure("2 processes ÷ 1, throughput, 1,000 files", ratio, 1.75, 1.9, details, more_is_better=True)


def _in_turns(sides: Mapping[str, Side], rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each side; every round runs all, after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            start = perf_counter()
            side(number)
            if number:
                taken[name].append(perf_counter() - start)
    return {name: median(seconds) for name, seconds in taken.items()}


def _apart(stack: ExitStack, side: str, files: Sequence[Path]) -> Side:
    """A side in a process of its own, which waits for its turns."""
    command = [sys.executable, "-m", "benchmarks.warm", side]
    process = stack.enter_context(
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=_ROOT)  # noqa: S603  # our own words
    )
    told, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)

    def work(number: int) -> None:
        told.write(f"{files[number]}\n")
        if not answers.readline():
            raise RuntimeError(side)

    return work


def _process(*words: object, cwd: Path, codes: frozenset[int] | set[int] = frozenset({0})) -> Side:
    """A command in the folder of the files: what this project configures for itself is nobody else's."""
    given = list(map(str, words))

    def run(_: int) -> None:
        done = subprocess.run(given, cwd=cwd, capture_output=True, check=False)  # noqa: S603  # our own words
        if done.returncode not in codes:
            raise RuntimeError(done.stderr.decode())

    return run


def _printed(*words: object) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.memory", *map(str, words)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=_ROOT)  # noqa: S603  # likewise
    return [float(word) for word in done.stdout.split()]


def _page(figures: list[Figure]) -> str:
    rows = "\n".join(
        f"| {each.name} | **{each.value:.2f}** | {'≥' if each.more_is_better else '≤'} {each.goal} | "
        f"{each.stretch} | {each.verdict} | {each.details} |"
        for each in figures
    )
    machine = f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}"
    return f"""# Results

`python -m benchmarks.run`, {machine}, {os.cpu_count()} cores: ratios of medians of at least 7 rounds in which the sides
take turns, each in a process of its own. The files are made by benchmarks/corpus.py; no two tables are alike.

| Figure | | Goal | Stretch | Reached | Made of |
|---|---|---|---|---|---|
{rows}

The floor is what any reader of Word files has to do: unpack, parse with lxml, walk over the cells once.
"""


if __name__ == "__main__":
    main()
