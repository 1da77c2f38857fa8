"""Texts in the two languages that goallint speaks: Chinese first, English on request."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Phrase(NamedTuple):
    """One text for people, in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en


NOTHING = Phrase("", "")
