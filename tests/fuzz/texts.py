"""Texts made of decisions: rule files, configurations and baselines with changes, and what expressions consist of."""

from __future__ import annotations

from functools import cache

from goallint.expr.functions import FUNCTIONS
from goallint.expr.scopes import SCHEMAS, SCOPES
from tests.fuzz.choices import Choices, shuffled, tokens


def spliced(choices: Choices, text: str, words: tuple[tuple[str, ...], ...]) -> str:
    """A text of lines with a few changes: lines left out, doubled, exchanged; words put in; characters taken out."""
    lines = text.split("\n")
    for _ in range(1 + choices.below(6)):
        if choices.below(2):
            shuffled(choices, lines, lambda: choices.pick(choices.pick(words)))
            continue
        at = choices.below(len(lines)) if lines else 0
        line = lines[at] if lines else ""
        start = choices.below(len(line) + 1)
        end = min(start + choices.below(12), len(line))
        middle = choices.text() if choices.below(6) == 0 else choices.pick(choices.pick(words))
        lines[at : at + 1] = [line[:start] + middle + line[end:]]
    return "\n".join(lines)


_OPERATORS = (
    *("and", "or", "not", "in", "not in", "where", "within precision", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*"),
    *("/", "(", ")", "[", "]", ",", ".", "true", "false", "1", "0", "95%", "1.5万元", '"甲"', "12月", "99999999999"),
    *("{", "}", "{{", "词表", "配置", "本项", "它"),
)


@cache
def expression_tokens(scope: str) -> tuple[tuple[str, ...], ...]:
    """What expressions about a scope are made of."""
    fields = [tuple(schema.fields) for name, schema in SCHEMAS.items() if schema.fields and name != scope]
    own = tuple(SCHEMAS[scope].fields)
    calls = tuple(f"{name}(" for name in FUNCTIONS)
    everything = tuple(dict.fromkeys(name for names in fields for name in names))
    return (_OPERATORS, _OPERATORS, own, tuple(f"本项.{name}" for name in own), calls, everything, tuple(FUNCTIONS))


@cache
def rule_tokens() -> tuple[tuple[str, ...], ...]:
    """What rule files and profiles are made of."""
    keys = (
        "id: A001",
        "name: x",
        "checks:",
        "  - assert: true",
        "where: ",
        "let:",
        "  甲: 1",
        "severity: info",
        "for: ",
    )
    signs = ("{", "}", "[", "]", '"', "'", "&a", "*a", "!!int", "|", ">", "---", "? ", ": ", "- ", "#", "\t", "  ", "")
    return (keys, signs, SCOPES, tuple(FUNCTIONS), *tokens()[:4])


CONFIG = """\
lang = "zh"
profile = "beijing"
select = ["A", "V001"]
ignore = ["W"]
exclude = ["旧/**", "*.bak"]
rules = ["规则"]
fail-level = "warning"

[[files]]
path = ["2023/**"]
profile = "generic"
ignore = ["A001"]

[[suppress]]
rule = "V001"
file = "甲.docx"
where = "产出指标"
reason = "省厅表样如此"
until = 2027-01-31
"""
CONFIG_TOKENS = (
    ("[", "]", "[[", "]]", "{", "}", "=", ",", '"', "'", '"""', "\\", "\\u12", ".", "#", "\r", "\n", "\t", " "),
    ("1", "1.5", "true", "2027-13-01", "07:00", "inf", "[]", "{}", '""', "[1]", '["x"]', '"**"', '"["', '"!a"', '"/"'),
    ("lang", "files", "suppress", "tool", "together", "no-table", "path", "rule", "reason", "until", "files.x", "a.b"),
)
BASELINE = """\
{
  "schema_version": 1,
  "files": {
    "甲.docx": [
      {"rule": "V001", "form": "甲", "label": "产出指标", "text": "乙", "count": 2, "fingerprint": "0123"}
    ],
    "乙.docx": []
  }
}
"""
JSON_TOKENS = (
    ("{", "}", "[", "]", '"', ":", ",", "null", "1", "-1", "1e999", "NaN", "[[", '"\\ud800"', "\n", " ", "9" * 5000),
    ('"files"', '"schema_version"', '"count"', '"fingerprint"', '"rule"', '"../.."', '"\\u0000"', '"/"', '""'),
)
