"""The progress bar on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from goallint.language import Language, Phrase

if TYPE_CHECKING:
    from rich.progress import Progress as Bar  # takes its time to load, and is mostly not shown


class Progress:
    """Shows how many of `total` files are done, if it is to be `shown`; nothing of it stays on the screen."""

    def __init__(self, total: int, language: Language, *, shown: bool) -> None:
        self._bar = self._shown(total, language) if shown else None

    @staticmethod
    def _shown(total: int, language: Language) -> Bar:
        from rich.console import Console
        from rich.progress import Progress as Bar

        # Nothing may be drawn while a report is written to the same screen, so no thread draws.
        bar = Bar(*Bar.get_default_columns(), console=Console(stderr=True), transient=True, auto_refresh=False)
        bar.add_task(Phrase("正在检查", "Checking").say(language), total=total)
        return bar

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
            self._bar.refresh()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def advance(self) -> None:
        """One more file is done."""
        if self._bar:
            self._bar.advance(self._bar.task_ids[0])

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar off the screen while something else is written there."""
        self.end()
        yield
        if self._bar:
            self._bar.start()
            self._bar.refresh()

    def end(self) -> None:
        """Take the bar off the screen."""
        if self._bar:
            self._bar.stop()
