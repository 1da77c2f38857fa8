"""The published schema of rule files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from goallint.rulebook.profile import load_profile
from goallint.rulebook import Rule, load_rules
from goallint.rulebook.schema import rule_schema

PUBLISHED = Path(__file__).parent.parent / "docs" / "schema" / "rule.schema.json"


def test_the_published_schema_is_the_one_of_the_loader() -> None:
    """docs/schema/rule.schema.json is generated; see the failing line for what has changed."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == rule_schema()


@pytest.mark.parametrize("rule", load_rules(settings=load_profile().settings).rules, ids=lambda rule: rule.id)
def test_the_rules_keep_to_the_published_schema(rule: Rule) -> None:
    """An editor that checks with the schema has nothing to say about the rules that come with goallint."""
    Draft202012Validator(rule_schema()).validate(yaml.safe_load(rule.path.read_text(encoding="utf-8")))
