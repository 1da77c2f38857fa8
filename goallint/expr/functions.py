"""The functions of the rule language: one table with signatures, texts for the documentation, and code.

A strict function sees only known values; the others look at Unknown themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from goallint.expr import number, texts
from goallint.expr.alike import pairs
from goallint.expr.number import Number
from goallint.expr.results import Items, Record, Result, Unknown, folded, is_blank
from goallint.expr.settling import settling
from goallint.expr.types import ANYTHING, NUMBER, TEXT, TRUTH, Type, list_of, record_of
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.values.indicator import names_time
from goallint.values.measure import measure

_TEXTS = list_of(TEXT)
_NUMBERS = list_of(NUMBER)
_LIST = list_of(ANYTHING)
_FORM = record_of("form")

# A list numbered by year (2021、2022) or by code has no gaps worth naming.
_HIGHEST_NUMBER = 200
# A rule that joins what it has joined doubles it every time.
_LONGEST_TEXT = 1_000_000
_FRAME = ("成本", "产出", "效益", "满意度")
_EXECUTION = "预算执行"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument: what it is called in the documentation, and the types it takes."""

    name: str
    types: tuple[Type, ...]

    @property
    def is_text(self) -> bool:
        """Whether it is a text, and nothing else."""
        return self.types == (TEXT,)


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `result` may depend on the types of the arguments."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Type | Callable[[Sequence[Type]], Type]
    doc: Phrase
    compute: Callable[..., Result | Phrase]
    strict: bool = True


def _exists(value: Result) -> Result:
    if isinstance(value, str):
        return bool(value.strip())
    blank = is_blank(value)
    return value.doubt if blank and isinstance(value, Items) and value.doubt else not blank


def _labelled(value: Result) -> Result:
    if isinstance(value, Items):
        return value.labelled
    return not (isinstance(value, Unknown) and value.state == "absent")


def _any(value: Result) -> Result:
    if isinstance(value, Items):
        return True if value.values else value.doubt or False
    return value


def _count(value: Result) -> Result:
    if isinstance(value, Items):
        return value.doubt or Number.plain(len(value.values))
    return value


def _sum(value: Items) -> Result | Phrase:
    return number.total(_numbers(value))


def _duplicates(items: Items) -> Result:
    keys = [folded(value) if isinstance(value, str) else getattr(value, "value", value) for value in items.values]
    times = Counter(keys)
    first = dict(zip(reversed(keys), reversed(items.values), strict=True))
    return Items(tuple(first[key] for key in dict.fromkeys(keys) if times[key] > 1))


def _gaps(items: Items) -> Result:
    present = {int(item.value) for item in _numbers(items)}
    highest = max(present, default=0)
    if highest > _HIGHEST_NUMBER:
        return Items(())
    return Items(tuple(Number.plain(n) for n in range(1, highest) if n not in present))


def _nondecreasing(items: Items) -> Result | Phrase:
    numbers = list(_numbers(items))
    for one, other in pairwise(numbers):
        rising = number.compare("<=", one, other)
        if rising is not True:
            return rising
    return True


def _extreme(operator: str) -> Callable[[Items], Result | Phrase]:
    def find(items: Items) -> Result | Phrase:
        best: Number | None = None
        for item in _numbers(items):
            better = True if best is None else number.compare(operator, item, best)
            if isinstance(better, Phrase):
                return better
            best = item if better else best
        return best or Unknown(Phrase("列表是空的", "the list is empty"), "absent")

    return find


def _end(index: int) -> Callable[[Items], Result]:
    def pick(items: Items) -> Result:
        if items.doubt:
            return items.doubt
        return items.values[index] if items.values else Unknown(Phrase("列表是空的", "the list is empty"), "absent")

    return pick


def _join(items: Items, separator: str) -> Result | Phrase:
    words = texts.strings(items)
    if sum(map(len, words)) + len(separator) * len(words) > _LONGEST_TEXT:
        return Phrase("连成的文本太长", "the texts are too long together")
    return separator.join(words)


def _shared_pairs(one: Record, other: Record) -> Result:
    left, right = pairs(one.value), pairs(other.value)
    return _share((left & right).total(), min(left.total(), right.total()))


@lru_cache(maxsize=1024)
def _share(part: int, whole: int) -> Number:
    return Number.plain((Decimal(part) / whole).quantize(Decimal("0.0001"))) if whole else Number.plain(0)


def _weights(record: Record) -> Result:
    """The weights of the first levels in the order of the frame: 成本20/产出40/效益20/满意度10."""
    sums: dict[str, Decimal] = {}
    for indicator in record.value.indicators:
        if indicator.kind1 == _EXECUTION:
            continue
        weight = indicator.weight
        if weight is None or weight.money is None:
            return Unknown(Phrase("有的指标没有权重", "some indicators have no weight"))
        level = indicator.kind1 or indicator.level1
        sums[level] = sums.get(level, Decimal(0)) + number.unitless(Number.of(weight.money)).value
    ordered = sorted(sums, key=lambda level: _FRAME.index(level) if level in _FRAME else len(_FRAME))
    return "/".join(f"{level}{sums[level].normalize():f}" for level in ordered)


def _numbers(items: Items) -> Iterable[Number]:
    return (item for item in items.values if isinstance(item, Number))


def _element(types: Sequence[Type]) -> Type:
    return types[0].of or ANYTHING


def _same(types: Sequence[Type]) -> Type:
    return types[0]


_VALUE = Parameter("值", (ANYTHING,))
_ITEMS = Parameter("列表", (_LIST,))
_IN_TEXT = Parameter("文本", (TEXT,))
_WORDS = Parameter("词", (TEXT, _TEXTS))
_WORD_LIST = Parameter("词", (_TEXTS,))
_TEXT_LIST = Parameter("文本列表", (_TEXTS,))
_NUMBER_LIST = Parameter("数列", (_NUMBERS,))
_A_NUMBER = Parameter("数", (NUMBER,))

_TABLE = (
    Function(
        "exists",
        (_VALUE,),
        TRUTH,
        Phrase("填了，不是空白；列表里有东西", "is there and not blank"),
        _exists,
        strict=False,
    ),
    Function(
        "labelled",
        (_VALUE,),
        TRUTH,
        Phrase("表上有这一栏，哪怕没有填", "the form has a place for it, even if blank"),
        _labelled,
        strict=False,
    ),
    Function(
        "any",
        (_ITEMS,),
        TRUTH,
        Phrase("列表不空：any(指标 where …)", "the list has an element: any(list where …)"),
        _any,
        strict=False,
    ),
    Function("count", (_ITEMS,), NUMBER, Phrase("有几个", "how many"), _count, strict=False),
    Function(
        "sum",
        (_NUMBER_LIST,),
        NUMBER,
        Phrase("总和；空列表为 0；有一个不知道就不知道", "the sum; 0 for an empty list; unknown if one is"),
        _sum,
    ),
    Function(
        "settling",
        (_NUMBER_LIST, _A_NUMBER),
        TEXT,
        Phrase(
            "使各数之和等于总数的唯一一处改动（数字颠倒、多零少零、元写成万元、重复计入），没有或不止一处为空",
            "the only slip that makes the numbers add up to the total: swapped digits, a zero, 元 for 万元, twice",
        ),
        lambda terms, total: settling(list(_numbers(terms)), total),
    ),
    Function("abs", (_A_NUMBER,), NUMBER, Phrase("去掉负号", "without its sign"), number.absolute),
    Function("min", (_NUMBER_LIST,), NUMBER, Phrase("最小的数", "the smallest"), _extreme("<")),
    Function("max", (_NUMBER_LIST,), NUMBER, Phrase("最大的数", "the largest"), _extreme(">")),
    Function(
        "plain",
        (_A_NUMBER,),
        NUMBER,
        Phrase("去掉单位，按写的数：15% 得 15", "the number as written without unit"),
        number.unitless,
    ),
    Function(
        "compact",
        (_A_NUMBER,),
        TEXT,
        Phrase("写进单元格的样子：46.00 万元写成 46万元", "as one would type it: 46.00 万元 is 46万元"),
        number.compact,
    ),
    Function(
        "dimension",
        (_A_NUMBER,),
        TEXT,
        Phrase("量纲：money、rate、number……", "its dimension: money, rate, number…"),
        lambda n: n.dimension,
    ),
    Function("nondecreasing", (_NUMBER_LIST,), TRUTH, Phrase("从不变小", "never falls"), _nondecreasing),
    Function(
        "gaps",
        (_NUMBER_LIST,),
        _NUMBERS,
        Phrase("从 1 数起缺了哪些数", "which numbers are missing, counted from 1"),
        _gaps,
    ),
    Function("first", (_ITEMS,), _element, Phrase("第一个", "the first"), _end(0), strict=False),
    Function("last", (_ITEMS,), _element, Phrase("最后一个", "the last"), _end(-1), strict=False),
    Function(
        "duplicates",
        (Parameter("列表", (_TEXTS, _NUMBERS)),),
        _same,
        Phrase("出现不止一次的", "what occurs more than once"),
        _duplicates,
    ),
    Function("join", (_TEXT_LIST, Parameter("分隔", (TEXT,))), TEXT, Phrase("连成一个文本", "as one text"), _join),
    Function(
        "contains",
        (_IN_TEXT, _WORDS),
        TRUTH,
        Phrase("含有这个词，或其中任何一个", "contains the word, or any of them"),
        texts.contains,
    ),
    Function(
        "starts", (_IN_TEXT, _WORDS), TRUTH, Phrase("以它（之一）开头", "begins with it, or one of them"), texts.starts
    ),
    Function("ends", (_IN_TEXT, _WORDS), TRUTH, Phrase("以它（之一）结尾", "ends with it, or one of them"), texts.ends),
    Function(
        "found", (_IN_TEXT, _WORD_LIST), _TEXTS, Phrase("文本里有哪些词", "which of the words it contains"), texts.found
    ),
    Function(
        "made_of",
        (_IN_TEXT, _WORD_LIST),
        TRUTH,
        Phrase("除了这些词和标点，没有别的", "nothing but these words and punctuation"),
        texts.made_of,
    ),
    Function(
        "without",
        (_IN_TEXT, _WORDS),
        TEXT,
        Phrase("去掉这些词和空白", "the text less these words and white space"),
        texts.without,
    ),
    Function(
        "length",
        (_IN_TEXT,),
        NUMBER,
        Phrase("字数，不算空白", "characters, not counting white space"),
        lambda text: Number.plain(len(folded(text))),
    ),
    Function(
        "number_in",
        (_IN_TEXT,),
        TRUTH,
        Phrase("含有数字（3、三个）", "contains a number, also 三个"),
        texts.number_in,
    ),
    Function(
        "names_time",
        (_IN_TEXT,),
        TRUTH,
        Phrase("写明了日期或期限（12月20日、30天）", "names a date or a period"),
        names_time,
    ),
    Function(
        "after",
        (_IN_TEXT, _WORDS),
        TEXT,
        Phrase("去掉开头的这个词（之一）", "the text less the word it begins with"),
        texts.after,
    ),
    Function(
        "common",
        (_IN_TEXT, _IN_TEXT),
        TEXT,
        Phrase("两个文本最长的相同片段", "the longest run of characters in both"),
        texts.common,
    ),
    Function(
        "measures",
        (_IN_TEXT,),
        _TEXTS,
        Phrase("末尾的名词要求的量纲", "dimensions that the noun at its end asks for"),
        lambda text: Items(found.dimensions if (found := measure(text)) else ()),
    ),
    Function(
        "quantities",
        (_IN_TEXT,),
        _TEXTS,
        Phrase("文中带单位的数，不含金额和日期", "its numbers with units, but money and dates"),
        texts.quantities,
    ),
    Function(
        "unset",
        (_IN_TEXT, Parameter("表", (_FORM,))),
        _TEXTS,
        Phrase("文中提到而指标里没有的数", "its numbers that no indicator of the form has"),
        texts.unset,
    ),
    Function(
        "clashes",
        (_IN_TEXT, _TEXT_LIST, _WORD_LIST),
        _TEXTS,
        Phrase(
            "与其他文本写的总数不同的实体：所辖9个村、下辖8个村",
            "entities whose total the other texts state differently",
        ),
        texts.clashes,
    ),
    Function(
        "slips",
        (_IN_TEXT, _WORD_LIST),
        _TEXTS,
        Phrase("错词及改法，词写作“错→对”", "wrong words and the right ones, listed as wrong→right"),
        texts.slips,
    ),
    Function(
        "doubled",
        (_IN_TEXT,),
        _TEXTS,
        Phrase("连写两遍的词：修缮修缮", "words that stand twice in a row"),
        texts.doubled,
    ),
    Function(
        "damaged",
        (_IN_TEXT, _IN_TEXT),
        TRUTH,
        Phrase("前者是丢了字的后者", "the first is the second with pieces lost"),
        texts.damaged,
    ),
    Function(
        "similarity", (_IN_TEXT, _IN_TEXT), NUMBER, Phrase("相似程度，0 到 1", "how alike, 0 to 1"), texts.similarity
    ),
    Function(
        "likeness",
        (_TEXT_LIST,),
        NUMBER,
        Phrase("其中最像的两个的相似程度", "similarity of the two that are most alike"),
        texts.likeness,
    ),
    Function(
        "shared_pairs",
        (Parameter("表", (_FORM,)), Parameter("另一张表", (_FORM,))),
        NUMBER,
        Phrase(
            "相同的（名称、值）占较小一张表的份额，0 到 1",
            "share of equal (name, value) pairs in the smaller form, 0 to 1",
        ),
        _shared_pairs,
    ),
    Function(
        "weights",
        (Parameter("表", (_FORM,)),),
        TEXT,
        Phrase(
            "各一级指标的权重，如“成本20/产出40/效益20/满意度10”，预算执行率不算",
            "the weights of the first levels, such as 成本20/产出40/效益20/满意度10, less that of execution",
        ),
        _weights,
    ),
    Function(
        "undecided",
        (Parameter("原因", (TEXT,)),),
        TRUTH,
        Phrase("无法判断，并说明原因：… or undecided(原因)", "cannot be known, and why: … or undecided(reason)"),
        lambda reason: Unknown(Phrase(reason, reason)),
    ),
)

FUNCTIONS = {function.name: function for function in _TABLE}
"""All functions by name."""
