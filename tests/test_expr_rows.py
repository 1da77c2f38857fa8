"""Asking all subjects at once gives what asking each alone gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.engine import judge
from goallint.expr.results import Record, Result, shown
from goallint.expr.rows import Rows, one
from goallint.expr.scopes import subjects
from goallint.form import Forms
from goallint.rulebook import Rule, load_rules
from goallint.ruletest import understand
from tests.making import fund_forms, indicator_forms, names
from tests.test_expr_evaluate import numbers, truths, written

RULES = {rule.id: rule for rule in load_rules().rules}


def together(rule: Rule, step: int) -> Forms:
    """The forms of all examples of a rule as one document, in one order or in the other."""
    found = [form for example in rule.tests for form in understand(example.text).forms]
    return Forms("表.docx", tuple(found[::step]), year=2025)


def batch(scope: str, forms: Forms) -> tuple[list[Record], Rows]:
    """All subjects, and the same as rows."""
    records = list(subjects(scope, forms))
    column: list[Result] = [*records]
    return records, Rows([column])


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_subject_is_judged_as_if_it_were_alone(rule: Rule, step: int) -> None:
    """Whatever else is in the document: the same verdict, and the same reason."""
    forms = together(rule, step)
    for check in rule.checks:
        records, rows = batch(check.scope, forms)
        judged = judge(check, rows)
        for number, record in enumerate(records):
            alone = judge(check, one(record))
            assert (number in judged.invalid) == bool(alone.invalid)
            assert judged.skipped.get(number) == alone.skipped.get(0)
        assert sum(judged.counts.values()) == len(records)


def messages(rule: Rule, rows: Rows, records: list[Record]) -> Iterator[tuple[str, str]]:
    """What messages would say of each subject, asked among all and asked alone."""
    for check in rule.checks:
        if check.scope == "indicator":
            for number, record in enumerate(records):
                for phrase in (check.message, check.suggest):
                    if phrase:
                        yield phrase.fill(rows.pick([number])).zh, phrase.fill(one(record)).zh


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_message_is_what_it_would_be_alone(rule: Rule) -> None:
    """A part of the rows takes over nothing that belongs to another."""
    records, rows = batch("indicator", together(rule, 1))
    for check in rule.checks:
        if check.scope == "indicator":
            judge(check, rows)
    for among, alone in messages(rule, rows, records):
        assert among == alone


@given(
    st.one_of(truths, numbers),
    st.lists(st.tuples(st.one_of(st.none(), written), st.lists(written, max_size=3)), min_size=1, max_size=5),
)
def test_any_expression_comes_to_the_same(text: str, funds: list[tuple[str | None, list[str]]]) -> None:
    """Expressions about funds, with filters over their sources."""
    forms = Forms("表.docx", tuple(fund_forms(total, *sources).forms[0] for total, sources in funds), year=2021)
    run = names("funds").compile(text).run
    records, rows = batch("funds", forms)

    assert [shown(answer) for answer in rows.of(run)] == [shown(one(record).of(run)[0]) for record in records]


PARTS = (
    "名称 == 本名",
    "名称 != 本名",
    "序 < 本序",
    "contains(名称, '人')",
    "数 > 10",
    "exists(值)",
    "数 == 本数",
    "any(表.指标 where 名称 == 本名 and 数 > 10)",
    "any(表.指标 where 名称 == 本项.名称)",
    "length(名称) > 1",
)


@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=4),
    st.lists(st.sampled_from(["and", "or", "and not", "or not"]), min_size=3, max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["人数", "次数", "人"]), st.sampled_from(["", "3人", "12", "若干"])), max_size=6
    ),
)
def test_filters_that_look_outside_come_to_the_same(
    parts: list[str], between: list[str], pairs: list[tuple[str, str]]
) -> None:
    """Elements that many subjects share, subjects that only some filters look at."""
    joined = zip(["", *between], parts, strict=False)
    condition = " ".join(word for pair in joined for word in pair)
    lets = {"本名": "名称", "本序": "序", "本数": "数"}
    run = names("indicator", lets).compile(f"(表.指标 where {condition.strip()}).序").run
    one_form, other = indicator_forms(*pairs), indicator_forms(*reversed(pairs))
    records, rows = batch("indicator", Forms("表.docx", (*one_form.forms, *other.forms), year=2021))

    assert [shown(answer) for answer in rows.of(run)] == [shown(one(record).of(run)[0]) for record in records]
