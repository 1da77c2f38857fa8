"""Profiles (口径): what one level of government or one form asks for.

A profile sets what rules read as 配置.NAME, leaves rules out and changes how grave they are. `generic` declares every
setting with its default; the others, and the users' own, build on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from goallint.errors import ConfigError
from goallint.expr.errors import nearest
from goallint.expr.number import ANY, Number
from goallint.expr.settings import setting
from goallint.findings import Severity
from goallint.language import NOTHING, Phrase
from goallint.resources import rules_folder
from goallint.rulebook.model import Rule
from goallint.rulebook.source import Block, Source, Text, Value

DEFAULT = "generic"
PROFILE_KEYS = ("name", "title", "extends", "settings", "off", "severity")
_SUFFIXES = {".yaml", ".yml"}
_TRUTHS = {"true": True, "false": False}

Setting = bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with everything it builds on.

    `off` are the ids of rules that do not run, `severity` how grave others are; `mentions` is where the files
    name them.
    """

    name: str
    title: Phrase = NOTHING
    settings: Mapping[str, Any] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    mentions: tuple[Text, ...] = ()

    def check(self, known: Collection[str]) -> None:
        """Refuse a rule that is not among the `known` ids."""
        for text in self.mentions:
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
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def load_profile(name: str = DEFAULT) -> Profile:
    """Load the profile of that name, or the one in the YAML file of that path."""
    if Path(name).suffix in _SUFFIXES:
        return _read(Path(name), ())
    if name not in profile_names():
        raise _unknown(name)
    return _shipped(name)


@cache
def _shipped(name: str) -> Profile:
    return _read(_folder() / f"{name}.yaml", ())


def _folder() -> Path:
    return rules_folder() / "profiles"


def _read(path: Path, below: tuple[Path, ...]) -> Profile:
    """The profile in a file; `below` are the files that build on it."""
    root = Source.read(path, ConfigError).root()
    root.check_keys()
    root.allow(PROFILE_KEYS)
    name = root.need("name").text().value
    if path.parent == _folder() and name != path.stem:
        raise root.need("name").error(Phrase(f"名称应为 {path.stem}", f"its name should be {path.stem}"))
    base = _base(root, path, below)
    settings, off, severity = root.get("settings"), root.get("off"), root.get("severity")
    left_out = tuple(each.text() for each in off.list()) if off else ()
    grades = list(severity.block()) if severity else []
    return Profile(
        name=name,
        title=_title(root.get("title"), name),
        settings=_settings(settings.block(), base) if settings else base.settings if base else {},
        off=frozenset(text.value for text in left_out) | (base.off if base else frozenset()),
        severity={**(base.severity if base else {}), **{key.value: _severity(value) for key, value in grades}},
        mentions=((*base.mentions,) if base else ()) + (*left_out, *(key for key, _ in grades)),
    )


def _base(root: Block, path: Path, below: tuple[Path, ...]) -> Profile | None:
    """What the profile builds on; only the generic one builds on nothing."""
    extends = root.get("extends")
    if extends is None:
        return None if path == _folder() / f"{DEFAULT}.yaml" else _shipped(DEFAULT)
    named = extends.text()
    if Path(named.value).suffix in _SUFFIXES:
        other = path.parent / named.value
        if not other.is_file():
            raise named.error(Phrase(f"没有口径文件 {other}", f"there is no profile {other}"))
        if other.resolve() in {each.resolve() for each in (path, *below)}:
            raise named.error(Phrase("口径互相继承，没有尽头", "the profiles extend each other without end"))
        return _read(other, (path, *below))
    if named.value not in profile_names():
        message = Phrase(f"没有名为“{named.value}”的口径", f"there is no profile named {named.value!r}")
        raise named.error(message, nearest(named.value, profile_names()))
    return _shipped(named.value)


def _title(value: Value | None, name: str) -> Phrase:
    if value is None:
        return Phrase(name, name)
    if not value.is_block:
        text = value.text().value
        return Phrase(text, text)
    block = value.block()
    block.allow(("zh", "en"))
    zh = block.need("zh").text().value
    en = block.get("en")
    return Phrase(zh, en.text().value if en else zh)


def _severity(value: Value) -> Severity:
    text = value.text()
    known = [severity.word for severity in reversed(Severity)]
    if text.value not in known:
        listed = " | ".join(known)
        message = Phrase(f"“{text.value}”不在可选值中：{listed}", f'"{text.value}" is not one of {listed}')
        raise text.error(message, nearest(text.value, known))
    return Severity.named(text.value)


def _settings(block: Block, base: Profile | None) -> Mapping[str, Setting]:
    """Those of the base with the ones that the block sets; a name or a kind that the base has not is an error."""
    found: dict[str, Setting] = dict(base.settings) if base else {}
    for key, value in block:
        if base and key.value not in base.settings:
            message = Phrase(f"没有“{key.value}”这项配置", f'there is no setting "{key.value}"')
            raise key.error(message, nearest(key.value, base.settings))
        made = _setting(value)
        _agree(value, made, base.settings[key.value] if base else made)
        found[key.value] = made
    return found


def _setting(value: Value) -> Setting:
    if value.is_list:
        return tuple(each.text().value for each in value.list())
    text = value.text().value
    return _TRUTHS.get(text, text)


def _agree(value: Value, made: Setting, declared: Setting) -> None:
    """Refuse a value of another kind than the declared one: 90 is no 90%."""
    one, other = setting(made), setting(declared)
    if one.type != other.type:
        zh, en = other.type.phrase
        message = Phrase(f"这里要{zh}，却是{one.type.phrase.zh}", f"{en} is wanted, but this is {one.type.phrase.en}")
        raise value.error(message)
    if isinstance(one.value, Number) and isinstance(other.value, Number):
        dimensions = {one.value.dimension, other.value.dimension} - {ANY}
        if len(dimensions) > 1:
            message = Phrase(f"这里要写成 {declared} 这样的数", f"a number like {declared} is wanted here")
            raise value.error(
                message, Phrase(f"写作“{made}%”？", f'Did you mean "{made}%"?') if _bare(made) else NOTHING
            )


def _bare(made: Setting) -> bool:
    return isinstance(made, str) and made.replace(".", "", 1).isdecimal()


def _unknown(name: str) -> ConfigError:
    return ConfigError(
        Phrase(f"没有名为“{name}”的口径（profile）。", f"There is no profile named {name!r}."),
        nearest(name, profile_names()),
    )
