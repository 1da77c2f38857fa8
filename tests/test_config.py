"""The configuration: where it is found, what may stand in it, what comes of it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from goallint.config import NAMES, find
from goallint.config.find import Found, named, search
from goallint.config.keys import FILE_KEYS, FILES, KEYS, PATH, REQUIRED, SUPPRESS, SUPPRESS_KEYS, Key
from goallint.config.load import Config, load
from goallint.config.places import places
from goallint.config.schema import config_schema
from goallint.config.starter import starter
from goallint.errors import ConfigError
from goallint.language import Language
from goallint.rulebook.source import width
from tests.configuring import configured, outcome, refusal

REASON = 'reason = "主管部门的模板如此"'


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens in a folder of its own, in no repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


# --- where it is


def test_the_nearest_file_upwards_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one in the current folder, else in the folder above; nothing is merged."""
    inner = Path("区县/2024").absolute()
    inner.mkdir(parents=True)
    Path("goallint.toml").touch()
    monkeypatch.chdir(inner)
    above = search()
    Path("../goallint.toml").touch()

    assert above.found == Found(inner.parent.parent / "goallint.toml")
    assert above.folders == (inner, inner.parent, inner.parent.parent)
    assert search().found == Found(inner.parent / "goallint.toml")


def test_the_search_ends_at_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder with .git is looked in, the one above is not."""
    inner = tmp_path / "仓库" / "材料"
    inner.mkdir(parents=True)
    (tmp_path / "goallint.toml").touch()
    (inner.parent / ".git").touch()
    monkeypatch.chdir(inner)

    assert search() == find.Search(None, (inner, inner.parent))


def test_a_pyproject_counts_if_it_speaks_of_goallint() -> None:
    """One without [tool.goallint] is passed over, even if it names goallint, or is no TOML."""
    pyproject = Path("pyproject.toml")
    answers = []
    for text in ('[project]\ndependencies = ["goallint"]', "goallint = [", "[tool.goallint]", "[tool.goallint]\nx = ["):
        pyproject.write_text(text, "utf-8")
        answers.append(search().found)

    assert answers[:2] == [None, None]
    assert answers[2:] == [Found(pyproject.absolute(), ("tool", "goallint"))] * 2


def test_two_configurations_in_one_folder_are_refused() -> None:
    """Nobody could tell which one counts."""
    Path("goallint.toml").touch()
    Path("pyproject.toml").write_text("[tool.goallint]", "utf-8")

    with pytest.raises(ConfigError) as caught:
        search()

    assert caught.value.say("zh") == "goallint.toml 和 pyproject.toml 都设置了 goallint。\n请只留一处。"


def test_a_pyproject_without_goallint_beside_it_is_no_matter() -> None:
    """A project may have both files."""
    Path("goallint.toml").touch()
    Path("pyproject.toml").write_text("[tool.other]", "utf-8")

    assert search().found == Found(Path("goallint.toml").absolute())


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("没有")], ids=["folder", "broken link"])
def test_what_bears_the_name_is_meant(make: Any) -> None:
    """A folder or a broken link of that name is said, not passed over."""
    make(Path("goallint.toml"))

    found = search().found
    assert found
    with pytest.raises(ConfigError, match="cannot read the file"):
        load(found)


def test_a_named_file_that_is_not_there_is_an_error() -> None:
    """No other file takes its place."""
    Path("goallint.toml").touch()

    with pytest.raises(ConfigError, match="cannot read the file"):
        load(named("另一个.toml"))


def test_a_named_pyproject_has_to_speak_of_goallint() -> None:
    """Nothing said is not what somebody wanted who named the file."""
    assert "没有 [tool.goallint]" in refusal("[tool.other]", "pyproject.toml").message.zh
    assert configured('[tool.goallint]\nprofile = "hebei"', "pyproject.toml").values == {"profile": "hebei"}


@pytest.mark.parametrize(
    ("text", "language"),
    [('lang = "en"', "en"), ('lang = "fr"', None), ("lang = 1", None), ("lang = [", None), ("", None)],
)
def test_the_language_is_known_before_anything_else(text: str, language: str | None) -> None:
    """It is read at a glance; what is wrong is for the real reader to say."""
    Path("goallint.toml").write_text(text, "utf-8")

    assert find.language(["check", "表.docx"]) == language
    assert find.language(["check", "--no-config"]) is None


def test_the_language_heeds_which_file_was_named() -> None:
    """The same file sets the language and everything else."""
    Path("goallint.toml").write_text('lang = "zh"', "utf-8")
    Path("别的.toml").write_text('lang = "en"', "utf-8")
    Path("pyproject.toml").write_text('[tool.goallint]\nlang = "en"', "utf-8")

    assert find.language(["check", "--config", "别的.toml"]) == "en"
    assert find.language(["check", "--config=pyproject.toml"]) == "en"
    assert find.language(["check", "--config", "没有.toml"]) is None
    assert find.language(["--", "--config", "别的.toml"]) is None


# --- what may stand in it


@pytest.mark.parametrize(
    ("text", "said", "marked"),
    [
        ('profil = "hebei"', "1:1: 这里没有“profil”这个键", "profil"),
        ('profile = "hubie"', "1:11: 没有名为“hubie”的口径", '"hubie"'),
        ('profile = "本县.yaml"', "1:11: 没有口径文件 本县.yaml", '"本县.yaml"'),
        ('ignore = ["V006", "W0002"]', "1:19: 没有名为“W0002”的规则或规则组", '"W0002"'),
        ('select = "A001"', "1:10: 这里要列表，却是文本", '"A001"'),
        ("select = []", "1:10: 一条规则也没有选", "[]"),
        ('select = ["G002"]', "1:11: G002 说明有文件没能检查，不能选择或忽略。", '"G002"'),
        ('level = "warn"', "1:9: “warn”不在可选值中：error | warning | info", '"warn"'),
        ("level = true", "1:9: 这里要文本，却是真假值", "true"),
        ('lang = " "', "1:8: 这里是空的", '" "'),
        ('rules = ["没有"]', "1:10: 没有文件夹 没有", '"没有"'),
        ('exclude = ["#草稿"]', "1:12: “#草稿”不会匹配任何文件", '"#草稿"'),
        ("exclude = ['归档\\*']", "1:12: 文件夹之间用 /，不用 \\", "'归档\\*'"),
        ("jobs = 0", "1:8: 这里要正整数或 “auto”", "0"),
        ("jobs = true", "1:8: 这里要正整数或 “auto”", "true"),
        ("timeout = -0.5", "1:11: 这里要正数，单位是秒", "-0.5"),
        ("timeout = inf", "1:11: 这里要正数，单位是秒", "inf"),
        ('output = "json=a"', "1:1: 这里没有“output”这个键", "output"),
        ("[files]", "1:2: “files”要写成一个个表", "files"),
        ("files = [1]", "1:1: “files”要写成一个个表", "files"),
        ('[[files]]\nprofile = "hebei"', "1:1: 缺少“path”：", "[[files]]"),
        ('[[files]]\npath = "*"', "1:1: 对这些文件什么也没有设置", "[[files]]"),
        ('[[files]]\npath = []\nprofile = "hebei"', "2:8: 这里是空的", "[]"),
        ('[[files]]\npath = "*"\nformat = "json"', "3:1: 这里没有“format”这个键", "format"),
        (
            '[[files]]\npath = "*"\nignore = ["X"]\n\n[[files]]\npath = "*"\nselect = ["QQ"]',
            "7:11: 没有名为“QQ”",
            '"QQ"',
        ),
        ('[[suppress]]\nfile = "*"\nrule = "V006"', "1:1: 缺少“reason”：", "[[suppress]]"),
        (f'[[suppress]]\nfile = "*"\n{REASON}', "1:1: 缺少“rule”：", "[[suppress]]"),
        (f'[[suppress]]\nrule = "V006"\n{REASON}', "1:1: 缺少“file”：", "[[suppress]]"),
        ('[[suppress]]\nfile = "*"\nrule = "V006"\nreason = "TODO"', "4:10: “TODO”不是理由", '"TODO"'),
        ('[[suppress]]\nfile = "*"\nrule = "V006"\nreason = " — "', "4:10: “ — ”不是理由", '" — "'),
        (f'[[suppress]]\nfile = "*"\nrule = "V0066"\n{REASON}', "3:8: 没有名为“V0066”", '"V0066"'),
        (f'[[suppress]]\nfile = "*"\nrule = "G001"\n{REASON}', "3:8: G001 不能豁免", '"G001"'),
        (f'[[suppress]]\nfile = "*"\nrule = "V006"\nuntil = "明天"\n{REASON}', "4:9: 这里要日期，却是文本", '"明天"'),
        (f'[[suppress]]\nfile = "*"\nrule = "V006"\nuntil = 10:00:00\n{REASON}', "4:9: 这里要日期", "10:00:00"),
        (f'[[suppress]]\nfile = "*"\nrule = "V006"\nuntill = 1\n{REASON}', "4:1: 这里没有“untill”这个键", "untill"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, said: str, marked: str) -> None:
    """File, line, column, what is wrong, and the very words with a caret under each."""
    error = refusal(text)
    line, caret = error.excerpt.splitlines()

    assert f"{error.where}: {error.message.zh}".startswith(f"goallint.toml:{said}")
    assert marked in line
    assert caret.count("^") == width(marked)
    assert error.message.en


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('profil = "hebei"', "您是否想写 “profile”？"),
        ('fail_on = "info"', "您是否想写 “fail-on”？"),
        ('[[file]]\npath = "*"', "您是否想写 “files”、“profile”？"),
        ('profile = "hubie"', "您是否想写 “hubei”？"),
        ('ignore = ["fund-sums"]', "您是否想写 “fund-sum”？"),
        ('select = ["A001,A002"]', "您是否想写"),
        ('level = "warn"', "您是否想写 “warning”？"),
        ("statistics = true", "--statistics 只能写在命令行上。"),
        ("until = 2031-12-31", "until 写在 [[suppress]] 之下。"),
        ('path = "2024/"', "path 写在 [[files]] 之下。"),
        ("exclude = ['归档\\*']", "写作 归档/*"),
        ('[[files]]\npath = "*"\nlang = "en"', "lang 对所有文件都一样，请写在文件开头、第一个 [ ] 之前。"),
        ('[[suppress]]\nfile = "*"\nrule = "V006"', 'reason = "按主管部门模板填报"'),
    ],
)
def test_a_mistake_comes_with_what_to_write(text: str, hint: str) -> None:
    """The nearest right name, the right place, or an example."""
    assert hint in refusal(text).remedy.zh


def test_what_holds_for_all_files_has_its_place_in_a_pyproject_too() -> None:
    """There it stands under [tool.goallint]; in a goallint.toml that header is a mistake."""
    text = '[tool.goallint]\n[[tool.goallint.files]]\npath = "*"\nlevel = "info"'

    assert refusal(text, "pyproject.toml").remedy.zh == (
        "level 对所有文件都一样，请写在 [tool.goallint] 之下、别的 [ ] 之前。"
    )
    assert "只用于 pyproject.toml" in refusal(text).remedy.zh


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level = info", "1:12: 不是有效的 TOML：值的后面还有别的内容；文本要加引号"),
        ("level = “info”", "1:9: 不是有效的 TOML：这里要一个值；文本要加英文引号"),
        ('level = "info', "1:14: 不是有效的 TOML：文本缺少后引号"),
        ('ignore = ["A" "V"]', "1:15: 不是有效的 TOML：列表里缺少逗号或 ]"),
        ('level = "info"\nlevel = "info"', "2:15: 不是有效的 TOML：这个键写了两次"),
        ('exclude = ["归档\\*"]', "1:17: 不是有效的 TOML：双引号里的 \\ 要写成 \\\\，路径请用 /"),
        ("until = 2025-02-30", "1:9: 不是有效的 TOML：没有这一天"),
        ("[files", "1:7: 不是有效的 TOML：表名的后面缺少 ]"),
        ("口径 = 1", "1:1: 不是有效的 TOML：这里要“键 = 值”或 [表名]，键只用英文字母、数字、- 和 _"),
        (f"jobs = {'[' * 5000}", "1:1: 列表套得太深"),
        (f"jobs = {'9' * 5000}", "1:5008: 不是有效的 TOML：这个数太长"),
    ],
)
def test_what_is_no_toml_is_said_in_chinese(text: str, said: str) -> None:
    """With line and column, and no word of the parser's."""
    error = refusal(text)

    assert f"{error.where}: {error.message.zh}".startswith(f"goallint.toml:{said}")


@pytest.mark.parametrize(("path", "said"), [("没有.toml", "没有这个文件"), (".", "它是文件夹")])
def test_a_file_that_cannot_be_read_is_said_in_chinese(path: str, said: str) -> None:
    """In words for people, not in those of the system."""
    with pytest.raises(ConfigError) as caught:
        load(named(path))
    assert caught.value.say("zh") == f"{path}: 无法读取文件：{said}"


def test_a_file_in_another_encoding_is_refused() -> None:
    """A GBK file says that it should be UTF-8; a mark that Windows puts in front is no matter."""
    Path("goallint.toml").write_bytes("# 河北\n".encode("gbk"))
    with pytest.raises(ConfigError) as caught:
        load(named("goallint.toml"))
    assert "UTF-8" in caught.value.remedy.zh

    Path("goallint.toml").write_bytes(b'\xef\xbb\xbfprofile = "hebei"\r\nlevel = "info"\r\n')
    config = load(named("goallint.toml"))
    assert (config.values, config.origin("level")) == ({"profile": "hebei", "level": "info"}, "goallint.toml:2")


def test_paths_begin_in_the_folder_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """From wherever goallint is run."""
    Path("规则").mkdir()
    Path("本县.yaml").touch()
    Path("材料").mkdir()
    monkeypatch.chdir("材料")
    config = configured('rules = ["规则"]\nprofile = "本县.yaml"\nbaseline = "基线.json"', "../goallint.toml")

    assert config.values == {"rules": ("../规则",), "profile": "../本县.yaml", "baseline": "../基线.json"}
    assert config.path == "../goallint.toml"


def test_rules_of_ones_own_can_be_named() -> None:
    """By what their files are called; those of --rules are known, too."""
    for folder, name in (("规则", "Z001-lantern-count"), ("别的", "Z002-boat-count")):
        Path(folder).mkdir()
        Path(folder, f"{name}.yaml").touch()
    text = 'rules = ["规则"]\nignore = ["z001", "lantern-count", "规则", "Z", "A", "arithmetic", "Z002"]'
    assert "没有名为“Z002”" in refusal(text).message.zh

    assert load(named("goallint.toml"), ["别的"]).values["ignore"][0] == "z001"


def test_a_suppression_is_read_in_full() -> None:
    """Files, rule, place, reason, day and where it stands itself."""
    [one, other] = configured(
        f'\n[[suppress]]\nfile = ["2024/*.docx", "a.docx"]\nrule = "fund-sum"\nwhere = "来源"\nuntil = 2031-12-31\n'
        f'{REASON}\n[[suppress]]\nfile = "甲.docx"\nrule = "G003"\n{REASON}'
    ).suppressions

    assert (one.file.lines, one.rule, one.where, one.reason) == (
        ("2024/*.docx", "a.docx"),
        "fund-sum",
        "来源",
        "主管部门的模板如此",
    )
    assert (one.until, one.origin, one.line) == (date(2031, 12, 31), "goallint.toml", 2)
    assert (other.file.lines, other.where, other.until, other.line) == (("甲.docx",), "", None, 8)


scalars = st.one_of(
    st.booleans().map(lambda value: str(value).lower()),
    st.integers().map(str),
    st.floats(allow_nan=False).map(repr),
    st.dates().map(str),
    st.datetimes().map(lambda value: value.isoformat(" ")),
    st.sampled_from(["'A001'", '"*.docx"', '"hebei"', '"info"', "'''\nV006'''", '"""a""b"""', '"\\u4e2d"']),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda text: json.dumps(text, ensure_ascii=False)),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(lambda items: "[\n  # 注\n" + "".join(f"  {each},\n" for each in items) + "]"),
        st.dictionaries(st.sampled_from(["a", "b-1", '"带 点.的"']), inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)
words = st.sampled_from(
    [*KEYS, *FILE_KEYS, *SUPPRESS_KEYS, PATH.name, FILES, SUPPRESS, "x", "'一 二'", "tool.goallint"]
)
lines = st.one_of(
    st.tuples(words, values).map(" = ".join),
    words.map("[{}]".format),
    words.map("[[{}]]".format),
    st.tuples(words, words).map(lambda pair: f"[{'.'.join(pair)}]"),
    st.just("# 注释"),
)
anything = st.lists(lines, max_size=8).map(lambda several: "\n".join(several) + "\n")


def tables(name: str, needed: Iterable[Key], others: Iterable[Key]) -> st.SearchStrategy[list[str]]:
    """A table with what it needs and some more, and now and then a line that does not belong there."""
    head = [*([f"[[{name}]]"] if name else []), *(key.example for key in needed)]
    more = st.lists(st.sampled_from([key.example for key in others]), unique=True)
    stray = st.lists(lines, max_size=1) if name else st.just([])
    return st.tuples(more, stray).map(lambda parts: [*head, *parts[0], *parts[1]])


required = [SUPPRESS_KEYS[name] for name in REQUIRED]
nearly_right = st.tuples(
    tables("", (), [key for key in KEYS.values() if key.name != "rules"]),
    st.lists(
        st.one_of(
            tables(FILES, [PATH], FILE_KEYS.values()),
            tables(SUPPRESS, required, [SUPPRESS_KEYS["where"], SUPPRESS_KEYS["until"]]),
        ),
        max_size=2,
    ),
).map(lambda parts: "\n".join([*parts[0], *(line for table in parts[1] for line in table)]))
documents = st.one_of(anything, nearly_right)


@given(documents)
@example("")
@example('level = "info"\n')
def test_any_file_is_a_configuration_or_an_error_with_a_place(text: str) -> None:
    """Nothing else is ever raised."""
    came = outcome(text)

    if isinstance(came, ConfigError):
        assert re.match(r"goallint\.toml:\d+:\d+$", came.where)
        assert came.excerpt
    else:
        assert came.path == "goallint.toml"


@given(st.text())
def test_any_text_is_a_configuration_or_an_error(text: str) -> None:
    """However little it looks like TOML."""
    came = outcome(text)

    assert isinstance(came, Config) or came.where.startswith("goallint.toml")


def steps_of(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """All paths in what tomllib has read."""
    if steps:
        yield steps
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield from steps_of(each, (*steps, key))


@given(documents)
@example("[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 1\n[[a.c]]\nz = [[1, [2]], {k = 1979-05-27 07:32:00}]\n")
@example('"a \\" b".\'c\'.d = """x""y"""""\ne = \'\'\'\n\'\'a\'\'\'\'\nf = [ ] # ]\n')
@example("a = 1_000e+3\nb = -inf\nc = 0xDEAD\nd = 07:32:00.999\n")
def test_everything_in_a_file_has_a_place(text: str) -> None:
    """What tomllib reads is found by the grammar, and the words there say the same."""
    try:
        content = tomllib.loads(text)
    except ValueError:
        return
    found = places(text)

    for steps in steps_of(content):
        assert steps in found
        value: Any = content
        for step in steps:
            value = value[step]
        if not isinstance(value, dict | list):
            start, end = found[steps].value
            assert repr(tomllib.loads(f"x = {text[start:end]}")["x"]) == repr(value)


# --- the schema and the starter file


def test_the_names_that_are_known_early_are_the_keys() -> None:
    """The quick list and the table agree."""
    assert tuple(KEYS) == NAMES


def test_the_schema_is_a_schema() -> None:
    """Valid itself, and with a word on every key."""
    schema = config_schema()
    Draft202012Validator.check_schema(schema)

    assert list(schema["properties"]) == [*KEYS, FILES, SUPPRESS]
    assert all(schema["properties"][name]["description"] for name in KEYS)


@given(documents)
def test_the_schema_refuses_nothing_that_is_read(text: str) -> None:
    """An editor has nothing to say about a configuration that goallint takes."""
    came = outcome(text)

    if isinstance(came, Config):
        content = json.loads(json.dumps(came.table.value, default=str))
        Draft202012Validator(config_schema()).validate(content)


@pytest.mark.parametrize(
    "text",
    [
        'profil = "hebei"',
        'profile = "hubie"',
        'select = "A001"',
        "select = []",
        'level = "warn"',
        "jobs = 0",
        "timeout = 0",
        "exclude = ['归档\\*']",
        '[[files]]\nprofile = "hebei"',
        '[[files]]\npath = "*"',
        '[[files]]\npath = "*"\nformat = "json"',
        '[[suppress]]\nfile = "*"\nrule = "V006"',
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    """A mistake shows in the editor already."""
    refusal(text)

    assert list(Draft202012Validator(config_schema()).iter_errors(tomllib.loads(text)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_starter_file_changes_nothing(language: Language) -> None:
    """It is valid and sets nothing."""
    assert configured(starter(language)).values == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_of_the_starter_file_can_be_used(language: Language) -> None:
    """Without the # in front all keys are there, with values that are right, and the schema is found."""
    Path("我的规则").mkdir()
    text = re.sub(r"^# (?=[a-z-]+ = |\[\[|#:)", "", starter(language), flags=re.MULTILINE)
    config = configured(text)

    assert [*config.values] == list(KEYS)
    assert [*config.files[0].values] == list(FILE_KEYS)
    assert config.suppressions[0].until == date(2031, 12, 31)
    assert "#:schema ./goallint.schema.json" in text.splitlines()


def test_every_key_is_in_the_manual() -> None:
    """docs/configuration.md has a row for each, and what it shows as an example is right."""
    manual = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", manual, re.MULTILINE)
    shown = re.search(r"```toml\n(.*?)```", manual, re.DOTALL)
    Path("本市.yaml").touch()

    assert sorted(rows) == sorted([*KEYS, *SUPPRESS_KEYS])
    assert shown
    assert len(configured(shown[1]).suppressions) == 1
