"""Mistakes in expressions, by example: what explains an error to its writer is also what the tests run."""

from __future__ import annotations

from collections.abc import Sequence

from goallint.language import Phrase
from goallint.records import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """A way to go wrong: what to tell the writer, and texts that go wrong in this way."""

    explanation: Phrase
    examples: tuple[str, ...]


MISSING_VALUE = Mistake(
    Phrase("这里缺一个值。", "A value is missing here."),
    (
        "",
        "总额 +",
        "总额 ==",
        "总额 *",
        "总额 and",
        "总额 or",
        "not",
        "-",
        "总额 in",
        "总额 not in",
        "来源 where",
        "(总额 + )",
        "(总额 ==)",
        "(总额 and)",
        "count(来源 where)",
        "()",
        "[]",
        "[1,]",
        "f(1,)",
        "f(,1)",
        "[,]",
        "and 总额",
        "== 1",
        "or",
        "in 来源",
        "* 2",
        ")",
        "where 1",
        "a and or b",
        "a + * b",
        "f(a where)",
    ),
)
MISSING_FIELD = Mistake(
    Phrase("“.”后面要写字段名。", 'A field name belongs after ".".'),
    ("来源.", "来源.)", "(来源.1)", "来源.and", "来源..金额"),
)
MISSING_BRACKET = Mistake(
    Phrase("缺右括号“)”。", 'A closing ")" is missing.'),
    (
        "count(来源",
        "(总额",
        "count(来源.金额",
        "sum(来源.金额) + (总额",
        "(总额 == 1",
        "(来源 where 金额 > 0",
        "(exists(总额)",
        "((总额) and (总额)",
        "f(a, b",
        "(a == b within precision",
        "([1]",
        "(a]",
    ),
)
MISSING_SQUARE_BRACKET = Mistake(
    Phrase("缺右方括号“]”。", 'A closing "]" is missing.'),
    ('["a"', "[1, 2", "a in [b.c", "([1)", "f([1, 2)"),
)
MISSING_OPERATOR = Mistake(
    Phrase(
        "两个值之间缺运算符（例如 and、==、+）。", "An operator is missing between two values (such as and, ==, +)."
    ),
    (
        "总额 总额",
        "1 总额",
        '总额 "a"',
        "exists(总额) exists(总额)",
        "总额 == 1 总额",
        "a.b c",
        "总额 + 1 总额",
        '"a" a',
        "not a b",
        "true a",
        "a and b c",
        "a in b c",
        "f(a b)",
        "(a b)",
        "[a b]",
        "f(1)(2)",
        "a == b within precision c",
        "a [1]",
        "总额 whree 总额",
    ),
)
EXTRA_BRACKET = Mistake(
    Phrase("多了一个右括号。", "There is one closing bracket too many."),
    (
        "总额)",
        "(总额))",
        "count(来源))",
        "总额 == 1)",
        "a.b)",
        "a == f(1))",
        "总额]",
        "a and b)",
        "a == b within precision)",
    ),
)
CHAIN = Mistake(
    Phrase("比较不能连写；写成 a < b and b < c。", "Comparisons do not chain; write a < b and b < c."),
    (
        "1 < 2 < 3",
        "总额 == 总额 == 总额",
        "a + 1 < b + 1 < c",
        "-1 < -2 < 3",
        "a.b < a.b < a.b",
        "f(1) < f(1) < 2",
        '"a" == "a" == "a"',
        "a in b in c",
        "a in b == true",
        "a == b within precision == c",
    ),
)
WITHIN = Mistake(
    Phrase(
        "within precision 写在比较之后：a == b within precision。",
        "Put it behind a comparison: a == b within precision.",
    ),
    (
        "a == b within",
        "a == b within 0",
        "a == b within 精度",
        "a within precision",
        "a + b within precision",
        "precision",
    ),
)
COMMA = Mistake(
    Phrase("逗号只用于函数的参数和列表。", "Commas only separate arguments of functions and items of lists."),
    ("a, b", "(a, b)", "a == b, c"),
)
MISTAKES = (
    MISSING_VALUE,
    MISSING_FIELD,
    MISSING_BRACKET,
    MISSING_SQUARE_BRACKET,
    MISSING_OPERATOR,
    EXTRA_BRACKET,
    CHAIN,
    WITHIN,
    COMMA,
)
"""All of them; the tests run every example."""

_ENDS_VALUE = {"NUMBER", "STRING", "NAME", "TRUE", "FALSE", "CLOSE", "RSQB", "PRECISION"}
_STARTS_VALUE = {"NUMBER", "STRING", "NAME", "TRUE", "FALSE", "NOT", "LPAR", "LSQB"}
_CLOSING = {"LPAR": MISSING_BRACKET, "LSQB": MISSING_SQUARE_BRACKET}


def mistake(before: Sequence[str], wrong: str) -> Mistake | None:
    """What went wrong, by the types of the tokens so far and of the one that did not fit."""
    last = before[-1] if before else ""
    opened = _open_brackets(before)
    if "WITHIN" in {last, wrong} or wrong == "PRECISION":
        return WITHIN
    if last == "DOT":
        return MISSING_FIELD
    if last not in _ENDS_VALUE:
        return MISSING_VALUE
    if wrong in _STARTS_VALUE:
        return MISSING_OPERATOR
    if wrong in {"$END", "CLOSE", "RSQB"}:
        return _CLOSING[opened[-1]] if opened else EXTRA_BRACKET
    return {"COMPARE": CHAIN, "IN": CHAIN, "COMMA": COMMA}.get(wrong)


def _open_brackets(tokens: Sequence[str]) -> list[str]:
    opened: list[str] = []
    for token in tokens:
        if token in _CLOSING:
            opened.append(token)
        elif token in {"CLOSE", "RSQB"} and opened:
            opened.pop()
    return opened


def _half_width(full: str, half: str) -> Phrase:
    return Phrase(f"用半角“{half}”，不用全角“{full}”。", f'Write the ASCII "{half}", not the full-width one.')


CHARACTERS: dict[str, Phrase] = {
    **{chr(ord(half) + 0xFEE0): _half_width(chr(ord(half) + 0xFEE0), half) for half in "()[],.<>=+-*/\"'%"},
    **dict.fromkeys("“”‘’「」", Phrase('文本用半角引号 "…"。', 'Put texts in straight quotes "…".')),
    "，": _half_width("，", ","),
    "、": Phrase("各项之间用半角逗号“,”。", 'Separate items with ",".'),
    "。": Phrase("字段前用半角点“.”。", 'Put "." before a field.'),
    "=": Phrase("比较是否相等用“==”。", 'Write "==" for equality.'),
    "!": Phrase("否定用 not，不等用“!=”。", 'Write "not" to negate, "!=" for unequal.'),
    "&": Phrase("“并且”写作 and。", 'Write "and".'),
    "|": Phrase("“或者”写作 or。", 'Write "or".'),
    "≥": Phrase("写作“>=”。", 'Write ">=".'),
    "≤": Phrase("写作“<=”。", 'Write "<=".'),
    "≠": Phrase("写作“!=”。", 'Write "!=".'),
    "×": Phrase("乘号写作“*”。", 'Write "*".'),
    "÷": Phrase("除号写作“/”。", 'Write "/".'),
    "^": Phrase("没有乘方；写成连乘。", "There are no powers; multiply."),
    '"': Phrase("文本缺右引号。", "The text has no closing quote."),
    "'": Phrase("文本缺右引号。", "The text has no closing quote."),
    "%": Phrase("百分号紧跟数字，例如 95%。", 'A percent sign follows its number: "95%".'),
}
"""Characters that the language does not have, and what to write instead."""
