"""Real published documents, where the corpus folder is at hand (GOALLINT_CORPUS)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from goallint.engine import run
from goallint.extract import extract
from goallint.form import Form, Forms
from goallint.readers import read
from goallint.rulebook import load_rules
from goallint.text import squash

FOLDER = Path(os.environ.get("GOALLINT_CORPUS", "no corpus"))
DOCUMENTS = sorted(FOLDER.glob("*.docx"))
FACTS = sorted(FOLDER.glob("facts/*.facts.json"))

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="GOALLINT_CORPUS does not name the corpus folder")


def understood(path: Path) -> Forms:
    """The forms of a file."""
    return extract(read(path))


def fold(row: list[str]) -> list[str]:
    """A row of facts, compared without white space."""
    return [squash(text) for text in row]


@pytest.mark.parametrize("suffix", [".docx", ".txt"])
@pytest.mark.parametrize("facts", FACTS, ids=lambda path: path.name)
def test_facts(facts: Path, suffix: str) -> None:
    """Recognition recovers kind, name and indicator rows of the documents with facts.

    In six satisfaction rows the facts give the basis column as the value; there the page decides.
    """
    forms = {form.table: form for form in understood(FOLDER / (facts.name.removesuffix(".facts.json") + suffix)).forms}

    for fact in json.loads(facts.read_text(encoding="utf-8")):
        form = forms[fact["table"]]
        assert form.name is not None
        assert (fact["kind"], fact["name"]) == (form.kind, form.name.text)
        assert len(fact["indicators"]) == len(form.indicators)
        for row, indicator in zip(fact["indicators"], form.indicators, strict=True):
            basis = indicator.basis.text if indicator.basis else ""
            value = basis if squash(basis) == squash(row[3]) else indicator.value.text
            found = [indicator.level1, indicator.level2, indicator.name.cell.text, value]
            assert fold(row) == fold(found)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_table_is_understood(path: Path) -> None:
    """Every table of the real documents is recognised, with kind and name, and nothing grave is left over."""
    forms = understood(path).forms

    assert [form.table for form in forms] == list(range(1, len(forms) + 1))
    assert all(form.kind != "unrecognised" for form in forms)
    assert all(form.name for form in forms if form.kind != "amounts")
    assert not any(leftover.grave for form in forms for leftover in form.leftovers)


def summary(form: Form) -> dict[str, Any]:
    """What must not depend on the format of the file."""
    return {
        "table": form.table,
        "kind": form.kind,
        "year": form.year,
        "caption": form.caption,
        "truncated": form.truncated,
        "budget": form.budget.money.base if form.budget and form.budget.money else None,
        "rows": [fold([i.level1, i.level2, i.name.text, i.value.text]) for i in form.indicators],
        "goals": [squash(goal.text) for goal in form.goals],
        "plan": [point.text for point in form.plan.points] if form.plan else None,
        "totals": [(total.column_label, total.total.text) for total in form.totals],
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_text_dump_says_the_same(path: Path) -> None:
    """The Word file and its text dump give the same forms and the same findings."""
    word, text = understood(path), understood(path.with_suffix(".txt"))
    rules = load_rules().rules

    assert [summary(form) for form in word.forms] == [summary(form) for form in text.forms]
    found = [
        sorted((f.rule, f.place.table, squash(f.place.text), squash(f.message.zh)) for f in run(rules, forms).findings)
        for forms in (word, text)
    ]
    assert found[0] == found[1]
