"""The configuration as users meet it: what it changes for a command, and the commands that show and write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from goallint.cli import main
from goallint.config import NAMES
from goallint.config.schema import config_schema
from tests.forms import write_docx
from tests.reporting import FORM, MEMO, RULES, leave_out_shipped_rules

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run goallint in a folder with a form, a configuration that names the rules of the tests, and no repository."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.delenv("GOALLINT_LANG", raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "2024").mkdir()
    (tmp_path / "规则").symlink_to(RULES)
    monkeypatch.chdir(tmp_path)
    write_docx(Path("渡口.docx"), FORM)
    write_docx(Path("2024/渡口.docx"), FORM)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def configure(text: str) -> None:
    """Write the configuration."""
    Path("goallint.toml").write_text(f'rules = ["规则"]\n{text}', "utf-8")


def found(say: Say, *arguments: str) -> dict[str, set[str]]:
    """Which rules find something, by file."""
    documents = json.loads(say("check", *arguments, "--format", "json")[1])["documents"]
    return {each["path"]: {finding["rule"] for finding in each["findings"]} for each in documents}


def test_a_check_heeds_the_configuration(say: Say) -> None:
    """Rules, selection, format and what fails, without a word on the command line."""
    configure('select = ["T001", "T002"]\nformat = "concise"\nfail-on = "never"\n')
    code, out, err = say("check", "渡口.docx")

    assert (code, err) == (0, "")
    assert out.startswith("渡口.docx:")
    assert found(say, "渡口.docx") == {"渡口.docx": {"T001", "T002"}}


def test_the_command_line_has_precedence(say: Say) -> None:
    """What is written there counts for this call."""
    configure('select = ["T001", "T002"]\nformat = "concise"\nfail-on = "never"\n')

    assert found(say, "渡口.docx", "--select", "T002") == {"渡口.docx": {"T002"}}
    assert found(say, "渡口.docx", "--ignore", "T002") == {"渡口.docx": {"T001"}}
    assert say("check", "渡口.docx", "--fail-on", "error")[0] == 1


def test_without_configuration_nothing_of_it_counts(say: Say) -> None:
    """--no-config makes goallint forget the file, wrong as it may be."""
    configure("wrong = 1")

    assert say("check", "渡口.docx")[0] == 2
    assert found(say, "渡口.docx", "--no-config", "--rules", "规则", "--select", "T002") == {"渡口.docx": {"T002"}}


def test_some_files_are_checked_otherwise(say: Say) -> None:
    """From any folder, and in one run with the others."""
    configure('select = ["T001", "T002"]\n[[files]]\npath = "2024/"\nignore = ["T001"]\n')

    assert found(say, ".") == {"2024/渡口.docx": {"T002"}, "渡口.docx": {"T001", "T002"}}
    assert found(say, str(Path("2024/渡口.docx").absolute())) == {str(Path("2024/渡口.docx").absolute()): {"T002"}}


def test_a_rule_that_only_some_files_are_checked_with_is_in_the_report(say: Say) -> None:
    """SARIF lists every rule that found something, whoever selects it."""
    configure('select = ["T002"]\n[[files]]\npath = "2024/"\nselect = ["T001"]\n')
    [run] = json.loads(say("check", ".", "--format", "sarif")[1])["runs"]

    assert {"T001", "T002"} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == {"T001", "T002"}


def test_selecting_nothing_for_some_file_is_said_before_anything_is_read(say: Say) -> None:
    """Tables that only together leave no rule are found out, too."""
    configure('select = ["T002"]\n[[files]]\npath = "2024/"\nignore = ["T002"]\n')
    code, out, err = say("check", ".")

    assert (code, out) == (2, "")
    assert "一条规则也没有选中" in err


def test_a_folder_is_walked_without_what_is_excluded(say: Say) -> None:
    """A file that is named is checked all the same."""
    configure('exclude = ["2024/"]\nselect = ["T002"]\n')

    assert list(found(say, ".")) == ["渡口.docx"]
    assert list(found(say, "2024/渡口.docx")) == ["2024/渡口.docx"]


@pytest.mark.parametrize(
    ("arguments", "code", "files"),
    [
        (["2024/渡口.docx", "渡口.docx"], 0, ["渡口.docx"]),
        (["2024/渡口.docx", "--no-table", "skip"], 0, []),
        (["2024/渡口.docx"], 2, []),
        ([".", "--no-table", "skip"], 0, ["渡口.docx"]),
    ],
)
def test_what_a_program_names_can_be_excluded_too(say: Say, arguments: list[str], code: int, files: list[str]) -> None:
    """A hook names whatever has changed; if all of it is excluded and need hold no table, that is no failure."""
    configure('exclude = ["2024/"]\nselect = ["T002"]\nfail-on = "never"\n')

    assert list(found(say, *arguments, "--force-exclude")) == files
    ended, _, err = say("check", *arguments, "--force-exclude")
    assert ended == code
    assert ("点名的也略过（--force-exclude）" in err.replace("\n", "")) is (code == 2)


def test_a_folder_that_is_all_excluded_is_explained(say: Say) -> None:
    """Nothing to check is an error, and the reason stands in the configuration."""
    configure('exclude = ["2024/"]\n')
    code, _, err = say("check", "2024")

    assert code == 2
    assert "配置里的 exclude 略过文件夹里的 2024/；点名的文件总会检查。" in err.replace("\n", "")


def test_files_without_a_table_can_be_passed_over_by_name(say: Say) -> None:
    """`no-table` may hold for some files only."""
    write_docx(Path("2024/通知.docx"), MEMO)
    write_docx(Path("通知.docx"), MEMO)
    configure('select = ["T002"]\nfail-on = "never"\n[[files]]\npath = "2024/通知.docx"\nno-table = "skip"\n')

    assert say("check", "2024/通知.docx", "渡口.docx")[0] == 0
    assert say("check", "通知.docx", "渡口.docx")[0] == 2
    assert say("check", "2024/通知.docx", "渡口.docx", "--no-table", "error")[0] == 2


def test_commands_about_rules_know_the_folders(say: Say) -> None:
    """explain, rules list, rules test and trace need no --rules."""
    configure("")

    assert say("explain", "T001")[0] == 0
    assert "T001" in say("rules", "list")[1]
    assert say("rules", "test", "T001")[0] == 0
    assert say("trace", "渡口.docx", "--rule", "T001")[0] == 0
    assert say("explain", "T001", "--no-config")[0] == 2


def test_how_many_processes_check_can_be_set(say: Say) -> None:
    """A number, or one for each core; --jobs has precedence."""
    for number in ("2", '"auto"'):
        configure(f'jobs = {number}\ntimeout = 60\nselect = ["T002"]\n')
        assert found(say, ".") == {"2024/渡口.docx": {"T002"}, "渡口.docx": {"T002"}}
    shown = [line.split() for line in say("config", "show", "--jobs", "auto")[1].splitlines()]

    assert ["jobs", "auto", "命令行"] in shown
    assert ["timeout", "60", "goallint.toml:3"] in shown


def test_a_finding_can_be_suppressed(say: Say) -> None:
    """With its reason, it fails no more."""
    configure('select = ["T002"]\n[[suppress]]\nfile = "渡口.docx"\nrule = "T002"\nreason = "主管部门的模板如此"\n')
    [document] = json.loads(say("check", "渡口.docx", "--format", "json")[1])["documents"]

    assert [each["suppressed"]["reason"] for each in document["findings"]] == ["主管部门的模板如此"]
    assert say("check", "渡口.docx")[0] == 0


def test_formats_of_other_commands_are_their_own(say: Say) -> None:
    """`format` is that of the report: trace knows no sarif."""
    configure('format = "sarif"\n')

    assert say("trace", "渡口.docx", "--rule", "T001")[1].startswith(("T001", "渡口.docx"))


def test_a_trace_heeds_the_profile_of_the_file(say: Say) -> None:
    """The one of its [[files]]; the command line has precedence."""
    configure('[[files]]\npath = "2024/"\nprofile = "本县.yaml"\n')
    Path("本县.yaml").write_text("name: 本县\nseverity: {T001: info}\nbad: 1\n", "utf-8")

    assert "本县.yaml:3" in say("trace", "2024/渡口.docx", "--rule", "T001")[2]
    assert say("trace", "渡口.docx", "--rule", "T001")[0] == 0
    assert say("trace", "2024/渡口.docx", "--rule", "T001", "--profile", "generic")[0] == 0


def test_the_configured_language_is_spoken_everywhere(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """In help and in errors, too; the environment and the command line have precedence."""
    configure('lang = "en"\n')

    assert say("check", "-h")[1].startswith("Usage:")
    assert say("chek")[2].startswith("Error:")
    assert say("check", "-h", "--lang", "zh")[1].startswith("用法：")
    monkeypatch.setenv("GOALLINT_LANG", "zh")
    assert say("check", "-h")[1].startswith("用法：")


def test_a_wrong_configuration_is_said_in_the_language_it_asks_for(say: Say) -> None:
    """As far as that can be read."""
    configure('lang = "en"\nprofil = "hebei"\n')

    code, out, err = say("check", "渡口.docx")

    assert (code, out) == (2, "")
    assert err.splitlines() == [
        'Error: goallint.toml:3:1: there is no key "profil" here',
        '   3 | profil = "hebei"',
        "     | ^^^^^^",
        'Did you mean "profile"?',
    ]


def test_settings_for_files_that_are_not_there_are_said(say: Say) -> None:
    """Their files were renamed, or the pattern is wrong; whatever else is checked, the exit code stays."""
    configure('[[files]]\npath = "2O24/"\nignore = ["T001"]\n')
    without = say("check", ".", "--no-config", "--rules", "规则")[0]

    code, out, err = say("check", ".", "--format", "json")

    assert code == without
    assert json.loads(out)
    assert err == "注意：goallint.toml:2：检查过的文件里没有“2O24/”，这组 [[files]] 没有用到。\n"


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("2024/", ["."]),
        ("2O24/", ["渡口.docx"]),
        ("2O24/*.docx", ["2024"]),
        ("*.xlsx", ["2024"]),
        ("备忘.xyz", ["."]),
        ("图.ofd", ["."]),
    ],
    ids=["met", "a file by its name", "another folder", "a part of the folders", "there", "not readable"],
)
def test_settings_that_may_be_for_other_files_are_not_said(say: Say, pattern: str, paths: list[str]) -> None:
    """As when a hook names the files that have changed."""
    Path("备忘.xyz").write_text("", "utf-8")
    Path("图.ofd").write_text("", "utf-8")
    configure(f'[[files]]\npath = "{pattern}"\nignore = ["T001"]\n')

    assert "[[files]]" not in say("check", *paths)[2]


def test_a_file_can_be_named(say: Say) -> None:
    """It takes the place of the nearest one; one that is missing is an error."""
    configure("wrong = 1")
    Path("别的.toml").write_text('rules = ["规则"]\nselect = ["T002"]\n', "utf-8")

    assert found(say, "渡口.docx", "--config", "别的.toml") == {"渡口.docx": {"T002"}}
    assert "没有.toml" in say("check", "渡口.docx", "--config", "没有.toml")[2]
    assert "不能同时用" in say("check", "渡口.docx", "--config", "别的.toml", "--no-config")[2]


def test_every_setting_is_shown_with_its_origin(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Default, file and line, command line, environment."""
    configure('level = "info"\nexclude = ["a", "b"]\n')
    monkeypatch.setenv("GOALLINT_LANG", "zh")
    code, out, err = say("config", "show", "--fail-on", "never")
    head, _, titles, *rows = out.splitlines()

    assert (code, err, head, titles.split()) == (0, "", "配置文件：goallint.toml", ["设置", "值", "来源"])
    assert [row.split()[0] for row in rows] == list(NAMES)
    shown = {row.split()[0]: row.split()[1:] for row in rows}
    assert shown["profile"] == ["generic", "默认"]
    assert shown["level"] == ["info", "goallint.toml:2"]
    assert shown["exclude"] == ["a、b", "goallint.toml:3"]
    assert shown["fail-on"] == ["never", "命令行"]
    assert shown["lang"] == ["zh", "环境变量", "GOALLINT_LANG"]
    assert shown["select"] == ["—", "默认"]


@pytest.mark.parametrize("place", [("--lang", "en", "config", "show"), ("config", "show", "--lang", "en")])
def test_the_origin_of_the_language_is_the_command_line(say: Say, place: tuple[str, ...]) -> None:
    """Wherever --lang stands."""
    assert "lang      en       command line\n" in say(*place)[1]


def test_the_settings_of_a_file_are_shown(say: Say) -> None:
    """With the tables that are for it, and whether it is left out of folders."""
    configure(
        'exclude = ["旧*"]\n[[files]]\npath = "2024/"\nno-table = "skip"\n[[files]]\npath = "*.txt"\nignore = []\n'
    )
    out = say("config", "show", "2024/旧表.docx")[1]

    assert out.splitlines()[1:3] == [
        "用于 2024/旧表.docx 的 [[files]]：goallint.toml:3",
        "在文件夹里遇到 2024/旧表.docx 时不检查（exclude）",
    ]
    assert "no-table  skip" in out
    assert "没有用于 渡口.docx 的 [[files]]\n" in say("config", "show", "渡口.docx")[1]
    assert "[[files]]：goallint.toml:3、goallint.toml:6" in say("config", "show")[1]


def test_the_settings_are_shown_to_programs(say: Say) -> None:
    """The same as JSON."""
    configure('[[files]]\npath = "2024/"\nno-table = "skip"\n')
    content = json.loads(say("config", "show", "2024/表.docx", "--format", "json", "--ignore", "T001")[1])

    assert (content["schema_version"], content["config"], content["excluded"]) == (1, "goallint.toml", False)
    assert content["files"] == [{"line": 2, "path": ["2024/"], "matches": True}]
    assert content["settings"]["no-table"] == {
        "value": "skip",
        "origins": [{"kind": "config", "where": "goallint.toml:4"}],
    }
    assert content["settings"]["ignore"] == {
        "value": ["T001"],
        "origins": [{"kind": "command-line", "where": ""}],
    }


def test_where_there_is_no_configuration_is_said_where_it_was_looked_for(say: Say, tmp_path: Path) -> None:
    """And what writes one."""
    out = say("config", "show")[1]

    assert out.startswith(f"没有配置文件：从 {tmp_path.as_posix()} 向上到 {tmp_path.as_posix()}，没有 goallint.toml")
    assert "goallint init" in out
    assert say("config", "show", "--no-config")[1].startswith("没有用配置文件（--no-config）\n")


def test_the_schema_is_written(say: Say) -> None:
    """As it is published."""
    code, out, err = say("config", "schema")

    assert (code, json.loads(out), err) == (0, config_schema(), "")
    published = Path(__file__).parent.parent / "docs" / "schema" / "config.schema.json"
    assert out == published.read_text("utf-8")


def test_a_starter_file_is_written_once(say: Say) -> None:
    """It changes nothing, and is never written over another."""
    before = say("config", "show", "--format", "json")[1]
    assert say("init") == (0, "写好了 goallint.toml，目前不改变任何设置。\n", "")
    after = json.loads(say("config", "show", "--format", "json")[1])

    assert after["config"] == "goallint.toml"
    assert after["settings"] == json.loads(before)["settings"]
    Path("goallint.toml").write_text("# 我的\n", "utf-8")
    assert say("init") == (2, "", "错误：goallint.toml 已经有了，没有改动。\n")
    assert Path("goallint.toml").read_text("utf-8") == "# 我的\n"


def test_a_starter_file_is_not_written_beside_another_configuration(say: Say) -> None:
    """A pyproject.toml that configures goallint is the place to edit."""
    Path("pyproject.toml").write_text("[tool.goallint]\n", "utf-8")
    code, out, err = say("init")

    assert (code, out) == (2, "")
    assert "pyproject.toml 里已经有 [tool.goallint]" in err
    assert not Path("goallint.toml").exists()


def test_a_starter_file_says_what_it_takes_the_place_of(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest file counts alone, so the one above no longer does."""
    configure('profile = "hebei"\n')
    monkeypatch.chdir("2024")

    assert "在这里不再用 ../goallint.toml。\n" in say("init")[1]
    assert say("init", "--lang", "en")[2].startswith("Error: goallint.toml exists")
