"""Profiles (口径): what one level of government or one form asks for.

A profile sets what rules read as 配置.NAME, leaves rules out and changes how grave they are. `generic` declares every
setting with its default; the others, and the users' own, build on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from functools import cache
from pathlib import Path
from typing import Any

from goallint.cache import digest, kept
from goallint.errors import ConfigError
from goallint.expr.errors import nearest
from goallint.findings import Severity
from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.resources import rules_folder
from goallint.rulebook.model import Rule

_PACKAGE = Path(__file__).resolve().parents[1]
DEFAULT = "generic"
PROFILE_KEYS = ("name", "title", "extends", "settings", "off", "severity")
SUFFIXES = frozenset({".yaml", ".yml"})

Setting = bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with everything it builds on.

    `off` are the ids of rules that do not run, `severity` how grave others are; `mentions` are all that its files
    name, and `path` is the last of these.
    """

    name: str
    title: Phrase = NOTHING
    settings: Mapping[str, Any] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    mentions: frozenset[str] = frozenset()
    path: Path | None = None

    def check(self, known: Collection[str]) -> None:
        """Refuse a rule that is not among the `known` ids."""
        if self.path is None or self.mentions <= set(known):
            return
        from goallint.rulebook.settings import mentioned

        for text in mentioned(self.path):
            if text.value not in known:
                message = Phrase(f"没有规则 {text.value}", f"there is no rule {text.value}")
                raise text.error(message, nearest(text.value, known))

    def grade(self, rule: Rule) -> Rule:
        """The rule as grave as the profile says: its gravest checks get that severity, no other exceeds it."""
        wanted = self.severity.get(rule.id)
        if wanted is None:
            return rule
        checks = tuple(
            replace(check, severity=wanted if check.severity == rule.severity else min(check.severity, wanted))
            for check in rule.checks
        )
        return replace(rule, severity=wanted, checks=checks)


def profile_names() -> list[str]:
    """List the names of the profiles that come with goallint."""
    return sorted(path.stem for path in profiles_folder().glob("*.yaml"))


def load_profile(name: str = DEFAULT) -> Profile:
    """Load the profile of that name, or the one in the YAML file of that path."""
    if Path(name).suffix in SUFFIXES:
        return _read(Path(name))
    if name not in profile_names():
        raise _unknown(name)
    return shipped(name)


@cache
def compiler() -> bytes:
    """What stands for the source of all that makes rules of rule files: another version may make others of them."""
    folders = ("expr", "expr/scopes", "rulebook")
    found = (path for folder in folders for path in sorted((_PACKAGE / folder).glob("*.*")))
    return digest(path.read_bytes() for path in found if path.suffix in {".py", ".lark"}).encode()


@cache
def shipped(name: str) -> Profile:
    """One that comes with goallint; what is read of it is kept."""
    path = profiles_folder() / f"{name}.yaml"
    sources = [compiler(), *(each.read_bytes() for each in sorted(profiles_folder().glob("*.yaml")))]
    return _made(path, *kept("profile", (str(path).encode(), *sources), lambda: plain_profile(_read(path))))


def plain_profile(profile: Profile) -> list[Any]:
    """A profile as what JSON has."""
    return [
        profile.name,
        profile.title,
        profile.settings,
        sorted(profile.off),
        profile.severity,
        sorted(profile.mentions),
    ]


def _made(path: Path, *data: Any) -> Profile:
    """The same, made a profile again."""
    name, title, settings, off, severity, mentions = data
    return Profile(
        name=name,
        title=Phrase(*title),
        settings={key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()},
        off=frozenset(off),
        severity={rule: Severity(value) for rule, value in severity.items()},
        mentions=frozenset(mentions),
        path=path,
    )


def profiles_folder() -> Path:
    """The folder of the profiles that come with goallint."""
    return rules_folder() / "profiles"


def _read(path: Path) -> Profile:
    from goallint.rulebook.settings import read_profile

    return read_profile(path)


def _unknown(name: str) -> ConfigError:
    return ConfigError(
        Phrase(f"没有名为“{name}”的口径（profile）。", f"There is no profile named {name!r}."),
        nearest(name, profile_names()),
    )
