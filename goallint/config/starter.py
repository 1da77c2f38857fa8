"""The goallint.toml that `goallint init` writes: valid, and without effect until somebody edits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goallint.config.keys import FILE_KEYS, FILES, KEYS, PATH, SUPPRESS, SUPPRESS_KEYS, Key
from goallint.language import Language, Phrase

SCHEMA = "goallint.schema.json"
_HEAD = Phrase(
    "goallint 的配置。去掉行首的 # 就生效；goallint config show 显示哪些设置在起作用。\n"
    "路径从这个文件所在的文件夹算起。命令行上写的优先。",
    "The configuration of goallint. Take the # away from a line to set it; `goallint config show` shows what is set.\n"
    "Paths begin in the folder of this file. The command line has precedence.",
)
_EDITOR = Phrase(
    f"编辑器（taplo、Even Better TOML）的提示：先运行 goallint config schema > {SCHEMA}，再去掉下一行开头的“# ”。",
    f"For hints in editors (taplo, Even Better TOML) run: goallint config schema > {SCHEMA}\n"
    'and take the leading "# " away from the next line.',
)
_DEFAULT = Phrase("（默认 {}）", " (default {})")
_TABLES = {
    FILES: Phrase(
        "对某些文件另作设置，可以写多组；几组都适用时，后面的优先，ignore 则相加。",
        "Other settings for some files, as many tables as needed; later ones have precedence, `ignore` adds up.",
    ),
    SUPPRESS: Phrase(
        "不再报已经看过、不用改的问题，可以写多组。",
        "Findings that were looked at and stay as they are, as many tables as needed.",
    ),
}


def starter(language: Language) -> str:
    """The text of the file."""
    lines = [*_comment(_EDITOR.say(language)), f"# #:schema ./{SCHEMA}", "", *_comment(_HEAD.say(language))]
    for key in KEYS.values():
        lines += ["", *_comment(_about(key, language)), f"# {key.example}"]
    for name, keys in ((FILES, (PATH, *FILE_KEYS.values())), (SUPPRESS, SUPPRESS_KEYS.values())):
        lines += ["", *_comment(_TABLES[name].say(language)), f"# [[{name}]]", *_examples(keys, language)]
    return "\n".join(lines) + "\n"


def _about(key: Key, language: Language) -> str:
    default = _DEFAULT.say(language).format(key.default) if isinstance(key.default, str) and key.default else ""
    about = key.about.say(language)
    return about[:1].upper() + about[1:] + default


def _examples(keys: Iterable[Key], language: Language) -> Iterator[str]:
    return (f"# {key.example}  # {key.about.say(language)}" for key in keys)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]
