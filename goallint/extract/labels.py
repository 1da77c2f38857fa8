"""Which label a cell holds: word lists compared on folded text, never a column number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold, squash

_LEAD = late(r"^(?:其中[:,]?|[(（]?[一二三四五六七八九十]{1,2}[)、.]|[(]?\d{1,2}[)、.]|[*#☆★▲])+")
_REMARK = late(r"[(\[【{<][^()\[\]【】{}<>]*[)\]】}>]$")
_CLOSING = (")", "]", "】", "}", ">")
_TAIL = ":-"
_YEAR = late(r"^(?:19|20)\d\d年度?")
_YEAR_ITSELF = late(r"^(?:19|20)\d\d(?=年)")
# Of these a form may have several: 年度目标1, 年度目标2.
_NUMBERED_KEYS = frozenset({"goal", "section:indicators"})
# Longer cells are values, not labels.
_LONGEST = 40
_LONGEST_PATTERNED = 14


@dataclass(frozen=True, slots=True)
class Label:
    """A label (栏目名) in a cell: `key` in labels.yaml, the word, its bracketed remark, and what follows it.

    `rest` is the original text after the label in the same cell ("年度资金总额 3.7万元" gives "3.7万元").
    """

    key: str
    word: str
    remark: str = ""
    rest: str = ""


def _table(section: str) -> dict[str, str]:
    """Squashed word → key, for one section of labels.yaml."""
    return {squash(word): key for key, words in vocabulary("labels")[section].items() for word in words}


@cache
def field_words() -> Mapping[str, str]:
    """Words of the form's own fields, sections and funds; sections are "section:…", funds "fund:…"."""
    table = {word: f"fund:{key}" for word, key in _table("funds").items()}
    table |= {word: f"section:{key}" for word, key in _table("sections").items()}
    return table | _table("fields")


@cache
def _field_beginnings() -> Mapping[str, Sequence[str]]:
    return _beginnings(field_words())


def _beginnings(words: Iterable[str]) -> dict[str, list[str]]:
    """The words by their first character, in the order in which beginnings of a text are to be tried."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


@cache
def column_words() -> Mapping[str, str]:
    """Words of the columns of an indicator table."""
    return _table("columns")


@cache
def task_words() -> Mapping[str, str]:
    """Words of the columns of a task table; sources of money are "fund:…"."""
    funds = {word: f"fund:{key}" for word, key in _table("funds").items() if key not in {"total", "use", "use_detail"}}
    return funds | _table("tasks")


@lru_cache(maxsize=1024)
def field_label(text: str) -> Label | None:
    """The field label in a cell, with a value in the same cell as `rest`."""
    return _exact(text, field_words()) or _leading(text) or _patterned(text)


@lru_cache(maxsize=1024)
def column_label(text: str) -> Label | None:
    """The indicator column that a cell heads."""
    return _exact(text, column_words())


@lru_cache(maxsize=1024)
def task_label(text: str) -> Label | None:
    """The task column that a cell heads."""
    return _exact(text, task_words())


@cache
def _execution_words() -> Mapping[str, str]:
    return _table("execution")


@lru_cache(maxsize=1024)
def execution_label(text: str) -> str:
    """The column of a table of execution that a cell heads; "" if none."""
    label = _exact(text, _execution_words())
    return label.key if label else ""


def is_spent(text: str) -> bool:
    """Whether a label names what was spent (全年执行数), not what was to be spent."""
    words = field_words()
    return words.get(_without_remark(squash(text))[0]) == "fund:spent" or execution_label(text) == "spent"


def is_score_total(text: str) -> bool:
    """Whether a row label says 总分, as under the indicators of a self-evaluation."""
    return _plain(text) in _total_words("score_totals")


def is_total(text: str) -> bool:
    """Whether a row label says 合计 or 总计."""
    return _plain(text) in _total_words("totals")


def is_subtotal(text: str) -> bool:
    """Whether a row label says 小计."""
    plain = _plain(text)
    return any(plain.endswith(word) for word in _total_words("subtotals"))


@cache
def _total_words(section: str) -> frozenset[str]:
    return frozenset(squash(word) for word in vocabulary("labels")[section])


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """A label without numbering, 其中, remark and colon."""
    return _without_remark(_LEAD.sub("", squash(text)).rstrip(_TAIL))[0]


def _without_remark(key: str) -> tuple[str, str]:
    match = _REMARK.search(key) if key.endswith(_CLOSING) else None
    if not match:
        return key, ""
    return key[: match.start()].rstrip(_TAIL), match[0][1:-1]


def _exact(text: str, words: Mapping[str, str]) -> Label | None:
    """A cell that is a label and nothing else but numbering and a remark."""
    if len(text) > 2 * _LONGEST:
        return None
    for whole, base, remark, numbered in _spellings(text):
        if whole in words:
            return Label(words[whole], whole)
        if base in words:
            return Label(words[base], base, remark)
        if words.get(numbered) in _NUMBERED_KEYS:
            return Label(words[numbered], numbered, remark)
    return None


@lru_cache(maxsize=1024)
def _spellings(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """What a cell may be as a label, the likeliest first: whole, without remark, the remark, without a number."""
    key = squash(text)
    if not key or len(key) > _LONGEST:
        return ()
    bare = _LEAD.sub("", key).rstrip(_TAIL)
    yearless = (_YEAR.sub("", bare), _YEAR_ITSELF.sub("", bare)) if bare.startswith(("19", "20")) else ()
    wholes = dict.fromkeys((key.rstrip(_TAIL), bare, *yearless))
    parted = [(whole, *_without_remark(whole)) for whole in wholes]
    return tuple((whole, base, remark, base.rstrip("0123456789")) for whole, base, remark in parted)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(pattern) for key, pattern in vocabulary("labels")["patterns"].items()}


def _patterned(text: str) -> Label | None:
    """A label that no list has, by what it is made of; a title is none."""
    base, remark = _without_remark(_LEAD.sub("", squash(text)).rstrip(_TAIL))
    if not base or len(base) > _LONGEST_PATTERNED or base in column_words() or base in task_words():
        return None
    key = next((key for key, pattern in _patterns().items() if pattern.fullmatch(base)), None)
    return Label(key, base, remark) if key else None


_AMOUNT = late(r"[¥￥]?-?[\d,.]+[百千万亿]*元?|-")
# 88万元（财政拨款88万元）: where the money comes from, behind it.
_BEHIND_AMOUNT = late(r"(?<=元)\s*[(（][^()（）]*[)）]\s*$")
_REST_AFTER = late(
    r"^(?P<remark>[(\[【][^()\[\]【】]{0,30}[)\]】])?(?P<gap>\s*[:=]\s*|\s+|(?=[\d¥￥目]))(?P<rest>.+)$", re.DOTALL
)


def _leading(text: str) -> Label | None:
    """A cell that begins with a label, the longest that fits, and goes on with its value."""
    words = field_words()
    folded = fold(text).lstrip()
    start = len(text) - len(text.lstrip())
    lead = _LEAD.match(folded)
    skip = lead.end() if lead else 0
    for word in _field_beginnings().get(folded[skip : skip + 1], ()):
        if not folded.startswith(word, skip):
            continue
        after = folded[skip + len(word) :]
        match = _REST_AFTER.match(_BEHIND_AMOUNT.sub("", after) if words[word].startswith("fund:") else after)
        if match and _is_value(words[word], match["gap"], match["rest"]):
            first = start + skip + len(word)
            rest = text[first + match.start("rest") : first + match.end("rest")]
            return Label(words[word], word, (match["remark"] or "")[1:-1], rest.strip())
    return None


def _is_value(key: str, gap: str, rest: str) -> bool:
    """Whether what follows a label in its cell is the label's value and not more of the same sentence."""
    if key.startswith("fund:"):
        return _AMOUNT.fullmatch(squash(rest)) is not None
    if key.startswith("section:"):
        return False
    if key == "goal":
        return ":" in gap or bool(re.match(r"\s*目标", rest)) or "\n" in gap
    return ":" in gap


@dataclass(frozen=True, slots=True)
class Level:
    """What a level cell may be: `kind1`, `kind2` in the words of the frame, "" where it is not that level."""

    kind1: str
    kind2: str


@dataclass(frozen=True, slots=True)
class _LevelWords:
    """The names of one level with their kinds, and the same by their first character."""

    kinds: Mapping[str, str]
    beginnings: Mapping[str, Sequence[str]]


@cache
def _levels() -> tuple[_LevelWords, _LevelWords]:
    frame = vocabulary("frame")
    first = {squash(word): kind for kind, words in frame["level1"].items() for word in words}
    second = {squash(word): kind for kind, entry in frame["level2"].items() for word in entry["names"]}
    return _LevelWords(first, _beginnings(first)), _LevelWords(second, _beginnings(second))


@cache
def parents(kind2: str) -> tuple[str, ...]:
    """The first levels that a second level belongs under."""
    entry = vocabulary("frame")["level2"].get(kind2)
    return tuple(entry["under"]) if entry else ()


_NUMBERED = late(r"[一二三四五六七八九十\d]{0,3}(?:[(].*[)]|[一二三四五六七八九十\d]*)?$", re.DOTALL)


@lru_cache(maxsize=1024)
def level(text: str) -> Level | None:
    """The level that a cell names, None if it names none."""
    key = _LEAD.sub("", squash(text)).rstrip(_TAIL)
    if not key or len(key) > _LONGEST:
        return None
    first, second = _levels()
    kinds = Level(_kind(key, first), _kind(key, second))
    return kinds if kinds.kind1 or kinds.kind2 else None


def _kind(key: str, words: _LevelWords) -> str:
    if key in words.kinds:
        return words.kinds[key]
    for word in words.beginnings.get(key[0], ()):
        if key.startswith(word) and _NUMBERED.fullmatch(key[len(word) :]):
            return words.kinds[word]
    return ""
