"""What goallint cannot do, said to people.

GoallintError          every failure that goallint foresees; nothing else reaches the user
├── UsageError         the request itself is wrong: an unknown rule, a path that is not there
├── PlacedError        a file of ours or the user's is wrong; knows file, line and column
│   ├── ConfigError    the configuration, a profile or a word list
│   └── RuleError      a rule file, or an expression in one
├── CopyError          an annotated copy of a document cannot be written
└── ReadError          a document cannot be read, or holds nothing to check
"""

from __future__ import annotations

import errno
from typing import ClassVar

from goallint.language import NOTHING, Language, Phrase

_REASONS = {
    errno.ENOENT: Phrase("没有这个文件", "there is no such file"),
    errno.EISDIR: Phrase("它是文件夹", "it is a folder"),
    errno.EACCES: Phrase("没有权限", "permission is lacking"),
    errno.EPERM: Phrase("没有权限", "permission is lacking"),
    errno.EROFS: Phrase("磁盘是只读的", "the disk is read-only"),
    errno.ENOSPC: Phrase("磁盘满了", "the disk is full"),
    errno.EADDRINUSE: Phrase("另一个程序在用", "another program uses it"),
    errno.EADDRNOTAVAIL: Phrase("没有这个地址", "there is no such address"),
    errno.ENAMETOOLONG: Phrase("文件名太长", "the name is too long"),
    errno.ENOTDIR: Phrase("路径里有一段不是文件夹", "a part of the path is no folder"),
    errno.EEXIST: Phrase("已经存在", "it exists"),
    errno.ELOOP: Phrase("链接绕成了圈", "links go in circles"),
    errno.EBUSY: Phrase("正在被使用", "it is in use"),
    errno.EMFILE: Phrase("打开的文件太多", "too many files are open"),
    errno.EIO: Phrase("读写出错，可能是磁盘或网络的问题", "reading or writing failed: see to the disk or the network"),
}


def reason(error: OSError) -> Phrase:
    """Why the system refused: in words for people where it is one of the usual reasons, else as the system names it."""
    code = error.errno or 0
    name = errno.errorcode.get(code, type(error).__name__)
    return _REASONS.get(code, Phrase(f"系统错误 {name}", error.strerror or name))


class GoallintError(Exception):
    """A failure with what is wrong, and what to do next."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: Phrase, remedy: Phrase = NOTHING) -> None:
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy

    def say(self, language: Language) -> str:
        """Message and remedy as one text in `language`."""
        return "\n".join(part for part in (self.message.say(language), self.remedy.say(language)) if part)


class UsageError(GoallintError):
    """The request names something that does not exist or cannot be combined."""


class PlacedError(GoallintError):
    """Something in a file is wrong.

    `where` is "file:line:column" (1-based), `excerpt` the source line and under it a caret.
    """

    def __init__(self, message: Phrase, remedy: Phrase = NOTHING, *, where: str = "", excerpt: str = "") -> None:
        super().__init__(message, remedy)
        self.where = where
        self.excerpt = excerpt

    def say(self, language: Language) -> str:
        """Place, message, excerpt with caret, remedy."""
        head = f"{self.where}: {self.message.say(language)}" if self.where else self.message.say(language)
        return "\n".join(part for part in (head, self.excerpt, self.remedy.say(language)) if part)


class ConfigError(PlacedError):
    """A profile, word list or setting is wrong."""


class RuleError(PlacedError):
    """A rule file is wrong."""


class CopyError(GoallintError):
    """An annotated copy of a document cannot be written."""


class ReadError(GoallintError):
    """A document cannot be read.

    `code` is G001 (unreadable) or G002 (no performance-target table).
    """

    def __init__(self, message: Phrase, remedy: Phrase = NOTHING, *, code: str = "G001") -> None:
        super().__init__(message, remedy)
        self.code = code
