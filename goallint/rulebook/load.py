"""From folders of rule files to a rulebook, by way of the cache: files that have not changed are not compiled again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goallint.cache import kept
from goallint.errors import UsageError
from goallint.expr.program import Program
from goallint.language import Phrase
from goallint.resources import rules_folder, vocabulary
from goallint.rulebook.model import Rule, Rulebook, RuleName
from goallint.rulebook.plain import plain_rules, rules_of
from goallint.rulebook.profile import Profile, compiler, load_profile

_OTHER_FOLDERS = {"vocabulary", "profiles"}


def load_rules(folders: Sequence[Path] = (), settings: Mapping[str, Any] | None = None) -> Rulebook:
    """The rules that come with goallint and those in `folders`.

    `settings` are the profile's, for 配置.NAME; the default profile's if none are given.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(Phrase(f"没有规则文件夹 {folder}。", f"There is no rule folder {folder}."))
    chosen = load_profile().settings if settings is None else settings
    return load_folders((rules_folder(), *folders), chosen, _words())


def load_folders(folders: Sequence[Path], settings: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Rulebook:
    """The rules in `folders` alone."""
    paths = rule_files(folders)

    def made() -> Any:
        from goallint.rulebook.compile import compile_files

        program = Program(words, settings)
        return plain_rules(compile_files(paths, program), program)

    known = json.dumps([sorted(words), settings], ensure_ascii=False).encode("utf-8", "surrogatepass")
    data = kept("rules", (compiler(), str(rules_folder()).encode(), known, *contents(paths)), made)
    return Rulebook(rules_of(data, words, settings))


def contents(paths: Iterable[Path]) -> Iterator[bytes]:
    """The names and contents of files; one that cannot be read is nothing, and will be complained about."""
    for path in paths:
        yield str(path).encode("utf-8", "surrogateescape")
        try:
            yield path.read_bytes()
        except OSError:
            yield b""


def rule_names(folders: Iterable[Path] = ()) -> Iterator[RuleName]:
    """What the rules that come with goallint and those in `folders` are called, by the names of their files alone."""
    return map(name_of, rule_files((rules_folder(), *folders)))


def name_of(path: Path) -> RuleName:
    """What the rule in a file is called, by the name of the file."""
    identity, _, name = path.stem.partition("-")
    return RuleName(identity, name, path.parent.name)


def reload(rule: Rule, profile: str) -> Rule:
    """The rule as it is under the shipped profile of that name."""
    return load_file(rule.path, load_profile(profile))


def load_file(path: Path, profile: Profile) -> Rule:
    """The rule in one file; what it says of other rules is not checked."""
    from goallint.rulebook.compile import compile_file

    return profile.grade(compile_file(path, Program(_words(), profile.settings)))


def _words() -> Mapping[str, Sequence[str]]:
    present = (rules_folder() / "vocabulary" / "words.yaml").is_file()
    words: Mapping[str, Sequence[str]] = vocabulary("words") if present else {}
    return words


def rule_files(folders: Iterable[Path]) -> list[Path]:
    """The files in folders of rules that hold a rule each."""
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*.y*ml"))
        if path.suffix in {".yaml", ".yml"} and path.relative_to(folder).parts[0] not in _OTHER_FOLDERS
    ]
