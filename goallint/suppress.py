"""Suppression (豁免): findings that somebody has given a reason for, and what is wrong with such reasons.

A pure stage after the check, document by document. Reasons come from the configuration, from comments on the cells,
and from the baseline; a finding needs one of them, and they are asked in this order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path

from goallint import own
from goallint.baseline import Baseline, Entry, fingerprint
from goallint.directives import Directive
from goallint.expr.errors import nearest
from goallint.findings import Finding, Place, Suppressed, fingerprinted
from goallint.language import NOTHING, Phrase
from goallint.patterns import Patterns, is_below
from goallint.records import dataclass
from goallint.results import DocumentResult
from goallint.rulebook.model import Rule
from goallint.text import squash

_HOW = Phrase(
    "批注写作“goallint：忽略 V001 省厅表样如此”，规则可以写多条，理由必须写。",
    "Write `goallint: ignore V001 because …`; several rules may be named, and the reason is mandatory.",
)
_REMOVE = Phrase("不再需要的，请删去这条豁免。", "Remove the suppression if it is no longer needed.")
_PRUNE = Phrase("请运行 goallint baseline prune。", "Run `goallint baseline prune`.")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A suppression in the configuration ([[suppress]]): findings of `rule` in the files, up to the day `until`.

    `rule` is an ID, a name or a group; `where` is a part of the way to the cell ("产出指标/成本指标") or of its text,
    "" for everywhere. It stands in `line` of the file `origin`, a path as shown to people.
    """

    rule: str
    reason: str
    file: Patterns
    where: str = ""
    until: date | None = None
    origin: str = ""
    line: int = 1

    def means(self, finding: Finding) -> bool:
        """Whether the finding is where the suppression says."""
        way = squash(f"{finding.form}/{finding.place.label}")
        wanted = squash(self.where)
        return wanted in way or wanted in squash(finding.place.text)


@dataclass(frozen=True, slots=True)
class Names:
    """What suppressions may speak of in a file: the IDs that each word stands for, and those that were looked for.

    `unused` tells whether suppressions without use are findings (G008).
    """

    ids: Mapping[str, frozenset[str]]
    ran: frozenset[str]
    unused: bool = True

    @classmethod
    def of(cls, rules: Iterable[Rule], ran: frozenset[str], *, unused: bool = True) -> Names:
        """All words for rules: IDs, names, letters and folders."""
        ids: dict[str, set[str]] = {}
        for rule in rules:
            for word in (rule.id, rule.name, rule.id.rstrip("0123456789"), rule.group):
                ids.setdefault(word.lower(), set()).add(rule.id)
        for word in (own.NOT_UNDERSTOOD.id, own.NOT_UNDERSTOOD.name):
            ids[word.lower()] = {own.NOT_UNDERSTOOD.id}
        return cls({word: frozenset(found) for word, found in ids.items()}, ran, unused)

    def named(self, word: str) -> frozenset[str]:
        """The IDs that the word stands for, none if it is unknown."""
        return self.ids.get(word.lower(), frozenset())

    def all_ran(self, word: str) -> bool:
        """Whether a finding that the word stands for would have been found."""
        return self.named(word) <= self.ran

    def suggest(self, word: str) -> Phrase:
        """What may have been meant."""
        return nearest(word, [known.upper() if known[-1:].isdecimal() else known for known in self.ids])


@dataclass(slots=True)
class _Excuse:
    """One reason for findings in one file, and how often it was needed."""

    ids: frozenset[str]
    means: Callable[[Finding], bool]
    mark: Suppressed
    needed: int = 0

    def __call__(self, finding: Finding) -> bool:
        fits = finding.rule in self.ids and self.means(finding)
        self.needed += fits
        return fits


@dataclass(slots=True)
class _Use:
    """What came of a suppression in the configuration so far; `files` it was looked at in, where it could be needed."""

    needed: int = 0
    files: int = 0
    unknown: Phrase | None = None


@dataclass
class Suppressor:
    """Applies suppressions and the baseline to the results of a run, one by one.

    `names_for` tells for the path of a file what ran on it; `walked` are the folders that were checked as a whole:
    only there does it mean something that a file is missing.
    """

    names_for: Callable[[str], Names]
    suppressions: Sequence[Suppression] = ()
    baseline: Baseline | None = None
    today: date = field(default_factory=date.today)
    walked: Sequence[Path] = ()
    stale: list[tuple[str, Entry]] = field(default_factory=list, init=False)
    _uses: dict[Suppression, _Use] = field(default_factory=dict, init=False)
    _seen: set[str] = field(default_factory=set, init=False)
    _unused: bool = field(default=False, init=False)

    def run(self, results: Iterable[DocumentResult]) -> Iterator[DocumentResult]:
        """The results of a run as they come, and then what is left to say."""
        yield from map(self.apply, results)
        yield from self.leftovers()

    def apply(self, result: DocumentResult) -> DocumentResult:
        """Mark the findings that are suppressed, and add what is wrong with the comments that suppress."""
        if self.baseline:
            self._seen.add(self.baseline.key(result.path))
        meant = [suppression for suppression in self.suppressions if suppression.file.match(result.path)]
        for suppression in meant:
            self._uses.setdefault(suppression, _Use())
        if result.status == "unreadable":
            return result
        names = self.names_for(result.path)
        if result.status == "no-table":
            self._without_known(result.path, (), names)
            return result
        self._unused = self._unused or names.unused
        from_comments, faults = _from_comments(result.directives, names)
        from_config = self._from_config(meant, names)
        excuses = [*from_config.values(), *(excuse for _, _, excuse in from_comments)]
        findings = tuple(_excused(finding, excuses) for finding in result.findings)
        for suppression, excuse in from_config.items():
            self._uses[suppression].needed += excuse.needed
        faults += [
            _fault(directive, _not_needed(word), _beside(directive, excuse, findings))
            for directive, word, excuse in from_comments
            if not excuse.needed and names.all_ran(word)
        ]
        findings = self._without_known(result.path, findings, names)
        said = fingerprinted(faults, result.path) if names.unused else []
        return replace(result, findings=(*findings, *said))

    def leftovers(self) -> list[DocumentResult]:
        """What is wrong with the configuration and the baseline, once every document was seen."""
        found: dict[str, list[Finding]] = {}
        for suppression in self.suppressions if self._unused else ():
            if finding := self._verdict(suppression):
                found.setdefault(suppression.origin, []).append(finding)
        if self.baseline:
            self.stale += self._gone(self.baseline)
            found.setdefault(self.baseline.path.as_posix(), []).extend(_stale(key, entry) for key, entry in self.stale)
        return [
            DocumentResult(path, "checked", findings=tuple(fingerprinted(findings, path)), is_document=False)
            for path, findings in found.items()
            if findings
        ]

    def _from_config(self, meant: Iterable[Suppression], names: Names) -> dict[Suppression, _Excuse]:
        excuses = {}
        for suppression in meant:
            use = self._uses[suppression]
            ids = names.named(suppression.rule)
            use.files += bool(ids) and names.all_ran(suppression.rule)
            use.unknown = None if ids else names.suggest(suppression.rule)
            if not self._is_over(suppression):
                excuses[suppression] = _Excuse(ids, suppression.means, Suppressed(suppression.reason, "config"))
        return excuses

    def _is_over(self, suppression: Suppression) -> bool:
        return suppression.until is not None and suppression.until < self.today

    def _verdict(self, suppression: Suppression) -> Finding | None:
        """What is wrong with a suppression of the configuration, as far as this run can tell."""
        use = self._uses.get(suppression)
        if use is None:
            return self._without_file(suppression)
        if use.unknown is not None:
            word = suppression.rule
            return _of_config(suppression, Phrase(f"没有名为“{word}”的规则", f"there is no rule {word!r}"), use.unknown)
        if not use.files:
            return None
        if self._is_over(suppression):
            day = suppression.until
            message = Phrase(
                f"对 {suppression.rule} 的豁免已于 {day} 到期，不再起作用",
                f"the suppression of {suppression.rule} has ended on {day}",
            )
            remedy = Phrase(
                "请改正有关内容并删去这条豁免，或写明理由后延期。",
                "Mend what it was for and remove it, or extend it with a reason.",
            )
            return _of_config(suppression, message, remedy)
        file = suppression.file
        complete = file.lie_below(self.walked) or (file.name_files and use.files >= len(file.lines))
        return _of_config(suppression, _not_needed(suppression.rule), _REMOVE) if complete and not use.needed else None

    def _without_file(self, suppression: Suppression) -> Finding | None:
        """What to say of one whose files were not met, where all that there are were checked."""
        if not suppression.file.should_be_met(self.walked):
            return None
        listed = "、".join(suppression.file.lines)
        message = Phrase(
            f"检查过的文件里没有“{listed}”，对 {suppression.rule} 的豁免没有用到",
            f'no file that was checked is "{listed}"; the suppression of {suppression.rule} is not needed',
        )
        remedy = Phrase(
            "文件改了名的，请改 file；不再需要的，请删去这条豁免。",
            "Correct `file` if it has another name now, or remove the suppression.",
        )
        return _of_config(suppression, message, remedy)

    def _without_known(self, path: str, findings: tuple[Finding, ...], names: Names) -> tuple[Finding, ...]:
        """The findings with those of the baseline marked; what it has too many of is stale."""
        if self.baseline is None:
            return findings
        key, name = self.baseline.key(path), self.baseline.path.name
        known = self.baseline.files.get(key, ())
        left = Counter({entry.fingerprint: entry.count for entry in known})
        mark = Suppressed(f"基线 {name}", "baseline")
        marked = []
        for finding in findings:
            is_known = finding.suppressed is None and finding.rule in names.ran and left[fingerprint(finding)] > 0
            left[fingerprint(finding)] -= is_known
            marked.append(replace(finding, suppressed=mark) if is_known else finding)
        self.stale += [
            (key, replace(entry, count=left[entry.fingerprint]))
            for entry in known
            if left[entry.fingerprint] > 0 and (entry.rule in names.ran or not names.named(entry.rule))
        ]
        return tuple(marked)

    def _gone(self, baseline: Baseline) -> Iterator[tuple[str, Entry]]:
        """The entries of files that are no longer there, in folders that were checked as a whole."""
        for key, entries in baseline.files.items():
            path = baseline.file(key)
            if path and key not in self._seen and is_below(path, self.walked) and not path.exists():
                yield from ((key, entry) for entry in entries)


def _excused(finding: Finding, excuses: Iterable[_Excuse]) -> Finding:
    """The finding, marked by the first excuse for it; all others for it are needed, too."""
    fitting = [excuse for excuse in excuses if excuse(finding)]
    return replace(finding, suppressed=fitting[0].mark) if fitting else finding


def _from_comments(
    directives: Iterable[Directive], names: Names
) -> tuple[list[tuple[Directive, str, _Excuse]], list[Finding]]:
    """For each rule that a comment names its excuse, and what is wrong with comments that excuse nothing."""
    excuses: list[tuple[Directive, str, _Excuse]] = []
    faults: list[Finding] = []
    for directive in directives:
        fault = _misread(directive, names)
        if fault:
            faults.append(fault)
            continue
        cells = {(place.table, place.row, place.column) for place in directive.places}
        mark = Suppressed(directive.reason, "comment")
        excuses += [
            (directive, word, _Excuse(names.named(word), _standing_in(cells), mark))
            for word in dict.fromkeys(directive.words)
        ]
    return excuses, faults


def _standing_in(cells: set[tuple[int, int, int]]) -> Callable[[Finding], bool]:
    return lambda finding: (finding.place.table, finding.place.row, finding.place.column) in cells


def _misread(directive: Directive, names: Names) -> Finding | None:
    """What is wrong with the comment itself."""
    if not directive.words:
        return _fault(
            directive, Phrase("看不懂这条批注，不起作用", "this comment is not understood and does nothing"), _HOW
        )
    for word in directive.words:
        if not names.named(word):
            return _unknown(directive, word, names)
    if not directive.reason:
        listed = "、".join(directive.words)
        message = Phrase(
            f"豁免 {listed} 没有写理由，不起作用", f"no reason is given to ignore {listed}; it does nothing"
        )
        return _fault(directive, message, _HOW)
    return None


def _unknown(directive: Directive, word: str, names: Names) -> Finding:
    check = next((check for check in own.OWN_CHECKS if check.is_named(word)), None)
    if check:
        message = Phrase(f"{check.id} 不能豁免", f"{check.id} cannot be suppressed")
        return _fault(directive, message, _REMOVE)
    message = Phrase(f"没有名为“{word}”的规则，豁免不起作用", f"there is no rule {word!r}; the comment does nothing")
    return _fault(directive, message, names.suggest(word))


def _not_needed(word: str) -> Phrase:
    return Phrase(f"豁免了 {word}，但没有这样的问题", f"{word} is suppressed, but nothing of it was found")


def _beside(directive: Directive, excuse: _Excuse, findings: Iterable[Finding]) -> Phrase:
    """What to do about a comment that is not needed: it may have been meant for another cell of its row."""
    rows = {(place.table, place.row) for place in directive.places if place.table}
    for finding in findings:
        place = finding.place
        if (place.table, place.row) in rows and finding.rule in excuse.ids and finding.suppressed is None:
            return Phrase(
                f"有这个问题的是第 {place.column} 列的单元格，请把批注加在那里。",
                f"The finding is in column {place.column}: put the comment there.",
            )
    return _REMOVE


def _fault(directive: Directive, message: Phrase, remedy: Phrase = _REMOVE) -> Finding:
    place, *others = directive.places or (Place(0, 0, 0, ""),)
    return _own(own.UNUSED, message, remedy, place, tuple(others))


def _of_config(suppression: Suppression, message: Phrase, remedy: Phrase) -> Finding:
    text = f"[[suppress]] {suppression.rule}" + (f" {suppression.where}" if suppression.where else "")
    return _own(own.UNUSED, message, remedy, Place(0, suppression.line, 0, text, is_line=True))


def _stale(key: str, entry: Entry) -> Finding:
    times = Phrase(f"（{entry.count} 处）", f" ({entry.count} times)") if entry.count > 1 else NOTHING
    message = Phrase(
        f"{key} 中的 {entry.rule} 已经不存在，基线里还有{times.zh}",
        f"{entry.rule} in {key} is gone, but still in the baseline{times.en}",
    )
    place = Place(0, entry.line, 0, entry.text, entry.label, is_line=True)
    return _own(own.STALE, message, _PRUNE, place)


def _own(
    check: own.OwnCheck, message: Phrase, remedy: Phrase, place: Place, related: tuple[Place, ...] = ()
) -> Finding:
    return Finding(
        rule=check.id,
        name=check.name,
        title=check.title,
        severity=check.severity,
        confidence="high",
        message=message,
        suggestion=remedy,
        place=place,
        related=related,
    )
