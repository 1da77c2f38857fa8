"""What the rules are called, read from their files without compiling them: quick enough for every press of Tab."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from goallint.cache import kept
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.resources import parsed, rules_folder
from goallint.rulebook.load import contents, name_of, rule_files
from goallint.rulebook.profile import compiler


@dataclass(frozen=True, slots=True)
class Titled:
    """A rule by ID (A001), name (fund-sum), group (arithmetic) and title."""

    id: str
    name: str
    group: str
    title: Phrase


def rule_titles(folders: Sequence[Path] = ()) -> list[Titled]:
    """Those of the rules that come with goallint and in `folders`; what is no rule file is left out."""
    paths = [path for path in rule_files((rules_folder(), *folders)) if name_of(path).name]
    titles = kept("titles", (compiler(), *contents(paths)), lambda: [_title(path) for path in paths])
    return [Titled(*name_of(path), Phrase(*title)) for path, title in zip(paths, titles, strict=True)]


def profile_titles() -> dict[str, Phrase]:
    """Those of the profiles that come with goallint, by name."""
    return {path.stem: _title(path) for path in sorted((rules_folder() / "profiles").glob("*.yaml"))}


def _title(path: Path) -> Phrase:
    import yaml

    with suppress(OSError, UnicodeDecodeError, yaml.YAMLError, LookupError, TypeError):
        title = parsed(path)["title"]
        return Phrase(str(title["zh"]), str(title["en"]))
    return NOTHING
