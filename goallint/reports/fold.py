"""Folding: a defect of the template that every table of a file repeats is said once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from goallint.findings import Finding, Skip
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.text import squash

FEWEST_TABLES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings that are said at once, in one table or in several.

    `cells` are the findings whose cells are quoted, one for all that look the same.
    """

    cells: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all."""
        return self.cells[0]

    @property
    def tables(self) -> tuple[int, ...]:
        """The numbers of the tables, sorted."""
        return tuple(sorted({finding.place.table for finding in self.findings}))

    @property
    def alike(self) -> bool:
        """Whether one suggestion and one piece of evidence are right for all."""
        return len({(finding.suggestion, finding.related == ()) for finding in self.findings}) == 1


def fold(findings: Iterable[Finding]) -> tuple[list[Entry], list[Finding]]:
    """Part what at least three tables share from the rest.

    Shared is the same rule at the same label with the same text, or the same rule with the same message.
    """
    rest = list(findings)
    shared: list[Entry] = []
    for key in (_same_cell, _same_message):
        groups = _grouped(rest, key)
        rest = []
        for group in groups:
            entry = Entry((group[0],), tuple(group))
            if len(entry.tables) >= FEWEST_TABLES:
                shared.append(entry)
            else:
                rest += group
    return _merged(shared), rest


def together(findings: Iterable[Finding]) -> list[Entry]:
    """Say at once what is the same advice about several cells of a table."""
    return _merged([Entry((finding,), (finding,)) for finding in findings])


def _merged(entries: Iterable[Entry]) -> list[Entry]:
    """Merge what a rule advises alike for the same tables; evidence belongs to one cell and keeps it apart."""
    groups: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        first = entry.first
        apart = first.place if first.related else None
        advice = first.suggestion if first.suggestion != NOTHING else first.message
        key = (first.rule, first.severity, advice, entry.tables, apart)
        groups.setdefault(key, []).append(entry)
    return [
        Entry(
            tuple(cell for entry in group for cell in entry.cells),
            tuple(finding for entry in group for finding in entry.findings),
        )
        for group in groups.values()
    ]


def fold_skips(skips: Iterable[Skip]) -> list[tuple[str, Phrase, list[int]]]:
    """For each rule and reason the tables in which it could not decide."""
    groups: dict[tuple[str, Phrase], set[int]] = {}
    for skip in skips:
        groups.setdefault((skip.rule, skip.reason), set()).add(skip.table)
    return [(rule, reason, sorted(tables)) for (rule, reason), tables in sorted(groups.items())]


def numbers(tables: Sequence[int], comma: str) -> str:
    """Table numbers with runs of three or more written as a range: "1、3–7、9"."""
    runs: list[list[int]] = []
    for number in tables:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = [f"{run[0]}–{run[-1]}" if len(run) > 2 else comma.join(map(str, run)) for run in runs]  # noqa: PLR2004
    return comma.join(written)


def _same_cell(finding: Finding) -> Hashable:
    return finding.rule, squash(finding.place.label), squash(finding.place.text)


def _same_message(finding: Finding) -> Hashable:
    return finding.rule, finding.message


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> list[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return list(groups.values())
