"""The command line: options become a plain object, the object is run, the result becomes an exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

import click

from goallint.cli import screen
from goallint.cli.usage import said
from goallint.config import find
from goallint.errors import GoallintError
from goallint.language import Language, Phrase

FAILED = 2
INTERRUPTED = 130
UNTIDY = 50_000
"""So many objects may come before Python looks for cycles among them: a short run has fewer."""
_COMPLETE = "_GOALLINT_COMPLETE"  # a shell asks what may stand next


def main(arguments: Sequence[str] | None = None) -> int:
    """Run goallint with `arguments`, or those of the process; the result is the exit code."""
    if arguments is None:  # the process is ours
        gc.set_threshold(UNTIDY)
        atexit.register(gc.freeze)  # what ends anyway need not be searched once more
    words = list(sys.argv[1:] if arguments is None else arguments)
    screen.speak_utf8()
    language: Language = "zh"
    try:
        language = screen.chosen_language(words, os.environ, lambda: find.language(words))
        return _run(words, language)
    except click.ClickException as error:
        screen.complain(said(error), language)
    except GoallintError as error:
        screen.complain(error, language)
    except (KeyboardInterrupt, click.Abort):
        screen.note(Phrase("已中断。", "Interrupted."), language)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last stop: said as what it is, a defect of goallint
        _crashed(error, language)
    return FAILED


def _run(words: list[str], language: Language) -> int:
    from goallint.cli.app import app

    if _COMPLETE in os.environ:
        from goallint.cli import completion

        completion.prepare()
    code = app.main(words, prog_name="goallint", standalone_mode=False, obj=language)
    return code if isinstance(code, int) else 0


def _crashed(error: Exception, language: Language) -> None:
    screen.complain(
        GoallintError(
            Phrase(
                f"goallint 内部错误：{type(error).__name__}: {error}",
                f"goallint failed: {type(error).__name__}: {error}",
            ),
            Phrase(
                "这是 goallint 的缺陷。请设置环境变量 GOALLINT_DEBUG=1 再运行一次，把输出发给维护者。",
                "This is a defect of goallint. Set GOALLINT_DEBUG=1, run it again, and send the output "
                "to the maintainers.",
            ),
        ),
        language,
    )
    if os.environ.get("GOALLINT_DEBUG"):
        import traceback

        traceback.print_exception(error)
