"""Regular expressions that are compiled late."""

from __future__ import annotations

import importlib
import pkgutil
import re

import goallint
from goallint.regex import Late, late


def test_all_of_them_are_right() -> None:
    """What is wrong with one would only be said when it is used, so all are tried here."""
    modules = [each.name for each in pkgutil.walk_packages(goallint.__path__, "goallint.")]
    rooms = [name for name in modules if name.startswith(("goallint.extract.", "goallint.values.", "goallint.text"))]
    found = [each for name in rooms for each in vars(importlib.import_module(name)).values() if isinstance(each, Late)]

    assert len(found) > 20
    assert all(isinstance(each.pattern, str) for each in found)


def test_they_are_patterns() -> None:
    """Whatever is asked of one first, it answers as the compiled one does."""
    assert late(r"(\d)月", re.IGNORECASE).sub(r"\1", "3月") == "3"
    assert late(rb"a").search(b"ba")
    assert late("a(b)").groups == 1
    digits = late(r"\d")
    assert [digits.findall("1年2月") for _ in range(2)] == [["1", "2"]] * 2
