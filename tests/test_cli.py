"""The command line as its users meet it: streams, exit codes, languages, bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import goallint
from goallint.cli import check as command
from goallint.cli import main, screen
from goallint.cli.rules import find
from goallint.cli.screen import chosen_language
from goallint.document import Document
from goallint.findings import Severity
from goallint.language import Language
from goallint.own import OWN_CHECKS, OwnCheck
from goallint.readers import read
from goallint.reports import REPORTERS
from goallint.results import DocumentResult
from goallint.rulebook import Rule, load_rules
from tests.forms import write_docx
from tests.reporting import FAILURE, FORM, MEMO, RULES, checked, finding, leave_out_shipped_rules, run

SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"
RULE_OPTIONS = ("--rules", str(RULES), "--select", "T001,T002")

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run goallint in an empty folder; exit code, stdout and stderr."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run goallint as a process of its own."""
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-c", "import sys; from goallint.cli import main; sys.exit(main())", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def validated(schema: str, text: str) -> dict[str, Any]:
    """Read JSON and check it against a published schema."""
    content: dict[str, Any] = json.loads(text)
    Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8"))).validate(content)
    return content


def test_the_version_is_the_installed_one(say: Say) -> None:
    """--version says name and version."""
    assert say("--version") == (0, f"goallint {goallint.__version__}\n", "")


def test_json_is_the_only_thing_on_stdout(say: Say) -> None:
    """One valid object, with all findings and their places."""
    write_docx(Path("渡口.docx"), FORM)
    code, out, err = say("check", "渡口.docx", *RULE_OPTIONS, "--format", "json")
    [document] = validated("report", out)["documents"]

    assert (code, err) == (1, "")
    assert [(each["rule"], each["row"], each["column"]) for each in document["findings"]] == [
        ("T002", 5, 4),
        ("T001", 6, 4),
    ]


def test_the_dump_is_valid_and_complete(say: Say) -> None:
    """Indicators with their levels, values and places; money in 元."""
    write_docx(Path("渡口.docx"), FORM)
    code, out, _ = say("dump", "渡口.docx", "--format", "json")
    [table] = validated("dump", out)["tables"]

    assert code == 0
    assert (table["name"], table["budget"]) == ("渡口维护", "125000.00")
    assert table["funds"][0]["sources"] == [{"label": "财政拨款", "amount": "125000.00"}]
    assert table["indicators"][0] == {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "维护渡船数量",
        "value": "≥3艘",
        "value_kind": "bound",
        "row": 4,
        "column": 4,
    }


def bad_files() -> None:
    """Write every kind of bad input that a reader can meet."""
    Path("空.docx").touch()
    Path("改名.docx").write_text("这是文本", encoding="utf-8")
    whole = write_docx(Path("好.docx"), FORM).read_bytes()
    Path("截断.docx").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile("压缩包.xlsx", "w") as archive:
        archive.writestr("说明.txt", "不是表格")
    Path("乱码.txt").write_bytes(bytes(range(256)))
    Path("夹子").mkdir()


BAD = ["空.docx", "改名.docx", "截断.docx", "压缩包.xlsx", "乱码.txt", "夹子", "没有.docx", "没有*.docx"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_said_in_a_sentence(say: Say, name: str, language: Language) -> None:
    """Exit code 2 in every format, a sentence in the language asked for, no traceback, valid JSON."""
    bad_files()
    code, out, err = say("check", name, "--lang", language)
    code_of_json, json_out, _ = say("check", name, "--lang", language, "--format", "json")

    assert code == code_of_json == 2
    assert "Traceback" not in out + err
    assert validated("report", json_out)["summary"]["tables"] == 0
    text = f"{out}{err}".replace(name, "").replace(name.removesuffix("*.docx"), "")
    assert any("\u4e00" <= char <= "\u9fff" for char in text) is (language == "zh")


@pytest.mark.parametrize("name", [*BAD[:5], "没有.docx"])
def test_a_dump_of_bad_input_is_an_error(say: Say, name: str) -> None:
    """Nothing on stdout, the reason on stderr."""
    bad_files()
    code, out, err = say("dump", name, "--format", "json")

    assert (code, out) == (2, "")
    assert err.startswith("错误：")


@pytest.mark.parametrize(
    ("documents", "fail_on", "code"),
    [
        ([checked()], "error", 0),
        ([checked(finding())], "error", 1),
        ([checked(finding())], "never", 0),
        ([checked(finding("V006", Severity.WARNING))], "error", 0),
        ([checked(finding("V006", Severity.WARNING))], "warning", 1),
        ([checked(finding("V006", Severity.INFO))], "info", 1),
        ([checked(finding("G009", Severity.ERROR))], "never", 2),
        ([checked(finding()), DocumentResult("坏.docx", "unreadable", FAILURE)], "error", 2),
        ([checked(), DocumentResult("通知.docx", "no-table")], "error", 0),
        ([DocumentResult("通知.docx", "no-table")], "never", 2),
        ([], "never", 2),
    ],
)
def test_exit_codes(documents: list[DocumentResult], fail_on: str, code: int) -> None:
    """2 for what could not be done outranks 1 for what was found; nothing checked is never a pass."""
    assert command.exit_code(run(*documents).tally, fail_on) == code


@pytest.mark.parametrize("options", [(), ("--fail-on", "info"), ("--fail-on", "never"), ("--no-table", "skip")])
@pytest.mark.parametrize("name", ["渡口.docx", "通知.docx", "材料", "没有.docx"])
def test_the_exit_code_never_depends_on_the_format(say: Say, name: str, options: tuple[str, ...]) -> None:
    """All formats end alike, whatever is hidden or shown."""
    Path("材料").mkdir()
    write_docx(Path("渡口.docx"), FORM)
    write_docx(Path("材料/渡口.docx"), FORM)
    write_docx(Path("通知.docx"), MEMO)
    write_docx(Path("材料/通知.docx"), MEMO)
    codes = {
        say("check", name, *RULE_OPTIONS, *options, "--format", form, "--level", level)[0]
        for form in REPORTERS
        for level in ("error", "info")
    }

    assert len(codes) == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        (["check", "--lang", "en"], {}, "en"),
        (["--lang=en", "check"], {}, "en"),
        ([], {"GOALLINT_LANG": "en"}, "en"),
        ([], {"GOALLINT_LANG": "en_US.UTF-8"}, "en"),
        ([], {"GOALLINT_LANG": "English_United States.1252"}, "en"),
        ([], {"GOALLINT_LANG": "zh-Hans"}, "zh"),
        ([], {"GOALLINT_LANG": ""}, "zh"),
        (["--lang", "en"], {"GOALLINT_LANG": "klingon"}, "en"),
        (["--lang", "zh"], {"GOALLINT_LANG": "en"}, "zh"),
        (["check", "--", "--lang", "en"], {}, "zh"),
        (["check", "--lang"], {}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "zh"),
    ],
)
def test_the_language_is_known_before_click(
    arguments: list[str], environment: dict[str, str], language: Language
) -> None:
    """The command line outranks GOALLINT_LANG; the locale does not matter."""
    assert chosen_language(arguments, environment) == language


def test_a_rule_is_found_by_what_people_call_it() -> None:
    """ID, name and title in either language, of which each belongs to one rule."""
    known: list[Rule | OwnCheck] = [*load_rules().rules, *OWN_CHECKS]

    for rule in known:
        assert {find(word, known).id for word in (rule.id.lower(), rule.name, *rule.title)} == {rule.id}


@pytest.mark.parametrize("value", ["klingon", "enn", "C"])
def test_a_variable_that_names_no_language_is_refused(say: Say, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Like such a --lang, before anything is checked; an empty one counts as none."""
    monkeypatch.setenv("GOALLINT_LANG", value)

    assert say("check", "渡口.docx") == (2, "", f"错误：环境变量 GOALLINT_LANG 不能写 {value}。\n可以写：zh、en\n")


@pytest.mark.parametrize("arguments", [["--hlep"], ["check"], ["check", "a", "--level"], ["check", "--version=1"]])
def test_usage_errors_end_in_2(say: Say, arguments: list[str]) -> None:
    """Whatever click finds wrong is said in Chinese, on stderr."""
    code, out, err = say(*arguments)

    assert (code, out) == (2, "")
    assert err.startswith("错误：")


def test_a_number_is_asked_for_in_chinese(say: Say) -> None:
    """Without the words of click."""
    assert say("serve", "--port", "abc")[2] == "错误：--port 要写整数。\n用法见 goallint serve -h\n"


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    """Chinese is written as UTF-8 on a C locale."""
    write_docx(tmp_path / "form.docx", FORM)
    result = process("check", str(tmp_path / "form.docx"), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert "检查了" in result.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """A reader that goes away changes nothing but what it sees."""
    write_docx(tmp_path / "form.docx", FORM)
    reading, writing = os.pipe()
    os.close(reading)
    code = "import sys; from goallint.cli import main; sys.exit(main())"
    with os.fdopen(writing, "wb") as closed:
        result = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-c", code, "check", str(tmp_path / "form.docx"), *RULE_OPTIONS],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (result.returncode, result.stderr) == (1, b"")


def test_an_interruption_ends_quietly(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives exit code 130 and no traceback."""
    write_docx(Path("渡口.docx"), FORM)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "check_files", interrupt)
    code, out, err = say("check", "渡口.docx")

    assert (code, out) == (130, "")
    assert err.strip() == "已中断。"


def test_an_unexpected_failure_is_owned_up_to(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect outside of a file is said as one, with a traceback only on request."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(command, "discover", fail)
    code, _, err = say("check", "渡口.docx")
    monkeypatch.setenv("GOALLINT_DEBUG", "1")
    _, _, details = say("check", "渡口.docx")

    assert code == 2
    assert "内部错误：ZeroDivisionError: surprise" in err
    assert "Traceback" not in err
    assert "Traceback" in details


def test_a_crash_on_one_file_does_not_hide_the_others(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other files are checked, the run ends in 2, the traceback comes on request."""
    write_docx(Path("甲.docx"), FORM)
    write_docx(Path("乙.docx"), FORM)

    def fail_once(path: Path) -> Document:
        if path.name == "甲.docx":
            raise ZeroDivisionError("surprise")
        return read(path)

    monkeypatch.setattr("goallint.pipeline.read", fail_once)
    monkeypatch.setenv("GOALLINT_DEBUG", "1")
    code, out, err = say("check", "甲.docx", "乙.docx", *RULE_OPTIONS)

    assert code == 2
    assert "错误 G009 内部错误：ZeroDivisionError: surprise" in out
    assert "T001" in out
    assert "Traceback" in err


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_for_terminals(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
) -> None:
    """NO_COLOR and dumb terminals are respected."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert screen.view("zh").colour is coloured


def test_progress_is_shown_on_a_terminal_for_many_files(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five files are many; the bar stays on stderr and the report is the same."""
    for number in range(5):
        write_docx(Path(f"渡口{number}.docx"), FORM)
    plain = say("check", ".", *RULE_OPTIONS)
    monkeypatch.setattr(command, "_watching", lambda: True)
    monkeypatch.setattr("rich.console.Console.is_terminal", property(lambda _: True))
    watched = say("check", ".", *RULE_OPTIONS)

    assert plain[:2] == watched[:2]
    assert plain[2] == ""
    assert "正在检查" in watched[2]


def imported(code: str) -> set[str]:
    """List the modules that are loaded after `code` has run."""
    result = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stderr.split())


def test_importing_goallint_is_cheap() -> None:
    """Nothing of the parser, the readers or the screen is loaded before it is needed."""
    assert not imported("import goallint") & {"click", "rich", "lark", "xlrd", "yaml", "goallint.pipeline"}


def test_help_is_cheap() -> None:
    """Help needs neither rules nor readers nor rich."""
    loaded = imported("from goallint.cli import main; main(['check', '-h'])")

    assert not loaded & {"rich", "lark", "xlrd", "yaml", "goallint.pipeline"}


NEEDLESS = {
    "asyncio",
    "email",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "jinja2",
    "lark",
    "multiprocessing",
    "pathspec",
    "pickle",
    "rich",
    "secrets",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "tomllib",
    "traceback",
    "xlrd",
    "yaml",
    "goallint.cli.journal",
    "goallint.processes",
    "goallint.readers.soffice",
    "goallint.readers.text",
    "goallint.readers.xlsx",
    "goallint.rulebook.compile",
}
"""What a check of a few Word files has no use for, and what takes its time to load."""


@pytest.mark.parametrize("format_name", ["text", "concise"])
def test_a_check_loads_nothing_needless(format_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the rules are in the cache, a form is checked without all that other runs need."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOALLINT_CACHE", str(tmp_path / "cache"))
    write_docx(tmp_path / "form.docx", FORM)
    code = f"from goallint.cli import main; main(['check', 'form.docx', '--format', {format_name!r}])"
    imported(code)

    assert not imported(code) & NEEDLESS


def test_public_names_are_importable() -> None:
    """Every exported name exists, and a wrong one is an AttributeError."""
    assert all(hasattr(goallint, name) for name in goallint.__all__)
    assert set(goallint.__all__) <= set(dir(goallint))
    assert not hasattr(goallint, "chek")
