"""The tests inside rule files: every text goes through the real reader, the real extractor and one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from goallint import engine
from goallint.engine import Outcome
from goallint.form import Forms
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.rulebook.load import reload
from goallint.rulebook.model import Example, Rule

Understand = Callable[[str], Forms]


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that came out otherwise than its rule file says."""

    rule: Rule
    example: Example
    message: Phrase

    @property
    def where(self) -> str:
        """File and line of the example."""
        return f"{self.rule.path}:{self.example.line}"


def understand(text: str) -> Forms:
    """The forms of a text, as if it were a file."""
    from goallint.extract import extract
    from goallint.readers.text import read_text

    return extract(read_text(text))


def run_tests(rules: Iterable[Rule], understand: Understand = understand) -> list[Failure]:
    """Run the examples of all rules; what fails, in order."""
    return [
        Failure(rule, example, message)
        for rule in rules
        for example in rule.tests
        if (message := check_example(rule, example, understand))
    ]


def check_example(rule: Rule, example: Example, understand: Understand = understand) -> Phrase | None:
    """What is wrong with one example; None if it comes out as its rule says."""
    rule = reload(rule, example.profile) if example.profile else rule
    outcome = engine.run((rule,), understand(example.text))
    got = _got(rule, outcome)
    if any(finding.rule != rule.id for finding in outcome.findings):
        return Phrase(f"规则出错：{got.zh}", f"the rule crashed: {got.en}")
    wanted = _WANTED[example.kind]
    if example.kind == "invalid":
        return _check_invalid(example, outcome, got)
    counts = outcome.counts.get(rule.id, Counter())
    if outcome.findings or not wanted.holds(counts):
        return Phrase(f"应当{wanted.phrase.zh}；实际：{got.zh}", f"should be {wanted.phrase.en}, but: {got.en}")
    return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    phrase: Phrase
    holds: Callable[[Counter[engine.Verdict]], bool]


_WANTED = {
    # A rule that never applies would pass every valid example.
    "valid": _Wanted(Phrase("通过，且规则适用", "valid, with the rule applying"), lambda counts: counts["valid"] > 0),
    "invalid": _Wanted(Phrase("报出问题", "invalid"), lambda counts: counts["invalid"] > 0),
    "skipped": _Wanted(Phrase("跳过并说明原因", "skipped"), lambda counts: counts["skipped"] > 0),
    "silent": _Wanted(
        Phrase("规则不适用", "none of the rule's business"),
        lambda counts: not counts["valid"] and not counts["invalid"] and not counts["skipped"],
    ),
}


def _check_invalid(example: Example, outcome: Outcome, got: Phrase) -> Phrase | None:
    findings = outcome.findings
    if not findings or (example.count is not None and len(findings) != example.count):
        zh = f"{example.count} 处问题" if example.count is not None else "问题"
        en = f"{example.count} findings" if example.count is not None else "a finding"
        return Phrase(f"应当报出{zh}；实际：{got.zh}", f"should give {en}, but: {got.en}")
    said = "\n".join(f"{finding.message.zh}\n{finding.suggestion.zh}" for finding in findings)
    for text in example.expect:
        if text not in said:
            return Phrase(f"消息里应当有“{text}”；实际：{got.zh}", f"a message should have “{text}”, but: {got.en}")
    return None


def _got(rule: Rule, outcome: Outcome) -> Phrase:
    """What really came, for people who have to find out why."""
    if outcome.findings:
        zh = "；".join(
            f"{finding.rule} {finding.message.zh}（{finding.suggestion.zh}）" for finding in outcome.findings
        )
        en = "; ".join(f"{finding.rule} {finding.message.en} ({finding.suggestion.en})" for finding in outcome.findings)
        return Phrase(zh, en)
    if outcome.skips:
        return Phrase(
            "跳过：" + "；".join(skip.reason.zh for skip in outcome.skips),
            "skipped: " + "; ".join(skip.reason.en for skip in outcome.skips),
        )
    counts = outcome.counts.get(rule.id, Counter())
    if counts["valid"]:
        return Phrase(f"通过（{counts['valid']} 次）", f"valid ({counts['valid']} times)")
    if counts["not-applicable"]:
        return Phrase("where 不成立，规则不适用", "`where` is false, the rule does not apply")
    scopes = "、".join(rule.scopes)
    return Phrase(f"没有可检查的对象（{scopes}）", f"nothing to check ({scopes})")
