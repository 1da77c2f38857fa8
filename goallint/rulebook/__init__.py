"""Rule files: YAML to checked rules, the choice among them, and the texts that test them."""

from __future__ import annotations

from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Check, Example, Message, Rule, Rulebook
from goallint.rulebook.selection import select

__all__ = ["Check", "Example", "Message", "Rule", "Rulebook", "load_rules", "select"]
