"""The report, the dump and the rule pages for people: Chinese first, as wide as the screen."""

from __future__ import annotations

from goallint.reports.text.dump import dump

__all__ = ["dump"]
