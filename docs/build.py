"""What in docs/ is made from the rules: `python docs/build.py` writes it, `--check` says what is out of date.

docs/rules/: a page a rule, and an index by group; docs/profiles.md: what each profile sets; docs/rule-language.md: all
that rules can speak of; docs/schema/: JSON Schemas of rule files, profiles, word lists and the
configuration.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from goallint.config.schema import config_schema
from goallint.expr.functions import FUNCTIONS
from goallint.expr.results import Schema, shown
from goallint.expr.scopes import SCHEMAS, SCOPES
from goallint.expr.settings import setting
from goallint.findings import Severity
from goallint.own import OWN_CHECKS
from goallint.reports import View
from goallint.reports.text.language import signature, type_name
from goallint.reports.words import SEVERITIES
from goallint.resources import rules_folder
from goallint.rulebook.load import load_rules
from goallint.rulebook.model import Check, Example, Rule
from goallint.rulebook.profile import DEFAULT, Profile, load_profile, profile_names
from goallint.rulebook.schema import profile_schema, rule_schema, vocabulary_schema

DOCS = Path(__file__).resolve().parent
HEADINGS = ("检查什么", "为什么", "依据", "例子", "怎样改", "误报说明", "严重程度")
GENERATED = "<!-- 由 docs/build.py 从规则文件生成，请改规则文件，不要改这一页。 -->"
GROUPS = {
    "S": "完整性",
    "A": "勾稽",
    "C": "成本",
    "V": "指标值",
    "U": "量纲与归类",
    "W": "文字规范",
    "X": "前后一致",
    "P": "支出计划",
    "F": "口径",
    "E": "绩效自评",
}
_ZH = View("zh")
_NONE = "无。"
_COMPUTED = re.compile(r"""\{(?:"[^"]*"|'[^']*'|[^{}"'])*\}""")
_BLANKS, _BLANK = re.compile(r"\n{3,}"), "\n\n"


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with --check say which are out of date; 1 if one is."""
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    left = [path for path in sorted((DOCS / "rules").glob("*.md")) if path not in wanted]
    if "--check" in arguments:
        for path in (*stale, *left):
            sys.stdout.write(f"{path.relative_to(DOCS.parent)} is out of date: run python docs/build.py\n")
        return int(bool(stale or left))
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    for path in left:
        path.unlink()
    sys.stdout.write(f"{len(wanted)} files, {len(stale)} written, {len(left)} removed\n")
    return 0


def pages() -> dict[Path, str]:
    """Every generated file with its text."""
    rules = sorted(load_rules().rules, key=_order)
    profiles = [load_profile(name) for name in sorted(profile_names(), key=lambda name: (name != DEFAULT, name))]
    texts = {DOCS / "rules" / _file(rule): rule_page(rule, rules, profiles) for rule in rules}
    texts[DOCS / "rules" / "index.md"] = index_page(rules)
    texts[DOCS / "profiles.md"] = profiles_page(profiles)
    texts[DOCS / "rule-language.md"] = language_page()
    made = {path: f"{_BLANKS.sub(_BLANK, text).strip()}\n" for path, text in texts.items()}
    schemas = {
        "rule": rule_schema(),
        "profile": profile_schema(),
        "vocabulary": vocabulary_schema(),
        "config": config_schema(),
    }
    return made | {DOCS / "schema" / f"{name}.schema.json": _json(schema) for name, schema in schemas.items()}


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _order(rule: Rule) -> tuple[int, str]:
    letters = _letters(rule)
    known = list(GROUPS)
    return known.index(letters) if letters in known else len(known), rule.id


def _letters(rule: Rule) -> str:
    return rule.id.rstrip("0123456789")


def _file(rule: Rule) -> str:
    return f"{rule.id}-{rule.name}.md"


def _word(severity: Severity) -> str:
    return SEVERITIES[severity].zh


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|").replace("\n", " ")


def _plain(text: str) -> str:
    """Text from a rule file as it is: neither HTML nor emphasis."""
    return re.sub(r"([*_<>\[\]`])", r"\\\1", text.strip())


# --- the index


def index_page(rules: Iterable[Rule]) -> str:
    """All rules by group."""
    lines = [
        "# 规则",
        "",
        GENERATED,
        "",
        "每条规则一页：检查什么、为什么、依据、例子、怎样改。命令行上看同样的内容：`goallint explain 编号`。",
        "各口径对规则的取舍见[口径](../profiles.md)；怎样写一条规则见[写规则](../writing-rules.md)。",
        "",
        "级别：**错误**是自相矛盾或会被退回，**警告**通常会被要求修改，**提示**供参考。",
        "标 * 的凭词表或相似度判断，可能误报。",
    ]
    for letters, group in groupby(rules, key=_letters):
        lines += ["", f"## {letters} {GROUPS.get(letters, letters)}", "", "| 编号 | 检查什么 | 级别 |", "|---|---|---|"]
        for rule in group:
            mark = " *" if _is_heuristic(rule) else ""
            words = "、".join(dict.fromkeys(_word(check.severity) for check in sorted(rule.checks, key=_gravest)))
            lines.append(f"| [{rule.id}]({_file(rule)}) | {_cell(rule.title.zh)}{mark} | {words} |")
    lines += ["", "## G goallint 自身", "", "| 编号 | 说什么 | 级别 |", "|---|---|---|"]
    lines += [
        f"| {own.id} | {_cell(own.title.zh)}。{_cell(own.why.zh)} | {_word(own.severity)} |" for own in OWN_CHECKS
    ]
    return "\n".join(lines)


def _gravest(check: Check) -> int:
    return -check.severity


def _is_heuristic(rule: Rule) -> bool:
    return any(check.confidence == "low" for check in rule.checks)


# --- a rule


def rule_page(rule: Rule, rules: Sequence[Rule], profiles: Sequence[Profile]) -> str:
    """The page of a rule, with the same headings on every page."""
    examples = {
        "应报": [each for each in rule.tests if each.kind == "invalid"],
        "不报": [each for each in rule.tests if each.kind in {"valid", "silent"}],
        "无法判断": [each for each in rule.tests if each.kind == "skipped"],
    }
    sections: dict[str, str] = {
        "检查什么": "\n".join(_what(rule)),
        "为什么": _plain(rule.why.zh) or _NONE,
        "依据": "\n".join(f"- {_plain(each)}" for each in rule.basis) or "没有成文依据，出于审核常识。",
        "例子": "\n".join(line for title, found in examples.items() if found for line in _examples(title, found)),
        "怎样改": "\n".join(_remedies(rule)) or _NONE,
        "误报说明": "\n\n".join(_false_alarms(rule)),
        "严重程度": "\n".join(_severity(rule, rules, profiles)),
    }
    body = "\n\n".join(f"## {heading}\n\n{sections[heading]}" for heading in HEADINGS)
    return f"# {rule.id} {_plain(rule.title.zh)}\n\n{GENERATED}\n\n名称：`{rule.name}`。[所有规则](index.md)\n\n{body}"


def _what(rule: Rule) -> Iterator[str]:
    yield f"{_plain(rule.title.zh)}。"
    yield ""
    for check in rule.checks:
        note = "（可能误报）" if check.confidence == "low" else ""
        looked_at = SCHEMAS[check.scope].title.zh
        yield f"- {_word(check.severity)}{note}（对象：{looked_at}）：{_plain(_said(check.message.zh.source))}"
    yield ""
    yield "判断条件（规则文件里的表达式，见[规则语言](../rule-language.md)）："
    yield ""
    yield "```yaml"
    for check in rule.checks:
        yield f"- for: {check.scope}"
        if check.lets:
            yield "  let:"
            yield from (f"    {name}: {_folded(let.text)}" for name, let in check.lets.items())
        if check.where:
            yield f"  where: {_folded(check.where.text)}"
        yield f"  assert: {_folded(check.assertion.text)}"
    yield "```"


def _said(message: str) -> str:
    """A message with its computed parts left out; plain names stay."""
    return _COMPUTED.sub(lambda part: part[0] if re.fullmatch(r"\{[\w.]+\}", part[0]) else "……", message)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _examples(title: str, examples: Iterable[Example]) -> Iterator[str]:
    yield from (f"### {title}", "")
    for example in examples:
        if example.profile:
            yield from (f"口径 `{example.profile}`：", "")
        yield from ("```text", example.text.rstrip("\n"), "```", "")
        if example.expect:
            yield from ("；".join(f"“{_plain(expected)}”" for expected in example.expect), "")


def _remedies(rule: Rule) -> Iterator[str]:
    said = dict.fromkeys(_plain(_said(check.suggest.zh.source)) for check in rule.checks if check.suggest)
    return (f"- {text}" for text in said)


def _false_alarms(rule: Rule) -> Iterator[str]:
    if rule.notes.zh:
        yield _plain(rule.notes.zh)
    if _is_heuristic(rule):
        yield "这条规则凭词表或相似度判断，难免误报，请结合上下文看。"
    yield (
        f"确认是误报的，可以用 `--ignore {rule.id}` 不查这一条，并按[说明](../../CONTRIBUTING.md)告诉我们，"
        "我们会把它写成规则的例子。"
    )


def _severity(rule: Rule, rules: Sequence[Rule], profiles: Sequence[Profile]) -> Iterator[str]:
    for severity in sorted({check.severity for check in rule.checks}, reverse=True):
        count = sum(check.severity == severity for check in rule.checks)
        yield f"- {_word(severity)}" + (f"（{count} 项）" if len(rule.checks) > 1 else "")
    for profile in profiles:
        if rule.id in profile.off:
            yield f"- 口径 `{profile.name}` 不查这一条"
        if rule.id in profile.severity:
            yield f"- 口径 `{profile.name}` 定为{_word(profile.severity[rule.id])}"
    if rule.supersedes:
        yield f"- 同一单元格里，报了这一条就不再报 {_links(rule.supersedes, rules)}"
    over = [other.id for other in rules if rule.id in other.supersedes]
    if over:
        yield f"- 同一单元格里，报了 {_links(over, rules)} 就不再报这一条"


def _links(ids: Iterable[str], rules: Iterable[Rule]) -> str:
    files = {rule.id: _file(rule) for rule in rules}
    return "、".join(f"[{each}]({files[each]})" for each in ids)


# --- profiles


def profiles_page(profiles: Sequence[Profile]) -> str:
    """What each profile sets, and all settings with their defaults."""
    generic = next(profile for profile in profiles if profile.name == DEFAULT)
    lines = [
        "# 口径",
        "",
        GENERATED,
        "",
        "各级政府的表样和要求不同。`goallint check 表.docx --profile hebei` 按河北的口径检查；不写是 `generic`。",
        "自己的口径写成一个 YAML 文件，`--profile 本县.yaml`，`extends` 指明以哪个口径为底，只写不同之处：",
        "",
        "```yaml",
        "name: 本县",
        "title: {zh: 本县口径, en: Our county}",
        "extends: hebei",
        "settings:",
        "  满意度下限: 90%",
        "off: [W004]                # 不查的规则；命令行上 --select W004 仍可单独查",
        "severity: {V005: error}    # 改变级别",
        "```",
        "",
        "改变级别时，规则里原来最重的各项检查变为新的级别，其余的不超过它。",
        "",
        "| 口径 | 名称 | 与 generic 的不同 |",
        "|---|---|---|",
    ]
    lines += [f"| `{each.name}` | {_cell(each.title.zh)} | {_cell(_difference(each, generic))} |" for each in profiles]
    lines += [
        "",
        "## 配置项",
        "",
        "规则里写作 `配置.名称`。",
        "",
        "| 配置 | 类型 | generic 的值 | 说明 |",
        "|---|---|---|---|",
    ]
    told = _comments(rules_folder() / "profiles" / f"{DEFAULT}.yaml")
    for name, value in generic.settings.items():
        kind = type_name(setting(value).type, _ZH)
        lines.append(f"| {name} | {kind} | {_cell(_value(value))} | {_cell(told[name])} |")
    return "\n".join(lines)


def _difference(profile: Profile, generic: Profile) -> str:
    set_here = [
        f"{name}：{_value(value)}" for name, value in profile.settings.items() if generic.settings[name] != value
    ]
    off = [f"不查 {'、'.join(sorted(profile.off))}"] if profile.off else []
    graded = [f"{rule} 为{_word(severity)}" for rule, severity in profile.severity.items()]
    return "；".join([*set_here, *off, *graded]) or "—"


def _value(value: object) -> str:
    return shown_in_full(setting(value).value) or "（无）"


def shown_in_full(value: Any) -> str:
    """A value without the limit that messages have."""
    return "、".join(shown(each) for each in value.values) if hasattr(value, "values") else shown(value)


def _comments(path: Path) -> dict[str, str]:
    """The comment above each setting."""
    found: dict[str, str] = {}
    said: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        stripped = line.strip()
        if stripped.startswith("# "):
            said.append(stripped[2:])
            continue
        match = re.match(r"  (\w+):", line)
        if match:
            found[match[1]] = "".join(said)
        said = []
    return found


# --- the rule language


def language_page() -> str:
    """Scopes with their fields, and functions with their signatures."""
    lines = [
        "# 规则语言",
        "",
        GENERATED,
        "",
        "规则能说到的一切。命令行上看同样的内容：`goallint rules scopes`。怎样用见[写规则](writing-rules.md)。",
        "",
        "## 对象",
        "",
        "`for:` 写其中一个；标“只经字段”的不能写在 `for:` 里。",
    ]
    for schema in sorted(SCHEMAS.values(), key=lambda schema: schema.name not in SCOPES):
        lines += _scope(schema)
    lines += ["", "## 函数", "", "| 函数 | 说明 |", "|---|---|"]
    lines += [f"| `{signature(function, _ZH)}` | {_cell(function.doc.zh)} |" for function in FUNCTIONS.values()]
    return "\n".join(lines)


def _scope(schema: Schema) -> list[str]:
    only = "" if schema.name in SCOPES else "，只经字段"
    head = ["", f"### {schema.name}（{schema.title.zh}{only}）", "", "| 字段 | 类型 | 说明 |", "|---|---|---|"]
    rows = schema.fields.values()
    return head + [f"| {field.name} | {type_name(field.type, _ZH)} | {_cell(field.doc.zh)} |" for field in rows]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
