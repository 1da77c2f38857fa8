"""A new rule file to be filled in: it loads, and its test fails until somebody has."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from goallint.errors import UsageError, reason
from goallint.language import Phrase
from goallint.resources import rules_folder
from goallint.rulebook.compile import ID, NAME
from goallint.rulebook.model import Rulebook

_SCHEMA = "# yaml-language-server: $schema=../../docs/schema/rule.schema.json\n"

_TEXT = """\
id: {id}
name: {name}
title: {{zh: 待写：一句话说明查什么, en: "To do: what it checks, in a sentence"}}
severity: warning                    # error 会被退回、自相矛盾；warning 通常要求修改；info 供参考
confidence: high                     # 凭词表或相似度判断的写 low
for: indicator                       # 逐个检查什么：goallint rules scopes
where: contains(名称, "待写")        # 什么情况下适用；都适用就删去这一行
assert: 数 >= 10个                   # 必须成立的事；确定不成立才报，无法判断则跳过
message: {{zh: "“{{名称}}”的值是 {{值}}，待写：错在哪里", en: "{{名称}} is {{值}}; to do: what is wrong with it"}}
suggest: {{zh: 待写：应当怎样写, en: "To do: what to write instead"}}
at: 值                               # 指着哪个单元格
why:
  zh: 待写：为什么这样不行。
  en: "To do: why it matters."
basis: []                            # 依据的文件，如 [财预〔2021〕101号]；没有就删去
tests:                               # 至少一个 valid、一个 invalid；还可以有 skipped（无法判断）和 silent（不适用）
  - valid: |
      项目名称 | 元宵灯会
      一级指标 | 二级指标 | 三级指标 | 指标值
      产出指标 | 数量指标 | 悬挂灯笼数量 | ≥12个
  - invalid: |
      项目名称 | 元宵灯会
      一级指标 | 二级指标 | 三级指标 | 指标值
      产出指标 | 数量指标 | 悬挂灯笼数量 | ≥3个
    expect: 待写
"""

_ANOTHER = Phrase("换一个编号和名称；编号不重复使用。", "Choose another ID and name; IDs are never used again.")


def write(rule: str, name: str, folder: Path, known: Rulebook) -> Path:
    """Write the file for a rule that is not `known` yet; the whole file or none, and never over another."""
    path = folder / f"{rule}-{name}.yaml"
    _check(rule, name, known)
    _check_folder(path, folder)
    text = _TEXT.format(id=rule, name=name)
    if folder.resolve().parent == rules_folder():
        text = _SCHEMA + text
    try:
        folder.mkdir(parents=True, exist_ok=True)
        create(path, text)
    except FileExistsError:
        message = Phrase(f"{path.as_posix()} 已经存在，没有改动。", f"{path.as_posix()} exists and was left alone.")
        raise UsageError(message) from None
    except OSError as error:
        why = reason(error)
        message = Phrase(f"无法写入 {path.as_posix()}：{why.zh}。", f"Cannot write {path.as_posix()}: {why.en}.")
        raise UsageError(message) from error
    return path


def _check(rule: str, name: str, known: Rulebook) -> None:
    for word, pattern, looks in (
        (rule, ID, Phrase("编号写作 Z001。", "An ID looks like Z001.")),
        (name, NAME, Phrase("名称写作 lantern-count。", "A name looks like lantern-count.")),
    ):
        if not re.fullmatch(pattern, word):
            raise UsageError(Phrase(f"不能用“{word}”。", f"{word!r} will not do."), looks)
        taken = known.find(word)
        if taken:
            raise UsageError(
                Phrase(f"“{word}”已用于规则 {taken.id} {taken.name}。", f"{word} is taken by {taken.id} {taken.name}."),
                _ANOTHER,
            )


def _check_folder(path: Path, folder: Path) -> None:
    """The other rules of the folder, by their file names: what is in them may not be right yet."""
    identity, _, name = path.stem.partition("-")
    for other in sorted(folder.rglob("*.y*ml")):
        if other != path and (other.stem.startswith(f"{identity}-") or other.stem.partition("-")[2] == name):
            shown = other.as_posix()
            raise UsageError(Phrase(f"编号或名称已用于 {shown}。", f"ID or name are taken by {shown}."), _ANOTHER)


def create(path: Path, text: str) -> None:
    """Write a new file, whole or not at all; FileExistsError if the name is taken, or another OSError."""
    # It is made under another name first; a link refuses a name that is taken.
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", suffix=".new", delete=False) as file:
        file.write(text)
    made = Path(file.name)
    try:
        made.chmod(0o666 & ~_umask())
        os.link(made, path)
    finally:
        made.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
