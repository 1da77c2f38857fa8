"""What `explain` says of an expression; who only shows it need not know how expressions are read."""

from __future__ import annotations

from collections.abc import Iterator

from goallint.expr.results import Spot
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression (部分): its text, what it came to, and where that stands on the page.

    `reason` says why it is unknown. A filter has one of the `elements` for every element it looked at: its
    condition, as that element meets it.
    """

    text: str
    value: Phrase
    reason: Phrase = NOTHING
    spots: tuple[Spot, ...] = ()
    parts: tuple[Part, ...] = ()
    elements: tuple[Part, ...] = ()

    @property
    def leaves(self) -> Iterator[Part]:
        """The parts that have no parts."""
        if not self.parts and not self.elements:
            yield self
        for part in self.parts:
            yield from part.leaves
