"""What the cache keeps, what it does not trust, and that rules from it are the rules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from goallint import cache, engine
from goallint.errors import RuleError
from goallint.rulebook import Rule, Rulebook, load_rules
from goallint.rulebook.load import load_file, load_folders
from goallint.rulebook.profile import load_profile
from goallint.ruletest import understand
from tests.making import SETTINGS, WORDS, fund_forms

posix = pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")

RULE = """\
id: A001
name: fund-sum
title: {zh: 合计, en: Sum}
severity: error
for: funds
let: {合计: sum(来源.金额)}
assert: 合计 == 总额 within precision
message: {zh: "相差 {abs(总额 - 合计)}", en: "off by {abs(总额 - 合计)}"}
at: 总额
related: 来源
tests:
  - valid: |
      项目名称 | 修路
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, which is not there yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv("GOALLINT_CACHE", str(path))
    return path


def counted(value: object) -> tuple[Callable[[], object], list[int]]:
    """Something to make, and how often it was."""
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return value

    return make, made


def times_made(value: object = "甲", source: bytes = b"a", times: int = 2) -> int:
    """How often it is made when it is asked for repeatedly."""
    make, made = counted(value)
    for _ in range(times):
        assert cache.kept("test", [source], make) == value
    return len(made)


def entry(folder: Path) -> Path:
    """The only entry of the cache."""
    (path,) = folder.iterdir()
    return path


def test_what_was_made_is_made_once(folder: Path) -> None:
    """The second time it comes from a file that only the user can read."""
    assert times_made({"甲": [1, None, "\ud800"]}) == 1
    assert entry(folder).is_file()


def test_other_sources_make_something_else(folder: Path) -> None:
    """Sources are told apart by all of their characters, and by where one ends and the next begins."""
    make, _ = counted(1)
    for sources in ([b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"abc", b""]):
        cache.kept("test", sources, make)

    assert len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no", "false"])
def test_the_cache_can_be_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Then everything is made anew, and nothing is written."""
    monkeypatch.setenv("GOALLINT_CACHE", word)

    assert times_made() == 2
    assert not folder.exists()


@posix
def test_the_folder_and_its_files_are_the_users_alone(folder: Path) -> None:
    """Nobody else may read or write them."""
    times_made()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda whole: whole[:-1],
        lambda whole: whole + b" ",
        lambda whole: whole.replace(b"\xe7\x94\xb2", b"\xe4\xb9\x99"),
        lambda whole: whole.split(b"\n")[1],
        lambda whole: b"\n" + whole.split(b"\n")[1],
        lambda _: b"\x00\xff" * 64,
        lambda _: b"[" * 100_000,
    ],
)
def test_a_damaged_entry_is_made_again(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    """Cut off, overwritten or tampered with: it is ignored, and then it is whole again."""
    times_made()
    whole = entry(folder).read_bytes()
    entry(folder).write_bytes(damage(whole))

    assert times_made() == 1
    assert entry(folder).read_bytes() == whole


def test_the_cache_may_be_deleted_at_any_time(folder: Path) -> None:
    """An entry or the whole folder: it is made again."""
    times_made()
    entry(folder).unlink()
    assert times_made() == 1
    entry(folder).unlink()
    folder.rmdir()
    assert times_made() == 1


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(folder: Path, mode: int) -> None:
    """Neither read nor written."""
    folder.mkdir()
    folder.chmod(mode)

    assert times_made() == 2
    assert not list(folder.iterdir())


@posix
def test_an_entry_that_others_may_write_to_is_not_used(folder: Path) -> None:
    """It is made again, for the user alone."""
    times_made()
    entry(folder).chmod(0o666)

    assert times_made() == 1
    assert entry(folder).stat().st_mode & 0o777 == 0o600


@posix
def test_what_somebody_else_owns_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of another user is neither read nor written, however it came to be where the cache is."""
    times_made()
    whole = entry(folder).read_bytes()
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)

    assert times_made() == 2
    assert entry(folder).read_bytes() == whole


@posix
def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """Neither as the folder nor as an entry, even to what is the user's."""
    times_made()
    name = entry(folder).name
    entry(folder).rename(tmp_path / "moved")
    (folder / name).symlink_to(tmp_path / "moved")

    assert times_made() == 1

    folder.rename(tmp_path / "other")
    folder.symlink_to(tmp_path / "other")

    assert times_made() == 2


@pytest.mark.parametrize("name", ["file", "file/cache"])
def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A folder that cannot be made changes nothing but the time it takes."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / name)

    assert times_made() == 2


def test_a_write_that_fails_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk makes no half entry."""

    def full(_: Path, __: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert times_made() == 2
    assert not list(folder.iterdir())


def test_old_entries_give_way(folder: Path) -> None:
    """Only so many are left; what the cache did not make stays."""
    folder.mkdir(mode=0o700)
    (folder / "mine.txt").write_text("")
    for number in range(40):
        times_made(number, str(number).encode(), 1)

    names = {path.name for path in folder.iterdir()}
    assert "mine.txt" in names
    assert len(names) == 33
    assert times_made(39, b"39") == 0


def test_many_at_once_agree(folder: Path) -> None:
    """Whoever is first, all get the same, and one whole entry is left."""
    value = list(range(10_000))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: cache.kept("test", [b"a"], lambda: value), range(32)))

    assert all(each == value for each in found)
    assert times_made(value) == 0
    assert len(list(folder.iterdir())) == 1


def test_two_processes_may_begin_at_the_same_time(folder: Path) -> None:
    """Both load all rules from a cache that is not there yet."""
    code = "from goallint.rulebook import load_rules; print(len(load_rules().rules))"
    runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]  # noqa: S603
    said = [run.communicate()[0] for run in runs]

    assert said[0] == said[1] == f"{len(load_rules().rules)}\n"
    assert all(cache._ENTRY.fullmatch(path.name) for path in folder.iterdir())  # noqa: SLF001


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/home/a", "XDG_CACHE_HOME": "/var/x"}, "/var/x/goallint"),
        ("linux", {"HOME": "/home/a", "XDG_CACHE_HOME": "not/absolute"}, "/home/a/.cache/goallint"),
        ("linux", {"HOME": "/home/a"}, "/home/a/.cache/goallint"),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/goallint"),
    ],
)
@posix
def test_the_cache_is_where_the_platform_has_caches(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    """XDG_CACHE_HOME if it is an absolute path, else the place for caches at home."""
    for name in ("GOALLINT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)

    assert cache.folder() == Path(expected)


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder has no cache."""

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("GOALLINT_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)

    assert cache.folder() is None


# --- rules from the cache -----------------------------------------------------------------------------------------


def write(folder: Path, text: str) -> Path:
    """A folder with one rule file."""
    folder.mkdir(exist_ok=True)
    (folder / "A001-fund-sum.yaml").write_text(text, encoding="utf-8")
    return folder


def load(*folders: Path) -> Rulebook:
    """The rules in these folders alone."""
    return load_folders(folders, SETTINGS, WORDS)


def messages(book: Rulebook) -> list[str]:
    """What the rules find in a form whose parts are 1万元 short."""
    return [finding.message.zh for finding in engine.run(book.rules, fund_forms("3万元", "2万元")).findings]


def test_rules_from_the_cache_are_not_compiled(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is parsed, and what is found is the same."""
    rules = write(tmp_path / "rules", RULE)
    first = messages(load(rules))
    monkeypatch.setattr("goallint.rulebook.compile.compile_files", None)

    assert messages(load(rules)) == first == ["相差 1 万元"]
    assert len(list(folder.iterdir())) == 1


def test_a_changed_rule_file_is_compiled_again(folder: Path, tmp_path: Path) -> None:
    """Also when its size and its time are what they were."""
    rules = write(tmp_path / "rules", RULE)
    path = rules / "A001-fund-sum.yaml"
    before = path.stat()
    load(rules)
    path.write_text(RULE.replace("相差", "少了"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_size == before.st_size
    assert messages(load(rules)) == ["少了 1 万元"]
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_rules_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    """A new file counts, a deleted one does not."""
    rules = write(tmp_path / "rules", RULE)
    load(rules)
    (rules / "A002-other.yaml").write_text(RULE.replace("A001", "A002").replace("fund-sum", "other"), encoding="utf-8")
    assert [rule.id for rule in load(rules).rules] == ["A001", "A002"]
    (rules / "A001-fund-sum.yaml").unlink()
    assert [rule.id for rule in load(rules).rules] == ["A002"]


@pytest.mark.usefixtures("folder")
def test_settings_and_words_are_those_of_the_call(tmp_path: Path) -> None:
    """The same files under another profile, or with other words, are other rules."""
    text = RULE.replace("合计 == 总额 within precision", "标签 not in 词表.空泛 and 配置.最少指标数 == 3")
    rules = write(tmp_path / "rules", text)

    assert messages(load(rules)) == []
    assert messages(load_folders([rules], SETTINGS | {"最少指标数": 4}, WORDS)) == ["相差 1 万元"]
    assert messages(load_folders([rules], SETTINGS, WORDS | {"空泛": ["项目资金"]})) == ["相差 1 万元"]


@pytest.mark.usefixtures("folder")
def test_a_bad_rule_file_is_refused_every_time(tmp_path: Path) -> None:
    """What cannot be compiled is not kept."""
    rules = write(tmp_path / "rules", RULE.replace("sum(", "sun("))
    for _ in range(2):
        with pytest.raises(RuleError, match="no function"):
            load(rules)


@pytest.mark.usefixtures("folder")
def test_remarks_and_examples_survive(tmp_path: Path) -> None:
    """What is untidy is said from the cache too, and the examples are read from the file."""
    rules = write(tmp_path / "rules", RULE.replace("{合计: sum", "{没用: 1, 合计: sum"))
    first, again = load(rules).rules[0], load(rules).rules[0]

    assert [remark.say("zh") for remark in first.remarks] == [remark.say("zh") for remark in again.remarks]
    assert "没有用到“没用”" in again.remarks[0].say("zh")
    assert [example.kind for example in again.tests] == ["valid"]
    assert again.tests[0].text == "项目名称 | 修路\n"


PROFILE = load_profile()
CACHED = {rule.id: rule for rule in load_rules().rules}


@pytest.mark.parametrize("rule", CACHED.values(), ids=CACHED)
def test_a_rule_from_the_cache_finds_what_the_rule_file_says(rule: Rule) -> None:
    """On every example of the rule: the same findings, skips and counts, and the same trace."""
    fresh = load_file(rule.path, PROFILE)
    for example in rule.tests:
        forms = understand(example.text)
        assert engine.run([rule], forms) == engine.run([fresh], forms)
    steps = engine.trace(rule, understand(rule.tests[0].text)).steps
    assert steps == engine.trace(fresh, understand(rule.tests[0].text)).steps


def test_the_cache_holds_nothing_but_data(folder: Path) -> None:
    """All of it is JSON under a seal."""
    load_rules()
    for path in folder.iterdir():
        seal, text = path.read_bytes().split(b"\n")
        assert len(seal) == 64
        json.loads(text)
