"""From a profile file to a profile; whatever is wrong with it is said with file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from goallint.errors import ConfigError
from goallint.expr.errors import nearest
from goallint.expr.number import ANY, Number
from goallint.expr.settings import setting
from goallint.findings import Severity
from goallint.language import NOTHING, Phrase
from goallint.rulebook.profile import (
    DEFAULT,
    PROFILE_KEYS,
    SUFFIXES,
    Profile,
    Setting,
    profile_names,
    profiles_folder,
    shipped,
)
from goallint.rulebook.source import Block, Source, Text, Value

_TRUTHS = {"true": True, "false": False}


def read_profile(path: Path, below: tuple[Path, ...] = ()) -> Profile:
    """The profile in a file; `below` are the files that build on it."""
    root = Source.read(path, ConfigError).root()
    root.check_keys()
    root.allow(PROFILE_KEYS)
    name = root.need("name").text().value
    if path.parent == profiles_folder() and name != path.stem:
        raise root.need("name").error(Phrase(f"名称应为 {path.stem}", f"its name should be {path.stem}"))
    base = _base(root, path, below)
    settings, severity = root.get("settings"), root.get("severity")
    mentions = list(_mentions(root))
    return Profile(
        name=name,
        title=_title(root.get("title"), name),
        settings=_settings(settings.block(), base) if settings else base.settings if base else {},
        off=frozenset(text.value for text in _left_out(root)) | (base.off if base else frozenset()),
        severity={
            **(base.severity if base else {}),
            **({key.value: _severity(value) for key, value in severity.block()} if severity else {}),
        },
        mentions=frozenset(text.value for text in mentions) | (base.mentions if base else frozenset()),
        path=path,
    )


def _left_out(root: Block) -> list[Text]:
    off = root.get("off")
    return [each.text() for each in off.list()] if off else []


def _mentions(root: Block) -> Iterator[Text]:
    """Where a profile names rules."""
    severity = root.get("severity")
    yield from _left_out(root)
    yield from (key for key, _ in severity.block()) if severity else ()


def mentioned(path: Path) -> Iterator[Text]:
    """Where the profile in a file, and those that it builds on, name rules; the lowest first."""
    root = Source.read(path, ConfigError).root()
    base = _base(root, path, ())
    if base and base.path:
        yield from mentioned(base.path)
    yield from _mentions(root)


def _base(root: Block, path: Path, below: tuple[Path, ...]) -> Profile | None:
    """What the profile builds on; only the generic one builds on nothing."""
    extends = root.get("extends")
    if extends is None:
        return None if path == profiles_folder() / f"{DEFAULT}.yaml" else shipped(DEFAULT)
    named = extends.text()
    if Path(named.value).suffix in SUFFIXES:
        other = path.parent / named.value
        if not other.is_file():
            raise named.error(Phrase(f"没有口径文件 {other}", f"there is no profile {other}"))
        if other.resolve() in {each.resolve() for each in (path, *below)}:
            raise named.error(Phrase("口径互相继承，没有尽头", "the profiles extend each other without end"))
        return read_profile(other, (path, *below))
    if named.value not in profile_names():
        message = Phrase(f"没有名为“{named.value}”的口径", f"there is no profile named {named.value!r}")
        raise named.error(message, nearest(named.value, profile_names()))
    return shipped(named.value)


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
