"""`goallint explain` and `goallint rules list | test | scopes | new`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from goallint.cli import screen
from goallint.cli.base import did_you_mean
from goallint.errors import UsageError
from goallint.expr.scopes import SCHEMAS
from goallint.language import Language, Phrase
from goallint.own import OWN_CHECKS, OwnCheck
from goallint.reports.text import language as language_page
from goallint.reports.text import rulebook as pages
from goallint.reports.text.language import FUNCTIONS, SETTINGS
from goallint.rulebook import skeleton
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Rule, Rulebook
from goallint.rulebook.profile import load_profile
from goallint.rulebook.selection import select
from goallint.ruletest import run_tests

AnyRule = TypeVar("AnyRule", bound=Rule | OwnCheck)


def explain(word: str, folders: Sequence[str], language: Language) -> int:
    """Write the page of the rule with that ID, name or title."""
    known: list[Rule | OwnCheck] = [*_load(folders).rules, *OWN_CHECKS]
    screen.emit(pages.explanation(find(word, known), screen.view(language)))
    return 0


def find(word: str, known: Sequence[AnyRule]) -> AnyRule:
    """Find the rule with that ID, name or title; UsageError with the nearest one if there is none."""
    wanted = word.strip().lower()
    rule = next((rule for rule in known if wanted in map(str.lower, (rule.id, rule.name, *rule.title))), None)
    if rule is None:
        words = [text for rule in known for text in (rule.id, rule.name, *rule.title)]
        close = get_close_matches(word.strip(), words, n=1)
        see = Phrase("所有规则见 goallint rules list", "All rules: goallint rules list")
        raise UsageError(
            Phrase(f"没有这条规则：{word}。", f"There is no rule {word}."), did_you_mean(word, words) if close else see
        )
    return rule


def listing(folders: Sequence[str], language: Language) -> int:
    """Write a line for every rule."""
    screen.emit(pages.listing([*_load(folders).rules, *OWN_CHECKS], screen.view(language)))
    return 0


def test(words: Sequence[str], folders: Sequence[str], language: Language) -> int:
    """Run the examples of the rules that the words name, or of all; 1 if one does not come out as it says."""
    rules = select(_load(folders), words)
    failures = run_tests(rules)
    screen.emit(pages.verdict(rules, failures, screen.view(language)))
    return int(bool(failures))


def scopes(names: Sequence[str], language: Language) -> int:
    """Write what rules can speak of: all of it, or the scopes of those names."""
    known = (*SCHEMAS, SETTINGS, FUNCTIONS)
    for name in names:
        if name not in known:
            raise UsageError(Phrase(f"没有“{name}”这种对象。", f"There is no scope {name}."), did_you_mean(name, known))
    screen.emit(language_page.scopes(names or known, load_profile().settings, screen.view(language)))
    return 0


def new(rule: str, name: str, folder: str, language: Language) -> int:
    """Write a new rule file, and say what to do next."""
    path = skeleton.write(rule, name, Path(folder), _load(()))
    shown = path.as_posix()
    screen.emit(
        Phrase(
            f"写好了 {shown}\n改好以后自测：goallint rules test {rule} --rules {folder}\n",
            f"Wrote {shown}\nFill it in, then test it: goallint rules test {rule} --rules {folder}\n",
        ).say(language)
    )
    return 0


def _load(folders: Sequence[str]) -> Rulebook:
    return load_rules([Path(folder) for folder in folders], load_profile().settings)
