"""`goallint explain`, `goallint rules list` and `goallint rules test`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from goallint.cli import screen
from goallint.cli.base import did_you_mean
from goallint.errors import UsageError
from goallint.language import Language, Phrase
from goallint.own import OWN_CHECKS, OwnCheck
from goallint.rulebook.profile import load_profile
from goallint.reports.text import rulebook as pages
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Rule, Rulebook
from goallint.ruletest import run_tests


def explain(word: str, folders: Sequence[str], language: Language) -> int:
    """Write the page of the rule with that ID or name."""
    known: list[Rule | OwnCheck] = [*_load(folders).rules, *OWN_CHECKS]
    wanted = word.strip().lower()
    rule = next((rule for rule in known if wanted in {rule.id.lower(), rule.name}), None)
    if rule is None:
        words = [text for rule in known for text in (rule.id, rule.name)]
        close = get_close_matches(word.strip(), words, n=1)
        see = Phrase("所有规则见 goallint rules list", "All rules: goallint rules list")
        raise UsageError(
            Phrase(f"没有这条规则：{word}。", f"There is no rule {word}."), did_you_mean(word, words) if close else see
        )
    screen.emit(pages.explanation(rule, screen.view(language)))
    return 0


def listing(folders: Sequence[str], language: Language) -> int:
    """Write a line for every rule."""
    screen.emit(pages.listing([*_load(folders).rules, *OWN_CHECKS], screen.view(language)))
    return 0


def test(folders: Sequence[str], language: Language) -> int:
    """Run the examples in the rule files; 1 if one does not come out as it says."""
    rules = _load(folders).rules
    failures = run_tests(rules)
    screen.emit(pages.verdict(rules, failures, screen.view(language)))
    return int(bool(failures))


def _load(folders: Sequence[str]) -> Rulebook:
    return load_rules([Path(folder) for folder in folders], load_profile().settings)
