"""Rules meet forms: findings, skips and counts. Nothing is read, nothing is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice
from typing import Literal

from goallint.expr.part import Part
from goallint.expr.results import Record, Result, Spot, Unknown
from goallint.expr.rows import Rows, one
from goallint.expr.scopes import subjects
from goallint.findings import Finding, Place, Skip
from goallint.form import Forms
from goallint.language import NOTHING, Phrase
from goallint.own import CRASHED
from goallint.records import dataclass
from goallint.rulebook.model import Check, Rule

# So many subjects are looked at together: more would take memory, and no less time.
_MOST_ROWS = 512

Verdict = Literal["valid", "invalid", "skipped", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the rules: sorted findings, skips with reasons, and for each rule how often which verdict."""

    findings: tuple[Finding, ...]
    skips: tuple[Skip, ...]
    counts: Mapping[str, Counter[Verdict]]


@dataclass(frozen=True, slots=True)
class Step:
    """One check of one subject, for `goallint trace`: the verdict, its reason, and all values on the way."""

    scope: str
    check: int
    place: Place
    verdict: Verdict
    reason: Phrase
    lets: Mapping[str, Part]
    where: Part | None
    assertion: Part


@dataclass(frozen=True, slots=True)
class Trace:
    """What a rule did with a document, step by step."""

    path: str
    rule: Rule
    steps: tuple[Step, ...]


_Found = tuple[Record, Finding]
"""What a check says of a subject."""


@dataclass(slots=True)
class _Run:
    """The work on one document: what has come of each check so far, by the number of the check among all."""

    findings: dict[int, list[_Found]] = field(default_factory=lambda: defaultdict(list))
    skips: dict[int, dict[Skip, None]] = field(default_factory=lambda: defaultdict(dict))
    counts: dict[int, Counter[Verdict]] = field(default_factory=lambda: defaultdict(Counter))


def run(rules: Iterable[Rule], forms: Forms) -> Outcome:
    """Apply `rules` to the forms of one document."""
    rules = tuple(rules)
    checks = [(rule, check) for rule in rules for check in rule.checks]
    work = _Run()
    for scope in dict.fromkeys(check.scope for _, check in checks):
        for rows in _portions(scope, forms):
            for number, (rule, check) in enumerate(checks):
                if check.scope == scope:
                    _examine(number, rule, check, rows, work)
    findings: list[Finding] = []
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    numbers = iter(range(len(checks)))
    for rule in rules:
        own = [(check, next(numbers)) for check in rule.checks]
        findings += _said_once([(check, work.findings[number]) for check, number in own])
        for _, number in own:
            counts[rule.id].update(work.counts[number])
    kept = _without_superseded(findings, {rule.id: rule for rule in rules})
    skips = dict.fromkeys(skip for number in range(len(checks)) for skip in work.skips[number])
    return Outcome(
        tuple(sorted(kept, key=_position)), tuple(skips), {rule: found for rule, found in counts.items() if found}
    )


def _portions(scope: str, forms: Forms) -> Iterator[Rows]:
    """The subjects, so many together; what has been found out about them goes when they are done with."""
    records: Iterator[Result] = iter(subjects(scope, forms))
    while portion := list(islice(records, _MOST_ROWS)):
        rows = Rows([portion])
        yield rows
        rows.forget()


def trace(rule: Rule, forms: Forms) -> Trace:
    """Every check of the rule on every subject, with what the expressions came to."""
    return Trace(forms.path, rule, tuple(_steps(rule, forms)))


def _steps(rule: Rule, forms: Forms) -> Iterator[Step]:
    # The parser is only needed here.
    from goallint.expr.check import names_of
    from goallint.expr.explain import explain

    for number, check in enumerate(rule.checks, 1):
        names = names_of(check.scope, check.lets, check.assertion.program)
        for record in subjects(check.scope, forms):
            rows = one(record)
            verdict, reason = _verdict(judge(check, rows))
            lets = {name: explain(let.text, names, rows) for name, let in check.lets.items()}
            where = explain(check.where.text, names, rows) if check.where else None
            held = explain(check.assertion.text, names, rows)
            yield Step(check.scope, number, _place(record.spot, record), verdict, reason, lets, where, held)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check says of rows: how many there are, to how many it applies, and of how many of these it cannot tell.

    Those that are invalid or skipped are there by number, the former as rows of their own, too: `wrong`. So what
    messages say of a list that many of them have is asked once.
    """

    rows: int
    applies: int
    undecided: int
    invalid: Sequence[int]
    wrong: Rows
    skipped: Mapping[int, Phrase]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How often which verdict was given; those that were not given are left out."""
        unknown, wrong = len(self.skipped), len(self.invalid)
        found: dict[Verdict, int] = {
            "valid": self.applies - self.undecided - wrong,
            "invalid": wrong,
            "skipped": unknown,
            "not-applicable": self.rows - self.applies - (unknown - self.undecided),
        }
        return {verdict: times for verdict, times in found.items() if times}


def judge(check: Check, rows: Rows) -> Judged:
    """The verdicts on all rows; only a definite false is invalid, and unknown comes with its reason."""
    asked = rows
    numbers: Sequence[int] = range(rows.size)
    skipped: dict[int, Phrase] = {}
    if check.where:
        applies = check.where.run
        answers = rows.of(applies)
        asked, numbers = rows.where(applies)
        if len(numbers) + answers.count(False) < rows.size:
            skipped = {n: answer.reason for n, answer in enumerate(answers) if isinstance(answer, Unknown)}
    doubts = len(skipped)
    places: list[int] = []
    answers = asked.of(check.assertion.run) if numbers else []
    if answers.count(True) < len(answers):
        for place, answer in enumerate(answers):
            if answer is False:
                places.append(place)
            elif isinstance(answer, Unknown):
                skipped[numbers[place]] = answer.reason
    invalid = [numbers[place] for place in places]
    skips = dict(sorted(skipped.items()))
    return Judged(rows.size, len(numbers), len(skipped) - doubts, invalid, asked.pick(places), skips)


def _verdict(judged: Judged) -> tuple[Verdict, Phrase]:
    """That on the only row."""
    if judged.skipped:
        return "skipped", judged.skipped[0]
    if not judged.applies:
        return "not-applicable", NOTHING
    return ("invalid" if judged.invalid else "valid"), NOTHING


def _said_once(found: Sequence[tuple[Check, Sequence[_Found]]]) -> Iterator[Finding]:
    """What the checks of a rule have found, in order; where one has found something in a cell, later ones keep quiet.

    Two subjects in one cell (two wrong sums in one text) are two matters, and so is what a form lacks as a whole.
    """
    taken: dict[tuple[int, int, int], list[tuple[str, object]]] = defaultdict(list)
    for check, findings in found:
        kept: dict[tuple[Place, Phrase], Finding] = {}
        blamed: list[tuple[tuple[int, int, int], tuple[str, object]]] = []
        for record, finding in findings:
            if _is_said(check, record, taken[_cell(finding)]):
                continue
            kept.setdefault((finding.place, finding.message), finding)
            if check.at or check.scope not in _WHOLE:
                blamed.append((_cell(finding), (check.scope, record.value)))
        yield from kept.values()
        for cell, subject in blamed:
            taken[cell].append(subject)


_WHOLE = frozenset({"form", "document"})
"""Scopes whose subject has no cell of its own: a finding without `at` speaks of the whole."""


def _is_said(check: Check, record: Record, said: Sequence[tuple[str, object]]) -> bool:
    """Whether an earlier check has spoken of the same subject, or of the same cell from another scope."""
    return any(scope != check.scope or subject is record.value for scope, subject in said)


def _examine(number: int, rule: Rule, check: Check, rows: Rows, work: _Run) -> None:
    """Note what the check says of the rows."""
    try:
        _judge_all(number, rule, check, rows, work)
    except Exception:  # noqa: BLE001  # one subject that a rule breaks on must not silence it on the others
        for n in range(rows.size):
            _examine_alone(number, rule, check, rows.subject(n), work)


def _examine_alone(number: int, rule: Rule, check: Check, record: Record, work: _Run) -> None:
    try:
        _judge_all(number, rule, check, one(record), work)
    except Exception as error:  # noqa: BLE001  # one broken rule must not silence the others
        work.findings[number].append((record, _crash(rule, record, error)))


def _judge_all(number: int, rule: Rule, check: Check, rows: Rows, work: _Run) -> None:
    """Judge the rows; findings, skips and verdicts are noted once nothing can go wrong any more."""
    judged = judge(check, rows)
    wrong = judged.wrong
    found = [(wrong.subject(n), _finding(rule, check, wrong, n)) for n in range(wrong.size)]
    if wrong.size < judged.applies:  # otherwise they are rows that others ask, too
        wrong.forget()
    skips = [Skip(rule.id, _table(rows.subject(n)), reason) for n, reason in judged.skipped.items()]
    work.findings[number] += found
    work.skips[number].update(dict.fromkeys(skips))
    work.counts[number].update(judged.counts)


def _table(record: Record) -> int:
    """The number of the table that it stands in."""
    return _place(record.spot, record).table


def _finding(rule: Rule, check: Check, rows: Rows, number: int) -> Finding:
    record = rows.subject(number)
    spots = list(check.at.spots(rows, number)) if check.at else []
    spots.sort(key=lambda spot: spot.path != "")  # a finding is in the file that is checked
    own = record.spot
    if own and (not spots or spots[0].path):
        spots = [own, *spots]
    others = [*spots[1:], *(spot for located in check.related for spot in located.spots(rows, number))]
    place = _place(spots[0] if spots else None, record)
    related = dict.fromkeys(_place(spot, record) for spot in others)
    related.pop(place, None)
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=check.severity,
        confidence=check.confidence,
        message=check.message.fill(rows, number),
        suggestion=check.suggest.fill(rows, number) if check.suggest else NOTHING,
        place=place,
        title=rule.title,
        form=_form_name(record),
        related=tuple(related),
    )


def _crash(rule: Rule, record: Record, error: Exception) -> Finding:
    return Finding(
        rule=CRASHED.id,
        name=CRASHED.name,
        title=CRASHED.title,
        severity=CRASHED.severity,
        confidence="high",
        message=Phrase(
            f"规则 {rule.id} 运行出错（{type(error).__name__}: {error}），其余规则照常运行",
            f"rule {rule.id} failed ({type(error).__name__}: {error}); the others ran",
        ),
        suggestion=Phrase("这是 goallint 的缺陷，请报告。", "This is a defect of goallint; please report it."),
        place=_place(record.spot, record),
        form=_form_name(record),
    )


def _place(spot: Spot | None, record: Record) -> Place:
    if spot is None:
        return Place(record.form.table if record.form else 0, 0, 0, "")
    cell = spot.cell
    return Place(cell.table, cell.row, cell.column, cell.text, spot.label, spot.path)


def _form_name(record: Record) -> str:
    form = record.form
    if form is None:
        return ""
    return (form.name.text if form.name else "").strip() or form.caption.strip()


def _without_superseded(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """Drop what another rule has said better about the same cell."""
    dropped: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for finding in findings:
        dropped[_cell(finding)] |= rules[finding.rule].overrides if finding.rule in rules else set()
    return [finding for finding in findings if finding.rule not in dropped[_cell(finding)]]


def _cell(finding: Finding) -> tuple[int, int, int]:
    place = finding.place
    return place.table, place.row, place.column


def _position(finding: Finding) -> tuple[int, int, int, str]:
    return (*_cell(finding), finding.rule)
