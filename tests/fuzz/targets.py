"""What is fuzzed: functions from bytes to None, and what each may raise, which is caught here: nothing else may come.

A target that returns has passed. `GOALLINT_CORPUS` names a folder of real documents to change besides the examples.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from goallint import engine
from goallint.annotate.one import write_to
from goallint.baseline import load as load_baseline
from goallint.config.find import named
from goallint.config.load import load as load_config
from goallint.directives import directives
from goallint.discover import Found
from goallint.document import Cell, Document, Table
from goallint.errors import ConfigError, CopyError, ReadError, RuleError
from goallint.expr.check import Names
from goallint.expr.program import Program
from goallint.expr.scopes import SCOPES
from goallint.expr.template import template
from goallint.expr.types import TRUTH
from goallint.extract import extract
from goallint.findings import Finding, Place, Severity
from goallint.form import Forms
from goallint.language import NOTHING, Phrase
from goallint.own import CRASHED
from goallint.pipeline import Checker, Checks, catalogue
from goallint.plain import plain, restored
from goallint.plan import Plan
from goallint.readers import numberformat, read, xls
from goallint.reports import DUMPERS, REPORTERS, View, dumper, reporter
from goallint.resources import parsed, rules_folder, vocabulary
from goallint.results import DocumentResult, Head, Tally
from goallint.rulebook import load_rules
from goallint.rulebook.compile import compile_files
from goallint.rulebook.model import Rule
from goallint.rulebook.profile import load_profile
from goallint.suppress import Suppressor
from goallint.values import arithmetic, days, indicator, itemised, measure, mentions, prose, splits, unitcost
from goallint.values import changes as changes_of
from goallint.values.headcount import headcount
from goallint.values.quantity import Quantity
from tests.fuzz import forms, packages, texts
from tests.fuzz.choices import Choices, as_text


class Target(NamedTuple):
    """A door of goallint; `run` lets out what it must not raise, `says` tells what it may."""

    run: Callable[[bytes], None]
    says: str


# --- readers


def _docx(data: bytes) -> None:
    _read(data, ".docx")


def _word_xml(data: bytes) -> None:
    _read(packages.package({"word/document.xml": forms.part(Choices(data), "word")}), ".docx")


def _word_comments(data: bytes) -> None:
    choices = Choices(data)
    cut = choices.below(256)
    page, comments = Choices(data[:cut]), Choices(data[cut:])
    parts = {
        "word/document.xml": forms.part(page, "word"),
        "word/comments.xml": forms.part(comments, "word", "w:comments"),
        "word/_rels/document.xml.rels": packages.relations({"comments": "comments.xml"}),
    }
    _read(packages.package(parts), ".docx")


def _sheet_xml(data: bytes) -> None:
    choices = Choices(data)
    first, second = sorted((choices.below(256), choices.below(256)))
    pieces = data[2:first], data[first:second], data[second:]
    sheet, strings, styles = (Choices(piece) for piece in pieces)
    parts = {
        "xl/workbook.xml": b'<workbook xmlns="%b" xmlns:r="%b"><sheets><sheet name="a" r:id="r0"/></sheets></workbook>'
        % (forms.SHEET.encode(), forms.OFFICE.encode()),
        "xl/_rels/workbook.xml.rels": packages.relations(
            {"worksheet": "sheet1.xml", "sharedStrings": "strings.xml", "styles": "styles.xml"}
        ),
        "xl/sheet1.xml": forms.part(sheet, "sheet"),
        "xl/strings.xml": forms.part(strings, "sheet", "sst"),
        "xl/styles.xml": forms.part(styles, "sheet", "styleSheet"),
        "xl/comments1.xml": forms.part(Choices(data[:first]), "sheet", "comments"),
        "xl/_rels/sheet1.xml.rels": packages.relations({"comments": "comments1.xml"}),
    }
    _read(packages.package(parts), ".xlsx")


def _xls(data: bytes) -> None:
    # Read in this process, without the guard: memory and time are limited by `readers.apart` and not held against it.
    with packages.file(data, ".xls") as path, suppress(ReadError, OSError, MemoryError):
        xls.read(path)


def _text(data: bytes) -> None:
    suffix = (".txt", ".md", ".csv", "")[data[0] % 4] if data else ".txt"
    _read(data[1:], suffix)


def _number_format(data: bytes) -> None:
    number, _, code = as_text(data).partition("\n")
    for raw in (number, code, "45321.6", "-0.5", "0", "1e300"):
        for since_1904 in (False, True):
            numberformat.show(raw, code, since_1904=since_1904)


def _read(data: bytes, suffix: str) -> None:
    with packages.file(data, suffix) as path, suppress(ReadError):
        read(path)


# --- values, forms, rules


def _values(data: bytes) -> None:
    text = as_text(data)
    for each in (text, *text.split("\n")[:8]):
        value = indicator.parse(each)
        again = indicator.write(value)
        indicator.parse(again)
        indicator.names_time(each)
        days.span(value)
        days.period_of(each, each)
        measure.unit_in_name(each)
        thing = unitcost.per(each, value)
        if value.quantity:
            unitcost.counts(thing or "人", each, value.quantity)
            _shown(value.quantity)


def _prose(data: bytes) -> None:
    text = as_text(data)
    arithmetic.statements(text)
    for mention in mentions.mentions(text):
        _shown(mention.quantity)
    mentions.stated_totals(text, ("社区", "村"))
    passage = prose.passage(text)
    for split in (*splits.splits(passage), *itemised.itemised(passage), *itemised.itemised(passage, close=True)):
        _ = split.sum, split.room
    for change in changes_of.changes(passage):
        _ = change.computed_delta, change.computed_rate, change.rate_room, change.holds
        _ = change.delta_holds, change.rate_holds
    for share in changes_of.shares(passage):
        for amount in passage.mentions[:5]:
            share.computed(amount.quantity)
            share.room(amount.quantity)
    found = headcount(passage)
    if found:
        _ = found.product, found.need


def _shown(quantity: Quantity) -> None:
    _ = quantity.text, quantity.base, quantity.half


def _page(data: bytes) -> None:
    _no_crash(_findings(extract(forms.page(Choices(data)))))


def _long(data: bytes) -> None:
    _no_crash(_findings(extract(forms.long_page(Choices(data)))))


def _findings(found: Forms) -> tuple[Finding, ...]:
    return engine.run(_rules(), found).findings


def _no_crash(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        if finding.rule == CRASHED.id:
            raise AssertionError(finding.message.en)


def _trace(data: bytes) -> None:
    choices = Choices(data)
    rule = choices.pick(_rules())
    engine.trace(rule, extract(forms.page(choices)))


def _reports(data: bytes) -> None:
    page = forms.page(Choices(data))
    found = extract(page)
    outcome = engine.run(_rules(), found)
    result = DocumentResult(page.path, "checked", findings=outcome.findings, skips=outcome.skips, page=page)
    head = Head("generic", catalogue([Checks(_rules())]), 1)
    view = View("zh" if len(data) % 2 else "en", level=Severity.INFO)
    for name in REPORTERS:
        tally = Tally()
        report = reporter(name)(head, view)
        parts = [report.begin(), report.add(result)]
        tally.add(result)
        "".join([*parts, report.end(tally)]).encode()
    for name in DUMPERS:
        dumper(name).dump(found, View()).encode()


# --- rules, profiles, configuration, baseline, comments


def _rule(data: bytes) -> None:
    choices = Choices(data)
    original = choices.pick(_rule_files())
    if choices.below(8) == 0:
        content = choices.rest()
    else:
        content = texts.spliced(choices, original.read_text("utf-8"), texts.rule_tokens()).encode("utf-8", "replace")
    with packages.folder() as folder, suppress(RuleError):
        path = folder / original.name
        path.write_bytes(content)
        rules = compile_files([path], _program())
        _no_crash(engine.run(rules, _forms()).findings)


def _expression(data: bytes) -> None:
    choices = Choices(data)
    scope = choices.pick(SCOPES)
    names = Names(scope, _program())
    if choices.below(4) == 0:
        text = choices.rest().decode("utf-8", "surrogateescape")
    else:
        words = texts.expression_tokens(scope)
        pieces = []
        while choices:
            pieces.append(choices.pick(choices.pick(words)))
        text = " ".join(pieces)
    with suppress(RuleError):
        template(text, names)
    with suppress(RuleError):
        names.locate(text)
    with suppress(RuleError):
        names.let("甲", text)
    with suppress(RuleError):
        names.compile("甲", TRUTH)
        _run(scope, text)


def _run(scope: str, text: str) -> None:
    """Run a rule that asserts the expression."""
    quoted = text.replace("'", "''").replace("\n", " ")
    with packages.folder() as folder, suppress(RuleError):
        path = folder / "T001-test.yaml"
        path.write_text(
            f"id: T001\nname: test\ntitle: t\nseverity: info\nfor: {scope}\nassert: '{quoted}'\nmessage: m\n",
            "utf-8",
            "surrogatepass",
        )
        _no_crash(engine.run(compile_files([path], _program()), _forms()).findings)


def _profile(data: bytes) -> None:
    choices = Choices(data)
    original = choices.pick(sorted((rules_folder() / "profiles").glob("*.yaml")))
    if choices.below(4) == 0:
        content = choices.rest()
    else:
        content = texts.spliced(choices, original.read_text("utf-8"), texts.rule_tokens()).encode("utf-8", "replace")
    with packages.file(content, ".yaml") as path, suppress(ConfigError):
        profile = load_profile(str(path))
        profile.check([rule.id for rule in _rules()])
        for rule in _rules()[:3]:
            profile.grade(rule)


def _words(data: bytes) -> None:
    import yaml

    with packages.file(data, ".yaml") as path, suppress(OSError, UnicodeDecodeError, yaml.YAMLError):
        parsed(path)


def _config(data: bytes) -> None:
    content = data
    if data[:1] and data[0] % 2:
        choices = Choices(data[1:])
        content = texts.spliced(choices, texts.CONFIG, texts.CONFIG_TOKENS).encode("utf-8", "replace")
    with packages.file(content, ".toml") as path, suppress(ConfigError):
        config = load_config(named(str(path)))
        for item in config.table:
            config.origin(item.name)


def _baseline(data: bytes) -> None:
    content = data
    if data[:1] and data[0] % 2:
        choices = Choices(data[1:])
        content = texts.spliced(choices, texts.BASELINE, texts.JSON_TOKENS).encode("utf-8", "replace")
    with packages.file(content, ".json") as path, suppress(ConfigError):
        baseline = load_baseline(path)
        list(Suppressor(_checker().names_for, baseline=baseline).run([_RESULT]))
        baseline.without((key, entry) for key, entries in baseline.files.items() for entry in entries).text()


def _note(data: bytes) -> None:
    choices = Choices(data)
    content = choices.rest() if choices.below(8) == 0 else texts.spliced(choices, _noted(), texts.JSON_TOKENS)
    with suppress(ValueError, RecursionError):
        result = restored(DocumentResult, json.loads(content))
        list(Suppressor(_checker().names_for).run([result]))
        if restored(DocumentResult, json.loads(json.dumps(result, default=plain))) != result:
            raise AssertionError(result)


@cache
def _noted() -> str:
    return json.dumps(_RESULT, default=plain, ensure_ascii=False, indent=0)


def _directives(data: bytes) -> None:
    choices = Choices(data)
    places = (Place(1, 1, 1, "甲"), Place(1, 2, 1, "乙"))
    if choices.below(2):
        comments = [forms.directive(choices) for _ in range(4)]
    else:
        comments = [choices.rest().decode("utf-8", "replace")]
    found = tuple(each for comment in comments for each in directives(comment, choices.text(), places))
    result = DocumentResult("a.docx", "checked", findings=_RESULT.findings, directives=found)
    list(Suppressor(_checker().names_for).run([result]))


# --- whole files


def _whole(data: bytes) -> None:
    with packages.mutant(data) as path:
        result = _checker().check(Found(path))
        if result.crashed:
            raise AssertionError((result.error.details if result.error else "") or str(result.findings))


def _annotated(data: bytes) -> None:
    """An annotated copy says to our own reader what the original says, or is refused."""
    with packages.mutant(data) as path:
        before = _checker().check(Found(path))
        if before.status == "unreadable":
            return
        copy = path.with_name("copy" + path.suffix)
        try:
            write_to(copy, path, before.findings)
        except (CopyError, ReadError):
            return
        after = _checker().check(Found(copy))
        if (after.status, _said(after), after.directives) != (before.status, _said(before), before.directives):
            raise AssertionError(f"{before.status} {after.status} {set(_said(before)) ^ set(_said(after))}")


def _said(result: DocumentResult) -> list[tuple[str, Phrase, Place]]:
    return [(finding.rule, finding.message, finding.place) for finding in result.findings]


# --- what they have in common


@cache
def _rules() -> tuple[Rule, ...]:
    return load_rules().rules


@cache
def _checker() -> Checker:
    return Checker(Plan())


@cache
def _program_parts() -> tuple[dict[str, list[str]], dict[str, object]]:
    return vocabulary("words"), dict(load_profile().settings)


def _program() -> Program:
    return Program(*_program_parts())


@cache
def _rule_files() -> tuple[Path, ...]:
    return tuple(rule.path for rule in _rules())


@cache
def _forms() -> Forms:
    """A page with something of everything, for rules to run on."""
    blocks = []
    for number, rows in enumerate(forms.examples()[::40], 1):
        cells = [
            Cell(number, row, column, text.strip())
            for row, texts in enumerate(rows, 1)
            for column, text in enumerate(texts, 1)
        ]
        blocks.append(Table(number, tuple(cells)))
    return extract(Document("page", tuple(blocks)))


_RESULT = DocumentResult(
    "甲.docx",
    "checked",
    findings=(
        Finding("V001", "a", Severity.ERROR, "high", Phrase("甲", "a"), NOTHING, Place(1, 1, 1, "甲"), NOTHING, "甲"),
        Finding("A001", "b", Severity.INFO, "high", Phrase("乙", "b"), NOTHING, Place(1, 2, 1, "乙"), NOTHING, "乙"),
    ),
)

_READ_ERROR = "ReadError, for what cannot be read"
_NOTHING = "nothing"
TARGETS = {
    "docx": Target(_docx, _READ_ERROR),
    "word-xml": Target(_word_xml, _READ_ERROR),
    "word-comments": Target(_word_comments, _READ_ERROR),
    "sheet-xml": Target(_sheet_xml, _READ_ERROR),
    "xls": Target(_xls, "ReadError, and MemoryError or OSError, which its guard makes one of"),
    "text": Target(_text, _READ_ERROR),
    "number-format": Target(_number_format, _NOTHING),
    "values": Target(_values, _NOTHING),
    "prose": Target(_prose, _NOTHING),
    "page": Target(_page, "nothing, and no rule may crash (G009)"),
    "long": Target(_long, "likewise, and in time however long a cell is"),
    "reports": Target(_reports, "nothing, and every report can be encoded"),
    "trace": Target(_trace, _NOTHING),
    "rule": Target(_rule, "RuleError; a rule that loads may not crash (G009)"),
    "expression": Target(_expression, "RuleError, of which ExpressionError is a kind; likewise"),
    "profile": Target(_profile, "ConfigError"),
    "words": Target(_words, "OSError, UnicodeDecodeError or YAMLError, as it says"),
    "config": Target(_config, "ConfigError"),
    "baseline": Target(_baseline, "ConfigError"),
    "note": Target(_note, "ValueError or RecursionError, by which a line counts for nothing"),
    "directives": Target(_directives, _NOTHING),
    "whole": Target(_whole, "nothing: what is wrong is part of the result, and it is never a crash (G009)"),
    "annotated": Target(_annotated, "CopyError or ReadError, while writing the copy"),
}
