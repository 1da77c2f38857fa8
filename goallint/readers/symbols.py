"""Characters that Word writes as a position in a symbol font, and what they look like.

They come as w:sym, or as private-use characters of a text in such a font.

A position that is not listed here becomes "□": something visible stands on the page, and no text can say what.
"""

from __future__ import annotations

import re
import sys

_PRIVATE_USE = 0xF000
_PRIVATE = re.compile("[\uf020-\uf0ff]")
UNKNOWN = "□"

_SYMBOL: dict[int, str] = {
    **{code: chr(code) for code in range(0x20, 0x7F)},
    **dict(
        zip(
            (*range(0x41, 0x5B), *range(0x61, 0x7B)),
            "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
            strict=True,
        )
    ),
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2A: "∗",
    0x2D: "-",
    0x40: "≅",
    0x5C: "∴",
    0x5E: "⊥",
    0x7E: "~",
    0xA2: "′",
    0xA3: "≤",
    0xA4: "/",
    0xA5: "∞",
    0xAB: "↔",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB5: "∝",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBA: "≡",
    0xBB: "≈",
    0xBC: "…",
    0xC5: "⊕",
    0xC7: "∩",
    0xC8: "∪",
    0xD6: "√",
    0xD7: "⋅",
    0xE5: "∑",
}
_WINGDINGS = {
    0x20: " ",
    0x6C: "●",
    0x6E: "■",
    0x6F: "☐",
    0x70: "☐",
    0x71: "☐",
    0x72: "☐",
    0x75: "◆",
    0x76: "❖",
    0xA1: "○",
    0xA8: "☐",
    0xAB: "★",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    **{0x81 + place: chr(0x2460 + place) for place in range(10)},
}
_WINGDINGS_2 = {
    0x20: " ",
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0xA3: "☐",
    0x2A: "☐",
}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
SYMBOL_FONTS = tuple(_FONTS)
"""The fonts in which a text is not what it says, in lower case."""


def symbol(font: str, code: str) -> str:
    """Give the character at hexadecimal position `code` of `font`; text fonts hold it at its own place."""
    try:
        position = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.strip().lower())
    private = _PRIVATE_USE <= position <= _PRIVATE_USE + 0xFF
    if table is not None:
        return table.get(position - _PRIVATE_USE if private else position, UNKNOWN)
    if private or not 0 < position <= sys.maxunicode:
        return UNKNOWN
    character = chr(position)
    return character if character.isprintable() else UNKNOWN


def redrawn(font: str, text: str) -> str:
    """Put visible characters for the private-use ones of a `text` in a symbol font."""
    if font.strip().lower() not in _FONTS:
        return text
    return _PRIVATE.sub(lambda found: symbol(font, f"{ord(found[0]):X}"), text)
