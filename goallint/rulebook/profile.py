"""Profiles: what one level of government or one form asks for, as settings that the rules read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from goallint.errors import ConfigError
from goallint.language import Phrase
from goallint.resources import rules_folder

DEFAULT = "generic"
_SUFFIXES = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of settings (口径)."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def profile_names() -> list[str]:
    """List the names of the profiles that come with goallint."""
    return sorted({path.stem for path in _folder().glob("*.yaml")} | {DEFAULT})


def load_profile(name: str = DEFAULT) -> Profile:
    """Load the profile of that name, or the one in the YAML file of that path."""
    if Path(name).suffix in _SUFFIXES:
        return Profile(Path(name).stem, _settings(Path(name)))
    path = _folder() / f"{name}.yaml"
    if name in profile_names():
        return Profile(name, _settings(path) if path.is_file() else {})
    raise _unknown(name)


def _folder() -> Path:
    return rules_folder() / "profiles"


def _unknown(name: str) -> ConfigError:
    names = profile_names()
    close = get_close_matches(name, names, n=1)
    listed = "、".join(names), ", ".join(names)
    return ConfigError(
        Phrase(f"没有名为“{name}”的口径（profile）。", f"There is no profile named {name!r}."),
        Phrase(f"您是否想写“{close[0]}”？", f"Did you mean {close[0]!r}?")
        if close
        else Phrase(
            f"可用的口径：{listed[0]}；也可以写一个 .yaml 文件的路径。",
            f"Known profiles: {listed[1]}; or the path of a .yaml file.",
        ),
    )


def _settings(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(Phrase(f"无法读取口径文件 {path}。", f"Cannot read the profile {path}.")) from error
    except yaml.YAMLError as error:
        raise ConfigError(
            Phrase(f"口径文件 {path} 不是有效的 YAML：{error}", f"The profile {path} is not valid YAML: {error}")
        ) from error
    settings = content.get("settings", {}) if isinstance(content, dict) else None
    if not isinstance(settings, dict):
        raise ConfigError(
            Phrase(f"口径文件 {path} 中没有 settings 一节。", f"The profile {path} has no `settings` mapping."),
            Phrase("在文件中写：settings: {名称: 值}", "Write in the file: settings: {name: value}"),
        )
    return settings
