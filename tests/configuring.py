"""Configurations written for a test, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goallint.config.find import named
from goallint.config.load import Config, load
from goallint.errors import ConfigError


def configured(text: str, path: str = "goallint.toml") -> Config:
    """Write a configuration and load it."""
    Path(path).write_text(text, encoding="utf-8")
    return load(named(path))


def outcome(text: str) -> Config | ConfigError:
    """What comes of a configuration, one way or the other."""
    Path("goallint.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return load(named("goallint.toml"))
    except ConfigError as error:
        return error


def refusal(text: str, path: str = "goallint.toml") -> ConfigError:
    """What is wrong with a configuration."""
    with pytest.raises(ConfigError) as caught:
        configured(text, path)
    return caught.value
