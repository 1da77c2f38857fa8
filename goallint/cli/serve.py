"""`goallint serve`: a page on this machine, until Ctrl-C."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from goallint.cli import screen
from goallint.errors import UsageError, reason
from goallint.language import Language, Phrase
from goallint.records import dataclass

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_HOST = "127.0.0.1"
_MISSING = UsageError(
    Phrase("goallint serve 需要另外安装网页组件。", "`goallint serve` needs its web components."),
    Phrase('请运行 pip install "goallint[web]"。', 'Run pip install "goallint[web]".'),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    language: Language = "zh"
    profile: str = "generic"
    rules: Sequence[str] = ()
    port: int = 8765
    open: bool = False


def run(request: Request) -> int:
    """Serve the page until Ctrl-C; UsageError if the port is taken or something is not installed."""
    app = _application(request)
    with _listening(request.port) as listener:
        address = f"http://{_HOST}:{listener.getsockname()[1]}/"
        screen.note(
            Phrase(
                f"请在浏览器中打开 {address} 。文件只在本机检查，不保存；按 Ctrl-C 结束。",
                f"Open {address} in a browser. Files are checked on this machine and not kept; Ctrl-C ends it.",
            ),
            request.language,
        )
        if request.open:
            import webbrowser

            webbrowser.open(address)
        _serve(app, listener)
    screen.note(Phrase("已结束。", "Ended."), request.language)
    return 0


def _application(request: Request) -> ASGIApp:
    try:
        import python_multipart  # noqa: F401  # what reads the files, missing only when a form arrives
        import uvicorn  # noqa: F401

        from goallint.web.app import Options, application
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("goallint"):
            raise
        raise _MISSING from None
    from goallint.plan import Settings

    return application(Options(request.language, Settings(profile=request.profile, rules=tuple(request.rules))))


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except (OSError, OverflowError) as error:
        why = reason(error) if isinstance(error, OSError) else Phrase("超出范围", "it is out of range")
        raise UsageError(
            Phrase(f"无法使用端口 {port}：{why.zh}。", f"Port {port} cannot be used: {why.en}."),
            Phrase(
                "请用 --port 换一个端口；--port 0 自动选择。", "Choose another with --port; --port 0 takes a free one."
            ),
        ) from None


def _serve(app: ASGIApp, listener: socket.socket) -> None:
    import uvicorn

    if not os.environ.get("GOALLINT_DEBUG"):
        logging.disable()  # whatever goes wrong is said on the page
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, server_header=False
    )
    with suppress(KeyboardInterrupt):  # how people end it
        uvicorn.Server(config).run(sockets=[listener])
    for checking in multiprocessing.active_children():
        checking.kill()  # nobody waits for its answer, and its files are gone
