"""What the name of an indicator measures, and so which dimension its value needs."""

from __future__ import annotations

from functools import cache, lru_cache

from goallint.records import dataclass
from goallint.regex import late
from goallint.resources import vocabulary
from goallint.text import squash

_REMARK = late(r"[(\[【][^()\[\]【】]*[)\]】]$")


@dataclass(frozen=True, slots=True)
class Measure:
    """The measured noun (计量对象) of a name: dimensions its value may have, and the unit to propose."""

    noun: str
    dimensions: tuple[str, ...]
    unit: str


@lru_cache(maxsize=1024)
def measure(name: str) -> Measure | None:
    """What `name` measures by the noun at its end; None if it does not say."""
    key = _REMARK.sub("", squash(name))
    for nouns, unless, dimensions, unit in _table():
        noun = next((noun for noun in nouns if key.endswith(noun)), None)
        if noun and not key.endswith(unless):
            return Measure(noun, dimensions, unit)
    return None


def unit_in_name(name: str) -> str:
    """The unit that a name carries in brackets at its end, "平均每亩清场费（元）"; "" if none."""
    match = _REMARK.search(squash(name))
    return match[0][1:-1].removeprefix("单位:") if match else ""


@cache
def _table() -> list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]]:
    return [
        (
            tuple(sorted(entry["nouns"], key=len, reverse=True)),
            tuple(entry.get("unless", ())),
            (*entry["dimensions"], *entry.get("lenient", ())),
            entry["unit"],
        )
        for entry in vocabulary("measures")
    ]
