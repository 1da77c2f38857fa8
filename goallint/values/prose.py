"""Amounts in prose: every sum of money with the words before it, and where sentences and brackets are.

One pass over the text with bounded patterns, so that the work grows with its length and nothing raises. What the
amounts have to do with each other is for `splits`, `itemised`, `changes` and `headcount` to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import fold
from goallint.values.arithmetic import Statement, statements
from goallint.values.quantity import Quantity
from goallint.values.units import unit

_INVISIBLE = late("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCAN = late(
    rf"(?<![\d.])(?<!\d,)(?P<number>{_NUMBER})\s{{0,2}}"
    r"(?:(?P<vague>[余多几来])?\s{0,2}(?P<unit>(?:万亿|千万|百万|十万|亿|万|千|百)?元)|(?P<percent>%))"
    r"|(?P<stop>[，,;。:!?\n、()\[\]【】])"
)
_OPENING, _CLOSING = "([【", ")]】"
# A full-width comma never parts thousands: it is kept apart from "," while the text is folded.
_COMMA = "\x1f"
_LONGEST_LABEL = 40
_FARTHEST_BRACKET = 600

Kind = Literal["amount", "more", "less", "standard", "operand"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A sum of money or a rate in prose.

    `label` holds the words before it in its clause. `kind`: an amount, a change of one (增加, 减少), a standard
    (元/人), or a number inside a calculation. `doubt` is the word for which it may not be compared (累计, 2019年,
    约); `computed` what a calculation really comes to, `exact` that it comes out as written.
    """

    start: int
    end: int
    quantity: Quantity
    label: str
    kind: Kind = "amount"
    doubt: str = ""
    computed: Quantity | None = None
    exact: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it is money rather than a rate."""
        return self.quantity.dimension == "money"


@dataclass(frozen=True, eq=False)
class Passage:
    """A text with its amounts. `text` is without invisible characters, `folded` the same in one spelling.

    `group` gives the bracket that each character is in, -1 for none, and `around` the bracket around a bracket;
    `ends` are the ends of the sentences.
    """

    text: str
    folded: str
    group: Sequence[int]
    around: Mapping[int, int]
    ends: Sequence[int]
    mentions: tuple[Mention, ...]

    def amounts(self, start: int, end: int, group: int | None = None, most: int = 80) -> list[Mention]:
        """The sums of money from `start` to `end`, in that bracket."""
        first = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        found: list[Mention] = []
        for mention in self.mentions[first : first + 3 * most]:
            if mention.start >= end or len(found) >= most:
                break
            if mention.is_money and (group is None or self.group[mention.start] == group):
                found.append(mention)
        return found

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence at a position, without the white space around it."""
        index = bisect_right(self.ends, at)
        start = self.ends[index - 1] if index else 0
        end = self.ends[index] if index < len(self.ends) else len(self.text)
        return start, end

    def outer(self, group: int) -> int:
        """The bracket around a bracket, -1 for none."""
        return self.around.get(group, -1)

    def before(self, at: int) -> int:
        """Where the sentence before the one at `at` starts."""
        start, _ = self.sentence(at)
        return self.sentence(start - 1)[0] if start else 0


def visible(text: str) -> str:
    """The text without characters that nobody sees."""
    return _INVISIBLE.sub("", text)


@lru_cache(maxsize=256)
def passage(text: str) -> Passage:
    """Read the amounts of a text."""
    clean = visible(text)
    folded = fold(clean.replace("，", _COMMA)).replace(_COMMA, "，")
    group, around = _groups(folded)
    mentions = tuple(_without_operands(_scan(folded), list(statements(clean)), folded))
    return Passage(clean, folded, group, around, _sentence_ends(folded, group), mentions)


@cache
def words(name: str) -> tuple[str, ...]:
    """A word list of the vocabulary, the longest first."""
    return tuple(sorted(vocabulary("prose")[name], key=len, reverse=True))


def alternatives(names: Iterable[str]) -> str:
    """A pattern for any of these words."""
    return "|".join(map(re.escape, names))


def _groups(folded: str) -> tuple[list[int], dict[int, int]]:
    """For each character the position of the innermost bracket around it that is closed, else -1; for brackets, too."""
    group = [-1] * (len(folded) + 1)
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, character in enumerate(folded):
        if character in _OPENING:
            open_at.append(at)
        elif character in _CLOSING and open_at:
            start = open_at.pop()
            if at - start <= _FARTHEST_BRACKET:
                pairs.append((start, at))
    around = {}
    for start, end in sorted(pairs):  # inner ones later: they begin after the outer ones
        around[start] = group[start]
        group[start : end + 1] = [start] * (end + 1 - start)
    return group, around


def _sentence_ends(folded: str, group: Sequence[int]) -> list[int]:
    """Where sentences end: at 。 outside brackets, and at a line break unless the line before goes on."""
    ends = []
    last = ""
    for at, character in enumerate(folded):
        if group[at] < 0 and (character in "。!?" or (character == "\n" and last not in "，,;:、")):
            ends.append(at + 1)
        if not character.isspace():
            last = character
    return ends


def _scan(folded: str) -> list[Mention]:
    found = []
    boundary = 0
    outside: list[int] = []
    for match in _SCAN.finditer(folded):
        if match["stop"]:
            boundary = _boundary(match, boundary, outside)
            continue
        label = _label(folded[max(boundary, match.start() - _LONGEST_LABEL) : match.start()])
        quantity = Quantity(Decimal(match["number"].replace(",", "")), unit(match["unit"] or "%"))
        kind = _kind(label, folded[match.end() : match.end() + 6], folded[match.start() - 1 : match.start()])
        doubt = match["vague"] or doubt_in(label, folded[match.end() : match.end() + 3])
        found.append(Mention(match.start(), match.end(), quantity, label, kind, doubt))
        boundary = match.end()
    return found


def _boundary(stop: re.Match[str], boundary: int, outside: list[int]) -> int:
    """Where the words for the next number begin; what stands before a remark in brackets goes on after it."""
    if stop["stop"] in _OPENING:
        outside.append(boundary)
    elif stop["stop"] in _CLOSING:
        return outside.pop() if outside else stop.end()
    return stop.end()


def _label(words_before: str) -> str:
    return re.sub(r"[(\[【][^()\[\]【】]{0,40}[)\]】]", "", words_before).strip()


@cache
def change_pattern() -> re.Pattern[str]:
    """A word of more or less right before a number."""
    more, less = alternatives(words("more")), alternatives(words("less"))
    return re.compile(rf"(?:(?P<more>{more})|(?P<less>{less}))(?:了|额|数)?(?:为|约|达)?:?-?$")


@cache
def _standard_before() -> re.Pattern[str]:
    return re.compile(rf"(?:每(?!年(?!每))[^\d]{{1,14}}|(?:{alternatives(words('standard'))})[^\d]{{0,6}})$")


_STANDARD_AFTER = late(r"\s*(?:/|每(?!年)|(?:的|为)?标准|一[人个户村次])")
_TIMES_AFTER = late(r"\s*(?:\([^()]{0,8}\))?\s*[*×÷x·]|\s*\+\s*\d")


def _kind(label: str, after: str, before: str) -> Kind:
    if _STANDARD_AFTER.match(after) or _standard_before().search(label):
        return "standard"
    if before in set("*×÷x+·") - {""} or _TIMES_AFTER.match(after):
        return "operand"
    change = change_pattern().search(label)
    if change:
        return "more" if change["more"] else "less"
    return "amount"


@cache
def _doubtful() -> re.Pattern[str]:
    return re.compile(rf"(?!{alternatives(words('carried'))})(?:{alternatives(words('doubtful'))})")


@cache
def _carried() -> re.Pattern[str]:
    return re.compile(alternatives(words("carried")))


_VAGUE = late(r"(?:约|大约|近|将近|左右|\d[-~至])$")


def doubt_in(label: str, after: str = "") -> str:
    """The word in a label for which its amount may not be compared; "" if there is none."""
    if _VAGUE.search(label):
        return label[-2:]
    if after.startswith(("左右", "上下")):
        return after[:2]
    match = _doubtful().search(_carried().sub("", label))
    return match[0] if match else ""


_YEAR = late(r"(?<!\d)(20\d\d)年")


def year_of(label: str) -> int | None:
    """The last year that a label names."""
    years = _YEAR.findall(label)
    return int(years[-1]) if years else None


def _without_operands(mentions: list[Mention], found: list[Statement], folded: str) -> list[Mention]:
    """One mention for each calculation, its result, in place of its operands."""
    kept: list[Mention] = []
    index = 0
    for mention in mentions:
        while index < len(found) and found[index].end <= mention.start:
            index += 1
        inside = index < len(found) and found[index].start <= mention.start
        if not inside:
            kept.append(mention)
            continue
        statement = found[index]
        result = _result(statement, mention, folded) if mention.end == statement.end else None
        if result:
            kept.append(result)
    return kept


def _result(statement: Statement, last: Mention, folded: str) -> Mention | None:
    """What a calculation comes to, as a mention: computed where only 元 for 万元 is wrong."""
    start = statement.start
    clause = re.split(r"[，,;。:\n、]", folded[max(0, start - _LONGEST_LABEL) : start])[-1]
    if last.kind == "standard" or not last.is_money:
        return None
    computed = statement.computed if statement.computed.dimension == "money" else None
    stated = _other_unit(statement.stated) if statement.slip and computed else statement.stated
    exact = computed is not None and computed.base == stated.base
    return Mention(start, last.end, stated, clause.strip(), "amount", doubt_in(clause), computed, exact)


def _other_unit(stated: Quantity) -> Quantity:
    """The amount with 元 for 万元, or 万元 for 元."""
    return Quantity(stated.number, unit("万元" if stated.unit.factor == 1 else "元"))
