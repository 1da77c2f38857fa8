"""What a configuration can set: the one table that the reader, the JSON Schema and the starter file are made from.

A key has the name of the option that it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goallint.config import AUTO, kinds
from goallint.config.kinds import Kind, choice
from goallint.config.toml import Item
from goallint.findings import Severity
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.reports import REPORTERS
from goallint.rulebook.profile import DEFAULT

NEVER = "never"
_LEVELS = tuple(severity.word for severity in reversed(Severity))


@dataclass(frozen=True, slots=True)
class Key:
    """A key with what it means, and a value as an example; `adds` joins what several places set."""

    name: str
    kind: Kind
    about: Phrase
    value: str
    default: Any = None
    adds: bool = False

    @property
    def example(self) -> str:
        """The key with its example, as it is written in a file."""
        return f"{self.name} = {self.value}"

    def read(self, item: Item, folder: Path) -> Any:
        """The value in a file; ConfigError if it is wrong."""
        return self.kind.read(item, folder, self.example)


PROFILE = Key(
    "profile",
    kinds.PROFILE,
    Phrase("按哪一套口径检查，或一个 .yaml 文件", "the profile, or a .yaml file"),
    '"hebei"',
    DEFAULT,
)
SELECT = Key(
    "select",
    kinds.CHOSEN,
    Phrase("只用这些规则：编号、名称或组名", "only these rules: IDs, names or groups"),
    '["A", "V001"]',
    (),
)
IGNORE = Key(
    "ignore",
    kinds.WORDS,
    Phrase("不用这些规则：编号、名称或组名", "not these rules: IDs, names or groups"),
    '["W002"]',
    (),
    adds=True,
)
NO_TABLE = Key(
    "no-table",
    choice("error", "skip"),
    Phrase(
        "点名的文件没有绩效目标表时：error 退出码为 2，skip 只计数",
        "a named file without a table: error ends in exit code 2, skip only counts it",
    ),
    '"skip"',
    "error",
)
RULES = Key(
    "rules",
    kinds.FOLDERS,
    Phrase("再加载这些文件夹里的规则", "load the rules of these folders too"),
    '["我的规则"]',
    (),
    adds=True,
)

KEYS: Mapping[str, Key] = {
    key.name: key
    for key in (
        PROFILE,
        RULES,
        SELECT,
        IGNORE,
        Key(
            "level",
            choice(*_LEVELS),
            Phrase("列出到哪一级为止", "the least severity listed"),
            '"info"',
        ),
        Key(
            "fail-on",
            choice(*_LEVELS, NEVER),
            Phrase("到哪一级算不通过，退出码为 1", "the least severity that fails, with exit code 1"),
            '"warning"',
            "error",
        ),
        NO_TABLE,
        Key(
            "exclude",
            kinds.PATTERNS,
            Phrase(
                "文件夹里的这些文件不检查，写法同 .gitignore",
                "files in folders that are not checked, written as in .gitignore",
            ),
            '["归档/", "*草稿*"]',
            (),
        ),
        Key(
            "baseline",
            kinds.FILE,
            Phrase("基线文件：其中已有的问题不再报", "the baseline: findings in it are not reported again"),
            '"goallint-baseline.json"',
        ),
        Key(
            "format",
            choice(*REPORTERS),
            Phrase("报告格式", "the format of the report"),
            '"concise"',
            "text",
        ),
        Key("lang", choice("zh", "en"), Phrase("语言", "the language"), '"en"', "zh"),
        Key(
            "jobs",
            kinds.JOBS,
            Phrase("用几个进程检查；auto 每个处理器核心一个", "how many processes check; auto is one for each core"),
            "2",
            AUTO,
        ),
        Key("timeout", kinds.SECONDS, Phrase("一个文件最多检查多少秒", "how many seconds a file may take"), "60"),
    )
}

FILES, SUPPRESS = "files", "suppress"

# What holds for some files only stands in [[files]], with the files that it is for.
FILE_KEYS: Mapping[str, Key] = {key.name: key for key in (PROFILE, SELECT, IGNORE, NO_TABLE)}
PATH = Key(
    "path",
    kinds.WHICH_FILES,
    Phrase(
        "哪些文件，写法同 .gitignore，从配置文件所在的文件夹算起",
        "which files, written as in .gitignore, from the folder of this file",
    ),
    '"2024/*.docx"',
)

RULE = Key("rule", kinds.TEXT, Phrase("哪条规则：编号、名称或组名", "which rule: ID, name or group"), '"V006"')
REASON = Key(
    "reason", kinds.REASON, Phrase("为什么不改，必须写", "why it stays as it is; required"), '"按主管部门模板填报"'
)
WHERE = Key(
    "where",
    kinds.TEXT,
    Phrase("只在这个位置；不写是整个文件", "only in this place; in the whole file if left out"),
    '"产出指标/数量指标"',
    "",
)
UNTIL = Key("until", kinds.DAY, Phrase("到哪一天为止", "until which day"), "2031-12-31")
FILE = Key("file", kinds.WHICH_FILES, PATH.about, '"2024/*.docx"')
SUPPRESS_KEYS: Mapping[str, Key] = {key.name: key for key in (FILE, RULE, WHERE, REASON, UNTIL)}
REQUIRED = (FILE.name, RULE.name, REASON.name)
