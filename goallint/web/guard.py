"""What stands before every request: who asks, from where, and how much is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from math import inf
from typing import Any
from urllib.parse import urlsplit

from anyio import current_time, fail_after
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Refuse = Callable[[Scope, int, str], ASGIApp]
"""Makes the answer to a refused request, from its status and the reason's name."""

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": (
        b"default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}


class RefusedError(Exception):
    """What is being sent is not taken; holds the status and the name of the reason."""


class Guard:
    """Answers only the page that this machine's own browser shows.

    A site on the net can make a browser send requests to 127.0.0.1: by a name that it points there (the Host says
    so), or from its own page (the Origin says so). Bodies over `most` bytes, announced or not, and those that take
    more than `seconds` to come are refused.
    """

    def __init__(self, app: ASGIApp, *, most: int, seconds: float, refuse: Refuse) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass or refuse it; every answer gets the headers that keep it on this page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wrong = self._wrong(scope)
        answer = self._refuse(scope, *wrong) if wrong else self._app
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        try:
            await answer(scope, _limited(receive, self._most, self._seconds), guarded)
        except RefusedError as refused:
            if not started:
                await self._refuse(scope, *refused.args)(scope, receive, guarded)
        except ClientDisconnect:
            pass  # nobody waits for an answer

    def _wrong(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        server = scope.get("server")
        if (name or host) not in _NAMES or (server and port != str(server[1])):
            return 421, "host"
        if origin is not None and not _same(origin, host):
            return 403, "origin"
        if origin is None and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return 403, "origin"
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._most:
            return 413, "too-much"
        return None


def _same(origin: str, host: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == "http" and parts.netloc == host


def _limited(receive: Receive, most: int, seconds: float) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    """Receive the body, but neither more of it than `most` bytes, whatever is announced, nor for longer."""
    taken, end = 0, current_time() + seconds

    async def limited() -> MutableMapping[str, Any]:
        nonlocal taken, end
        try:
            with fail_after(end - current_time()):
                message = await receive()
        except TimeoutError:
            raise RefusedError(408, "too-slow") from None
        taken += len(message.get("body", b""))
        if taken > most:
            raise RefusedError(413, "too-much")
        if not message.get("more_body"):
            end = inf
        return message

    return limited
