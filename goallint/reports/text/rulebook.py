"""The page of a rule, the list of rules and the result of their tests, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from goallint.language import Phrase
from goallint.own import OwnCheck
from goallint.reports import View
from goallint.reports.layout import clean, pad, width
from goallint.reports.text.paint import flow, painted
from goallint.reports.text.styled import Text
from goallint.reports.words import SEVERITIES, STYLES
from goallint.rulebook.model import Example, ExampleKind, Rule
from goallint.ruletest import Failure

_BODY = "  "
_MOST_EXAMPLES = 2
_EXAMPLES: dict[ExampleKind, Phrase] = {
    "invalid": Phrase("这样写会报出问题", "This is found"),
    "valid": Phrase("这样写没有问题", "This is well"),
    "skipped": Phrase("这样写无法判断", "This cannot be decided"),
}
_EXCUSE = Phrase(
    "在这个单元格上加批注“goallint：忽略 {}，因为……”，或写进 goallint.toml；写法见 goallint explain G008。",
    "Put the comment `goallint: ignore {} because …` on the cell, or say so in goallint.toml: goallint explain G008.",
)


def explanation(rule: Rule | OwnCheck, view: View) -> str:
    """Make the page of a rule: what, how grave, why, on what basis, with examples."""
    return painted(_explanation(rule, view), view)


def listing(rules: Iterable[Rule | OwnCheck], view: View) -> str:
    """List rules, one a line: id, severity, name, title."""
    rules = list(rules)
    name_column = max((len(rule.name) for rule in rules), default=0)
    word_column = max(width(word.say(view.language)) for word in SEVERITIES.values())
    lines: list[Text] = []
    for rule in rules:
        word = pad(SEVERITIES[rule.severity].say(view.language), word_column)
        head = Text.assemble(
            (f"{rule.id}  ", "bold"), (word, STYLES[rule.severity]), f"  {pad(rule.name, name_column)}  "
        )
        lines += flow(rule.title.say(view.language), view.width, " " * width(head.plain), head)
    return painted(lines, view)


def verdict(rules: Sequence[Rule], failures: Sequence[Failure], view: View) -> str:
    """Say which examples of the rules failed, and how many there are."""
    return painted(_verdict(rules, failures, view), view)


def _explanation(rule: Rule | OwnCheck, view: View) -> Iterator[Text]:
    language = view.language
    word = SEVERITIES[rule.severity].say(language)
    head = Text.assemble((f"{rule.id} {rule.name}", "bold"), "  ", (word, STYLES[rule.severity]))
    if isinstance(rule, Rule) and rule.confidence == "low":
        head.append(Phrase("（启发式：可能误报）", " (heuristic: may be mistaken)").say(language), "dim")
    yield from flow(head, view.width, _BODY, "")
    yield from flow(Text(clean(rule.title.say(language)), "bold"), view.width)
    if isinstance(rule, Rule) and len(rule.checks) > 1:
        yield from _checks(rule, view)
    yield from _section(Phrase("为什么", "Why"), rule.why.say(language), view)
    if not isinstance(rule, Rule):
        yield from _section(Phrase("怎么办", "What to do"), rule.how.say(language), view)
        return
    yield from _section(Phrase("依据", "Basis"), "\n".join(rule.basis), view)
    yield from _section(Phrase("说明", "Notes"), rule.notes.say(language), view)
    for kind, title in _EXAMPLES.items():
        examples = [example for example in rule.tests if example.kind == kind][:_MOST_EXAMPLES]
        if examples:
            yield from _heading(title, view)
            yield from _examples(examples, view)
    yield from _section(Phrase("确认不用改", "If it stays as it is"), _EXCUSE.say(language).format(rule.id), view)
    yield from _section(Phrase("规则文件", "Rule file"), _shown(rule.path), view)


def _checks(rule: Rule, view: View) -> Iterator[Text]:
    """One line for each check: how grave it is, and what it says; likely mistaken ones are marked."""
    yield from _heading(Phrase("检查", "Checks"), view)
    for check in rule.checks:
        message = check.message.zh if view.language == "zh" else check.message.en
        note = ""
        if check.confidence != rule.confidence and check.confidence == "low":
            note = Phrase("（启发式）", " (heuristic)").say(view.language)
        head = Text.assemble(_BODY, (SEVERITIES[check.severity].say(view.language), STYLES[check.severity]), "  ")
        yield from flow(f"{clean(message.source)}{note}", view.width, _BODY * 2, head)


def _heading(title: Phrase, view: View) -> Iterator[Text]:
    yield Text()
    yield Text(title.say(view.language), "bold")


def _section(title: Phrase, text: str, view: View) -> Iterator[Text]:
    if text.strip():
        yield from _heading(title, view)
        yield from flow(clean(text.strip()), view.width, _BODY)


def _examples(examples: Sequence[Example], view: View) -> Iterator[Text]:
    """Show the texts as they stand in the rule file; a line that does not fit goes on further to the right."""
    for index, example in enumerate(examples):
        if index:
            yield Text()
        for line in clean(example.text.strip("\n")).split("\n"):
            yield from flow(line, view.width, _BODY * 4, _BODY)
        for expected in example.expect:
            yield from flow(Text(clean(expected), "yellow"), view.width, _BODY * 2, f"{_BODY}→ ")


def _verdict(rules: Sequence[Rule], failures: Sequence[Failure], view: View) -> Iterator[Text]:
    for failure in failures:
        index = failure.rule.tests.index(failure.example) + 1
        zh, en = (
            f"{failure.rule.id} 第 {index} 个例子（{failure.example.kind}）",
            f"{failure.rule.id} example {index} ({failure.example.kind})",
        )
        yield from flow(Text(f"{_shown(failure.rule.path)}:{failure.example.line}", "bold"), view.width)
        yield from flow(f"{Phrase(zh, en).say(view.language)}: {failure.message.say(view.language)}", view.width, _BODY)
    for remark in (remark for rule in rules for remark in rule.remarks):
        place = f"{_shown(Path(remark.where.rsplit(':', 2)[0]))}:{remark.where.split(':')[-2]}"
        said = f"{Phrase('建议', 'Advice').say(view.language)}: {remark.message.say(view.language)}"
        yield from flow(Text(place, "bold"), view.width)
        yield from flow(Text(said, "yellow"), view.width, _BODY)
    examples = sum(len(rule.tests) for rule in rules)
    zh = f"{len(rules)} 条规则、{examples} 个例子：" + (f"{len(failures)} 个不符" if failures else "全部相符")
    en = f"{len(rules)} rules, {examples} examples: " + (
        f"{len(failures)} failed" if failures else "all as they should be"
    )
    yield from flow(Text(Phrase(zh, en).say(view.language), "bold red" if failures else "bold green"), view.width)


def _shown(path: Path) -> str:
    """Return the path as the user would type it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
