"""From a path to a result: read, extract, run the rules, add what goallint itself has to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from goallint import engine, own
from goallint.directives import Directive, directives
from goallint.discover import Found, discover
from goallint.document import Document
from goallint.errors import ReadError, UsageError
from goallint.expr.once import forget
from goallint.extract import extract
from goallint.findings import Place, fingerprinted
from goallint.form import Form, Forms
from goallint.form import together as put_together
from goallint.language import NOTHING, Phrase
from goallint.plan import Plan, Settings
from goallint.readers import read, readable
from goallint.records import dataclass
from goallint.results import DocumentResult, Failure, RuleSummary, TableSummary, yuan
from goallint.rulebook import selection
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Rule, Rulebook
from goallint.rulebook.profile import DEFAULT, Profile, load_profile
from goallint.suppress import Names, Suppressor

_SKIP_THEM = Phrase(
    "要放过没有绩效目标表的文件，请用 --no-table skip。", "To pass over files without a table, use --no-table skip."
)
TOO_LARGE = Failure(
    own.UNREADABLE.id,
    Phrase("内存不足，没有检查完", "Out of memory before the check was complete"),
    Phrase("请把文件拆小。", "Split the file."),
)
_SELECTABLE = tuple(check.id for check in own.OWN_CHECKS if check.selectable)


@dataclass(frozen=True, slots=True)
class Checks:
    """What to check for: rules, and whether parts that were not understood and unused suppressions are findings.

    `known` are all rules there are.
    """

    rules: tuple[Rule, ...]
    not_understood: bool = True
    unused: bool = True
    known: tuple[Rule, ...] = ()

    @property
    def names(self) -> Names:
        """What suppressions may speak of here."""
        own_ids = {own.NOT_UNDERSTOOD.id} if self.not_understood else set()
        ran = frozenset({rule.id for rule in self.rules} | own_ids)
        return Names.of(self.known, ran, unused=self.unused)


def choose(
    rulebook: Rulebook, chosen: Iterable[str] = (), ignored: Iterable[str] = (), profile: Profile | None = None
) -> Checks:
    """Choose the checks that are `chosen` and not `ignored`; a word is an ID, a name or a group.

    What the profile leaves out runs only where it is chosen by its own ID or name.
    """
    chosen, ignored = list(chosen), list(ignored)
    own_words = {word for word in (*chosen, *ignored) if is_own(word)}
    rules = selection.select(rulebook, chosen, ignored, {*own_words, *_SELECTABLE})
    if profile:
        profile.check([*(rule.id for rule in rulebook.rules), *_SELECTABLE])
        rules = selection.adjust(rules, chosen, profile)

    def takes_part(check: own.OwnCheck) -> bool:
        asked = any(check.is_named(word) for word in chosen)
        on = asked or not (chosen or (profile and check.id in profile.off))
        return on and not any(check.is_named(word) for word in ignored)

    checks = Checks(rules, takes_part(own.NOT_UNDERSTOOD), takes_part(own.UNUSED), rulebook.rules)
    if not checks.rules and not checks.not_understood:
        # Without a rule nothing can be wrong, which is not the same as that all is well.
        raise UsageError(
            Phrase("一条规则也没有选中。", "No rule is left to check."),
            Phrase("请核对 --select 和 --ignore。", "See --select and --ignore."),
        )
    return checks


def is_own(word: str) -> bool:
    """Tell whether `word` names a check of goallint's own; UsageError for one that cannot be left out."""
    found = next((check for check in own.OWN_CHECKS if check.is_named(word)), None)
    if found is own.STALE:
        raise UsageError(
            Phrase(f"{found.id} 不能选择或忽略。", f"{found.id} cannot be selected or ignored."),
            Phrase("请运行 goallint baseline prune。", "Run `goallint baseline prune`."),
        )
    if found and not found.selectable:
        raise UsageError(
            Phrase(
                f"{found.id} 说明有文件没能检查，不能选择或忽略。",
                f"{found.id} says that a file was not checked; it cannot be selected or ignored.",
            ),
            _SKIP_THEM if found is own.NO_TABLE else NOTHING,
        )
    return found is not None


class Checker:
    """Checks files as a plan says (检查器); rules are loaded once for all files with the same settings.

    It is pickled as its plan: what it has loaded stays in its process.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._checks: dict[Settings, Checks] = {}
        self._names: dict[Settings, Names] = {}
        self._rules: dict[tuple[str, tuple[str, ...]], tuple[Profile, Rulebook]] = {}

    @property
    def plan(self) -> Plan:
        """How it checks."""
        return self._plan

    def __reduce__(self) -> tuple[type[Checker], tuple[Plan]]:
        return Checker, (self._plan,)

    def check(self, found: Found) -> DocumentResult:
        """Check one file of a discovery. Nothing is raised: whatever goes wrong is part of the result.

        One met in a folder need not hold a table.
        """
        read = self._understood(found)
        result = read if isinstance(read, DocumentResult) else self._checked(found, *read)
        forget()
        return result

    def check_together(self, files: Iterable[Found]) -> Iterator[DocumentResult]:
        """Check files, each with the tables of the others beside it."""
        met = [(found, self._understood(found)) for found in files]
        beside = iter(put_together(read[1] for _, read in met if not isinstance(read, DocumentResult)))
        for found, what in met:
            yield what if isinstance(what, DocumentResult) else self._checked(found, what[0], next(beside))
        forget()

    def checks(self, files: Iterable[Found] = ()) -> Iterator[Checks]:
        """All checks that the files will undergo; UsageError, ConfigError or RuleError if there are no such."""
        return map(self._checks_of, self._plan.all_settings(found.shown for found in files))

    def names_for(self, path: str) -> Names:
        """What suppressions may speak of in the file of that path."""
        settings = self._plan.settings_for(path)
        if settings not in self._names:
            self._names[settings] = self._checks_of(settings).names
        return self._names[settings]

    def _checks_of(self, settings: Settings) -> Checks:
        if settings not in self._checks:
            profile, rulebook = self._rules_of(settings.profile, settings.rules)
            self._checks[settings] = choose(rulebook, settings.select, settings.ignore, profile)
        return self._checks[settings]

    def _rules_of(self, name: str, folders: tuple[str, ...]) -> tuple[Profile, Rulebook]:
        if (name, folders) not in self._rules:
            profile = load_profile(name)
            self._rules[name, folders] = profile, load_rules([Path(folder) for folder in folders], profile.settings)
        return self._rules[name, folders]

    def _understood(self, found: Found) -> tuple[Document, Forms] | DocumentResult:
        read = understood(found.path)
        return replace(read, path=found.shown) if isinstance(read, DocumentResult) else read

    def _checked(self, found: Found, document: Document, forms: Forms) -> DocumentResult:
        settings = self._plan.settings_for(found.shown)
        need_table = settings.need_table and found.named
        result = _checked(found.shown, document, forms, self._checks_of(settings), need_table=need_table)
        return replace(result, page=document) if self._plan.pages else result


def check(  # noqa: PLR0913  # what the command line offers
    *paths: str | Path,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profile: str = DEFAULT,
    rules: Iterable[str | Path] = (),
    need_table: bool = True,
    together: bool = False,
) -> tuple[DocumentResult, ...]:
    """Check files, folders and patterns; `rules` are folders with rules of one's own.

    `together` lets rules compare the tables of all files.

    >>> [result] = goallint.check("绩效目标表.docx")  # doctest: +SKIP
    >>> [finding.message.zh for finding in result.findings]  # doctest: +SKIP
    """
    settings = Settings(
        profile=profile,
        rules=tuple(map(str, rules)),
        select=tuple(select),
        ignore=tuple(ignore),
        need_table=need_table,
    )
    checker = Checker(Plan(settings))
    files = discover(paths, readable).files
    return tuple(Suppressor(checker.names_for).run(check_all(checker, files, together=together)))


def check_all(checker: Checker, files: Iterable[Found], *, together: bool = False) -> Iterator[DocumentResult]:
    """Check the files of a discovery, each for itself, or each with the tables of the others beside it."""
    files = list(files)
    list(checker.checks(files))  # what is wrong with the request is said before any file is read
    return checker.check_together(files) if together else map(checker.check, files)


def catalogue(checks: Iterable[Checks]) -> tuple[RuleSummary, ...]:
    """Tell reports what the rules are, whether they found anything or not."""
    checks = list(checks)
    rules = {rule.id: rule for each in checks for rule in each.rules}
    not_understood = any(each.not_understood for each in checks)
    left_out = {own.NOT_UNDERSTOOD: not not_understood, own.UNUSED: not any(each.unused for each in checks)}
    taking_part = (check for check in own.OWN_CHECKS if not left_out.get(check))
    ours = [RuleSummary(check.id, check.name, check.title, check.severity, why=check.why) for check in taking_part]
    return (*map(_rule_summary, rules.values()), *ours)


def _rule_summary(rule: Rule) -> RuleSummary:
    return RuleSummary(
        rule.id, rule.name, rule.title, rule.severity, rule.confidence, rule.why, rule.notes, rule.basis, rule.group
    )


def check_file(path: str | Path, checks: Checks, *, need_table: bool = True) -> DocumentResult:
    """Check one file. Nothing is raised: whatever goes wrong is part of the result."""
    read = understood(path)
    return read if isinstance(read, DocumentResult) else _checked(_name(path), *read, checks, need_table=need_table)


def understood(path: str | Path) -> tuple[Document, Forms] | DocumentResult:
    """Read a file and find its forms; or say why there are none, as what came of it."""
    try:
        document = _read(path)
        return document, extract(document)
    except ReadError as error:
        return DocumentResult(_name(path), "unreadable", Failure(error.code, error.message, error.remedy))
    except MemoryError:
        return DocumentResult(_name(path), "unreadable", TOO_LARGE)
    except Exception as error:  # noqa: BLE001  # one bad file must not hide what is wrong with the others
        return DocumentResult(_name(path), "unreadable", _crash(error))


def _checked(path: str, document: Document, forms: Forms, checks: Checks, *, need_table: bool) -> DocumentResult:
    try:
        result = _check_forms(path, forms, checks, need_table=need_table)
        return replace(result, directives=tuple(_directives(document)))
    except MemoryError:
        return DocumentResult(path, "unreadable", TOO_LARGE)
    except Exception as error:  # noqa: BLE001  # likewise
        return DocumentResult(path, "unreadable", _crash(error))


def _directives(document: Document) -> Iterator[Directive]:
    for comment in document.comments:
        places = tuple(Place(cell.table, cell.row, cell.column, cell.text) for cell in comment.cells)
        yield from directives(comment.text, comment.author, places)


def _name(path: str | Path) -> str:
    return Path(path).as_posix()


def understand(path: str | Path) -> Forms:
    """Find the forms of a file as goallint understands them; ReadError if it cannot be read."""
    return extract(_read(path))


def _read(path: str | Path) -> Document:
    if Path(path).is_dir():
        # Folders are walked before they come here; what is left is one that could not be opened.
        raise ReadError(
            Phrase("无法打开这个文件夹", "This folder cannot be opened"),
            Phrase("请检查权限。", "Check its permissions."),
        )
    return read(Path(path))


def _check_forms(path: str, forms: Forms, checks: Checks, *, need_table: bool) -> DocumentResult:
    tables = tuple(_summary(form) for form in forms.forms)
    recognised = any(form.kind != "unrecognised" for form in forms.forms)
    if not recognised and not need_table:
        return DocumentResult(path, "no-table", None, tables)
    findings = own.not_understood(forms.forms) if checks.not_understood else []
    if not recognised:
        return DocumentResult(path, "no-table", _no_table(forms), tables, tuple(fingerprinted(findings, path)))
    outcome = engine.run(checks.rules, forms)
    marked = tuple(fingerprinted([*outcome.findings, *findings], path))
    return DocumentResult(path, "checked", None, tables, marked, tuple(outcome.skips))


def _summary(form: Form) -> TableSummary:
    return TableSummary(
        table=form.table,
        tables=form.tables,
        title=form.title,
        kind=form.kind,
        name=form.name.text if form.name else "",
        year=form.year,
        budget=yuan(form.budget),
        indicators=len(form.indicators),
    )


def _no_table(forms: Forms) -> Failure:
    count = len(forms.forms)
    seen = Phrase(f"（看了 {count} 张表，都不是）", f" ({count} tables, none of them)") if count else NOTHING
    return Failure(
        own.NO_TABLE.id,
        Phrase(f"没有找到绩效目标表{seen.zh}", f"No performance-target table found{seen.en}"),
        Phrase(
            "请核对是不是这个文件；goallint dump 显示读到了什么，--no-table skip 放过这样的文件。",
            "Is it the right file? `goallint dump` shows what was read, `--no-table skip` passes such files.",
        ),
    )


def _crash(error: Exception) -> Failure:
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    return Failure(
        own.CRASHED.id,
        Phrase(f"内部错误：{what}", f"Internal error: {what}"),
        Phrase(
            "这是 goallint 的缺陷。请设置环境变量 GOALLINT_DEBUG=1 再运行一次，"
            "把输出连同文件（可隐去敏感内容）发给维护者。",
            "This is a defect of goallint. Set GOALLINT_DEBUG=1, run it again, and send the output "
            "with the file (without anything confidential) to the maintainers.",
        ),
        details="".join(traceback.format_exception(error)),
    )
