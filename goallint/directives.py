"""Comments that tell goallint what to ignore (豁免批注): "goallint：忽略 V001 省厅表样如此"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from goallint.findings import Place
from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, similarity, squash

NAME = "goallint"
"""The author of comments that goallint itself has written: they tell it nothing."""

# A name or what looks like one, typed with a Chinese input method or without.
_WORD = "[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9０-９－-]*"
_ID = "[A-Za-zＡ-Ｚａ-ｚ]{1,3}[0-9０-９]{3}(?![A-Za-z0-9-])"
_WORDS = late(rf"{_WORD}(?:\s*[,，、;；和及]\s*{_WORD}|\s+{_ID})*")
_FIRST = late(rf"^[ \t\u3000]*({_WORD})(?!_)", re.MULTILINE)
_AROUND_REASON = " \t\r\n\u3000:：,，;；、-—–"
_BRACKETS = {"（": "）", "(": ")"}
_FEWEST_SIGNS = 2
_MISSPELT = 0.8  # "golint" is that much like the name


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment asks for: to ignore findings of the rules that `words` name, at `places`.

    A comment that goallint cannot read has no words; `reason` is "" where none is given, or none that says anything.
    """

    places: tuple[Place, ...]
    words: tuple[str, ...]
    reason: str
    author: str = ""


def directives(text: str, author: str, places: tuple[Place, ...]) -> Iterator[Directive]:
    """Find what a comment at these places asks for: nothing, unless a line of it begins with "goallint".

    What begins with a misspelt name and an order is not understood: it must not fail without a word.
    """
    if author.strip().lower() == NAME:
        return
    heads = [head for head in _FIRST.finditer(text) if _is_name(head[1]) or _is_misspelt(head)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        words, reason = _read(text[head.end() : end]) if _is_name(head[1]) else ((), "")
        yield Directive(places, words, reason if is_reason(reason) else "", author)


def is_reason(text: str) -> bool:
    """Whether the text says anything about why; "理由", "xxx" and "todo" do not."""
    plain = squash(text).casefold()
    signs = [sign for sign in plain if sign.isalnum()]
    return len(set(signs)) >= _FEWEST_SIGNS and plain.strip(".。…!！") not in _no_reasons()


def _is_name(word: str) -> bool:
    return fold(word).lower() == NAME


def _is_misspelt(head: re.Match[str]) -> bool:
    """Whether a line begins with nearly the name, and then says what it says to goallint."""
    return similarity(head[1].lower(), NAME) >= _MISSPELT and bool(_verb().match(head.string, head.end()))


def _read(order: str) -> tuple[tuple[str, ...], str]:
    """The rules and the reason in what follows "goallint"."""
    verb = _verb().match(order)
    found = _WORDS.match(order, verb.end()) if verb else None
    if found is None:
        return (), ""
    words = re.findall(_WORD, found[0])
    return tuple(fold(word) for word in words), _reason(order[found.end() :])


def _reason(text: str) -> str:
    text = " ".join(text.strip(_AROUND_REASON).split())
    if text and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1]
    return _lead().sub("", text).strip()


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"\s*[:：]?\s*(?:{_any_of('verbs')})\s*[:：]?\s*", re.IGNORECASE)


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_any_of('leads')})\s*[:：]\s*", re.IGNORECASE)


@cache
def _no_reasons() -> frozenset[str]:
    return frozenset(squash(word).casefold() for word in vocabulary("suppression")["no_reasons"])


def _any_of(name: str) -> str:
    return "|".join(map(re.escape, vocabulary("suppression")[name]))
