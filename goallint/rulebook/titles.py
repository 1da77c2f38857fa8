"""What the rules are called, read from their files without compiling them: quick enough for every press of Tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import yaml

from goallint.language import Phrase
from goallint.records import dataclass
from goallint.resources import parsed, rules_folder

_OTHER_FOLDERS = {"vocabulary", "profiles"}


@dataclass(frozen=True, slots=True)
class Titled:
    """A rule by ID (A001), name (fund-sum), group (arithmetic) and title."""

    id: str
    name: str
    group: str
    title: Phrase


def rule_titles(folders: Sequence[Path] = ()) -> Iterator[Titled]:
    """Those of the rules that come with goallint and in `folders`; what is no rule file is left out."""
    for folder in (rules_folder(), *folders):
        for path in sorted(folder.rglob("*.y*ml")):
            rule_id, _, name = path.stem.partition("-")
            if name and path.relative_to(folder).parts[0] not in _OTHER_FOLDERS:
                yield Titled(rule_id, name, path.parent.name, _title(path))


def profile_titles() -> dict[str, Phrase]:
    """Those of the profiles that come with goallint, by name."""
    return {path.stem: _title(path) for path in sorted((rules_folder() / "profiles").glob("*.yaml"))}


def _title(path: Path) -> Phrase:
    with suppress(OSError, UnicodeDecodeError, yaml.YAMLError, LookupError, TypeError):
        title = parsed(path)["title"]
        return Phrase(str(title["zh"]), str(title["en"]))
    return Phrase("", "")
