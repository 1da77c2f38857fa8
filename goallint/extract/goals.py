"""Goal texts (绩效目标) and their numbered items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goallint.extract.fields import Labelled
from goallint.form import Goal
from goallint.regex import late
from goallint.text import fold, lines, numeral

_ITEM = late(
    r"(?:^|(?<=[\s;。;!]))(?:目标\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:：.、]?|[(]?(\d{1,2})[)、.．](?!\d)|[(]([一二三四五六七八九十]{1,2})[)])",
    re.MULTILINE,
)


def goals(labelled: Iterable[Labelled]) -> tuple[Goal, ...]:
    """The goals of a form; a label that only frames other goal labels is none."""
    found = [item for item in labelled if item.label.key == "goal"]
    if any(item.text for item in found):
        found = [item for item in found if item.text]
    return tuple(Goal(item.words, item.text, item.place, goal_items(item.text)) for item in found)


def goal_items(text: str) -> tuple[tuple[int, str], ...]:
    """The items of a goal text by their numbers: "1.…2.…", "目标1：…", "（1）…"; 0 for lines without a number.

    A single line is no list. Word may number lines by itself, so that the numbers are not in the text.
    """
    folded = fold(text)
    marks = list(_ITEM.finditer(folded))
    if not marks:
        unnumbered = lines(text)
        return tuple((0, line) for line in unnumbered) if len(unnumbered) > 1 else ()
    # Only one style counts: the first one met; others are lists within an item.
    style = next(number for number, group in enumerate(marks[0].groups()) if group)
    marks = [mark for mark in marks if mark.groups()[style]]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = []
    for mark, end in zip(marks, ends, strict=True):
        word = mark.groups()[style]
        items.append((numeral(word), text[mark.end() : end].strip(" \t\r\n;；")))
    return tuple(items)
