"""Texts whose parts have styles of their own: what reports for people are made of.

rich has such texts too, but takes longer to load than a short report to make.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Self

_CODES = {"bold": "1", "dim": "2", "underline": "4", "reverse": "7"} | {
    colour: str(code) for code, colour in enumerate(("red", "green", "yellow", "blue", "magenta", "cyan"), 31)
}
"""What a terminal is told (SGR, ECMA-48) for each word of a style."""


class Text:
    """A text in parts, each with a style such as "bold red", or "" for none."""

    __slots__ = ("parts",)

    def __init__(self, text: str = "", style: str = "") -> None:
        self.parts = [(text, style)]

    @classmethod
    def assemble(cls, *parts: str | tuple[str, str] | Text) -> Self:
        """Put together texts, pairs of a text and its style, and texts in parts."""
        made = cls()
        for part in parts:
            if isinstance(part, Text):
                made.parts += part.parts
            else:
                made.parts.append((part, "") if isinstance(part, str) else part)
        return made

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(text for text, _ in self.parts)

    @property
    def coloured(self) -> str:
        """The text as a terminal shows it in colours; styles end where lines do."""
        return "".join(_coloured(text, style) if style else text for text, style in self.parts)

    def append(self, text: str, style: str = "") -> None:
        """Add a part at the end."""
        self.parts.append((text, style))

    def __add__(self, other: Text) -> Text:
        return Text.assemble(self, other)

    def join(self, texts: Iterable[Text]) -> Text:
        """One text of several, with this one between them."""
        parts = [part for text in texts for part in (self, text)]
        return Text.assemble(*parts[1:])

    def rstrip(self) -> None:
        """Take the white space away from the end."""
        while self.parts:
            text, style = self.parts.pop()
            if rest := text.rstrip():
                self.parts.append((rest, style))
                return

    def divide(self, offsets: Iterable[int]) -> list[Text]:
        """The pieces of the text between offsets, which rise."""
        return [self._piece(start, end) for start, end in pairwise([0, *offsets, len(self.plain)])]

    def lines(self) -> list[Text]:
        """The pieces between line breaks."""
        found, start = [], 0
        for line in self.plain.split("\n"):
            found.append(self._piece(start, start + len(line)))
            start += len(line) + 1
        return found

    def _piece(self, start: int, end: int) -> Text:
        made = Text()
        for text, style in self.parts:
            made.append(text[max(start, 0) : max(end, 0)], style)
            start, end = start - len(text), end - len(text)
        return made


def _coloured(text: str, style: str) -> str:
    codes = ";".join(_CODES[word] for word in style.split())
    return "\n".join(f"\x1b[{codes}m{line}\x1b[0m" if line else "" for line in text.split("\n"))
