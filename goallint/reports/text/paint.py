"""Lines of styled text, broken where Chinese may be broken, as one string for the screen."""

from __future__ import annotations

from collections.abc import Iterable

from goallint.reports import View
from goallint.reports.layout import breaks, clean, width
from goallint.reports.text.styled import Text

_LEAST = 12
_INSTEAD = "    "


def flow(text: Text | str, columns: int, indent: str = "", first: str | Text | None = None) -> list[Text]:
    """`text` in lines of at most `columns`, each after `indent`, the first after `first` where it is given.

    Where that leaves too little room, `first` has a line of its own.
    """
    styled = Text(clean(text)) if isinstance(text, str) else text
    head = Text(indent) if first is None else Text.assemble(first)
    lines: list[Text] = []
    if columns - width(head.plain) < _LEAST:
        head.rstrip()
        lines, indent = flow(head, columns, _INSTEAD, ""), _INSTEAD
    room = max(columns - max(width(indent), 0 if lines else width(head.plain)), 8)
    for paragraph in styled.lines():
        for line in paragraph.divide(breaks(paragraph.plain, room)):
            line.rstrip()
            lines.append((Text(indent) if lines else head) + line)
    return lines


def painted(content: Iterable[Text], view: View) -> str:
    """Return the lines as one string, with colours if the view has them."""
    return "".join(f"{item.coloured if view.colour else item.plain}\n" for item in content)
