"""The published schemas of rule files, profiles and word lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from goallint.resources import rules_folder
from goallint.rulebook import Rule, load_rules
from goallint.rulebook.profile import profile_names
from goallint.rulebook.schema import profile_schema, rule_schema, vocabulary_schema

PROFILES, VOCABULARY = rules_folder() / "profiles", rules_folder() / "vocabulary"


class Editor(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `off` is a word."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parsed(text: str) -> Any:
    """What a YAML text holds, as an editor sees it."""
    return yaml.load(text, Loader=Editor)  # noqa: S506  # a safe loader


def content(path: Path) -> Any:
    """What a YAML file holds."""
    return parsed(path.read_text(encoding="utf-8"))


def word_list_schema(path: Path) -> dict[str, Any]:
    """The definition that a word list keeps to: the one of its name, else the general one."""
    schema = vocabulary_schema()
    name = path.stem if path.stem in schema["$defs"] else "lists"
    return {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}


@pytest.mark.parametrize("make", [rule_schema, profile_schema, vocabulary_schema])
def test_the_schemas_are_schemas(make: Any) -> None:
    """Each one is valid itself."""
    Draft202012Validator.check_schema(make())


@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.id)
def test_the_rules_keep_to_their_schema(rule: Rule) -> None:
    """An editor that checks with the schema has nothing to say about the rules that come with goallint."""
    Draft202012Validator(rule_schema()).validate(content(rule.path))


@pytest.mark.parametrize("name", profile_names())
def test_the_profiles_keep_to_their_schema(name: str) -> None:
    """Nor about the profiles."""
    Draft202012Validator(profile_schema()).validate(content(PROFILES / f"{name}.yaml"))


@pytest.mark.parametrize("path", sorted(VOCABULARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_word_lists_keep_to_their_schema(path: Path) -> None:
    """Nor about the word lists."""
    Draft202012Validator(word_list_schema(path)).validate(content(path))


@pytest.mark.parametrize(
    "profile",
    [
        "{}",
        "{name: 甲, settings: {满意下限: 90%}}",
        "{name: 甲, settings: {成本必设: 是}}",
        "{name: 甲, settings: {满意度下限: 高}}",
        "{name: 甲, settings: {必设列: 依据}}",
        "{name: 甲, off: W004}",
        "{name: 甲, severity: {V005: grave}}",
        "{name: 甲, severity: {bare-number: error}}",
        "{name: 甲, rules: []}",
    ],
)
def test_the_schema_of_profiles_refuses_what_the_loader_refuses(profile: str) -> None:
    """A mistake shows in the editor already."""
    with pytest.raises(ValidationError):
        Draft202012Validator(profile_schema()).validate(parsed(profile))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("words", "{甲: 乙}"),
        ("words", "{甲: []}"),
        ("words", "{甲: {乙: [丙]}}"),
        ("units", "{scales: {百: 一百}, dimensions: {}}"),
        ("measures", "[{nouns: [率], dimension: [rate], unit: 个}]"),
        ("frame", "{level1: {产出: [产出]}, level2: {数量: {names: [数量]}}}"),
        ("labels", "{甲: 乙}"),
    ],
)
def test_the_schema_of_word_lists_refuses_the_wrong_shape(name: str, words: str) -> None:
    """Each kind of file has its own."""
    with pytest.raises(ValidationError):
        Draft202012Validator(word_list_schema(VOCABULARY / f"{name}.yaml")).validate(parsed(words))
