"""Regular expressions that are compiled when they are first used: no run needs all, and compiling takes its time."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_OFTEN = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` makes of the same, sooner or later; what is wrong with it is said when it is used."""
    return cast("re.Pattern[AnyStr]", Late(pattern, flags))


class Late:
    """A pattern that is not compiled yet; once it is, its methods are attributes here and cost nothing more."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for each in _OFTEN:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
