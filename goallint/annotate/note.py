"""What a comment says: the findings of one place, the gravest first, each with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from goallint.findings import Finding, Place
from goallint.language import Language, Phrase
from goallint.reports import listed
from goallint.reports.layout import one_line, shorten
from goallint.reports.words import SEVERITIES

AUTHOR = "goallint"
INITIALS = "gl"

_MOST_RELATED = 4
_QUOTE_COLUMNS = 40


_SEVERITIES = "|".join(re.escape(word) for phrase in SEVERITIES.values() for word in phrase)
_LIKE_OURS = re.compile(
    rf"\s*(?:[（(][^）)\n]*[）)]\s*)?(?:【|\[)(?:{_SEVERITIES})(?:】|\]).*[（(][A-Z]+[0-9]+", re.ASCII
)

Where = Callable[[Place, Language], str]


class Line(NamedTuple):
    """A paragraph of a comment; a `strong` one begins what is said of a finding."""

    text: str
    strong: bool = False


def lines(
    findings: Iterable[Finding], language: Language, preface: str = "", where: Where = listed.where
) -> list[Line]:
    """Say what is wrong at one place; `where` names other places, as people do in that kind of file.

    No line begins like a suppression, which is for people to write.
    """
    gravest_first = sorted(findings, key=lambda finding: -finding.severity)
    said = [line for finding in gravest_first for line in _finding(finding, language, where)]
    return [*([Line(preface)] if preface else []), *said]


def is_ours(author: str, text: str) -> bool:
    """Whether goallint wrote the comment; LibreOffice forgets who wrote one in a workbook, but not what."""
    return author == AUTHOR or (not author.strip() and _LIKE_OURS.match(text) is not None)


def _finding(finding: Finding, language: Language, where: Where) -> Iterator[Line]:
    yield Line(_head(finding, language), strong=True)
    for text in listed.said(finding, language).splitlines():
        if text.strip():
            yield Line(f"· {text}" if text.lstrip().lower().startswith(AUTHOR) else text)
    if finding.related:
        yield Line(_related(finding, language, where))


def _head(finding: Finding, language: Language) -> str:
    severity = SEVERITIES[finding.severity].say(language)
    whole = Phrase("", "")
    if finding.place.row == 0:
        whole = Phrase("，整张表", ", whole table") if finding.place.table else Phrase("，全文", ", whole text")
    title = Phrase(finding.title.zh or finding.name, finding.title.en or finding.name)
    return Phrase(
        f"【{severity}】{title.zh}（{finding.rule}{whole.zh}）", f"[{severity}] {title.en} ({finding.rule}{whole.en})"
    ).say(language)


def _related(finding: Finding, language: Language, where: Where) -> str:
    shown = finding.related[:_MOST_RELATED]
    places = Phrase("；", "; ").say(language).join(_place(place, language, where) for place in shown)
    more = len(finding.related) - len(shown)
    tail = Phrase(f" 等 {len(finding.related)} 处", f" and {more} more").say(language) if more else ""
    return Phrase(f"对照：{places}{tail}", f"See: {places}{tail}").say(language)


def _place(place: Place, language: Language, where: Where) -> str:
    named = " ".join(part for part in (one_line(place.path), where(place, language)) if part)
    text = shorten(one_line(place.text), _QUOTE_COLUMNS)
    return f"{named}「{text}」" if text else named
