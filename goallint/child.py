"""A process for work that this one has to survive, which any process may start: a worker of Dask may use no other kind.

It speaks through its standard streams, ends with whoever started it, or when it has had nothing to do for a minute,
and is started anew when there is work again.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from math import ceil
from threading import Timer
from time import monotonic
from typing import IO, TypeVar, cast

from goallint.processes import Loss

T = TypeVar("T")

PROGRAM = "from goallint.child import main; main()"
_IDLE = 60
_GRACE = 5
"""Seconds after which a process that should have been killed ends itself."""


class LostError(Exception):
    """The process ended, or was ended, before its work was done."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.loss = loss


class Child:
    """A process that does one thing at a time, for one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., T], *arguments: object, limit: float) -> T:
        """Return what the function makes of the arguments; all of that is pickled.

        LostError if the process ends meanwhile, as it does if the function raises anything, or takes more than `limit`
        seconds.
        """
        process = self._process = self._running()
        until = monotonic() + limit
        timer = Timer(limit, process.kill)
        timer.start()
        try:
            _send((function, arguments, limit), cast(IO[bytes], process.stdin))
            answer: T = pickle.load(cast(IO[bytes], process.stdout))  # noqa: S301  # ourselves
        except (OSError, EOFError, pickle.UnpicklingError):
            loss: Loss = "hung" if monotonic() >= until else "crashed"
            self.close()
            raise LostError(loss) from None
        finally:
            timer.cancel()
        return answer

    def close(self) -> None:
        """End the process at once: it has nothing to tidy up."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self.close()
        known = os.pathsep.join(filter(None, sys.path))
        return subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-P", "-c", PROGRAM],
            env={**os.environ, "PYTHONPATH": known, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )


def main() -> None:  # pragma: no cover  # runs in another process
    """Be a child until the stream ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints something must not disturb
    try:
        while True:
            _alarm(_IDLE)
            function, arguments, limit = pickle.load(sys.stdin.buffer)  # noqa: S301  # ourselves
            _alarm(limit + _GRACE)
            _send(function(*arguments), answers)
    except (EOFError, OSError):
        os._exit(0)  # the parent is gone


def _send(what: object, stream: IO[bytes]) -> None:
    # As a whole: what cannot be pickled leaves nothing half said.
    stream.write(pickle.dumps(what))
    stream.flush()


def _alarm(seconds: float) -> None:
    """Let the system end this process, unless it is told otherwise before."""
    if sys.platform != "win32":
        signal.alarm(ceil(seconds))
