"""Which rules run: chosen by id, name or group."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from goallint.errors import UsageError
from goallint.expr.errors import nearest
from goallint.language import Phrase
from goallint.rulebook.model import Rule, Rulebook, RuleName
from goallint.rulebook.profile import Profile


def select(
    rulebook: Rulebook, chosen: Sequence[str] = (), ignored: Sequence[str] = (), others: Collection[str] = ()
) -> tuple[Rule, ...]:
    """The `chosen` rules (all if none is named) without the `ignored` ones.

    A word is an id (A001), a name (fund-sum), a letter (A) or a folder (arithmetic). `others` are words that
    name something beside the rules, such as goallint's own findings; UsageError for any other unknown word.
    """
    known = set(others)
    for word in (*chosen, *ignored):
        if word not in known and not any(matches(rule, word) for rule in rulebook.rules):
            raise _unknown(word, rulebook, others)
    return tuple(
        rule
        for rule in rulebook.rules
        if (not chosen or any(matches(rule, word) for word in chosen))
        and not any(matches(rule, word) for word in ignored)
    )


def adjust(rules: Sequence[Rule], chosen: Sequence[str], profile: Profile) -> tuple[Rule, ...]:
    """The rules as the profile has them: without those it leaves out, unless chosen by id or name, and graded."""
    named = {word.lower() for word in chosen}
    return tuple(
        profile.grade(rule) for rule in rules if rule.id not in profile.off or {rule.id.lower(), rule.name} & named
    )


def matches(rule: Rule | RuleName, word: str) -> bool:
    """Whether the word names the rule or its group."""
    letters = rule.id.rstrip("0123456789")
    return word.upper() in {rule.id, letters} or word in {rule.name, rule.group}


def _unknown(word: str, rulebook: Rulebook, others: Collection[str]) -> UsageError:
    rules = rulebook.rules
    groups = sorted({rule.group for rule in rules})
    known = [*(rule.id for rule in rules), *(rule.name for rule in rules), *groups, *others]
    return UsageError(
        Phrase(f"没有名为“{word}”的规则或规则组。", f'There is no rule or group named "{word}".'), nearest(word, known)
    )
