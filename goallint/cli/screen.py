"""The two streams: reports go to stdout, everything else to stderr, both in UTF-8."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper

from goallint.cli.escaping import ESCAPED
from goallint.errors import GoallintError, UsageError, reason
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.reports import View
from goallint.reports.layout import wrap

LANGUAGE_VARIABLE = "GOALLINT_LANG"
_FLAG = "--lang"
# As locales begin: "en_US.UTF-8", "zh-Hans"; Windows writes "English_United States.1252".
_LANGUAGES: Mapping[str, Language] = {"zh": "zh", "chinese": "zh", "en": "en", "english": "en"}


def chosen_language(
    arguments: Sequence[str], environment: Mapping[str, str], configured: Callable[[], Language | None] = lambda: None
) -> Language:
    """Find the language asked for on the command line, else in GOALLINT_LANG, else as configured, else Chinese.

    A look at the bare words, because help and usage errors are said before click has read the options. UsageError if
    the variable names no language.
    """
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    pairs = zip(words, [*words, ""][1:], strict=True)
    asked = [
        following if word == _FLAG else word.partition("=")[2]
        for word, following in pairs
        if word.partition("=")[0] == _FLAG
    ]
    if asked:  # click says so if it is no language
        return "en" if asked[-1] == "en" else "zh"
    variable = environment.get(LANGUAGE_VARIABLE)
    return _meant(variable) if variable else configured() or "zh"


def _meant(variable: str) -> Language:
    found = _LANGUAGES.get(re.split(r"[-_.@]", variable.lower())[0])
    if found is None:
        raise UsageError(
            Phrase(f"环境变量 {LANGUAGE_VARIABLE} 不能写 {variable}。", f"{LANGUAGE_VARIABLE} cannot be {variable}."),
            Phrase("可以写：zh、en", "Known: zh, en"),
        )
    return found


def speak_utf8() -> None:
    """Make both streams UTF-8, whatever the locale; what cannot be written is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=ESCAPED)


def view(language: Language, level: Severity | None = None) -> View:
    """Take the screen as it is: its width, and colours on a terminal unless NO_COLOR is set."""
    return View(language, shutil.get_terminal_size().columns, _coloured(), level)


def _coloured() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout is not None and sys.stdout.isatty())


def emit(text: str) -> None:
    """Write a report. A reader that has seen enough (`| head`) is no error and changes no exit code.

    UsageError if it cannot be written for another reason, such as a full disk.
    """
    if sys.stdout is None:
        # Closed by the caller, who wants nothing but files.
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        _let_go()
        why = reason(error)
        raise UsageError(
            Phrase(f"无法写出报告：{why.zh}。", f"Cannot write the report: {why.en}."),
            Phrase("请检查磁盘空间。", "Check the space on the disk."),
        ) from None


def _let_go() -> None:
    """Turn stdout away: the interpreter flushes it once more at its end, which must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def aside(text: str) -> None:
    """Write to stderr, beside the report."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def tell(phrase: Phrase, language: Language) -> None:
    """Say on stdout what was done, in lines that fit."""
    emit(fitting(phrase.say(language)) + "\n")


def note(phrase: Phrase, language: Language) -> None:
    """Say something beside the report, in lines that fit."""
    aside(fitting(phrase.say(language)))


def fitting(text: str) -> str:
    """`text` in lines as wide as the screen, and no wider than one likes to read."""
    return "\n".join(wrap(text, min(shutil.get_terminal_size().columns, 100)))


def complain(error: GoallintError, language: Language) -> None:
    """Say what is wrong and what to do next."""
    text = Phrase("错误：", "Error: ").say(language) + error.say(language)
    # A caret under an excerpt must keep its column, so such a text is never wrapped.
    aside(text if getattr(error, "excerpt", "") else fitting(text))
